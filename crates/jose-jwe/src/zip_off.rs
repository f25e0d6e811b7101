//! `zip` compiled out (RFC 7516, section 4.1.3). No call allows it, so that a message with it is refused when it
//! is read, and none is made.

use alloc::vec::Vec;

use zeroize::Zeroizing;

pub(crate) fn deflate(_: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::default()
}

pub(crate) fn inflate(_: &[u8], _: usize) -> Option<Zeroizing<Vec<u8>>> {
    None
}
