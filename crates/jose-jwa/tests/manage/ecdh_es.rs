//! ECDH-ES and ECDH-ES+A128KW … A256KW: keys and both sides (RFC 7518, section 4.6; RFC 8037, section 3.2).
#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

use alloc::collections::BTreeSet;

use jose_jwa::{EcdhEs, EcdhEsKwPublic, EcdhEsPublic, RustCrypto};
use jose_jwe::{DirectCek, EncryptCek, EncryptCekError, LoadDecrypt, LoadEncrypt};
use jose_jwk::{
    Alg, Crv, Ec, Enc, Jwk, Key, KeyOp, KeyUse, LoadError, Material, Okp, Operation, Secret,
};

use super::sender::{assert_invalid, assert_needs_random, header};
use super::{Fixed, ask, cek, some};

const KW: [Alg<'static>; 3] = [
    Alg::ECDH_ES_A128KW,
    Alg::ECDH_ES_A192KW,
    Alg::ECDH_ES_A256KW,
];

/// The curves, the lengths of their fields, and whether they have two coordinates.
fn curves() -> Vec<(Crv<'static>, usize)> {
    let mut curves = vec![
        (Crv::P_256, 32),
        (Crv::P_384, 48),
        (Crv::P_521, 66),
        (Crv::X25519, 32),
    ];
    if cfg!(feature = "x448") {
        curves.push((Crv::X448, 56));
    }
    curves
}

/// A private key on that curve.
fn scalar(len: usize) -> Vec<u8> {
    let mut d = some(len);
    d[0] = 1;
    d
}

fn private(alg: Alg<'_>, crv: Crv<'_>, len: usize) -> EcdhEs {
    EcdhEs::from_scalar(alg, crv, &scalar(len)).unwrap()
}

/// Its JWK, private part included.
fn jwk(crv: Crv<'static>, len: usize) -> Jwk {
    let d = Some(Secret::from_slice(&scalar(len)));
    let public = private(Alg::ECDH_ES, crv, len).public_jwk();
    Jwk::from_material(match public.material() {
        Material::Ec(ec) => Material::from(Ec::new(crv, ec.x(), ec.y(), d).unwrap()),
        Material::Okp(okp) => Material::from(Okp::new(crv, okp.x(), d).unwrap()),
        other => panic!("{other:?}"),
    })
}

#[test]
fn agrees_directly() {
    for (crv, len) in curves() {
        let key = private(Alg::ECDH_ES, crv, len).with_kid("bob");
        let loaded = EcdhEs::load(&jwk(crv, len), Alg::ECDH_ES).unwrap();
        let public = EcdhEsPublic::load(&key.public_jwk()).unwrap();
        let named = public.clone().with_party_info(b"Alice", b"Bob");
        let mut seen = BTreeSet::new();
        // ECE-09: one, two and three rounds of the hash, and lengths that are no multiple of it.
        for (enc, cek_len) in [
            (Enc::A128GCM, 16),
            (Enc::A192GCM, 24),
            (Enc::A256GCM, 32),
            (Enc::A192CBC_HS384, 48),
            (Enc::A256CBC_HS512, 64),
            (Enc::new("X-LONG"), 65),
            (Enc::new("X-LONG"), 200),
        ] {
            for public in [&public, &named] {
                let agreed = public.agree(enc, cek_len, &RustCrypto).unwrap();
                let sent = agreed.cek().expose_secret();
                assert_eq!(sent.len(), cek_len);
                let header = header(agreed.parameters());
                for key in [&key, &loaded] {
                    let found = ask(key, &header, &[], (enc, cek_len)).unwrap();
                    assert_eq!(found, sent, "{crv}");
                }
                // ECE-10: fresh each time.
                assert!(seen.insert(header.clone()) && seen.insert(format!("{sent:?}")));
                // ECE-08: the enc goes into the derivation.
                let other = ask(&key, &header, &[], (Enc::new("X-OTHER"), cek_len)).unwrap();
                assert_ne!(other, sent);
                let shorter = ask(&key, &header, &[], (enc, cek_len - 1)).unwrap();
                assert!(!sent.starts_with(&shorter));
                // JWE-05: there is nothing to decrypt.
                for encrypted_key in [&[0][..], &[1; 24]] {
                    assert_invalid(
                        ask(&key, &header, encrypted_key, (enc, cek_len)),
                        "an encrypted key",
                    );
                }
            }
        }
        let answer = public.agree(Enc::A128GCM, 16, &Fixed::new(&[]));
        assert!(matches!(answer, Err(EncryptCekError::Random)), "{crv}");
    }
}

