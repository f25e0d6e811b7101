//! How to accept the tokens of a provider: one short policy each, the tokens it lets in, and the
//! near misses it keeps out, each for its own reason (JWT-04 to JWT-13, ALG-01, ALG-07, JWK-03,
//! HDR-19, B64-03).
//!
//! The fixtures were made by other implementations; `about` in each says what is peculiar.
#![cfg(feature = "std")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use jose_jwa::{RustCrypto, import};
use jose_jwt::jws::{NoUsableKey, ParseError, Part, SkipReason, VerifyError, VerifyKeys};
use jose_jwt::{
    Alg, ClaimError, ClaimReason, JwkSet, NumericDate, Padding, Policy, TokenError, Value,
    Verifiers,
};
use serde_json::Value as Json;

/// Auth0, ID token. The issuer ends in a slash.
fn auth0() -> Policy {
    Policy::new()
        .issuer("https://example-tenant.eu.auth0.com/")
        .audience("Yz3kExampleClientIdExampleClient")
        .expect("nonce", "cXNkZm9pamFzZGY")
}

/// Keycloak, access token. That it is one is said by the *claim* `typ`, not by the header.
fn keycloak() -> Policy {
    Policy::new()
        .issuer("https://sso.example.com/realms/shop")
        .audience("orders-api")
        .expect("typ", "Bearer")
        .expect("azp", "shop-web")
}

/// Microsoft Entra ID, an application that two tenants use. Each tenant has an issuer, which must
/// be the one that follows from `tid`.
fn entra() -> Policy {
    const TENANTS: [&str; 2] = [
        "8b4c1f0e-5a2d-4e7b-9c31-0f6d2a7e5b48",
        "d2f9a6c3-71e0-4b85-a4d6-3c8e1b5f7092",
    ];
    Policy::new()
        .issuer_with(|iss, claims| {
            let tid = claims
                .value("tid")
                .and_then(Value::as_str)
                .unwrap_or_default();
            TENANTS.contains(&&*tid)
                && iss == format!("https://login.microsoftonline.com/{tid}/v2.0")
        })
        .audience("1f3e5d7c-9b8a-4c6d-8e2f-0a1b2c3d4e5f")
        .expect("nonce", "678910")
}

/// Google, ID token. It has two spellings of its issuer.
fn google() -> Policy {
    Policy::new()
        .issuers(["https://accounts.google.com", "accounts.google.com"])
        .audience("407408718192-example0client0id.apps.googleusercontent.com")
        .expect("nonce", "0394852-3190485-2490358")
}

/// Sign in with Apple, ID token. The header has no `typ`.
fn apple() -> Policy {
    Policy::new()
        .issuer("https://appleid.apple.com")
        .audience("com.example.shop")
        .expect("nonce", "f1a6ec0c8f5b4d0a9b37")
}

/// Amazon Cognito, ID token.
fn cognito_id() -> Policy {
    Policy::new()
        .issuer("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Exa3mple9")
        .audience("6exampleclientid0abc12def3")
        .expect("token_use", "id")
}

/// Amazon Cognito, access token. It has no `aud`; the client stands in `client_id`.
fn cognito_access() -> Policy {
    Policy::new()
        .issuer("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Exa3mple9")
        .expect("client_id", "6exampleclientid0abc12def3")
        .expect("token_use", "access")
}

/// AWS Application Load Balancer. Its tokens are padded; its keys sign for all load balancers of a
/// region, so **the header's `signer` must be ours**.
fn aws_alb() -> Policy {
    Policy::new()
        .padding(Padding::Allowed)
        .issuer("https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Exa3mple9")
        .expect_header(
            "signer",
            "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/shop-web/50dc6c495c0c9188",
        )
        .expect_header("client", "6exampleclientid0abc12def3")
}

/// GitHub Actions. Which workflow it is stands in `sub`, spaces and all.
fn github_actions() -> Policy {
    Policy::new()
        .issuer("https://token.actions.githubusercontent.com")
        .audience("https://deploy.example.com")
        .subject("repo:example-org/example-repo:environment:Production East")
}

