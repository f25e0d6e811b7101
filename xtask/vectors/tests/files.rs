//! What every vector file must keep to.

use std::collections::{BTreeMap, BTreeSet};

use jose_vectors::{Case, Class, Expect, OPERATIONS, all, load, names};

/// How many cases each file has: a case that gets lost is noticed.
const COUNTS: &[(&str, usize)] = &[
    ("rfc7515", 44),
    ("rfc7516", 47),
    ("rfc7517", 24),
    ("rfc7518", 50),
    ("rfc7519", 6),
    ("rfc7520", 156),
    ("rfc7638", 4),
    ("rfc7797", 38),
    ("rfc8037", 18),
    ("rfc3394", 6),
    ("rfc6979", 6),
    ("es256k", 79),
    ("rfc9964", 96),
    ("rejections", 480),
    ("rejections_json", 799),
    ("rejections_jwe", 1692),
];

#[test]
fn files_hold_as_many_cases_as_they_should() {
    let counted: Vec<_> = names().map(|name| (name, load(name).cases.len())).collect();
    assert_eq!(counted, COUNTS);
    assert_eq!(
        all().count(),
        COUNTS.iter().map(|(_, count)| count).sum::<usize>()
    );
}

#[test]
fn ids_are_unique() {
    let mut seen = BTreeSet::new();
    for case in all() {
        assert!(seen.insert(&case.id), "{} stands twice", case.id);
    }
}

#[test]
fn every_case_says_where_it_comes_from_and_what_is_particular() {
    for case in all() {
        assert!(
            case.section.starts_with("RFC ") && case.section.contains(", "),
            "{}: {}",
            case.id,
            case.section
        );
        assert!(!case.comment.is_empty(), "{}", case.id);
        if let Expect::Reject { why, .. } = &case.expect {
            assert!(!why.is_empty(), "{}", case.id);
        }
        if let Some(attack) = &case.attack {
            let (group, number) = attack.split_once('-').unwrap();
            assert!(
                group.len() == 3 && number.len() == 2,
                "{}: {attack}",
                case.id
            );
        }
    }
}

#[test]
fn rejections_outnumber_acceptances() {
    let (valid, rejected) = (all().valid().count(), all().rejected().count());
    assert!(
        rejected > valid,
        "{rejected} rejections, {valid} acceptances"
    );
    for name in names().filter(|name| name.starts_with("rejections")) {
        assert_eq!(load(name).cases().valid().count(), 0, "{name}");
    }
    assert_eq!(valid + rejected, all().count());
}

#[test]
fn every_class_and_every_operation_is_there() {
    let classes: BTreeSet<_> = all()
        .filter_map(Case::class)
        .map(|class| format!("{class:?}"))
        .collect();
    assert_eq!(classes.len(), 12, "{classes:?}");
    for operation in OPERATIONS {
        assert!(all().of(operation).count() > 0, "{operation}");
    }
    assert!(all().all(|case| OPERATIONS.contains(&case.operation.as_str())));
}