#[test]
fn agrees_on_a_key_that_encrypts() {
    for (crv, len) in curves() {
        for alg in KW {
            let key = private(alg, crv, len);
            let public = EcdhEsKwPublic::load(&key.public_jwk(), alg).unwrap();
            let named = public.clone().with_party_info(b"Alice", b"");
            assert_needs_random(&public);
            let names = [&public, &named].into_iter().cycle();
            for (cek_len, public) in [16, 24, 32, 48, 64, 128].into_iter().zip(names) {
                let sent = some(cek_len);
                let decrypts = |header: &str, encrypted_key: &[u8], cek_len| {
                    ask(&key, header, encrypted_key, (Enc::A256GCM, cek_len))
                };
                let first = public.encrypt_cek(&cek(&sent), &RustCrypto).unwrap();
                let again = public.encrypt_cek(&cek(&sent), &RustCrypto).unwrap();
                // ECE-10: the same key, the same CEK, another ephemeral key.
                assert_ne!(header(first.parameters()), header(again.parameters()));
                assert_ne!(first.encrypted_key(), again.encrypted_key());
                assert_eq!(first.encrypted_key().len(), cek_len + 8);
                for encrypted in [&first, &again] {
                    let found = decrypts(
                        &header(encrypted.parameters()),
                        encrypted.encrypted_key(),
                        cek_len,
                    );
                    assert_eq!(found.unwrap(), sent);
                }
                assert_invalid(
                    decrypts(&header(first.parameters()), again.encrypted_key(), cek_len),
                    "the header of another message",
                );
                // KWR-02
                for other in [0, 8, cek_len - 8, cek_len + 8, usize::MAX] {
                    assert_invalid(
                        decrypts(&header(first.parameters()), first.encrypted_key(), other),
                        "another length",
                    );
                }
            }
            // What AES Key Wrap cannot encrypt.
            for cek_len in [0, 8, 15, 17, 33] {
                let answer = public.encrypt_cek(&cek(&some(cek_len)), &RustCrypto);
                assert!(matches!(answer, Err(EncryptCekError::Failed)), "{cek_len}");
            }
        }
    }
}

/// KWR-01: the integrity check sees every octet.
#[test]
fn kwr_01_no_changed_octet_decrypts() {
    let key = private(Alg::ECDH_ES_A256KW, Crv::X25519, 32);
    let public = EcdhEsKwPublic::load(&key.public_jwk(), key.alg()).unwrap();
    let encrypted = public.encrypt_cek(&cek(&some(32)), &RustCrypto).unwrap();
    let header = header(encrypted.parameters());
    let encrypted = encrypted.encrypted_key();
    let invalid = |octets: &[u8]| {
        assert_invalid(ask(&key, &header, octets, (Enc::A256GCM, 32)), "changed");
    };
    for at in 0..encrypted.len() {
        let mut changed = encrypted.to_vec();
        changed[at] ^= 1;
        invalid(&changed);
    }
    for octets in [
        &[][..],
        &encrypted[..39],
        &encrypted[1..],
        &[encrypted, &[0]].concat(),
        &encrypted.repeat(2),
        &[0xa6; 40],
        &[0; 100_000],
    ] {
        invalid(octets);
    }
    // ECE-08: the algorithm goes into the derivation, and another one has a key of another length.
    for (alg, scalar_len) in [
        (Alg::ECDH_ES_A128KW, 32),
        (Alg::ECDH_ES_A192KW, 32),
        (Alg::ECDH_ES, 32),
    ] {
        let key = private(alg, Crv::X25519, scalar_len);
        let answer = ask(&key, &header, encrypted, (Enc::A256GCM, 32));
        assert_invalid(answer, alg.name());
    }
}

