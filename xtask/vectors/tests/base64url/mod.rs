//! Encoding for comparison, written apart from the code under test (RFC 4648, section 5).

/// Without padding.
pub fn base64url(octets: &[u8]) -> String {
    let symbols: Vec<char> = ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .chain(['-', '_'])
        .collect();
    let mut text = String::new();
    for group in octets.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| {
            bits << 8 | usize::from(group.get(at).copied().unwrap_or(0))
        });
        let symbol = |at: usize| symbols[bits >> (18 - 6 * at) & 63];
        text.extend((0..=group.len()).map(symbol));
    }
    text
}
