//! What is encrypted decrypts: every algorithm with every other, in every form (RFC 7516, sections 5.1, 5.2 and 7).
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod headers;
mod lengths;
mod several;

use alloc::collections::BTreeSet;

use common::pairs::{FORMS, Form, PAIRS, Pair, Sender, dir, material, pair};
use common::{ENCS, TOY, Toy, allowing_zip, compressing, read};
use jose_jwa::RustCrypto;
use jose_jwe::{Alg, Decrypted, Decrypter, Enc, Encrypt};

/// A recipient with this key who accepts this and allows compression.
fn decrypter(pair: &Pair, enc: Enc<'_>) -> Decrypter<'static> {
    let key: &'static dyn jose_jwe::DecryptCek = match pair.alg {
        Alg::DIR => Box::leak(Box::new(dir(enc).recipient)),
        _ => {
            &PAIRS
                .iter()
                .find(|one| core::ptr::eq(*one, pair))
                .unwrap()
                .recipient
        }
    };
    allowing_zip(Decrypter::new(&RustCrypto).key(key)).accept(&[enc])
}

fn encrypt<'a>(enc: Enc<'_>, zip: bool) -> Encrypt<'a> {
    let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
    if zip { compressing(encrypt) } else { encrypt }
}

/// The forms, and the flattened one whose recipient has a header of its own.
fn messages(pair: &Pair, enc: Enc<'_>, zip: bool, plaintext: &[u8]) -> Vec<String> {
    let form = |form: Form| pair.encrypt(encrypt(enc, zip), form, plaintext).unwrap();
    let mut messages: Vec<String> = FORMS.map(form).into();
    if let Sender::To(_) = pair.sender {
        messages.push(pair.encrypt_own(encrypt(enc, zip), plaintext));
    }
    messages
}

fn check(seen: &Decrypted, pair: &Pair, enc: Enc<'_>, plaintext: &[u8]) {
    assert_eq!(seen.plaintext(), plaintext);
    assert_eq!((seen.alg(), seen.enc()), (pair.alg, enc));
    assert_eq!((seen.aad(), seen.key_id()), (None, None));
}

// ECE-09: among them ECDH-ES with A192CBC-HS384, whose key is longer than one hash and shorter than two.
#[test]
fn every_algorithm_with_every_other_in_every_form() {
    let plaintext = b"Live long and prosper. Live long and prosper.";
    let mut seen = 0_usize;
    for enc in ENCS {
        let dir = dir(enc);
        for pair in PAIRS.iter().chain([&dir]) {
            // The costly ones are no other with each of the six.
            let is_costly = [Alg::RSA_OAEP_384, Alg::RSA_OAEP_512].contains(&pair.alg);
            if is_costly && enc != Enc::A256GCM {
                continue;
            }
            for zip in [false, true] {
                for message in messages(pair, enc, zip, plaintext) {
                    let decrypted = read(&decrypter(pair, enc), &message);
                    check(&decrypted, pair, enc, plaintext);
                    seen = seen.saturating_add(1);
                }
            }
        }
    }
    assert!(seen > 1_000, "{seen}");
}

// Another key of the same algorithm, another algorithm, another content encryption: none decrypts.
#[test]
fn nobody_else_decrypts() {
    let a128kw = pair(Alg::A128KW);
    for enc in ENCS {
        for message in messages(a128kw, enc, false, b"for one pair of eyes") {
            let code = |decrypter: Decrypter<'_>| {
                let seen = match message.starts_with('{') {
                    true => decrypter.decrypt_json(&message),
                    false => decrypter.decrypt(&message),
                };
                seen.unwrap_err().code()
            };
            let with = |key: jose_jwa::AesKw| Decrypter::new(&RustCrypto).key(key).accept(&ENCS);
            let other = jose_jwa::AesKw::new(Alg::A128KW, &[7; 16]).unwrap();
            assert_eq!(code(with(other)), "jwe/decryption-failed");
            let other = jose_jwa::AesKw::new(Alg::A256KW, &[1; 32]).unwrap();
            assert_eq!(code(with(other)), "jwe/no-matching-key");
            assert_eq!(
                code(Decrypter::new(&RustCrypto).accept(&ENCS)),
                "jwe/no-matching-key"
            );
            let others: Vec<Enc<'_>> = ENCS.into_iter().filter(|one| *one != enc).collect();
            let key = &a128kw.recipient;
            let decrypter = Decrypter::new(&RustCrypto).key(key);
            assert_eq!(
                code(decrypter.clone().accept(&others)),
                "jwe/enc-not-accepted"
            );
            assert_eq!(code(decrypter), "jwe/enc-not-accepted");
        }
    }
}

