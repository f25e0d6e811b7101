//! What the header says about the mode (RFC 7797, sections 3 and 6): UNE-01 to UNE-04.

use jose_jws::{CritHandlers, General, Json, ParseError, ReadOptions, Require};

use crate::forms::{Form, Sent, json_string, places, signature, signed};
use crate::{B64_FALSE, B64_TRUE, PLAIN, key};

// UNE-01: whoever does not know the extension would take another payload for the signed one.
#[test]
fn une_01_b64_false_that_is_not_critical() {
    let options = ReadOptions::new().crit(
        CritHandlers::new()
            .on("x", |_| Ok(()))
            .on("B64", |_| Ok(()))
            .on("b64 ", |_| Ok(()))
            .on("b64\0", |_| Ok(())),
    );
    for place in places() {
        for header in [
            r#"{"alg":"X-TOY","b64":false}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":["x"],"x":1}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":["B64"],"B64":false}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":["b64 "],"b64 ":false}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":["b64\u0000"],"b64\u0000":false}"#,
            r#"{"alg":"X-TOY","\u0062\u0036\u0034":false}"#,
        ] {
            // Whichever way it was signed.
            for b64 in [false, true] {
                let key = key();
                let sent = Sent::new(place, header, b64, b"pay", &key);
                let error = sent.read_with(&options, &key).unwrap_err();
                assert_eq!(error.code(), "jws/b64-not-critical", "{header}");
                assert_eq!(key.asked(), 0);
            }
        }
        for header in [
            B64_FALSE,
            r#"{"crit":["x","b64"],"x":1,"b64":false,"alg":"X-TOY"}"#,
            r#"{"alg":"X-TOY","\u0062\u0036\u0034":false,"crit":["b\u00364"]}"#,
        ] {
            let sent = Sent::new(place, header, false, b"pay", &key());
            assert!(!sent.read_with(&options, &key()).unwrap().b64, "{header}");
        }
        // `crit` demands what is not there, or what is there in the other header only.
        for header in [
            r#"{"alg":"X-TOY","crit":["b64"]}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":["b64","b64"]}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":["b64","unknown"],"unknown":1}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":[]}"#,
            r#"{"alg":"X-TOY","b64":false,"crit":"b64"}"#,
        ] {
            let key = key();
            let sent = Sent::new(place, header, false, b"pay", &key);
            let code = sent.refused(&key);
            assert!(
                ["header/crit", "header/wrong-type"].contains(&code),
                "{code}"
            );
            assert_eq!(key.asked(), 0);
        }
    }
}

