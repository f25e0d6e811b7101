//! Whose signatures count when a message has several (RFC 7515, section 7.2.1).
#![cfg(test)]

mod common;

use common::{TOY, Toy};
use jose_jws::{
    Flattened, HeaderBuilder, Json, ParseError, Require, SignJson, VerifiedJson, Verifiers,
    VerifyError,
};

const PAYLOAD: &[u8] = b"payload";

fn toy(kid: &str, secret: u64) -> Toy {
    Toy::new(TOY).kid(kid).secret(secret)
}

fn signed_by(keys: &[&Toy]) -> String {
    let sign = |json: SignJson<'static>, key: &&Toy| json.sign(*key).unwrap();
    keys.iter()
        .fold(SignJson::new(PAYLOAD), sign)
        .general()
        .unwrap()
}

fn key_ids(seen: &VerifiedJson) -> Vec<Option<&str>> {
    seen.confirmed().map(|one| one.key_id()).collect()
}

fn unmet(outcome: Result<VerifiedJson, VerifyError>) -> String {
    match outcome {
        Err(VerifyError::Unmet(unmet)) => unmet.to_string(),
        other => panic!("{other:?}"),
    }
}

// JSN-06: a carrier can repeat a signature, and gains nothing by it.
#[test]
fn jsn_06_a_key_counts_once_however_often_it_has_signed() {
    let (a, b, c) = (toy("a", 1), toy("b", 2), toy("c", 3));
    let keys = Verifiers::of([&a, &b, &c]);
    let repeated = signed_by(&[&a, &a, &a]);
    let seen = keys.json(&repeated, Require::AnyKey).unwrap();
    assert_eq!(key_ids(&seen), [Some("a")]);
    // The report has all three, and all three are valid.
    assert_eq!(seen.signatures().len(), 3);
    assert!(seen.signatures().iter().all(|one| one.outcome().is_ok()));
    for require in [Require::Keys(2), Require::Keys(3), Require::EveryKey] {
        unmet(keys.json(&repeated, require));
    }
    // Nor by another unprotected Key ID, where the keys are two.
    let kid = |kid| HeaderBuilder::new().unprotected("kid", kid);
    let nameless = Toy::new(TOY).secret(1);
    let twice = SignJson::new(PAYLOAD)
        .sign_with(&nameless, kid("a"))
        .unwrap()
        .sign_with(&nameless, kid("b"))
        .unwrap()
        .general()
        .unwrap();
    unmet(keys.json(&twice, Require::Keys(2)));
}

#[test]
fn so_many_keys_are_demanded_and_one_at_least() {
    let (a, b, c) = (toy("a", 1), toy("b", 2), toy("c", 3));
    let keys = Verifiers::of([&a, &b, &c]);
    let two = signed_by(&[&c, &a]);
    for require in [
        Require::AnyKey,
        Require::Keys(0),
        Require::Keys(1),
        Require::Keys(2),
    ] {
        let seen = keys.json(&two, require).unwrap();
        assert_eq!(key_ids(&seen), [Some("c"), Some("a")], "{require:?}");
    }
    for require in [Require::Keys(3), Require::EveryKey] {
        assert_eq!(
            unmet(keys.json(&two, require)),
            "the signatures are confirmed by 2 of 3 keys demanded, not by key b"
        );
    }
    unmet(keys.json(&two, Require::Keys(4)));
    unmet(keys.json(&signed_by(&[&a, &b, &c]), Require::Keys(4)));
    // Signed by nobody that the caller knows, or nobody at all is known.
    let foreign = signed_by(&[&toy("x", 4), &toy("y", 5)]);
    let none = Verifiers::from_keys(Vec::<Toy>::new());
    for require in [Require::AnyKey, Require::Keys(0), Require::EveryKey] {
        unmet(keys.json(&foreign, require));
        unmet(none.json(&foreign, require));
        unmet(none.json(&two, require));
    }
}

// HDR-13: the names are compared unescaped, whichever header has more of them.
#[test]
fn hdr_13_a_name_in_both_headers_is_found_among_many() {
    let many = |extra: &str| {
        let names: Vec<String> = (0..300).map(|n| format!("\"n{n}\":0")).collect();
        format!("{{{},{extra}}}", names.join(","))
    };
    let json = |protected: &str, unprotected: &str| {
        let protected = jose_b64::encode(protected);
        format!(
            r#"{{"payload":"","protected":"{protected}","header":{unprotected},"signature":"AAAA"}}"#
        )
    };
    let few = r#"{"alg":"X-TOY","\u0078\u0079":1}"#;
    for json in [
        json(few, &many(r#""xy":1"#)),
        json(&many(r#""alg":"X-TOY","xy":1"#), r#"{"x\u0079":0}"#),
    ] {
        let error = Flattened::parse(&json).unwrap_err();
        assert_eq!(error, ParseError::InBothHeaders { name: "xy".into() });
    }
    assert!(Flattened::parse(&json(few, &many(r#""xY":1"#))).is_ok());
}

// B64-15: wherever the beginning of a compact token stands in the JSON.
#[test]
fn b64_15_json_that_also_splits_at_dots() {
    let token = jose_b64::encode(r#"{"alg":"none"}"#);
    let spaced = jose_b64::encode(" {\n \"alg\":\"none\"}");
    let (start, rest) = token.split_at(8);
    let good = signed_by(&[&toy("a", 1)]);
    let good = good.strip_prefix('{').unwrap();
    for before in [
        format!(r#""{token}.e30.":"""#),
        format!(r#"" {token} .e30.":"""#),
        format!(r#""{spaced}.e30.":"""#),
        format!(r#""":"{token}.e30.""#),
        format!(r#""":{{"{token}.e30.":0}}"#),
        format!(r#""{start}":"{rest}.e30.""#),
        format!(r#""{start}":["{rest}","."]"#),
        // Its last group is not whole for a reader that takes what it gets.
        format!(r#""{token}x.e30.":"""#),
    ] {
        let error = Json::parse(&format!("{{{before},{good}")).unwrap_err();
        assert_eq!(error.code(), "jws/looks-compact", "{before}");
    }
    // Dots are nothing bad in themselves.
    for before in [
        r#""com.example.claim":"a.b.c""#.to_owned(),
        r#""example.com":1"#.to_owned(),
        format!(r#""":".{token}.""#),
        format!(r#""a":"{token}.e30.""#),
    ] {
        assert!(
            Json::parse(&format!("{{{before},{good}")).is_ok(),
            "{before}"
        );
    }
}
