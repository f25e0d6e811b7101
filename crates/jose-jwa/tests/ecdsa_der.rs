//! ECDSA signatures from DER and to DER (RFC 3279, section 2.2.3).
#![cfg(feature = "ecdsa")]
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Ecdsa, EcdsaDerError, ecdsa_from_der, ecdsa_to_der};
use jose_jwk::Alg;
use jose_jws::{Sign, SignError, SigningInput, Verify};
use proptest::prelude::*;

/// With the length of the field.
const ALGS: [(Alg<'static>, usize); 4] = [
    (Alg::ES256, 32),
    (Alg::ES384, 48),
    (Alg::ES512, 66),
    (Alg::ES256K, 32),
];

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u8::try_from(content.len()).unwrap();
    let head = match len {
        0..=127 => vec![tag, len],
        _ => vec![tag, 0x81, len],
    };
    [&head, content].concat()
}

/// The contents of both INTEGERs as they are given.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    value(0x30, &[value(2, r), value(2, s)].concat())
}

/// As DER wants a number from 1 on.
fn integer(number: &[u8]) -> Vec<u8> {
    let first = number.iter().position(|octet| *octet != 0).unwrap();
    let number = &number[first..];
    if number[0] < 0x80 {
        number.to_vec()
    } else {
        [&[0], number].concat()
    }
}

fn key(alg: Alg<'_>, len: usize) -> Ecdsa {
    let mut d = vec![0; len];
    d[len - 1] = 7;
    Ecdsa::from_scalar(alg, &d).unwrap()
}

#[test]
fn what_a_service_signs_verifies() {
    for (alg, len) in ALGS {
        let key = key(alg, len);
        // Enough signatures for numbers with a leading zero octet, and with a leading one bit.
        for number in 0..300u16 {
            let message = number.to_be_bytes();
            let input = SigningInput::new(&message);
            let signature = key.sign(input).unwrap();
            let (r, s) = signature.split_at(len);
            let answer = der(&integer(r), &integer(s));
            assert_eq!(ecdsa_to_der(alg, &signature).unwrap(), answer);
            let back = ecdsa_from_der(alg, &answer).unwrap();
            assert_eq!(*back, *signature);
            // ECD-03: the form itself is no JWS Signature.
            assert!(key.verify(input, &answer).is_err());
            if number % 50 == 0 {
                key.verify(input, &back).unwrap();
            }
        }
    }
}

#[test]
fn small_numbers_are_filled_up() {
    for (alg, len) in ALGS {
        let signature = ecdsa_from_der(alg, &der(&[1], &[0, 0x80])).unwrap();
        let mut expected = vec![0; 2 * len];
        (expected[len - 1], expected[2 * len - 1]) = (1, 0x80);
        assert_eq!(*signature, *expected);
        assert_eq!(
            ecdsa_to_der(alg, &expected).unwrap(),
            [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80]
        );
    }
}

#[test]
fn ecd_01_02_03_der_that_is_no_signature() {
    for (alg, len) in ALGS {
        let full = [&[0x01][..], &vec![0x5b; len - 1]].concat();
        let good = der(&full, &full);
        assert!(ecdsa_from_der(alg, &good).is_ok());
        let long_form = {
            let content = &good[good.len() - 2 * (len + 2)..];
            let len = u8::try_from(content.len()).unwrap();
            let head: &[u8] = if len < 128 {
                &[0x30, 0x81, len]
            } else {
                &[0x30, 0x82, 0, len]
            };
            [head, content].concat()
        };
        let three = value(
            0x30,
            &[value(2, &[1]), value(2, &[1]), value(2, &[1])].concat(),
        );
        let one = value(0x30, &value(2, &[1]));
        for (what, wrong) in [
            ("nothing", vec![]),
            ("trailing octet", [&good, &[0][..]].concat()),
            ("trailing value", [&good, &*good].concat()),
            ("octet missing", good[..good.len() - 1].to_vec()),
            ("octet before", [&[0], &*good].concat()),
            ("negative r", der(&[0x80], &[1])),
            ("negative s", der(&[1], &[0xff; 8])),
            ("negative, full length", der(&vec![0x91; len], &[1])),
            ("zero r", der(&[0], &[1])),
            ("zero s", der(&[1], &[0])),
            ("empty r", der(&[], &[1])),
            ("empty s", der(&[1], &[])),
            ("leading zero", der(&[0, 1], &[1])),
            ("leading zeros", der(&[1], &[0, 0, 0x80])),
            ("oversized r", der(&[&[1], &*full].concat(), &[1])),
            ("oversized s", der(&[1], &[&[1], &*full].concat())),
            (
                "not below the order",
                der(&[&[0], &*vec![0xff; len]].concat(), &[1]),
            ),
            (
                "not below the order",
                der(&[1], &[&[0], &*vec![0xff; len]].concat()),
            ),
            ("length in long form", long_form),
            (
                "indefinite length",
                [&[0x30, 0x80, 2, 1, 1, 2, 1, 1, 0, 0][..]].concat(),
            ),
            ("three numbers", three),
            ("one number", one),
            (
                "a SET",
                value(0x31, &[value(2, &[1]), value(2, &[1])].concat()),
            ),
            (
                "OCTET STRINGs",
                value(0x30, &[value(4, &[1]), value(4, &[1])].concat()),
            ),
            ("R and S", vec![1; 2 * len]),
        ] {
            assert_eq!(
                ecdsa_from_der(alg, &wrong),
                Err(EcdsaDerError::InvalidDer),
                "{alg} {what}"
            );
        }
        // Of a larger curve; that of a smaller one cannot be told from small numbers.
        for (_, larger) in ALGS.into_iter().filter(|(_, other)| *other > len) {
            let number = [&[0x01][..], &vec![0x5b; larger - 1]].concat();
            assert_eq!(
                ecdsa_from_der(alg, &der(&number, &number)),
                Err(EcdsaDerError::InvalidDer)
            );
        }
    }
}

