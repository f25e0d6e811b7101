//! The messages that the RFCs print, decrypted (RFC 7516, appendix A; RFC 7517, appendix C; RFC 7518, appendix C; RFC
//! 7520, sections 5 and 6; RFC 8037, appendix A), and those that must be refused.
#![cfg(test)]

extern crate alloc;

mod common;

use common::cases::{cases, configured, keys};
use jose_jwa::RustCrypto;
use jose_jwe::jwk::HeaderError;
use jose_jwe::{DecryptError, Decrypted, Decrypter, ParseError};
use jose_vectors::{Case, Class};

/// No message was decrypted, or no key loaded.
#[derive(Debug)]
enum Refused {
    Key(String),
    Message(DecryptError),
}

/// What comes of the case with all of its keys, or one of them.
fn decrypt(case: &Case, only: Option<&str>) -> Result<Decrypted, Refused> {
    let keys = keys(case, only).map_err(Refused::Key)?;
    let decrypter = configured(Decrypter::new(&RustCrypto).keys(keys), case);
    common::cases::decrypt(&decrypter, case).map_err(Refused::Message)
}

#[test]
fn messages_of_the_rfcs_decrypt() {
    let mut seen = 0_usize;
    for case in cases().filter(|case| case.class().is_none()) {
        for key in case.decrypted_by().map(Some).chain([None]) {
            let decrypted = decrypt(case, key);
            let decrypted = decrypted.unwrap_or_else(|error| panic!("{}: {error:?}", case.id));
            let plaintext = jose_b64::encode(decrypted.plaintext());
            assert_eq!(plaintext, case.plaintext(), "{}", case.id);
            // JWE-13: what comes out is what the sender gave, not what was authenticated.
            let aad = decrypted.aad().map(jose_b64::encode);
            assert_eq!(aad, case.aad, "{}", case.id);
            seen = seen.saturating_add(1);
        }
    }
    assert!(seen > 80, "{seen}");
}

/// What kind of refusal an error is.
fn class(error: &Refused) -> Class {
    let error = match error {
        Refused::Key(reason) => {
            assert!(!reason.is_empty());
            return Class::Key;
        }
        Refused::Message(error) => error,
    };
    match error {
        DecryptError::Parse(ParseError::Alg(_) | ParseError::Enc(_)) => Class::AlgRefused,
        DecryptError::Parse(ParseError::Iterations { .. }) | DecryptError::TooMuchWork { .. } => {
            Class::Limit
        }
        DecryptError::Parse(ParseError::Header(HeaderError::WrongType {
            name: "crit", ..
        })) => Class::Crit,
        DecryptError::Parse(error) if error.code() == "header/crit" => Class::Crit,
        DecryptError::Parse(ParseError::MustBeProtected { name: "crit" }) => Class::Crit,
        DecryptError::Parse(_) | DecryptError::MissingEnc | DecryptError::Length { .. } => {
            Class::Parse
        }
        DecryptError::EncNotAccepted { .. } | DecryptError::UnknownEnc { .. } => {
            Class::EncNotAccepted
        }
        DecryptError::NoMatchingKey { .. } => Class::NoMatchingKey,
        DecryptError::AmbiguousKey { .. } => Class::AmbiguousKey,
        DecryptError::DecryptionFailed(_) => Class::DecryptionFailed,
        error => panic!("{error:?}"),
    }
}

fn is_as_expected(expected: Class, found: Class) -> bool {
    match expected {
        // Where it is seen is for the reader to decide.
        Class::Unusable => [Class::Parse, Class::Limit, Class::DecryptionFailed].contains(&found),
        expected => found == expected,
    }
}

// Among them 7520 5.9, 5.11 and 5.12 without what they need asked for, and RSA1_5 that is loaded by its name.
#[test]
fn what_must_be_refused_is_refused_for_its_reason() {
    let (mut seen, mut faults) = (0_usize, Vec::new());
    for case in cases() {
        let Some(expected) = case.class() else {
            continue;
        };
        match decrypt(case, None) {
            Ok(_) => faults.push(format!("{} is accepted", case.id)),
            Err(error) if is_as_expected(expected, class(&error)) => {}
            Err(error) => faults.push(format!("{}: {expected:?}, found {error:?}", case.id)),
        }
        seen = seen.saturating_add(1);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 1_500, "{seen}");
}
