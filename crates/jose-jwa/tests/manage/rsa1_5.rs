//! RSA1_5 (RFC 7518, section 4.2; RFC 7516, section 11.5). The fixture of key_management holds the forged paddings.

use alloc::collections::BTreeSet;
use alloc::sync::Arc;

use jose_jwa::{Rsa1_5, Rsa1_5Public, RsaOaep, RustCrypto};
use jose_jwe::{CekError, EncryptCek, EncryptCekError, LoadDecrypt, LoadEncrypt};
use jose_jwk::{Alg, Enc, Jwk, Key, KeyOp, KeyUse, LoadError, Operation};

use super::rsa_keys::{BITS_1024, E3_2048};
use super::sender::{assert_invalid, assert_needs_random};
use super::{Fixed, ask, cek, some};

fn vector() -> Jwk {
    Jwk::parse(jose_vectors::key("rfc7515-a2").as_bytes()).unwrap()
}

fn decrypt(key: &Rsa1_5, encrypted_key: &[u8]) -> Result<Vec<u8>, CekError> {
    ask(key, "{}", encrypted_key, (Enc::A256GCM, 32))
}

#[test]
fn encrypts_and_decrypts() {
    let key = Rsa1_5::load(&vector()).unwrap();
    for len in [1, 16, 24, 32, 48, 64] {
        let encrypted = key
            .public()
            .encrypt_cek(&cek(&some(len)), &RustCrypto)
            .unwrap();
        let again = key
            .public()
            .encrypt_cek(&cek(&some(len)), &RustCrypto)
            .unwrap();
        assert_ne!(encrypted.encrypted_key(), again.encrypted_key());
        let found = decrypt(&key, encrypted.encrypted_key()).unwrap();
        assert_eq!(found, some(len));
    }
    let error = key.public().encrypt_cek(&cek(&some(246)), &RustCrypto);
    assert!(matches!(error, Err(EncryptCekError::Failed)));
}

/// RKE-01: a changed encrypted key has wrong padding. Were that an error, its absence would say that the
/// padding is right, which is what the attack needs to know.
#[test]
fn rke_01_wrong_padding_is_no_error() {
    let key = Rsa1_5::load(&vector()).unwrap();
    let encrypted = key
        .public()
        .encrypt_cek(&cek(&some(32)), &RustCrypto)
        .unwrap();
    let mut lengths = BTreeSet::new();
    for at in 1..=255 {
        let mut changed = encrypted.encrypted_key().to_vec();
        changed[at] ^= 1;
        let found = decrypt(&key, &changed).unwrap();
        assert_ne!(found, some(32));
        // The same answer each time: another one would tell that it was made up.
        let again = decrypt(&key, &changed).unwrap();
        assert_eq!(found, again);
        lengths.insert(found.len());
    }
    assert!(lengths.len() > 50, "{lengths:?}");
}

/// RKE-05: what everybody can see may be an error.
#[test]
fn rke_05_lengths_and_numbers_above_n() {
    let key = Rsa1_5::load(&vector()).unwrap();
    let encrypted = key
        .public()
        .encrypt_cek(&cek(&some(32)), &RustCrypto)
        .unwrap();
    let encrypted = encrypted.encrypted_key();
    for wrong in [
        vec![],
        vec![0xff; 256],
        encrypted[1..].to_vec(),
        encrypted[..255].to_vec(),
        [&[0], encrypted].concat(),
        [encrypted, &[0]].concat(),
        vec![1; 100_000],
    ] {
        assert_invalid(decrypt(&key, &wrong), "length");
    }
}

/// RKE-02: it takes this type. No loader makes one.
#[test]
fn rke_02_it_is_made_explicitly_only() {
    let jwk = vector().with_alg(Alg::RSA1_5);
    assert!(RustCrypto.load_decrypt(&jwk, Alg::RSA1_5).is_err());
    assert!(RustCrypto.load_encrypt(&jwk, Alg::RSA1_5).is_err());
    assert!(RustCrypto.load_direct(&jwk, Alg::RSA1_5).is_err());
    assert!(Rsa1_5::load(&jwk).is_ok());
    assert!(RsaOaep::load(&jwk, Alg::RSA1_5).is_err());
    // RKE-03
    assert!(Rsa1_5::load(&vector().with_alg(Alg::RSA_OAEP)).is_err());
    assert!(Rsa1_5Public::load(&vector().with_alg(Alg::RSA_OAEP_256)).is_err());
}

#[test]
fn keys_that_are_refused() {
    let small = Jwk::parse(BITS_1024.as_bytes()).unwrap();
    let e3 = Jwk::parse(E3_2048.as_bytes()).unwrap();
    let oct = Jwk::parse(br#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#).unwrap();
    let public = Jwk::parse(vector().to_json().unwrap().as_bytes()).unwrap();
    let sign = vector().with_key_ops([KeyOp::Known(Operation::Sign)]);
    for (jwk, private, public) in [
        (&small, "load/rsa-modulus-bits", "load/rsa-modulus-bits"),
        (&e3, "load/rsa-exponent", "load/rsa-exponent"),
        (&oct, "load/wrong-key-type", "load/wrong-key-type"),
        (&sign, "load/not-permitted", "load/not-permitted"),
        (
            &vector().with_use(KeyUse::Sig),
            "load/not-permitted",
            "load/not-permitted",
        ),
    ] {
        assert_eq!(Rsa1_5::load(jwk).unwrap_err().code(), private);
        assert_eq!(Rsa1_5Public::load(jwk).unwrap_err().code(), public);
    }
    assert_eq!(Rsa1_5::load(&public).unwrap_err(), LoadError::NoPrivateKey);
}

#[test]
fn a_failing_source_is_an_error() {
    let key = Rsa1_5::load(&vector()).unwrap();
    assert_needs_random(&key.public());
    let encrypted = key
        .public()
        .encrypt_cek(&cek(&some(32)), &RustCrypto)
        .unwrap();
    let unblinded = key.clone().with_random(Arc::new(Fixed::new(&[])));
    assert!(matches!(
        decrypt(&unblinded, encrypted.encrypted_key()),
        Err(CekError::Unavailable(_))
    ));
    // An octet of the padding that is zero is drawn again.
    let mut random = vec![5; 256 - 3 - 32];
    random[7] = 0;
    random.extend([0, 0, 9]);
    let random = Fixed::new(&random);
    let fixed = key.public().encrypt_cek(&cek(&some(32)), &random).unwrap();
    assert_eq!(random.left(), 0);
    assert!(decrypt(&key, fixed.encrypted_key()).is_ok());
}

#[test]
fn names_and_what_is_shown() {
    let key = Rsa1_5::load(&vector().with_kid("old")).unwrap();
    assert_eq!((key.alg(), key.kid()), (Alg::RSA1_5, Some("old")));
    // API-01
    let shown = "Rsa1_5 { alg: RSA1_5, kid: Some(\"old\"), .. }";
    assert_eq!(format!("{key:?}"), shown);
    let published = key.public().with_kid("new").to_jwk();
    assert!(!published.is_private());
    assert_eq!(published.alg(), Some(Alg::RSA1_5));
    assert_eq!(Rsa1_5Public::load(&published).unwrap().kid(), Some("new"));
}
