//! Objects: what is accepted, what is refused and where (RFC 8259; RFC 7515, section 4; RFC 7519, section 4).
#![expect(
    clippy::as_conversions,
    clippy::expect_used,
    clippy::std_instead_of_alloc,
    reason = "a test has std, and may stop where it fails"
)]

use std::borrow::Cow;

mod common;

use common::{fault, parse, refused};
use jose_b64::{Kind, Object, ObjectError, ObjectLimits, Octets};

#[test]
fn members_in_order_and_octets_as_received() {
    let json = " {\t\"typ\":\"JWT\",\r\n \"alg\" : \"HS256\" , \"n\":[1, {\"a\":2}]}\n";
    let header = parse(json);
    assert_eq!(header.octets(), json.as_bytes());
    assert_eq!(header.text(), json);
    assert_eq!(header.len(), 3);
    assert!(!header.is_empty());
    let members: Vec<_> = header
        .members()
        .map(|(name, value)| (name.into_owned(), value.json()))
        .collect();
    assert_eq!(
        members,
        [
            ("typ".into(), "\"JWT\""),
            ("alg".into(), "\"HS256\""),
            ("n".into(), "[1, {\"a\":2}]"),
        ]
    );
    assert!(parse("{}").is_empty());
    assert!(parse(" { } ").is_empty());
    assert_eq!(parse("{\"\":null}").value("").unwrap().kind(), Kind::Null);
}

#[test]
fn borrowed_and_owned_say_the_same() {
    for filler in [0, 100, 300] {
        let json = format!(
            "{{\"alg\":\"ES256\",\"k\\u0069d\":\"\u{e9}\\u00e9\",\"x\":\"{}\"}}",
            "y".repeat(filler)
        );
        let borrowed = parse(&json);
        let kept = Object::from_octets(
            Octets::from_slice(json.as_bytes()),
            &ObjectLimits::default(),
        )
        .unwrap();
        for object in [
            borrowed.clone(),
            kept.clone(),
            borrowed.clone().into_owned(),
            kept.into_owned(),
        ] {
            assert_eq!(object.text(), json);
            assert_eq!(object.octets(), json.as_bytes());
            assert_eq!(
                object.value("kid").unwrap().as_str().unwrap(),
                "\u{e9}\u{e9}"
            );
            assert!(
                object
                    .members()
                    .map(|(name, value)| (name, value.json()))
                    .eq(borrowed.members().map(|(name, value)| (name, value.json())))
            );
        }
    }
}

#[test]
fn no_allocation_up_to_16_members() {
    let json = r#"{"alg":"RS256","kid":"1","typ":"JWT","a":"\u0062","b":[[{}]],"c":1.5e3,"d":true,"e":null,"f":0,"g":0,"h":0,"i":0,"j":0,"k":0,"l":0,"m":0}"#;
    let octets = Octets::<256>::from_slice(json.as_bytes());
    let info = allocation_counter::measure(|| {
        let header = parse(json);
        assert_eq!(header.len(), 16);
        assert_eq!(header.value("kid").unwrap().as_plain_str(), Some("1"));
        assert!(matches!(
            header.value("typ").unwrap().as_str(),
            Some(Cow::Borrowed("JWT"))
        ));
        let owned = Object::from_octets(octets, &ObjectLimits::default()).unwrap();
        assert!(owned.contains("e"));
        assert!(parse(json).into_owned().contains("e"));
    });
    assert_eq!(info.count_total, 0);
}

// DOS-03
#[test]
fn memory_is_a_small_multiple_of_the_text() {
    let limits = ObjectLimits::new(10 << 20, 32, usize::MAX);
    let members: Vec<_> = (0..100_000).map(|n| format!("\"{n:x}\":0")).collect();
    let json = format!("{{{}}}", members.join(","));
    let info = allocation_counter::measure(|| {
        assert_eq!(
            Object::parse(json.as_bytes(), &limits).unwrap().len(),
            100_000
        );
    });
    assert!(
        info.bytes_max < 6 * json.len() as u64,
        "{} for {}",
        info.bytes_max,
        json.len()
    );
    // However deep or long a value is, nothing is allocated for it.
    let json = format!(
        "{{\"a\":{}{},\"b\":\"{}\"}}",
        "[".repeat(30),
        "]".repeat(30),
        "x".repeat(500_000)
    );
    let info = allocation_counter::measure(|| {
        Object::parse(json.as_bytes(), &limits).unwrap();
    });
    assert_eq!(info.count_total, 0);
}

#[test]
fn hdr_01_what_is_no_object() {
    for json in [
        "[]", "\"x\"", "1", "null", "true", "-", "[{}]", "\u{a0}{}", "a", "}", ":", ",",
    ] {
        assert_eq!(fault(json), ("json/not-an-object", 0), "{json}");
    }
    assert_eq!(fault("\n []"), ("json/not-an-object", 2));
    assert_eq!(fault(""), ("json/unexpected-end", 0));
    assert_eq!(fault("  "), ("json/unexpected-end", 2));
}

