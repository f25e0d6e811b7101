//! A key is asked for its own algorithm and under its own name, whatever leads to it (RFC 8725, section 3.1).

use core::sync::atomic::{AtomicUsize, Ordering};

use jose_jwk::{Alg, Jwk, JwkSet, Key, LoadError};
use jose_jws::{LoadVerify, SigningInput, SkipReason, Verifiers, Verify, VerifyFailure};

use super::common::Toy;
use super::{ES256, ES256_A, code, shared, toy, verify};

#[test]
fn the_recipients_own_name_of_the_key_that_confirmed() {
    let (a, without) = (toy(1).kid("a"), toy(2));
    let keys = Verifiers::of([&a, &without]).try_candidates(2);
    for (header, signer, key_id, named) in [
        (ES256_A, &a, Some("a"), Some("a")),
        (ES256, &a, Some("a"), None),
        // The header's kid is the signer's own statement.
        (
            r#"{"alg":"ES256","kid":"bob"}"#,
            &without,
            None,
            Some("bob"),
        ),
        (ES256, &without, None, None),
    ] {
        let verified = verify(header, signer, &keys).unwrap();
        assert_eq!(
            (verified.key_id(), verified.header().kid()),
            (key_id, named)
        );
    }
}

// API-05: the algorithm is checked again where the key is used.
#[test]
fn api_05_a_key_that_was_selected_as_another_one_is_not_asked() {
    /// Says RS256 when it is looked for, and what it is when it is used.
    #[derive(Debug)]
    struct Turncoat(Toy, AtomicUsize);

    impl Key for Turncoat {
        fn alg(&self) -> Alg<'_> {
            match self.1.fetch_add(1, Ordering::Relaxed) {
                0 => Alg::RS256,
                _ => self.0.alg(),
            }
        }
    }

    impl Verify for Turncoat {
        fn verify(&self, input: SigningInput<'_>, signature: &[u8]) -> Result<(), VerifyFailure> {
            self.0.verify(input, signature)
        }
    }

    let secret = Toy::new(Alg::HS256);
    let key = Turncoat(secret.clone(), AtomicUsize::new(0));
    assert_eq!(
        code(r#"{"alg":"RS256"}"#, &secret, &Verifiers::of([&key])),
        "jws/no-matching-key"
    );
    assert_eq!((secret.asked(), key.1.load(Ordering::Relaxed)), (0, 2));
}

// API-05
#[test]
fn api_05_a_backend_cannot_widen_what_the_caller_named() {
    #[derive(Debug)]
    struct Backend(Alg<'static>);

    impl LoadVerify for Backend {
        fn load_verify(&self, _: &Jwk, _: Alg<'_>) -> Result<Box<dyn Verify>, LoadError> {
            Ok(Box::new(Toy::new(self.0)))
        }
    }

    let jwks: JwkSet = r#"{"keys":[{"kty":"oct","kid":"k","k":"AAECAwQFBgcICQoLDA0ODw"}]}"#
        .parse()
        .unwrap();
    let error = Verifiers::load(&jwks, &Backend(Alg::HS512), &[Alg::HS256]).unwrap_err();
    assert!(matches!(error.skipped()[0].reason(), SkipReason::OtherAlg));

    // A key object that forgets the set's kid does not become a key for every kid.
    let keys = Verifiers::load(&jwks, &Backend(Alg::HS256), &[Alg::HS256]).unwrap();
    let signer = Toy::new(Alg::HS256);
    let with = |kid: &str| format!(r#"{{"alg":"HS256","kid":"{kid}"}}"#);
    assert_eq!(code(&with("k"), &signer, &keys), "valid");
    assert_eq!(code(&with("other"), &signer, &keys), "jws/no-matching-key");
}

// DOS-02: the work for one signature is bounded, whatever the set holds and the caller allows.
#[test]
fn dos_02_at_most_eight_keys_are_asked() {
    let list: Vec<Toy> = (0..100).map(toy).collect();
    let keys = |count: usize| Verifiers::from_keys(list.iter().take(count).map(shared));
    assert_eq!(
        code(ES256, &toy(1_000), &keys(100).try_candidates(usize::MAX)),
        "jws/ambiguous-key"
    );
    assert_eq!(
        code(ES256, &toy(1_000), &keys(8).try_candidates(usize::MAX)),
        "jws/invalid-signature"
    );
    assert_eq!(list.iter().map(Toy::asked).sum::<usize>(), 8);
}

// API-09: nothing is remembered between two verifications.
#[test]
fn api_09_the_same_token_is_verified_again_with_other_keys() {
    let (right, wrong) = (toy(1), toy(2));
    for _ in 0..2 {
        assert_eq!(code(ES256, &right, &right), "valid");
        assert_eq!(code(ES256, &right, &wrong), "jws/invalid-signature");
    }
    assert_eq!((right.asked(), wrong.asked()), (2, 2));
}
