//! Recognises a key's text that was given as an HMAC key (RFC 8725, section 2.1; ALG-07 to ALG-10).
//!
//! A verifier that hands the text of a public key to HMAC lets everybody sign. So the octets of an
//! HMAC key are looked at for the forms in which keys are published. Every test asks for enough fixed
//! octets that random ones pass it with a probability below 2⁻⁵⁰:
//!
//! - PEM, PuTTY, SSH: a marker of at least 11 octets, anywhere (2⁻⁸⁸ per position), or an SSH key
//!   type, white space and `AAAA` (2⁻⁹⁶ per position)
//! - what stands between the PEM markers, which providers show as *the* public key: at least 11 fixed
//!   characters (2⁻⁶⁶ per position of random base64 text)
//! - JSON: UTF-8 throughout, and `{`, and the member name `"kty"` or `"keys"`. 32 random octets are
//!   UTF-8 with 2⁻²⁹ and hold one of these names with 2⁻³⁵
//! - DER: one value of exactly this length with the inner structure of a key or a certificate, at
//!   least 7 fixed octets (2⁻⁵⁶)
//!
//! Text is found anywhere, so a byte order mark, white space, a line of prose before it or a second
//! block after it change nothing (ALG-09).

/// What the octets look like, if they look like a key.
pub(super) fn find(octets: &[u8]) -> Option<&'static str> {
    if let Some(looks_like) = find_marker(octets) {
        Some(looks_like)
    } else if is_ssh(octets) {
        Some(SSH)
    } else if is_jwk(octets) {
        Some("a JWK or JWK Set")
    } else if is_der_key(octets) {
        Some("a key or certificate in DER form")
    } else {
        None
    }
}

const PEM: &str = "a key or certificate in PEM form";
const SSH: &str = "an SSH key";
const BASE64: &str = "a key or certificate in base64";

/// Whoever holds one of these holds the text of a key.
const MARKERS: [(&[u8], &str); 20] = [
    (b"-----BEGIN ", PEM),
    (b"---- BEGIN SSH2", PEM),
    (b"PuTTY-User-Key-File-", SSH),
    // Base64 of the length and the type with which the wire form of an SSH key starts.
    (b"AAAAB3NzaC1yc2", SSH),
    (b"AAAAB3NzaC1kc3", SSH),
    (b"AAAAC3NzaC1lZDI1NTE5", SSH),
    (b"AAAAE2VjZHNhLXNoYTItbmlzdH", SSH),
    (b"AAAAGnNrLXNzaC1lZDI1NTE5", SSH),
    (b"AAAAInNrLWVjZHNhLXNoYTIt", SSH),
    // Base64 of the AlgorithmIdentifier of rsaEncryption and sha…WithRSAEncryption, at each of the
    // three positions it can have in a group of three octets.
    (b"MA0GCSqGSIb3DQEB", BASE64),
    (b"ANBgkqhkiG9w0BA", BASE64),
    (b"wDQYJKoZIhvcNAQ", BASE64),
    // The same of id-ecPublicKey.
    (b"BgcqhkjOPQIB", BASE64),
    (b"YHKoZIzj0CA", BASE64),
    (b"GByqGSM49Ag", BASE64),
    // SPKI and PKCS#8 of Ed25519.
    (b"MCowBQYDK2VwAyEA", BASE64),
    (b"MC4CAQAwBQYDK2VwBCIE", BASE64),
    // PKCS#1 public keys of 2048, 3072 and 4096 bits.
    (b"MIIBCgKCAQEA", BASE64),
    (b"MIIBigKCAYEA", BASE64),
    (b"MIICCgKCAgEA", BASE64),
];

/// One pass. Most octets of a key begin no marker.
fn find_marker(octets: &[u8]) -> Option<&'static str> {
    let starts = (0..octets.len()).filter_map(|at| octets.get(at..));
    starts.filter(|rest| begins_marker(rest)).find_map(|rest| {
        let marker = MARKERS.iter().find(|(marker, _)| rest.starts_with(marker));
        marker.map(|(_, looks_like)| *looks_like)
    })
}

const fn begins_marker(octets: &[u8]) -> bool {
    matches!(
        octets,
        [b'-' | b'A' | b'B' | b'G' | b'M' | b'P' | b'Y' | b'w', ..]
    )
}

