//! The values that RFC 7519 prints, and a token that half the tutorials print.
#![cfg(feature = "std")]
#![expect(
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use jose_jwa::{Hmac, RustCrypto};
use jose_jwt::jwk::LoadError;
use jose_jwt::jws::{
    Builder, Compact, LoadSign, LoadVerify, ParseError, ReadOptions, Unsecured, VerifyError,
};
use jose_jwt::{Alg, ClaimError, ClaimReason, ClaimsSet, Jwk, NumericDate, Policy, TokenError};
use jose_vectors::Case;

const NOW: NumericDate = NumericDate::from_secs(1_790_000_000);

/// RFC 7519, section 3.1: the example, judged one second before it expires and when it does.
#[test]
fn rfc_7519_3_1() {
    let mut seen = 0;
    for case in jose_vectors::load("rfc7519").cases().of("jws-verify") {
        let key = RustCrypto.load_verify(&jwk(case), alg(case)).unwrap();
        let exp = NumericDate::from_secs(1_300_819_380);
        let policy = Policy::new().issuer("joe").leeway_secs(0);

        let before = policy.clone().clock(NumericDate::from_secs(1_300_819_379));
        let verified = before.verify_claims(case.token(), &key).unwrap();
        assert_eq!(
            verified.claims().octets(),
            jose_b64::decode(case.payload()).unwrap()
        );
        assert_eq!(verified.claims().iss().as_deref(), Some("joe"));
        assert_eq!(verified.claims().exp(), Some(exp));
        let is_root = verified
            .claims()
            .value("http://example.com/is_root")
            .unwrap();
        assert_eq!(is_root.as_bool(), Some(true));

        // JWT-04: at exp it has expired.
        let error = policy
            .clone()
            .clock(exp)
            .verify_claims(case.token(), &key)
            .unwrap_err();
        let expired = ClaimReason::Expired {
            exp,
            now: exp,
            leeway_secs: 0,
        };
        assert_eq!(
            error
                .claims()
                .iter()
                .map(ClaimError::reason)
                .collect::<Vec<_>>(),
            [&expired]
        );
        assert_eq!(
            policy.verify_claims(case.token(), &key).unwrap_err().code(),
            "jwt/expired"
        );
        // JWT-12
        let error = Policy::with_clock(NOW)
            .verify_claims(case.token(), &key)
            .unwrap_err();
        assert_eq!(error.claims().len(), 2);
        seen += 1;
    }
    assert_eq!(seen, 1);
}

#[test]
fn rfc_7519_3_1_signed_again() {
    let mut seen = 0;
    for case in jose_vectors::load("rfc7519").cases().of("jws-sign") {
        let key = RustCrypto.load_sign(&jwk(case), alg(case)).unwrap();
        let mut parts = case
            .signing_input()
            .split('.')
            .map(|part| jose_b64::decode(part).unwrap());
        let (header, payload) = (parts.next().unwrap(), parts.next().unwrap());
        assert_eq!(
            Builder::new(&payload)
                .protected_json(&header)
                .sign(&*key)
                .unwrap(),
            case.token()
        );
        seen += 1;
    }
    assert_eq!(seen, 1);
}

/// RFC 7519, section 6.1, and ALG-02: an unsecured token is read by the call that says so, and is
/// refused by everything that takes a key.
#[test]
fn alg_02_rfc_7519_6_1_unsecured() {
    let mut seen = 0;
    for case in jose_vectors::load("rfc7519").cases().of("jws-unsecured") {
        let unsecured = Unsecured::danger_parse(case.token(), &ReadOptions::new()).unwrap();
        let claims = ClaimsSet::parse(unsecured.payload()).unwrap();
        assert_eq!(claims.iss().as_deref(), Some("joe"));
        assert_eq!(jose_b64::encode(claims.octets()), case.payload());

        let key = Hmac::new(Alg::HS256, &[7; 32]).unwrap();
        let lax = Policy::with_clock(NOW)
            .ignore_issuer()
            .ignore_audience()
            .allow_missing_exp();
        let error = lax.verify_claims(case.token(), &key).unwrap_err();
        assert!(
            matches!(
                error,
                TokenError::Jws(VerifyError::Parse(ParseError::Alg(_)))
            ),
            "{error}"
        );
        assert_eq!(error.code(), "jws/alg-refused");
        assert!(lax.open(case.token()).is_err());
        seen += 1;
    }
    assert_eq!(seen, 1);
}

/// Every message of the vectors that must be refused is refused by the policy that asks for nothing.
#[test]
fn messages_that_must_be_refused_are() {
    let policy = Policy::with_clock(NOW)
        .ignore_issuer()
        .ignore_audience()
        .allow_missing_exp();
    let mut seen = 0;
    for case in jose_vectors::all().of("jws-verify").rejected() {
        let Ok(key) = RustCrypto.load_verify(&jwk(case), alg(case)) else {
            continue;
        };
        let error = policy.verify_claims(case.token(), &key).unwrap_err();
        assert!(matches!(error, TokenError::Jws(_)), "{}: {error}", case.id);
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

const TEACHING_TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkFsaWNlIn0.\
    Xv9da66g3y4nxs_0hlR9CBkOG9GkxfPmq1_7u4tNeXE";
const TEACHING_SECRET: &[u8] = b"top-secret";

#[test]
fn a_secret_of_ten_octets_is_refused() {
    let error = Hmac::new(Alg::HS256, TEACHING_SECRET).unwrap_err();
    assert_eq!(
        error,
        LoadError::ShortSecret {
            alg: "HS256".into(),
            len: 10,
            needed: 32
        }
    );
    assert_eq!(
        error.to_string(),
        "the key has 10 octets, HS256 needs at least 32 (RFC 7518, section 3.2)"
    );
    // API-01
    assert!(!format!("{error:?}{error}").contains("top-secret"));
    let jwk: Jwk = r#"{"kty":"oct","k":"dG9wLXNlY3JldA"}"#.parse().unwrap();
    assert_eq!(RustCrypto.load_verify(&jwk, Alg::HS256).unwrap_err(), error);
    // The opt-out is for short ones only.
    assert_eq!(
        Hmac::danger_short(Alg::HS256, b"").unwrap_err(),
        LoadError::EmptySecret
    );
}

#[test]
fn a_secret_of_ten_octets_verifies_through_the_named_opt_out() {
    let key = Hmac::danger_short(Alg::HS256, TEACHING_SECRET).unwrap();
    let verified = Policy::new()
        .allow_missing_exp()
        .verify_claims(TEACHING_TOKEN, &key)
        .unwrap();
    assert_eq!(verified.claims().sub().as_deref(), Some("1234567890"));
    assert_eq!(
        verified.claims().value("name").unwrap().as_str().as_deref(),
        Some("Alice")
    );
    // JWT-05: the token has no exp.
    let error = Policy::new()
        .verify_claims(TEACHING_TOKEN, &key)
        .unwrap_err();
    assert_eq!(error.to_string(), "claim exp is missing");
    let other = Hmac::danger_short(Alg::HS256, b"top-secreT").unwrap();
    let error = Policy::new()
        .allow_missing_exp()
        .verify_claims(TEACHING_TOKEN, &other)
        .unwrap_err();
    assert!(
        matches!(error, TokenError::Jws(VerifyError::InvalidSignature(_))),
        "{error}"
    );
    assert!(Compact::parse(TEACHING_TOKEN).unwrap().verify(&key).is_ok());
}

fn jwk(case: &Case) -> Jwk {
    case.jwk().parse().unwrap()
}

fn alg(case: &Case) -> Alg<'static> {
    Alg::from_name(case.alg()).unwrap()
}
