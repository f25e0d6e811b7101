//! The members of the object and their types (RFC 7516, sections 7.2.1 and 7.2.2): JWE-06 to JWE-08, JWE-11, JWE-12,
//! JSN-09 to JSN-12.

use jose_b64::{Kind, ObjectError};
use jose_jwe::{Limits, ParseError, Part};

use crate::common::{PLAIN, TOY, Toy, decrypter, read, refused, refused_with};
use crate::{forms, recipient, sealed, whole};

#[test]
fn what_is_right_is_read() {
    let toy = Toy::new(TOY);
    let (sealed, whole) = (sealed(), whole());
    let key = format!(r#""encrypted_key":"{}""#, whole.key_for(&toy));
    let messages = forms(&sealed, &recipient(&sealed, "")).into_iter();
    for json in messages.chain(forms(&whole, &key)) {
        let seen = read(&decrypter(toy.clone()), &json);
        assert_eq!((seen.plaintext(), seen.alg()), (PLAIN, TOY));
        // As octets, and with white space around.
        let decrypter = decrypter(toy.clone());
        let spaced = format!(" \r\n\t{} \n", json.replace(',', " ,\n"));
        let seen = decrypter.decrypt_json(spaced.as_bytes()).unwrap();
        assert_eq!(seen.plaintext(), PLAIN);
    }
    // With a recipient's header of its own and one of all.
    let json = sealed.json(&format!(
        r#""unprotected":{{"x":1}},{}"#,
        recipient(&sealed, r#""y":2"#)
    ));
    let seen = read(&decrypter(toy), &json);
    assert_eq!(seen.shared_header().unwrap().json(), r#"{"x":1}"#);
    assert_eq!(
        seen.recipient_header().unwrap().json(),
        r#"{"alg":"X-TOY","y":2}"#
    );
}

// JSN-10: unknown members are ignored, wherever they stand.
#[test]
fn jsn_10_unknown_members() {
    let toy = Toy::new(TOY);
    let sealed = sealed();
    let known = recipient(&sealed, "");
    for more in [
        r#""x":1"#,
        r#""signature":"AAAA","payload":"AAAA""#,
        r#""Protected":"!","IV":7,"__proto__":{"tag":""}"#,
        r#""":[[{}]]"#,
        r#""signatures":[]"#,
    ] {
        for json in [
            sealed.json(&format!("{more},{known}")),
            sealed.json(&format!("{known},{more}")),
            sealed.general(&[format!("{{{more},{known}}}")]),
            sealed.json(&format!(r#"{more},"recipients":[{{{known}}}]"#)),
        ] {
            assert_eq!(read(&decrypter(toy.clone()), &json).plaintext(), PLAIN);
        }
    }
}

// JSN-09: twice at the top, or in a recipient, escaped or not.
#[test]
fn jsn_09_members_that_stand_twice() {
    let sealed = sealed();
    let known = recipient(&sealed, "");
    let all = sealed.json(&known);
    for name in [
        "protected",
        "iv",
        "ciphertext",
        "tag",
        "header",
        "encrypted_key",
    ] {
        let escaped = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
        for name in [name, &escaped] {
            for member in [format!(r#""{name}":"AAAA""#), format!(r#""{name}":null"#)] {
                for json in [
                    all.replacen('{', &format!("{{{member},"), 1),
                    format!("{},{member}}}", &all[..all.len().saturating_sub(1)]),
                ] {
                    let error = refused(&json);
                    assert!(
                        matches!(error, ParseError::Json(ObjectError::RepeatedName { .. })),
                        "{error:?} {json}"
                    );
                }
            }
        }
    }
    for member in [
        r#""encrypted_key":"AAAA""#,
        r#""header":{}"#,
        r#""\u0068eader":{}"#,
    ] {
        let json = sealed.general(&[format!("{{{member},{known}}}")]);
        assert_eq!(refused(&json).code(), "jwe/json");
    }
    for list in ["[]", "[{}]", "null"] {
        let json = sealed.json(&format!(
            r#""recipients":{list},"recipients":[{{{known}}}]"#
        ));
        assert_eq!(refused(&json).code(), "jwe/json");
    }
}

// JSN-08 of JWE: of another type, or null.
#[test]
fn members_have_their_types() {
    let toy = Toy::new(TOY);
    let sealed = sealed();
    let known = recipient(&sealed, "");
    let values = [
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("7", Kind::Number),
        (r#""AAAA""#, Kind::String),
        ("[]", Kind::Array),
        (r#"{"x":1}"#, Kind::Object),
    ];
    let json = sealed.json(&format!(r#""aad":"AAAA","unprotected":{{"y":1}},{known}"#));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    for (name, expected) in [
        ("protected", Kind::String),
        ("unprotected", Kind::Object),
        ("header", Kind::Object),
        ("encrypted_key", Kind::String),
        ("aad", Kind::String),
        ("iv", Kind::String),
        ("ciphertext", Kind::String),
        ("tag", Kind::String),
    ] {
        for (value, found) in values {
            if found == expected {
                continue;
            }
            let mut other = json.clone();
            other[name] = serde_json::from_str(value).unwrap();
            let wrong = ParseError::MemberType {
                name,
                expected,
                found,
            };
            assert_eq!(refused(&other.to_string()), wrong);
            // In an element, too.
            if ["header", "encrypted_key"].contains(&name) {
                let (header, key) = (&other["header"], &other["encrypted_key"]);
                let element = format!(r#"{{"header":{header},"encrypted_key":{key}}}"#);
                assert_eq!(refused(&sealed.general(&[element])), wrong);
            }
        }
    }
    for (value, found) in values {
        if found != Kind::Array {
            let json = sealed.json(&format!(r#""recipients":{value}"#));
            let (name, expected) = ("recipients", Kind::Array);
            assert_eq!(
                refused(&json),
                ParseError::MemberType {
                    name,
                    expected,
                    found
                }
            );
        }
        if found != Kind::Object {
            let good = format!("{{{known}}}");
            for list in [vec![value], vec![&*good, value], vec![value, &*good]] {
                let error = refused(&sealed.general(&list));
                let (name, expected) = ("recipients", Kind::Object);
                assert_eq!(
                    error,
                    ParseError::MemberType {
                        name,
                        expected,
                        found
                    }
                );
            }
        }
    }
    assert_eq!(toy.asked(), 0);
}

#[test]
fn members_that_are_missing() {
    let sealed = sealed();
    let json: serde_json::Value =
        serde_json::from_str(&sealed.json(&recipient(&sealed, ""))).unwrap();
    for (name, code) in [
        ("ciphertext", "jwe/missing-member"),
        ("iv", "jwe/length"),
        ("tag", "jwe/length"),
        ("header", "jwe/missing-alg"),
        ("protected", "jwe/missing-enc"),
    ] {
        let toy = Toy::new(TOY);
        let mut other = json.clone();
        other.as_object_mut().unwrap().remove(name);
        let error = refused_with(&decrypter(toy.clone()), &toy, &other.to_string());
        assert_eq!(error.code(), code, "{name}");
    }
    for text in [
        "{}",
        r#"{"ciphertext":""}"#,
        r#"{"iv":"","ciphertext":"","tag":""}"#,
    ] {
        assert_eq!(refused(text), ParseError::NoHeader);
    }
}

// JWE-07
#[test]
fn jwe_07_both_forms_in_one() {
    let sealed = sealed();
    let known = recipient(&sealed, "");
    for more in [
        known.clone(),
        r#""header":{"alg":"X-TOY"}"#.into(),
        r#""header":{"x":1}"#.into(),
        r#""header":{}"#.into(),
        r#""header":null"#.into(),
        r#""encrypted_key":"AAAA""#.into(),
        r#""encrypted_key":"""#.into(),
        r#""encrypted_key":null"#.into(),
    ] {
        for list in [
            format!("[{{{known}}}]"),
            "[{}]".into(),
            "[]".into(),
            "null".into(),
        ] {
            for json in [
                sealed.json(&format!(r#""recipients":{list},{more}"#)),
                sealed.json(&format!(r#"{more},"recipients":{list}"#)),
            ] {
                let error = refused(&json);
                assert_eq!(
                    (&error, error.code()),
                    (&ParseError::MixedForms, "jwe/mixed-forms")
                );
            }
        }
    }
}

// JWE-06
#[test]
fn jwe_06_no_recipient() {
    for sealed in [sealed(), whole()] {
        let error = refused(&sealed.json(r#""recipients":[]"#));
        assert_eq!(
            (&error, error.code()),
            (&ParseError::NoRecipients, "jwe/no-recipients")
        );
        let error = refused(&sealed.json(r#""recipients":[ ]"#));
        assert_eq!(error, ParseError::NoRecipients);
    }
    // Nobody says which algorithm.
    let nobody = format!("{{{}}}", sealed().members());
    assert_eq!(refused(&nobody), ParseError::MissingAlg);
    assert_eq!(refused(&sealed().general(&["{}"])), ParseError::MissingAlg);
}

// JWE-08
#[test]
fn jwe_08_the_number_of_recipients() {
    let toy = Toy::new(TOY);
    let sealed = sealed();
    let element = format!("{{{}}}", recipient(&sealed, ""));
    let list = |count: usize| sealed.general(&vec![&element; count]);
    assert_eq!(read(&decrypter(toy.clone()), &list(16)).plaintext(), PLAIN);
    for count in [17, 18, 1_000] {
        let error = refused(&list(count));
        assert_eq!(
            (&error, error.code()),
            (
                &ParseError::TooManyRecipients { max: 16 },
                "jwe/too-many-recipients"
            )
        );
    }
    for (max, count, is_read) in [
        (2, 2, true),
        (2, 3, false),
        (0, 1, false),
        (usize::MAX, 16, true),
    ] {
        let limits = Limits::with(|limits| limits.recipients = max);
        let decrypter = decrypter(toy.clone()).limits(limits);
        assert_eq!(decrypter.open_json(&list(count)).is_ok(), is_read);
    }
}

// JWE-11
#[test]
fn jwe_11_aad() {
    let known = recipient(&sealed(), "");
    let protected = jose_b64::encode(r#"{"enc":"A128GCM"}"#);
    let toy = Toy::new(TOY);
    for aad in [b"x".as_slice(), b"xy", &[0; 3], &[0xff; 1_000]] {
        let sealed =
            crate::common::Sealed::with(jose_jwe::Enc::A128GCM, &protected, Some(aad), PLAIN);
        for json in forms(&sealed, &known) {
            let seen = read(&decrypter(toy.clone()), &json);
            assert_eq!((seen.plaintext(), seen.aad()), (PLAIN, Some(aad)));
        }
    }
    // Empty, it must be absent, whatever was authenticated.
    let empty = crate::common::Sealed::with(jose_jwe::Enc::A128GCM, &protected, Some(b""), PLAIN);
    for json in forms(&empty, &known) {
        let error = refused(&json);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::EmptyPart(Part::Aad), "jwe/empty-part")
        );
    }
    let sealed = sealed();
    for (aad, code) in [
        (r#""""#, "jwe/empty-part"),
        (r#""=""#, "jwe/base64"),
        (r#""A""#, "jwe/base64"),
        (r#""AB""#, "jwe/base64"),
        (r#""AA AA""#, "jwe/base64"),
        (r#""{}""#, "jwe/base64"),
    ] {
        for json in forms(&sealed, &known) {
            let json = json.replacen('{', &format!(r#"{{"aad":{aad},"#), 1);
            assert_eq!(refused(&json).code(), code, "{aad}");
        }
    }
}

// JWE-12: it counts like the rest of the message.
#[test]
fn jwe_12_aad_over_the_limit() {
    let aad = "A".repeat(1 << 20);
    let sealed = sealed();
    let json = sealed.json(&format!(r#""aad":"{aad}",{}"#, recipient(&sealed, "")));
    assert_eq!(refused(&json).code(), "jwe/token-too-long");
}

// HDR-15: a header that says nothing must be absent.
#[test]
fn hdr_15_headers_that_say_nothing() {
    let sealed = sealed();
    let known = recipient(&sealed, "");
    let error = ParseError::EmptyPart(Part::Header);
    let unprotected = sealed.json(&format!(r#""unprotected":{{}},{known}"#));
    assert_eq!(refused(&unprotected), error);
    let whole = whole();
    let key = format!(
        r#""header":{{ }},"encrypted_key":"{}""#,
        whole.key_for(&Toy::new(TOY))
    );
    for json in forms(&whole, &key) {
        assert_eq!(refused(&json), error);
    }
    for protected in ["", "e30", "eyB9"] {
        let json = format!(
            r#"{{"protected":"{protected}","iv":"AAAAAAAAAAAAAAAA","ciphertext":"","tag":"AAAAAAAAAAAAAAAAAAAAAA",{known}}}"#
        );
        assert_eq!(refused(&json), error, "{protected}");
    }
}

// JSN-12, B64-03 to B64-09: every part is strict base64url.
#[test]
fn jsn_12_parts_that_are_not_base64url() {
    let sealed = sealed();
    let json = format!(r#""aad":"AAAA",{}"#, recipient(&sealed, ""));
    let json: serde_json::Value = serde_json::from_str(&sealed.json(&json)).unwrap();
    for (name, part) in [
        ("protected", Part::Header),
        ("encrypted_key", Part::EncryptedKey),
        ("aad", Part::Aad),
        ("iv", Part::Iv),
        ("ciphertext", Part::Ciphertext),
        ("tag", Part::Tag),
    ] {
        let text = json[name].as_str().unwrap();
        for wrong in [
            format!("{text}="),
            format!("{text}=="),
            format!(" {text}"),
            format!("{text}\n"),
            format!("{}+{}", &text[..2], &text[3..]),
            format!("{}.{}", &text[..2], &text[3..]),
            format!("{}\0{}", &text[..2], &text[3..]),
            format!("{}\u{e9}{}", &text[..1], &text[3..]),
            "A".into(),
            "AB".into(),
        ] {
            let mut other = json.clone();
            other[name] = wrong.clone().into();
            let toy = Toy::new(TOY);
            let error = refused_with(&decrypter(toy.clone()), &toy, &other.to_string());
            let jose_jwe::DecryptError::Parse(ParseError::Base64 { part: found, .. }) = error
            else {
                panic!("{name} {wrong:?}: {error:?}")
            };
            assert_eq!(found, part);
        }
    }
    // The text of a member may be written with escapes: it is the same text.
    let toy = Toy::new(TOY);
    let escaped = sealed.flattened(&toy);
    let header = &sealed.protected[1..];
    let escaped = escaped.replacen(&sealed.protected, &format!("\\u0065{header}"), 1);
    let own = escaped.replacen('{', r#"{"header":{"alg":"X-TOY"},"#, 1);
    assert_eq!(read(&decrypter(toy), &own).plaintext(), PLAIN);
}
