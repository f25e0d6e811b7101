//! Lengths, and round trips over many of them (RFC 7518, section 5.1).

use jose_jwa::content_encryption;
use jose_jwe::{Cek, ContentError};
use jose_jwk::Enc;

use super::{ENCS, cipher, decrypt, encrypt, key, some};

#[test]
fn lengths_are_those_of_the_rfc() {
    let expected = [
        (Enc::A128GCM, 16, 12, 16),
        (Enc::A192GCM, 24, 12, 16),
        (Enc::A256GCM, 32, 12, 16),
        (Enc::A128CBC_HS256, 32, 16, 16),
        (Enc::A192CBC_HS384, 48, 16, 24),
        (Enc::A256CBC_HS512, 64, 16, 32),
    ];
    for (enc, cek_len, iv_len, tag_len) in expected {
        let cipher = cipher(enc);
        assert_eq!(cipher.enc(), enc);
        let lens = (cipher.cek_len(), cipher.iv_len(), cipher.tag_len());
        assert_eq!(lens, (cek_len, iv_len, tag_len), "{enc}");
        assert_eq!(enc.info().unwrap().cek_len, cek_len, "{enc}");
        let same = format!("{enc:?}").contains("GCM");
        for len in [0, 1, 15, 16, 17, 255, 256] {
            let expected = if same { len } else { len / 16 * 16 + 16 };
            assert_eq!(cipher.ciphertext_len(len), Some(expected), "{enc} {len}");
        }
        let longest = if same { Some(usize::MAX) } else { None };
        assert_eq!(cipher.ciphertext_len(usize::MAX), longest, "{enc}");
    }
}

#[test]
fn other_names_are_no_algorithm_of_this_backend() {
    for name in [
        "A128gcm",
        "a128gcm",
        "A128GCM ",
        "A512GCM",
        "A128CBC-HS512",
        "A128CBC+HS256",
        "A128GCMKW",
        "A128KW",
        "XC20P",
        "X-MINE",
    ] {
        let enc = Enc::parse(name).unwrap();
        assert!(content_encryption(enc).is_none(), "{name}");
    }
    // Unauthenticated ciphers are Prohibited and have no name at all.
    assert!(content_encryption(Enc::new("A128CBC")).is_none());
    assert!(content_encryption(Enc::new("A256CTR")).is_none());
}

/// JWE-10, as far as a content cipher can say it.
#[test]
fn jwe_10_a_cek_of_another_length_is_refused() {
    for enc in ENCS {
        let needed = cipher(enc).cek_len();
        for len in (0..=130).filter(|len| *len != needed) {
            let refused = cipher(enc).content_key(&Cek::zeroed(len));
            assert_eq!(refused.unwrap_err(), ContentError, "{enc} {len}");
        }
        assert!(cipher(enc).content_key(&Cek::zeroed(needed)).is_ok());
    }
}

#[test]
fn round_trips() {
    for enc in ENCS {
        let cipher = cipher(enc);
        let (key, iv) = (key(enc, &some(cipher.cek_len())), some(cipher.iv_len()));
        for len in (0..=70).chain([255, 256, 4095, 4096, 65_537]) {
            let (plaintext, aad) = (some(len), some(len % 50));
            let (ciphertext, tag) = encrypt(cipher, &*key, &iv, &aad, &plaintext).unwrap();
            assert_eq!(Some(ciphertext.len()), cipher.ciphertext_len(len));
            assert_eq!(tag.len(), cipher.tag_len());
            assert!(tag.is_inline());
            assert!(len < 4 || !ciphertext.starts_with(&plaintext[..4]));
            let decrypted = decrypt(&*key, &iv, &aad, &ciphertext, &tag).unwrap();
            assert_eq!(decrypted, plaintext, "{enc} {len}");

            // A message that was cut, or continued, by less and by more than a block.
            for cut in [1, 15, 16, 17]
                .into_iter()
                .filter(|cut| *cut <= ciphertext.len())
            {
                let shorter = &ciphertext[..ciphertext.len() - cut];
                let refused = decrypt(&*key, &iv, &aad, shorter, &tag);
                assert_eq!(refused, Err(ContentError), "{enc} {len} {cut}");
                let longer = [&ciphertext[..], &some(cut)].concat();
                let refused = decrypt(&*key, &iv, &aad, &longer, &tag);
                assert_eq!(refused, Err(ContentError), "{enc} {len} {cut}");
            }
        }
    }
}

#[test]
fn a_message_of_another_key_is_refused() {
    for enc in ENCS {
        let cipher = cipher(enc);
        let cek = some(cipher.cek_len());
        let iv = some(cipher.iv_len());
        let (ciphertext, tag) = encrypt(cipher, &*key(enc, &cek), &iv, b"", b"message").unwrap();
        for at in 0..cek.len() {
            let mut other = cek.clone();
            other[at] ^= 0x80;
            let refused = decrypt(&*key(enc, &other), &iv, b"", &ciphertext, &tag);
            // The second half of a CBC-HMAC key is not authenticated: with a wrong one the padding fails, or
            // the plaintext is another.
            assert!(
                refused.is_err() || refused.unwrap() != b"message",
                "{enc} {at}"
            );
        }
    }
}

/// API-01
#[test]
fn debug_shows_the_algorithm_and_nothing_of_the_key() {
    for enc in ENCS {
        let cek = vec![0xab; cipher(enc).cek_len()];
        let (cipher, key) = (cipher(enc), key(enc, &cek));
        let text = format!("{cipher:?} {cipher:#?} {key:?} {key:#?}");
        assert!(text.contains(enc.name()));
        for secret in ["171", "ab", "AB", "171, 171"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

#[cfg(feature = "sys_rng")]
#[test]
fn the_backend_has_the_six_and_randomness() {
    use jose_jwa::RustCrypto;
    use jose_jwe::{Backend, SecureRandom as _};

    let backend: &dyn Backend = &RustCrypto;
    for enc in ENCS {
        assert_eq!(backend.content_encryption(enc).unwrap().enc(), enc);
    }
    assert!(backend.content_encryption(Enc::new("X-MINE")).is_none());
    let (mut one, mut other) = ([0; 32], [0; 32]);
    RustCrypto.fill(&mut one).unwrap();
    RustCrypto.fill(&mut other).unwrap();
    assert_ne!(one, other);
}
