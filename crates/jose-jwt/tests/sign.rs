//! Making tokens, and the two phases of a key that is somewhere else (RFC 7519, section 7).
#![expect(
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use std::collections::BTreeMap;

use common::{NOW, key};
use jose_jwa::Ed25519;
use jose_jwt::jwk::{Key, RemoteKey};
use jose_jwt::jws::{BuildError, Sign, SignError, Signature, SigningInput, Verify, VerifyError};
use jose_jwt::{Alg, Audience, BuildTokenError, ClaimsSet, Jwt, NumericDate, Policy, TokenError};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Mine {
    sub: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<NumericDate>,
    roles: Vec<String>,
    #[serde(rename = "https://example.com/level")]
    level: u64,
}

fn mine() -> Mine {
    Mine {
        sub: "jane \"the\" doe\n".into(),
        name: "Zoë Ångström 木 \u{1f600}".into(),
        nbf: NumericDate::from_secs_nanos(1_789_999_999, 250_000_000),
        roles: vec!["reader".into(), String::new()],
        level: u64::MAX,
    }
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&jose_b64::decode(token.split('.').next().unwrap()).unwrap()).unwrap()
}

fn claims(token: &str) -> Value {
    serde_json::from_slice(&jose_b64::decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

fn refused(jwt: Jwt<'_>) -> BuildTokenError {
    jwt.sign(&key()).unwrap_err()
}

#[test]
fn a_struct_comes_back_as_it_was() {
    let token = Jwt::new(&mine())
        .issuer("joe")
        .audience("api")
        .clock(NOW)
        .expires_in_secs(60)
        .sign(&key())
        .unwrap();
    let policy = Policy::with_clock(NOW).issuer("joe").audience("api");
    let verified = policy.verify::<Mine>(&token, &key()).unwrap();
    assert_eq!(*verified.claims(), mine());
    assert_eq!(verified.into_claims(), mine());
    assert_eq!(header(&token), json!({"alg": "HS256", "typ": "JWT"}));
}

#[test]
fn claims_call_by_call() {
    let token = Jwt::empty()
        .issuer("joe")
        .subject("alice")
        .audience("api")
        .jwt_id("id-1")
        .not_before(NOW)
        .expires_at(NumericDate::from_secs(1_790_000_001))
        .claim("iat", &NOW)
        .claim("list", &[1, 2])
        .claim("none", &None::<u8>)
        .sign(&key())
        .unwrap();
    let verified = Policy::with_clock(NOW)
        .issuer("joe")
        .audience("api")
        .max_age_secs(0)
        .verify_claims(&token, &key())
        .unwrap();
    let expected = json!({
        "iss": "joe", "sub": "alice", "aud": "api", "jti": "id-1", "nbf": 1_790_000_000, "exp": 1_790_000_001,
        "iat": 1_790_000_000, "list": [1, 2], "none": null,
    });
    assert_eq!(verified.claims().deserialize::<Value>().unwrap(), expected);
    // Both ways at once, and any map will do.
    let token = Jwt::new(&BTreeMap::from([("a", 1)]))
        .claim("b", "2")
        .sign(&key())
        .unwrap();
    assert_eq!(claims(&token), json!({"a": 1, "b": "2"}));
    assert_eq!(
        claims(&Jwt::new(&json!({})).sign(&key()).unwrap()),
        json!({})
    );
    assert_eq!(claims(&Jwt::empty().sign(&key()).unwrap()), json!({}));
}

#[test]
fn expires_in_secs_writes_exp_and_iat() {
    let token = Jwt::empty()
        .clock(NumericDate::from_secs_nanos(1_790_000_000, 999_999_999).unwrap())
        .expires_in_secs(3600)
        .sign(&key())
        .unwrap();
    assert_eq!(
        claims(&token),
        json!({"iat": 1_790_000_000, "exp": 1_790_003_600})
    );
    // An iat of the caller's own stays.
    let token = Jwt::new(&json!({"iat": 5}))
        .clock(NOW)
        .expires_in_secs(1)
        .sign(&key())
        .unwrap();
    assert_eq!(claims(&token), json!({"iat": 5, "exp": 1_790_000_001}));
    // JWT-04: a sum that does not fit is an error and not a date in the past.
    for seconds in [u64::MAX, i64::MAX.unsigned_abs()] {
        let error = refused(Jwt::empty().clock(NOW).expires_in_secs(seconds));
        assert_eq!(error.code(), "jwt/build-out-of-range");
    }
}

#[test]
fn without_a_clock_of_its_own_a_token_is_made_by_the_systems() {
    let made = Jwt::empty().expires_in_secs(600).sign(&key());
    #[cfg(feature = "std")]
    Policy::new()
        .leeway_secs(0)
        .max_age_secs(60)
        .verify_claims(&made.unwrap(), &key())
        .unwrap();
    #[cfg(not(feature = "std"))]
    assert_eq!(made.unwrap_err().code(), "jwt/build-no-clock");
}

#[test]
fn aud_is_one_or_many() {
    assert_eq!(
        claims(&Jwt::empty().audience("a").sign(&key()).unwrap()),
        json!({"aud": "a"})
    );
    let token = Jwt::empty()
        .audience("a")
        .audience(String::from("b"))
        .sign(&key())
        .unwrap();
    assert_eq!(claims(&token), json!({"aud": ["a", "b"]}));
    let many: Audience = ["a", "b"].into_iter().collect();
    assert_eq!(
        claims(&Jwt::empty().claim("aud", &many).sign(&key()).unwrap()),
        json!({"aud": ["a", "b"]})
    );
}

#[test]
fn typ_kid_and_other_header_parameters() {
    let token = Jwt::empty()
        .typ("at+jwt")
        .kid("k1")
        .header("x-region", "eu")
        .sign(&key())
        .unwrap();
    assert_eq!(
        header(&token),
        json!({"alg": "HS256", "typ": "at+jwt", "kid": "k1", "x-region": "eu"})
    );
    let own = key().with_kid("own");
    assert_eq!(header(&Jwt::empty().sign(&own).unwrap())["kid"], "own");
    assert_eq!(
        header(&Jwt::empty().kid("own").sign(&own).unwrap())["kid"],
        "own"
    );
    // API-06: a recipient would look for another key.
    let error = Jwt::empty().kid("other").sign(&own).unwrap_err();
    assert!(
        matches!(error, BuildTokenError::Jws(BuildError::KidMismatch)),
        "{error}"
    );
    // What has its own way in, or is the key's to say, is not set by name.
    for name in ["alg", "typ", "kid", "cty", "crit", "b64"] {
        let error = refused(Jwt::empty().header(name, "HS256"));
        assert_eq!(error.code(), "jws/build-reserved-header", "{name}");
    }
    let error = refused(Jwt::empty().header("x", "1").header("x", "2"));
    assert!(matches!(error, BuildTokenError::Jws(_)), "{error}");
}

#[test]
fn jwt_18_a_claim_is_given_once() {
    let twice = [
        Jwt::new(&mine()).subject("alice"),
        Jwt::new(&json!({"aud": "a"})).audience("b"),
        Jwt::new(&json!({"exp": 1})).clock(NOW).expires_in_secs(1),
        Jwt::empty().expires_at(NOW).clock(NOW).expires_in_secs(1),
        Jwt::empty().issuer("a").issuer("a"),
        Jwt::empty().claim("x", "1").claim("x", "1"),
        Jwt::empty().claim("", "1").claim("", "1"),
    ];
    for (jwt, claim) in twice
        .into_iter()
        .zip(["sub", "aud", "exp", "exp", "iss", "x", ""])
    {
        match refused(jwt) {
            BuildTokenError::RepeatedClaim { claim: repeated } => assert_eq!(repeated, claim),
            other => panic!("{claim}: {other}"),
        }
    }
}

#[test]
fn claims_that_are_no_json_object() {
    for error in [
        refused(Jwt::new("text")),
        refused(Jwt::new(&7)),
        refused(Jwt::new(&[1, 2])),
        refused(Jwt::new(&None::<Mine>)),
        refused(Jwt::new(&json!(null))),
        refused(Jwt::new(&f64::NAN)),
    ] {
        assert_eq!(error.code(), "jwt/build-not-claims", "{error}");
    }
    // Depth and size that no recipient takes are not written either (JWT-17).
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(
        refused(Jwt::empty().claim("deep", &deep)).code(),
        "jwt/build-not-claims"
    );
    let error = refused(Jwt::empty().claim("long", &"x".repeat(1024 * 1024)));
    assert_eq!(error.code(), "jwt/build-not-claims");
}

/// JWT-02, JWT-08 to JWT-10: what every recipient must refuse is not made.
#[test]
fn jwt_02_registered_claims_of_another_type() {
    for (name, value) in [
        ("exp", json!("1790000000")),
        ("exp", json!(null)),
        ("exp", json!(u64::MAX)),
        ("nbf", json!("2026-01-01T00:00:00Z")),
        ("iat", json!([1])),
        ("iss", json!(["joe"])),
        ("sub", json!(7)),
        ("jti", json!({})),
        ("aud", json!(null)),
        ("aud", json!(["a", 1])),
    ] {
        for error in [
            refused(Jwt::empty().claim(name, &value)),
            refused(Jwt::new(&BTreeMap::from([(name, value)]))),
        ] {
            let BuildTokenError::Claims(errors) = &error else {
                panic!("{name}: {error}")
            };
            assert_eq!(errors.as_slice()[0].claim(), name);
            assert!(
                ["jwt/wrong-type", "jwt/out-of-range"].contains(&error.code()),
                "{error}"
            );
        }
    }
}

#[test]
fn a_name_that_was_escaped_is_the_same_name() {
    let odd = "a\"b\\c\u{1}\u{7f}\u{2028}é";
    let token = Jwt::empty().claim(odd, odd).sign(&key()).unwrap();
    let verified = Policy::with_clock(NOW)
        .allow_missing_exp()
        .verify_claims(&token, &key())
        .unwrap();
    assert_eq!(
        verified.claims().value(odd).unwrap().as_str().as_deref(),
        Some(odd)
    );
}

/// ALG-02, ALG-20: a key that calls itself `none` does not sign.
#[test]
fn alg_02_a_key_that_may_not_sign_does_not() {
    #[derive(Debug)]
    struct Anything(Alg<'static>, Option<&'static [u8]>);
    impl Key for Anything {
        fn alg(&self) -> Alg<'_> {
            self.0
        }
    }
    impl Sign for Anything {
        fn sign(&self, _: SigningInput<'_>) -> Result<Signature, SignError> {
            self.1.map(Signature::from_slice).ok_or(SignError::Random)
        }
    }
    for name in ["none", "RS1", ""] {
        let error = Jwt::empty()
            .sign(&Anything(Alg::new(name), Some(b"x")))
            .unwrap_err();
        assert!(
            matches!(error, BuildTokenError::Jws(BuildError::RefusedAlg)),
            "{error}"
        );
        assert!(
            Jwt::empty()
                .prepare(&RemoteKey::new(Alg::new(name)))
                .is_err()
        );
    }
    // API-03: no signature of zeros when the source of randomness fails; none without octets either.
    let error = Jwt::empty().sign(&Anything(Alg::ES256, None)).unwrap_err();
    assert_eq!(error.code(), "jws/sign-random");
    let error = Jwt::empty()
        .sign(&Anything(Alg::ES256, Some(b"")))
        .unwrap_err();
    assert!(
        matches!(
            error,
            BuildTokenError::Jws(BuildError::SignatureLength { len: 0, .. })
        ),
        "{error}"
    );
}

/// The key is somewhere else: what it is asked, and what it answers, pass through the caller.
#[test]
fn remote_signing_and_verification() {
    let service = Ed25519::from_seed(Alg::Ed25519, &[3; 32]).unwrap();
    let remote = RemoteKey::new(Alg::Ed25519).with_kid("kms-7");

    let prepared = Jwt::empty()
        .subject("alice")
        .clock(NOW)
        .expires_in_secs(60)
        .prepare(&remote)
        .unwrap();
    let signature = service.sign(prepared.signing_input()).unwrap();
    let token = prepared.attach(&signature).unwrap();
    assert_eq!(
        header(&token),
        json!({"alg": "Ed25519", "typ": "JWT", "kid": "kms-7"})
    );

    let policy = Policy::with_clock(NOW);
    let pending = policy.open(&token).unwrap().pending(&remote).unwrap();
    assert_eq!(pending.signature(), &*signature);
    assert_eq!(
        pending.signing_input().contiguous(),
        token.rsplit_once('.').map(|(input, _)| input.as_bytes())
    );
    let answer = service
        .public()
        .verify(pending.signing_input(), pending.signature());
    let verified = pending.finish(Ok(answer.is_ok())).unwrap();
    assert_eq!(verified.claims().sub().as_deref(), Some("alice"));
    assert_eq!(verified.header().kid(), Some("kms-7"));

    // The service says no, or nothing.
    let pending = policy.open(&token).unwrap().pending(&remote).unwrap();
    let error = pending.clone().finish(Ok(false)).unwrap_err();
    assert_eq!(error.code(), "jws/invalid-signature");
    let error = pending.finish(Err("timeout".into())).unwrap_err();
    assert_eq!(error.code(), "jws/key-unavailable");
    assert_eq!(
        std::error::Error::source(&error).unwrap().to_string(),
        "timeout"
    );

    // It says yes, and the policy still judges (JWT-15 of the remote way).
    let late = Policy::with_clock(NumericDate::from_secs(1_790_000_200));
    let pending = late.open(&token).unwrap().pending(&remote).unwrap();
    assert_eq!(pending.finish(Ok(true)).unwrap_err().code(), "jwt/expired");

    // Another algorithm or Key ID: the service is not asked.
    for other in [
        RemoteKey::new(Alg::EdDSA).with_kid("kms-7"),
        RemoteKey::new(Alg::Ed25519).with_kid("kms-8"),
        RemoteKey::new(Alg::new("none")),
    ] {
        let error = policy.open(&token).unwrap().pending(&other).unwrap_err();
        assert!(
            matches!(error, TokenError::Jws(VerifyError::NoMatchingKey { .. })),
            "{error}"
        );
    }
    assert!(Jwt::empty().prepare(&remote).unwrap().attach(b"").is_err());
    // API-01: what is prepared may be confidential.
    assert!(
        !format!(
            "{:?}",
            Jwt::empty().subject("alice").prepare(&remote).unwrap()
        )
        .contains("YWxpY2")
    );
}

/// JWT-19: claims before verification come through a call that says so.
#[test]
fn jwt_19_unverified_claims() {
    let token = Jwt::empty()
        .issuer("tenant-a")
        .claim("sub", "alice")
        .kid("k")
        .sign(&key())
        .unwrap();
    let policy = Policy::with_clock(NOW)
        .allow_missing_exp()
        .issuer("tenant-a");
    let unverified = policy.open(&token).unwrap();
    assert_eq!(
        unverified.unverified_claims().unwrap().iss().as_deref(),
        Some("tenant-a")
    );
    assert_eq!(unverified.hint().kid(), Some("k"));
    assert_eq!(unverified.unverified_header().alg(), Alg::HS256);
    // The whole way on: with the key that the issuer led to.
    assert_eq!(
        unverified.clone().verify::<Value>(&key()).unwrap().claims()["sub"],
        "alice"
    );
    let other = Ed25519::from_seed(Alg::Ed25519, &[3; 32]).unwrap().public();
    assert!(unverified.clone().verify_claims(&other).is_err());
    // A forged token is read, and then not verified.
    let forged = format!("{}AA", token.rsplit_once('.').unwrap().0.to_owned() + ".");
    let unverified = policy.open(&forged).unwrap();
    unverified.unverified_claims().unwrap();
    assert_eq!(
        unverified.verify_claims(&key()).unwrap_err().code(),
        "jws/invalid-signature"
    );
    // Claims that are none are an error there too.
    for payload in ["[]", "{\"a\":1,\"a\":2}", ""] {
        let token = common::signed(payload);
        let error = policy
            .open(&token)
            .unwrap()
            .unverified_claims()
            .unwrap_err();
        assert!(matches!(error, TokenError::NotClaims(_)), "{error}");
    }
    let not_base64 = format!("{}.!!.AAAA", token.split('.').next().unwrap());
    assert_eq!(
        policy
            .open(&not_base64)
            .unwrap()
            .unverified_claims()
            .unwrap_err()
            .code(),
        "jws/base64"
    );
}

/// A JWS that was verified elsewhere with other options is held against the same policy.
#[test]
fn check_judges_what_jose_jws_verified() {
    let token = common::signed(r#"{"exp":1}"#);
    let jws = jose_jwt::jws::Compact::parse(&token)
        .unwrap()
        .verify(&key())
        .unwrap();
    assert_eq!(
        Policy::with_clock(NOW)
            .check(jws.clone())
            .unwrap_err()
            .code(),
        "jwt/expired"
    );
    let verified = Policy::with_clock(NumericDate::from_secs(0))
        .check(jws)
        .unwrap();
    assert_eq!(verified.claims().octets(), br#"{"exp":1}"#);
    let token = common::signed("[]");
    let jws = jose_jwt::jws::Compact::parse(&token)
        .unwrap()
        .verify(&key())
        .unwrap();
    assert_eq!(
        Policy::with_clock(NOW).check(jws).unwrap_err().code(),
        "jwt/not-claims"
    );
    assert!(ClaimsSet::parse(b"[]").is_err());
}
