//! The project's test vectors and their reader, for the tests of every crate and for `xtask`.
//!
//! One JSON file per RFC holds the values that the RFC prints, and messages made for what it says but
//! does not show; `rejections.json` holds compact messages and keys made from them that must be
//! refused, `rejections_json.json` JSON, detached and unencoded messages, `rejections_jwe.json` encrypted
//! ones. All octet strings are base64url without padding.
//!
//! ```
//! for case in jose_vectors::all().of("jws-verify") {
//!     let (key, alg, token) = (case.jwk(), case.alg(), case.token());
//!     match &case.expect {
//!         jose_vectors::Expect::Valid => { /* the token verifies, its payload is case.payload() */ }
//!         jose_vectors::Expect::Reject { class, .. } => { /* the error belongs to this class */ }
//!     }
//! #   assert!(!key.is_empty() && !alg.is_empty(), "{token}");
//! }
//! ```
//!
//! # Operations
//!
//! | `operation` | what is done | inputs | a valid case also gives |
//! |---|---|---|---|
//! | `base64url` | decode `text`; of a valid case also encode `octets` | `text` | `octets` |
//! | `jws-verify` | load [`Case::jwk`] for `alg`, verify the compact `token` with that one key | `key`, `alg`, `token` | `payload` |
//! | `jws-sign` | load the private key for `alg`, sign [`Case::signing_input`] | `key`, `alg`, `token` | the token itself |
//! | `jws-detached-verify` | load [`Case::jwk`] for `alg`, verify the compact `token`, which has no payload, and `detached` with that one key | `key`, `alg`, `token`, `detached` | nothing |
//! | `jws-detached-sign` | load the private key for `alg`, sign `detached` with the header of `token` | `key`, `alg`, `token`, `detached`; `unencoded` | the token itself |
//! | `jws-json-verify` | load [`Case::keys_with_algs`], verify `json` with these keys; a rejected one may fail at any step after loading | `form`, `json` or `json_octets`, `keys`, `algs`, `require`; `detached`, `unprotected_alg` where so | `payload`, and `outcomes`, one a signature; an `unmet` one the latter, too |
//! | `jws-json-sign` | sign `payload`, or `detached` without putting it into the message, with each [`Signer`] | `form`, `signatures`, `payload` or `detached`; `unencoded` | `json`, its members in the order payload, protected, header, signature |
//! | `jws-unsecured` | read `token` by the call that accepts `none` | `token` | `payload` |
//! | `jwk` | parse [`Case::jwk`] as a JWK | `key` or `text` | `kty`, `private`; `crv`, `kid` where it has them |
//! | `jwk-set` | parse [`Case::jwk_set`] as a JWK Set | `keys` or `text` | `kids`, one entry a key |
//! | `key-load` | parse [`Case::jwk`], load it for `alg` and `purpose`; a rejected one may fail in either step | `key` or `text`, `alg`, `purpose` | nothing |
//! | `thumbprint` | the thumbprint of [`Case::jwk`] under `hash` | `key` or `text`, `hash` | `canonical`, `thumbprint`; `uri` where given |
//! | `raw-signature` | verify `signature` over `message`; of a `deterministic` case also sign | `key`, `alg`, `message`, `signature` | nothing |
//! | `jwe-decrypt` | load [`Case::keys_with_algs`], decrypt the compact `token` with these keys; a rejected one may fail at any step, loading included (class `key`) | `keys`, `algs`, `encs`, `token`; `opt_ins`, `password` where so | `plaintext`, `decrypted_by` |
//! | `jwe-json-decrypt` | the same of `json` | `form`, `json` or `json_octets`, `keys`, `algs`, `encs`; `opt_ins`, `password` where so | `plaintext`, `decrypted_by`; `aad` where the message has some |
//! | `jwe-encrypt` | encrypt `plaintext` to each [`Recipient`], with the values given instead of drawn ones | `enc`, `cek`, `iv`, `plaintext`, `recipients`; `protected`, `shared`, `aad`, `password` where so; `form` of one in JSON | `token`, or `json`, its members in the order protected, unprotected, header, encrypted_key or recipients, aad, iv, ciphertext, tag |
//! | `content-encryption` | encrypt `plaintext` and decrypt `ciphertext` | `enc`, `cek`, `iv`, `aad`, `ciphertext`, `tag` | `plaintext` |
//! | `key-wrap` | decrypt `encrypted_key`; of a valid case also encrypt `cek`. AES GCM has `iv` and `tag`, too | `alg`, `kek`, `encrypted_key` | `cek` |
//! | `ecdh` | agree on a shared secret; of a valid case with the two keys either way round | `key`, `epk_private` | `z` |
//! | `concat-kdf` | derive `key_len` octets (RFC 7518, section 4.6.2) | `z`, `algorithm_id`, `apu`, `apv`, `key_len` | `derived_key` |
//! | `pbkdf2` | derive the key that wraps the CEK (RFC 7518, section 4.8) | `alg`, `password`, `p2s`, `p2c` | `salt`, `derived_key` |
//! | `jwt-nested` | load [`Case::keys_with_algs`] and `inner_key` for `inner_alg`, decrypt `token`, verify what is inside | `keys`, `algs`, `encs`, `token`, `inner_key`, `inner_alg`; `opt_ins` where so | `inner`, the token inside, and `payload`, its claims |
//!
//! A password is a key like the others, an oct key with the octets of `password`. What a recipient has
//! not asked for in `opt_ins` ([`OptIn`]) is refused. A key for `dir` has an `alg` that names the `enc`.
//!
//! `unencoded` marks the messages of RFC 7797 whose payload is signed as it is, not base64url encoded: those
//! that are valid, or wrong in nothing but their signatures or keys.

