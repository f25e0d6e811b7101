//! The compact serialization: parts, lengths, and what stands in them (RFC 7515, sections 4, 5.2 and 7.1).
#![cfg(test)]

mod base64url;
#[path = "../common/mod.rs"]
mod common;
mod header;
mod names;

use common::{TOY, Toy, forge, header_refused, refused, token};
use jose_b64::{DecodeErrorKind, ObjectError, Padding};
use jose_jwk::{HeaderError, Limits};
use jose_jws::{Compact, ParseError, Part, ReadOptions};

const HEADER: &str = r#"{"alg":"X-TOY"}"#;

fn base64(error: &ParseError) -> (Part, DecodeErrorKind, usize) {
    assert_eq!(error.code(), "jws/base64");
    match error {
        ParseError::Base64 { part, error } => (*part, error.kind(), error.offset()),
        other => panic!("{other:?}"),
    }
}

fn json_error(header: impl AsRef<[u8]>) -> ObjectError {
    let error = header_refused(header);
    assert_eq!(error.code(), "header/json");
    match error {
        ParseError::Header(HeaderError::Json(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_that_is_right_is_accepted() {
    let key = Toy::new(TOY);
    let sealed = forge(HEADER, [0, 255, b'.'], &key);
    let verified = Compact::parse(&sealed).unwrap().verify(&key).unwrap();
    assert_eq!(
        (verified.payload(), verified.header().alg()),
        ([0, 255, b'.'].as_slice(), TOY)
    );
    assert_eq!(verified.header().octets(), HEADER.as_bytes());
    let (proof, payload) = verified.into_parts();
    let header = proof.header();
    assert_eq!((header.octets(), payload.len()), (HEADER.as_bytes(), 3));
}

#[test]
fn b64_01_three_parts_and_no_other_number() {
    for (text, parts) in [
        ("", 1),
        ("eyJhbGciOiJIUzI1NiJ9", 1),
        (".", 2),
        ("a.b", 2),
        (".b", 2),
        ("...", 4),
        ("....", 5),
        ("a.b.c.", 4),
        (".a.b.c", 4),
        ("a.b.c.d", 4),
        ("a.b.c.d.e.f", 6),
        ("a.b.c.d.e.f.g.h", 6),
    ] {
        let error = refused(text);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::NotThreeParts { parts }, "jws/not-three-parts"),
            "{text}"
        );
    }
    assert_eq!(refused(".."), ParseError::EmptyPart(Part::Header));
    assert_eq!(
        refused("a.b").to_string(),
        "a compact JWS has three parts, this text has 2"
    );
}

#[test]
fn b64_01_a_jwe_is_no_jws() {
    let jwe = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..aXYtb2YtMTItb2M.Y2lwaGVydGV4dA.dGFnLW9mLTE2LW9jdGV0cw";
    assert_eq!(refused(jwe), ParseError::NotThreeParts { parts: 5 });
    assert_eq!(
        refused(jwe).to_string(),
        "a compact JWS has three parts, this text has 5: the form of a JWE"
    );
}

// B64-02: the answer comes after the fifth dot, whatever follows; no list of parts is made.
#[test]
fn b64_02_millions_of_dots() {
    assert_eq!(
        refused(&".".repeat(1_000_000)),
        ParseError::NotThreeParts { parts: 6 }
    );
    let dots = ".".repeat(16_000_000);
    assert_eq!(
        refused(&dots),
        ParseError::TokenTooLong {
            len: 16_000_000,
            max: 1024 * 1024
        }
    );
    let mut limits = Limits::default();
    limits.token_len = usize::MAX;
    let error = Compact::parse_with(&dots, &ReadOptions::new().limits(limits)).unwrap_err();
    assert_eq!(error, ParseError::NotThreeParts { parts: 6 });
}

#[test]
fn b64_10_nothing_around_a_token_is_stripped() {
    let key = Toy::new(TOY);
    let sealed = forge(HEADER, "payload", &key);
    for (part, at, text) in [
        (Part::Header, 6, format!("Bearer {sealed}")),
        (Part::Header, 6, format!("bearer {sealed}")),
        (Part::Header, 0, format!("\"{sealed}\"")),
        (Part::Header, 0, format!("'{sealed}'")),
        (Part::Header, 0, format!("\u{feff}{sealed}")),
        (Part::Header, 0, format!("<{sealed}>")),
        (Part::Header, 0, format!("\n{sealed}")),
        (Part::Signature, 11, format!("{sealed}\n")),
        (Part::Signature, 11, format!("{sealed}\0")),
        (Part::Signature, 11, format!("{sealed};")),
    ] {
        assert_eq!(
            base64(&refused(&text)),
            (part, DecodeErrorKind::InvalidSymbol, at),
            "{text:?}"
        );
    }
}

#[test]
fn b64_11_to_13_empty_parts() {
    let key = Toy::new(TOY);
    assert_eq!(refused(".cGF5.c2ln"), ParseError::EmptyPart(Part::Header));
    assert_eq!(refused("..c2ln"), ParseError::EmptyPart(Part::Header));
    let unsigned = token(HEADER, "pay", "");
    assert_eq!(refused(&unsigned), ParseError::EmptyPart(Part::Signature));
    assert_eq!(refused(&unsigned).code(), "jws/empty-part");
    assert_eq!(
        refused(&token(HEADER, "", "")),
        ParseError::EmptyPart(Part::Signature)
    );

    let empty = forge(HEADER, "", &key);
    assert_eq!(
        Compact::parse(&empty)
            .unwrap()
            .verify(&key)
            .unwrap()
            .payload(),
        b""
    );
}

#[test]
fn b64_14_and_15_json_and_polyglots() {
    let key = Toy::new(TOY);
    let sealed = forge(HEADER, "pay", &key);
    let (input, signature) = sealed.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    for text in [
        format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#),
        format!(
            r#"{{" {header}.{payload}.":"","payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#
        ),
        format!(r#"{{"{header}.{payload}.{signature}":0}}"#),
        "{".into(),
        "{.a.b".into(),
    ] {
        let error = refused(&text);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::JsonNotCompact, "jws/json-not-compact"),
            "{text}"
        );
    }
    // With something before the brace it is no JSON of ours either.
    let shifted = format!(r#" {{"{header}.{payload}.{signature}":0}}"#);
    assert_eq!(
        base64(&refused(&shifted)),
        (Part::Header, DecodeErrorKind::InvalidSymbol, 0)
    );
    assert_eq!(refused(r#"["a"]"#), ParseError::NotThreeParts { parts: 1 });
}

#[test]
fn b64_17_no_length_overflows() {
    let mut limits = Limits::default();
    (limits.token_len, limits.header_len) = (usize::MAX, usize::MAX);
    let options = ReadOptions::new().limits(limits).padding(Padding::Allowed);
    for (len, kind) in [
        (4_000_001, DecodeErrorKind::Length),
        (4_000_002, DecodeErrorKind::TrailingBits),
    ] {
        let text = format!("{}.cGF5.c2ln", "_".repeat(len));
        assert_eq!(
            base64(&Compact::parse_with(&text, &options).unwrap_err()).1,
            kind
        );
    }
    let text = format!("{}.cGF5.c2ln", "_".repeat(4_000_000));
    let error = Compact::parse_with(&text, &options).unwrap_err();
    assert_eq!(
        error,
        ParseError::Header(HeaderError::Json(ObjectError::NotUtf8 { offset: 0 }))
    );
}

#[test]
fn hdr_10_and_11_lengths_are_limited_before_anything_is_decoded() {
    let max = Limits::default().header_len;
    let header_of = |len: usize| {
        let kid_len = len
            .checked_sub(r#"{"alg":"X-TOY","kid":""}"#.len())
            .unwrap();
        format!(r#"{{"alg":"X-TOY","kid":"{}"}}"#, "k".repeat(kid_len))
    };
    assert_eq!(header_of(max).len(), max);
    assert!(Compact::parse(&token(header_of(max), "", "s")).is_ok());
    for len in [max.checked_add(1).unwrap(), 300_000] {
        assert_eq!(
            header_refused(header_of(len)),
            ParseError::HeaderTooLong { max }
        );
    }
    // Neither alphabet nor JSON was looked at.
    let noise = format!("{}.cGF5.c2ln", "!".repeat(30_000));
    assert_eq!(
        (refused(&noise), refused(&noise).code()),
        (ParseError::HeaderTooLong { max }, "jws/header-too-long")
    );

    let max = Limits::default().token_len;
    let head = format!("{}.", jose_b64::encode(HEADER));
    let payload_len = |len: usize| {
        len.checked_sub(head.len())
            .and_then(|len| len.checked_sub(".c2ln".len()))
            .unwrap()
    };
    let fits = format!("{head}{}.c2ln", "A".repeat(payload_len(max)));
    assert_eq!(fits.len(), max);
    assert!(Compact::parse(&fits).is_ok());
    let len = max.checked_add(1).unwrap();
    let long = format!("{fits}A");
    assert_eq!(
        (refused(&long), refused(&long).code()),
        (ParseError::TokenTooLong { len, max }, "jws/token-too-long")
    );
    assert_eq!(
        refused(&long).to_string(),
        format!("the token has {len} octets, at most {max} are allowed")
    );

    let mut small = Limits::default();
    small.token_len = 10;
    let error = Compact::parse_with("eyJhbGciOi.", &ReadOptions::new().limits(small)).unwrap_err();
    assert_eq!(error, ParseError::TokenTooLong { len: 11, max: 10 });
}

#[test]
fn hdr_10_members_are_limited() {
    let with = |count: usize| {
        let members: String = (1..count)
            .map(|number| format!(r#","m{number}":0"#))
            .collect();
        format!(r#"{{"alg":"X-TOY"{members}}}"#)
    };
    assert!(Compact::parse(&token(with(1_000), "", "s")).is_ok());
    assert!(matches!(
        json_error(with(1_001)),
        ObjectError::TooManyMembers { limit: 1_000, .. }
    ));
}
