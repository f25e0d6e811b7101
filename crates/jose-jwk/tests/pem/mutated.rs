//! Whatever is fed in, there is an answer.

use jose_jwk::pem::{parse_der, parse_pem};
use proptest::prelude::*;

use super::der::{pem, samples};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_octets_are_an_error_or_a_key(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse_der(&octets);
        let _ = parse_pem(&octets);
    }

    #[test]
    fn a_changed_octet_of_der_never_panics(
        which in 0..11usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let (_, _, mut der) = samples().swap_remove(which);
        for (at, octet) in changes {
            let at = at.index(der.len());
            der[at] = octet;
        }
        if let Err(error) = parse_der(&der) {
            prop_assert!(error.to_string().len() < 300);
        }
    }

    #[test]
    fn a_changed_text_never_panics(
        which in 0..11usize,
        at in any::<prop::sample::Index>(),
        piece in prop::sample::select(vec!["\n", "-", "-----BEGIN PRIVATE KEY-----\n", "-----END X-----", "=", " ", "\r", "é", ":", ""]),
        remove in 0..3usize,
    ) {
        let (label, _, der) = samples().swap_remove(which);
        let mut text = pem(label, &der).into_bytes();
        let at = at.index(text.len());
        let end = text.len().min(at.saturating_add(remove));
        text.splice(at..end, piece.bytes());
        let _ = parse_pem(&text);
        let _ = parse_der(&text);
    }
}