#[test]
fn cases_have_the_members_of_their_operation() {
    for case in all() {
        let valid = case.class().is_none();
        let (input, output): (Vec<bool>, Vec<bool>) = match case.operation.as_str() {
            "base64url" => (vec![case.text.is_some()], vec![case.octets.is_some()]),
            "jws-verify" => (
                vec![key(case), case.alg.is_some(), case.token.is_some()],
                vec![case.payload.is_some()],
            ),
            "jws-sign" => (
                vec![key(case), case.alg.is_some(), case.token.is_some()],
                vec![],
            ),
            "jws-detached-verify" | "jws-detached-sign" => (
                vec![
                    key(case),
                    case.alg.is_some(),
                    case.token.is_some(),
                    case.detached.is_some(),
                ],
                vec![],
            ),
            "jws-json-verify" => (
                vec![
                    case.json.is_some() != case.json_octets.is_some(),
                    case.form.is_some(),
                    case.require.is_some(),
                    case.keys.as_ref().map(Vec::len) == case.algs.as_ref().map(Vec::len),
                    case.keys.is_some(),
                ],
                vec![case.payload.is_some()],
            ),
            "jws-json-sign" => (
                vec![
                    case.form.is_some(),
                    case.signatures.is_some(),
                    case.payload.is_some() != case.detached.is_some(),
                    case.json.is_some(),
                ],
                vec![],
            ),
            "jws-unsecured" => (vec![case.token.is_some()], vec![case.payload.is_some()]),
            "jwk" => (
                vec![key(case) != case.text.is_some()],
                vec![case.kty.is_some(), case.private.is_some()],
            ),
            "jwk-set" => (
                vec![case.keys.is_some() != case.text.is_some()],
                vec![case.kids.is_some()],
            ),
            "key-load" => (
                vec![
                    key(case) != case.text.is_some(),
                    case.alg.is_some(),
                    case.purpose.is_some(),
                ],
                vec![],
            ),
            "thumbprint" => (
                vec![key(case) != case.text.is_some(), case.hash.is_some()],
                vec![case.canonical.is_some(), case.thumbprint.is_some()],
            ),
            "raw-signature" => (
                vec![
                    key(case),
                    case.alg.is_some(),
                    case.message.is_some(),
                    case.signature.is_some(),
                ],
                vec![],
            ),
            "jwe-decrypt" | "jwe-json-decrypt" => (
                vec![
                    case.keys.is_some(),
                    case.keys.as_ref().map(Vec::len) == case.algs.as_ref().map(Vec::len),
                    case.encs.is_some(),
                    case.operation == "jwe-json-decrypt" || case.token.is_some(),
                    case.operation == "jwe-decrypt"
                        || case.form.is_some() && case.json.is_some() != case.json_octets.is_some(),
                ],
                vec![case.plaintext.is_some(), case.decrypted_by.is_some()],
            ),
            "jwe-encrypt" => (
                vec![
                    case.enc.is_some(),
                    case.cek.is_some(),
                    case.iv.is_some(),
                    case.plaintext.is_some(),
                    case.recipients.is_some(),
                    case.token.is_some() != case.json.is_some(),
                    case.json.is_some() == case.form.is_some(),
                ],
                vec![],
            ),
            "content-encryption" => (
                vec![
                    case.enc.is_some(),
                    case.cek.is_some(),
                    case.iv.is_some(),
                    case.aad.is_some(),
                    case.ciphertext.is_some(),
                    case.tag.is_some(),
                ],
                vec![case.plaintext.is_some()],
            ),
            "key-wrap" => (
                vec![
                    case.alg.is_some(),
                    case.kek.is_some(),
                    case.encrypted_key.is_some(),
                    case.iv.is_some() == case.tag.is_some(),
                ],
                vec![case.cek.is_some()],
            ),
            "ecdh" => (
                vec![key(case), case.epk_private.is_some()],
                vec![case.z.is_some()],
            ),
            "concat-kdf" => (
                vec![
                    case.z.is_some(),
                    case.algorithm_id.is_some(),
                    case.apu.is_some(),
                    case.apv.is_some(),
                    case.key_len.is_some(),
                ],
                vec![case.derived_key.is_some()],
            ),
            "pbkdf2" => (
                vec![
                    case.alg.is_some(),
                    case.password.is_some(),
                    case.p2s.is_some(),
                    case.p2c.is_some(),
                ],
                vec![case.salt.is_some(), case.derived_key.is_some()],
            ),
            "jwt-nested" => (
                vec![
                    case.keys.is_some(),
                    case.keys.as_ref().map(Vec::len) == case.algs.as_ref().map(Vec::len),
                    case.encs.is_some(),
                    case.token.is_some(),
                    case.inner_key.is_some(),
                    case.inner_alg.is_some(),
                ],
                vec![case.inner.is_some(), case.payload.is_some()],
            ),
            other => panic!("{}: {other}", case.id),
        };
        assert!(
            input.iter().all(|there| *there),
            "{} lacks an input",
            case.id
        );
        assert!(
            !valid || output.iter().all(|there| *there),
            "{} lacks a result",
            case.id
        );
        assert!(
            valid || !output.iter().any(|there| *there),
            "{} has a result that never comes",
            case.id
        );
    }
}

#[test]
fn keys_are_named_once_and_used() {
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names() {
        for key in load(name).keys.keys() {
            assert_eq!(used.insert(key, 0), None, "{key} stands twice");
        }
    }
    for case in all() {
        let signers = case.signatures.iter().flatten().map(|signer| &signer.key);
        let recipients = case.recipients.iter().flatten();
        let recipients = recipients.flat_map(|to| to.epk_private.iter().chain([&to.key]));
        for name in case
            .key
            .iter()
            .chain(case.keys.iter().flatten())
            .chain(case.epk_private.iter().chain(&case.inner_key))
            .chain(signers)
            .chain(recipients)
        {
            *used
                .get_mut(name.as_str())
                .unwrap_or_else(|| panic!("{}: no key {name}", case.id)) += 1;
        }
    }
    let unused: Vec<_> = used.iter().filter(|(_, uses)| **uses == 0).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn keys_come_out_as_they_were_written() {
    let set = all().of("jwk-set").valid().next().unwrap().jwk_set();
    assert!(
        set.starts_with(r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNI"#),
        "{set}"
    );
    assert!(serde_json::from_str::<serde_json::Value>(&set).is_ok());
}

#[test]
fn a_valid_token_holds_its_payload() {
    let signed = |case: &Case| case.operation != "jwt-nested";
    for case in all()
        .valid()
        .only(move |case| signed(case) && case.token.is_some() && case.payload.is_some())
    {
        let part = case.token().split('.').nth(1);
        if case.unencoded {
            assert_ne!(part, Some(case.payload()).filter(|text| !text.is_empty()));
        } else {
            assert_eq!(part, Some(case.payload()), "{}", case.id);
        }
        assert_eq!(
            format!("{}.{}", case.signing_input(), case.signature()),
            case.token()
        );
    }
}

#[test]
fn classes_are_read_as_they_are_spelled() {
    let case = all().find(|case| case.id == "rfc7515-e-crit").unwrap();
    assert_eq!(case.class(), Some(Class::Crit));
}

#[test]
#[should_panic(expected = "no vector operation is called jws-verfy")]
fn a_misspelled_operation_does_not_pass_for_an_empty_one() {
    let _ = all().of("jws-verfy");
}

fn key(case: &Case) -> bool {
    case.key.is_some()
}
