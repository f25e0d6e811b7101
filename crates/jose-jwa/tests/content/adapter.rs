//! Content encryption that this crate does not know, through RustCrypto's `aead` traits (RFC 7518, section 7.1).

use chacha20poly1305::{ChaCha20Poly1305, XChaCha20Poly1305};
use jose_jwa::aead::consts::{U13, U16};
use jose_jwa::{AeadAdapter, Dir};
use jose_jwe::{Cek, ContentEncryption, ContentError, DecryptCek, DirectCek};
use jose_jwk::{Enc, LoadError};

use super::{decrypt, encrypt, some};

const XC20P: Enc<'static> = Enc::new("X-XC20P");

/// draft-irtf-cfrg-xchacha-03, appendix A.3.1: the three lines, and what comes out.
// GCM-05: the tag of a cipher from outside is made and held against the message, too.
#[test]
fn xchacha20_poly1305_under_a_private_name() {
    let cipher = AeadAdapter::<XChaCha20Poly1305>::new(XC20P);
    let cek: Vec<u8> = (0x80..=0x9f).collect();
    let key = cipher.content_key(&Cek::from_slice(&cek)).unwrap();

    assert_eq!((cipher.enc(), key.enc()), (XC20P, XC20P));
    assert_eq!(
        (cipher.cek_len(), cipher.iv_len(), cipher.tag_len()),
        (32, 24, 16)
    );
    let iv: Vec<u8> = (0x40..=0x57).collect();
    let aad = [
        0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7,
    ];
    let plaintext = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.";
    let (ciphertext, tag) = encrypt(&cipher, &*key, &iv, &aad, plaintext).unwrap();
    assert_eq!(ciphertext.len(), plaintext.len());
    assert_eq!(ciphertext[..4], [0xbd, 0x6d, 0x17, 0x9d]);
    assert_eq!(
        *tag,
        0xc087_5924_c1c7_9879_47de_afd8_780a_cf49_u128.to_be_bytes()
    );
    let decrypted = decrypt(&*key, &iv, &aad, &ciphertext, &tag);
    assert_eq!(decrypted.as_deref(), Ok(&plaintext[..]));

    for at in 0..tag.len() {
        let mut wrong = tag.to_vec();
        wrong[at] ^= 0x10;
        let refused = decrypt(&*key, &iv, &aad, &ciphertext, &wrong);
        assert_eq!(refused, Err(ContentError));
    }
    for len in (0..40).filter(|len| *len != 16) {
        let mut other = tag.to_vec();
        other.resize(len, 0);
        let refused = decrypt(&*key, &iv, &aad, &ciphertext, &other);
        assert_eq!(refused, Err(ContentError));
    }
    for len in (0..40).filter(|len| *len != 24) {
        let refused = decrypt(&*key, &some(len), &aad, &ciphertext, &tag);
        assert_eq!(refused, Err(ContentError));
        let refused = key.encrypt(&some(len), &aad, &mut [0; 5], 5);
        assert_eq!(refused.unwrap_err(), ContentError);
    }
    for (buffer_len, plaintext_len) in [(5, 4), (5, 6), (0, 16), (21, 5)] {
        let refused = key.encrypt(&iv, &aad, &mut vec![0; buffer_len], plaintext_len);
        assert_eq!(refused.unwrap_err(), ContentError);
    }
}

#[test]
fn jwe_10_a_key_of_another_length_is_refused() {
    let cipher = AeadAdapter::<XChaCha20Poly1305>::new(XC20P);
    for len in (0..=80).filter(|len| *len != 32) {
        let refused = cipher.content_key(&Cek::zeroed(len));
        assert_eq!(refused.unwrap_err(), ContentError, "{len}");
    }
}

/// Lengths are the type's, whatever they are.
#[test]
fn another_nonce_is_another_length() {
    type Gcm13 = aes_gcm::AesGcm<aes::Aes256, U13, U16>;
    let cipher = AeadAdapter::<Gcm13>::new(Enc::new("X-GCM13"));
    let key = cipher.content_key(&Cek::from_slice(&[7; 32])).unwrap();
    assert_eq!(cipher.iv_len(), 13);
    assert!(encrypt(&cipher, &*key, &[0; 13], b"", b"message").is_ok());
    for len in [0, 12, 14, 16] {
        let refused = encrypt(&cipher, &*key, &some(len), b"", b"message");
        assert_eq!(refused.map(|_| ()), Err(ContentError));
    }
}

#[test]
fn a_cipher_from_outside_can_be_the_one_of_a_dir_key() {
    let cipher = AeadAdapter::<XChaCha20Poly1305>::new(XC20P);
    let key = Dir::with_cipher(&cipher, &[7; 32]).unwrap().with_kid("k");
    assert_eq!(key.enc(), XC20P);
    let sender = DirectCek::content_key(&key).unwrap();
    let recipient = DecryptCek::content_key(&key).unwrap();
    let (ciphertext, tag) = encrypt(&cipher, sender, &[1; 24], b"aad", b"message").unwrap();
    let decrypted = decrypt(recipient, &[1; 24], b"aad", &ciphertext, &tag);
    assert_eq!(decrypted.unwrap(), b"message");

    for len in [0, 16, 31, 33, 64] {
        let refused = Dir::with_cipher(&cipher, &some(len)).unwrap_err();
        let expected = LoadError::SecretLen {
            alg: "X-XC20P".into(),
            len,
            needed: 32,
        };
        assert_eq!(refused, expected);
    }
    // The backend does not know it.
    assert_eq!(
        Dir::new(XC20P, &[7; 32]).unwrap_err().code(),
        "load/unknown-alg"
    );
}

/// Two names for one cipher are two algorithms, and a refused name is none.
#[test]
fn the_name_is_the_one_given() {
    let one = AeadAdapter::<ChaCha20Poly1305>::new(Enc::new("X-ONE"));
    let none = AeadAdapter::<ChaCha20Poly1305>::new(Enc::new("A128CBC"));
    assert_eq!(one.enc().name(), "X-ONE");
    assert!(none.enc().is_refused());
    // API-01
    let key = one.content_key(&Cek::from_slice(&[0xab; 32])).unwrap();
    let text = format!("{one:?} {key:?} {:?}", Box::new(one));
    assert_eq!(text, "AeadAdapter(X-ONE) AeadKey(X-ONE) AeadAdapter(X-ONE)");
}
