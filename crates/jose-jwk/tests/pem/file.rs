//! Files around the containers: labels, several blocks, what is no key at all (RFC 7468).

use jose_jwk::pem::{Container, FileKey, MAX_LEN, PemError, parse_der, parse_pem};

use super::der::*;

#[test]
fn pem_and_der_of_every_container_give_the_same_key() {
    for (label, container, der) in samples() {
        let from_der = parse_der(&der).unwrap();
        let from_pem = parse_pem(pem(label, &der)).unwrap();
        assert_eq!(from_der.container(), container);
        assert_eq!(from_pem.container(), container);
        match (from_der.into_key(), from_pem.into_key()) {
            (FileKey::Complete(a), FileKey::Complete(b)) => assert_eq!(a, b),
            (FileKey::Partial(a), FileKey::Partial(b)) => {
                assert_eq!(
                    (a.crv(), a.d(), a.compressed()),
                    (b.crv(), b.d(), b.compressed())
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_label_over_another_container_is_refused_with_both_names() {
    let samples = samples();
    for (_, container, der) in &samples {
        for (label, expected, _) in &samples {
            let result = parse_pem(pem(label, der));
            if container == expected {
                assert!(result.is_ok());
            } else {
                let error = PemError::WrongContainer {
                    expected: *expected,
                    found: *container,
                };
                assert_eq!(result.unwrap_err(), error);
            }
        }
    }
}

#[test]
fn too_long_input_is_not_looked_at() {
    let long = vec![b'x'; MAX_LEN + 1];
    let error = PemError::TooLong {
        len: MAX_LEN + 1,
        max: MAX_LEN,
    };
    assert_eq!(parse_pem(&long).unwrap_err(), error);
    assert_eq!(parse_der(&long).unwrap_err(), error);
    assert_eq!(parse_pem(&long[1..]).unwrap_err().code(), "pem/not-pem");
}

#[test]
fn what_is_no_key_is_named() {
    let id = ec_id(OID_P256);
    let name = seq(&[]);
    let spki = seq(&[&id, &bits(&point())]);
    let version = tlv(0xa0, &[&int(&[2])]);
    let serial = int(&[5]);
    let request = seq(&[&int(&[0]), &name, &spki, &tlv(0xa0, &[])]);
    let v3 = seq(&[&version, &serial, &id, &name, &name, &name, &spki]);
    let v1 = seq(&[&serial, &id, &name, &name, &name, &spki]);
    let crl = seq(&[&int(&[1]), &id, &name, &tlv(0x17, &[b"260101000000Z"])]);
    for (tbs, expected) in [
        (request, "a certificate request"),
        (v3, "a certificate:"),
        (v1, "a certificate:"),
        (crl, "a certificate revocation list"),
    ] {
        let text = said(&seq(&[&tbs, &id, &bits(&[1])]));
        assert!(text.contains(expected), "{text}");
    }
    assert!(said(OID_P256).contains("EC parameters without a key"));
    assert!(said(&seq(&[&int(&[3]), &seq(&[OID_RSA])])).contains("PKCS#12"));
    assert!(said(&seq(&[OID_RSA, &tlv(0xa0, &[])])).contains("PKCS#7"));
    assert!(said(&pkcs1(0, &[&[5][..]; 5])).contains("DSA private key"));
    assert!(said(&seq(&[&int(&[5]), &int(&[5]), &int(&[5])])).contains("parameters"));
    assert_eq!(code(&seq(&[&id, &octets(&[1])])), "pem/encrypted");
    for other in [
        &b""[..],
        b"\x30",
        b"\x30\x00",
        b"\x04\x00",
        b"\x31\x00",
        b"{}",
        b"ssh-rsa AAAA",
        &[0xff; 40],
    ] {
        assert_eq!(code(other), "pem/not-der");
    }
    assert!(said(b"\n-----BEGIN PRIVATE KEY-----\n").contains("PEM text"));
}

#[test]
fn labels_of_other_things_are_named() {
    let text = |label: &str, body: &str| {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    };
    for (label, expected) in [
        ("CERTIFICATE", "found a certificate:"),
        ("TRUSTED CERTIFICATE", "found a certificate:"),
        ("CERTIFICATE REQUEST", "a certificate request"),
        ("NEW CERTIFICATE REQUEST", "a certificate request"),
        (
            "ENCRYPTED PRIVATE KEY",
            "PKCS#8 is encrypted, give a password",
        ),
        ("OPENSSH PRIVATE KEY", "ssh-keygen -p -m pkcs8"),
        ("X509 CRL", "revocation list"),
        ("DSA PRIVATE KEY", "DSA"),
        ("DH PARAMETERS", "parameters"),
        ("PKCS7", "PKCS#7"),
        ("EC PARAMETERS", "EC parameters without a key"),
        ("PGP PRIVATE KEY BLOCK", "OpenPGP"),
        ("MY \u{1b}[31mKEY", "labelled MY \\u{1b}[31mKEY"),
        ("private key", "labelled private key"),
        ("", "labelled"),
    ] {
        // The content is not looked at, so it may be anything.
        let error = parse_pem(text(label, "!")).unwrap_err().to_string();
        assert!(error.contains(expected), "{label}: {error}");
    }
    let legacy = text(
        "RSA PRIVATE KEY",
        "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA",
    );
    assert_eq!(
        parse_pem(legacy).unwrap_err(),
        PemError::Encrypted {
            container: Container::Pkcs1Private
        }
    );
    let long = text(&"X".repeat(1000), "AAAA");
    assert!(parse_pem(long).unwrap_err().to_string().len() < 200);
}

#[test]
fn one_key_per_file_is_read_and_parameters_only_before_sec1() {
    let key = pem(
        "EC PRIVATE KEY",
        &sec1(&[7; 32], Some(OID_P256), Some(&point())),
    );
    let bare = pem("EC PRIVATE KEY", &sec1(&[7; 32], None, Some(&point())));
    let parameters = pem("EC PARAMETERS", OID_P256);
    assert!(parse_pem(format!("{parameters}{key}")).is_ok());
    // The curve may be named outside only.
    assert!(parse_pem(format!("{parameters}{bare}")).is_ok());

    let certificate = pem("CERTIFICATE", &[0x30, 0]);
    let spki = pem("PUBLIC KEY", &seq(&[&ec_id(OID_P256), &bits(&point())]));
    for several in [
        format!("{key}{key}"),
        format!("{key}{parameters}"),
        format!("{key}{certificate}"),
        format!("{certificate}{key}"),
        format!("{parameters}{spki}"),
        format!("{parameters}{parameters}{key}"),
        format!("{parameters}{key}{key}"),
        format!("{key}explanation\n{spki}"),
    ] {
        assert_eq!(parse_pem(several).unwrap_err().code(), "pem/several-blocks");
    }
    let other = pem("EC PARAMETERS", OID_SECP256K1);
    assert_eq!(
        parse_pem(format!("{other}{key}")).unwrap_err().code(),
        "pem/contradiction"
    );
    let explicit = pem("EC PARAMETERS", &seq(&[&int(&[1])]));
    assert_eq!(
        parse_pem(format!("{explicit}{key}")).unwrap_err().code(),
        "pem/explicit-curve"
    );
    let broken = pem("EC PARAMETERS", b"");
    assert!(parse_pem(format!("{broken}{key}")).is_err());
}
