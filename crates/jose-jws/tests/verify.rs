//! Verification with a key at hand and with a key that is somewhere else (RFC 7515, section 5.2).
#![cfg(test)]

mod common;

use common::{TOY, Toy, forge, seal, token};
use jose_jwk::{CritHandlers, RemoteKey};
use jose_jws::{
    Compact, InvalidSignature, ParseError, Part, ReadOptions, Sign, SigningInput, Verifiers,
    VerifyError,
};

const HEADER: &str = r#"{"alg":"X-TOY","kid":"k1","typ":"example"}"#;

fn pending_error(text: &str, key: &RemoteKey<'_>) -> VerifyError {
    Compact::parse(text).unwrap().pending(key).unwrap_err()
}

#[test]
fn both_ways_see_the_same_octets() {
    let key = Toy::new(TOY).kid("k1");
    let text = forge(HEADER, "payload", &key);
    let (input, signature) = text.rsplit_once('.').unwrap();

    let pending = Compact::parse(&text)
        .unwrap()
        .pending(&RemoteKey::new(TOY).with_kid("k1"))
        .unwrap();
    assert_eq!(pending.signing_input().contiguous(), Some(input.as_bytes()));
    assert_eq!(pending.signing_input().parts(), [input.as_bytes()]);
    assert_eq!(jose_b64::encode(pending.signature()), signature);
    let verified = pending.finish(Ok(true)).unwrap();
    assert_eq!(
        (verified.payload(), verified.header().kid()),
        (b"payload".as_slice(), Some("k1"))
    );
    assert_eq!(verified.header().typ(), Some("example"));
    assert_eq!(
        Compact::parse(&text)
            .unwrap()
            .verify(&key)
            .unwrap()
            .into_payload(),
        b"payload"
    );
}

#[test]
fn the_payload_may_hold_what_looks_like_a_token() {
    let key = Toy::new(TOY);
    let inner = forge(r#"{"alg":"X-TOY"}"#, "inner", &key);
    let outer = forge(r#"{"alg":"X-TOY","cty":"JWT"}"#, &inner, &key);
    let verified = Compact::parse(&outer).unwrap().verify(&key).unwrap();
    assert_eq!(
        (verified.payload(), verified.header().cty()),
        (inner.as_bytes(), Some("JWT"))
    );
}

#[test]
fn the_second_phase_needs_a_key_that_fits() {
    let key = Toy::new(TOY).kid("k1");
    let text = forge(HEADER, "payload", &key);
    for remote in [
        RemoteKey::new(TOY).with_kid("k2"),
        RemoteKey::new(TOY).with_kid("K1"),
        RemoteKey::new(TOY).with_kid(""),
        RemoteKey::new(jose_jwk::Alg::ES256).with_kid("k1"),
        RemoteKey::new(jose_jwk::Alg::new("none")).with_kid("k1"),
    ] {
        let error = pending_error(&text, &remote);
        let VerifyError::NoMatchingKey { alg, kid } = &error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (&**alg, kid.as_deref(), error.code()),
            ("X-TOY", Some("k1"), "jws/no-matching-key")
        );
    }
    for remote in [RemoteKey::new(TOY), RemoteKey::new(TOY).with_kid("k1")] {
        assert!(Compact::parse(&text).unwrap().pending(&remote).is_ok());
    }
    // A key object at hand is a key like any other here, though it is not asked.
    assert!(Compact::parse(&text).unwrap().pending(&key).is_ok());
    assert_eq!(key.asked(), 0);
}

#[test]
fn the_answer_decides() {
    let text = token(HEADER, "payload", "whatever");
    let pending = Compact::parse(&text)
        .unwrap()
        .pending(&RemoteKey::new(TOY))
        .unwrap();
    assert_eq!(pending.signature(), b"whatever");

    let error = pending.clone().finish(Ok(false)).unwrap_err();
    assert!(
        matches!(error, VerifyError::InvalidSignature(InvalidSignature)),
        "{error:?}"
    );
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("jws/invalid-signature", "the signature is not valid")
    );
    assert!(core::error::Error::source(&error).is_none());

    let error = pending
        .clone()
        .finish(Err("timeout after 3 s".into()))
        .unwrap_err();
    assert_eq!(error.code(), "jws/key-unavailable");
    assert_eq!(
        core::error::Error::source(&error).unwrap().to_string(),
        "timeout after 3 s"
    );

    assert_eq!(pending.finish(Ok(true)).unwrap().payload(), b"payload");
}

