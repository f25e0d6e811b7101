//! Values: reading never rounds, wraps or guesses (RFC 8259, sections 3 to 7; JWT-18).
#![expect(
    clippy::expect_used,
    clippy::redundant_closure_for_method_calls,
    clippy::std_instead_of_alloc,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

use std::borrow::Cow;

use jose_b64::{Kind, Object, ObjectLimits, Value};
use proptest::prelude::*;

fn with<R>(json: &str, read: impl FnOnce(Value<'_>) -> R) -> R {
    let text = format!("{{\"v\" : {json} }}");
    let object = Object::parse(text.as_bytes(), &ObjectLimits::default()).expect(json);
    read(object.value("v").unwrap())
}

#[test]
fn kinds() {
    for (json, kind, phrase) in [
        ("null", Kind::Null, "null"),
        ("true", Kind::Bool, "a boolean"),
        ("false", Kind::Bool, "a boolean"),
        ("-0.5", Kind::Number, "a number"),
        ("7", Kind::Number, "a number"),
        ("\"\"", Kind::String, "a string"),
        ("[ ]", Kind::Array, "an array"),
        ("{ }", Kind::Object, "an object"),
    ] {
        with(json, |value| {
            assert_eq!(value.kind(), kind);
            assert_eq!(value.kind().to_string(), phrase);
            assert_eq!(value.json(), json);
            assert_eq!(value.as_str().is_some(), kind == Kind::String);
            assert_eq!(value.as_plain_str().is_some(), kind == Kind::String);
            assert_eq!(value.as_bool().is_some(), kind == Kind::Bool);
            assert_eq!(value.as_f64().is_some(), kind == Kind::Number);
            assert_eq!(value.elements().is_some(), kind == Kind::Array);
            assert_eq!(
                value.object(&ObjectLimits::default()).is_ok(),
                kind == Kind::Object
            );
        });
    }
}

#[test]
fn booleans() {
    assert_eq!(with("true", |value| value.as_bool()), Some(true));
    assert_eq!(with("false", |value| value.as_bool()), Some(false));
    for json in ["\"true\"", "1", "null", "[true]"] {
        assert_eq!(with(json, |value| value.as_bool()), None, "{json}");
    }
}

#[test]
fn strings() {
    with(r#""plain é""#, |value| {
        assert!(matches!(value.as_str(), Some(Cow::Borrowed("plain é"))));
        assert_eq!(value.as_plain_str(), Some("plain é"));
    });
    with(r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000.""#, |value| {
        assert_eq!(value.as_str().unwrap(), "\"\\/\u{8}\u{c}\n\r\té😀\0.");
        assert_eq!(value.as_plain_str(), None);
    });
    assert_eq!(
        with(r#""\\u0041""#, |value| value.as_str().unwrap().into_owned()),
        r"\u0041"
    );
    assert_eq!(
        with(r#""""#, |value| value.as_str().unwrap().into_owned()),
        ""
    );
}

#[test]
fn jwt_18_integers_that_do_not_fit_are_none() {
    for (json, signed, unsigned) in [
        ("0", Some(0), Some(0)),
        ("-0", Some(0), None),
        ("-1", Some(-1), None),
        (
            "9007199254740993",
            Some(9_007_199_254_740_993),
            Some(9_007_199_254_740_993),
        ),
        (
            "9223372036854775807",
            Some(i64::MAX),
            Some(9_223_372_036_854_775_807),
        ),
        ("9223372036854775808", None, Some(9_223_372_036_854_775_808)),
        ("18446744073709551615", None, Some(u64::MAX)),
        ("18446744073709551616", None, None),
        ("-9223372036854775808", Some(i64::MIN), None),
        ("-9223372036854775809", None, None),
        ("100000000000000000000000000000000000000000", None, None),
        ("1.0", None, None),
        ("1e3", None, None),
        ("1E0", None, None),
        ("\"5\"", None, None),
        ("null", None, None),
        ("[5]", None, None),
        ("true", None, None),
    ] {
        assert_eq!(with(json, |value| value.as_i64()), signed, "{json}");
        assert_eq!(with(json, |value| value.as_u64()), unsigned, "{json}");
    }
}

#[test]
fn jwt_18_numbers_that_are_not_finite_are_none() {
    for (json, number) in [
        ("1e400", None),
        ("-1e400", None),
        ("1.7976931348623159e308", None),
        ("1.7976931348623157e308", Some(f64::MAX)),
        ("1e-400", Some(0.0)),
        ("0.1", Some(0.1)),
        ("1300819380", Some(1_300_819_380.0)),
        ("9007199254740993", Some(9_007_199_254_740_992.0)),
        ("1e3", Some(1000.0)),
        ("\"NaN\"", None),
        ("\"1\"", None),
        ("null", None),
        ("true", None),
    ] {
        assert_eq!(with(json, |value| value.as_f64()), number, "{json}");
    }
    assert!(
        with("-0", |value| value.as_f64())
            .unwrap()
            .is_sign_negative()
    );
    let long = format!("0.{}1", "0".repeat(300_000));
    assert_eq!(with(&long, |value| value.as_f64()), Some(0.0));
}

#[test]
fn elements_in_order() {
    let texts = |json: &str| -> Vec<String> {
        with(json, |value| {
            let elements = value.elements().unwrap();
            elements.map(|element| element.json().to_string()).collect()
        })
    };
    assert!(texts("[]").is_empty());
    assert!(texts("[ \n ]").is_empty());
    assert_eq!(texts("[1]"), ["1"]);
    assert_eq!(
        texts(r#"[ 1 ,"a,]\"", [[2],3], {"b":[4] , "c":5} ,null, -1e5 ]"#),
        [
            "1",
            r#""a,]\"""#,
            "[[2],3]",
            r#"{"b":[4] , "c":5}"#,
            "null",
            "-1e5"
        ]
    );
    with("[1]", |value| {
        let mut elements = value.elements().unwrap();
        assert!(elements.next().is_some());
        assert!(elements.next().is_none());
        assert!(elements.next().is_none());
    });
}

#[test]
fn arrays_of_strings() {
    for json in ["[]", "[ ]", r#"["a"]"#, r#" [ "a" , "\u0062", "" ]"#] {
        assert!(with(json, |value| value.is_array_of_strings()), "{json}");
    }
    for json in [
        r#""a""#,
        "null",
        "1",
        "{}",
        r#"{"0":"a"}"#,
        "[1]",
        "[null]",
        r#"["a",true]"#,
        r#"[["a"]]"#,
        r#"[{"a":"b"}]"#,
        r#"["a","b",{}]"#,
    ] {
        assert!(!with(json, |value| value.is_array_of_strings()), "{json}");
    }
}

#[test]
fn elements_as_deep_as_any_object_can_be() {
    let json = format!("{{\"a\":{}1{}}}", "[".repeat(127), "]".repeat(127));
    let object = Object::parse(json.as_bytes(), &ObjectLimits::new(1000, 128, 1)).unwrap();
    let mut value = object.value("a").unwrap();
    for _ in 0..127 {
        let mut elements = value.elements().unwrap();
        value = elements.next().unwrap();
        assert!(elements.next().is_none());
    }
    assert_eq!(value.as_u64(), Some(1));
}

#[test]
fn values_outlive_the_value_that_they_came_from() {
    let object = Object::parse(br#"{"a":[["x"]]}"#, &ObjectLimits::default()).unwrap();
    let inner: &str = {
        let outer = object
            .value("a")
            .unwrap()
            .elements()
            .unwrap()
            .next()
            .unwrap();
        outer
            .elements()
            .unwrap()
            .next()
            .unwrap()
            .as_plain_str()
            .unwrap()
    };
    assert_eq!(inner, "x");
}

proptest! {
    #[test]
    fn strings_as_serde_json_reads_them(content in any::<String>(), ascii in any::<bool>()) {
        let mut json = serde_json::to_string(&content).unwrap();
        if ascii {
            let units: String = content.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            json = format!("\"{units}\"");
        }
        prop_assert_eq!(with(&json, |value| value.as_str().unwrap().into_owned()), content);
    }

    #[test]
    fn numbers_as_core_reads_them(number in any::<f64>().prop_filter("finite", |n| n.is_finite()), integer in any::<i128>(), shift in 0..127_u32) {
        prop_assert_eq!(with(&format!("{number:e}"), |value| value.as_f64()), Some(number));
        let integer = integer >> shift;
        let json = integer.to_string();
        prop_assert_eq!(with(&json, |value| value.as_i64()), i64::try_from(integer).ok());
        prop_assert_eq!(with(&json, |value| value.as_u64()), u64::try_from(integer).ok());
    }
}
