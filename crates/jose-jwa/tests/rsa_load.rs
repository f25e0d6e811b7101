//! Which RSA keys are loaded (RFC 7518, sections 3.3, 3.5 and 6.3).
#![cfg(all(feature = "sys_rng", feature = "rsa"))]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

mod rsa_keys;

use jose_jwa::{KeyRules, Rsa, RsaPublic, RustCrypto};
use jose_jwk::{Alg, Jwk, LoadError};
use jose_jws::{LoadSign, LoadVerify, Sign, SigningInput};

use rsa_keys::{Parts, jwk, less_primes, material, plus, vector};

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");
const ALGS: [Alg<'static>; 6] = [
    Alg::RS256,
    Alg::RS384,
    Alg::RS512,
    Alg::PS256,
    Alg::PS384,
    Alg::PS512,
];

fn rules(change: impl FnOnce(&mut KeyRules)) -> KeyRules {
    let mut rules = KeyRules::default();
    change(&mut rules);
    rules
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
        // d + (p − 1)(q − 1) does what d does, and is above n.
        let above = plus(&good.d, &less_primes(&good));
        assert!(above.len() == 256 && above > good.n);
        assert_eq!(
            Parts {
                d: above,
                factors: factors.clone(),
                ..good.clone()
            }
            .load(),
            Some(LoadError::Invalid {
                what: "d is not between 1 and n"
            })
        );
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
