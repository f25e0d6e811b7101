//! Member names compared as RFC 8259, Section 8.3 says: code point for code point, after unescaping.

use alloc::vec::Vec;
use core::cmp::Ordering;

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
    if places.len() > FEW {
        return first_repeated_of_many(text, places);
    }
    // A bit of a hash per name seen: most names are found to be new without a comparison.
    let mut seen: u64 = 0;
    let mut any_escaped = false;
    for (index, place) in places.iter().enumerate() {
        any_escaped |= place.escaped;
        let bit = 1_u64.wrapping_shl(hash(place.raw_name(text)));
        if any_escaped || seen & bit != 0 {
            let earlier = places.get(..index).unwrap_or_default();
            if earlier
                .iter()
                .any(|other| compare(text, other, place) == Ordering::Equal)
            {
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
    sorted.sort_unstable_by(|a, b| {
        compare(text, a, b).then_with(|| a.name.range().start.cmp(&b.name.range().start))
    });
    sorted
        .iter()
        .zip(sorted.iter().skip(1))
        .filter(|(a, b)| compare(text, a, b) == Ordering::Equal)
        .map(|(_, later)| later.name.range().start)
        .min()
}

fn compare(text: &[u8], a: &Place, b: &Place) -> Ordering {
    let (raw_a, raw_b) = (a.raw_name(text), b.raw_name(text));
    match (a.escaped, b.escaped) {
        (false, false) => raw_a.cmp(raw_b),
        (true, false) => Unescaped::new(raw_a).cmp(raw_b.iter().copied()),
        (false, true) => raw_a.iter().copied().cmp(Unescaped::new(raw_b)),
        (true, true) => Unescaped::new(raw_a).cmp(Unescaped::new(raw_b)),
    }
}

/// Six bits that need only be cheap: a collision costs a comparison. First and last letter tell the registered names apart.
fn hash(name: &[u8]) -> u32 {
    let first = name.first().copied().unwrap_or(0);
    let last = name.last().copied().unwrap_or(0);
    u32::from_le_bytes([first, last, 0, 0]).wrapping_mul(0x9E37_79B1) >> 26
}
