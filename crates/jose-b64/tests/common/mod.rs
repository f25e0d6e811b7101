//! What the tests of objects have in common: reading with the default limits, borrowed and owned.
#![allow(dead_code, reason = "each test file uses another part of this one")]

use jose_b64::{Object, ObjectError, ObjectLimits, Octets};

pub(crate) fn parse(json: &str) -> Object<'_> {
    Object::parse(json.as_bytes(), &ObjectLimits::default()).expect(json)
}

/// The error, which is the same for octets that are borrowed and owned.
pub(crate) fn refused(octets: impl AsRef<[u8]>) -> ObjectError {
    let octets = octets.as_ref();
    let limits = ObjectLimits::default();
    let error = Object::parse(octets, &limits).expect_err("refused");
    let owned = Object::from_octets(Octets::from_slice(octets), &limits).expect_err("refused");
    assert_eq!(owned, error);
    assert!(error.offset() <= octets.len());
    error
}

pub(crate) fn fault(octets: impl AsRef<[u8]>) -> (&'static str, usize) {
    let error = refused(octets);
    (error.code(), error.offset())
}
