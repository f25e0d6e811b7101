//! `RustCrypto` as a loader: one algorithm, one type of key, and what the key says about itself.
#![cfg(all(
    feature = "sys_rng",
    feature = "hmac",
    feature = "rsa",
    feature = "ecdsa",
    feature = "eddsa"
))]
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{KeyRules, RustCrypto};
use jose_jwk::{Alg, Jwk, Key, KeyUse, LoadError, Operation, SecureRandom};
use jose_jws::{LoadSign, LoadVerify, SigningInput};

const ALGS: [&str; 15] = [
    "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
    "ES384", "ES512", "ES256K", "EdDSA", "Ed25519",
];

/// A private key and the algorithms that it has.
const KEYS: [(&str, &[&str]); 7] = [
    ("rfc7515-a1", &["HS256", "HS384", "HS512"]),
    (
        "rfc7515-a2",
        &["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
    ),
    ("rfc6979-p-256", &["ES256"]),
    ("rfc6979-p-384", &["ES384"]),
    ("rfc6979-p-521", &["ES512"]),
    ("edge-es256k", &["ES256K"]),
    ("rfc8037-a1", &["EdDSA", "Ed25519"]),
];

fn vector(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap()
}

fn jwk_is_symmetric(name: &str) -> bool {
    vector(name).is_symmetric()
}

#[test]
fn alg_10_alg_15_alg_17_every_key_has_its_own_algorithms_only() {
    for (name, own) in KEYS {
        let jwk = vector(name).with_kid("k");
        for alg in ALGS {
            let alg = Alg::parse(alg).unwrap();
            let (sign, verify) = (
                RustCrypto.load_sign(&jwk, alg),
                RustCrypto.load_verify(&jwk, alg),
            );
            if own.contains(&alg.name()) {
                let (sign, verify) = (sign.unwrap(), verify.unwrap());
                assert_eq!((sign.alg(), sign.kid()), (alg, Some("k")));
                assert_eq!((verify.alg(), verify.kid()), (alg, Some("k")));
                let input = SigningInput::new(b"header.payload");
                verify.verify(input, &sign.sign(input).unwrap()).unwrap();
                // API-01
                assert!(format!("{sign:?} {verify:?}").len() < 120);
            } else {
                assert_eq!(
                    sign.unwrap_err().code(),
                    "load/wrong-key-type",
                    "{name} {alg}"
                );
                assert_eq!(
                    verify.unwrap_err().code(),
                    "load/wrong-key-type",
                    "{name} {alg}"
                );
            }
        }
    }
}

#[test]
fn alg_01_18_20_names_that_are_no_signature_algorithm() {
    for (name, _) in KEYS {
        let jwk = vector(name);
        for alg in [
            "RSA-OAEP",
            "dir",
            "A128KW",
            "ECDH-ES",
            "A256GCM",
            "X-OWN",
            "hs256",
            "ES256k",
            "ed448",
            "ML-DSA-45",
            "__proto__",
        ] {
            let alg = Alg::parse(alg).unwrap();
            assert_eq!(
                RustCrypto.load_verify(&jwk, alg).unwrap_err(),
                LoadError::unknown_alg(alg)
            );
            assert_eq!(
                RustCrypto.load_sign(&jwk, alg).unwrap_err(),
                LoadError::unknown_alg(alg)
            );
        }
        for refused in ["none", "RS1", "HS1", ""] {
            assert!(RustCrypto.load_verify(&jwk, Alg::new(refused)).is_err());
            assert!(RustCrypto.load_sign(&jwk, Alg::new(refused)).is_err());
        }
    }
}

#[test]
fn jwk_01_jwk_02_halves_of_keys() {
    for (name, own) in &KEYS[1..] {
        let alg = Alg::parse(own[0]).unwrap();
        let (private, public) = (vector(name), vector(name).to_public().unwrap());
        assert_eq!(
            RustCrypto.load_sign(&public, alg).unwrap_err(),
            LoadError::NoPrivateKey
        );
        let input = SigningInput::new(b"header.payload");
        let signature = RustCrypto
            .load_sign(&private, alg)
            .unwrap()
            .sign(input)
            .unwrap();
        for jwk in [private, public] {
            RustCrypto
                .load_verify(&jwk, alg)
                .unwrap()
                .verify(input, &signature)
                .unwrap();
        }
    }
}

#[test]
fn jwk_03_jwk_04_jwk_06_what_the_key_says_binds() {
    for (name, own) in KEYS {
        let alg = Alg::parse(own[0]).unwrap();
        let text = jose_vectors::key(name)
            .trim_end()
            .strip_suffix('}')
            .unwrap();
        let load = |more: &str| {
            let jwk = Jwk::parse(format!("{text},{more}}}").as_bytes()).unwrap();
            let code = |error: LoadError| error.code();
            (
                RustCrypto.load_sign(&jwk, alg).map(drop).map_err(code),
                RustCrypto.load_verify(&jwk, alg).map(drop).map_err(code),
            )
        };
        let no = Err("load/not-permitted");
        assert_eq!(load(r#""use":"sig""#), (Ok(()), Ok(())));
        assert_eq!(load(&format!(r#""alg":"{alg}""#)), (Ok(()), Ok(())));
        // Of a private key that signs the public part verifies (JWK-01); a symmetric key has none.
        let verifies = if jwk_is_symmetric(name) { no } else { Ok(()) };
        assert_eq!(load(r#""key_ops":["sign"]"#), (Ok(()), verifies));
        assert_eq!(load(r#""key_ops":["verify"]"#), (no, Ok(())));
        for more in [
            r#""use":"enc""#,
            r#""use":"SIG""#,
            r#""key_ops":["encrypt"]"#,
            r#""key_ops":[]"#,
            r#""alg":"X-OWN""#,
            r#""alg":"RSA-OAEP""#,
            r#""alg":"A128KW""#,
        ] {
            assert_eq!(load(more), (no, no), "{name} {more}");
        }
        let other = if own[0] == "ES256" { "ES384" } else { "ES256" };
        assert_eq!(load(&format!(r#""alg":"{other}""#)), (no, no));
    }
}

/// API-02: a key has one purpose, and what it loads as does nothing else.
#[test]
fn api_02_a_key_for_encryption_signs_nothing() {
    for (name, own) in KEYS {
        for alg in own.iter().map(|alg| Alg::parse(alg).unwrap()) {
            let encrypts = vector(name).with_use(KeyUse::Enc);
            for error in [
                RustCrypto.load_sign(&encrypts, alg).unwrap_err(),
                RustCrypto.load_verify(&encrypts, alg).unwrap_err(),
            ] {
                assert!(matches!(error, LoadError::NotPermitted(_)), "{name} {alg}");
            }
            let signs = vector(name).with_use(KeyUse::Sig);
            assert!(RustCrypto.load_sign(&signs, alg).is_ok());
            assert!(RustCrypto.load_verify(&signs, alg).is_ok());
            for operation in [
                Operation::Encrypt,
                Operation::Decrypt,
                Operation::WrapKey,
                Operation::UnwrapKey,
                Operation::DeriveKey,
                Operation::DeriveBits,
            ] {
                assert!(
                    signs.permits(operation, alg).is_err(),
                    "{name} {operation:?}"
                );
            }
        }
        // A key for the agreement on keys by its own `alg`, though of the right type and curve.
        let jwk = vector(name).with_alg(Alg::ECDH_ES);
        let alg = Alg::parse(own[0]).unwrap();
        assert!(RustCrypto.load_sign(&jwk, alg).is_err());
        assert!(RustCrypto.load_verify(&jwk, alg).is_err());
    }
}

/// HDR-21, of the loader: a key that came in a header is held to what it says about itself.
#[test]
fn hdr_21_an_embedded_key_that_may_not_verify() {
    for (name, own) in &KEYS[1..] {
        let alg = Alg::parse(own[0]).unwrap();
        let public = vector(name).to_public().unwrap().to_json().unwrap();
        let embedded = public.strip_suffix('}').unwrap();
        let other = if own[0] == "ES256" { "ES384" } else { "ES256" };
        let load = |more: &str| {
            let jwk = Jwk::parse(format!("{embedded}{more}}}").as_bytes()).unwrap();
            let loaded = RustCrypto.load_verify(&jwk, alg);
            loaded.map(drop).map_err(|error| error.code())
        };
        for more in [
            r#","use":"enc""#,
            &format!(r#","alg":"{other}""#),
            r#","alg":"ECDH-ES""#,
            r#","key_ops":["sign"]"#,
            r#","key_ops":["encrypt","wrapKey"]"#,
            r#","key_ops":[]"#,
            &format!(r#","use":"sig","alg":"{other}""#),
        ] {
            assert_eq!(load(more), Err("load/not-permitted"), "{name} {more}");
        }
        for more in [
            "",
            r#","use":"sig""#,
            &format!(r#","alg":"{alg}""#),
            r#","key_ops":["verify"]"#,
        ] {
            assert_eq!(load(more), Ok(()), "{name} {more}");
        }
    }
}

#[test]
fn unknown_key_types_are_refused() {
    if let Ok(jwk) = Jwk::parse(br#"{"kty":"NEW","new":"AA"}"#) {
        for alg in ALGS {
            let alg = Alg::parse(alg).unwrap();
            assert_eq!(
                RustCrypto.load_verify(&jwk, alg).unwrap_err().code(),
                "load/wrong-key-type"
            );
            assert_eq!(
                RustCrypto.load_sign(&jwk, alg).unwrap_err().code(),
                "load/wrong-key-type"
            );
        }
    }
}

#[test]
fn looser_rules_loosen_nothing_else() {
    let mut rules = KeyRules::default();
    (rules.min_rsa_bits, rules.small_exponent, rules.short_hmac) = (0, true, true);
    let loader = RustCrypto.danger_with(rules);
    for (name, own) in KEYS {
        let jwk = vector(name);
        for alg in ALGS {
            let alg = Alg::parse(alg).unwrap();
            assert_eq!(
                loader.load_verify(&jwk, alg).is_ok(),
                own.contains(&alg.name()),
                "{name} {alg}"
            );
            assert_eq!(
                loader.load_sign(&jwk, alg).is_ok(),
                own.contains(&alg.name()),
                "{name} {alg}"
            );
            let bound = jwk.clone().with_alg(Alg::new("X-OWN"));
            assert!(
                loader.load_verify(&bound, alg).is_err() && loader.load_sign(&bound, alg).is_err()
            );
        }
    }
}

#[test]
fn the_systems_randomness_is_random() {
    let (mut one, mut two) = ([0; 64], [0; 64]);
    RustCrypto.fill(&mut one).unwrap();
    RustCrypto.fill(&mut two).unwrap();
    assert_ne!(one, two);
    RustCrypto.fill(&mut []).unwrap();
}
