//! Unencoded payloads and detached content (RFC 7797; RFC 7515, appendix F).

use jose_jwa::Hmac;
use jose_jwk::{Alg, CritError, HeaderError, Limits, RemoteKey};
use jose_jws::{BuildError, Builder, Compact, Sign, SigningInput, Verify};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use crate::common::{TOY, Toy};
use crate::{build_error, header};

/// The key of RFC 7515, appendix A.1, which RFC 7797 uses too.
fn rfc_key() -> Hmac {
    let secret =
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    Hmac::new(Alg::HS256, &jose_b64::decode(secret).unwrap()).unwrap()
}

/// The same token out of both phases, with a key at hand.
fn both<K: Sign>(builder: Builder<'_>, key: &K) -> String {
    let token = builder.clone().sign(key).unwrap();
    let prepared = builder.prepare(key).unwrap();
    let signature = key.sign(prepared.signing_input()).unwrap();
    let owned = prepared.clone().into_owned();
    assert_eq!(
        owned.signing_input().to_vec(),
        prepared.signing_input().to_vec()
    );
    assert_eq!(owned.attach(&signature).unwrap(), token);
    assert_eq!(prepared.attach(&signature).unwrap(), token);
    token
}

#[test]
fn rfc_7797_4_1_and_4_2() {
    assert_eq!(
        both(Builder::new(b"$.02"), &rfc_key()),
        "eyJhbGciOiJIUzI1NiJ9.JC4wMg.5mvfOroL-g7HyqJoozehmsaqmvTYGEq5jTI1gVvoEoQ"
    );
    let unencoded = "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19..A5dxf2s96_n5FLueVuW1Z_vh161FwXZC4YLPff6dmDY";
    let token = both(Builder::unencoded(b"$.02").detached(), &rfc_key());
    assert_eq!(token, unencoded);
    let json = br#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
    let builder = Builder::unencoded(b"$.02").detached().protected_json(json);
    assert_eq!(both(builder, &rfc_key()), unencoded);
}

#[test]
fn rfc_7515_f_and_rfc_7520_4_5() {
    let payload =
        b"{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    let builder = Builder::new(payload)
        .detached()
        .protected_json(b"{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}");
    assert_eq!(
        both(builder, &rfc_key()),
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9..dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let secret = jose_b64::decode("hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg").unwrap();
    let key = Hmac::new(Alg::HS256, &secret)
        .unwrap()
        .with_kid("018c0ae5-4d9b-471b-bfd6-eef314bc7037");
    let payload = "It\u{2019}s a dangerous business, Frodo, going out your door. You step onto the road, and if \
        you don't keep your feet, there\u{2019}s no knowing where you might be swept off to.";
    assert_eq!(
        both(Builder::new(payload.as_bytes()).detached(), &key),
        "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9..s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"
    );
}

#[test]
fn an_attached_unencoded_payload_stands_as_it_is() {
    let key = Toy::new(TOY).kid("k1");
    let printable: Vec<u8> = (0x20..=0x7E).filter(|octet| *octet != b'.').collect();
    for payload in [b"".as_slice(), b" ", b"hello ~", &printable] {
        let token = both(Builder::unencoded(payload), &key);
        let mut parts = token.split('.');
        let [head, text, signature] = [(); 3].map(|()| parts.next().unwrap());
        assert_eq!((text.as_bytes(), parts.next()), (payload, None));
        assert_eq!(
            header(&token),
            r#"{"alg":"X-TOY","kid":"k1","b64":false,"crit":["b64"]}"#
        );
        let input = [head.as_bytes(), b".", payload].concat();
        let signature = jose_b64::decode(signature).unwrap();
        assert!(key.verify(SigningInput::new(&input), &signature).is_ok());
    }
}

#[test]
fn b64_stands_in_front_of_other_extensions() {
    let builder = Builder::unencoded(b"pay")
        .header("x5t", "AAEC")
        .critical_header("level", &2)
        .cty("text/plain")
        .typ("example");
    assert_eq!(
        header(&both(builder, &Toy::new(TOY).kid("k1"))),
        r#"{"alg":"X-TOY","typ":"example","cty":"text/plain","kid":"k1","b64":false,"crit":["b64","level"],"x5t":"AAEC","level":2}"#
    );
    // It counts among the names that recipients allow.
    let many = |builder: Builder<'static>, count: u8| {
        (0..count).fold(builder, |builder, number| {
            builder.critical_header(format!("e{number}"), &number)
        })
    };
    let key = Toy::new(TOY);
    assert!(many(Builder::unencoded(b""), 15).sign(&key).is_ok());
    assert!(many(Builder::new(b""), 16).sign(&key).is_ok());
    assert!(matches!(
        many(Builder::unencoded(b""), 16).sign(&key),
        Err(BuildError::Header(HeaderError::Crit(CritError::TooMany {
            max: 16
        })))
    ));
}

