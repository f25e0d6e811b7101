//! Which of the caller's keys is asked: what formats build on (RFC 7515, section 6; RFC 7516, section 4.1.6). The rule itself, with
//! messages, is tested where there are messages.
#![cfg(test)]

extern crate alloc;

use alloc::sync::Arc;

use jose_jwk::selection::{
    Candidates, KeyTable, MAX_CANDIDATES, NoUsableKey, PassedKey, SelectionError, SkipReason,
    check_single, is_usable,
};
use jose_jwk::{Alg, Jwk, JwkSet, Key, LoadError, NotPermitted, Operation};

/// A key that is for one content encryption, as that of `dir` is.
#[derive(Debug)]
struct Toy {
    alg: Alg<'static>,
    kid: Option<&'static str>,
    enc: &'static str,
}

impl Key for Toy {
    fn alg(&self) -> Alg<'_> {
        self.alg
    }

    fn kid(&self) -> Option<&str> {
        self.kid
    }
}

fn toy(alg: Alg<'static>, kid: Option<&'static str>, enc: &'static str) -> Arc<Toy> {
    Arc::new(Toy { alg, kid, enc })
}

fn places<K: Key + ?Sized>(candidates: &Candidates<'_, K>) -> Vec<usize> {
    candidates.iter().map(|one| one.place()).collect()
}

#[test]
fn a_filter_chooses_before_keys_are_counted() {
    let keys = KeyTable::new([
        toy(Alg::DIR, None, "A128GCM"),
        toy(Alg::DIR, None, "A256GCM"),
        toy(Alg::A128KW, None, "A256GCM"),
    ]);
    let both = keys.find(Alg::DIR, None);
    assert_eq!((both.count(), places(&both)), (2, vec![0, 1]));
    assert_eq!(
        both.decide(Alg::DIR, None, 1).unwrap_err(),
        SelectionError::AmbiguousKey { count: 2 }
    );
    for (enc, place) in [("A128GCM", 0), ("A256GCM", 1)] {
        let one = keys.find_where(Alg::DIR, None, |key| key.enc == enc);
        let one = one.decide(Alg::DIR, None, 1).unwrap();
        assert_eq!(places(&one), [place]);
        assert_eq!(one.iter().next().unwrap().key().enc, enc);
    }
    let none = keys.find_where(Alg::DIR, None, |_| false);
    assert_eq!(
        none.decide(Alg::DIR, None, 8).unwrap_err(),
        SelectionError::no_matching_key(Alg::DIR, None)
    );
}

// A key that the filter leaves out still owns its Key ID: a nameless one must not pass for it.
#[test]
fn jwk_13_a_filter_gives_no_kid_away() {
    let keys = KeyTable::new([
        toy(Alg::DIR, Some("a"), "A128GCM"),
        toy(Alg::DIR, None, "A256GCM"),
    ]);
    let found = |kid| {
        let found = keys.find_where(Alg::DIR, Some(kid), |key| key.enc == "A256GCM");
        places(&found)
    };
    assert_eq!(found("a"), [0; 0]);
    assert_eq!(found("b"), [1]);
}

#[test]
fn the_number_of_tries_is_bounded() {
    let keys = |count| KeyTable::new(vec![toy(Alg::DIR, None, ""); count]);
    for (count, allowed, is_ok) in [
        (1, 0, true),
        (2, 0, false),
        (2, 1, false),
        (2, 2, true),
        (8, 8, true),
        (8, usize::MAX, true),
        (9, 9, false),
        (9, usize::MAX, false),
    ] {
        let keys = keys(count);
        let found = keys.find(Alg::DIR, None);
        let decided = found.decide(Alg::DIR, None, allowed);
        assert_eq!(decided.is_ok(), is_ok, "{count} {allowed}");
        // What is counted is what fits, and no more than eight are kept.
        assert_eq!(found.count(), count);
        assert_eq!(places(&found).len(), count.min(MAX_CANDIDATES));
    }
}

#[test]
fn a_single_key_must_fit_the_header() {
    let key = toy(Alg::A128KW, Some("a"), "");
    for (alg, kid, is_ok) in [
        (Alg::A128KW, None, true),
        (Alg::A128KW, Some("a"), true),
        (Alg::A128KW, Some("A"), false),
        (Alg::A128KW, Some(""), false),
        (Alg::A256KW, Some("a"), false),
        (Alg::new("none"), None, false),
    ] {
        assert_eq!(check_single(&*key, alg, kid).is_ok(), is_ok, "{alg:?}");
        let single = Candidates::single(&*key, alg, kid);
        assert_eq!(single.is_ok(), is_ok);
        if let Ok(single) = single {
            let only = single.iter().next().unwrap();
            assert_eq!((single.count(), only.place()), (1, 0));
            assert_eq!(only.kid(), Some("a"));
        }
    }
    // A refused name is nobody's, not even that of a key that has it.
    let refused = toy(Alg::new("none"), None, "");
    assert!(!is_usable(&*refused, Alg::new("none")));
}

