//! The Unsecured JWS (RFC 7515, appendix A.5; RFC 7518, section 3.6).
#![cfg(test)]

mod common;

use common::{TOY, Toy, forge, token};
use jose_b64::{DecodeErrorKind, Kind, ObjectError, Padding};
use jose_jwk::{HeaderError, NameError};
use jose_jws::{Compact, ParseError, Part, ReadOptions, Unsecured};

const A5: &str = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";

fn refused(text: &str) -> ParseError {
    Unsecured::danger_parse(text, &ReadOptions::new()).unwrap_err()
}

#[test]
fn rfc_7515_a_5() {
    let claims =
        b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    let read = Unsecured::danger_parse(A5, &ReadOptions::new()).unwrap();
    assert_eq!(
        (read.payload(), read.header().alg()),
        (claims.as_slice(), Some("none"))
    );
    assert_eq!(Unsecured::danger_encode(claims), A5);
    // ALG-01, ALG-02: and no call that takes keys reads it.
    assert_eq!(
        Compact::parse(A5).unwrap_err(),
        ParseError::Alg(NameError::None)
    );
    let padded = Compact::parse_with(A5, &ReadOptions::new().padding(Padding::Allowed));
    assert_eq!(padded.unwrap_err(), ParseError::Alg(NameError::None));
}

#[test]
fn the_payload_is_any_octets() {
    for payload in [b"".as_slice(), b".", b"\0\xff", &[7; 5_000]] {
        let text = Unsecured::danger_encode(payload);
        assert_eq!(
            Unsecured::danger_parse(&text, &ReadOptions::new())
                .unwrap()
                .payload(),
            payload
        );
        assert_eq!(
            Compact::parse(&text).unwrap_err(),
            ParseError::Alg(NameError::None)
        );
    }
}

