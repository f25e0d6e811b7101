//! What the cases of encryption must keep to (RFC 7516, section 7; RFC 7518, sections 4 and 5).

mod base64url;

use std::collections::BTreeSet;

use base64url::base64url;
use jose_vectors::{Case, Class, Form, OptIn, all, key, load};
use serde_json::{Map, Value};

/// How many cases each operation has at least: valid, rejected.
const COUNTS: &[(&str, usize, usize)] = &[
    ("jwe-decrypt", 52, 750),
    ("jwe-json-decrypt", 56, 700),
    ("jwe-encrypt", 38, 0),
    ("content-encryption", 25, 0),
    ("key-wrap", 12, 8),
    ("ecdh", 6, 8),
    ("concat-kdf", 9, 0),
    ("pbkdf2", 3, 0),
    ("jwt-nested", 2, 10),
];

/// The lines of the attack list that a message and a key can express: each must have a case.
const ATTACKS: &[&str] = &[
    "ALG-01", "ALG-02", "ALG-03", "ALG-05", "ALG-06", "ALG-07", "ALG-08", "ALG-09", "ALG-10",
    "ALG-12", "ALG-13", "ALG-14", "ALG-16", "ALG-17", "ALG-18", "ALG-20", "ALG-21", "B64-01",
    "B64-02", "B64-03", "B64-04", "B64-05", "B64-06", "B64-07", "B64-08", "B64-09", "B64-10",
    "B64-11", "B64-14", "B64-15", "CBC-01", "CBC-02", "CBC-03", "CBC-04", "CBC-05", "CBC-06",
    "CRT-01", "CRT-02", "CRT-03", "CRT-04", "CRT-05", "CRT-06", "CRT-07", "CRT-08", "CRT-09",
    "ECE-01", "ECE-02", "ECE-03", "ECE-04", "ECE-05", "ECE-06", "ECE-07", "ECE-08", "ECE-09",
    "GCM-01", "GCM-02", "GCM-03", "GCM-04", "HDR-01", "HDR-02", "HDR-03", "HDR-04", "HDR-05",
    "HDR-06", "HDR-07", "HDR-08", "HDR-09", "HDR-10", "HDR-13", "HDR-15", "HDR-16", "HDR-17",
    "HDR-19", "HDR-22", "HDR-23", "HDR-27", "JWE-01", "JWE-02", "JWE-03", "JWE-04", "JWE-05",
    "JWE-06", "JWE-07", "JWE-08", "JWE-09", "JWE-10", "JWE-11", "JWE-12", "JWE-13", "JWE-14",
    "JWE-18", "JWE-19", "JWE-20", "JWE-21", "KWR-01", "KWR-02", "KWR-03", "NST-01", "NST-02",
    "NST-03", "NST-04", "NST-05", "PBE-01", "PBE-02", "PBE-03", "PBE-04", "PBE-05", "PBE-07",
    "RKE-01", "RKE-02", "RKE-03", "RKE-04", "RKE-05", "ZIP-01", "ZIP-02", "ZIP-03", "ZIP-04",
    "ZIP-05",
];

/// The members of a message in JSON, in the order of RFC 7516, section 7.2.1.
const MEMBERS: &[&str] = &[
    "protected",
    "unprotected",
    "header",
    "encrypted_key",
    "recipients",
    "aad",
    "iv",
    "ciphertext",
    "tag",
];

/// Lengths in octets: of the CEK, the initialization vector and the tag.
fn lengths(enc: &str) -> (usize, usize, usize) {
    match enc {
        "A128GCM" => (16, 12, 16),
        "A192GCM" => (24, 12, 16),
        "A256GCM" => (32, 12, 16),
        "A128CBC-HS256" => (32, 16, 16),
        "A192CBC-HS384" => (48, 16, 24),
        "A256CBC-HS512" => (64, 16, 32),
        other => panic!("{other}"),
    }
}

/// The length in octets of what is encoded.
fn len(text: &str) -> usize {
    text.len() * 3 / 4
}

fn object(case: &Case) -> Map<String, Value> {
    match serde_json::from_str(case.json()) {
        Ok(Value::Object(members)) => members,
        other => panic!("{}: {other:?}", case.id),
    }
}

