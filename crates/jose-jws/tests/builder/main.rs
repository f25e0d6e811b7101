//! Making a compact JWS (RFC 7515, section 5.1).
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod errors;
mod payload;
mod protected;

use alloc::collections::BTreeMap;

use common::{TOY, Toy};
use jose_b64::{Kind, ObjectError};
use jose_jwk::{Alg, CritError, CritHandlers, HeaderError, Key, Limits, RemoteKey};
use jose_jws::{
    BuildError, Builder, Compact, ReadOptions, Sign, SignError, Signature, SigningInput,
};

/// The header of a token, as it stands in it.
fn header(token: &str) -> String {
    let (header, _) = token.split_once('.').unwrap();
    String::from_utf8(jose_b64::decode(header).unwrap()).unwrap()
}

fn build_error(builder: Builder<'_>) -> BuildError {
    let local = builder.clone().sign(&Toy::new(TOY)).unwrap_err();
    let remote = builder.prepare(&RemoteKey::new(TOY)).unwrap_err();
    assert_eq!(local.to_string(), remote.to_string());
    local
}

fn header_error(builder: Builder<'_>) -> HeaderError {
    match build_error(builder) {
        BuildError::Header(error) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_header_in_its_order() {
    let key = Toy::new(TOY);
    let token = Builder::new(b"pay").sign(&key).unwrap();
    assert_eq!(header(&token), r#"{"alg":"X-TOY"}"#);

    let builder = Builder::new(b"pay")
        .header("x5t", "AAEC")
        .critical_header("level", &2)
        .header("nonce", &["a", "b"])
        .kid("k\"1\u{7}\u{e9}")
        .cty("text/plain")
        .typ("example");
    let token = builder.clone().sign(&key).unwrap();
    assert_eq!(
        header(&token),
        "{\"alg\":\"X-TOY\",\"typ\":\"example\",\"cty\":\"text/plain\",\"kid\":\"k\\\"1\\u0007\u{e9}\",\"crit\":[\"level\"],\
         \"x5t\":\"AAEC\",\"level\":2,\"nonce\":[\"a\",\"b\"]}"
    );
    let options = ReadOptions::new().crit(CritHandlers::new().on("level", |_| Ok(())));
    let verified = Compact::parse_with(&token, &options)
        .unwrap()
        .verify(&key)
        .unwrap();
    assert_eq!(
        (verified.payload(), verified.header().kid()),
        (b"pay".as_slice(), Some("k\"1\u{7}\u{e9}"))
    );
    assert_eq!(verified.header().crit().collect::<Vec<_>>(), ["level"]);
    assert_eq!(Compact::parse(&token).unwrap_err().code(), "header/crit");

    let prepared = builder.prepare(&RemoteKey::new(TOY)).unwrap();
    let signature = key.sign(prepared.signing_input()).unwrap();
    assert_eq!(prepared.attach(&signature).unwrap(), token);
}

#[test]
fn the_key_names_alg_and_kid() {
    let token = Builder::new(b"").sign(&Toy::new(TOY).kid("k1")).unwrap();
    assert_eq!(header(&token), r#"{"alg":"X-TOY","kid":"k1"}"#);
    let token = Builder::new(b"")
        .kid("k1")
        .sign(&Toy::new(TOY).kid("k1"))
        .unwrap();
    assert_eq!(header(&token), r#"{"alg":"X-TOY","kid":"k1"}"#);
    let token = Builder::new(b"").kid("").sign(&Toy::new(TOY)).unwrap();
    assert_eq!(header(&token), r#"{"alg":"X-TOY","kid":""}"#);
    // A name of one's own is written so that it reads the same.
    let odd = Toy::new(Alg::new("X \"\u{e9}\\\n"));
    let token = Builder::new(b"pay").sign(&odd).unwrap();
    assert_eq!(
        Compact::parse(&token)
            .unwrap()
            .verify(&odd)
            .unwrap()
            .header()
            .alg(),
        odd.alg()
    );
}

// API-06
#[test]
fn api_06_another_kid_than_the_keys_is_refused() {
    let key = Toy::new(TOY).kid("k1");
    for kid in ["k2", "K1", "", "k1 "] {
        let error = Builder::new(b"pay").kid(kid).sign(&key).unwrap_err();
        assert!(matches!(error, BuildError::KidMismatch), "{error:?}");
        assert_eq!(error.code(), "jws/build-kid-mismatch");
        let json = format!(r#"{{"alg":"X-TOY","kid":"{kid}"}}"#);
        let error = Builder::new(b"pay")
            .protected_json(json.as_bytes())
            .sign(&key)
            .unwrap_err();
        assert!(matches!(error, BuildError::KidMismatch), "{error:?}");
        let error = Builder::new(b"pay")
            .kid(kid)
            .prepare(&RemoteKey::new(TOY).with_kid("k1"))
            .unwrap_err();
        assert!(matches!(error, BuildError::KidMismatch), "{error:?}");
    }
    let empty = Toy::new(TOY).kid("");
    assert!(matches!(
        Builder::new(b"pay").kid("k1").sign(&empty),
        Err(BuildError::KidMismatch)
    ));
}

#[test]
fn parameters_that_have_their_own_ways_in() {
    for name in ["alg", "typ", "cty", "kid", "crit", "b64"] {
        for builder in [
            Builder::new(b"").header(name, "none"),
            Builder::new(b"").header(name, &true).typ("JWT"),
            Builder::new(b"").critical_header(name, &true),
        ] {
            let error = build_error(builder);
            let BuildError::ReservedHeader { name: said } = &error else {
                panic!("{error:?}")
            };
            assert_eq!(
                (said.as_str(), error.code()),
                (name, "jws/build-reserved-header")
            );
        }
    }
    // Other spellings are other names, which nobody reads as these.
    let token = Builder::new(b"")
        .header("Alg", "none")
        .header("B64", &false)
        .sign(&Toy::new(TOY))
        .unwrap();
    assert_eq!(
        header(&token),
        r#"{"alg":"X-TOY","Alg":"none","B64":false}"#
    );
}

#[test]
fn parameters_given_twice() {
    for builder in [
        Builder::new(b"").header("nonce", "a").header("nonce", "a"),
        Builder::new(b"")
            .header("nonce", "a")
            .critical_header("nonce", "b"),
        Builder::new(b"")
            .critical_header("level", &1)
            .critical_header("level", &1),
        Builder::new(b"").header("", &1).header("", &2),
    ] {
        let error = build_error(builder);
        assert!(matches!(error, BuildError::RepeatedHeader), "{error:?}");
        assert_eq!(error.code(), "jws/build-repeated-header");
    }
}

#[test]
fn values_that_are_no_json() {
    let keyed: BTreeMap<(u8, u8), u8> = BTreeMap::from([((1, 2), 3)]);
    let error = build_error(Builder::new(b"").header("odd\n", &keyed));
    let BuildError::HeaderValue { name } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (name.as_str(), error.to_string().as_str()),
        (
            "odd\n",
            r"the value of header parameter odd\n cannot be written"
        )
    );
}

// What recipients must refuse is not written: HDR-09, HDR-10, HDR-17, CRT-01 to CRT-07.
#[test]
fn headers_that_nobody_would_read() {
    let wrong_type = |name, expected, found| HeaderError::WrongType {
        name,
        expected,
        found,
    };
    let named = |name: &str| Box::<str>::from(name);
    for (builder, expected) in [
        (
            Builder::new(b"").header("jku", &7),
            wrong_type("jku", Kind::String, Kind::Number),
        ),
        (
            Builder::new(b"").header("x5u", &["a"]),
            wrong_type("x5u", Kind::String, Kind::Array),
        ),
        (
            Builder::new(b"").header("jwk", "key"),
            wrong_type("jwk", Kind::Object, Kind::String),
        ),
        (
            Builder::new(b"").header("x5c", "MIIB"),
            wrong_type("x5c", Kind::Array, Kind::String),
        ),
        (
            Builder::new(b"").header("x5t#S256", &()),
            wrong_type("x5t#S256", Kind::String, Kind::Null),
        ),
        (
            Builder::new(b"").header("x5c", &[7]),
            wrong_type("x5c", Kind::Array, Kind::Number),
        ),
        (
            Builder::new(b"").critical_header("jku", "a"),
            CritError::Registered { name: named("jku") }.into(),
        ),
        (
            Builder::new(b"").critical_header("p2c", &1),
            CritError::Registered { name: named("p2c") }.into(),
        ),
        (
            Builder::new(b"").critical_header("", &1),
            CritError::NotAName.into(),
        ),
    ] {
        assert_eq!(header_error(builder), expected);
    }
    let many = (0..17).fold(Builder::new(b""), |builder, number| {
        builder.critical_header(format!("e{number}"), &number)
    });
    assert_eq!(header_error(many), CritError::TooMany { max: 16 }.into());
    let long = "x".repeat(17_000);
    assert!(matches!(
        header_error(Builder::new(b"").header("nonce", &long)),
        HeaderError::Json(ObjectError::TooLong { .. })
    ));
    assert!(matches!(
        header_error(Builder::new(b"").kid(long)),
        HeaderError::Json(ObjectError::TooLong { .. })
    ));
    let deep = (0..9).fold(serde_json::json!({}), |inner, _| serde_json::json!([inner]));
    assert!(matches!(
        header_error(Builder::new(b"").header("deep", &deep)),
        HeaderError::Json(ObjectError::TooDeep { .. })
    ));
}

// HDR-10: what recipients with the same limits refuse is not made.
#[test]
fn hdr_10_limits_of_what_is_made() {
    let key = Toy::new(TOY);
    let payload = vec![b'x'; 800 << 10];
    let error = build_error(Builder::new(&payload));
    assert!(matches!(error, BuildError::TokenTooLong { max, .. } if max == 1 << 20));
    let mut limits = Limits::default();
    limits.token_len = 2 << 20;
    let token = Builder::new(&payload)
        .limits(limits.clone())
        .sign(&key)
        .unwrap();
    assert_eq!(
        Compact::parse(&token).unwrap_err().code(),
        "jws/token-too-long"
    );
    let options = ReadOptions::new().limits(limits.clone());
    assert!(Compact::parse_with(&token, &options).is_ok());

    let long = "x".repeat(20 << 10);
    let builder = Builder::new(b"").header("long", &long);
    assert!(build_error(builder.clone()).code().starts_with("header/"));
    limits.header_len = 64 << 10;
    assert!(builder.limits(limits).sign(&key).is_ok());
}

// ALG-01, ALG-20: there is no way to sign by such a name.
#[test]
fn alg_01_and_20_refused_algorithms_sign_nothing() {
    for name in ["none", "None", "", "RS1", "HS1", "A256CBC"] {
        let key = Toy::new(Alg::new(name));
        for error in [
            Builder::new(b"pay").sign(&key).unwrap_err(),
            Builder::new(b"pay")
                .prepare(&RemoteKey::new(Alg::new(name)))
                .unwrap_err(),
            Builder::new(b"pay")
                .protected_json(br#"{"alg":""}"#)
                .sign(&key)
                .unwrap_err(),
            Builder::new(b"pay")
                .protected_json(br#"{"alg":"none"}"#)
                .sign(&key)
                .unwrap_err(),
        ] {
            assert!(matches!(error, BuildError::RefusedAlg), "{error:?}");
            assert_eq!(error.code(), "jws/build-refused-alg");
        }
    }
}

/// A key whose signatures are empty, whatever it says of their length.
#[derive(Debug)]
struct Lazy(usize);

impl Key for Lazy {
    fn alg(&self) -> Alg<'_> {
        TOY
    }
}

impl Sign for Lazy {
    fn sign(&self, _: SigningInput<'_>) -> Result<Signature, SignError> {
        Ok(Signature::from_slice(&[]))
    }

    fn signature_len(&self) -> Option<usize> {
        Some(self.0)
    }
}

// API-03, DOS-04
#[test]
fn keys_that_fail() {
    let error = Builder::new(b"pay").sign(&Lazy(usize::MAX)).unwrap_err();
    assert!(matches!(error, BuildError::TooLarge), "{error:?}");
    assert_eq!(error.code(), "jws/build-too-large");
    assert_eq!(
        BuildError::Sign(SignError::Failed).code(),
        "jws/sign-failed"
    );
    let offline = Toy::new(TOY).offline();
    let error = Builder::new(b"pay").sign(&offline).unwrap_err();
    assert!(
        matches!(error, BuildError::Sign(SignError::Unavailable(_))),
        "{error:?}"
    );
    assert_eq!(error.code(), "jws/sign-unavailable");
    assert_eq!(
        core::error::Error::source(&error).unwrap().to_string(),
        "the toy is offline"
    );
    let random: SignError = jose_jwk::RandomError.into();
    assert_eq!(
        (random.code(), BuildError::Sign(random).code()),
        ("jws/sign-random", "jws/sign-random")
    );
}

// API-01
#[test]
fn api_01_debug_shows_no_payload() {
    let builder = Builder::new(b"MARKER").typ("example").kid("k1");
    let prepared = builder.clone().prepare(&RemoteKey::new(TOY)).unwrap();
    for shown in [
        format!("{builder:?}"),
        format!("{prepared:?}"),
        format!("{:?}", prepared.signing_input()),
    ] {
        for secret in ["MARKER", "77, 65, 82", &jose_b64::encode("MARKER")] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    assert!(format!("{builder:?}").contains("payload: 6"));
}

// B64-13: a token without a signature is never written.
#[test]
fn b64_13_an_empty_signature_is_refused() {
    let error = Builder::new(b"pay").sign(&Lazy(0)).unwrap_err();
    assert!(
        matches!(error, BuildError::SignatureLength { len: 0, .. }),
        "{error:?}"
    );
    let prepared = Builder::new(b"pay").prepare(&RemoteKey::new(TOY)).unwrap();
    let error = prepared.attach(&[]).unwrap_err();
    assert_eq!(
        (error.code(), error.to_string().as_str()),
        ("jws/build-signature-length", "the signature is empty")
    );
}
