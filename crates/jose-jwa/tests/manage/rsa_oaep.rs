//! RSA-OAEP, RSA-OAEP-256, RSA-OAEP-384, RSA-OAEP-512 (RFC 7518, section 4.3). The fixture of key_management holds the forged paddings.
#![expect(
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

use alloc::sync::Arc;

use jose_jwa::{KeyRules, RsaOaep, RsaOaepPublic, RustCrypto};
use jose_jwe::{CekError, EncryptCek, EncryptCekError, LoadDecrypt, LoadEncrypt};
use jose_jwk::{Alg, Enc, Jwk, Key, KeyOp, KeyUse, LoadError, Material, Operation, SecureRandom};

use super::rsa_keys::{BITS_1024, E3_2048};
use super::sender::{assert_invalid, assert_needs_random, header};
use super::{Fixed, ask, cek, some};

const ALGS: [Alg<'static>; 4] = [
    Alg::RSA_OAEP,
    Alg::RSA_OAEP_256,
    Alg::RSA_OAEP_384,
    Alg::RSA_OAEP_512,
];

fn vector() -> Jwk {
    Jwk::parse(jose_vectors::key("rfc7515-a2").as_bytes()).unwrap()
}

fn n(jwk: &Jwk) -> Vec<u8> {
    match jwk.material() {
        Material::Rsa(rsa) => rsa.n().to_vec(),
        other => panic!("{other:?}"),
    }
}

fn decrypt(key: &RsaOaep, encrypted_key: &[u8]) -> Result<Vec<u8>, CekError> {
    ask(key, "{}", encrypted_key, (Enc::A256GCM, 32))
}

#[test]
fn encrypts_and_decrypts() {
    for alg in ALGS {
        let key = RsaOaep::load(&vector(), alg).unwrap();
        for len in [0, 1, 16, 24, 32, 48, 64] {
            let sent = some(len);
            let first = key.public().encrypt_cek(&cek(&sent), &RustCrypto).unwrap();
            let again = key.public().encrypt_cek(&cek(&sent), &RustCrypto).unwrap();
            assert_eq!(first.encrypted_key().len(), 256);
            assert_ne!(first.encrypted_key(), again.encrypted_key(), "{alg}");
            assert_eq!(header(first.parameters()), "{}");
            for encrypted in [first, again] {
                // A CEK of another length than the caller needs is the caller's to refuse (KWR-02).
                let found = decrypt(&key, encrypted.encrypted_key()).unwrap();
                assert_eq!(found, sent);
            }
        }
    }
}

/// RKE-03, RKE-04: the same key under another algorithm is another key.
#[test]
fn rke_04_a_key_has_one_algorithm() {
    for alg in ALGS {
        let key = RsaOaep::load(&vector(), alg).unwrap();
        let encrypted = key
            .public()
            .encrypt_cek(&cek(&some(32)), &RustCrypto)
            .unwrap();
        for other in ALGS.into_iter().filter(|other| *other != alg) {
            let key = RsaOaep::load(&vector(), other).unwrap();
            assert_invalid(decrypt(&key, encrypted.encrypted_key()), other.name());
        }
    }
}

#[test]
fn rke_05_the_encrypted_key_is_a_number_below_n_in_k_octets() {
    let n = n(&vector());
    for alg in ALGS {
        let key = RsaOaep::load(&vector(), alg).unwrap();
        let encrypted = key
            .public()
            .encrypt_cek(&cek(&some(32)), &RustCrypto)
            .unwrap();
        let encrypted = encrypted.encrypted_key();
        let mut less = n.clone();
        less[255] -= 1;
        let mut one = vec![0; 256];
        one[255] = 1;
        for wrong in [
            vec![],
            vec![0],
            vec![0; 256],
            vec![0xff; 256],
            one,
            less,
            n.clone(),
            encrypted[1..].to_vec(),
            encrypted[..255].to_vec(),
            [&[0], encrypted].concat(),
            [encrypted, &[0]].concat(),
            encrypted.repeat(2),
            // DOS-03: as long as the largest key's, and far longer.
            vec![1; 1024],
            vec![1; 100_000],
        ] {
            assert_invalid(decrypt(&key, &wrong), alg.name());
        }
        for at in (0..256).step_by(17) {
            let mut changed = encrypted.to_vec();
            changed[at] ^= 0x10;
            assert_invalid(decrypt(&key, &changed), alg.name());
        }
        let stranger = RsaOaep::load(&other_key(), alg).unwrap();
        assert_invalid(decrypt(&stranger, encrypted), "another key");
    }
}

fn other_key() -> Jwk {
    Jwk::parse(jose_vectors::key("rfc7517-c1").as_bytes()).unwrap()
}

