//! Ed448, and EdDSA with keys on Ed448 (RFC 8037, section 3.1; RFC 9864; RFC 8032, sections 5.2 and 7.4).
#![cfg(feature = "ed448")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use ed448_goldilocks::{
    EdwardsPoint, EdwardsScalar, SecretKey, SigningKey, WideEdwardsScalarBytes,
};
use jose_jwa::{Ed448, Ed448Public, RustCrypto};
use jose_jwk::{Alg, Crv, Jwk, KeyUse, LoadError, Okp, Operation, Secret};
use jose_jws::{LoadSign, LoadVerify, Sign, SigningInput, Verify, VerifyFailure};
use proptest::prelude::*;
use shake::Shake256;
use shake::digest::{ExtendableOutput, Update};

/// RFC 8032, section 7.4, "1 octet".
const SEED: &str = "c4eab05d357007c632f3dbb48489924d552b08fe0c353a0d4a1f00acda2c463afbea67c5e8d2877c5e3bc397a659949ef8021e954e0a12274e";
const PUBLIC: &str = "43ba28f430cdff456ae531545f7ecd0ac834a55d9358c0372bfa0c6c6798c0866aea01eb00742802b8438ea4cb82169c235160627b4c3a9480";
const SIGNATURE: &str = "26b8f91727bd62897af15e41eb43c377efb9c610d48f2335cb0bd0087810f4352541b143c4b981b7e18f62de8ccdf633fc1bf037ab7cd779805e0dbcc0aae1cbcee1afb2e027df36bc04dcecbf154336c19f0af7e0a6472905e799f1953d2a0ff3348ab21aa4adafd1d234441cf807c03a00";
/// The same key and message with the context "foo" (section 7.4, "1 octet (with context)").
const WITH_CONTEXT: &str = "d4f8f6131770dd46f40867d6fd5d5055de43541f8c5e35abbcd001b32a89f7d2151f7647f11d8ca2ae279fb842d607217fce6e042f6815ea000c85741de5c8da1144a6a1aba7f96de42505d7a7298524fda538fccbbb754f578c1cad10d54d0d5428407e85dcbc98a49155c13764e66c3c00";
const MESSAGE: [u8; 1] = [3];
const INPUT: SigningInput<'static> = SigningInput::new(&MESSAGE);
/// The order L of the base point, least significant octet first (RFC 8032, section 5.2), in 57 octets.
const ORDER: &str = "f34458ab92c27823558fc58d72c26c219036d6ae49db4ec4e923ca7cffffffffffffffffffffffffffffffffffffffffffffffffffffff3f00";

fn octets<const N: usize>(hex: &str) -> [u8; N] {
    let octets: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    octets.try_into().unwrap()
}

fn jwk(private: bool) -> Jwk {
    let seed = private.then(|| Secret::from_slice(&octets::<57>(SEED)));
    Jwk::from_material(Okp::new(Crv::Ed448, &octets::<57>(PUBLIC), seed).unwrap())
}

fn private() -> Ed448 {
    Ed448::load(&jwk(true), Alg::Ed448).unwrap()
}

fn vector(name: &str) -> Jwk {
    Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap()
}

/// Both the key made of octets and the one loaded from a JWK.
fn load_error(x: [u8; 57]) -> LoadError {
    let error = Ed448Public::from_octets(Alg::EdDSA, &x).unwrap_err();
    let jwk = Jwk::from_material(Okp::new(Crv::Ed448, &x, None).unwrap());
    assert_eq!(Ed448Public::load(&jwk, Alg::Ed448).unwrap_err(), error);
    assert!(RustCrypto.load_verify(&jwk, Alg::EdDSA).is_err());
    error
}

#[test]
fn signs_and_verifies() {
    let signature = octets::<114>(SIGNATURE);
    for alg in [Alg::EdDSA, Alg::Ed448] {
        let key = Ed448::load(&jwk(true), alg).unwrap();
        assert_eq!(*key.sign(INPUT).unwrap(), signature);
        assert_eq!(key.signature_len(), Some(114));
        let seeded = Ed448::from_seed(alg, &octets(SEED)).unwrap();
        let parts = SigningInput::from_parts(&[b"", &MESSAGE, b""]);
        assert_eq!(*seeded.sign(parts).unwrap(), signature);
        let verifiers: [&dyn Verify; 7] = [
            &key,
            &seeded,
            &key.public(),
            &Ed448Public::from_octets(alg, &octets(PUBLIC)).unwrap(),
            // JWK-01
            &Ed448Public::load(&jwk(true), alg).unwrap(),
            &Ed448Public::load(&jwk(false), alg).unwrap(),
            &RustCrypto.load_verify(&jwk(false), alg).unwrap(),
        ];
        for verify in verifiers {
            assert_eq!(verify.alg(), alg);
            verify.verify(INPUT, &signature).unwrap();
            verify.verify(parts, &signature).unwrap();
            for other in [
                SigningInput::new(&[2]),
                SigningInput::new(&[3, 0]),
                SigningInput::new(b""),
            ] {
                let failure = verify.verify(other, &signature);
                assert!(matches!(failure, Err(VerifyFailure::Invalid)));
            }
            // EDD-07
            assert!(verify.verify(INPUT, &octets::<114>(WITH_CONTEXT)).is_err());
        }
        let signer = RustCrypto.load_sign(&jwk(true), alg).unwrap();
        assert_eq!(*signer.sign(INPUT).unwrap(), signature);
        let published = key.with_kid("one").public().to_jwk();
        assert_eq!((published.alg(), published.kid()), (Some(alg), Some("one")));
        assert_eq!(published.material(), jwk(false).material());
    }
}

