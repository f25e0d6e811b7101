//! Claims that the header repeats (RFC 7519, section 5.3): JWT-21.

use crate::common::{forge, key};
use crate::{
    ENCLOSING, JWE, JWS, JWS_ENCLOSING, codes, decrypter, header, jwe, kw, lax, seal, with,
};
use jose_jwt::{Jwt, Policy, TokenError};
use serde_json::json;

/// The same claims under the same replicas, in every kind of token and layer where they can stand.
fn judged(replicas: &str, claims: &str) -> [Result<(), TokenError>; 4] {
    let (decrypter, keys) = (decrypter(), key());
    let encrypted = seal(&with(JWE, replicas), claims);
    let inward = seal(&with(ENCLOSING, replicas), forge(JWS, claims, &keys));
    let within = forge(JWS_ENCLOSING, &encrypted, &keys);
    let around = forge(&with(JWS_ENCLOSING, replicas), seal(JWE, claims), &keys);
    [
        lax().decrypt_claims(&encrypted, &decrypter).map(drop),
        lax()
            .decrypt_then_verify_claims(&inward, &decrypter, &keys)
            .map(drop),
        lax()
            .verify_then_decrypt_claims(&within, &keys, &decrypter)
            .map(drop),
        lax()
            .verify_then_decrypt_claims(&around, &keys, &decrypter)
            .map(drop),
    ]
}

#[test]
fn jwt_21_replicas_are_the_claims() {
    let claims = r#"{"iss":"joe","sub":"al\u0069ce","aud":["api","web"],"exp":1790000100,"nbf":1e3,"jti":""}"#;
    for replicas in [
        r#""iss":"joe""#,
        r#""iss":"j\u006fe""#,
        r#""sub":"alice""#,
        r#""aud":["api","web"]"#,
        r#""aud": [ "api" , "w\u0065b" ]"#,
        r#""exp":1790000100"#,
        r#""exp":1790000100.0"#,
        r#""nbf":1000"#,
        r#""jti":"""#,
        r#""iss":"joe","sub":"alice","aud":["api","web"]"#,
        // Not names of registered claims, or none that is repeated.
        r#""name":"somebody else""#,
        r#""ISS":"else""#,
    ] {
        for result in judged(replicas, claims) {
            assert!(result.is_ok(), "{replicas}: {result:?}");
        }
    }
}

