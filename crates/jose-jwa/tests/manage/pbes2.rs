//! PBES2-HS256+A128KW, PBES2-HS384+A192KW, PBES2-HS512+A256KW (RFC 7518, section 4.8).

use std::time::Instant;

use jose_jwa::{AesKw, Password, RustCrypto};
use jose_jwe::{CekError, EncryptCek, EncryptCekError, LoadDecrypt, LoadEncrypt};
use jose_jwk::{
    Alg, Enc, Jwk, Key, KeyOp, KeyUse, LoadError, Oct, Operation, RandomError, Secret, SecureRandom,
};
use serde_json::{Value, json};

use super::sender::{assert_invalid, assert_needs_random, header};
use super::{Fixed, ask, cek, some};

const ALGS: [Alg<'static>; 3] = [
    Alg::PBES2_HS256_A128KW,
    Alg::PBES2_HS384_A192KW,
    Alg::PBES2_HS512_A256KW,
];

fn password(alg: Alg<'_>) -> Password {
    let password = Password::new(alg, b"correct horse battery staple").unwrap();
    password.iterations(1000).unwrap()
}

fn jwk() -> Jwk {
    let octets = Secret::from_slice(b"correct horse battery staple");
    Jwk::from_material(Oct::new(octets).unwrap())
}

fn decrypt(key: &Password, header: &str, encrypted_key: &[u8]) -> Result<Vec<u8>, CekError> {
    ask(key, header, encrypted_key, (Enc::A256GCM, 32))
}

#[test]
fn encrypts_and_decrypts() {
    for alg in ALGS {
        let key = password(alg);
        for len in [16, 24, 32, 48, 64, 128] {
            let sent = some(len);
            let first = key.encrypt_cek(&cek(&sent), &RustCrypto).unwrap();
            let again = key.encrypt_cek(&cek(&sent), &RustCrypto).unwrap();
            // The same password and the same CEK, another salt.
            assert_ne!(header(first.parameters()), header(again.parameters()));
            assert_ne!(first.encrypted_key(), again.encrypted_key());
            for encrypted in [&first, &again] {
                let header = header(encrypted.parameters());
                let encrypted = encrypted.encrypted_key();
                let found = ask(&key, &header, encrypted, (Enc::A256GCM, len)).unwrap();
                assert_eq!(found, sent);
                // KWR-02
                for other in [0, 8, len - 8, len + 8, usize::MAX] {
                    assert_invalid(
                        ask(&key, &header, encrypted, (Enc::A256GCM, other)),
                        "another length",
                    );
                }
            }
        }
        for len in [0, 8, 17] {
            let answer = key.encrypt_cek(&cek(&some(len)), &RustCrypto);
            assert!(matches!(answer, Err(EncryptCekError::Failed)));
        }
    }
}

#[test]
fn the_header_says_salt_and_count() {
    let random = Fixed::new(&[7; 17]);
    let encrypted = password(ALGS[0])
        .encrypt_cek(&cek(&some(16)), &random)
        .unwrap();
    assert_eq!(random.left(), 1);
    assert_eq!(
        header(encrypted.parameters()),
        r#"{"p2s":"BwcHBwcHBwcHBwcHBwcHBw","p2c":1000}"#
    );
    for alg in ALGS {
        assert_needs_random(&password(alg));
    }
}

/// Another password, another algorithm, another octet anywhere.
#[test]
fn kwr_01_what_is_changed_does_not_decrypt() {
    for alg in ALGS {
        let key = password(alg);
        let encrypted = key.encrypt_cek(&cek(&some(32)), &RustCrypto).unwrap();
        let header = header(encrypted.parameters());
        let encrypted = encrypted.encrypted_key();
        assert!(decrypt(&key, &header, encrypted).is_ok());
        for at in (0..encrypted.len()).step_by(7) {
            let mut changed = encrypted.to_vec();
            changed[at] ^= 1;
            assert_invalid(decrypt(&key, &header, &changed), "changed");
        }
        for octets in [
            &[][..],
            &encrypted[8..],
            &encrypted.repeat(2),
            &[0; 100_000],
        ] {
            assert_invalid(decrypt(&key, &header, octets), "length");
        }
        for wrong in [
            &b"correct horse battery stapl"[..],
            b"correct horse battery staple ",
            b"Correct horse battery staple",
        ] {
            let other = Password::new(alg, wrong).unwrap();
            assert_invalid(decrypt(&other, &header, encrypted), "password");
        }
        for other in ALGS.into_iter().filter(|other| *other != alg) {
            assert_invalid(decrypt(&password(other), &header, encrypted), other.name());
        }
        let mut other: Value = serde_json::from_str(&header).unwrap();
        other["p2c"] = json!(1001);
        assert_invalid(decrypt(&key, &other.to_string(), encrypted), "count");
        other["p2c"] = json!(1000);
        other["p2s"] = json!(jose_b64::encode([7; 16]));
        assert_invalid(decrypt(&key, &other.to_string(), encrypted), "salt");
    }
}

