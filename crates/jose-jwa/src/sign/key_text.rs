//! Recognises a key's text that was given as an HMAC key (RFC 8725, section 2.1; ALG-07 to ALG-10).
//!
//! A verifier that hands the text of a public key to HMAC lets everybody sign. So the octets of an
//! HMAC key are looked at for the forms in which keys are published:
//!
//! - the octets themselves, and what is left of them without NUL octets: text in UTF-16
//! - what they say in base64, with either alphabet and in any lines, and in hexadecimal digits
//!
//! Text is found anywhere, so a byte order mark, white space, a line of prose before it or a second
//! block after it change nothing (ALG-09). A DER value has to come first.
//!
//! Nobody's random key may be refused. Every test asks for so many fixed bits that random octets of up
//! to 128 pass it with a probability below 2⁻⁴⁵, raw or written in base64 or hexadecimal digits. The
//! bounds for 32 raw octets:
//!
//! - PEM, PuTTY, SSH, XML: a marker of at least 11 octets: 2⁻⁸⁸ per position, 2⁻⁸³ in all. An SSH key
//!   type, white space and `AAAA`: the same
//! - what stands between PEM markers, embedded in other text: a marker of at least 11 characters of
//!   base64: 2⁻⁶⁶ per position where the key is random base64 text, 2⁻⁵⁸ with all markers and positions
//! - JSON: `"kty":"` or `"keys":[` with either quotation mark, 7 octets: 2⁻⁵⁵ per position, 2⁻⁵⁰ in all
//! - DER: tags, lengths that fit, the first octet of an object identifier: 2⁻⁵³ at any length for a
//!   SEC 1 key without its curve, 2⁻⁶⁰ and less for the others
//!
//! A random key that is written in base64 or hexadecimal digits decodes to random octets. Base64 is
//! read from each of four characters on, because prose may stand before it, which makes these bounds
//! four times as large. Read as base64, hexadecimal digits of one case hold no quotation mark, no
//! dash, and no tag of a SEQUENCE at the beginning.

mod der;
mod encoded;

use self::encoded::{any_base64, any_hex, without_nul};

/// What the octets look like, if they look like a key.
pub(super) fn find(octets: &[u8]) -> Option<&'static str> {
    if let Some(looks_like) = find_plain(octets) {
        return Some(looks_like);
    }
    // UTF-16 (and UTF-32): every other octet of such text is NUL.
    let narrow = without_nul(octets);
    if let Some(looks_like) = narrow.as_deref().and_then(|text| find_text(text)) {
        return Some(looks_like);
    }
    [Some(octets), narrow.as_deref().map(|text| &**text)]
        .into_iter()
        .flatten()
        .find_map(find_encoded)
}

const PEM: &str = "a key or certificate in PEM form";
const SSH: &str = "an SSH key";
const XML: &str = "a key in XML form";
const JWK: &str = "a JWK or JWK Set";
const DER: &str = "a key or certificate in DER form";
const BASE64: &str = "a key or certificate in base64";
const HEX: &str = "a key or certificate in hexadecimal digits";

fn find_plain(octets: &[u8]) -> Option<&'static str> {
    find_text(octets).or_else(|| der::is_key(octets).then_some(DER))
}

fn find_text(octets: &[u8]) -> Option<&'static str> {
    if let Some(looks_like) = find_marker(octets) {
        Some(looks_like)
    } else if is_ssh(octets) {
        Some(SSH)
    } else if is_jwk(octets) {
        Some(JWK)
    } else {
        None
    }
}

fn find_encoded(octets: &[u8]) -> Option<&'static str> {
    let is_key = |decoded: &[u8]| {
        let narrow = || without_nul(decoded).is_some_and(|text| find_text(&text).is_some());
        find_plain(decoded).is_some() || narrow()
    };
    if any_base64(octets, is_key) {
        Some(BASE64)
    } else if any_hex(octets, is_key) {
        Some(HEX)
    } else {
        None
    }
}

