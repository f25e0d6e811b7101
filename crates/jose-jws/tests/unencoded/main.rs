//! Unencoded payloads on the recipient's side (RFC 7797): section E of the attack list.
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/forms.rs"]
mod forms;
mod header;
mod text;

use common::{TOY, Toy};
use forms::{Form, Place, Sent, json_string, places, signature, signed};
use jose_jws::{
    Compact, CritHandlers, Flattened, General, Padding, ParseError, ReadOptions, VerifyError,
};

const PLAIN: &str = r#"{"alg":"X-TOY"}"#;
const B64_TRUE: &str = r#"{"alg":"X-TOY","b64":true,"crit":["b64"]}"#;
const B64_FALSE: &str = r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#;

fn key() -> Toy {
    Toy::new(TOY)
}

/// The places whose message holds its payload.
fn attached() -> impl Iterator<Item = Place> {
    places().filter(|place| !place.is_detached)
}

#[test]
fn what_is_signed_as_it_is_comes_out_as_it_is() {
    let mut seen = 0_usize;
    for place in places() {
        for payload in [
            "", " ", "pay", "cGF5", "\"{[]}\"", "-_~", "a b", "\\u0041", "%2E",
        ] {
            let sent = Sent::new(place, B64_FALSE, false, payload.as_bytes(), &key());
            let read = sent.read(&key()).unwrap();
            assert_eq!((&*read.payload, read.b64), (payload.as_bytes(), false));
            assert_eq!(read.header, B64_FALSE.as_bytes());
            seen = seen.checked_add(1).unwrap();
        }
    }
    assert_eq!(seen, 54);
}

// UNE-13
#[test]
fn une_13_b64_true_equals_the_default() {
    for place in places() {
        for header in [
            PLAIN,
            B64_TRUE,
            r#"{"alg":"X-TOY","b64":true}"#,
            r#"{"alg":"X-TOY","b64":true,"crit":["x"],"x":1}"#,
        ] {
            let options = ReadOptions::new().crit(CritHandlers::new().on("x", |_| Ok(())));
            for payload in [b"".as_slice(), b"cGF5", b"\0\xFF."] {
                let sent = Sent::new(place, header, true, payload, &key());
                let seen = sent.read_with(&options, &key()).unwrap();
                assert_eq!((&*seen.payload, seen.b64), (payload, true));
            }
        }
    }
}

// The confusion that RFC 7797, section 8, warns of: the same octets after the dot, read as text or as base64url.
#[test]
fn a_signature_counts_in_the_mode_in_which_it_was_made() {
    let headers = [PLAIN, B64_TRUE, B64_FALSE];
    let mut valid = 0_usize;
    for place in places() {
        for made in headers {
            // Signed is `header.cGF5`, which is "pay" in one mode and "cGF5" in the other.
            let payload = |header| {
                if header == B64_FALSE {
                    b"cGF5".as_slice()
                } else {
                    b"pay"
                }
            };
            let sent = Sent::new(place, made, made != B64_FALSE, payload(made), &key());
            for read in headers {
                for detached in [b"pay".as_slice(), b"cGF5", b"Y0dGNQ"] {
                    let mut sent = sent.with_protected(read);
                    if place.is_detached {
                        sent.detached = Some(detached.into());
                    }
                    let is_own = read == made && (!place.is_detached || detached == payload(made));
                    if !is_own {
                        assert_eq!(sent.refused(&key()), "jws/invalid-signature");
                        continue;
                    }
                    let seen = sent.read(&key()).unwrap();
                    assert_eq!(
                        (&*seen.payload, &*seen.header),
                        (payload(made), made.as_bytes())
                    );
                    valid = valid.checked_add(1).unwrap();
                }
            }
        }
    }
    // Attached, nothing is passed, so that each of the three is the same.
    assert_eq!(valid, 3 * 3 * 3 + 3 * 3);
}

