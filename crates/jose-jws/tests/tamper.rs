//! No single changed octet verifies, and everything that is signed does (RFC 7515, sections 5.1 and 5.2).
#![cfg(test)]

extern crate alloc;

use alloc::sync::Arc;
use core::fmt;
use std::sync::LazyLock;

use jose_b64::Padding;
use jose_jwa::RustCrypto;
use jose_jwk::{Alg, Jwk, Key, SecureRandom};
use jose_jws::{Builder, Compact, LoadSign, LoadVerify, ReadOptions, Sign, Verifiers, Verify};
use proptest::prelude::*;

struct Pair {
    sign: Box<dyn Sign>,
    verify: Box<dyn Verify>,
}

impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sign.fmt(f)
    }
}

impl Pair {
    fn load(alg: Alg<'static>, jwk: &Jwk) -> Pair {
        let sign = RustCrypto.load_sign(jwk, alg).unwrap();
        let verify = RustCrypto.load_verify(jwk, alg).unwrap();
        Pair { sign, verify }
    }

    fn of(alg: Alg<'static>, key: &str) -> Pair {
        Pair::load(alg, &Jwk::parse(jose_vectors::key(key).as_bytes()).unwrap())
    }

    fn token(&self, payload: &[u8]) -> String {
        Builder::new(payload).typ("JWT").sign(&self.sign).unwrap()
    }

    /// Whether a text verifies, by the single key or by a set, strictly or with padding.
    fn accepts(&self, text: &str) -> bool {
        let strict = Compact::parse(text).is_ok_and(|read| read.verify(&self.verify).is_ok());
        let lenient = ReadOptions::new().padding(Padding::Allowed);
        let set = Verifiers::of([&*self.verify]).try_candidates(8);
        strict || Compact::parse_with(text, &lenient).is_ok_and(|read| read.verify(&set).is_ok())
    }
}

static HS256: LazyLock<Pair> = LazyLock::new(|| Pair::of(Alg::HS256, "rfc7515-a1"));
static ES256: LazyLock<Pair> = LazyLock::new(|| Pair::of(Alg::ES256, "rfc7515-a3"));
static EDDSA: LazyLock<Pair> = LazyLock::new(|| Pair::of(Alg::EdDSA, "rfc8037-a1"));
static RS256: LazyLock<Pair> = LazyLock::new(|| Pair::of(Alg::RS256, "rfc7515-a2"));
static PS256: LazyLock<Pair> = LazyLock::new(|| Pair::of(Alg::PS256, "rfc7515-a2"));

/// The keys of every signature algorithm of the backend.
static EVERY: LazyLock<Vec<Pair>> = LazyLock::new(|| {
    let rsa = [
        Alg::RS256,
        Alg::RS384,
        Alg::RS512,
        Alg::PS256,
        Alg::PS384,
        Alg::PS512,
    ]
    .map(|alg| (alg, "rfc7515-a2"));
    let hmac = [Alg::HS256, Alg::HS384, Alg::HS512].map(|alg| (alg, "rfc7515-a1"));
    let ecdsa = [
        (Alg::ES256, "rfc7515-a3"),
        (Alg::ES384, "rfc6979-p-384"),
        (Alg::ES512, "rfc7515-a4"),
    ];
    let eddsa = [(Alg::EdDSA, "rfc8037-a1"), (Alg::Ed25519, "rfc8037-a1")];
    let all = hmac.into_iter().chain(ecdsa).chain(eddsa).chain(rsa);
    all.map(|(alg, key)| Pair::of(alg, key)).collect()
});

/// The text with one character in the place of another.
fn replaced(text: &str, at: usize, by: char) -> String {
    text.chars()
        .enumerate()
        .map(|(place, old)| if place == at { by } else { old })
        .collect()
}

// Every character at every place by every ASCII character, and by some that are not ASCII.
#[test]
fn every_change_of_one_octet_of_a_small_token_is_refused() {
    let token = HS256.token(b"{\"sub\":1}");
    assert!(HS256.accepts(&token));
    let others = (0..=0x7f_u8).map(char::from).chain([
        '\u{80}',
        '\u{e9}',
        '\u{ff0e}',
        '\u{feff}',
        '\u{1f511}',
    ]);
    let mut tried = 0_usize;
    for by in others {
        for (at, old) in token.chars().enumerate() {
            if by != old {
                assert!(
                    !HS256.accepts(&replaced(&token, at, by)),
                    "{by:?} for {old:?} at {at}"
                );
                tried = tried.saturating_add(1);
            }
        }
    }
    assert_eq!(tried, token.len().checked_mul(132).unwrap());
}

#[test]
fn every_octet_more_or_less_is_refused() {
    for pair in [&*HS256, &*ES256, &*EDDSA] {
        let token = pair.token(b"{\"sub\":1}");
        // B64-03: 32 octets are 43 characters and one `=`, which is read where it is asked for.
        let padded = pair.sign.alg() == Alg::HS256;
        for at in 0..=token.len() {
            let (before, after) = token.split_at(at);
            for more in ["A", "_", ".", "=", " ", "\0"] {
                let text = format!("{before}{more}{after}");
                let right_padding = padded && more == "=" && after.is_empty();
                assert_eq!(pair.accepts(&text), right_padding, "{more:?} at {at}");
            }
            let mut rest = after.chars();
            if rest.next().is_some() {
                assert!(
                    !pair.accepts(&format!("{before}{}", rest.as_str())),
                    "nothing at {at}"
                );
            }
        }
    }
}

