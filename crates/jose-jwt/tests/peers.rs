//! Tokens of other implementations, for every algorithm: ours verifies them, and where an algorithm
//! is deterministic ours signs the same octets (API-07, API-08).
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use jose_b64::decode;
use jose_jwa::RustCrypto;
use jose_jwt::jwk::LoadError;
use jose_jwt::jws::{Builder, LoadSign, LoadVerify, Sign, Verify, VerifyError};
use jose_jwt::{Alg, Jwk, JwkSet, NumericDate, Policy, TokenError, Verifiers};
use serde_json::{Value, json};

const NPM_JOSE: &str = include_str!("fixtures/peers/npm_jose.json");
const PYJWT: &str = include_str!("fixtures/peers/pyjwt.json");

#[test]
fn every_token_of_npm_jose_verifies() {
    verifies(NPM_JOSE, "https://npm-jose.example.com", 14);
}

#[test]
fn every_token_of_pyjwt_verifies() {
    verifies(PYJWT, "https://pyjwt.example.com", 13);
}

#[test]
fn api_07_the_same_octets_come_out() {
    let (mut signed, both) = (Vec::new(), both());
    for case in &both {
        let key = signing_key(case);
        let [header, payload, _] = parts(case);
        let token = Builder::new(&payload)
            .protected_json(&header)
            .sign(&*key)
            .unwrap();
        if case["deterministic"] == true {
            assert_eq!(token, case["token"], "{}", case["header"]);
            signed.push(case["alg"].as_str().unwrap());
        } else {
            // A signature with fresh randomness is another one, over the same text.
            assert_ne!(token, case["token"]);
            assert_eq!(
                token.rsplit_once('.').unwrap().0,
                text(case).rsplit_once('.').unwrap().0
            );
            policy(case)
                .verify_claims(&token, &verifying_key(case))
                .unwrap();
        }
    }
    signed.sort_unstable();
    signed.dedup();
    assert_eq!(
        signed,
        [
            "Ed25519", "EdDSA", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512"
        ]
    );
}

/// ALG-13 to ALG-15, ALG-19, ALG-22: with all keys of both peers and all algorithms at hand, each
/// token is verified by its own key, and by no other under the same Key ID.
#[test]
fn alg_13_a_key_verifies_its_own_algorithm_only() {
    let cases = both();
    for case in &cases {
        let token = text(case);
        for other in cases
            .iter()
            .filter(|other| other["header"]["kid"] != case["header"]["kid"])
        {
            let error = policy(case)
                .verify_claims(token, &verifying_key(other))
                .unwrap_err();
            assert!(
                matches!(error, TokenError::Jws(VerifyError::NoMatchingKey { .. })),
                "{error}"
            );
            // The same key under the token's own Key ID.
            let renamed = jwk(other, "key").with_kid(case["header"]["kid"].as_str().unwrap());
            let key = RustCrypto.load_verify(&renamed, alg(other)).unwrap();
            let error = policy(case).verify_claims(token, &key).unwrap_err();
            let same_alg = case["alg"] == other["alg"];
            match error {
                TokenError::Jws(VerifyError::InvalidSignature(_)) => assert!(same_alg),
                TokenError::Jws(VerifyError::NoMatchingKey { .. }) => assert!(!same_alg),
                other => panic!("{other}"),
            }
        }
    }
}

/// ALG-13: a key that says what it is for is loaded for nothing else.
#[test]
fn alg_13_a_key_is_not_loaded_for_another_algorithm() {
    for case in &both() {
        let (public, private) = (jwk(case, "key"), jwk(case, "private_key"));
        for other in [
            "HS256", "HS384", "HS512", "RS256", "RS512", "PS256", "PS512", "ES256", "ES384",
            "ES512", "EdDSA",
        ] {
            let other = Alg::from_name(other).unwrap();
            if other == alg(case) {
                continue;
            }
            assert!(
                RustCrypto.load_verify(&public, other).is_err(),
                "{other} {}",
                case["alg"]
            );
            assert!(
                RustCrypto.load_sign(&private, other).is_err(),
                "{other} {}",
                case["alg"]
            );
        }
    }
}

