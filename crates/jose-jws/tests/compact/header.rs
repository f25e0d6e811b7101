//! The JSON of a header and the types of its parameters (RFC 7515, section 4; RFC 8259): HDR-01 to HDR-09, HDR-17.

use jose_b64::{Kind, ObjectError};
use jose_jwk::{HeaderError, Limits};
use jose_jws::{Compact, ParseError, ReadOptions};

use crate::common::{TOY, Toy, forge, header_refused, token};
use crate::{HEADER, json_error};

#[test]
fn hdr_01_a_header_is_an_object() {
    for header in [
        "[]",
        r#""x""#,
        "1",
        "null",
        "true",
        r#"[{"alg":"X-TOY"}]"#,
        "alg",
    ] {
        assert_eq!(
            json_error(header),
            ObjectError::NotAnObject { offset: 0 },
            "{header}"
        );
    }
    for (header, end) in [(" ", 1), ("\n\n", 2)] {
        let error = json_error(header);
        assert_eq!(error.offset(), end, "{error:?}");
    }
}

#[test]
fn hdr_02_and_03_a_header_is_utf8_without_a_mark() {
    for (header, offset) in [
        (b"{\"alg\":\"X-TOY\xff\"}".as_slice(), 13),
        (b"{\"alg\":\"X-TOY\",\"kid\":\"\xc0\xaf\"}", 22),
        (b"{\"alg\":\"X-TOY\",\"kid\":\"\xed\xa0\x80\"}", 22),
        (b"{\"alg\":\"X-TOY\",\"\xf4\x90\x80\x80\":0}", 16),
        (b"\xff\xfe{\0\"\0", 0),
    ] {
        assert_eq!(json_error(header), ObjectError::NotUtf8 { offset });
    }
    assert_eq!(
        json_error("\u{feff}{\"alg\":\"X-TOY\"}"),
        ObjectError::ByteOrderMark
    );
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(json_error(utf16).code(), "json/unexpected");
    let utf16: Vec<u8> = HEADER.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(json_error(utf16).code(), "json/not-an-object");
    let utf32: Vec<u8> = HEADER
        .chars()
        .flat_map(|c| u32::from(c).to_be_bytes())
        .collect();
    assert_eq!(json_error(utf32).code(), "json/not-an-object");
}

