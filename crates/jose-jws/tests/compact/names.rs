//! What a header says about algorithm and key is a claim of the sender's (RFC 7515, sections 4.1 and 6; RFC 8725, section 3.1).

use jose_b64::{Kind, ObjectError};
use jose_jwk::{HeaderError, JwkError, NameError};
use jose_jws::{Compact, ParseError, Part, Verifiers, VerifyError};

use crate::HEADER;
use crate::common::{TOY, Toy, forge, header_refused, refused, token};

// HDR-19, HDR-20, HDR-22: what a header says about its key is text to look at, and no key.
#[test]
fn hdr_22_key_hints_are_data() {
    let key = Toy::new(TOY);
    let header = r#"{"alg":"X-TOY","jku":"http://169.254.169.254/latest","x5u":"file:///etc/passwd","x5t":"not base64!",
        "x5t#S256":"","x5c":["not a certificate"],"jwk":{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","kid":"x"}}"#;
    let sealed = forge(header, "pay", &key);
    let unverified = Compact::parse(&sealed).unwrap();
    let hint = unverified.hint();
    assert_eq!(hint.jku(), Some("http://169.254.169.254/latest"));
    assert_eq!(hint.x5u(), Some("file:///etc/passwd"));
    assert_eq!(
        (hint.x5t(), hint.x5t_s256()),
        (Some("not base64!"), Some(""))
    );
    assert_eq!(hint.x5c().unwrap().elements().unwrap().count(), 1);
    assert_eq!(hint.untrusted_jwk(), Err(JwkError::NotPublic));
    assert_eq!((hint.alg(), hint.kid()), (Some("X-TOY"), None));

    let nobody = Verifiers::of([]);
    assert_eq!(
        unverified.clone().verify(&nobody).unwrap_err().code(),
        "jws/no-matching-key"
    );
    let mine = Toy::new(TOY).secret(2);
    assert_eq!(
        unverified.clone().verify(&mine).unwrap_err().code(),
        "jws/invalid-signature"
    );
    assert_eq!(unverified.verify(&key).unwrap().payload(), b"pay");
}

#[test]
fn hdr_19_and_20_an_embedded_jwk_is_read_only_when_it_is_public() {
    let read = |jwk: &str| {
        let text = token(format!(r#"{{"alg":"X-TOY","jwk":{jwk}}}"#), "", "s");
        Compact::parse(&text).unwrap().hint().untrusted_jwk()
    };
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let public = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#);
    assert_eq!(read(&public).unwrap().unwrap().kid(), None);
    let d = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
    let private = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{d}"}}"#);
    assert_eq!(read(&private), Err(JwkError::NotPublic));
    assert_eq!(
        read(r#"{"kty":"oct","k":"AAEC"}"#),
        Err(JwkError::NotPublic)
    );
    assert_eq!(read("{}").unwrap_err().code(), "jwk/missing");
    let twice = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","x":"{x}"}}"#);
    assert!(matches!(
        read(&twice),
        Err(JwkError::Json(ObjectError::RepeatedName { .. }))
    ));
    assert_eq!(
        Compact::parse(&token(HEADER, "", "s"))
            .unwrap()
            .hint()
            .untrusted_jwk(),
        Ok(None)
    );
}

#[test]
fn hdr_23_a_kid_is_any_string_and_nothing_but_a_name() {
    let key = Toy::new(TOY).kid("k1");
    for kid in [
        "../../dev/null",
        "' OR 1=1 --",
        "",
        "K1",
        "k1 ",
        " k1",
        "k1\u{0}",
        "__proto__",
        "\u{fb01}",
        "kl",
    ] {
        let header = format!(
            r#"{{"alg":"X-TOY","kid":"{}"}}"#,
            kid.replace('\0', "\\u0000")
        );
        let error = Compact::parse(&forge(header, "pay", &key))
            .unwrap()
            .verify(&key)
            .unwrap_err();
        let VerifyError::NoMatchingKey { alg, kid: named } = error else {
            panic!("{error:?}")
        };
        assert_eq!((&*alg, named.as_deref()), ("X-TOY", Some(kid)));
    }
    let escaped = forge(r#"{"alg":"X-TOY","kid":"\u006b\u0031"}"#, "pay", &key);
    assert!(Compact::parse(&escaped).unwrap().verify(&key).is_ok());
    assert_eq!(Compact::parse(&escaped).unwrap().hint().kid(), Some("k1"));
    let huge = format!(r#"{{"alg":"X-TOY","kid":"{}"}}"#, "k".repeat(10_000_000));
    assert_eq!(header_refused(huge).code(), "jws/token-too-long");
}

#[test]
fn hdr_27_unknown_members_are_kept_and_ignored() {
    let key = Toy::new(TOY);
    let header = r#"{"x-first":[1,{"a":"b"}],"alg":"X-TOY","nonce":null,"\u0075rl":"https://e\u0078ample","exp":"later"}"#;
    let verified = Compact::parse(&forge(header, "pay", &key))
        .unwrap()
        .verify(&key)
        .unwrap();
    let names: Vec<String> = verified
        .header()
        .members()
        .map(|(name, _)| name.into_owned())
        .collect();
    assert_eq!(names, ["x-first", "alg", "nonce", "url", "exp"]);
    assert_eq!(
        verified.header().value("x-first").unwrap().json(),
        r#"[1,{"a":"b"}]"#
    );
    assert_eq!(
        verified.header().value("url").unwrap().as_str().unwrap(),
        "https://example"
    );
    assert_eq!(verified.header().octets(), header.as_bytes());
}

// ALG-01 to ALG-04: refused when read, so that no key set and no configuration can matter.
#[test]
fn alg_01_to_04_none_is_no_algorithm() {
    let key = Toy::new(TOY);
    for name in ["none", "None", "NONE", "noNe", r"\u006eone", r"non\u0065"] {
        for signature in ["", "signature"] {
            let text = token(format!(r#"{{"alg":"{name}"}}"#), "pay", signature);
            let error = refused(&text);
            assert_eq!(
                (&error, error.code()),
                (&ParseError::Alg(NameError::None), "jws/alg-refused"),
                "{name}"
            );
        }
    }
    for name in [
        "none ",
        " none",
        r"none\u0000",
        "non",
        "nonee",
        "n\u{f6}ne",
        "\u{1d5c7}one",
    ] {
        let text = forge(format!(r#"{{"alg":"{name}"}}"#), "pay", &key);
        for error in [
            Compact::parse(&text).unwrap().verify(&key).unwrap_err(),
            Compact::parse(&text)
                .unwrap()
                .verify(&Verifiers::of([&key]))
                .unwrap_err(),
            Compact::parse(&text)
                .unwrap()
                .verify(&Verifiers::of([]))
                .unwrap_err(),
        ] {
            assert_eq!(error.code(), "jws/no-matching-key", "{name}");
        }
        // Without a signature it does not even come so far.
        assert_eq!(
            refused(&token(format!(r#"{{"alg":"{name}"}}"#), "pay", "")),
            ParseError::EmptyPart(Part::Signature)
        );
    }
    assert_eq!(key.asked(), 0);
}

// ALG-05: the JSON serializations are no way around.
#[test]
fn alg_05_none_in_a_json_serialization() {
    let json =
        r#"{"payload":"cGF5","signatures":[{"protected":"eyJhbGciOiJub25lIn0","signature":""}]}"#;
    assert_eq!(refused(json), ParseError::JsonNotCompact);
}

#[test]
fn alg_06_alg_is_a_string_with_characters() {
    for (value, found) in [
        ("null", Kind::Null),
        ("7", Kind::Number),
        ("false", Kind::Bool),
        (r#"["X-TOY"]"#, Kind::Array),
        (r#"{"X-TOY":1}"#, Kind::Object),
    ] {
        let error = header_refused(format!(r#"{{"alg":{value}}}"#));
        assert_eq!(
            error,
            ParseError::Header(HeaderError::WrongType {
                name: "alg",
                expected: Kind::String,
                found
            })
        );
    }
    assert_eq!(
        header_refused(r#"{"alg":""}"#),
        ParseError::Alg(NameError::Empty)
    );
    assert_eq!(header_refused(r#"{"typ":"JWT"}"#), ParseError::MissingAlg);
}

#[test]
fn alg_18_and_21_names_that_no_key_has() {
    let key = Toy::new(TOY);
    let keys = Verifiers::of([&key]);
    for name in [
        "RSA-OAEP",
        "RSA-OAEP-256",
        "dir",
        "A128KW",
        "ECDH-ES",
        "PBES2-HS256+A128KW",
        "A128GCM",
        "__proto__",
        "constructor",
        "toString",
        "x-toy",
        "X-TOY ",
        "X-TO",
        "X-TOYS",
        "HS256/64",
        "*",
    ] {
        let text = forge(format!(r#"{{"alg":"{name}"}}"#), "pay", &key);
        let unverified = Compact::parse(&text).unwrap();
        assert_eq!(unverified.unverified_header().alg().name(), name);
        for error in [
            unverified.clone().verify(&key).unwrap_err(),
            unverified.verify(&keys).unwrap_err(),
        ] {
            let VerifyError::NoMatchingKey { alg, kid: None } = error else {
                panic!("{error:?}")
            };
            assert_eq!(&*alg, name);
        }
    }
    assert_eq!(key.asked(), 0);
}

#[test]
fn alg_20_prohibited_names_are_refused_before_any_key() {
    for name in [
        "RS1", "HS1", "A128CBC", "A192CBC", "A256CBC", "A128CTR", "A192CTR", "A256CTR",
    ] {
        let error = header_refused(format!(r#"{{"alg":"{name}"}}"#));
        assert_eq!(
            (&error, error.code()),
            (
                &ParseError::Alg(NameError::Prohibited { name }),
                "jws/alg-refused"
            )
        );
    }
}

#[test]
fn une_01_a_payload_that_is_not_encoded_is_declared_by_crit() {
    for header in [
        r#"{"alg":"X-TOY","b64":false}"#,
        r#"{"alg":"X-TOY","b64":false,"crit":["x"],"x":1}"#,
        r#"{"alg":"X-TOY","crit":["B64"],"B64":true,"b64":false}"#,
        r#"{"alg":"X-TOY","\u00624":1,"\u0062\u0036\u0034":false}"#,
    ] {
        let error = header_refused(header);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::B64NotCritical, "jws/b64-not-critical"),
            "{header}"
        );
    }
}

#[test]
fn une_02_b64_is_a_boolean() {
    for header in [
        r#"{"alg":"X-TOY","b64":null}"#,
        r#"{"alg":"X-TOY","b64":0}"#,
        r#"{"alg":"X-TOY","b64":1}"#,
        r#"{"alg":"X-TOY","b64":"true"}"#,
        r#"{"alg":"X-TOY","b64":[true]}"#,
        r#"{"alg":"X-TOY","b64":"false","crit":["b64"]}"#,
        r#"{"alg":"X-TOY","b64":null,"crit":["b64"]}"#,
        r#"{"alg":"X-TOY","b64":{},"crit":["b64"]}"#,
    ] {
        let error = header_refused(header);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::B64NotBoolean, "jws/b64-not-boolean"),
            "{header}"
        );
    }
}
