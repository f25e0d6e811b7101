//! `dir` (RFC 7518, section 4.5).

use jose_jwa::{AesKw, Dir, content_encryption};
use jose_jwe::{Cek, DecryptCek, DirectCek, EncryptCekError};
use jose_jwk::{Alg, Enc, Jwk, Key, LoadError};

use super::{Fixed, ask, is_invalid, oct, octets, some};

const ENCS: [(Enc<'static>, usize); 6] = [
    (Enc::A128GCM, 16),
    (Enc::A192GCM, 24),
    (Enc::A256GCM, 32),
    (Enc::A128CBC_HS256, 32),
    (Enc::A192CBC_HS384, 48),
    (Enc::A256CBC_HS512, 64),
];
const HEADER: &str = r#"{"alg":"dir"}"#;

fn agree(key: &dyn DirectCek, enc: Enc<'_>, cek_len: usize) -> Result<Vec<u8>, EncryptCekError> {
    let agreed = key.agree(enc, cek_len, &Fixed::new(&[]))?;
    assert_eq!(agreed.parameters().clone().finish().unwrap(), "{}");
    Ok(agreed.cek().expose_secret().to_vec())
}

/// The key names its `enc` where others name an `alg`.
#[test]
fn rfc_7520_5_6_jwk_06_the_key_and_its_message() {
    let jwk = oct(
        &octets("XctOhJAkA-pD9Lh7ZgW_2A"),
        r#","kid":"77c7e2b8-6e13-45cf-8672-617b5b45243a","use":"enc","alg":"A128GCM""#,
    );
    let key = Dir::load(&jwk, Enc::A128GCM).unwrap();
    assert_eq!((key.alg(), key.enc()), (Alg::DIR, Enc::A128GCM));
    assert_eq!(key.kid(), Some("77c7e2b8-6e13-45cf-8672-617b5b45243a"));
    let mut buffer = octets(
        "JW_i_f52hww_ELQPGaYyeAB6HYGcR559l9TYnSovc23XJoBcW29rHP8yZOZG7YhLpT1bjFuvZPjQS-m0IFtVcXkZXdH_lr_FrdYt9HRUYkshtrMmIUAyGmUnd9zMDB2n0cRDIHAzFVeJUDxkUwVAE7_YGRPdcqMyiBoCO-FBdE-Nceb4h3-FtBP-c_BIwCPTjb9o0SbdcdREEMJMyZBH8ySWMVi1gPD9yxi-aQpGbSv_F9N4IZAxscj5g-NJsUPbjk29-s7LJAGb15wEBtXphVCgyy53CoIKLHHeJHXex45Uz9aKZSRSInZI-wjsY0yu3cT4_aQ3i1o-tiE-F8Ios61EKgyIQ4CWao8PFMj8TTnp",
    );
    let len = DecryptCek::content_key(&key)
        .unwrap()
        .decrypt(
            &octets("refa467QzzKx6QAB"),
            b"eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOiJBMTI4R0NNIn0",
            &mut buffer,
            &octets("vbb32Xvllea2OtmHAdccRQ"),
        )
        .unwrap();
    assert_eq!(len, buffer.len());
    assert!(buffer.starts_with(b"You can trust us to stick with you"));

    for enc in [Enc::A256GCM, Enc::A192GCM, Enc::A128CBC_HS256] {
        let error = Dir::load(&jwk, enc).unwrap_err();
        assert_eq!(error.code(), "load/not-permitted", "{enc}");
        assert!(error.to_string().contains(enc.name()), "{error}");
    }
    // And for nothing else.
    let error = AesKw::load(&jwk, Alg::A128KW).unwrap_err();
    assert_eq!(error.code(), "load/not-permitted");
}

#[test]
fn jwe_10_a_key_of_another_length_is_refused() {
    for (enc, needed) in ENCS {
        for len in (0..=130).filter(|len| *len != needed) {
            let expected = LoadError::SecretLen {
                alg: enc.name().into(),
                len,
                needed,
            };
            assert_eq!(Dir::new(enc, &some(len)).unwrap_err(), expected);
            if len > 0 {
                let loaded = Dir::load(&oct(&some(len), ""), enc);
                assert_eq!(loaded.unwrap_err(), expected);
            }
        }
        assert!(Dir::new(enc, &some(needed)).is_ok());
    }
}

#[test]
fn an_enc_that_is_not_known_is_refused() {
    for name in ["X-MINE", "a128gcm", "A128KW", "dir"] {
        let enc = Enc::parse(name).unwrap();
        let error = Dir::new(enc, &some(16)).unwrap_err();
        assert_eq!(error.code(), "load/unknown-alg", "{name}");
        let error = Dir::load(&oct(&some(16), ""), enc).unwrap_err();
        assert_eq!(error.code(), "load/unknown-alg", "{name}");
    }
}

/// Both sides have the key that was prepared, and it is for one `enc`.
#[test]
fn the_prepared_key_is_for_one_enc() {
    for (enc, len) in ENCS {
        let key = Dir::new(enc, &some(len)).unwrap();
        let (sender, recipient) = (DirectCek::content_key(&key), DecryptCek::content_key(&key));
        let (sender, recipient) = (sender.unwrap(), recipient.unwrap());
        assert_eq!((sender.enc(), recipient.enc()), (enc, enc));

        let cipher = content_encryption(enc).unwrap();
        let direct = cipher.content_key(&Cek::from_slice(&some(len))).unwrap();
        let iv = some(cipher.iv_len());
        let mut buffer = b"message".to_vec();
        buffer.resize(cipher.ciphertext_len(7).unwrap(), 0);
        let tag = sender.encrypt(&iv, b"aad", &mut buffer, 7).unwrap();
        let len = direct.decrypt(&iv, b"aad", &mut buffer, &tag).unwrap();
        assert_eq!(&buffer[..len], b"message");
    }
}

/// A wrapper that does not pass the prepared key on still gets the CEK, for this `enc` and no other.
#[test]
fn jwe_10_the_cek_is_given_for_its_enc_only() {
    for (enc, len) in ENCS {
        let key = Dir::new(enc, &some(len)).unwrap();
        assert_eq!(agree(&key, enc, len).unwrap(), some(len));
        assert_eq!(ask(&key, HEADER, b"", (enc, len)).unwrap(), some(len));
        for (other, other_len) in ENCS.into_iter().filter(|(other, _)| *other != enc) {
            for len in [len, other_len] {
                let refused = agree(&key, other, len);
                assert!(matches!(refused, Err(EncryptCekError::Failed)));
                assert!(is_invalid(&ask(&key, HEADER, b"", (other, len))));
            }
        }
        for wrong in [0, 1, len - 1, len + 1, 2 * len, usize::MAX] {
            assert!(agree(&key, enc, wrong).is_err());
            assert!(is_invalid(&ask(&key, HEADER, b"", (enc, wrong))));
        }
    }
}

/// RFC 7516, section 5.2, step 10.
#[test]
fn an_encrypted_key_is_refused() {
    let key = Dir::new(Enc::A128GCM, &some(16)).unwrap();
    for len in [1, 8, 16, 24, 256] {
        assert!(is_invalid(&ask(
            &key,
            HEADER,
            &some(len),
            (Enc::A128GCM, 16)
        )));
    }
}

#[test]
fn another_type_of_key_is_refused() {
    let ec = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#;
    let jwk = Jwk::parse(ec.as_bytes()).unwrap();
    let error = Dir::load(&jwk, Enc::A256GCM).unwrap_err();
    assert_eq!(error, LoadError::wrong_key_type(Alg::DIR, "oct", &jwk));
}

#[test]
fn what_the_key_says_of_itself() {
    let key = Dir::new(Enc::A128GCM, &[0xab; 16]).unwrap();
    assert_eq!((key.alg(), key.kid()), (Alg::DIR, None));
    let key = key.with_kid("k1");
    // API-01
    let text = format!("{key:?} {key:#?} {:?}", key.clone());
    assert!(text.starts_with(r#"Dir { alg: dir, kid: Some("k1"), .. }"#));
    for secret in ["171", "ab", "AB"] {
        assert!(!text.contains(secret), "{text}");
    }
}
