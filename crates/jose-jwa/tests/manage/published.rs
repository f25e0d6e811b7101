//! Values that RFC 7516, 7517, 7518, 7520 and 8037 print, and values made for what they do not show (RFC 7518, section 4).
#![expect(
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{EcdhEsKwPublic, EcdhEsPublic, Password, RsaOaepPublic, RustCrypto};
#[cfg(feature = "rsa1_5")]
use jose_jwa::{Rsa1_5, Rsa1_5Public};
use jose_jwe::{Cek, CekError, DecryptCek, DirectCek, EncryptCek, LoadDecrypt};
use jose_jwk::{Alg, Enc, Jwk};
use serde_json::Value;

use super::sender::{assert_invalid, header};
use super::{Fixed, ask};

struct Case<'a> {
    id: &'a str,
    jwk: Jwk,
    alg: Alg<'static>,
    enc: Enc<'static>,
    header: &'a Value,
    encrypted_key: Vec<u8>,
    cek: Option<Vec<u8>>,
    random: Option<Vec<u8>>,
    invalid: &'a str,
}

fn octets(value: &Value) -> Option<Vec<u8>> {
    Some(jose_b64::decode(value.as_str()?).unwrap())
}

fn each(mut check: impl FnMut(&Case<'_>)) -> usize {
    let file: Value =
        serde_json::from_str(include_str!("../fixtures/key_management.json")).unwrap();
    let mut checked = 0;
    for case in file["cases"].as_array().unwrap() {
        let key = case["key"].as_str().unwrap();
        let case = Case {
            id: case["id"].as_str().unwrap(),
            jwk: Jwk::parse(file["keys"][key].to_string().as_bytes()).unwrap(),
            alg: Alg::from_name(case["alg"].as_str().unwrap()).unwrap(),
            enc: Enc::from_name(case["enc"].as_str().unwrap()).unwrap(),
            header: &case["header"],
            encrypted_key: octets(&case["encrypted_key"]).unwrap(),
            cek: octets(&case["cek"]),
            random: octets(&case["random"]),
            invalid: case["invalid"].as_str().unwrap_or_default(),
        };
        let known = cfg!(feature = "rsa1_5") || case.alg != Alg::RSA1_5;
        if known && (cfg!(feature = "x448") || case.jwk.crv() != Some(jose_jwk::Crv::X448)) {
            check(&case);
            checked += 1;
        }
    }
    checked
}

fn private_key(case: &Case<'_>) -> Box<dyn DecryptCek> {
    #[cfg(feature = "rsa1_5")]
    if case.alg == Alg::RSA1_5 {
        return Box::new(Rsa1_5::load(&case.jwk).unwrap());
    }
    RustCrypto.load_decrypt(&case.jwk, case.alg).unwrap()
}

fn decrypt(case: &Case<'_>) -> Result<Vec<u8>, CekError> {
    ask(
        &*private_key(case),
        &case.header.to_string(),
        &case.encrypted_key,
        (case.enc, case.enc.info().unwrap().cek_len),
    )
}

#[test]
fn every_encrypted_key_decrypts() {
    let checked = each(|case| {
        let answer = decrypt(case);
        if let Some(cek) = &case.cek {
            assert_eq!(&answer.unwrap(), cek, "{}", case.id);
        }
    });
    assert!(checked > 70, "{checked}");
}

/// RKE-01, RKE-03, RKE-04. Whether padding of PKCS #1 v1.5 was right is not said: there is a CEK of
/// some length, and it is not the one that the sender wrote.
#[test]
fn what_is_wrong_yields_nothing() {
    let mut rejected = 0;
    each(|case| {
        if case.cek.is_some() {
            return;
        }
        rejected += 1;
        let answer = decrypt(case);
        if case.alg != Alg::RSA1_5 {
            return assert_invalid(answer, case.id);
        }
        let made = "RSA1_5 made";
        let mut sent = Vec::new();
        each(|case| {
            if case.id == made {
                sent = case.cek.clone().unwrap();
            }
        });
        match (answer, case.invalid) {
            (Ok(cek), "a CEK of 31 octets") => assert_eq!(cek, &sent[1..]),
            (Ok(cek), "a CEK of 33 octets") => assert_eq!(&cek[1..], sent),
            (Ok(cek), _) => {
                assert_ne!(cek, sent, "{}", case.id);
                // As often as one asks, it is the same: drawn anew it would tell.
                assert_eq!(decrypt(case).unwrap(), cek);
            }
            (Err(CekError::Invalid), _) => {}
            (Err(other), _) => panic!("{}: {other:?}", case.id),
        }
    });
    assert!(rejected > 40, "{rejected}");
}

/// The same random octets make the same message, down to the order of the header parameters.
#[test]
fn the_sender_makes_the_same_octets() {
    let mut made = 0;
    each(|case| {
        let (Some(random), Some(cek)) = (&case.random, &case.cek) else {
            return;
        };
        made += 1;
        let random = Fixed::new(random);
        let member = |name: &str| octets(&case.header[name]).unwrap_or_default();
        let (apu, apv) = (member("apu"), member("apv"));
        if case.alg == Alg::ECDH_ES {
            let key = EcdhEsPublic::load(&case.jwk).unwrap();
            let key = key.with_party_info(&apu, &apv);
            let agreed = key.agree(case.enc, cek.len(), &random).unwrap();
            assert_eq!(agreed.cek().expose_secret(), cek, "{}", case.id);
            check_header(&header(agreed.parameters()), case.header);
        } else {
            let encrypted = public_key(case, &apu, &apv)
                .encrypt_cek(&Cek::from_slice(cek), &random)
                .unwrap();
            assert_eq!(encrypted.encrypted_key(), case.encrypted_key, "{}", case.id);
            check_header(&header(encrypted.parameters()), case.header);
        }
        assert_eq!(random.left(), 0, "{}", case.id);
    });
    assert!(made > 25, "{made}");
}

/// A loader takes the public part of a private key, so that these keys encrypt as well.
fn public_key(case: &Case<'_>, apu: &[u8], apv: &[u8]) -> Box<dyn EncryptCek> {
    #[cfg(feature = "rsa1_5")]
    if case.alg == Alg::RSA1_5 {
        return Box::new(Rsa1_5Public::load(&case.jwk).unwrap());
    }
    if case.alg.name().starts_with("RSA") {
        Box::new(RsaOaepPublic::load(&case.jwk, case.alg).unwrap())
    } else if case.alg.name().starts_with("ECDH") {
        let key = EcdhEsKwPublic::load(&case.jwk, case.alg).unwrap();
        Box::new(key.with_party_info(apu, apv))
    } else {
        let p2c = case.header["p2c"].as_u64().unwrap();
        let key = Password::load(&case.jwk, case.alg).unwrap();
        Box::new(key.iterations(p2c.try_into().unwrap()).unwrap())
    }
}

#[track_caller]
fn check_header(written: &str, expected: &Value) {
    assert_eq!(&serde_json::from_str::<Value>(written).unwrap(), expected);
    let order = ["epk", "kty", "crv", "x", "y", "apu", "apv", "p2s", "p2c"];
    let places: Vec<usize> = order
        .iter()
        .filter_map(|name| written.find(&format!("\"{name}\":")))
        .collect();
    assert!(places.is_sorted(), "{written}");
}
