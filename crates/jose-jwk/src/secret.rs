//! Octets that must not be seen (RFC 7517, section 9.3; RFC 7518, section 8.1).

use alloc::vec::Vec;
use core::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Secret octets of a key.
///
/// They are zeroized when dropped and never printed: `Debug` shows `Secret(..)`. Two secrets are
/// compared in constant time; their lengths are not secret.
///
/// ```
/// use jose_jwk::Secret;
///
/// let secret = Secret::from_slice(b"0123456789abcdef0123456789abcdef");
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// assert_eq!(secret.len(), 32);
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the octets over; nothing is copied.
    #[must_use]
    pub fn new(octets: Vec<u8>) -> Self {
        Secret(Zeroizing::new(octets))
    }

    /// Copies the octets; the caller's copy is the caller's to clear.
    #[must_use]
    pub fn from_slice(octets: &[u8]) -> Self {
        Secret::new(octets.to_vec())
    }

    /// The octets themselves.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }

    /// Length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no octets.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Zeroizing<Vec<u8>>> for Secret {
    fn from(octets: Zeroizing<Vec<u8>>) -> Self {
        Secret(octets)
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice().ct_eq(other.0.as_slice()).into()
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn api_01_jwk_16_debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::from_slice(b"abc")), "Secret(..)");
        assert_eq!(
            format!("{:#?}", Some(Secret::from_slice(b"abc")))
                .matches("97")
                .count(),
            0
        );
    }

    #[test]
    fn equal_means_all_octets() {
        let secret = Secret::from_slice(b"abc");
        assert_eq!(secret, Secret::new(b"abc".to_vec()));
        for other in [&b"abd"[..], b"bbc", b"ab", b"abcd", b""] {
            assert_ne!(secret, Secret::from_slice(other));
        }
    }
}
