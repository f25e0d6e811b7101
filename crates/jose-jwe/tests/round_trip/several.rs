//! Several recipients of one message, each with an algorithm of its own (RFC 7516, section 7.2.1; RFC 7520, section 5.13).

use alloc::collections::BTreeSet;

use jose_jwa::{AesGcmKw, AesKw, EcdhEs, EcdhEsKwPublic, Password, RsaOaep, RustCrypto};
use jose_jwe::jwk::Crv;
use jose_jwe::{Alg, DecryptCek, Decrypter, Enc, Encrypt, EncryptCek, RecipientHeaderBuilder};

use crate::common::pairs::material;
use crate::common::{ENCS, read};

const PLAINTEXT: &[u8] = b"to all of them";

/// The sender's keys and the recipients', each with a Key ID.
fn mix() -> Vec<(Box<dyn EncryptCek>, Box<dyn DecryptCek>)> {
    let rsa = RsaOaep::load(&material("rfc7516-a1"), Alg::RSA_OAEP).unwrap();
    let rsa = rsa.with_kid("rsa");
    let ecdh = |kid: &str, crv, octet: u8| {
        let key = EcdhEs::from_scalar(Alg::ECDH_ES_A256KW, crv, &[octet; 32]).unwrap();
        let key = key.with_kid(kid);
        let public = EcdhEsKwPublic::load(&key.public_jwk(), Alg::ECDH_ES_A256KW).unwrap();
        (public, key)
    };
    let (p256_public, p256) = ecdh("p256", Crv::P_256, 5);
    let (other_public, other) = ecdh("other", Crv::P_256, 6);
    let (x25519_public, x25519) = ecdh("x25519", Crv::X25519, 7);
    let kw = AesKw::new(Alg::A128KW, &[1; 16]).unwrap().with_kid("kw");
    let password = Password::new(Alg::PBES2_HS256_A128KW, b"open sesame").unwrap();
    let password = password.iterations(1_000).unwrap().with_kid("password");
    let gcm = AesGcmKw::new(Alg::A256GCMKW, &[2; 32]).unwrap();
    let gcm = gcm.with_kid("gcm");
    vec![
        (Box::new(rsa.public()), Box::new(rsa)),
        (Box::new(p256_public), Box::new(p256)),
        (Box::new(kw.clone()), Box::new(kw)),
        (Box::new(password.clone()), Box::new(password)),
        (Box::new(gcm.clone()), Box::new(gcm)),
        (Box::new(other_public), Box::new(other)),
        (Box::new(x25519_public), Box::new(x25519)),
    ]
}

