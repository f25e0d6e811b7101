//! Encrypted tokens on their way in, and everything that wants a signed one (JWE-14, ALG-18).

use crate::common::{NOW, forge, key};
use crate::{ENCLOSING, JWE, JWS, codes, decrypter, jwe, kw, lax, seal, untouched};
use jose_jwa::{AesKw, Dir, EcdhEs, EcdhEsPublic, RustCrypto};
use jose_jwt::jwe::DecryptError;
use jose_jwt::jwk::{Crv, Limits};
use jose_jwt::jws::{ParseError, VerifyError};
use jose_jwt::{Alg, Decrypter, Enc, Encrypt, Jwt, NestingError, Policy, TokenError, Verifiers};
use serde::Deserialize;

#[derive(Debug, Deserialize, PartialEq)]
struct Mine {
    sub: String,
}

#[test]
fn claims_come_into_a_type_with_the_header_and_the_key() {
    let key = kw().with_kid("k-1");
    let token = Jwt::empty()
        .subject("alice")
        .encrypt(jwe())
        .to(&key)
        .unwrap();
    let decrypter = Decrypter::new(&RustCrypto).key(key).accept(&[Enc::A128GCM]);
    let decrypted = lax().decrypt::<Mine>(&token, &decrypter).unwrap();
    assert_eq!(decrypted.claims().sub, "alice");
    assert_eq!(decrypted.key_id(), Some("k-1"));
    assert_eq!(decrypted.header().alg(), Some(Alg::A128KW));
    assert_eq!(decrypted.header().enc(), Some(Enc::A128GCM));
    let opened = lax().open_encrypted(&token, &decrypter).unwrap();
    assert_eq!(opened.hint().kid(), Some("k-1"));
    assert_eq!(opened.unverified_header().typ(), Some("JWT"));
    assert_eq!(opened.decrypt::<Mine>().unwrap().into_claims().sub, "alice");
    // The header's kid is the sender's word.
    let token = seal(r#"{"alg":"A128KW","enc":"A128GCM","kid":"theirs"}"#, "{}");
    let decrypted = lax().decrypt_claims(&token, &crate::decrypter()).unwrap();
    assert_eq!(decrypted.key_id(), None);
    // Claims that do not fit are said last.
    let error = lax().decrypt::<Mine>(&token, &crate::decrypter());
    assert_eq!(error.unwrap_err().code(), "jwt/deserialize");
    let error = Policy::with_clock(NOW).decrypt::<Mine>(&token, &crate::decrypter());
    assert_eq!(codes(&error.unwrap_err()), ["exp jwt/missing-claim"]);
}

/// JWE-14: anybody encrypts with a public key, so a JWE says nothing where a signature is asked for.
#[test]
fn jwe_14_a_jwe_is_never_a_signed_token() {
    let private = EcdhEs::from_scalar(Alg::ECDH_ES, Crv::P_256, &[5; 32]).unwrap();
    let public = EcdhEsPublic::load(&private.public_jwk()).unwrap();
    let claims = r#"{"iss":"https://id.example.com","sub":"admin","exp":1790000100}"#;
    let tokens = [
        seal(JWE, claims),
        seal(JWS, claims),
        // One that encloses a signed token that would be accepted.
        seal(ENCLOSING, forge(JWS, claims, &key())),
        Jwt::empty()
            .subject("admin")
            .encrypt(jwe())
            .direct(&public)
            .unwrap(),
    ];
    let key = key();
    let all = Verifiers::of([&key]);
    for token in &tokens {
        let errors = [
            lax().verify_claims(token, &key).unwrap_err(),
            lax().verify_claims(token, &all).unwrap_err(),
            lax().verify::<Mine>(token, &Verifiers::of([])).unwrap_err(),
            lax().open(token).unwrap_err(),
            lax()
                .verify_then_decrypt_claims(token, &key, &decrypter())
                .unwrap_err(),
        ];
        for error in errors {
            let five = ParseError::NotThreeParts { parts: 5 };
            assert!(
                matches!(&error, TokenError::Jws(VerifyError::Parse(found)) if *found == five),
                "{error}"
            );
            assert!(error.to_string().contains('5'), "{error}");
            assert!(error.to_string().contains("JWE"), "{error}");
        }
    }
    // Not as the payload of a signed token either.
    let token = forge(JWS, seal(JWE, claims), &key);
    let error = lax().verify_claims(&token, &key).unwrap_err();
    assert!(matches!(error, TokenError::NotClaims(_)), "{error}");
}

/// JWE-14, the other way round: what wants an encrypted token takes no signed one.
#[test]
fn jwe_14_a_signed_token_is_never_an_encrypted_one() {
    let token = forge(JWS, "{}", &key());
    let errors = [
        lax().decrypt_claims(&token, &untouched()).unwrap_err(),
        lax().open_encrypted(&token, &untouched()).unwrap_err(),
        lax()
            .decrypt_then_verify_claims(&token, &untouched(), &key())
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), "jwe/not-five-parts", "{error}");
        assert!(error.to_string().contains('3'), "{error}");
    }
    for text in ["", ".", "....", "a.b.c.d.e.f", "{}", r#"{"ciphertext":""}"#] {
        assert!(lax().decrypt_claims(text, &untouched()).is_err(), "{text}");
    }
}