// UNE-05
#[test]
fn une_05_what_cannot_stand_between_two_dots() {
    for (payload, at) in [
        (b".".as_slice(), 0),
        (b"$.02", 1),
        (b"pay.", 3),
        (b"pay\n", 3),
        (b"\tpay", 0),
        (b"pa\0y", 2),
        (b"\x1F", 0),
        (b"\x7F", 0),
        (b"pay\x80", 3),
        (b"pa\xFF", 2),
        ("Zo\u{eb}".as_bytes(), 2),
    ] {
        let error = build_error(Builder::unencoded(payload));
        assert!(
            matches!(error, BuildError::PayloadNotCompact { offset } if offset == at),
            "{payload:?}: {error:?}"
        );
        assert_eq!(error.code(), "jws/build-payload-not-compact");
        // Elsewhere it may be anything.
        let token = both(Builder::unencoded(payload).detached(), &Toy::new(TOY));
        assert!(token.contains(".."), "{token}");
        assert!(Builder::new(payload).sign(&Toy::new(TOY)).is_ok());
    }
    let error = build_error(Builder::unencoded(b"secret.word"));
    assert_eq!(
        error.to_string(),
        "octet 6 of the unencoded payload cannot stand in a compact JWS; detached it could"
    );
}

// UNE-01, UNE-02, UNE-13 and their like: what the header says is what is done.
#[test]
fn une_01_02_13_b64_of_a_whole_header() {
    let whole =
        |builder: Builder<'static>, json: &'static str| builder.protected_json(json.as_bytes());
    let (encoded, unencoded) = (Builder::new(b"pay"), Builder::unencoded(b"pay"));
    let detached = |builder: &Builder<'static>| builder.clone().detached();
    for builder in [
        &encoded,
        &unencoded,
        &detached(&encoded),
        &detached(&unencoded),
    ] {
        for (json, code) in [
            (
                r#"{"alg":"X-TOY","b64":false}"#,
                "jws/build-b64-not-critical",
            ),
            (
                r#"{"alg":"X-TOY","b64":false,"crit":["x"],"x":1}"#,
                "jws/build-b64-not-critical",
            ),
            (
                r#"{"alg":"X-TOY","b64":false,"crit":["B64"],"B64":false}"#,
                "jws/build-b64-not-critical",
            ),
            (
                r#"{"alg":"X-TOY","b64":null,"crit":["b64"]}"#,
                "jws/build-b64-not-boolean",
            ),
            (
                r#"{"alg":"X-TOY","b64":"false"}"#,
                "jws/build-b64-not-boolean",
            ),
            (
                r#"{"alg":"X-TOY","b64":"false","crit":["b64"]}"#,
                "jws/build-b64-not-boolean",
            ),
            (
                r#"{"alg":"X-TOY","b64":0,"crit":["b64"]}"#,
                "jws/build-b64-not-boolean",
            ),
            (
                r#"{"alg":"X-TOY","b64":[false]}"#,
                "jws/build-b64-not-boolean",
            ),
            (r#"{"alg":"X-TOY","crit":["b64"]}"#, "header/crit"),
            (
                r#"{"alg":"X-TOY","b64":false,"crit":["b64","b64"]}"#,
                "header/crit",
            ),
            (
                r#"{"alg":"X-TOY","b64":false,"b64":true,"crit":["b64"]}"#,
                "header/json",
            ),
        ] {
            let error = build_error(whole(builder.clone(), json));
            assert_eq!(error.code(), code, "{json}");
        }
    }
    // Never by default: a header that says nothing says `true`.
    let says_true = [
        r#"{"alg":"X-TOY"}"#,
        r#"{"alg":"X-TOY","b64":true}"#,
        r#"{"alg":"X-TOY","b64":true,"crit":["b64"]}"#,
        r#"{"alg":"X-TOY","B64":false}"#,
    ];
    let says_false = [
        r#"{"alg":"X-TOY","b64":false,"crit":["b64"]}"#,
        r#"{"crit":["x","b64"],"x":1,"b64":false,"alg":"X-TOY"}"#,
        r#"{"alg":"X-TOY","\u00624":1,"\u006264":false,"crit":["b6\u0034"]}"#,
    ];
    for (builder, right, wrong) in [
        (encoded, says_true.as_slice(), says_false.as_slice()),
        (unencoded, &says_false, &says_true),
    ] {
        for json in wrong {
            let error = build_error(whole(builder.clone(), json));
            assert!(
                matches!(error, BuildError::B64Mismatch),
                "{json}: {error:?}"
            );
            assert_eq!(error.code(), "jws/build-b64-mismatch");
            let error = build_error(whole(detached(&builder), json));
            assert!(
                matches!(error, BuildError::B64Mismatch),
                "{json}: {error:?}"
            );
        }
        for json in right {
            assert_eq!(
                header(&both(whole(builder.clone(), json), &Toy::new(TOY))),
                *json
            );
            both(whole(detached(&builder), json), &Toy::new(TOY));
        }
    }
}

#[test]
fn a_detached_payload_is_signed_and_not_sent() {
    let key = Toy::new(TOY);
    for payload in [b"".as_slice(), b"pay", &[0xFF; 1000]] {
        let attached = Builder::new(payload).sign(&key).unwrap();
        let [head, text, signature] = Vec::from_iter(attached.split('.')).try_into().unwrap();
        let token = both(Builder::new(payload).detached(), &key);
        assert_eq!(token, format!("{head}..{signature}"));
        // Put back where it belongs, it is the token with its payload.
        let whole = format!("{head}.{text}.{signature}");
        let verified = Compact::parse(&whole).unwrap().verify(&key).unwrap();
        assert_eq!(verified.payload(), payload);
        // No room is kept for what is not sent.
        assert!(token.capacity() < token.len() + 200, "{}", token.capacity());
    }
}

#[test]
fn a_detached_unencoded_payload_is_never_copied() {
    let payload = vec![0xFF; 1 << 20];
    let prepared = Builder::unencoded(&payload)
        .detached()
        .prepare(&RemoteKey::new(Alg::HS256))
        .unwrap();
    let input = prepared.signing_input();
    assert!(input.contiguous().is_none());
    assert_eq!(input.parts().len(), 3);
    assert!(core::ptr::eq(input.parts()[2], payload.as_slice()));
    assert_eq!(
        input.len(),
        "eyJhbGciOiJIUzI1NiIsImI2NCI6ZmFsc2UsImNyaXQiOlsiYjY0Il19.".len() + payload.len()
    );
    let shown = format!("{prepared:?}");
    assert_eq!(shown, format!("Prepared({} octets)", input.len()));
    let token = prepared.attach(&[7; 32]).unwrap();
    assert!(token.capacity() < 200, "{}", token.capacity());
}

// UNE-08: the limit of tokens counts for what travels elsewhere, and for what is sent as it is.
#[test]
fn une_08_limits_of_payloads() {
    let key = Toy::new(TOY);
    let payload = vec![b'x'; (1 << 20) + 1];
    let (fits, _) = payload.split_at(1 << 20);
    for builder in [Builder::new, Builder::unencoded] {
        let error = build_error(builder(&payload).detached());
        assert!(
            matches!(error, BuildError::PayloadTooLong { len, max } if (len, max) == (payload.len(), 1 << 20)),
            "{error:?}"
        );
        assert_eq!(error.code(), "jws/build-payload-too-long");
        assert!(builder(fits).detached().sign(&key).is_ok());
        let error = build_error(builder(fits));
        assert!(matches!(error, BuildError::TokenTooLong { max, .. } if max == 1 << 20));
        let mut limits = Limits::default();
        limits.token_len = 2 << 20;
        assert!(
            builder(&payload)
                .detached()
                .limits(limits.clone())
                .sign(&key)
                .is_ok()
        );
        assert!(builder(&payload).limits(limits).sign(&key).is_ok());
    }
}

// HDR-10: the limit is exact, with a key at hand and with one that is somewhere else.
#[test]
fn hdr_10_the_last_octet_that_fits() {
    let key = Toy::new(TOY);
    for builder in [
        Builder::new(b"pay"),
        Builder::unencoded(b"pay"),
        Builder::new(b"pay").detached(),
        Builder::unencoded(b"pay").detached(),
    ] {
        let token = builder.clone().sign(&key).unwrap();
        let mut limits = Limits::default();
        limits.token_len = token.len();
        assert_eq!(both(builder.clone().limits(limits.clone()), &key), token);
        limits.token_len -= 1;
        let error = builder
            .clone()
            .limits(limits.clone())
            .sign(&key)
            .unwrap_err();
        assert!(
            matches!(error, BuildError::TokenTooLong { len, max } if (len, max) == (token.len(), token.len() - 1)),
            "{error:?}"
        );
        // The length of this algorithm's signatures is not known beforehand.
        let prepared = builder
            .clone()
            .limits(limits.clone())
            .prepare(&key)
            .unwrap();
        assert!(prepared.clone().attach(&[1; 7]).is_ok());
        assert!(matches!(
            prepared.attach(&[1; 8]),
            Err(BuildError::TokenTooLong { .. })
        ));
        // Of this one it is: nobody is asked for a signature that cannot be sent.
        limits.token_len = token.len();
        let error = builder
            .limits(limits)
            .prepare(&RemoteKey::new(Alg::ES512))
            .unwrap_err();
        assert!(
            matches!(error, BuildError::TokenTooLong { .. }),
            "{error:?}"
        );
    }
}

#[test]
fn a_token_has_the_room_it_needs() {
    let (mac, payload) = (rfc_key(), [b'x'; 1000]);
    for builder in [Builder::new(&payload), Builder::unencoded(&payload)] {
        for builder in [builder.clone(), builder.detached()] {
            let token = builder.sign(&mac).unwrap();
            // Text that had to grow has room for about twice as much.
            assert!(token.capacity() < token.len() + 16, "{}", token.capacity());
        }
    }
}

#[test]
fn debug_shows_lengths() {
    let builder = Builder::unencoded(b"secret")
        .detached()
        .kid("k\n1")
        .header("x", "secret");
    let shown = format!("{builder:?}");
    assert!(
        shown.contains("payload: 6") && shown.contains(r"k\n1"),
        "{shown}"
    );
    assert!(!shown.contains("secret"), "{shown}");
}

proptest! {
    #[test]
    fn any_payload_detached_or_not(payload: Vec<u8>, encoded in any::<bool>()) {
        let key = Toy::new(TOY);
        let builder = if encoded { Builder::new(&payload) } else { Builder::unencoded(&payload) };
        let token = both(builder.clone().detached(), &key);
        let (head, signature) = token.split_once("..").unwrap();
        let text = if encoded { jose_b64::encode(&payload).into_bytes() } else { payload.clone() };
        let parts = [head.as_bytes(), b".", &text];
        let signature = jose_b64::decode(signature).unwrap();
        prop_assert!(key.verify(SigningInput::from_parts(&parts), &signature).is_ok());
        // Attached the same parts are sent, or nothing is.
        let fits = payload.iter().all(|octet| (0x20..0x7F).contains(octet) && *octet != b'.');
        let attached = builder.sign(&key);
        prop_assert_eq!(attached.is_ok(), encoded || fits);
        if let Ok(attached) = attached {
            prop_assert!(attached.as_bytes().starts_with(&parts.concat()));
        }
    }
}
