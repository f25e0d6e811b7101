//! No single changed octet of a message decrypts (RFC 7516, sections 5.2 and 11): JWE-01, GCM-01, CBC-01, B64-07.
#![cfg(test)]
#![expect(
    clippy::string_slice,
    reason = "what is cut is ASCII, and a test may stop where it fails"
)]

extern crate alloc;

mod common;

use std::sync::LazyLock;

use common::pairs::{Form, Pair, dir, pair};
use common::{ENCS, PLAIN, allowing_zip};
use jose_b64::Padding;
use jose_jwa::RustCrypto;
use jose_jwe::{Alg, Decrypter, Enc, Encrypt};
use proptest::prelude::*;
use serde_json::Value;

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A recipient who allows all that can be allowed.
fn lenient(pair: &Pair) -> Decrypter<'_> {
    allowing_zip(Decrypter::new(&RustCrypto))
        .key(&pair.recipient)
        .accept(&ENCS)
        .allow_unprotected_enc()
        .allow_shared_key_parameters()
        .allow_empty_encrypted_key()
        .padding(Padding::Allowed)
        .try_candidates(8)
}

fn accepts(pair: &Pair, message: &str) -> bool {
    let decrypter = lenient(pair);
    match message.starts_with('{') {
        true => decrypter.decrypt_json(message).is_ok(),
        false => decrypter.decrypt(message).is_ok(),
    }
}

fn encrypt(pair: &Pair, enc: Enc<'_>, form: Form) -> String {
    let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
    let encrypt = match form {
        Form::Compact => encrypt,
        _ => encrypt.aad(b"authenticated"),
    };
    pair.encrypt(encrypt, form, PLAIN).unwrap()
}

/// The text with another octet at this place.
fn replaced(text: &str, at: usize, by: u8) -> String {
    let mut octets = text.as_bytes().to_vec();
    octets[at] = by;
    String::from_utf8(octets).unwrap()
}

/// Algorithms whose keys cost little.
fn cheap() -> [&'static Pair; 2] {
    [pair(Alg::A128KW), pair(Alg::A128GCMKW)]
}

static DIRS: LazyLock<Vec<Pair>> = LazyLock::new(|| ENCS.map(dir).into());

/// Each with one content encryption at least.
static EVERY: LazyLock<Vec<(&'static Pair, Enc<'static>)>> = LazyLock::new(|| {
    let algs = [
        (Alg::RSA_OAEP, Enc::A256GCM),
        (Alg::RSA1_5, Enc::A128CBC_HS256),
        (Alg::ECDH_ES, Enc::A128GCM),
        (Alg::ECDH_ES_A128KW, Enc::A192CBC_HS384),
        (Alg::PBES2_HS256_A128KW, Enc::A128GCM),
    ];
    let costly = algs.map(|(alg, enc)| (pair(alg), enc));
    let kw = ENCS.map(|enc| (cheap()[0], enc));
    let gcm = ENCS.map(|enc| (cheap()[1], enc));
    let dirs = DIRS.iter().zip(ENCS);
    dirs.chain(kw).chain(gcm).chain(costly).collect()
});

// Every symbol at every place by every other, and by what is none.
#[test]
fn jwe_01_every_change_of_one_octet_of_a_small_token() {
    let mut tried = 0_usize;
    for (pair, enc) in [(&DIRS[0], ENCS[0]), (&DIRS[3], ENCS[3])] {
        let token = encrypt(pair, enc, Form::Compact);
        assert!(accepts(pair, &token));
        for (at, old) in token.bytes().enumerate() {
            for by in (0..0x80).filter(|by| *by != old) {
                let other = replaced(&token, at, by);
                assert!(!accepts(pair, &other), "{other}");
                tried = tried.saturating_add(1);
            }
        }
    }
    assert!(tried > 25_000, "{tried}");
}