#[test]
fn every_bit_of_a_small_asymmetric_token_counts() {
    for pair in [&*ES256, &*EDDSA] {
        let token = pair.token(b"{}");
        assert!(pair.accepts(&token));
        for at in 0..token.len() {
            for bit in 0..7 {
                let mut octets = token.clone().into_bytes();
                octets[at] ^= 1 << bit;
                let text = String::from_utf8(octets).unwrap();
                assert!(!pair.accepts(&text), "bit {bit} of octet {at}");
            }
        }
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Any other character: often one of the alphabet, where a change is hardest to see.
fn other() -> impl Strategy<Value = char> {
    prop_oneof![
        4 => proptest::char::ranges(vec!['A'..='Z', 'a'..='z', '0'..='9', '-'..='-', '_'..='_'].into()),
        1 => proptest::char::range('\0', '\u{7f}'),
        1 => any::<char>(),
    ]
}

fn no_change_verifies(
    pair: &Pair,
    payload: &[u8],
    at: prop::sample::Index,
    by: char,
) -> Result<(), TestCaseError> {
    let token = pair.token(payload);
    prop_assert!(pair.accepts(&token));
    let at = at.index(token.len());
    prop_assume!(token.chars().nth(at) != Some(by));
    prop_assert!(
        !pair.accepts(&replaced(&token, at, by)),
        "{:?} at {} of {}",
        by,
        at,
        token
    );
    Ok(())
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn no_changed_octet_verifies_hs256(payload: Vec<u8>, at: prop::sample::Index, by in other()) {
        no_change_verifies(&HS256, &payload, at, by)?;
    }

    // The signature of a small token holds most of its octets: all its places and bits count.
    #[test]
    fn no_changed_octet_of_a_signature_verifies(at: prop::sample::Index, by in other(), which in 0..3_usize) {
        let pair = [&*HS256, &*ES256, &*EDDSA][which];
        let token = pair.token(b"");
        let (input, signature) = token.rsplit_once('.').unwrap();
        let at = at.index(signature.len());
        prop_assume!(signature.chars().nth(at) != Some(by));
        let text = format!("{input}.{}", replaced(signature, at, by));
        prop_assert!(!pair.accepts(&text), "{:?} at {} of {}", by, at, token);
    }
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn no_changed_octet_verifies_es256(payload: Vec<u8>, at: prop::sample::Index, by in other()) {
        no_change_verifies(&ES256, &payload, at, by)?;
    }

    #[test]
    fn no_changed_octet_verifies_eddsa(payload: Vec<u8>, at: prop::sample::Index, by in other()) {
        no_change_verifies(&EDDSA, &payload, at, by)?;
    }
}

proptest! {
    #![proptest_config(config(20))]

    #[test]
    fn no_changed_octet_verifies_rsa(payload: Vec<u8>, at: prop::sample::Index, by in other(), pss: bool) {
        no_change_verifies(if pss { &PS256 } else { &RS256 }, &payload, at, by)?;
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn what_is_signed_verifies_by_its_own_key_only(
        payload in prop::collection::vec(any::<u8>(), 0..4096),
        kid: String,
        typ in proptest::option::of(any::<String>()),
        value: String,
    ) {
        for pair in EVERY.iter() {
            let mut builder = Builder::new(&payload).kid(kid.as_str()).header("x-value", &value);
            if let Some(typ) = &typ {
                builder = builder.typ(typ.as_str());
            }
            let token = builder.sign(&pair.sign).unwrap();
            let verified = Compact::parse(&token).unwrap().verify(&pair.verify).unwrap();
            prop_assert_eq!(verified.payload(), &*payload);
            prop_assert_eq!(verified.header().kid(), Some(kid.as_str()));
            prop_assert_eq!(verified.header().typ(), typ.as_deref());
            let read = verified.header().value("x-value").unwrap().as_str().unwrap();
            prop_assert_eq!(read, value.as_str());
            prop_assert_eq!(verified.header().alg(), pair.sign.alg());
            // ALG-13, ALG-14, ALG-15, ALG-19: every other algorithm's key is none for this token, the same material included.
            for other in EVERY.iter().filter(|other| other.sign.alg() != pair.sign.alg()) {
                let error = Compact::parse(&token).unwrap().verify(&other.verify).unwrap_err();
                prop_assert_eq!(error.code(), "jws/no-matching-key");
            }
        }
    }

    // The same, with everybody's keys in one set.
    #[test]
    fn a_set_of_all_keys_finds_the_right_one(payload in prop::collection::vec(any::<u8>(), 0..64), kid: String) {
        let keys = Verifiers::from_keys(EVERY.iter().map(|pair| -> Arc<dyn Verify> { Arc::new(&pair.verify) }));
        for pair in EVERY.iter() {
            let token = Builder::new(&payload).kid(kid.as_str()).sign(&pair.sign).unwrap();
            let verified = Compact::parse(&token).unwrap().verify(&keys).unwrap();
            prop_assert_eq!(verified.payload(), &*payload);
        }
    }
}

#[test]
fn a_random_key_verifies_nothing() {
    let mut secret = [0; 32];
    RustCrypto.fill(&mut secret).unwrap();
    let stranger = jose_jwa::Hmac::new(Alg::HS256, &secret).unwrap();
    let error = Compact::parse(&HS256.token(b"pay"))
        .unwrap()
        .verify(&stranger)
        .unwrap_err();
    assert_eq!(error.code(), "jws/invalid-signature");
}
