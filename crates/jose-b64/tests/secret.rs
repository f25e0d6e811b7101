//! The constant-time codec for secrets: B64-16. It accepts exactly what the public one does.
#![expect(
    clippy::string_slice,
    reason = "a test has std, and may stop where it fails"
)]

use jose_b64::secret::{self, SecretDecodeError};
use jose_b64::{decode, encode};
use proptest::prelude::*;

fn refused(text: &[u8]) {
    assert_eq!(secret::decode(text), Err(SecretDecodeError::Malformed));
    let mut room = [0xEE; 64];
    assert_eq!(
        secret::decode_slice(text, &mut room),
        Err(SecretDecodeError::Malformed)
    );
}

// B64-03 to B64-09
#[test]
fn as_strict_as_the_public_decoder() {
    let texts: [&[u8]; 15] = [
        b"Zg==",
        b"Zm8=",
        b"Zm9v====",
        b"A+z_4ME",
        b"A-z/4ME",
        b" Zm9v",
        b"Zm9v\n",
        b"Zm 9v",
        b"Zm9\0",
        b"AB",
        b"AAB",
        b"A",
        b"Zm9vY",
        b"Zm\xc3\xa9",
        b"AAA\xff",
    ];
    for text in texts {
        refused(text);
        assert!(decode(text).is_err());
    }
}

#[test]
fn what_was_begun_is_wiped_when_it_fails() {
    let mut room = [0xEE; 6];
    assert!(secret::decode_slice(b"c2VjcmV!", &mut room).is_err());
    assert_eq!(room, [0; 6]);
}

#[test]
fn a_buffer_that_is_too_small_is_refused() {
    let mut room = [0; 5];
    assert_eq!(
        secret::decode_slice(b"c2VjcmV0", &mut room),
        Err(SecretDecodeError::OutputTooSmall)
    );
    let mut room = [0; 7];
    assert_eq!(
        secret::decode_slice(b"c2VjcmV0", &mut room).unwrap(),
        b"secret"
    );
    assert_eq!(secret::decode_slice(b"", &mut []).unwrap(), b"");
}

// API-01
#[test]
fn errors_say_nothing_about_the_secret() {
    let near_the_start = secret::decode("!2VjcmV0").unwrap_err();
    let near_the_end = secret::decode("c2VjcmV!").unwrap_err();
    assert_eq!(format!("{near_the_start:?}"), format!("{near_the_end:?}"));
    assert_eq!(near_the_end.to_string(), "the secret is not base64url");
    assert_eq!(near_the_end.code(), "b64/secret-malformed");
}

#[test]
fn encoding_grows_its_text_once() {
    let info = allocation_counter::measure(|| {
        assert_eq!(secret::encode(&[1; 1000]).len(), 1334);
    });
    assert_eq!(info.count_total, 1);
}

proptest! {
    #[test]
    fn the_same_text_as_the_public_encoder(octets in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = secret::encode(&octets);
        prop_assert_eq!(text.as_str(), encode(&octets));
        prop_assert_eq!(secret::decode(text.as_bytes()).unwrap().to_vec(), octets.clone());
        let mut token = String::from("x.");
        secret::encode_append(&octets, &mut token);
        prop_assert_eq!(&token[2..], text.as_str());
    }

    #[test]
    fn accepts_what_the_public_decoder_accepts(
        text in "[A-Za-z0-9_-]{0,20}[A-Za-z0-9_=+/ \\x00\u{e9}-]{0,3}[A-Za-z0-9_-]{0,20}"
    ) {
        match decode(&text) {
            Ok(octets) => prop_assert_eq!(secret::decode(&text).unwrap().to_vec(), octets.clone()),
            Err(_) => refused(text.as_bytes()),
        }
    }

    #[test]
    fn accepts_what_the_public_decoder_accepts_of_any_octets(text in proptest::collection::vec(any::<u8>(), 0..12)) {
        prop_assert_eq!(secret::decode(&text).is_ok(), decode(&text).is_ok());
    }
}