/// PBE-01, PBE-02: the bounds are jose-jwe's; what is no count at all is refused here.
#[test]
fn pbe_01_what_is_no_count() {
    let key = password(ALGS[2]);
    let p2s = jose_b64::encode([7; 16]);
    // One that decrypts at 1,000 iterations, so that a number read as these would be seen.
    let encrypted = key.encrypt_cek(&cek(&some(32)), &Fixed::new(&[7; 16]));
    let encrypted = encrypted.unwrap();
    let encrypted = encrypted.encrypted_key();
    let right = format!(r#"{{"p2s":"{p2s}","p2c":1000}}"#);
    assert!(decrypt(&key, &right, encrypted).is_ok());
    let start = Instant::now();
    for p2c in [
        "null",
        "true",
        "0",
        "-0",
        "-1",
        "-1000",
        "1.5",
        "1000.0",
        "1000.5",
        "1e3",
        "1e400",
        "4294967296",
        "4294968296",
        "18446744073709552616",
        "1000000000000000000000000000000",
        r#""1000""#,
        r#""""#,
        "[1000]",
        "{}",
    ] {
        let header = format!(r#"{{"p2s":"{p2s}","p2c":{p2c}}}"#);
        assert_invalid(decrypt(&key, &header, encrypted), p2c);
    }
    assert_invalid(
        decrypt(&key, &format!(r#"{{"p2s":"{p2s}"}}"#), &[1; 40]),
        "none",
    );
    // What is wrong for everybody to see is refused before the work.
    let most = format!(r#"{{"p2s":"{p2s}","p2c":4294967295}}"#);
    for octets in [&[][..], &[1; 16], &[1; 39], &[1; 41], &[1; 48]] {
        assert_invalid(decrypt(&key, &most, octets), "length");
    }
    assert_invalid(
        decrypt(&key, r#"{"p2s":"AAAA","p2c":4294967295}"#, &[1; 40]),
        "salt",
    );
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn pbe_03_what_is_no_salt() {
    for alg in ALGS {
        let key = password(alg);
        for p2s in [
            json!(null),
            json!(7),
            json!([1, 2, 3, 4, 5, 6, 7, 8]),
            json!(""),
            json!(jose_b64::encode([7; 7])),
            json!(format!("{}==", jose_b64::encode([7; 16]))),
            json!("+/+/+/+/+/+/+/+/"),
            json!("AAAAAAAAAAA AAAA"),
            json!("AAAAAAAAAAB"),
        ] {
            let header = json!({"p2s": p2s, "p2c": 1000}).to_string();
            assert_invalid(decrypt(&key, &header, &[1; 40]), &header);
        }
        assert_invalid(decrypt(&key, r#"{"p2c":1000}"#, &[1; 40]), "none");
    }
}

/// PBE-06
#[test]
fn pbe_06_iterations_by_default() {
    for (alg, expected) in ALGS.into_iter().zip([600_000, 210_000, 210_000]) {
        let key = Password::new(alg, b"password").unwrap();
        let encrypted = key.encrypt_cek(&cek(&some(16)), &RustCrypto).unwrap();
        let header = header(encrypted.parameters());
        let header: Value = serde_json::from_str(&header).unwrap();
        assert_eq!(header["p2c"], json!(expected), "{alg}");
        for few in [0, 1, 999] {
            let error = key.clone().iterations(few).unwrap_err();
            assert!(matches!(error, LoadError::Invalid { .. }), "{error}");
        }
        assert!(key.iterations(u32::MAX).is_ok());
    }
}

/// PBE-07: a password is no key of AES and a key of AES no password, unless its JWK says nothing at all.
#[test]
fn pbe_07_a_password_is_a_type_of_its_own() {
    let sixteen = Jwk::parse(br#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#).unwrap();
    for alg in ALGS {
        let password = sixteen.clone().with_alg(alg);
        assert!(Password::load(&password, alg).is_ok());
        for other in [Alg::A128KW, Alg::A128GCMKW, Alg::DIR, Alg::HS256] {
            assert!(
                RustCrypto.load_decrypt(&password, other).is_err(),
                "{other}"
            );
            let key = sixteen.clone().with_alg(other);
            let code = Password::load(&key, alg).unwrap_err().code();
            assert_eq!(code, "load/not-permitted");
            assert!(Password::load(&sixteen, other).is_err());
            assert!(Password::new(other, b"password").is_err());
        }
        assert!(AesKw::load(&password, Alg::A128KW).is_err());
        assert!(AesKw::new(alg, &[7; 16]).is_err());
        assert!(RustCrypto.load_direct(&password, alg).is_err());
        assert_eq!(Password::new(alg, b"").unwrap_err(), LoadError::EmptySecret);
        let rsa = Jwk::parse(jose_vectors::key("rfc7515-a2").as_bytes()).unwrap();
        let error = LoadError::wrong_key_type(alg, "oct", &rsa);
        assert_eq!(Password::load(&rsa, alg).unwrap_err(), error);
    }
    assert!(Password::new(Alg::new("X-MINE"), b"password").is_err());
}

#[test]
fn what_the_key_says_of_itself() {
    let alg = ALGS[1];
    let ops = |ops: &[Operation]| {
        let ops: Vec<KeyOp> = ops.iter().map(|op| KeyOp::Known(*op)).collect();
        jwk().with_key_ops(ops)
    };
    for both in [
        jwk(),
        jwk().with_use(KeyUse::Enc).with_alg(alg),
        ops(&[Operation::DeriveBits]),
        ops(&[Operation::DeriveKey]),
        ops(&[Operation::WrapKey, Operation::UnwrapKey]),
        ops(&[Operation::Encrypt, Operation::Decrypt]),
    ] {
        assert!(Password::load(&both, alg).is_ok());
        assert!(RustCrypto.load_encrypt(&both, alg).is_ok());
        assert!(RustCrypto.load_decrypt(&both, alg).is_ok());
    }
    for op in [Operation::WrapKey, Operation::Encrypt] {
        assert!(RustCrypto.load_encrypt(&ops(&[op]), alg).is_ok());
        assert!(RustCrypto.load_decrypt(&ops(&[op]), alg).is_err());
        assert!(Password::load(&ops(&[op]), alg).is_err());
    }
    for op in [Operation::UnwrapKey, Operation::Decrypt] {
        assert!(RustCrypto.load_decrypt(&ops(&[op]), alg).is_ok());
        assert!(RustCrypto.load_encrypt(&ops(&[op]), alg).is_err());
        assert!(Password::load(&ops(&[op]), alg).is_err());
    }
    for refused in [
        ops(&[]),
        ops(&[Operation::Sign, Operation::Verify]),
        jwk().with_use(KeyUse::Sig),
        jwk().with_alg(ALGS[0]),
    ] {
        for code in [
            Password::load(&refused, alg).unwrap_err().code(),
            RustCrypto.load_encrypt(&refused, alg).unwrap_err().code(),
            RustCrypto.load_decrypt(&refused, alg).unwrap_err().code(),
        ] {
            assert_eq!(code, "load/not-permitted");
        }
    }
}

#[test]
fn names_and_what_is_shown() {
    let key = Password::load(&jwk().with_kid("mine"), ALGS[0]).unwrap();
    assert_eq!((key.alg(), key.kid()), (ALGS[0], Some("mine")));
    // API-01
    let shown = "Password { alg: PBES2-HS256+A128KW, kid: Some(\"mine\"), .. }";
    assert_eq!(format!("{key:?}"), shown);
    let renamed = key.with_kid("other");
    assert_eq!(renamed.iterations(1000).unwrap().kid(), Some("other"));
}

/// A source that fails after the salt: nothing else is drawn.
#[derive(Debug)]
struct Once;

impl SecureRandom for Once {
    fn fill(&self, out: &mut [u8]) -> Result<(), RandomError> {
        assert_eq!(out.len(), 16);
        Err(RandomError)
    }
}

#[test]
fn the_salt_is_drawn_in_one_call() {
    let answer = password(ALGS[0]).encrypt_cek(&cek(&some(16)), &Once);
    assert!(matches!(answer, Err(EncryptCekError::Random)));
}
