//! DER forms of keys and certificates (RFC 5280, section 4.1; RFC 5958, section 2; RFC 8017, appendix A.1; RFC 5915, section 3).
//!
//! How many bits random octets would have to get right is counted beside each form. A length that has
//! only to fit counts 3 bits in 32 octets, 2 in 64 and 1 in 128; the smallest sum is given.

/// SPKI, PKCS#8, PKCS#1, SEC 1 or X.509, told by the first values of the outer SEQUENCE. What follows
/// it does not matter: a line break, or a second value.
pub(super) fn is_key(octets: &[u8]) -> bool {
    let Some((SEQUENCE, content, _)) = value(octets) else {
        return false;
    };
    let Some((first_tag, first, rest)) = value(content) else {
        return false;
    };
    let Some((second_tag, second, after)) = value(rest) else {
        return false;
    };
    match (first_tag, first, second_tag) {
        // SPKI: SEQUENCE { OID … }, BIT STRING of whole octets. Tags 8 + 8 + 8 + 8, lengths 1 + 1 + 4 +
        // 8, arc 6, unused bits 8: 60
        (SEQUENCE, _, BIT_STRING) => {
            is_algorithm(first) && second.first() == Some(&0) && after.is_empty()
        }
        // X.509: SEQUENCE, SEQUENCE { OID … }, BIT STRING. One tag and one length more: 69
        (SEQUENCE, _, SEQUENCE) => {
            is_algorithm(second) && matches!(value(after), Some((BIT_STRING, [0, ..], [])))
        }
        // PKCS#8: INTEGER 0 or 1, SEQUENCE { OID … }, OCTET STRING. Tags 8 + 8 + 8 + 8 + 8, lengths 1 +
        // 8 + 1 + 4 + 1, version 7, arc 6: 68
        (INTEGER, [0 | 1], SEQUENCE) => {
            is_algorithm(second) && matches!(value(after), Some((OCTET_STRING, _, _)))
        }
        // SEC 1: INTEGER 1, OCTET STRING, then only [0] and [1]. Tags 8 + 8 + 8, length and version 16,
        // two lengths that agree 13: 53; with [0] or [1] instead lengths 1 + 5 + 1, tag 7: 54
        (INTEGER, [1], OCTET_STRING) => {
            let tagged = || matches!(value(after), Some((0xa0 | 0xa1, _, _)));
            is_field(second) && (after.is_empty() || tagged())
        }
        // PKCS#1, private: INTEGER 0, modulus, exponent … Tags 8 + 8 + 8 + 8, version 16, the forms of two
        // lengths 15, odd 1: 64
        (INTEGER, [0], INTEGER) => {
            is_modulus(second) && matches!(value(after), Some((INTEGER, _, _)))
        }
        // PKCS#1, public: modulus, exponent. Tags 8 + 8 + 8, the forms of two lengths 15, lengths that
        // agree 20, odd 1: 60
        (INTEGER, _, INTEGER) => is_modulus(first) && second.len() <= 9 && after.is_empty(),
        _ => false,
    }
}

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OID: u8 = 0x06;
const SEQUENCE: u8 = 0x30;

/// Below 1.2 (ISO members), 1.3 (organisations) or 2.16 (countries), as all that name a type of key.
fn is_algorithm(content: &[u8]) -> bool {
    matches!(
        value(content),
        Some((OID, oid @ [0x2a | 0x2b | 0x60, ..], _)) if (3..=16).contains(&oid.len())
    )
}

/// An odd number of at least 1016 bits.
fn is_modulus(integer: &[u8]) -> bool {
    integer.len() >= 127 && integer.last().is_some_and(|last| last % 2 == 1)
}

/// As long as the numbers of a curve over a prime field of 192 to 521 bits.
const fn is_field(octets: &[u8]) -> bool {
    matches!(octets.len(), 24 | 28 | 32 | 40 | 48 | 64 | 66)
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
