//! The text of a JWS in JSON, and base64url within its members (RFC 8259; RFC 7515, section 2; RFC 4648): HDR-02,
//! HDR-03, HDR-07 to HDR-11, JSN-12, B64-03 to B64-09.

use jose_b64::{DecodeErrorKind, ObjectError, Padding};
use jose_jwk::Limits;
use jose_jws::{Flattened, Json, ParseError, Part, ReadOptions, Require, VerifyError};

use crate::message::{
    HEADER, PAY, flattened, general, refused, refused_with, signature_accepted_with,
    signature_refused, signature_refused_with, signed, signed_over, sum, toy,
};

fn base64(error: &ParseError) -> (Part, DecodeErrorKind, usize) {
    assert_eq!(error.code(), "jws/base64");
    match error {
        ParseError::Base64 { part, error } => (*part, error.kind(), error.offset()),
        other => panic!("{other:?}"),
    }
}

fn json_error(json: impl AsRef<[u8]>) -> ObjectError {
    match refused(json) {
        ParseError::Json(error) => error,
        other => panic!("{other:?}"),
    }
}

/// The text of a header that has this text of it put in place of `at`, signed as it then stands.
fn with_protected(protected: &str) -> String {
    let read = protected.replace("\\n", "\n").replace("\\u003d", "=");
    let signature = sum(&read, PAY, &toy());
    format!(r#""protected":"{protected}","signature":"{signature}""#)
}

fn with_signature(signature: &str) -> String {
    let protected = jose_b64::encode(HEADER);
    format!(r#""protected":"{protected}","signature":"{signature}""#)
}

/// What is wrong with a text of payload shows when the signature over it was found valid, and not before.
fn payload_fault(payload: &str) -> (DecodeErrorKind, usize) {
    let key = toy();
    let read = payload.replace("\\n", "\n").replace("\\u0020", " ");
    let members = signed_over(HEADER, &read, &key);
    let mut faults = Vec::new();
    for json in [
        format!(r#"{{"payload":"{payload}",{members}}}"#),
        format!(r#"{{"payload":"{payload}","signatures":[{{{members}}},{{{members}}}]}}"#),
    ] {
        let message = Json::parse(&json).unwrap();
        for one in message.signatures() {
            faults.push(base64(&one.unwrap().unverified_payload().unwrap_err()));
        }
        let stranger = toy().secret(2);
        let error = message.clone().verify(&stranger, Require::AnyKey);
        assert_ne!(error.unwrap_err().code(), "jws/base64");
        for require in [Require::AnyKey, Require::EveryKey] {
            match message.clone().verify(&key, require) {
                Err(VerifyError::Parse(error)) => faults.push(base64(&error)),
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(key.asked(), 6);
    faults.dedup();
    let [(Part::Payload, kind, at)] = *faults else {
        panic!("{faults:?}")
    };
    (kind, at)
}

// JSN-12 and B64-03 to B64-09: in all three members, and whatever was signed.
#[test]
fn b64_03_to_09_base64url_is_strict_in_every_member() {
    use DecodeErrorKind::{InvalidSymbol, Length, Padding, TrailingBits};
    let header = jose_b64::encode(HEADER);
    assert_eq!(header.len(), 20);
    let signature = sum(&header, PAY, &toy());
    assert_eq!(signature.len(), 11);
    for (tail, kind, more) in [
        ("=", Padding, 0),
        ("==", Padding, 0),
        ("+", InvalidSymbol, 0),
        ("/", InvalidSymbol, 0),
        (" ", InvalidSymbol, 0),
        ("\\n", InvalidSymbol, 0),
        ("\\r", InvalidSymbol, 0),
        ("\\t", InvalidSymbol, 0),
        ("\\u0020", InvalidSymbol, 0),
        ("\\u0000", InvalidSymbol, 0),
        ("\\u003d", Padding, 0),
        ("?", InvalidSymbol, 0),
        ("!", InvalidSymbol, 0),
        ("%", InvalidSymbol, 0),
        (".", InvalidSymbol, 0),
        ("\u{e9}", InvalidSymbol, 0),
        ("\u{ff21}", InvalidSymbol, 0),
        ("\u{1f511}", InvalidSymbol, 0),
    ] {
        let error = signature_refused(&with_protected(&format!("{header}{tail}")));
        assert_eq!(base64(&error), (Part::Header, kind, 20), "{tail}");
        let error = signature_refused(&with_signature(&format!("{signature}{tail}")));
        assert_eq!(base64(&error), (Part::Signature, kind, 11), "{tail}");
        assert_eq!(more, 0);
    }
    for before in [" ", "\\n", "=", "+"] {
        let error = signature_refused(&with_protected(&format!("{before}{header}")));
        let (part, _, at) = base64(&error);
        assert_eq!((part, at), (Part::Header, 0), "{before}");
        let (front, back) = signature.split_at(5);
        let error = signature_refused(&with_signature(&format!("{front}{before}{back}")));
        let (part, _, at) = base64(&error);
        assert_eq!((part, at), (Part::Signature, 5), "{before}");
    }
    // B64-07 and B64-08
    let error = signature_refused(&with_protected(&format!("{header}A")));
    assert_eq!(base64(&error), (Part::Header, Length, 21));
    let error = signature_refused(&with_protected(&format!("{header}AB")));
    assert_eq!(base64(&error), (Part::Header, TrailingBits, 21));
    let error = signature_refused(&with_signature("AAAAA"));
    assert_eq!(base64(&error), (Part::Signature, Length, 5));
    let (front, last) = signature.split_at(10);
    // The same octets, were it not for the two unused bits.
    for other in (b'A'..=b'Z').chain(b'a'..=b'z').map(char::from) {
        if last != other.to_string() {
            let text = format!("{front}{other}");
            let Err(error) = Flattened::parse(&flattened(&with_signature(&text))) else {
                continue;
            };
            assert_eq!(base64(&error), (Part::Signature, TrailingBits, 10));
        }
    }
}

#[test]
fn b64_03_to_09_the_payload_is_strict_and_read_last() {
    use DecodeErrorKind::{InvalidSymbol, Length, Padding, TrailingBits};
    for (payload, kind, at) in [
        ("cGE=", Padding, 3),
        ("cA==", Padding, 2),
        ("cGF5=", Padding, 4),
        ("====", Padding, 0),
        ("cGF5 ", InvalidSymbol, 4),
        (" cGF5", InvalidSymbol, 0),
        ("cG\\nF5", InvalidSymbol, 2),
        ("cG\\u0020F5", InvalidSymbol, 2),
        ("cG+5", InvalidSymbol, 2),
        ("cG/5", InvalidSymbol, 2),
        ("cG.5", InvalidSymbol, 2),
        ("cG?5", InvalidSymbol, 2),
        ("cG%5", InvalidSymbol, 2),
        ("cG\u{e9}5", InvalidSymbol, 2),
        ("cGE5a", Length, 5),
        ("cGF", TrailingBits, 2),
        ("cB", TrailingBits, 1),
    ] {
        assert_eq!(payload_fault(payload), (kind, at), "{payload}");
    }
}

#[test]
fn b64_03_padding_where_the_recipient_allows_it() {
    let options = ReadOptions::new().padding(Padding::Allowed);
    let protected = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    let padded = format!("{protected}==");
    for text in [&protected, &padded] {
        let signature = sum(text, PAY, &toy());
        for end in ["", "="] {
            let members = format!(r#""protected":"{text}","signature":"{signature}{end}""#);
            assert_eq!(
                signature_accepted_with(&members, &options).payload(),
                b"pay"
            );
        }
        let members = format!(r#""protected":"{text}","signature":"{signature}==""#);
        let error = signature_refused_with(&members, &options);
        assert_eq!(base64(&error).0, Part::Signature);
    }
    // The signed text is the one that was received.
    let signature = sum(&protected, PAY, &toy());
    let json = flattened(&format!(
        r#""protected":"{padded}","signature":"{signature}""#
    ));
    let read = Flattened::parse_with(&json, &options).unwrap();
    assert_eq!(
        read.verify(&toy()).unwrap_err().code(),
        "jws/invalid-signature"
    );
    let members = format!(r#""protected":"{protected}=","signature":"{signature}""#);
    let error = signature_refused_with(&members, &options);
    assert_eq!(base64(&error), (Part::Header, DecodeErrorKind::Padding, 22));
    let members = signed_over(HEADER, "cGE=", &toy());
    let json = format!(r#"{{"payload":"cGE=",{members}}}"#);
    let read = Json::parse_with(&json, &options).unwrap();
    let verified = read.verify(&toy(), Require::AnyKey).unwrap();
    assert_eq!(verified.payload(), b"pa");
}

#[test]
fn hdr_02_and_03_the_text_is_utf8_without_a_mark() {
    let valid = flattened(&signed(HEADER, &toy()));
    let len = valid.len();
    assert_eq!(
        json_error(format!("\u{feff}{valid}")),
        ObjectError::ByteOrderMark
    );
    for tail in [b"\xff".as_slice(), b"\xc0\xaf", b"\xed\xa0\x80"] {
        let octets = [valid.as_bytes(), tail].concat();
        assert_eq!(json_error(octets), ObjectError::NotUtf8 { offset: len });
    }
    // Within what is not read otherwise, too.
    let mut octets = flattened(&format!(r#""x":"@",{}"#, signed(HEADER, &toy()))).into_bytes();
    let at = octets.iter().position(|octet| *octet == b'@').unwrap();
    octets[at] = 0x80;
    assert_eq!(json_error(&octets), ObjectError::NotUtf8 { offset: at });
    let utf16: Vec<u8> = valid.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(json_error(utf16), ObjectError::NotAnObject { offset: 0 });
    let utf16: Vec<u8> = valid.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(json_error(utf16), ObjectError::Unexpected { offset: 1 });
}

#[test]
fn hdr_01_07_and_08_one_object_of_json_and_nothing_else() {
    let members = signed(HEADER, &toy());
    let valid = flattened(&members);
    for (json, code) in [
        (String::new(), "json/unexpected-end"),
        (" ".into(), "json/unexpected-end"),
        ("null".into(), "json/not-an-object"),
        ("7".into(), "json/not-an-object"),
        ("true".into(), "json/not-an-object"),
        ("[]".into(), "json/not-an-object"),
        (format!("[{valid}]"), "json/not-an-object"),
        (format!("{valid}{valid}"), "json/trailing-octets"),
        (format!("{valid}\0"), "json/trailing-octets"),
        (format!("{valid},"), "json/trailing-octets"),
        (format!("{valid}//"), "json/trailing-octets"),
        (format!("/**/{valid}"), "json/not-an-object"),
        (flattened(&format!("{members},")), "json/unexpected"),
        (flattened(&format!(",{members}")), "json/unexpected"),
        (flattened(&format!("{members}/**/")), "json/unexpected"),
        (flattened(&format!("{members},x:1")), "json/unexpected"),
        (flattened(&format!("{members},'x':1")), "json/unexpected"),
        (
            flattened(&format!("{members},\"x\":NaN")),
            "json/unexpected",
        ),
        (
            flattened(&format!("{members},\"x\":01")),
            "json/invalid-number",
        ),
        (
            flattened(&format!("{members},\"x\":\"\\ud800\"")),
            "json/lone-surrogate",
        ),
        (
            flattened(&format!("{members},\"\\udfff\":0")),
            "json/lone-surrogate",
        ),
        (
            flattened(&format!("\"header\":{{\"kid\":\"\\ud800x\"}},{members}")),
            "json/lone-surrogate",
        ),
        (
            flattened(&format!("{members},\"x\":\"\\x\"")),
            "json/invalid-escape",
        ),
        (
            flattened(&members.replace("\",", "\n\",")),
            "json/control-character",
        ),
        (valid.trim_end_matches('}').into(), "json/unexpected-end"),
    ] {
        assert_eq!(json_error(&json).code(), code, "{json}");
        assert_eq!(refused(&json).code(), "jws/json");
    }
    // Inside a list: the walk over the whole has seen it already.
    for element in [
        format!("{{{members},}}"),
        format!("{{{members}}},"),
        format!("{{{members}"),
    ] {
        let json = format!(r#"{{"payload":"{PAY}","signatures":[{element}]}}"#);
        assert!(matches!(refused(json), ParseError::Json(_)), "{element}");
    }
}

#[test]
fn every_beginning_of_a_message_is_refused() {
    let members = signed(HEADER, &toy());
    for json in [flattened(&members), general(&[&members, &members])] {
        for len in 0..json.len() {
            let error = json_error(&json.as_bytes()[..len]);
            assert_eq!(error.code(), "json/unexpected-end", "{len} of {json}");
            assert_eq!(error.offset(), len);
        }
    }
}

#[test]
fn hdr_09_deep_nesting_around_the_headers() {
    let members = signed(HEADER, &toy());
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        flattened(&format!(r#""x":{open}{close},{members}"#))
    };
    // The object is the first level, and three are more than a header has.
    assert!(Json::parse(&nested(10)).is_ok());
    for levels in [11, 12, 100, 100_000] {
        let error = json_error(nested(levels));
        assert!(
            matches!(error, ObjectError::TooDeep { limit: 11, .. }),
            "{error:?}"
        );
    }
    // Open and never closed: nothing waits for the end.
    let json = format!(
        r#"{{"payload":"{PAY}","signatures":{}"#,
        "[".repeat(900_000)
    );
    assert!(matches!(json_error(json), ObjectError::TooDeep { .. }));
    let json = format!(r#"{{"signatures":{}"#, r#"[{"a":"#.repeat(100_000));
    assert!(matches!(json_error(json), ObjectError::TooDeep { .. }));

    let mut limits = Limits::default();
    limits.header_depth = usize::MAX;
    let options = ReadOptions::new().limits(limits);
    let error = refused_with(nested(100_000), &options);
    assert!(
        matches!(
            error,
            ParseError::Json(ObjectError::TooDeep { limit: 128, .. })
        ),
        "{error:?}"
    );
}
