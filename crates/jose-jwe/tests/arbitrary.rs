//! Whatever is fed in, an answer comes out (DOS-01): octets, almost messages, and messages that were changed.
#![cfg(test)]

extern crate alloc;

mod common;

use std::sync::LazyLock;

use common::pairs::{FORMS, PAIRS, Pair, dir};
use common::{ENCS, PLAIN, Sealed, TOY, Toy, allowing_zip};
use jose_b64::Padding;
use jose_jwa::{Dir, RustCrypto};
use jose_jwe::{Alg, Cek, CekError, Decrypter, Enc, Encrypt, Limits, RemoteKey};
use proptest::prelude::*;

/// Everybody's keys, everything allowed; PBES2 within reason.
static OPEN: LazyLock<Decrypter<'static>> = LazyLock::new(|| {
    let limits = Limits::with(|limits| limits.pbes2_max_iterations = 2_000);
    let keys = PAIRS.iter().map(|pair| &pair.recipient);
    let dirs = ENCS.map(|enc| dir(enc).recipient);
    allowing_zip(Decrypter::new(&RustCrypto))
        .keys(keys)
        .keys(dirs)
        .key(Toy::new(TOY))
        .accept(&ENCS)
        .limits(limits)
        .allow_unprotected_enc()
        .allow_shared_key_parameters()
        .allow_empty_encrypted_key()
        .padding(Padding::Allowed)
        .try_candidates(8)
});

static STRICT: LazyLock<Decrypter<'static>> = LazyLock::new(|| {
    let key = Dir::new(Enc::A128GCM, &[9; 16]).unwrap();
    Decrypter::new(&RustCrypto).key(key).accept(&[Enc::A128GCM])
});

/// Reads it in every way, and shows what there is to show.
fn read(octets: &[u8]) {
    for decrypter in [&*OPEN, &*STRICT] {
        if let Ok(seen) = decrypter.decrypt_json(octets) {
            let _ = format!("{seen:?} {:?} {} {}", seen.aad(), seen.alg(), seen.enc());
        }
        let Ok(text) = core::str::from_utf8(octets) else {
            continue;
        };
        if let Err(error) = decrypter.decrypt(text) {
            let _ = format!("{error} {error:?} {}", error.code());
        }
        for encrypted in [decrypter.open(text), decrypter.open_json(octets)] {
            let Ok(encrypted) = encrypted else { continue };
            let _ = format!("{encrypted:?} {:?}", encrypted.unverified_header());
            for alg in [encrypted.hint().alg().unwrap_or_default(), "dir"] {
                let alg = Alg::parse(alg).unwrap_or(Alg::new(""));
                let key = RemoteKey::new(alg);
                let Ok(pending) = encrypted.clone().pending(&key) else {
                    continue;
                };
                let cek_len = pending.request().cek_len();
                let _ = format!("{pending:?} {:?}", pending.request().octets("apu"));
                let _ = pending.finish(Ok(Cek::zeroed(cek_len)));
                let pending = encrypted.clone().pending(&key).unwrap();
                assert!(pending.finish(Err(CekError::Invalid)).is_err());
            }
        }
    }
}

fn messages() -> Vec<String> {
    let of = |pair: &Pair, enc| {
        FORMS.map(|form| {
            let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
            pair.encrypt(encrypt, form, PLAIN).unwrap()
        })
    };
    let cheap = PAIRS
        .iter()
        .filter(|pair| !pair.alg.name().starts_with("RSA"));
    let cheap = cheap.filter(|pair| pair.alg.name() != "PBES2-HS512+A256KW");
    let mut messages: Vec<String> = cheap.flat_map(|pair| of(pair, Enc::A128GCM)).collect();
    messages.extend(ENCS.into_iter().flat_map(|enc| of(&dir(enc), enc)));
    messages
}

static MESSAGES: LazyLock<Vec<String>> = LazyLock::new(messages);

// What is changed below is right before.
#[test]
fn messages_that_were_not_changed() {
    for message in &*MESSAGES {
        assert_eq!(common::read(&OPEN, message).plaintext(), PLAIN);
        read(message.as_bytes());
    }
}