#[test]
fn padding_is_a_matter_of_encoded_text_only() {
    let lenient = ReadOptions::new().padding(Padding::Allowed);
    for place in attached() {
        let text = |payload: &[u8]| match place.form {
            Form::Compact => payload.to_vec(),
            Form::Flattened | Form::General => json_string(payload),
        };
        for payload in ["cGE=", "=", "a==", "cGF5=", "===="] {
            let sent = Sent::new(place, B64_FALSE, false, payload.as_bytes(), &key());
            for options in [&lenient, &ReadOptions::new()] {
                let seen = sent.read_with(options, &key()).unwrap();
                assert_eq!(seen.payload, payload.as_bytes());
            }
        }
        // Encoded: signed over the padded text, as a few signers do.
        let mut sent = Sent::new(place, PLAIN, true, b"pa", &key()).with_payload(text(b"cGE="));
        assert_eq!(sent.refused(&key()), "jws/invalid-signature");
        sent.signature = signature(&sent.protected, b"cGE=", &key());
        assert_eq!(sent.read_with(&lenient, &key()).unwrap().payload, b"pa");
        assert_eq!(sent.refused(&key()), "jws/base64");
    }
    // The header of an unencoded message is base64url as ever, and signed as it was received.
    let header = r#"{"alg":"X-TOY", "b64":false, "crit":["b64"]}"#;
    for place in places() {
        let mut sent = Sent::new(place, header, false, b"pay", &key());
        sent.protected.push('=');
        for is_right in [true, false] {
            sent.signature = signature(&sent.protected, b"pay", &key());
            assert_eq!(sent.read_with(&lenient, &key()).is_ok(), is_right);
            assert_eq!(sent.refused(&key()), "jws/base64");
            sent.protected.push('=');
        }
    }
}

// What is signed is the text as it was received, at the place where it was received.
#[test]
fn an_attached_payload_stays_in_the_message() {
    for (header, b64) in [(PLAIN, true), (B64_FALSE, false)] {
        for place in attached() {
            let text = Sent::new(place, header, b64, b"a text", &key()).text();
            let text = core::str::from_utf8(&text).unwrap();
            let read = match place.form {
                Form::Compact => Compact::parse(text),
                Form::Flattened => Flattened::parse(text),
                Form::General => General::parse(text).unwrap().signatures().next().unwrap(),
            };
            let pending = read.unwrap().pending(&key()).unwrap();
            let input = pending.signing_input();
            let parts = [
                jose_b64::encode(header).into_bytes(),
                signed(b64, b"a text"),
            ];
            assert_eq!(input.to_vec(), parts.join(&b'.'));
            // A compact token has it in one piece.
            let is_compact = place.form == Form::Compact;
            assert_eq!(input.contiguous().is_some(), is_compact);
            let dot = usize::from(!is_compact);
            for part in input.parts().iter().filter(|part| part.len() > dot) {
                assert!(text.as_bytes().as_ptr_range().contains(&part.as_ptr()));
            }
        }
    }
}

// UNE-09: no octet of a payload is decoded for somebody whose signature is not valid.
#[test]
fn une_09_the_payload_is_looked_at_last() {
    for place in attached() {
        for payload in ["!", "====", "cGF", "cGF6cGF", "A", "c G", "cG+/", "cGF5 "] {
            let text = match place.form {
                Form::Compact => payload.as_bytes().to_vec(),
                Form::Flattened | Form::General => json_string(payload.as_bytes()),
            };
            let mut sent = Sent::new(place, PLAIN, true, b"pay", &key()).with_payload(text);
            let stranger = Toy::new(jose_jws::Alg::new("X-OTHER"));
            let offline = key().offline();
            assert_eq!(sent.refused(&key()), "jws/invalid-signature");
            assert_eq!(sent.refused(&stranger), "jws/no-matching-key");
            assert_eq!(sent.refused(&offline), "jws/key-unavailable");
            let header = sent.with_protected(r#"{"alg":"X-TOY","b64":false}"#);
            assert_eq!(header.refused(&key()), "jws/b64-not-critical");
            let header = sent.with_protected(r#"{"alg":"X-TOY","b64":"false"}"#);
            assert_eq!(header.refused(&key()), "jws/b64-not-boolean");
            sent.signature = signature(&sent.protected, payload.as_bytes(), &key());
            let key = key();
            let error = sent.read(&key).unwrap_err();
            let VerifyError::Parse(ParseError::Base64 { part, .. }) = error else {
                panic!("{error:?}")
            };
            assert_eq!(part, jose_jws::Part::Payload);
            assert!(key.asked() > 0);
        }
    }
}

// UNE-08
#[test]
fn une_08_the_same_limit_in_both_modes() {
    for place in attached() {
        for (header, b64) in [(PLAIN, true), (B64_FALSE, false)] {
            let sent = Sent::new(place, header, b64, &[b'a'; 4096], &key());
            let mut options = ReadOptions::new();
            options.limits.token_len = sent.text().len();
            assert_eq!(
                sent.read_with(&options, &key()).unwrap().payload,
                [b'a'; 4096]
            );
            options.limits.token_len = options.limits.token_len.checked_sub(1).unwrap();
            let key = key();
            let error = sent.read_with(&options, &key).unwrap_err();
            assert_eq!((error.code(), key.asked()), ("jws/token-too-long", 0));
        }
        let long = Sent::new(place, B64_FALSE, false, &vec![b'a'; 1024 * 1024], &key());
        assert_eq!(long.refused(&key()), "jws/token-too-long");
    }
}
