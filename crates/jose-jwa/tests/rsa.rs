//! RS256 … PS512 (RFC 7518, sections 3.3 and 3.5). The vectors hold the forged paddings.
#![cfg(all(feature = "sys_rng", feature = "rsa"))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

extern crate alloc;

mod rsa_keys;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};

use jose_jwa::{KeyRules, Rsa, RsaPublic, RustCrypto};
use jose_jwk::{
    Alg, Jwk, Key, LoadError, Material, RandomError, RsaFactors, RsaPrivate, Secret, SecureRandom,
};
use jose_jws::{LoadSign, LoadVerify, Sign, SignError, SigningInput, Verify, VerifyFailure};

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

fn rules(change: impl FnOnce(&mut KeyRules)) -> KeyRules {
    let mut rules = KeyRules::default();
    change(&mut rules);
    rules
}

/// The members of a private key, to be spoiled one by one.
#[derive(Clone)]
struct Parts {
    n: Vec<u8>,
    e: Vec<u8>,
    d: Vec<u8>,
    factors: Option<[Vec<u8>; 5]>,
}

impl Parts {
    fn of(jwk: &Jwk) -> Self {
        let rsa = material(jwk);
        let private = rsa.private().unwrap();
        let factors = private
            .factors()
            .map(|f| [f.p(), f.q(), f.dp(), f.dq(), f.qi()].map(|s| s.expose_secret().to_vec()));
        Parts {
            n: rsa.n().to_vec(),
            e: rsa.e().to_vec(),
            d: private.d().expose_secret().to_vec(),
            factors,
        }
    }

    fn jwk(&self) -> Option<Jwk> {
        let factors = self.factors.clone().map(|parts| {
            let [p, q, dp, dq, qi] = parts.map(Secret::new);
            RsaFactors::new(p, q, dp, dq, qi)
        });
        let private = RsaPrivate::new(Secret::new(self.d.clone()), factors);
        // Leading zeros and empty numbers are refused there.
        jose_jwk::Rsa::new(&self.n, &self.e, Some(private))
            .ok()
            .map(Jwk::from_material)
    }

    fn load(&self) -> Option<LoadError> {
        let jwk = self.jwk()?;
        RustCrypto.load_sign(&jwk, Alg::RS256).err()
    }