#[test]
fn jwt_21_replicas_that_differ() {
    let claims = r#"{"iss":"joe","sub":"alice","aud":["api","web"],"exp":1790000100,"jti":"7"}"#;
    for (replicas, expected) in [
        (r#""iss":"eve""#, &["*iss jwt/replica"][..]),
        (r#""iss":"JOE""#, &["*iss jwt/replica"]),
        (r#""iss":"joe ""#, &["*iss jwt/replica"]),
        (r#""iss":"""#, &["*iss jwt/replica"]),
        (r#""iss":null"#, &["*iss jwt/replica"]),
        (r#""iss":["joe"]"#, &["*iss jwt/replica"]),
        (r#""iss":{"joe":1}"#, &["*iss jwt/replica"]),
        (r#""sub":"bob""#, &["*sub jwt/replica"]),
        (r#""aud":"api""#, &["*aud jwt/replica"]),
        (r#""aud":["api"]"#, &["*aud jwt/replica"]),
        (r#""aud":["web","api"]"#, &["*aud jwt/replica"]),
        (r#""aud":["api","web","eve"]"#, &["*aud jwt/replica"]),
        (r#""aud":["api",["web"]]"#, &["*aud jwt/replica"]),
        (r#""aud":[]"#, &["*aud jwt/replica"]),
        (r#""exp":1790000101"#, &["*exp jwt/replica"]),
        (r#""exp":"1790000100""#, &["*exp jwt/replica"]),
        (r#""exp":1790000100.5"#, &["*exp jwt/replica"]),
        (r#""jti":7"#, &["*jti jwt/replica"]),
        // What is repeated is there.
        (r#""nbf":1"#, &["*nbf jwt/replica"]),
        (r#""iat":null"#, &["*iat jwt/replica"]),
        (
            r#""aud":"eve","iss":"eve","sub":"alice""#,
            &["*iss jwt/replica", "*aud jwt/replica"],
        ),
    ] {
        for result in judged(replicas, claims) {
            let error = result.unwrap_err();
            assert_eq!(codes(&error), expected, "{replicas}");
            assert!(error.to_string().contains("header parameter"), "{error}");
            // JWT-20: it says which, and no value.
            assert!(!error.to_string().contains("eve"), "{error}");
        }
    }
    // One recipient and a list of one are not the same JSON, whichever way round.
    for (replica, claim) in [(r#""a""#, r#"["a"]"#), (r#"["a"]"#, r#""a""#)] {
        let replicas = format!(r#""aud":{replica}"#);
        for result in judged(&replicas, &format!(r#"{{"aud":{claim}}}"#)) {
            assert_eq!(codes(&result.unwrap_err()), ["*aud jwt/replica"]);
        }
    }
}

/// A claim that nothing can be the same as is an error twice, and its replica never makes it right.
#[test]
fn jwt_21_a_replica_of_a_claim_of_the_wrong_type() {
    for (replicas, claims) in [
        (r#""iss":{}"#, r#"{"iss":{}}"#),
        (r#""iss":null"#, r#"{"iss":null}"#),
        (r#""exp":true"#, r#"{"exp":true}"#),
    ] {
        for result in judged(replicas, claims) {
            let found = codes(&result.unwrap_err());
            assert_eq!(found.len(), 2, "{found:?}");
            assert!(found[0].ends_with("jwt/replica"));
            assert!(found[1].ends_with("jwt/wrong-type"));
        }
    }
}

/// With the other failures, in one report; and the replicas satisfy no expectation about claims.
#[test]
fn jwt_21_a_replica_stands_for_no_claim() {
    let token = seal(&with(JWE, r#""iss":"joe","aud":"api""#), r#"{"exp":1}"#);
    let policy = Policy::with_clock(crate::NOW).issuer("joe").audience("api");
    let error = policy.decrypt_claims(&token, &decrypter()).unwrap_err();
    assert_eq!(
        codes(&error),
        [
            "*iss jwt/replica",
            "*aud jwt/replica",
            "exp jwt/expired",
            "iss jwt/missing-claim",
            "aud jwt/missing-claim"
        ]
    );
    // A token that is only signed is read by everybody; its header is left alone, as before.
    let token = forge(&with(JWS, r#""iss":"eve""#), r#"{"iss":"joe"}"#, &key());
    assert!(lax().verify_claims(&token, &key()).is_ok());
    // Another policy for the same enclosed token compares, too.
    let token = seal(
        &with(ENCLOSING, r#""iss":"eve""#),
        forge(JWS, r#"{"iss":"joe"}"#, &key()),
    );
    let jwe = decrypter().decrypt(&token).unwrap();
    let opened = lax().open_enclosed(&jwe).unwrap();
    let opened = opened.with_policy(&lax().issuer("joe")).unwrap();
    let error = opened.verify_claims(&key()).unwrap_err();
    assert_eq!(codes(&error), ["*iss jwt/replica"]);
}

#[test]
fn replicas_are_written_as_the_claims_are() {
    let claims = json!({"jti": "7\u{1}\"", "aud": ["api"], "nbf": 1_789_999_999.25});
    let jwt = || {
        Jwt::new(&claims)
            .issuer("joé")
            .subject("alice")
            .replicate(&["iss", "aud", "nbf"])
            .replicate(&["jti"])
    };
    let expected = json!({
        "iss": "joé", "aud": ["api"], "nbf": 1_789_999_999.25, "jti": "7\u{1}\""
    });
    let (kw, key) = (kw(), key());
    let token = jwt().encrypt(jwe()).to(&kw).unwrap();
    let nested = jwt().sign_then_encrypt(&key, jwe()).to(&kw).unwrap();
    let enclosed = jwt().encrypt_then_sign(jwe(), &key).to(&kw).unwrap();
    let payload = jose_b64::decode(enclosed.split('.').nth(1).unwrap()).unwrap();
    let inner = String::from_utf8(payload).unwrap();
    for token in [&token, &nested, &inner] {
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(header(token)[name], *value);
        }
        assert_eq!(header(token)["sub"], json!(null));
    }
    assert_eq!(header(&enclosed)["iss"], json!(null));
    lax().decrypt_claims(&token, &decrypter()).unwrap();
    lax()
        .decrypt_then_verify_claims(&nested, &decrypter(), &key)
        .unwrap();
    lax()
        .verify_then_decrypt_claims(&enclosed, &key, &decrypter())
        .unwrap();
    // One recipient, given by call.
    let token = Jwt::empty().audience("api").replicate(&["aud"]);
    let token = token.encrypt(jwe()).to(&kw).unwrap();
    assert_eq!(header(&token)["aud"], json!("api"));
    lax().decrypt_claims(&token, &decrypter()).unwrap();
}

#[test]
fn what_cannot_be_repeated_is_an_error() {
    for name in ["iss", "exp", "name", "alg", "kid", "typ", "cty", "ISS", ""] {
        let jwt = Jwt::new(&json!({"name": "x", "alg": "x", "kid": "x", "typ": "x", "": "x"}));
        let error = jwt.replicate(&[name]).encrypt(jwe()).to(&kw()).unwrap_err();
        assert_eq!(error.code(), "jwt/build-replica", "{name}");
    }
    // Twice is a repeated name, and a header of that name is one as well.
    let jwt = || Jwt::empty().issuer("joe").replicate(&["iss"]);
    for jwt in [jwt().replicate(&["iss"]), jwt().header("iss", "eve")] {
        assert!(jwt.encrypt(jwe()).to(&kw()).is_err());
    }
}
