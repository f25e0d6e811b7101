//! The project's vectors through the whole of JWS and the project's own algorithms (RFC 7515, appendix A, and others).
#![cfg(test)]

use jose_b64::Padding;
use jose_jwa::RustCrypto;
use jose_jwk::{Alg, HeaderError, Jwk};
use jose_jws::{
    Builder, Compact, LoadSign, LoadVerify, ParseError, ReadOptions, Sign, Unsecured, Verified,
    Verifiers, Verify, VerifyError,
};
use jose_vectors::{Case, Cases, Class, Expect};

/// The cases of one operation whose payload is encoded, as it is unless RFC 7797 is used.
fn encoded(operation: &'static str) -> Cases {
    jose_vectors::all()
        .of(operation)
        .only(|case| !case.unencoded)
}

fn jwk(case: &Case) -> Jwk {
    Jwk::parse(case.jwk().as_bytes()).expect(&case.id)
}

fn alg(case: &Case) -> Alg<'_> {
    Alg::parse(case.alg()).expect(&case.id)
}

fn verifier(case: &Case) -> Box<dyn Verify> {
    RustCrypto
        .load_verify(&jwk(case), alg(case))
        .expect(&case.id)
}

fn signer(case: &Case) -> Box<dyn Sign> {
    RustCrypto.load_sign(&jwk(case), alg(case)).expect(&case.id)
}

fn verify(case: &Case, key: &dyn Verify) -> Result<Verified, VerifyError> {
    Compact::parse(case.token())?.verify(&Verifiers::of([key]))
}

fn class(error: &VerifyError) -> Class {
    match error {
        VerifyError::NoMatchingKey { .. } => Class::NoMatchingKey,
        VerifyError::InvalidSignature(_) => Class::InvalidSignature,
        VerifyError::Parse(ParseError::Alg(_)) => Class::AlgRefused,
        // The type of `crit` is a rule about `crit`, too.
        VerifyError::Parse(ParseError::Header(
            HeaderError::Crit(_) | HeaderError::WrongType { name: "crit", .. },
        )) => Class::Crit,
        VerifyError::Parse(_) => Class::Parse,
        other => panic!("no class for {other:?}"),
    }
}

#[test]
fn tokens_that_are_right_verify() {
    let mut ran = 0_usize;
    for case in encoded("jws-verify").valid() {
        let key = verifier(case);
        let verified = verify(case, &key).expect(&case.id);
        assert_eq!(
            jose_b64::encode(verified.payload()),
            case.payload(),
            "{}",
            case.id
        );
        // One key is a set of one key, and leniency changes nothing.
        let again = Compact::parse(case.token())
            .unwrap()
            .verify(&key)
            .expect(&case.id);
        assert_eq!(again.payload(), verified.payload(), "{}", case.id);
        let lenient = ReadOptions::new().padding(Padding::Allowed);
        assert!(
            Compact::parse_with(case.token(), &lenient)
                .unwrap()
                .verify(&key)
                .is_ok(),
            "{}",
            case.id
        );
        ran = ran.saturating_add(1);
    }
    assert_eq!(ran, encoded("jws-verify").valid().count());
    assert!(ran >= 11, "{ran}");
}

#[test]
fn tokens_that_are_wrong_are_refused_for_the_right_reason() {
    let mut wrong = Vec::new();
    let mut ran = 0_usize;
    for case in encoded("jws-verify").rejected() {
        let Expect::Reject {
            class: expected,
            why,
        } = &case.expect
        else {
            panic!("{}", case.id)
        };
        let key = verifier(case);
        match verify(case, &key) {
            Ok(_) => wrong.push(format!("{}: accepted, though {why}", case.id)),
            Err(error) if class(&error) != *expected => {
                wrong.push(format!(
                    "{}: {:?} instead of {expected:?}: {error}",
                    case.id,
                    class(&error)
                ));
            }
            Err(_) => {}
        }
        ran = ran.saturating_add(1);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(ran, encoded("jws-verify").rejected().count());
    assert!(ran >= 240, "{ran}");
}

#[test]
fn unsecured_tokens() {
    let (mut valid, mut rejected) = (0_usize, 0_usize);
    for case in jose_vectors::all().of("jws-unsecured") {
        let read = Unsecured::danger_parse(case.token(), &ReadOptions::new());
        match &case.expect {
            Expect::Valid => {
                assert_eq!(
                    jose_b64::encode(read.expect(&case.id).payload()),
                    case.payload(),
                    "{}",
                    case.id
                );
                valid = valid.saturating_add(1);
            }
            Expect::Reject {
                class: expected,
                why,
            } => {
                let error = VerifyError::from(read.expect_err(&format!("{}: {why}", case.id)));
                assert_eq!(class(&error), *expected, "{}: {error}", case.id);
                rejected = rejected.saturating_add(1);
            }
        }
    }
    assert!(valid >= 2 && rejected >= 3, "{valid} {rejected}");
}

// The header as printed in the RFC, octet for octet, and the same token comes out.
#[test]
fn deterministic_tokens_come_out_octet_for_octet() {
    let mut ran = 0_usize;
    for case in encoded("jws-sign") {
        let [header, payload, _] = case
            .token()
            .split('.')
            .collect::<Vec<_>>()
            .try_into()
            .expect(&case.id);
        let [header, payload] =
            [header, payload].map(|part| jose_b64::decode(part).expect(&case.id));
        let builder = Builder::new(&payload).protected_json(&header);
        let key = signer(case);
        assert_eq!(
            builder.clone().sign(&key).expect(&case.id),
            case.token(),
            "{}",
            case.id
        );
        let prepared = builder.prepare(&key).expect(&case.id);
        let signature = key.sign(prepared.signing_input()).expect(&case.id);
        assert_eq!(
            prepared.attach(&signature).expect(&case.id),
            case.token(),
            "{}",
            case.id
        );
        assert!(verify(case, &verifier(case)).is_ok(), "{}", case.id);
        ran = ran.saturating_add(1);
    }
    assert_eq!(ran, encoded("jws-sign").count());
    assert!(ran >= 6, "{ran}");
}

// Those whose signatures are random are signed anew.
#[test]
fn every_valid_token_can_be_signed_again() {
    let mut ran = 0_usize;
    for case in encoded("jws-verify").valid() {
        if !jwk(case).is_private() && !jwk(case).is_symmetric() {
            continue;
        }
        let [header, payload, _] = case
            .token()
            .split('.')
            .collect::<Vec<_>>()
            .try_into()
            .expect(&case.id);
        let [header, payload] =
            [header, payload].map(|part| jose_b64::decode(part).expect(&case.id));
        let token = Builder::new(&payload)
            .protected_json(&header)
            .sign(&signer(case))
            .expect(&case.id);
        let verified = Compact::parse(&token)
            .unwrap()
            .verify(&verifier(case))
            .expect(&case.id);
        assert_eq!(
            (verified.header().octets(), verified.payload()),
            (&*header, &*payload),
            "{}",
            case.id
        );
        ran = ran.saturating_add(1);
    }
    assert!(ran >= 10, "{ran}");
}
