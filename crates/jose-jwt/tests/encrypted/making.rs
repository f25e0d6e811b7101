//! Encrypted and nested tokens on their way out, for every kind of key.

use crate::common::{NOW, key};
use crate::{decrypter, header, jwe, kw, lax};
use jose_jwa::{
    AesGcmKw, AesKw, Dir, EcdhEs, EcdhEsKwPublic, EcdhEsPublic, Hmac, Password, RsaOaep, RustCrypto,
};
use jose_jwt::jwe::{BuildError, Decrypter, DirectCek, EncryptCek};
use jose_jwt::jwk::{Crv, Key, Limits, RandomError, SecureRandom};
use jose_jwt::{Alg, BuildTokenError, Enc, Encrypt, Jwk, Jwt, Policy};
use serde_json::json;

/// A recipient's key, and the call that encrypts for it.
enum To {
    Encrypts(Box<dyn EncryptCek>),
    Agrees(Box<dyn DirectCek>),
}

fn recipients() -> Vec<(To, Decrypter<'static>)> {
    let with = |to, key: Box<dyn jose_jwt::jwe::DecryptCek>| {
        let encs = [Enc::A128GCM, Enc::A256GCM, Enc::A128CBC_HS256];
        (to, Decrypter::new(&RustCrypto).key(key).accept(&encs))
    };
    let mut all = Vec::new();
    let kw = AesKw::new(Alg::A256KW, &[1; 32]).unwrap();
    all.push(with(To::Encrypts(Box::new(kw.clone())), Box::new(kw)));
    let gcm = AesGcmKw::new(Alg::A192GCMKW, &[2; 24]).unwrap();
    all.push(with(To::Encrypts(Box::new(gcm.clone())), Box::new(gcm)));
    let password = Password::new(Alg::PBES2_HS256_A128KW, b"entrap_o_peter").unwrap();
    let password = password.iterations(1000).unwrap();
    all.push(with(
        To::Encrypts(Box::new(password.clone())),
        Box::new(password),
    ));
    let dir = Dir::new(Enc::A128GCM, &[3; 16]).unwrap();
    all.push(with(To::Agrees(Box::new(dir.clone())), Box::new(dir)));
    for crv in [Crv::P_256, Crv::X25519] {
        let private = EcdhEs::from_scalar(Alg::ECDH_ES, crv, &[5; 32]).unwrap();
        let public = EcdhEsPublic::load(&private.public_jwk()).unwrap();
        all.push(with(To::Agrees(Box::new(public)), Box::new(private)));
        let alg = Alg::ECDH_ES_A256KW;
        let private = EcdhEs::from_scalar(alg, crv, &[5; 32]).unwrap();
        let public = EcdhEsKwPublic::load(&private.public_jwk(), alg).unwrap();
        all.push(with(To::Encrypts(Box::new(public)), Box::new(private)));
    }
    let jwk = Jwk::parse(jose_vectors::key("rfc7516-a1").as_bytes()).unwrap();
    let rsa = RsaOaep::load(&jwk, Alg::RSA_OAEP_256).unwrap();
    all.push(with(To::Encrypts(Box::new(rsa.public())), Box::new(rsa)));
    all
}

