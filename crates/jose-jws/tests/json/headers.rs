//! Protected and unprotected headers in JSON (RFC 7515, sections 4 and 7.2.1): HDR-01 to HDR-18, HDR-27.

use jose_b64::{Kind, ObjectError, Value};
use jose_jwk::{HeaderError, JwkError, Limits};
use jose_jws::{Flattened, Json, ParseError, Part, ReadOptions, Require, VerifyError};

use crate::message::{
    HEADER, PAY, beside, flattened, general, headers, indices, signature_accepted,
    signature_accepted_with, signature_refused, signature_refused_with, signed, sum, toy,
    unprotected_only, valid,
};

/// What is said of a protected header that is signed, whatever it is.
fn protected_error(header: impl AsRef<[u8]>) -> ObjectError {
    let error = signature_refused(&signed(header, &toy()));
    assert_eq!(error.code(), "header/json");
    match error {
        ParseError::Header(HeaderError::Json(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The same of an unprotected one, beside a protected header that is right.
fn unprotected_error(header: &str) -> ObjectError {
    match signature_refused(&beside(header, HEADER, &toy())) {
        ParseError::Header(HeaderError::Json(error)) => error,
        other => panic!("{header}: {other:?}"),
    }
}

#[test]
fn hdr_01_a_protected_header_is_an_object() {
    for header in ["[]", r#""x""#, "1", "null", "true", r#"[{"alg":"X-TOY"}]"#] {
        assert_eq!(
            protected_error(header),
            ObjectError::NotAnObject { offset: 0 },
            "{header}"
        );
    }
    assert_eq!(protected_error(" ").code(), "json/unexpected-end");
}

#[test]
fn hdr_02_03_07_and_08_a_protected_header_is_json() {
    for (header, code) in [
        (b"{\"alg\":\"X-TOY\xff\"}".as_slice(), "json/not-utf8"),
        (b"{\"alg\":\"X-TOY\",\"\xed\xa0\x80\":0}", "json/not-utf8"),
        (b"\xef\xbb\xbf{\"alg\":\"X-TOY\"}", "json/byte-order-mark"),
        (b"{\"alg\":\"X-TOY\"}x", "json/trailing-octets"),
        (b"{\"alg\":\"X-TOY\"}{}", "json/trailing-octets"),
        (b"{\"alg\":\"X-TOY\"/**/}", "json/unexpected"),
        (b"{'alg':'X-TOY'}", "json/unexpected"),
        (b"{\"alg\":\"X-TOY\",\"a\":NaN}", "json/unexpected"),
        (b"{\"alg\":\"X-TOY\n\"}", "json/control-character"),
        (
            b"{\"alg\":\"X-TOY\",\"a\":\"\\ud800\"}",
            "json/lone-surrogate",
        ),
        (b"{\"alg\":\"X-TOY\"", "json/unexpected-end"),
    ] {
        assert_eq!(protected_error(header).code(), code);
    }
}

#[test]
fn hdr_04_and_05_names_are_unique_in_either_header() {
    for header in [
        r#"{"alg":"X-TOY","alg":"none"}"#,
        r#"{"alg":"X-TOY","alg":"X-TOY"}"#,
        r#"{"alg":"X-TOY","\u0061lg":"none"}"#,
        r#"{"alg":"X-TOY","x":1,"x":1}"#,
    ] {
        assert_eq!(protected_error(header).code(), "json/repeated-name");
    }
    for header in [
        r#"{"kid":"a","kid":"b"}"#,
        r#"{"kid":"a","kid":"a"}"#,
        r#"{"kid":"a","\u006bid":"b"}"#,
        r#"{"x":1,"x":2}"#,
    ] {
        let error = unprotected_error(header);
        assert_eq!(error.code(), "json/repeated-name", "{header}");
    }
}

#[test]
fn hdr_06_names_in_another_case_are_other_names() {
    for header in [
        r#"{"Alg":"X-TOY"}"#,
        r#"{"alg ":"X-TOY"}"#,
        r#"{"":"X-TOY"}"#,
    ] {
        assert_eq!(
            signature_refused(&signed(header, &toy())),
            ParseError::MissingAlg
        );
    }
    let other = r#"{"ALG":"none","Kid":7,"CRIT":"x","B64":false,"cRIT":[]}"#;
    let verified = signature_accepted(&beside(other, HEADER, &toy()));
    let unprotected = verified.signatures()[0].unprotected_header().unwrap();
    assert_eq!((unprotected.alg(), unprotected.kid()), (None, None));
}

#[test]
fn hdr_09_nesting_within_either_header() {
    let nested = |before: &str, levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        format!("{{{before}\"a\":{open}{close}}}")
    };
    let alg = r#""alg":"X-TOY","#;
    signature_accepted(&signed(nested(alg, 7), &toy()));
    signature_accepted(&beside(&nested("", 7), HEADER, &toy()));
    for levels in [8, 1_000] {
        let error = protected_error(nested(alg, levels));
        assert!(matches!(error, ObjectError::TooDeep { limit: 8, .. }));
    }
    // Flattened it is two levels less deep, so that it is the header's own limit that is met first.
    let too_deep = beside(&nested("", 8), HEADER, &toy());
    assert!(matches!(
        Flattened::parse(&flattened(&too_deep)).unwrap_err(),
        ParseError::Header(HeaderError::Json(ObjectError::TooDeep { limit: 8, .. }))
    ));
    assert!(matches!(
        Json::parse(&general(&[&too_deep])).unwrap_err(),
        ParseError::Json(ObjectError::TooDeep { limit: 11, .. })
    ));
    // Deeper than the whole message may be.
    let error = signature_refused(&beside(&nested("", 1_000), HEADER, &toy()));
    assert!(matches!(
        error,
        ParseError::Json(ObjectError::TooDeep { limit: 11, .. })
    ));
}

#[test]
fn hdr_10_the_length_of_each_header() {
    let mut limits = Limits::default();
    limits.header_len = 40;
    let options = ReadOptions::new().limits(limits);
    let of = |before: &str, len: usize| {
        let empty = format!("{{{before}\"a\":\"\"}}").len();
        let text = "x".repeat(len.checked_sub(empty).unwrap());
        format!("{{{before}\"a\":\"{text}\"}}")
    };
    let alg = r#""alg":"X-TOY","#;
    signature_accepted_with(&signed(of(alg, 40), &toy()), &options);
    let members = signed(of(alg, 41), &toy());
    assert_eq!(
        signature_refused_with(&members, &options),
        ParseError::HeaderTooLong { max: 40 }
    );
    signature_accepted_with(&beside(&of("", 40), HEADER, &toy()), &options);
    let error = signature_refused_with(&beside(&of("", 41), HEADER, &toy()), &options);
    let too_long = ObjectError::TooLong { len: 41, limit: 40 };
    assert_eq!(error, ParseError::Header(HeaderError::Json(too_long)));
    // Before it is decoded: what is behind the limit is no base64url.
    let protected = "!".repeat(1_000);
    let members = format!(r#""protected":"{protected}","signature":"AAAA""#);
    assert_eq!(
        signature_refused_with(&members, &options),
        ParseError::HeaderTooLong { max: 40 }
    );
}

#[test]
fn hdr_13_a_name_stands_in_one_of_the_headers() {
    for (unprotected, protected, name) in [
        (r#"{"kid":"a"}"#, r#"{"alg":"X-TOY","kid":"a"}"#, "kid"),
        (r#"{"kid":"b"}"#, r#"{"alg":"X-TOY","kid":"a"}"#, "kid"),
        (r#"{"\u006bid":"b"}"#, r#"{"alg":"X-TOY","kid":"a"}"#, "kid"),
        (r#"{"kid":"b"}"#, r#"{"alg":"X-TOY","ki\u0064":"a"}"#, "kid"),
        (r#"{"x":1}"#, r#"{"x":null,"alg":"X-TOY"}"#, "x"),
        (r#"{"a":0,"b":0,"x":{}}"#, r#"{"alg":"X-TOY","x":[]}"#, "x"),
        (r#"{"":1}"#, r#"{"alg":"X-TOY","":1}"#, ""),
        (r#"{"\n":1}"#, r#"{"alg":"X-TOY","\u000a":1}"#, r"\n"),
    ] {
        let expected = ParseError::InBothHeaders { name: name.into() };
        for options in [
            ReadOptions::new(),
            ReadOptions::new().allow_unprotected_alg(),
        ] {
            let members = beside(unprotected, protected, &toy());
            let error = signature_refused_with(&members, &options);
            assert_eq!(error, expected, "{unprotected} {protected}");
            assert_eq!(error.code(), "jws/in-both-headers");
        }
    }
    // What must be protected is no matter of being there twice.
    let plain = r#"{"alg":"X-TOY","b64":true,"crit":["b64"],"kid":"a"}"#;
    for (unprotected, name) in [
        (HEADER, "alg"),
        (r#"{"kid":"a","alg":"X-TOY"}"#, "alg"),
        (r#"{"crit":["x"],"x":1}"#, "crit"),
        (r#"{"kid":"a","b64":true}"#, "b64"),
    ] {
        let members = beside(unprotected, plain, &toy());
        let error = signature_refused(&members);
        assert_eq!(error, ParseError::MustBeProtected { name });
        let allowed = ReadOptions::new().allow_unprotected_alg();
        let error = signature_refused_with(&members, &allowed);
        if name == "alg" {
            assert_eq!(error.code(), "jws/in-both-headers", "{unprotected}");
        } else {
            assert_eq!(error, ParseError::MustBeProtected { name });
        }
    }
    // Names in another case, and those of two signatures, are not the same.
    signature_accepted(&beside(
        r#"{"KID":"a","X":1}"#,
        r#"{"alg":"X-TOY","x":1}"#,
        &toy(),
    ));
    let one = beside(r#"{"x":1}"#, HEADER, &toy());
    let other = beside(r#"{"y":1}"#, r#"{"alg":"X-TOY","x":2}"#, &toy());
    let json = general(&[one, other]);
    let read = Json::parse(&json).unwrap();
    let verified = read.verify(&toy(), Require::EveryKey).unwrap();
    assert_eq!((valid(&verified), indices(&verified)), (2, vec![0]));
}

// The names are compared unescaped, whichever header has more of them.
#[test]
fn hdr_13_a_name_in_both_headers_is_found_among_many() {
    let many = |prefix: &str, extra: &str| {
        let names = (0..900).map(|at| format!("\"{prefix}{at:04}\":0,"));
        format!("{{{}{extra}}}", names.collect::<String>())
    };
    let alg = r#""alg":"X-TOY""#;
    let few = r#"{"alg":"X-TOY","\u0078\u0079":1}"#;
    for (unprotected, protected, name) in [
        (many("b", r#""xy":1"#), few.into(), "xy"),
        (
            r#"{"x\u0079":0}"#.into(),
            many("a", &format!(r#"{alg},"xy":1"#)),
            "xy",
        ),
        (many("b", r#""a0899":1"#), many("a", alg), "a0899"),
        (many("b", r#""a0000":1"#), many("a", alg), "a0000"),
    ] {
        let members = beside(&unprotected, protected, &toy());
        let error = signature_refused(&members);
        assert_eq!(error, ParseError::InBothHeaders { name: name.into() });
    }
    signature_accepted(&beside(&many("b", r#""xY":1"#), few, &toy()));
    signature_accepted(&beside(&many("b", r#""a0900":1"#), many("a", alg), &toy()));
}

#[test]
fn hdr_15_an_empty_header_is_absent() {
    let signature = sum("", PAY, &toy());
    let allowed = ReadOptions::new().allow_unprotected_alg();
    let kid = r#"{"kid":"a"}"#;
    for members in [
        format!(r#""protected":"","signature":"{signature}""#),
        format!(r#""protected":"","header":{{"alg":"X-TOY"}},"signature":"{signature}""#),
        format!(r#""protected":"","header":{{"kid":"a"}},"signature":"{signature}""#),
        format!(r#""protected":"","header":{{}},"signature":"{signature}""#),
        // Section 7.2.1: one that says nothing must not be there.
        signed("{}", &toy()),
        signed(" {\t\n} ", &toy()),
        beside(r#"{"x":1}"#, "{}", &toy()),
        beside(kid, "{}", &toy()),
        beside(HEADER, "{}", &toy()),
        beside("{}", "{}", &toy()),
        beside("{}", HEADER, &toy()),
        beside("{ }", HEADER, &toy()),
        beside("{\r\n\t}", HEADER, &toy()),
        beside("{}", kid, &toy()),
        unprotected_only("{}", &toy()),
        unprotected_only("{ }", &toy()),
    ] {
        for options in [&ReadOptions::new(), &allowed] {
            assert_eq!(
                signature_refused_with(&members, options),
                ParseError::EmptyPart(Part::Header),
                "{members}"
            );
        }
    }
    assert_eq!(ParseError::EmptyPart(Part::Header).code(), "jws/empty-part");
    // Whatever one name says, it is something.
    for something in [r#"{"":null}"#, r#"{"x":{}}"#] {
        signature_accepted(&beside(something, HEADER, &toy()));
        let error = signature_refused(&signed(something, &toy()));
        assert_eq!(error, ParseError::MissingAlg);
    }
}

#[test]
fn hdr_16_an_unprotected_alg_is_for_those_who_ask_for_it() {
    let allowed = ReadOptions::new().allow_unprotected_alg();
    let unprotected = ParseError::MustBeProtected { name: "alg" };
    for members in [
        unprotected_only(HEADER, &toy()),
        unprotected_only(r#"{"\u0061lg":"X-TOY"}"#, &toy()),
        beside(HEADER, r#"{"kid":"a"}"#, &toy()),
        beside(r#"{"x":0,"alg":"X-TOY"}"#, r#"{"":0}"#, &toy()),
    ] {
        let error = signature_refused(&members);
        assert_eq!(error, unprotected, "{members}");
        assert_eq!(error.code(), "jws/must-be-protected");
        let verified = signature_accepted_with(&members, &allowed);
        // API-04: what nobody vouches for is not in what was confirmed.
        let confirmed = verified.confirmed().next().unwrap();
        assert_eq!(confirmed.header().alg().name(), "");
        assert!(confirmed.header().value("alg").is_none());
    }
    let json = flattened(&unprotected_only(HEADER, &toy()));
    let read = Flattened::parse_with(&json, &allowed).unwrap();
    assert_eq!(read.hint().alg(), Some("X-TOY"));
    assert_eq!(read.unverified_header().octets(), b"{}");
    let verified = read.verify(&toy()).unwrap();
    assert_eq!(verified.header().octets(), b"{}");
    // The opt-in does not make a key fit: it is still the key's own algorithm.
    let json = flattened(&unprotected_only(r#"{"alg":"HS256"}"#, &toy()));
    let read = Flattened::parse_with(&json, &allowed).unwrap();
    let key = toy();
    let error = read.verify(&key).unwrap_err();
    let VerifyError::NoMatchingKey { alg, .. } = error else {
        panic!("{error:?}")
    };
    assert_eq!((&*alg, key.asked()), ("HS256", 0));
}

#[test]
fn hdr_17_the_types_of_parameters_in_either_header() {
    let values = [
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("7", Kind::Number),
        (r#""text""#, Kind::String),
        ("[]", Kind::Array),
        ("{}", Kind::Object),
    ];
    let strings = ["kid", "typ", "cty", "jku", "x5u", "x5t", "x5t#S256"];
    let strings = strings.map(|name| (name, Kind::String));
    let others = [("jwk", Kind::Object), ("x5c", Kind::Array)];
    for (name, expected) in strings.into_iter().chain(others) {
        for (value, found) in values {
            if found == expected {
                continue;
            }
            let wrong = ParseError::Header(HeaderError::WrongType {
                name,
                expected,
                found,
            });
            let protected = signed(format!(r#"{{"alg":"X-TOY","{name}":{value}}}"#), &toy());
            assert_eq!(signature_refused(&protected), wrong);
            let unprotected = beside(&format!(r#"{{"{name}":{value}}}"#), HEADER, &toy());
            assert_eq!(signature_refused(&unprotected), wrong);
            assert_eq!(wrong.code(), "header/wrong-type");
        }
    }
    for (value, found) in values {
        if found != Kind::String {
            let alg = format!(r#"{{"alg":{value}}}"#);
            let wrong = ParseError::Header(HeaderError::WrongType {
                name: "alg",
                expected: Kind::String,
                found,
            });
            // ALG-06, with and without the opt-in.
            let allowed = ReadOptions::new().allow_unprotected_alg();
            let members = unprotected_only(&alg, &toy());
            assert_eq!(signature_refused(&members), wrong);
            assert_eq!(signature_refused_with(&members, &allowed), wrong);
        }
    }
}

// HDR-18 and HDR-27: a profile such as ACME refuses them; here they say nothing.
#[test]
fn hdr_18_and_27_unknown_parameters_are_kept_and_ignored() {
    let acme = r#"{"nonce":"oFvnlFP1wIhRlYS2jTaXbA","url":"https://example.com/new","x":[{}],"exp":1,"iss":null}"#;
    let protected = r#"{"y":[1,{"a":"b"}],"alg":"X-TOY","\u0075rn":null}"#;
    let verified = signature_accepted(&beside(acme, protected, &toy()));
    assert_eq!(headers(&verified), [protected]);
    let report = &verified.signatures()[0];
    let names = report.unprotected_header().unwrap().members();
    let names: Vec<String> = names.map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["nonce", "url", "x", "exp", "iss"]);
    // API-04: they are nowhere in what was verified.
    let verified = report.outcome().ok().unwrap().header();
    for name in ["nonce", "url", "x", "exp", "iss"] {
        assert!(verified.value(name).is_none());
    }
    assert_eq!(verified.value("y").unwrap().json(), r#"[1,{"a":"b"}]"#);
}

// HDR-19 and HDR-22: a key within a header is data; outside the protected one it is not even a hint.
#[test]
fn hdr_19_and_22_key_hints_are_data() {
    let hints = r#""jku":"http://169.254.169.254/","x5c":["x"],"x5u":"file:///","jwk":{"kty":"oct","k":"AAAA"}"#;
    let names = r#""kid":"k1","x5t":"dDE","x5t#S256":"dDI""#;
    let header = |members: &str| format!("{{{members}}}");
    let protected = |members: &str| format!(r#"{{"alg":"X-TOY",{members}}}"#);
    let both = format!("{hints},{names}");
    for (members, counts) in [
        (signed(protected(&both), &toy()), true),
        (beside(&header(names), protected(hints), &toy()), true),
        (beside(&header(hints), protected(names), &toy()), false),
        (beside(&header(&both), HEADER, &toy()), false),
    ] {
        signature_accepted(&members);
        let json = flattened(&members);
        let read = Flattened::parse(&json).unwrap();
        let hint = read.hint();
        // What names a key may stand in either header.
        assert_eq!((hint.alg(), hint.kid()), (Some("X-TOY"), Some("k1")));
        assert_eq!((hint.x5t(), hint.x5t_s256()), (Some("dDE"), Some("dDI")));
        // What brings one or says where to get it must be protected.
        let expected = counts.then_some(("http://169.254.169.254/", "file:///", r#"["x"]"#));
        let brought = (hint.jku(), hint.x5u(), hint.x5c().map(Value::json));
        assert_eq!(brought.0, expected.map(|all| all.0), "{members}");
        assert_eq!(brought.1, expected.map(|all| all.1), "{members}");
        assert_eq!(brought.2, expected.map(|all| all.2), "{members}");
        match (hint.untrusted_jwk(), counts) {
            (Err(error), true) => assert_eq!(error, JwkError::NotPublic),
            (Ok(None), false) => {}
            other => panic!("{members}: {other:?}"),
        }
        assert_eq!(read.unverified_header().hint().jku(), brought.0);
        // As a value, whoever looks for it finds it.
        let raw = |name| match read.unverified_header().value(name) {
            Some(value) => value,
            None => read.unprotected_header().unwrap().value(name).unwrap(),
        };
        assert_eq!(raw("jku").json(), r#""http://169.254.169.254/""#);
        assert_eq!(raw("jwk").json(), r#"{"kty":"oct","k":"AAAA"}"#);
        assert_eq!(
            (raw("x5c").json(), raw("x5u").json()),
            (r#"["x"]"#, r#""file:///""#)
        );
        let is_protected = |name| read.unverified_header().value(name).is_some();
        for name in ["jku", "x5c", "x5u", "jwk"] {
            assert_eq!(is_protected(name), counts, "{name}");
        }
        assert_eq!(
            read.verify(&toy().secret(9)).unwrap_err().code(),
            "jws/invalid-signature"
        );
    }
}
