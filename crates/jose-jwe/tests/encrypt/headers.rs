//! What the caller may put into the headers, and what is generated there (HDR-13, HDR-14, HDR-20, API-06).

use jose_jwa::{AesGcmKw, AesKw, EcdhEs, EcdhEsPublic};
use jose_jwe::jwk::Crv;
use jose_jwe::{Alg, Limits, RecipientHeaderBuilder};
use serde::{Serialize, Serializer};

use crate::common::{HAS_ZIP, PLAIN, TOY, Toy, compressing};
use crate::{encrypt, refused, refused_by_all};

const GENERATED: [&str; 12] = [
    "alg", "enc", "zip", "kid", "crit", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
];

// HDR-14
#[test]
fn hdr_14_what_is_generated_is_not_given() {
    let toy = Toy::new(TOY);
    for name in GENERATED.into_iter().chain(["typ", "cty"]) {
        let code = "header/reserved";
        assert_eq!(refused_by_all(|| encrypt().header(name, "x")), code);
        assert_eq!(
            refused_by_all(|| encrypt().critical_header(name, "x")),
            code
        );
        let made = encrypt().header(name, "x").to(&toy).compact(PLAIN);
        assert_eq!(refused(made), code);
        if ["typ", "cty"].contains(&name) {
            continue;
        }
        assert_eq!(refused_by_all(|| encrypt().shared_header(name, "x")), code);
        let own = || RecipientHeaderBuilder::new().header(name, "x");
        for made in [
            encrypt().to_with(&toy, own()).flattened(PLAIN),
            encrypt().to(&toy).to_with(&toy, own()).general(PLAIN),
        ] {
            assert_eq!(refused(made), code, "{name}");
        }
    }
    // Before a key is asked.
    assert_eq!(toy.asked(), 0);
}

// HDR-13
#[test]
fn hdr_13_a_name_stands_in_one_header() {
    let toy = Toy::new(TOY);
    let own = || RecipientHeaderBuilder::new().header("x", &1);
    let code = "header/in-two-headers";
    let both = || encrypt().header("x", &1).shared_header("x", &1);
    assert_eq!(refused_by_all(both), code);
    let typ = || encrypt().typ("a").shared_header("typ", "a");
    assert_eq!(refused_by_all(typ), code);
    for made in [
        encrypt()
            .header("x", &1)
            .to_with(&toy, own())
            .flattened(PLAIN),
        encrypt()
            .header("x", &1)
            .to_with(&toy, own())
            .general(PLAIN),
        encrypt()
            .shared_header("x", &1)
            .to_with(&toy, own())
            .flattened(PLAIN),
        encrypt()
            .shared_header("x", &1)
            .to(&toy)
            .to_with(&toy, own())
            .general(PLAIN),
        encrypt()
            .cty("a")
            .to_with(&toy, RecipientHeaderBuilder::new().header("cty", "a"))
            .general(PLAIN),
    ] {
        assert_eq!(refused(made), code);
    }
    // Two recipients may say the same, each of itself.
    let made = encrypt().to_with(&toy, own()).to_with(&toy, own());
    assert!(made.general(PLAIN).is_ok());
}

#[test]
fn a_name_is_given_once() {
    let toy = Toy::new(TOY);
    let code = "header/repeated";
    let twice = || encrypt().header("x", &1).header("x", &1);
    assert_eq!(refused_by_all(twice), code);
    let critical = || encrypt().header("x", &1).critical_header("x", &1);
    assert_eq!(refused_by_all(critical), code);
    let shared = || encrypt().shared_header("x", &1).shared_header("x", &1);
    assert_eq!(refused_by_all(shared), code);
    let own = RecipientHeaderBuilder::new()
        .header("x", &1)
        .header("x", &2);
    assert_eq!(refused(encrypt().to_with(&toy, own).flattened(PLAIN)), code);
    let named = Toy::new(TOY).kid("one");
    let own = RecipientHeaderBuilder::new().kid("one");
    assert_eq!(
        refused(encrypt().to_with(&named, own).flattened(PLAIN)),
        code
    );
}

// API-06: the header says the name of the key, and no other.
#[test]
fn api_06_a_kid_that_is_not_the_keys() {
    let named = Toy::new(TOY).kid("mine");
    let code = "header/kid-mismatch";
    let own = br#"{"alg":"X-TOY","enc":"A128GCM","kid":"other"}"#;
    for made in [
        encrypt().kid("other").to(&named).compact(PLAIN),
        encrypt().kid("other").to(&named).flattened(PLAIN),
        encrypt().kid("other").to(&named).general(PLAIN),
        encrypt().kid("other").direct(&named).compact(PLAIN),
        encrypt().protected_json(own).to(&named).compact(PLAIN),
        encrypt()
            .kid("other")
            .prepare()
            .unwrap()
            .to(&named)
            .compact(PLAIN),
    ] {
        assert_eq!(refused(made), code);
    }
    assert!(encrypt().kid("mine").to(&named).compact(PLAIN).is_ok());
}

