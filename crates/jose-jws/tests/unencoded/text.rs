//! What an unencoded payload may hold where it stands in the message (RFC 7797, sections 5.2 and 5.3): UNE-05, UNE-06.

use jose_jws::{Compact, Flattened, ParseError, VerifyError};

use crate::common::seal;
use crate::forms::{Form, Place, Sent, places};
use crate::{B64_FALSE, attached, key};

/// A compact token whose payload stands between its dots as it is.
fn compact(payload: &str) -> String {
    seal(
        &format!("{}.{payload}", jose_b64::encode(B64_FALSE)),
        &key(),
    )
}

/// A flattened message with this JSON as its payload, signed over these octets.
fn flattened(payload: impl AsRef<[u8]>, signed: impl AsRef<[u8]>) -> Sent {
    let place = Place {
        form: Form::Flattened,
        is_detached: false,
    };
    Sent::new(place, B64_FALSE, false, signed.as_ref(), &key()).with_payload(payload)
}

// UNE-05: exhaustive in ASCII and over two octets; beyond, at the borders.
#[test]
fn une_05_every_character_between_two_dots() {
    let borders = [
        '\u{800}',
        '\u{2024}',
        '\u{feff}',
        '\u{ff0e}',
        '\u{ffff}',
        '\u{10ffff}',
    ];
    let (mut accepted, mut refused) = (0_usize, 0_usize);
    for character in ('\0'..='\u{7ff}').chain(borders) {
        for (before, after) in [("", ""), ("", "pay"), ("pay", ""), ("p~", " y")] {
            let payload = format!("{before}{character}{after}");
            let token = compact(&payload);
            if matches!(character, ' '..='-' | '/'..='~') {
                let verified = Compact::parse(&token).unwrap().verify(&key()).unwrap();
                assert_eq!(verified.payload(), payload.as_bytes());
                accepted = accepted.checked_add(1).unwrap();
                continue;
            }
            let expected = match character {
                '.' => ParseError::NotThreeParts { parts: 4 },
                _ => ParseError::PayloadCharacter {
                    offset: before.len(),
                },
            };
            assert_eq!(
                Compact::parse(&token).unwrap_err(),
                expected,
                "{character:?}"
            );
            refused = refused.checked_add(1).unwrap();
        }
    }
    assert_eq!((accepted, refused), (94 * 4, (2048 - 94 + 6) * 4));
}

#[test]
fn une_05_dots_and_the_first_character_that_is_none() {
    for (payload, error) in [
        ("$.02", ParseError::NotThreeParts { parts: 4 }),
        ("..", ParseError::NotThreeParts { parts: 5 }),
        ("\n\u{e9}", ParseError::PayloadCharacter { offset: 0 }),
        ("pay\u{e9}\n", ParseError::PayloadCharacter { offset: 3 }),
        ("{\r\n}", ParseError::PayloadCharacter { offset: 1 }),
    ] {
        assert_eq!(Compact::parse(&compact(payload)).unwrap_err(), error);
    }
    let error = Compact::parse(&compact("secret\tword")).unwrap_err();
    assert_eq!(error.code(), "jws/payload-character");
    assert!(!format!("{error} {error:?}").contains("word"));
}

// Elsewhere a payload may be anything, in every form.
#[test]
fn une_05_06_every_octet_in_a_detached_payload() {
    let all: Vec<u8> = (0..=255).collect();
    for place in places().filter(|place| place.is_detached) {
        let payloads = all
            .chunks(1)
            .chain([&*all, b"$.02", b"..", b"\0", b"\xED\xA0\x80"]);
        for payload in payloads {
            let sent = Sent::new(place, B64_FALSE, false, payload, &key());
            assert_eq!(sent.read(&key()).unwrap().payload, payload);
        }
    }
}

/// A character as JSON escapes it.
fn escaped(character: char) -> String {
    let units = &mut [0; 2];
    let units = character.encode_utf16(units);
    units.iter().map(|unit| format!("\\u{unit:04X}")).collect()
}

// UNE-06: the payload is the string, whatever escapes it was written with.
#[test]
fn une_06_every_character_in_json() {
    let all: Vec<char> = ('\u{1}'..=char::MAX).collect();
    assert_eq!(all.len(), 0x11_0000 - 0x800 - 1);
    for characters in all.chunks(0x8000) {
        let payload: String = characters.iter().collect();
        let short = serde_json::to_string(&payload).unwrap();
        let long: String = characters.iter().copied().map(escaped).collect();
        let lower = long.to_lowercase();
        for json in [short, format!("\"{long}\""), format!("\"{lower}\"")] {
            let text = flattened(json, &payload).text();
            let verified = Flattened::parse(&text).unwrap().verify(&key()).unwrap();
            assert!(
                verified.payload() == payload.as_bytes(),
                "{:?}",
                characters[0]
            );
        }
    }
}