#[test]
fn a_failing_source_is_an_error() {
    for alg in ALGS {
        let key = RsaOaep::load(&vector(), alg).unwrap();
        let encrypted = key
            .public()
            .encrypt_cek(&cek(&some(32)), &RustCrypto)
            .unwrap();
        assert_needs_random(&key.public());
        // The seed is as long as the hash, and nothing else is drawn.
        let seed = match alg {
            Alg::RSA_OAEP => 20,
            Alg::RSA_OAEP_256 => 32,
            Alg::RSA_OAEP_384 => 48,
            _ => 64,
        };
        let random = Fixed::new(&vec![9; seed]);
        let fixed = key.public().encrypt_cek(&cek(&some(32)), &random).unwrap();
        assert_eq!(random.left(), 0);
        assert!(decrypt(&key, fixed.encrypted_key()).is_ok());
        let short = Fixed::new(&vec![9; seed - 1]);
        assert!(matches!(
            key.public().encrypt_cek(&cek(&some(32)), &short),
            Err(EncryptCekError::Random)
        ));
        // RKE-06: without a blinding factor nothing is decrypted.
        let none: Arc<dyn SecureRandom> = Arc::new(Fixed::new(&[]));
        let unblinded = key.clone().with_random(none);
        assert!(matches!(
            decrypt(&unblinded, encrypted.encrypted_key()),
            Err(CekError::Unavailable(_))
        ));
        let own: Arc<dyn SecureRandom> = Arc::new(RustCrypto);
        assert!(decrypt(&key.with_random(own), encrypted.encrypted_key()).is_ok());
    }
}

/// What does not fit under the padding is an error of the sender's.
#[test]
fn a_cek_that_is_too_long() {
    for (alg, room) in ALGS.into_iter().zip([214, 190, 158, 126]) {
        let public = RsaOaepPublic::load(&vector(), alg).unwrap();
        assert!(public.encrypt_cek(&cek(&some(room)), &RustCrypto).is_ok());
        for len in [room + 1, 256, 5000] {
            assert!(matches!(
                public.encrypt_cek(&cek(&some(len)), &RustCrypto),
                Err(EncryptCekError::Failed)
            ));
        }
    }
}

#[test]
fn rsa_01_rsa_03_weak_keys() {
    let small = Jwk::parse(BITS_1024.as_bytes()).unwrap();
    let e3 = Jwk::parse(E3_2048.as_bytes()).unwrap();
    let mut rules = KeyRules::default();
    rules.min_rsa_bits = 1024;
    rules.small_exponent = true;
    let looser = RustCrypto.danger_with(rules);
    for alg in ALGS {
        for error in [
            RsaOaep::load(&small, alg).unwrap_err(),
            RsaOaepPublic::load(&small, alg).unwrap_err(),
            RustCrypto.load_decrypt(&small, alg).unwrap_err(),
            RustCrypto.load_encrypt(&small, alg).unwrap_err(),
        ] {
            let bits = LoadError::RsaModulusBits {
                bits: 1024,
                min: 2048,
                max: 8192,
            };
            assert_eq!(error, bits);
        }
        for error in [
            RsaOaep::load(&e3, alg).unwrap_err(),
            RsaOaepPublic::load(&e3, alg).unwrap_err(),
        ] {
            assert_eq!(error, LoadError::RsaExponent);
        }
        assert!(looser.load_decrypt(&e3, alg).is_ok());
        assert!(looser.load_encrypt(&e3, alg).is_ok());
        // Whatever the rules say, there is room for a CEK of 64 octets.
        let fits = alg == Alg::RSA_OAEP;
        assert_eq!(looser.load_decrypt(&small, alg).is_ok(), fits, "{alg}");
        assert_eq!(looser.load_encrypt(&small, alg).is_ok(), fits, "{alg}");
    }
}

#[test]
fn numbers_that_are_no_key() {
    let n = n(&vector());
    let load = |n: &[u8], e: &[u8]| RsaOaepPublic::from_components(Alg::RSA_OAEP_256, n, e);
    assert!(load(&n, &[1, 0, 1]).is_ok());
    let mut even = n.clone();
    even[255] &= 0xfe;
    assert_eq!(load(&even, &[1, 0, 1]).unwrap_err().code(), "load/invalid");
    for e in [&[][..], &[0], &[1], &[3], &[1, 0, 0], &[1, 0, 0, 0, 0, 1]] {
        assert_eq!(load(&n, e).unwrap_err(), LoadError::RsaExponent);
    }
    for n in [vec![], vec![1; 255], vec![0xff; 1025]] {
        let error = load(&n, &[1, 0, 1]).unwrap_err();
        assert_eq!(error.code(), "load/rsa-modulus-bits");
    }
    let public = Jwk::parse(vector().to_json().unwrap().as_bytes()).unwrap();
    let error = RsaOaep::load(&public, Alg::RSA_OAEP).unwrap_err();
    assert_eq!(error, LoadError::NoPrivateKey);
}

