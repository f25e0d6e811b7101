//! The project's vectors of JSON, detached and unencoded messages through the whole of JWS and the project's own
//! algorithms (RFC 7515, section 7.2 and appendix F; RFC 7797).
#![cfg(test)]

use jose_b64::{Object, ObjectLimits};
use jose_jwa::RustCrypto;
use jose_jwk::{Alg, HeaderError, Jwk};
use jose_jws::{
    Builder, Compact, Flattened, General, HeaderBuilder, Json, LoadSign, LoadVerify, ParseError,
    ProtectedHeader, ReadOptions, Require, Sign, SignJson, SignatureReport, VerifiedJson,
    Verifiers, Verify, VerifyError,
};
use jose_vectors::{Case, Class, Expect, Form, Outcome, Signer, all};

fn jwk(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).expect(name)
}

fn alg(name: &str) -> Alg<'_> {
    Alg::parse(name).expect(name)
}

fn octets(text: &str) -> Vec<u8> {
    jose_b64::decode(text).expect("base64url in a vector")
}

fn verifier(key: &str, name: &str) -> Box<dyn Verify> {
    RustCrypto.load_verify(&jwk(key), alg(name)).expect(key)
}

fn signer(key: &str, name: &str) -> Box<dyn Sign> {
    RustCrypto.load_sign(&jwk(key), alg(name)).expect(key)
}

fn verifiers(case: &Case) -> Verifiers<'static> {
    Verifiers::from_keys(case.keys_with_algs().map(|(key, name)| verifier(key, name)))
}

fn json(case: &Case) -> Vec<u8> {
    match &case.json_octets {
        Some(text) => octets(text),
        None => case.json().into(),
    }
}

fn options(case: &Case) -> ReadOptions {
    let strict = ReadOptions::new();
    if case.unprotected_alg {
        strict.allow_unprotected_alg()
    } else {
        strict
    }
}

fn require(case: &Case) -> Require {
    match case.require() {
        jose_vectors::Require::AnyKey => Require::AnyKey,
        jose_vectors::Require::EveryKey => Require::EveryKey,
    }
}

fn class(error: &VerifyError) -> Class {
    match error {
        VerifyError::NoMatchingKey { .. } => Class::NoMatchingKey,
        VerifyError::AmbiguousKey { .. } => Class::AmbiguousKey,
        VerifyError::InvalidSignature(_) => Class::InvalidSignature,
        VerifyError::Unmet(_) => Class::Unmet,
        VerifyError::Parse(ParseError::Alg(_)) => Class::AlgRefused,
        VerifyError::Parse(
            ParseError::Header(HeaderError::Crit(_) | HeaderError::WrongType { name: "crit", .. })
            | ParseError::MustBeProtected { name: "crit" },
        ) => Class::Crit,
        VerifyError::Parse(_) => Class::Parse,
        other => panic!("no class for {other:?}"),
    }
}

fn outcomes(reports: &[SignatureReport]) -> Vec<Outcome> {
    let outcome = |report: &SignatureReport| match report.outcome() {
        Ok(_) => Outcome::Valid,
        Err(error) => Outcome::Rejected(class(error)),
    };
    reports.iter().map(outcome).collect()
}

/// What a recipient learns, whichever call it uses.
#[derive(Debug, PartialEq)]
struct Seen {
    payload: Vec<u8>,
    outcomes: Vec<Outcome>,
}

/// The header of a message that is right says whether the payload is encoded.
fn check_b64(case: &Case, header: &ProtectedHeader) {
    let right = case.class().is_none();
    assert!(!right || header.b64() != case.unencoded, "{}", case.id);
}

fn seen<P: AsRef<[u8]>>(case: &Case, verified: &VerifiedJson<P>) -> Seen {
    for header in verified.confirmed() {
        check_b64(case, header.header());
    }
    Seen {
        payload: verified.payload().into(),
        outcomes: outcomes(verified.signatures()),
    }
}

/// Through the call that takes either form.
fn either(case: &Case) -> Result<Seen, VerifyError> {
    let (json, options, keys) = (json(case), options(case), verifiers(case));
    match &case.detached {
        None => Json::parse_with(&json, &options)?
            .verify(&keys, require(case))
            .map(|verified| seen(case, &verified)),
        Some(payload) => Json::parse_detached(&json, &octets(payload), &options)?
            .verify(&keys, require(case))
            .map(|verified| seen(case, &verified)),
    }
}

/// Through the call that takes the case's own form and no other; nothing where that call cannot ask for
/// what the case requires.
fn own_form(case: &Case) -> Option<Result<Seen, VerifyError>> {
    let single =
        case.require() == jose_vectors::Require::AnyKey || case.keys_with_algs().count() == 1;
    match case.form() {
        Form::General => Some(general(case)),
        Form::Flattened if single => Some(flattened(case)),
        Form::Flattened => None,
    }
}

