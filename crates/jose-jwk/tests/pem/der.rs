//! DER, PEM and one key for each container.

use base64ct::{Base64, Encoding};
use jose_jwk::pem::{Container, parse_der};

pub(crate) fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let body = parts.concat();
    let [.., high, low] = body.len().to_be_bytes();
    let header = match body.len() {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [header, body].concat()
}

pub(crate) fn seq(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, parts)
}

pub(crate) fn int(octets: &[u8]) -> Vec<u8> {
    tlv(0x02, &[octets])
}

pub(crate) fn octets(octets: &[u8]) -> Vec<u8> {
    tlv(0x04, &[octets])
}

pub(crate) fn bits(octets: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], octets])
}

pub(crate) const NULL: &[u8] = &[0x05, 0x00];
pub(crate) const OID_RSA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
pub(crate) const OID_PSS: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
pub(crate) const OID_EC: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01";
pub(crate) const OID_P256: &[u8] = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
pub(crate) const OID_P224: &[u8] = b"\x06\x05\x2b\x81\x04\x00\x21";
pub(crate) const OID_SECP256K1: &[u8] = b"\x06\x05\x2b\x81\x04\x00\x0a";
pub(crate) const OID_ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";
pub(crate) const OID_X448: &[u8] = b"\x06\x03\x2b\x65\x6f";
pub(crate) const OID_ML_DSA_44: &[u8] = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x03\x11";
pub(crate) const OID_DSA: &[u8] = b"\x06\x07\x2a\x86\x48\xce\x38\x04\x01";

pub(crate) fn ec_id(curve: &[u8]) -> Vec<u8> {
    seq(&[OID_EC, curve])
}

pub(crate) fn rsa_id() -> Vec<u8> {
    seq(&[OID_RSA, NULL])
}

/// A P-256 point that need not be on the curve: containers do no arithmetic.
pub(crate) fn point() -> Vec<u8> {
    [&[4][..], &[0x11; 32], &[0x22; 32]].concat()
}

pub(crate) fn sec1(d: &[u8], curve: Option<&[u8]>, point: Option<&[u8]>) -> Vec<u8> {
    let curve = curve.map(|curve| tlv(0xa0, &[curve])).unwrap_or_default();
    let point = point
        .map(|point| tlv(0xa1, &[&bits(point)]))
        .unwrap_or_default();
    seq(&[&int(&[1]), &octets(d), &curve, &point])
}

pub(crate) fn pkcs8(version: u8, algorithm: &[u8], key: &[u8], rest: &[u8]) -> Vec<u8> {
    seq(&[&int(&[version]), algorithm, &octets(key), rest])
}

pub(crate) fn pkcs1(version: u8, numbers: &[&[u8]]) -> Vec<u8> {
    let numbers: Vec<u8> = numbers.iter().flat_map(|number| int(number)).collect();
    seq(&[&int(&[version]), &numbers])
}

pub(crate) fn pem(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for line in der.chunks(48) {
        text.push_str(Base64::encode(line, &mut [0; 64]).expect("64 symbols"));
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}

pub(crate) fn samples() -> Vec<(&'static str, Container, Vec<u8>)> {
    let ec = ec_id(OID_P256);
    let ed = seq(&[OID_ED25519]);
    let two_primes: [&[u8]; 8] = [
        &[0x61; 20],
        &[3],
        &[0x51; 20],
        &[11],
        &[7],
        &[5],
        &[3],
        &[2],
    ];
    let private = pkcs1(0, &two_primes);
    let public = seq(&[&int(&[0x61; 20]), &int(&[3])]);
    vec![
        (
            "PRIVATE KEY",
            Container::Pkcs8,
            pkcs8(0, &ec, &sec1(&[7; 32], None, Some(&point())), &[]),
        ),
        (
            "PRIVATE KEY",
            Container::Pkcs8,
            pkcs8(0, &ed, &octets(&[7; 32]), &[]),
        ),
        (
            "PRIVATE KEY",
            Container::Pkcs8,
            pkcs8(1, &ed, &octets(&[7; 32]), &tlv(0x81, &[&[0], &[9; 32]])),
        ),
        (
            "PRIVATE KEY",
            Container::Pkcs8,
            pkcs8(0, &rsa_id(), &private, &[]),
        ),
        ("PUBLIC KEY", Container::Spki, seq(&[&ec, &bits(&point())])),
        ("PUBLIC KEY", Container::Spki, seq(&[&ed, &bits(&[9; 32])])),
        (
            "PUBLIC KEY",
            Container::Spki,
            seq(&[&rsa_id(), &bits(&public)]),
        ),
        (
            "EC PRIVATE KEY",
            Container::Sec1,
            sec1(&[7; 32], Some(OID_P256), Some(&point())),
        ),
        (
            "EC PRIVATE KEY",
            Container::Sec1,
            sec1(&[7; 32], Some(OID_P256), None),
        ),
        ("RSA PRIVATE KEY", Container::Pkcs1Private, private),
        ("RSA PUBLIC KEY", Container::Pkcs1Public, public),
    ]
}

pub(crate) fn code(der: &[u8]) -> &'static str {
    parse_der(der).unwrap_err().code()
}

pub(crate) fn said(der: &[u8]) -> String {
    parse_der(der).unwrap_err().to_string()
}
