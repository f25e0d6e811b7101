//! No changed token is accepted, and no text makes verification panic (DOS-01, B64-03 to B64-09).
#![expect(
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use common::{NOW, forge, key, signed};
use jose_jwa::{Ecdsa, Ed25519, RustCrypto};
use jose_jwt::jws::{LoadSign, LoadVerify, Sign, Verify};
use jose_jwt::{Alg, ClaimsSet, Jwk, Padding, Policy, TokenError};
use proptest::prelude::*;
use serde_json::Value;

fn lax() -> Policy {
    Policy::with_clock(NOW)
        .allow_missing_exp()
        .ignore_issuer()
        .ignore_audience()
}

fn hs256() -> String {
    signed(r#"{"sub":"alice","exp":1790000600,"admin":false}"#)
}

/// Every octet that a `str` can hold in its place.
fn replacements() -> impl Iterator<Item = char> {
    (0..=127_u8).map(char::from)
}

fn with_octet(token: &str, place: usize, octet: char) -> String {
    format!("{}{octet}{}", &token[..place], &token[place + 1..])
}

/// Exhaustive: each place, each octet.
#[test]
fn b64_07_no_single_changed_octet_of_an_hs256_token_is_accepted() {
    let (token, key) = (hs256(), key());
    for policy in [lax(), lax().padding(Padding::Allowed)] {
        policy.verify_claims(&token, &key).unwrap();
        for place in 0..token.len() {
            for octet in replacements().filter(|octet| !token[place..].starts_with(*octet)) {
                let changed = with_octet(&token, place, octet);
                assert!(
                    policy.verify_claims(&changed, &key).is_err(),
                    "{octet:?} at {place}: {changed}"
                );
            }
        }
    }
}

#[test]
fn no_octet_taken_away_added_or_moved_is_accepted() {
    let (token, key, policy) = (hs256(), key(), lax());
    for place in 0..=token.len() {
        for octet in replacements() {
            let longer = format!("{}{octet}{}", &token[..place], &token[place..]);
            assert!(policy.verify_claims(&longer, &key).is_err(), "{longer}");
        }
        if place > 0 {
            let shorter = format!("{}{}", &token[..place - 1], &token[place..]);
            assert!(policy.verify_claims(&shorter, &key).is_err(), "{shorter}");
            assert!(policy.verify_claims(&token[..place - 1], &key).is_err());
            assert!(policy.verify_claims(&token[place..], &key).is_err());
        }
    }
    let octets = token.as_bytes();
    for place in 1..octets.len() {
        let mut swapped = octets.to_vec();
        swapped.swap(place - 1, place);
        if swapped != octets {
            assert!(
                policy
                    .verify_claims(std::str::from_utf8(&swapped).unwrap(), &key)
                    .is_err()
            );
        }
    }
}

/// The parts of two valid tokens do not mix.
#[test]
fn parts_of_other_tokens_are_not_accepted() {
    let tokens = [
        hs256(),
        signed(r#"{"sub":"eve","admin":true}"#),
        forge(r#"{"alg":"HS256","typ":"jwt"}"#, r#"{"sub":"eve"}"#, &key()),
    ];
    let parts: Vec<Vec<&str>> = tokens
        .iter()
        .map(|token| token.split('.').collect())
        .collect();
    for header in 0..3 {
        for payload in 0..3 {
            for signature in 0..3 {
                let mixed = [parts[header][0], parts[payload][1], parts[signature][2]].join(".");
                let accepted = lax().verify_claims(&mixed, &key()).is_ok();
                assert_eq!(
                    accepted,
                    tokens.contains(&mixed),
                    "{header}{payload}{signature}"
                );
            }
        }
    }
}

/// A key of each kind, with a token of its own.
fn asymmetric() -> Vec<(String, Box<dyn Verify>)> {
    let cases: Vec<Value> =
        serde_json::from_str(include_str!("fixtures/peers/npm_jose.json")).unwrap();
    let mut keys: Vec<(String, Box<dyn Verify>)> = Vec::new();
    for alg in [Alg::RS256, Alg::PS256] {
        let case = cases.iter().find(|case| case["alg"] == alg.name()).unwrap();
        let jwk: Jwk = case["private_key"].to_string().parse().unwrap();
        let signer = RustCrypto.load_sign(&jwk, alg).unwrap();
        keys.push((
            token_of(&*signer),
            RustCrypto.load_verify(&jwk, alg).unwrap(),
        ));
    }
    let es256 = Ecdsa::from_scalar(Alg::ES256, &[5; 32]).unwrap();
    let es512 = Ecdsa::from_scalar(Alg::ES512, &[&[0; 2][..], &[5; 64]].concat()).unwrap();
    let ed25519 = Ed25519::from_seed(Alg::EdDSA, &[5; 32]).unwrap();
    keys.push((token_of(&es256), Box::new(es256.public())));
    keys.push((token_of(&es512), Box::new(es512.public())));
    keys.push((token_of(&ed25519), Box::new(ed25519.public())));
    keys
}

fn token_of(signer: &dyn Sign) -> String {
    forge(
        &format!(r#"{{"alg":"{}"}}"#, signer.alg()),
        r#"{"sub":"alice"}"#,
        signer,
    )
}

/// The last symbols of each part, where the bits lie that no octet has (B64-07), each replaced by
/// each symbol of the alphabet.
#[test]
fn b64_07_the_last_symbols_of_every_part_count() {
    for (token, key) in asymmetric() {
        lax().verify_claims(&token, &key).unwrap();
        let ends = token
            .match_indices('.')
            .map(|(dot, _)| dot)
            .chain([token.len()]);
        for place in ends.flat_map(|end| [end - 1, end - 2]) {
            for octet in replacements()
                .filter(|octet| octet.is_ascii_alphanumeric() || "-_=+/".contains(*octet))
            {
                if !token[place..].starts_with(octet) {
                    let changed = with_octet(&token, place, octet);
                    assert!(
                        lax().verify_claims(&changed, &key).is_err(),
                        "{octet:?} at {place}: {changed}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_single_changed_octet_of_an_asymmetric_token_is_accepted() {
    let keys = asymmetric();
    proptest!(ProptestConfig::with_cases(300), |(which in 0..keys.len(), place: prop::sample::Index, octet in 0..128_u8)| {
        let (token, key) = &keys[which];
        let place = place.index(token.len());
        prop_assume!(token.as_bytes()[place] != octet);
        let changed = with_octet(token, place, char::from(octet));
        prop_assert!(lax().verify_claims(&changed, key).is_err(), "{}", changed);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Tokens of any content, not only of that of the tests above.
    #[test]
    fn no_single_changed_octet_of_any_token_is_accepted(
        name in ".{0,20}", value in ".{0,40}", place: prop::sample::Index, octet in 0..128_u8,
    ) {
        let claims = serde_json::json!({ name: value }).to_string();
        let token = signed(claims);
        let place = place.index(token.len());
        prop_assume!(token.as_bytes()[place] != octet);
        let changed = with_octet(&token, place, char::from(octet));
        prop_assert!(lax().padding(Padding::Allowed).verify_claims(&changed, &key()).is_err());
    }

    #[test]
    fn dos_01_any_text_is_an_error(text in any::<String>()) {
        prop_assert!(lax().verify::<Value>(&text, &key()).is_err());
        if let Ok(unverified) = lax().open(&text) {
            let _ = unverified.unverified_claims();
        }
    }

    #[test]
    fn dos_01_any_three_parts_are_an_error(
        header in "\\PC{0,60}", payload in prop::collection::vec(any::<u8>(), 0..60), signature in "[A-Za-z0-9_=-]{0,50}",
    ) {
        let header = format!("{{\"alg\":\"HS256\"{header}");
        let token = format!("{}.{}.{signature}", jose_b64::encode(header), jose_b64::encode(payload));
        for policy in [lax(), lax().padding(Padding::Allowed)] {
            prop_assert!(policy.verify::<Value>(&token, &key()).is_err());
            if let Ok(unverified) = policy.open(&token) {
                let _ = unverified.unverified_claims();
            }
        }
    }

    /// A header that the sender signed and that may say anything.
    #[test]
    fn dos_01_any_signed_header_is_judged(header in json_like()) {
        let token = forge(&header, "{}", &key());
        if let Ok(verified) = lax().verify_claims(&token, &key()) {
            prop_assert_eq!(verified.header().octets(), header.as_bytes());
        }
    }

    /// Claims that the sender signed and that may say anything: they are refused, or read as
    /// serde_json reads them.
    #[test]
    fn dos_01_any_signed_claims_are_judged(claims in json_like()) {
        let token = signed(&claims);
        let strict = Policy::with_clock(NOW).issuer("joe").audience("me").max_age_secs(60).require("a").expect("b", "c").subject("joe");
        for policy in [lax(), strict] {
            match policy.verify::<Value>(&token, &key()) {
                Ok(verified) => prop_assert_eq!(verified.into_claims(), serde_json::from_str::<Value>(&claims).unwrap()),
                Err(TokenError::Claims(errors)) => {
                    prop_assert!(!errors.as_slice().is_empty());
                    let _ = (errors.to_string(), errors.code());
                }
                // A JSON object without repeated names, lone surrogates or great depth is claims.
                Err(TokenError::NotClaims(_)) => prop_assert!(ClaimsSet::parse(claims.as_bytes()).is_err()),
                Err(TokenError::Deserialize(_)) => prop_assert!(serde_json::from_str::<Value>(&claims).is_err()),
                Err(other) => prop_assert!(false, "{}", other),
            }
        }
    }
}

/// Texts that are JSON objects with registered names, or nearly.
fn json_like() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "a",
        "b",
        "",
        "alg",
        "kid",
        "typ",
        "crit",
        "b64",
        "jwk",
        "x5c",
        "\\u0061ud",
    ]);
    let value = prop_oneof![
        4 => prop::sample::select(vec![
            "null", "true", "1", "-1", "1.5", "1790000000", "1e400", "-0", "9223372036854775808", "\"joe\"", "\"me\"", "\"HS256\"",
            "[\"me\"]", "[\"me\",1]", "[]", "{}", "{\"a\":{\"a\":1}}", "\"\\ud83d\\ude00\"", "\"\\ud800\"", "[[[[[[[[[[]]]]]]]]]]", "01", "'",
        ]).prop_map(String::from),
        1 => "\\PC{0,12}",
        1 => any::<f64>().prop_map(|number| number.to_string()),
        1 => any::<i128>().prop_map(|number| number.to_string()),
        1 => any::<String>().prop_map(|text| Value::from(text).to_string()),
    ];
    let members = prop::collection::vec((name, value), 0..8);
    (
        members,
        prop::sample::select(vec!["{", "{", "{", "{", "{", "{", "[", " {", ""]),
        prop::sample::select(vec!["}", "}", "}", "}", "}", "", "}}", "} "]),
    )
        .prop_map(|(members, open, close)| {
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("\"{name}\":{value}"))
                .collect();
            format!("{open}{}{close}", members.join(","))
        })
}
