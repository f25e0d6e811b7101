//! An algorithm whose feature is off is not an unknown one (RFC 7518, section 3.1).
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::RustCrypto;
use jose_jwk::{Alg, Jwk, LoadError};
use jose_jws::{LoadSign, LoadVerify};

fn check(alg: Alg<'_>, jwk: &str, feature: &'static str, on: bool) {
    let jwk = Jwk::parse(jwk.as_bytes()).unwrap();
    let off = LoadError::FeatureOff {
        alg: alg.name().into(),
        feature,
    };
    let loaded = RustCrypto.load_verify(&jwk, alg);
    let signs = RustCrypto.load_sign(&jwk, alg);
    if on {
        assert!(loaded.is_ok(), "{alg}");
        assert_eq!(signs.unwrap_err(), LoadError::NoPrivateKey);
    } else {
        assert_eq!(loaded.unwrap_err(), off);
        assert_eq!(signs.unwrap_err(), off);
    }
}

/// EdDSA has two curves and each its feature: the key says which.
#[test]
fn the_error_names_the_feature() {
    let ed448 = r#"{"kty":"OKP","crv":"Ed448","x":"Q7oo9DDN_0Vq5TFUX37NCsg0pV2TWMA3K_oMbGeYwIZq6gHrAHQoArhDjqTLghacI1FgYntMOpSA"}"#;
    check(Alg::Ed448, ed448, "ed448", cfg!(feature = "ed448"));
    check(Alg::EdDSA, ed448, "ed448", cfg!(feature = "ed448"));
    // Ed25519 names its curve, so that this key is the wrong one, whatever is compiled in.
    if cfg!(feature = "eddsa") {
        let jwk = Jwk::parse(ed448.as_bytes()).unwrap();
        let error = RustCrypto.load_verify(&jwk, Alg::Ed25519).unwrap_err();
        let wrong = LoadError::wrong_key_type(Alg::Ed25519, "OKP Ed25519", &jwk);
        assert_eq!(error, wrong);
    }
    let ed25519 =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    check(Alg::EdDSA, ed25519, "eddsa", cfg!(feature = "eddsa"));
    let secp256k1 = r#"{"kty":"EC","crv":"secp256k1","x":"eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g","y":"SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}"#;
    check(Alg::ES256K, secp256k1, "ecdsa", cfg!(feature = "ecdsa"));
    let public = "A".repeat(1312 / 3 * 4 + 2);
    let ml_dsa = format!(r#"{{"kty":"AKP","alg":"ML-DSA-44","pub":"{public}"}}"#);
    check(Alg::ML_DSA_44, &ml_dsa, "ml-dsa", cfg!(feature = "ml-dsa"));
}

/// Without the feature the family is known, and the error says what would bring it.
#[cfg(feature = "jwe")]
#[test]
fn the_error_names_the_feature_of_key_management() {
    use jose_jwe::{LoadDecrypt, LoadEncrypt};

    let ec = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#;
    let x448 = r#"{"kty":"OKP","crv":"X448","x":"mwj3zDG34-Z9ItWuoSEHSic70rg94Jxj-qc9LCLF2bvINmRyQdlT1AxbEtqIEg1TF3-A5TLEH6A"}"#;
    let n = "qurv".repeat(86);
    let rsa = format!(r#"{{"kty":"RSA","n":"{n}","e":"AQAB"}}"#);
    let oct = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#;
    let cases = [
        ("RSA-OAEP", &*rsa, "rsa", cfg!(feature = "rsa")),
        ("RSA-OAEP-256", &rsa, "rsa", cfg!(feature = "rsa")),
        ("RSA-OAEP-384", &rsa, "rsa", cfg!(feature = "rsa")),
        ("RSA-OAEP-512", &rsa, "rsa", cfg!(feature = "rsa")),
        ("ECDH-ES", ec, "ecdh", cfg!(feature = "ecdh")),
        ("ECDH-ES+A128KW", ec, "ecdh", cfg!(feature = "ecdh")),
        ("ECDH-ES", x448, "x448", cfg!(feature = "x448")),
        ("ECDH-ES+A256KW", x448, "x448", cfg!(feature = "x448")),
        ("PBES2-HS256+A128KW", oct, "pbes2", cfg!(feature = "pbes2")),
        ("PBES2-HS512+A256KW", oct, "pbes2", cfg!(feature = "pbes2")),
    ];
    for (alg, jwk, feature, on) in cases {
        let (alg, jwk) = (
            Alg::parse(alg).unwrap(),
            Jwk::parse(jwk.as_bytes()).unwrap(),
        );
        let off = LoadError::FeatureOff {
            alg: alg.name().into(),
            feature,
        };
        if !on {
            assert_eq!(RustCrypto.load_decrypt(&jwk, alg).unwrap_err(), off);
            let encrypts = match alg.is_direct() {
                Some(true) => RustCrypto.load_direct(&jwk, alg).map(|_| ()),
                _ => RustCrypto.load_encrypt(&jwk, alg).map(|_| ()),
            };
            assert_eq!(encrypts.unwrap_err(), off);
        }
    }
    // These need no more than `jwe`.
    let jwk = Jwk::parse(oct.as_bytes()).unwrap();
    for alg in [Alg::A128KW, Alg::A128GCMKW] {
        assert!(RustCrypto.load_encrypt(&jwk, alg).is_ok());
        assert!(RustCrypto.load_decrypt(&jwk, alg).is_ok());
    }
}
