//! Names of members: unique and found by what they mean (RFC 7515, section 4; RFC 8259, section 8.3).
#![expect(
    clippy::as_conversions,
    clippy::expect_used,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use common::{fault, parse};
use jose_b64::{Object, ObjectLimits};

#[test]
fn hdr_04_the_same_name_twice() {
    assert_eq!(
        fault(r#"{"alg":"RS256","alg":"none"}"#),
        ("json/repeated-name", 16)
    );
    assert_eq!(
        fault(r#"{"a":1,"b":2,"c":3,"b":2}"#),
        ("json/repeated-name", 20)
    );
    assert_eq!(fault(r#"{"":1,"":1}"#), ("json/repeated-name", 7));
    assert_eq!(
        fault(r#"{"__proto__":1,"__proto__":1}"#),
        ("json/repeated-name", 16)
    );
}

#[test]
fn hdr_05_the_same_name_twice_after_unescaping() {
    for (one, other) in [
        ("alg", r"\u0061lg"),
        (r"\u0061lg", "alg"),
        (r"\u0061lg", r"\u0061\u006C\u0067"),
        ("/", r"\/"),
        (r"\u000a", r"\n"),
        (r"\b\f\r\t\\\u0022", r#"\u0008\u000C\u000d\u0009\u005c\""#),
        ("é", r"\u00E9"),
        ("😀", r"\ud83d\uDE00"),
        (r"x\u0000", r"\u0078\u0000"),
    ] {
        for filler in [0, 6, 7, 14, 15, 40] {
            let fillers: String = (0..filler).map(|n| format!("\"{n}\":0,")).collect();
            let json = format!("{{\"{one}\":1,{fillers}\"{other}\":2}}");
            let at = json.len() - other.len() - 4;
            assert_eq!(fault(&json), ("json/repeated-name", at), "{json}");
        }
    }
}

#[test]
fn hdr_04_in_a_large_object_the_first_repetition_is_named() {
    for members in [16, 17, 100] {
        let mut json = String::from("{");
        for n in 0..members {
            json += &format!("\"m{n}\":{n},");
        }
        let offset = json.len() + 1;
        json += r#""m7":0,"m3":0,"m7":1}"#;
        assert_eq!(fault(&json), ("json/repeated-name", offset), "{members}");
    }
}

#[test]
fn names_that_only_look_alike_are_different() {
    let json = r#"{"alg":0,"Alg":1,"ALG":2,"alg ":3," alg":4,"a\u006cg\u0000":5,"al\u0261":6,"é":7,"e\u0301":8,"":9,"al":10}"#;
    let object = parse(json);
    assert_eq!(object.len(), 11);
    for (index, (name, value)) in object.members().enumerate() {
        assert_eq!(object.value(&name).unwrap().as_u64(), value.as_u64());
        assert_eq!(value.as_u64(), Some(index as u64));
    }
    // Names that share their first eight letters share the hash of the check.
    let json: Vec<_> = (0..16).map(|n| format!("\"same_start_{n}\":{n}")).collect();
    assert_eq!(parse(&format!("{{{}}}", json.join(","))).len(), 16);
}

// HDR-06
#[test]
fn hdr_06_letter_case_matters() {
    let object = parse(r#"{"Alg":"none","ALG":"none"}"#);
    assert!(!object.contains("alg"));
    assert!(object.value("aLG").is_none());
    assert!(object.contains("Alg"));
}

#[test]
fn names_are_found_by_what_they_mean() {
    let object = parse(r#"{"\u0061lg":"ES256","k\\id":1}"#);
    assert_eq!(object.value("alg").unwrap().as_plain_str(), Some("ES256"));
    assert!(object.value(r"\u0061lg").is_none());
    assert!(object.contains(r"k\id"));
    assert!(!object.contains(r"k\\id"));
    let names: Vec<_> = object
        .members()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["alg", r"k\id"]);
}

// DOS-01
#[test]
fn dos_01_long_names_with_escapes_are_unescaped_once() {
    let members: Vec<_> = (10..26)
        .map(|n| format!("\"\\u0061{}{n}\":0", "x".repeat(1_000_000)))
        .collect();
    let json = format!("{{{}}}", members.join(","));
    let limits = ObjectLimits::new(100 << 20, 2, 16);
    let start = std::time::Instant::now();
    Object::parse(json.as_bytes(), &limits).unwrap();
    assert!(start.elapsed().as_secs() < 4, "{:?}", start.elapsed());
}

#[test]
fn names_are_not_all_compared_with_each_other() {
    // 30,000 names that begin with the same letters: far too long if each met each.
    let limits = ObjectLimits::new(100 << 20, 2, usize::MAX);
    let members: Vec<_> = (0..30_000)
        .map(|n| format!("\"aaaaaaaaaaaaaaaa{n}\":0"))
        .collect();
    let json = format!("{{{}}}", members.join(","));
    let start = std::time::Instant::now();
    Object::parse(json.as_bytes(), &limits).unwrap();
    assert!(start.elapsed().as_secs() < 10);
}
