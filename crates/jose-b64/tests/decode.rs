//! Strict decoding of public text (RFC 7515, section 2; RFC 4648, section 3).
#![expect(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jose_b64::{
    DecodeError, DecodeErrorKind, Octets, Padding, decode, decode_append, decode_in_place,
    decode_slice, decoded_len, encode,
};
use proptest::prelude::*;

/// All five decoders, which must agree; the error of one.
fn refused(text: impl AsRef<[u8]>) -> DecodeError {
    let text = text.as_ref();
    let error = decode(text).expect_err("refused");
    let mut room = vec![0; text.len() + 8];
    assert_eq!(decode_slice(text, &mut room), Err(error));
    let mut appended = vec![1, 2, 3];
    assert_eq!(decode_append(text, &mut appended), Err(error));
    assert_eq!(appended, [1, 2, 3]);
    assert_eq!(decode_in_place(&mut text.to_vec()), Err(error));
    assert_eq!(Octets::<8>::decode(text), Err(error));
    error
}

fn accepted(text: impl AsRef<[u8]>) -> Vec<u8> {
    let text = text.as_ref();
    let octets = decode(text).expect("accepted");
    assert_eq!(Some(octets.len()), decoded_len(text.len()));
    assert_eq!(octets.capacity(), octets.len());
    let mut room = vec![0; octets.len()];
    assert_eq!(decode_slice(text, &mut room).unwrap(), octets);
    let mut appended = vec![7];
    decode_append(text, &mut appended).unwrap();
    assert_eq!(appended[1..], octets);
    assert_eq!(decode_in_place(&mut text.to_vec()).unwrap(), octets);
    assert_eq!(Octets::<8>::decode(text).unwrap().as_slice(), octets);
    octets
}

fn fault(text: impl AsRef<[u8]>) -> (DecodeErrorKind, usize) {
    let error = refused(text);
    (error.kind(), error.offset())
}

#[test]
fn rfc_7515_values() {
    assert_eq!(accepted(""), b"");
    assert_eq!(accepted("A-z_4ME"), [3, 236, 255, 224, 193]);
    assert_eq!(
        accepted("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"),
        b"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}"
    );
}

#[test]
fn b64_03_padding_is_refused() {
    for (text, offset) in [
        ("Zg==", 2),
        ("Zm8=", 3),
        ("Zm9v====", 4),
        ("=", 0),
        ("Zg=", 2),
        ("Z=g", 1),
        ("Zm8=Zm9v", 3),
        ("=Zm8", 0),
    ] {
        assert_eq!(fault(text), (DecodeErrorKind::Padding, offset), "{text}");
        if text.ends_with('=') {
            let error = Padding::Refused.strip(text.as_bytes()).unwrap_err();
            assert_eq!(
                (error.kind(), error.offset()),
                (DecodeErrorKind::Padding, offset)
            );
        }
    }
    assert_eq!(Padding::default(), Padding::Refused);
    assert_eq!(Padding::Refused.strip(b"Zm8"), Ok(b"Zm8".as_slice()));
}

#[test]
fn b64_03_padding_by_opt_in_is_the_right_amount_or_none() {
    for (text, bare) in [
        ("Zg==", "Zg"),
        ("Zm8=", "Zm8"),
        ("Zm9v", "Zm9v"),
        ("Zg", "Zg"),
        ("", ""),
    ] {
        assert_eq!(Padding::Allowed.strip(text.as_bytes()), Ok(bare.as_bytes()));
    }
    for text in [
        "Zg=", "Zm8==", "Zm9v=", "Zm9v==", "Zm9v====", "Z===", "=", "==", "====", "Zm9vZ===",
    ] {
        let error = Padding::Allowed.strip(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), DecodeErrorKind::Padding, "{text}");
    }
    // A '=' in the middle is left to the decoder.
    let bare = Padding::Allowed.strip(b"Z=g=").unwrap();
    assert_eq!(fault(bare), (DecodeErrorKind::Padding, 1));
}

#[test]
fn b64_04_the_other_alphabet_is_refused() {
    assert_eq!(fault("A+z_4ME"), (DecodeErrorKind::InvalidSymbol, 1));
    assert_eq!(fault("A-z/4ME"), (DecodeErrorKind::InvalidSymbol, 3));
}

#[test]
fn b64_05_white_space_is_refused_wherever_it_stands() {
    for space in [" ", "\t", "\r", "\n", "\r\n", "\u{b}", "\u{c}"] {
        assert_eq!(
            fault(format!("{space}Zm9v")),
            (DecodeErrorKind::InvalidSymbol, 0)
        );
        assert_eq!(
            fault(format!("Zm{space}9v")),
            (DecodeErrorKind::InvalidSymbol, 2)
        );
        assert_eq!(
            fault(format!("Zm9v{space}")),
            (DecodeErrorKind::InvalidSymbol, 4)
        );
    }
}

#[test]
fn b64_06_other_symbols_are_refused() {
    for symbol in ["?", "!", "%", "\0", ".", "~", ",", "\"", "{", "\u{7f}"] {
        assert_eq!(
            fault(format!("Zm9{symbol}")),
            (DecodeErrorKind::InvalidSymbol, 3)
        );
    }
}

#[test]
fn b64_06_every_octet_outside_the_alphabet_is_refused_at_every_place_of_a_block() {
    for octet in 0..=255_u8 {
        let symbol = octet.is_ascii_alphanumeric() || octet == b'-' || octet == b'_';
        for at in 0..70 {
            let mut text = [b'A'; 72];
            text[at] = octet;
            assert_eq!(decode(text).is_ok(), symbol, "{octet:#x} at {at}");
        }
    }
}

