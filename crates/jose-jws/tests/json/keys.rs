//! `Require::EveryKey` and every kind of key set: the keys that the caller passed are what is counted (RFC 7515,
//! section 5.2): JSN-06.

extern crate alloc;

use alloc::sync::Arc;

use jose_jwk::{Alg, Jwk, JwkSet, LoadError};
use jose_jws::{
    Flattened, Json, LoadVerify, Require, VerifiedJson, Verifiers, Verify, VerifyError, VerifyKeys,
};

use crate::common::Toy;
use crate::message::{
    HEADER, flattened, general, indices, named, outcomes, signed, toy, unconfirmed, unmet, valid,
};

const OTHER: Alg<'static> = Alg::new("X-OTHER");
const ALICE: &str = r#"{"alg":"X-TOY","kid":"alice"}"#;
const BOB: &str = r#"{"alg":"X-TOY","kid":"bob"}"#;

fn every<K: VerifyKeys + ?Sized>(json: &str, keys: &K) -> Result<VerifiedJson, VerifyError> {
    Json::parse(json).unwrap().verify(keys, Require::EveryKey)
}

/// Makes the key of the same name, but for those whose name says that there is none.
#[derive(Debug)]
struct Backend;

impl LoadVerify for Backend {
    fn load_verify(&self, jwk: &Jwk, alg: Alg<'_>) -> Result<Box<dyn Verify>, LoadError> {
        let known = [crate::common::TOY, OTHER];
        let known = known.into_iter().find(|known| *known == alg);
        let alg = known.ok_or_else(|| LoadError::unknown_alg(alg))?;
        Ok(Box::new(of(alg, jwk.kid().unwrap_or_default())))
    }
}

fn of(alg: Alg<'static>, kid: &str) -> Toy {
    let secret = kid.bytes().map(u64::from).fold(2, u64::wrapping_add);
    Toy::new(alg).kid(kid).secret(secret)
}