mod case;
mod encryption;
mod signatures;
mod text;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

pub use case::{Case, Class, Expect, Purpose};
pub use encryption::{OptIn, Recipient};
pub use signatures::{Form, Outcome, Require, Signer};
pub use text::JsonText;

/// The files by name, in reading order.
const FILES: &[(&str, &str)] = &[
    ("rfc7515", include_str!("../rfc7515.json")),
    ("rfc7516", include_str!("../rfc7516.json")),
    ("rfc7517", include_str!("../rfc7517.json")),
    ("rfc7518", include_str!("../rfc7518.json")),
    ("rfc7519", include_str!("../rfc7519.json")),
    ("rfc7520", include_str!("../rfc7520.json")),
    ("rfc7638", include_str!("../rfc7638.json")),
    ("rfc7797", include_str!("../rfc7797.json")),
    ("rfc8037", include_str!("../rfc8037.json")),
    ("rfc3394", include_str!("../rfc3394.json")),
    ("rfc6979", include_str!("../rfc6979.json")),
    ("es256k", include_str!("../es256k.json")),
    ("rfc9964", include_str!("../rfc9964.json")),
    ("rejections", include_str!("../rejections.json")),
    ("rejections_json", include_str!("../rejections_json.json")),
    ("rejections_jwe", include_str!("../rejections_jwe.json")),
];

/// The operations a case may name; [`Cases::of`] knows no other.
pub const OPERATIONS: &[&str] = &[
    "base64url",
    "jws-verify",
    "jws-sign",
    "jws-detached-verify",
    "jws-detached-sign",
    "jws-json-verify",
    "jws-json-sign",
    "jws-unsecured",
    "jwk",
    "jwk-set",
    "key-load",
    "thumbprint",
    "raw-signature",
    "jwe-decrypt",
    "jwe-json-decrypt",
    "jwe-encrypt",
    "content-encryption",
    "key-wrap",
    "ecdh",
    "concat-kdf",
    "pbkdf2",
    "jwt-nested",
];

/// One vector file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// What the file's values come from.
    pub title: String,
    /// The JWKs that cases name, private where the private key is known.
    pub keys: BTreeMap<String, JsonText>,
    /// The cases in the order of the sections.
    pub cases: Vec<Case>,
}

impl File {
    /// The cases of this file.
    #[must_use]
    pub fn cases(&'static self) -> Cases {
        Cases(Box::new(self.cases.iter()))
    }
}

/// An iterator over cases that can be narrowed.
pub struct Cases(Box<dyn Iterator<Item = &'static Case>>);

impl Cases {
    /// Only the cases of one operation.
    ///
    /// # Panics
    ///
    /// When there is no such operation: a test that silently runs nothing proves nothing.
    #[must_use]
    pub fn of(self, operation: &'static str) -> Cases {
        assert!(
            OPERATIONS.contains(&operation),
            "no vector operation is called {operation}"
        );
        self.only(move |case| case.operation == operation)
    }

    /// Only the cases that must succeed.
    #[must_use]
    pub fn valid(self) -> Cases {
        self.only(|case| matches!(case.expect, Expect::Valid))
    }

    /// Only the cases that must be refused.
    #[must_use]
    pub fn rejected(self) -> Cases {
        self.only(|case| matches!(case.expect, Expect::Reject { .. }))
    }

    /// Only the cases that pass the test given.
    #[must_use]
    pub fn only(self, test: impl Fn(&Case) -> bool + 'static) -> Cases {
        Cases(Box::new(self.0.filter(move |case| test(case))))
    }
}

impl Iterator for Cases {
    type Item = &'static Case;

    fn next(&mut self) -> Option<&'static Case> {
        self.0.next()
    }
}

/// The cases of all files.
///
/// # Panics
///
/// When a file is not what this reader expects.
#[must_use]
pub fn all() -> Cases {
    Cases(Box::new(files().values().flat_map(|file| &file.cases)))
}

/// One file by its name: `"rfc7515"`, `"rejections"`.
///
/// # Panics
///
/// When there is no such file, or it is not what this reader expects.
#[must_use]
pub fn load(name: &str) -> &'static File {
    files()
        .get(name)
        .unwrap_or_else(|| panic!("there is no vector file {name}"))
}

/// The JSON text of a key by its name; names are unique over all files.
///
/// # Panics
///
/// When no file has such a key.
#[must_use]
pub fn key(name: &str) -> &'static str {
    let found = files().values().find_map(|file| file.keys.get(name));
    found
        .unwrap_or_else(|| panic!("no vector file has a key {name}"))
        .as_str()
}

/// The names of the files, in reading order.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

fn files() -> &'static BTreeMap<&'static str, File> {
    static READ: OnceLock<BTreeMap<&'static str, File>> = OnceLock::new();
    READ.get_or_init(|| {
        let read = |(name, text): &(&'static str, &str)| match serde_json::from_str(text) {
            Ok(file) => (*name, file),
            Err(error) => panic!("{name}.json: {error}"),
        };
        FILES.iter().map(read).collect()
    })
}
