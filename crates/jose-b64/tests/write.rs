//! Writing (RFC 8259, sections 4 and 7).
#![expect(
    clippy::expect_used,
    clippy::std_instead_of_alloc,
    reason = "a test has std, and may stop where it fails"
)]

use std::collections::BTreeMap;

use jose_b64::{Object, ObjectLimits, ObjectWriter, WriteError};
use proptest::prelude::*;
use serde::ser::{Error as _, Serialize, Serializer};

fn parse(json: &str) -> Object<'_> {
    Object::parse(json.as_bytes(), &ObjectLimits::default()).expect(json)
}

struct Unwilling(&'static str);

impl Serialize for Unwilling {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(S::Error::custom(self.0))
    }
}

#[test]
fn members_in_the_order_in_which_they_are_added() {
    let inner = parse(" {\"kty\" : \"EC\"}\n");
    let values = parse(r#"{"n":1.50,"s":"\u0041"}"#);
    let mut writer = ObjectWriter::new();
    writer
        .string("z", "1")
        .bool("t", true)
        .bool("f", false)
        .u64("u", u64::MAX)
        .i64("i", i64::MIN)
        .strings("aud", ["a", "b\""])
        .strings("none", [""; 0])
        .object("jwk", &inner)
        .raw_json("n", values.value("n").unwrap())
        .raw_json("s", values.value("s").unwrap());
    writer
        .serialize("map", &BTreeMap::from([("k", Some(1.5)), ("l", None)]))
        .unwrap();
    writer.string("a", "");
    assert_eq!(
        writer.finish().unwrap(),
        r#"{"z":"1","t":true,"f":false,"u":18446744073709551615,"i":-9223372036854775808,"aud":["a","b\""],"none":[],"jwk":{"kty" : "EC"},"n":1.50,"s":"\u0041","map":{"k":1.5,"l":null},"a":""}"#
    );
    assert_eq!(ObjectWriter::default().finish().unwrap(), "{}");
    assert_eq!(ObjectWriter::with_capacity(0).finish().unwrap(), "{}");
}

#[test]
fn what_must_be_escaped_is_and_nothing_else() {
    let mut writer = ObjectWriter::new();
    writer.string(
        "a\"\\\n",
        "\"\\/\u{0}\u{8}\u{9}\u{a}\u{b}\u{c}\u{d}\u{1f} \u{7f}é\u{2028}😀",
    );
    assert_eq!(
        writer.finish().unwrap(),
        "{\"a\\\"\\\\\\n\":\"\\\"\\\\/\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f \u{7f}é\u{2028}😀\"}"
    );
}

#[test]
fn a_name_added_twice_is_an_error() {
    let mut writer = ObjectWriter::new();
    writer
        .string("alg", "ES256")
        .u64("n", 1)
        .string("alg", "none");
    let error = writer.finish().unwrap_err();
    assert_eq!(error, WriteError::RepeatedName { name: "alg".into() });
    assert_eq!(error.to_string(), "the member \"alg\" was added twice");
    assert_eq!(error.code(), "json/repeated-name");

    let mut writer = ObjectWriter::new();
    for n in 0..50 {
        writer.u64(&format!("{n}\n"), n);
    }
    assert!(writer.clone().finish().is_ok());
    writer.bool("31\n", false);
    assert_eq!(
        writer.finish().unwrap_err(),
        WriteError::RepeatedName {
            name: "31\n".into()
        }
    );
}

#[test]
fn going_on_from_a_received_object_keeps_its_text() {
    let received = parse(" { \"sub\" : \"J\\u006fe\" ,\n\"\\u0061ud\":[ 1.0 , {} ] } ");
    let mut writer = ObjectWriter::continue_from(&received);
    writer.u64("exp", 1);
    assert_eq!(
        writer.finish().unwrap(),
        r#"{"sub":"J\u006fe","\u0061ud":[ 1.0 , {} ],"exp":1}"#
    );
    // Names are compared by what they mean here as well.
    let mut writer = ObjectWriter::continue_from(&received);
    writer.string("aud", "x");
    assert_eq!(
        writer.finish().unwrap_err(),
        WriteError::RepeatedName { name: "aud".into() }
    );
    let received = parse(r#"{"a\u000ab":1}"#);
    let mut writer = ObjectWriter::continue_from(&received);
    writer.bool("a\nb", true);
    assert!(writer.finish().is_err());
    assert_eq!(
        ObjectWriter::continue_from(&parse("{ }")).finish().unwrap(),
        "{}"
    );
}

#[test]
fn members_of_another_object_are_added_as_they_were_written() {
    let mut other = ObjectWriter::continue_from(&parse("{\"\\u0061\":[ 1.0 ] }"));
    other.string("b\n", "x");
    let mut writer = ObjectWriter::new();
    writer.append(&ObjectWriter::new()).u64("n", 1);
    writer
        .append(&other)
        .append(&ObjectWriter::new())
        .u64("o", 2);
    assert_eq!(
        writer.clone().finish().unwrap(),
        r#"{"n":1,"\u0061":[ 1.0 ],"b\n":"x","o":2}"#
    );
    // Names are unique over both.
    for (name, is_ok) in [("a", false), ("b\n", false), ("n", false), ("p", true)] {
        let mut more = ObjectWriter::new();
        more.bool(name, true);
        assert_eq!(
            writer.clone().append(&more).clone().finish().is_ok(),
            is_ok,
            "{name}"
        );
    }
}

// API-01
#[test]
fn what_cannot_be_serialized_is_an_error_without_the_value() {
    let mut writer = ObjectWriter::new();
    writer.bool("a", true);
    let error = writer.serialize("b", &Unwilling("secret")).unwrap_err();
    assert_eq!(error, WriteError::Unserializable { name: "b".into() });
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert!(
        writer
            .serialize("c", &BTreeMap::from([(vec![1], 2)]))
            .is_err()
    );
    // The writer is as it was.
    writer.bool("b", false);
    assert_eq!(writer.finish().unwrap(), r#"{"a":true,"b":false}"#);
}

#[test]
fn debug_shows_lengths_only() {
    let mut writer = ObjectWriter::new();
    writer.string("secret", "secret");
    assert_eq!(format!("{writer:?}"), "ObjectWriter(18 octets, 1 members)");
}

#[test]
fn two_allocations_at_most_for_a_header() {
    let info = allocation_counter::measure(|| {
        let mut writer = ObjectWriter::new();
        writer
            .string("alg", "ES256")
            .string("typ", "JWT")
            .string("kid", "2026-01");
        assert!(writer.finish().is_ok());
    });
    assert_eq!(info.count_total, 1);
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        members in proptest::collection::btree_map(any::<String>(), any::<String>(), 0..30),
    ) {
        let mut writer = ObjectWriter::new();
        for (name, value) in &members {
            writer.string(name, value);
        }
        let text = writer.finish().unwrap();
        let read: BTreeMap<String, String> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&read, &members);
        let object = parse(&text);
        for (name, value) in &members {
            prop_assert_eq!(object.value(name).unwrap().as_str().unwrap(), value.as_str());
        }
        // Reading and going on changes nothing.
        prop_assert_eq!(ObjectWriter::continue_from(&object).finish().unwrap(), text);
    }
}

#[test]
fn hdr_12_errors_show_names_escaped_and_cut() {
    let name = format!("a\n{}", "x".repeat(900_000));
    let mut writer = ObjectWriter::new();
    writer.u64(&name, 1).u64(&name, 2);
    let repeated = writer.finish().unwrap_err();
    let unwilling = ObjectWriter::new()
        .serialize(&name, &Unwilling("secret"))
        .unwrap_err();
    for error in [repeated, unwilling] {
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(shown.len() < 400 && !shown.contains('\n'), "{shown}");
    }
}
