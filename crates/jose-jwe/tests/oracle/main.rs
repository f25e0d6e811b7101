//! One way to fail (RFC 7516, sections 11.4 and 11.5): whatever is wrong, the same error comes of it, after the
//! same steps: a substitute is drawn, the key is asked, a content key is prepared, the content is decrypted.
#![cfg(test)]
#![expect(
    clippy::string_slice,
    reason = "what is cut is ASCII, and a test may stop where it fails"
)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod early;
mod made;
mod rejected;
mod several;
mod steps;

use alloc::collections::BTreeSet;
use core::error::Error;
use std::sync::{LazyLock, Mutex};

use common::cipher;
use common::log::{Event, Log, Logged, LoggedCipher, LoggedKey};
use jose_jwe::{DecryptCek, DecryptError, Decrypted, Decrypter, Enc};

/// A recipient with this key, all of whose parts write down what they do.
fn watched<'k>(key: impl DecryptCek + 'k, enc: Enc<'_>, log: &Log) -> Decrypter<'k> {
    watched_by(Logged::new(log), enc, log).key(LoggedKey {
        key,
        log: log.clone(),
    })
}

fn watched_by<'k>(random: Logged, enc: Enc<'_>, log: &Log) -> Decrypter<'k> {
    Decrypter::new(Box::leak(Box::new(random))).cipher(LoggedCipher {
        cipher: cipher(enc),
        log: log.clone(),
    })
}

/// The one error, whatever was wrong.
#[track_caller]
fn is_the_one_failure(error: &DecryptError) {
    assert_eq!(error.code(), "jwe/decryption-failed");
    assert_eq!(error.to_string(), "decryption failed");
    assert_eq!(format!("{error:?}"), "DecryptError(decryption failed)");
    assert!(matches!(error, DecryptError::DecryptionFailed(_)));
    assert!(error.source().is_none());
}

/// Every substitute that was drawn in this process.
static SUBSTITUTES: LazyLock<Mutex<BTreeSet<Vec<u8>>>> = LazyLock::new(Mutex::default);

/// With which CEK decryption went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum With {
    /// The random one.
    Substitute,
    /// What the key found.
    Found,
    /// One of the two; a key that rejects implicitly says "found".
    Either,
}

/// These steps, in this order: the substitute is drawn before anybody is asked, is of the right length, new
/// each time, and what decryption goes on with when no CEK was found.
#[track_caller]
fn went_all_the_way(events: &[Event], enc: Enc<'_>, ciphertext_len: usize, with: With) {
    let [
        Event::Drawn(substitute),
        Event::Asked,
        Event::Prepared(cek),
        Event::Decrypted { len, succeeded },
    ] = events
    else {
        panic!("{events:?}")
    };
    assert!(!succeeded);
    assert_eq!(*len, ciphertext_len);
    let needed = cipher(enc).cek_len();
    assert_eq!([substitute.len(), cek.len()], [needed, needed]);
    let is_new = SUBSTITUTES.lock().unwrap().insert(substitute.clone());
    assert!(is_new, "a substitute is used twice");
    match with {
        With::Substitute => assert_eq!(cek, substitute),
        With::Found => assert_ne!(cek, substitute),
        With::Either => {}
    }
}

/// What comes of a compact message, and what was done for it.
fn decrypt(
    key: impl DecryptCek,
    enc: Enc<'_>,
    token: &str,
) -> (Result<Decrypted, DecryptError>, Vec<Event>) {
    let log = Log::default();
    let seen = watched(key, enc, &log).decrypt(token);
    (seen, log.events())
}

/// A message whose key or content is not right.
#[track_caller]
fn fails_in_the_one_way(what: &str, key: impl DecryptCek, enc: Enc<'_>, token: &str, with: With) {
    let (seen, events) = decrypt(key, enc, token);
    let error = seen.map(|seen| panic!("{what}: {seen:?}")).unwrap_err();
    is_the_one_failure(&error);
    let ciphertext = token.split('.').nth(3).unwrap();
    let ciphertext_len = jose_b64::decode(ciphertext).unwrap().len();
    went_all_the_way(&events, enc, ciphertext_len, with);
}
