//! `RustCrypto` as a loader of keys that encrypt and decrypt: what the key says about itself (RFC 7517, sections 4.2 to 4.4).

use jose_jwa::{AesGcmKw, AesKw, Dir, KeyRules, RustCrypto};
use jose_jwe::{LoadDecrypt, LoadEncrypt};
use jose_jwk::{Alg, Enc, Jwk, Key, LoadError};

use super::{Fixed, ask, cek, oct, some};

const WRAPPING: [(&str, usize); 6] = [
    ("A128KW", 16),
    ("A192KW", 24),
    ("A256KW", 32),
    ("A128GCMKW", 16),
    ("A192GCMKW", 24),
    ("A256GCMKW", 32),
];

fn code<T>(result: Result<T, LoadError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "")
}

fn encrypts(jwk: &Jwk, alg: &str) -> &'static str {
    code(RustCrypto.load_encrypt(jwk, Alg::parse(alg).unwrap()))
}

fn is_direct(jwk: &Jwk, alg: &str) -> &'static str {
    code(RustCrypto.load_direct(jwk, Alg::parse(alg).unwrap()))
}

fn decrypts(jwk: &Jwk, alg: &str) -> &'static str {
    code(RustCrypto.load_decrypt(jwk, Alg::parse(alg).unwrap()))
}