/// RFC 8032, section 7.4, "Blank".
#[test]
fn signs_nothing_as_published() {
    let seed = "6c82a562cb808d10d632be89c8513ebf6c929f34ddfa8c9f63c9960ef6e348a3528c8a3fcc2f044e39a3fc5b94492f8f032e7549a20098f95b";
    let public = "5fd7449b59b461fd2ce787ec616ad46a1da1342485a70e1f8a0ea75d80e96778edf124769b46c7061bd6783df1e50f6cd1fa1abeafe8256180";
    let signature = "533a37f6bbe457251f023c0d88f976ae2dfb504a843e34d2074fd823d41a591f2b233f034f628281f2fd7a22ddd47d7828c59bd0a21bfd3980ff0d2028d4b18a9df63e006c5d1c2d345b925d8dc00b4104852db99ac5c7cdda8530a113a0f4dbb61149f05a7363268c71d95808ff2e652600";
    let key = Ed448::from_seed(Alg::Ed448, &octets(seed)).unwrap();
    let public = Ed448Public::from_octets(Alg::Ed448, &octets(public)).unwrap();
    assert_eq!(key.public().to_jwk().material(), public.to_jwk().material());
    for nothing in [SigningInput::new(b""), SigningInput::from_parts(&[])] {
        assert_eq!(*key.sign(nothing).unwrap(), octets::<114>(signature));
        public.verify(nothing, &octets::<114>(signature)).unwrap();
    }
}

