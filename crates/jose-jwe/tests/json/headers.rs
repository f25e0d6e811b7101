//! Which parameter may stand in which header (RFC 7516, sections 4 and 7.2.1; RFC 7520, sections 5.11 to 5.13): ALG-16,
//! HDR-13, HDR-16, HDR-18, JWE-09, ECE-06, GCM-03.

use jose_jwe::{Decrypted, Decrypter, Enc, ParseError};

use crate::common::{PLAIN, Sealed, TOY, Toy, decrypter, read, refused, refused_with};
use crate::{forms, recipient, sealed, whole};

const KEY_PARAMETERS: [(&str, &str); 8] = [
    ("alg", r#""X-TOY""#),
    ("epk", "{}"),
    ("apu", r#""AAAA""#),
    ("apv", r#""AAAA""#),
    ("iv", r#""AAAA""#),
    ("tag", r#""AAAA""#),
    ("p2s", r#""AAAAAAAAAAA""#),
    ("p2c", "1000"),
];

fn key(sealed: &Sealed) -> String {
    format!(r#""encrypted_key":"{}""#, sealed.key_for(&Toy::new(TOY)))
}

/// In the flattened and the general form: what is shared, and what the recipient has.
fn with(sealed: &Sealed, shared: &str, own: &str) -> [String; 2] {
    forms(sealed, own).map(|json| {
        let unprotected = format!(r#"{{"unprotected":{{{shared}}},"#);
        json.replacen('{', &unprotected, 1)
    })
}

#[track_caller]
fn reads(decrypter: &Decrypter<'_>, json: &str) -> Decrypted {
    let seen = read(decrypter, json);
    assert_eq!(
        (seen.plaintext(), seen.alg(), seen.enc()),
        (PLAIN, TOY, Enc::A128GCM)
    );
    seen
}

// HDR-16, GCM-03, ECE-06: in the recipient's own header they may stand, in the shared one only where it is allowed.
#[test]
fn hdr_16_what_finds_the_key_is_not_shared() {
    let toy = Toy::new(TOY);
    for (name, value) in KEY_PARAMETERS {
        let member = format!(r#""{name}":{value}"#);
        // Its own header.
        let sealed = sealed();
        let own = if name == "alg" {
            String::new()
        } else {
            member.clone()
        };
        for json in forms(&sealed, &recipient(&sealed, &own)) {
            reads(&decrypter(toy.clone()), &json);
        }
        // The protected header.
        let all = format!(r#"{{"alg":"X-TOY","enc":"A128GCM","{name}":{value}}}"#);
        let all = all.replacen(
            r#""alg":"X-TOY","enc":"A128GCM","alg":"#,
            r#""enc":"A128GCM","alg":"#,
            1,
        );
        let protected = Sealed::new(all);
        for json in forms(&protected, &key(&protected)) {
            reads(&decrypter(toy.clone()), &json);
        }
        // The shared header.
        let (sealed, own) = match name {
            "alg" => (sealed.clone(), key(&sealed)),
            _ => (whole(), key(&whole())),
        };
        for json in with(&sealed, &member, &own) {
            let name = KEY_PARAMETERS.iter().find(|one| one.0 == name).unwrap().0;
            let error = refused(&json);
            assert_eq!(
                (&error, error.code()),
                (
                    &ParseError::MustBeProtected { name },
                    "jwe/must-be-protected"
                )
            );
            let other = decrypter(toy.clone()).allow_unprotected_enc();
            let error = refused_with(&other, &toy, &json);
            assert_eq!(error.code(), "jwe/must-be-protected");
            let allows = decrypter(toy.clone()).allow_shared_key_parameters();
            reads(&allows, &json);
        }
    }
}

// JWE-09
#[test]
fn jwe_09_enc_is_protected() {
    let toy = Toy::new(TOY);
    let enc = r#""enc":"A128GCM""#;
    for protected in [r#"{"x":1}"#, ""] {
        let sealed = Sealed::with(Enc::A128GCM, &jose_b64::encode(protected), None, PLAIN);
        let own = forms(&sealed, &recipient(&sealed, enc));
        let shared = with(&sealed, enc, &recipient(&sealed, ""));
        for json in own.iter().chain(&shared) {
            assert_eq!(refused(json), ParseError::MustBeProtected { name: "enc" });
            let other = decrypter(toy.clone()).allow_shared_key_parameters();
            let error = refused_with(&other, &toy, json);
            assert_eq!(error.code(), "jwe/must-be-protected");
            let allows = decrypter(toy.clone()).allow_unprotected_enc();
            reads(&allows, json);
        }
    }
}

// JWE-09: each recipient has the same one, or none has any.
#[test]
fn jwe_09_an_enc_for_each_recipient() {
    let toy = Toy::new(TOY);
    let sealed = Sealed::with(Enc::A128GCM, "", None, PLAIN);
    let element = |enc: &str| format!("{{{}}}", recipient(&sealed, enc));
    let (gcm, cbc, none) = (
        element(r#""enc":"A128GCM""#),
        element(r#""enc":"A128CBC-HS256""#),
        element(r#""x":1"#),
    );
    let allows = decrypter(toy.clone()).allow_unprotected_enc();
    for list in [[&gcm, &cbc], [&cbc, &gcm], [&gcm, &none], [&none, &gcm]] {
        let error = refused_with(&allows, &toy, &sealed.general(&list));
        assert_eq!(error.code(), "jwe/mixed-enc");
    }
    assert_eq!(
        reads(&allows, &sealed.general(&[&gcm, &gcm])).plaintext(),
        PLAIN
    );
    let error = refused_with(&allows, &toy, &sealed.general(&[&none, &none]));
    assert_eq!(error.code(), "jwe/missing-enc");
}

// ALG-16: what the protected header says is not overruled by another: they cannot both say it.
#[test]
fn alg_16_hdr_13_a_name_stands_in_one_header() {
    let toy = Toy::new(TOY);
    let lenient = decrypter(toy.clone());
    let lenient = lenient
        .allow_unprotected_enc()
        .allow_shared_key_parameters();
    let protected = r#"{"alg":"X-TOY","enc":"A128GCM","kid":"one","x":1,"\u0079":1}"#;
    let sealed = Sealed::new(protected);
    let key = key(&sealed);
    for (member, shown) in [
        (r#""alg":"dir""#, "alg"),
        (r#""alg":"X-TOY""#, "alg"),
        (r#""\u0061lg":"X-TOY""#, "alg"),
        (r#""enc":"A256GCM""#, "enc"),
        (r#""enc":"A128GCM""#, "enc"),
        (r#""kid":"one""#, "kid"),
        (r#""x":1"#, "x"),
        (r#""x":null"#, "x"),
        (r#""\u0078":2"#, "x"),
        (r#""y":2"#, "y"),
    ] {
        let own = format!(r#""header":{{{member}}},{key}"#);
        let in_own = forms(&sealed, &own);
        let in_shared = with(&sealed, member, &key);
        for json in in_own.iter().chain(&in_shared) {
            let error = refused_with(&lenient, &toy, json);
            assert_eq!(error.code(), "jwe/in-two-headers", "{json}");
            assert_eq!(error.to_string(), format!("{shown} stands in two headers"));
        }
    }
    // Shared and own; in any recipient.
    let sealed = crate::sealed();
    for member in [r#""x":1"#, r#""kid":"a""#, r#""\u0078":1"#] {
        let own = recipient(&sealed, &member.replace("\\u0078", "x"));
        for json in with(&sealed, member, &own) {
            assert_eq!(refused(&json).code(), "jwe/in-two-headers");
        }
    }
    let plain = format!("{{{}}}", recipient(&sealed, ""));
    let twice = format!("{{{}}}", recipient(&sealed, r#""enc":"A128GCM""#));
    for list in [[&plain, &twice], [&twice, &plain]] {
        let json = sealed.general(&list);
        assert_eq!(
            refused_with(&lenient, &toy, &json).code(),
            "jwe/in-two-headers"
        );
    }
    // Recipients do not read each other's headers.
    let (one, two) = (
        recipient(&sealed, r#""x":1"#),
        recipient(&sealed, r#""x":2"#),
    );
    let json = sealed.general(&[format!("{{{one}}}"), format!("{{{two}}}")]);
    reads(&decrypter(toy), &json);
}

// HDR-04, HDR-09, HDR-10, HDR-17: unprotected headers are headers.
#[test]
fn hdr_17_unprotected_headers_obey_the_rules() {
    let sealed = sealed();
    for (members, code) in [
        (r#""x":1,"x":2"#, "header/json"),
        (r#""x":1,"\u0078":2"#, "header/json"),
        (r#""kid":7"#, "header/wrong-type"),
        (r#""typ":null"#, "header/wrong-type"),
        (r#""jwk":"x""#, "header/wrong-type"),
        (r#""epk":"x""#, "jwe/parameter"),
        (r#""p2s":"AAAA""#, "jwe/parameter"),
        (r#""p2c":"1000""#, "jwe/parameter"),
        (r#""p2c":999"#, "jwe/iterations"),
        (r#""p2c":1200001"#, "jwe/iterations"),
        (r#""p2c":1e400"#, "jwe/iterations"),
        (r#""apu":"A""#, "jwe/parameter"),
        (r#""crit":["x"],"x":1"#, "jwe/must-be-protected"),
    ] {
        for json in forms(&sealed, &recipient(&sealed, members)) {
            assert_eq!(refused(&json).code(), code, "{members}");
        }
        for json in with(&sealed, members, &recipient(&sealed, "")) {
            let codes = [code, "jwe/must-be-protected"];
            assert!(codes.contains(&refused(&json).code()), "{members}");
        }
    }
    let deep = |levels: usize| format!(r#""x":{}{}"#, "[".repeat(levels), "]".repeat(levels));
    for json in forms(&sealed, &recipient(&sealed, &deep(7))) {
        reads(&decrypter(Toy::new(TOY)), &json);
    }
    for json in forms(&sealed, &recipient(&sealed, &deep(8))) {
        assert!(["header/json", "jwe/json"].contains(&refused(&json).code()));
    }
    let long = format!(r#""x":"{}""#, "x".repeat(17_000));
    for json in forms(&sealed, &recipient(&sealed, &long)) {
        assert_eq!(refused(&json).code(), "header/json");
    }
}

// ALG-03, ALG-05, ALG-06, ALG-20: in whichever header it stands.
#[test]
fn alg_05_refused_names_in_a_header_of_its_own() {
    let sealed = sealed();
    let key = key(&sealed);
    for (alg, code) in [
        (r#""none""#, "jwe/alg-refused"),
        (r#""None""#, "jwe/alg-refused"),
        (r#""A128CBC""#, "jwe/alg-refused"),
        (r#""""#, "jwe/alg-refused"),
        ("null", "header/wrong-type"),
        ("7", "header/wrong-type"),
        (r#"["X-TOY"]"#, "header/wrong-type"),
    ] {
        let own = format!(r#""header":{{"alg":{alg}}},{key}"#);
        for json in forms(&sealed, &own) {
            assert_eq!(refused(&json).code(), code);
        }
        // As one of several.
        let good = format!("{{{}}}", recipient(&sealed, ""));
        let bad = format!("{{{own}}}");
        for list in [[&good, &bad], [&bad, &good]] {
            assert_eq!(refused(&sealed.general(&list)).code(), code);
        }
        let toy = Toy::new(TOY);
        let allows = decrypter(toy.clone()).allow_shared_key_parameters();
        for json in with(&sealed, &format!(r#""alg":{alg}"#), &key) {
            assert_eq!(refused_with(&allows, &toy, &json).code(), code);
        }
    }
    let silent = format!(r#""header":{{"x":1}},{key}"#);
    for json in forms(&sealed, &silent) {
        assert_eq!(refused(&json), ParseError::MissingAlg);
    }
}

// HDR-18, HDR-22, HDR-27: what nobody knows is ignored, and a key that nobody vouches for is none.
#[test]
fn hdr_18_unknown_names_are_ignored() {
    let toy = Toy::new(TOY);
    let sealed = sealed();
    let members = r#""nonce":"n","url":"u","jwk":{"kty":"oct","k":"AAAA"},"jku":"http://localhost/","x5u":"x","x5c":["AA=="]"#;
    for json in forms(&sealed, &recipient(&sealed, members)) {
        let decrypter = decrypter(toy.clone());
        let encrypted = decrypter.open_json(&json).unwrap();
        let hint = encrypted.hint();
        assert_eq!(
            (hint.jku(), hint.x5u(), hint.x5c().is_none()),
            (None, None, true)
        );
        assert_eq!(hint.untrusted_jwk(), Ok(None));
        assert_eq!(encrypted.decrypt().unwrap().plaintext(), PLAIN);
    }
    for json in with(&sealed, members, &recipient(&sealed, "")) {
        reads(&decrypter(toy.clone()), &json);
    }
}
