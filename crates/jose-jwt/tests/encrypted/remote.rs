//! Keys that are somewhere else: two phases on both sides, in every order.

use std::io;

use crate::common::{NOW, key};
use crate::{
    ENCLOSING, JWE, JWS, JWS_ENCLOSING, decrypter, encrypted_in, jwe, kw, lax, seal, signed_in,
};
use jose_jwa::{EcdhEs, EcdhEsKwPublic, Hmac, RustCrypto};
use jose_jwt::jwe::{Cek, CekError, CekRequest, DecryptCek, EncryptCek, EncryptedCek};
use jose_jwt::jwk::{Crv, RemoteKey};
use jose_jwt::jws::{Builder, Compact, Sign, Verify};
use jose_jwt::{Alg, Decrypter, Enc, Encrypt, Jwt, Policy, TokenError};

/// The recipient without its key, which a service has.
fn keyless() -> Decrypter<'static> {
    Decrypter::new(&RustCrypto).accept(&[Enc::A128GCM])
}

fn remote() -> RemoteKey<'static> {
    RemoteKey::new(Alg::A128KW)
}

/// What the service answers.
fn ask(request: CekRequest<'_>) -> Result<Cek, CekError> {
    kw().decrypt_cek(request)
}

/// What stands for an answer that did not come.
fn nobody() -> Result<Cek, CekError> {
    Err(CekError::Unavailable(io::Error::other("offline").into()))
}

/// Answers that are all wrong, and must look the same.
fn wrong() -> [Result<Cek, CekError>; 4] {
    [
        Err(CekError::Invalid),
        Ok(Cek::from_slice(&[0; 16])),
        Ok(Cek::from_slice(&[0; 32])),
        Ok(Cek::from_slice(&[])),
    ]
}

