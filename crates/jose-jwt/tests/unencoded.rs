//! A JWT has its claims encoded, attached and in the compact form (RFC 7797, section 7; RFC 7519, section 1):
//! UNE-07 and JSN-11, at every way into this crate.
#![expect(
    clippy::unwrap_used,
    reason = "a test has std, and may stop where it fails"
)]

mod common;

use common::{NOW, forge, key, signed};
use jose_jwt::jwk::CritHandlers;
use jose_jwt::jws::{
    Builder, Compact, Flattened, General, Json, ParseError, ReadOptions, Require, Sign, SignJson,
    SigningInput, VerifyError,
};
use jose_jwt::{Padding, Policy, TokenError};
use serde::Deserialize;

const B64_FALSE: &str = r#"{"alg":"HS256","b64":false,"crit":["b64"]}"#;
const CLAIMS: &str = r#"{"sub":"alice"}"#;

/// The most permissive policy there is.
fn lax() -> Policy {
    Policy::with_clock(NOW)
        .allow_missing_exp()
        .ignore_issuer()
        .ignore_audience()
        .padding(Padding::Allowed)
}

/// The same, by a recipient that believes it understands the extension.
fn with_handlers() -> Policy {
    lax().crit(
        CritHandlers::new()
            .on("b64", |_| Ok(()))
            .on("x", |_| Ok(())),
    )
}

#[derive(Debug, Deserialize)]
struct Claims {
    #[serde(rename = "sub")]
    _sub: String,
}

/// A valid signature of the key over `header.signed`, with something else sent between the dots.
fn sealed(header: &str, signed: &str, sent: &str) -> String {
    let header = jose_b64::encode(header);
    let parts = [header.as_bytes(), b".", signed.as_bytes()];
    let signature = key().sign(SigningInput::from_parts(&parts)).unwrap();
    format!("{header}.{sent}.{}", jose_b64::encode(&*signature))
}

/// The one reason for which every call refuses a token.
fn refused(policy: &Policy, token: &str) -> &'static str {
    let code = policy.verify_claims(token, &key()).unwrap_err().code();
    let error = policy.verify::<Claims>(token, &key()).unwrap_err();
    assert_eq!(error.code(), code);
    match policy.open(token) {
        Err(error) => assert_eq!(error.code(), code),
        Ok(opened) => {
            let error = opened.clone().verify_claims(&key()).unwrap_err();
            assert_eq!(error.code(), code);
            let error = opened.clone().verify::<Claims>(&key()).unwrap_err();
            assert_eq!(error.code(), code);
            let again = opened.clone().with_policy(&lax()).unwrap();
            assert_eq!(again.verify_claims(&key()).unwrap_err().code(), code);
            // In two phases the key answers by itself.
            let pending = opened.pending(&key()).unwrap();
            let input = pending.signing_input().to_vec();
            let signature = key().sign(SigningInput::new(&input)).unwrap();
            let is_valid = *signature == *pending.signature();
            assert_eq!(pending.finish(Ok(is_valid)).unwrap_err().code(), code);
        }
    }
    code
}

#[test]
fn une_07_claims_that_stand_in_the_token_as_they_are() {
    for policy in [lax(), with_handlers()] {
        for header in [
            B64_FALSE,
            r#"{"alg":"HS256","typ":"JWT","b64":false,"crit":["b64"]}"#,
            r#"{"alg":"HS256","\u0062\u0036\u0034":false,"crit":["b64"]}"#,
        ] {
            for claims in [CLAIMS, "{}", "", "eyJzdWIiOiJhbGljZSJ9"] {
                let token = sealed(header, claims, claims);
                // It is a JWS, and a valid one.
                let verified = Compact::parse(&token).unwrap().verify(&key()).unwrap();
                assert_eq!(
                    (verified.payload(), verified.header().b64()),
                    (claims.as_bytes(), false)
                );
                assert_eq!(refused(&policy, &token), "jws/unencoded-payload");
                assert!(policy.open(&token).is_err());
                let error = policy.check(verified).unwrap_err();
                assert_eq!(error.code(), "jws/unencoded-payload");
            }
            // Encoded where the header says that it is not, which is another payload.
            let encoded = jose_b64::encode(CLAIMS);
            for sent in [&*encoded, CLAIMS] {
                let token = sealed(header, &encoded, sent);
                assert_eq!(refused(&policy, &token), "jws/unencoded-payload");
            }
        }
    }
    // Before a key is looked for, and before anything is said about the signature.
    let token = sealed(
        r#"{"alg":"ES256","b64":false,"crit":["b64"]}"#,
        CLAIMS,
        CLAIMS,
    );
    assert_eq!(refused(&lax(), &token), "jws/unencoded-payload");
    let error = lax().open(&token).unwrap_err();
    assert!(matches!(
        error,
        TokenError::Jws(VerifyError::Parse(ParseError::UnencodedPayload))
    ));
}

