//! `exp`, `nbf` and `iat` as they are read from a token (RFC 7519, section 2): JWT-02, JWT-03.

use jose_jwt::{ClaimReason, NumericDate, Policy, TokenError};

use super::common::{NOW, key, signed};
use super::{lax, only_reason, refused};

#[test]
fn jwt_02_times_that_are_no_numbers_are_never_absent() {
    for claim in ["exp", "nbf", "iat"] {
        for value in [
            r#""9999999999""#,
            r#""""#,
            "null",
            "{}",
            "[]",
            "true",
            "false",
            "[9999999999]",
            r#"{"secs":1}"#,
        ] {
            let claims = format!(r#"{{"sub":"a","{claim}":{value}}}"#);
            let ClaimReason::WrongType {
                expected: "a number",
                ..
            } = only_reason(&claims, claim)
            else {
                panic!("{claims}")
            };
            // Whatever else the policy asks for, it is said once.
            let strict = lax().max_age_secs(60).require(claim);
            let error = strict.verify_claims(&signed(&claims), &key()).unwrap_err();
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
    let error = Policy::with_clock(NOW)
        .verify_claims(&signed(r#"{"exp":null}"#), &key())
        .unwrap_err();
    assert_eq!(error.to_string(), "claim exp is null, not a number");
}

#[test]
fn jwt_03_numbers_that_are_no_point_in_time() {
    for claim in ["exp", "nbf", "iat"] {
        for number in [
            "1e400",
            "-1e400",
            "1e16",
            "-1e16",
            "9007199254740993.0",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551615",
            "18446744073709551616",
            "99999999999999999999999999999999",
            "1e309",
            "1E+100",
        ] {
            let reason = only_reason(&format!(r#"{{"{claim}":{number}}}"#), claim);
            assert_eq!(reason, ClaimReason::OutOfRange, "{claim} {number}");
        }
        for text in [
            "NaN",
            "Infinity",
            "-Infinity",
            "0x7fffffff",
            "1_000",
            "+1",
            "1.",
            "--1",
        ] {
            assert!(
                matches!(
                    refused(format!(r#"{{"{claim}":{text}}}"#)),
                    TokenError::NotClaims(_)
                ),
                "{text}"
            );
        }
    }
    let error = refused(r#"{"exp":1e400}"#);
    assert_eq!(
        (error.to_string().as_str(), error.code()),
        ("claim exp is a time out of range", "jwt/out-of-range")
    );
}

#[test]
fn jwt_03_negative_and_small_times_are_in_the_past() {
    for number in [
        "-1",
        "-0",
        "0",
        "-1.5",
        "-9223372036854775808",
        "1e-400",
        "0.0",
        "-9e15",
    ] {
        let reason = only_reason(&format!(r#"{{"exp":{number}}}"#), "exp");
        assert!(
            matches!(
                reason,
                ClaimReason::Expired {
                    now: NOW,
                    leeway_secs: 60,
                    ..
                }
            ),
            "{number}: {reason:?}"
        );
    }
    // The same times as nbf are long gone.
    for number in ["-1", "-0", "0", "-9223372036854775808", "1e-400"] {
        lax()
            .verify_claims(&signed(format!(r#"{{"nbf":{number}}}"#)), &key())
            .unwrap();
    }
}

#[test]
fn jwt_03_fractions_and_large_times_are_read_as_they_are() {
    for (number, secs, nanos) in [
        ("1790000000.5", 1_790_000_000, 500_000_000),
        ("1.7900000005e9", 1_790_000_000, 500_000_000),
        ("1790000001", 1_790_000_001, 0),
        ("1790000001.0", 1_790_000_001, 0),
        ("1e10", 10_000_000_000, 0),
        ("9007199254740993", 9_007_199_254_740_993, 0),
        ("9223372036854775807", i64::MAX, 0),
    ] {
        let token = signed(format!(r#"{{"exp":{number}}}"#));
        let verified = lax().leeway_secs(0).verify_claims(&token, &key()).unwrap();
        assert_eq!(
            verified.claims().exp(),
            NumericDate::from_secs_nanos(secs, nanos),
            "{number}"
        );
    }
}

#[test]
fn jwt_03_numeric_date_in_both_directions() {
    let read = |json: &str| serde_json::from_str::<NumericDate>(json);
    for (json, secs, nanos) in [
        ("0", 0, 0),
        ("-1", -1, 0),
        ("1300819380", 1_300_819_380, 0),
        ("1300819380.25", 1_300_819_380, 250_000_000),
        ("-0.5", -1, 500_000_000),
        ("9223372036854775807", i64::MAX, 0),
        ("-9223372036854775808", i64::MIN, 0),
    ] {
        let date = NumericDate::from_secs_nanos(secs, nanos).unwrap();
        assert_eq!(read(json).unwrap(), date, "{json}");
        assert_eq!(serde_json::to_string(&date).unwrap(), json);
    }
    for json in [
        "9223372036854775808",
        "1e16",
        "1e400",
        "\"1300819380\"",
        "null",
        "true",
        "[]",
        "{}",
        "[1]",
    ] {
        assert!(read(json).is_err(), "{json}");
    }
}
