//! Making a JWS in JSON (RFC 7515, section 7.2; RFC 7797, section 5.3).
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod limits;
mod refused;
mod rfc;

use common::{TOY, Toy};
use jose_jwa::{Ecdsa, Hmac};
use jose_jwk::{Alg, Key, RemoteKey};
use jose_jws::{
    BuildError, Compact, HeaderBuilder, Sign, SignError, SignJson, SigningInput, Verify,
};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
use serde_json::{Value, json};

fn headers<'a>() -> HeaderBuilder<'a> {
    HeaderBuilder::new()
}

fn read(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

/// The protected header of a signature in JSON, as it stands there.
fn protected(signature: &Value) -> String {
    let text = signature["protected"].as_str().unwrap();
    String::from_utf8(jose_b64::decode(text).unwrap()).unwrap()
}

/// Whether the key confirms a signature in JSON, over that text of the payload.
fn confirms(key: &dyn Verify, signature: &Value, payload: &[u8]) -> bool {
    let head = signature["protected"].as_str().unwrap();
    let octets = jose_b64::decode(signature["signature"].as_str().unwrap()).unwrap();
    let parts = [head.as_bytes(), b".", payload];
    key.verify(SigningInput::from_parts(&parts), &octets)
        .is_ok()
}

/// What both phases make, with a key at hand.
fn phases<'a>(json: &SignJson<'a>, key: &dyn Sign, headers: &HeaderBuilder<'_>) -> SignJson<'a> {
    let prepared = json.clone().prepare_with(key, headers.clone()).unwrap();
    let signature = key.sign(prepared.signing_input()).unwrap();
    prepared.attach(&signature).unwrap()
}

#[test]
fn both_forms_in_their_order() {
    let key = Toy::new(TOY).kid("k1");
    let json = SignJson::new(b"pay").sign(&key).unwrap();
    let flattened = json.clone().flattened().unwrap();
    let [protected, signature] =
        ["protected", "signature"].map(|name| read(&flattened)[name].as_str().unwrap().to_owned());
    assert_eq!(
        flattened,
        format!(r#"{{"payload":"cGF5","protected":"{protected}","signature":"{signature}"}}"#)
    );
    assert_eq!(
        json.general().unwrap(),
        format!(
            r#"{{"payload":"cGF5","signatures":[{{"protected":"{protected}","signature":"{signature}"}}]}}"#
        )
    );
    // The same three parts are a compact token.
    let token = format!("{protected}.cGF5.{signature}");
    let verified = Compact::parse(&token).unwrap().verify(&key).unwrap();
    assert_eq!(
        (verified.payload(), verified.header().octets()),
        (
            b"pay".as_slice(),
            br#"{"alg":"X-TOY","kid":"k1"}"#.as_slice()
        )
    );
}

#[test]
fn headers_of_one_signature() {
    let key = Toy::new(TOY).kid("k1");
    let mine = headers()
        .unprotected("nonce", "n\"1")
        .critical_header("level", &2)
        .typ("example")
        .unprotected("more", &json!({"\u{7}": [1, null, "\u{e9}"]}))
        .header("x5t", "AAEC")
        .cty("text/plain");
    let json = SignJson::new(b"pay")
        .sign_with(&key, mine.clone())
        .unwrap()
        .flattened()
        .unwrap();
    assert!(
        json.contains(
            "\",\"header\":{\"nonce\":\"n\\\"1\",\"more\":{\"\\u0007\":[1,null,\"\u{e9}\"]}},\"signature\":\""
        ),
        "{json}"
    );
    assert_eq!(
        protected(&read(&json)),
        r#"{"alg":"X-TOY","typ":"example","cty":"text/plain","kid":"k1","crit":["level"],"level":2,"x5t":"AAEC"}"#
    );
    assert!(confirms(&key, &read(&json), b"cGF5"));
    assert_eq!(
        phases(&SignJson::new(b"pay"), &key, &mine)
            .flattened()
            .unwrap(),
        json
    );
}

#[test]
fn an_unprotected_kid_stands_instead_of_the_protected_one() {
    for key in [Toy::new(TOY).kid("k1"), Toy::new(TOY)] {
        let json = SignJson::new(b"pay")
            .sign_with(&key, headers().unprotected("kid", "k1"))
            .unwrap();
        let json = read(&json.flattened().unwrap());
        assert_eq!(protected(&json), r#"{"alg":"X-TOY"}"#);
        assert_eq!(json["header"], json!({"kid": "k1"}));
    }
}

#[test]
fn a_whole_protected_header_beside_an_unprotected_one() {
    let key = Toy::new(TOY).kid("k1");
    for whole in [
        "{\"alg\":\"X-TOY\"}",
        " {\r\n\"\\u0061lg\":\"X-TOY\" , \"KID\":2}",
    ] {
        let mine = headers()
            .protected_json(whole.as_bytes())
            .unprotected("kid", "k1");
        let json = SignJson::new(b"pay").sign_with(&key, mine).unwrap();
        let json = read(&json.flattened().unwrap());
        assert_eq!(protected(&json), whole);
        assert_eq!(json["header"], json!({"kid": "k1"}));
        assert!(confirms(&key, &json, b"cGF5"));
    }
}

#[test]
fn several_keys_sign_one_payload() {
    let mac = Hmac::new(Alg::HS256, &[7; 32]).unwrap().with_kid("mac");
    let ec = Ecdsa::from_scalar(Alg::ES256, &[5; 32]).unwrap();
    let toy = Toy::new(TOY).kid("toy");
    for (json, text) in [
        (SignJson::new(b"pay"), b"cGF5".as_slice()),
        (SignJson::unencoded(b"pay"), b"pay"),
        (SignJson::new(b"pay").detached(), b"cGF5"),
        (SignJson::unencoded(b"pay").detached(), b"pay"),
        (SignJson::new(b""), b""),
        (SignJson::unencoded(b""), b""),
    ] {
        let json = json.sign(&mac).unwrap().sign(&ec).unwrap();
        let json = phases(&json, &toy, &headers().unprotected("n", &1));
        let read = read(&json.general().unwrap());
        let signatures = read["signatures"].as_array().unwrap();
        let keys: [&dyn Verify; 3] = [&mac, &ec.public(), &toy];
        assert_eq!(signatures.len(), keys.len());
        for (index, signature) in signatures.iter().enumerate() {
            for (place, key) in keys.iter().enumerate() {
                assert_eq!(confirms(*key, signature, text), index == place);
            }
        }
        let algs: Vec<Value> = signatures
            .iter()
            .map(|signature| self::read(&protected(signature))["alg"].clone())
            .collect();
        assert_eq!(algs, ["HS256", "ES256", "X-TOY"]);
    }
}

#[test]
fn a_detached_payload_has_no_member() {
    let key = Toy::new(TOY);
    for (detached, attached, text) in [
        (
            SignJson::new(b"pay").detached(),
            SignJson::new(b"pay"),
            json!("cGF5"),
        ),
        (
            SignJson::unencoded(b"pay").detached(),
            SignJson::unencoded(b"pay"),
            json!("pay"),
        ),
    ] {
        let detached = detached.sign(&key).unwrap();
        let attached = attached.sign(&key).unwrap();
        // It can be said later, too: the signature is the same.
        let later = attached.clone().detached();
        for form in [SignJson::flattened, SignJson::general] {
            let json = form(detached.clone()).unwrap();
            assert!(!json.contains("payload"), "{json}");
            assert_eq!(form(later.clone()).unwrap(), json);
            let mut read_json = read(&json);
            read_json["payload"] = text.clone();
            assert_eq!(read_json, read(&form(attached.clone()).unwrap()));
        }
    }
}

#[test]
fn a_detached_unencoded_payload_is_never_copied() {
    let payload = vec![0xFF; 1 << 20];
    let prepared = SignJson::unencoded(&payload)
        .detached()
        .prepare(&RemoteKey::new(Alg::HS256))
        .unwrap();
    let input = prepared.signing_input();
    assert!(core::ptr::eq(input.parts()[2], payload.as_slice()));
    let shown = format!("{prepared:?}");
    assert_eq!(shown, format!("PreparedJson({} octets)", input.len()));
}

#[test]
fn an_encoded_payload_is_encoded_once() {
    let key = Toy::new(TOY);
    let prepared = SignJson::new(b"pay").prepare(&key).unwrap();
    let encoded = prepared.signing_input().parts()[2].as_ptr();
    let prepared = prepared.attach(&[1]).unwrap().prepare(&key).unwrap();
    assert_eq!(prepared.signing_input().parts()[2], b"cGF5");
    assert!(core::ptr::eq(
        prepared.signing_input().parts()[2].as_ptr(),
        encoded
    ));
}

#[test]
fn json_has_the_room_it_needs() {
    let (long, payload) = ("x".repeat(1000), [b'x'; 1000]);
    let json = SignJson::new(&payload);
    let json = json
        .sign_with(&Toy::new(TOY), headers().header("n", &long))
        .unwrap();
    let prepared = json
        .prepare_with(&Toy::new(TOY), headers().unprotected("n", &long))
        .unwrap();
    let json = prepared.attach(&[1; 1000]).unwrap().general().unwrap();
    // Text that had to grow has room for about twice as much.
    assert!(json.capacity() < json.len() + 64, "{}", json.capacity());
}

#[test]
fn an_unencoded_payload_is_a_json_string() {
    let key = Toy::new(TOY);
    for (text, written) in [
        ("$.02", r#""$.02""#),
        ("", r#""""#),
        ("a\"b\\c/d", r#""a\"b\\c/d""#),
        (
            "\u{1}\u{8}\t\n\u{c}\r\u{1f}\u{7f}",
            "\"\\u0001\\b\\t\\n\\f\\r\\u001f\u{7f}\"",
        ),
        (
            "Zo\u{eb} \u{1f600}\u{2028}\u{feff}",
            "\"Zo\u{eb} \u{1f600}\u{2028}\u{feff}\"",
        ),
        (r"\u0000", r#""\\u0000""#),
        (r#"","signature":"AA"}"#, r#""\",\"signature\":\"AA\"}""#),
    ] {
        let json = SignJson::unencoded(text.as_bytes()).sign(&key).unwrap();
        for form in [SignJson::flattened, SignJson::general] {
            let json = form(json.clone()).unwrap();
            assert!(
                json.starts_with(&format!("{{\"payload\":{written},")),
                "{json}"
            );
            assert_eq!(read(&json)["payload"], text);
        }
        let json = read(&json.flattened().unwrap());
        assert_eq!(
            protected(&json),
            r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#
        );
        assert!(confirms(&key, &json, text.as_bytes()));
    }
}

#[test]
fn a_key_that_is_somewhere_else() {
    let remote = RemoteKey::new(Alg::ES256).with_kid("kms");
    let prepared = SignJson::new(b"pay").prepare(&remote).unwrap();
    let input = prepared.signing_input().to_vec();
    assert_eq!(input, b"eyJhbGciOiJFUzI1NiIsImtpZCI6ImttcyJ9.cGF5");
    // ECD-03, ECD-04: a service that answers in DER, or cuts leading zeros.
    for wrong in [0, 1, 63, 65, 71] {
        let error = prepared.clone().attach(&vec![0x30; wrong]).unwrap_err();
        assert!(
            matches!(error, BuildError::SignatureLength { len, expected: Some(64) } if len == wrong),
            "{error:?}"
        );
    }
    let json = prepared.attach(&[0x30; 64]).unwrap();
    let json = json.prepare(&RemoteKey::new(TOY)).unwrap();
    assert!(matches!(
        json.clone().attach(&[]),
        Err(BuildError::SignatureLength {
            len: 0,
            expected: None
        })
    ));
    let json = read(&json.attach(&[1]).unwrap().general().unwrap());
    assert_eq!(json["signatures"][0]["signature"], "MDAw".repeat(21) + "MA");
    assert_eq!(json["signatures"][1]["signature"], "AQ");
}

// API-03
#[test]
fn a_key_that_fails_leaves_the_clone() {
    let json = SignJson::new(b"pay").sign(&Toy::new(TOY)).unwrap();
    let error = json.clone().sign(&Toy::new(TOY).offline()).unwrap_err();
    assert!(matches!(error, BuildError::Sign(SignError::Unavailable(_))));
    assert!(json.flattened().is_ok());
}

#[test]
fn keys_through_pointers() {
    let boxed: Box<dyn Sign> = Box::new(Toy::new(TOY));
    let json = SignJson::new(b"pay").sign(&boxed).unwrap().sign(&*boxed);
    assert!(json.unwrap().prepare(&boxed).is_ok());
    assert_eq!(boxed.alg(), TOY);
}

#[test]
fn debug_shows_lengths() {
    let mine = headers()
        .typ("t\n")
        .header("x", "secret")
        .unprotected("y", "secret");
    let shown = format!("{mine:?}");
    assert!(
        shown.contains(r"t\n") && !shown.contains("secret"),
        "{shown}"
    );
    let json = SignJson::new(b"secret")
        .sign_with(&Toy::new(TOY), mine)
        .unwrap();
    let shown = format!("{json:?}");
    assert!(
        shown.contains("payload: 6") && shown.contains("signatures: 1"),
        "{shown}"
    );
    assert!(
        !shown.contains("secret") && !shown.contains("c2VjcmV0"),
        "{shown}"
    );
}

proptest! {
    #[test]
    fn any_payload_any_form(payload: Vec<u8>, encoded in any::<bool>(), detached in any::<bool>(), value: String) {
        let key = Toy::new(TOY);
        let json = if encoded { SignJson::new(&payload) } else { SignJson::unencoded(&payload) };
        let json = if detached { json.detached() } else { json };
        let text = core::str::from_utf8(&payload).ok().filter(|text| !text.contains('\0'));
        let json = json.sign_with(&key, headers().unprotected("v", &value));
        prop_assert_eq!(json.is_ok(), encoded || detached || text.is_some());
        if let Ok(json) = json {
            let json = read(&json.flattened().unwrap());
            let signed = if encoded { jose_b64::encode(&payload).into_bytes() } else { payload.clone() };
            prop_assert!(confirms(&key, &json, &signed));
            prop_assert_eq!(&json["header"]["v"], &Value::String(value));
            let sent = json.get("payload").map(|sent| sent.as_str().unwrap().as_bytes().to_vec());
            prop_assert_eq!(sent, (!detached).then_some(signed));
        }
    }
}
