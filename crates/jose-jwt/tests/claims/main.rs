//! The payload of a verified token as a Claims Set (RFC 7519, section 4): JWT-01 to JWT-03, JWT-08
//! to JWT-10, JWT-17, JWT-18, B64-12.
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

#[path = "../common/mod.rs"]
mod common;
mod numeric_date;

use std::time::Instant;

use common::{NOW, key, signed};
use jose_jwt::jwk::Limits;
use jose_jwt::{Audience, ClaimReason, ClaimsSet, NumericDate, Policy, TokenError};
use serde_json::{Value, json};

/// A policy that asks for nothing, so that only the form of the claims can fail.
fn lax() -> Policy {
    Policy::with_clock(NOW)
        .ignore_issuer()
        .ignore_audience()
        .allow_missing_exp()
}

fn refused(claims: impl AsRef<[u8]>) -> TokenError {
    let token = signed(&claims);
    match lax().verify_claims(&token, &key()) {
        Ok(_) => panic!("accepted: {}", String::from_utf8_lossy(claims.as_ref())),
        Err(error) => error,
    }
}

/// The only claim that failed, and why.
fn only_reason(claims: &str, claim: &str) -> ClaimReason {
    let error = refused(claims);
    let [failed] = error.claims() else {
        panic!("{claims}: {error}")
    };
    assert_eq!(
        (failed.claim(), failed.in_header()),
        (claim, false),
        "{claims}"
    );
    failed.reason().clone()
}

#[test]
fn jwt_01_a_payload_that_is_not_one_json_object() {
    let texts = [
        "[]",
        "[{}]",
        "\"s\"",
        "1",
        "null",
        "true",
        "",
        " ",
        "{",
        "}",
        "{}{}",
        "{},",
        "{}x",
        "{} null",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":.5}",
        "{\"a\":1}//",
        "/**/{}",
        "\u{feff}{}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\\x41\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\udc00\\ud800\"}",
        "{\"\\ud800\":1}",
        "{1:1}",
        "{\"a\":undefined}",
        "eyJhIjoxfQ",
    ];
    for text in texts {
        let error = refused(text);
        assert!(matches!(error, TokenError::NotClaims(_)), "{text}: {error}");
        assert_eq!(
            (error.code(), error.claims()),
            ("jwt/not-claims", [].as_slice())
        );
        assert!(ClaimsSet::parse(text.as_bytes()).is_err());
    }
    let octets: [&[u8]; 6] = [
        b"{\"a\":\"\xff\"}",
        b"{\"a\":\"\xc0\xaf\"}",
        b"{\"a\":\"\xed\xa0\x80\"}",
        b"{\x00}",
        b"\xff\xfe{\x00}\x00",
        b"{\x00\"\x00a\x00\"\x00:\x001\x00}\x00",
    ];
    for octets in octets {
        assert!(
            matches!(refused(octets), TokenError::NotClaims(_)),
            "{octets:?}"
        );
    }
}

/// The same for a type of the caller's that would take what it is given.
#[test]
fn b64_12_jwt_01_no_type_makes_another_payload_acceptable() {
    for text in ["", "null", "[]", "\"s\"", "1"] {
        let error = lax().verify::<Value>(&signed(text), &key()).unwrap_err();
        assert!(matches!(error, TokenError::NotClaims(_)), "{text}: {error}");
        let error = lax()
            .verify::<Option<Value>>(&signed(text), &key())
            .unwrap_err();
        assert!(matches!(error, TokenError::NotClaims(_)), "{text}: {error}");
    }
}

