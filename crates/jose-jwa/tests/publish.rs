//! Public keys as JWKs, and the length of signatures (RFC 7517, section 4; RFC 7515, section 5.1).
#![cfg(all(
    feature = "ecdsa",
    feature = "eddsa",
    feature = "hmac",
    feature = "ml-dsa",
    feature = "rsa"
))]
#![expect(
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Ecdsa, Ed25519, MlDsa, Rsa, RustCrypto};
use jose_jwk::{Alg, Jwk};
use jose_jws::{LoadSign, LoadVerify, Sign, SigningInput};

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");

/// Every private key of the vectors with an algorithm it signs with.
fn signing_keys() -> impl Iterator<Item = (Jwk, Alg<'static>)> {
    jose_vectors::all().of("jws-sign").valid().map(|case| {
        let alg = Alg::from_name(case.alg()).unwrap();
        (case.jwk().parse().unwrap(), alg)
    })
}

#[test]
fn a_published_key_is_the_public_part_and_verifies() {
    let mut published = 0;
    for (private, alg) in signing_keys().filter(|(key, _)| !key.is_symmetric()) {
        let jwk = match private.kty().name() {
            "RSA" => Rsa::load(&private, alg)
                .unwrap()
                .with_kid("k")
                .public()
                .to_jwk(),
            "EC" => Ecdsa::load(&private, alg)
                .unwrap()
                .with_kid("k")
                .public()
                .to_jwk(),
            "AKP" => MlDsa::load(&private, alg)
                .unwrap()
                .with_kid("k")
                .public()
                .to_jwk(),
            _ => Ed25519::load(&private, alg)
                .unwrap()
                .with_kid("k")
                .public()
                .to_jwk(),
        };
        assert!(!jwk.is_private());
        assert_eq!((jwk.alg(), jwk.kid()), (Some(alg), Some("k")));
        assert_eq!(jwk.material(), private.to_public().unwrap().material());

        let parsed: Jwk = jwk.to_json().unwrap().parse().unwrap();
        let signature = RustCrypto
            .load_sign(&private, alg)
            .unwrap()
            .sign(INPUT)
            .unwrap();
        let public = RustCrypto.load_verify(&parsed, alg).unwrap();
        assert!(public.verify(INPUT, &signature).is_ok());
        // The published key is for this algorithm and no other.
        let other = if alg == Alg::PS512 {
            Alg::RS512
        } else {
            Alg::PS512
        };
        assert!(RustCrypto.load_verify(&parsed, other).is_err());
        published += 1;
    }
    assert!(published >= 3, "{published}");
}

#[test]
fn the_length_of_a_signature_is_known_beforehand() {
    for (private, alg) in signing_keys() {
        let key = RustCrypto.load_sign(&private, alg).unwrap();
        assert_eq!(
            key.signature_len(),
            Some(key.sign(INPUT).unwrap().len()),
            "{alg}"
        );
    }
    for (scalar_len, alg) in [
        (32, Alg::ES256),
        (48, Alg::ES384),
        (66, Alg::ES512),
        (32, Alg::ES256K),
    ] {
        let mut d = vec![0; scalar_len];
        *d.last_mut().unwrap() = 7;
        let key = Ecdsa::from_scalar(alg, &d).unwrap();
        assert_eq!(
            key.signature_len(),
            Some(key.sign(INPUT).unwrap().len()),
            "{alg}"
        );
    }
}