// Every place of every algorithm by one other symbol; the last bit of each symbol is a bit of something.
#[test]
fn jwe_01_every_place_of_a_token() {
    for (pair, enc) in &*EVERY {
        let token = encrypt(pair, *enc, Form::Compact);
        assert!(accepts(pair, &token));
        // RSA takes its time, and all of its octets are alike.
        let step = if token.len() > 400 { 7 } else { 1 };
        for (at, old) in token.bytes().enumerate().step_by(step) {
            let Some(value) = SYMBOLS.iter().position(|symbol| *symbol == old) else {
                continue;
            };
            let other = replaced(&token, at, SYMBOLS[value ^ 1]);
            assert!(!accepts(pair, &other), "{} {enc} at {at}", pair.alg);
        }
    }
}

#[test]
fn every_octet_more_or_less_is_refused() {
    for (pair, enc) in EVERY.iter().take(12) {
        let token = encrypt(pair, *enc, Form::Compact);
        for at in 0..=token.len() {
            for more in ["A", "_", ".", "=", " ", "\0", "AAAA"] {
                let (start, end) = token.split_at(at);
                let other = format!("{start}{more}{end}");
                // Where it is allowed, the right amount of padding is the same part.
                let strict = Decrypter::new(&RustCrypto).key(&pair.recipient);
                let is_accepted = match more {
                    "=" => strict.accept(&ENCS).decrypt(&other).is_ok(),
                    _ => accepts(pair, &other),
                };
                assert!(!is_accepted, "{other}");
            }
            if at < token.len() {
                let other = [&token[..at], &token[at.saturating_add(1)..]].concat();
                assert!(!accepts(pair, &other), "{other}");
            }
        }
        for len in 0..token.len() {
            assert!(!accepts(pair, &token[..len]));
        }
    }
}

/// The members that are authenticated, with what stands in them.
fn members(json: &Value) -> Vec<(&'static str, String)> {
    let names = [
        "protected",
        "aad",
        "iv",
        "ciphertext",
        "tag",
        "encrypted_key",
    ];
    let text = |name: &'static str| {
        let own = json.get(name).or_else(|| json["recipients"][0].get(name));
        Some((name, own?.as_str()?.to_owned()))
    };
    names.into_iter().filter_map(text).collect()
}

fn with_member(json: &Value, name: &str, text: Option<&str>) -> String {
    let mut json = json.clone();
    let place = match json.get(name) {
        Some(_) => &mut json,
        None => &mut json["recipients"][0],
    };
    let members = place.as_object_mut().unwrap();
    match text {
        Some(text) => members.insert(name.into(), text.into()),
        None => members.remove(name),
    };
    json.to_string()
}

// JWE-01, JWE-13: whatever is authenticated, in both forms.
#[test]
fn jwe_01_every_authenticated_member() {
    for (pair, enc) in EVERY.iter().filter(|(pair, _)| pair.alg != Alg::RSA1_5) {
        for form in [Form::Flattened, Form::General] {
            let json = encrypt(pair, *enc, form);
            assert!(accepts(pair, &json));
            let json: Value = serde_json::from_str(&json).unwrap();
            let members = members(&json);
            assert_eq!(members.len() == 6, pair.alg.is_direct() == Some(false));
            for (name, text) in &members {
                let step = if text.len() > 100 { 13 } else { 1 };
                for (at, old) in text.bytes().enumerate().step_by(step) {
                    let value = SYMBOLS.iter().position(|symbol| *symbol == old).unwrap();
                    let other = replaced(text, at, SYMBOLS[value ^ 1]);
                    let other = with_member(&json, name, Some(&other));
                    assert!(!accepts(pair, &other), "{name} at {at}: {other}");
                }
                assert!(!accepts(pair, &with_member(&json, name, None)), "{name}");
                assert!(
                    !accepts(pair, &with_member(&json, name, Some(""))),
                    "{name}"
                );
            }
        }
    }
}