/// Kubernetes, projected token of a service account.
fn kubernetes_bound() -> Policy {
    Policy::new()
        .issuer("https://kubernetes.default.svc.cluster.local")
        .audience("vault")
        .subject("system:serviceaccount:shop:orders")
}

/// Kubernetes, legacy token of a service account: it is good for ever.
fn kubernetes_legacy() -> Policy {
    Policy::new()
        .issuer("kubernetes/serviceaccount")
        .subject("system:serviceaccount:shop:orders")
        .allow_missing_exp()
}

#[test]
fn auth0_hex_x5t_is_a_hint_only() {
    check(read("auth0"), auth0(), 4, 14);
}

#[test]
fn jwk_03_keycloak_with_an_encryption_key_in_the_set() {
    let fixture = read("keycloak");
    let keys = load(&fixture, &[Alg::RS256]).unwrap();
    assert_eq!(keys.len(), 1);
    let [skipped] = keys.skipped() else {
        panic!("{:?}", keys.skipped())
    };
    assert_eq!(
        *skipped.reason(),
        SkipReason::AlgNotNamed {
            alg: "RSA-OAEP".into()
        }
    );
    // Naming the key's algorithm does not make an encryption key verify.
    let keys = load(&fixture, &[Alg::RS256, Alg::RSA_OAEP]).unwrap();
    assert_eq!((keys.len(), keys.skipped().len()), (1, 1));
    check(fixture, keycloak(), 3, 18);
}

#[test]
fn entra_issuer_per_tenant_and_keys_without_alg() {
    check(read("entra"), entra(), 2, 18);
}

#[test]
fn alg_12_of_keys_without_alg_only_the_algorithms_named_are_loaded() {
    let fixture = read("entra");
    let token = |name: &str| text(near_miss(&fixture, name), "token").to_owned();
    let policy = at(&fixture, entra());
    // The caller who names both has both: nothing is wrong with these tokens but the algorithm.
    let keys = load(&fixture, &[Alg::RS256, Alg::RS512, Alg::PS256]).unwrap();
    for name in ["rs512", "ps256"] {
        policy.verify_claims(&token(name), &keys).unwrap();
    }
    // A public RSA key is no HMAC key, whatever the caller names.
    let keys = load(&fixture, &[Alg::RS256, Alg::HS256]).unwrap();
    let error = policy
        .verify_claims(&token("hs256_with_public_key"), &keys)
        .unwrap_err();
    assert!(
        matches!(error, TokenError::Jws(VerifyError::NoMatchingKey { .. })),
        "{error}"
    );
    let error = load(&fixture, &[Alg::HS256, Alg::ES256]).unwrap_err();
    assert_eq!(error.code(), "jws/no-usable-key");
    assert!(
        error
            .skipped()
            .iter()
            .all(|key| *key.reason() == SkipReason::NoAlgFits),
        "{error}"
    );
}

#[test]
fn google_two_spellings_of_the_issuer() {
    check(read("google"), google(), 3, 18);
}

#[test]
fn apple_without_typ() {
    check(read("apple"), apple(), 2, 14);
}

#[test]
fn cognito_id_token() {
    check(read("cognito_id"), cognito_id(), 1, 13);
}

#[test]
fn jwt_15_cognito_access_token() {
    check(read("cognito_access"), cognito_access(), 1, 15);
    // Neither kind passes for the other.
    let (id, access) = (read("cognito_id"), read("cognito_access"));
    for (fixture, policy, fails) in [
        (&id, cognito_access(), ["aud", "client_id", "token_use"]),
        (&access, cognito_id(), ["aud", "token_use", ""]),
    ] {
        let keys = load(fixture, &[Alg::RS256]).unwrap();
        let token = text(&array(fixture, "tokens")[0], "token");
        let error = at(fixture, policy).verify_claims(token, &keys).unwrap_err();
        let claims: Vec<_> = error.claims().iter().map(ClaimError::claim).collect();
        assert_eq!(
            claims,
            fails
                .into_iter()
                .filter(|claim| !claim.is_empty())
                .collect::<Vec<_>>()
        );
    }
}

