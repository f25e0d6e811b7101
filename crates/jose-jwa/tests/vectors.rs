//! The project's vectors at the level of `Sign` and `Verify`: raw signing inputs, no headers.
#![cfg(all(
    feature = "sys_rng",
    feature = "hmac",
    feature = "rsa",
    feature = "ecdsa",
    feature = "eddsa",
    feature = "ml-dsa"
))]
#![expect(
    clippy::expect_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::RustCrypto;
use jose_jwk::{Alg, Jwk, JwkError, LoadError};
use jose_jws::{LoadSign, LoadVerify, SigningInput, VerifyFailure};
use jose_vectors::{Case, Class, Expect, Purpose, all};

fn jwk(case: &Case) -> Result<Jwk, JwkError> {
    Jwk::parse(case.jwk().as_bytes())
}

fn octets(text: &str) -> Vec<u8> {
    jose_b64::decode(text).expect("base64url in a vector")
}

/// Cuts the message in three, so that an algorithm that joins its parts wrongly is seen.
fn in_parts<T>(message: &[u8], then: impl FnOnce(SigningInput<'_>) -> T) -> T {
    let (head, tail) = message.split_at(message.len() / 3);
    then(SigningInput::from_parts(&[head, &[], tail]))
}

fn check_verify(case: &Case, message: &[u8], signature: &[u8]) {
    let jwk = jwk(case).expect(&case.id);
    let key = RustCrypto
        .load_verify(&jwk, Alg::parse(case.alg()).expect(&case.id))
        .expect(&case.id);
    let whole = key.verify(SigningInput::new(message), signature);
    let parts = in_parts(message, |input| key.verify(input, signature));
    match &case.expect {
        Expect::Valid => {
            whole.expect(&case.id);
            parts.expect(&case.id);
        }
        Expect::Reject { why, .. } => {
            assert!(
                matches!(whole, Err(VerifyFailure::Invalid)),
                "{}: {why}",
                case.id
            );
            assert!(
                matches!(parts, Err(VerifyFailure::Invalid)),
                "{}: {why}",
                case.id
            );
        }
    }
}

fn check_sign(case: &Case, message: &[u8], signature: &[u8]) {
    let jwk = jwk(case).expect(&case.id);
    let key = RustCrypto
        .load_sign(&jwk, Alg::parse(case.alg()).expect(&case.id))
        .expect(&case.id);
    assert_eq!(
        &*key.sign(SigningInput::new(message)).expect(&case.id),
        signature,
        "{}",
        case.id
    );
    assert_eq!(
        &*in_parts(message, |input| key.sign(input)).expect(&case.id),
        signature,
        "{}",
        case.id
    );
}

#[test]
fn raw_signatures() {
    let mut signed = 0;
    for case in all().of("raw-signature") {
        let (message, signature) = (octets(case.message()), octets(case.signature()));
        check_verify(case, &message, &signature);
        if case.deterministic {
            check_sign(case, &message, &signature);
            signed += 1;
        }
    }
    assert!(signed >= 6);
}

#[test]
fn compact_tokens_as_signing_inputs() {
    let (mut valid, mut rejected) = (0, 0);
    for case in all().of("jws-verify") {
        match case.class() {
            None => valid += 1,
            Some(Class::InvalidSignature) => rejected += 1,
            // Everything else is refused before a key is asked.
            Some(_) => continue,
        }
        check_verify(
            case,
            case.signing_input().as_bytes(),
            &octets(case.signature()),
        );
    }
    assert!(valid >= 39 && rejected >= 140, "{valid}, {rejected}");
}

#[test]
fn deterministic_tokens_come_out_the_same() {
    let mut signed = 0;
    for case in all().of("jws-sign") {
        check_sign(
            case,
            case.signing_input().as_bytes(),
            &octets(case.signature()),
        );
        signed += 1;
    }
    assert!(signed >= 26, "{signed}");
}

#[test]
fn keys_that_must_be_refused() {
    let mut refused = 0;
    for case in all().of("key-load") {
        let loaded = match (jwk(case), Alg::parse(case.alg()), case.purpose()) {
            // Refused where the JWK or the name is read.
            (Err(_), _, _) | (_, Err(_), _) => Err(None),
            (Ok(jwk), Ok(alg), Purpose::Sign) => {
                RustCrypto.load_sign(&jwk, alg).map(drop).map_err(Some)
            }
            (Ok(jwk), Ok(alg), Purpose::Verify) => {
                RustCrypto.load_verify(&jwk, alg).map(drop).map_err(Some)
            }
        };
        match (&case.expect, loaded) {
            (Expect::Valid, loaded) => assert_eq!(loaded, Ok(()), "{}", case.id),
            (Expect::Reject { why, .. }, loaded) => {
                let error: Option<LoadError> = loaded.expect_err(&format!("{}: {why}", case.id));
                assert!(error.is_none_or(|error| !error.to_string().is_empty()));
                refused += 1;
            }
        }
    }
    assert!(refused >= 150, "{refused}");
}

#[test]
fn thumbprints() {
    for case in all().of("thumbprint").valid() {
        if case.hash() == "sha-256" {
            let jwk = jwk(case).expect(&case.id);
            assert_eq!(
                RustCrypto.thumbprint(&jwk).expect(&case.id).to_string(),
                case.thumbprint(),
                "{}",
                case.id
            );
        }
    }
}
