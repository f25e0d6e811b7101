//! Which of the serializations a text is (RFC 7515, section 7): JSN-03, JSN-11.

use jose_b64::{Kind, ObjectError};
use jose_jws::{Compact, Flattened, General, ParseError, ReadOptions};

use crate::common::forge;
use crate::message::{HEADER, PAY, flattened, general, missing, refused, signed, sum, toy};

#[test]
fn jsn_03_members_of_both_forms() {
    let valid = signed(HEADER, &toy());
    let protected = jose_b64::encode(HEADER);
    let signature = sum(&protected, PAY, &toy());
    for member in [
        valid.clone(),
        format!(r#""signature":"{signature}""#),
        r#""signature":null"#.into(),
        r#""signature":"""#.into(),
        r#""\u0073ignature":"""#.into(),
        format!(r#""protected":"{protected}""#),
        r#""protected":null"#.into(),
        r#""header":{"kid":"a"}"#.into(),
        r#""header":{}"#.into(),
        r#""header":null"#.into(),
    ] {
        for list in [format!("[{{{valid}}}]"), "[]".into(), "null".into()] {
            for json in [
                format!(r#"{{"payload":"{PAY}","signatures":{list},{member}}}"#),
                format!(r#"{{{member},"payload":"{PAY}","signatures":{list}}}"#),
                format!(r#"{{{member},"payload":"{PAY}","\u0073ignatures":{list}}}"#),
            ] {
                let error = refused(&json);
                assert_eq!(
                    (&error, error.code()),
                    (&ParseError::MixedForms, "jws/mixed-forms"),
                    "{json}"
                );
                assert_eq!(Flattened::parse(&json).unwrap_err(), ParseError::MixedForms);
                assert_eq!(General::parse(&json).unwrap_err(), ParseError::MixedForms);
            }
        }
    }
}

#[test]
fn each_form_has_its_own_reader() {
    let members = signed(HEADER, &toy());
    let (one, list) = (flattened(&members), general(&[&members]));
    assert!(General::parse(&list).is_ok() && Flattened::parse(&one).is_ok());
    let options = ReadOptions::new();
    let refusal = |json: &str| {
        let general = General::parse_with(json, &options).unwrap_err();
        assert_eq!(General::parse(json).unwrap_err(), general, "{json}");
        let detached = General::parse_detached(json, b"pay", &options).unwrap_err();
        assert_eq!(detached, general, "{json}");
        general
    };
    // One member of the other form is enough, whatever it holds.
    let protected = jose_b64::encode(HEADER);
    for json in [
        one,
        format!("{{{members}}}"),
        format!(r#"{{"payload":"{PAY}","protected":"{protected}"}}"#),
        format!(r#"{{"payload":"{PAY}","signature":null}}"#),
        format!(r#"{{"payload":"{PAY}","header":{{}}}}"#),
        r#"{"\u0068eader":7}"#.into(),
    ] {
        let error = refusal(&json);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::NotGeneral, "jws/not-general"),
            "{json}"
        );
    }
    let refusal = |json: &str| {
        let flattened = Flattened::parse_with(json, &options).unwrap_err();
        assert_eq!(Flattened::parse(json).unwrap_err(), flattened, "{json}");
        let detached = Flattened::parse_detached(json, b"pay", &options).unwrap_err();
        assert_eq!(detached, flattened, "{json}");
        flattened
    };
    for json in [
        list,
        format!(r#"{{"signatures":[{{{members}}}]}}"#),
        r#"{"signatures":[]}"#.into(),
        r#"{"signatures":null}"#.into(),
        r#"{"\u0073ignatures":[{}]}"#.into(),
    ] {
        let error = refusal(&json);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::NotFlattened, "jws/not-flattened"),
            "{json}"
        );
    }
    // Neither.
    for json in ["{}", r#"{"payload":"cGF5"}"#, r#"{"Signatures":[],"x":0}"#] {
        assert_eq!(General::parse(json).unwrap_err(), missing("signatures"));
        assert_eq!(Flattened::parse(json).unwrap_err(), ParseError::NoHeader);
    }
}

// JSN-11: the compact form is no JSON, and JSON is not compact.
#[test]
fn jsn_11_the_compact_form_is_another_one() {
    let key = toy();
    let members = signed(HEADER, &key);
    for json in [flattened(&members), general(&[&members])] {
        assert_eq!(
            Compact::parse(&json).unwrap_err(),
            ParseError::JsonNotCompact
        );
    }
    let token = forge(HEADER, "pay", &key);
    let not_an_object = ParseError::Json(ObjectError::NotAnObject { offset: 0 });
    assert_eq!(refused(&token), not_an_object);
    assert_eq!(refused(format!("\"{token}\"")), not_an_object);
    assert_eq!(refused(format!("[{{{members}}}]")), not_an_object);
    let expected = ParseError::MemberType {
        name: "signatures",
        expected: Kind::Object,
        found: Kind::String,
    };
    let json = format!(r#"{{"payload":"{PAY}","signatures":["{token}"]}}"#);
    assert_eq!(refused(json), expected);
}
