//! The grammar of RFC 8259, sections 2 to 7, octet by octet.
#![expect(
    clippy::expect_used,
    clippy::string_slice,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use common::{fault, parse, refused};

#[test]
fn hdr_07_octets_after_the_object() {
    for (json, offset) in [
        ("{}{}", 2),
        ("{\"a\":1} {}", 8),
        ("{},", 2),
        ("{}}", 2),
        ("{}\0", 2),
        ("{} x", 3),
        ("{}//", 2),
        ("{}\u{a0}", 2),
        ("{}\u{c}", 2),
    ] {
        assert_eq!(fault(json), ("json/trailing-octets", offset), "{json}");
    }
}

#[test]
fn hdr_07_what_only_looks_like_json() {
    for (json, offset) in [
        ("{/**/}", 1),
        ("{\"a\":/*1*/2}", 5),
        ("{\"a\":1//\n}", 6),
        ("{'a':1}", 1),
        ("{\"a\":'b'}", 5),
        ("{a:1}", 1),
        ("{\"a\":NaN}", 5),
        ("{\"a\":Infinity}", 5),
        ("{\"a\":undefined}", 5),
        ("{\"a\":True}", 5),
        ("{\"a\":tru}", 8),
        ("{\"a\":truE}", 8),
        ("{\"a\":nul}", 8),
        ("{\"a\":falsey}", 10),
        ("{\"a\":nullnull}", 9),
        ("{\"a\":1,}", 7),
        ("{,}", 1),
        ("{,\"a\":1}", 1),
        ("{\"a\":1,,\"b\":2}", 7),
        ("{\"a\":1 \"b\":2}", 7),
        ("{\"a\",1}", 4),
        ("{\"a\":}", 5),
        ("{\"a\"}", 4),
        ("{\"a\"::1}", 5),
        ("{1:1}", 1),
        ("{null:1}", 1),
        ("{\"a\":[1,]}", 8),
        ("{\"a\":[,1]}", 6),
        ("{\"a\":[1 2]}", 8),
        ("{\"a\":[1}", 7),
        ("{\"a\":[}", 6),
        ("{\"a\":{]}", 6),
        ("{\"a\":{\"b\"]}", 9),
        ("{\"a\":{\"b\":1]}", 11),
        ("{\"a\":{1}}", 6),
        ("{\"a\":{\"b\":1,}}", 12),
        ("{\"a\":[\"b\":1]}", 9),
        ("{\"a\":1]", 6),
        ("{]", 1),
        ("{\"a\":\"b\"\"c\"}", 8),
        ("{\u{a0}}", 1),
        ("{\u{b}}", 1),
        ("{\"a\":\u{2028}1}", 5),
        ("{{}}", 1),
        ("{[]}", 1),
    ] {
        assert_eq!(fault(json), ("json/unexpected", offset), "{json}");
    }
}

#[test]
fn hdr_07_numbers_are_those_of_section_6() {
    for number in ["+1", ".5", "١", "½"] {
        assert_eq!(
            fault(format!("{{\"a\":{number}}}")),
            ("json/unexpected", 5),
            "{number}"
        );
    }
    for (number, at) in [
        ("01", 1),
        ("-01", 2),
        ("00", 1),
        ("-", 1),
        ("--1", 1),
        ("-a", 1),
        ("1.", 2),
        ("1.e3", 2),
        ("1.-1", 2),
        ("1e", 2),
        ("1e+", 3),
        ("1e.5", 2),
        ("1E-", 3),
        ("-.5", 1),
        ("-Infinity", 1),
        ("1.5e+-3", 5),
    ] {
        assert_eq!(
            fault(format!("{{\"a\":{number}}}")),
            ("json/invalid-number", 5 + at),
            "{number}"
        );
    }
    for (number, at) in [
        ("0x10", 1),
        ("1_000", 1),
        ("1.5.5", 3),
        ("1e5e5", 3),
        ("1-1", 1),
        ("1e5.5", 3),
        ("0b1", 1),
        ("1f", 1),
    ] {
        assert_eq!(
            fault(format!("{{\"a\":{number}}}")),
            ("json/unexpected", 5 + at),
            "{number}"
        );
    }
    for number in [
        "0",
        "-0",
        "10",
        "0.0",
        "-0.10",
        "1e5",
        "1E+5",
        "0e0",
        "1.5e-300",
        "1e400",
        "123456789012345678901234567890",
    ] {
        assert_eq!(
            parse(&format!("{{\"a\":{number}}}"))
                .value("a")
                .unwrap()
                .json(),
            number
        );
    }
}

#[test]
fn hdr_08_half_of_a_surrogate_pair() {
    for (string, at) in [
        (r"\ud800", 0),
        (r"\uDBFF", 0),
        (r"\udc00", 0),
        (r"\uDFFF", 0),
        (r"x\ud800y", 1),
        (r"\ud800\n", 0),
        (r"\ud800\u0041", 0),
        (r"\ud800\ud800", 0),
        (r"\udc00\ud800", 0),
        (r"\ud83d\ude00\ude00", 12),
        (r"\ud83d\ude0", 0),
        (r"\ud83d\u", 0),
        (r"\ud83dude00", 0),
        (r"\ud83dxxde00", 0),
        (r"\ud83d\nde00", 0),
        (r"\udc00\udc00", 0),
        (r"\ud83d\\ude00", 0),
    ] {
        for (before, after) in [
            ("{\"a\":\"", "\"}"),
            ("{\"", "\":1}"),
            ("{\"a\":[{\"b\":\"", "\"}]}"),
            ("{\"a\":{\"", "\":1}}"),
        ] {
            let json = format!("{before}{string}{after}");
            assert_eq!(
                fault(&json),
                ("json/lone-surrogate", before.len() + at),
                "{json}"
            );
        }
    }
    let json = r#"{"a":"\ud83d\ude00 \uD800\uDC00 \udbff\udfff"}"#;
    assert_eq!(
        parse(json).value("a").unwrap().as_str().unwrap(),
        "😀 \u{10000} \u{10ffff}"
    );
}

#[test]
fn hdr_08_other_escapes() {
    for string in [
        r"\a", r"\x41", r"\0", r"\'", r"\U0041", r"\u", r"\u004", r"\u004g", r"\u-041", r"\u+041",
        r"\u 041", "\\\n", "\\é", r"\u{41}",
    ] {
        let json = format!("{{\"a\":\"12345678{string}       \"}}");
        assert_eq!(fault(&json), ("json/invalid-escape", 14), "{json}");
    }
    for control in (0..0x20_u8).map(char::from) {
        for before in ["", "1", "1234567", "12345678", "123456789"] {
            for after in ["", "12345678"] {
                let json = format!("{{\"a\":\"{before}{control}{after}\"}}");
                assert_eq!(
                    fault(&json),
                    ("json/control-character", 6 + before.len()),
                    "{json:?}"
                );
            }
        }
    }
    assert!(parse("{\"a\":\"\u{7f}\u{80}\u{9f}\u{a0}\u{2028}\u{fffe}\u{10ffff}\"}").contains("a"));
}

#[test]
fn texts_that_end_too_early() {
    let json = r#"{"a":[1.5e5,true,{"b\u0041":"c"},null,false],"d":"\ud83d\ude00"}"#;
    parse(json);
    for len in 0..json.len() {
        let error = refused(&json[..len]);
        // Within a pair the half that is there is what is wrong.
        let code = if error.code() == "json/lone-surrogate" {
            "json/lone-surrogate"
        } else {
            "json/unexpected-end"
        };
        assert_eq!(error.code(), code, "{}", &json[..len]);
    }
}