#[test]
fn hdr_02_invalid_utf8() {
    for bad in [
        &[0xFF][..],
        &[0xC0, 0x80],             // overlong NUL
        &[0xC1, 0xA1],             // overlong 'a'
        &[0xE0, 0x81, 0xA1],       // overlong, three octets
        &[0xED, 0xA0, 0x80],       // a surrogate half
        &[0xF4, 0x90, 0x80, 0x80], // above U+10FFFF
        &[0xC3],                   // cut off
        &[0x80],
    ] {
        let octets = [b"{\"a\":\"", bad, b"\"}"].concat();
        assert_eq!(fault(&octets), ("json/not-utf8", 6), "{bad:x?}");
        let octets = [b"{\"", bad, b"\":1}"].concat();
        assert_eq!(fault(&octets), ("json/not-utf8", 2), "{bad:x?}");
    }
    assert_eq!(fault(b"{\"alg\":\"HS256\"}\xff"), ("json/not-utf8", 15));
}

#[test]
fn hdr_03_byte_order_marks_and_other_encodings() {
    assert_eq!(
        fault("\u{feff}{\"alg\":\"none\"}"),
        ("json/byte-order-mark", 0)
    );
    assert_eq!(fault(" \u{feff}{}"), ("json/not-an-object", 1));
    assert_eq!(fault("{}\u{feff}"), ("json/trailing-octets", 2));
    let utf16 = |json: &str, le: bool| -> Vec<u8> {
        json.encode_utf16()
            .flat_map(|unit| {
                if le {
                    unit.to_le_bytes()
                } else {
                    unit.to_be_bytes()
                }
            })
            .collect()
    };
    assert_eq!(fault(utf16("{\"a\":1}", true)), ("json/unexpected", 1));
    assert_eq!(fault(utf16("{\"a\":1}", false)), ("json/not-an-object", 0));
    assert_eq!(fault(utf16("\u{feff}{}", true)), ("json/not-utf8", 0));
    assert_eq!(fault(utf16("\u{feff}{}", false)), ("json/not-utf8", 0));
    assert_eq!(fault(b"{\0\0\0}\0\0\0"), ("json/unexpected", 1));
}

// HDR-09, JWT-17
#[test]
fn hdr_09_nesting_is_limited_without_recursion() {
    let nested = |open: &str, close: &str, levels: usize| {
        format!("{{\"a\":{}1{}}}", open.repeat(levels), close.repeat(levels))
    };
    for (open, close) in [("[", "]"), ("{\"b\":", "}"), ("[ { \"b\" : ", " } ] ")] {
        let step = open.matches(['[', '{']).count();
        for depth in [1, 2, 8, 9, 32, 127, 128] {
            let limits = ObjectLimits::new(1 << 20, depth, 10);
            let most = (depth - 1) / step;
            let json = nested(open, close, most);
            assert!(
                Object::parse(json.as_bytes(), &limits).is_ok(),
                "{depth} {json}"
            );
            let json = nested(open, close, most + 1);
            let error = Object::parse(json.as_bytes(), &limits).unwrap_err();
            assert!(
                matches!(error, ObjectError::TooDeep { limit, .. } if limit == depth),
                "{depth} {json}"
            );
        }
        // The bits of 128 levels are all that is kept.
        for depth in [129, 1000, usize::MAX] {
            let limits = ObjectLimits::new(1 << 20, depth, 10);
            let error = Object::parse(nested(open, close, 128).as_bytes(), &limits).unwrap_err();
            assert!(matches!(error, ObjectError::TooDeep { limit: 128, .. }));
        }
    }
    let error = Object::parse(b"{}", &ObjectLimits::new(10, 0, 10)).unwrap_err();
    assert_eq!(
        error,
        ObjectError::TooDeep {
            limit: 0,
            offset: 0
        }
    );
    assert_eq!(
        refused(format!("{{\"a\":{}", "[".repeat(100_000))),
        ObjectError::TooDeep {
            limit: 32,
            offset: 36
        }
    );
    assert_eq!(
        refused(format!("{{\"a\":{}", "{\"a\":".repeat(100_000))),
        ObjectError::TooDeep {
            limit: 32,
            offset: 160
        }
    );
    assert_eq!(refused("[".repeat(100_000)).code(), "json/not-an-object");
    // A wide text is not a deep one.
    parse(&format!("{{\"a\":[{}[]]}}", "[[]],{},".repeat(10_000)));
}