#[test]
fn each_recipient_decrypts_with_its_own_key() {
    let keys = mix();
    for enc in ENCS {
        let mut to = Encrypt::new(&RustCrypto, enc).unwrap().to(&keys[0].0);
        for (sender, _) in &keys[1..] {
            to = to.to(sender);
        }
        let json = to.general(PLAINTEXT).unwrap();
        for (_, recipient) in &keys {
            let decrypter = Decrypter::new(&RustCrypto).key(recipient).accept(&[enc]);
            let seen = read(&decrypter, &json);
            assert_eq!(seen.plaintext(), PLAINTEXT);
            assert_eq!(seen.key_id(), recipient.kid());
            assert_eq!((seen.alg(), seen.enc()), (recipient.alg(), enc));
            let own = seen.recipient_header().unwrap();
            assert_eq!(own.kid(), recipient.kid());
            // What is said of all is protected, what is said of one is not.
            assert_eq!(seen.header().json(), format!(r#"{{"enc":"{enc}"}}"#));
        }
        let nobody = Decrypter::new(&RustCrypto).accept(&[enc]);
        let error = nobody.decrypt_json(&json).unwrap_err();
        assert_eq!(error.code(), "jwe/no-matching-key");
        let stranger = AesKw::new(Alg::A128KW, &[1; 16]).unwrap();
        let stranger = nobody.key(stranger.with_kid("stranger"));
        let error = stranger.decrypt_json(&json).unwrap_err();
        assert_eq!(error.code(), "jwe/no-matching-key");
    }
}

// ECE-10
#[test]
fn ece_10_a_fresh_ephemeral_key_for_every_recipient() {
    let keys = mix();
    let ecdh = &keys[1].0;
    let mut to = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap().to(ecdh);
    for _ in 1..16 {
        to = to.to(ecdh);
    }
    let json = to.general(PLAINTEXT).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let recipients = json["recipients"].as_array().unwrap();
    let epks: BTreeSet<String> = recipients
        .iter()
        .map(|one| one["header"]["epk"].to_string())
        .collect();
    let wrapped: BTreeSet<String> = recipients
        .iter()
        .map(|one| one["encrypted_key"].to_string())
        .collect();
    assert_eq!((epks.len(), wrapped.len()), (16, 16));
    assert!(epks.iter().all(|epk| !epk.contains(r#""d""#)));
}

// The recipients of one message do not learn each other's keys, and cannot be exchanged.
#[test]
fn an_encrypted_key_belongs_to_its_recipient() {
    let keys = mix();
    let encrypt = Encrypt::new(&RustCrypto, Enc::A256GCM).unwrap();
    let to = encrypt.to(&keys[1].0).to(&keys[5].0);
    let json = to.general(PLAINTEXT).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let first = json["recipients"][0]["encrypted_key"].take();
    let second = json["recipients"][1]["encrypted_key"].take();
    json["recipients"][0]["encrypted_key"] = second;
    json["recipients"][1]["encrypted_key"] = first;
    for at in [1, 5] {
        let decrypter = Decrypter::new(&RustCrypto).key(&keys[at].1);
        let decrypter = decrypter.accept(&[Enc::A256GCM]);
        let error = decrypter.decrypt_json(&json.to_string()).unwrap_err();
        assert_eq!(error.code(), "jwe/decryption-failed");
    }
}

#[test]
fn one_recipient_of_a_general_message_may_have_a_header_of_its_own() {
    let key = AesKw::new(Alg::A128KW, &[1; 16]).unwrap();
    let header = RecipientHeaderBuilder::new()
        .kid("2026-11")
        .header("x5t", "AAAA");
    let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
    let json = encrypt.to_with(&key, header).general(PLAINTEXT).unwrap();
    let decrypter = Decrypter::new(&RustCrypto).key(&key);
    let seen = read(&decrypter.accept(&[Enc::A128GCM]), &json);
    let own = seen.recipient_header().unwrap();
    assert_eq!(
        own.json(),
        r#"{"alg":"A128KW","kid":"2026-11","x5t":"AAAA"}"#
    );
    assert_eq!((seen.plaintext(), seen.key_id()), (PLAINTEXT, None));
}

// JWE-04, JWE-05: a key that is the CEK is no recipient beside another; its type has no call for it, and one that
// lies about its type makes no message.
#[test]
fn jwe_04_05_a_direct_key_is_alone() {
    use crate::common::{TOY, Toy};
    let encrypt = || Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
    let lies = Toy::new(Alg::DIR);
    let error = encrypt().to(&lies).compact(PLAINTEXT).unwrap_err();
    assert_eq!(error.code(), "jwe/encrypted-key-present");
    let toy = Toy::new(TOY);
    for (first, second) in [(&lies, &toy), (&toy, &lies)] {
        let error = encrypt().to(first).to(second).general(PLAINTEXT);
        assert_eq!(error.unwrap_err().code(), "jwe/encrypted-key-present");
    }
    let nothing = toy.answers(crate::common::Answer::OfLength(0));
    let error = encrypt().to(&nothing).to(&nothing).general(PLAINTEXT);
    assert_eq!(error.unwrap_err().code(), "jwe/direct-not-alone");
}
