//! A token between reading and verifying, and what a verified one says of its key (RFC 7519, section 7.2).
#![cfg(test)]

use jose_jwa::Hmac;
use jose_jwt::jwk::{CritHandlers, Limits};
use jose_jwt::jws::{Builder, Compact, ReadOptions};
use jose_jwt::{
    Alg, BuildTokenError, ClaimError, ClaimsSet, Jwt, NumericDate, Policy, TokenError, Verified,
    Verifiers,
};

const NOW: NumericDate = NumericDate::from_secs(1_790_000_000);

fn key(number: u8) -> Hmac {
    Hmac::new(Alg::HS256, &[number; 32]).unwrap()
}

fn policy() -> Policy {
    Policy::with_clock(NOW)
}

fn jwt<'a>() -> Jwt<'a> {
    Jwt::empty().clock(NOW).expires_in_secs(60)
}

/// RFC 8725, section 3.8: each issuer has its own keys, and a policy of its own.
#[test]
fn an_issuer_cannot_write_the_other_ones_name() {
    let tenants = [("https://a.example", key(1)), ("https://b.example", key(2))];
    let accept = |token: &str| -> Result<Verified<ClaimsSet>, TokenError> {
        let token = policy().open(token)?;
        let claims = token.unverified_claims()?;
        let iss = claims.iss().unwrap_or_default().into_owned();
        let Some((iss, key)) = tenants.iter().find(|(known, _)| *known == iss) else {
            panic!("the test has two tenants");
        };
        token
            .with_policy(&policy().issuer(*iss))?
            .verify_claims(key)
    };
    for (iss, key) in &tenants {
        let token = jwt().issuer(iss).sign(key).unwrap();
        assert_eq!(
            accept(&token).unwrap().claims().iss().as_deref(),
            Some(*iss)
        );
    }
    let forged = jwt()
        .issuer("https://b.example")
        .sign(&tenants[0].1)
        .unwrap();
    let error = accept(&forged).unwrap_err();
    assert!(error.is_invalid_signature(), "{error}");
    assert!(!error.is_expired());
}

#[test]
fn the_second_policy_judges() {
    let token = jwt().issuer("https://a.example").sign(&key(1)).unwrap();
    let lenient = policy().ignore_issuer();
    let strict = policy().issuer("https://b.example");
    let opened = lenient.open(&token).unwrap();
    assert!(opened.clone().verify_claims(&key(1)).is_ok());
    let again = opened.with_policy(&strict).unwrap();
    let error = again.verify_claims(&key(1)).unwrap_err();
    assert_eq!(
        (error.code(), error.claims()[0].claim()),
        ("jwt/mismatch", "iss")
    );
}

#[test]
fn a_verified_token_says_which_key_it_was() {
    let (alice, nameless) = (key(1).with_kid("alice"), key(2));
    let keys = Verifiers::of([&alice, &nameless]);
    let token = jwt().sign(&alice).unwrap();
    assert_eq!(
        policy().verify_claims(&token, &keys).unwrap().key_id(),
        Some("alice")
    );
    // The header may say what it wants, the name of another key only if that key signed.
    let token = jwt().kid("somebody").sign(&nameless).unwrap();
    let verified = policy().verify_claims(&token, &keys).unwrap();
    assert_eq!(
        (verified.key_id(), verified.header().kid()),
        (None, Some("somebody"))
    );
    let token = jwt().kid("alice").sign(&nameless).unwrap();
    assert!(
        policy()
            .verify_claims(&token, &keys)
            .unwrap_err()
            .is_invalid_signature()
    );
}

#[test]
fn an_expired_token_is_told_from_the_others() {
    let old = jwt()
        .clock(NumericDate::from_secs(1_780_000_000))
        .audience("api");
    let token = old.sign(&key(1)).unwrap();
    let error = policy().verify_claims(&token, &key(1)).unwrap_err();
    assert!(error.is_expired() && !error.is_invalid_signature());
    assert_eq!(error.claims().len(), 2);
    let error = policy().verify_claims(&token, &key(2)).unwrap_err();
    assert!(!error.is_expired() && error.is_invalid_signature());
    assert!(error.claims().is_empty());
}

#[test]
fn a_claim_that_may_be_absent_is_checked_where_it_is_there() {
    let policy = policy().expect_if_present("azp", |azp| azp.as_str().as_deref() == Some("me"));
    let verify = |jwt: Jwt<'_>| {
        let token = jwt.sign(&key(1)).unwrap();
        policy
            .verify_claims(&token, &key(1))
            .map_err(|error| error.code())
    };
    assert!(verify(jwt()).is_ok());
    assert!(verify(jwt().claim("azp", "me")).is_ok());
    for refused in ["", "Me", "me ", "you"] {
        assert_eq!(
            verify(jwt().claim("azp", refused)).err(),
            Some("jwt/mismatch")
        );
    }
    assert_eq!(
        verify(jwt().claim("azp", &["me"])).err(),
        Some("jwt/mismatch")
    );
    assert_eq!(
        verify(jwt().claim("azp", &None::<&str>)).err(),
        Some("jwt/mismatch")
    );
}

#[test]
fn a_clone_of_a_policy_is_a_policy_of_its_own() {
    let base = policy();
    let with_nonce = base.clone().expect("nonce", "n-1");
    let token = jwt().sign(&key(1)).unwrap();
    assert!(base.verify_claims(&token, &key(1)).is_ok());
    assert_eq!(
        with_nonce
            .verify_claims(&token, &key(1))
            .unwrap_err()
            .code(),
        "jwt/missing-claim"
    );
}

