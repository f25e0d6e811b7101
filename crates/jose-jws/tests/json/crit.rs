//! Critical extensions in JSON (RFC 7515, section 4.1.11): what is malformed refuses the message, what is not understood
//! its own signature: CRT-01 to CRT-08, CRT-10.

extern crate alloc;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};

use jose_b64::Kind;
use jose_jwk::{CritError, CritHandlers, HeaderError};
use jose_jws::{
    Flattened, General, Json, ParseError, ReadOptions, Require, Verifiers, VerifyError,
};

use crate::message::{
    HEADER, beside, flattened, general, headers, indices, named, outcomes, signature_accepted_with,
    signature_refused, signature_refused_with, signed, toy, unconfirmed, unmet, valid,
};

const BORK: &str = r#"{"alg":"X-TOY","crit":["bork"],"bork":true}"#;

fn accept_all(names: &[&'static str]) -> ReadOptions {
    let on = |handlers: CritHandlers, name: &&'static str| handlers.on(*name, |_| Ok(()));
    ReadOptions::new().crit(names.iter().fold(CritHandlers::new(), on))
}

fn crit(error: ParseError) -> CritError {
    assert_eq!(error.code(), "header/crit");
    match error {
        ParseError::Header(HeaderError::Crit(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// The whole message is refused, even by those who understand everything.
fn malformed(members: &str) -> CritError {
    let members = signed(format!(r#"{{"alg":"X-TOY",{members}}}"#), &toy());
    let error = signature_refused(&members);
    let options = accept_all(&["bork", "x", "alg", "exp", "b64", "kid", "", "more"]);
    assert_eq!(signature_refused_with(&members, &options), error);
    crit(error)
}

#[test]
fn crt_01_03_04_05_and_07_a_list_that_breaks_its_own_rules() {
    assert_eq!(malformed(r#""crit":[]"#), CritError::Empty);
    for (members, name) in [
        (r#""crit":["bork"]"#, "bork"),
        (r#""crit":["bork","more"],"bork":1"#, "more"),
        (r#""crit":["Bork"],"bork":1"#, "Bork"),
        (r#""crit":["b64"]"#, "b64"),
        (r#""crit":["bork"],"x":{"bork":1}"#, "bork"),
    ] {
        let absent = CritError::Absent { name: name.into() };
        assert_eq!(malformed(members), absent, "{members}");
    }
    for name in ["alg", "crit", "kid", "typ", "jwk", "x5t#S256", "enc", "p2c"] {
        let name: Box<str> = name.into();
        let registered = CritError::Registered { name: name.clone() };
        assert_eq!(malformed(&format!(r#""crit":["{name}"]"#)), registered);
        let members = format!(r#""x":1,"crit":["x","{name}"]"#);
        assert_eq!(malformed(&members), registered);
    }
    for members in [
        r#""crit":["bork","bork"],"bork":1"#,
        r#""crit":["bork","\u0062ork"],"bork":1"#,
    ] {
        let name = "bork".into();
        assert_eq!(malformed(members), CritError::Repeated { name });
    }
    for members in [
        r#""crit":[7]"#,
        r#""crit":[""],"":1"#,
        r#""crit":["bork",null],"bork":1"#,
        r#""crit":[["bork"]],"bork":1"#,
    ] {
        assert_eq!(malformed(members), CritError::NotAName, "{members}");
    }
    let names: Vec<String> = (0..17).map(|at| format!("n{at}")).collect();
    let list = format!(r#""crit":["{}"]"#, names.join("\",\""));
    let values: Vec<String> = names.iter().map(|name| format!("\"{name}\":0")).collect();
    let members = format!("{list},{}", values.join(","));
    assert_eq!(malformed(&members), CritError::TooMany { max: 16 });

    for (value, found) in [
        (r#""bork""#, Kind::String),
        (r#"{"bork":1}"#, Kind::Object),
        ("null", Kind::Null),
        ("true", Kind::Bool),
    ] {
        let header = format!(r#"{{"alg":"X-TOY","crit":{value},"bork":1}}"#);
        let wrong = HeaderError::WrongType {
            name: "crit",
            expected: Kind::Array,
            found,
        };
        assert_eq!(
            signature_refused(&signed(header, &toy())),
            ParseError::Header(wrong)
        );
    }
}

#[test]
fn crt_06_crit_in_the_unprotected_header() {
    let unprotected = ParseError::MustBeProtected { name: "crit" };
    let options = accept_all(&["bork", "b64"]);
    for (header, protected) in [
        (r#"{"crit":["bork"],"bork":1}"#, HEADER),
        (r#"{"\u0063rit":["bork"],"bork":1}"#, HEADER),
        (r#"{"crit":["b64"],"b64":true}"#, HEADER),
        (r#"{"bork":1,"crit":["bork"]}"#, BORK),
    ] {
        let members = beside(header, protected, &toy());
        assert_eq!(signature_refused(&members), unprotected, "{header}");
        assert_eq!(signature_refused_with(&members, &options), unprotected);
    }
    // Nor does it come to an opinion about it.
    let members = beside(r#"{"crit":[]}"#, HEADER, &toy());
    assert_eq!(crit(signature_refused(&members)), CritError::Empty);
    let members = beside(r#"{"crit":"bork"}"#, HEADER, &toy());
    assert_eq!(signature_refused(&members).code(), "header/wrong-type");
}

#[test]
fn crt_08_crit_names_what_is_not_protected() {
    let options = accept_all(&["bork"]);
    let absent = CritError::Absent {
        name: "bork".into(),
    };
    let protected = r#"{"alg":"X-TOY","crit":["bork"]}"#;
    for header in [r#"{"bork":true}"#, r#"{"\u0062ork":true}"#] {
        let members = beside(header, protected, &toy());
        assert_eq!(crit(signature_refused(&members)), absent);
        assert_eq!(crit(signature_refused_with(&members, &options)), absent);
    }
    let protected = r#"{"alg":"X-TOY","crit":["b64"]}"#;
    let members = beside(r#"{"b64":true}"#, protected, &toy());
    let absent = CritError::Absent { name: "b64".into() };
    assert_eq!(crit(signature_refused(&members)), absent);
    // In both: the name is not disjoint.
    let members = beside(r#"{"bork":true}"#, BORK, &toy());
    let twice = ParseError::InBothHeaders {
        name: "bork".into(),
    };
    assert_eq!(signature_refused_with(&members, &options), twice);
}

#[test]
fn crt_02_what_is_not_understood_refuses_a_flattened_message() {
    let key = toy();
    for (header, name) in [
        (BORK, "bork"),
        (
            r#"{"alg":"X-TOY","crit":["\u0062ork"],"bork":null}"#,
            "bork",
        ),
        (r#"{"alg":"X-TOY","crit":["B64"],"B64":false}"#, "B64"),
        (r#"{"alg":"X-TOY","crit":["exp"],"exp":1}"#, "exp"),
        (
            r#"{"alg":"X-TOY","crit":["b64","y"],"b64":true,"y":1}"#,
            "y",
        ),
    ] {
        let members = signed(header, &key);
        let expected = CritError::NotUnderstood { name: name.into() };
        let json = flattened(&members);
        assert_eq!(crit(Flattened::parse(&json).unwrap_err()), expected);
        for json in [&json, &general(&[&members])] {
            let read = Json::parse(json).unwrap();
            let one = read.signatures().next().unwrap();
            assert_eq!(crit(one.unwrap_err()), expected);
            for require in [Require::AnyKey, Require::EveryKey] {
                let error = read.clone().verify(&key, require).unwrap_err();
                let VerifyError::Parse(error) = error else {
                    panic!("{error:?}")
                };
                assert_eq!(crit(error), expected);
            }
        }
    }
    assert_eq!(key.asked(), 0);
}

#[test]
fn crt_02_what_is_not_understood_spoils_its_own_signature_only() {
    let [alice, bob] = ["alice", "bob"].map(named);
    let own = r#"{"alg":"X-TOY","kid":"alice"}"#;
    let (good, bad) = (signed(own, &alice), signed(BORK, &bob));
    let keys = Verifiers::of([&alice, &bob]);
    for (list, expected) in [
        ([&good, &bad], [Ok(Some("alice")), Err("header/crit")]),
        ([&bad, &good], [Err("header/crit"), Ok(Some("alice"))]),
    ] {
        let json = general(&list);
        let verified = keys.json(&json, Require::AnyKey).unwrap();
        assert_eq!(outcomes(verified.signatures()), expected);
        assert_eq!(headers(&verified), [own]);
        let unmet = unmet(keys.json(&json, Require::EveryKey).unwrap_err());
        assert_eq!(outcomes(unmet.signatures()), expected);
        assert_eq!(unconfirmed(&unmet), [(Some("bob"), false)]);
        // It is every key of those who do not hold bob's.
        assert!(
            General::parse(&json)
                .unwrap()
                .verify(&alice, Require::EveryKey)
                .is_ok()
        );
        let read = General::parse(&json).unwrap();
        assert!(read.verify(&bob, Require::AnyKey).is_err());
    }
    assert_eq!((alice.asked(), bob.asked()), (6, 0));

    // The same key with another signature that is understood has signed.
    let named_bork = r#"{"alg":"X-TOY","kid":"alice","crit":["bork"],"bork":1}"#;
    let json = general(&[signed(named_bork, &alice), good]);
    let read = General::parse(&json).unwrap();
    let verified = read.verify(&alice, Require::EveryKey).unwrap();
    assert_eq!(headers(&verified), [own]);

    let json = general(&[&bad, &bad]);
    for require in [Require::AnyKey, Require::EveryKey] {
        let unmet = unmet(keys.json(&json, require).unwrap_err());
        assert_eq!(outcomes(unmet.signatures()), [Err("header/crit"); 2]);
        assert_eq!(unmet.unconfirmed().len(), 2);
    }
    assert_eq!(bob.asked(), 0);
}

// Nothing else of such a signature is forgiven for that.
#[test]
fn crt_02_a_signature_that_counts_for_nothing_must_be_well_formed() {
    for (members, code) in [
        (
            signed(r#"{"alg":"none","crit":["bork"],"bork":1}"#, &toy()),
            "jws/alg-refused",
        ),
        (
            signed(r#"{"crit":["bork"],"bork":1}"#, &toy()),
            "jws/missing-alg",
        ),
        (
            signed(
                r#"{"alg":"X-TOY","crit":["bork"],"bork":1,"b64":0}"#,
                &toy(),
            ),
            "jws/b64-not-boolean",
        ),
        (
            signed(BORK, &toy()).replace("\"signature\":\"", "\"signature\":\"="),
            "jws/base64",
        ),
        (beside("[]", BORK, &toy()), "jws/member-type"),
        (beside("{}", BORK, &toy()), "jws/empty-part"),
        (beside(HEADER, BORK, &toy()), "jws/must-be-protected"),
        (
            beside(r#"{"bork":true}"#, BORK, &toy()),
            "jws/in-both-headers",
        ),
    ] {
        assert_eq!(signature_refused(&members).code(), code, "{members}");
    }
}

#[test]
fn crt_10_a_handler_processes_the_value_of_each_signature() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let handlers = CritHandlers::new().on("level", move |value| {
        counter.fetch_add(1, Ordering::Relaxed);
        match value.as_u64() {
            Some(1..=3) => Ok(()),
            _ => Err("level must be 1, 2 or 3"),
        }
    });
    let options = ReadOptions::new().crit(handlers);
    let key = toy();
    let level = |value: &str| {
        let header = format!(r#"{{"alg":"X-TOY","crit":["level"],"level":{value}}}"#);
        signed(header, &key)
    };
    let verified = signature_accepted_with(&level("2"), &options);
    assert_eq!((valid(&verified), indices(&verified)), (1, vec![0]));
    assert!(asked.load(Ordering::Relaxed) > 0);

    let list = general(&[level("4"), level("1"), level("\"1\""), level("3")]);
    let before = asked.load(Ordering::Relaxed);
    let read = General::parse_with(&list, &options).unwrap();
    assert_eq!(asked.load(Ordering::Relaxed), before.wrapping_add(4));
    let verified = read.clone().verify(&key, Require::EveryKey).unwrap();
    let crit_code = "header/crit";
    assert_eq!(
        outcomes(verified.signatures()),
        [Err(crit_code), Ok(None), Err(crit_code), Ok(None)]
    );
    assert_eq!((valid(&verified), indices(&verified)), (2, vec![0]));
    assert_eq!(key.asked(), 2);
    let VerifyError::Parse(error) = verified.signatures()[0].outcome().err().unwrap() else {
        panic!("{:?}", verified.signatures()[0])
    };
    let refused = CritError::Refused {
        name: "level".into(),
        reason: "level must be 1, 2 or 3",
    };
    assert_eq!(crit(error.clone()), refused);

    let json = flattened(&level("0"));
    let error = Flattened::parse_with(&json, &options).unwrap_err();
    assert_eq!(crit(error), refused);
    let alone = Json::parse_with(&json, &options).unwrap();
    let error = alone.verify(&key, Require::AnyKey).unwrap_err();
    assert_eq!((error.code(), key.asked()), (crit_code, 2));
    // What is not critical, or not protected, is not processed.
    let before = asked.load(Ordering::Relaxed);
    let members = beside(r#"{"level":9}"#, HEADER, &key);
    assert!(Flattened::parse_with(&flattened(&members), &options).is_ok());
    let members = signed(r#"{"alg":"X-TOY","level":9}"#, &key);
    assert!(Flattened::parse_with(&flattened(&members), &options).is_ok());
    assert_eq!(asked.load(Ordering::Relaxed), before);
}
