//! The Content Encryption Key (RFC 7516, section 2).

use core::fmt;

use jose_b64::Octets;
use zeroize::Zeroize as _;

/// A Content Encryption Key (CEK): the symmetric key of one message. Secret.
///
/// Up to 64 octets, the length of A256CBC-HS512, are stored inline. The octets are cleared from
/// memory when it is dropped, and `Debug` shows none of them; copies that a move leaves on the stack are
/// out of its reach. It is not `Clone`: one key encrypts one message.
pub struct Cek(Octets<64>);

impl Cek {
    /// Copies the octets of a key.
    #[must_use]
    pub fn from_slice(octets: &[u8]) -> Self {
        Cek(Octets::from_slice(octets))
    }

    /// That many zero octets, to be written by whoever makes the key.
    ///
    /// Allocates when `len` is more than 64 octets: never take it from a message.
    #[must_use]
    pub fn zeroed(len: usize) -> Self {
        Cek(Octets::zeroed(len))
    }

    /// The octets of the key.
    #[must_use]
    pub fn expose_secret(&self) -> &[u8] {
        &self.0
    }

    /// The octets of the key, to be written to.
    #[must_use]
    pub fn expose_secret_mut(&mut self) -> &mut [u8] {
        self.0.as_mut_slice()
    }

    /// Length in octets.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no octet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for Cek {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}

impl fmt::Debug for Cek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cek(..)")
    }
}
