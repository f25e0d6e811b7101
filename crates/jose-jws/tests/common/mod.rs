//! What the test files share: keys that are not cryptography, and tokens that say whatever a test wants.
#![cfg(test)]
#![allow(dead_code, reason = "each test file uses another part of this one")]

extern crate alloc;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};

use jose_jwk::{Alg, Key};
use jose_jws::{ParseError, Sign, SignError, Signature, SigningInput, Verify, VerifyFailure};

pub(crate) const TOY: Alg<'static> = Alg::new("X-TOY");

/// A keyed checksum that counts how often it was asked.
#[derive(Clone, Debug)]
pub(crate) struct Toy {
    alg: Alg<'static>,
    kid: Option<String>,
    secret: u64,
    offline: bool,
    asked: Arc<AtomicUsize>,
}

impl Toy {
    pub(crate) fn new(alg: Alg<'static>) -> Toy {
        Toy {
            alg,
            kid: None,
            secret: 1,
            offline: false,
            asked: Arc::default(),
        }
    }

    pub(crate) fn kid(mut self, kid: &str) -> Toy {
        self.kid = Some(kid.into());
        self
    }

    /// Another key of the same algorithm.
    pub(crate) fn secret(mut self, secret: u64) -> Toy {
        self.secret = secret;
        self
    }

    /// A key whose device cannot be reached.
    pub(crate) fn offline(mut self) -> Toy {
        self.offline = true;
        self
    }

    /// How often a signature was held against this key or a clone of it.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    fn sum(&self, input: SigningInput<'_>) -> [u8; 8] {
        let octets = input.parts().iter().copied().flatten();
        let start = self.secret.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let fold = |sum: u64, octet: &u8| (sum ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3);
        octets.fold(start, fold).to_be_bytes()
    }
}

impl Key for Toy {
    fn alg(&self) -> Alg<'_> {
        self.alg
    }

    fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }
}

impl Sign for Toy {
    fn sign(&self, input: SigningInput<'_>) -> Result<Signature, SignError> {
        if self.offline {
            return Err(SignError::Unavailable("the toy is offline".into()));
        }
        Ok(Signature::from_slice(&self.sum(input)))
    }
}

impl Verify for Toy {
    fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        if self.offline {
            return Err(VerifyFailure::Unavailable("the toy is offline".into()));
        }
        if signature == self.sum(input) {
            Ok(())
        } else {
            Err(VerifyFailure::Invalid)
        }
    }
}

/// Three parts, encoded.
pub(crate) fn token(
    header: impl AsRef<[u8]>,
    payload: impl AsRef<[u8]>,
    signature: impl AsRef<[u8]>,
) -> String {
    let [header, payload, signature] =
        [header.as_ref(), payload.as_ref(), signature.as_ref()].map(jose_b64::encode);
    format!("{header}.{payload}.{signature}")
}

/// A token with this header, whatever it says, and a valid signature of this key.
pub(crate) fn forge(header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>, key: &dyn Sign) -> String {
    seal(
        &format!("{}.{}", jose_b64::encode(header), jose_b64::encode(payload)),
        key,
    )
}

/// The same over any text, base64url or not.
pub(crate) fn seal(input: &str, key: &dyn Sign) -> String {
    let signature = key.sign(SigningInput::new(input.as_bytes())).unwrap();
    format!("{input}.{}", jose_b64::encode(&*signature))
}

/// The error of a text that no reader accepts.
pub(crate) fn refused(token: &str) -> ParseError {
    match jose_jws::Compact::parse(token) {
        Ok(read) => panic!("accepted: {token:?} as {read:?}"),
        Err(error) => error,
    }
}

/// The error of a header that no reader accepts, whoever signed it.
pub(crate) fn header_refused(header: impl AsRef<[u8]>) -> ParseError {
    refused(&token(header, "payload", "signature"))
}
