//! One policy, whatever the token (JWE-15): what it says of a signed token it says of an encrypted one, and of a nested one.

use crate::common::{NOW, forge, key, signed};
use crate::{
    ENCLOSING, JWE, JWS, JWS_ENCLOSING, codes, decrypter, encrypted_in, lax, seal, signed_in, with,
};
use jose_jwt::jwk::{CritHandlers, Limits};
use jose_jwt::jws::{Compact, ReadOptions};
use jose_jwt::{NumericDate, Policy, TokenError};

fn exact() -> Policy {
    Policy::with_clock(NOW).leeway_secs(0)
}

/// JWE-15 and with it JWT-02 to JWT-13: a policy, and claims that it refuses.
fn refusals() -> Vec<(Policy, &'static str)> {
    let open = || exact().allow_missing_exp();
    vec![
        // Times.
        (exact(), "{}"),
        (exact(), r#"{"exp":1790000000}"#),
        (exact(), r#"{"exp":1}"#),
        (exact(), r#"{"exp":-1}"#),
        (exact(), r#"{"exp":"1790000001"}"#),
        (exact(), r#"{"exp":null}"#),
        (exact(), r#"{"exp":[1790000001]}"#),
        (exact(), r#"{"exp":1e400}"#),
        (exact(), r#"{"exp":9223372036854775808}"#),
        (open(), r#"{"exp":true}"#),
        (open(), r#"{"nbf":1790000001}"#),
        (open(), r#"{"nbf":"1"}"#),
        (open(), r#"{"iat":{}}"#),
        (open().max_age_secs(60), r#"{"iat":1789999939}"#),
        (open().max_age_secs(60), r#"{"iat":1790000001}"#),
        (open().max_age_secs(60), "{}"),
        (open().leeway_secs(u64::MAX), r#"{"exp":1789999400}"#),
        // Parties.
        (open(), r#"{"iss":"joe"}"#),
        (open(), r#"{"aud":"api"}"#),
        (open(), r#"{"aud":[]}"#),
        (open().issuer("joe"), "{}"),
        (open().issuer("joe"), r#"{"iss":"joe2"}"#),
        (open().issuer("joe"), r#"{"iss":["joe"]}"#),
        (open().issuer(""), r#"{"iss":"joe"}"#),
        (open().issuers([""; 0]), r#"{"iss":"joe"}"#),
        (
            open().issuer_with(|iss, _| iss == "tenant-a"),
            r#"{"iss":"b"}"#,
        ),
        (open().audience("api"), "{}"),
        (open().audience("api"), r#"{"aud":"web"}"#),
        (open().audience("api"), r#"{"aud":["web"]}"#),
        (open().audience("api"), r#"{"aud":["api",1]}"#),
        (open().audience("api"), r#"{"aud":{"api":1}}"#),
        (
            open().audience("api").only_named_audiences(),
            r#"{"aud":["api","web"]}"#,
        ),
        (open().subject("alice"), r#"{"sub":"bob"}"#),
        (open(), r#"{"sub":["alice"]}"#),
        (open(), r#"{"jti":7}"#),
        // Expectations.
        (open().require("email"), "{}"),
        (open().require("email"), r#"{"email":null}"#),
        (open().expect("nonce", "n"), r#"{"nonce":"m"}"#),
        (
            open().expect_with("level", |level| level.as_u64() == Some(3)),
            r#"{"level":2}"#,
        ),
        (
            open().expect_if_present("azp", |azp| azp.as_str().as_deref() == Some("me")),
            r#"{"azp":"you"}"#,
        ),
        (open().expect_header("signer", "lb-1"), "{}"),
        (open().typ("at+jwt"), "{}"),
        // Everything at once.
        (
            exact().audience("api").typ("at+jwt"),
            r#"{"iss":"x","aud":"web","exp":1,"nbf":1790000001,"sub":7}"#,
        ),
    ]
}

#[test]
fn jwe_15_claims_are_judged_as_those_of_a_signed_token() {
    for (policy, claims) in refusals() {
        let signed = policy.verify_claims(&signed(claims), &key());
        let expected = codes(&signed.unwrap_err());
        assert!(!expected.is_empty(), "{claims}");
        let (decrypter, keys) = (decrypter(), key());

        let error = policy.decrypt_claims(&seal(JWE, claims), &decrypter);
        assert_eq!(codes(&error.unwrap_err()), expected, "{claims}");
        let jwe = decrypter.decrypt(&seal(JWE, claims)).unwrap();
        let error = policy.check_decrypted(jwe);
        assert_eq!(codes(&error.unwrap_err()), expected, "{claims}");

        let token = signed_in(ENCLOSING, JWS, claims);
        let error = policy.decrypt_then_verify_claims(&token, &decrypter, &keys);
        assert_eq!(codes(&error.unwrap_err()), expected, "{claims}");
        let token = encrypted_in(JWS_ENCLOSING, JWE, claims);
        let error = policy.verify_then_decrypt_claims(&token, &keys, &decrypter);
        assert_eq!(codes(&error.unwrap_err()), expected, "{claims}");
    }
}

#[test]
fn jwe_15_what_a_policy_accepts_it_accepts_of_every_kind() {
    let claims = r#"{"iss":"joe","aud":["api","web"],"exp":1790000001,"nonce":"n"}"#;
    let policy = exact().issuer("joe").audience("api").expect("nonce", "n");
    let (decrypter, keys) = (decrypter(), key());
    let exp = Some(NumericDate::from_secs(1_790_000_001));
    let decrypted = policy.decrypt_claims(&seal(JWE, claims), &decrypter);
    assert_eq!(decrypted.unwrap().claims().exp(), exp);
    let token = signed_in(ENCLOSING, JWS, claims);
    let verified = policy.decrypt_then_verify_claims(&token, &decrypter, &keys);
    assert_eq!(verified.unwrap().claims().exp(), exp);
    let token = encrypted_in(JWS_ENCLOSING, JWE, claims);
    let verified = policy.verify_then_decrypt_claims(&token, &keys, &decrypter);
    assert_eq!(verified.unwrap().claims().exp(), exp);
    // And expired is expired, by the same question.
    let later = policy.clock(NumericDate::from_secs(1_790_000_001));
    let error = later.decrypt_claims(&seal(JWE, claims), &decrypter);
    assert!(error.unwrap_err().is_expired());
}

/// JWT-14, NST-06: `typ` is that of the header next to the claims.
#[test]
fn jwt_14_nst_06_typ_of_the_header_next_to_the_claims() {
    let named = |members: &str| {
        let bare = |header: &str| with(&header.replace(r#","typ":"JWT""#, ""), members);
        (bare(JWE), bare(JWS))
    };
    let (decrypter, keys) = (decrypter(), key());
    let verdicts = |policy: &Policy, (jwe, jws): (String, String), outer: &str| {
        let enclosing = |header| with(header, outer);
        let signed = signed_in(&enclosing(ENCLOSING), &jws, "{}");
        let encrypted = encrypted_in(&enclosing(JWS_ENCLOSING), &jwe, "{}");
        [
            policy.decrypt_claims(&seal(&jwe, "{}"), &decrypter).err(),
            policy
                .decrypt_then_verify_claims(&signed, &decrypter, &keys)
                .err(),
            policy
                .verify_then_decrypt_claims(&encrypted, &keys, &decrypter)
                .err(),
        ]
        .map(|error| error.map(|error| error.code()))
    };
    let access = lax().typ("at+jwt");
    for typ in ["at+jwt", "AT+JWT", "application/at+jwt"] {
        let inner = || named(&format!(r#""typ":"{typ}""#));
        assert_eq!(verdicts(&access, inner(), r#""x":1"#), [None; 3], "{typ}");
        // What the other header says is nobody's affair.
        let outer = r#""typ":"nonsense""#;
        assert_eq!(verdicts(&access, inner(), outer), [None; 3], "{typ}");
        assert_eq!(
            verdicts(&lax(), inner(), r#""x":1"#),
            [Some("jwt/type"); 3],
            "{typ}"
        );
    }
    for typ in [r#""typ":"JWT""#, r#""typ":"at+jwt2""#, r#""typ":"""#] {
        let outer = r#""typ":"at+jwt""#;
        let refused = [Some("jwt/type"); 3];
        assert_eq!(verdicts(&access, named(typ), outer), refused, "{typ}");
    }
    // The same rule for other expectations about the header.
    let signer = lax().expect_header("signer", "lb-1");
    let yes = r#""signer":"lb-1""#;
    assert_eq!(verdicts(&signer, named(yes), r#""x":1"#), [None; 3]);
    let refused = [Some("jwt/missing-claim"); 3];
    assert_eq!(verdicts(&signer, named(r#""x":1"#), yes), refused);
    let refused = [Some("jwt/mismatch"); 3];
    assert_eq!(verdicts(&signer, named(r#""signer":"lb-2""#), yes), refused);
}

/// JWT-01, JWT-17, JWT-18: what is no claims set.
#[test]
fn jwt_01_jwt_17_a_plaintext_that_is_no_claims_set() {
    let deep = format!(r#"{{"a":{}1{}}}"#, "[".repeat(40), "]".repeat(40));
    let plaintexts: [&[u8]; 13] = [
        b"",
        b"[]",
        b"\"s\"",
        b"1",
        b"null",
        b"{",
        b"{}{}",
        b"\xef\xbb\xbf{}",
        b"{\"a\":\"\xff\"}",
        br#"{"sub":"a","sub":"b"}"#,
        br#"{"exp":1790000001,"e\u0078p":1790000002}"#,
        b"a.b.c",
        deep.as_bytes(),
    ];
    for plaintext in plaintexts {
        let shown = String::from_utf8_lossy(plaintext);
        let error = lax().decrypt_claims(&seal(JWE, plaintext), &decrypter());
        let error = error.unwrap_err();
        assert!(
            matches!(error, TokenError::NotClaims(_)),
            "{shown}: {error}"
        );
        let token = forge(JWS_ENCLOSING, seal(JWE, plaintext), &key());
        let error = lax().verify_then_decrypt_claims(&token, &key(), &decrypter());
        assert_eq!(error.unwrap_err().code(), "jwt/not-claims", "{shown}");
    }
    // The policy's own limit, not the decrypter's.
    let strict = lax().limits(Limits::with(|limits| limits.members = 1));
    let token = seal(JWE, r#"{"a":1,"b":2}"#);
    let error = strict.decrypt_claims(&token, &decrypter()).unwrap_err();
    assert_eq!(error.code(), "jwt/not-claims");
    lax().decrypt_claims(&token, &decrypter()).unwrap();
}

/// HDR-16 in all layers: who has read the header is one question, what the policy understands another.
#[test]
fn jwe_15_crit_is_understood_by_the_policy_as_well() {
    let with = |header, name| with(header, &format!(r#""crit":["{name}"],"{name}":1"#));
    let handlers = || CritHandlers::new().on("urn:x", |_| Ok(()));
    let knowing = decrypter().crit(handlers());
    let policy = lax().crit(handlers());
    let keys = key();

    let token = seal(&with(JWE, "urn:x"), "{}");
    policy.decrypt_claims(&token, &knowing).unwrap();
    for (policy, decrypter) in [
        (&lax(), &knowing),
        (&policy, &decrypter()),
        (&lax(), &decrypter()),
    ] {
        let error = policy.decrypt_claims(&token, decrypter).unwrap_err();
        assert_eq!(error.code(), "header/crit", "{error}");
    }
    let refusing = lax().crit(CritHandlers::new().on("urn:x", |_| Err("not today")));
    assert!(refusing.decrypt_claims(&token, &knowing).is_err());

    // In nested tokens each layer counts.
    let nested = [
        signed_in(&with(ENCLOSING, "urn:x"), JWS, "{}"),
        signed_in(ENCLOSING, &with(JWS, "urn:x"), "{}"),
    ];
    for token in &nested {
        let verified = policy.decrypt_then_verify_claims(token, &knowing, &keys);
        assert!(verified.is_ok());
        let error = lax().decrypt_then_verify_claims(token, &knowing, &keys);
        assert_eq!(error.unwrap_err().code(), "header/crit");
    }
    let nested = [
        encrypted_in(&with(JWS_ENCLOSING, "urn:x"), JWE, "{}"),
        encrypted_in(JWS_ENCLOSING, &with(JWE, "urn:x"), "{}"),
    ];
    for token in &nested {
        let verified = policy.verify_then_decrypt_claims(token, &keys, &knowing);
        assert!(verified.is_ok());
        let error = lax().verify_then_decrypt_claims(token, &keys, &knowing);
        assert_eq!(error.unwrap_err().code(), "header/crit");
    }
    // A signature that was verified under other rules.
    let rules = ReadOptions::new().crit(handlers());
    let jws = Compact::parse_with(&nested[0], &rules).unwrap();
    let jws = jws.verify(&keys).unwrap();
    assert!(policy.open_enclosed_encrypted(&jws, &knowing).is_ok());
    let error = lax().open_enclosed_encrypted(&jws, &knowing);
    assert_eq!(error.unwrap_err().code(), "header/crit");
}
