//! Encoding (RFC 7515, section 2 and appendix C; RFC 4648, section 10).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jose_b64::{
    EncodeError, decoded_len, encode, encode_append, encode_in_place, encode_slice, encoded_len,
};
use proptest::prelude::*;

#[test]
fn rfc_4648_section_10_without_padding() {
    for (octets, text) in [
        ("", ""),
        ("f", "Zg"),
        ("fo", "Zm8"),
        ("foo", "Zm9v"),
        ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"),
        ("foobar", "Zm9vYmFy"),
    ] {
        assert_eq!(encode(octets), text);
    }
}

#[test]
fn the_alphabet_is_the_url_safe_one() {
    assert_eq!(encode([3, 236, 255, 224, 193]), "A-z_4ME");
}

#[test]
fn appending_keeps_what_was_there() {
    let mut token = String::from("header.");
    encode_append(b"payload", &mut token);
    assert_eq!(token, "header.cGF5bG9hZA");
}

#[test]
fn one_allocation_of_the_exact_length() {
    let octets = [0x5A; 1000];
    let info = allocation_counter::measure(|| {
        assert_eq!(encode(octets).capacity(), 1334);
    });
    assert_eq!(info.count_total, 1);

    let mut token = String::with_capacity(encoded_len(octets.len()).unwrap());
    let info = allocation_counter::measure(|| encode_append(&octets, &mut token));
    assert_eq!(info.count_total, 0);
}

#[test]
fn in_place_a_buffer_without_room_is_refused_as_it_is() {
    let mut buffer = *b"foob";
    let refused = Err(EncodeError::OutputTooSmall { needed: 6, len: 4 });
    assert_eq!(encode_in_place(&mut buffer, 4), refused);
    assert_eq!(&buffer, b"foob");
    assert!(encode_in_place(&mut buffer, 5).is_err());
    assert!(encode_in_place(&mut buffer, usize::MAX).is_err());
    assert_eq!(encode_in_place(&mut buffer, 0), Ok(0));
}

#[test]
fn a_buffer_that_is_too_small_is_refused_and_a_larger_one_is_not_written_past_the_text() {
    let mut out = [b'#'; 8];
    assert_eq!(encode_slice(b"foob", &mut out[..6]), Ok("Zm9vYg"));
    assert_eq!(encode_slice(b"foob", &mut out), Ok("Zm9vYg"));
    assert_eq!(&out, b"Zm9vYg##");
    assert_eq!(
        encode_slice(b"foob", &mut out[..5]),
        Err(EncodeError::OutputTooSmall { needed: 6, len: 5 })
    );
    assert_eq!(
        encode_slice(b"f", &mut []).unwrap_err().to_string(),
        "the encoding has 2 characters, the buffer 0 octets"
    );
}

// B64-17, DOS-04
#[test]
fn lengths_do_not_overflow() {
    assert_eq!(encoded_len(0), Some(0));
    assert_eq!(encoded_len(usize::MAX), None);
    assert_eq!(encoded_len(usize::MAX / 4 * 3), Some(usize::MAX - 3));
    assert_eq!(encoded_len(usize::MAX / 4 * 3 + 1), Some(usize::MAX - 1));
    assert_eq!(encoded_len(usize::MAX / 4 * 3 + 2), Some(usize::MAX));
    assert_eq!(encoded_len(usize::MAX / 4 * 3 + 3), None);
    assert_eq!(decoded_len(usize::MAX), Some(usize::MAX / 4 * 3 + 2));
}

proptest! {
    #[test]
    fn the_same_as_the_base64_crate(octets in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let text = encode(&octets);
        prop_assert_eq!(&text, &URL_SAFE_NO_PAD.encode(&octets));
        prop_assert_eq!(Some(text.len()), encoded_len(octets.len()));
        let mut out = vec![0; text.len()];
        prop_assert_eq!(encode_slice(&octets, &mut out), Ok(text.as_str()));
    }

    #[test]
    fn in_place_it_is_the_same_with_any_room_ahead(
        octets in proptest::collection::vec(any::<u8>(), 0..5000),
        room in 0_usize..40,
    ) {
        let text = encode(&octets);
        let ahead = text.len().saturating_sub(octets.len()).saturating_add(room);
        let mut buffer = vec![b'#'; ahead];
        buffer.extend_from_slice(&octets);
        prop_assert_eq!(encode_in_place(&mut buffer, octets.len()), Ok(text.len()));
        prop_assert_eq!(&buffer[..text.len()], text.as_bytes());
    }
}