    /// Refused by the JWK or by the loader.
    fn refused(&self) -> bool {
        self.jwk()
            .is_none_or(|jwk| Rsa::load(&jwk, Alg::RS256).is_err())
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
fn rsa_01_small_moduli() {
    for (bits, text) in [
        (1024, rsa_keys::BITS_1024),
        (1033, rsa_keys::BITS_1033),
        (2047, rsa_keys::BITS_2047),
    ] {
        let jwk = jwk(text);
        let expected = LoadError::RsaModulusBits {
            bits,
            min: 2048,
            max: 8192,
        };
        for alg in ALGS {
            assert_eq!(Rsa::load(&jwk, alg).unwrap_err(), expected);
            assert_eq!(RsaPublic::load(&jwk, alg).unwrap_err(), expected);
            assert_eq!(
                RsaPublic::from_components(alg, material(&jwk).n(), material(&jwk).e())
                    .unwrap_err(),
                expected
            );
        }
        // The named way out.
        let loader = RustCrypto.danger_with(rules(|rules| rules.min_rsa_bits = bits));
        let signature = loader
            .load_sign(&jwk, Alg::RS512)
            .unwrap()
            .sign(INPUT)
            .unwrap();
        loader
            .load_verify(&jwk, Alg::RS512)
            .unwrap()
            .verify(INPUT, &signature)
            .unwrap();
    }
    // Below 1024 bits there is none.
    let loader = RustCrypto.danger_with(rules(|rules| rules.min_rsa_bits = 0));
    for len in [1, 2, 11, 64, 127] {
        let small =
            Jwk::from_material(jose_jwk::Rsa::new(&vec![0xc1; len], &[1, 0, 1], None).unwrap());
        let error = loader.load_verify(&small, Alg::RS256).unwrap_err();
        assert_eq!(
            error,
            LoadError::RsaModulusBits {
                bits: 8 * len,
                min: 1024,
                max: 8192
            }
        );
    }
    assert!(matches!(
        RsaPublic::from_components(Alg::RS256, &[], &[1, 0, 1]),
        Err(LoadError::RsaModulusBits { bits: 0, .. })
    ));
    assert!(matches!(
        RsaPublic::from_components(Alg::RS256, &[0; 256], &[1, 0, 1]),
        Err(LoadError::RsaModulusBits { bits: 0, .. })
    ));
}

#[test]
fn rsa_15_ps512_needs_room_for_hash_and_salt() {
    let loader = RustCrypto.danger_with(rules(|rules| rules.min_rsa_bits = 1024));
    for (bits, text) in [(1024, rsa_keys::BITS_1024), (1033, rsa_keys::BITS_1033)] {
        let expected = LoadError::RsaModulusBits {
            bits,
            min: 1034,
            max: 8192,
        };
        assert_eq!(
            loader.load_sign(&jwk(text), Alg::PS512).unwrap_err(),
            expected
        );
        assert_eq!(
            loader.load_verify(&jwk(text), Alg::PS512).unwrap_err(),
            expected
        );
        assert!(
            loader
                .load_sign(&jwk(text), Alg::PS384)
                .unwrap()
                .sign(INPUT)
                .is_ok()
        );
    }
    // The smallest key with room does sign.
    let fits = jwk(rsa_keys::BITS_1034);
    let signature = loader
        .load_sign(&fits, Alg::PS512)
        .unwrap()
        .sign(INPUT)
        .unwrap();
    loader
        .load_verify(&fits, Alg::PS512)
        .unwrap()
        .verify(INPUT, &signature)
        .unwrap();
}

#[test]
fn rsa_02_large_moduli() {
    let n = |len: usize, first: u8| [&[first][..], &vec![0xff; len - 1]].concat();
    RsaPublic::from_components(Alg::RS256, &n(1024, 0xff), &[1, 0, 1]).unwrap();
    for (bits, n) in [
        (8193, n(1025, 1)),
        (16_384, n(2048, 0xff)),
        (8_000_000, n(1_000_000, 0xff)),
    ] {
        let expected = LoadError::RsaModulusBits {
            bits,
            min: 2048,
            max: 8192,
        };
        assert_eq!(
            RsaPublic::from_components(Alg::PS256, &n, &[1, 0, 1]).unwrap_err(),
            expected
        );
        let huge = Parts {
            n,
            e: vec![1, 0, 1],
            d: vec![3; 1_000_000],
            factors: Some([5; 5].map(|octet| vec![octet; 1_000_000])),
        };
        assert_eq!(huge.load(), Some(expected));
    }
    // The other members are measured against n before anything is computed.
    let good = Parts::of(&vector());
    for at in 0..5 {
        let mut huge = good.clone();
        huge.factors.as_mut().unwrap()[at] = vec![5; 1_000_000];
        assert!(huge.refused());
    }
    assert!(
        Parts {
            d: vec![5; 1_000_000],
            ..good.clone()
        }
        .refused()
    );
    assert_eq!(
        Parts {
            e: vec![5; 1_000_000],
            ..good
        }
        .load(),
        Some(LoadError::RsaExponent)
    );
}

#[test]
fn rsa_03_exponents() {
    let jwk = vector();
    let n = material(&jwk).n();
    let load = |e: &[u8]| RsaPublic::from_components(Alg::RS256, n, e).map(drop);
    for e in [
        &[1, 0, 1][..],
        &[0, 1, 0, 1],
        &[1, 0, 3],
        &[1, 0xff, 0xff, 0xff, 0xff],
    ] {
        load(e).unwrap();
    }
    for e in [
        &[][..],
        &[0],
        &[1],
        &[2],
        &[3],
        &[17],
        &[0xff, 0xff],
        &[1, 0, 0],
        &[1, 0, 2],
        &[2, 0, 0, 0, 1],
        &[1, 0, 0, 0, 0, 1],
        n,
        &[0xff; 257],
    ] {
        assert_eq!(load(e), Err(LoadError::RsaExponent), "{e:?}");
    }
    assert!(matches!(
        RsaPublic::from_components(Alg::RS256, &[&n[..255], &[0x82]].concat(), &[1, 0, 1]),
        Err(LoadError::Invalid { .. })
    ));
}

#[test]
fn rsa_03_the_exponent_3_by_name() {
    let jwk = jwk(rsa_keys::E3_2048);
    assert_eq!(
        Rsa::load(&jwk, Alg::RS256).unwrap_err(),
        LoadError::RsaExponent
    );
    assert_eq!(
        RsaPublic::load(&jwk, Alg::RS256).unwrap_err(),
        LoadError::RsaExponent
    );
    let loader = RustCrypto.danger_with(rules(|rules| rules.small_exponent = true));
    let signature = loader
        .load_sign(&jwk, Alg::RS256)
        .unwrap()
        .sign(INPUT)
        .unwrap();
    loader
        .load_verify(&jwk, Alg::RS256)
        .unwrap()
        .verify(INPUT, &signature)
        .unwrap();
    // Even the loader that allows it refuses 1 and 2.
    for e in [1, 2, 4] {
        let jwk = Jwk::from_material(jose_jwk::Rsa::new(material(&jwk).n(), &[e], None).unwrap());
        assert_eq!(
            loader.load_verify(&jwk, Alg::RS256).unwrap_err(),
            LoadError::RsaExponent
        );
    }
    // Without its primes such a key has an error of its own.
    let bare = Parts {
        factors: None,
        ..Parts::of(&jwk)
    }
    .jwk()
    .unwrap();
    let error = loader.load_sign(&bare, Alg::RS256).unwrap_err();
    assert!(
        matches!(error, LoadError::Invalid { what } if what.contains("p and q are missing")),
        "{error}"
    );
}

#[test]
fn rsa_06_primes_are_recovered() {
    let whole = vector();
    let bare = Parts {
        factors: None,
        ..Parts::of(&whole)
    }
    .jwk()
    .unwrap();
    let signature = Rsa::load(&bare, Alg::RS256).unwrap().sign(INPUT).unwrap();
    assert_eq!(
        *signature,
        *Rsa::load(&whole, Alg::RS256).unwrap().sign(INPUT).unwrap()
    );
}

#[test]
fn rsa_07_members_that_contradict_each_other() {
    let good = Parts::of(&vector());
    assert_eq!(good.load(), None);
    let names = ["p", "q", "dp", "dq", "qi"];
    let other = Parts::of(&jwk(jose_vectors::key("rfc7520-3.4")));
    for (at, name) in names.into_iter().enumerate() {
        let wrong = |value: Vec<u8>| {
            let mut wrong = good.clone();
            wrong.factors.as_mut().unwrap()[at] = value;
            wrong
        };
        let own = &good.factors.as_ref().unwrap()[at];
        let flipped = |at: usize, bit: u8| {
            own.iter()
                .enumerate()
                .map(|(i, o)| if i == at { o ^ bit } else { *o })
                .collect::<Vec<_>>()
        };
        let mut values = vec![
            vec![1],
            vec![2],
            vec![3],
            own[1..].to_vec(),
            [own.as_slice(), &[1]].concat(),
            good.n.clone(),
            good.d.clone(),
        ];
        values.extend([
            flipped(0, 0x40),
            flipped(60, 1),
            flipped(own.len() - 1, 2),
            flipped(own.len() - 1, 1),
        ]);
        values.push(other.factors.as_ref().unwrap()[at].clone());
        for value in values {
            let error = wrong(value.clone())
                .jwk()
                .map(|jwk| Rsa::load(&jwk, Alg::RS256).unwrap_err());
            if let (Some(error), 2..) = (error, at) {
                assert_eq!(error, LoadError::Mismatch { what: name });
            }
        }
    }
    // p and q in the other order, with the members that belong to it, are the same key.
    let [p, q, dp, dq, qi] = good.factors.clone().unwrap();
    assert_eq!(
        Parts {
            factors: Some([q.clone(), p.clone(), dq.clone(), dp.clone(), qi.clone()]),
            ..good.clone()
        }
        .load(),
        Some(LoadError::Mismatch { what: "qi" })
    );
    assert!(
        Parts {
            factors: Some([p.clone(), p.clone(), dp.clone(), dp, qi]),
            ..good.clone()
        }
        .refused()
    );
    assert!(
        Parts {
            factors: Some([good.n.clone(), vec![1], good.d.clone(), vec![1], vec![1]]),
            ..good.clone()
        }
        .refused()
    );
    // 1 < d < n, with and without primes: the recovery of primes must never see such a d.
    for factors in [good.factors.clone(), None] {
        let mut less = good.n.clone();
        less[255] -= 1;
        for d in [
            vec![1],
            vec![2],
            vec![3],
            good.n.clone(),
            less,
            vec![0xff; 256],
            vec![0xff; 257],
            good.d[1..].to_vec(),
            other.d.clone(),
        ] {
            assert!(
                Parts {
                    d,
                    factors: factors.clone(),
                    ..good.clone()
                }
                .refused()
            );
        }
        for at in [0, 100, 255] {
            let mut d = good.d.clone();
            d[at] ^= 2;
            assert!(
                Parts {
                    d,
                    factors: factors.clone(),
                    ..good.clone()
                }
                .refused()
            );
        }
    }
    assert!(
        Parts {
            n: other.n.clone(),
            ..good.clone()
        }
        .refused()
    );
    assert!(
        Parts {
            e: vec![1, 0, 3],
            ..good.clone()
        }
        .refused()
    );
    assert!(
        Parts {
            e: vec![1, 0, 3],
            factors: None,
            ..good
        }
        .refused()
    );
}

#[test]
fn rsa_07_primes_of_the_wrong_kind() {
    assert_eq!(
        Rsa::load(&jwk(rsa_keys::SQUARE), Alg::RS256).unwrap_err(),
        LoadError::Invalid {
            what: "p and q are equal"
        }
    );
    let error = Rsa::load(&jwk(rsa_keys::UNBALANCED), Alg::RS256).unwrap_err();
    assert!(
        matches!(error, LoadError::Invalid { what } if what.contains("longer than half")),
        "{error}"
    );
    // The same without their primes.
    for text in [rsa_keys::SQUARE, rsa_keys::UNBALANCED] {
        assert!(
            Parts {
                factors: None,
                ..Parts::of(&jwk(text))
            }
            .refused()
        );
    }
    // Their public keys look like any other.
    assert!(RsaPublic::load(&jwk(rsa_keys::UNBALANCED), Alg::RS256).is_ok());
}

#[test]
fn api_03_a_failing_source_of_randomness_is_an_error() {
    let jwk = vector();
    for alg in ALGS {
        let key = Rsa::load(&jwk, alg).unwrap();
        let mut signed = false;
        for calls in 0..20 {
            match key.clone().with_random(source(calls)).sign(INPUT) {
                Ok(signature) => {
                    key.verify(INPUT, &signature).unwrap();
                    signed = true;
                }
                Err(SignError::Random) => assert!(!signed),
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