// HDR-20: a private key in a header would be given away.
#[test]
fn hdr_20_no_key_is_given_away() {
    let toy = Toy::new(TOY);
    let key = |name: &str| -> serde_json::Value {
        serde_json::from_str(jose_vectors::key(name)).unwrap()
    };
    let code = "header/key";
    for name in ["rfc7516-a1", "rfc7516-a3", "rfc7520-5.4", "rfc8037-a1"] {
        let jwk = key(name);
        assert_eq!(refused_by_all(|| encrypt().header("jwk", &jwk)), code);
        assert_eq!(
            refused_by_all(|| encrypt().shared_header("jwk", &jwk)),
            code
        );
        let own = RecipientHeaderBuilder::new().header("jwk", &jwk);
        assert_eq!(refused(encrypt().to_with(&toy, own).flattened(PLAIN)), code);
        let whole = format!(r#"{{"alg":"X-TOY","enc":"A128GCM","jwk":{jwk}}}"#);
        let made = encrypt().protected_json(whole.as_bytes()).to(&toy);
        assert_eq!(refused(made.compact(PLAIN)), code);
    }
    let mut public = key("rfc8037-a1");
    public.as_object_mut().unwrap().remove("d");
    assert!(
        encrypt()
            .header("jwk", &public)
            .to(&toy)
            .compact(PLAIN)
            .is_ok()
    );
}

// HDR-14: a whole header cannot say something else than is done.
#[test]
fn hdr_14_a_whole_header_says_what_is_done() {
    let toy = Toy::new(TOY);
    for (json, code) in [
        (r#"{"alg":"X-TOY","enc":"A256GCM"}"#, "header/mismatch"),
        (r#"{"alg":"X-TOY"}"#, "header/mismatch"),
        (r#"{"enc":"A128GCM"}"#, "header/mismatch"),
        (r#"{"alg":"A128KW","enc":"A128GCM"}"#, "header/mismatch"),
        (r#"{"alg":"dir","enc":"A128GCM"}"#, "header/mismatch"),
        (r#"{}"#, "header/mismatch"),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","zip":"DEF"}"#,
            "header/mismatch",
        ),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","zip":"GZ"}"#,
            "header/mismatch",
        ),
        (
            r#"{"alg":"X-TOY","alg":"X-TOY","enc":"A128GCM"}"#,
            "header/json",
        ),
        (r#"["X-TOY"]"#, "header/json"),
        ("", "header/json"),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","crit":[]}"#,
            "header/crit",
        ),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","crit":["x"]}"#,
            "header/crit",
        ),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","kid":7}"#,
            "header/wrong-type",
        ),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","epk":7}"#,
            "header/mismatch",
        ),
        (
            r#"{"alg":"X-TOY","enc":"A128GCM","p2c":7}"#,
            "header/mismatch",
        ),
    ] {
        let made = encrypt().protected_json(json.as_bytes()).to(&toy);
        assert_eq!(refused(made.compact(PLAIN)), code, "{json}");
    }
    let whole = br#"{"enc":"A128GCM","alg":"X-TOY"}"#;
    let encrypt = || encrypt().protected_json(whole);
    assert!(encrypt().to(&toy).compact(PLAIN).is_ok());
    for made in [
        encrypt().typ("x").to(&toy).compact(PLAIN),
        encrypt().cty("x").to(&toy).compact(PLAIN),
        encrypt().kid("x").to(&toy).compact(PLAIN),
        encrypt().header("x", &1).to(&toy).compact(PLAIN),
        encrypt().critical_header("x", &1).to(&toy).compact(PLAIN),
    ] {
        assert_eq!(refused(made), "header/not-alone");
    }
    // Nor may it leave out that the plaintext is compressed.
    if HAS_ZIP {
        let made = compressing(encrypt()).to(&toy).compact(PLAIN);
        assert_eq!(refused(made), "header/mismatch");
    }
}

// HDR-14: nor may it take from a recipient what its own header has to say.
#[test]
fn hdr_14_a_whole_header_says_nothing_for_several() {
    let (toy, kw) = (Toy::new(TOY), AesKw::new(Alg::A128KW, &[1; 16]).unwrap());
    let gcm = AesGcmKw::new(Alg::A128GCMKW, &[1; 16]).unwrap();
    let whole = br#"{"enc":"A128GCM","alg":"X-TOY"}"#;
    let encrypt = || encrypt().protected_json(whole);
    let code = "header/mismatch";
    for made in [
        encrypt().to(&toy).to(&kw).general(PLAIN),
        encrypt().to(&kw).to(&gcm).general(PLAIN),
        encrypt().to(&toy).to(&toy).general(PLAIN),
        encrypt()
            .to_with(&toy, RecipientHeaderBuilder::new())
            .flattened(PLAIN),
        encrypt()
            .to_with(&gcm, RecipientHeaderBuilder::new())
            .general(PLAIN),
        encrypt()
            .to_with(&toy, RecipientHeaderBuilder::new().kid("x"))
            .flattened(PLAIN),
    ] {
        assert_eq!(refused(made), code);
    }
}

// HDR-14: of what the mode draws a whole header knows nothing.
#[test]
fn hdr_14_a_whole_header_without_what_the_mode_draws() {
    let gcm = AesGcmKw::new(Alg::A128GCMKW, &[1; 16]).unwrap();
    let key = EcdhEs::from_scalar(Alg::ECDH_ES, Crv::P_256, &[5; 32]).unwrap();
    let ecdh = EcdhEsPublic::load(&key.public_jwk()).unwrap();
    let iv = jose_b64::encode([0; 12]);
    for header in [
        r#"{"alg":"A128GCMKW","enc":"A128GCM"}"#.to_owned(),
        format!(r#"{{"alg":"A128GCMKW","enc":"A128GCM","iv":"{iv}","tag":"{iv}"}}"#),
    ] {
        let made = encrypt().protected_json(header.as_bytes()).to(&gcm);
        assert_eq!(refused(made.compact(PLAIN)), "header/mismatch");
    }
    for header in [
        r#"{"alg":"ECDH-ES","enc":"A128GCM"}"#,
        r#"{"alg":"ECDH-ES","enc":"A128GCM","epk":{"kty":"EC"}}"#,
    ] {
        let made = encrypt().protected_json(header.as_bytes()).direct(&ecdh);
        assert_eq!(refused(made.compact(PLAIN)), "header/mismatch");
    }
}

/// A value that refuses to be written.
struct Refusing;

impl Serialize for Refusing {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("no"))
    }
}

#[test]
fn values_that_are_no_json() {
    let toy = Toy::new(TOY);
    let code = "header/value";
    assert_eq!(refused_by_all(|| encrypt().header("x", &Refusing)), code);
    assert_eq!(
        refused_by_all(|| encrypt().critical_header("x", &Refusing)),
        code
    );
    assert_eq!(
        refused_by_all(|| encrypt().shared_header("x", &Refusing)),
        code
    );
    let own = RecipientHeaderBuilder::new().header("x", &Refusing);
    assert_eq!(refused(encrypt().to_with(&toy, own).flattened(PLAIN)), code);
}

// CRT-04, CRT-05, CRT-06: what is critical is protected, named once, and no registered name.
#[test]
fn crt_05_what_must_be_understood() {
    let code = "header/repeated";
    let twice = || encrypt().critical_header("x", &1).critical_header("x", &1);
    assert_eq!(refused_by_all(twice), code);
    for name in ["jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256"] {
        let code = refused_by_all(|| encrypt().critical_header(name, "x"));
        assert!(code.starts_with("header/"), "{name}: {code}");
    }
    assert_eq!(
        refused_by_all(|| encrypt().critical_header("", &1)),
        "header/crit"
    );
    let names: Vec<String> = (0..17).map(|number| format!("n{number}")).collect();
    let many = |count: usize| {
        let names = names.iter().take(count);
        names.fold(encrypt(), |encrypt, name| encrypt.critical_header(name, &1))
    };
    assert!(many(16).to(&Toy::new(TOY)).compact(PLAIN).is_ok());
    assert_eq!(refused_by_all(|| many(17)), "header/crit");
}

// HDR-09, HDR-10
#[test]
fn hdr_09_10_headers_over_the_limits() {
    let toy = Toy::new(TOY);
    let long = "x".repeat(16 * 1024);
    let code = refused_by_all(|| encrypt().header("x", &long));
    assert_eq!(code, "header/json");
    let mut deep = serde_json::Value::Null;
    for _ in 0..8 {
        deep = serde_json::json!([deep]);
    }
    assert_eq!(
        refused_by_all(|| encrypt().header("x", &deep)),
        "header/json"
    );
    assert_eq!(
        refused_by_all(|| encrypt().shared_header("x", &deep)),
        "header/json"
    );
    let raised = Limits::with(|limits| (limits.header_depth, limits.header_len) = (9, 20_000));
    let encrypt = || encrypt().limits(raised.clone());
    let made = encrypt().header("x", &deep).header("y", &long).to(&toy);
    assert!(made.compact(PLAIN).is_ok());
}
