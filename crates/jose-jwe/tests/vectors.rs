//! The messages that the RFCs print, decrypted (RFC 7516, appendix A; RFC 7517, appendix C; RFC 7518, appendix C; RFC
//! 7520, sections 5 and 6; RFC 8037, appendix A), and those that must be refused.
#![cfg(test)]

use jose_jwa::{Rsa1_5, RustCrypto};
use jose_jwe::{
    Alg, DecryptCek, DecryptError, Decrypted, Decrypter, Enc, Jwk, LoadDecrypt, ParseError,
};
use jose_vectors::{Case, Class, OptIn};

/// No message was decrypted, or no key loaded.
#[derive(Debug)]
enum Refused {
    Key(String),
    Message(DecryptError),
}

/// The recipient that the case describes, with these of its keys.
fn recipient(case: &Case, only: Option<&str>) -> Result<Decrypter<'static>, Refused> {
    let mut decrypter = Decrypter::new(&RustCrypto);
    for (name, alg) in case.keys_with_algs() {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let jwk = Jwk::parse(jose_vectors::key(name).as_bytes());
        let jwk = jwk.map_err(|error| Refused::Key(error.to_string()))?;
        let key: Box<dyn DecryptCek> = match Alg::from_name(alg).unwrap() {
            Alg::RSA1_5 if case.opts_in(OptIn::Rsa15) => Box::new(Rsa1_5::load(&jwk).unwrap()),
            alg => RustCrypto
                .load_decrypt(&jwk, alg)
                .map_err(|error| Refused::Key(error.to_string()))?,
        };
        decrypter = decrypter.key(key);
    }
    let encs: Vec<Enc<'_>> = case.encs().map(|enc| Enc::parse(enc).unwrap()).collect();
    decrypter = decrypter.accept(&encs);
    if case.opts_in(OptIn::Zip) {
        decrypter = decrypter.allow_zip();
    }
    if case.opts_in(OptIn::UnprotectedEnc) {
        decrypter = decrypter.allow_unprotected_enc();
    }
    if case.opts_in(OptIn::SharedKeyParameters) {
        decrypter = decrypter.allow_shared_key_parameters();
    }
    if case.opts_in(OptIn::EmptyEncryptedKey) {
        decrypter = decrypter.allow_empty_encrypted_key();
    }
    Ok(decrypter)
}

fn decrypt(case: &Case, only: Option<&str>) -> Result<Decrypted, Refused> {
    let decrypter = recipient(case, only)?;
    let seen = match (&*case.operation, &case.json_octets) {
        ("jwe-decrypt", _) => decrypter.decrypt(case.token()),
        (_, None) => decrypter.decrypt_json(case.json()),
        (_, Some(octets)) => decrypter.decrypt_json(&jose_b64::decode(octets).unwrap()),
    };
    seen.map_err(Refused::Message)
}

fn cases() -> impl Iterator<Item = &'static Case> {
    ["jwe-decrypt", "jwe-json-decrypt"]
        .into_iter()
        .flat_map(|operation| jose_vectors::all().of(operation))
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
        DecryptError::Parse(
            ParseError::Iterations { .. }
            | ParseError::TokenTooLong { .. }
            | ParseError::HeaderTooLong { .. },
        )
        | DecryptError::TooMuchWork { .. } => Class::Limit,
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

/// What of a message's lengths and of a mode's parameters is seen when it is read, and what when a key is
/// asked, is for the reader to decide.
fn is_as_expected(expected: Class, found: &Refused) -> bool {
    let found_class = class(found);
    match expected {
        Class::Unusable => [Class::Parse, Class::DecryptionFailed].contains(&found_class),
        Class::DecryptionFailed => {
            found_class == expected
                || matches!(found, Refused::Message(DecryptError::Length { .. }))
        }
        expected => found_class == expected,
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
            Err(error) if is_as_expected(expected, &error) => {}
            Err(error) => faults.push(format!("{}: {expected:?}, found {error:?}", case.id)),
        }
        seen = seen.saturating_add(1);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen > 15, "{seen}");
}
