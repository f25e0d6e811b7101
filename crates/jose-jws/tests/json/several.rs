//! Several signatures of one message: what is required, what is reported, what counts (RFC 7515, sections 5.2 and
//! 7.2): JSN-06, API-04.

use jose_jws::{Json, Require, SignatureReport, Verifiers, VerifyError};

use crate::common::{TOY, Toy};
use crate::message::{
    HEADER, beside, flattened, general, headers, indices, named, outcomes, signed, text, toy,
    unconfirmed, unmet, valid,
};

const ALICE: &str = r#"{"alg":"X-TOY","kid":"alice"}"#;
const BOB: &str = r#"{"alg":"X-TOY","kid":"bob"}"#;
const EVE: &str = r#"{"alg":"X-TOY","kid":"eve"}"#;

fn pair() -> [Toy; 2] {
    ["alice", "bob"].map(named)
}

fn received(reports: &[SignatureReport]) -> Vec<String> {
    let header = |report: &SignatureReport| text(report.unverified_header().octets());
    reports.iter().map(header).collect()
}

#[test]
fn jsn_06_one_valid_and_one_forged() {
    let [alice, bob] = pair();
    let keys = Verifiers::of([&alice, &bob]);
    let forged = signed(BOB, &named("eve"));
    let valid = signed(ALICE, &alice);
    let wrong = "jws/invalid-signature";
    for (list, expected) in [
        ([&valid, &forged], [Ok(Some("alice")), Err(wrong)]),
        ([&forged, &valid], [Err(wrong), Ok(Some("alice"))]),
    ] {
        let json = general(&list);
        let verified = keys.json(&json, Require::AnyKey).unwrap();
        assert_eq!(outcomes(verified.signatures()), expected);
        assert_eq!(verified.payload(), b"pay");
        assert_eq!(headers(&verified), [ALICE]);

        let error = keys.json(&json, Require::EveryKey).unwrap_err();
        assert_eq!(
            error.to_string(),
            concat!(
                "the signatures are confirmed by 1 of 2 keys demanded, not by key bob: ",
                "the signature is not valid"
            )
        );
        let unmet = unmet(error);
        assert_eq!(unmet.demanded(), 2);
        assert_eq!(outcomes(unmet.signatures()), expected);
        assert_eq!(unconfirmed(&unmet), [(Some("bob"), false)]);
    }
}

