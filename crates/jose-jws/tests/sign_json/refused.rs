//! What every recipient must refuse is refused when it is made (RFC 7515, sections 4.1.11 and 7.2; RFC 7797, sections 5 and 6).

use alloc::collections::BTreeMap;

use jose_b64::{Kind, ObjectError};
use jose_jwk::{Alg, CritError, HeaderError, Limits, RemoteKey};
use jose_jws::{BuildError, HeaderBuilder, SignJson};
use serde_json::json;

use crate::common::{TOY, Toy};
use crate::headers;

/// The error of these headers, whichever way a signature is made, over whatever payload.
fn header_refused(headers: &HeaderBuilder<'_>) -> BuildError {
    let mut errors = Vec::new();
    for json in [
        SignJson::new(b"pay"),
        SignJson::new(b"pay").detached(),
        SignJson::new(b"pay").sign(&Toy::new(TOY)).unwrap(),
    ] {
        let key = Toy::new(TOY);
        errors.push(json.clone().sign_with(&key, headers.clone()).unwrap_err());
        errors.push(
            json.prepare_with(&RemoteKey::new(TOY), headers.clone())
                .unwrap_err(),
        );
    }
    let text = errors[0].to_string();
    for error in &errors {
        assert_eq!(error.to_string(), text);
    }
    errors.remove(0)
}

