//! What is signed comes out as it went in: every algorithm, form and mode (RFC 7515, sections 5 and 7, appendix F;
//! RFC 7797).
#![cfg(test)]

extern crate alloc;

mod forms;
mod keys;

use std::sync::LazyLock;

use forms::{Case, PAYLOADS, Serialization};
use jose_jws::{Alg, Require, Verifiers, Verify};
use keys::{KID, Pair, every};

static EVERY: LazyLock<Vec<Pair>> = LazyLock::new(every);

/// Every case of these algorithms; how many there were.
fn all_cases(is_wanted: impl Fn(Alg<'_>) -> bool) -> usize {
    let mut count = 0_usize;
    for pair in EVERY.iter().filter(|pair| is_wanted(pair.alg)) {
        for serialization in Serialization::ALL {
            for is_detached in [false, true] {
                for b64 in [true, false] {
                    for payload in 0..PAYLOADS {
                        let case = Case {
                            serialization,
                            is_detached,
                            b64,
                        };
                        round_trip(pair, case, &case.payload(payload));
                        count = count.checked_add(1).unwrap();
                    }
                }
            }
        }
    }
    count
}

fn round_trip(pair: &Pair, case: Case, payload: &[u8]) {
    let what = || format!("{} {case:?} {payload:?}", pair.alg);
    let message = case.sign(&*pair.sign, payload);
    let header = case.header(pair.alg, KID);

    for seen in case.read(&message, payload, &*pair.verify).unwrap() {
        assert_eq!(seen.payload, payload, "{}", what());
        assert_eq!(seen.header, header, "{}", what());
        assert_eq!(
            (seen.kid, seen.alg),
            (Some(KID.into()), pair.alg.name().into())
        );
        assert_eq!((seen.key_id, seen.b64), (Some(KID.into()), case.b64));
    }
    let code = |keys: &dyn Verify| {
        let error = case.read(&message, payload, keys).unwrap_err();
        error.code()
    };
    let expected = match case.serialization {
        // One of two signatures is confirmed by nobody then, and the other is the companion's.
        Serialization::GeneralOfTwo => "jws/unmet",
        _ => "jws/invalid-signature",
    };
    assert_eq!(code(&*pair.other), expected, "{}", what());
}

#[test]
fn hmac() {
    assert_eq!(
        all_cases(|alg| alg.name().starts_with("HS")),
        3 * forms::CASES
    );
}

#[test]
fn rsa_pkcs1() {
    assert_eq!(
        all_cases(|alg| alg.name().starts_with("RS")),
        3 * forms::CASES
    );
}

#[test]
fn rsa_pss() {
    assert_eq!(
        all_cases(|alg| alg.name().starts_with("PS")),
        3 * forms::CASES
    );
}

#[test]
fn ecdsa() {
    assert_eq!(
        all_cases(|alg| alg.name().starts_with("ES")),
        4 * forms::CASES
    );
}

// EdDSA on Ed25519 and on Ed448, and each under its own name.
#[test]
fn eddsa() {
    assert_eq!(
        all_cases(|alg| alg.name().starts_with("Ed")),
        4 * forms::CASES
    );
}

#[test]
fn ml_dsa() {
    assert_eq!(
        all_cases(|alg| alg.name().starts_with("ML-DSA")),
        3 * forms::CASES
    );
}

#[test]
fn every_algorithm_has_a_key() {
    let names: Vec<_> = EVERY.iter().map(|pair| pair.alg.name()).collect();
    assert_eq!(
        names,
        [
            "HS256",
            "HS384",
            "HS512",
            "RS256",
            "RS384",
            "RS512",
            "PS256",
            "PS384",
            "PS512",
            "ES256",
            "ES384",
            "ES512",
            "ES256K",
            "EdDSA",
            "Ed25519",
            "EdDSA",
            "Ed448",
            "ML-DSA-44",
            "ML-DSA-65",
            "ML-DSA-87"
        ]
    );
    // 960 messages in all.
    assert_eq!(names.len() * forms::CASES, 960);
}

// ALG-13, ALG-15, ALG-22: in JSON, too, a message is for its own key, and for no other of a set.
#[test]
fn a_set_of_all_keys_finds_the_right_one() {
    let keys = |is_wanted: &dyn Fn(usize) -> bool| {
        let wanted = EVERY
            .iter()
            .enumerate()
            .filter(|(place, _)| is_wanted(*place));
        // EdDSA is there twice, once a curve.
        Verifiers::from_keys(wanted.map(|(_, pair)| &pair.verify)).try_candidates(2)
    };
    let all = keys(&|_| true);
    assert_eq!(all.len(), 20);
    for (place, pair) in EVERY.iter().enumerate() {
        let others = keys(&|other| other != place);
        for b64 in [true, false] {
            let case = Case {
                serialization: Serialization::General,
                is_detached: false,
                b64,
            };
            let json = case.sign(&*pair.sign, b"pay");
            let seen = all.json(&json, Require::AnyKey).unwrap();
            assert_eq!(seen.payload(), b"pay");
            let code = match pair.alg.name() {
                "EdDSA" => "jws/invalid-signature",
                _ => "jws/no-matching-key",
            };
            let error = others.json(&json, Require::AnyKey).unwrap_err();
            assert_eq!(error.code(), code, "{}", pair.alg);
        }
    }
}