// JWE-16, ECE-10: nothing that was drawn is drawn again.
#[test]
fn jwe_16_nothing_is_used_twice() {
    let mut seen = BTreeSet::new();
    let mut count = 0_usize;
    for pair in PAIRS.iter().filter(|pair| pair.alg != Alg::RSA_OAEP_512) {
        for _ in 0..2 {
            let token = pair
                .encrypt(encrypt(Enc::A128GCM, false), Form::Compact, b"the same")
                .unwrap();
            let parts: Vec<&str> = token.split('.').collect();
            // The initialization vector, the ciphertext and the tag, whatever the key.
            for part in &parts[2..] {
                assert!(part.len() > 8);
                seen.insert(part.to_string());
                count = count.saturating_add(1);
            }
            if !parts[1].is_empty() {
                seen.insert(parts[1].to_owned());
                count = count.saturating_add(1);
            }
            // What the mode draws stands in the header: RSA and AES key wrap have nothing there.
            let header = jose_b64::decode(parts[0]).unwrap();
            if header.len() > 60 {
                seen.insert(parts[0].to_owned());
                count = count.saturating_add(1);
            }
        }
    }
    assert_eq!(seen.len(), count);
}

// JWE-16: the CEK of each message is another, of the right length, and not zeros. JWE-17: nobody can give one, and
// what was prepared is used up by one message.
#[test]
fn jwe_16_a_fresh_cek_for_every_message() {
    let mut seen = BTreeSet::new();
    for enc in ENCS {
        for _ in 0..20 {
            let prepared = encrypt(enc, false).prepare().unwrap();
            let cek = prepared.cek().expose_secret().to_vec();
            assert_eq!(cek.len(), common::cipher(enc).cek_len());
            assert!(cek.iter().any(|octet| *octet != 0));
            assert!(seen.insert(cek));
        }
    }
}

// ALG-17, ALG-18: keys of one family are not loaded for another.
#[test]
fn alg_17_and_18_a_key_is_for_its_own_algorithms() {
    use jose_jwe::LoadDecrypt as _;
    let ed25519 = material("rfc8037-a1");
    let rsa = material("rfc7516-a1");
    let oct = material("rfc7516-a3");
    for (jwk, algs) in [
        (
            &ed25519,
            vec![Alg::ECDH_ES, Alg::ECDH_ES_A128KW, Alg::EdDSA],
        ),
        (&rsa, vec![Alg::A128KW, Alg::ECDH_ES, Alg::RS256, Alg::DIR]),
        (&oct, vec![Alg::A256KW, Alg::RSA_OAEP, Alg::HS256, Alg::DIR]),
    ] {
        for alg in algs {
            assert!(RustCrypto.load_decrypt(jwk, alg).is_err(), "{alg}");
        }
    }
    // ALG-18: a signature algorithm in the header finds no key.
    let toy = Toy::new(TOY);
    for name in ["RS256", "HS256", "EdDSA", "PS512"] {
        let header = format!(r#"{{"alg":"{name}","enc":"A128GCM"}}"#);
        let token = common::Sealed::new(header).compact(&toy);
        let error = common::refused_with(&common::decrypter(toy.clone()), &toy, &token);
        assert_eq!(error.code(), "jwe/no-matching-key");
    }
}