#[test]
fn b64_03_aws_alb_padded_with_a_pem_key() {
    let fixture = read("aws_alb");
    let key = || {
        let jwk = import::from_pem(text(&fixture, "pem"))
            .unwrap()
            .with_kid(text(&fixture, "kid"));
        Verifiers::load(&JwkSet::from_keys(vec![jwk]), &RustCrypto, &[Alg::ES256]).unwrap()
    };
    check_with(&fixture, &aws_alb(), &key(), 3, 17);
    // Without the named opt-in the same tokens are refused.
    let strict = at(&fixture, aws_alb().padding(Padding::Refused));
    for token in array(&fixture, "tokens") {
        let error = strict
            .verify_claims(text(token, "token"), &key())
            .unwrap_err();
        assert!(
            matches!(
                error,
                TokenError::Jws(VerifyError::Parse(ParseError::Base64 { .. }))
            ),
            "{error}"
        );
    }
}

#[test]
fn github_actions_with_spaces_in_the_subject() {
    check(read("github_actions"), github_actions(), 1, 18);
}

#[test]
fn kubernetes_bound_token() {
    check(read("kubernetes_bound"), kubernetes_bound(), 2, 16);
}

#[test]
fn jwt_05_kubernetes_legacy_token_without_exp() {
    let fixture = read("kubernetes_legacy");
    check(read("kubernetes_legacy"), kubernetes_legacy(), 1, 11);
    // Whoever does not say that exp may be missing is told.
    let strict = at(&fixture, Policy::new().issuer("kubernetes/serviceaccount"));
    let keys = load(&fixture, &[Alg::RS256]).unwrap();
    let error = strict
        .verify_claims(text(&array(&fixture, "tokens")[0], "token"), &keys)
        .unwrap_err();
    assert_eq!(error.to_string(), "claim exp is missing");
}

/// JWT-12, JWT-13: no provider's token passes under another provider's policy, nor under one that
/// asks for nothing.
#[test]
fn jwt_12_no_token_passes_a_policy_made_for_another() {
    let rsa = [
        (read("auth0"), auth0()),
        (read("keycloak"), keycloak()),
        (read("entra"), entra()),
        (read("google"), google()),
        (read("apple"), apple()),
        (read("cognito_id"), cognito_id()),
        (read("cognito_access"), cognito_access()),
        (read("github_actions"), github_actions()),
        (read("kubernetes_bound"), kubernetes_bound()),
        (read("kubernetes_legacy"), kubernetes_legacy()),
    ];
    for (place, (fixture, _)) in rsa.iter().enumerate() {
        let keys = load(fixture, &[Alg::RS256]).unwrap();
        let token = text(&array(fixture, "tokens")[0], "token");
        for (_, policy) in rsa
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != place)
            .map(|(_, pair)| pair)
        {
            let error = at(fixture, policy.clone())
                .verify_claims(token, &keys)
                .unwrap_err();
            assert!(!error.claims().is_empty(), "{error}");
        }
        let error = at(fixture, Policy::new())
            .verify_claims(token, &keys)
            .unwrap_err();
        let iss = error
            .claims()
            .iter()
            .find(|error| error.claim() == "iss")
            .unwrap();
        assert_eq!(*iss.reason(), ClaimReason::NotAsked);
    }
}