/// The members of each recipient, in the order of the message.
fn entries(case: &Case, message: &Map<String, Value>) -> Vec<Map<String, Value>> {
    match (case.form(), message.get("recipients")) {
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
    let encrypted = |case: &Case| case.encs.is_some();
    let attacks: BTreeSet<&str> = all()
        .only(encrypted)
        .chain(load("rejections_jwe").cases())
        .filter_map(|case| case.attack.as_deref())
        .collect();
    let missing: Vec<_> = ATTACKS
        .iter()
        .filter(|attack| !attacks.contains(*attack))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_only_a_key_refuses_has_five_parts() {
    let mut count = 0;
    for case in all().of("jwe-decrypt").rejected() {
        let read = !matches!(case.class(), Some(Class::Parse | Class::AlgRefused));
        if read {
            assert_eq!(case.token().split('.').count(), 5, "{}", case.id);
            count += 1;
        }
    }
    assert!(count >= 590, "{count}");
}

#[test]
fn valid_messages_are_what_their_form_says() {
    for case in all().of("jwe-decrypt").valid() {
        let parts: Vec<&str> = case.token().split('.').collect();
        assert!(
            matches!(parts[..], [header, _, iv, _, tag] if !header.is_empty() && !iv.is_empty() && !tag.is_empty()),
            "{}",
            case.id
        );
    }
    for case in all().of("jwe-json-decrypt").valid() {
        let message = object(case);
        assert!(!entries(case, &message).is_empty(), "{}", case.id);
        assert!(message["ciphertext"].is_string(), "{}", case.id);
        let aad = message.get("aad").and_then(Value::as_str);
        assert_eq!(aad, case.aad.as_deref(), "{}", case.id);
        let unprotected = message.get("protected").is_none();
        assert_eq!(
            case.opts_in(OptIn::UnprotectedEnc),
            unprotected,
            "{}",
            case.id
        );
    }
}

#[test]
fn who_decrypts_is_among_the_keys() {
    for operation in ["jwe-decrypt", "jwe-json-decrypt"] {
        for case in all().of(operation).valid() {
            let keys: BTreeSet<&str> = case.keys_with_algs().map(|(name, _)| name).collect();
            let decrypting: BTreeSet<&str> = case.decrypted_by().collect();
            assert!(!decrypting.is_empty(), "{}", case.id);
            assert!(decrypting.is_subset(&keys), "{}", case.id);
            assert!(case.encs().count() > 0, "{}", case.id);
        }
    }
}

#[test]
fn opt_ins_are_named_once_and_each_is_needed_somewhere() {
    let mut seen = BTreeSet::new();
    for case in all() {
        let named: BTreeSet<OptIn> = case.opt_ins.iter().flatten().copied().collect();
        let count = case.opt_ins.as_ref().map_or(0, Vec::len);
        assert_eq!(named.len(), count, "{}", case.id);
        assert!(
            case.opt_ins.as_ref().is_none_or(|list| !list.is_empty()),
            "{}",
            case.id
        );
        seen.extend(named.into_iter().filter(|_| case.class().is_none()));
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

#[test]
fn what_is_encrypted_comes_out_of_its_parts() {
    for case in all().of("jwe-encrypt") {
        let lengths = lengths(case.enc());
        assert_eq!(
            (len(case.cek()), len(case.iv())),
            (lengths.0, lengths.1),
            "{}",
            case.id
        );
        let Some(json) = &case.json else {
            let [recipient] = case.recipients() else {
                panic!("{}", case.id);
            };
            let encrypted_key = recipient.encrypted_key.as_deref().unwrap_or("");
            let start = format!("{}.{encrypted_key}.{}.", case.protected(), case.iv());
            assert!(case.token().starts_with(&start), "{}", case.id);
            assert!(recipient.header.is_none(), "{}", case.id);
            continue;
        };
        let message = object(case);
        let text = |name: &str| message.get(name).and_then(Value::as_str);
        assert_eq!(text("protected"), case.protected.as_deref(), "{}", case.id);
        assert_eq!(text("aad"), case.aad.as_deref(), "{}", case.id);
        assert_eq!(text("iv"), Some(case.iv()), "{}", case.id);
        assert_eq!(text("tag").map(len), Some(lengths.2), "{}", case.id);
        let shared = case.shared.as_ref().map(|json| parsed(json.as_str()));
        assert_eq!(message.get("unprotected").cloned(), shared, "{}", case.id);
        let entries = entries(case, &message);
        assert_eq!(entries.len(), case.recipients().len(), "{}", case.id);
        for (entry, recipient) in entries.iter().zip(case.recipients()) {
            let text = entry.get("encrypted_key").and_then(Value::as_str);
            assert_eq!(text, recipient.encrypted_key.as_deref(), "{}", case.id);
            let own = recipient.header.as_ref().map(|own| parsed(own.as_str()));
            assert_eq!(entry.get("header").cloned(), own, "{}", case.id);
        }
        let places = MEMBERS
            .iter()
            .filter_map(|name| json.find(&format!("\"{name}\":")));
        // Those of the recipients stand in their list, one after the other.
        let places: Vec<usize> = match case.form() {
            Form::Flattened => places.collect(),
            Form::General => vec![0],
        };
        assert!(places.is_sorted(), "{}: the order of the members", case.id);
    }
}

#[test]
fn recipients_have_what_their_mode_needs() {
    for case in all().of("jwe-encrypt") {
        for to in case.recipients() {
            let direct = matches!(to.alg.as_str(), "dir" | "ECDH-ES");
            assert_eq!(to.encrypted_key.is_none(), direct, "{}", case.id);
            assert_eq!(to.answered, to.alg.starts_with("RSA"), "{}", case.id);
            let agrees = to.alg.starts_with("ECDH-ES");
            assert_eq!(to.epk_private.is_some(), agrees, "{}", case.id);
            let password = to.alg.starts_with("PBES2");
            assert_eq!(
                to.p2s.is_some() && to.p2c.is_some(),
                password,
                "{}",
                case.id
            );
            let gcm = to.alg.ends_with("GCMKW");
            assert_eq!(to.iv.is_some() && to.tag.is_some(), gcm, "{}", case.id);
        }
    }
}

#[test]
fn lengths_are_those_of_the_algorithm() {
    for case in all().of("content-encryption").valid() {
        let (cek, iv, tag) = lengths(case.enc());
        let found = (len(case.cek()), len(case.iv()), len(case.tag()));
        assert_eq!(found, (cek, iv, tag), "{}", case.id);
        let (plaintext, ciphertext) = (len(case.plaintext()), len(case.ciphertext()));
        let padded = if case.enc().contains("CBC") {
            (plaintext / 16 + 1) * 16
        } else {
            plaintext
        };
        assert_eq!(ciphertext, padded, "{}", case.id);
    }
    for case in all().of("key-wrap").valid() {
        let kek = match case.alg() {
            "A128KW" | "A128GCMKW" => 16,
            "A192KW" | "A192GCMKW" => 24,
            "A256KW" | "A256GCMKW" => 32,
            other => panic!("{}: {other}", case.id),
        };
        assert_eq!(len(case.kek()), kek, "{}", case.id);
        let more = if case.iv.is_some() { 0 } else { 8 };
        assert_eq!(
            len(case.encrypted_key()),
            len(case.cek()) + more,
            "{}",
            case.id
        );
    }
    for case in all().of("concat-kdf").valid() {
        assert_eq!(len(case.derived_key()), case.key_len(), "{}", case.id);
    }
}

#[test]
fn a_password_is_a_key_of_its_octets() {
    let mut count = 0;
    for case in all().only(|case| case.password.is_some() && case.operation != "pbkdf2") {
        let recipients = case.recipients.iter().flatten().map(|to| &to.key);
        let mut names = case.keys.iter().flatten().chain(recipients);
        let k = base64url(case.password().as_bytes());
        assert!(names.any(|name| parsed(key(name))["k"] == k), "{}", case.id);
        count += 1;
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn a_nested_token_holds_its_claims() {
    for case in all().of("jwt-nested").valid() {
        let parts: Vec<&str> = case.inner().split('.').collect();
        assert!(
            matches!(parts[..], [_, payload, _] if payload == case.payload()),
            "{}",
            case.id
        );
    }
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}
