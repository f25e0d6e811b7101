//! EdDSA and Ed25519 (RFC 8037, section 3.1; RFC 9864; RFC 8032, section 5.1).
#![cfg(feature = "eddsa")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Ed25519, Ed25519Public};
use jose_jwk::{Alg, Crv, Jwk, Key, LoadError, Material, Okp, Secret};
use jose_jws::{Sign, SigningInput, Verify, VerifyFailure};
use proptest::prelude::*;

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");

/// Of RFC 8037, appendix A.1 over [`INPUT`].
const SIGNATURE: &str = "58d3b7478a5dac43156787211887fba326e13e89ff496f7514edcde295cd8b27\
                         b05e2dcc29c22b964df9579373f0174436c00fbc2060ed0eb0327a71ab6dac0c";

fn octets<const N: usize>(hex: &str) -> [u8; N] {
    let octets: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    octets.try_into().unwrap()
}

fn vector(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap()
}

fn material(jwk: &Jwk) -> &Okp {
    match jwk.material() {
        Material::Okp(okp) => okp,
        other => panic!("{other:?}"),
    }
}

fn private() -> Ed25519 {
    Ed25519::load(&vector("rfc8037-a1"), Alg::EdDSA).unwrap()
}

/// Both the key made of octets and the one loaded from a JWK.
fn load_error(x: [u8; 32]) -> LoadError {
    let error = Ed25519Public::from_octets(Alg::EdDSA, &x).unwrap_err();
    let jwk = Jwk::from_material(Okp::new(Crv::Ed25519, &x, None).unwrap());
    assert_eq!(Ed25519Public::load(&jwk, Alg::Ed25519).unwrap_err(), error);
    error
}

#[test]
fn signs_and_verifies() {
    let key = private();
    let signature = key.sign(INPUT).unwrap();
    assert_eq!(*signature, octets::<64>(SIGNATURE));
    assert_eq!(
        *key.sign(SigningInput::from_parts(&[b"header.", b"", b"payload"]))
            .unwrap(),
        *signature
    );
    let jwk = vector("rfc8037-a1");
    let seed: [u8; 32] = material(&jwk)
        .d()
        .unwrap()
        .expose_secret()
        .try_into()
        .unwrap();
    let x: [u8; 32] = material(&jwk).x().try_into().unwrap();
    // JWK-01: of the private key the public half verifies.
    let verifiers: [&dyn Verify; 6] = [
        &key,
        &key.public(),
        &Ed25519::from_seed(Alg::Ed25519, &seed).unwrap(),
        &Ed25519Public::from_octets(Alg::Ed25519, &x).unwrap(),
        &Ed25519Public::load(&jwk, Alg::EdDSA).unwrap(),
        &Ed25519Public::load(&vector("rfc8037-a2"), Alg::Ed25519).unwrap(),
    ];
    for verify in verifiers {
        verify.verify(INPUT, &signature).unwrap();
        verify
            .verify(
                SigningInput::from_parts(&[b"header", b".payload"]),
                &signature,
            )
            .unwrap();
        for other in [
            SigningInput::new(b"header.payloae"),
            SigningInput::new(b""),
            SigningInput::from_parts(&[]),
        ] {
            assert!(matches!(
                verify.verify(other, &signature),
                Err(VerifyFailure::Invalid)
            ));
        }
        // EDD-07: signatures of Ed25519ph and Ed25519ctx over the same message by the same key.
        for other in [
            "40415dcd9887e1e467f4ca174432e4274b1c702f035bb7f60b1033712ec9707a8e75ab0575384b101fffcd9df49c3bbc3bb1d9f06b23d44db87bf8e03f6cd10f",
            "50476cc89f763612b0230605bbebd313292a8bc8259cf95721ec16b52622172d528f9d573fdbbb3adc165c2916df8d0175f1bdc375069e0c92b914f3d316c70f",
        ] {
            assert!(verify.verify(INPUT, &octets::<64>(other)).is_err());
        }
    }
}