// B64-03, B64-07: even a signature that was confirmed does not make two texts of one payload.
#[test]
fn the_payload_is_decoded_after_the_answer() {
    for payload in ["cA==", "cB", "cG+5", "c", "c G"] {
        let text = format!("{}.{payload}.c2lnbmF0dXI", jose_b64::encode(HEADER));
        let pending = Compact::parse(&text)
            .unwrap()
            .pending(&RemoteKey::new(TOY))
            .unwrap();
        let invalid = pending.clone().finish(Ok(false)).unwrap_err();
        assert_eq!(invalid.code(), "jws/invalid-signature");
        let error = pending.finish(Ok(true)).unwrap_err();
        assert!(
            matches!(
                error,
                VerifyError::Parse(ParseError::Base64 {
                    part: Part::Payload,
                    ..
                })
            ),
            "{error:?}"
        );
        assert_eq!(error.code(), "jws/base64");
    }
}

#[test]
fn a_change_in_any_part_is_an_invalid_signature() {
    let key = Toy::new(TOY).kid("k1");
    let text = forge(HEADER, "payload", &key);
    let [header, payload, signature] = text.split('.').collect::<Vec<_>>().try_into().unwrap();
    let other_header = jose_b64::encode(HEADER.replace("example", "exemple"));
    // API-08: the header's text is signed, not its meaning.
    let spaced_header = jose_b64::encode(HEADER.replace(',', ", "));
    let other_payload = jose_b64::encode("paylord");
    let cut: String = signature.chars().take(10).collect();
    for changed in [
        format!("{other_header}.{payload}.{signature}"),
        format!("{spaced_header}.{payload}.{signature}"),
        format!("{header}.{other_payload}.{signature}"),
        format!("{header}..{signature}"),
        format!("{header}.{payload}cGF5.{signature}"),
        format!("{header}.{payload}.{}", jose_b64::encode("signatur")),
        format!("{header}.{payload}.{cut}"),
        format!("{header}.{payload}.{}", jose_b64::encode([0; 8])),
        format!("{header}.{payload}.{}", jose_b64::encode([7; 4_000])),
        format!("{header}.{signature}.{payload}"),
        format!("{header}.{header}.{signature}"),
    ] {
        match Compact::parse(&changed) {
            Ok(unverified) => {
                let error = unverified.clone().verify(&key).unwrap_err();
                assert!(
                    matches!(error, VerifyError::InvalidSignature(_)),
                    "{changed}: {error:?}"
                );
                let error = unverified
                    .verify(&Verifiers::of([&key]).try_candidates(8))
                    .unwrap_err();
                assert!(
                    matches!(error, VerifyError::InvalidSignature(_)),
                    "{changed}: {error:?}"
                );
            }
            Err(error) => assert_eq!(error.code(), "jws/base64", "{changed}"),
        }
    }
    assert!(Compact::parse(&text).unwrap().verify(&key).is_ok());
}

