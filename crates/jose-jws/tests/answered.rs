//! A remote key among local ones (RFC 7515, section 5.2): its answers count for what it was asked, and for nothing else.
#![cfg(test)]

mod common;

use core::error::Error;

use common::{TOY, Toy};
use jose_jwk::RemoteKey;
use jose_jws::{
    Answered, Compact, Flattened, Json, ReadOptions, Require, SignJson, SigningInput, Verifiers,
    Verify, VerifyError, VerifyFailure,
};

const PAYLOAD: &[u8] = b"payload";

fn toy(kid: &str, secret: u64) -> Toy {
    Toy::new(TOY).kid(kid).secret(secret)
}

fn remote(kid: &'static str) -> Answered<RemoteKey<'static>> {
    Answered::new(RemoteKey::new(TOY).with_kid(kid))
}

fn signed_by(payload: &[u8], keys: &[&Toy]) -> String {
    let json = keys
        .iter()
        .fold(SignJson::new(payload), |json, key| json.sign(*key).unwrap());
    json.general().unwrap()
}

/// Has the remote key say what its device says of each signature that names it.
fn ask(answered: &mut Answered<RemoteKey<'static>>, json: &str, device: &Toy) -> usize {
    let mut asked = 0_usize;
    for signature in Json::parse(json).unwrap().signatures().flatten() {
        let Some(pending) = answered.pending(signature) else {
            continue;
        };
        let is_valid = match device.verify(pending.signing_input(), pending.signature()) {
            Ok(()) => Ok(true),
            Err(VerifyFailure::Invalid) => Ok(false),
            Err(VerifyFailure::Unavailable(source)) => Err(source),
        };
        answered.answer(&pending, is_valid);
        asked = usize::saturating_add(asked, 1);
    }
    asked
}

fn verify(json: &str, keys: &Verifiers<'_>) -> Result<Vec<u8>, VerifyError> {
    let seen = Json::parse(json)?.verify(keys, Require::EveryKey)?;
    Ok(seen.into_payload())
}

#[test]
fn a_remote_and_a_local_key_confirm_one_message() {
    let (local, device) = (toy("local", 1), toy("remote", 2));
    let json = signed_by(PAYLOAD, &[&local, &device]);
    let mut answered = remote("remote");
    assert_eq!(ask(&mut answered, &json, &device), 1);
    let keys = Verifiers::of([&local, &answered]);
    assert_eq!(verify(&json, &keys).unwrap(), PAYLOAD);
    assert_eq!(device.asked(), 1);
    // The report names it like any other key.
    let seen = keys.json(&json, Require::EveryKey).unwrap();
    let names: Vec<_> = seen
        .confirmed()
        .map(|one| (one.key_index(), one.key_id()))
        .collect();
    assert_eq!(names, [(0, Some("local")), (1, Some("remote"))]);
}

#[test]
fn a_no_is_a_no_and_an_outage_an_outage() {
    let (local, device) = (toy("local", 1), toy("remote", 2));
    let forged = signed_by(PAYLOAD, &[&local, &toy("remote", 3)]);
    let mut answered = remote("remote");
    assert_eq!(ask(&mut answered, &forged, &device), 1);
    let error = verify(&forged, &Verifiers::of([&local, &answered])).unwrap_err();
    let VerifyError::Unmet(unmet) = &error else {
        panic!("{error:?}")
    };
    assert!(unmet.unavailable().is_none());
    let code = unmet.signatures()[1].outcome().unwrap_err().code();
    assert_eq!(code, "jws/invalid-signature");

    let json = signed_by(PAYLOAD, &[&local, &device]);
    let mut answered = remote("remote");
    assert_eq!(ask(&mut answered, &json, &device.clone().offline()), 1);
    for _ in 0..2 {
        let error = verify(&json, &Verifiers::of([&local, &answered])).unwrap_err();
        assert_eq!(error.code(), "jws/unmet");
        assert_eq!(error.source().unwrap().to_string(), "the toy is offline");
    }
}

// What the key was asked about one message says nothing about another.
#[test]
fn an_answer_counts_for_what_was_asked() {
    let (local, device) = (toy("local", 1), toy("remote", 2));
    let keys = [&local, &device];
    let mut answered = remote("remote");
    let json = signed_by(PAYLOAD, &keys);
    ask(&mut answered, &json, &device);
    for other in [signed_by(b"Payload", &keys), signed_by(b"", &keys)] {
        let error = verify(&other, &Verifiers::of([&local, &answered])).unwrap_err();
        let source = error.source().unwrap().to_string();
        assert_eq!(source, "the remote key was not asked about this signature");
    }
    // Nor does the signature of one payload count under another.
    let [good, bad] = [PAYLOAD, b"Payload"].map(jose_b64::encode);
    let swapped = json.replace(&good, &bad);
    assert_ne!(swapped, json);
    assert!(verify(&swapped, &Verifiers::of([&local, &answered])).is_err());

    let input = SigningInput::new(b"head.payload");
    let answer = answered.verify(input, b"signature");
    assert!(matches!(answer, Err(VerifyFailure::Unavailable(_))));
}

// ALG-13 and JSN-07: an answer that another key has given is dropped.
#[test]
fn the_answer_of_another_key_is_dropped() {
    let device = toy("remote", 2);
    let json = SignJson::new(PAYLOAD).sign(&device).unwrap();
    let json = json.flattened().unwrap();
    let open = |key: &RemoteKey<'_>| Flattened::parse(&json).unwrap().pending(key).unwrap();
    let own = RemoteKey::new(TOY).with_kid("remote");
    for (asked, held) in [
        (RemoteKey::new(TOY), own.clone()),
        (own.clone(), RemoteKey::new(TOY)),
        (own.clone(), RemoteKey::new(TOY).with_kid("other")),
    ] {
        let mut answered = Answered::new(held);
        answered.answer(&open(&asked), Ok(true));
        let input = open(&asked);
        let verdict = answered.verify(input.signing_input(), input.signature());
        assert!(matches!(verdict, Err(VerifyFailure::Unavailable(_))));
    }
    let mut answered = Answered::new(&own);
    answered.answer(&open(&own), Ok(true));
    let verified = Flattened::parse(&json).unwrap().verify(&answered).unwrap();
    assert_eq!(verified.key_id(), Some("remote"));
}

// The input is compared as octets, wherever its parts begin: compact and JSON are the same to it.
#[test]
fn forms_of_the_same_signature_are_one_question() {
    let device = toy("remote", 2);
    let token = jose_jws::Builder::new(PAYLOAD).sign(&device).unwrap();
    let mut answered = remote("remote");
    let pending = answered.pending(Compact::parse(&token).unwrap()).unwrap();
    answered.answer(&pending, Ok(true));
    let [header, payload, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
    let json =
        format!(r#"{{"payload":"{payload}","protected":"{header}","signature":"{signature}"}}"#);
    assert!(Flattened::parse(&json).unwrap().verify(&answered).is_ok());
    let detached = format!("{header}..{signature}");
    let detached = Compact::parse_detached(&detached, PAYLOAD, &ReadOptions::new()).unwrap();
    assert_eq!(detached.verify(&answered).unwrap().payload(), PAYLOAD);
    // `Debug` has no octets of it.
    assert!(!format!("{answered:?}").contains(payload));
}

// DOS-02: a repeated signature is one question, and the payload is kept once.
#[test]
fn dos_02_nothing_is_asked_twice() {
    let device = toy("remote", 2);
    let json = signed_by(PAYLOAD, &[&device; 16]);
    let mut answered = remote("remote");
    assert_eq!(ask(&mut answered, &json, &device), 1);
    assert_eq!(ask(&mut answered, &json, &device), 0);
    assert_eq!(device.asked(), 1);
    assert_eq!(verify(&json, &Verifiers::of([&answered])).unwrap(), PAYLOAD);
    // Another message begins anew.
    let other = signed_by(b"another", &[&device]);
    assert_eq!(ask(&mut answered, &other, &device), 1);
    assert!(verify(&other, &Verifiers::of([&answered])).is_ok());
    assert_eq!(ask(&mut answered, &json, &device), 1);
}

#[test]
fn after_an_outage_it_is_asked_again_and_a_no_stays() {
    let device = toy("remote", 2);
    let json = signed_by(PAYLOAD, &[&device]);
    let mut answered = remote("remote");
    let verdict = |answered: &Answered<RemoteKey<'static>>| {
        let error = verify(&json, &Verifiers::of([answered])).map_err(|error| error.code());
        error.map(drop)
    };
    assert_eq!(ask(&mut answered, &json, &device.clone().offline()), 1);
    assert_eq!(verdict(&answered), Err("jws/key-unavailable"));
    assert_eq!(ask(&mut answered, &json, &device), 1);
    assert_eq!(verdict(&answered), Ok(()));

    let open = || Json::parse(&json).unwrap().signatures().next().unwrap();
    let pending = open().unwrap().pending(&answered).unwrap();
    answered.answer(&pending, Ok(false));
    assert_eq!(verdict(&answered), Err("jws/invalid-signature"));
    answered.answer(&pending, Ok(true));
    answered.answer(&pending, Err("timeout".into()));
    assert_eq!(verdict(&answered), Err("jws/invalid-signature"));
}

// Header, payload and signature are one question: with any of them exchanged it is another.
#[test]
fn no_part_of_a_question_counts_for_another() {
    let device = toy("remote", 2);
    let [first, second] = [PAYLOAD, b"second"].map(|payload| {
        let json = SignJson::new(payload).sign(&device).unwrap();
        json.flattened().unwrap()
    });
    let member = |json: &str, name: &str| {
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        json[name].as_str().unwrap().to_owned()
    };
    let code = |answered: &Answered<RemoteKey<'static>>, json: &str| {
        let verified = Flattened::parse(json).unwrap().verify(answered);
        verified.map(drop).map_err(|error| error.code())
    };
    let with = |name: &str, value: &str| {
        let exchanged = second.replace(&member(&second, name), value);
        assert_ne!(exchanged, second);
        exchanged
    };
    let other_header = jose_b64::encode(r#"{"alg":"X-TOY","kid":"remote","x":1}"#);
    let exchanged = [
        with("signature", &member(&first, "signature")),
        with("signature", "AAAA"),
        with("payload", &member(&first, "payload")),
        with("protected", &other_header),
    ];
    // Also after both messages were asked about, one after the other.
    for messages in [[&second, &second], [&first, &second]] {
        let mut answered = remote("remote");
        for json in messages {
            ask(&mut answered, json, &device);
        }
        assert_eq!(code(&answered, &second), Ok(()));
        for json in &exchanged {
            assert_eq!(code(&answered, json), Err("jws/key-unavailable"), "{json}");
        }
    }
}
