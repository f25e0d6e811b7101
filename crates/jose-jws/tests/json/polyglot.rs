//! Texts that are made to be read differently by different readers (B64-15).

use jose_jws::{Compact, Flattened, General, Json, ParseError, Require, Verifiers};

use crate::common::forge;
use crate::message::{HEADER, PAY, flattened, general, refused, signature_accepted, signed, toy};

/// A compact token of the attacker's choice, and its first two parts.
fn tokens() -> [String; 3] {
    let token = forge(HEADER, r#"{"sub":"admin"}"#, &toy().secret(666));
    let (input, _) = token.rsplit_once('.').unwrap();
    [token.clone(), format!("{input}."), input.to_owned()]
}

fn token_as_name(json: &str) {
    let error = refused(json);
    assert_eq!(
        (&error, error.code()),
        (&ParseError::LooksCompact, "jws/looks-compact"),
        "{json}"
    );
    assert_eq!(Flattened::parse(json).unwrap_err(), error, "{json}");
    assert_eq!(General::parse(json).unwrap_err(), error, "{json}");
    assert!(Compact::parse(json).is_err(), "{json}");
}

#[test]
fn b64_15_a_token_in_the_name_of_a_member() {
    let valid = signed(HEADER, &toy());
    for token in tokens() {
        for name in [
            token.clone(),
            format!(" {token}"),
            format!(" \\n\\t{token}"),
            format!("\\u0020{token}"),
            // A reader that skips what is not base64url skips this.
            format!("{{}}:,'{token}"),
            format!("\\\"{token}"),
            token.replacen('.', "=.", 1),
            token.replacen('.', " .", 1),
            token.replacen("eyJ", "ey J", 1),
            token.replacen("eyJ", "\\u0065yJ", 1),
            token.replacen('.', "\\u002e", 1),
            token.replacen("eyJ", "e\u{e9}yJ", 1),
        ] {
            for member in [
                format!(r#""{name}":"""#),
                format!(r#""{name}":null"#),
                format!(r#""{name}":{{}}"#),
            ] {
                let list = format!(r#""signatures":[{{{valid}}}]"#);
                for rest in [&valid, &list] {
                    token_as_name(&format!(r#"{{{member},"payload":"{PAY}",{rest}}}"#));
                    token_as_name(&format!(r#"{{"payload":"{PAY}",{member},{rest}}}"#));
                    token_as_name(&format!(r#"{{"payload":"{PAY}",{rest},{member}}}"#));
                }
            }
        }
    }
}

// Headers that begin in other ways: white space, other lengths of the last group.
#[test]
fn b64_15_every_beginning_of_a_header() {
    for header in [
        HEADER,
        " {\"alg\":\"X-TOY\"}",
        "\n\t{ \n\"alg\":\"none\"}",
        "{\r\n\"alg\":\"none\" }",
        "{\"\":0}",
        "{\"alg\":\"none\"}  ",
        "{\"alg\":\"none\"} ",
        "{\"a",
    ] {
        let encoded = jose_b64::encode(header);
        let valid = signed(HEADER, &toy());
        for name in [
            format!("{encoded}.e30."),
            format!("{encoded}A.e30."),
            format!("{encoded}."),
        ] {
            token_as_name(&flattened(&format!("\"{name}\":0,{valid}")));
        }
    }
}

#[test]
fn names_with_dots_that_hide_nothing() {
    for name in [
        ".",
        "..",
        "a.b.c",
        "org.example.name",
        "http://example.com/is_root",
        "https://example.com/eyJhbGciOiJub25lIn0",
        "eyJhbGciOiJub25lIn0",
        "W10.e30.",
        "bnVsbA.e30.",
        "e30.e30.",
        "e30",
        "x.eyJhbGciOiJub25lIn0",
        "\\u0000.",
    ] {
        let members = format!("\"{name}\":0,{}", signed(HEADER, &toy()));
        assert_eq!(signature_accepted(&members).payload(), b"pay", "{name}");
    }
}

// What is confirmed is never what the other reader would have seen.
#[test]
fn b64_15_nothing_of_such_a_text_is_confirmed() {
    let key = toy();
    let keys = Verifiers::of([&key]);
    let [token, input, _] = tokens();
    let valid = signed(HEADER, &key);
    for json in [
        format!(r#"{{" {input}":"","payload":"{PAY}",{valid}}}"#),
        format!(r#"{{"{token}":0,"payload":"{PAY}","signatures":[{{{valid}}}]}}"#),
        format!("{token}{}", flattened(&valid)),
        format!("{}{token}", flattened(&valid)),
        format!("{}.{token}", flattened(&valid)),
        general(&[&valid]).replace("[{", &format!("[{token},{{")),
    ] {
        for require in [Require::AnyKey, Require::EveryKey] {
            assert!(keys.json(&json, require).is_err(), "{json}");
        }
        assert!(Compact::parse(&json).is_err());
        assert!(Json::parse(&json).is_err());
    }
    assert_eq!(key.asked(), 0);
}