#[test]
fn hdr_04_and_05_names_are_unique_after_unescaping() {
    for (header, offset) in [
        (r#"{"alg":"RS256","alg":"none"}"#, 16),
        (r#"{"alg":"X-TOY","alg":"X-TOY"}"#, 16),
        (r#"{"alg":"X-TOY","\u0061lg":"none"}"#, 16),
        (r#"{"\u0061\u006c\u0067":"none","alg":"X-TOY"}"#, 30),
        (r#"{"alg":"X-TOY","x":1,"x":2}"#, 22),
        (r#"{"alg":"X-TOY","":1,"":2}"#, 21),
        (r#"{"alg":"X-TOY","kid":"a","kid":"b"}"#, 26),
        (
            r#"{"alg":"X-TOY","crit":["a"],"a":1,"\u0063rit":["b"]}"#,
            35,
        ),
    ] {
        assert_eq!(
            json_error(header),
            ObjectError::RepeatedName { offset },
            "{header}"
        );
    }
}

#[test]
fn hdr_06_names_in_another_case_are_other_names() {
    for header in [
        r#"{"Alg":"X-TOY"}"#,
        r#"{"ALG":"X-TOY"}"#,
        r#"{"alg ":"X-TOY"}"#,
        r#"{"alg\u0000":"X-TOY"}"#,
        "{}",
    ] {
        let error = header_refused(header);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::MissingAlg, "jws/missing-alg"),
            "{header}"
        );
    }
    let key = Toy::new(TOY);
    let sealed = forge(
        r#"{"ALG":"none","alg":"X-TOY","Kid":7,"CRIT":"x","B64":false}"#,
        "pay",
        &key,
    );
    let verified = Compact::parse(&sealed).unwrap().verify(&key).unwrap();
    assert_eq!(verified.header().value("Kid").unwrap().as_u64(), Some(7));
}

#[test]
fn hdr_07_and_08_the_grammar_of_json_and_nothing_else() {
    for (header, code) in [
        (r#"{"alg":"X-TOY"}x"#, "json/trailing-octets"),
        (r#"{"alg":"X-TOY"}{"alg":"none"}"#, "json/trailing-octets"),
        ("{\"alg\":\"X-TOY\"}\0", "json/trailing-octets"),
        (r#"{"alg":"X-TOY"/*c*/}"#, "json/unexpected"),
        ("{\"alg\":\"X-TOY\"//c\n}", "json/unexpected"),
        ("{'alg':'X-TOY'}", "json/unexpected"),
        (r#"{alg:"X-TOY"}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY",}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY","a":NaN}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY","a":Infinity}"#, "json/unexpected"),
        (r#"{"alg":"X-TOY","a":01}"#, "json/invalid-number"),
        (r#"{"alg":"X-TOY","a":1.}"#, "json/invalid-number"),
        (
            "{\"alg\":\"X-TOY\",\"a\":\"\u{1}\"}",
            "json/control-character",
        ),
        ("{\"alg\":\"X-TOY\n\"}", "json/control-character"),
        (r#"{"alg":"X\-TOY"}"#, "json/invalid-escape"),
        (r#"{"alg":"X-TOY""#, "json/unexpected-end"),
        (r#"{"alg":"X-TOY"#, "json/unexpected-end"),
        (r#"{"alg":"X-TOY","kid":"\ud800"}"#, "json/lone-surrogate"),
        (
            r#"{"alg":"X-TOY","kid":"\udc00\ud800"}"#,
            "json/lone-surrogate",
        ),
        (r#"{"alg":"X-TOY","\ud83d":"a"}"#, "json/lone-surrogate"),
        (
            r#"{"alg":"X-TOY","a":[{"b":"\udfff"}]}"#,
            "json/lone-surrogate",
        ),
    ] {
        assert_eq!(json_error(header).code(), code, "{header}");
    }
    let key = Toy::new(TOY);
    let sealed = forge(
        " {\r\n\t\"alg\" : \"\\u0058-TOY\" , \"kid\":\"\\ud83d\\udd11\" } ",
        "pay",
        &key,
    );
    let verified = Compact::parse(&sealed).unwrap().verify(&key).unwrap();
    assert_eq!(
        (verified.header().alg(), verified.header().kid()),
        (TOY, Some("\u{1f511}"))
    );
}

#[test]
fn hdr_09_deep_nesting() {
    let nested = |levels: usize| {
        format!(
            r#"{{"alg":"X-TOY","a":{}{}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    assert!(Compact::parse(&token(nested(7), "", "s")).is_ok());
    assert_eq!(
        json_error(nested(8)),
        ObjectError::TooDeep {
            limit: 8,
            offset: 26
        }
    );
    assert_eq!(
        json_error(nested(5_000)),
        ObjectError::TooDeep {
            limit: 8,
            offset: 26
        }
    );

    let mut limits = Limits::default();
    (limits.header_len, limits.header_depth) = (usize::MAX, usize::MAX);
    let options = ReadOptions::new().limits(limits);
    for header in [
        nested(100_000),
        format!(r#"{{"alg":"X-TOY","a":{}"#, r#"{"a":"#.repeat(100_000)),
    ] {
        let error = Compact::parse_with(&token(header, "", "s"), &options).unwrap_err();
        assert!(
            matches!(
                error,
                ParseError::Header(HeaderError::Json(ObjectError::TooDeep { .. }))
            ),
            "{error:?}"
        );
    }
}

#[test]
fn hdr_17_registered_parameters_have_their_types() {
    let values = [
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("7", Kind::Number),
        (r#""text""#, Kind::String),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
    ];
    let strings =
        ["kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"].map(|name| (name, Kind::String));
    for (name, expected) in strings.into_iter().chain([
        ("jwk", Kind::Object),
        ("x5c", Kind::Array),
        ("crit", Kind::Array),
    ]) {
        for (value, found) in values {
            if found == expected {
                continue;
            }
            let error = header_refused(format!(r#"{{"alg":"X-TOY","{name}":{value}}}"#));
            assert_eq!(
                error,
                ParseError::Header(HeaderError::WrongType {
                    name,
                    expected,
                    found
                })
            );
            assert_eq!(error.code(), "header/wrong-type");
        }
    }
    for x5c in [r#"["MIIB",7]"#, "[null]", "[[]]", r#"[{"a":"b"}]"#] {
        let error = header_refused(format!(r#"{{"alg":"X-TOY","x5c":{x5c}}}"#));
        let ParseError::Header(HeaderError::WrongType { name: "x5c", .. }) = error else {
            panic!("{error:?}")
        };
        assert_eq!(
            error.to_string(),
            "header parameter `x5c` is not an array of strings"
        );
    }
    let error = header_refused(r#"{"alg":"X-TOY","\u006bid":7}"#);
    assert_eq!(
        error.to_string(),
        "header parameter `kid` is a number, not a string"
    );
}