#[test]
fn une_06_the_octets_are_those_of_the_string() {
    for (json, payload) in [
        (r#""\u0022""#, "\""),
        (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (r#""\ud83d\ude00""#, "\u{1f600}"),
        (r#""\uD834\uDD1E\uDBFF\uDFFF""#, "\u{1d11e}\u{10ffff}"),
        (
            "\"Zo\u{eb} \u{1f600} \u{2028}\"",
            "Zo\u{eb} \u{1f600} \u{2028}",
        ),
        (r#""\\u0000""#, "\\u0000"),
        (r#""\\\\u0000\u005cu0000""#, "\\\\u0000\\u0000"),
        (r#""\u002e.""#, ".."),
        (
            r#""\ufeff\u007f\u0080\uffff""#,
            "\u{feff}\u{7f}\u{80}\u{ffff}",
        ),
        ("\"\u{7f}\"", "\u{7f}"),
        (r#""{\"sub\":\"\\u0041\"}""#, r#"{"sub":"\u0041"}"#),
    ] {
        for place in attached().filter(|place| place.form != Form::Compact) {
            let sent = Sent::new(place, B64_FALSE, false, payload.as_bytes(), &key());
            let seen = sent.with_payload(json).read(&key()).unwrap();
            assert_eq!(
                (&*seen.payload, seen.b64),
                (payload.as_bytes(), false),
                "{json}"
            );
            // Nor is it the text within the quotes that is signed.
            let within = &json.as_bytes()[1..json.len().checked_sub(1).unwrap()];
            if within != payload.as_bytes() {
                let sent = Sent::new(place, B64_FALSE, false, within, &key());
                assert_eq!(
                    sent.with_payload(json).refused(&key()),
                    "jws/invalid-signature"
                );
            }
            let text = sent.with_payload(json).text();
            if place.form == Form::Flattened {
                let read = Flattened::parse(&text).unwrap();
                assert_eq!(read.unverified_payload().unwrap(), payload.as_bytes());
            }
        }
    }
}

// UNE-06, HDR-08: none of these is a string that every reader reads alike.
#[test]
fn une_06_what_no_string_in_json_may_hold() {
    for (json, octets, offset) in [
        (r#""\u0000""#, "\0", 0),
        (r#""pay\u0000""#, "pay\0", 3),
        (r#""\u0000pay""#, "\0pay", 0),
        (
            r#""\u00e9\ud83d\ude00\u0000\u0000""#,
            "\u{e9}\u{1f600}\0\0",
            6,
        ),
    ] {
        for place in attached().filter(|place| place.form != Form::Compact) {
            let key = key();
            let sent = Sent::new(place, B64_FALSE, false, octets.as_bytes(), &key);
            let error = sent.with_payload(json).read(&key).unwrap_err();
            let VerifyError::Parse(ParseError::PayloadCharacter { offset: found }) = error else {
                panic!("{error:?}")
            };
            assert_eq!((found, key.asked()), (offset, 0));
        }
    }
    for (json, octets) in [
        (br#""\ud83d""#.as_slice(), b"\xED\xA0\xBD".as_slice()),
        (br#""\ude00""#, b"\xED\xB8\x80"),
        (br#""\ude00\ud83d""#, b"\xED\xB8\x80\xED\xA0\xBD"),
        (br#""\ud83d\u0041""#, b"\xED\xA0\xBDA"),
        (br#""\ud83dpay""#, b"\xED\xA0\xBDpay"),
        (b"\"\0\"", b"\0"),
        (b"\"\n\"", b"\n"),
        (b"\"\x1f\"", b"\x1f"),
        (b"\"\xFF\"", b"\xFF"),
        (b"\"\xC0\x80\"", b"\xC0\x80"),
        (b"\"\xED\xA0\x80\"", b"\xED\xA0\x80"),
        (b"\"\xF4\x90\x80\x80\"", b"\xF4\x90\x80\x80"),
        (br#""\x41""#, b"A"),
        (br#""\u41""#, b"A"),
        (br#""\'""#, b"'"),
        (b"'pay'", b"pay"),
        (b"\"pay\\\"", b"pay\\"),
    ] {
        for place in attached().filter(|place| place.form != Form::Compact) {
            let key = key();
            let sent = Sent::new(place, B64_FALSE, false, octets, &key).with_payload(json);
            assert_eq!(sent.refused(&key), "jws/json", "{octets:?}");
            assert_eq!(key.asked(), 0);
        }
    }
    // Only a string: what a value looks like is not its octets.
    for json in ["null", "0", "true", "[\"pay\"]", "{\"pay\":1}"] {
        let sent = flattened(json, json);
        assert_eq!(sent.refused(&key()), "jws/member-type");
    }
}