#[test]
fn a_source_that_makes_no_key() {
    for (crv, len) in curves() {
        let jwk = private(Alg::ECDH_ES, crv, len).public_jwk();
        let public = EcdhEsPublic::load(&jwk).unwrap();
        let agree = |octets: &[u8]| {
            let random = Fixed::new(octets);
            let agreed = public.agree(Enc::A128GCM, 16, &random);
            (
                agreed.map(|agreed| header(agreed.parameters())),
                random.left(),
            )
        };
        let (first, left) = agree(&[scalar(len), vec![9]].concat());
        assert_eq!(left, 1, "{crv}");
        // Too few octets.
        assert!(matches!(
            agree(&scalar(len)[1..]).0,
            Err(EncryptCekError::Random)
        ));
        let montgomery = crv.name().starts_with('X');
        for wrong in [0, 0xff] {
            // Drawn again where it is no key of the curve; on those of RFC 7748 every octets are one.
            let (then, left) = agree(&[vec![wrong; len], scalar(len)].concat());
            assert_eq!(left, if montgomery { len } else { 0 }, "{crv}");
            assert_eq!(then.unwrap() == *first.as_ref().unwrap(), !montgomery);
            // And not for ever.
            let (never, left) = agree(&vec![wrong; len * 65]);
            assert_eq!(never.is_err(), !montgomery, "{crv}");
            assert!(left >= len);
        }
    }
}

#[test]
fn scalars_that_are_no_key() {
    for (crv, len) in curves() {
        for wrong in [0, 1, 24, len - 1, len + 1, len * 2] {
            let error = EcdhEs::from_scalar(Alg::ECDH_ES, crv, &vec![1; wrong]).unwrap_err();
            assert_eq!(error.code(), "load/invalid", "{crv} {wrong}");
        }
        for wrong in [0, 0xff] {
            let key = EcdhEs::from_scalar(Alg::ECDH_ES, crv, &vec![wrong; len]);
            assert_eq!(key.is_ok(), crv.name().starts_with('X'), "{crv}");
        }
        for alg in [Alg::A128KW, Alg::DIR, Alg::ES256, Alg::new("X-MINE")] {
            assert!(EcdhEs::from_scalar(alg, crv, &scalar(len)).is_err());
        }
    }
    for crv in [Crv::SECP256K1, Crv::Ed25519, Crv::new("P-257")] {
        let error = EcdhEs::from_scalar(Alg::ECDH_ES, crv, &scalar(32)).unwrap_err();
        assert_eq!(error.code(), "load/wrong-key-type");
    }
}

#[test]
fn keys_that_contradict_themselves() {
    for (crv, len) in curves() {
        let other = EcdhEs::from_scalar(Alg::ECDH_ES, crv, &[&[1], &*vec![7; len - 1]].concat());
        let other = other.unwrap().public_jwk();
        let d = Some(Secret::from_slice(&scalar(len)));
        let mixed = match other.material() {
            Material::Ec(ec) => Material::from(Ec::new(crv, ec.x(), ec.y(), d).unwrap()),
            Material::Okp(okp) => Material::from(Okp::new(crv, okp.x(), d).unwrap()),
            other => panic!("{other:?}"),
        };
        let error = EcdhEs::load(&Jwk::from_material(mixed), Alg::ECDH_ES).unwrap_err();
        assert_eq!(error.code(), "load/mismatch", "{crv}");
        let error = EcdhEs::load(&other, Alg::ECDH_ES).unwrap_err();
        assert_eq!(error, LoadError::NoPrivateKey);
    }
}

