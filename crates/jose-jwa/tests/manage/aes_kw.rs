//! A128KW, A192KW, A256KW (RFC 7518, section 4.4; RFC 3394).

use jose_jwa::AesKw;
use jose_jwe::{DecryptCek, EncryptCek, EncryptCekError};
use jose_jwk::{Alg, Enc, Key, LoadError};

use super::{Fixed, ask, cek, is_invalid, oct, octets, some};

const ALGS: [(Alg<'static>, usize); 3] = [(Alg::A128KW, 16), (Alg::A192KW, 24), (Alg::A256KW, 32)];
const HEADER: &str = r#"{"alg":"A128KW"}"#;
const ANY: Enc<'static> = Enc::new("X-ANY");

fn encrypt(key: &dyn EncryptCek, octets: &[u8]) -> Result<Vec<u8>, EncryptCekError> {
    // Nothing random goes into it.
    let encrypted = key.encrypt_cek(&cek(octets), &Fixed::new(&[]))?;
    assert_eq!(encrypted.parameters().clone().finish().unwrap(), "{}");
    Ok(encrypted.encrypted_key().to_vec())
}

/// KEK 00 01 02 …, key data 00 11 22 … FF 00 01 02 …
fn rfc_3394(alg: Alg<'_>, data_len: usize, wrapped: &str) {
    let (_, kek_len) = *ALGS.iter().find(|(name, _)| *name == alg).unwrap();
    let kek: Vec<u8> = (0..=u8::MAX).take(kek_len).collect();
    let mut data: Vec<u8> = (0..=255).step_by(17).collect();
    data.extend((0..=u8::MAX).take(data_len - 16));
    let key = AesKw::new(alg, &kek).unwrap();
    assert_eq!(encrypt(&key, &data).unwrap(), octets(wrapped), "{alg}");
    let unwrapped = ask(&key, HEADER, &octets(wrapped), (ANY, data_len));
    assert_eq!(unwrapped.unwrap(), data, "{alg}");
}

#[test]
fn rfc_3394_4_1_to_4_6() {
    rfc_3394(Alg::A128KW, 16, "H6aLCoEStEeu80vY-1p7gp0-hiNx0s_l");
    rfc_3394(Alg::A192KW, 16, "lneLJa5spDX5K1uXwFCu0kaKuKF62E5d");
    rfc_3394(Alg::A256KW, 16, "ZOjD-c4PW6Jj6Xd5BYGKKpPIGR59born");
    rfc_3394(
        Alg::A192KW,
        24,
        "Ax0zJk4V0zJo8k7CYHQ-3OHGx93uclqTa6gUkVxnYtI",
    );
    rfc_3394(
        Alg::A256KW,
        24,
        "qPm8FhLGiz_25vT74w5x5Haci4CjLLiVjNXRfWslTaE",
    );
    rfc_3394(
        Alg::A256KW,
        32,
        "KMn0BMS4EPTLzLNc-4f4Jj9XhuLYDtMmy8fw5xqZ9Dv7mIubegLdIQ",
    );
}

/// RFC 7516, appendix A.3, and RFC 7520, section 5.8.
#[test]
fn rfc_7516_a_3_rfc_7520_5_8_a128kw() {
    let vectors = [
        (
            "GawgguFyGrWKav7AX4VKUg",
            "BNMfxVSd_P4LZJ36P6pqzmt81C1vawnbyLEA8I-cLM8",
            "6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ",
            Enc::A128CBC_HS256,
        ),
        (
            "GZy6sIZ6wl9NJOKB-jnmVQ",
            "aY5_Ghmk9KxWPBLu_glx1w",
            "CBI6oDw8MydIx1IBntf_lQcw2MmJKIQx",
            Enc::A128GCM,
        ),
    ];
    for (kek, cek, encrypted, enc) in vectors {
        let key = AesKw::new(Alg::A128KW, &octets(kek)).unwrap();
        let (cek, encrypted) = (octets(cek), octets(encrypted));
        assert_eq!(encrypt(&key, &cek).unwrap(), encrypted);
        let cek_len = enc.info().unwrap().cek_len;
        assert_eq!(ask(&key, HEADER, &encrypted, (enc, cek_len)).unwrap(), cek);
    }
}

#[test]
fn kwr_01_one_changed_bit_is_refused() {
    for (alg, len) in ALGS {
        let key = AesKw::new(alg, &some(len)).unwrap();
        let encrypted = encrypt(&key, &some(32)).unwrap();
        assert_eq!(encrypted.len(), 40);
        for at in 0..encrypted.len() {
            for bit in 0..8 {
                let mut wrong = encrypted.clone();
                wrong[at] ^= 1 << bit;
                assert!(
                    is_invalid(&ask(&key, HEADER, &wrong, (ANY, 32))),
                    "{at} {bit}"
                );
            }
        }
        let other = AesKw::new(alg, &vec![7; len]).unwrap();
        assert!(is_invalid(&ask(&other, HEADER, &encrypted, (ANY, 32))));
        assert!(ask(&key, HEADER, &encrypted, (ANY, 32)).is_ok());
    }
}

/// Too short for the algorithm, no whole blocks, far too long: whatever length the CEK must have.
#[test]
fn kwr_01_encrypted_keys_of_an_impossible_length() {
    let key = AesKw::new(Alg::A256KW, &some(32)).unwrap();
    let lens = (0..=100).chain([1024, 1_048_576]);
    for len in lens {
        for cek_len in [0, 7, 8, 15, 16, 17, 24, 32, 48, 64, usize::MAX] {
            let answer = ask(&key, HEADER, &vec![0xa6; len], (ANY, cek_len));
            assert!(is_invalid(&answer), "{len} {cek_len}");
        }
    }
}

/// The primitive wraps none or one block of 64 bits too, and its integrity value is right then.
#[test]
fn kwr_01_fewer_than_two_blocks_are_no_key() {
    use aes_kw::{KeyInit as _, KwAes128};

    let key = AesKw::new(Alg::A128KW, &some(16)).unwrap();
    let primitive = KwAes128::new_from_slice(&some(16)).unwrap();
    for len in [0, 8] {
        let mut wrapped = vec![0; len + 8];
        primitive.wrap_key(&some(len), &mut wrapped).unwrap();
        assert!(
            is_invalid(&ask(&key, HEADER, &wrapped, (ANY, len))),
            "{len}"
        );
    }
    for len in [0, 1, 7, 8, 9, 15, 17, 20, 33] {
        let refused = encrypt(&key, &some(len));
        assert!(matches!(refused, Err(EncryptCekError::Failed)), "{len}");
    }
}

#[test]
fn kwr_02_a_cek_of_another_length_is_refused() {
    let key = AesKw::new(Alg::A256KW, &some(32)).unwrap();
    for len in [16, 24, 32, 48, 64] {
        let encrypted = encrypt(&key, &some(len)).unwrap();
        for needed in [0, 8, 16, 24, 32, 40, 48, 56, 64, 72] {
            let answer = ask(&key, HEADER, &encrypted, (ANY, needed));
            if needed == len {
                assert_eq!(answer.unwrap(), some(len));
            } else {
                assert!(is_invalid(&answer), "{len} {needed}");
            }
        }
    }
}

/// A content cipher from outside may want a long key.
#[test]
fn a_long_cek() {
    let key = AesKw::new(Alg::A128KW, &some(16)).unwrap();
    for len in [72, 128, 504, 512, 1024] {
        let encrypted = encrypt(&key, &some(len)).unwrap();
        assert_eq!(
            ask(&key, HEADER, &encrypted, (ANY, len)).unwrap(),
            some(len)
        );
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
            assert_eq!(AesKw::new(alg, &some(len)).unwrap_err(), expected);
            if len > 0 {
                let jwk = oct(&some(len), "");
                assert_eq!(AesKw::load(&jwk, alg).unwrap_err(), expected);
            }
        }
    }
    let error = AesKw::new(Alg::A128KW, &some(32)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the key has 32 octets, A128KW needs exactly 16"
    );
    assert_eq!(error.code(), "load/secret-len");
}

#[test]
fn kwr_03_algorithms_of_other_keys_are_refused() {
    let cases = [
        ("A128GCMKW", "load/invalid"),
        ("dir", "load/invalid"),
        ("PBES2-HS256+A128KW", "load/invalid"),
        ("RSA-OAEP", "load/wrong-key-type"),
        ("RSA1_5", "load/wrong-key-type"),
        ("ECDH-ES+A128KW", "load/wrong-key-type"),
        ("HS256", "load/unknown-alg"),
        ("A128GCM", "load/unknown-alg"),
        ("a128kw", "load/unknown-alg"),
    ];
    for (alg, code) in cases {
        let alg = Alg::parse(alg).unwrap();
        assert_eq!(
            AesKw::new(alg, &some(16)).unwrap_err().code(),
            code,
            "{alg}"
        );
        let loaded = AesKw::load(&oct(&some(16), ""), alg);
        assert_eq!(loaded.unwrap_err().code(), code, "{alg}");
    }
}

#[test]
fn what_the_key_says_of_itself() {
    let key = AesKw::new(Alg::A192KW, &[0xab; 24]).unwrap();
    assert_eq!((key.alg(), key.kid()), (Alg::A192KW, None));
    let key = key.with_kid("k1");
    assert_eq!(Key::kid(&key), Some("k1"));
    // API-01
    let text = format!("{key:?} {key:#?} {:?}", key.clone());
    assert!(text.starts_with(r#"AesKw { alg: A192KW, kid: Some("k1"), .. }"#));
    for secret in ["171", "ab", "AB"] {
        assert!(!text.contains(secret), "{text}");
    }
    let _: (Box<dyn EncryptCek>, Box<dyn DecryptCek>) = (Box::new(key.clone()), Box::new(key));
}
