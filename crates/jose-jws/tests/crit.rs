//! Critical header parameters (RFC 7515, section 4.1.11), in a signed and in an unsecured JWS.
#![cfg(test)]

extern crate alloc;

mod common;

use alloc::sync::Arc;
use core::sync::atomic::{AtomicUsize, Ordering};

use common::{TOY, Toy, forge, header_refused, seal, token};
use jose_b64::Kind;
use jose_jwk::{CritError, CritHandlers, HeaderError, Limits};
use jose_jws::{Compact, ParseError, ReadOptions, Unsecured};

fn crit_error(error: ParseError) -> CritError {
    assert_eq!(error.code(), "header/crit");
    match error {
        ParseError::Header(HeaderError::Crit(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// What both readers, that of signed and that of unsecured messages, say of these members.
fn refused_with(members: &str, options: &ReadOptions) -> CritError {
    // CRT-09
    let unsecured = token(format!(r#"{{"alg":"none",{members}}}"#), "pay", "");
    let unsecured = crit_error(Unsecured::danger_parse(&unsecured, options).unwrap_err());
    let signed = token(
        format!(r#"{{"alg":"X-TOY",{members}}}"#),
        "pay",
        "signature",
    );
    let signed = crit_error(Compact::parse_with(&signed, options).unwrap_err());
    assert_eq!(signed, unsecured);
    signed
}

fn refused(members: &str) -> CritError {
    refused_with(members, &ReadOptions::new())
}

fn accept_all(names: &[&'static str]) -> ReadOptions {
    let handlers = names.iter().fold(CritHandlers::new(), |handlers, name| {
        handlers.on(*name, |_| Ok(()))
    });
    ReadOptions::new().crit(handlers)
}

#[test]
fn crt_01_an_empty_list() {
    assert_eq!(
        (refused(r#""crit":[]"#), refused(r#""crit":[]"#).code()),
        (CritError::Empty, "crit/empty")
    );
    assert_eq!(refused(r#""crit":[ ]"#), CritError::Empty);
}

#[test]
fn crt_02_what_is_not_understood() {
    for (members, name) in [
        (r#""crit":["bork"],"bork":true"#, "bork"),
        (r#""crit":["bork"],"bork":false"#, "bork"),
        (r#""crit":["bork"],"bork":null"#, "bork"),
        (r#""crit":["\u0062ork"],"bork":1"#, "bork"),
        (r#""crit":["exp"],"exp":1363284000"#, "exp"),
        (r#""crit":["B64"],"B64":true"#, "B64"),
        (r#""crit":["b64","bork"],"b64":true,"bork":1"#, "bork"),
        (
            r#""crit":["http://example.com/UNDEFINED"],"http://example.com/UNDEFINED":true"#,
            "http://example.com/UNDEFINED",
        ),
    ] {
        let error = refused(members);
        assert_eq!(error.code(), "crit/not-understood");
        assert_eq!(
            error,
            CritError::NotUnderstood { name: name.into() },
            "{members}"
        );
    }
}

#[test]
fn crt_02_no_key_is_asked() {
    let key = Toy::new(TOY);
    let sealed = forge(r#"{"alg":"X-TOY","crit":["bork"],"bork":1}"#, "pay", &key);
    assert_eq!(Compact::parse(&sealed).unwrap_err().code(), "header/crit");
    assert_eq!(key.asked(), 0);
}

#[test]
fn crt_03_names_that_the_header_lacks() {
    for (members, name) in [
        (r#""crit":["bork"]"#, "bork"),
        (r#""crit":["b64"]"#, "b64"),
        (r#""crit":["Bork"],"bork":1"#, "Bork"),
        (r#""crit":["bork","more"],"bork":1"#, "more"),
        (r#""crit":["bork "],"bork":1"#, "bork "),
        (r#""crit":["__proto__"]"#, "__proto__"),
        (r#""crit":["constructor"]"#, "constructor"),
        (r#""crit":["bork"],"x":{"bork":1}"#, "bork"),
    ] {
        for options in [
            ReadOptions::new(),
            accept_all(&["bork", "Bork", "more", "b64", "__proto__"]),
        ] {
            let error = refused_with(members, &options);
            assert_eq!(
                (&error, error.code()),
                (&CritError::Absent { name: name.into() }, "crit/absent"),
                "{members}"
            );
        }
    }
}

// CRT-04: a handler cannot make those extensions either.
#[test]
fn crt_04_registered_names_are_no_extensions() {
    for name in [
        "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc",
        "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    ] {
        for members in [
            format!(r#""crit":["{name}"]"#),
            format!(r#""crit":["bork","{name}"],"bork":1"#),
        ] {
            let error = refused_with(&members, &accept_all(&[name, "bork"]));
            assert_eq!(
                (&error, error.code()),
                (
                    &CritError::Registered { name: name.into() },
                    "crit/registered"
                )
            );
        }
    }
    assert_eq!(
        refused(r#""crit":["\u0061lg"]"#),
        CritError::Registered { name: "alg".into() }
    );
}

#[test]
fn crt_05_names_that_stand_twice() {
    for members in [
        r#""crit":["bork","bork"],"bork":1"#,
        r#""crit":["bork","\u0062ork"],"bork":1"#,
        r#""crit":["bork","b64","bork"],"bork":1,"b64":true"#,
    ] {
        let error = refused_with(members, &accept_all(&["bork"]));
        assert_eq!(
            (&error, error.code()),
            (
                &CritError::Repeated {
                    name: "bork".into()
                },
                "crit/repeated"
            )
        );
    }
}

#[test]
fn crt_07_a_list_of_names() {
    for (value, found) in [
        (r#""b64""#, Kind::String),
        (r#"{"b64":1}"#, Kind::Object),
        ("null", Kind::Null),
        ("true", Kind::Bool),
        ("1", Kind::Number),
    ] {
        let error = header_refused(format!(r#"{{"alg":"X-TOY","b64":true,"crit":{value}}}"#));
        assert_eq!(
            error,
            ParseError::Header(HeaderError::WrongType {
                name: "crit",
                expected: Kind::Array,
                found
            })
        );
    }
    for value in [
        r#"[""]"#,
        "[1]",
        "[null]",
        "[true]",
        r#"[["b64"]]"#,
        r#"[{}]"#,
        r#"["b64",""]"#,
        r#"["b64",7]"#,
    ] {
        let error = refused(&format!(r#""b64":true,"crit":{value},"":1"#));
        assert_eq!(
            (&error, error.code()),
            (&CritError::NotAName, "crit/not-a-name"),
            "{value}"
        );
    }
}

#[test]
fn crt_07_a_list_of_limited_length() {
    let names: Vec<String> = (0..17).map(|number| format!("e{number}")).collect();
    let members: String = names.iter().map(|name| format!(r#""{name}":1,"#)).collect();
    let quoted: Vec<String> = names.iter().map(|name| format!(r#""{name}""#)).collect();
    let error = refused(&format!(r#"{members}"crit":[{}]"#, quoted.join(",")));
    assert_eq!(
        (&error, error.code()),
        (&CritError::TooMany { max: 16 }, "crit/too-many")
    );
    let shorter = quoted
        .iter()
        .take(16)
        .cloned()
        .collect::<Vec<_>>()
        .join(",");
    assert_eq!(
        refused(&format!(r#"{members}"crit":[{shorter}]"#)),
        CritError::NotUnderstood { name: "e0".into() }
    );

    let mut limits = Limits::default();
    limits.crit = 1;
    let options = accept_all(&["e0", "e1"]).limits(limits);
    assert_eq!(
        refused_with(r#""e0":1,"e1":2,"crit":["e0","e1"]"#, &options),
        CritError::TooMany { max: 1 }
    );
}

// CRT-10: to understand an extension is to do something with its value.
#[test]
fn crt_10_handlers_see_the_value_and_may_refuse_it() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let handlers = CritHandlers::new()
        .on("level", move |value| {
            counter.fetch_add(1, Ordering::Relaxed);
            match value.as_u64() {
                Some(1..=3) => Ok(()),
                _ => Err("level must be 1, 2 or 3"),
            }
        })
        .on("never", |_| Err("never"));
    assert_eq!(format!("{handlers:?}"), r#"{"level", "never"}"#);
    let options = ReadOptions::new().crit(handlers);
    let key = Toy::new(TOY);
    let read = |members: &str| {
        let sealed = forge(format!(r#"{{"alg":"X-TOY",{members}}}"#), "pay", &key);
        Compact::parse_with(&sealed, &options)
            .map(|read| read.verify(&key).unwrap().payload().len())
    };

    assert_eq!(read(r#""crit":["level"],"level":2"#), Ok(3));
    assert_eq!(read(r#""crit":["\u006cevel"],"\u006cevel":3"#), Ok(3));
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    // What is not critical is not looked at.
    assert_eq!(read(r#""level":9,"never":1"#), Ok(3));
    assert_eq!(asked.load(Ordering::Relaxed), 2);

    for value in ["4", "0", "-1", "2.5", r#""2""#, "null", "[2]"] {
        let error = refused_with(&format!(r#""crit":["level"],"level":{value}"#), &options);
        let reason = "level must be 1, 2 or 3";
        assert_eq!(
            (&error, error.code()),
            (
                &CritError::Refused {
                    name: "level".into(),
                    reason
                },
                "crit/refused"
            ),
            "{value}"
        );
        assert_eq!(
            error.to_string(),
            "the critical extension level is refused: level must be 1, 2 or 3"
        );
    }
    let error = refused_with(r#""crit":["level","never"],"level":1,"never":1"#, &options);
    assert_eq!(
        error,
        CritError::Refused {
            name: "never".into(),
            reason: "never"
        }
    );
    let error = refused_with(r#""crit":["level","other"],"level":1,"other":1"#, &options);
    assert_eq!(
        error,
        CritError::NotUnderstood {
            name: "other".into()
        }
    );
}

#[test]
fn crt_10_the_later_handler_of_a_name_counts() {
    let handlers = CritHandlers::new()
        .on("x", |_| Ok(()))
        .on("x", |_| Err("the later"));
    let error = refused_with(r#""crit":["x"],"x":1"#, &ReadOptions::new().crit(handlers));
    assert_eq!(
        error,
        CritError::Refused {
            name: "x".into(),
            reason: "the later"
        }
    );
}

// The example of RFC 7515, section 4.1.11, for a recipient who knows what `exp` in a header means.
#[test]
fn crt_10_the_example_of_the_rfc() {
    let options =
        ReadOptions::new().crit(CritHandlers::new().on("exp", |value| match value.as_u64() {
            Some(exp) if exp > 1_300_000_000 => Ok(()),
            _ => Err("expired"),
        }));
    let key = Toy::new(TOY);
    let sealed = forge(
        r#"{"alg":"X-TOY","crit":["exp"],"exp":1363284000}"#,
        "pay",
        &key,
    );
    assert!(
        Compact::parse_with(&sealed, &options)
            .unwrap()
            .verify(&key)
            .is_ok()
    );
    let error = refused_with(r#""crit":["exp"],"exp":1200000000"#, &options);
    assert_eq!(
        error,
        CritError::Refused {
            name: "exp".into(),
            reason: "expired"
        }
    );
}

#[test]
fn une_13_b64_true_is_understood_without_a_handler() {
    let key = Toy::new(TOY);
    for members in [
        r#""crit":["b64"],"b64":true"#,
        r#""b64":true"#,
        r#""crit":["\u00624"],"\u00624":1,"b64":true"#,
    ] {
        let options = accept_all(&["b4"]);
        let sealed = forge(format!(r#"{{"alg":"X-TOY",{members}}}"#), "pay", &key);
        let verified = Compact::parse_with(&sealed, &options)
            .unwrap()
            .verify(&key)
            .unwrap();
        assert_eq!(verified.payload(), b"pay", "{members}");
        let unsecured = token(format!(r#"{{"alg":"none",{members}}}"#), "pay", "");
        assert_eq!(
            Unsecured::danger_parse(&unsecured, &options)
                .unwrap()
                .payload(),
            b"pay"
        );
    }
}

// UNE-02: what is built in is decided here, and no handler is asked about it.
#[test]
fn une_02_a_handler_has_no_say_about_b64() {
    let header = jose_b64::encode(r#"{"alg":"X-TOY","crit":["b64"],"b64":false}"#);
    let key = Toy::new(TOY);
    let options = ReadOptions::new().crit(CritHandlers::new().on("b64", |_| Err("no")));
    let unencoded = seal(&format!("{header}.$2"), &key);
    let read = Compact::parse_with(&unencoded, &options).unwrap();
    assert_eq!(read.verify(&key).unwrap().payload(), b"$2");
    let malformed = token(r#"{"alg":"X-TOY","crit":["b64"],"b64":1}"#, "pay", "sig");
    let error = Compact::parse_with(&malformed, &accept_all(&["b64"])).unwrap_err();
    assert_eq!(error, ParseError::B64NotBoolean);
}
