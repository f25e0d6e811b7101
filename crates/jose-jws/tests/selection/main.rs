//! Which of the recipient's keys is asked (RFC 7515, section 6; RFC 7517, section 5; RFC 8725, section 3.1).
#![cfg(test)]

extern crate alloc;

mod binding;
#[path = "../common/mod.rs"]
mod common;
mod load;

use alloc::sync::Arc;

use common::{Toy, forge};
use jose_jwk::Alg;
use jose_jws::{
    Compact, MAX_CANDIDATES, NoUsableKey, Verified, Verifiers, Verify, VerifyError, VerifyKeys,
};

/// What comes of a token with this header that `signer` has signed.
fn verify<K: VerifyKeys + ?Sized>(
    header: &str,
    signer: &Toy,
    keys: &K,
) -> Result<Verified, VerifyError> {
    Compact::parse(&forge(header, "pay", signer))
        .unwrap()
        .verify(keys)
}

fn code<K: VerifyKeys + ?Sized>(header: &str, signer: &Toy, keys: &K) -> &'static str {
    match verify(header, signer, keys) {
        Ok(verified) => {
            assert_eq!(verified.payload(), b"pay");
            "valid"
        }
        Err(error) => error.code(),
    }
}

const ES256: &str = r#"{"alg":"ES256"}"#;
const ES256_A: &str = r#"{"alg":"ES256","kid":"a"}"#;

fn shared(key: &Toy) -> Arc<dyn Verify> {
    Arc::new(key.clone())
}

fn toy(number: u64) -> Toy {
    Toy::new(Alg::ES256).secret(number)
}