#[test]
fn other_keys_and_algorithms_are_refused() {
    let key = |name| Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
    let secp256k1 = r#"{"kty":"EC","crv":"secp256k1","x":"eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g","y":"SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg"}"#;
    for jwk in [
        key("rfc8037-a1"),
        key("rfc7515-a2"),
        key("rfc7515-a1"),
        secp256k1.parse().unwrap(),
    ] {
        for code in [
            EcdhEs::load(&jwk, Alg::ECDH_ES).unwrap_err().code(),
            EcdhEs::load(&jwk, Alg::ECDH_ES_A128KW).unwrap_err().code(),
            EcdhEsPublic::load(&jwk).unwrap_err().code(),
            EcdhEsKwPublic::load(&jwk, Alg::ECDH_ES_A256KW)
                .unwrap_err()
                .code(),
            RustCrypto
                .load_direct(&jwk, Alg::ECDH_ES)
                .unwrap_err()
                .code(),
        ] {
            assert_eq!(code, "load/wrong-key-type", "{jwk:?}");
        }
    }
    let jwk = jwk(Crv::P_256, 32);
    for alg in [Alg::RSA_OAEP, Alg::A128KW, Alg::DIR, Alg::ES256] {
        assert!(EcdhEs::load(&jwk, alg).is_err(), "{alg}");
        assert!(EcdhEsKwPublic::load(&jwk, alg).is_err(), "{alg}");
        assert!(RustCrypto.load_decrypt(&jwk, alg).is_err(), "{alg}");
    }
    // The one is for the only recipient of a message, the other for one of several.
    assert!(EcdhEsKwPublic::load(&jwk, Alg::ECDH_ES).is_err());
    assert!(RustCrypto.load_encrypt(&jwk, Alg::ECDH_ES).is_err());
    assert!(RustCrypto.load_direct(&jwk, Alg::ECDH_ES_A128KW).is_err());
    assert!(RustCrypto.load_direct(&jwk, Alg::ECDH_ES).is_ok());
    assert!(RustCrypto.load_encrypt(&jwk, Alg::ECDH_ES_A128KW).is_ok());
}

#[test]
fn what_the_key_says_of_itself() {
    let jwk = || jwk(Crv::P_384, 48);
    let ops = |ops: &[Operation]| {
        let ops: Vec<KeyOp> = ops.iter().map(|op| KeyOp::Known(*op)).collect();
        jwk().with_key_ops(ops)
    };
    for permitted in [
        ops(&[Operation::DeriveKey]),
        ops(&[Operation::DeriveBits]),
        jwk().with_use(KeyUse::Enc).with_alg(Alg::ECDH_ES),
    ] {
        assert!(EcdhEs::load(&permitted, Alg::ECDH_ES).is_ok());
        assert!(EcdhEsPublic::load(&permitted).is_ok());
    }
    for refused in [
        ops(&[]),
        ops(&[Operation::WrapKey, Operation::UnwrapKey]),
        ops(&[Operation::Sign]),
        jwk().with_use(KeyUse::Sig),
        jwk().with_alg(Alg::ES384),
        jwk().with_alg(Alg::ECDH_ES_A192KW),
    ] {
        for code in [
            EcdhEs::load(&refused, Alg::ECDH_ES).unwrap_err().code(),
            EcdhEs::load(&refused, Alg::ECDH_ES_A128KW)
                .unwrap_err()
                .code(),
            EcdhEsPublic::load(&refused).unwrap_err().code(),
            EcdhEsKwPublic::load(&refused, Alg::ECDH_ES_A128KW)
                .unwrap_err()
                .code(),
        ] {
            assert_eq!(code, "load/not-permitted");
        }
    }
}

#[test]
fn names_and_what_is_shown() {
    let key = private(Alg::ECDH_ES_A128KW, Crv::P_256, 32).with_kid("2026-11");
    assert_eq!(key.kid(), Some("2026-11"));
    // API-01
    let shown = "EcdhEs { alg: ECDH-ES+A128KW, kid: Some(\"2026-11\"), .. }";
    assert_eq!(format!("{key:?}"), shown);
    let published = key.public_jwk();
    assert!(!published.is_private());
    assert_eq!(published.alg(), Some(Alg::ECDH_ES_A128KW));
    let public = EcdhEsKwPublic::load(&published, Alg::ECDH_ES_A128KW).unwrap();
    assert_eq!(public.to_jwk(), published);
    let shown = "EcdhEsKwPublic { alg: ECDH-ES+A128KW, kid: Some(\"2026-11\"), .. }";
    let secret = public.with_party_info(b"apu", b"apv");
    assert_eq!(format!("{secret:?}"), shown);
    let direct = EcdhEsPublic::load(&jwk(Crv::X25519, 32)).unwrap();
    assert_eq!(
        format!("{direct:?}"),
        "EcdhEsPublic { alg: ECDH-ES, kid: None, .. }"
    );
    assert!(!direct.to_jwk().is_private());
    let agreed = direct.agree(Enc::A128GCM, 16, &RustCrypto).unwrap();
    assert_eq!(format!("{agreed:?}"), "AgreedCek { .. }");
}