fn general(case: &Case) -> Result<Seen, VerifyError> {
    let (json, options, keys) = (json(case), options(case), verifiers(case));
    match &case.detached {
        None => General::parse_with(&json, &options)?
            .verify(&keys, require(case))
            .map(|verified| seen(case, &verified)),
        Some(payload) => General::parse_detached(&json, &octets(payload), &options)?
            .verify(&keys, require(case))
            .map(|verified| seen(case, &verified)),
    }
}

fn flattened(case: &Case) -> Result<Seen, VerifyError> {
    let (json, options, keys) = (json(case), options(case), verifiers(case));
    let payload = match &case.detached {
        None => Flattened::parse_with(&json, &options)?
            .verify(&keys)?
            .into_payload(),
        Some(payload) => Flattened::parse_detached(&json, &octets(payload), &options)?
            .verify(&keys)?
            .payload()
            .into(),
    };
    Ok(Seen {
        payload,
        outcomes: vec![Outcome::Valid],
    })
}

fn compact(case: &Case) -> Result<Vec<u8>, VerifyError> {
    let key = verifier(case.key.as_deref().expect(&case.id), case.alg());
    match &case.detached {
        None => Ok(Compact::parse(case.token())?.verify(&key)?.into_payload()),
        Some(payload) => {
            let payload = octets(payload);
            let options = ReadOptions::new();
            let verified =
                Compact::parse_detached(case.token(), &payload, &options)?.verify(&key)?;
            check_b64(case, verified.header());
            // No copy.
            assert_eq!(verified.payload().as_ptr(), payload.as_ptr(), "{}", case.id);
            Ok(verified.payload().into())
        }
    }
}

fn check_rejected<T: core::fmt::Debug>(
    case: &Case,
    result: Result<T, VerifyError>,
    wrong: &mut Vec<String>,
) {
    let Expect::Reject {
        class: expected,
        why,
    } = &case.expect
    else {
        panic!("{}", case.id)
    };
    match result {
        Ok(_) => wrong.push(format!("{}: accepted, though {why}", case.id)),
        Err(error) if class(&error) != *expected => wrong.push(format!(
            "{}: {:?} instead of {expected:?}: {error}",
            case.id,
            class(&error)
        )),
        Err(VerifyError::Unmet(unmet)) => {
            assert_eq!(outcomes(unmet.signatures()), case.outcomes(), "{}", case.id);
        }
        Err(_) => {}
    }
}

#[test]
fn messages_that_are_right_verify() {
    let mut ran = 0_usize;
    for case in all().of("jws-json-verify").valid() {
        let expected = Seen {
            payload: octets(case.payload()),
            outcomes: case.outcomes().into(),
        };
        assert_eq!(either(case).expect(&case.id), expected, "{}", case.id);
        if let Some(own) = own_form(case) {
            assert_eq!(own.expect(&case.id), expected, "{}", case.id);
        }
        let other = match case.form() {
            Form::Flattened => general(case),
            Form::General => flattened(case),
        };
        let error = other.expect_err(&case.id);
        assert_eq!(class(&error), Class::Parse, "{}: {error}", case.id);
        if case.detached.is_none() && !case.unprotected_alg {
            let verified = verifiers(case).json(case.json(), require(case));
            assert_eq!(
                seen(case, &verified.expect(&case.id)),
                expected,
                "{}",
                case.id
            );
        }
        ran = ran.saturating_add(1);
    }
    assert_eq!(ran, all().of("jws-json-verify").valid().count());
    assert!(ran >= 60, "{ran}");
}

