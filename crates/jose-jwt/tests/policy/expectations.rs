//! What a policy expects by name, and of `typ` (RFC 8725, section 3.11): JWT-14 to JWT-16.

use crate::common::{forge, key};
use crate::{accepts, codes, failed, without_exp};
use jose_jwt::Policy;

#[test]
fn required_claims_are_there_and_not_null() {
    let policy = without_exp().require("sub").require("a b");
    accepts(&policy, r#"{"sub":"","a b":false}"#);
    assert_eq!(
        failed(&policy, "{}"),
        ["sub jwt/missing-claim", "a b jwt/missing-claim"]
    );
    assert_eq!(
        failed(&policy, r#"{"sub":"x","a b":null}"#),
        ["a b jwt/missing-claim"]
    );
    assert_eq!(
        failed(&policy, r#"{"sub":null,"a b":1}"#),
        ["sub jwt/wrong-type"]
    );
}

#[test]
fn expected_claims_are_strings_compared_octet_for_octet() {
    let policy = without_exp().expect("nonce", "n-1").subject("joe");
    accepts(&policy, r#"{"sub":"joe","nonce":"n-1"}"#);
    accepts(&policy, r#"{"sub":"j\u006fe","nonce":"n-1"}"#);
    for nonce in [
        r#""n-2""#,
        r#""N-1""#,
        r#""""#,
        "1",
        "null",
        r#"["n-1"]"#,
        r#"{"n-1":1}"#,
        "true",
    ] {
        let claims = format!(r#"{{"sub":"joe","nonce":{nonce}}}"#);
        assert_eq!(failed(&policy, &claims), ["nonce jwt/mismatch"], "{nonce}");
    }
    assert_eq!(
        failed(&policy, r#"{"sub":"eve"}"#),
        ["sub jwt/mismatch", "nonce jwt/missing-claim"]
            .map(String::from)
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
    );
    // Two expectations about one claim must both be met.
    let both = without_exp().expect("a", "1").expect("a", "2");
    assert_eq!(failed(&both, r#"{"a":"1"}"#), ["a jwt/mismatch"]);
}

#[test]
fn jwt_16_expectations_by_function() {
    let policy = without_exp().expect_with("level", |value| {
        value.as_u64().is_some_and(|level| level >= 3)
    });
    accepts(&policy, r#"{"level":3}"#);
    for level in ["2", "\"3\"", "3.5", "-3", "[3]"] {
        assert_eq!(
            failed(&policy, &format!(r#"{{"level":{level}}}"#)),
            ["level jwt/mismatch"],
            "{level}"
        );
    }
    assert_eq!(failed(&policy, "{}"), ["level jwt/missing-claim"]);
    // A function that takes everything still wants the claim.
    assert_eq!(
        failed(&without_exp().expect_with("a", |_| true), "{}"),
        ["a jwt/missing-claim"]
    );
}

#[test]
fn expected_header_parameters() {
    let policy = without_exp().expect_header("signer", "lb-1");
    let with = |header: &str| policy.verify_claims(&forge(header, "{}", &key()), &key());
    with(r#"{"alg":"HS256","signer":"lb-1"}"#).unwrap();
    for (header, text) in [
        (
            r#"{"alg":"HS256","signer":"lb-2"}"#,
            "header parameter signer is not what the policy expects",
        ),
        (
            r#"{"alg":"HS256","signer":["lb-1"]}"#,
            "header parameter signer is not what the policy expects",
        ),
        (
            r#"{"alg":"HS256","Signer":"lb-1"}"#,
            "header parameter signer is missing",
        ),
    ] {
        let error = with(header).unwrap_err();
        assert_eq!(error.to_string(), text);
        assert!(error.claims()[0].in_header());
    }
    // A claim of the same name does not count.
    let token = forge(r#"{"alg":"HS256"}"#, r#"{"signer":"lb-1"}"#, &key());
    assert_eq!(
        codes(&policy.verify_claims(&token, &key()).unwrap_err()),
        ["signer jwt/missing-claim"]
    );
}

#[test]
fn jwt_14_types() {
    let verify =
        |policy: Policy, header: &str| policy.verify_claims(&forge(header, "{}", &key()), &key());
    let typ = |typ: &str| format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
    // By default: absent, or JWT in any case.
    verify(without_exp(), r#"{"alg":"HS256"}"#).unwrap();
    for good in ["JWT", "jwt", "Jwt", "application/jwt", "APPLICATION/JWT"] {
        verify(without_exp(), &typ(good)).unwrap();
    }
    for bad in [
        "at+jwt",
        "JWS",
        "",
        "JOSE",
        "JWT ",
        "secevent+jwt",
        "dpop+jwt",
        "text/jwt",
        "application/",
        "application/application/jwt",
        "jwt; charset=utf-8",
        "JWT\\u0000",
    ] {
        let error = verify(without_exp(), &typ(bad)).unwrap_err();
        assert_eq!(codes(&error), ["typ jwt/type"], "{bad}");
        assert!(error.claims()[0].in_header());
    }
    // Named: only what is named, with or without the prefix on either side.
    for named in ["at+jwt", "application/at+jwt", "AT+JWT"] {
        for good in [
            "at+jwt",
            "AT+JWT",
            "application/at+jwt",
            "Application/AT+jwt",
        ] {
            verify(without_exp().typ(named), &typ(good)).unwrap();
        }
        for bad in ["JWT", "at", "jwt", "at+jwt+x", "xat+jwt", "at jwt"] {
            assert_eq!(
                codes(&verify(without_exp().typ(named), &typ(bad)).unwrap_err()),
                ["typ jwt/type"],
                "{bad}"
            );
        }
        // Absent is not what was asked for.
        assert_eq!(
            codes(&verify(without_exp().typ(named), r#"{"alg":"HS256"}"#).unwrap_err()),
            ["typ jwt/type"]
        );
    }
    // The prefix stands for a type without a slash only.
    let text = without_exp().typ("text/jwt");
    verify(text.clone(), &typ("TEXT/jwt")).unwrap();
    for bad in ["application/text/jwt", "jwt", "application/jwt"] {
        assert!(verify(text.clone(), &typ(bad)).is_err(), "{bad}");
    }
    let either = without_exp().typ("at+jwt").typ("JWT");
    verify(either.clone(), &typ("jwt")).unwrap();
    verify(either.clone(), &typ("at+jwt")).unwrap();
    assert!(verify(either, r#"{"alg":"HS256"}"#).is_err());
}

/// HDR-17
#[test]
fn hdr_17_a_typ_that_is_no_string() {
    for typ in ["1", "null", "[\"JWT\"]", "{}", "true"] {
        let token = forge(&format!(r#"{{"alg":"HS256","typ":{typ}}}"#), "{}", &key());
        let error = without_exp().verify_claims(&token, &key()).unwrap_err();
        assert_eq!(error.code(), "header/wrong-type", "{typ}");
    }
}

/// JWT-15: an ID token of the same issuer for the same audience is no access token.
#[test]
fn jwt_15_an_id_token_is_no_access_token() {
    let policy = without_exp()
        .issuer("joe")
        .audience("api")
        .typ("at+jwt")
        .require("client_id");
    let claims = r#"{"iss":"joe","aud":"api","nonce":"1"}"#;
    assert_eq!(
        failed(&policy, claims),
        ["typ jwt/type", "client_id jwt/missing-claim"]
    );
    let token = forge(
        r#"{"alg":"HS256","typ":"at+jwt"}"#,
        r#"{"iss":"joe","aud":"api","client_id":"c"}"#,
        &key(),
    );
    policy.verify_claims(&token, &key()).unwrap();
}