#[test]
fn a_token_over_the_limits_is_made_for_those_who_have_raised_theirs() {
    let long = "x".repeat(1 << 20);
    let error = jwt().claim("blob", &long).sign(&key(1)).unwrap_err();
    assert!(matches!(error, BuildTokenError::NotClaims), "{error}");
    // Over the limit only when it is encoded.
    let error = jwt()
        .claim("blob", &"x".repeat(900 << 10))
        .sign(&key(1))
        .unwrap_err();
    assert_eq!(error.code(), "jws/build-token-too-long");

    let mut limits = Limits::default();
    limits.token_len = 4 << 20;
    let token = jwt()
        .claim("blob", &long)
        .limits(limits.clone())
        .sign(&key(1))
        .unwrap();
    assert_eq!(
        policy().verify_claims(&token, &key(1)).unwrap_err().code(),
        "jws/token-too-long"
    );
    assert!(
        policy()
            .limits(limits)
            .verify_claims(&token, &key(1))
            .is_ok()
    );
}

#[test]
fn debug_of_a_token_in_the_making_shows_no_claim() {
    let debug = format!(
        "{:?}",
        jwt()
            .subject("alice-marker")
            .claim("role-marker", "x")
            .audience("aud-marker")
    );
    assert!(!debug.contains("marker"), "{debug}");
}

/// CRT-10: whoever read a token, the policy that judges it must understand what it demands.
#[test]
fn crt_10_another_policys_extensions_do_not_count() {
    let token = Builder::new(br#"{"exp":1790000060}"#)
        .critical_header("urn:x", &1)
        .sign(&key(1))
        .unwrap();
    let understood = CritHandlers::new().on("urn:x", |_| Ok(()));
    let (strict, lax) = (policy(), policy().crit(understood.clone()));
    assert!(lax.verify_claims(&token, &key(1)).is_ok());

    let opened = lax.open(&token).unwrap();
    assert_eq!(
        opened.with_policy(&strict).unwrap_err().code(),
        "header/crit"
    );
    let options = ReadOptions::new().crit(understood);
    let jws = Compact::parse_with(&token, &options)
        .unwrap()
        .verify(&key(1))
        .unwrap();
    assert_eq!(strict.check(jws.clone()).unwrap_err().code(), "header/crit");
    assert!(lax.check(jws).is_ok());
}

/// HDR-11: nor do another policy's limits.
#[test]
fn hdr_11_another_policys_limits_do_not_count() {
    let token = jwt().sign(&key(1)).unwrap();
    let mut limits = Limits::default();
    limits.token_len = token.len() - 1;
    let opened = policy().open(&token).unwrap();
    let error = opened.with_policy(&policy().limits(limits)).unwrap_err();
    assert_eq!(error.code(), "jws/token-too-long");
}

#[test]
fn a_recommended_typ_may_be_absent() {
    let with = |typ: Option<&str>, policy: Policy| {
        let header = typ.map_or_else(
            || r#"{"alg":"HS256"}"#.to_owned(),
            |typ| format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#),
        );
        let jws = Builder::new(br#"{"exp":1790000060}"#).protected_json(header.as_bytes());
        let token = jws.sign(&key(1)).unwrap();
        policy
            .verify_claims(&token, &key(1))
            .map_err(|error| error.code())
    };
    let named = policy().typ("logout+jwt");
    assert_eq!(with(None, named.clone()).err(), Some("jwt/type"));
    let lenient = named.allow_missing_typ();
    assert!(with(None, lenient.clone()).is_ok());
    assert!(with(Some("logout+jwt"), lenient.clone()).is_ok());
    for other in ["JWT", "at+jwt", ""] {
        assert_eq!(with(Some(other), lenient.clone()).err(), Some("jwt/type"));
    }
}

#[test]
fn the_last_word_about_audiences_counts() {
    let both = jwt().audience("a").audience("b").sign(&key(1)).unwrap();
    let code = |policy: Policy| match policy.verify_claims(&both, &key(1)) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    };
    assert_eq!(code(policy().audience("a")), "accepted");
    assert_eq!(
        code(policy().audience("a").only_named_audiences()),
        "jwt/mismatch"
    );
    assert_eq!(
        code(policy().only_named_audiences().audience("a")),
        "jwt/mismatch"
    );
    assert_eq!(
        code(policy().ignore_audience().only_named_audiences()),
        "jwt/mismatch"
    );
    assert_eq!(
        code(policy().only_named_audiences().ignore_audience()),
        "accepted"
    );
}

/// JWT-02, JWT-20: one entry a claim, and `null` is no value.
#[test]
fn what_cannot_be_read_is_reported_once() {
    let verify = |claims: &str, policy: Policy| {
        let token = Builder::new(claims.as_bytes()).sign(&key(1)).unwrap();
        let error = policy.verify_claims(&token, &key(1)).unwrap_err();
        let codes: Vec<_> = error.claims().iter().map(ClaimError::code).collect();
        codes
    };
    let lax = policy().allow_missing_exp();
    for claims in [r#"{"iss":null}"#, r#"{"aud":5}"#, r#"{"iss":["a"]}"#] {
        assert_eq!(verify(claims, lax.clone()), ["jwt/wrong-type"], "{claims}");
        let ignoring = lax.clone().ignore_issuer().ignore_audience();
        assert_eq!(verify(claims, ignoring), ["jwt/wrong-type"], "{claims}");
        let asking = lax.clone().issuer("a").audience("a");
        assert_eq!(
            verify(claims, asking)
                .iter()
                .filter(|code| **code == "jwt/wrong-type")
                .count(),
            1
        );
    }
    let any = lax.expect_with("x", |_| true);
    assert_eq!(verify(r#"{"x":null}"#, any.clone()), ["jwt/missing-claim"]);
    assert_eq!(verify("{}", any), ["jwt/missing-claim"]);
}
