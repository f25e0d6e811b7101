//! No single changed octet of what is authenticated verifies, in any form and mode (RFC 7515, sections 5.2 and 7.2;
//! RFC 7797): the octets are changed behind base64url, so that every text is well-formed.
#![cfg(test)]

extern crate alloc;

mod common;
#[path = "common/forms.rs"]
mod forms;

use alloc::sync::Arc;
use core::fmt;
use std::sync::LazyLock;

use forms::{Form, Place, Seen, Sent, json_string, places};
use jose_jwa::{Ecdsa, Ed25519, Hmac, MlDsa, Rsa};
use jose_jwk::{Alg, Jwk};
use jose_jws::{Compact, Flattened, General, Json, ReadOptions, Require, Sign, Verify};
use proptest::prelude::*;

/// The messages of one key: every place in both modes.
struct Messages {
    verify: Arc<dyn Verify>,
    sent: Vec<(bool, Sent)>,
}

impl fmt::Debug for Messages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.verify.fmt(f)
    }
}

/// Without a dot, and without what JSON would escape.
const PAYLOAD: &[u8] = b"{'sub':7}";

/// One of three.
#[derive(Clone, Copy, Debug)]
enum Part {
    Protected,
    Payload,
    Signature,
}

const PARTS: [Part; 3] = [Part::Protected, Part::Payload, Part::Signature];

