//! A128GCMKW, A192GCMKW, A256GCMKW (RFC 7518, section 4.7).

use jose_jwa::AesGcmKw;
use jose_jwe::{EncryptCek, EncryptCekError, EncryptedCek};
use jose_jwk::{Alg, Enc, Key, LoadError};

use super::{Fixed, ask, cek, is_invalid, oct, octets, some};

const ALGS: [(Alg<'static>, usize); 3] = [
    (Alg::A128GCMKW, 16),
    (Alg::A192GCMKW, 24),
    (Alg::A256GCMKW, 32),
];
const ANY: Enc<'static> = Enc::new("X-ANY");

fn encrypt(key: &AesGcmKw, octets: &[u8]) -> EncryptedCek {
    key.encrypt_cek(&cek(octets), &Fixed::new(&[9; 12]))
        .unwrap()
}

fn header(encrypted: &EncryptedCek) -> String {
    encrypted.parameters().clone().finish().unwrap()
}

fn with(iv: &[u8], tag: &[u8]) -> String {
    let (iv, tag) = (jose_b64::encode(iv), jose_b64::encode(tag));
    format!(r#"{{"tag":"{tag}","iv":"{iv}"}}"#)
}

#[test]
fn rfc_7520_5_7_a256gcmkw() {
    let jwk = oct(
        &octets("qC57l_uxcm7Nm3K-ct4GFjx8tM1U8CZ0NLBvdQstiS8"),
        r#","kid":"18ec08e1-bfa9-4d95-b205-2b4dd1d4321d","use":"enc","alg":"A256GCMKW""#,
    );
    let key = AesGcmKw::load(&jwk, Alg::A256GCMKW).unwrap();
    assert_eq!(key.kid(), Some("18ec08e1-bfa9-4d95-b205-2b4dd1d4321d"));
    let plain = octets("UWxARpat23nL9ReIj4WG3D1ee9I4r-Mv5QLuFXdy_rE");
    let random = Fixed::new(&octets("KkYT0GX_2jHlfqN_"));
    let encrypted = key.encrypt_cek(&cek(&plain), &random).unwrap();
    assert!(random.is_used_up());
    assert_eq!(
        encrypted.encrypted_key(),
        octets("lJf3HbOApxMEBkCMOoTnnABxs_CvTWUmZQ2ElLvYNok")
    );
    let parameters = r#"{"tag":"kfPduVQ3T3H6vnewt--ksw","iv":"KkYT0GX_2jHlfqN_"}"#;
    assert_eq!(header(&encrypted), parameters);
    let found = ask(
        &key,
        parameters,
        encrypted.encrypted_key(),
        (Enc::A128CBC_HS256, 32),
    );
    assert_eq!(found.unwrap(), plain);
}

#[test]
fn each_cek_has_an_initialization_vector_of_its_own() {
    let key = AesGcmKw::new(Alg::A128GCMKW, &some(16)).unwrap();
    let random = Fixed::new(&some(24));
    let one = key.encrypt_cek(&cek(&some(32)), &random).unwrap();
    let other = key.encrypt_cek(&cek(&some(32)), &random).unwrap();
    assert!(random.is_used_up());
    assert_ne!(one.encrypted_key(), other.encrypted_key());
    // No vector, no encryption: nothing takes its place.
    for left in [0, 1, 11] {
        let refused = key.encrypt_cek(&cek(&some(32)), &Fixed::new(&some(left)));
        assert!(matches!(refused, Err(EncryptCekError::Random)));
    }
}

#[test]
fn round_trips_and_one_changed_bit() {
    for (alg, len) in ALGS {
        let key = AesGcmKw::new(alg, &some(len)).unwrap();
        for cek_len in [16, 24, 32, 48, 64] {
            let encrypted = encrypt(&key, &some(cek_len));
            let (header, octets) = (header(&encrypted), encrypted.encrypted_key());
            assert_ne!(octets, some(cek_len));
            let found = ask(&key, &header, octets, (ANY, cek_len)).unwrap();
            assert_eq!(found, some(cek_len));
            for at in 0..octets.len() {
                let mut wrong = octets.to_vec();
                wrong[at] ^= 1 << (at % 8);
                assert!(is_invalid(&ask(&key, &header, &wrong, (ANY, cek_len))));
            }
            let other = AesGcmKw::new(alg, &vec![7; len]).unwrap();
            assert!(is_invalid(&ask(&other, &header, octets, (ANY, cek_len))));
        }
    }
}

/// Missing, of another type, no base64url, and of every other length: that the tag was cut off from the right
/// one helps nobody (GCM-01, GCM-02).
#[test]
fn gcm_03_gcm_01_gcm_02_iv_and_tag_of_the_header() {
    let key = AesGcmKw::new(Alg::A256GCMKW, &some(32)).unwrap();
    let encrypted = encrypt(&key, &some(32));
    let parameters = header(&encrypted);
    let object: serde_json::Value = serde_json::from_str(&parameters).unwrap();
    let member = |name: &str| octets(object[name].as_str().unwrap());
    let (iv, tag) = (member("iv"), member("tag"));
    let refused = |header: &str| {
        let answer = ask(&key, header, encrypted.encrypted_key(), (ANY, 32));
        assert!(is_invalid(&answer), "{header}");
    };
    assert_eq!((iv.len(), tag.len()), (12, 16));
    for len in (0..40).filter(|len| *len != 12) {
        let mut other = iv.clone();
        other.resize(len, 0);
        refused(&with(&other, &tag));
    }
    for len in (0..40).filter(|len| *len != 16) {
        let mut other = tag.clone();
        other.resize(len, 0);
        refused(&with(&iv, &other));
    }
    for at in 0..28 {
        let (mut iv, mut tag) = (iv.clone(), tag.clone());
        match iv.get_mut(at) {
            Some(octet) => *octet ^= 1,
            None => tag[at - 12] ^= 0x80,
        }
        refused(&with(&iv, &tag));
    }
    let (iv, tag) = (jose_b64::encode(iv), jose_b64::encode(tag));
    for header in [
        "{}".into(),
        format!(r#"{{"iv":"{iv}"}}"#),
        format!(r#"{{"tag":"{tag}"}}"#),
        format!(r#"{{"iv":"{tag}","tag":"{iv}"}}"#),
        format!(r#"{{"iv":null,"tag":"{tag}"}}"#),
        format!(r#"{{"iv":12,"tag":"{tag}"}}"#),
        format!(r#"{{"iv":["{iv}"],"tag":"{tag}"}}"#),
        format!(r#"{{"iv":"{iv}","tag":{{"tag":"{tag}"}}}}"#),
        format!(r#"{{"iv":"{iv}","tag":"{tag}=="}}"#),
        format!(r#"{{"iv":"{iv} ","tag":"{tag}"}}"#),
        format!(r#"{{"iv":"{iv}","tag":"{tag}A"}}"#),
        format!(r#"{{"IV":"{iv}","tag":"{tag}"}}"#),
    ] {
        refused(&header);
    }
    let escaped = format!(r#"{{"\u0069v":"{iv}","tag":"{tag}"}}"#);
    assert!(ask(&key, &escaped, encrypted.encrypted_key(), (ANY, 32)).is_ok());
}

/// The tag is right and the CEK has another length than the `enc` wants: the same answer.
#[test]
fn gcm_04_kwr_02_a_cek_of_another_length_is_refused() {
    let key = AesGcmKw::new(Alg::A128GCMKW, &some(16)).unwrap();
    for len in [0, 1, 15, 16, 17, 24, 32, 33, 64, 100] {
        let encrypted = encrypt(&key, &some(len));
        for needed in [0, 16, 24, 32, 48, 64, usize::MAX] {
            let answer = ask(
                &key,
                &header(&encrypted),
                encrypted.encrypted_key(),
                (ANY, needed),
            );
            assert_eq!(is_invalid(&answer), needed != len, "{len} {needed}");
        }
    }
}

#[test]
fn kwr_03_a_key_of_another_length_is_refused() {
    for (alg, needed) in ALGS {
        for len in (0..=70).filter(|len| *len != needed) {
            let expected = LoadError::SecretLen {
                alg: alg.name().into(),
                len,
                needed,
            };
            assert_eq!(AesGcmKw::new(alg, &some(len)).unwrap_err(), expected);
            if len > 0 {
                let loaded = AesGcmKw::load(&oct(&some(len), ""), alg);
                assert_eq!(loaded.unwrap_err(), expected);
            }
        }
    }
}

/// What is encrypted with the key of one algorithm is not looked at by the other's.
#[test]
fn kwr_03_algorithms_of_other_keys_are_refused() {
    let cases = [
        ("A128KW", "load/invalid"),
        ("dir", "load/invalid"),
        ("RSA-OAEP-256", "load/wrong-key-type"),
        ("ECDH-ES", "load/wrong-key-type"),
        ("HS256", "load/unknown-alg"),
        ("A128GCM", "load/unknown-alg"),
        ("A128gcmkw", "load/unknown-alg"),
    ];
    for (alg, code) in cases {
        let alg = Alg::parse(alg).unwrap();
        let error = AesGcmKw::new(alg, &some(16)).unwrap_err();
        assert_eq!(error.code(), code, "{alg}");
    }
}

#[test]
fn what_the_key_says_of_itself() {
    let key = AesGcmKw::new(Alg::A128GCMKW, &[0xab; 16]).unwrap();
    assert_eq!((key.alg(), key.kid()), (Alg::A128GCMKW, None));
    let key = key.with_kid("k1");
    // API-01
    let text = format!("{key:?} {key:#?} {:?}", key.clone());
    assert!(text.starts_with(r#"AesGcmKw { alg: A128GCMKW, kid: Some("k1"), .. }"#));
    for secret in ["171", "ab", "AB"] {
        assert!(!text.contains(secret), "{text}");
    }
    let encrypted = encrypt(&key, &[0xab; 16]);
    assert!(!format!("{encrypted:?}").contains("171"));
}
