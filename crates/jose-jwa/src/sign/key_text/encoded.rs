//! What octets say when they are read as text in base64 (RFC 4648, sections 4 and 5), in hexadecimal digits (section 8) or in UTF-16.
//!
//! Lenient, unlike every other decoder of this project: nothing is accepted because of what is found
//! here. The octets may be a secret, so that every copy is cleared.

use alloc::vec::Vec;

use zeroize::Zeroizing;

/// The octets that are not NUL, if some are.
pub(super) fn without_nul(octets: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    if !octets.contains(&0) {
        return None;
    }
    let mut text = buffer(octets.len());
    text.extend(octets.iter().filter(|octet| **octet != 0));
    Some(text)
}

/// Whether a run of base64 says something that passes the test, from one of its first four characters
/// on: the base64 may begin behind others that also belong to the alphabet.
pub(super) fn any_base64(octets: &[u8], test: impl Fn(&[u8]) -> bool) -> bool {
    let is_blank = |octet: u8| octet.is_ascii_whitespace();
    any_run(octets, sextet, is_blank, |sextets| {
        let mut starts = (0..4).filter_map(|at| sextets.get(at..));
        starts.any(|sextets| {
            let mut decoded = buffer(sextets.len());
            decoded.extend(sextets.chunks(4).flat_map(|group| {
                // The last group ends in zeros; what follows a key does not matter.
                let at = |index| group.get(index).copied().unwrap_or(0);
                let (a, b, c, d) = (at(0), at(1), at(2), at(3));
                [(a << 2) | (b >> 4), (b << 4) | (c >> 2), (c << 6) | d]
            }));
            test(&decoded)
        })
    })
}

/// Whether a run of hexadecimal digits, which may be divided by colons, says something that passes the
/// test, from its beginning or from its second digit on: a letter of prose before it may be a digit too.
pub(super) fn any_hex(octets: &[u8], test: impl Fn(&[u8]) -> bool) -> bool {
    let is_blank = |octet: u8| octet.is_ascii_whitespace() || octet == b':';
    any_run(octets, nibble, is_blank, |nibbles| {
        let mut starts = (0..2).filter_map(|at| nibbles.get(at..));
        starts.any(|nibbles| {
            let mut decoded = buffer(nibbles.len());
            let pairs = nibbles.chunks_exact(2);
            decoded
                .extend(pairs.map(|pair| pair.iter().fold(0, |sum, nibble| (sum << 4) | nibble)));
            test(&decoded)
        })
    })
}

/// The shortest marker in base64 has more characters than this.
const MIN_RUN: usize = 11;

/// How many blanks of a run are taken for the end of prose; a key has no more before it.
const MAX_WORDS: usize = 8;

/// Hands over the digits of every run of digits and blanks, whole and without its first words: prose
/// before a key is made of digits too, as far as one letter goes.
fn any_run(
    octets: &[u8],
    digit: impl Fn(u8) -> Option<u8>,
    is_blank: impl Fn(u8) -> bool,
    test: impl Fn(&[u8]) -> bool,
) -> bool {
    let mut digits = buffer(octets.len());
    let mut words = [0; MAX_WORDS];
    let (mut count, mut last_word) = (0, 0);
    let is_found = |digits: &[u8], words: &[usize]| {
        let mut rests = words.iter().filter_map(|word| digits.get(*word..));
        digits.len() >= MIN_RUN
            && (test(digits) || rests.any(|rest| rest.len() >= MIN_RUN && test(rest)))
    };
    for octet in octets {
        if let Some(digit) = digit(*octet) {
            digits.push(digit);
        } else if !is_blank(*octet) {
            if is_found(&digits, words.get(..count).unwrap_or_default()) {
                return true;
            }
            digits.clear();
            (count, last_word) = (0, 0);
        } else if last_word != digits.len() {
            // Several blanks in a row count once, and those before the first digit not at all.
            last_word = digits.len();
            if let Some(word) = words.get_mut(count) {
                *word = last_word;
                count = count.saturating_add(1);
            }
        }
    }
    is_found(&digits, words.get(..count).unwrap_or_default())
}

/// Large enough from the beginning: growing would leave copies behind.
fn buffer(len: usize) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(Vec::with_capacity(len.saturating_add(2)))
}

const fn sextet(octet: u8) -> Option<u8> {
    match octet {
        b'A'..=b'Z' => Some(octet.wrapping_sub(b'A')),
        b'a'..=b'z' => Some(octet.wrapping_sub(b'a').wrapping_add(26)),
        b'0'..=b'9' => Some(octet.wrapping_sub(b'0').wrapping_add(52)),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    }
}

const fn nibble(octet: u8) -> Option<u8> {
    match octet {
        b'0'..=b'9' => Some(octet.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(octet.wrapping_sub(b'a').wrapping_add(10)),
        b'A'..=b'F' => Some(octet.wrapping_sub(b'A').wrapping_add(10)),
        _ => None,
    }
}
