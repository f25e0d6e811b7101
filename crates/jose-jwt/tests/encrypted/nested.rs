//! Nested tokens in both orders: NST-01 to NST-06.

use crate::common::{NOW, forge, key};
use crate::{
    ENCLOSING, JWE, JWS, JWS_ENCLOSING, decrypter, encrypted_in, jwe, kw, lax, seal, signed_in,
    untouched,
};
use jose_jwa::{AesKw, Ecdsa, Hmac, RustCrypto};
use jose_jwt::jwk::Key;
use jose_jwt::jws::{Verify, VerifyFailure, VerifyKeys};
use jose_jwt::{Alg, Decrypter, Enc, Jwt, NestingError, Policy, TokenError, Verifiers};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Mine {
    sub: String,
}

fn inward(token: &str, keys: &impl VerifyKeys) -> TokenError {
    lax()
        .decrypt_then_verify_claims(token, &decrypter(), keys)
        .unwrap_err()
}

fn outward(token: &str, decrypter: &Decrypter<'_>) -> TokenError {
    lax()
        .verify_then_decrypt_claims(token, &key(), decrypter)
        .unwrap_err()
}

fn is(error: &TokenError, expected: NestingError) -> bool {
    matches!(error, TokenError::Nesting(found) if *found == expected)
}

/// A key that must not be asked.
#[derive(Debug)]
struct Unasked;

impl Key for Unasked {
    fn alg(&self) -> Alg<'_> {
        Alg::HS256
    }
}

impl Verify for Unasked {
    fn verify(&self, _: jose_jwt::jws::SigningInput<'_>, _: &[u8]) -> Result<(), VerifyFailure> {
        panic!("asked");
    }
}

#[test]
fn both_orders_come_back_with_the_key_that_signed() {
    let signer = key().with_kid("signer");
    let recipient = kw().with_kid("recipient");
    let decrypter = Decrypter::new(&RustCrypto)
        .key(recipient.clone())
        .accept(&[Enc::A128GCM]);
    let policy = Policy::with_clock(NOW).audience("api");
    let jwt = || {
        Jwt::empty()
            .subject("alice")
            .audience("api")
            .clock(NOW)
            .expires_in_secs(60)
    };
    let token = jwt().sign_then_encrypt(&signer, jwe()).to(&recipient);
    let token = token.unwrap();
    assert_eq!(token.split('.').count(), 5);
    let verified = policy.decrypt_then_verify::<Mine>(&token, &decrypter, &signer);
    let verified = verified.unwrap();
    assert_eq!(verified.key_id(), Some("signer"));
    assert_eq!(verified.header().alg(), Alg::HS256);
    assert_eq!(verified.claims().sub, "alice");

    let token = jwt().encrypt_then_sign(jwe(), &signer).to(&recipient);
    let token = token.unwrap();
    assert_eq!(token.split('.').count(), 3);
    let verified = policy.verify_then_decrypt::<Mine>(&token, &signer, &decrypter);
    let verified = verified.unwrap();
    assert_eq!(verified.key_id(), Some("signer"));
    assert_eq!(verified.header().cty(), Some("JWT"));
    assert_eq!(verified.into_claims().sub, "alice");
}

