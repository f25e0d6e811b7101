//! What is no compact JWS that demands nothing unknown: sections B, C, D, E and F of the attack list
//! where they reach a JWT, and JWE-14.
#![expect(
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use common::{forge, key, signed};
use jose_jwt::jwk::{CritHandlers, Limits};
use jose_jwt::jws::{ParseError, Sign, SigningInput, VerifyError, VerifyKeys};
use jose_jwt::{Policy, TokenError};

/// The most permissive policy there is.
fn lax() -> Policy {
    Policy::with_clock(common::NOW)
        .allow_missing_exp()
        .ignore_issuer()
        .ignore_audience()
}

fn refused_by(keys: &impl VerifyKeys, token: &str) -> &'static str {
    lax()
        .verify_claims(token, keys)
        .map(drop)
        .unwrap_err()
        .code()
}

#[test]
fn alg_06_alg_that_is_missing_or_no_string() {
    for (header, code) in [
        ("{}", "jws/missing-alg"),
        (r#"{"Alg":"HS256"}"#, "jws/missing-alg"),
        (r#"{"alg":null}"#, "header/wrong-type"),
        (r#"{"alg":256}"#, "header/wrong-type"),
        (r#"{"alg":["HS256"]}"#, "header/wrong-type"),
        (r#"{"alg":{"HS256":1}}"#, "header/wrong-type"),
        (r#"{"alg":""}"#, "jws/alg-refused"),
        (r#"{"alg":"HS256","alg":"none"}"#, "header/json"),
        (r#"{"alg":"HS256","\u0061lg":"none"}"#, "header/json"),
        ("[]", "header/json"),
        ("", "jws/empty-part"),
    ] {
        assert_eq!(
            refused_by(&key(), &forge(header, "{}", &key())),
            code,
            "{header}"
        );
    }
}

#[test]
fn crt_02_une_07_extensions_that_are_not_understood() {
    for (header, code) in [
        (r#"{"alg":"HS256","crit":["exp"],"exp":1}"#, "header/crit"),
        (r#"{"alg":"HS256","crit":["x"]}"#, "header/crit"),
        (r#"{"alg":"HS256","crit":[]}"#, "header/crit"),
        (r#"{"alg":"HS256","crit":["alg"]}"#, "header/crit"),
        // UNE-07, UNE-01, UNE-02
        (
            r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#,
            "jws/unencoded-payload",
        ),
        (r#"{"alg":"HS256","b64":false}"#, "jws/b64-not-critical"),
        (r#"{"alg":"HS256","b64":null}"#, "jws/b64-not-boolean"),
        (r#"{"alg":"HS256","b64":"true"}"#, "jws/b64-not-boolean"),
        (
            r#"{"alg":"HS256","b64":0,"crit":["b64"]}"#,
            "jws/b64-not-boolean",
        ),
    ] {
        assert_eq!(
            refused_by(&key(), &forge(header, "{}", &key())),
            code,
            "{header}"
        );
    }
    // UNE-07: also where the payload stands in the token as it is.
    let input = format!(
        "{}.{{}}",
        jose_b64::encode(r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#)
    );
    let signature = key().sign(SigningInput::new(input.as_bytes())).unwrap();
    let token = format!("{input}.{}", jose_b64::encode(&*signature));
    assert_eq!(refused_by(&key(), &token), "jws/unencoded-payload");
    // UNE-13
    let token = forge(r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#, "{}", &key());
    lax().verify_claims(&token, &key()).unwrap();
}

/// CRT-10: a handler sees the value and decides.
#[test]
fn crt_10_a_handler_processes_the_value() {
    let policy = || {
        lax().crit(CritHandlers::new().on("region", |value| {
            if value.as_str().as_deref() == Some("eu") {
                Ok(())
            } else {
                Err("not our region")
            }
        }))
    };
    let with = |policy: Policy, region: &str| {
        let header = format!(r#"{{"alg":"HS256","crit":["region"],"region":{region}}}"#);
        policy.verify_claims(&forge(&header, "{}", &key()), &key())
    };
    with(policy(), r#""eu""#).unwrap();
    for region in [r#""us""#, "1", "null", r#"["eu"]"#] {
        assert_eq!(
            with(policy(), region).unwrap_err().code(),
            "header/crit",
            "{region}"
        );
    }
    // The limits do not take the handlers away, nor the handlers the limits.
    with(policy().limits(Limits::default()), r#""eu""#).unwrap();
    assert_eq!(with(lax(), r#""eu""#).unwrap_err().code(), "header/crit");
}

/// JWE-14: a JWE, well-formed or not, is never a signed token.
#[test]
fn jwe_14_encrypted_is_not_signed() {
    let rsa_oaep = jose_b64::encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    let dir = jose_b64::encode(r#"{"alg":"dir","enc":"A128GCM"}"#);
    for token in [
        format!("{rsa_oaep}.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"),
        format!("{dir}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"),
        format!("{}.a.b.c.d", jose_b64::encode(r#"{"alg":"HS256"}"#)),
    ] {
        let error = lax().verify_claims(&token, &key()).unwrap_err();
        let TokenError::Jws(VerifyError::Parse(ParseError::NotThreeParts { parts: 5 })) = error
        else {
            panic!("{error}")
        };
        assert!(lax().open(&token).is_err());
    }
    // A JWE's header in a JWS, signed by the right key.
    let token = forge(r#"{"alg":"dir","enc":"A128GCM"}"#, "{}", &key());
    assert_eq!(refused_by(&key(), &token), "jws/no-matching-key");
}

/// JSN-11, B64-14, B64-15: a JWT is compact.
#[test]
fn jsn_11_json_serializations() {
    let token = signed("{}");
    let mut parts = token.split('.');
    let (protected, payload, signature) = (
        parts.next().unwrap(),
        parts.next().unwrap(),
        parts.next().unwrap(),
    );
    let flattened =
        format!(r#"{{"payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#);
    let general = format!(
        r#"{{"payload":"{payload}","signatures":[{{"protected":"{protected}","signature":"{signature}"}}]}}"#
    );
    let polyglot = format!(
        r#"{{"{protected}.{payload}.":"","payload":"{payload}","protected":"{protected}","signature":"{signature}"}}"#
    );
    for text in [&flattened, &general, &polyglot, "{}", "{"] {
        assert_eq!(refused_by(&key(), text), "jws/json-not-compact");
    }
    for text in [
        format!(" {flattened}"),
        format!("[{flattened}]"),
        format!("\"{token}\""),
    ] {
        assert!(lax().verify_claims(&text, &key()).is_err(), "{text}");
    }
}

/// B64-01, B64-05, B64-10, B64-13
#[test]
fn b64_01_what_is_around_or_between_the_parts() {
    let token = signed("{}");
    lax().verify_claims(&token, &key()).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    for text in [
        "".into(),
        ".".into(),
        "..".into(),
        "...".into(),
        "....".into(),
        "a".into(),
        "a.b".into(),
        format!("Bearer {token}"),
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("\u{feff}{token}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{token}"),
        format!("{input}."),
        input.into(),
        format!("{input}..{signature}"),
        format!("{token}="),
        format!("{token}=="),
        format!("{token}\0"),
        format!("'{token}'"),
        token.replace('.', ".."),
        token.replace('.', ". "),
        token.replace('.', "\u{2024}"),
        token.to_uppercase(),
        format!("{input}.{signature}{signature}"),
        format!("{input}.{}", &signature[..signature.len() - 1]),
        token.chars().rev().collect(),
    ] {
        assert!(lax().verify_claims(&text, &key()).is_err(), "{text:?}");
    }
}

/// NST-05: a signed token whose payload is another token is not unwrapped, whatever `cty` says.
#[test]
fn nst_05_a_token_within_a_token() {
    let inner = signed(r#"{"sub":"alice"}"#);
    for header in [
        r#"{"alg":"HS256"}"#,
        r#"{"alg":"HS256","typ":"JWT","cty":"JWT"}"#,
    ] {
        let token = forge(header, &inner, &key());
        assert_eq!(refused_by(&key(), &token), "jwt/not-claims");
    }
}

/// B64-01, B64-11, B64-13: told apart, and found before a key is asked.
#[test]
fn b64_13_a_part_that_is_missing_or_empty() {
    let token = signed("{}");
    let (input, signature) = token.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let cases = [
        (format!("{input}."), "jws/empty-part"),
        (format!(".{payload}.{signature}"), "jws/empty-part"),
        (format!("{header}.{payload}"), "jws/not-three-parts"),
        (header.to_owned(), "jws/not-three-parts"),
        (String::new(), "jws/not-three-parts"),
        (format!("{token}.{signature}"), "jws/not-three-parts"),
        // 43 symbols are 32 octets, 44 are 33, and no octets have 45 (B64-08).
        (format!("{input}.{signature}A"), "jws/invalid-signature"),
        (format!("{input}.{signature}AA"), "jws/base64"),
        (format!("{header}=.{payload}.{signature}"), "jws/base64"),
        (format!("{input}.{signature}="), "jws/base64"),
        (format!("{input}. {signature}"), "jws/base64"),
        // B64-12: an empty payload is a JWS and no JWT; here it is not what was signed either.
        (format!("{header}..{signature}"), "jws/invalid-signature"),
    ];
    for (text, code) in cases {
        assert_eq!(refused_by(&key(), &text), code, "{text}");
    }
}
