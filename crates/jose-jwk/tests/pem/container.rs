//! The fields of each container (JWK-17; RFC 5958, RFC 5280, RFC 5915, RFC 8017, RFC 8410).

use jose_jwk::pem::{FileKey, KeyFile, PemError, parse_der, parse_pem};
use jose_jwk::{Crv, Kty};

use super::der::*;

fn partial_crv(file: KeyFile) -> Crv<'static> {
    match file.into_key() {
        FileKey::Partial(key) => key.crv(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn jwk_17_octets_after_the_key_are_refused() {
    for (label, _, mut der) in samples() {
        for tail in [&b"\0"[..], b"\x30\0", b"\n"] {
            let len = der.len();
            der.extend(tail);
            assert_eq!(
                parse_der(&der).unwrap_err(),
                PemError::TrailingData { len: tail.len() }
            );
            assert_eq!(
                parse_pem(pem(label, &der)).unwrap_err(),
                PemError::TrailingData { len: tail.len() }
            );
            der.truncate(len);
        }
    }
}

#[test]
fn jwk_17_a_key_cut_short_is_refused_at_every_length() {
    for (_, _, der) in samples() {
        for len in 0..der.len() {
            assert!(parse_der(&der[..len]).is_err());
        }
    }
}

#[test]
fn jwk_17_a_length_past_the_end_or_not_minimal_is_refused() {
    for (_, _, der) in samples() {
        let mut long = der.clone();
        match long[1] {
            0x81 | 0x82 => long[2] = long[2].wrapping_add(1),
            _ => long[1] += 1,
        }
        assert_eq!(code(&long), "pem/not-der");
        if der[1] < 0x80 {
            let not_minimal = [&[0x30, 0x81, der[1]], &der[2..]].concat();
            assert_eq!(code(&not_minimal), "pem/not-der");
        }
        let indefinite = [&[0x30, 0x80], &der[2..], &[0, 0]].concat();
        assert_eq!(code(&indefinite), "pem/not-der");
    }
}

#[test]
fn fields_that_contradict_each_other_are_refused() {
    let inner = sec1(&[7; 32], Some(OID_SECP256K1), None);
    assert_eq!(
        code(&pkcs8(0, &ec_id(OID_P256), &inner, &[])),
        "pem/contradiction"
    );
    let inner = sec1(&[7; 32], Some(OID_P256), Some(&point()));
    assert!(parse_der(pkcs8(0, &ec_id(OID_P256), &inner, &[])).is_ok());
    let same = tlv(0x81, &[&[0], &point()]);
    assert!(parse_der(pkcs8(1, &ec_id(OID_P256), &inner, &same)).is_ok());
    let other = tlv(0x81, &[&[0], &[4], &[0x33; 64]]);
    assert_eq!(
        code(&pkcs8(1, &ec_id(OID_P256), &inner, &other)),
        "pem/contradiction"
    );

    let private = pkcs1(
        0,
        &[
            &[0x61; 20],
            &[3],
            &[0x51; 20],
            &[11],
            &[7],
            &[5],
            &[3],
            &[2],
        ],
    );
    let same = tlv(0x81, &[&[0], &seq(&[&int(&[0x61; 20]), &int(&[3])])]);
    assert!(parse_der(pkcs8(1, &rsa_id(), &private, &same)).is_ok());
    let other = tlv(0x81, &[&[0], &seq(&[&int(&[0x61; 20]), &int(&[5])])]);
    assert_eq!(
        code(&pkcs8(1, &rsa_id(), &private, &other)),
        "pem/contradiction"
    );
}

#[test]
fn versions_are_held_to() {
    let ed = seq(&[OID_ED25519]);
    let key = octets(&[7; 32]);
    let public = tlv(0x81, &[&[0], &[9; 32]]);
    let attributes = tlv(0xa0, &[&seq(&[OID_EC, &tlv(0x31, &[NULL])])]);
    // With attributes, and with the explicit tag that ring wrote.
    assert!(parse_der(pkcs8(0, &ed, &key, &attributes)).is_ok());
    assert!(
        parse_der(pkcs8(
            1,
            &ed,
            &key,
            &[attributes.clone(), public.clone()].concat()
        ))
        .is_ok()
    );
    let ring = parse_der(pkcs8(1, &ed, &key, &tlv(0xa1, &[&bits(&[9; 32])]))).unwrap();
    assert_eq!(ring.into_jwk().unwrap().crv(), Some(Crv::Ed25519));

    for (version, rest) in [
        (0, public.clone()),
        (1, vec![]),
        (2, public.clone()),
        (0x80, vec![]),
        (1, [public.clone(), attributes].concat()),
        (1, [public.clone(), public.clone()].concat()),
        (1, tlv(0x81, &[&[1], &[9; 32]])),
        (1, tlv(0x81, &[])),
        (0, NULL.to_vec()),
    ] {
        assert_eq!(
            code(&pkcs8(version, &ed, &key, &rest)),
            "pem/malformed",
            "{version} {rest:x?}"
        );
    }
    for version in [0, 2] {
        let key = seq(&[&int(&[version]), &octets(&[7; 32]), &tlv(0xa0, &[OID_P256])]);
        assert_eq!(code(&key), "pem/malformed");
    }
}

#[test]
fn lengths_of_private_keys_and_points_are_those_of_the_curve() {
    // A shorter scalar would be filled up with zeros further down, which is another way to write the same key.
    for len in [0, 24, 31, 33, 66] {
        assert_eq!(
            code(&sec1(&vec![7; len], Some(OID_P256), Some(&point()))),
            "pem/malformed"
        );
        assert_eq!(
            code(&sec1(&vec![7; len], Some(OID_P256), None)),
            "pem/malformed"
        );
        assert_eq!(
            code(&pkcs8(0, &seq(&[OID_ED25519]), &octets(&vec![7; len]), &[])),
            "pem/malformed"
        );
        assert_eq!(
            code(&seq(&[&seq(&[OID_ED25519]), &bits(&vec![7; len])])),
            "pem/malformed"
        );
    }
    let ec = ec_id(OID_P256);
    for (first, len) in [
        (4, 63),
        (4, 65),
        (4, 32),
        (2, 31),
        (2, 33),
        (2, 64),
        (5, 32),
        (6, 64),
        (7, 64),
        (0, 0),
        (9, 64),
    ] {
        let point = [&[first][..], &vec![0x11; len]].concat();
        assert_eq!(
            code(&seq(&[&ec, &bits(&point)])),
            "pem/malformed",
            "{first} {len}"
        );
    }
    assert_eq!(code(&seq(&[&ec, &bits(&[])])), "pem/malformed");
    let half_an_octet = tlv(0x03, &[&[4], &point()]);
    assert_eq!(code(&seq(&[&ec, &half_an_octet])), "pem/malformed");
    // Not in a second OCTET STRING (RFC 8410, section 7).
    assert_eq!(
        code(&pkcs8(0, &seq(&[OID_ED25519]), &[7; 32], &[])),
        "pem/malformed"
    );
}

#[test]
fn a_compressed_point_and_a_missing_one_are_left_to_a_backend() {
    let compressed = [&[3][..], &[0x11; 32]].concat();
    let file = parse_der(seq(&[&ec_id(OID_P256), &bits(&compressed)])).unwrap();
    match file.key() {
        FileKey::Partial(key) => {
            assert_eq!(key.compressed(), Some(&compressed[..]));
            assert!(key.d().is_none());
            let jwk = key.clone().into_ec(&[1; 32], &[2; 32]).unwrap();
            assert_eq!((jwk.kty(), jwk.is_private()), (Kty::EC, false));
            assert!(key.clone().into_ec(&[1; 31], &[2; 32]).is_err());
            assert!(key.clone().into_okp(&[1; 32]).is_err());
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(
        file.into_jwk().unwrap_err(),
        PemError::NoPublicKey { crv: "P-256" }
    );

    let x448 = parse_der(pkcs8(0, &seq(&[OID_X448]), &octets(&[7; 56]), &[])).unwrap();
    assert!(!format!("{x448:?}").contains("7, 7"), "JWK-16");
    assert_eq!(partial_crv(x448), Crv::X448);
    assert_eq!(
        partial_crv(parse_der(sec1(&[7; 32], Some(OID_SECP256K1), None)).unwrap()),
        Crv::SECP256K1
    );
}

#[test]
fn curves_and_algorithms_that_are_not_read_are_named() {
    assert_eq!(
        said(&sec1(&[7; 28], Some(OID_P224), None)),
        "SEC1 key on P-224, expected P-256, P-384, P-521 or secp256k1"
    );
    let unknown = b"\x06\x03\x2a\x03\x04";
    assert!(said(&sec1(&[7; 28], Some(unknown), None)).contains("1.2.3.4"));
    assert!(said(&seq(&[&seq(&[OID_PSS]), &bits(&[1])])).contains("RSASSA-PSS only"));
    assert!(said(&seq(&[&seq(&[OID_PSS, &seq(&[])]), &bits(&[1])])).contains("RSASSA-PSS only"));
    assert!(
        said(&pkcs8(0, &seq(&[OID_DSA, &seq(&[])]), &int(&[1]), &[]))
            .contains("PKCS#8 key for DSA")
    );
    assert!(said(&seq(&[&seq(&[OID_ML_DSA_44]), &bits(&[1])])).contains("SPKI key for ML-DSA-44"));
    let explicit = seq(&[&int(&[1]), &seq(&[])]);
    assert_eq!(
        code(&seq(&[&ec_id(&explicit), &bits(&point())])),
        "pem/explicit-curve"
    );
    assert_eq!(
        code(&sec1(&[7; 32], Some(&explicit), None)),
        "pem/explicit-curve"
    );
}

#[test]
fn parameters_of_the_algorithm_are_exactly_the_specified_ones() {
    let rsa = seq(&[&int(&[0x61; 20]), &int(&[3])]);
    for parameters in [
        &[][..],
        &int(&[0]),
        OID_P256,
        &[0x05, 0x01, 0x00],
        &[NULL, NULL].concat(),
    ] {
        let id = seq(&[OID_RSA, parameters]);
        assert_eq!(
            code(&seq(&[&id, &bits(&rsa)])),
            "pem/malformed",
            "{parameters:x?}"
        );
    }
    for parameters in [NULL, OID_P256] {
        let id = seq(&[OID_ED25519, parameters]);
        assert_eq!(code(&seq(&[&id, &bits(&[9; 32])])), "pem/malformed");
    }
    // No curve at all, and the curve of somebody else (implicitCurve).
    assert_eq!(
        code(&seq(&[&seq(&[OID_EC]), &bits(&point())])),
        "pem/malformed"
    );
    assert_eq!(
        code(&seq(&[&ec_id(NULL), &bits(&point())])),
        "pem/malformed"
    );
    assert_eq!(code(&sec1(&[7; 32], None, Some(&point()))), "pem/malformed");
}

#[test]
fn rsa_numbers_are_der_integers() {
    for bad in [&[][..], &[0, 0x61, 0x61], &[0x80, 1]] {
        assert_eq!(
            code(&seq(&[&int(bad), &int(&[3])])),
            "pem/malformed",
            "{bad:x?}"
        );
        assert_eq!(
            code(&seq(&[&int(&[0x61; 20]), &int(bad)])),
            "pem/malformed",
            "{bad:x?}"
        );
    }
    let with_sign_octet = [&[0][..], &[0xc1; 20]].concat();
    assert!(parse_der(seq(&[&int(&with_sign_octet), &int(&[3])])).is_ok());
    assert!(parse_der(seq(&[&int(&[0]), &int(&[3])])).is_err());
}

#[test]
fn rsa_08_three_primes_are_refused_and_zeros_in_place_of_primes_are_none() {
    let numbers: [&[u8]; 8] = [
        &[0x61; 20],
        &[3],
        &[0x51; 20],
        &[11],
        &[7],
        &[5],
        &[3],
        &[2],
    ];
    let other = seq(&[&seq(&[&int(&[5]), &int(&[3]), &int(&[2])])]);
    let list: Vec<u8> = numbers.iter().flat_map(|number| int(number)).collect();
    let error = parse_der(seq(&[&int(&[1]), &list, &other])).unwrap_err();
    assert!(error.to_string().contains("two primes"), "{error}");
    assert_eq!(code(&seq(&[&int(&[0]), &list, &other])), "pem/malformed");
    assert_eq!(code(&pkcs1(2, &numbers)), "pem/malformed");

    // RSA-06: only n, e and d are known; some but not all of the rest is an error.
    let zeros: [&[u8]; 8] = [&[0x61; 20], &[3], &[0x51; 20], &[0], &[0], &[0], &[0], &[0]];
    let jwk = parse_der(pkcs1(0, &zeros)).unwrap().into_jwk().unwrap();
    assert!(jwk.is_private());
    assert!(!jwk.to_private_json().contains("\"p\""));
    for missing in 3..8 {
        let mut partial = numbers;
        partial[missing] = &[0];
        assert!(parse_der(pkcs1(0, &partial)).is_err());
    }
}
