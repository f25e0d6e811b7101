//! Critical header parameters (RFC 7516, section 4.1.13): CRT-01 to CRT-10.

use jose_jwe::jwk::{CritError, HeaderError};
use jose_jwe::{CritHandlers, Limits, ParseError};

use crate::common::{
    PLAIN, Sealed, TOY, Toy, decrypter, header_refused, read, refused, refused_with,
};

fn header(members: &str) -> String {
    format!(r#"{{"alg":"X-TOY","enc":"A128GCM",{members}}}"#)
}

fn crit_error(error: ParseError) -> CritError {
    match error {
        ParseError::Header(HeaderError::Crit(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// What every form says of these members.
#[track_caller]
fn refused_for(members: &str) -> CritError {
    crit_error(header_refused(header(members)))
}

#[test]
fn crt_01_an_empty_list() {
    assert_eq!(refused_for(r#""crit":[]"#), CritError::Empty);
}

#[test]
fn crt_02_what_is_not_understood() {
    for (members, name) in [
        (r#""crit":["bork"],"bork":true"#, "bork"),
        (r#""crit":["bork"],"bork":null"#, "bork"),
        (r#""crit":["\u0062ork"],"bork":1"#, "bork"),
        (r#""crit":["exp"],"exp":1363284000"#, "exp"),
        // RFC 7797 is of signatures only: nobody understands it here.
        (r#""crit":["b64"],"b64":false"#, "b64"),
        (r#""crit":["b64"],"b64":true"#, "b64"),
        (r#""crit":["Zip"],"Zip":"DEF""#, "Zip"),
    ] {
        let expected = CritError::NotUnderstood { name: name.into() };
        assert_eq!(refused_for(members), expected, "{members}");
    }
}

#[test]
fn crt_03_08_names_that_the_protected_header_lacks() {
    for (members, name) in [
        (r#""crit":["bork"]"#, "bork"),
        (r#""crit":["Bork"],"bork":1"#, "Bork"),
        (r#""crit":["__proto__"]"#, "__proto__"),
        (r#""crit":["bork"],"x":{"bork":1}"#, "bork"),
    ] {
        let expected = CritError::Absent { name: name.into() };
        assert_eq!(refused_for(members), expected, "{members}");
    }
    // CRT-08: that it stands in another header does not help, whoever understands it.
    let sealed = Sealed::new(r#"{"enc":"A128GCM","crit":["bork"]}"#);
    let toy = Toy::new(TOY);
    let key = sealed.key_for(&toy);
    let understands = CritHandlers::new().on("bork", |_| Ok(()));
    let understands = decrypter(toy.clone()).crit(understands);
    for others in [
        format!(r#""header":{{"alg":"X-TOY","bork":1}},"encrypted_key":"{key}""#),
        format!(r#""unprotected":{{"bork":1}},"header":{{"alg":"X-TOY"}},"encrypted_key":"{key}""#),
        format!(
            r#""recipients":[{{"header":{{"alg":"X-TOY","bork":1}},"encrypted_key":"{key}"}}]"#
        ),
    ] {
        let error = refused_with(&understands, &toy, &sealed.json(&others));
        assert_eq!(error.code(), "header/crit");
    }
}

#[test]
fn crt_04_registered_names_are_no_extensions() {
    let understands = |name: &'static str| CritHandlers::new().on(name, |_| Ok(()));
    for name in [
        "alg", "enc", "zip", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty",
        "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    ] {
        let members = format!(r#""crit":["{name}"]"#);
        let expected = CritError::Registered { name: name.into() };
        assert_eq!(refused_for(&members), expected);
        let toy = Toy::new(TOY);
        let token = Sealed::new(header(&members)).compact(&toy);
        let decrypter = decrypter(toy.clone()).crit(understands(name));
        assert_eq!(refused_with(&decrypter, &toy, &token).code(), "header/crit");
    }
}

#[test]
fn crt_05_names_that_stand_twice() {
    for members in [
        r#""crit":["bork","bork"],"bork":1"#,
        r#""crit":["bork","\u0062ork"],"bork":1"#,
    ] {
        let expected = CritError::Repeated {
            name: "bork".into(),
        };
        assert_eq!(refused_for(members), expected);
    }
}

// CRT-06: nobody vouches for it there.
#[test]
fn crt_06_crit_is_protected() {
    let toy = Toy::new(TOY);
    let understands = CritHandlers::new().on("bork", |_| Ok(()));
    let decrypter = decrypter(toy.clone()).crit(understands);
    for protected in [r#"{"enc":"A128GCM"}"#, r#"{"enc":"A128GCM","bork":1}"#] {
        let sealed = Sealed::new(protected);
        let key = sealed.key_for(&toy);
        let own = format!(r#""header":{{"alg":"X-TOY"}},"encrypted_key":"{key}""#);
        let bork = if protected.contains("bork") {
            ""
        } else {
            r#","bork":1"#
        };
        for list in [r#"["bork"]"#, "[]", "null", r#""bork""#] {
            let crit = format!(r#""crit":{list}{bork}"#);
            for json in [
                sealed.json(&format!(r#""unprotected":{{{crit}}},{own}"#)),
                sealed.json(&own.replacen('{', &format!("{{{crit},"), 1)),
                sealed.general(&[format!(
                    "{{{}}}",
                    own.replacen('{', &format!("{{{crit},"), 1)
                )]),
            ] {
                let error = refused_with(&decrypter, &toy, &json);
                // Its own form may be looked at first.
                let codes = ["jwe/must-be-protected", "header/crit", "header/wrong-type"];
                assert!(codes.contains(&error.code()), "{error:?} {json}");
                if list == r#"["bork"]"# && !bork.is_empty() {
                    assert_eq!(refused(&json), ParseError::MustBeProtected { name: "crit" });
                }
            }
        }
    }
}

#[test]
fn crt_07_a_list_of_names() {
    for value in [r#""bork""#, r#"{"bork":1}"#, "null", "true", "1"] {
        let error = header_refused(header(&format!(r#""bork":1,"crit":{value}"#)));
        assert_eq!(error.code(), "header/wrong-type", "{value}");
    }
    for value in [r#"[""]"#, "[1]", "[null]", r#"[["bork"]]"#, r#"["bork",7]"#] {
        let error = refused_for(&format!(r#""bork":1,"":1,"crit":{value}"#));
        assert_eq!(error, CritError::NotAName, "{value}");
    }
    let names: Vec<String> = (0..17).map(|number| format!(r#""e{number}""#)).collect();
    let members: String = names.iter().map(|name| format!("{name}:1,")).collect();
    let error = refused_for(&format!(r#"{members}"crit":[{}]"#, names.join(",")));
    assert_eq!(error, CritError::TooMany { max: 16 });
    let toy = Toy::new(TOY);
    let limits = Limits::with(|limits| limits.crit = 1);
    let understands = CritHandlers::new().on("a", |_| Ok(())).on("b", |_| Ok(()));
    let decrypter = decrypter(toy.clone()).limits(limits).crit(understands);
    let token = Sealed::new(header(r#""a":1,"b":2,"crit":["a","b"]"#)).compact(&toy);
    assert_eq!(refused_with(&decrypter, &toy, &token).code(), "header/crit");
}

// CRT-10: to understand an extension is to do something with its value, before any key is asked.
#[test]
fn crt_10_handlers_see_the_value_and_may_refuse_it() {
    let handlers = CritHandlers::new().on("level", |value| match value.as_u64() {
        Some(1..=3) => Ok(()),
        _ => Err("level must be 1, 2 or 3"),
    });
    let toy = Toy::new(TOY);
    let decrypter = decrypter(toy.clone()).crit(handlers);
    let token = |level: &str| {
        let members = format!(r#""crit":["level"],"level":{level}"#);
        Sealed::new(header(&members)).compact(&toy)
    };
    assert_eq!(read(&decrypter, &token("2")).plaintext(), PLAIN);
    for level in ["0", "4", "-1", "2.5", r#""2""#, "null", "[2]"] {
        let error = refused_with(&decrypter, &toy, &token(level));
        assert_eq!(error.code(), "header/crit");
        assert!(
            error.to_string().contains("level must be 1, 2 or 3"),
            "{error}"
        );
    }
}
