//! Messages whose parts are all of the test's making.

use jose_jwa::RustCrypto;
use jose_jwe::{Alg, Cek, Enc, EncryptedCek};

use crate::common::pairs::{Pair, Sender};
use crate::common::{Sealed, cipher};

/// A message for one pair of keys: a header, an encrypted key, and content under a known CEK.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) alg: Alg<'static>,
    pub(crate) enc: Enc<'static>,
    /// The members of the header that belong to the mode, each with a comma in front.
    pub(crate) parameters: String,
    pub(crate) encrypted_key: Vec<u8>,
    pub(crate) cek: Vec<u8>,
}

pub(crate) const PLAINTEXT: &[u8] = b"Seventeen octets.";

impl Made {
    pub(crate) fn new(pair: &Pair, enc: Enc<'static>) -> Made {
        Made::wrapping(pair, enc, &vec![9; cipher(enc).cek_len()])
    }

    /// One whose encrypted key holds this, whatever its length.
    pub(crate) fn wrapping(pair: &Pair, enc: Enc<'static>, wrapped: &[u8]) -> Made {
        let Sender::To(key) = &pair.sender else {
            panic!("{:?}", pair.alg)
        };
        let made = key.encrypt_cek(&Cek::from_slice(wrapped), &RustCrypto);
        let made = made.unwrap();
        Made {
            alg: pair.alg,
            enc,
            parameters: parameters(&made),
            encrypted_key: made.encrypted_key().into(),
            cek: vec![9; cipher(enc).cek_len()],
        }
    }

    pub(crate) fn header(&self) -> String {
        format!(
            r#"{{"alg":"{}","enc":"{}"{}}}"#,
            self.alg, self.enc, self.parameters
        )
    }

    pub(crate) fn sealed(&self) -> Sealed {
        let protected = jose_b64::encode(self.header());
        Sealed::with_cek(self.enc, &self.cek, &protected, None, PLAINTEXT)
    }

    pub(crate) fn token(&self) -> String {
        self.sealed()
            .compact_with(&jose_b64::encode(&self.encrypted_key))
    }

    /// The same with another encrypted key.
    pub(crate) fn with_key(&self, encrypted_key: impl Into<Vec<u8>>) -> Made {
        Made {
            encrypted_key: encrypted_key.into(),
            ..self.clone()
        }
    }

    /// The same with other parameters of the mode.
    pub(crate) fn with_parameters(&self, parameters: impl Into<String>) -> Made {
        Made {
            parameters: parameters.into(),
            ..self.clone()
        }
    }
}

fn parameters(made: &EncryptedCek) -> String {
    let json = made.parameters().clone().finish().unwrap();
    match json.trim_matches(['{', '}']) {
        "" => String::new(),
        // The braces of `epk` belong to it.
        _ => format!(",{}", &json[1..json.len().saturating_sub(1)]),
    }
}

/// The octets with one bit turned over.
pub(crate) fn flipped(octets: &[u8], at: usize) -> Vec<u8> {
    let mut octets = octets.to_vec();
    octets[at] ^= 1;
    octets
}