#[test]
fn what_one_side_encrypts_the_other_decrypts() {
    let loaders: [(&dyn LoadEncrypt, &dyn LoadDecrypt); 2] = [
        (&RustCrypto, &RustCrypto),
        (
            &RustCrypto.danger_with(KeyRules::default()),
            &RustCrypto.danger_with(KeyRules::default()),
        ),
    ];
    for (encrypt, decrypt) in loaders {
        for (alg, len) in WRAPPING {
            let alg = Alg::parse(alg).unwrap();
            let jwk = oct(&some(len), r#","kid":"k1","use":"enc""#);
            let (sender, recipient) = (
                encrypt.load_encrypt(&jwk, alg).unwrap(),
                decrypt.load_decrypt(&jwk, alg).unwrap(),
            );
            assert_eq!((sender.alg(), sender.kid()), (alg, Some("k1")));
            assert_eq!((recipient.alg(), recipient.kid()), (alg, Some("k1")));
            let random = Fixed::new(&some(12));
            let encrypted = sender.encrypt_cek(&cek(&some(32)), &random).unwrap();
            let header = encrypted.parameters().clone().finish().unwrap();
            let found = ask(
                &*recipient,
                &header,
                encrypted.encrypted_key(),
                (Enc::A256GCM, 32),
            );
            assert_eq!(found.unwrap(), some(32), "{alg}");
            // API-01
            assert!(format!("{sender:?} {recipient:?}").len() < 120);
        }
        let jwk = oct(&some(16), r#","kid":"k1","alg":"A128GCM""#);
        let sender = encrypt.load_direct(&jwk, Alg::DIR).unwrap();
        let recipient = decrypt.load_decrypt(&jwk, Alg::DIR).unwrap();
        assert_eq!((sender.alg(), sender.kid()), (Alg::DIR, Some("k1")));
        assert_eq!((recipient.alg(), recipient.kid()), (Alg::DIR, Some("k1")));
        assert_eq!(sender.content_key().unwrap().enc(), Enc::A128GCM);
        assert_eq!(recipient.content_key().unwrap().enc(), Enc::A128GCM);
    }
}

/// Either name of the operation is enough, and each side is asked for its own.
#[test]
fn jwk_04_key_ops_of_keys_that_encrypt_keys() {
    let cases = [
        (r#"["wrapKey"]"#, true, false),
        (r#"["encrypt"]"#, true, false),
        (r#"["unwrapKey"]"#, false, true),
        (r#"["decrypt"]"#, false, true),
        (r#"["wrapKey","unwrapKey"]"#, true, true),
        (r#"["encrypt","decrypt"]"#, true, true),
        (r#"["wrapKey","decrypt"]"#, true, true),
        (r#"["sign","verify"]"#, false, false),
        (r#"["deriveKey","deriveBits"]"#, false, false),
        (r#"["WrapKey","unwrapkey","X-MINE"]"#, false, false),
        ("[]", false, false),
    ];
    for (key_ops, sends, receives) in cases {
        for (alg, len) in WRAPPING {
            let jwk = oct(&some(len), &format!(r#","key_ops":{key_ops}"#));
            let expected = |permitted| if permitted { "" } else { "load/not-permitted" };
            assert_eq!(encrypts(&jwk, alg), expected(sends), "{alg} {key_ops}");
            assert_eq!(decrypts(&jwk, alg), expected(receives), "{alg} {key_ops}");
            let name = Alg::parse(alg).unwrap();
            let both = match name.name().ends_with("GCMKW") {
                true => code(AesGcmKw::load(&jwk, name)),
                false => code(AesKw::load(&jwk, name)),
            };
            assert_eq!(both, expected(sends && receives), "{alg} {key_ops}");
        }
    }
}

/// A key for `dir` encrypts content, and no key.
#[test]
fn jwk_04_key_ops_of_dir() {
    let cases = [
        (r#"["encrypt"]"#, true, false),
        (r#"["decrypt"]"#, false, true),
        (r#"["encrypt","decrypt"]"#, true, true),
        (r#"["wrapKey","unwrapKey"]"#, false, false),
        (r#"["sign","verify"]"#, false, false),
        ("[]", false, false),
    ];
    for (key_ops, sends, receives) in cases {
        let jwk = oct(
            &some(32),
            &format!(r#","alg":"A256GCM","key_ops":{key_ops}"#),
        );
        let expected = |permitted| if permitted { "" } else { "load/not-permitted" };
        assert_eq!(is_direct(&jwk, "dir"), expected(sends), "{key_ops}");
        assert_eq!(decrypts(&jwk, "dir"), expected(receives), "{key_ops}");
        let both = code(Dir::load(&jwk, Enc::A256GCM));
        assert_eq!(both, expected(sends && receives), "{key_ops}");
    }
}

#[test]
fn jwk_03_use_is_respected() {
    for (key_use, code) in [
        ("enc", ""),
        ("sig", "load/not-permitted"),
        ("ENC", "load/not-permitted"),
        ("X-MINE", "load/not-permitted"),
    ] {
        for (alg, len) in WRAPPING {
            let jwk = oct(&some(len), &format!(r#","use":"{key_use}""#));
            assert_eq!(encrypts(&jwk, alg), code, "{alg} {key_use}");
            assert_eq!(decrypts(&jwk, alg), code, "{alg} {key_use}");
        }
        let jwk = oct(&some(16), &format!(r#","alg":"A128GCM","use":"{key_use}""#));
        assert_eq!(is_direct(&jwk, "dir"), code, "{key_use}");
        assert_eq!(decrypts(&jwk, "dir"), code, "{key_use}");
    }
}

#[test]
fn jwk_06_alg_13_the_keys_own_alg_is_respected() {
    for (own, len) in WRAPPING {
        let jwk = oct(&some(len), &format!(r#","alg":"{own}""#));
        for (alg, _) in WRAPPING {
            let expected = if alg == own { "" } else { "load/not-permitted" };
            assert_eq!(encrypts(&jwk, alg), expected, "{own} {alg}");
            assert_eq!(decrypts(&jwk, alg), expected, "{own} {alg}");
        }
        // JWK-06: it names something, but no enc.
        assert_eq!(is_direct(&jwk, "dir"), "load/not-permitted", "{own}");
        assert_eq!(decrypts(&jwk, "dir"), "load/not-permitted", "{own}");
    }
    let jwk = oct(&some(32), r#","alg":"HS256""#);
    for alg in ["A256KW", "A256GCMKW"] {
        assert_eq!(encrypts(&jwk, alg), "load/not-permitted");
    }
    assert_eq!(is_direct(&jwk, "dir"), "load/not-permitted");
}

#[test]
fn jwk_06_a_key_for_dir_names_its_enc() {
    for (more, expected) in [
        ("", "load/invalid"),
        (r#","alg":"dir""#, "load/invalid"),
        (r#","alg":"A256GCM""#, ""),
        (r#","alg":"A128CBC-HS256""#, ""),
        (r#","alg":"A128GCM""#, "load/secret-len"),
        (r#","alg":"A256CBC-HS512""#, "load/secret-len"),
        (r#","alg":"a256gcm""#, "load/unknown-alg"),
        (r#","alg":"X-MINE""#, "load/unknown-alg"),
    ] {
        let jwk = oct(&some(32), more);
        assert_eq!(is_direct(&jwk, "dir"), expected, "{more}");
        assert_eq!(decrypts(&jwk, "dir"), expected, "{more}");
    }
    // Where the caller says the enc, `dir` is enough, and so is nothing.
    for more in ["", r#","alg":"dir""#] {
        assert!(Dir::load(&oct(&some(32), more), Enc::A256GCM).is_ok());
    }
}

#[test]
fn kwr_03_jwe_10_lengths_are_exact() {
    for (alg, needed) in WRAPPING {
        for len in [1, 8, 15, 16, 17, 24, 32, 33, 48, 64]
            .into_iter()
            .filter(|len| *len != needed)
        {
            let jwk = oct(&some(len), "");
            assert_eq!(encrypts(&jwk, alg), "load/secret-len", "{alg} {len}");
            assert_eq!(decrypts(&jwk, alg), "load/secret-len", "{alg} {len}");
        }
    }
}

#[test]
fn other_types_of_keys_are_refused() {
    let ec = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}"#;
    let okp = r#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#;
    let unknown = r#"{"kty":"X-MINE","k":"AAECAwQFBgcICQoLDA0ODw"}"#;
    for text in [ec, okp, unknown] {
        let jwk = Jwk::parse(text.as_bytes()).unwrap();
        for (alg, _) in WRAPPING {
            assert_eq!(encrypts(&jwk, alg), "load/wrong-key-type", "{alg}");
            assert_eq!(decrypts(&jwk, alg), "load/wrong-key-type", "{alg}");
        }
        let jwk = jwk.with_alg(Alg::new("A128GCM"));
        assert_eq!(is_direct(&jwk, "dir"), "load/wrong-key-type");
        assert_eq!(decrypts(&jwk, "dir"), "load/wrong-key-type");
    }
}

/// What encrypts a CEK is not what agrees on one, and no signature algorithm is either.
#[test]
fn alg_18_algorithms_of_another_kind() {
    let jwk = oct(&some(16), r#","alg":"A128GCM""#);
    assert_eq!(encrypts(&jwk, "dir"), "load/invalid");
    assert_eq!(encrypts(&jwk, "ECDH-ES"), "load/invalid");
    let jwk = oct(&some(16), "");
    for (alg, _) in WRAPPING {
        assert_eq!(is_direct(&jwk, alg), "load/invalid", "{alg}");
    }
    for alg in [
        "RSA-OAEP",
        "RSA-OAEP-256",
        "RSA1_5",
        "ECDH-ES+A128KW",
        "PBES2-HS256+A128KW",
    ] {
        assert_eq!(is_direct(&jwk, alg), "load/invalid", "{alg}");
    }
    for alg in [
        "HS256",
        "ES256",
        "A128GCM",
        "A128CBC-HS256",
        "a128kw",
        "DIR",
        "X-MINE",
    ] {
        assert_eq!(encrypts(&jwk, alg), "load/unknown-alg", "{alg}");
        assert_eq!(is_direct(&jwk, alg), "load/unknown-alg", "{alg}");
        assert_eq!(decrypts(&jwk, alg), "load/unknown-alg", "{alg}");
    }
    let none = Alg::new("none");
    assert_eq!(
        code(RustCrypto.load_encrypt(&jwk, none)),
        "load/unknown-alg"
    );
    assert_eq!(
        code(RustCrypto.load_decrypt(&jwk, none)),
        "load/unknown-alg"
    );
    assert_eq!(code(RustCrypto.load_direct(&jwk, none)), "load/unknown-alg");
}

/// RKE-02: a name in a list of names never brings it, whatever is compiled in.
#[test]
fn rke_02_rsa1_5_is_never_loaded_by_its_name() {
    let mut rules = KeyRules::default();
    rules.min_rsa_bits = 1024;
    let n = jose_b64::encode([0xa5; 256]);
    let rsa = format!(r#"{{"kty":"RSA","n":"{n}","e":"AQAB"}}"#);
    for jwk in [oct(&some(16), ""), Jwk::parse(rsa.as_bytes()).unwrap()] {
        for error in [
            RustCrypto.load_encrypt(&jwk, Alg::RSA1_5).unwrap_err(),
            RustCrypto.load_decrypt(&jwk, Alg::RSA1_5).unwrap_err(),
            RustCrypto
                .danger_with(rules.clone())
                .load_decrypt(&jwk, Alg::RSA1_5)
                .unwrap_err(),
        ] {
            assert_eq!(error.code(), "load/invalid");
            assert!(error.to_string().contains("explicitly"), "{error}");
        }
    }
}