/// ALG-18: each kind of algorithm is for one kind of token.
#[test]
fn alg_18_algorithms_of_the_other_kind() {
    for alg in ["HS256", "RS256", "ES256", "EdDSA", "PS512", "none", ""] {
        let token = seal(
            &format!(r#"{{"alg":"{alg}","enc":"A128GCM"}}"#),
            r#"{"sub":"admin"}"#,
        );
        let error = lax().decrypt_claims(&token, &untouched()).unwrap_err();
        assert!(
            ["jwe/no-matching-key", "jwe/alg-refused"].contains(&error.code()),
            "{alg}: {error}"
        );
        let error = lax().decrypt_then_verify_claims(&token, &untouched(), &key());
        assert!(error.is_err(), "{alg}");
    }
    for alg in [
        "A128KW",
        "dir",
        "RSA-OAEP",
        "RSA1_5",
        "ECDH-ES",
        "A128GCM",
        "A128GCMKW",
    ] {
        let token = forge(&format!(r#"{{"alg":"{alg}"}}"#), "{}", &key());
        let error = lax().verify_claims(&token, &key()).unwrap_err();
        assert_eq!(error.code(), "jws/no-matching-key", "{alg}");
        // Inside as well.
        let error =
            lax().decrypt_then_verify_claims(&seal(ENCLOSING, &token), &decrypter(), &key());
        assert_eq!(error.unwrap_err().code(), "jws/no-matching-key", "{alg}");
    }
    // `none` has no octets to sign, and is no encryption.
    let none = format!("{}.e30.", jose_b64::encode(r#"{"alg":"none"}"#));
    assert!(lax().decrypt_claims(&none, &untouched()).is_err());
    assert!(
        lax()
            .decrypt_claims(&format!("{none}.."), &untouched())
            .is_err()
    );
}

/// JWE-18: after a key was asked there is one error.
#[test]
fn jwe_18_what_does_not_decrypt_says_nothing_more() {
    let token = seal(JWE, r#"{"exp":1}"#);
    let policy = Policy::with_clock(NOW);
    let mut seen = 0;
    for place in 1..5 {
        let mut parts: Vec<String> = token.split('.').map(Into::into).collect();
        let mut octets = jose_b64::decode(&parts[place]).unwrap();
        octets[0] ^= 1;
        parts[place] = jose_b64::encode(octets);
        let error = policy.decrypt_claims(&parts.join("."), &decrypter());
        let error = error.unwrap_err();
        assert!(error.is_decryption_failed(), "{place}: {error}");
        assert_eq!(error.to_string(), "decryption failed", "{place}");
        assert_eq!(format!("{error:?}"), "Jwe(DecryptError(decryption failed))");
        seen += 1;
    }
    assert_eq!(seen, 4);
    let other = AesKw::new(Alg::A128KW, &[4; 16]).unwrap();
    let other = Decrypter::new(&RustCrypto)
        .key(other)
        .accept(&[Enc::A128GCM]);
    let error = policy.decrypt_claims(&token, &other).unwrap_err();
    assert!(error.is_decryption_failed());
    // Nothing about the claims before the token decrypts.
    assert!(error.claims().is_empty() && !error.is_expired());
    assert!(
        policy
            .decrypt_claims(&token, &decrypter())
            .unwrap_err()
            .is_expired()
    );
}

/// What the recipient accepts is the decrypter's: keys, content encryption, limits.
#[test]
fn what_the_decrypter_refuses_is_refused_before_a_key_is_asked() {
    let token = seal(JWE, "{}");
    let none = Decrypter::new(&RustCrypto).key(kw());
    let other = none.clone().accept(&[Enc::A256GCM]);
    for decrypter in [&none, &other] {
        let error = lax().decrypt_claims(&token, decrypter).unwrap_err();
        assert_eq!(error.code(), "jwe/enc-not-accepted");
    }
    let keyless = Decrypter::new(&RustCrypto).accept(&[Enc::A128GCM]);
    let error = lax().decrypt_claims(&token, &keyless).unwrap_err();
    assert!(matches!(
        error,
        TokenError::Jwe(DecryptError::NoMatchingKey { .. })
    ));
    let short = untouched().limits(Limits::with(|limits| limits.token_len = 64));
    let error = lax().decrypt_claims(&token, &short).unwrap_err();
    assert_eq!(error.code(), "jwe/token-too-long");
    let zip = seal(r#"{"alg":"A128KW","enc":"A128GCM","zip":"DEF"}"#, "{}");
    let error = lax().decrypt_claims(&zip, &untouched()).unwrap_err();
    assert_eq!(error.code(), "jwe/zip-not-allowed");
}

/// NST-05: an enclosed token is not looked for where nobody said that there is one.
#[test]
fn nst_05_a_nested_token_is_refused_by_name_before_a_key_is_asked() {
    for cty in ["JWT", "jwt", "Jwt", "application/jwt", "application/JWT"] {
        let header = format!(r#"{{"alg":"A128KW","enc":"A128GCM","cty":"{cty}"}}"#);
        for plaintext in [forge(JWS, "{}", &key()), seal(JWE, "{}"), "{}".into()] {
            let token = seal(&header, &plaintext);
            let errors = [
                lax().decrypt_claims(&token, &untouched()).unwrap_err(),
                lax().open_encrypted(&token, &untouched()).unwrap_err(),
                lax()
                    .check_decrypted(decrypter().decrypt(&token).unwrap())
                    .unwrap_err(),
            ];
            for error in errors {
                assert!(
                    matches!(error, TokenError::Nesting(NestingError::Nested)),
                    "{cty}: {error}"
                );
                assert!(error.to_string().contains("decrypt_then_verify"));
            }
        }
    }
    // Another type is no nesting, and the plaintext still has to be claims.
    for cty in ["json", "application/json", "JWT2", "text/jwt", "at+jwt", ""] {
        let header = format!(r#"{{"alg":"A128KW","enc":"A128GCM","cty":"{cty}"}}"#);
        lax()
            .decrypt_claims(&seal(&header, "{}"), &decrypter())
            .unwrap();
        let token = seal(&header, forge(JWS, "{}", &key()));
        let error = lax().decrypt_claims(&token, &decrypter()).unwrap_err();
        assert_eq!(error.code(), "jwt/not-claims", "{cty}");
    }
}

/// A JWE in JSON goes through the call that judges, and through no other.
#[test]
fn a_jwe_in_json_is_no_jwt_but_can_be_judged() {
    let (direct, kw) = (Dir::new(Enc::A128GCM, &[6; 16]).unwrap(), kw());
    let claims = br#"{"iss":"joe"}"#;
    let jsons = [
        jwe().typ("JWT").to(&kw).flattened(claims).unwrap(),
        jwe().typ("JWT").to(&kw).general(claims).unwrap(),
        jwe().typ("JWT").direct(&direct).flattened(claims).unwrap(),
    ];
    let decrypter = decrypter().key(direct);
    for json in &jsons {
        let error = lax().decrypt_claims(json, &decrypter).unwrap_err();
        assert_eq!(error.code(), "jwe/json-not-compact");
        let judged = lax().check_decrypted(decrypter.decrypt_json(json).unwrap());
        assert_eq!(judged.unwrap().claims().iss().as_deref(), Some("joe"));
        let strict = Policy::with_clock(NOW);
        let error = strict.check_decrypted(decrypter.decrypt_json(json).unwrap());
        assert_eq!(
            codes(&error.unwrap_err()),
            ["exp jwt/missing-claim", "iss jwt/not-asked"]
        );
    }
    // An unprotected typ is nobody's word.
    let header = jwe().shared_header("typ", "at+jwt").to(&kw);
    let json = header.flattened(claims).unwrap();
    let error = lax()
        .typ("at+jwt")
        .check_decrypted(decrypter.decrypt_json(&json).unwrap());
    assert_eq!(codes(&error.unwrap_err()), ["*typ jwt/type"]);
}

/// API-01: claims are about people.
#[test]
fn api_01_no_claim_is_shown() {
    let token = seal(JWE, r#"{"sub":"patient-4711"}"#);
    let decrypter = decrypter();
    let opened = lax().open_encrypted(&token, &decrypter).unwrap();
    let decrypted = lax().decrypt_claims(&token, &decrypter).unwrap();
    let typed = decrypted.clone().deserialize::<Mine>().unwrap();
    for shown in [
        format!("{opened:?}"),
        format!("{decrypted:?}"),
        format!("{typed:?}"),
        format!("{:?}", decrypted.claims()),
    ] {
        assert!(!shown.contains("4711"), "{shown}");
        assert!(shown.contains("A128KW") || shown.contains("sub"), "{shown}");
    }
    let error = lax()
        .expect("sub", "alice")
        .decrypt::<Nothing>(&token, &decrypter);
    assert!(!format!("{:?}", error.unwrap_err()).contains("4711"));
}

#[derive(Debug, Deserialize)]
struct Nothing {}

/// Every way to a key: encrypted for it, agreed on with it, shared with it.
#[test]
fn encrypted_for_an_agreed_key_of_its_own_enc() {
    let encs = [Enc::A128GCM, Enc::A256GCM, Enc::A128CBC_HS256];
    let private = EcdhEs::from_scalar(Alg::ECDH_ES, Crv::X25519, &[8; 32]).unwrap();
    let public = EcdhEsPublic::load(&private.public_jwk()).unwrap();
    for enc in encs {
        let jwe = Encrypt::new(&RustCrypto, enc).unwrap();
        let token = Jwt::empty().subject("a").encrypt(jwe).direct(&public);
        let recipient = Decrypter::new(&RustCrypto).key(private.clone());
        let decrypted = lax().decrypt_claims(&token.unwrap(), &recipient.accept(&encs));
        assert_eq!(decrypted.unwrap().header().enc(), Some(enc));
    }
}
