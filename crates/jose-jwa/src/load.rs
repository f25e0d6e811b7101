//! From a JWK to a key object: which keys are too weak (RFC 7518, sections 3.2, 3.3, 4.2 and 4.3; RFC 7517, sections 4.2 to 4.4).

#[cfg(feature = "jwe")]
mod encrypt;
mod sign;

#[cfg(feature = "ecdh")]
pub(crate) use encrypt::ECDH_KEYS;
#[cfg(feature = "jwe")]
pub(crate) use encrypt::{not_for_cek, not_for_cek_jwk};

for_signatures! {
    pub(crate) use sign::{not_for, not_for_jwk};
}

use crate::RustCrypto;

/// Which keys are refused as too weak (RFC 7518, sections 3.2 and 3.3; RFC 8725, section 3.5).
///
/// The default is what the RFCs demand. Anything looser goes through [`RustCrypto::danger_with`].
///
/// ```
/// use jose_jwa::{KeyRules, RustCrypto};
///
/// let mut rules = KeyRules::default();
/// rules.small_exponent = true; // an old device signs with e = 3
/// let loader = RustCrypto.danger_with(rules);
/// # let _ = loader;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRules {
    /// Smallest RSA modulus in bits: 2048. Below 1024 no value of it opens the door.
    pub min_rsa_bits: usize,
    /// Accept an RSA public exponent from 3 instead of from 65537.
    pub small_exponent: bool,
    /// Accept an HMAC key that is shorter than the hash output; an empty one never. For keys that are
    /// no JWK, `Hmac::danger_short` says the same.
    pub short_hmac: bool,
}

impl Default for KeyRules {
    fn default() -> Self {
        KeyRules {
            min_rsa_bits: 2048,
            small_exponent: false,
            short_hmac: false,
        }
    }
}

/// [`RustCrypto`] with other [`KeyRules`]: what [`RustCrypto::danger_with`] returns.
#[derive(Clone, Debug)]
pub struct RustCryptoWith {
    rules: KeyRules,
}

impl RustCrypto {
    /// A loader that refuses other keys as weak than the RFCs do.
    ///
    /// It reaches every key that this loader loads, so use it for the one provider that needs it.
    #[must_use]
    pub const fn danger_with(&self, rules: KeyRules) -> RustCryptoWith {
        RustCryptoWith { rules }
    }
}
