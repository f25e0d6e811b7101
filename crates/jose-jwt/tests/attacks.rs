//! Tokens by another key, or under another algorithm, than the recipient's: sections A and T of the
//! attack list, held against the most permissive policy there is.
#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use common::{forge, key, signed};
use jose_jwa::{Ecdsa, EcdsaPublic, Ed25519, Hmac, RustCrypto};
use jose_jwt::jwk::{Key, LoadError};
use jose_jwt::jws::{
    NoUsableKey, Sign, SigningInput, SkipReason, Verify, VerifyError, VerifyFailure, VerifyKeys,
};
use jose_jwt::{Alg, Jwk, JwkSet, Policy, TokenError, Verifiers};
use serde_json::Value;
const PYJWT: &str = include_str!("fixtures/peers/pyjwt.json");

/// The most permissive policy there is.
fn lax() -> Policy {
    Policy::with_clock(common::NOW)
        .allow_missing_exp()
        .ignore_issuer()
        .ignore_audience()
}

fn rsa_jwk() -> Value {
    let cases: Vec<Value> = serde_json::from_str(PYJWT).unwrap();
    let case = cases
        .into_iter()
        .find(|case| case["alg"] == "RS256")
        .unwrap();
    let mut jwk = case["key"].clone();
    jwk.as_object_mut().unwrap().remove("key_ops");
    jwk
}

