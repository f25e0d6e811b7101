//! Member names compared as RFC 8259, section 8.3 says: code point for code point, after unescaping.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::escape::Unescaped;
use super::place::Place;

/// Whether a name of the text is this one.
pub(crate) fn is(raw: &[u8], escaped: bool, name: &[u8]) -> bool {
    if escaped {
        Unescaped::new(raw).eq(name.iter().copied())
    } else {
        raw == name
    }
}

/// Where the first name begins that an earlier member has already.
pub(crate) fn first_repeated(text: &[u8], places: &[Place]) -> Option<usize> {
    if places.iter().any(|place| place.escaped) {
        return first_repeated_unescaped(text, places);
    }
    if places.len() > FEW {
        return first_repeated_of_many(text, places);
    }
    // A bit of a hash per name seen: most names are found to be new without a comparison.
    let mut seen: u64 = 0;
    for (index, place) in places.iter().enumerate() {
        let name = place.raw_name(text);
        let bit = 1_u64.wrapping_shl(hash(name));
        if seen & bit != 0 {
            let earlier = places.get(..index).unwrap_or_default();
            if earlier.iter().any(|other| other.raw_name(text) == name) {
                return Some(place.name.range().start);
            }
        }
        seen |= bit;
    }
    None
}

const FEW: usize = 16;

/// By sorting, so that an object of a million members cannot cost a million million comparisons.
fn first_repeated_of_many(text: &[u8], places: &[Place]) -> Option<usize> {
    let mut sorted: Vec<&Place> = places.iter().collect();
    sorted.sort_unstable_by_key(|place| (place.raw_name(text), place.name.range().start));
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .filter(|(a, b)| a.raw_name(text) == b.raw_name(text))
        .map(|(_, later)| later.name.range().start)
        .min()
}

/// Each name is unescaped once, and not for every comparison: long names with escapes cost no more than others. Only here the check
/// of a few names allocates.
fn first_repeated_unescaped(text: &[u8], places: &[Place]) -> Option<usize> {
    let mut sorted: Vec<(Cow<'_, [u8]>, usize)> = places
        .iter()
        .map(|place| {
            let raw = place.raw_name(text);
            let name = if place.escaped {
                Cow::Owned(Unescaped::new(raw).collect())
            } else {
                Cow::Borrowed(raw)
            };
            (name, place.name.range().start)
        })
        .collect();
    sorted.sort_unstable();
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .filter(|((a, _), (b, _))| a == b)
        .map(|(_, (_, later))| *later)
        .min()
}

/// Six bits that need only be cheap: a collision costs a comparison. First and last letter tell the registered names apart.
fn hash(name: &[u8]) -> u32 {
    let first = name.first().copied().unwrap_or(0);
    let last = name.last().copied().unwrap_or(0);
    u32::from_le_bytes([first, last, 0, 0]).wrapping_mul(0x9E37_79B1) >> 26
}
