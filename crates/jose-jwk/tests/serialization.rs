//! Reading the text of a message: what formats build on (RFC 7515, section 7; RFC 7516, section 7). What it refuses of whole messages is
//! tested where there are messages.
#![cfg(test)]

use jose_b64::{Kind, ObjectError, Padding, encode};
use jose_jwk::serialization::{
    Malformed, decode_header, element, elements, member, protected_header, read_object, split,
    string, text, unprotected_header,
};
use jose_jwk::{HeaderError, Limits};

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn a_compact_text_has_its_number_of_parts() {
    assert_eq!(split("a.b.c", &limits()), Ok(["a", "b", "c"]));
    assert_eq!(split("a..", &limits()), Ok(["a", "", ""]));
    assert_eq!(split("a.b.c.d.e", &limits()), Ok(["a", "b", "c", "d", "e"]));
    assert_eq!(split("a....", &limits()), Ok(["a", "", "", "", ""]));
    for (text, parts) in [
        ("", 1),
        ("a", 1),
        ("a.", 2),
        ("...", 4),
        ("a.b.c.d.e", 5),
        ("a.b.c.d.e.", 6),
        ("..........", 6),
    ] {
        let parts = Malformed::Parts { parts };
        assert_eq!(split::<3>(text, &limits()), Err(parts), "{text}");
    }
    for (text, parts) in [
        ("", 1),
        ("a.b.c", 3),
        ("a...", 4),
        ("a.....", 6),
        (".............", 6),
    ] {
        let parts = Malformed::Parts { parts };
        assert_eq!(split::<5>(text, &limits()), Err(parts), "{text}");
    }
    for text in ["..", ".b.c"] {
        assert_eq!(split::<3>(text, &limits()), Err(Malformed::EmptyHeader));
    }
    assert_eq!(
        split::<3>("{\"a\":\"b.c.d\"}", &limits()),
        Err(Malformed::JsonNotCompact)
    );
    let short = Limits::with(|limits| limits.token_len = 4);
    assert_eq!(split("a.b.", &short), Ok(["a", "b", ""]));
    assert_eq!(
        split::<3>("a.b.c", &short),
        Err(Malformed::TokenTooLong { len: 5, max: 4 })
    );
}