fn read(name: &str) -> Json {
    let path = format!(
        "{}/tests/fixtures/providers/{name}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn at(fixture: &Json, policy: Policy) -> Policy {
    policy.clock(NumericDate::from_secs(fixture["now"].as_i64().unwrap()))
}

fn load(fixture: &Json, algs: &[Alg<'_>]) -> Result<Verifiers<'static>, NoUsableKey> {
    let jwks: JwkSet = fixture["jwks"].to_string().parse().unwrap();
    Verifiers::load(&jwks, &RustCrypto, algs)
}

fn check(fixture: Json, policy: Policy, tokens: usize, near_misses: usize) {
    let keys = load(&fixture, &[Alg::RS256]).unwrap();
    check_with(&fixture, &policy, &keys, tokens, near_misses);
}

/// The counts are said so that a fixture that lost its cases does not pass.
fn check_with(
    fixture: &Json,
    policy: &Policy,
    keys: &impl VerifyKeys,
    tokens: usize,
    near_misses: usize,
) {
    let policy = at(fixture, policy.clone());
    assert_eq!(array(fixture, "tokens").len(), tokens);
    for case in array(fixture, "tokens") {
        let name = text(case, "name");
        let verified = policy.verify::<Json>(text(case, "token"), keys);
        let verified = verified.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(verified.claims(), &case["claims"], "{name}");
    }
    assert_eq!(array(fixture, "near_misses").len(), near_misses);
    for case in array(fixture, "near_misses") {
        let (name, fails, why) = (text(case, "name"), text(case, "fails"), text(case, "why"));
        let error = match policy.verify::<Json>(text(case, "token"), keys) {
            Ok(_) => panic!("{name} was accepted: {why}"),
            Err(error) => error,
        };
        assert_reason(name, fails, &error);
    }
}

/// Holds an error against what the fixture says is wrong, and against nothing else being wrong.
fn assert_reason(name: &str, fails: &str, error: &TokenError) {
    let as_stated = match (fails, error) {
        ("signature", TokenError::Jws(VerifyError::InvalidSignature(_))) => true,
        ("key", TokenError::Jws(VerifyError::NoMatchingKey { kid: Some(_), .. })) => true,
        ("alg", TokenError::Jws(VerifyError::Parse(ParseError::Alg(_)))) => name == "alg_none",
        ("alg", TokenError::Jws(VerifyError::NoMatchingKey { alg, .. })) => {
            name.starts_with("hs256") && &**alg == "HS256" || name == alg.to_lowercase()
        }
        (
            "parse",
            TokenError::Jws(VerifyError::Parse(ParseError::Base64 {
                part: Part::Header, ..
            })),
        ) => true,
        (_, TokenError::Claims(_)) => {
            let [failed] = error.claims() else {
                panic!("{name}: {error}")
            };
            let (in_header, claim) = match fails.strip_prefix("header ") {
                Some(parameter) => (true, parameter),
                None => (false, fails),
            };
            assert_eq!(
                (failed.claim(), failed.in_header()),
                (claim, in_header),
                "{name}: {error}"
            );
            assert_eq!(failed.code(), code(name), "{name}: {error}");
            true
        }
        _ => false,
    };
    assert!(
        as_stated,
        "{name} fails for its {fails}, reported was {}: {error}",
        error.code()
    );
}

/// What a near miss of this name does wrong with its claim.
fn code(name: &str) -> &'static str {
    match name {
        "expired" | "expired_in_the_payload" => "jwt/expired",
        "not_yet_valid" => "jwt/not-yet-valid",
        "exp_as_string"
        | "exp_null"
        | "issuer_list"
        | "subject_list"
        | "audience_with_a_number" => "jwt/wrong-type",
        "exp_missing" | "exp_in_the_header_only" | "client_id_in_place_of_audience" => {
            "jwt/missing-claim"
        }
        "audience_not_spoken_of" => "jwt/not-asked",
        "header_typ_of_another_kind" => "jwt/type",
        _ if name.starts_with("no_") => "jwt/missing-claim",
        _ => "jwt/mismatch",
    }
}

fn near_miss<'f>(fixture: &'f Json, name: &str) -> &'f Json {
    array(fixture, "near_misses")
        .iter()
        .find(|case| text(case, "name") == name)
        .unwrap()
}

fn array<'f>(value: &'f Json, name: &str) -> &'f [Json] {
    value[name].as_array().unwrap()
}

fn text<'f>(value: &'f Json, name: &str) -> &'f str {
    value[name].as_str().unwrap()
}