#[test]
fn an_encrypted_token_by_a_key_that_is_somewhere_else() {
    let keyless = keyless();
    let token = seal(JWE, r#"{"exp":1790000001}"#);
    let policy = Policy::with_clock(NOW);
    let pending = || {
        let opened = policy.open_encrypted(&token, &keyless).unwrap();
        opened.pending(&remote()).unwrap()
    };
    assert_eq!(pending().encrypted_key().len(), 24);
    let answer = ask(pending().request());
    let decrypted = pending().finish(answer).unwrap();
    assert!(decrypted.claims().exp().is_some());
    assert_eq!(decrypted.key_id(), None);

    for answer in wrong() {
        let error = pending().finish(answer).unwrap_err();
        assert!(error.is_decryption_failed(), "{error}");
        assert_eq!(error.to_string(), "decryption failed");
    }
    let error = pending().finish(nobody()).unwrap_err();
    assert_eq!(error.code(), "jwe/key-unavailable");
    assert!(std::error::Error::source(&error).is_some());
    // Policy counts behind a remote key as well.
    let later = policy
        .clone()
        .clock(jose_jwt::NumericDate::from_secs(1_790_000_062));
    let opened = later.open_encrypted(&token, &keyless).unwrap();
    let pending = opened.pending(&remote()).unwrap();
    let answer = ask(pending.request());
    assert!(pending.finish(answer).unwrap_err().is_expired());
    // Selection by the one rule.
    for other in [
        RemoteKey::new(Alg::A256KW),
        RemoteKey::new(Alg::RSA_OAEP),
        RemoteKey::new(Alg::HS256),
    ] {
        let opened = policy.open_encrypted(&token, &keyless).unwrap();
        let error = opened.pending(&other).unwrap_err();
        assert_eq!(error.code(), "jwe/no-matching-key");
    }
    let picky = Decrypter::new(&RustCrypto).accept(&[Enc::A256GCM]);
    let opened = policy.open_encrypted(&token, &picky).unwrap();
    let error = opened.pending(&remote()).unwrap_err();
    assert_eq!(error.code(), "jwe/enc-not-accepted");
}

#[test]
fn signed_then_encrypted_with_the_outer_key_elsewhere() {
    let keyless = keyless();
    let token = signed_in(ENCLOSING, JWS, r#"{"sub":"alice"}"#);
    let pending = keyless.open(&token).unwrap().pending(&remote()).unwrap();
    let answer = ask(pending.request());
    let jwe = pending.finish(answer).unwrap();
    let verified = lax().open_enclosed(&jwe).unwrap().verify_claims(&key());
    assert_eq!(verified.unwrap().claims().sub().as_deref(), Some("alice"));
    let stranger = Hmac::new(Alg::HS256, &[8; 32]).unwrap();
    let error = lax().open_enclosed(&jwe).unwrap().verify_claims(&stranger);
    assert!(error.unwrap_err().is_invalid_signature());
    // The call for one layer does not take what has two.
    let error = lax().check_decrypted(jwe).unwrap_err();
    assert_eq!(error.code(), "jwt/nested");
}

#[test]
fn signed_then_encrypted_with_the_inner_key_elsewhere() {
    let token = signed_in(ENCLOSING, JWS, r#"{"sub":"alice"}"#);
    let jwe = decrypter().decrypt(&token).unwrap();
    let pending = || {
        let opened = lax().open_enclosed(&jwe).unwrap();
        opened.pending(&RemoteKey::new(Alg::HS256)).unwrap()
    };
    let asked = pending();
    let answer = key().verify(asked.signing_input(), asked.signature());
    let verified = asked.finish(Ok(answer.is_ok())).unwrap();
    assert_eq!(verified.claims().sub().as_deref(), Some("alice"));
    assert!(
        pending()
            .finish(Ok(false))
            .unwrap_err()
            .is_invalid_signature()
    );
    let offline = Err(io::Error::other("offline").into());
    assert!(pending().finish(offline).is_err());
    // JWT-21 behind a remote key as well.
    let outer = ENCLOSING.replace('}', r#","sub":"bob"}"#);
    let token = signed_in(&outer, JWS, r#"{"sub":"alice"}"#);
    let jwe = decrypter().decrypt(&token).unwrap();
    let opened = lax().open_enclosed(&jwe).unwrap();
    let pending = opened.pending(&RemoteKey::new(Alg::HS256)).unwrap();
    let error = pending.finish(Ok(true)).unwrap_err();
    assert_eq!(error.code(), "jwt/replica");
}

#[test]
fn encrypted_then_signed_with_either_key_elsewhere() {
    let keyless = keyless();
    let token = encrypted_in(JWS_ENCLOSING, JWE, r#"{"sub":"alice"}"#);
    let asked = Compact::parse(&token).unwrap();
    let asked = asked.pending(&RemoteKey::new(Alg::HS256)).unwrap();
    let is_valid = key()
        .verify(asked.signing_input(), asked.signature())
        .is_ok();
    let jws = asked.finish(Ok(is_valid)).unwrap();

    let opened = || lax().open_enclosed_encrypted(&jws, &keyless).unwrap();
    assert_eq!(opened().hint().alg(), Some("A128KW"));
    assert_eq!(opened().header().typ(), Some("JWT"));
    let pending = opened().pending(&remote()).unwrap();
    assert_eq!(pending.encrypted_key().len(), 24);
    let answer = ask(pending.request());
    let verified = pending.finish(answer).unwrap();
    assert_eq!(verified.claims().sub().as_deref(), Some("alice"));
    assert_eq!(verified.header().alg(), Alg::HS256);

    for answer in wrong() {
        let pending = opened().pending(&remote()).unwrap();
        assert!(pending.finish(answer).unwrap_err().is_decryption_failed());
    }
    let error = opened().pending(&remote()).unwrap().finish(nobody());
    assert_eq!(error.unwrap_err().code(), "jwe/key-unavailable");
    let error = opened().pending(&RemoteKey::new(Alg::DIR)).unwrap_err();
    assert_eq!(error.code(), "jwe/no-matching-key");
    // A key at hand inside, and one that the decrypter lacks.
    let decrypter = decrypter();
    let local = lax().open_enclosed_encrypted(&jws, &decrypter).unwrap();
    assert!(local.decrypt::<serde_json::Value>().is_ok());
    let error = opened().decrypt_claims().unwrap_err();
    assert_eq!(error.code(), "jwe/no-matching-key");
    for shown in [
        format!("{:?}", opened()),
        format!("{:?}", opened().pending(&remote()).unwrap()),
    ] {
        assert!(!shown.contains("alice"), "{shown}");
    }
}

#[test]
fn a_recipients_key_that_is_somewhere_else_encrypts() {
    let named = RemoteKey::new(Alg::A128KW).with_kid("kms-7");
    let signer = key();
    let jwt = || Jwt::empty().subject("alice");
    let answer = |cek: &Cek| -> EncryptedCek { kw().encrypt_cek(cek, &RustCrypto).unwrap() };
    for order in 0..3 {
        let draft = match order {
            0 => jwt().encrypt(jwe()),
            1 => jwt().sign_then_encrypt(&signer, jwe()),
            _ => jwt().encrypt_then_sign(jwe(), &signer),
        };
        let prepared = draft.prepare().unwrap();
        assert_eq!(prepared.cek().len(), 16);
        assert!(!format!("{prepared:?}").contains("alice"));
        let answer = answer(prepared.cek());
        let token = prepared.attach(&named, answer).unwrap();
        let (decrypter, keys) = (decrypter(), key());
        match order {
            0 => {
                assert_eq!(crate::header(&token)["kid"], "kms-7");
                lax().decrypt_claims(&token, &decrypter).map(drop)
            }
            1 => lax()
                .decrypt_then_verify_claims(&token, &decrypter, &keys)
                .map(drop),
            _ => lax()
                .verify_then_decrypt_claims(&token, &keys, &decrypter)
                .map(drop),
        }
        .unwrap();
    }
    // What is wrong with the claims is said before anything is drawn.
    let error = Jwt::new("text").encrypt(jwe()).prepare().unwrap_err();
    assert_eq!(error.code(), "jwt/build-not-claims");
}

/// The two compositions that the documentation names for signers that are somewhere else.
#[test]
fn a_signer_that_is_somewhere_else() {
    let (signer, kw) = (key(), kw());
    let service = RemoteKey::new(Alg::HS256);
    let prepared = Jwt::empty().subject("alice").prepare(&service).unwrap();
    let signature = signer.sign(prepared.signing_input()).unwrap();
    let signed = prepared.attach(&signature).unwrap();
    let token = jwe().cty("JWT").to(&kw).compact(signed.as_bytes()).unwrap();
    lax()
        .decrypt_then_verify_claims(&token, &decrypter(), &signer)
        .unwrap();

    let inner = Jwt::empty()
        .subject("alice")
        .encrypt(jwe())
        .to(&kw)
        .unwrap();
    let prepared = Builder::new(inner.as_bytes()).cty("JWT").prepare(&service);
    let prepared = prepared.unwrap();
    let signature = signer.sign(prepared.signing_input()).unwrap();
    let token = prepared.attach(&signature).unwrap();
    lax()
        .verify_then_decrypt_claims(&token, &signer, &decrypter())
        .unwrap();
}

/// A service that agrees on a key is asked with the whole request, not only with the encrypted key.
#[test]
fn a_key_agreement_that_is_somewhere_else() {
    let alg = Alg::ECDH_ES_A128KW;
    let private = EcdhEs::from_scalar(alg, Crv::P_256, &[5; 32]).unwrap();
    let public = EcdhEsKwPublic::load(&private.public_jwk(), alg).unwrap();
    let jwe = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
    let token = Jwt::empty().subject("alice").encrypt(jwe).to(&public);
    let token = token.unwrap();
    let keyless = keyless();
    let opened = lax().open_encrypted(&token, &keyless).unwrap();
    let pending = opened.pending(&RemoteKey::new(alg)).unwrap();
    assert!(pending.request().hint().parameter("epk").is_some());
    let answer = private.decrypt_cek(pending.request());
    assert!(pending.finish(answer).is_ok());
    let error: Result<_, TokenError> = lax().decrypt_claims(&token, &keyless);
    assert_eq!(error.unwrap_err().code(), "jwe/no-matching-key");
}