/// RKE-02, RKE-03, KWR-03: neither signatures nor RSA1_5 nor AES get a key of this kind.
#[test]
fn other_algorithms_are_refused() {
    let jwk = vector();
    for alg in [Alg::RSA1_5, Alg::A128KW, Alg::DIR, Alg::ECDH_ES] {
        assert!(RsaOaep::load(&jwk, alg).is_err(), "{alg}");
        assert!(RsaOaepPublic::load(&jwk, alg).is_err(), "{alg}");
        assert!(RsaOaepPublic::from_components(alg, &n(&jwk), &[1, 0, 1]).is_err());
    }
    for alg in [Alg::RS256, Alg::new("X-MINE"), Alg::new("none")] {
        assert!(RsaOaep::load(&jwk, alg).is_err(), "{alg}");
        assert!(RustCrypto.load_decrypt(&jwk, alg).is_err(), "{alg}");
        assert!(RustCrypto.load_encrypt(&jwk, alg).is_err(), "{alg}");
    }
    // Whatever is compiled in, no list of names brings RSA1_5 along.
    for error in [
        RustCrypto.load_decrypt(&jwk, Alg::RSA1_5).unwrap_err(),
        RustCrypto.load_encrypt(&jwk, Alg::RSA1_5).unwrap_err(),
    ] {
        assert!(error.to_string().contains("explicitly"), "{error}");
    }
    assert!(RustCrypto.load_direct(&jwk, Alg::RSA_OAEP).is_err());
    let oct = Jwk::parse(br#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"}"#).unwrap();
    for error in [
        RsaOaep::load(&oct, Alg::RSA_OAEP).unwrap_err(),
        RsaOaepPublic::load(&oct, Alg::RSA_OAEP).unwrap_err(),
    ] {
        assert_eq!(error, LoadError::wrong_key_type(Alg::RSA_OAEP, "RSA", &oct));
    }
}

#[test]
fn what_the_key_says_of_itself() {
    let alg = Alg::RSA_OAEP_256;
    let ops = |ops: &[Operation]| {
        let ops: Vec<KeyOp> = ops.iter().map(|op| KeyOp::Known(*op)).collect();
        vector().with_key_ops(ops)
    };
    for op in [Operation::UnwrapKey, Operation::Decrypt] {
        assert!(RsaOaep::load(&ops(&[op]), alg).is_ok());
        // Its public part encrypts.
        assert!(RsaOaepPublic::load(&ops(&[op]), alg).is_ok());
    }
    for op in [Operation::WrapKey, Operation::Encrypt] {
        assert!(RsaOaepPublic::load(&ops(&[op]), alg).is_ok());
        assert!(RsaOaep::load(&ops(&[op]), alg).is_err());
    }
    for refused in [
        ops(&[]),
        ops(&[Operation::Sign, Operation::Verify]),
        ops(&[Operation::DeriveKey, Operation::DeriveBits]),
        vector().with_use(KeyUse::Sig),
        vector().with_use(KeyUse::from_name("ENC")),
        vector().with_alg(Alg::RSA_OAEP),
        vector().with_alg(Alg::RSA1_5),
        vector().with_alg(Alg::RS256),
    ] {
        for code in [
            RsaOaep::load(&refused, alg).unwrap_err().code(),
            RsaOaepPublic::load(&refused, alg).unwrap_err().code(),
            RustCrypto.load_decrypt(&refused, alg).unwrap_err().code(),
            RustCrypto.load_encrypt(&refused, alg).unwrap_err().code(),
        ] {
            assert_eq!(code, "load/not-permitted");
        }
    }
    assert!(RsaOaep::load(&vector().with_use(KeyUse::Enc).with_alg(alg), alg).is_ok());
}

#[test]
fn names_and_what_is_shown() {
    let jwk = vector().with_kid("2026-11");
    let key = RsaOaep::load(&jwk, Alg::RSA_OAEP).unwrap();
    assert_eq!((key.alg(), key.kid()), (Alg::RSA_OAEP, Some("2026-11")));
    assert_eq!(key.public().kid(), Some("2026-11"));
    let renamed = key.clone().with_kid("new");
    assert_eq!(renamed.public().kid(), Some("new"));
    // API-01
    let shown = "RsaOaep { alg: RSA-OAEP, kid: Some(\"2026-11\"), .. }";
    assert_eq!(format!("{key:?}"), shown);
    assert!(format!("{:?}", key.public()).starts_with("RsaOaepPublic { alg: RSA-OAEP"));

    let published = key.public().to_jwk();
    assert!(!published.is_private());
    assert_eq!(published.alg(), Some(Alg::RSA_OAEP));
    let loaded = RsaOaepPublic::load(&published, Alg::RSA_OAEP).unwrap();
    let encrypted = loaded.encrypt_cek(&cek(&some(16)), &RustCrypto).unwrap();
    let found = decrypt(&key, encrypted.encrypted_key()).unwrap();
    assert_eq!(found, some(16));
}
