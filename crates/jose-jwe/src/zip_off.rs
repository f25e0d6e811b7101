//! `zip` compiled out (RFC 7516, section 4.1.3): nobody can ask for it, by type.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// There is no value of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deflate {}

impl Deflate {
    pub(crate) fn deflate(self, _: &[u8]) -> Zeroizing<Vec<u8>> {
        match self {}
    }

    pub(crate) fn inflate(self, _: &[u8], _: usize) -> Option<Zeroizing<Vec<u8>>> {
        match self {}
    }
}
