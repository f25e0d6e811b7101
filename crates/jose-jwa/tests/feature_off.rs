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