#[test]
fn alg_03_only_none_as_it_is_spelled() {
    for name in [
        "None",
        "NONE",
        "noNe",
        "none ",
        " none",
        r"none\u0000",
        "",
        "HS256",
        "X-TOY",
        "RS1",
        "__proto__",
    ] {
        for signature in ["", "signature"] {
            let error = refused(&token(format!(r#"{{"alg":"{name}"}}"#), "pay", signature));
            assert_eq!(
                (&error, error.code()),
                (&ParseError::NotUnsecured, "jws/not-unsecured"),
                "{name}"
            );
        }
    }
    let escaped = token(r#"{"\u0061lg":"\u006eone"}"#, "pay", "");
    assert_eq!(
        Unsecured::danger_parse(&escaped, &ReadOptions::new())
            .unwrap()
            .payload(),
        b"pay"
    );
}

#[test]
fn alg_04_a_signature_is_refused() {
    for signature in ["AA", "A", "=", "!", "c2lnbmF0dXJl"] {
        let error = refused(&format!("{A5}{signature}"));
        assert_eq!(
            (&error, error.code()),
            (&ParseError::SignedUnsecured, "jws/signed-unsecured"),
            "{signature}"
        );
        let options = ReadOptions::new().padding(Padding::Allowed);
        let error = Unsecured::danger_parse(&format!("{A5}{signature}"), &options).unwrap_err();
        assert_eq!(error, ParseError::SignedUnsecured, "{signature}");
    }
}

#[test]
fn alg_05_and_signed_tokens_are_not_unsecured() {
    let json = r#"{"payload":"cGF5","protected":"eyJhbGciOiJub25lIn0","signature":""}"#;
    assert_eq!(refused(json), ParseError::JsonNotCompact);
    let signed = forge(r#"{"alg":"X-TOY"}"#, "pay", &Toy::new(TOY));
    assert_eq!(refused(&signed), ParseError::NotUnsecured);
    let (input, _) = signed.rsplit_once('.').unwrap();
    assert_eq!(refused(&format!("{input}.")), ParseError::NotUnsecured);
}

#[test]
fn alg_06_the_header_is_read_as_strictly_as_any() {
    assert_eq!(refused(&token("{}", "pay", "")), ParseError::MissingAlg);
    assert_eq!(
        refused(&token(r#"{"Alg":"none"}"#, "pay", "")),
        ParseError::MissingAlg
    );
    for (value, found) in [
        ("null", Kind::Null),
        ("0", Kind::Number),
        ("[\"none\"]", Kind::Array),
        ("false", Kind::Bool),
    ] {
        let error = refused(&token(format!(r#"{{"alg":{value}}}"#), "pay", ""));
        assert_eq!(
            error,
            ParseError::Header(HeaderError::WrongType {
                name: "alg",
                expected: Kind::String,
                found
            })
        );
    }
    // HDR-01, HDR-03, HDR-04, HDR-09, HDR-17
    for (header, code) in [
        ("[]", "header/json"),
        ("\u{feff}{\"alg\":\"none\"}", "header/json"),
        (r#"{"alg":"none","alg":"none"}"#, "header/json"),
        (r#"{"alg":"none"} {}"#, "header/json"),
        (r#"{"alg":"none","a":[[[[[[[[]]]]]]]]}"#, "header/json"),
        (r#"{"alg":"none","kid":7}"#, "header/wrong-type"),
        (r#"{"alg":"none","b64":false}"#, "jws/b64-not-critical"),
        (
            r#"{"alg":"none","b64":false,"crit":["b64"]}"#,
            "jws/unencoded-payload",
        ),
        (r#"{"alg":"none","b64":"true"}"#, "jws/b64-not-boolean"),
        (r#"{"alg":"none","crit":[]}"#, "header/crit"),
        (r#"{"alg":"none","crit":["exp"],"exp":1}"#, "header/crit"),
    ] {
        assert_eq!(refused(&token(header, "pay", "")).code(), code, "{header}");
    }
    let twice = refused(&token(r#"{"alg":"HS256","alg":"none"}"#, "pay", ""));
    assert_eq!(
        twice,
        ParseError::Header(HeaderError::Json(ObjectError::RepeatedName { offset: 16 }))
    );
}

#[test]
fn b64_parts_alphabet_and_padding() {
    for (text, parts) in [
        ("", 1),
        ("eyJhbGciOiJub25lIn0.", 2),
        ("eyJhbGciOiJub25lIn0...", 4),
    ] {
        assert_eq!(refused(text), ParseError::NotThreeParts { parts });
    }
    assert_eq!(refused(".."), ParseError::EmptyPart(Part::Header));
    for (payload, kind) in [
        ("cA==", DecodeErrorKind::Padding),
        ("cB", DecodeErrorKind::TrailingBits),
        ("c", DecodeErrorKind::Length),
        ("cG+5", DecodeErrorKind::InvalidSymbol),
        (" cGF5", DecodeErrorKind::InvalidSymbol),
    ] {
        let ParseError::Base64 { part, error } =
            refused(&format!("eyJhbGciOiJub25lIn0.{payload}."))
        else {
            panic!()
        };
        assert_eq!((part, error.kind()), (Part::Payload, kind), "{payload}");
    }
    let options = ReadOptions::new().padding(Padding::Allowed);
    assert_eq!(
        Unsecured::danger_parse("eyJhbGciOiJub25lIn0=.cA==.", &options)
            .unwrap()
            .payload(),
        b"p"
    );
    assert!(Unsecured::danger_parse("eyJhbGciOiJub25lIn0==.cA==.", &options).is_err());
    assert!(Unsecured::danger_parse("eyJhbGciOiJub25lIn0=.cA=.", &options).is_err());
}

#[test]
fn api_01_debug_shows_no_payload() {
    let read =
        Unsecured::danger_parse(&Unsecured::danger_encode(b"MARKER"), &ReadOptions::new()).unwrap();
    let shown = format!("{read:?}");
    assert!(shown.contains("payload: 6"), "{shown}");
    assert!(
        !shown.contains("MARKER") && !shown.contains("77, 65"),
        "{shown}"
    );
}
