//! `b64` in JSON: where it may stand, and what an unencoded payload may hold (RFC 7797): UNE-01 to UNE-04, UNE-06, UNE-13.

use jose_b64::ObjectError;
use jose_jwk::{CritError, HeaderError};
use jose_jws::{Flattened, Json, ParseError, ReadOptions, Require, VerifyError};

use crate::message::{
    HEADER, PAY, beside, general, indices, named, refused, signature_accepted, signature_refused,
    signature_refused_with, signed, signed_over, toy, unprotected_only, valid,
};

const PLAIN: &str = r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#;

/// A flattened message whose payload stands as it is, written as `json` and signed as `text`.
fn plain(json: &str, text: &str) -> String {
    let members = signed_over(PLAIN, text, &toy());
    format!(r#"{{"payload":"{json}",{members}}}"#)
}

#[test]
fn an_unencoded_payload_is_the_text_itself() {
    for (json, text) in [
        ("$.02", "$.02"),
        ("", ""),
        ("cGF5", "cGF5"),
        (r#"\u0024.\"\\\/\n\t\u0001"#, "$.\"\\/\n\t\u{1}"),
        ("\u{e9}\u{1f511}", "\u{e9}\u{1f511}"),
        (r"\ud83d\udd11\u007f", "\u{1f511}\u{7f}"),
    ] {
        let key = toy();
        let message = plain(json, text);
        let read = Json::parse(&message).unwrap();
        let one = read.signatures().next().unwrap().unwrap();
        assert!(!one.unverified_header().b64());
        assert_eq!(one.unverified_payload().unwrap(), text.as_bytes());
        let verified = read.verify(&key, Require::EveryKey).unwrap();
        assert_eq!(verified.payload(), text.as_bytes());
    }
    // It was signed as it is, and neither encoded nor decoded.
    for over in [jose_b64::encode("cGF5"), "pay".into(), String::new()] {
        let error = Json::parse(&plain("cGF5", &over))
            .unwrap()
            .verify(&toy(), Require::AnyKey);
        assert_eq!(error.unwrap_err().code(), "jws/invalid-signature");
    }
}

#[test]
fn une_01_and_02_b64_is_a_boolean_that_crit_names() {
    for value in ["null", "0", "1", r#""false""#, "[]", "{}"] {
        let header = format!(r#"{{"alg":"X-TOY","b64":{value},"crit":["b64"]}}"#);
        let error = signature_refused(&signed(header, &toy()));
        assert_eq!(error, ParseError::B64NotBoolean, "{value}");
    }
    for header in [
        r#"{"alg":"X-TOY","b64":false}"#,
        r#"{"alg":"X-TOY","b64":false,"crit":["x"],"x":"b64"}"#,
        r#"{"alg":"X-TOY","b64":false,"crit":["B64"],"B64":false}"#,
    ] {
        let error = signature_refused(&signed(header, &toy()));
        assert_eq!(error, ParseError::B64NotCritical, "{header}");
    }
    // UNE-13
    for header in [
        r#"{"alg":"X-TOY","b64":true}"#,
        r#"{"alg":"X-TOY","b64":true,"crit":["b64"]}"#,
    ] {
        assert_eq!(
            signature_accepted(&signed(header, &toy())).payload(),
            b"pay"
        );
    }
}

#[test]
fn une_03_b64_in_the_unprotected_header() {
    let unprotected = ParseError::MustBeProtected { name: "b64" };
    for header in [
        r#"{"b64":false}"#,
        r#"{"b64":true}"#,
        r#"{"b64":null}"#,
        r#"{"\u00624":1,"b6\u0034":false}"#,
        r#"{"kid":"a","b64":false}"#,
    ] {
        for protected in [HEADER, PLAIN] {
            let error = signature_refused(&beside(header, protected, &toy()));
            assert_eq!(error, unprotected, "{header}");
        }
    }
    let members = unprotected_only(r#"{"alg":"X-TOY","b64":false}"#, &toy());
    let allowed = ReadOptions::new().allow_unprotected_alg();
    assert_eq!(signature_refused_with(&members, &allowed), unprotected);
    let alg = ParseError::MustBeProtected { name: "alg" };
    assert_eq!(signature_refused(&members), alg);
    // `crit` is protected and what it names is not.
    let protected = r#"{"alg":"X-TOY","crit":["b64"]}"#;
    let members = beside(r#"{"b64":false}"#, protected, &toy());
    let absent = CritError::Absent { name: "b64".into() };
    assert_eq!(
        signature_refused(&members),
        ParseError::Header(HeaderError::Crit(absent))
    );
}

#[test]
fn une_04_the_signatures_of_a_message_agree_in_b64() {
    let plain_too = r#"{"b64":false,"alg":"X-TOY","kid":"alice","crit":["b64"]}"#;
    let bork = r#"{"alg":"X-TOY","b64":false,"crit":["b64","bork"],"bork":1}"#;
    let stranger = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    let encoded = [
        HEADER,
        r#"{"alg":"X-TOY","b64":true}"#,
        r#"{"alg":"X-TOY","b64":true,"crit":["b64"]}"#,
    ];
    for payload in ["", "cGF5", "$.02"] {
        let sign = |header: &str| signed_over(header, payload, &toy());
        let message = |headers: &[&str]| {
            let list: Vec<String> = headers.iter().map(|one| sign(one)).collect();
            general(&list).replace(PAY, payload)
        };
        for other in encoded {
            for unencoded in [PLAIN, plain_too, bork, stranger] {
                for headers in [
                    [unencoded, other].as_slice(),
                    &[other, unencoded],
                    &[unencoded, unencoded, other],
                    &[other, other, other, unencoded],
                ] {
                    let error = refused(message(headers));
                    assert_eq!(
                        (&error, error.code()),
                        (&ParseError::MixedB64, "jws/mixed-b64"),
                        "{headers:?}"
                    );
                }
            }
        }
        // All the one or all the other.
        let alice = toy().kid("alice");
        let json = message(&[PLAIN, plain_too, PLAIN]);
        let verified = Json::parse(&json)
            .unwrap()
            .verify(&alice, Require::EveryKey);
        let verified = verified.unwrap();
        assert_eq!(verified.payload(), payload.as_bytes());
        assert_eq!((valid(&verified), indices(&verified)), (3, vec![0]));
    }
    let json = general(&encoded.map(|header| signed(header, &toy())));
    let verified = Json::parse(&json).unwrap().verify(&toy(), Require::AnyKey);
    let verified = verified.unwrap();
    assert_eq!((valid(&verified), indices(&verified)), (3, vec![0]));
}

#[test]
fn une_06_a_nul_in_an_unencoded_payload() {
    for (json, text, offset) in [
        (r"\u0000", "\0", 0),
        (r"pay\u0000", "pay\0", 3),
        (r"pay\u0000load\u0000", "pay\0load\0", 3),
        (r"\u00e9\u0000", "\u{e9}\0", 2),
    ] {
        let message = plain(json, text);
        let error = refused(&message);
        assert_eq!(
            (&error, error.code()),
            (
                &ParseError::PayloadCharacter { offset },
                "jws/payload-character"
            )
        );
        assert_eq!(Flattened::parse(&message).unwrap_err(), error);
        let list = [
            signed_over(PLAIN, text, &toy()),
            signed_over(PLAIN, text, &named("a")),
        ];
        let message = general(&list).replace(PAY, json);
        assert_eq!(refused(&message), error);
    }
    // As it is it is no JSON.
    let ObjectError::ControlCharacter { .. } = json_error(plain("pay\0", "pay\0")) else {
        panic!("a control character")
    };
}

fn json_error(message: impl AsRef<[u8]>) -> ObjectError {
    match refused(message) {
        ParseError::Json(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn une_06_what_is_no_text() {
    for json in [
        r"\ud800",
        r"pay\udfff",
        r"\udc00\ud800",
        r"\ud83d",
        r"\ud83dx\udd11",
        r"\ud83d\u0041",
    ] {
        // Signed as readers would take it that put something else in its place.
        for text in ["\u{fffd}", "?", "pay\u{fffd}", ""] {
            let error = json_error(plain(json, text));
            assert_eq!(error.code(), "json/lone-surrogate", "{json}");
        }
    }
    for octets in [
        b"\xff".as_slice(),
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf5\x80\x80\x80",
    ] {
        let [before, after] = plain("@", "@")
            .split('@')
            .map(|part| part.as_bytes().to_vec())
            .collect::<Vec<_>>()
            .try_into()
            .unwrap();
        let message = [&before, octets, &after].concat();
        let offset = before.len();
        assert_eq!(json_error(message), ObjectError::NotUtf8 { offset });
    }
}

// The reader of a message does not learn from its payload whether it is encoded.
#[test]
fn une_09_the_payload_is_not_decoded_to_find_out() {
    let members = signed_over(PLAIN, "not base64url!", &toy());
    let json = format!(r#"{{"payload":"not base64url!",{members}}}"#);
    let verified = Json::parse(&json).unwrap().verify(&toy(), Require::AnyKey);
    assert_eq!(verified.unwrap().payload(), b"not base64url!");
    let members = signed_over(HEADER, "not base64url!", &toy());
    let json = format!(r#"{{"payload":"not base64url!",{members}}}"#);
    let error = Json::parse(&json).unwrap().verify(&toy(), Require::AnyKey);
    assert!(matches!(
        error.unwrap_err(),
        VerifyError::Parse(ParseError::Base64 { .. })
    ));
}
