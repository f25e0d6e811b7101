//! A payload that does not belong to the message, or is not passed at all: UNE-10 to UNE-12.

use crate::forms::{Form, Sent, json_string, places, signed};
use crate::{MODES, detached, key};

// UNE-10: which of the two payloads is it?
#[test]
fn une_10_a_detached_payload_beside_an_attached_one() {
    for place in places().filter(|place| !place.is_detached) {
        for (header, b64) in MODES {
            for octets in [b"pay".as_slice(), b"cGF5"] {
                let mut sent = Sent::new(place, header, b64, octets, &key());
                for passed in [octets, b"pay", b"cGF5", b"", b"\0", &signed(true, octets)] {
                    sent.detached = Some(passed.into());
                    let key = key();
                    assert_eq!(sent.refused(&key), "jws/payload-attached");
                    assert_eq!(key.asked(), 0);
                }
            }
        }
    }
}

// UNE-10: in JSON, an empty payload and one that is no string are there, too.
#[test]
fn une_10_a_payload_member_that_says_nothing() {
    for place in detached().filter(|place| place.form != Form::Compact) {
        for (header, b64) in MODES {
            for payload in [
                "\"\"", "null", "false", "0", "[]", "{}", "\" \"", "\"cGF5\"",
            ] {
                for octets in [b"".as_slice(), b"pay"] {
                    let key = key();
                    let sent = Sent::new(place, header, b64, octets, &key);
                    assert_eq!(sent.read(&key).unwrap().payload, octets);
                    let asked = key.asked();
                    assert_eq!(
                        sent.with_payload(payload).refused(&key),
                        "jws/payload-attached"
                    );
                    assert_eq!(key.asked(), asked);
                }
            }
        }
    }
}

// UNE-11
#[test]
fn une_11_another_payload_than_the_signed_one() {
    let octets = b"{\"sub\":\"alice\"}";
    for place in detached() {
        for (header, b64) in MODES {
            let mut sent = Sent::new(place, header, b64, octets, &key());
            assert_eq!(sent.read(&key()).unwrap().payload, octets);
            let mut others: Vec<Vec<u8>> = (0..octets.len())
                .flat_map(|at| {
                    let mut changed = octets.to_vec();
                    changed[at] ^= 0x20;
                    let (before, after) = octets.split_at(at);
                    let more = [before, b"\0", after].concat();
                    [
                        changed,
                        before.to_vec(),
                        more,
                        [before, &after[1..]].concat(),
                    ]
                })
                .collect();
            others.extend([
                [octets.as_slice(), b"\n"].concat(),
                [octets.as_slice(), b"\0"].concat(),
                [b"\xEF\xBB\xBF", octets.as_slice()].concat(),
                octets.repeat(2),
                signed(true, octets),
                json_string(octets),
                sent.text(),
            ]);
            for other in others {
                sent.detached = Some(other);
                assert_eq!(sent.refused(&key()), "jws/invalid-signature", "{sent:?}");
            }
        }
    }
}

// UNE-12: what is detached is not an empty payload.
#[test]
fn une_12_no_payload_for_a_detached_signature() {
    for place in detached() {
        for (header, b64) in MODES {
            for octets in [b"pay".as_slice(), b"."] {
                let mut sent = Sent::new(place, header, b64, octets, &key());
                sent.detached = None;
                let code = match place.form {
                    Form::Compact => "jws/invalid-signature",
                    Form::Flattened | Form::General => "jws/missing-member",
                };
                assert_eq!(sent.refused(&key()), code);
            }
            // Nor in JSON is an empty payload one that is missing; the compact form does not tell.
            let mut sent = Sent::new(place, header, b64, b"", &key());
            sent.detached = None;
            match place.form {
                Form::Compact => assert_eq!(sent.read(&key()).unwrap().payload, b""),
                Form::Flattened | Form::General => {
                    assert_eq!(sent.refused(&key()), "jws/missing-member");
                }
            }
        }
    }
}

#[test]
fn an_empty_payload_is_a_payload() {
    for place in detached() {
        for (header, b64) in MODES {
            let mut sent = Sent::new(place, header, b64, b"", &key());
            let seen = sent.read(&key()).unwrap();
            assert_eq!((&*seen.payload, seen.b64), (b"".as_slice(), b64));
            for other in [b"\0".as_slice(), b" ", b"."] {
                sent.detached = Some(other.into());
                assert_eq!(sent.refused(&key()), "jws/invalid-signature");
            }
        }
    }
}
