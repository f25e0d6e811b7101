//! Reading into a caller's type: the error names members and expectations and never shows a value (API-01, JWT-20).
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::redundant_closure_for_method_calls,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a test has std, and may stop where it fails"
)]

use std::collections::BTreeMap;

use jose_b64::{Object, ObjectLimits, ValueError, ValueErrorKind};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer};

#[derive(Debug, PartialEq, Deserialize)]
struct Claims<'a> {
    iss: &'a str,
    exp: u64,
    aud: Option<Vec<String>>,
    #[serde(rename = "cnf")]
    confirmation: Option<Strict>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    #[serde(alias = "jkt2")]
    jkt: Level,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Low,
    High,
}

fn parse(json: &str) -> Object<'_> {
    Object::parse(json.as_bytes(), &ObjectLimits::default()).expect(json)
}

fn refused<T: DeserializeOwned>(json: &str) -> ValueError {
    match parse(json).deserialize::<T>() {
        Ok(_) => panic!("accepted {json}"),
        Err(error) => error,
    }
}

fn claims(json: &str) -> ValueError {
    parse(json).deserialize::<Claims<'_>>().expect_err(json)
}

#[test]
fn borrows_from_the_object() {
    let object = parse(r#"{"iss":"joe","exp":5,"other":[],"cnf":{"jkt":"high"}}"#);
    let claims: Claims<'_> = object.deserialize().unwrap();
    assert_eq!((claims.iss, claims.exp), ("joe", 5));
    assert_eq!(claims.confirmation, Some(Strict { jkt: Level::High }));
    let map: BTreeMap<String, serde_json::Value> = object.deserialize().unwrap();
    assert_eq!(map.len(), 4);
    let iss: &str = object.value("iss").unwrap().deserialize().unwrap();
    assert_eq!(iss, "joe");
    let strict: Strict = object.value("cnf").unwrap().deserialize().unwrap();
    assert_eq!(strict.jkt, Level::High);
}

#[test]
fn a_missing_member_is_named() {
    let error = claims(r#"{"iss":"joe"}"#);
    assert_eq!(error.kind(), ValueErrorKind::MissingMember);
    assert_eq!((error.member(), error.expected()), (Some("exp"), None));
    assert_eq!(
        error.to_string(),
        "a member is missing: member \"exp\", at offset 13"
    );
    let error = claims(r#"{"iss":"joe","exp":1,"cnf":{}}"#);
    assert_eq!(error.member(), Some("jkt"));
}

#[test]
fn an_unknown_member_is_named_and_escaped() {
    let error = claims(r#"{"iss":"joe","exp":1,"cnf":{"jkt":"low","j\u000ax":"secret"}}"#);
    assert_eq!(error.kind(), ValueErrorKind::UnknownMember);
    assert_eq!(error.member(), Some("j\nx"));
    assert_eq!(
        error.to_string(),
        r#"a member is unknown: member "j\nx", at offset 50"#
    );
}

#[test]
fn a_repeated_member_is_named() {
    for cnf in [
        r#"{"jkt":"low","jkt":"high"}"#,
        r#"{"jkt":"low","jkt2":"high"}"#,
    ] {
        let error = claims(&format!(r#"{{"iss":"joe","exp":1,"cnf":{cnf}}}"#));
        assert_eq!(error.kind(), ValueErrorKind::RepeatedMember);
        assert_eq!(error.member(), Some("jkt"));
    }
}

#[test]
fn a_wrong_type_is_named_with_its_member_and_what_was_expected() {
    for (json, member, expected) in [
        (r#"{"iss":"joe","exp":"secret"}"#, "exp", "u64"),
        (r#"{"exp":"9999999999","iss":"joe"}"#, "exp", "u64"),
        (r#"{"exp": null ,"iss":"joe"}"#, "exp", "u64"),
        (r#"{"exp":1.5,"iss":"joe"}"#, "exp", "u64"),
        (r#"{"exp":true,"iss":"joe"}"#, "exp", "u64"),
        (r#"{"exp":[1],"iss":"joe"}"#, "exp", "u64"),
        (r#"{"exp":{"a":1},"iss":"joe"}"#, "exp", "u64"),
        (r#"{"exp":1,"iss":12345}"#, "iss", "a borrowed string"),
        (r#"{"exp":1,"iss":"j\u006fe"}"#, "iss", "a borrowed string"),
        (r#"{"exp":1,"iss":"joe","aud":"x"}"#, "aud", "a sequence"),
        (r#"{"exp":1,"iss":"joe","aud":["x",5]}"#, "aud", "a string"),
    ] {
        let error = claims(json);
        assert_eq!(error.kind(), ValueErrorKind::WrongType, "{json}");
        assert_eq!(error.member(), Some(member), "{json} {error}");
        assert_eq!(error.expected(), Some(expected), "{json}");
        assert_eq!(error.code(), "json/wrong-type");
    }
    assert_eq!(
        claims("{\n\"iss\":\"joe\",\n\n\"exp\":\"secret\"}").to_string(),
        "a value has the wrong type: member \"exp\", expected u64, at offset 30"
    );
    let error = claims(r#"{"exp":-5,"iss":"joe"}"#);
    assert_eq!(error.kind(), ValueErrorKind::WrongValue);
    assert_eq!(
        (error.member(), error.expected()),
        (Some("exp"), Some("u64"))
    );
}

#[test]
fn an_unknown_variant_is_not_shown() {
    let error = claims(r#"{"iss":"joe","exp":1,"cnf":{"jkt":"secret"}}"#);
    assert_eq!(error.kind(), ValueErrorKind::UnknownVariant);
    assert_eq!(error.expected(), Some("`low` or `high`"));
    assert_eq!(error.member(), Some("cnf"));
    assert!(!error.to_string().contains("secret"));

    #[derive(Debug, Deserialize)]
    enum Nothing {}
    let error = refused::<BTreeMap<String, Nothing>>(r#"{"a":"b`, expected secret"}"#);
    assert_eq!(error.kind(), ValueErrorKind::UnknownVariant);
    assert_eq!(error.expected(), None);
}

#[test]
fn lengths_and_ranges() {
    let error = refused::<BTreeMap<String, (u8, u8)>>(r#"{"a":[9]}"#);
    assert_eq!(error.kind(), ValueErrorKind::WrongLength);
    let error = refused::<BTreeMap<String, u8>>(r#"{"a":300}"#);
    assert_eq!(error.kind(), ValueErrorKind::WrongValue);
    assert_eq!(error.expected(), Some("u8"));
    let error = refused::<BTreeMap<String, f64>>(r#"{"a":1e400}"#);
    assert!(
        matches!(
            error.kind(),
            ValueErrorKind::NumberOutOfRange | ValueErrorKind::WrongType
        ),
        "{error}"
    );
    assert!(!error.to_string().contains("400"));
}

#[test]
fn an_array_is_not_the_object_that_a_type_is_read_from() {
    // serde_json reads a struct from an array as well; an Object never is one.
    let claims: Result<Strict, _> = serde_json::from_str(r#"["low"]"#);
    assert!(claims.is_ok());
    assert!(Object::parse(br#"["low"]"#, &ObjectLimits::default()).is_err());
}

/// A type whose own messages quote what it read, some of them dressed up as serde's.
#[derive(Debug)]
struct Talkative;

thread_local! {
    static MESSAGE: std::cell::RefCell<fn(&str) -> String> = const { std::cell::RefCell::new(|value| value.to_owned()) };
}

impl<'de> Deserialize<'de> for Talkative {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = String::deserialize(deserializer)?;
        Err(de::Error::custom(
            MESSAGE.with_borrow(|message| message(&value)),
        ))
    }
}

#[test]
fn a_types_own_message_is_not_repeated() {
    let messages: [fn(&str) -> String; 22] = [
        |value| value.to_owned(),
        |value| format!("no URL: {value}"),
        |value| format!("{value} is not a date at line 1 column 10"),
        |value| format!("invalid type: {value}"),
        |value| format!("invalid type: string \"{value}\", expected u64"),
        |value| format!("invalid type: string, expected {value}"),
        |value| format!("invalid value: kind, expected a prefix but found {value}"),
        |value| {
            format!(
                "invalid value: kind, expected a prefix but found {}",
                value.to_uppercase()
            )
        },
        |value| format!("invalid value: kind, expected x-{value}-y"),
        |value| format!("invalid length {}, expected {value}", value.len()),
        |value| format!("unknown variant `{value}`, expected `low` or `high`"),
        |value| format!("unknown variant `x`, expected `{value}`"),
        |value| format!("unknown field `{value}`, expected `low`"),
        |value| format!("unknown field `{value}`, there are no fields"),
        |value| format!("missing field `a` in {value}"),
        |value| format!("duplicate field `a`: `{value}` is there`already`"),
        |value| format!("missing field `{value}`"),
        |value| format!("missing field `x_{value}_y`"),
        |value| format!("missing field `{}`", value.to_uppercase()),
        |value| format!("duplicate field `{value}`"),
        |value| format!("duplicate field `{}`", value.get(1..).unwrap_or_default()),
        |value| format!("duplicate field `s-e-c {value}`"),
    ];
    for (index, message) in messages.into_iter().enumerate() {
        MESSAGE.set(message);
        for json in [
            r#"{"who":"topsecret","z":""}"#,
            r#"{"who":"top\u0073ecret","z":""}"#,
            r#"{"who":"TopSecret","z":""}"#,
            r#"{"who":"expected topsecret, expected topsecret","z":""}"#,
            r#"{"who":"x`, expected topsecret","z":""}"#,
        ] {
            let error = refused::<BTreeMap<String, Talkative>>(json);
            let shown = format!("{error} {error:?} {:?}", error.expected()).to_lowercase();
            assert!(!shown.contains("secret"), "{index} {json}: {shown}");
            if !shown.contains("missing") && !shown.contains("twice") && !shown.contains("unknown")
            {
                assert_eq!(error.member(), Some("who"), "{index} {json}");
            }
        }
    }
    MESSAGE.set(str::to_owned);
    let error = refused::<BTreeMap<String, Talkative>>(r#"{"who":"topsecret","z":""}"#);
    assert_eq!(error.kind(), ValueErrorKind::Refused);
    assert_eq!(
        error.to_string(),
        "a value was refused by the type that was to be read: member \"who\", at offset 18"
    );
    // Behind the last member it could be the object as a whole that is refused.
    let error = refused::<BTreeMap<String, Talkative>>(r#"{"who":"topsecret"}"#);
    assert_eq!(error.member(), None);
}

#[test]
fn a_name_in_a_message_that_stands_in_a_value_is_dropped() {
    MESSAGE.set(|value| format!("missing field `{value}`"));
    for (value, shown) in [("a-b-c", None), ("s\\u0065cret", None), ("topsecret", None)] {
        let error = refused::<BTreeMap<String, Talkative>>(&format!(r#"{{"who":"{value}"}}"#));
        assert_eq!(error.kind(), ValueErrorKind::MissingMember);
        assert_eq!(error.member(), shown, "{value}");
    }
    MESSAGE.set(str::to_owned);
    // What serde says of a type is still said, unless a value holds the same word.
    assert_eq!(claims(r#"{"iss":"expert"}"#).member(), Some("exp"));
    assert_eq!(claims(r#"{"iss":"an EXP of mine"}"#).member(), None);
    // A text too long to be searched.
    let long = format!(r#"{{"iss":"{}"}}"#, "x".repeat(20_000));
    assert_eq!(claims(&long).member(), None);
}

// DOS-01
#[test]
fn dos_01_a_message_is_not_compared_with_each_value_anew() {
    let refuse = |json: &str| {
        let object = parse(json);
        let info = allocation_counter::measure(|| {
            let error = object.deserialize::<BTreeMap<String, u64>>().unwrap_err();
            assert_eq!(error.expected(), Some("u64"));
        });
        info.count_total
    };
    let few = refuse(r#"{"a":["x","y"],"u64":0}"#);
    let many = refuse(&format!(
        r#"{{"a":[{}"y"],"u64":0}}"#,
        "\"x\",".repeat(4_000)
    ));
    assert_eq!(many, few);
}

#[test]
fn a_value_that_is_read_as_a_name_is_not_shown() {
    #[derive(Debug, Deserialize)]
    #[serde(field_identifier)]
    enum Known {
        #[serde(rename = "low")]
        Low,
    }
    let error = refused::<BTreeMap<String, Known>>(r#"{"a":"topsecret"}"#);
    assert!(!format!("{error}{error:?}").contains("secret"), "{error}");
}

#[test]
fn an_expectation_that_stands_in_a_value_is_dropped() {
    let error = refused::<BTreeMap<String, u64>>(r#"{"a":"read as u64, please"}"#);
    assert_eq!(error.kind(), ValueErrorKind::WrongType);
    assert_eq!(error.expected(), None);
    // In a name it is no value.
    let error = refused::<BTreeMap<String, u64>>(r#"{"u64":"please"}"#);
    assert_eq!(error.expected(), Some("u64"));
    // A text too long to be searched.
    let error = refused::<BTreeMap<String, u64>>(&format!(r#"{{"a":"{}"}}"#, "x".repeat(20_000)));
    assert_eq!((error.member(), error.expected()), (Some("a"), None));
}

#[test]
fn long_names_are_cut() {
    let name = "n".repeat(1000);
    let error = claims(&format!(r#"{{"iss":"joe","exp":1,"cnf":{{"{name}":1}}}}"#));
    assert_eq!(error.member(), Some(name.as_str()));
    assert!(error.to_string().len() < 100);
    assert!(format!("{error:?}").len() < 150);
}

#[test]
fn deeper_than_serde_json_reads_is_an_error() {
    let json = format!("{{\"a\":{}{}}}", "[".repeat(127), "]".repeat(127));
    let object = Object::parse(json.as_bytes(), &ObjectLimits::new(1000, 128, 1)).unwrap();
    let error = object.deserialize::<serde_json::Value>().unwrap_err();
    assert_eq!(error.kind(), ValueErrorKind::TooDeep);
}

proptest! {
    #[test]
    fn no_value_is_shown_whatever_the_type_expects(value in "[a-zA-Z0-9 `,\"\\\\]{4,30}", which in 0..5_u8) {
        let secret = format!("topsecret{value}");
        let json = format!("{{\"exp\":{},\"jkt\":1}}", serde_json::to_string(&secret).unwrap());
        let error = match which {
            0 => refused::<BTreeMap<String, u64>>(&json),
            1 => refused::<Strict>(&json),
            2 => refused::<BTreeMap<String, Level>>(&json),
            3 => refused::<BTreeMap<String, Vec<String>>>(&json),
            _ => refused::<BTreeMap<String, std::net::IpAddr>>(&json),
        };
        let shown = format!("{error} {error:?}");
        prop_assert!(!shown.contains("topsecret"));
    }
}