#[test]
fn nst_01_without_cty_nothing_is_nested() {
    for cty in ["", r#","cty":"json""#, r#","cty":"""#, r#","cty":"JWT2""#] {
        let outer = format!(r#"{{"alg":"A128KW","enc":"A128GCM"{cty}}}"#);
        let error = inward(&signed_in(&outer, JWS, "{}"), &Unasked);
        assert!(is(&error, NestingError::NotNested), "{cty}: {error}");
        assert!(error.to_string().contains("Policy::decrypt"), "{error}");
        let outer = format!(r#"{{"alg":"HS256"{cty}}}"#);
        let error = outward(&encrypted_in(&outer, JWE, "{}"), &untouched());
        assert!(is(&error, NestingError::NotNested), "{cty}: {error}");
    }
    // RFC 7515, section 4.1.10: a media type, compared as one.
    for cty in ["JWT", "jwt", "jWt", "application/jwt", "APPLICATION/JWT"] {
        let outer = format!(r#"{{"alg":"A128KW","enc":"A128GCM","cty":"{cty}"}}"#);
        let token = signed_in(&outer, JWS, "{}");
        let verified = lax().decrypt_then_verify_claims(&token, &decrypter(), &key());
        assert!(verified.is_ok(), "{cty}");
        let token = encrypted_in(&format!(r#"{{"alg":"HS256","cty":"{cty}"}}"#), JWE, "{}");
        let verified = lax().verify_then_decrypt_claims(&token, &key(), &decrypter());
        assert!(verified.is_ok(), "{cty}");
    }
    // A cty of another type than a string is no header at all.
    let outer = r#"{"alg":"A128KW","enc":"A128GCM","cty":["JWT"]}"#;
    assert!(decrypter().open(&forge_parts(outer)).is_err());
}

/// Five parts that would be read, but for the header.
fn forge_parts(header: &str) -> String {
    let token = seal(JWE, "{}");
    let (_, rest) = token.split_once('.').unwrap();
    format!("{}.{rest}", jose_b64::encode(header))
}

// ZIP-07: nothing encrypted is in something encrypted, so that one limit of inflating is the whole budget.
#[test]
fn nst_02_two_layers_are_the_limit() {
    let inner_most = forge(JWS, "{}", &key());
    // JWS in JWS in JWE; JWE in JWS in JWE; claims that say they are a token.
    for payload in [inner_most.clone(), seal(JWE, "{}"), "{}".into()] {
        let token = seal(ENCLOSING, forge(JWS_ENCLOSING, &payload, &key()));
        let error = inward(&token, &Unasked);
        assert!(is(&error, NestingError::TooDeep), "{error}");
    }
    // JWS in JWE in JWS, and so on.
    for plaintext in [inner_most, seal(JWE, "{}"), "{}".into()] {
        let token = forge(JWS_ENCLOSING, seal(ENCLOSING, plaintext), &key());
        let error = outward(&token, &untouched());
        assert!(is(&error, NestingError::TooDeep), "{error}");
    }
    // Twenty layers cost no more than three.
    let deep = (0..20).fold("{}".to_owned(), |inner, _| seal(ENCLOSING, inner));
    let error = inward(&deep, &Unasked);
    assert!(is(&error, NestingError::NotSigned), "{error}");
}

#[test]
fn nst_03_none_inside_is_none() {
    for alg in ["none", "None", "NONE", "nOnE"] {
        for signature in ["", "AAAA"] {
            let header = jose_b64::encode(format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#));
            let claims = jose_b64::encode(r#"{"sub":"admin"}"#);
            let token = seal(ENCLOSING, format!("{header}.{claims}.{signature}"));
            for error in [
                inward(&token, &Unasked),
                inward(&token, &Verifiers::of([])),
                lax()
                    .open_enclosed(&decrypter().decrypt(&token).unwrap())
                    .unwrap_err(),
            ] {
                let code = error.code();
                assert!(
                    ["jws/alg-refused", "jws/empty-part"].contains(&code),
                    "{alg}: {code}"
                );
            }
        }
    }
}

#[test]
fn nst_04_the_inner_token_is_verified_with_the_callers_keys() {
    let stranger = Hmac::new(Alg::HS256, &[8; 32]).unwrap();
    let other_alg = Ecdsa::from_scalar(Alg::ES256, &[5; 32]).unwrap();
    let token = seal(ENCLOSING, forge(JWS, "{}", &stranger));
    assert!(inward(&token, &key()).is_invalid_signature());
    assert_eq!(
        inward(&token, &Verifiers::of([])).code(),
        "jws/no-matching-key"
    );
    assert_eq!(
        inward(&token, &other_alg.public()).code(),
        "jws/no-matching-key"
    );
    // The sender's key in a header is data, in both of them.
    let jwk = r#""jwk":{"kty":"oct","k":"CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"}"#;
    let outer = format!(r#"{{"alg":"A128KW","enc":"A128GCM","cty":"JWT",{jwk}}}"#);
    let inner = format!(r#"{{"alg":"HS256",{jwk}}}"#);
    let token = seal(&outer, forge(&inner, "{}", &stranger));
    assert!(inward(&token, &key()).is_invalid_signature());
    // One changed octet of the signed token, encrypted well.
    let signed = forge(JWS, r#"{"sub":"alice"}"#, &key());
    let claims = jose_b64::encode(r#"{"sub":"alicf"}"#);
    let parts: Vec<&str> = signed.split('.').collect();
    let token = seal(ENCLOSING, format!("{}.{claims}.{}", parts[0], parts[2]));
    assert!(inward(&token, &key()).is_invalid_signature());

    // The other order: the signature first, then the recipient's key and no other.
    let token = forge(JWS_ENCLOSING, seal(JWE, "{}"), &stranger);
    let error = outward(&token, &untouched());
    assert!(error.is_invalid_signature(), "{error}");
    let other = AesKw::new(Alg::A128KW, &[4; 16]).unwrap();
    let other = Decrypter::new(&RustCrypto)
        .key(other)
        .accept(&[Enc::A128GCM]);
    let error = outward(&encrypted_in(JWS_ENCLOSING, JWE, "{}"), &other);
    assert!(error.is_decryption_failed(), "{error}");
    assert!(error.claims().is_empty());
}

#[test]
fn nst_05_each_order_has_its_own_call() {
    let inwards = signed_in(ENCLOSING, JWS, "{}");
    let outwards = encrypted_in(JWS_ENCLOSING, JWE, "{}");
    let error = inward(&outwards, &Unasked);
    assert_eq!(error.code(), "jwe/not-five-parts");
    let error = outward(&inwards, &untouched());
    assert_eq!(error.code(), "jws/not-three-parts");
    // What is only signed or only encrypted is not nested.
    assert_eq!(
        inward(&forge(JWS, "{}", &key()), &Unasked).code(),
        "jwe/not-five-parts"
    );
    assert!(is(
        &inward(&seal(JWE, "{}"), &Unasked),
        NestingError::NotNested
    ));
    assert!(is(
        &outward(&forge(JWS, "{}", &key()), &untouched()),
        NestingError::NotNested
    ));
    // A JWE in a JWE says nothing about its sender, twice.
    for plaintext in [
        seal(JWE, r#"{"sub":"admin"}"#),
        r#"{"sub":"admin"}"#.into(),
        String::new(),
        "a.b".into(),
        "a.b.c.d.e.f".into(),
    ] {
        let error = inward(&seal(ENCLOSING, &plaintext), &Unasked);
        assert!(is(&error, NestingError::NotSigned), "{plaintext}: {error}");
    }
    let error = inward(&seal(ENCLOSING, b"\xff.\xfe.\xfd"), &Unasked);
    assert!(is(&error, NestingError::NotSigned), "{error}");
    // A JWS in a JWS is not confidential.
    for payload in [
        forge(JWS, r#"{"sub":"admin"}"#, &key()),
        r#"{"sub":"admin"}"#.into(),
        String::new(),
        "a.b.c.d".into(),
    ] {
        let error = outward(&forge(JWS_ENCLOSING, &payload, &key()), &untouched());
        assert!(is(&error, NestingError::NotEncrypted), "{payload}: {error}");
    }
    let error = outward(&forge(JWS_ENCLOSING, b"\xff....", &key()), &untouched());
    assert!(is(&error, NestingError::NotEncrypted), "{error}");
    // Whatever else is wrong with what is enclosed keeps its name.
    let error = inward(&seal(ENCLOSING, "e30=.e30.AAAA"), &Unasked);
    assert_eq!(error.code(), "jws/base64");
    let error = outward(&forge(JWS_ENCLOSING, "e30=.A.A.A.A", &key()), &untouched());
    assert_eq!(error.code(), "jwe/base64");
}

/// RFC 7797, section 7: no layer of a JWT is an unencoded JWS.
#[test]
fn an_unencoded_payload_is_no_jwt_in_any_layer() {
    use jose_jwt::jws::{Builder, Compact};
    let signed = Builder::unencoded(b"{}").sign(&key()).unwrap();
    let error = inward(&seal(ENCLOSING, &signed), &Unasked);
    assert_eq!(error.code(), "jws/unencoded-payload");
    let jwe = seal(JWE, "{}");
    let parts = Builder::unencoded(b"$").cty("JWT").sign(&key()).unwrap();
    let jws = Compact::parse(&parts).unwrap().verify(&key()).unwrap();
    let untouched = untouched();
    let error = lax().open_enclosed_encrypted(&jws, &untouched);
    assert_eq!(error.unwrap_err().code(), "jws/unencoded-payload");
    assert!(lax().decrypt_claims(&jwe, &decrypter()).is_ok());
}

/// JWT-19: the policy for an issuer is chosen by claims that are decrypted and not verified yet.
#[test]
fn jwt_19_the_policy_can_depend_on_the_issuer() {
    let token = signed_in(ENCLOSING, JWS, r#"{"iss":"tenant-a"}"#);
    let jwe = decrypter().decrypt(&token).unwrap();
    let opened = lax().open_enclosed(&jwe).unwrap();
    assert_eq!(opened.hint().alg(), Some("HS256"));
    let iss = opened.unverified_claims().unwrap();
    assert_eq!(iss.iss().as_deref(), Some("tenant-a"));
    let tenant = |name: &str| lax().issuer(name.to_owned());
    let accepted = opened.clone().with_policy(&tenant("tenant-a")).unwrap();
    assert!(accepted.verify_claims(&key()).is_ok());
    let refused = opened.with_policy(&tenant("tenant-b")).unwrap();
    let error = refused.verify_claims(&key()).unwrap_err();
    assert_eq!(error.code(), "jwt/mismatch");
}

/// Whatever is changed on the way, in whichever layer it is.
#[test]
fn no_changed_character_is_accepted() {
    let claims = r#"{"sub":"alice"}"#;
    let (decrypter, keys) = (decrypter(), key());
    let inwards = signed_in(ENCLOSING, JWS, claims);
    let outwards = encrypted_in(JWS_ENCLOSING, JWE, claims);
    let mut seen = 0;
    for token in [inwards, outwards] {
        for place in 0..token.len() {
            let mut changed = token.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            let inward = lax().decrypt_then_verify_claims(&changed, &decrypter, &keys);
            let outward = lax().verify_then_decrypt_claims(&changed, &keys, &decrypter);
            assert!(inward.is_err() && outward.is_err(), "{place}");
            seen += 1;
        }
    }
    assert!(seen > 500, "{seen}");
}