// UNE-01, UNE-02, UNE-05 keep their own reasons.
#[test]
fn une_07_what_is_no_jws_either() {
    for (header, claims, code) in [
        (
            r#"{"alg":"HS256","b64":false}"#,
            CLAIMS,
            "jws/b64-not-critical",
        ),
        (
            r#"{"alg":"HS256","b64":false,"crit":["x"],"x":1}"#,
            CLAIMS,
            "jws/b64-not-critical",
        ),
        (
            r#"{"alg":"HS256","b64":"false","crit":["b64"]}"#,
            CLAIMS,
            "jws/b64-not-boolean",
        ),
        (
            r#"{"alg":"HS256","b64":null}"#,
            CLAIMS,
            "jws/b64-not-boolean",
        ),
        (r#"{"alg":"HS256","crit":["b64"]}"#, CLAIMS, "header/crit"),
        (B64_FALSE, r#"{"iss":"a.b"}"#, "jws/not-three-parts"),
        (B64_FALSE, "{\"sub\":\"Zo\u{eb}\"}", "jws/payload-character"),
        (B64_FALSE, "{\n}", "jws/payload-character"),
    ] {
        assert_eq!(
            refused(&with_handlers(), &sealed(header, claims, claims)),
            code
        );
    }
}

#[test]
fn une_07_claims_that_travel_elsewhere() {
    let plain = r#"{"alg":"HS256"}"#;
    let encoded = jose_b64::encode(CLAIMS);
    for (header, signed, code) in [
        (B64_FALSE, CLAIMS, "jws/unencoded-payload"),
        (B64_FALSE, &*encoded, "jws/unencoded-payload"),
        (B64_FALSE, "", "jws/unencoded-payload"),
        // Nobody passes a payload to this crate, and none is no other's.
        (plain, &*encoded, "jws/invalid-signature"),
        (plain, CLAIMS, "jws/invalid-signature"),
        // B64-12
        (plain, "", "jwt/not-claims"),
    ] {
        let token = sealed(header, signed, "");
        assert!(token.contains(".."));
        assert_eq!(refused(&lax(), &token), code);
        assert_eq!(refused(&with_handlers(), &token), code);
    }
    for builder in [
        Builder::new(CLAIMS.as_bytes()).detached(),
        Builder::unencoded(CLAIMS.as_bytes()).detached(),
        Builder::unencoded(CLAIMS.as_bytes()),
    ] {
        let token = builder.sign(&key()).unwrap();
        assert!(lax().verify_claims(&token, &key()).is_err(), "{token}");
    }
}

// UNE-13
#[test]
fn b64_true_is_a_jwt() {
    for header in [
        r#"{"alg":"HS256","b64":true}"#,
        r#"{"alg":"HS256","b64":true,"crit":["b64"]}"#,
    ] {
        let token = forge(header, CLAIMS, &key());
        lax().verify::<Claims>(&token, &key()).unwrap();
        let opened = lax().open(&token).unwrap().with_policy(&with_handlers());
        opened.unwrap().verify::<Claims>(&key()).unwrap();
        let verified = Compact::parse(&token).unwrap().verify(&key()).unwrap();
        assert_eq!(
            lax().check(verified).unwrap().claims().sub().as_deref(),
            Some("alice")
        );
    }
}

// UNE-07: also for those who have read the message in JSON before they ask the policy.
#[test]
fn une_07_a_verified_jws_whose_payload_is_not_encoded() {
    let sign = |json: SignJson<'static>| json.sign(&key()).unwrap();
    for claims in [CLAIMS, r#"{"iss":"a.b","sub":"Zo\u00eb"}"#] {
        let unencoded = sign(SignJson::unencoded(claims.as_bytes()));
        let flattened = unencoded.flattened().unwrap();
        for policy in [lax(), with_handlers()] {
            let verified = Flattened::parse(&flattened)
                .unwrap()
                .verify(&key())
                .unwrap();
            assert_eq!(verified.payload(), claims.as_bytes());
            let error = policy.check(verified).unwrap_err();
            assert_eq!(error.code(), "jws/unencoded-payload");
            // One signature of several is a message of its own.
            let json = Json::parse(&flattened).unwrap();
            let one = json.signatures().next().unwrap().unwrap();
            let error = policy.check(one.verify(&key()).unwrap()).unwrap_err();
            assert_eq!(error.code(), "jws/unencoded-payload");
        }
        let encoded = sign(SignJson::new(claims.as_bytes())).flattened().unwrap();
        let verified = Flattened::parse(&encoded).unwrap().verify(&key()).unwrap();
        assert!(lax().check(verified).is_ok());
    }
}

// ALG-16, HDR-16: a JWS may be verified that names its algorithm where nobody protects it; a JWT is none of those.
#[test]
fn alg_16_a_verified_jws_whose_algorithm_is_not_protected() {
    let options = ReadOptions::new().allow_unprotected_alg();
    let payload = jose_b64::encode(CLAIMS);
    for (protected, unprotected, code) in [
        (
            Some(r#"{"typ":"JWT"}"#),
            r#"{"alg":"HS256"}"#,
            Some("jws/must-be-protected"),
        ),
        (
            None,
            r#"{"alg":"HS256","typ":"JWT"}"#,
            Some("jws/must-be-protected"),
        ),
        (Some(r#"{"alg":"HS256"}"#), r#"{"typ":"JWT"}"#, None),
    ] {
        let header = protected.map(jose_b64::encode);
        let input = format!("{}.{payload}", header.as_deref().unwrap_or_default());
        let signature = key().sign(SigningInput::new(input.as_bytes())).unwrap();
        let signature = jose_b64::encode(&*signature);
        let header = header.map(|text| format!(r#""protected":"{text}","#));
        let json = format!(
            r#"{{"payload":"{payload}",{}"header":{unprotected},"signature":"{signature}"}}"#,
            header.unwrap_or_default()
        );
        let verified = Flattened::parse_with(&json, &options).unwrap();
        let checked = lax().check(verified.verify(&key()).unwrap());
        assert_eq!(checked.err().map(|error| error.code()), code);
    }
}

// JSN-11, B64-14, B64-15: messages that a reader of JSON takes.
#[test]
fn jsn_11_json_at_every_way_in() {
    let one = SignJson::new(CLAIMS.as_bytes()).sign(&key()).unwrap();
    let unencoded = SignJson::unencoded(CLAIMS.as_bytes()).sign(&key()).unwrap();
    let detached = SignJson::new(CLAIMS.as_bytes())
        .detached()
        .sign(&key())
        .unwrap();
    let two = one.clone().sign(&key()).unwrap();
    let attached = [
        one.clone().flattened().unwrap(),
        one.general().unwrap(),
        two.general().unwrap(),
        unencoded.clone().flattened().unwrap(),
        unencoded.general().unwrap(),
    ];
    for json in &attached {
        let seen = Json::parse(json).unwrap();
        seen.verify(&key(), Require::EveryKey).unwrap();
        assert_eq!(refused(&lax(), json), "jws/json-not-compact");
        // White space that JSON allows around it; what is no base64url is still no header.
        for around in [" ", "\n", "\t\r\n"] {
            let json = format!("{around}{json}{around}");
            assert!(Json::parse(&json).is_ok());
            assert_eq!(refused(&lax(), &json), "jws/not-three-parts");
        }
    }
    for json in [detached.clone().flattened(), detached.general()] {
        let json = json.unwrap();
        let options = ReadOptions::new();
        assert!(Json::parse_detached(&json, CLAIMS.as_bytes(), &options).is_ok());
        assert_eq!(refused(&lax(), &json), "jws/json-not-compact");
    }
    // The same text as three parts and as an object, in either order.
    let token = signed(CLAIMS);
    let flattened = &attached[0];
    let members = flattened.strip_prefix('{').unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    for (text, code) in [
        (
            format!(r#"{{"{input}.":"",{members}"#),
            "jws/json-not-compact",
        ),
        (
            format!(r#"{{"{token}":"",{members}"#),
            "jws/json-not-compact",
        ),
        (
            format!(r#"{{"":"{token}",{members}"#),
            "jws/json-not-compact",
        ),
        (format!(r#" {{"{input}.":"",{members}"#), "jws/base64"),
        (format!(r#" {{"{token}":"",{members}"#), "jws/base64"),
        (format!(r#" {{"":"{token}",{members}"#), "jws/base64"),
        (format!("{flattened}.{token}"), "jws/json-not-compact"),
        (format!("{token}{flattened}"), "jws/base64"),
        (
            format!("{input}{flattened}.{signature}"),
            "jws/invalid-signature",
        ),
        (format!("\u{feff}{flattened}"), "jws/not-three-parts"),
        (format!("[{flattened}]"), "jws/not-three-parts"),
    ] {
        assert_eq!(refused(&lax(), &text), code, "{text}");
    }
    assert!(General::parse(&attached[1]).is_ok());
}