#[test]
fn jwt_01_jwt_18_a_claim_given_twice() {
    for claims in [
        r#"{"sub":"a","sub":"a"}"#,
        r#"{"sub":"a","sub":"b"}"#,
        r#"{"sub":"a","x":1,"\u0073ub":"b"}"#,
        r#"{"exp":1,"exp":9999999999}"#,
        r#"{"x":{},"x":{}}"#,
        r#"{"":1,"":2}"#,
        r#"{"__proto__":1,"__proto__":2}"#,
        "{\"\u{e9}\":1,\"\\u00e9\":2}",
    ] {
        let error = refused(claims);
        assert!(
            matches!(error, TokenError::NotClaims(_)),
            "{claims}: {error}"
        );
    }
    // Names that only look alike are different names.
    let claims = r#"{"sub":"a","Sub":"b","SUB":"c","sub ":"d","sub\u0000":"e"}"#;
    let verified = lax().verify_claims(&signed(claims), &key()).unwrap();
    assert_eq!(verified.claims().sub().as_deref(), Some("a"));
    // An object within the claims is held to the same rule when it is read as one.
    let verified = lax()
        .verify_claims(&signed(r#"{"act":{"sub":"a","sub":"b"}}"#), &key())
        .unwrap();
    assert!(
        verified
            .claims()
            .value("act")
            .unwrap()
            .object(&Default::default())
            .is_err()
    );
}

#[test]
fn jwt_08_jwt_09_strings_that_are_none() {
    for claim in ["iss", "sub", "jti"] {
        for value in [
            "[\"joe\"]",
            "[]",
            "{}",
            "1",
            "null",
            "true",
            "[\"joe\",\"eve\"]",
            r#"{"joe":"joe"}"#,
        ] {
            let claims = format!(r#"{{"{claim}":{value}}}"#);
            let reason = only_reason(&claims, claim);
            assert!(
                matches!(
                    reason,
                    ClaimReason::WrongType {
                        expected: "a string",
                        ..
                    }
                ),
                "{claims}: {reason:?}"
            );
            // Also where it is expected, and then it is said once.
            let policy = Policy::with_clock(NOW)
                .allow_missing_exp()
                .issuer("joe")
                .expect(claim, "joe")
                .require(claim);
            let error = policy.verify_claims(&signed(&claims), &key()).unwrap_err();
            assert_eq!(
                error
                    .claims()
                    .iter()
                    .filter(|failed| failed.claim() == claim)
                    .count(),
                1,
                "{error}"
            );
        }
    }
    let error = refused(r#"{"iss":["joe"]}"#);
    assert_eq!(
        (error.to_string().as_str(), error.code()),
        ("claim iss is an array, not a string", "jwt/wrong-type")
    );
}

#[test]
fn jwt_10_an_audience_that_is_none() {
    for value in [
        "1",
        "null",
        "true",
        "{}",
        "[1]",
        "[\"a\",1]",
        "[\"a\",null]",
        "[[\"a\"]]",
        "[\"a\",[]]",
        r#"{"a":"a"}"#,
    ] {
        let claims = format!(r#"{{"aud":{value}}}"#);
        let reason = only_reason(&claims, "aud");
        assert!(
            matches!(reason, ClaimReason::WrongType { .. }),
            "{claims}: {reason:?}"
        );
        let policy = Policy::with_clock(NOW)
            .allow_missing_exp()
            .audience("a")
            .require("aud");
        let error = policy.verify_claims(&signed(&claims), &key()).unwrap_err();
        assert_eq!(
            (error.claims().len(), error.code()),
            (1, "jwt/wrong-type"),
            "{error}"
        );
        assert_eq!(ClaimsSet::parse(claims.as_bytes()).unwrap().aud(), None);
    }
    // JWT-10: nobody, and a nameless recipient, are not the one expected.
    for claims in [r#"{"aud":[]}"#, r#"{"aud":""}"#, r#"{"aud":[""]}"#] {
        let policy = Policy::with_clock(NOW).allow_missing_exp().audience("a");
        let error = policy.verify_claims(&signed(claims), &key()).unwrap_err();
        assert_eq!(
            (error.claims().len(), error.code()),
            (1, "jwt/mismatch"),
            "{error}"
        );
    }
}

/// JWT-17, HDR-09: a deep payload ends in an error, not in the stack, and in linear time.
#[test]
fn jwt_17_nesting() {
    let started = Instant::now();
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [1_000, 100_000] {
            let closed = format!("{{\"a\":{}1{}}}", open.repeat(depth), close.repeat(depth));
            let cut = format!("{{\"a\":{}", open.repeat(depth));
            for claims in [closed, cut] {
                let error = refused(&claims);
                assert!(matches!(error, TokenError::NotClaims(_)), "{error}");
            }
        }
    }
    assert!(started.elapsed().as_secs() < 10);
    // Thirty-two levels, the object itself included, and not one more.
    let nested = |levels: usize| {
        format!(
            "{{\"a\":{}{}}}",
            "[".repeat(levels - 1),
            "]".repeat(levels - 1)
        )
    };
    lax().verify_claims(&signed(nested(32)), &key()).unwrap();
    lax().verify::<Value>(&signed(nested(32)), &key()).unwrap();
    assert!(matches!(refused(nested(33)), TokenError::NotClaims(_)));
    // The limit is the caller's.
    let mut limits = Limits::default();
    limits.claims_depth = 2;
    let policy = lax().limits(limits);
    policy.verify_claims(&signed(nested(2)), &key()).unwrap();
    let error = policy
        .verify_claims(&signed(nested(3)), &key())
        .unwrap_err();
    assert!(matches!(error, TokenError::NotClaims(_)), "{error}");
}

#[test]
fn dos_03_members_and_size_are_limited() {
    let many = |count: usize| {
        let members: Vec<String> = (0..count)
            .map(|number| format!("\"m{number}\":{number}"))
            .collect();
        format!("{{{}}}", members.join(","))
    };
    lax().verify_claims(&signed(many(1_000)), &key()).unwrap();
    assert!(matches!(refused(many(1_001)), TokenError::NotClaims(_)));
    let long = signed(format!("{{\"a\":\"{}\"}}", "x".repeat(1024 * 1024)));
    let error = lax().verify_claims(&long, &key()).unwrap_err();
    assert_eq!(error.code(), "jws/token-too-long");
    let mut limits = Limits::default();
    limits.token_len = 100;
    let token = signed(r#"{"sub":"somebody with quite a long name"}"#);
    let error = lax()
        .limits(limits)
        .verify_claims(&token, &key())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the token has {} octets, at most 100 are allowed",
            token.len()
        )
    );
}

#[test]
fn jwt_18_numbers_are_kept_as_received() {
    let claims = r#"{"big":123456789012345678901234567890,"max":18446744073709551615,"tiny":1e-400,"huge":1e400}"#;
    let verified = lax().verify_claims(&signed(claims), &key()).unwrap();
    let claims = verified.claims();
    let big = claims.value("big").unwrap();
    assert_eq!(
        (big.json(), big.as_i64(), big.as_u64()),
        ("123456789012345678901234567890", None, None)
    );
    assert_eq!(claims.value("max").unwrap().as_u64(), Some(u64::MAX));
    assert_eq!(claims.value("max").unwrap().as_i64(), None);
    assert_eq!(claims.value("huge").unwrap().as_f64(), None);
    // Into a type that cannot hold it: an error and no wrapped number.
    #[derive(Debug, serde::Deserialize)]
    struct Small {
        #[expect(dead_code, reason = "it is never read successfully")]
        big: u64,
    }
    let error = verified.clone().deserialize::<Small>().unwrap_err();
    assert_eq!(error.code(), "jwt/deserialize");
    assert!(!error.to_string().contains("1234567890"), "{error}");
}

/// ALG-21, JWT-18: names that mean something elsewhere mean nothing here.
#[test]
fn jwt_18_names_are_names() {
    let claims = r#"{"__proto__":{"admin":true},"constructor":1,"toString":"x","":0,"$serde_json::private::Number":"1"}"#;
    let verified = lax().verify_claims(&signed(claims), &key()).unwrap();
    assert!(verified.claims().value("admin").is_none());
    assert!(verified.claims().value("hasOwnProperty").is_none());
    assert_eq!(verified.claims().value("").unwrap().as_u64(), Some(0));
    assert_eq!(verified.claims().members().count(), 5);
}

#[test]
fn accessors_read_every_registered_claim() {
    let json = r#"{"iss":"joe","sub":"s\u00fcb","aud":["a","b"],"exp":3,"nbf":1.5,"iat":2,"jti":"id","x":[1]}"#;
    let claims = ClaimsSet::parse(json.as_bytes()).unwrap();
    assert_eq!(claims.iss().as_deref(), Some("joe"));
    assert_eq!(claims.sub().as_deref(), Some("süb"));
    assert_eq!(claims.aud(), Some(["a", "b"].into_iter().collect()));
    assert_eq!(claims.exp(), Some(NumericDate::from_secs(3)));
    assert_eq!(claims.nbf(), NumericDate::from_secs_nanos(1, 500_000_000));
    assert_eq!(claims.iat(), Some(NumericDate::from_secs(2)));
    assert_eq!(claims.jti().as_deref(), Some("id"));
    assert_eq!(claims.octets(), json.as_bytes());
    let names: Vec<_> = claims
        .members()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(
        names,
        ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "x"]
    );
    // API-01: Debug shows names, and no value.
    assert_eq!(
        format!("{claims:?}"),
        r#"{"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "x"}"#
    );

    let empty = ClaimsSet::parse(b"{}").unwrap();
    assert_eq!(
        (empty.iss(), empty.sub(), empty.aud(), empty.jti()),
        (None, None, None, None)
    );
    assert_eq!((empty.exp(), empty.nbf(), empty.iat()), (None, None, None));
}

#[test]
fn a_type_may_borrow_from_the_claims() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Borrowing<'a> {
        sub: &'a str,
        aud: Audience,
        exp: NumericDate,
    }
    let verified = lax()
        .verify_claims(
            &signed(r#"{"sub":"joe","aud":"a","exp":1790000000.25,"more":1}"#),
            &key(),
        )
        .unwrap();
    let exp = NumericDate::from_secs_nanos(1_790_000_000, 250_000_000).unwrap();
    let read: Borrowing<'_> = verified.claims().deserialize().unwrap();
    assert_eq!(
        read,
        Borrowing {
            sub: "joe",
            aud: ["a"].into_iter().collect(),
            exp
        }
    );
}

#[test]
fn audience_is_one_or_many_in_both_directions() {
    let read = |value: Value| serde_json::from_value::<Audience>(value);
    let audience = read(json!("a")).unwrap();
    assert!(
        audience.contains("a")
            && !audience.contains("A")
            && !audience.contains("")
            && !audience.contains("a ")
    );
    assert_eq!(serde_json::to_value(&audience).unwrap(), json!("a"));
    let audience = read(json!(["a", "b"])).unwrap();
    assert_eq!(audience.iter().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(serde_json::to_value(&audience).unwrap(), json!(["a", "b"]));
    // An array of one is written as one.
    assert_eq!(
        serde_json::to_value(read(json!(["a"])).unwrap()).unwrap(),
        json!("a")
    );
    assert_eq!(
        serde_json::to_value(Audience::default()).unwrap(),
        json!([])
    );
    assert!(!read(json!([])).unwrap().contains(""));
    for value in [
        json!(null),
        json!(1),
        json!(true),
        json!({}),
        json!({"a": "a"}),
        json!([1]),
        json!(["a", null]),
        json!([["a"]]),
    ] {
        assert!(read(value.clone()).is_err(), "{value}");
    }
}