// UNE-02
#[test]
fn une_02_b64_that_is_no_boolean() {
    for place in places() {
        for value in [
            "null",
            "0",
            "1",
            "0.0",
            "\"false\"",
            "\"true\"",
            "\"\"",
            "[]",
            "[false]",
            "{}",
            "{\"b64\":false}",
        ] {
            for crit in ["", r#","crit":["b64"]"#] {
                let header = format!(r#"{{"alg":"X-TOY","b64":{value}{crit}}}"#);
                for b64 in [false, true] {
                    let key = key();
                    let sent = Sent::new(place, &header, b64, b"pay", &key);
                    assert_eq!(sent.refused(&key), "jws/b64-not-boolean", "{header}");
                    assert_eq!(key.asked(), 0);
                }
            }
        }
        // HDR-04, HDR-05: two of them are none.
        for header in [
            r#"{"alg":"X-TOY","b64":false,"b64":false,"crit":["b64"]}"#,
            r#"{"alg":"X-TOY","b64":true,"\u00624":1,"b\u00364":false,"crit":["b64"]}"#,
        ] {
            let sent = Sent::new(place, header, false, b"pay", &key());
            assert_eq!(sent.refused(&key()), "header/json");
        }
    }
    // HDR-06: another name says nothing about the payload.
    for place in places() {
        let sent = Sent::new(
            place,
            r#"{"alg":"X-TOY","B64":false}"#,
            true,
            b"pay",
            &key(),
        );
        assert!(sent.read(&key()).unwrap().b64);
    }
}

// UNE-03, CRT-08: what is signed is not for the carrier to choose.
#[test]
fn une_03_b64_that_is_not_protected() {
    for place in places().filter(|place| place.form != Form::Compact) {
        for (header, unprotected, code) in [
            (PLAIN, r#"{"b64":false}"#, "jws/must-be-protected"),
            (PLAIN, r#"{"b64":true}"#, "jws/must-be-protected"),
            (PLAIN, r#"{"b64":null}"#, "jws/must-be-protected"),
            (
                PLAIN,
                r#"{"\u0062\u0036\u0034":false}"#,
                "jws/must-be-protected",
            ),
            (
                PLAIN,
                r#"{"b64":false,"crit":["b64"]}"#,
                "jws/must-be-protected",
            ),
            (B64_FALSE, r#"{"b64":false}"#, "jws/must-be-protected"),
            (B64_TRUE, r#"{"b64":false}"#, "jws/must-be-protected"),
            (
                r#"{"alg":"X-TOY","crit":["b64"]}"#,
                r#"{"b64":false}"#,
                "header/crit",
            ),
        ] {
            for b64 in [false, true] {
                let key = key();
                let mut sent = Sent::new(place, header, b64, b"pay", &key);
                sent.header = Some(unprotected.into());
                assert_eq!(sent.refused(&key), code, "{unprotected}");
                assert_eq!(key.asked(), 0);
                // Not in a deployment either that lets the algorithm stand there.
                let lax = ReadOptions::new().allow_unprotected_alg();
                assert_eq!(sent.read_with(&lax, &key).unwrap_err().code(), code);
            }
        }
        let mut sent = Sent::new(place, B64_FALSE, false, b"pay", &key());
        sent.header = Some(r#"{"B64":true}"#.into());
        assert!(!sent.read(&key()).unwrap().b64);
    }
}

/// A general message whose signatures are each valid in their own mode, over the same octets.
fn general(headers: &[&str], payload: Option<&[u8]>, octets: &[u8]) -> Vec<u8> {
    let one = |header: &&str| {
        let protected = jose_b64::encode(header);
        let signature = signature(
            &protected,
            &signed(!header.contains("false"), octets),
            &key(),
        );
        let signature = jose_b64::encode(signature);
        format!(r#"{{"protected":"{protected}","signature":"{signature}"}}"#)
    };
    let signatures: Vec<String> = headers.iter().map(one).collect();
    let payload = payload.map(|json| [br#""payload":"#, json, b","].concat());
    let signatures = format!(r#""signatures":[{}]}}"#, signatures.join(","));
    [b"{", &*payload.unwrap_or_default(), signatures.as_bytes()].concat()
}

// UNE-04: of an empty payload both signing inputs end with the dot, and the mixture is still refused.
#[test]
fn une_04_signatures_that_differ_in_b64() {
    let options = ReadOptions::new();
    let unknown = r#"{"alg":"X-TOY","b64":false,"crit":["b64","unknown"],"unknown":1}"#;
    let foreign = r#"{"alg":"X-FOREIGN","b64":false,"crit":["b64"]}"#;
    for headers in [
        &[B64_FALSE, PLAIN][..],
        &[PLAIN, B64_FALSE],
        &[B64_FALSE, B64_TRUE],
        &[B64_TRUE, B64_FALSE],
        &[PLAIN, B64_TRUE, B64_FALSE],
        &[B64_FALSE, B64_FALSE, B64_FALSE, PLAIN],
        // That one of them counts for nothing does not make it harmless.
        &[PLAIN, unknown],
        &[PLAIN, foreign],
    ] {
        for octets in [b"".as_slice(), b"cGF5"] {
            for payload in [json_string(octets), json_string(&signed(true, octets))] {
                let json = general(headers, Some(&payload), octets);
                assert_eq!(General::parse(&json).unwrap_err(), ParseError::MixedB64);
                assert_eq!(Json::parse(&json).unwrap_err(), ParseError::MixedB64);
            }
            let json = general(headers, None, octets);
            let error = General::parse_detached(&json, octets, &options).unwrap_err();
            assert_eq!(error, ParseError::MixedB64);
            let error = Json::parse_detached(&json, octets, &options).unwrap_err();
            assert_eq!(error, ParseError::MixedB64);
        }
    }
    for (headers, b64) in [
        (&[B64_FALSE, B64_FALSE][..], false),
        (&[PLAIN, B64_TRUE], true),
        (&[B64_TRUE, PLAIN, r#"{"alg":"X-TOY","b64":true}"#], true),
    ] {
        let json = general(headers, Some(&json_string(&signed(b64, b"pay"))), b"pay");
        let seen = General::parse(&json).unwrap();
        let seen = seen.verify(&key(), Require::EveryKey).unwrap();
        assert_eq!(seen.payload(), b"pay");
        assert_eq!(seen.signatures().len(), headers.len());
        for one in seen.signatures() {
            assert_eq!(one.outcome().unwrap().header().b64(), b64);
        }
        let json = general(headers, None, b"pay");
        let seen = Json::parse_detached(&json, b"pay", &options).unwrap();
        let seen = seen.verify(&key(), Require::EveryKey).unwrap();
        assert_eq!(seen.payload(), b"pay");
        assert!(seen.signatures().iter().all(|one| one.outcome().is_ok()));
    }
}
