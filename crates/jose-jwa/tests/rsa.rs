//! RS256 … PS512 (RFC 7518, sections 3.3 and 3.5). The vectors hold the forged paddings.
#![cfg(all(feature = "sys_rng", feature = "rsa"))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

extern crate alloc;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};

use jose_jwa::{Rsa, RsaPublic, RustCrypto};
use jose_jwk::{Alg, Jwk, Key, LoadError, Material, RandomError, SecureRandom};
use jose_jws::{Sign, SignError, SigningInput, Verify, VerifyFailure};

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");
const ALGS: [Alg<'static>; 6] = [
    Alg::RS256,
    Alg::RS384,
    Alg::RS512,
    Alg::PS256,
    Alg::PS384,
    Alg::PS512,
];

fn jwk(text: &str) -> Jwk {
    Jwk::parse(text.as_bytes()).unwrap()
}

fn vector() -> Jwk {
    jwk(jose_vectors::key("rfc7515-a2"))
}

fn material(jwk: &Jwk) -> &jose_jwk::Rsa {
    match jwk.material() {
        Material::Rsa(rsa) => rsa,
        other => panic!("{other:?}"),
    }
}

/// Counts the octets it was asked for, and fails from a certain call on.
#[derive(Debug)]
struct Counted {
    octets: AtomicUsize,
    calls_left: AtomicUsize,
}

impl SecureRandom for Counted {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        let left = self.calls_left.load(Ordering::Relaxed);
        self.calls_left
            .store(left.checked_sub(1).ok_or(RandomError)?, Ordering::Relaxed);
        self.octets.fetch_add(out.len(), Ordering::Relaxed);
        RustCrypto.fill(out)
    }
}

fn source(calls: usize) -> Arc<Counted> {
    Arc::new(Counted {
        octets: AtomicUsize::new(0),
        calls_left: AtomicUsize::new(calls),
    })
}

#[test]
fn signs_and_verifies() {
    let jwk = vector();
    for alg in ALGS {
        let key = Rsa::load(&jwk, alg).unwrap();
        let signature = key.sign(INPUT).unwrap();
        assert_eq!(signature.len(), 256);
        let again = key
            .sign(SigningInput::from_parts(&[b"header", b".", b"payload"]))
            .unwrap();
        // PKCS#1 v1.5 has no salt, PSS always has one.
        assert_eq!(*again == *signature, alg.name().starts_with('R'), "{alg}");
        let verifiers: [&dyn Verify; 3] =
            [&key, &key.public(), &RsaPublic::load(&jwk, alg).unwrap()];
        for verify in verifiers {
            verify.verify(INPUT, &signature).unwrap();
            verify.verify(INPUT, &again).unwrap();
            verify
                .verify(
                    SigningInput::from_parts(&[b"", b"header.payload"]),
                    &signature,
                )
                .unwrap();
            assert!(matches!(
                verify.verify(SigningInput::new(b"header.payloae"), &signature),
                Err(VerifyFailure::Invalid)
            ));
            assert!(
                verify
                    .verify(SigningInput::from_parts(&[]), &signature)
                    .is_err()
            );
        }
        // ALG-13, ALG-19: the same key under another algorithm is another key.
        for other in ALGS.into_iter().filter(|other| *other != alg) {
            assert!(
                RsaPublic::load(&jwk, other)
                    .unwrap()
                    .verify(INPUT, &signature)
                    .is_err(),
                "{alg} as {other}"
            );
        }
    }
}

#[test]
fn rsa_11_rsa_12_the_signature_is_a_number_below_n_in_k_octets() {
    let jwk = vector();
    let n = material(&jwk).n();
    for alg in [Alg::RS256, Alg::PS256] {
        let key = Rsa::load(&jwk, alg).unwrap();
        let signature = key.sign(INPUT).unwrap();
        let mut less = n.to_vec();
        less[255] -= 1;
        let mut one = vec![0; 256];
        one[255] = 1;
        for wrong in [
            vec![],
            vec![0; 256],
            vec![0xff; 256],
            one,
            less,
            n.to_vec(),
            signature[1..].to_vec(),
            signature[..255].to_vec(),
            [&[0], &*signature].concat(),
            [&signature, &[0][..]].concat(),
            signature.repeat(2),
            // DOS-03: as long as the largest key's, and far longer.
            vec![1; 1024],
            vec![1; 100_000],
        ] {
            assert!(
                matches!(key.verify(INPUT, &wrong), Err(VerifyFailure::Invalid)),
                "{alg} {}",
                wrong.len()
            );
        }
        for at in (0..256).step_by(5) {
            let mut changed = signature.to_vec();
            changed[at] ^= 0x10;
            assert!(key.verify(INPUT, &changed).is_err(), "{alg} {at}");
        }
    }
}