#[test]
fn jsn_06_the_report_has_every_signature_in_the_order_received() {
    let [alice, bob] = pair();
    let list = [
        beside(r#"{"x":1}"#, EVE, &named("eve")),
        signed(BOB, &bob),
        beside(r#"{"kid":"alice"}"#, HEADER, &alice),
        signed(ALICE, &bob),
        signed(r#"{"alg":"HS256","kid":"alice"}"#, &alice),
        beside(r#"{"y":2}"#, ALICE, &alice),
        signed(HEADER, &alice),
    ];
    let json = general(&list);
    let keys = Verifiers::of([&alice, &bob]);
    let verified = keys.json(&json, Require::EveryKey).unwrap();
    let reports = verified.signatures();
    assert_eq!(
        outcomes(reports),
        [
            Err("jws/no-matching-key"),
            Ok(Some("bob")),
            Ok(Some("alice")),
            Err("jws/invalid-signature"),
            Err("jws/no-matching-key"),
            Ok(Some("alice")),
            Err("jws/ambiguous-key"),
        ]
    );
    let rs = r#"{"alg":"HS256","kid":"alice"}"#;
    assert_eq!(
        received(reports),
        [EVE, BOB, HEADER, ALICE, rs, ALICE, HEADER]
    );
    // Each key once, with the first header that it confirmed.
    assert_eq!(valid(&verified), 3);
    assert_eq!(headers(&verified), [BOB, HEADER]);
    assert_eq!(indices(&verified), [1, 0]);
    let places = reports
        .iter()
        .map(|one| Some(one.outcome().ok()?.key_index()));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [None, Some(1), Some(0), None, None, Some(0), None]
    );
    let unprotected = |report: &SignatureReport| {
        let header = report.unprotected_header()?;
        Some(text(header.octets()))
    };
    let unprotected: Vec<_> = reports.iter().map(unprotected).collect();
    let expected = [
        Some(r#"{"x":1}"#),
        None,
        Some(r#"{"kid":"alice"}"#),
        None,
        None,
        Some(r#"{"y":2}"#),
        None,
    ];
    assert_eq!(unprotected, expected.map(|one| one.map(String::from)));
    let VerifyError::NoMatchingKey { alg, kid } = reports[4].outcome().err().unwrap() else {
        panic!("{:?}", reports[4])
    };
    assert_eq!((&**alg, kid.as_deref()), ("HS256", Some("alice")));
    let VerifyError::AmbiguousKey { count: 2 } = reports[6].outcome().err().unwrap() else {
        panic!("{:?}", reports[6])
    };
    // API-04: no confirmed header has anything of an unprotected one.
    for confirmed in reports.iter().filter_map(|one| one.outcome().ok()) {
        for name in ["x", "y"] {
            assert!(confirmed.header().value(name).is_none());
        }
    }
    assert_eq!(
        verified.confirmed().nth(1).unwrap().header().kid(),
        None,
        "a kid that nobody signed"
    );
    assert_eq!((alice.asked(), bob.asked()), (3, 1));
}

// Signatures are not counted: neither those of strangers, nor two of one key.
#[test]
fn jsn_06_what_is_no_signature_of_each_key() {
    let [alice, bob] = pair();
    let keys = Verifiers::of([&alice, &bob]);
    let eve = named("eve");
    for list in [
        vec![signed(ALICE, &alice)],
        vec![signed(ALICE, &alice), signed(ALICE, &alice)],
        vec![signed(ALICE, &alice), signed(EVE, &eve)],
        vec![signed(EVE, &eve), signed(ALICE, &alice), signed(EVE, &eve)],
        vec![signed(ALICE, &alice), signed(BOB, &alice)],
        vec![signed(ALICE, &alice), signed(HEADER, &bob)],
        vec![
            signed(ALICE, &alice),
            beside(r#"{"kid":"eve"}"#, HEADER, &bob),
        ],
    ] {
        let json = general(&list);
        let verified = keys.json(&json, Require::AnyKey).unwrap();
        assert_eq!(verified.payload(), b"pay");
        assert_eq!(
            (headers(&verified), indices(&verified)),
            (vec![ALICE.into()], vec![0])
        );
        let unmet = unmet(keys.json(&json, Require::EveryKey).unwrap_err());
        assert_eq!(unconfirmed(&unmet), [(Some("bob"), false)], "{json}");
        assert_eq!(unmet.signatures().len(), list.len());
    }
    assert_eq!(eve.asked(), 0);
}

#[test]
fn jsn_06_nobody_signed() {
    let [alice, bob] = pair();
    let keys = Verifiers::of([&alice, &bob]);
    let eve = named("eve");
    let json = general(&[
        signed(EVE, &eve),
        signed(ALICE, &eve),
        beside(r#"{"kid":"bob"}"#, HEADER, &alice),
    ]);
    for (require, demanded) in [(Require::AnyKey, 1), (Require::EveryKey, 2)] {
        let error = keys.json(&json, require).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the signatures are confirmed by 0 of {demanded} keys demanded, \
                 not by key alice or 1 more: the signature is not valid"
            )
        );
        let unmet = unmet(error);
        assert_eq!(unmet.demanded(), demanded);
        let wrong = "jws/invalid-signature";
        assert_eq!(
            outcomes(unmet.signatures()),
            [Err("jws/no-matching-key"), Err(wrong), Err(wrong)]
        );
        assert_eq!(received(unmet.signatures()), [EVE, ALICE, HEADER]);
        assert_eq!(
            unconfirmed(&unmet),
            [(Some("alice"), false), (Some("bob"), false)]
        );
        let kid = unmet.signatures()[2].unprotected_header().unwrap().kid();
        assert_eq!(kid, Some("bob"));
    }
}

// One octet of the payload concerns all of them.
#[test]
fn jsn_06_a_changed_payload_is_confirmed_by_nobody() {
    let [alice, bob] = pair();
    let json = general(&[signed(ALICE, &alice), signed(BOB, &bob)]);
    let keys = Verifiers::of([&alice, &bob]);
    assert!(keys.json(&json, Require::EveryKey).is_ok());
    let changed = json.replace("cGF5", "cGF6");
    for require in [Require::AnyKey, Require::EveryKey] {
        let unmet = unmet(keys.json(&changed, require).unwrap_err());
        assert_eq!(
            outcomes(unmet.signatures()),
            [Err("jws/invalid-signature"); 2]
        );
    }
}

// Signatures and headers of one message that were put together anew.
#[test]
fn jsn_06_a_signature_is_of_its_own_header() {
    let [alice, bob] = pair();
    let [first, second] = [signed(ALICE, &alice), signed(BOB, &bob)];
    let part = |members: &str, at: usize| members.split(',').nth(at).unwrap().to_owned();
    let json = general(&[
        format!("{},{}", part(&first, 0), part(&second, 1)),
        format!("{},{}", part(&second, 0), part(&first, 1)),
    ]);
    let keys = Verifiers::of([&alice, &bob]).try_candidates(8);
    for require in [Require::AnyKey, Require::EveryKey] {
        let unmet = unmet(keys.json(&json, require).unwrap_err());
        assert_eq!(
            outcomes(unmet.signatures()),
            [Err("jws/invalid-signature"); 2]
        );
    }
}

// A single signature says itself what is wrong, in either form, whatever was required.
#[test]
fn a_single_signature_has_its_own_error() {
    let [alice, bob] = pair();
    let both = Verifiers::of([&alice, &bob]);
    let offline = named("alice").offline();
    let unavailable = Verifiers::of([&offline]);
    let forged = signed(ALICE, &bob);
    for (members, keys, code) in [
        (forged, &both, "jws/invalid-signature"),
        (signed(EVE, &alice), &both, "jws/no-matching-key"),
        (signed(HEADER, &alice), &both, "jws/ambiguous-key"),
        (signed(ALICE, &alice), &unavailable, "jws/key-unavailable"),
        (
            signed(r#"{"alg":"X-TOY","crit":["x"],"x":1}"#, &alice),
            &both,
            "header/crit",
        ),
    ] {
        for json in [flattened(&members), general(&[&members])] {
            for require in [Require::AnyKey, Require::EveryKey] {
                let error = keys.json(&json, require).unwrap_err();
                assert_eq!(error.code(), code, "{json}");
            }
        }
        for require in [Require::AnyKey, Require::EveryKey] {
            let json = general(&[&members, &members]);
            let unmet = unmet(keys.json(&json, require).unwrap_err());
            assert_eq!(outcomes(unmet.signatures()), [Err(code); 2]);
        }
    }
    // One that is confirmed, and not enough, is no error of its own.
    let json = flattened(&signed(ALICE, &alice));
    let error = both.json(&json, Require::EveryKey).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the signatures are confirmed by 1 of 2 keys demanded, not by key bob"
    );
    let unmet = unmet(error);
    assert_eq!(outcomes(unmet.signatures()), [Ok(Some("alice"))]);
    assert_eq!(unconfirmed(&unmet), [(Some("bob"), false)]);
}

#[test]
fn a_key_that_could_not_be_asked() {
    let [alice, bob] = pair();
    let offline = named("bob").offline();
    let json = general(&[signed(BOB, &bob), signed(ALICE, &alice)]);
    let keys = Verifiers::of([&alice, &offline]);
    let unavailable = "jws/key-unavailable";
    let verified = keys.json(&json, Require::AnyKey).unwrap();
    let reports = verified.signatures();
    assert_eq!(outcomes(reports), [Err(unavailable), Ok(Some("alice"))]);
    let source = core::error::Error::source(reports[0].outcome().err().unwrap());
    assert_eq!(source.unwrap().to_string(), "the toy is offline");

    let unmet = unmet(keys.json(&json, Require::EveryKey).unwrap_err());
    assert_eq!(
        outcomes(unmet.signatures()),
        [Err(unavailable), Ok(Some("alice"))]
    );
    assert_eq!(unconfirmed(&unmet), [(Some("bob"), false)]);
    assert_eq!(offline.asked(), 2);
}

// "It may be valid" is not overruled by another key's "it is not mine", in whichever order they are asked.
#[test]
fn a_key_that_could_not_be_asked_among_candidates() {
    let (online, offline) = (toy(), toy().secret(2).offline());
    let stranger = signed(HEADER, &toy().secret(3));
    let own = signed(HEADER, &online);
    for keys in [
        Verifiers::of([&online, &offline]),
        Verifiers::of([&offline, &online]),
        Verifiers::of([&online, &offline, &online]),
    ] {
        let keys = keys.try_candidates(3);
        let error = keys.json(&flattened(&stranger), Require::AnyKey);
        assert_eq!(error.unwrap_err().code(), "jws/key-unavailable");
        let json = general(&[&stranger, &own]);
        let verified = keys.json(&json, Require::AnyKey).unwrap();
        assert_eq!(
            outcomes(verified.signatures()),
            [Err("jws/key-unavailable"), Ok(None)]
        );
        assert!(keys.json(&json, Require::EveryKey).is_err());
    }
}

#[test]
fn each_reader_says_the_same_of_the_same_message() {
    let [alice, bob] = pair();
    let json = general(&[signed(ALICE, &alice), signed(BOB, &bob), signed(EVE, &bob)]);
    let read = Json::parse(&json).unwrap();
    assert_eq!(read.signatures().len(), 3);
    for (key, expected) in [
        (&alice, [Ok(Some("alice")), Err("jws/no-matching-key")]),
        (&bob, [Err("jws/no-matching-key"), Ok(Some("bob"))]),
    ] {
        for require in [Require::AnyKey, Require::EveryKey] {
            let verified = read.clone().verify(key, require).unwrap();
            assert_eq!(outcomes(verified.signatures())[..2], expected);
        }
        // One after the other, by a reader that has no list.
        let single = read.signatures().map(|one| one.unwrap().verify(key));
        let codes: Vec<_> = single
            .map(|one| one.map(|one| one.header().alg() == TOY))
            .collect();
        assert_eq!(codes.iter().flatten().collect::<Vec<_>>(), [&true]);
    }
}