// HDR-10: the length is checked before the first octet is decoded.
#[test]
fn hdr_10_a_header_is_bounded_before_it_is_decoded() {
    let json = r#"{"alg":"a"}"#;
    let limits = |len| Limits::with(|limits| limits.header_len = len);
    let read = decode_header(&encode(json), Padding::Refused, &limits(11)).unwrap();
    assert_eq!(read.json(), json);
    let refused =
        |text: &str, padding, len| decode_header(text, padding, &limits(len)).unwrap_err();
    assert_eq!(
        refused(&encode(json), Padding::Refused, 10),
        Malformed::HeaderTooLong { max: 10 }
    );
    assert_eq!(
        refused("????????????????", Padding::Refused, 11),
        Malformed::HeaderTooLong { max: 11 }
    );
    let padded = format!("{}=", encode(json));
    assert!(decode_header(&padded, Padding::Allowed, &limits(11)).is_ok());
    for text in [&*padded, "e30x*", "e31"] {
        let error = refused(text, Padding::Refused, 99);
        assert!(matches!(error, Malformed::HeaderBase64(_)), "{text}");
    }
    assert!(matches!(
        refused(&encode("[]"), Padding::Refused, 99),
        Malformed::Header(HeaderError::Json(ObjectError::NotAnObject { .. }))
    ));
    assert!(matches!(
        refused(&encode(r#"{"alg":1}"#), Padding::Refused, 99),
        Malformed::Header(HeaderError::WrongType { name: "alg", .. })
    ));
}

#[test]
fn members_are_of_their_type() {
    let json = br#"{"s":"\u0061b","a":[{"b":1},"c"],"empty":[],"n":null}"#;
    let object = read_object(json, &limits()).unwrap();
    assert_eq!(text(&object, "s").unwrap().as_deref(), Some("ab"));
    assert_eq!(text(&object, "absent"), Ok(None));
    let found = |name, expected, found| Malformed::MemberType {
        name,
        expected,
        found,
    };
    for (name, kind) in [("a", Kind::Array), ("n", Kind::Null)] {
        let error = found(name, Kind::String, kind);
        assert_eq!(text(&object, name), Err(error.clone()));
        let value = member(&object, name).unwrap().unwrap();
        assert_eq!(string(name, value), Err(error));
    }

    let list = |name| member(&object, name).unwrap().unwrap();
    let values: Vec<_> = elements("a", list("a"), 2).unwrap().collect();
    let [first, second] = &*values else { panic!() };
    let read = element("a", *first, &limits()).unwrap();
    assert_eq!(read.text(), r#"{"b":1}"#);
    assert_eq!(
        element("a", *second, &limits()).unwrap_err(),
        found("a", Kind::Object, Kind::String)
    );
    let refused = |name, max| elements(name, list(name), max).map(drop).unwrap_err();
    assert_eq!(refused("a", 1), Malformed::ListTooLong { max: 1 });
    assert_eq!(refused("a", 0), Malformed::ListTooLong { max: 0 });
    assert_eq!(refused("empty", 1), Malformed::EmptyList);
    assert_eq!(refused("s", 1), found("s", Kind::Array, Kind::String));
}

#[test]
fn a_message_is_one_object_and_nothing_else() {
    let refused = |json: &str, limits| read_object(json.as_bytes(), &limits).map(drop).unwrap_err();
    assert!(matches!(
        refused("a.b.c", limits()),
        Malformed::Json(ObjectError::NotAnObject { .. })
    ));
    let shallow = Limits::with(|limits| limits.header_depth = 1);
    assert!(read_object(br#"{"a":[{"b":{}}]}"#, &shallow).is_ok());
    assert!(matches!(
        refused(r#"{"a":[{"b":{"c":{}}}]}"#, shallow),
        Malformed::Json(ObjectError::TooDeep { .. })
    ));
    assert_eq!(
        refused("{}", Limits::with(|limits| limits.token_len = 1)),
        Malformed::TokenTooLong { len: 2, max: 1 }
    );
    // B64-15: a JOSE Header before the first dot, for whoever skips what is no base64url.
    let header = encode(r#"{"alg":"dir"}"#);
    assert_eq!(
        refused(&format!(r#"{{"{header}":"....","a":1}}"#), limits()),
        Malformed::LooksCompact
    );
    assert!(read_object(format!(r#"{{"{header}":"a"}}"#).as_bytes(), &limits()).is_ok());
}

// HDR-15: a header that says nothing is absent.
#[test]
fn hdr_15_headers_say_something_or_are_absent() {
    let protected = |json: &str| {
        let object = read_object(json.as_bytes(), &limits()).unwrap();
        let read = protected_header(&object, Padding::Refused, &limits());
        read.map(|(text, header)| (text.into_owned(), header.json().to_owned()))
    };
    let both = |text: &str, json: &str| Ok((text.to_owned(), json.to_owned()));
    assert_eq!(protected("{}"), both("", "{}"));
    let text = encode(r#"{"alg":"a"}"#);
    assert_eq!(
        protected(&format!(r#"{{"protected":"{text}"}}"#)),
        both(&text, r#"{"alg":"a"}"#)
    );
    for empty in [String::new(), encode("{}"), encode(" { }")] {
        let json = format!(r#"{{"protected":"{empty}"}}"#);
        assert_eq!(protected(&json), Err(Malformed::EmptyHeader), "{empty}");
    }
    assert!(matches!(
        protected(r#"{"protected":{"alg":"a"}}"#),
        Err(Malformed::MemberType { .. })
    ));

    let unprotected = |json: &str| {
        let object = read_object(json.as_bytes(), &limits()).unwrap();
        let read = unprotected_header(&object, "header", &limits());
        read.map(|header| header.map(|header| header.json().to_owned()))
    };
    assert_eq!(unprotected("{}"), Ok(None));
    assert_eq!(
        unprotected(r#"{"header":{"kid": "a"}}"#),
        Ok(Some(r#"{"kid": "a"}"#.to_owned()))
    );
    assert_eq!(unprotected(r#"{"header":{}}"#), Err(Malformed::EmptyHeader));
    assert!(matches!(
        unprotected(r#"{"header":"e30"}"#),
        Err(Malformed::MemberType { .. })
    ));
    assert!(matches!(
        unprotected(r#"{"header":{"kid":7}}"#),
        Err(Malformed::Header(HeaderError::WrongType { .. }))
    ));
}