#[test]
fn api_03_a_failing_source_of_randomness_is_an_error() {
    let jwk = vector();
    for alg in ALGS {
        let key = Rsa::load(&jwk, alg).unwrap();
        let mut signed = false;
        for calls in 0..40 {
            match key.clone().with_random(source(calls)).sign(INPUT) {
                Ok(signature) => {
                    key.verify(INPUT, &signature).unwrap();
                    signed = true;
                }
                // How often the source is asked depends on what it said.
                Err(SignError::Random) => {}
                Err(other) => panic!("{other:?}"),
            }
            // Without randomness nothing is ever signed.
            assert!(calls > 0 || !signed, "{alg}");
        }
        assert!(signed, "{alg}");
    }
}

#[test]
fn rsa_16_every_private_operation_is_blinded() {
    for alg in ALGS {
        let random = source(1_000);
        let key = Rsa::load(&vector(), alg)
            .unwrap()
            .with_random(random.clone());
        key.sign(INPUT).unwrap();
        // A blinding factor has the length of the modulus; the salt of PSS comes on top.
        let salt = if alg.name().starts_with('P') { 32 } else { 0 };
        assert!(random.octets.load(Ordering::Relaxed) >= 256 + salt, "{alg}");
    }
}

#[test]
fn alg_10_jwk_02_other_keys_are_refused() {
    for alg in ALGS {
        for name in ["rfc7515-a1", "rfc7515-a3", "rfc8037-a1"] {
            let other = jwk(jose_vectors::key(name));
            assert!(matches!(
                Rsa::load(&other, alg),
                Err(LoadError::WrongKeyType {
                    expected: "RSA",
                    ..
                })
            ));
            assert!(matches!(
                RsaPublic::load(&other, alg),
                Err(LoadError::WrongKeyType {
                    expected: "RSA",
                    ..
                })
            ));
        }
        let public = vector().to_public().unwrap();
        assert_eq!(
            Rsa::load(&public, alg).unwrap_err(),
            LoadError::NoPrivateKey
        );
        assert!(RsaPublic::load(&public, alg).is_ok());
        // JWK-03, JWK-04, JWK-06
        let other = if alg == Alg::RS256 {
            Alg::PS256
        } else {
            Alg::RS256
        };
        assert!(matches!(
            RsaPublic::load(&public.clone().with_alg(other), alg),
            Err(LoadError::NotPermitted(_))
        ));
        assert!(matches!(
            RsaPublic::load(&public.clone().with_alg(Alg::RSA_OAEP), alg),
            Err(LoadError::NotPermitted(_))
        ));
    }
    for alg in [Alg::HS256, Alg::ES256, Alg::EdDSA] {
        assert!(matches!(
            Rsa::load(&vector(), alg),
            Err(LoadError::WrongKeyType { .. })
        ));
        assert!(matches!(
            RsaPublic::load(&vector(), alg),
            Err(LoadError::WrongKeyType { .. })
        ));
        let (n, e) = (vec![0xff; 256], [1, 0, 1]);
        assert!(matches!(
            RsaPublic::from_components(alg, &n, &e),
            Err(LoadError::WrongKeyType { .. })
        ));
    }
    // ALG-18, ALG-20
    for alg in [
        Alg::RSA_OAEP,
        Alg::new("RS1"),
        Alg::new("none"),
        Alg::new("rs256"),
    ] {
        assert!(Rsa::load(&vector(), alg).is_err());
        assert!(RsaPublic::from_components(alg, material(&vector()).n(), &[1, 0, 1]).is_err());
    }
}

#[test]
fn jwk_16_debug_shows_names_only() {
    let key = Rsa::load(&vector(), Alg::PS256).unwrap().with_kid("one");
    assert_eq!(
        format!("{key:?}"),
        format!("Rsa {{ alg: {:?}, kid: Some(\"one\"), .. }}", Alg::PS256)
    );
    assert_eq!(
        (key.public().alg(), key.public().kid()),
        (Alg::PS256, Some("one"))
    );
}

// API-03
#[test]
fn a_source_that_always_says_the_same_is_an_error() {
    #[derive(Debug)]
    struct Constant(u8);

    impl SecureRandom for Constant {
        fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
            out.fill(self.0);
            Ok(())
        }
    }

    let key = Rsa::load(&vector(), Alg::RS256).unwrap();
    let stuck = key.with_random(Arc::new(Constant(0xff)));
    assert!(matches!(stuck.sign(INPUT), Err(SignError::Random)));
}