/// Whoever holds one of these holds the text of a key.
const MARKERS: [(&[u8], &str); 26] = [
    (b"-----BEGIN ", PEM),
    (b"---- BEGIN SSH2", PEM),
    (b"PuTTY-User-Key-File-", SSH),
    // XML Signature, section 4.5.2, and XML Signature 1.1, section 4.5.2.3; the tag that begins the
    // element may have a prefix and attributes, the one that ends it ends like this.
    (b"RSAKeyValue>", XML),
    (b"DSAKeyValue>", XML),
    (b"ECKeyValue>", XML),
    // Base64 of the length and the type with which the wire form of an SSH key starts.
    (b"AAAAB3NzaC1yc2", SSH),
    (b"AAAAB3NzaC1kc3", SSH),
    (b"AAAAC3NzaC1lZDI1NTE5", SSH),
    (b"AAAAE2VjZHNhLXNoYTItbmlzdH", SSH),
    (b"AAAAGnNrLXNzaC1lZDI1NTE5", SSH),
    (b"AAAAInNrLWVjZHNhLXNoYTIt", SSH),
    // Base64 of the beginning of rsaEncryption, id-RSASSA-PSS and sha…WithRSAEncryption, at each of
    // the three positions it can have in a group of three octets.
    (b"BgkqhkiG9w0BA", BASE64),
    (b"YJKoZIhvcNAQ", BASE64),
    (b"GCSqGSIb3DQEB", BASE64),
    // The same of id-ecPublicKey.
    (b"BgcqhkjOPQIB", BASE64),
    (b"YHKoZIzj0CA", BASE64),
    (b"GByqGSM49Ag", BASE64),
    // SPKI of Ed25519, Ed448, X25519 and X448.
    (b"MCowBQYDK2VwAyEA", BASE64),
    (b"MEMwBQYDK2VxAzoA", BASE64),
    (b"MCowBQYDK2VuAyEA", BASE64),
    (b"MEIwBQYDK2VvAzkA", BASE64),
    // PKCS#8 of Ed25519.
    (b"MC4CAQAwBQYDK2VwBCIE", BASE64),
    // PKCS#1 public keys of 2048, 3072 and 4096 bits.
    (b"MIIBCgKCAQEA", BASE64),
    (b"MIIBigKCAYEA", BASE64),
    (b"MIICCgKCAgEA", BASE64),
];

/// One pass. Most octets of a key begin no marker.
fn find_marker(octets: &[u8]) -> Option<&'static str> {
    tails(octets)
        .filter(|rest| begins_marker(rest))
        .find_map(|rest| {
            let marker = MARKERS.iter().find(|(marker, _)| rest.starts_with(marker));
            marker.map(|(_, looks_like)| *looks_like)
        })
}

const fn begins_marker(octets: &[u8]) -> bool {
    matches!(
        octets,
        [
            b'-' | b'A' | b'B' | b'D' | b'E' | b'G' | b'M' | b'P' | b'R' | b'Y',
            ..
        ]
    )
}

/// RFC 4253, section 6.6: a line of `authorized_keys` holds the type, white space and the wire form
/// in base64, which always begins with `AAAA`; the wire form starts with its length-prefixed type.
fn is_ssh(octets: &[u8]) -> bool {
    /// What the types begin with; security keys and certificates have longer ones.
    const STEMS: [&[u8]; 7] = [
        b"ssh-rsa",
        b"ssh-dss",
        b"ssh-ed25519",
        b"ssh-ed448",
        b"ecdsa-sha2-nistp",
        b"sk-ssh-ed25519",
        b"sk-ecdsa-sha2-nistp",
    ];
    let stem = |rest: &[u8]| {
        STEMS
            .iter()
            .find(|stem| rest.starts_with(stem))
            .map(|stem| stem.len())
    };
    let wire = || match octets {
        [0, 0, 0, len, rest @ ..] => stem(rest).is_some_and(|stem| usize::from(*len) >= stem),
        _ => false,
    };
    let line = |rest: &[u8]| {
        let Some(after) = stem(rest).and_then(|stem| rest.get(stem..)) else {
            return false;
        };
        let in_type =
            |octet: &&u8| matches!(**octet, b'-' | b'.' | b'@' | b'0'..=b'9' | b'a'..=b'z');
        let type_end = after.iter().take_while(in_type).count();
        let after = after.get(type_end..).unwrap_or_default();
        let body = after.trim_ascii_start();
        body.len() < after.len() && body.starts_with(b"AAAA")
    };
    wire()
        || tails(octets)
            .filter(|rest| matches!(rest, [b's' | b'e', ..]))
            .any(line)
}

/// A member `"kty"` that is a string or `"keys"` that is an array, in JSON, in JSON inside of a JSON
/// string, and with the quotation marks of other languages. What else there is does not matter.
fn is_jwk(octets: &[u8]) -> bool {
    /// Also over the backslashes of an escaped text.
    fn after<'r>(rest: &'r [u8], token: &[u8]) -> Option<&'r [u8]> {
        let blank = |octet: &&u8| octet.is_ascii_whitespace() || **octet == b'\\';
        let blanks = rest.iter().take_while(blank).count();
        rest.get(blanks..)?.strip_prefix(token)
    }
    let member = |rest: &[u8], name: &[u8], value: &[u8]| {
        let (quote, rest) = rest.split_at_checked(1)?;
        let rest = after(rest.strip_prefix(name)?, quote)?;
        let value = if value.is_empty() { quote } else { value };
        after(after(rest, b":")?, value).map(drop)
    };
    tails(octets)
        .filter(|rest| matches!(rest, [b'"' | b'\'', b'k', ..]))
        .any(|rest| {
            member(rest, b"kty", b"")
                .or(member(rest, b"keys", b"["))
                .is_some()
        })
}

fn tails(octets: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..octets.len()).filter_map(|at| octets.get(at..))
}

#[cfg(test)]
mod tests {
    use super::{MARKERS, begins_marker, find, find_marker};

    #[test]
    fn every_marker_is_found() {
        for (marker, looks_like) in MARKERS {
            assert!(begins_marker(marker));
            assert!(marker.len() >= 11);
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
