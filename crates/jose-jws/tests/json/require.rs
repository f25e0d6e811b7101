//! What is required of the caller's keys, what is lacking when it is not there, and which key confirmed (RFC 7515,
//! section 5.2): JSN-06, API-04.

use core::error::Error;
use core::fmt;

use jose_jwk::{Alg, Key};
use jose_jws::{
    Flattened, HeaderBuilder, Json, RemoteKey, Require, SignJson, Unmet, Verifiers, Verify,
    VerifyError, VerifyFailure,
};

use crate::common::{TOY, Toy};
use crate::message::{
    HEADER, PAY, beside, flattened, general, headers, indices, named, outcomes, signed, toy,
    unconfirmed, unmet, valid,
};

fn of(kid: &str) -> String {
    format!(r#"{{"alg":"X-TOY","kid":"{kid}"}}"#)
}

/// Signed by each of these, under its own name.
fn signed_by(keys: &[&Toy]) -> String {
    let one = |key: &&Toy| signed(of(key.kid().unwrap()), *key);
    general(&keys.iter().map(one).collect::<Vec<_>>())
}

fn lacking(keys: &Verifiers<'_>, json: &str, require: Require) -> Unmet {
    unmet(keys.json(json, require).unwrap_err())
}

fn trio() -> [Toy; 3] {
    ["a", "b", "c"].map(named)
}

// A carrier can repeat a signature, and gains nothing by it.
#[test]
fn jsn_06_a_key_counts_once_however_often_it_has_signed() {
    let [a, b, c] = trio();
    let keys = Verifiers::of([&a, &b, &c]);
    let repeated = signed_by(&[&a, &a, &a]);
    for require in [Require::AnyKey, Require::Keys(0), Require::Keys(1)] {
        let seen = keys.json(&repeated, require).unwrap();
        assert_eq!((headers(&seen), indices(&seen)), (vec![of("a")], vec![0]));
        // The report has all three, and all three are valid.
        assert_eq!(outcomes(seen.signatures()), [Ok(Some("a")); 3]);
        assert_eq!(valid(&seen), 3);
    }
    assert_eq!(a.asked(), 9);
    for (require, demanded) in [
        (Require::Keys(2), 2),
        (Require::Keys(3), 3),
        (Require::Keys(4), 4),
        (Require::EveryKey, 3),
    ] {
        let unmet = lacking(&keys, &repeated, require);
        assert_eq!(unmet.demanded(), demanded);
        assert_eq!(outcomes(unmet.signatures()), [Ok(Some("a")); 3]);
        assert_eq!(
            unconfirmed(&unmet),
            [(Some("b"), false), (Some("c"), false)]
        );
        assert_eq!(
            unmet.to_string(),
            format!(
                "the signatures are confirmed by 1 of {demanded} keys demanded, not by key b or 1 more"
            )
        );
    }
    // Nor by other texts of it, signed or not, where the key has one name.
    let again = general(&[
        signed(of("a"), &a),
        signed(r#"{"kid":"a","alg":"X-TOY"}"#, &a),
        beside(r#"{"kid":"a"}"#, HEADER, &a),
        beside(r#"{"x":1}"#, of("a"), &a),
    ]);
    let seen = keys.json(&again, Require::AnyKey).unwrap();
    assert_eq!((headers(&seen), indices(&seen)), (vec![of("a")], vec![0]));
    assert_eq!(valid(&seen), 4);
    assert_eq!(lacking(&keys, &again, Require::Keys(2)).demanded(), 2);
}

// Nor by an unprotected Key ID, which the carrier writes: the name of another key does not make it that key's.
#[test]
fn jsn_06_a_signature_under_two_unprotected_names() {
    let [a, b, c] = trio();
    let keys = Verifiers::of([&a, &b, &c]);
    let kid = |kid| HeaderBuilder::new().unprotected("kid", kid);
    let nameless = toy().secret(1_000);
    let a_without_name = Toy::new(TOY).secret(2_u64.wrapping_add(u64::from(b'a')));
    for (signer, expected) in [
        (&nameless, [Err("jws/invalid-signature"); 2]),
        (
            &a_without_name,
            [Ok(Some("a")), Err("jws/invalid-signature")],
        ),
    ] {
        let twice = SignJson::new(b"pay")
            .sign_with(signer, kid("a"))
            .unwrap()
            .sign_with(signer, kid("b"))
            .unwrap()
            .general()
            .unwrap();
        let unmet = lacking(&keys, &twice, Require::Keys(2));
        assert_eq!(outcomes(unmet.signatures()), expected);
        // Whoever passes one key under two names has passed two.
        let both = Verifiers::from_keys(["a", "b"].map(|kid| signer.clone().kid(kid)));
        let seen = both.json(&twice, Require::Keys(2)).unwrap();
        assert_eq!(indices(&seen), [0, 1]);
    }
}

#[test]
fn so_many_keys_are_demanded_and_one_at_least() {
    let [a, b, c] = trio();
    let keys = Verifiers::of([&a, &b, &c]);
    let two = signed_by(&[&c, &a]);
    for require in [
        Require::AnyKey,
        Require::Keys(0),
        Require::Keys(1),
        Require::Keys(2),
    ] {
        let seen = keys.json(&two, require).unwrap();
        assert_eq!(headers(&seen), [of("c"), of("a")], "{require:?}");
        assert_eq!(indices(&seen), [2, 0], "{require:?}");
    }
    assert_eq!([&a, &b, &c].map(Toy::asked), [4, 0, 4]);
    for (require, demanded) in [
        (Require::Keys(3), 3),
        (Require::EveryKey, 3),
        (Require::Keys(4), 4),
        (Require::Keys(usize::MAX), usize::MAX),
    ] {
        let unmet = lacking(&keys, &two, require);
        assert_eq!(
            (unmet.demanded(), unconfirmed(&unmet)),
            (demanded, vec![(Some("b"), false)])
        );
        assert_eq!(
            unmet.to_string(),
            format!("the signatures are confirmed by 2 of {demanded} keys demanded, not by key b")
        );
    }
    // More keys than there are.
    let all = signed_by(&[&a, &b, &c]);
    assert_eq!(
        indices(&keys.json(&all, Require::Keys(3)).unwrap()),
        [0, 1, 2]
    );
    let more = lacking(&keys, &all, Require::Keys(4));
    assert_eq!((more.demanded(), more.unconfirmed().len()), (4, 0));
    assert_eq!(
        more.to_string(),
        "the signatures are confirmed by 3 of 4 keys demanded"
    );
    // A single key is one key, and is so in the flattened form, too.
    let own = signed(of("a"), &a);
    for json in [flattened(&own), general(&[&own]), general(&[&own, &own])] {
        let read = || Json::parse(&json).unwrap();
        assert!(read().verify(&a, Require::Keys(1)).is_ok());
        let lacking = unmet(read().verify(&a, Require::Keys(2)).unwrap_err());
        assert_eq!((lacking.demanded(), lacking.unconfirmed().len()), (2, 0));
    }
}

// Signed by nobody that the caller knows, or nobody at all is known.
#[test]
fn jsn_06_strangers_are_never_enough() {
    let [a, b, c] = trio();
    let [x, y] = ["x", "y"].map(named);
    let known = Verifiers::of([&a, &b, &c]);
    let none = Verifiers::from_keys(Vec::<Toy>::new());
    let strangers = signed_by(&[&x, &y]);
    let two = signed_by(&[&a, &b]);
    for (require, of_three) in [
        (Require::AnyKey, 1),
        (Require::Keys(0), 1),
        (Require::Keys(1), 1),
        (Require::Keys(2), 2),
        (Require::EveryKey, 3),
    ] {
        let unmet = lacking(&known, &strangers, require);
        assert_eq!((unmet.demanded(), unmet.unconfirmed().len()), (of_three, 3));
        for json in [&strangers, &two] {
            let unmet = lacking(&none, json, require);
            let demanded = if require == Require::EveryKey {
                1
            } else {
                of_three
            };
            assert_eq!((unmet.demanded(), unmet.unconfirmed().len()), (demanded, 0));
            assert_eq!(
                outcomes(unmet.signatures()),
                [Err("jws/no-matching-key"); 2]
            );
        }
    }
    assert_eq!([&a, &b, &c, &x, &y].map(Toy::asked), [0; 5]);
}

// API-04: what has no name is known by its place.
#[test]
fn keys_without_a_name_are_told_apart_by_their_place() {
    let [one, two] = [1, 2].map(|secret| toy().secret(secret));
    let (first, second) = (signed(HEADER, &one), signed(HEADER, &two));
    for (keys, of_one, of_two) in [
        (Verifiers::of([&one, &two]), 0, 1),
        (Verifiers::of([&two, &one]), 1, 0),
        (Verifiers::from_keys([one.clone(), two.clone()]), 0, 1),
    ] {
        let keys = keys.try_candidates(2);
        for (list, expected) in [
            (vec![&first], vec![of_one]),
            (vec![&second], vec![of_two]),
            (vec![&second, &second], vec![of_two]),
            (vec![&first, &second], vec![of_one, of_two]),
            (vec![&second, &first, &second], vec![of_two, of_one]),
        ] {
            let json = general(&list);
            let seen = keys.json(&json, Require::Keys(expected.len())).unwrap();
            assert_eq!(indices(&seen), expected);
            assert!(seen.confirmed().all(|one| one.key_id().is_none()));
            assert_eq!(valid(&seen), list.len());
            let more = Require::Keys(expected.len().wrapping_add(1));
            assert!(keys.json(&json, more).is_err());
        }
        for (members, expected) in [(&first, of_one), (&second, of_two)] {
            let json = flattened(members);
            let read = Flattened::parse(&json).unwrap();
            let (proof, _) = read.clone().verify(&keys).unwrap().into_parts();
            assert_eq!(proof.key_index(), expected);
            // One key that is somewhere else is the only one.
            let pending = read.pending(&RemoteKey::new(TOY)).unwrap();
            let (proof, _) = pending.finish(Ok(true)).unwrap().into_parts();
            assert_eq!(proof.key_index(), 0);
        }
    }
}

/// A key whose device says its own name when it cannot be reached.
#[derive(Debug)]
struct Down(&'static str);

#[derive(Debug)]
struct Outage(&'static str);

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is down", self.0)
    }
}

impl Error for Outage {}

impl Key for Down {
    fn alg(&self) -> Alg<'_> {
        TOY
    }

    fn kid(&self) -> Option<&str> {
        Some(self.0)
    }
}

impl Verify for Down {
    fn verify(&self, _: jose_jws::SigningInput<'_>, _: &[u8]) -> Result<(), VerifyFailure> {
        Err(VerifyFailure::Unavailable(Outage(self.0).into()))
    }
}

fn source(error: &VerifyError) -> Option<String> {
    error.source().map(ToString::to_string)
}

// Who knows that a device was not there tries again; nothing else is worth that.
#[test]
fn an_outage_is_found_among_what_is_lacking() {
    let alice = named("alice");
    let keys = Verifiers::of([&alice, &Down("bob"), &Down("carol")]);
    let [valid, forged, bob, carol, eve] = [
        signed(of("alice"), &alice),
        signed(of("alice"), &toy()),
        signed(of("bob"), &toy()),
        signed(of("carol"), &toy()),
        signed(of("eve"), &toy()),
    ];
    for (list, first) in [
        (vec![&bob, &carol], "bob"),
        (vec![&carol, &bob], "carol"),
        (vec![&eve, &forged, &carol, &bob], "carol"),
        (vec![&valid, &bob], "bob"),
        (vec![&bob, &valid, &forged], "bob"),
        (vec![&forged, &valid, &eve, &carol, &carol], "carol"),
    ] {
        for require in [Require::Keys(2), Require::EveryKey] {
            let error = keys.json(&general(&list), require).unwrap_err();
            let outage = format!("{first} is down");
            assert_eq!(source(&error), Some(outage.clone()));
            assert!(error.source().unwrap().is::<Outage>());
            let unmet = unmet(error);
            let unavailable = unmet.unavailable().unwrap();
            assert_eq!(unavailable.code(), "jws/key-unavailable");
            assert_eq!(source(unavailable), Some(outage));
            let told = unmet.to_string();
            assert!(
                told.ends_with(" more: the key could not be asked about the signature"),
                "{told}"
            );
        }
    }
    // Alone it is the error itself.
    let error = keys.json(&flattened(&bob), Require::AnyKey).unwrap_err();
    assert!(matches!(error, VerifyError::Unavailable(_)), "{error:?}");
    assert_eq!(source(&error), Some("bob is down".into()));
    // Nothing was lacking but signatures, or nothing at all.
    for list in [
        vec![&valid, &valid],
        vec![&valid, &forged],
        vec![&eve, &valid],
        vec![&eve, &eve],
    ] {
        let error = keys.json(&general(&list), Require::EveryKey).unwrap_err();
        assert_eq!(source(&error), None);
        assert!(unmet(error).unavailable().is_none());
    }
    let seen = keys.json(&general(&[&bob, &valid]), Require::AnyKey);
    assert_eq!(indices(&seen.unwrap()), [0]);
}

// Of all that is wrong, the message has what says the most: an outage, then what concerns one of the caller's keys.
#[test]
fn what_is_told_of_several_errors() {
    let [alice, twin] = [1, 2].map(|secret| toy().kid("alice").secret(secret));
    let bob = toy().kid("bob");
    let keys = Verifiers::of([&alice, &twin, &bob, &Down("carol")]);
    let stranger = (
        signed(of("eve"), &toy()),
        "no key for alg X-TOY and kid eve",
    );
    let other = (
        signed(r#"{"alg":"HS256"}"#, &toy()),
        "no key for alg HS256 (the header has no kid)",
    );
    let invalid = (signed(of("bob"), &named("x")), "the signature is not valid");
    let ambiguous = (
        signed(of("alice"), &toy()),
        "2 keys fit and the token does not say which one",
    );
    let bork = r#"{"alg":"X-TOY","kid":"bob","crit":["bork"],"bork":1}"#;
    let bork = (signed(bork, &toy()), "extension bork");
    let outage = (
        signed(of("carol"), &toy()),
        "the key could not be asked about the signature",
    );
    for (list, told) in [
        (vec![&stranger, &other], &stranger),
        (vec![&other, &stranger], &other),
        (vec![&stranger, &invalid, &ambiguous], &invalid),
        (vec![&ambiguous, &stranger, &invalid], &ambiguous),
        (vec![&other, &stranger, &bork, &invalid], &bork),
        (vec![&invalid, &bork], &invalid),
        (vec![&stranger, &invalid, &bork, &outage], &outage),
        (vec![&outage, &invalid], &outage),
        (vec![&ambiguous, &outage, &stranger], &outage),
    ] {
        let members: Vec<&String> = list.iter().map(|one| &one.0).collect();
        let json = general(&members);
        let error = keys.json(&json, Require::AnyKey).unwrap_err();
        let text = error.to_string();
        let start =
            "the signatures are confirmed by 0 of 1 keys demanded, not by key alice or 3 more: ";
        let told_text = text.strip_prefix(start).unwrap_or_else(|| panic!("{text}"));
        assert!(told_text.contains(told.1), "{text}");
        assert_eq!(unmet(error).signatures().len(), list.len());
    }
    // Nothing of it, where all that is there is valid.
    let own = signed(of("bob"), &bob);
    let json = general(&[&own, &own]);
    assert!(json.contains(PAY));
    assert_eq!(
        lacking(&keys, &json, Require::EveryKey).to_string(),
        "the signatures are confirmed by 1 of 4 keys demanded, not by key alice or 2 more"
    );
    let json = general(&[&own, &invalid.0, &stranger.0]);
    assert_eq!(
        lacking(&keys, &json, Require::Keys(2)).to_string(),
        concat!(
            "the signatures are confirmed by 1 of 2 keys demanded, ",
            "not by key alice or 2 more: the signature is not valid"
        )
    );
}
