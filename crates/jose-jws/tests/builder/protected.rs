//! A whole protected header of the caller's (RFC 7515, sections 4 and 5.1).

use jose_jws::{BuildError, Builder, Compact};

use crate::common::{TOY, Toy};
use crate::{build_error, header};

// API-07, API-08: octet for octet what the caller wrote, and that is what is signed.
#[test]
fn api_07_and_08_a_protected_header_comes_out_as_it_is() {
    let key = Toy::new(TOY).kid("k1");
    for json in [
        "{\"typ\":\"JWT\",\r\n \"alg\":\"X-TOY\"}",
        " {\"\\u0061lg\" : \"\\u0058-TOY\"}\n",
        r#"{"alg":"X-TOY","kid":"k1","b64":true,"crit":["b64"],"x":1e400}"#,
    ] {
        let builder = Builder::new(b"pay").protected_json(json.as_bytes());
        let token = builder.clone().sign(&key).unwrap();
        assert_eq!(header(&token), json);
        let verified = Compact::parse(&token).unwrap().verify(&key).unwrap();
        assert_eq!(verified.header().octets(), json.as_bytes());
        let prepared = builder.prepare(&key).unwrap();
        let (input, _) = token.rsplit_once('.').unwrap();
        assert_eq!(
            prepared.signing_input().contiguous(),
            Some(input.as_bytes())
        );
    }
    // What is said beside it would be lost, a critical parameter too.
    let whole = Builder::new(b"").protected_json(br#"{"alg":"X-TOY"}"#);
    for builder in [
        whole.clone().typ("a"),
        whole.clone().cty("a"),
        whole.clone().kid("a"),
        whole.clone().header("b", "c"),
        whole.critical_header("b", "c"),
    ] {
        let error = build_error(builder);
        assert_eq!(error.code(), "jws/build-protected-not-alone");
    }
}

#[test]
fn protected_headers_that_contradict_the_key() {
    let error = |json: &str| {
        Builder::new(b"pay")
            .protected_json(json.as_bytes())
            .sign(&Toy::new(TOY))
            .unwrap_err()
    };
    for json in [
        "{}",
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"none"}"#,
        r#"{"alg":"ES256"}"#,
        r#"{"alg":"x-toy"}"#,
        r#"{"alg":""}"#,
        r#"{"Alg":"X-TOY"}"#,
    ] {
        assert!(
            matches!(error(json), BuildError::AlgMismatch),
            "{json}: {:?}",
            error(json)
        );
        assert_eq!(error(json).code(), "jws/build-alg-mismatch");
    }
    for (json, code) in [
        ("", "header/json"),
        ("[]", "header/json"),
        (r#"{"alg":"X-TOY","alg":"X-TOY"}"#, "header/json"),
        (r#"{"alg":"X-TOY"}}"#, "header/json"),
        ("\u{feff}{\"alg\":\"X-TOY\"}", "header/json"),
        (r#"{"alg":["X-TOY"]}"#, "header/wrong-type"),
        (r#"{"alg":"X-TOY","kid":1}"#, "header/wrong-type"),
        (r#"{"alg":"X-TOY","crit":[]}"#, "header/crit"),
        (r#"{"alg":"X-TOY","crit":["x"]}"#, "header/crit"),
        (r#"{"alg":"X-TOY","crit":["alg"]}"#, "header/crit"),
        (r#"{"alg":"X-TOY","crit":["x","x"],"x":1}"#, "header/crit"),
    ] {
        assert!(
            matches!(error(json), BuildError::Header(_)),
            "{json}: {:?}",
            error(json)
        );
        assert_eq!(error(json).code(), code, "{json}");
    }
}