impl Messages {
    fn of(sign: &dyn Sign, verify: Arc<dyn Verify>) -> Messages {
        let mut sent = Vec::new();
        for place in places() {
            for b64 in [true, false] {
                let extension = if b64 {
                    ""
                } else {
                    r#","b64":false,"crit":["b64"]"#
                };
                let header = format!(r#"{{"alg":"{}"{extension}}}"#, sign.alg());
                sent.push((b64, Sent::new(place, &header, b64, PAYLOAD, sign)));
            }
        }
        for (b64, sent) in &sent {
            let seen = sent.read(&verify).unwrap();
            assert_eq!((&*seen.payload, seen.b64), (PAYLOAD, *b64));
        }
        assert_eq!(sent.len(), 12);
        Messages { verify, sent }
    }
}

static HS256: LazyLock<Messages> = LazyLock::new(|| {
    let key = Hmac::new(Alg::HS256, &[7; 32]).unwrap();
    Messages::of(&key, Arc::new(key.clone()))
});
static ES256: LazyLock<Messages> = LazyLock::new(|| {
    let key = Ecdsa::from_scalar(Alg::ES256, &[7; 32]).unwrap();
    Messages::of(&key, Arc::new(key.public()))
});
static EDDSA: LazyLock<Messages> = LazyLock::new(|| {
    let key = Ed25519::from_seed(Alg::EdDSA, &[7; 32]).unwrap();
    Messages::of(&key, Arc::new(key.public()))
});
static RS256: LazyLock<Messages> = LazyLock::new(|| {
    let jwk = Jwk::parse(jose_vectors::key("rfc7515-a2").as_bytes()).unwrap();
    let key = Rsa::load(&jwk, Alg::RS256).unwrap();
    Messages::of(&key, Arc::new(key.public()))
});
static ML_DSA_44: LazyLock<Messages> = LazyLock::new(|| {
    let key = MlDsa::from_seed(Alg::ML_DSA_44, &[7; 32]).unwrap();
    Messages::of(&key, Arc::new(key.public()))
});

/// The octets of a part as they are authenticated.
fn octets(part: Part, sent: &Sent) -> Vec<u8> {
    match part {
        Part::Protected => jose_b64::decode(&sent.protected).unwrap(),
        Part::Payload => PAYLOAD.into(),
        Part::Signature => sent.signature.clone(),
    }
}

/// The same message with other octets there; `None` where these are no text and had to be one.
fn changed(b64: bool, sent: &Sent, part: Part, octets: Vec<u8>) -> Option<Sent> {
    let mut sent = sent.clone();
    match part {
        Part::Protected => sent.protected = jose_b64::encode(octets),
        Part::Signature => sent.signature = octets,
        Part::Payload if sent.detached.is_some() => sent.detached = Some(octets),
        Part::Payload => {
            let text = forms::signed(b64, &octets);
            sent.payload = Some(match sent.form {
                Form::Compact => String::from_utf8(text).ok()?.into(),
                Form::Flattened | Form::General => json_string(&text),
            });
        }
    }
    Some(sent)
}

/// What a recipient sees who reads as leniently as there is.
fn seen(sent: &Sent, key: &dyn Verify) -> Option<Seen> {
    let options = ReadOptions::new()
        .allow_unprotected_alg()
        .padding(jose_jws::Padding::Allowed);
    sent.read_with(&options, key).ok()
}

// Every octet of the header, the payload and the signature, by every other octet.
#[test]
fn every_other_octet_at_every_place_is_refused() {
    let (mut tried, mut untold) = (0_usize, 0_usize);
    for (b64, sent) in &HS256.sent {
        for part in PARTS {
            let octets = octets(part, sent);
            for at in 0..octets.len() {
                for other in 1..=255 {
                    let mut octets = octets.clone();
                    octets[at] ^= other;
                    match changed(*b64, sent, part, octets) {
                        Some(sent) => {
                            let seen = seen(&sent, &HS256.verify);
                            assert!(seen.is_none(), "{part:?}, {at}: {sent:?} as {seen:?}");
                            tried += 1;
                        }
                        None => untold += 1,
                    }
                }
            }
        }
    }
    // Headers of 15 and 42 octets, nine of payload, 32 of signature. Octets from 0x80 on are no text.
    assert_eq!(untold, 9 * 128);
    assert_eq!(tried + untold, 255 * 6 * ((15 + 42) + 2 * (9 + 32)));
}

// A part that is longer or shorter by an octet, or that has one twice.
#[test]
fn every_octet_more_or_less_is_refused() {
    for messages in [&*HS256, &*ES256, &*EDDSA] {
        for (b64, sent) in &messages.sent {
            for part in PARTS {
                let octets = octets(part, sent);
                for at in 0..=octets.len() {
                    let (before, after) = octets.split_at(at);
                    let mut others: Vec<Vec<u8>> = [b"\0", b" ", b"0"]
                        .map(|more| [before, more, after].concat())
                        .into();
                    if let Some((_, after)) = after.split_first() {
                        others.push([before, after].concat());
                        others.push(before.into());
                    }
                    for other in others {
                        let Some(sent) = changed(*b64, sent, part, other) else {
                            continue;
                        };
                        let seen = seen(&sent, &messages.verify);
                        assert!(seen.is_none(), "{part:?}, {at}: {sent:?} as {seen:?}");
                    }
                }
            }
        }
    }
}

/// What a recipient sees who tries every reader.
fn any_reader(text: &[u8], detached: Option<&[u8]>, key: &dyn Verify) -> Option<Vec<u8>> {
    let (options, token) = (ReadOptions::new(), core::str::from_utf8(text).ok());
    if let Some(payload) = detached {
        let compact = token.map(|token| Compact::parse_detached(token, payload, &options));
        let flattened = Flattened::parse_detached(text, payload, &options);
        let mut one = compact.into_iter().chain([flattened]).flatten();
        let general = General::parse_detached(text, payload, &options);
        let either = Json::parse_detached(text, payload, &options);
        let mut several = [general, either].into_iter().flatten();
        return one
            .find_map(|read| Some(read.verify(key).ok()?.payload().to_vec()))
            .or_else(|| {
                several.find_map(|read| {
                    Some(read.verify(key, Require::AnyKey).ok()?.payload().to_vec())
                })
            });
    }
    let compact = token.map(Compact::parse);
    let mut one = compact
        .into_iter()
        .chain([Flattened::parse(text)])
        .flatten();
    let mut several = [General::parse(text), Json::parse(text)]
        .into_iter()
        .flatten();
    one.find_map(|read| Some(read.verify(key).ok()?.into_payload()))
        .or_else(|| {
            several.find_map(|read| Some(read.verify(key, Require::AnyKey).ok()?.into_payload()))
        })
}

// The text itself: as these messages are written, each octet of it counts, the names and the
// structure included, whichever reader gets it.
#[test]
fn every_other_octet_of_the_text_is_refused() {
    let (mut tried, mut expected) = (0_usize, 0_usize);
    for (_, sent) in &HS256.sent {
        let text = sent.text();
        expected += text.len();
        let detached = sent.detached.as_deref();
        assert_eq!(any_reader(&text, detached, &HS256.verify).unwrap(), PAYLOAD);
        for at in 0..text.len() {
            for other in 1..=255 {
                let mut text = text.clone();
                text[at] ^= other;
                let seen = any_reader(&text, detached, &HS256.verify);
                assert!(seen.is_none(), "{at}: {} as {seen:?}", text.escape_ascii());
                tried += 1;
            }
            let mut shorter = text.clone();
            shorter.remove(at);
            let seen = any_reader(&shorter, detached, &HS256.verify);
            assert!(
                seen.is_none(),
                "{at}: {} as {seen:?}",
                shorter.escape_ascii()
            );
        }
    }
    assert_eq!(tried, expected * 255);
}

// What one message authenticates does not count in another one.
#[test]
fn parts_of_different_messages_do_not_mix() {
    let others = [
        (r#"{"alg":"HS256"}"#, true),
        (r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#, false),
    ];
    let key = Hmac::new(Alg::HS256, &[7; 32]).unwrap();
    for place in places() {
        let messages: Vec<Sent> = others
            .into_iter()
            .flat_map(|(header, b64)| {
                [PAYLOAD, b"{'sub':8}"].map(|payload| Sent::new(place, header, b64, payload, &key))
            })
            .collect();
        for (from, signature) in messages.iter().enumerate() {
            for (to, message) in messages.iter().enumerate() {
                let mixed = Sent {
                    signature: signature.signature.clone(),
                    ..message.clone()
                };
                assert_eq!(mixed.read(&key).is_ok(), from == to);
            }
        }
    }
    // The form is not signed: the same four things are a message in each of them.
    let place = |form, is_detached| Place { form, is_detached };
    let compact = Sent::new(place(Form::Compact, true), others[0].0, true, PAYLOAD, &key);
    for form in [Form::Flattened, Form::General] {
        let sent = Sent {
            form,
            ..compact.clone()
        };
        assert_eq!(sent.read(&key).unwrap().payload, PAYLOAD);
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Changes one octet of one part in every message of the key.
fn no_change_verifies(
    messages: &Messages,
    part: usize,
    at: prop::sample::Index,
    other: u8,
) -> Result<(), TestCaseError> {
    for (b64, sent) in &messages.sent {
        let part = PARTS[part];
        let mut octets = octets(part, sent);
        let at = at.index(octets.len());
        octets[at] ^= other;
        if let Some(sent) = changed(*b64, sent, part, octets) {
            let seen = seen(&sent, &messages.verify);
            prop_assert!(
                seen.is_none(),
                "{:?}, {}: {:?} as {:?}",
                part,
                at,
                sent,
                seen
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn no_changed_octet_verifies_es256(part in 0..3_usize, at: prop::sample::Index, other in 1..=255_u8) {
        no_change_verifies(&ES256, part, at, other)?;
    }

    #[test]
    fn no_changed_octet_verifies_eddsa(part in 0..3_usize, at: prop::sample::Index, other in 1..=255_u8) {
        no_change_verifies(&EDDSA, part, at, other)?;
    }

    #[test]
    fn no_changed_octet_verifies_rs256(part in 0..3_usize, at: prop::sample::Index, other in 1..=255_u8) {
        no_change_verifies(&RS256, part, at, other)?;
    }

    #[test]
    fn no_changed_octet_verifies_ml_dsa_44(part in 0..3_usize, at: prop::sample::Index, other in 1..=255_u8) {
        no_change_verifies(&ML_DSA_44, part, at, other)?;
    }
}