#[test]
fn messages_that_are_wrong_are_refused_for_the_right_reason() {
    let (mut wrong, mut ran) = (Vec::new(), 0_usize);
    for case in all().of("jws-json-verify").rejected() {
        check_rejected(case, either(case), &mut wrong);
        if let Some(own) = own_form(case) {
            check_rejected(case, own, &mut wrong);
        }
        ran = ran.saturating_add(1);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(ran >= 700, "{ran}");
}

#[test]
fn rfc_7520_4_7_and_4_8_need_the_opt_in() {
    let mut ran = 0_usize;
    for case in all()
        .of("jws-json-verify")
        .valid()
        .only(|case| case.unprotected_alg)
    {
        let refused = Json::parse(case.json()).map(drop).expect_err(&case.id);
        assert_eq!(class(&refused.into()), Class::Parse, "{}", case.id);
        ran = ran.saturating_add(1);
    }
    assert!(ran >= 8, "{ran}");
}

#[test]
fn detached_tokens() {
    let (mut wrong, mut valid, mut rejected) = (Vec::new(), 0_usize, 0_usize);
    for case in all().of("jws-detached-verify") {
        if case.class().is_none() {
            let payload = compact(case).expect(&case.id);
            assert_eq!(jose_b64::encode(payload), case.detached(), "{}", case.id);
            valid = valid.saturating_add(1);
        } else {
            check_rejected(case, compact(case), &mut wrong);
            rejected = rejected.saturating_add(1);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(valid >= 8 && rejected >= 40, "{valid} {rejected}");
}

#[test]
fn unencoded_tokens() {
    let (mut wrong, mut valid, mut rejected) = (Vec::new(), 0_usize, 0_usize);
    for case in all().of("jws-verify").only(|case| case.unencoded) {
        if case.class().is_none() {
            let payload = compact(case).expect(&case.id);
            assert_eq!(jose_b64::encode(payload), case.payload(), "{}", case.id);
            valid = valid.saturating_add(1);
        } else {
            check_rejected(case, compact(case), &mut wrong);
            rejected = rejected.saturating_add(1);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(valid >= 3 && rejected >= 3, "{valid} {rejected}");
}

/// A builder for a compact case, with the header of its token.
fn builder<'a>(case: &Case, payload: &'a [u8], header: &'a [u8]) -> Builder<'a> {
    let builder = if case.unencoded {
        Builder::unencoded(payload)
    } else {
        Builder::new(payload)
    };
    let builder = builder.protected_json(header);
    if case.detached.is_some() {
        builder.detached()
    } else {
        builder
    }
}

#[test]
fn detached_and_unencoded_tokens_come_out_octet_for_octet() {
    let mut ran = 0_usize;
    let detached = all().of("jws-detached-sign");
    for case in detached.chain(all().of("jws-sign").only(|case| case.unencoded)) {
        let (header, rest) = case.token().split_once('.').expect(&case.id);
        let header = octets(header);
        let payload = match &case.detached {
            Some(payload) => octets(payload),
            None => rest.rsplit_once('.').expect(&case.id).0.into(),
        };
        let key = signer(case.key.as_deref().expect(&case.id), case.alg());
        let token = builder(case, &payload, &header).sign(&key);
        assert_eq!(token.expect(&case.id), case.token(), "{}", case.id);
        let prepared = builder(case, &payload, &header)
            .prepare(&key)
            .expect(&case.id);
        let signature = key.sign(prepared.signing_input()).expect(&case.id);
        assert_eq!(
            prepared.attach(&signature).expect(&case.id),
            case.token(),
            "{}",
            case.id
        );
        ran = ran.saturating_add(1);
    }
    assert!(ran >= 7, "{ran}");
}

/// Both headers of one signature of a case.
fn headers<'a>(signer: &Signer, protected: &'a [u8]) -> HeaderBuilder<'a> {
    let builder = HeaderBuilder::new().protected_json(protected);
    let Some(unprotected) = &signer.unprotected else {
        return builder;
    };
    let object = Object::parse(unprotected.as_str().as_bytes(), &ObjectLimits::default())
        .expect("JSON in a vector");
    object.members().fold(builder, |builder, (name, value)| {
        builder.unprotected(&name, &value.as_str().expect("a string in a vector"))
    })
}

fn sign_json<'a>(case: &Case, payload: &'a [u8]) -> SignJson<'a> {
    let start = if case.unencoded {
        SignJson::unencoded(payload)
    } else {
        SignJson::new(payload)
    };
    if case.detached.is_some() {
        start.detached()
    } else {
        start
    }
}

fn finish(case: &Case, signed: SignJson<'_>) -> String {
    let json = match case.form() {
        Form::Flattened => signed.flattened(),
        Form::General => signed.general(),
    };
    json.expect(&case.id)
}

#[test]
fn messages_in_json_come_out_octet_for_octet() {
    let mut ran = 0_usize;
    for case in all().of("jws-json-sign") {
        let payload = octets(case.detached.as_deref().unwrap_or_else(|| case.payload()));
        let texts: Vec<Vec<u8>> = case
            .signatures()
            .iter()
            .map(|signer| octets(&signer.protected))
            .collect();
        let (mut at_once, mut in_two_phases) =
            (sign_json(case, &payload), sign_json(case, &payload));
        for (making, text) in case.signatures().iter().zip(&texts) {
            let key = signer(&making.key, &making.alg);
            at_once = at_once
                .sign_with(&key, headers(making, text))
                .expect(&case.id);
            let prepared = in_two_phases
                .prepare_with(&key, headers(making, text))
                .expect(&case.id);
            let signature = key.sign(prepared.signing_input()).expect(&case.id);
            in_two_phases = prepared.attach(&signature).expect(&case.id);
        }
        assert_eq!(finish(case, at_once), case.json(), "{}", case.id);
        assert_eq!(finish(case, in_two_phases), case.json(), "{}", case.id);
        ran = ran.saturating_add(1);
    }
    assert_eq!(ran, all().of("jws-json-sign").count());
    assert!(ran >= 19, "{ran}");
}