// HDR-10, HDR-11
#[test]
fn hdr_10_the_size_is_checked_before_anything_else() {
    let limits = ObjectLimits::new(10, 8, 8);
    assert!(Object::parse(b"{\"a\":1234}", &limits).is_ok());
    for octets in [
        &b"{\"a\":12345}"[..],
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"{}         ",
    ] {
        assert_eq!(
            Object::parse(octets, &limits).unwrap_err(),
            ObjectError::TooLong { len: 11, limit: 10 }
        );
    }
    let default = vec![b' '; (1 << 20) + 1];
    assert_eq!(
        refused(default).to_string(),
        "the JSON text has 1048577 octets, the limit is 1048576"
    );
}

#[test]
fn the_number_of_members_is_limited() {
    let limits = ObjectLimits::new(1000, 8, 2);
    assert!(Object::parse(br#"{"a":1,"b":{"c":1,"d":2,"e":3}}"#, &limits).is_ok());
    assert_eq!(
        Object::parse(br#"{"a":1,"b":2,"c":3}"#, &limits).unwrap_err(),
        ObjectError::TooManyMembers {
            limit: 2,
            offset: 13
        }
    );
    // Repeated names count, too: the limit holds before names are compared.
    let error = Object::parse(br#"{"a":1,"a":2,"a":3}"#, &limits).unwrap_err();
    assert_eq!(error.code(), "json/too-many-members");
    assert!(Object::parse(b"{}", &ObjectLimits::new(10, 1, 0)).is_ok());
    assert!(Object::parse(b"{\"a\":1}", &ObjectLimits::new(10, 1, 0)).is_err());
    let thousand: Vec<_> = (0..1000).map(|n| format!("\"{n}\":0")).collect();
    parse(&format!("{{{}}}", thousand.join(",")));
    assert_eq!(
        refused(format!("{{{},\"x\":0}}", thousand.join(","))).code(),
        "json/too-many-members"
    );
}

// JWT-18
#[test]
fn jwt_18_names_are_only_names() {
    let json = r#"{"__proto__":{"admin":true},"constructor":1,"$serde_json::private::RawValue":"{}","$serde_json::private::Number":"7","toString":2}"#;
    let object = parse(json);
    assert_eq!(object.len(), 5);
    assert!(!object.contains("admin"));
    assert_eq!(
        object.value("$serde_json::private::Number").unwrap().kind(),
        Kind::String
    );
    assert!(parse("{}").value("toString").is_none());
}

#[test]
fn names_inside_are_checked_when_they_become_an_object() {
    let limits = ObjectLimits::default();
    let header = parse(r#"{"jwk": {"kty":"EC","\u006bty":"oct"},"epk":{"kty":"OKP"},"kid":"1"}"#);
    let error = header.value("jwk").unwrap().object(&limits).unwrap_err();
    assert_eq!(error, ObjectError::RepeatedName { offset: 13 });
    let epk = header.value("epk").unwrap().object(&limits).unwrap();
    assert_eq!(epk.value("kty").unwrap().as_plain_str(), Some("OKP"));
    let error = header.value("kid").unwrap().object(&limits).unwrap_err();
    assert_eq!(error, ObjectError::NotAnObject { offset: 0 });
    let error = header
        .value("epk")
        .unwrap()
        .object(&ObjectLimits::new(5, 8, 8))
        .unwrap_err();
    assert_eq!(error, ObjectError::TooLong { len: 13, limit: 5 });
}

// HDR-12, API-01
#[test]
fn hdr_12_errors_and_debug_have_no_text() {
    for json in [
        "{\"secret\":1,\"secret\":2}",
        "{\"secret\":\"secret\"",
        "{\"secret\":\"\\ud800\"}",
        "{\"secret\":secret}",
        "secret",
        "{}secret",
        "{\"secret\":1.secret}",
        "{\"secret\\q\":1}",
        "{\"secret\n\":1}",
        "{\"secret\" 1}",
    ] {
        let error = refused(json);
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
        assert!(error.code().starts_with("json/"));
    }
    let object = parse(r#"{"secret":"secret"}"#);
    assert_eq!(format!("{object:?}"), "Object(19 octets, 1 members)");
    assert_eq!(
        format!("{:?}", object.value("secret").unwrap()),
        "Value(a string, 8 octets)"
    );
}

#[test]
fn a_buffer_becomes_an_object_without_a_copy() {
    let json = format!(r#"{{"a":"{}"}}"#, "x".repeat(300)).into_bytes();
    let place = json.as_ptr();
    let info = allocation_counter::measure(|| {
        let object = Object::from_vec(json, &ObjectLimits::default()).unwrap();
        assert_eq!(object.octets().as_ptr(), place);
        assert!(object.contains("a"));
    });
    assert_eq!(info.count_total, 0);
    for refused in [&b"{\"a\":1,\"a\":2}"[..], b"{\"a\":\"\xff\"}", b"[]", b""] {
        assert_eq!(
            Object::from_vec(refused.to_vec(), &ObjectLimits::default()).err(),
            Object::parse(refused, &ObjectLimits::default()).err()
        );
    }
}
