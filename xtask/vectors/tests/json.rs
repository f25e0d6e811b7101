//! What the cases of detached, unencoded and JSON messages must keep to (RFC 7515, section 7.2 and appendix F; RFC 7797).

mod base64url;

use std::collections::BTreeSet;

use base64url::base64url;
use jose_vectors::{Case, Class, Form, Outcome, Require, all, load};
use serde_json::{Map, Value};

/// How many cases each operation has at least: valid, rejected.
const COUNTS: &[(&str, usize, usize)] = &[
    ("jws-detached-verify", 8, 40),
    ("jws-detached-sign", 4, 0),
    ("jws-json-verify", 60, 700),
    ("jws-json-sign", 19, 0),
];

/// The lines of the attack list that cases of these operations must test.
const ATTACKS: &[&str] = &[
    "ALG-01", "ALG-02", "ALG-03", "ALG-05", "ALG-06", "ALG-16", "ALG-20", "B64-03", "B64-04",
    "B64-05", "B64-06", "B64-07", "B64-08", "B64-15", "CRT-01", "CRT-02", "CRT-03", "CRT-04",
    "CRT-05", "CRT-06", "CRT-07", "CRT-08", "HDR-01", "HDR-02", "HDR-03", "HDR-04", "HDR-05",
    "HDR-06", "HDR-07", "HDR-08", "HDR-09", "HDR-10", "HDR-13", "HDR-15", "HDR-16", "HDR-17",
    "HDR-18", "JSN-01", "JSN-02", "JSN-03", "JSN-04", "JSN-05", "JSN-06", "JSN-07", "JSN-08",
    "JSN-09", "JSN-10", "JSN-12", "UNE-01", "UNE-02", "UNE-03", "UNE-04", "UNE-05", "UNE-06",
    "UNE-09", "UNE-10", "UNE-11", "UNE-12", "UNE-13",
];

fn object(case: &Case) -> Map<String, Value> {
    match serde_json::from_str(case.json()) {
        Ok(Value::Object(members)) => members,
        other => panic!("{}: {other:?}", case.id),
    }
}

/// The members of each signature, in the order of the message.
fn entries(case: &Case, message: &Map<String, Value>) -> Vec<Map<String, Value>> {
    match (case.form(), message.get("signatures")) {
        (Form::Flattened, None) => vec![message.clone()],
        (Form::General, Some(Value::Array(list))) => list
            .iter()
            .map(|entry| entry.as_object().expect(&case.id).clone())
            .collect(),
        other => panic!("{}: {other:?}", case.id),
    }
}

#[test]
fn there_are_as_many_as_there_should_be() {
    for (operation, valid, rejected) in COUNTS {
        let count = (
            all().of(operation).valid().count(),
            all().of(operation).rejected().count(),
        );
        assert!(
            count.0 >= *valid && count.1 >= *rejected,
            "{operation}: {count:?}"
        );
    }
}

