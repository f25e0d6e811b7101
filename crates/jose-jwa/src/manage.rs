//! The key management algorithms of JWE (RFC 7518, section 4; RFC 8037, section 3.2).

pub(crate) mod aes_gcm_kw;
pub(crate) mod aes_kw;
#[cfg(feature = "ecdh")]
mod concat_kdf;
pub(crate) mod dir;
#[cfg(feature = "ecdh")]
pub(crate) mod ecdh_es;
#[cfg(feature = "pbes2")]
pub(crate) mod pbes2;
#[cfg(feature = "rsa1_5")]
pub(crate) mod rsa1_5;
#[cfg(feature = "rsa")]
pub(crate) mod rsa_oaep;

use jose_jwk::{Alg, Jwk, LoadError, NotPermitted, Operation};

/// For which side of a message a key is loaded: a key that says what it may be used for says it for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Sender,
    Recipient,
}

impl Side {
    pub(crate) const BOTH: &'static [Side] = &[Side::Sender, Side::Recipient];

    /// Whether the JWK may encrypt the CEK, or decrypt it. Key sets name that operation by the key that
    /// comes out of it or by what is done: either is enough.
    pub(crate) fn permitted(self, jwk: &Jwk, alg: Alg<'_>) -> Result<(), NotPermitted> {
        let [one, other] = match self {
            Side::Sender => [Operation::WrapKey, Operation::Encrypt],
            Side::Recipient => [Operation::UnwrapKey, Operation::Decrypt],
        };
        jwk.permits_either(one, other, alg)
    }

    /// The same for a key that is the CEK: it encrypts content, or decrypts it.
    pub(crate) fn permitted_dir(self, jwk: &Jwk) -> Result<(), NotPermitted> {
        let operation = match self {
            Side::Sender => Operation::Encrypt,
            Side::Recipient => Operation::Decrypt,
        };
        jwk.permits(operation, Alg::DIR)
    }
}

/// The octets of an `oct` key whose length is that of its algorithm (KWR-03).
pub(crate) fn exact<'k>(
    alg: Alg<'_>,
    octets: &'k [u8],
    needed: usize,
) -> Result<&'k [u8], LoadError> {
    if octets.len() == needed {
        Ok(octets)
    } else {
        Err(LoadError::SecretLen {
            alg: alg.name().into(),
            len: octets.len(),
            needed,
        })
    }
}
