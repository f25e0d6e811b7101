//! What the tests of keys that draw random octets share (RFC 7518, section 4).

use jose_b64::ObjectWriter;
use jose_jwe::{CekError, EncryptCek, EncryptCekError};

use super::{Fixed, cek, is_invalid, some};

/// The header parameters as they are written.
pub(crate) fn header(parameters: &ObjectWriter) -> String {
    parameters.clone().finish().unwrap()
}

/// What every refused request gets.
#[track_caller]
pub(crate) fn assert_invalid(answer: Result<Vec<u8>, CekError>, why: &str) {
    assert!(is_invalid(&answer), "{why}: {answer:?}");
}

/// A source that fails is an error of the sender, and the error says so.
#[track_caller]
pub(crate) fn assert_needs_random(key: &dyn EncryptCek) {
    let answer = key.encrypt_cek(&cek(&some(16)), &Fixed::new(&[]));
    assert!(matches!(answer, Err(EncryptCekError::Random)), "{answer:?}");
}