#[test]
fn one_key_is_asked_when_alg_and_kid_fit() {
    for (own_kid, header, expected) in [
        (None, ES256, "valid"),
        (None, ES256_A, "valid"),
        (None, r#"{"alg":"ES256","kid":""}"#, "valid"),
        (Some("a"), ES256, "valid"),
        (Some("a"), ES256_A, "valid"),
        (
            Some("a"),
            r#"{"alg":"ES256","kid":"A"}"#,
            "jws/no-matching-key",
        ),
        (
            Some("a"),
            r#"{"alg":"ES256","kid":""}"#,
            "jws/no-matching-key",
        ),
        (Some(""), ES256_A, "jws/no-matching-key"),
        (Some(""), r#"{"alg":"ES256","kid":""}"#, "valid"),
        (None, r#"{"alg":"ES384"}"#, "jws/no-matching-key"),
        (None, r#"{"alg":"es256"}"#, "jws/no-matching-key"),
        (
            Some("a"),
            r#"{"alg":"ES384","kid":"a"}"#,
            "jws/no-matching-key",
        ),
    ] {
        let key = own_kid.map_or_else(|| toy(1), |kid| toy(1).kid(kid));
        let keys = Verifiers::of([&key]);
        assert_eq!(code(header, &key, &key), expected, "{own_kid:?} {header}");
        assert_eq!(code(header, &key, &keys), expected, "{own_kid:?} {header}");
        assert_eq!(
            code(header, &key, &keys.try_candidates(8)),
            expected,
            "{own_kid:?} {header}"
        );
        // A key that was found is another matter than one that was not.
        let stranger = if expected == "valid" {
            "jws/invalid-signature"
        } else {
            expected
        };
        assert_eq!(
            code(header, &toy(2), &key),
            stranger,
            "{own_kid:?} {header}"
        );
        assert_eq!(
            key.asked(),
            if expected == "valid" { 4 } else { 0 },
            "{own_kid:?} {header}"
        );
    }
}

#[test]
fn no_matching_key_says_what_was_looked_for() {
    let error = verify(r#"{"alg":"ES384","kid":"b\n"}"#, &toy(1), &toy(1)).unwrap_err();
    let VerifyError::NoMatchingKey { alg, kid } = &error else {
        panic!("{error:?}")
    };
    assert_eq!((&**alg, kid.as_deref()), ("ES384", Some("b\n")));
    assert_eq!(error.to_string(), r"no key for alg ES384 and kid b\n");
    let error = verify(r#"{"alg":"ES384"}"#, &toy(1), &Verifiers::of([&toy(1)])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no key for alg ES384 (the header has no kid)"
    );
}

#[test]
fn a_key_of_a_refused_name_never_fits() {
    for name in ["none", "None", "", "RS1", "A128CBC"] {
        let key = Toy::new(Alg::new(name));
        let keys = Verifiers::of([&key]).try_candidates(8);
        assert_eq!(keys.len(), 1);
        for header in [ES256, ES256_A, r#"{"alg":"X"}"#] {
            assert_eq!(code(header, &key, &key), "jws/no-matching-key", "{name}");
            assert_eq!(code(header, &key, &keys), "jws/no-matching-key", "{name}");
        }
        // Headers of such names do not come so far; selection itself would not take them either.
        assert_eq!(
            key.candidates(Alg::new(name), None).unwrap_err().code(),
            "jws/no-matching-key"
        );
        assert_eq!(
            keys.candidates(Alg::new(name), None).unwrap_err().code(),
            "jws/no-matching-key"
        );
        assert_eq!(key.asked(), 0);
    }
}

#[test]
fn one_key_through_every_kind_of_pointer() {
    let key = toy(1);
    let boxed: Box<dyn Verify> = Box::new(key.clone());
    let shared: Arc<dyn Verify> = Arc::new(key.clone());
    let borrowed: &dyn Verify = &key;
    assert_eq!(code(ES256, &key, &boxed), "valid");
    assert_eq!(code(ES256, &key, &shared), "valid");
    assert_eq!(code(ES256, &key, &borrowed), "valid");
    assert_eq!(code(ES256, &key, &*boxed), "valid");
    assert_eq!(code(ES256, &key, &*shared), "valid");
    assert_eq!(code(ES256, &key, borrowed), "valid");
    assert_eq!(code(ES256, &toy(2), borrowed), "jws/invalid-signature");
    assert_eq!(
        code(r#"{"alg":"RS256"}"#, &key, borrowed),
        "jws/no-matching-key"
    );
    let any: &dyn VerifyKeys = &key;
    assert_eq!(code(ES256, &key, any), "valid");
    assert_eq!(
        code(
            ES256_A,
            &key,
            &Verifiers::of([&boxed, &toy(2).kid("a")]).try_candidates(2)
        ),
        "jws/invalid-signature"
    );
}

#[test]
fn jwk_13_without_kid_a_single_candidate_is_used() {
    let (es, rs) = (toy(1).kid("a"), Toy::new(Alg::RS256).secret(2).kid("b"));
    let keys = Verifiers::of([&es, &rs]);
    assert_eq!(code(ES256, &es, &keys), "valid");
    assert_eq!(code(r#"{"alg":"RS256"}"#, &rs, &keys), "valid");
    assert_eq!((es.asked(), rs.asked()), (1, 1));
    assert_eq!(
        code(r#"{"alg":"RS256"}"#, &es, &keys),
        "jws/invalid-signature"
    );
}

#[test]
fn jwk_13_without_kid_several_candidates_are_an_error() {
    let list: Vec<Toy> = (1..=20).map(toy).collect();
    for count in [2, 3, 8, 9, 20] {
        let keys = Verifiers::from_keys(list.iter().take(count).map(shared));
        let error = verify(ES256, &toy(1), &keys).unwrap_err();
        assert!(
            matches!(error, VerifyError::AmbiguousKey { count: said } if said == count),
            "{error:?}"
        );
        assert_eq!((error.code(), keys.len()), ("jws/ambiguous-key", count));
        assert_eq!(
            error.to_string(),
            format!("{count} keys fit and the token does not say which one")
        );
    }
    assert!(list.iter().all(|key| key.asked() == 0));
}

#[test]
fn jwk_10_the_same_kid_twice_is_ambiguous_unless_the_algorithms_differ() {
    let (first, second, other) = (
        toy(1).kid("a"),
        toy(2).kid("a"),
        Toy::new(Alg::RS256).secret(3).kid("a"),
    );
    let keys = Verifiers::of([&first, &second, &other]);
    let error = verify(ES256_A, &first, &keys).unwrap_err();
    assert!(
        matches!(error, VerifyError::AmbiguousKey { count: 2 }),
        "{error:?}"
    );
    assert_eq!(code(r#"{"alg":"RS256","kid":"a"}"#, &other, &keys), "valid");
    assert_eq!((first.asked(), second.asked(), other.asked()), (0, 0, 1));

    let keys = keys.try_candidates(2);
    assert_eq!(code(ES256_A, &first, &keys), "valid");
    assert_eq!((first.asked(), second.asked()), (1, 0));
    assert_eq!(code(ES256_A, &second, &keys), "valid");
    assert_eq!((first.asked(), second.asked()), (2, 1));
    assert_eq!(code(ES256_A, &toy(9), &keys), "jws/invalid-signature");
    assert_eq!((first.asked(), second.asked(), other.asked()), (3, 2, 1));
}

#[test]
fn jwk_14_a_kid_picks_its_keys_before_those_without() {
    let (a, b, upper, empty, without) = (
        toy(1).kid("a"),
        toy(2).kid("b"),
        toy(3).kid("A"),
        toy(4).kid(""),
        toy(5),
    );
    let keys = Verifiers::of([&without, &empty, &upper, &b, &a]);
    for (kid, signer) in [
        ("a", &a),
        ("b", &b),
        ("A", &upper),
        ("", &empty),
        ("unknown", &without),
        ("a ", &without),
    ] {
        let header = format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#);
        assert_eq!(code(&header, signer, &keys), "valid", "{kid}");
        assert_eq!(
            code(&header, &toy(9), &keys),
            "jws/invalid-signature",
            "{kid}"
        );
        assert_eq!(signer.asked() % 2, 0, "{kid}");
    }
    // Absent is not empty: all five fit.
    let error = verify(ES256, &empty, &keys).unwrap_err();
    assert!(
        matches!(error, VerifyError::AmbiguousKey { count: 5 }),
        "{error:?}"
    );
}

// The rule's second sentence: only when no key has the Key ID do keys without one count.
#[test]
fn keys_without_kid_are_the_last_resort() {
    let (a, without, second) = (toy(1).kid("a"), toy(2), toy(3));
    let keys = Verifiers::of([&a, &without]).try_candidates(8);
    assert_eq!(code(ES256_A, &without, &keys), "jws/invalid-signature");
    assert_eq!((a.asked(), without.asked()), (1, 0));
    assert_eq!(
        code(r#"{"alg":"ES256","kid":"b"}"#, &a, &keys),
        "jws/invalid-signature"
    );
    assert_eq!((a.asked(), without.asked()), (1, 1));

    let several = Verifiers::of([&a, &without, &second]);
    let error = verify(r#"{"alg":"ES256","kid":"b"}"#, &without, &several).unwrap_err();
    assert!(
        matches!(error, VerifyError::AmbiguousKey { count: 2 }),
        "{error:?}"
    );
    // A Key ID that belongs to somebody, be it for another algorithm, is that key's alone: a guest's
    // key without one must not pass for it.
    let bob = Toy::new(Alg::RS256).kid("b");
    let members = Verifiers::of([&bob, &without]).try_candidates(8);
    assert_eq!(
        code(r#"{"alg":"ES256","kid":"b"}"#, &without, &members),
        "jws/no-matching-key"
    );
    assert_eq!(
        code(r#"{"alg":"ES256","kid":"guest"}"#, &without, &members),
        "valid"
    );
    // All keys have another one.
    assert_eq!(
        code(
            r#"{"alg":"ES256","kid":"b"}"#,
            &a,
            &Verifiers::of([&a, &toy(2).kid("c")])
        ),
        "jws/no-matching-key"
    );
}

#[test]
fn many_keys_are_found_by_their_kid() {
    let list: Vec<Toy> = (0..200)
        .rev()
        .map(|number| toy(number).kid(&format!("k{number}")))
        .collect();
    let keys = Verifiers::from_keys(list.iter().map(shared));
    for (number, signer) in (0..200).rev().zip(&list) {
        assert_eq!(
            code(
                &format!(r#"{{"alg":"ES256","kid":"k{number}"}}"#),
                signer,
                &keys
            ),
            "valid"
        );
        assert_eq!(signer.asked(), 1);
    }
    for kid in ["k", "k200", "k00", "a", "z", ""] {
        assert_eq!(
            code(
                &format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#),
                &toy(1),
                &keys
            ),
            "jws/no-matching-key"
        );
    }
}

#[test]
fn try_candidates_is_bounded() {
    assert_eq!(MAX_CANDIDATES, 8);
    let list: Vec<Toy> = (1..=9).map(toy).collect();
    let keys = |count: usize| Verifiers::from_keys(list.iter().take(count).map(shared));
    for (count, allowed, expected) in [
        (1, 0, "valid"),
        (2, 0, "jws/ambiguous-key"),
        (2, 1, "jws/ambiguous-key"),
        (2, 2, "valid"),
        (3, 2, "jws/ambiguous-key"),
        (8, 7, "jws/ambiguous-key"),
        (8, 8, "valid"),
        (8, usize::MAX, "valid"),
        (9, 8, "jws/ambiguous-key"),
        (9, 9, "jws/ambiguous-key"),
        (9, usize::MAX, "jws/ambiguous-key"),
    ] {
        let signer = list
            .iter()
            .take(count.min(MAX_CANDIDATES))
            .next_back()
            .unwrap();
        assert_eq!(
            code(ES256, signer, &keys(count).try_candidates(allowed)),
            expected,
            "{count} {allowed}"
        );
    }
    // The last call counts.
    assert_eq!(
        code(ES256, &toy(1), &keys(2).try_candidates(8).try_candidates(1)),
        "jws/ambiguous-key"
    );
    assert_eq!(keys(9).try_candidates(9).len(), 9);
}

#[test]
fn alg_02_no_keys_verify_nothing() {
    let nobody: [Verifiers<'_>; 2] = [
        Verifiers::of([]),
        Verifiers::from_keys(Vec::<Arc<dyn Verify>>::new()),
    ];
    for keys in nobody {
        assert!(keys.is_empty() && keys.skipped().is_empty());
        assert_eq!(code(ES256, &toy(1), &keys), "jws/no-matching-key");
        assert_eq!(
            code(ES256, &toy(1), &keys.try_candidates(8)),
            "jws/no-matching-key"
        );
    }
}

#[test]
fn alg_13_14_19_a_key_has_one_algorithm() {
    // The same secret or modulus under three names is three keys; the token chooses among those that are there.
    let hs256 = Toy::new(Alg::HS256);
    let keys = Verifiers::of([&hs256]);
    for alg in ["HS384", "HS512", "RS256"] {
        assert_eq!(
            code(&format!(r#"{{"alg":"{alg}"}}"#), &hs256, &keys),
            "jws/no-matching-key"
        );
    }
    let (rs256, ps256) = (Toy::new(Alg::RS256).kid("a"), Toy::new(Alg::PS256).kid("a"));
    assert_eq!(
        code(
            r#"{"alg":"PS256","kid":"a"}"#,
            &ps256,
            &Verifiers::of([&rs256])
        ),
        "jws/no-matching-key"
    );
    let both = Verifiers::of([&rs256, &ps256]);
    assert_eq!(code(r#"{"alg":"PS256","kid":"a"}"#, &ps256, &both), "valid");
    assert_eq!(
        code(r#"{"alg":"RS512","kid":"a"}"#, &rs256, &both),
        "jws/no-matching-key"
    );
    assert_eq!((rs256.asked(), ps256.asked(), hs256.asked()), (0, 1, 0));
}

#[test]
fn unavailable_is_another_answer_than_invalid() {
    let (offline, online) = (toy(1).kid("a").offline(), toy(2).kid("a"));
    let error = verify(ES256_A, &online, &offline).unwrap_err();
    assert!(matches!(error, VerifyError::Unavailable(_)), "{error:?}");
    assert_eq!(error.code(), "jws/key-unavailable");
    assert_eq!(
        error.to_string(),
        "the key could not be asked about the signature"
    );
    assert_eq!(
        core::error::Error::source(&error).unwrap().to_string(),
        "the toy is offline"
    );

    for keys in [
        Verifiers::of([&offline, &online]),
        Verifiers::of([&online, &offline]),
    ] {
        let keys = keys.try_candidates(2);
        // One that can be reached and confirms is enough; one that denies leaves the question open.
        assert_eq!(code(ES256_A, &online, &keys), "valid");
        assert_eq!(code(ES256_A, &toy(9), &keys), "jws/key-unavailable");
    }
}

#[test]
fn a_clone_shares_the_keys_and_outlives_a_swap() {
    let key = toy(1);
    let old = Verifiers::from_keys([shared(&key)]);
    let held = old.clone();
    let now = old.try_candidates(3);
    drop(now);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(code(ES256, &key, &held), "valid"));
        }
    });
    assert_eq!(key.asked(), 4);
}

#[test]
fn a_set_through_every_kind_of_pointer() {
    let keys = Verifiers::from_keys([shared(&toy(1).kid("a")), shared(&toy(2).kid("a"))]);
    let (pointer, held) = (&keys, Arc::new(keys.clone()));
    assert_eq!(code(ES256_A, &toy(1), &pointer), "jws/ambiguous-key");
    assert_eq!(code(ES256_A, &toy(1), &held), "jws/ambiguous-key");
    let held = Arc::new(keys.try_candidates(2));
    assert_eq!(code(ES256_A, &toy(2), &held), "valid");
    assert_eq!(code(ES256_A, &toy(3), &held), "jws/invalid-signature");
    let any: &dyn VerifyKeys = &held;
    assert_eq!(code(ES256_A, &toy(2), any), "valid");
}

#[test]
fn everything_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    fn error<T: core::error::Error + Send + Sync + 'static>() {}
    shared::<Verifiers<'static>>();
    shared::<jose_jws::Unverified<'static>>();
    shared::<jose_jws::PendingVerification<'static>>();
    shared::<Verified>();
    shared::<jose_jws::ReadOptions>();
    shared::<jose_jws::Prepared>();
    error::<VerifyError>();
    error::<jose_jws::ParseError>();
    error::<jose_jws::BuildError>();
    error::<NoUsableKey>();
}