#[test]
fn b64_07_unused_bits_are_zero() {
    assert_eq!(fault("AB"), (DecodeErrorKind::TrailingBits, 1));
    assert_eq!(fault("AAB"), (DecodeErrorKind::TrailingBits, 2));
    for (last, octets) in ('A'..='Z').chain('a'..='z').zip(0_u32..) {
        let two = decode(format!("A{last}"));
        assert_eq!(two.is_ok(), octets % 16 == 0, "A{last}");
        let three = decode(format!("AA{last}"));
        assert_eq!(three.is_ok(), octets % 4 == 0, "AA{last}");
    }
    let long = "A".repeat(2049) + "B";
    assert_eq!(fault(long), (DecodeErrorKind::TrailingBits, 2049));
}

#[test]
fn b64_08_a_length_of_1_modulo_4_is_refused() {
    for len in [1, 5, 9, 33, 1025, 4097] {
        assert_eq!(fault("A".repeat(len)), (DecodeErrorKind::Length, len));
        assert_eq!(decoded_len(len), None);
    }
}

#[test]
fn b64_09_what_is_not_ascii_is_refused() {
    for (text, offset) in [
        ("Zmé", 2),
        ("Ｚm9v", 0),
        ("Zm9v\u{feff}", 4),
        ("Zm\u{200b}9", 2),
    ] {
        assert_eq!(
            fault(text),
            (DecodeErrorKind::InvalidSymbol, offset),
            "{text}"
        );
    }
    // UTF-16
    assert_eq!(fault(b"Z\0m\09\0v\0"), (DecodeErrorKind::InvalidSymbol, 1));
    assert_eq!(
        fault([b'A', b'A', b'A', 0xFF]),
        (DecodeErrorKind::InvalidSymbol, 3)
    );
}

#[test]
fn the_first_fault_is_named_also_in_the_second_block() {
    let mut text = vec![b'A'; 3000];
    text[2900] = b'=';
    text[2999] = b'!';
    assert_eq!(fault(&text), (DecodeErrorKind::Padding, 2900));
    text[1500] = b'+';
    assert_eq!(fault(&text), (DecodeErrorKind::InvalidSymbol, 1500));
}

#[test]
fn a_buffer_that_is_too_small_is_refused() {
    let mut out = [0; 3];
    let error = decode_slice(b"Zm9vYg", &mut out).unwrap_err();
    assert_eq!(
        (error.kind(), error.offset()),
        (DecodeErrorKind::OutputTooSmall, 4)
    );
    assert_eq!(decode_slice(b"Zm9v", &mut out).unwrap(), b"foo");
    assert_eq!(decode_slice(b"", &mut []).unwrap(), b"");
}

// HDR-12, API-01
#[test]
fn errors_have_codes_and_no_text() {
    let codes: Vec<_> = ["A!", "AB", "A", "AA="]
        .map(|text| refused(text).code())
        .into();
    assert_eq!(
        codes,
        [
            "b64/invalid-symbol",
            "b64/trailing-bits",
            "b64/length",
            "b64/padding"
        ]
    );
    for text in ["c2VjcmV0!", "c2VjcmV0B", "c2VjcmV0QB", "c2VjcmV0="] {
        let error = refused(text);
        assert!(!format!("{error} {error:?}").contains("c2V"));
    }
}

// B64-17, DOS-03
#[test]
fn memory_follows_the_text() {
    let text = encode(vec![7; 1 << 20]);
    let info = allocation_counter::measure(|| {
        decode(&text).unwrap();
    });
    assert_eq!((info.count_total, info.bytes_max), (1, 1 << 20));
    let mut text = text.into_bytes();
    let info = allocation_counter::measure(|| {
        assert_eq!(decode_in_place(&mut text).unwrap().len(), 1 << 20);
    });
    assert_eq!(info.count_total, 0);
    let info = allocation_counter::measure(|| {
        assert!(decode(vec![b'A'; 4 * 1000 + 1]).is_err());
    });
    assert_eq!(info.count_total, 1, "only the text");
}

proptest! {
    #[test]
    fn what_was_encoded_is_decoded(octets in proptest::collection::vec(any::<u8>(), 0..3000)) {
        prop_assert_eq!(accepted(encode(&octets)), octets);
    }

    #[test]
    fn the_same_as_the_base64_crate_on_any_octets(text in proptest::collection::vec(any::<u8>(), 0..40)) {
        same_as_base64(&text)?;
    }

    #[test]
    fn the_same_as_the_base64_crate_on_text_that_is_nearly_right(
        text in "[A-Za-z0-9_-]{0,80}[A-Za-z0-9_=+/ -]{0,4}[A-Za-z0-9_-]{0,40}"
    ) {
        same_as_base64(text.as_bytes())?;
    }

    #[test]
    fn one_text_per_octets(text in "[A-Za-z0-9_-]{0,50}") {
        if let Ok(octets) = decode(&text) {
            prop_assert_eq!(encode(octets), text);
        }
    }
}

fn same_as_base64(text: &[u8]) -> Result<(), TestCaseError> {
    match URL_SAFE_NO_PAD.decode(text) {
        Ok(octets) => prop_assert_eq!(accepted(text), octets),
        Err(_) => {
            refused(text);
        }
    }
    Ok(())
}