// JWE-01: the parts of two messages of one sender, to one recipient, under one key.
#[test]
fn jwe_01_parts_of_another_message() {
    for (pair, enc) in &*EVERY {
        let [one, two] = [0, 1].map(|_| encrypt(pair, *enc, Form::Compact));
        let [one, two] = [&one, &two].map(|token| token.split('.').collect::<Vec<_>>());
        for at in 0..5 {
            let mut mixed = one.clone();
            mixed[at] = two[at];
            // The header of a mode that draws nothing is the same, and so is a key that is not there.
            if one[at] != two[at] {
                assert!(!accepts(pair, &mixed.join(".")), "{} {enc} {at}", pair.alg);
            }
        }
        let [one, two] = [0, 1].map(|_| encrypt(pair, *enc, Form::General));
        let [one, two] = [&one, &two].map(|json| serde_json::from_str::<Value>(json).unwrap());
        for ((name, text), (_, other)) in members(&one).into_iter().zip(members(&two)) {
            if text != other {
                assert!(
                    !accepts(pair, &with_member(&one, name, Some(&other))),
                    "{name}"
                );
            }
        }
    }
}

// A message in one form is the same in another, and in no way that its header does not say.
#[test]
fn a_message_in_another_form() {
    let pair = pair(Alg::A128KW);
    let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
    let token = pair.encrypt(encrypt, Form::Compact, PLAIN).unwrap();
    let [header, key, iv, ciphertext, tag] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("{token}")
    };
    let rest = format!(r#""iv":"{iv}","ciphertext":"{ciphertext}","tag":"{tag}""#);
    let json = format!(r#"{{"protected":"{header}","encrypted_key":"{key}",{rest}}}"#);
    assert!(accepts(pair, &json));
    // The protected header cannot be moved to where nobody vouches for it.
    let moved = format!(
        r#"{{"header":{{"alg":"A128KW","enc":"A128GCM"}},"encrypted_key":"{key}",{rest}}}"#
    );
    assert!(!accepts(pair, &moved));
    let moved = moved.replacen("header", "unprotected", 1);
    assert!(!accepts(pair, &moved));
    // Nor can the header take a part of what is authenticated beside it, or give one.
    let both = format!(r#"{{"protected":"{header}.AAAA","encrypted_key":"{key}",{rest}}}"#);
    assert!(!accepts(pair, &both));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn no_other_symbol_at_any_place(which in 0..EVERY.len(), place in any::<prop::sample::Index>(), by in 0..64_usize) {
        let (pair, enc) = &EVERY[which];
        let token = encrypt(pair, *enc, Form::Compact);
        let at = place.index(token.len());
        prop_assume!(token.as_bytes()[at] != SYMBOLS[by]);
        let other = replaced(&token, at, SYMBOLS[by]);
        prop_assert!(!accepts(pair, &other), "{}", other);
    }

    #[test]
    fn no_other_symbol_in_any_member(which in 0..EVERY.len(), general in any::<bool>(), member in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(), by in 0..64_usize) {
        let (pair, enc) = &EVERY[which];
        let form = if general { Form::General } else { Form::Flattened };
        let json: Value = serde_json::from_str(&encrypt(pair, *enc, form)).unwrap();
        let members = members(&json);
        let (name, text) = &members[member.index(members.len())];
        let at = place.index(text.len());
        prop_assume!(text.as_bytes()[at] != SYMBOLS[by]);
        let other = with_member(&json, name, Some(&replaced(text, at, SYMBOLS[by])));
        prop_assert!(!accepts(pair, &other), "{}", other);
    }

    // Two octets, and whole stretches.
    #[test]
    fn no_other_stretch_of_octets(which in 0..EVERY.len(), part in 0..5_usize, at in any::<prop::sample::Index>(), octets in prop::collection::vec(any::<u8>(), 1..20)) {
        let (pair, enc) = &EVERY[which];
        let token = encrypt(pair, *enc, Form::Compact);
        let mut parts: Vec<Vec<u8>> = token.split('.').map(|part| jose_b64::decode(part).unwrap()).collect();
        let old = parts[part].clone();
        let from = if old.is_empty() { 0 } else { at.index(old.len()) };
        let to = usize::min(from.saturating_add(octets.len()), old.len());
        parts[part].splice(from..to, octets);
        prop_assume!(parts[part] != old);
        let other: Vec<String> = parts.iter().map(jose_b64::encode).collect();
        prop_assert!(!accepts(pair, &other.join(".")), "{:?}", other);
    }
}