fn rsa_public(alg: &[Alg<'_>], own_alg: Option<&str>) -> Result<Verifiers<'static>, NoUsableKey> {
    let mut jwk = rsa_jwk();
    let members = jwk.as_object_mut().unwrap();
    members.remove("kid");
    members.remove("alg");
    if let Some(own) = own_alg {
        members.insert("alg".into(), own.into());
    }
    let jwk: Jwk = jwk.to_string().parse().unwrap();
    Verifiers::load(&JwkSet::from_keys(vec![jwk]), &RustCrypto, alg)
}

fn refused_by(keys: &impl VerifyKeys, token: &str) -> &'static str {
    lax().verify_claims(token, keys).unwrap_err().code()
}

#[test]
fn alg_01_alg_03_none_in_every_spelling() {
    let empty = Verifiers::of([]);
    for alg in [
        "none",
        "None",
        "NONE",
        "noNe",
        "none ",
        " none",
        "none\\u0000",
        "n\\u006fne",
        "n0ne",
        "",
    ] {
        for signature in ["", "AA", "c2lnbmF0dXJl"] {
            let header = format!(r#"{{"alg":"{alg}"}}"#);
            let token = format!(
                "{}.{}.{signature}",
                jose_b64::encode(&header),
                jose_b64::encode("{}")
            );
            for code in [
                refused_by(&key(), &token),
                refused_by(&empty, &token),
                refused_by(&Verifiers::of([&key()]), &token),
            ] {
                // The empty signature, or the algorithm: no key is asked.
                let before_any_key = ["jws/alg-refused", "jws/empty-part", "jws/no-matching-key"];
                assert!(before_any_key.contains(&code), "{alg}: {code}");
            }
        }
    }
    let token = format!(
        "{}.{}.",
        jose_b64::encode(r#"{"alg":"none"}"#),
        jose_b64::encode("{}")
    );
    assert_eq!(refused_by(&key(), &token), "jws/alg-refused");
}

/// ALG-02: a key of one's own that calls itself `none` verifies nothing either.
#[test]
fn alg_02_a_key_that_is_named_none() {
    #[derive(Debug)]
    struct YesMan(Alg<'static>);
    impl Key for YesMan {
        fn alg(&self) -> Alg<'_> {
            self.0
        }
    }
    impl Verify for YesMan {
        fn verify(&self, _: SigningInput<'_>, _: &[u8]) -> Result<(), VerifyFailure> {
            Ok(())
        }
    }
    for name in ["none", "", "RS1", "HS1"] {
        let token = |signature| {
            format!(
                "{}.{}.{signature}",
                jose_b64::encode(format!(r#"{{"alg":"{name}"}}"#)),
                jose_b64::encode("{}")
            )
        };
        for token in [token(""), token("AAAA")] {
            let key = YesMan(Alg::new(name));
            assert!(lax().verify_claims(&token, &key).is_err(), "{name}");
            assert!(lax().open(&token).is_err(), "{name}");
        }
    }
    // It does verify what it is named for: the refusal above is the name's.
    let token = forge(r#"{"alg":"HS256"}"#, "{}", &key());
    lax().verify_claims(&token, &YesMan(Alg::HS256)).unwrap();
}

/// ALG-07 to ALG-10: the text of the public key is no secret, in any of its forms, and not even
/// through the opt-out for short ones.
#[test]
fn alg_07_the_text_of_a_public_key_is_no_secret() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAENKHAiwC2hGy4ZFdtU+xQeLcRqLRo\nP7YSJj4tmAzjcrJY77aFfpAW11B+73qrlVqVesothV+EEZnn3ZAQuzE2Wg==\n-----END PUBLIC KEY-----\n";
    let jwk = rsa_jwk().to_string();
    let texts = [
        pem.to_owned(),
        format!("\u{feff}{pem}"),
        format!("  \n{pem}"),
        format!("# our key\n{pem}"),
        pem.replace("PUBLIC KEY", "RSA PUBLIC KEY"),
        pem.replace("PUBLIC KEY", "CERTIFICATE"),
        jwk.clone(),
        format!(" {jwk}"),
        format!(r#"{{"keys":[{jwk}]}}"#),
        format!("[{jwk}]"),
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ user@host".to_owned(),
    ];
    for text in texts {
        for alg in [Alg::HS256, Alg::HS512] {
            for error in [
                Hmac::new(alg, text.as_bytes()).unwrap_err(),
                Hmac::danger_short(alg, text.as_bytes()).unwrap_err(),
            ] {
                assert!(
                    matches!(error, LoadError::TextAsSecret { .. }),
                    "{text}: {error}"
                );
            }
        }
    }
}

/// ALG-07, ALG-11, ALG-12: the same attack where it happens.
#[test]
fn alg_11_alg_12_an_rsa_key_never_becomes_an_hmac_key() {
    // With an empty secret, and with the modulus as the secret.
    let modulus = jose_b64::decode(rsa_jwk()["n"].as_str().unwrap()).unwrap();
    let modulus = Hmac::new(Alg::HS256, &modulus).unwrap();
    let by_modulus = forge(r#"{"alg":"HS256"}"#, "{}", &modulus);
    let signed_input = by_modulus.rsplit_once('.').unwrap().0;
    // HMAC-SHA-256 of anything under the empty key is known to everybody; here its length counts.
    let by_nothing = format!("{signed_input}.{}", jose_b64::encode([0; 32]));
    for own_alg in [None, Some("RS256")] {
        for algs in [
            &[Alg::RS256][..],
            &[Alg::RS256, Alg::HS256],
            &[Alg::HS256, Alg::RS256, Alg::PS256],
        ] {
            let keys = rsa_public(algs, own_alg).unwrap();
            for token in [&by_modulus, &by_nothing] {
                assert_eq!(refused_by(&keys, token), "jws/no-matching-key");
            }
        }
        let error = rsa_public(&[Alg::HS256], own_alg).unwrap_err();
        assert_eq!(error.skipped().len(), 1);
    }
    let error = rsa_public(&[Alg::HS256], None).unwrap_err();
    assert_eq!(*error.skipped()[0].reason(), SkipReason::NoAlgFits);
    // JWK-06: a key that says it is for HMAC is none.
    assert!(rsa_public(&[Alg::HS256, Alg::RS256], Some("HS256")).is_err());
    // No algorithm named, no key.
    assert!(rsa_public(&[], None).is_err());
}

#[test]
fn alg_13_alg_14_the_same_key_under_another_algorithm() {
    let secret = [9; 64];
    let named = [Alg::HS256, Alg::HS384, Alg::HS512];
    let jwk = |alg: &str| -> Jwk {
        format!(
            r#"{{"kty":"oct","k":"{}","alg":"{alg}"}}"#,
            jose_b64::encode(secret)
        )
        .parse()
        .unwrap()
    };
    for own in ["HS256", "HS384", "HS512"] {
        // The key's own alg binds, though the caller names all three.
        let keys =
            Verifiers::load(&JwkSet::from_keys(vec![jwk(own)]), &RustCrypto, &named).unwrap();
        for alg in named {
            let token = forge(
                &format!(r#"{{"alg":"{alg}"}}"#),
                "{}",
                &Hmac::new(alg, &secret).unwrap(),
            );
            if alg.name() == own {
                lax().verify_claims(&token, &keys).unwrap();
            } else {
                assert_eq!(refused_by(&keys, &token), "jws/no-matching-key");
            }
        }
    }
    // ALG-14: one algorithm named, a key without alg.
    let bare: Jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, jose_b64::encode(secret))
        .parse()
        .unwrap();
    let keys = Verifiers::load(&JwkSet::from_keys(vec![bare]), &RustCrypto, &[Alg::HS256]).unwrap();
    for alg in [Alg::HS384, Alg::HS512] {
        let token = forge(
            &format!(r#"{{"alg":"{alg}"}}"#),
            "{}",
            &Hmac::new(alg, &secret).unwrap(),
        );
        assert_eq!(refused_by(&keys, &token), "jws/no-matching-key");
    }
}

#[test]
fn alg_15_alg_18_alg_20_alg_21_alg_22_other_names_in_the_header() {
    let ecdsa = Ecdsa::from_scalar(Alg::ES256, &[5; 32]).unwrap();
    let ed25519 = Ed25519::from_seed(Alg::Ed25519, &[5; 32]).unwrap();
    let publics = (ecdsa.public(), ed25519.public());
    let keys: [(&dyn Sign, &dyn Verify); 2] = [(&ecdsa, &publics.0), (&ed25519, &publics.1)];
    for (signer, public) in keys {
        let own = signer.alg().name().to_owned();
        for alg in [
            "ES256",
            "ES384",
            "ES512",
            "ES256K",
            "EdDSA",
            "Ed25519",
            "Ed448",
            "RS256",
            "HS256",
            "RSA-OAEP",
            "ECDH-ES",
            "A128KW",
            "dir",
            "A128GCM",
            "RS1",
            "HS1",
            "A128CBC",
            "A128CTR",
            "__proto__",
            "constructor",
            "toString",
            "es256",
            "ES256 ",
            "ed25519",
            "HMAC",
        ] {
            let token = forge(&format!(r#"{{"alg":"{alg}"}}"#), "{}", signer);
            let keys = Verifiers::of([public]);
            if alg == own {
                lax().verify_claims(&token, &keys).unwrap();
            } else {
                let code = refused_by(&keys, &token);
                assert!(
                    ["jws/no-matching-key", "jws/alg-refused"].contains(&code),
                    "{alg}: {code}"
                );
            }
        }
    }
    // ALG-15: an ES256 key is on P-256.
    let p384 = Ecdsa::from_scalar(Alg::ES384, &[5; 48]).unwrap();
    let token = forge(r#"{"alg":"ES256"}"#, "{}", &p384);
    assert_eq!(refused_by(&ecdsa.public(), &token), "jws/invalid-signature");
    assert!(EcdsaPublic::from_coordinates(Alg::ES256, &[1; 48], &[1; 48]).is_err());
}

#[test]
fn hdr_19_a_key_in_the_header_is_data() {
    let mine = Ed25519::from_seed(Alg::Ed25519, &[1; 32]).unwrap();
    let theirs = Ed25519::from_seed(Alg::Ed25519, &[2; 32]).unwrap();
    let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"gTl3Dqh9F19WoS5WT8u3R4cRsNUYnCfXYZGwgBHGIOg"}"#;
    for extra in [
        format!(r#""jwk":{jwk}"#),
        r#""jku":"http://169.254.169.254/latest/meta-data""#.into(),
        r#""x5u":"file:///etc/passwd""#.into(),
        r#""x5c":["MIIB"]"#.into(),
        r#""kid":"../../dev/null""#.into(),
    ] {
        let token = forge(&format!(r#"{{"alg":"Ed25519",{extra}}}"#), "{}", &theirs);
        assert_eq!(
            refused_by(&mine.public(), &token),
            "jws/invalid-signature",
            "{extra}"
        );
        // The same header by the right key: it was not the header that was refused.
        let token = forge(&format!(r#"{{"alg":"Ed25519",{extra}}}"#), "{}", &mine);
        lax().verify_claims(&token, &mine.public()).unwrap();
    }
}

/// JWK-10, JWK-13: several keys that fit are an error unless the caller allows tries.
#[test]
fn jwk_10_jwk_13_ambiguous_keys() {
    let other = Hmac::new(Alg::HS256, &[8; 32]).unwrap();
    let token = signed("{}");
    let mine = key();
    let keys = Verifiers::of([&other, &mine]);
    let error = lax().verify_claims(&token, &keys).unwrap_err();
    assert!(
        matches!(
            error,
            TokenError::Jws(VerifyError::AmbiguousKey { count: 2 })
        ),
        "{error}"
    );
    lax()
        .verify_claims(&token, &keys.try_candidates(2))
        .unwrap();
    let (a, b) = (other.with_kid("a"), key().with_kid("a"));
    let token = forge(r#"{"alg":"HS256","kid":"a"}"#, "{}", &key());
    assert_eq!(
        refused_by(&Verifiers::of([&a, &b]), &token),
        "jws/ambiguous-key"
    );
    // JWK-14: an empty kid is a kid.
    let token = forge(r#"{"alg":"HS256","kid":""}"#, "{}", &key());
    assert_eq!(refused_by(&b, &token), "jws/no-matching-key");
}