/// Texts that a reader looks for.
const WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    ":",
    ",",
    ".",
    "....",
    "=",
    "\\u0000",
    "null",
    "true",
    "-1",
    "1e400",
    "\"protected\":",
    "\"unprotected\":{",
    "\"header\":{",
    "\"recipients\":[",
    "\"encrypted_key\":\"",
    "\"aad\":\"",
    "\"iv\":\"",
    "\"ciphertext\":\"",
    "\"tag\":\"",
    "\"alg\":\"dir\"",
    "\"enc\":\"A128GCM\"",
    "\"zip\":\"DEF\"",
    "\"crit\":[\"x\"]",
    "\"p2c\":1000",
    "\"epk\":{",
    "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0",
    "AAAA",
    "AAAAAAAAAAAAAAAA",
    "AAAAAAAAAAAAAAAAAAAAAA",
];

/// The values of a header, right and wrong.
fn header_value() -> impl Strategy<Value = String> {
    let some = [
        "\"dir\"",
        "\"A128KW\"",
        "\"ECDH-ES\"",
        "\"PBES2-HS256+A128KW\"",
        "\"A128GCMKW\"",
        "\"X-TOY\"",
        "\"A128GCM\"",
        "\"A128CBC-HS256\"",
        "\"DEF\"",
        "\"none\"",
        "null",
        "7",
        "1000",
        "1e9",
        "{}",
        "[]",
        "\"AAAAAAAAAAAAAAAA\"",
        "\"AAAAAAAAAAAAAAAAAAAAAA\"",
        "{\"kty\":\"EC\",\"crv\":\"P-256\"}",
        "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
    ];
    prop::sample::select(some.to_vec()).prop_map(String::from)
}

fn header() -> impl Strategy<Value = String> {
    let names = [
        "alg", "enc", "zip", "kid", "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "x",
    ];
    let member = (prop::sample::select(names.to_vec()), header_value());
    prop::collection::vec(member, 0..8).prop_map(|members| {
        let members = members
            .iter()
            .map(|(name, value)| format!("\"{name}\":{value}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn any_octets(octets in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&octets);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        read(text.as_bytes());
    }

    #[test]
    fn five_parts_of_anything(parts in prop::collection::vec("[A-Za-z0-9_=-]{0,40}", 3..7)) {
        read(parts.join(".").as_bytes());
    }

    #[test]
    fn words_in_any_order(words in prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..30)) {
        read(words.concat().as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_header_and_any_parts(header in header(), key in prop::collection::vec(any::<u8>(), 0..50), iv in 0..20_usize, ciphertext in prop::collection::vec(any::<u8>(), 0..50), tag in 0..40_usize) {
        let parts = [header.as_bytes(), &key, &vec![1; iv], &ciphertext, &vec![2; tag]].map(jose_b64::encode);
        read(parts.join(".").as_bytes());
        let [protected, key, iv, ciphertext, tag] = &parts;
        let rest = format!(r#""encrypted_key":"{key}","iv":"{iv}","ciphertext":"{ciphertext}","tag":"{tag}""#);
        read(format!(r#"{{"protected":"{protected}",{rest}}}"#).as_bytes());
        read(format!(r#"{{"header":{header},{rest}}}"#).as_bytes());
        read(format!(r#"{{"unprotected":{header},{rest}}}"#).as_bytes());
    }

    // A header that is authenticated, whatever it says: content that decrypts, and may not inflate.
    #[test]
    fn any_header_that_is_sealed(header in header(), plaintext in prop::collection::vec(any::<u8>(), 0..100)) {
        let cek = [9; 16];
        let protected = jose_b64::encode(&header);
        let sealed = Sealed::with_cek(Enc::A128GCM, &cek, &protected, None, &plaintext);
        read(sealed.compact_with("").as_bytes());
        read(sealed.compact(&Toy::new(TOY)).as_bytes());
    }

    #[test]
    fn messages_that_were_changed(which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), take in 0..6_usize, word in prop::sample::select(WORDS.to_vec()), other in any::<prop::sample::Index>()) {
        let message = &MESSAGES[which.index(MESSAGES.len())];
        let from = at.index(message.len());
        let to = usize::min(from.saturating_add(take), message.len());
        let (start, end) = (&message.as_bytes()[..from], &message.as_bytes()[to..]);
        read(&[start, word.as_bytes(), end].concat());
        // The beginning of one and the end of another.
        let other = &MESSAGES[other.index(MESSAGES.len())];
        let end = other.as_bytes().get(from..).unwrap_or_default();
        read(&[start, end].concat());
        read(start);
    }

    #[test]
    fn messages_with_changed_octets(which in any::<prop::sample::Index>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut octets = MESSAGES[which.index(MESSAGES.len())].clone().into_bytes();
        for (at, by) in changes {
            let at = at.index(octets.len());
            octets[at] = by;
        }
        read(&octets);
    }
}