#[test]
fn the_lines_of_the_attack_list_are_there() {
    let new = |case: &Case| case.form.is_some() || case.detached.is_some();
    let attacks: BTreeSet<&str> = all()
        .only(new)
        .chain(load("rejections_json").cases())
        .filter_map(|case| case.attack.as_deref())
        .collect();
    let missing: Vec<_> = ATTACKS
        .iter()
        .filter(|attack| !attacks.contains(*attack))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn valid_messages_are_what_their_form_says() {
    for case in all().of("jws-json-verify").valid() {
        let message = object(case);
        let entries = entries(case, &message);
        assert_eq!(entries.len(), case.outcomes().len(), "{}", case.id);
        for entry in &entries {
            assert!(entry["signature"].is_string(), "{}", case.id);
            assert!(
                case.unprotected_alg || entry["protected"].is_string(),
                "{}",
                case.id
            );
        }
        match (message.get("payload"), &case.detached) {
            (None, Some(detached)) => assert_eq!(detached, case.payload(), "{}", case.id),
            (Some(Value::String(text)), None) if case.unencoded => {
                assert_eq!(base64url(text.as_bytes()), case.payload(), "{}", case.id);
            }
            (Some(Value::String(text)), None) => assert_eq!(text, case.payload(), "{}", case.id),
            other => panic!("{}: {other:?}", case.id),
        }
    }
}

#[test]
fn outcomes_are_what_is_required() {
    for case in all().of("jws-json-verify") {
        let expected = matches!(case.class(), None | Some(Class::Unmet));
        assert_eq!(case.outcomes.is_some(), expected, "{}", case.id);
        if !expected {
            continue;
        }
        let keys = case.keys_with_algs().count();
        let confirmed = case
            .outcomes()
            .iter()
            .filter(|outcome| **outcome == Outcome::Valid)
            .count();
        match (case.require(), case.class()) {
            (Require::AnyKey, None) => assert!(confirmed >= 1, "{}", case.id),
            (Require::EveryKey, None) => assert!(confirmed >= keys && keys >= 1, "{}", case.id),
            (Require::AnyKey, Some(_)) => assert_eq!(confirmed, 0, "{}", case.id),
            // A message whose only signature fails has that signature's class.
            (Require::EveryKey, Some(_)) => {
                assert!(confirmed >= 1 || case.outcomes().len() >= 2, "{}", case.id);
            }
        }
    }
    let classes: BTreeSet<String> = all()
        .filter_map(|case| case.outcomes.as_ref())
        .flatten()
        .map(|outcome| format!("{outcome:?}"))
        .collect();
    assert_eq!(classes.len(), 5, "{classes:?}");
}

#[test]
fn detached_tokens_have_no_payload() {
    for operation in ["jws-detached-verify", "jws-detached-sign"] {
        for case in all().of(operation).valid() {
            let parts: Vec<&str> = case.token().split('.').collect();
            assert!(
                matches!(parts[..], [header, "", signature] if !header.is_empty() && !signature.is_empty()),
                "{}",
                case.id
            );
        }
    }
}

#[test]
fn what_is_signed_comes_out_of_the_signers() {
    for case in all().of("jws-json-sign") {
        let message = object(case);
        let entries = entries(case, &message);
        assert_eq!(entries.len(), case.signatures().len(), "{}", case.id);
        for (entry, signer) in entries.iter().zip(case.signatures()) {
            assert_eq!(
                entry["protected"].as_str(),
                Some(&*signer.protected),
                "{}",
                case.id
            );
            let unprotected = signer.unprotected.as_ref().map(|json| {
                assert!(case.json().contains(json.as_str()), "{}", case.id);
                serde_json::from_str(json.as_str()).expect(&case.id)
            });
            assert_eq!(entry.get("header").cloned(), unprotected, "{}", case.id);
        }
        let payload = message.get("payload").and_then(Value::as_str);
        match &case.detached {
            Some(_) => assert_eq!(payload, None, "{}", case.id),
            None if case.unencoded => {
                let payload = payload.map(|text| base64url(text.as_bytes()));
                assert_eq!(payload.as_deref(), Some(case.payload()), "{}", case.id);
            }
            None => assert_eq!(payload, Some(case.payload()), "{}", case.id),
        }
        let mut names: Vec<usize> = Vec::new();
        for name in ["payload", "protected", "header", "signature"] {
            names.extend(case.json().find(&format!("\"{name}\":")));
        }
        assert!(names.is_sorted(), "{}: the order of the members", case.id);
    }
}

#[test]
fn texts_that_are_no_unicode_are_the_only_ones_in_base64url() {
    let octets: Vec<_> = all()
        .filter(|case| case.json_octets.is_some())
        .map(|case| (&case.id, case.attack.as_deref()))
        .collect();
    assert!(octets.len() >= 8, "{octets:?}");
    let encoding = |attack| matches!(attack, Some("HDR-02" | "HDR-03" | "UNE-06"));
    assert!(
        octets.iter().all(|(_, attack)| encoding(*attack)),
        "{octets:?}"
    );
}
