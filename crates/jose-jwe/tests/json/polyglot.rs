//! Texts that are made to be read differently by different readers (B64-15).

use jose_jwe::ParseError;

use crate::common::{PLAIN, TOY, Toy, decrypter, read, refused};
use crate::whole;

#[test]
fn b64_15_a_token_in_a_message() {
    let toy = Toy::new(TOY);
    let sealed = whole();
    let token = sealed.compact(&toy.clone().secret(1));
    let json = sealed.flattened(&toy);
    let general = sealed.general(&[format!(r#"{{"encrypted_key":"{}"}}"#, sealed.key_for(&toy))]);
    for json in [&json, &general] {
        assert_eq!(read(&decrypter(toy.clone()), json).plaintext(), PLAIN);
        for member in [
            format!(r#""{token}":"""#),
            format!(r#"" {token}":1"#),
            format!(r#""":"{token}""#),
            format!(r#""":["{token}"]"#),
            format!(r#""{}":"""#, token.replacen('.', "=.", 1)),
            format!(r#""{}":1.5"#, sealed.protected),
        ] {
            let both = json.replacen('{', &format!("{{{member},"), 1);
            let error = refused(&both);
            assert_eq!(
                (&error, error.code()),
                (&ParseError::LooksCompact, "jwe/looks-compact"),
                "{both}"
            );
            // Nor is it a compact one.
            let error = decrypter(toy.clone()).decrypt(&both).unwrap_err();
            assert_eq!(error.code(), "jwe/json-not-compact");
        }
    }
}

#[test]
fn b64_15_dots_that_are_only_dots() {
    let toy = Toy::new(TOY);
    let json = whole().flattened(&toy);
    for member in [
        r#""url":"https://example.com/a.b""#,
        r#""version":1.5"#,
        r#""a.b.c.d.e":"""#,
        r#""":"....""#,
    ] {
        let with = json.replacen('{', &format!("{{{member},"), 1);
        assert_eq!(
            read(&decrypter(toy.clone()), &with).plaintext(),
            PLAIN,
            "{with}"
        );
    }
}