/// JWK-01, JWK-02: a private key verifies with its public half; a public key does not sign.
#[test]
fn jwk_02_public_keys_do_not_sign() {
    let asymmetric = |case: &&Value| case["key"]["kty"] != "oct";
    for case in cases(NPM_JOSE).iter().filter(asymmetric) {
        assert!(RustCrypto.load_sign(&jwk(case, "key"), alg(case)).is_err());
        let key = RustCrypto
            .load_verify(&jwk(case, "private_key"), alg(case))
            .unwrap();
        policy(case).verify_claims(text(case), &key).unwrap();
    }
    // JWK-04: PyJWT writes key_ops, and they are obeyed. A private key that signs has a public half
    // that verifies; a public key that says it signs is for nothing.
    let rsa = |case: &&Value| case["key"]["kty"] == "RSA";
    for case in cases(PYJWT).iter().filter(rsa) {
        assert_eq!(case["private_key"]["key_ops"], json!(["sign"]));
        let key = RustCrypto
            .load_verify(&jwk(case, "private_key"), alg(case))
            .unwrap();
        policy(case).verify_claims(text(case), &key).unwrap();
        let mut contradicting = case.clone();
        contradicting["key"]["key_ops"] = json!(["sign"]);
        let error = RustCrypto
            .load_verify(&jwk(&contradicting, "key"), alg(case))
            .unwrap_err();
        assert!(matches!(error, LoadError::NotPermitted(_)), "{error}");
        contradicting["private_key"]["key_ops"] = json!(["verify"]);
        let error = RustCrypto
            .load_sign(&jwk(&contradicting, "private_key"), alg(case))
            .unwrap_err();
        assert!(matches!(error, LoadError::NotPermitted(_)), "{error}");
    }
}

fn verifies(json: &str, issuer: &str, count: usize) {
    let cases = cases(json);
    assert_eq!(cases.len(), count);
    let all = JwkSet::from_keys(cases.iter().map(|case| jwk(case, "key")).collect());
    let algs: Vec<Alg<'_>> = cases.iter().map(alg).collect();
    let keys = Verifiers::load(&all, &RustCrypto, &algs).unwrap();
    assert_eq!((keys.len(), keys.skipped()), (count, [].as_slice()));
    for case in &cases {
        let verified = policy(case)
            .verify::<Value>(text(case), &keys)
            .unwrap_or_else(|error| panic!("{}: {error}", case["alg"]));
        assert_eq!(verified.claims(), &case["claims"]);
        assert_eq!(verified.claims()["iss"], issuer);
        assert_eq!(verified.header().alg(), alg(case));
        assert_eq!(verified.header().octets(), parts(case)[0]);
        assert_eq!(verified.header().kid(), case["header"]["kid"].as_str());
        // One key alone does as well as the set.
        policy(case)
            .verify_claims(text(case), &verifying_key(case))
            .unwrap();
    }
}

fn policy(case: &Value) -> Policy {
    let issuer = case["claims"]["iss"].as_str().unwrap();
    Policy::with_clock(NumericDate::from_secs(1_790_000_000))
        .issuer(issuer)
        .audience("ours")
        .subject("peer")
}

fn both() -> Vec<Value> {
    cases(NPM_JOSE).into_iter().chain(cases(PYJWT)).collect()
}

fn cases(json: &str) -> Vec<Value> {
    serde_json::from_str(json).unwrap()
}

fn alg(case: &Value) -> Alg<'static> {
    Alg::from_name(case["alg"].as_str().unwrap()).unwrap()
}

fn jwk(case: &Value, member: &str) -> Jwk {
    case[member].to_string().parse().unwrap()
}

fn signing_key(case: &Value) -> Box<dyn Sign> {
    RustCrypto
        .load_sign(&jwk(case, "private_key"), alg(case))
        .unwrap()
}

fn verifying_key(case: &Value) -> Box<dyn Verify> {
    RustCrypto
        .load_verify(&jwk(case, "key"), alg(case))
        .unwrap()
}

fn text(case: &Value) -> &str {
    case["token"].as_str().unwrap()
}

fn parts(case: &Value) -> [Vec<u8>; 3] {
    let parts: Vec<Vec<u8>> = text(case)
        .split('.')
        .map(|part| decode(part).unwrap())
        .collect();
    parts.try_into().unwrap()
}
