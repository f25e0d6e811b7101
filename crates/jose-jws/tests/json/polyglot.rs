//! Texts that are made to be read differently by different readers (B64-15).

use jose_jws::{Compact, Flattened, General, Json, ParseError, ReadOptions, Require, Verifiers};

use crate::common::forge;
use crate::message::{
    HEADER, PAY, flattened, general, headers, refused, refused_with, signed, toy,
};

/// A compact token of the attacker's choice, and its first two parts.
fn tokens() -> [String; 3] {
    let token = forge(HEADER, r#"{"sub":"admin"}"#, &toy().secret(666));
    let (input, _) = token.rsplit_once('.').unwrap();
    [token.clone(), format!("{input}."), input.to_owned()]
}

/// Refused by every reader.
fn looks_compact(json: &str) {
    let error = refused(json);
    assert_eq!(
        (&error, error.code()),
        (&ParseError::LooksCompact, "jws/looks-compact"),
        "{json}"
    );
    let options = ReadOptions::new().allow_unprotected_alg();
    assert_eq!(refused_with(json, &options), error, "{json}");
    assert_eq!(Flattened::parse(json).unwrap_err(), error, "{json}");
    assert_eq!(General::parse(json).unwrap_err(), error, "{json}");
    let detached = Json::parse_detached(json, b"pay", &options);
    assert_eq!(detached.unwrap_err(), error, "{json}");
    assert!(Compact::parse(json).is_err(), "{json}");
}

/// Read as what it is, and confirmed as such.
fn is_json_only(json: &str) {
    let key = toy();
    let verified = Verifiers::of([&key]).json(json, Require::EveryKey);
    let verified = verified.unwrap_or_else(|error| panic!("{json}: {error}"));
    assert_eq!(verified.payload(), b"pay", "{json}");
    assert_eq!(headers(&verified), [HEADER], "{json}");
    assert_eq!(key.asked(), 1);
    assert!(Compact::parse(json).is_err(), "{json}");
}

/// What a message of either form has but for its first member.
fn rests() -> [String; 2] {
    let valid = signed(HEADER, &toy());
    [
        format!(r#""payload":"{PAY}",{valid}}}"#),
        format!(r#""signatures":[{{{valid}}}],"payload":"{PAY}"}}"#),
    ]
}

/// Messages that have this text where it comes first: before all that is base64url.
fn first(member: &str) -> [String; 4] {
    let [flattened, general] = rests();
    [
        format!("{{{member},{flattened}"),
        format!("{{{member},{general}"),
        format!("\r\n {{\t{member},{flattened}"),
        format!(r#"{{"":[{{"":""}},"",{{{member}}}],{flattened}"#),
    ]
}

#[test]
fn b64_15_a_token_in_the_name_of_a_member() {
    for token in tokens() {
        for name in [
            token.clone(),
            format!(" {token}"),
            // A reader that skips what is not base64url skips this.
            format!("{{}}:,'{token}"),
            format!("\\\"{token}"),
            token.replacen('.', "=.", 1),
            token.replacen('.', " .", 1),
            token.replacen('.', "==\\/+.", 1),
            token.replacen("eyJ", "ey J", 1),
            token.replacen("eyJ", "e\u{e9}yJ", 1),
            token.replacen("eyJ", "\u{1f511}e\u{ff21}yJ", 1),
            // Its last group is not whole for a reader that takes what it gets.
            token.replacen('.', "x.", 1),
            token.replacen('.', "xyz.", 1),
        ] {
            for member in [
                format!(r#""{name}":"""#),
                format!(r#""{name}":null"#),
                format!(r#""{name}":{{}}"#),
            ] {
                first(&member).iter().for_each(|json| looks_compact(json));
            }
        }
    }
}

// Its symbols may stand in names and values, one after the other, and its dot in a number.
#[test]
fn b64_15_a_token_in_other_places() {
    let [_, _, token] = tokens();
    let (header, _) = token.split_once('.').unwrap();
    for at in 1..header.len() {
        let (start, end) = header.split_at(at);
        for member in [
            format!(r#""{start}":"{end}.e30.""#),
            format!(r#""{start}":["{end}","."]"#),
            format!(r#""{start}":{{"{end}":["!."]}}"#),
            format!(r#""":["{start}","{end}.e30"]"#),
        ] {
            first(&member).iter().for_each(|json| looks_compact(json));
        }
    }
    for member in [
        format!(r#""":"{token}.""#),
        format!(r#""":{{"{token}.":0}}"#),
        format!(r#""":[["{token}."]]"#),
        // A number has the dot.
        format!(r#""{header}":1.5"#),
        format!(r#""{header}":[-0.0]"#),
    ] {
        first(&member).iter().for_each(|json| looks_compact(json));
    }
    // Before anything else is wrong with it.
    for rest in [
        r#""payload":".""#,
        r#""payload":7.5"#,
        r#""signatures":[],"header":{"a.":0}"#,
        r#""protected":"e30.","signature":"""#,
    ] {
        looks_compact(&format!(r#"{{"{header}":0,{rest}}}"#));
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
        // Not even all of it.
        "{\"a",
        " {\"",
        "{\"\0",
    ] {
        let encoded = jose_b64::encode(header);
        // A reader that takes other encodings, or a byte order mark.
        let utf16 = header.encode_utf16();
        let marked = format!("\u{feff}{header}")
            .encode_utf16()
            .collect::<Vec<_>>();
        let others = [
            format!("\u{feff}{header}").into_bytes(),
            utf16.clone().flat_map(u16::to_le_bytes).collect(),
            utf16.flat_map(u16::to_be_bytes).collect(),
            marked.iter().copied().flat_map(u16::to_le_bytes).collect(),
            marked.iter().copied().flat_map(u16::to_be_bytes).collect(),
            header
                .chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect(),
        ];
        for other in others.map(|octets: Vec<u8>| jose_b64::encode(octets)) {
            // Padded, so that the last group is whole.
            let member = format!("\"{other}AAA.e30.\":0");
            first(&member).iter().for_each(|json| looks_compact(json));
        }
        for name in [
            format!("{encoded}.e30."),
            format!("{encoded}A.e30."),
            format!("{encoded}."),
            format!("{encoded}_-."),
        ] {
            let member = format!("\"{name}\":0");
            first(&member).iter().for_each(|json| looks_compact(json));
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
        // An array, null and an object of no members.
        "W10.e30.",
        "WyJhIl0.e30.",
        "bnVsbA.e30.",
        "e30.e30.",
        "e30A.e30.",
        "e30",
        // Not one whole group of symbols.
        "eyI.",
        "ey.",
        // A brace, and what is no name of a member.
        "e2FiYw.",
        "ezph.",
        "x.eyJhbGciOiJub25lIn0",
        "\\u0000.",
    ] {
        let member = format!("\"{name}\":0");
        first(&member).iter().for_each(|json| is_json_only(json));
    }
}

// What splits the text at its dots does not undo escapes, and sees their letters.
#[test]
fn tokens_that_do_not_come_first_hide_nothing() {
    let [flattened, general] = rests();
    for token in tokens() {
        let (header, _) = token.split_once('.').unwrap();
        for name in [
            format!("\\n\\t{token}"),
            format!("\\u0020{token}"),
            token.replacen("eyJ", "\\u0065yJ", 1),
            format!(".{token}"),
            format!("x.{token}"),
            format!("x{token}"),
            format!("xxxx{token}"),
        ] {
            let member = format!("\"{name}\":0");
            first(&member).iter().for_each(|json| is_json_only(json));
        }
        for member in [
            format!(r#""a":"{token}""#),
            format!(r#""":".{token}""#),
            format!(r#""x":0.0,"{token}":0"#),
            format!(r#""true":"{token}""#),
            // No dot at all.
            format!(r#""{header}":0"#),
            format!(r#""{}":0"#, token.replace('.', "\\u002e")),
        ] {
            first(&member).iter().for_each(|json| is_json_only(json));
        }
        // An escaped dot is none, and the next one is.
        let member = format!(r#""{}":".""#, token.replace('.', "\\u002e"));
        first(&member).iter().for_each(|json| looks_compact(json));
        // Behind the members of the message, which are base64url for such a reader.
        for rest in [&flattened, &general] {
            let rest = rest.strip_suffix('}').unwrap();
            is_json_only(&format!(r#"{{{rest},"{token}":""}}"#));
            is_json_only(&format!(r#"{{{rest},"":" {token}"}}"#));
        }
        let valid = signed(HEADER, &toy());
        is_json_only(&format!(r#"{{"payload":"{PAY}","{token}":"",{valid}}}"#));
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