// HDR-16, CRT-06, UNE-03: none of them counts where nobody vouches for it.
#[test]
fn hdr_16_crt_06_une_03_parameters_that_must_be_protected() {
    for covered in ["alg", "crit", "b64"] {
        for mine in [
            headers().unprotected(covered, "X-TOY"),
            headers().unprotected(covered, &["b64"]),
            headers().unprotected(covered, &false),
            headers()
                .unprotected("a", &1)
                .unprotected(covered, &true)
                .unprotected("a", &1),
            headers()
                .protected_json(br#"{"alg":"X-TOY"}"#)
                .unprotected(covered, &true),
        ] {
            let error = header_refused(&mine);
            assert!(
                matches!(error, BuildError::MustBeProtected { name } if name == covered),
                "{error:?}"
            );
            assert_eq!(error.code(), "jws/build-must-be-protected");
            assert_eq!(
                error.to_string(),
                format!("`{covered}` can only stand in the protected header")
            );
        }
    }
    // Other spellings are other names.
    for name in ["Alg", "CRIT", "b64 ", ""] {
        let mine = headers().unprotected(name, &false);
        assert!(
            SignJson::new(b"pay")
                .sign_with(&Toy::new(TOY), mine)
                .is_ok()
        );
    }
}

// HDR-13
#[test]
fn hdr_13_a_name_in_both_headers() {
    let whole = |json: &'static str| headers().protected_json(json.as_bytes());
    for (mine, twice) in [
        (headers().typ("a").unprotected("typ", "a"), "typ"),
        (headers().cty("a").unprotected("cty", "b"), "cty"),
        (headers().kid("a").unprotected("kid", "a"), "kid"),
        (headers().header("n", &1).unprotected("n", &2), "n"),
        (headers().unprotected("n", &2).header("n", &2), "n"),
        (
            headers()
                .header("o", &1)
                .header("p", &1)
                .unprotected("q", &2)
                .unprotected("p", &2),
            "p",
        ),
        (headers().header("", &1).unprotected("", &2), ""),
        (
            headers().header("o\"\n", &1).unprotected("o\"\n", &2),
            "o\"\n",
        ),
        // CRT-08: what is critical stands in the protected header, and only there.
        (headers().critical_header("n", &1).unprotected("n", &1), "n"),
        (
            whole(r#"{"alg":"X-TOY","\u006e":1}"#).unprotected("n", &1),
            "n",
        ),
        (
            whole(r#"{"alg":"X-TOY","kid":"k"}"#).unprotected("kid", "k"),
            "kid",
        ),
    ] {
        let error = header_refused(&mine);
        assert!(
            matches!(&error, BuildError::InBothHeaders { name } if name == twice),
            "{twice}: {error:?}"
        );
        assert_eq!(error.code(), "jws/build-in-both-headers");
    }
    let error = header_refused(&headers().header("o\n", &1).unprotected("o\n", &2));
    assert_eq!(
        error.to_string(),
        r"header parameter o\n stands in the protected and in the unprotected header"
    );
}

// API-06
#[test]
fn api_06_another_kid_than_the_keys() {
    let key = Toy::new(TOY).kid("k1");
    for kid in ["k2", "K1", "", "k1 "] {
        let whole = format!(r#"{{"alg":"X-TOY","kid":"{kid}"}}"#);
        for mine in [
            headers().kid(kid),
            headers().unprotected("kid", kid),
            headers().protected_json(whole.as_bytes()),
            headers()
                .protected_json(br#"{"alg":"X-TOY"}"#)
                .unprotected("kid", kid),
            headers().kid(kid).unprotected("kid", "k1"),
            headers().kid("k1").unprotected("kid", kid),
        ] {
            for error in [
                SignJson::new(b"pay")
                    .sign_with(&key, mine.clone())
                    .unwrap_err(),
                SignJson::new(b"pay")
                    .prepare_with(&RemoteKey::new(TOY).with_kid("k1"), mine.clone())
                    .unwrap_err(),
            ] {
                assert!(matches!(error, BuildError::KidMismatch), "{error:?}");
            }
        }
    }
    let mine = headers().kid("k1").unprotected("kid", "k2");
    assert!(matches!(header_refused(&mine), BuildError::KidMismatch));
    let error = header_refused(&headers().unprotected("kid", &7));
    assert!(matches!(
        error,
        BuildError::Header(HeaderError::WrongType { name: "kid", .. })
    ));
}

// CRT-04, CRT-05, CRT-08, HDR-17 and others: the headers are read as recipients read them.
#[test]
fn crt_04_05_08_headers_that_nobody_would_read() {
    let whole = |json: &'static str| headers().protected_json(json.as_bytes());
    let crit = |error: CritError| HeaderError::Crit(error);
    let wrong = |name, expected, found| HeaderError::WrongType {
        name,
        expected,
        found,
    };
    for (mine, expected) in [
        (
            headers().critical_header("jwk", &json!({})),
            crit(CritError::Registered { name: "jwk".into() }),
        ),
        (
            headers().critical_header("enc", "A128GCM"),
            crit(CritError::Registered { name: "enc".into() }),
        ),
        (
            whole(r#"{"alg":"X-TOY","crit":["alg"]}"#),
            crit(CritError::Registered { name: "alg".into() }),
        ),
        (
            whole(r#"{"alg":"X-TOY","crit":["x","x"],"x":1}"#),
            crit(CritError::Repeated { name: "x".into() }),
        ),
        (
            whole(r#"{"alg":"X-TOY","crit":["n"]}"#).unprotected("n", &1),
            crit(CritError::Absent { name: "n".into() }),
        ),
        (
            whole(r#"{"alg":"X-TOY","crit":[]}"#),
            crit(CritError::Empty),
        ),
        (headers().critical_header("", &1), crit(CritError::NotAName)),
        (
            headers().unprotected("typ", &1),
            wrong("typ", Kind::String, Kind::Number),
        ),
        (
            headers().unprotected("jku", &[1]),
            wrong("jku", Kind::String, Kind::Array),
        ),
        (
            headers().unprotected("x5c", "MIIB"),
            wrong("x5c", Kind::Array, Kind::String),
        ),
        (
            headers().unprotected("jwk", &()),
            wrong("jwk", Kind::Object, Kind::Null),
        ),
    ] {
        match header_refused(&mine) {
            BuildError::Header(error) => assert_eq!(error, expected),
            other => panic!("{other:?} instead of {expected:?}"),
        }
    }
    let deep = (0..9).fold(json!({}), |inner, _| json!([inner]));
    let long = "x".repeat(17_000);
    for (mine, is_depth) in [
        (headers().unprotected("n", &deep), true),
        (headers().unprotected("n", &long), false),
        (headers().header("n", &long), false),
    ] {
        match header_refused(&mine) {
            BuildError::Header(HeaderError::Json(ObjectError::TooDeep { .. })) => assert!(is_depth),
            BuildError::Header(HeaderError::Json(ObjectError::TooLong { .. })) => {
                assert!(!is_depth);
            }
            other => panic!("{other:?}"),
        }
    }
}

// CRT-05, HDR-01: nothing is written twice.
#[test]
fn crt_05_parameters_given_twice() {
    for mine in [
        headers().unprotected("n", &1).unprotected("n", &1),
        headers().unprotected("", &1).unprotected("", &2),
        headers().header("n", &1).critical_header("n", &1),
        headers().critical_header("n", &1).critical_header("n", &1),
    ] {
        assert!(matches!(header_refused(&mine), BuildError::RepeatedHeader));
    }
}

#[test]
fn parameters_that_cannot_be_set() {
    let keyed: BTreeMap<(u8, u8), u8> = BTreeMap::from([((1, 2), 3)]);
    for (mine, said) in [
        (headers().unprotected("odd", &keyed), "odd"),
        (headers().header("b64", &false), "b64"),
        (headers().critical_header("b64", &true), "b64"),
        (
            headers().header("crit", &["n"]).unprotected("alg", "none"),
            "crit",
        ),
    ] {
        let error = header_refused(&mine);
        assert!(
            matches!(
                &error,
                BuildError::HeaderValue { name } | BuildError::ReservedHeader { name } if name == said
            ),
            "{error:?}"
        );
    }
    for mine in [
        headers().typ("a"),
        headers().kid("a"),
        headers().header("n", &1),
        headers().critical_header("n", &1),
    ] {
        let error = header_refused(&mine.protected_json(br#"{"alg":"X-TOY"}"#));
        assert!(matches!(error, BuildError::ProtectedNotAlone), "{error:?}");
    }
}

// ALG-01, ALG-20, API-05: the header names the key's algorithm, and never one that is none.
#[test]
fn alg_01_20_api_05_algorithms() {
    for json in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"x-toy"}"#,
        "{}",
    ] {
        let error = header_refused(&headers().protected_json(json.as_bytes()));
        assert!(matches!(error, BuildError::AlgMismatch), "{error:?}");
    }
    for name in ["none", "None", "", "RS1", "A256CBC"] {
        let alg = Alg::new(name);
        for error in [
            SignJson::new(b"pay").sign(&Toy::new(alg)).unwrap_err(),
            SignJson::new(b"pay")
                .prepare(&RemoteKey::new(alg))
                .unwrap_err(),
        ] {
            assert!(matches!(error, BuildError::RefusedAlg), "{error:?}");
        }
    }
}

// UNE-01, UNE-04: all signatures say the same of the one payload, an empty one included.
#[test]
fn une_01_une_04_b64_is_that_of_the_message() {
    let says = |json: &'static str| headers().protected_json(json.as_bytes());
    let (yes, no) = (
        r#"{"alg":"X-TOY","b64":true,"crit":["b64"]}"#,
        r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#,
    );
    let key = Toy::new(TOY);
    for payload in [b"".as_slice(), b"pay"] {
        for (json, right, wrong) in [
            (SignJson::new(payload), yes, no),
            (SignJson::unencoded(payload), no, yes),
        ] {
            for json in [
                json.clone(),
                json.clone().detached(),
                json.clone().sign(&key).unwrap(),
                json.clone().sign_with(&key, says(right)).unwrap(),
            ] {
                let error = json.clone().sign_with(&key, says(wrong)).unwrap_err();
                assert!(matches!(error, BuildError::B64Mismatch), "{error:?}");
                let error = json.clone().prepare_with(&key, says(wrong)).unwrap_err();
                assert!(matches!(error, BuildError::B64Mismatch), "{error:?}");
                assert!(json.sign_with(&key, says(right)).is_ok());
            }
        }
        let silent = says(r#"{"alg":"X-TOY"}"#);
        assert!(matches!(
            SignJson::unencoded(payload).sign_with(&key, silent.clone()),
            Err(BuildError::B64Mismatch)
        ));
        assert!(SignJson::new(payload).sign_with(&key, silent).is_ok());
        for json in [SignJson::new(payload), SignJson::unencoded(payload)] {
            let error = json
                .clone()
                .sign_with(&key, says(r#"{"alg":"X-TOY","b64":false}"#))
                .unwrap_err();
            assert!(matches!(error, BuildError::B64NotCritical), "{error:?}");
            let error = json
                .sign_with(&key, says(r#"{"alg":"X-TOY","b64":"no","crit":["b64"]}"#))
                .unwrap_err();
            assert!(matches!(error, BuildError::B64NotBoolean), "{error:?}");
        }
    }
}

// UNE-06
#[test]
fn une_06_payloads_that_are_no_text() {
    let key = Toy::new(TOY);
    for (payload, at) in [
        (b"\0".as_slice(), 0),
        (b"pay\0", 3),
        (b"p\0a\0y", 1),
        (b"\xFF", 0),
        (b"pa\xC3", 2),
        (b"p\xC0\x80", 1),
        // A lone surrogate, and one beyond Unicode.
        (b"pay\xED\xA0\x80", 3),
        (b"\xF4\x90\x80\x80", 0),
    ] {
        let json = SignJson::unencoded(payload);
        for error in [
            json.clone().sign(&key).unwrap_err(),
            json.clone().prepare(&key).unwrap_err(),
        ] {
            assert!(
                matches!(error, BuildError::PayloadNotText { offset } if offset == at),
                "{payload:?}: {error:?}"
            );
            assert_eq!(error.code(), "jws/build-payload-not-text");
            assert_eq!(
                error.to_string(),
                format!(
                    "octet {at} of the unencoded payload cannot stand in JSON; detached it could"
                )
            );
        }
        assert!(json.detached().sign(&key).unwrap().general().is_ok());
        assert!(SignJson::new(payload).sign(&key).is_ok());
    }
}

#[test]
fn limits_of_headers() {
    let long = "x".repeat(20 << 10);
    let mut limits = Limits::default();
    limits.header_len = 64 << 10;
    for mine in [
        headers().unprotected("n", &long),
        headers().header("n", &long),
    ] {
        assert_eq!(header_refused(&mine).code(), "header/json");
        let json = SignJson::new(b"pay").limits(limits.clone());
        assert!(json.sign_with(&Toy::new(TOY), mine).is_ok());
    }
}

// HDR-20: a key that must stay secret does not travel, however it was written.
#[test]
fn hdr_20_private_keys_in_a_header() {
    let public =
        r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    let private = public.replace(
        r#"}"#,
        r#","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}"#,
    );
    let symmetric = r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ"}"#;
    for jwk in [&*private, symmetric, "{}", r#"{"kty":"OKP"}"#] {
        let value: serde_json::Value = serde_json::from_str(jwk).unwrap();
        let whole = format!(r#"{{"alg":"X-TOY","jwk":{jwk}}}"#);
        for mine in [
            headers().header("jwk", &value),
            headers().unprotected("jwk", &value),
            headers().protected_json(whole.as_bytes()),
        ] {
            let error = header_refused(&mine);
            assert!(matches!(error, BuildError::HeaderKey(_)), "{error:?}");
            assert!(
                !error.to_string().contains("nWGxne") && !format!("{error:?}").contains("AyM1")
            );
        }
    }
    let value: serde_json::Value = serde_json::from_str(public).unwrap();
    let json = SignJson::new(b"pay").sign_with(&Toy::new(TOY), headers().header("jwk", &value));
    assert!(json.is_ok());
}