// The dot belongs to what is signed: parts cannot be cut elsewhere.
#[test]
fn the_boundary_between_header_and_payload_is_signed() {
    let key = Toy::new(TOY);
    let header = jose_b64::encode(r#"{"alg":"X-TOY"}"#);
    let signature = key
        .sign(SigningInput::new(format!("{header}cGF5").as_bytes()))
        .unwrap();
    let text = format!("{header}.cGF5.{}", jose_b64::encode(&*signature));
    let error = Compact::parse(&text).unwrap().verify(&key).unwrap_err();
    assert_eq!(error.code(), "jws/invalid-signature");
}

#[test]
fn what_is_not_verified_can_be_looked_at_by_name_only() {
    let text = token(HEADER, "payload", "signature");
    let unverified = Compact::parse(&text).unwrap();
    assert_eq!(unverified.hint().kid(), Some("k1"));
    assert_eq!(unverified.hint().alg(), Some("X-TOY"));
    assert_eq!(unverified.unverified_header().alg(), TOY);
    assert_eq!(unverified.unverified_header().octets(), HEADER.as_bytes());
    assert_eq!(unverified.unverified_payload().unwrap(), b"payload");
    let bad = format!("{}.c.c2ln", jose_b64::encode(HEADER));
    assert_eq!(
        Compact::parse(&bad)
            .unwrap()
            .unverified_payload()
            .unwrap_err()
            .code(),
        "jws/base64"
    );
}

// API-01: neither Debug nor an error shows the payload, in whatever spelling.
#[test]
fn api_01_debug_shows_no_payload() {
    let key = Toy::new(TOY).kid("k1");
    let text = forge(HEADER, "MARKER", &key);
    let unverified = Compact::parse(&text).unwrap();
    let pending = unverified.clone().pending(&key).unwrap();
    let verified = unverified.clone().verify(&key).unwrap();
    for shown in [
        format!("{unverified:?} {unverified:#?}"),
        format!("{pending:?} {pending:#?}"),
        format!("{verified:?} {verified:#?}"),
        format!("{:?}", pending.signing_input()),
        format!(
            "{:?}",
            unverified.verify(&Toy::new(TOY).secret(2)).unwrap_err()
        ),
        format!("{:?}", pending.clone().finish(Ok(false)).unwrap_err()),
    ] {
        assert_hidden(&shown, &text);
    }
    assert!(format!("{verified:?}").contains("payload: 6"));
}

fn assert_hidden(shown: &str, text: &str) {
    for secret in ["MARKER", "77, 65, 82", &jose_b64::encode("MARKER")] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    for part in text.split('.').filter(|part| part.len() > 10) {
        assert!(!shown.contains(part), "a part of the token in {shown}");
    }
}

/// Every error that a hostile text can bring about, with the text.
fn errors_of_hostile_texts(marker: &str) -> Vec<(String, VerifyError)> {
    let key = Toy::new(TOY).kid("k1");
    let long = "x".repeat(32);
    let mut texts = vec![
        marker.into(),
        format!("{marker}.{marker}.{marker}"),
        format!("{marker}=.a.a"),
        format!("{{\"{marker}\":0}}"),
        format!("Bearer {marker}"),
        format!("{marker}.{marker}.{marker}.{marker}"),
        marker.repeat(300_000),
        format!("{}.a.a", marker.repeat(20_000)),
        forge(HEADER, marker, &Toy::new(TOY).secret(2)),
        seal(&format!("{}.{marker}\u{1}", jose_b64::encode(HEADER)), &key),
        seal(
            &format!(
                "{}.{marker}\u{1}",
                jose_b64::encode(r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#)
            ),
            &key,
        ),
        format!("{}.cGF5.{marker}!", jose_b64::encode(HEADER)),
        token(HEADER, marker, ""),
    ];
    let headers = [
        marker.to_owned(),
        format!("{{\"{marker}"),
        format!("{{\"{marker}\":{marker}}}"),
        format!("{{\"{marker}\":1,\"{marker}\":2}}"),
        format!("{{\"{marker}\":\"\\ud800\"}}"),
        format!("{{\"alg\":[\"{marker}\"]}}"),
        format!("{{\"alg\":{{\"{marker}\":1}}}}"),
        format!("{{\"typ\":\"{marker}\"}}"),
        format!("{{\"alg\":\"none\",\"kid\":\"{marker}\"}}"),
        format!("{{\"alg\":\"RS1\",\"kid\":\"{marker}\"}}"),
        format!("{{\"alg\":\"X-TOY\",\"b64\":\"{marker}\"}}"),
        format!("{{\"alg\":\"X-TOY\",\"b64\":false,\"kid\":\"{marker}\"}}"),
        format!("{{\"alg\":\"X-TOY\",\"kid\":[\"{marker}\"]}}"),
        // Names may be shown, cut at 32 characters.
        format!("{{\"alg\":\"{long}{marker}\"}}"),
        format!("{{\"alg\":\"X-TOY\",\"kid\":\"{long}{marker}\"}}"),
        format!("{{\"alg\":\"X-TOY\",\"crit\":[\"{long}{marker}\"]}}"),
        format!("{{\"alg\":\"X-TOY\",\"crit\":[\"{long}{marker}\"],\"{long}{marker}\":1}}"),
        format!("{{\"alg\":\"X-TOY\",\"crit\":[\"a\"],\"a\":\"{marker}\"}}"),
        format!(
            "{{\"alg\":\"X-TOY\",\"crit\":[\"{long}{marker}\",\"{long}{marker}\"],\"{long}{marker}\":1}}"
        ),
        format!(
            "{{\"alg\":\"X-TOY\",\"crit\":[\"refused{long}{marker}\"],\"refused{long}{marker}\":1}}"
        ),
    ];
    texts.extend(headers.iter().map(|header| forge(header, marker, &key)));
    let refused = format!("refused{long}{marker}");
    let options = ReadOptions::new().crit(CritHandlers::new().on(refused, |_| Err("refused")));
    let verify = |text: &str| Compact::parse_with(text, &options)?.verify(&key);
    texts
        .into_iter()
        .map(|text| (verify(&text).unwrap_err(), text))
        .map(|(error, text)| (text, error))
        .collect()
}

// HDR-12
#[test]
fn hdr_12_errors_never_carry_the_text() {
    const MARKER: &str = "Zm9yZ2VyeQ";
    let errors = errors_of_hostile_texts(MARKER);
    for (text, error) in &errors {
        for shown in [
            error.to_string(),
            format!("{error:?}"),
            format!("{error:#?}"),
            error.code().into(),
        ] {
            assert!(!shown.contains(MARKER), "{shown} of {:.200}", text);
            assert!(shown.len() < 300, "{shown}");
            assert!(!shown.contains(&jose_b64::encode(MARKER)), "{shown}");
        }
    }
    let mut codes: Vec<&str> = errors.iter().map(|(_, error)| error.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    // The hostile texts reach every diagnosis that there is for a compact JWS.
    assert_eq!(
        codes,
        [
            "header/crit",
            "header/json",
            "header/wrong-type",
            "jws/alg-refused",
            "jws/b64-not-boolean",
            "jws/b64-not-critical",
            "jws/base64",
            "jws/empty-part",
            "jws/header-too-long",
            "jws/invalid-signature",
            "jws/json-not-compact",
            "jws/missing-alg",
            "jws/no-matching-key",
            "jws/not-three-parts",
            "jws/payload-character",
            "jws/token-too-long",
        ]
    );
}

// HDR-12: names are escaped, so that a log line stays one line and a terminal stays as it is.
#[test]
fn hdr_12_names_are_escaped() {
    let key = Toy::new(TOY).kid("k1");
    for header in [
        r#"{"alg":"X-TOY","kid":"\u001b[31m\n\u202e"}"#,
        r#"{"alg":"\u001b[31m\n\u202e"}"#,
        r#"{"alg":"X-TOY","crit":["\u001b[31m\n\u202e"]}"#,
        r#"{"alg":"X-TOY","crit":["\u001b[31m\n\u202e"],"\u001b[31m\n\u202e":1}"#,
    ] {
        let text = forge(header, "pay", &key);
        let error = Compact::parse(&text)
            .map_err(VerifyError::from)
            .and_then(|read| read.verify(&key))
            .unwrap_err();
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains(['\u{1b}', '\n', '\u{202e}']), "{shown:?}");
            assert!(shown.contains(r"\u{1b}[31m\n\u{202e}"), "{shown}");
        }
    }
}

#[test]
fn hdr_12_debug_of_a_header_cuts_its_names() {
    let long = "k".repeat(4_000);
    let header = format!(r#"{{"alg":"{long}","kid":"{long}","typ":"{long}","cty":"{long}"}}"#);
    let text = token(header, "pay", "signature");
    let unverified = Compact::parse(&text).unwrap();
    for shown in [
        format!("{unverified:?}"),
        format!("{:?}", unverified.hint()),
        format!("{:?}", unverified.unverified_header()),
    ] {
        assert!(shown.len() < 400, "{shown}");
    }
}