/// RFC 4253, section 6.6: a line of `authorized_keys` holds the type, white space and the wire form
/// in base64, which always begins with `AAAA`; the wire form starts with its length-prefixed type.
fn is_ssh(octets: &[u8]) -> bool {
    const TYPES: [&[u8]; 6] = [
        b"ssh-rsa",
        b"ssh-dss",
        b"ssh-ed25519",
        b"ecdsa-sha2-nistp256",
        b"ecdsa-sha2-nistp384",
        b"ecdsa-sha2-nistp521",
    ];
    let wire = || match octets {
        [0, 0, 0, len, rest @ ..] => TYPES
            .iter()
            .any(|name| usize::from(*len) == name.len() && rest.starts_with(name)),
        _ => false,
    };
    let line = |rest: &[u8]| {
        let named = TYPES.iter().find_map(|name| rest.strip_prefix(*name));
        named.is_some_and(|rest| {
            let body = rest.trim_ascii_start();
            body.len() < rest.len() && body.starts_with(b"AAAA")
        })
    };
    let starts = (0..octets.len()).filter_map(|at| octets.get(at..));
    wire()
        || starts
            .filter(|rest| matches!(rest, [b's' | b'e', ..]))
            .any(line)
}

fn is_jwk(octets: &[u8]) -> bool {
    core::str::from_utf8(octets).is_ok_and(|text| {
        text.contains('{') && (text.contains("\"kty\"") || text.contains("\"keys\""))
    })
}

/// SPKI, PKCS#8, PKCS#1, SEC 1 or X.509, told by the first values of the outer SEQUENCE.
fn is_der_key(octets: &[u8]) -> bool {
    let Some((SEQUENCE, content, [])) = value(octets) else {
        return false;
    };
    let Some((first_tag, first, rest)) = value(content) else {
        return false;
    };
    let Some((second_tag, second, after)) = value(rest) else {
        return false;
    };
    match (first_tag, first, second_tag) {
        // SPKI: SEQUENCE { OID … }, BIT STRING of whole octets
        (SEQUENCE, _, BIT_STRING) => {
            is_algorithm(first) && second.first() == Some(&0) && after.is_empty()
        }
        // X.509: SEQUENCE, SEQUENCE { OID … }, BIT STRING
        (SEQUENCE, _, SEQUENCE) => {
            is_algorithm(second) && matches!(value(after), Some((BIT_STRING, [0, ..], [])))
        }
        // PKCS#8: INTEGER 0 or 1, SEQUENCE { OID … }, OCTET STRING
        (INTEGER, [0 | 1], SEQUENCE) => {
            is_algorithm(second) && matches!(value(after), Some((OCTET_STRING, _, _)))
        }
        // SEC 1: INTEGER 1, OCTET STRING, then only [0] and [1]
        (INTEGER, [1], OCTET_STRING) => {
            matches!(second.len(), 24..=72)
                && (after.is_empty() || matches!(value(after), Some((0xa0 | 0xa1, _, _))))
        }
        // PKCS#1, private: INTEGER 0, modulus, exponent …
        (INTEGER, [0], INTEGER) => {
            is_modulus(second) && matches!(value(after), Some((INTEGER, _, _)))
        }
        // PKCS#1, public: modulus, exponent
        (INTEGER, _, INTEGER) => is_modulus(first) && second.len() <= 9 && after.is_empty(),
        _ => false,
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

fn is_algorithm(content: &[u8]) -> bool {
    matches!(value(content), Some((OID, oid, _)) if (3..=16).contains(&oid.len()))
}

/// An odd number of at least 1016 bits.
fn is_modulus(integer: &[u8]) -> bool {
    integer.len() >= 127 && integer.last().is_some_and(|last| last % 2 == 1)
}

/// Reads one DER value: tag, content, what follows it.
fn value(octets: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, octets) = octets.split_first()?;
    let (first, octets) = octets.split_first()?;
    let (len, octets) = match first {
        0..=0x7f => (usize::from(*first), octets),
        0x81..=0x83 => {
            let (len, octets) = octets.split_at_checked(usize::from(first & 0x7f))?;
            // At most three octets: no overflow, not even in 32 bits.
            (
                len.iter()
                    .fold(0, |sum, octet| (sum << 8) | usize::from(*octet)),
                octets,
            )
        }
        _ => return None,
    };
    let (content, rest) = octets.split_at_checked(len)?;
    Some((*tag, content, rest))
}

#[cfg(test)]
mod tests {
    use super::{MARKERS, begins_marker, find, find_marker};

    #[test]
    fn every_marker_is_found() {
        for (marker, looks_like) in MARKERS {
            assert!(begins_marker(marker));
            assert_eq!(find_marker(marker), Some(looks_like));
            assert_eq!(
                find(&[b"\xff-MA", marker, b"\0"].concat()),
                Some(looks_like)
            );
            assert_eq!(find(&marker[1..]), None);
            assert_eq!(find(&marker[..marker.len() - 1]), None);
        }
    }
}