#[test]
fn every_kind_of_key_in_every_order() {
    let (signer, policy) = (key(), Policy::with_clock(NOW).issuer("joe").audience("api"));
    let stranger = Hmac::new(Alg::HS256, &[8; 32]).unwrap();
    let all = recipients();
    for (place, (to, recipient)) in all.iter().enumerate() {
        let jwt = || {
            Jwt::new(&json!({"name": "Zoë"}))
                .issuer("joe")
                .audience("api")
                .clock(NOW)
                .expires_in_secs(60)
        };
        let finish = |draft: jose_jwt::EncryptJwt<'_>| match to {
            To::Encrypts(key) => draft.to(key).unwrap(),
            To::Agrees(key) => draft.direct(key).unwrap(),
        };
        let name = |claims: &jose_jwt::ClaimsSet| claims.string("name").unwrap().into_owned();
        let token = finish(jwt().encrypt(jwe()));
        let decrypted = policy.decrypt_claims(&token, recipient).unwrap();
        assert_eq!(name(decrypted.claims()), "Zoë");
        let inward = finish(jwt().sign_then_encrypt(&signer, jwe()));
        let verified = policy.decrypt_then_verify_claims(&inward, recipient, &signer);
        assert_eq!(name(verified.unwrap().claims()), "Zoë");
        let outward = finish(jwt().encrypt_then_sign(jwe(), &signer));
        let verified = policy.verify_then_decrypt_claims(&outward, &signer, recipient);
        assert_eq!(name(verified.unwrap().claims()), "Zoë");
        // For nobody else, and by nobody else.
        for (_, other) in all.iter().enumerate().filter(|(at, _)| *at != place) {
            assert!(policy.decrypt_claims(&token, &other.1).is_err(), "{place}");
        }
        for result in [
            policy.decrypt_then_verify_claims(&inward, recipient, &stranger),
            policy.verify_then_decrypt_claims(&outward, &stranger, recipient),
        ] {
            assert!(result.unwrap_err().is_invalid_signature(), "{place}");
        }
    }
}

#[test]
fn what_is_said_of_the_header_stands_next_to_the_claims() {
    let (signer, kw) = (key(), kw());
    let jwt = || Jwt::empty().typ("at+jwt").kid("k").header("x-region", "eu");
    let token = jwt().encrypt(jwe()).to(&kw).unwrap();
    let of_jwe =
        json!({"alg": "A128KW", "enc": "A128GCM", "typ": "at+jwt", "kid": "k", "x-region": "eu"});
    assert_eq!(header(&token), of_jwe);

    let token = jwt().sign_then_encrypt(&signer, jwe()).to(&kw).unwrap();
    let outer = json!({"alg": "A128KW", "enc": "A128GCM", "cty": "JWT"});
    assert_eq!(header(&token), outer);
    let jwe_of = decrypter().decrypt(&token).unwrap();
    let inner = std::str::from_utf8(jwe_of.plaintext()).unwrap();
    let of_jws = json!({"alg": "HS256", "typ": "at+jwt", "kid": "k", "x-region": "eu"});
    assert_eq!(header(inner), of_jws);

    let token = jwt().encrypt_then_sign(jwe(), &signer).to(&kw).unwrap();
    assert_eq!(header(&token), json!({"alg": "HS256", "cty": "JWT"}));
    let payload = jose_b64::decode(token.split('.').nth(1).unwrap()).unwrap();
    assert_eq!(header(std::str::from_utf8(&payload).unwrap()), of_jwe);

    // Without a word about it, typ is JWT; what the caller's `Encrypt` says stays.
    let own = jwe().header("x-own", &7);
    let token = Jwt::empty().encrypt(own).to(&kw).unwrap();
    assert_eq!(header(&token)["typ"], json!("JWT"));
    assert_eq!(header(&token)["x-own"], json!(7));
    let named = kw.with_kid("kw-1");
    let own = jwe().typ("JOSE");
    let token = Jwt::empty().sign_then_encrypt(&signer, own).to(&named);
    let token = header(&token.unwrap());
    assert_eq!(
        (&token["typ"], &token["kid"]),
        (&json!("JOSE"), &json!("kw-1"))
    );
}