#[test]
fn edd_01_s_is_below_the_order() {
    let key = private();
    let signature: [u8; 64] = octets(SIGNATURE);
    let order: [u8; 32] =
        octets("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let mut twin = signature;
    let mut carry = 0;
    for (digit, order) in twin[32..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(order) + carry;
        [*digit, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    assert_eq!(carry, 0);
    assert!(key.verify(INPUT, &twin).is_err());
    for s in [
        order,
        [0xff; 32],
        [0; 32],
        octets("ecd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"),
    ] {
        let mut forged = signature;
        forged[32..].copy_from_slice(&s);
        assert!(key.verify(INPUT, &forged).is_err());
        assert!(key.public().verify(INPUT, &forged).is_err());
    }
}

#[test]
fn edd_02_edd_03_r_of_small_order_or_in_another_encoding() {
    let key = private();
    for forged in [
        // R is the neutral point and S = k·a: satisfies the equation that a lax verifier checks.
        "0100000000000000000000000000000000000000000000000000000000000000c31e1de5471c38c35e6b48012f015cc1e7ac786fc2a29c61d832e105d06be106",
        // The same with the point of order 2, which satisfies it times the cofactor.
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f1afc06fc0413bd1b19d60952d105be4eca1027779312b81fb12aa4692adcf504",
        // The same with the neutral point written as y = p + 1.
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f41c8787b674a4cce4ee658c288f49e087f533d6b77fec4ef454185ea1ac2a50c",
    ] {
        assert!(
            key.verify(INPUT, &octets::<64>(forged)).is_err(),
            "{forged}"
        );
        assert!(
            key.public().verify(INPUT, &octets::<64>(forged)).is_err(),
            "{forged}"
        );
    }
}

#[test]
fn edd_03_points_of_small_order_are_no_keys() {
    for x in [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    ] {
        assert_eq!(
            load_error(octets(x)),
            LoadError::Invalid {
                what: "x is a point of small order"
            },
            "{x}"
        );
    }
}

#[test]
fn edd_02_keys_have_one_encoding() {
    for x in [
        // −0 with y = 1 and y = −1
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        // y = p, p + 1, and other values from p to 2^255 − 1
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        // no point at all: y = 2
        "0200000000000000000000000000000000000000000000000000000000000000",
    ] {
        assert!(
            matches!(load_error(octets(x)), LoadError::Invalid { .. }),
            "{x}"
        );
    }
}

#[test]
fn edd_04_only_64_octets_are_a_signature() {
    let key = private();
    let signature: [u8; 64] = octets(SIGNATURE);
    for len in 0..64 {
        assert!(key.verify(INPUT, &signature[..len]).is_err());
        assert!(key.verify(INPUT, &signature[64 - len..]).is_err());
    }
    for wrong in [
        [&signature[..], &[0]].concat(),
        [&[0], &signature[..]].concat(),
        signature.repeat(2),
        vec![0; 114],
    ] {
        assert!(matches!(
            key.verify(INPUT, &wrong),
            Err(VerifyFailure::Invalid)
        ));
    }
}

#[test]
fn edd_05_x_belongs_to_d() {
    let jwk = vector("rfc8037-a1");
    let (x, d) = (material(&jwk).x(), material(&jwk).d().unwrap());
    let mut other: [u8; 32] = d.expose_secret().try_into().unwrap();
    other[0] ^= 1;
    let foreign = Ed25519::from_seed(Alg::EdDSA, &other).unwrap();
    assert!(foreign.verify(INPUT, &octets::<64>(SIGNATURE)).is_err());
    for (x, d) in [
        (x.to_vec(), Secret::from_slice(&other)),
        ([&x[..31], &[x[31] ^ 0x80]].concat(), d.clone()),
        (vec![0; 32], d.clone()),
    ] {
        let pair = Jwk::from_material(Okp::new(Crv::Ed25519, &x, Some(d)).unwrap());
        assert_eq!(
            Ed25519::load(&pair, Alg::EdDSA).unwrap_err(),
            LoadError::Mismatch { what: "x and d" }
        );
    }
    // JWK-02
    assert_eq!(
        Ed25519::load(&vector("rfc8037-a2"), Alg::EdDSA).unwrap_err(),
        LoadError::NoPrivateKey
    );
}

#[test]
fn alg_17_alg_22_other_curves_and_algorithms() {
    let ed448 = Jwk::from_material(
        Okp::new(Crv::Ed448, &[1; 57], Some(Secret::from_slice(&[1; 57]))).unwrap(),
    );
    let mut others = vec![ed448];
    others.extend(
        [
            "rfc8037-a6-bob",
            "rfc8037-a7-dave",
            "rfc7515-a1",
            "rfc7515-a2",
            "rfc7515-a3",
        ]
        .map(vector),
    );
    for jwk in &others {
        for alg in [Alg::EdDSA, Alg::Ed25519] {
            for error in [
                Ed25519::load(jwk, alg).unwrap_err(),
                Ed25519Public::load(jwk, alg).unwrap_err(),
            ] {
                assert!(
                    matches!(
                        error,
                        LoadError::WrongKeyType {
                            expected: "OKP Ed25519",
                            ..
                        }
                    ),
                    "{error:?}"
                );
            }
        }
    }
    let jwk = vector("rfc8037-a1");
    for alg in [Alg::ES256, Alg::HS256, Alg::RS256] {
        assert!(matches!(
            Ed25519::from_seed(alg, &[7; 32]),
            Err(LoadError::WrongKeyType { .. })
        ));
        assert!(matches!(
            Ed25519::load(&jwk, alg),
            Err(LoadError::WrongKeyType { .. })
        ));
        assert!(matches!(
            Ed25519Public::load(&jwk, alg),
            Err(LoadError::WrongKeyType { .. })
        ));
    }
    for alg in [
        Alg::Ed448,
        Alg::ECDH_ES,
        Alg::new("ed25519"),
        Alg::new("none"),
    ] {
        assert!(Ed25519::from_seed(alg, &[7; 32]).is_err());
        assert!(Ed25519::load(&jwk, alg).is_err());
        assert!(Ed25519Public::load(&jwk, alg).is_err());
    }
    // A key that says EdDSA is not one for Ed25519, nor the other way round.
    for (own, other) in [(Alg::EdDSA, Alg::Ed25519), (Alg::Ed25519, Alg::EdDSA)] {
        let jwk = vector("rfc8037-a1").with_alg(own);
        assert!(Ed25519::load(&jwk, own).is_ok() && Ed25519Public::load(&jwk, own).is_ok());
        assert!(matches!(
            Ed25519::load(&jwk, other),
            Err(LoadError::NotPermitted(_))
        ));
        assert!(matches!(
            Ed25519Public::load(&jwk, other),
            Err(LoadError::NotPermitted(_))
        ));
    }
}

#[test]
fn jwk_16_debug_shows_names_only() {
    let key = private().with_kid("one");
    assert_eq!(
        format!("{key:?}"),
        format!(
            "Ed25519 {{ alg: {:?}, kid: Some(\"one\"), .. }}",
            Alg::EdDSA
        )
    );
    assert_eq!(
        (key.public().alg(), key.public().kid()),
        (Alg::EdDSA, Some("one"))
    );
}

proptest! {
    /// DOS-01
    #[test]
    fn random_octets_are_no_signature(signature in prop::collection::vec(any::<u8>(), 0..70)) {
        prop_assert!(private().verify(INPUT, &signature).is_err());
    }

    #[test]
    fn any_octets_are_a_key_or_an_error(x in any::<[u8; 32]>()) {
        if let Ok(key) = Ed25519Public::from_octets(Alg::EdDSA, &x) {
            prop_assert!(key.verify(INPUT, &[0; 64]).is_err());
        }
    }
}