/// A set loaded from these entries, for both algorithms.
fn load(entries: &[&str]) -> Verifiers<'static> {
    let entry =
        |members: &&str| format!(r#"{{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw",{members}}}"#);
    let entries: Vec<String> = entries.iter().map(entry).collect();
    let set = format!(r#"{{"keys":[{}]}}"#, entries.join(","));
    let set = JwkSet::parse(set.as_bytes()).unwrap();
    Verifiers::load(&set, &Backend, &[crate::common::TOY, OTHER]).unwrap()
}

#[test]
fn a_single_key_is_every_key() {
    let alice = named("alice");
    let own = signed(ALICE, &alice);
    let list = general(&[&signed(BOB, &named("bob")), &own]);
    for json in [&flattened(&own), &list] {
        let shared: Arc<dyn Verify> = Arc::new(alice.clone());
        let boxed: Box<dyn Verify> = Box::new(alice.clone());
        let set = Arc::new(Verifiers::of([&alice]));
        assert!(every(json, &alice).is_ok());
        assert!(every(json, &&alice).is_ok());
        assert!(every(json, &*shared).is_ok() && every(json, &shared).is_ok());
        assert!(every(json, &*boxed).is_ok() && every(json, &boxed).is_ok());
        assert!(every(json, &set).is_ok() && every(json, &*set).is_ok());
        assert!(every(json, &&*set).is_ok());
        assert!(every(json, &Verifiers::from_keys([alice.clone()])).is_ok());
    }
    assert_eq!(alice.asked(), 20);
    // Its passed keys are itself, by its name.
    let nobody = named("nobody");
    let unmet = unmet(every(&list, &nobody).unwrap_err());
    assert_eq!(unconfirmed(&unmet), [(Some("nobody"), false)]);
    assert_eq!(nobody.asked(), 0);
    let nameless: &dyn Verify = &toy().secret(77);
    let unmet = crate::message::unmet(every(&list, nameless).unwrap_err());
    assert_eq!(unconfirmed(&unmet), [(None, false)]);
    assert_eq!(
        unmet.to_string(),
        concat!(
            "the signatures are confirmed by 0 of 1 keys demanded, ",
            "not by a key without kid: the signature is not valid"
        )
    );
}

#[test]
fn each_key_of_a_set_in_any_order() {
    let [alice, bob] = ["alice", "bob"].map(named);
    let [first, second] = [signed(ALICE, &alice), signed(BOB, &bob)];
    let owned = || [alice.clone(), bob.clone()];
    let boxed = || owned().map(|key| -> Box<dyn Verify> { Box::new(key) });
    let shared = || owned().map(|key| -> Arc<dyn Verify> { Arc::new(key) });
    for keys in [
        Verifiers::of([&alice, &bob]),
        Verifiers::of([&bob, &alice]),
        Verifiers::from_keys(owned()),
        Verifiers::from_keys(boxed()),
        Verifiers::from_keys(shared()),
        load(&[r#""kid":"alice""#, r#""kid":"bob""#]),
    ] {
        for list in [[&first, &second], [&second, &first]] {
            let verified = every(&general(&list), &keys).unwrap();
            assert_eq!((valid(&verified), indices(&verified).len()), (2, 2));
        }
        // JSN-06: whoever removes one has removed the message.
        for (one, missing) in [(&first, "bob"), (&second, "alice")] {
            for json in [flattened(one), general(&[one]), general(&[one, one])] {
                let unmet = unmet(every(&json, &keys).unwrap_err());
                assert_eq!(unconfirmed(&unmet), [(Some(missing), false)]);
            }
        }
    }
}

// Never "each of no keys".
#[test]
fn jsn_06_no_keys_confirm_nothing() {
    let alice = named("alice");
    let none: [Toy; 0] = [];
    for keys in [Verifiers::of([]), Verifiers::from_keys(none)] {
        let one = signed(ALICE, &alice);
        for require in [Require::AnyKey, Require::Keys(0), Require::EveryKey] {
            for json in [flattened(&one), general(&[&one])] {
                let error = keys.json(&json, require).unwrap_err();
                assert_eq!(error.code(), "jws/no-matching-key");
            }
            let error = keys.json(&general(&[&one, &one]), require).unwrap_err();
            assert_eq!(
                error.to_string(),
                concat!(
                    "the signatures are confirmed by 0 of 1 keys demanded: ",
                    "no key for alg X-TOY and kid alice"
                )
            );
            let unmet = unmet(error);
            assert_eq!((unmet.demanded(), unmet.unconfirmed().len()), (1, 0));
        }
    }
    assert_eq!(alice.asked(), 0);
}

#[test]
fn a_jwk_that_is_loaded_for_two_algorithms_is_one_key() {
    let keys = load(&[r#""kid":"alice""#, r#""kid":"bob","alg":"X-TOY""#]);
    assert_eq!(keys.len(), 3);
    let other = r#"{"alg":"X-OTHER","kid":"alice"}"#;
    let toy_alice = signed(ALICE, &named("alice"));
    let other_alice = signed(other, &of(OTHER, "alice"));
    let bob = signed(BOB, &named("bob"));
    for list in [
        vec![&toy_alice, &bob],
        vec![&bob, &other_alice],
        vec![&other_alice, &toy_alice, &bob],
    ] {
        let verified = every(&general(&list), &keys).unwrap();
        let mut places = indices(&verified);
        places.sort_unstable();
        assert_eq!((valid(&verified), places), (list.len(), vec![0, 1]));
    }
    for (list, missing) in [
        (vec![&toy_alice, &other_alice], "bob"),
        (vec![&other_alice, &other_alice], "bob"),
        (vec![&bob, &bob], "alice"),
    ] {
        let unmet = unmet(every(&general(&list), &keys).unwrap_err());
        assert_eq!(unconfirmed(&unmet), [(Some(missing), false)]);
    }
    // The last one has two objects as well.
    let keys = load(&[r#""kid":"bob","alg":"X-TOY""#, r#""kid":"alice""#]);
    assert!(every(&general(&[&other_alice, &bob]), &keys).is_ok());
    let unmet = unmet(every(&general(&[&bob, &bob]), &keys).unwrap_err());
    assert_eq!(unconfirmed(&unmet), [(Some("alice"), false)]);
}

#[test]
fn a_key_that_could_not_be_loaded_was_passed() {
    let alice = signed(ALICE, &named("alice"));
    for (entry, kid) in [
        (r#""kid":"bob","alg":"HS256""#, Some("bob")),
        (r#""kid":"bob","use":"enc""#, Some("bob")),
        (r#""kid":"bob","kty":"oct""#, None),
        (r#""alg":"HS256""#, None),
    ] {
        for entries in [[r#""kid":"alice""#, entry], [entry, r#""kid":"alice""#]] {
            let keys = load(&entries);
            assert_eq!((keys.len(), keys.skipped().len()), (2, 1), "{entry}");
            let verified = keys.json(&flattened(&alice), Require::AnyKey).unwrap();
            assert_eq!(outcomes(verified.signatures()), [Ok(Some("alice"))]);
            // Its place is that among the keys that are there.
            assert_eq!(indices(&verified), [0], "{entry}");
            for list in [vec![&alice], vec![&alice, &alice]] {
                let error = every(&general(&list), &keys).unwrap_err();
                assert!(error.to_string().ends_with(" (could not be loaded)"));
                let unmet = unmet(error);
                assert_eq!(unconfirmed(&unmet), [(kid, true)]);
                let bob = signed(BOB, &named("bob"));
                let json = general(&[&alice, &bob]);
                assert!(every(&json, &keys).is_err(), "of a key that is not there");
            }
        }
    }
    let keys = load(&[
        r#""kid":"alice""#,
        r#""kid":"x","alg":"HS256""#,
        r#""kid":"y","alg":"HS256""#,
    ]);
    let json = general(&[&alice]);
    let error = every(&json, &keys).unwrap_err();
    assert_eq!(
        error.to_string(),
        concat!(
            "the signatures are confirmed by 1 of 3 keys demanded, ",
            "not by key x (could not be loaded) or 1 more"
        )
    );
    let nobody = general(&[signed(BOB, &toy()), signed(BOB, &toy())]);
    let unmet = unmet(every(&nobody, &keys).unwrap_err());
    assert_eq!(
        unconfirmed(&unmet),
        [(Some("alice"), false), (Some("x"), true), (Some("y"), true)]
    );
}

// The place of a key is that among the keys of the set that are there, whatever stands between them.
#[test]
fn the_places_of_keys_leave_out_what_could_not_be_loaded() {
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(named);
    let other = signed(r#"{"alg":"X-OTHER","kid":"alice"}"#, &of(OTHER, "alice"));
    let [alice, bob, carol] = [
        signed(ALICE, &alice),
        signed(BOB, &bob),
        signed(r#"{"alg":"X-TOY","kid":"carol"}"#, &carol),
    ];
    let keys = load(&[
        r#""kid":"x","alg":"HS256""#,
        r#""kid":"alice""#,
        r#""kid":"y","kty":"oct""#,
        r#""kid":"z","use":"enc""#,
        r#""kid":"bob","alg":"X-TOY""#,
        r#""alg":"HS256""#,
        r#""kid":"carol""#,
    ]);
    assert_eq!((keys.len(), keys.skipped().len()), (5, 4));
    for (list, places) in [
        (vec![&alice], vec![0]),
        (vec![&other], vec![0]),
        (vec![&bob], vec![1]),
        (vec![&carol], vec![2]),
        (vec![&carol, &other, &carol, &alice], vec![2, 0]),
        (vec![&bob, &carol, &alice], vec![1, 2, 0]),
    ] {
        let json = general(&list);
        let seen = keys.json(&json, Require::Keys(places.len())).unwrap();
        assert_eq!(indices(&seen), places);
        assert_eq!(valid(&seen), list.len());
        for more in [places.len().wrapping_add(1), usize::MAX] {
            assert!(keys.json(&json, Require::Keys(more)).is_err());
        }
        assert!(every(&json, &keys).is_err());
    }
    for (members, place) in [(&alice, 0), (&bob, 1), (&carol, 2)] {
        let json = flattened(members);
        let verified = Flattened::parse(&json).unwrap().verify(&keys).unwrap();
        assert_eq!(verified.into_parts().0.key_index(), place);
    }
}

#[test]
fn keys_without_a_name_are_tried_as_far_as_the_caller_allows() {
    let nameless = [1, 2, 3].map(|secret| toy().secret(secret));
    let list = [0, 1, 2].map(|at| signed(HEADER, &nameless[at]));
    let json = general(&list);
    let keys = Verifiers::of([&nameless[0], &nameless[1], &nameless[2]]);
    for require in [Require::AnyKey, Require::EveryKey] {
        for allowed in [1, 2] {
            let keys = keys.clone().try_candidates(allowed);
            let unmet = unmet(keys.json(&json, require).unwrap_err());
            assert_eq!(outcomes(unmet.signatures()), [Err("jws/ambiguous-key"); 3]);
        }
    }
    assert_eq!(nameless.each_ref().map(Toy::asked), [0, 0, 0]);
    let keys = keys.try_candidates(3);
    let verified = keys.json(&json, Require::EveryKey).unwrap();
    assert_eq!(outcomes(verified.signatures()), [Ok(None); 3]);
    assert_eq!(indices(&verified), [0, 1, 2]);
    // In the caller's order, until one confirms.
    assert_eq!(nameless.each_ref().map(Toy::asked), [3, 2, 1]);

    let unmet = unmet(every(&general(&list[1..]), &keys).unwrap_err());
    assert_eq!(unconfirmed(&unmet), [(None, false)]);
    assert_eq!(nameless.each_ref().map(Toy::asked), [5, 4, 2]);
}

// A key that is there twice was passed twice, and its second place confirms nothing: the first is asked.
#[test]
fn a_key_that_is_passed_twice() {
    let alice = named("alice");
    let list = general(&[signed(ALICE, &alice), signed(ALICE, &alice)]);
    let keys = Verifiers::of([&alice, &alice]);
    let refused = unmet(keys.json(&list, Require::AnyKey).unwrap_err());
    assert_eq!(
        outcomes(refused.signatures()),
        [Err("jws/ambiguous-key"); 2]
    );
    assert_eq!(alice.asked(), 0);
    let keys = keys.try_candidates(2);
    let verified = keys.json(&list, Require::AnyKey).unwrap();
    assert_eq!((valid(&verified), indices(&verified)), (2, vec![0]));
    let refused = unmet(keys.json(&list, Require::EveryKey).unwrap_err());
    assert_eq!(unconfirmed(&refused), [(Some("alice"), false)]);

    // Two keys of one name are two keys: each has to sign.
    let twin = alice.clone().secret(99);
    let keys = Verifiers::of([&alice, &twin]).try_candidates(2);
    let both = general(&[signed(ALICE, &twin), signed(ALICE, &alice)]);
    let verified = every(&both, &keys).unwrap();
    assert_eq!((valid(&verified), indices(&verified)), (2, vec![1, 0]));
    assert!(every(&list, &keys).is_err());
}