#[test]
fn ecd_01_02_04_octets_that_are_no_r_and_s() {
    for (alg, len) in ALGS {
        let good = vec![1; 2 * len];
        assert!(ecdsa_to_der(alg, &good).is_ok());
        for wrong in [
            vec![],
            good[1..].to_vec(),
            [&good, &[0][..]].concat(),
            [&vec![0; len], &good[len..]].concat(),
            [&good[len..], &*vec![0; len]].concat(),
            [&vec![0xff; len], &good[len..]].concat(),
            [&good[len..], &*vec![0xff; len]].concat(),
            ecdsa_to_der(alg, &good).unwrap(),
        ] {
            assert_eq!(
                ecdsa_to_der(alg, &wrong),
                Err(EcdsaDerError::InvalidSignature)
            );
        }
        for (_, other) in ALGS.into_iter().filter(|(_, other)| *other != len) {
            assert!(ecdsa_to_der(alg, &vec![1; 2 * other]).is_err());
        }
    }
}

#[test]
fn errors_have_names_and_say_no_octets() {
    for (alg, _) in ALGS {
        let der = ecdsa_from_der(alg, &[0x5b; 70]).unwrap_err();
        let octets = ecdsa_to_der(alg, &[0x5b; 70]).unwrap_err();
        assert_eq!(
            (der.code(), octets.code()),
            ("ecdsa/invalid-der", "ecdsa/invalid-signature")
        );
        for text in [format!("{der} {octets}"), format!("{der:?} {octets:?}")] {
            assert!(!text.contains("91") && !text.contains("5b"), "{text}");
        }
    }
}

#[test]
fn other_algorithms_have_no_such_form() {
    let good = der(&[1], &[1]);
    for alg in [
        Alg::HS256,
        Alg::RS256,
        Alg::EdDSA,
        Alg::ECDH_ES,
        Alg::new("none"),
        Alg::new("es256"),
    ] {
        let error = ecdsa_from_der(alg, &good).unwrap_err();
        assert!(matches!(error, EcdsaDerError::WrongAlg { .. }), "{alg}");
        assert_eq!(error.code(), "ecdsa/wrong-alg");
        assert_eq!(ecdsa_to_der(alg, &[1; 64]).unwrap_err(), error);
        assert!(matches!(SignError::from(error), SignError::Failed));
    }
    let untrusted = "x".repeat(5_000);
    let error = ecdsa_from_der(Alg::parse(&untrusted).unwrap(), &good).unwrap_err();
    assert!(error.to_string().len() < 100, "{error}");
}

proptest! {
    /// DOS-01
    #[test]
    fn any_octets_are_one_signature_or_an_error(octets in prop::collection::vec(any::<u8>(), 0..150), curve in 0usize..4) {
        let (alg, len) = ALGS[curve];
        prop_assert!(ecdsa_from_der(alg, &octets).is_err());
        if let Ok(der) = ecdsa_to_der(alg, &octets) {
            prop_assert_eq!(octets.len(), 2 * len);
            prop_assert_eq!(&*ecdsa_from_der(alg, &der).unwrap(), &*octets);
        }
    }

    /// DER has one form for everything: what is read is what would be written.
    #[test]
    fn a_changed_octet_is_another_signature_or_an_error(at in any::<prop::sample::Index>(), octet in any::<u8>(), curve in 0usize..4) {
        let (alg, len) = ALGS[curve];
        let mut der = ecdsa_to_der(alg, &vec![0x01; 2 * len]).unwrap();
        let at = at.index(der.len());
        der[at] = octet;
        if let Ok(signature) = ecdsa_from_der(alg, &der) {
            prop_assert_eq!(ecdsa_to_der(alg, &signature).unwrap(), der);
        }
    }
}
