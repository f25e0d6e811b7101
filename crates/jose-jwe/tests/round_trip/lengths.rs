//! Plaintexts of every length (JWE-19). Those of 16 MiB are there and back where their memory is counted.

use jose_jwa::RustCrypto;
use jose_jwe::{Alg, Decrypter, Enc, Encrypt, Limits};

use crate::common::pairs::{FORMS, Form, Pair, dir, pair};
use crate::common::{ENCS, read};

fn plaintext(len: usize) -> Vec<u8> {
    (0_u8..251).cycle().take(len).collect()
}

fn there_and_back(pair: &Pair, enc: Enc<'_>, form: Form, plaintext: &[u8], limits: &Limits) {
    let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
    let message = pair.encrypt(encrypt.limits(limits.clone()), form, plaintext);
    let decrypter = Decrypter::new(&RustCrypto).key(&pair.recipient);
    let decrypter = decrypter.accept(&[enc]).limits(limits.clone());
    let message = message.unwrap();
    let seen = read(&decrypter, &message);
    assert!(seen.plaintext() == plaintext, "{enc} {form:?}");
    assert_eq!(seen.into_plaintext().len(), plaintext.len());
}

#[test]
fn jwe_19_every_length_around_a_block() {
    let limits = Limits::default();
    for enc in ENCS {
        for len in (0..=67).chain([127, 128, 129, 255, 256, 257, 4_095, 4_096, 4_097]) {
            for form in FORMS {
                there_and_back(&dir(enc), enc, form, &plaintext(len), &limits);
            }
        }
    }
}

#[test]
fn a_mebibyte() {
    let limits = Limits::with(|limits| limits.token_len = 2 << 20);
    let plaintext = plaintext(1 << 20);
    for (enc, form) in ENCS.into_iter().zip(FORMS.into_iter().cycle()) {
        there_and_back(pair(Alg::A128KW), enc, form, &plaintext, &limits);
    }
}

// Without raised limits both sides refuse them.
#[test]
fn a_message_over_the_limit_is_not_made_and_not_read() {
    let kw = pair(Alg::A128KW);
    let plaintext = plaintext(1 << 20);
    for form in FORMS {
        let encrypt = || Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
        let error = kw.encrypt(encrypt(), form, &plaintext).unwrap_err();
        assert_eq!(error.code(), "jwe/build-token-too-long");
        let raised = Limits::with(|limits| limits.token_len = 2 << 20);
        let message = kw.encrypt(encrypt().limits(raised), form, &plaintext);
        let message = message.unwrap();
        let decrypter = Decrypter::new(&RustCrypto).key(&kw.recipient);
        let decrypter = decrypter.accept(&ENCS);
        let error = match form {
            Form::Compact => decrypter.decrypt(&message),
            _ => decrypter.decrypt_json(&message),
        };
        assert_eq!(error.unwrap_err().code(), "jwe/token-too-long");
        // The limit is the length of the message itself: one less is too little, on both sides.
        let len = message.len();
        for (max, is_enough) in [(len, true), (len.saturating_sub(1), false)] {
            let exact = Limits::with(|limits| limits.token_len = max);
            let made = kw.encrypt(encrypt().limits(exact.clone()), form, &plaintext);
            assert_eq!(made.is_ok(), is_enough);
            let decrypter = decrypter.clone().limits(exact);
            let seen = match form {
                Form::Compact => decrypter.decrypt(&message),
                _ => decrypter.decrypt_json(&message),
            };
            assert_eq!(seen.is_ok(), is_enough);
        }
    }
}
