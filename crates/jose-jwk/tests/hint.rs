//! What the headers of one message say together about its key (RFC 7515, section 6).
#![cfg(test)]

use jose_jwk::{JoseHeader, KeyHint, Limits};

fn header(json: &str) -> JoseHeader {
    JoseHeader::parse(json.as_bytes(), &Limits::default()).unwrap()
}

#[test]
fn what_names_a_key_may_stand_in_any_header() {
    let names = r#"{"alg":"ES256","kid":"k","x5t":"a","x5t#S256":"b"}"#;
    let (nothing, names) = (header("{}"), header(names));
    for hint in [
        KeyHint::joined(&names, [None, None]),
        KeyHint::joined(&nothing, [Some(&names), None]),
        KeyHint::joined(&nothing, [Some(&nothing), Some(&names)]),
    ] {
        assert_eq!(
            (hint.alg(), hint.kid(), hint.x5t(), hint.x5t_s256()),
            (Some("ES256"), Some("k"), Some("a"), Some("b"))
        );
    }
    let hint = KeyHint::joined(&nothing, [Some(&nothing), None]);
    assert_eq!((hint.alg(), hint.kid()), (None, None));
}

// HDR-19: whoever carries a message could put a key of his own under somebody's signature.
#[test]
fn hdr_19_what_brings_a_key_counts_in_the_protected_header_only() {
    let brings = concat!(
        r#"{"jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},"#,
        r#""x5c":["AA=="],"jku":"https://example.com/keys","x5u":"https://example.com/cert"}"#
    );
    let (nothing, brings) = (header("{}"), header(brings));
    let protected = KeyHint::joined(&brings, [Some(&nothing), None]);
    assert!(protected.untrusted_jwk().unwrap().is_some());
    assert!(protected.x5c().is_some() && protected.jku().is_some() && protected.x5u().is_some());
    for outside in [[Some(&brings), None], [None, Some(&brings)]] {
        let hint = KeyHint::joined(&nothing, outside);
        assert!(hint.untrusted_jwk().unwrap().is_none());
        assert!(hint.x5c().is_none() && hint.jku().is_none() && hint.x5u().is_none());
    }
}