#[test]
fn edd_01_s_is_below_the_order() {
    let (key, signature) = (private(), octets::<114>(SIGNATURE));
    let order = octets::<57>(ORDER);
    let mut twin = signature;
    let mut carry = 0;
    for (digit, order) in twin[57..].iter_mut().zip(order) {
        let sum = u16::from(*digit) + u16::from(order) + carry;
        [*digit, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    let mut bit = signature;
    bit[113] = 0x80;
    let mut top = signature;
    top[113] = 1;
    for forged in [twin, bit, top] {
        assert!(key.verify(INPUT, &forged).is_err());
    }
    for s in [order, [0; 57], [0xff; 57]] {
        let mut forged = signature;
        forged[57..].copy_from_slice(&s);
        assert!(key.verify(INPUT, &forged).is_err());
    }
}

/// p = 2^448 − 2^224 − 1, least significant octet first, plus `more`, and the last octet.
fn y(more: u8, last: u8) -> [u8; 57] {
    let mut octets = [0xff; 57];
    octets[28] = 0xfe;
    octets[56] = last;
    let mut carry = u16::from(more);
    for octet in &mut octets[..56] {
        let sum = u16::from(*octet) + carry;
        [*octet, _] = sum.to_le_bytes();
        carry = sum >> 8;
    }
    octets
}

#[test]
fn edd_02_edd_03_keys_of_small_order_or_in_another_encoding() {
    let small = |first: u8| {
        let mut octets = [0; 57];
        octets[0] = first;
        octets
    };
    let mut minus_one = y(0, 0);
    minus_one[0] = 0xfe;
    let signed = |mut octets: [u8; 57]| {
        octets[56] |= 0x80;
        octets
    };
    let small_order = "x is not a point on Ed448 that may be a key";
    let not_canonical = "x is not a canonical encoding";
    for (x, what) in [
        (small(1), small_order),
        (small(0), small_order),
        (minus_one, small_order),
        (y(0, 0), not_canonical),
        (y(1, 0), not_canonical),
        (y(2, 0), not_canonical),
    ] {
        for x in [x, signed(x)] {
            assert_eq!(load_error(x), LoadError::Invalid { what });
        }
    }
    // Bits of the last octet that mean nothing.
    for bit in 0..7 {
        let mut x = octets::<57>(PUBLIC);
        x[56] |= 1 << bit;
        let what = not_canonical;
        assert_eq!(load_error(x), LoadError::Invalid { what });
    }
    // R in these encodings.
    let (key, signature) = (private(), octets::<114>(SIGNATURE));
    for r in [small(1), small(0), minus_one, y(0, 0), y(1, 0), y(2, 0)] {
        let mut forged = signature;
        forged[..57].copy_from_slice(&r);
        assert!(key.verify(INPUT, &forged).is_err());
        forged[57..].fill(0);
        assert!(key.verify(INPUT, &forged).is_err());
    }
    for bit in 0..8 {
        let mut forged = signature;
        forged[56] ^= 1 << bit;
        assert!(key.verify(INPUT, &forged).is_err());
    }
}

/// Points of the right order have a second encoding too, with p added to y.
#[test]
fn edd_02_keys_whose_y_is_not_below_p() {
    let mut twins = 0;
    for first in 0..=255 {
        let mut x = [0; 57];
        x[0] = first;
        if Ed448Public::from_octets(Alg::EdDSA, &x).is_ok() {
            for last in [0, 0x80] {
                let error = LoadError::Invalid {
                    what: "x is not a canonical encoding",
                };
                assert_eq!(load_error(y(first, last)), error, "{first}");
            }
            twins += 1;
        }
    }
    assert!(twins > 10, "{twins}");
}

/// A signature by RFC 8032, section 5.2.6, whose signer wrote R as it pleased and hashed it like that.
fn signed_with(write: impl FnOnce(&mut [u8; 57])) -> [u8; 114] {
    let key = SigningKey::from(SecretKey::from(octets::<57>(SEED)));
    let nonce = EdwardsScalar::from(42_u32);
    let mut r = (EdwardsPoint::GENERATOR * nonce).to_affine().compress().0;
    write(&mut r);
    let mut hash = Shake256::default();
    for part in [
        b"SigEd448",
        &[0, 0][..],
        &r,
        &octets::<57>(PUBLIC),
        &MESSAGE,
    ] {
        hash.update(part);
    }
    let mut digest = WideEdwardsScalarBytes::default();
    hash.finalize_xof_into(&mut digest);
    let s = nonce + EdwardsScalar::from_bytes_mod_order_wide(&digest) * key.to_scalar();
    let mut signature = [0; 114];
    signature[..57].copy_from_slice(&r);
    signature[57..].copy_from_slice(&s.to_bytes_rfc_8032());
    signature
}

#[test]
fn edd_02_r_has_one_encoding() {
    let key = private();
    key.verify(INPUT, &signed_with(|_| ())).unwrap();
    for bit in 0..8 {
        let forged = signed_with(|r| r[56] ^= 1 << bit);
        assert!(key.verify(INPUT, &forged).is_err(), "{bit}");
    }
}

/// The key's point plus the point of order 2, which is (−x, −y): in no group of prime order.
#[test]
fn edd_03_a_key_with_a_part_of_small_order() {
    let (public, mut x, mut borrow) = (octets::<57>(PUBLIC), y(0, 0), 0);
    for (digit, public) in x[..56].iter_mut().zip(public) {
        let difference = i16::from(*digit) - i16::from(public) - borrow;
        [*digit, _] = difference.to_le_bytes();
        borrow = i16::from(difference < 0);
    }
    x[56] = public[56] ^ 0x80;
    for sign in [0, 0x80] {
        x[56] ^= sign;
        assert!(matches!(load_error(x), LoadError::Invalid { .. }));
    }
}

#[test]
fn edd_04_only_114_octets_are_a_signature() {
    let (key, signature) = (private(), octets::<114>(SIGNATURE));
    for len in (0..114).chain([113]) {
        assert!(key.verify(INPUT, &signature[..len]).is_err());
    }
    for wrong in [
        [&signature[..], &[0]].concat(),
        [&[0], &signature[..]].concat(),
        signature.repeat(2),
        vec![0; 64],
    ] {
        let failure = key.verify(INPUT, &wrong);
        assert!(matches!(failure, Err(VerifyFailure::Invalid)));
    }
}

#[test]
fn edd_05_x_belongs_to_d() {
    let (x, d) = (octets::<57>(PUBLIC), octets::<57>(SEED));
    let mut other = d;
    other[0] ^= 1;
    let mut sign = x;
    sign[56] ^= 0x80;
    for (x, d) in [(x, other), (sign, d), ([0; 57], d)] {
        let pair = Okp::new(Crv::Ed448, &x, Some(Secret::from_slice(&d))).unwrap();
        let error = Ed448::load(&Jwk::from_material(pair), Alg::EdDSA).unwrap_err();
        assert_eq!(error, LoadError::Mismatch { what: "x and d" });
    }
    // JWK-02
    let error = Ed448::load(&jwk(false), Alg::Ed448).unwrap_err();
    assert_eq!(error, LoadError::NoPrivateKey);
}

#[test]
fn alg_17_alg_22_other_curves_and_algorithms() {
    for name in [
        "rfc8037-a1",
        "rfc8037-a6-bob",
        "rfc8037-a7-dave",
        "rfc7515-a1",
        "rfc7515-a3",
    ] {
        let jwk = vector(name);
        for alg in [Alg::EdDSA, Alg::Ed448] {
            let error = LoadError::wrong_key_type(alg, "OKP Ed448", &jwk);
            assert_eq!(Ed448::load(&jwk, alg).unwrap_err(), error);
            assert_eq!(Ed448Public::load(&jwk, alg).unwrap_err(), error);
        }
        assert!(RustCrypto.load_verify(&jwk, Alg::Ed448).is_err());
        assert!(RustCrypto.load_sign(&jwk, Alg::Ed448).is_err());
    }
    for alg in [Alg::Ed25519, Alg::ES256, Alg::HS256, Alg::RS256] {
        assert!(matches!(
            Ed448::from_seed(alg, &[7; 57]),
            Err(LoadError::WrongKeyType { .. })
        ));
        assert!(Ed448::load(&jwk(true), alg).is_err());
        assert!(Ed448Public::load(&jwk(true), alg).is_err());
        assert!(RustCrypto.load_verify(&jwk(true), alg).is_err());
    }
    for alg in [
        Alg::ECDH_ES,
        Alg::new("ed448"),
        Alg::new("none"),
        Alg::new("Ed448ph"),
    ] {
        assert!(Ed448::from_seed(alg, &[7; 57]).is_err());
        assert!(Ed448::load(&jwk(true), alg).is_err());
    }
    // A key that says EdDSA is not one for Ed448, nor the other way round.
    for (own, other) in [(Alg::EdDSA, Alg::Ed448), (Alg::Ed448, Alg::EdDSA)] {
        let jwk = jwk(true).with_alg(own);
        assert!(Ed448::load(&jwk, own).is_ok() && Ed448Public::load(&jwk, own).is_ok());
        for error in [
            Ed448::load(&jwk, other).unwrap_err(),
            Ed448Public::load(&jwk, other).unwrap_err(),
        ] {
            assert!(matches!(error, LoadError::NotPermitted(_)));
        }
    }
}

#[test]
fn jwk_03_jwk_04_what_the_key_says_binds() {
    let ops = |operation: Operation| jwk(true).with_key_ops([operation.into()]);
    let encrypts = jwk(true).with_use(KeyUse::Enc);
    for alg in [Alg::EdDSA, Alg::Ed448] {
        for jwk in [&encrypts, &ops(Operation::Encrypt), &ops(Operation::Verify)] {
            let error = Ed448::load(jwk, alg).unwrap_err();
            assert!(matches!(error, LoadError::NotPermitted(_)));
            assert!(RustCrypto.load_sign(jwk, alg).is_err());
        }
        for jwk in [&encrypts, &ops(Operation::Encrypt)] {
            let error = Ed448Public::load(jwk, alg).unwrap_err();
            assert!(matches!(error, LoadError::NotPermitted(_)));
            assert!(RustCrypto.load_verify(jwk, alg).is_err());
        }
        assert!(Ed448Public::load(&ops(Operation::Verify), alg).is_ok());
        assert!(Ed448::load(&ops(Operation::Sign), alg).is_ok());
        // JWK-01: of a private key that signs the public part verifies.
        assert!(Ed448Public::load(&ops(Operation::Sign), alg).is_ok());
    }
}

#[test]
fn jwk_16_debug_shows_names_only() {
    let key = private().with_kid("one");
    let names = format!("{{ alg: {:?}, kid: Some(\"one\"), .. }}", Alg::Ed448);
    assert_eq!(format!("{key:?}"), format!("Ed448 {names}"));
    assert_eq!(
        format!("{:?}", key.public()),
        format!("Ed448Public {names}")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_turned_bit_is_never_valid(at in 0..114_usize, bit in 0..8_u8) {
        let mut signature = octets::<114>(SIGNATURE);
        signature[at] ^= 1 << bit;
        prop_assert!(private().verify(INPUT, &signature).is_err());
    }

    /// DOS-01
    #[test]
    fn any_octets_are_a_key_or_an_error(mut x in prop::collection::vec(any::<u8>(), 57)) {
        x[56] &= 0x80;
        let x: [u8; 57] = x.try_into().unwrap();
        if let Ok(key) = Ed448Public::from_octets(Alg::EdDSA, &x) {
            prop_assert!(key.verify(INPUT, &[0; 114]).is_err());
        }
    }
}