#[test]
fn errors_read_well_and_show_no_more_than_32_characters() {
    let kid = format!("{}\n", "k".repeat(40));
    let error = SelectionError::no_matching_key(Alg::ES256, Some(&kid));
    assert_eq!(
        error.to_string(),
        format!("no key for alg ES256 and kid {}…", "k".repeat(32))
    );
    assert!(!format!("{error:?}").contains(&"k".repeat(33)));
    let (none, several) = (
        SelectionError::no_matching_key(Alg::ES256, None),
        SelectionError::AmbiguousKey { count: 3 },
    );
    assert_eq!(
        (none.code(), none.to_string().as_str()),
        (
            "select/no-matching-key",
            "no key for alg ES256 (the header has no kid)"
        )
    );
    assert_eq!(
        (several.code(), several.to_string().as_str()),
        (
            "select/ambiguous-key",
            "3 keys fit and the token does not say which one"
        )
    );
}

const OCT: &str = r#""kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw""#;

const DECRYPT: [Operation; 2] = [Operation::UnwrapKey, Operation::Decrypt];

fn load(
    members: &[&str],
    algs: &[Alg<'static>],
    operations: &[Operation],
) -> Result<KeyTable<dyn Key>, NoUsableKey> {
    let keys: Vec<String> = members
        .iter()
        .map(|members| format!("{{{members}}}"))
        .collect();
    let set = JwkSet::parse(format!(r#"{{"keys":[{}]}}"#, keys.join(",")).as_bytes()).unwrap();
    let backend = |_: &Jwk, alg: Alg<'_>| -> Result<Box<dyn Key>, LoadError> {
        let known = [Alg::DIR, Alg::A128KW];
        let own = known.into_iter().find(|own| *own == alg);
        let alg = own.ok_or_else(|| LoadError::unknown_alg(alg))?;
        let kid = None;
        Ok(Box::new(Toy { alg, kid, enc: "" }))
    };
    KeyTable::load(&set, algs, operations, backend)
}

fn reason(members: &str, algs: &[Alg<'static>], operations: &[Operation]) -> SkipReason {
    let error = load(&[members], algs, operations).unwrap_err();
    assert_eq!(error.code(), "load/no-usable-key");
    error.skipped()[0].reason().clone()
}

#[test]
fn one_of_the_operations_must_be_permitted() {
    let with_ops = |ops: &str| format!(r#"{OCT},"key_ops":[{ops}]"#);
    let algs = [Alg::A128KW];
    for ops in [r#""unwrapKey""#, r#""decrypt""#, r#""decrypt","unwrapKey""#] {
        assert!(load(&[&with_ops(ops)], &algs, &DECRYPT).is_ok(), "{ops}");
    }
    for ops in ["", r#""wrapKey","encrypt""#, r#""sign""#] {
        // The first operation is the one that is named.
        assert_eq!(
            reason(&with_ops(ops), &algs, &DECRYPT),
            SkipReason::NotPermitted(NotPermitted::KeyOps {
                operation: Operation::UnwrapKey
            }),
            "{ops}"
        );
    }
    assert!(load(&[OCT], &algs, &DECRYPT).is_ok());
    // No operation is permitted to whoever asks for none.
    assert_eq!(reason(OCT, &algs, &[]), SkipReason::NoAlgFits);
}

// JWK-06: a key for `dir` says the content encryption it is for.
#[test]
fn jwk_06_a_key_for_dir_may_name_its_enc() {
    let enc = format!(r#"{OCT},"alg":"A128GCM""#);
    assert_eq!(
        load(&[&enc], &[Alg::A128KW, Alg::DIR], &DECRYPT)
            .unwrap()
            .len(),
        1
    );
    let not_named = |alg: &str| SkipReason::AlgNotNamed { alg: alg.into() };
    assert_eq!(reason(&enc, &[Alg::A128KW], &DECRYPT), not_named("A128GCM"));
    for alg in ["A128KW", "HS256", "A256GCMKW"] {
        let own = format!(r#"{OCT},"alg":"{alg}""#);
        assert_eq!(reason(&own, &[Alg::DIR], &DECRYPT), not_named(alg));
    }
}

#[test]
fn keys_that_could_not_be_loaded_were_passed_too() {
    let keys = load(
        &[
            &format!(r#"{OCT},"kid":"a""#),
            &format!(r#"{OCT},"kid":"b","alg":"HS256""#),
            OCT,
        ],
        &[Alg::A128KW, Alg::DIR],
        &DECRYPT,
    )
    .unwrap();
    // Two key objects of each, and one place.
    assert_eq!((keys.len(), keys.skipped().len()), (4, 1));
    let passed: Vec<String> = keys.passed().iter().map(ToString::to_string).collect();
    assert_eq!(
        passed,
        ["key a", "a key without kid", "key b (could not be loaded)"]
    );
    assert_eq!(places(&keys.find(Alg::DIR, Some("a"))), [0]);
    assert_eq!(places(&keys.find(Alg::A128KW, Some("c"))), [1]);
    let key = toy(Alg::DIR, Some("k"), "");
    assert_eq!(PassedKey::of(&*key).to_string(), "key k");

    // A clone shares the keys.
    let clone = keys.clone();
    let first = |keys: &KeyTable<dyn Key>| {
        let found = keys.find(Alg::DIR, Some("a"));
        core::ptr::from_ref(found.iter().next().unwrap().key()).cast::<u8>()
    };
    assert_eq!(first(&keys), first(&clone));
}
