//! ES256, ES384, ES512 (RFC 7518, section 3.4), ES256K (RFC 8812, section 3.2). The vectors hold the published values.
#![cfg(feature = "ecdsa")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Ecdsa, EcdsaPublic};
use jose_jwk::{Alg, Ec, Jwk, Key, LoadError, Material};
use jose_jws::{Sign, SigningInput, Verify, VerifyFailure};
use proptest::prelude::*;

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");

/// Algorithm, name of a vector key, length of the field.
const KEYS: [(Alg<'static>, &str, usize); 4] = [
    (Alg::ES256, "rfc6979-p-256", 32),
    (Alg::ES384, "rfc6979-p-384", 48),
    (Alg::ES512, "rfc6979-p-521", 66),
    (Alg::ES256K, "edge-es256k", 32),
];

/// The orders n of the groups (SEC 2, sections 2.4.2, 2.5.1, 2.6.1 and 2.4.1).
const ORDERS: [&str; 4] = [
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
];

fn octets(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

/// a − b for numbers of one length, a ≥ b.
fn minus(a: &[u8], b: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut difference: Vec<u8> = a
        .iter()
        .zip(b)
        .rev()
        .map(|(a, b)| {
            let digit = i16::from(*a) - i16::from(*b) - borrow;
            borrow = i16::from(digit < 0);
            u8::try_from(digit.rem_euclid(256)).unwrap()
        })
        .collect();
    difference.reverse();
    difference
}

fn one(len: usize) -> Vec<u8> {
    let mut one = vec![0; len];
    one[len - 1] = 1;
    one
}

fn vector(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap()
}

fn material(jwk: &Jwk) -> &Ec {
    match jwk.material() {
        Material::Ec(ec) => ec,
        other => panic!("{other:?}"),
    }
}

fn private(alg: Alg<'_>, name: &str) -> Ecdsa {
    Ecdsa::load(&vector(name), alg).unwrap()
}

#[test]
fn ecd_12_signing_is_deterministic_and_verifies() {
    for (alg, name, len) in KEYS {
        let key = private(alg, name);
        let signature = key.sign(INPUT).unwrap();
        assert_eq!(signature.len(), 2 * len);
        assert!(signature.is_inline());
        assert_eq!(*key.sign(INPUT).unwrap(), *signature);
        assert_eq!(
            *key.sign(SigningInput::from_parts(&[b"header", b".", b"payload"]))
                .unwrap(),
            *signature
        );
        assert_ne!(
            *key.sign(SigningInput::new(b"header.payloae")).unwrap(),
            *signature
        );
        let verifiers: [&dyn Verify; 3] = [
            &key,
            &key.public(),
            &EcdsaPublic::load(&vector(name), alg).unwrap(),
        ];
        for verify in verifiers {
            verify.verify(INPUT, &signature).unwrap();
            verify
                .verify(
                    SigningInput::from_parts(&[b"head", b"", b"er.payload"]),
                    &signature,
                )
                .unwrap();
            assert!(
                verify
                    .verify(SigningInput::new(b"header.payloae"), &signature)
                    .is_err()
            );
        }
        // ECD-13: there is nothing to sign, and it is signed.
        let empty = key.sign(SigningInput::new(b"")).unwrap();
        key.verify(SigningInput::from_parts(&[]), &empty).unwrap();
    }
}

#[test]
fn ecd_07_a_high_s_is_accepted() {
    for ((alg, name, len), order) in KEYS.into_iter().zip(ORDERS) {
        let key = private(alg, name);
        let signature = key.sign(INPUT).unwrap();
        let (r, s) = signature.split_at(len);
        let twin = [r, &minus(&octets(order), s)].concat();
        assert_ne!(*twin, *signature);
        key.verify(INPUT, &twin).unwrap();
        key.public().verify(INPUT, &twin).unwrap();
        // r has no twin.
        assert!(
            key.verify(INPUT, &[&minus(&octets(order), r), s].concat())
                .is_err()
        );
    }
}

/// ES256K signs with the low s, whatever the nonce; the vectors hold a high one.
#[test]
fn ecd_07_es256k_makes_a_low_s_and_takes_both() {
    let key = private(Alg::ES256K, "edge-es256k");
    let half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    for number in 0..40_u8 {
        let message = [number];
        let signature = key.sign(SigningInput::new(&message)).unwrap();
        assert!(signature[32..] <= *octets(half));
    }
}

#[test]
fn ecd_01_02_numbers_at_the_edges_are_refused() {
    for ((alg, name, len), order) in KEYS.into_iter().zip(ORDERS) {
        let key = private(alg, name);
        let signature = key.sign(INPUT).unwrap();
        let (r, s) = signature.split_at(len);
        let n = octets(order);
        let edges = [
            vec![0; len],
            one(len),
            minus(&n, &one(len)),
            n,
            vec![0xff; len],
        ];
        for edge in &edges {
            for other in edges.iter().map(Vec::as_slice).chain([r, s]) {
                for forged in [[edge, other].concat(), [other, edge].concat()] {
                    assert!(
                        matches!(key.verify(INPUT, &forged), Err(VerifyFailure::Invalid)),
                        "{alg}"
                    );
                }
            }
        }
    }
}

#[test]
fn ecd_03_04_05_only_the_exact_length_is_read() {
    for (alg, name, len) in KEYS {
        let key = private(alg, name);
        let signature = key.sign(INPUT).unwrap();
        let (r, s) = signature.split_at(len);
        for wrong in [
            vec![],
            r.to_vec(),
            signature[1..].to_vec(),
            signature[..2 * len - 1].to_vec(),
            [&signature, &[0][..]].concat(),
            [&[0], &*signature].concat(),
            [&[0], r, &[0], s].concat(),
            [&signature, &*signature].concat(),
            [&r[1..], &s[1..]].concat(),
            // DER
            [&[0x30, 0x45, 0x02, 0x21, 0], r, &[0x02, 0x20], s].concat(),
        ] {
            assert!(
                matches!(key.verify(INPUT, &wrong), Err(VerifyFailure::Invalid)),
                "{alg} {}",
                wrong.len()
            );
        }
        // Of another curve's length.
        for (_, _, other) in KEYS.into_iter().filter(|(_, _, other)| *other != len) {
            assert!(key.verify(INPUT, &vec![1; 2 * other]).is_err());
        }
    }
}

#[test]
fn ecd_08_points_that_are_none() {
    for (alg, name, len) in KEYS {
        let jwk = vector(name);
        let (x, y) = (material(&jwk).x(), material(&jwk).y());
        EcdsaPublic::from_coordinates(alg, x, y).unwrap();
        let mut off = y.to_vec();
        off[len - 1] ^= 1;
        for (x, y) in [
            (x, off.as_slice()),
            (y, x),
            (&vec![0; len], &vec![0; len]),
            (&vec![0xff; len], y),
            (x, &vec![0xff; len]),
        ] {
            let error = EcdsaPublic::from_coordinates(alg, x, y).unwrap_err();
            assert!(matches!(error, LoadError::Invalid { .. }), "{error:?}");
            let jwk = Jwk::from_material(Ec::new(material(&jwk).crv(), x, y, None).unwrap());
            assert_eq!(EcdsaPublic::load(&jwk, alg).unwrap_err(), error);
        }
    }
}

#[test]
fn ecd_09_coordinates_of_another_length_are_refused() {
    for (alg, name, len) in KEYS {
        let jwk = vector(name);
        let (x, y) = (material(&jwk).x(), material(&jwk).y());
        for (x, y) in [
            (&x[1..], y),
            (x, &y[1..]),
            (&[&[0], x].concat(), y),
            (x, &[y, &[0]].concat()),
            // Neither the compressed form nor the whole point in one member.
            (&[&[2], x].concat(), &[]),
            (&[&[4], x, y].concat(), &[]),
            (&[], &[]),
            // The right octets, cut at another place.
            (&x[..len - 1], &[&x[len - 1..], y].concat()),
            (&[x, &y[..1]].concat(), &y[1..]),
        ] {
            assert!(matches!(
                EcdsaPublic::from_coordinates(alg, x, y),
                Err(LoadError::Invalid { .. })
            ));
        }
    }
}

#[test]
fn ecd_10_scalars_that_are_none() {
    for ((alg, name, len), order) in KEYS.into_iter().zip(ORDERS) {
        let jwk = vector(name);
        let d = material(&jwk).d().unwrap().expose_secret();
        Ecdsa::from_scalar(alg, d).unwrap();
        let n = octets(order);
        Ecdsa::from_scalar(alg, &minus(&n, &one(len))).unwrap();
        for wrong in [
            vec![],
            vec![0; len],
            n.clone(),
            vec![0xff; len],
            // Shorter scalars would be filled up with zeros by the crate.
            d[1..].to_vec(),
            vec![7; len - 1],
            vec![7; 24],
            [&[0], d].concat(),
            [d, &[0]].concat(),
        ] {
            assert!(
                matches!(
                    Ecdsa::from_scalar(alg, &wrong),
                    Err(LoadError::Invalid { .. })
                ),
                "{alg} {}",
                wrong.len()
            );
        }
        // A pair that is none.
        let (x, y) = (material(&jwk).x(), material(&jwk).y());
        for other in [one(len), minus(&n, d)] {
            let pair = Ec::new(
                material(&jwk).crv(),
                x,
                y,
                Some(jose_jwk::Secret::new(other)),
            )
            .unwrap();
            let error = Ecdsa::load(&Jwk::from_material(pair), alg).unwrap_err();
            assert_eq!(error, LoadError::Mismatch { what: "x, y and d" });
        }
    }
}

#[test]
fn alg_15_a_curve_has_one_algorithm() {
    for (alg, _, _) in KEYS {
        for (own, name, _) in KEYS {
            let jwk = vector(name);
            assert_eq!(Ecdsa::load(&jwk, alg).is_ok(), alg == own);
            assert_eq!(EcdsaPublic::load(&jwk, alg).is_ok(), alg == own);
            if alg != own {
                let error = EcdsaPublic::load(&jwk, alg).unwrap_err();
                assert_eq!(error.code(), "load/wrong-key-type");
                let crv = jwk.crv().unwrap();
                assert!(error.to_string().contains(crv.name()), "{error}");
            }
        }
        for other in ["rfc7515-a1", "rfc7515-a2", "rfc8037-a1"] {
            assert!(matches!(
                Ecdsa::load(&vector(other), alg),
                Err(LoadError::WrongKeyType { .. })
            ));
            assert!(matches!(
                EcdsaPublic::load(&vector(other), alg),
                Err(LoadError::WrongKeyType { .. })
            ));
        }
    }
    for alg in [Alg::HS256, Alg::RS256, Alg::EdDSA] {
        assert!(matches!(
            Ecdsa::from_scalar(alg, &[7; 32]),
            Err(LoadError::WrongKeyType { .. })
        ));
        assert!(matches!(
            EcdsaPublic::load(&vector("rfc7515-a3"), alg),
            Err(LoadError::WrongKeyType { .. })
        ));
    }
    // ALG-18: an encryption algorithm is none of ours.
    for alg in [
        Alg::ECDH_ES,
        Alg::new("none"),
        Alg::new("ES257"),
        Alg::new("ES256k"),
    ] {
        assert!(Ecdsa::from_scalar(alg, &[7; 32]).is_err());
        assert!(EcdsaPublic::load(&vector("rfc7515-a3"), alg).is_err());
    }
}

#[test]
fn jwk_01_02_private_and_public_halves() {
    for (alg, name, _) in KEYS {
        let jwk = vector(name);
        let public = jwk.to_public().unwrap();
        assert_eq!(
            Ecdsa::load(&public, alg).unwrap_err(),
            LoadError::NoPrivateKey
        );
        let signature = private(alg, name).sign(INPUT).unwrap();
        EcdsaPublic::load(&jwk, alg)
            .unwrap()
            .verify(INPUT, &signature)
            .unwrap();
        EcdsaPublic::load(&public, alg)
            .unwrap()
            .verify(INPUT, &signature)
            .unwrap();
        // JWK-16
        let key = private(alg, name).with_kid("one");
        assert_eq!(key.public().kid(), Some("one"));
        assert_eq!(
            format!("{key:?}"),
            format!("Ecdsa {{ alg: {alg:?}, kid: Some(\"one\"), .. }}")
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// DOS-01
    #[test]
    fn random_octets_are_no_signature(signature in prop::collection::vec(any::<u8>(), 0..140), curve in 0usize..4) {
        let (alg, name, _) = KEYS[curve];
        prop_assert!(EcdsaPublic::load(&vector(name), alg).unwrap().verify(INPUT, &signature).is_err());
    }

    #[test]
    fn random_octets_are_no_point(x in prop::collection::vec(any::<u8>(), 32), y in prop::collection::vec(any::<u8>(), 32)) {
        prop_assert!(EcdsaPublic::from_coordinates(Alg::ES256, &x, &y).is_err());
    }
}
