//! What a refusal says and what it keeps to itself: JWT-20, API-01, HDR-12.

use crate::common::{forge, key, signed};
use crate::{codes, exact, failed, without_exp};
use jose_jwt::jws::VerifyError;
use jose_jwt::{Policy, TokenError};

const EVERYTHING_WRONG: &str = r#"{"iss":"attacker@evil.example","sub":["patient-4711"],"aud":"bank-of-evil","exp":1,"nbf":99999999999,"jti":5,"nonce":"secret-nonce"}"#;

fn demanding() -> Policy {
    exact()
        .issuer("https://id.example.com")
        .audience("api")
        .typ("at+jwt")
        .max_age_secs(60)
        .require("client_id")
        .expect("nonce", "expected-nonce")
        .expect_header("signer", "lb-1")
}

#[test]
fn jwt_20_all_that_is_wrong_is_in_one_report() {
    assert_eq!(
        failed(&demanding(), EVERYTHING_WRONG),
        [
            "typ jwt/type",
            "sub jwt/wrong-type",
            "jti jwt/wrong-type",
            "exp jwt/expired",
            "nbf jwt/not-yet-valid",
            "iat jwt/missing-claim",
            "iss jwt/mismatch",
            "aud jwt/mismatch",
            "client_id jwt/missing-claim",
            "nonce jwt/mismatch",
            "signer jwt/missing-claim",
        ]
    );
}

#[test]
fn api_01_jwt_20_no_value_is_shown() {
    let token = signed(EVERYTHING_WRONG);
    let payload = token.split('.').nth(1).unwrap();
    let policy = demanding();
    let error = policy.verify_claims(&token, &key()).unwrap_err();
    let unverified = policy.open(&token).unwrap();
    let accepting = without_exp()
        .ignore_issuer()
        .expect("nonce", "secret-nonce");
    let good = signed(r#"{"iss":"attacker@evil.example","nonce":"secret-nonce"}"#);
    let verified = accepting.verify_claims(&good, &key()).unwrap();
    let shown = [
        error.to_string(),
        format!("{error:?}"),
        format!("{unverified:?}"),
        format!("{verified:?}"),
        format!("{:?}", verified.claims()),
        format!("{:?}", unverified.unverified_claims().unwrap()),
    ]
    .concat();
    for value in [
        "attacker@evil.example",
        "patient-4711",
        "bank-of-evil",
        "secret-nonce",
        "expected-nonce",
        payload,
    ] {
        assert!(!shown.contains(value), "{value}: {shown}");
    }
    // Nor does a policy show what it expects: a nonce is not for logs.
    assert!(!format!("{policy:?}").contains("expected-nonce"));
}

/// HDR-12, HDR-23: names out of the token are escaped and cut where an error shows them.
#[test]
fn hdr_12_names_out_of_the_token_are_escaped_and_cut() {
    let kid = format!("a\\u001b[31m\\n{}", "x".repeat(5_000));
    let token = forge(&format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#), "{}", &key());
    let error = without_exp()
        .verify_claims(&token, &key().with_kid("mine"))
        .unwrap_err();
    let text = error.to_string();
    assert_eq!(error.code(), "jws/no-matching-key");
    assert!(
        text.len() < 200 && !text.contains('\u{1b}') && !text.contains('\n'),
        "{text}"
    );
}

/// API-01, HDR-12: neither does serde's error, which quotes what it read.
#[test]
fn api_01_a_claim_that_does_not_fit_is_not_quoted() {
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "it is never read successfully")]
    struct Mine {
        sub: u64,
    }
    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Role {
        Reader,
    }
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "it is never read successfully")]
    struct WithRole {
        role: Role,
    }
    let token = signed(r#"{"sub":"patient-4711","role":"hunter2"}"#);
    for error in [
        without_exp()
            .verify::<Mine>(&token, &key())
            .map(drop)
            .unwrap_err(),
        without_exp()
            .verify::<WithRole>(&token, &key())
            .map(drop)
            .unwrap_err(),
        without_exp()
            .verify::<Vec<String>>(&token, &key())
            .map(drop)
            .unwrap_err(),
    ] {
        assert!(matches!(error, TokenError::Deserialize(_)));
        assert_eq!(error.code(), "jwt/deserialize");
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains("patient-4711") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}

#[test]
fn policy_errors_win_over_serde_errors() {
    #[derive(Debug, serde::Deserialize)]
    #[expect(dead_code, reason = "it is never read successfully")]
    struct Mine {
        missing: String,
    }
    let policy = exact().audience("api");
    let verify = |claims: &str| policy.verify::<Mine>(&signed(claims), &key()).unwrap_err();
    assert_eq!(
        codes(&verify(r#"{"exp":1,"aud":"api"}"#)),
        ["exp jwt/expired"]
    );
    assert_eq!(
        codes(&verify(r#"{"exp":9999999999}"#)),
        ["aud jwt/missing-claim"]
    );
    let error = verify(r#"{"exp":9999999999,"aud":"api"}"#);
    assert_eq!(error.code(), "jwt/deserialize");
    assert!(error.to_string().contains("missing"), "{error}");
    // And the signature wins over both.
    let token = format!("{}AAAA", signed(r#"{"exp":1}"#));
    assert_eq!(
        policy.verify::<Mine>(&token, &key()).unwrap_err().code(),
        "jws/invalid-signature"
    );
}

#[test]
fn claims_of_a_token_that_is_not_signed_are_not_spoken_of() {
    let other = jose_jwa::Hmac::new(jose_jwt::Alg::HS256, &[8; 32]).unwrap();
    for claims in ["[]", "{}", EVERYTHING_WRONG, "not json"] {
        let token = forge(r#"{"alg":"HS256"}"#, claims, &other);
        let error = demanding().verify_claims(&token, &key()).unwrap_err();
        assert!(
            matches!(error, TokenError::Jws(VerifyError::InvalidSignature(_))),
            "{error}"
        );
        assert_eq!(error.to_string(), "the signature is not valid");
    }
}