#[test]
fn what_is_wrong_with_the_claims_is_no_token() {
    let (signer, kw, dir) = (key(), kw(), Dir::new(Enc::A128GCM, &[6; 16]).unwrap());
    let wrong = || {
        [
            (Jwt::new("text"), "jwt/build-not-claims"),
            (
                Jwt::empty().issuer("a").issuer("b"),
                "jwt/build-repeated-claim",
            ),
            (Jwt::empty().claim("exp", "soon"), "jwt/wrong-type"),
            (
                Jwt::empty().clock(NOW).expires_in_secs(u64::MAX),
                "jwt/build-out-of-range",
            ),
        ]
    };
    for (place, (_, code)) in wrong().into_iter().enumerate() {
        let jwt = || wrong().into_iter().nth(place).unwrap().0;
        for error in [
            jwt().encrypt(jwe()).to(&kw).unwrap_err(),
            jwt().encrypt(jwe()).direct(&dir).unwrap_err(),
            jwt().sign_then_encrypt(&signer, jwe()).to(&kw).unwrap_err(),
            jwt().encrypt_then_sign(jwe(), &signer).to(&kw).unwrap_err(),
        ] {
            assert_eq!(error.code(), code, "{error}");
        }
        assert!(!format!("{:?}", jwt().encrypt(jwe())).is_empty());
    }
}

#[test]
fn what_is_wrong_with_the_encryption_or_a_signer_is_no_token() {
    #[derive(Debug)]
    struct Dead;
    impl SecureRandom for Dead {
        fn fill(&self, _: &mut [u8]) -> Result<(), RandomError> {
            Err(RandomError)
        }
    }
    #[derive(Debug)]
    struct Mute;
    impl Key for Mute {
        fn alg(&self) -> Alg<'_> {
            Alg::ES256
        }
    }
    impl jose_jwt::jws::Sign for Mute {
        fn sign(
            &self,
            _: jose_jwt::jws::SigningInput<'_>,
        ) -> Result<jose_jwt::jws::Signature, jose_jwt::jws::SignError> {
            Err(jose_jwt::jws::SignError::Random)
        }
    }
    let (signer, kw) = (key(), kw());
    // A key for another `enc`, and random octets that do not come.
    let dir = Dir::new(Enc::A256GCM, &[6; 32]).unwrap();
    let error = Jwt::empty().encrypt(jwe()).direct(&dir).unwrap_err();
    assert!(matches!(
        error,
        BuildTokenError::Jwe(BuildError::EncMismatch)
    ));
    assert_eq!(error.code(), "jwe/build-enc-mismatch");
    let cipher = jose_jwa::content_encryption(Enc::A128GCM).unwrap();
    let dead = || Encrypt::with_cipher(&Dead, cipher);
    let errors = [
        Jwt::empty().encrypt(dead()).to(&kw).unwrap_err(),
        Jwt::empty().encrypt(dead()).prepare().unwrap_err(),
        Jwt::empty()
            .sign_then_encrypt(&signer, dead())
            .to(&kw)
            .unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), "jwe/build-random");
    }
    for error in [
        Jwt::empty().sign_then_encrypt(&Mute, jwe()).to(&kw),
        Jwt::empty().encrypt_then_sign(jwe(), &Mute).to(&kw),
    ] {
        assert_eq!(error.unwrap_err().code(), "jws/sign-random");
    }
    // A name that the crate writes itself.
    for name in ["alg", "enc"] {
        let error = Jwt::empty().header(name, "x").encrypt(jwe()).to(&kw);
        assert!(error.is_err(), "{name}");
    }
    let short = || jwe().limits(Limits::with(|limits| limits.token_len = 100));
    let error = Jwt::empty().encrypt(short()).to(&kw).unwrap_err();
    assert_eq!(error.code(), "jwe/build-token-too-long");
    let limits = Limits::with(|limits| limits.token_len = 150);
    let jwt = Jwt::empty().limits(limits);
    assert!(jwt.encrypt_then_sign(jwe(), &signer).to(&kw).is_err());
}

/// JWE-16: two tokens with the same claims have nothing in common that is drawn.
#[test]
fn jwe_16_every_token_is_drawn_afresh() {
    let kw = kw();
    let make = || Jwt::empty().subject("a").encrypt(jwe()).to(&kw).unwrap();
    let (one, other) = (make(), make());
    for (place, (one, other)) in one.split('.').zip(other.split('.')).enumerate() {
        assert_eq!(one == other, place == 0, "{place}");
    }
    lax().decrypt_claims(&one, &decrypter()).unwrap();
}
