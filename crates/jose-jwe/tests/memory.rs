//! What a message costs in memory: a large one hardly more than itself, a hostile one nothing by its size (DOS-01,
//! DOS-03).
#![cfg(test)]

extern crate alloc;

mod common;

use core::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use common::pairs::{FORMS, Form, dir, pair};
use common::{PLAIN, Sealed, TOY, Toy, decrypter};
use jose_jwa::RustCrypto;
use jose_jwe::{Alg, Decrypter, Enc, Encrypt, Limits};

const LEN: usize = 16 << 20;

fn octets(count: usize) -> u64 {
    u64::try_from(count).unwrap()
}

/// So many tenths of this length.
fn tenths(count: usize, len: usize) -> u64 {
    octets(len.div_euclid(10).saturating_mul(count))
}

// At the peak there are the plaintext, which the caller holds, and the message: 1 + 4/3. Nothing else of that size.
#[test]
fn a_large_message_is_never_there_twice() {
    let limits = Limits::with(|limits| limits.token_len = 23 << 20);
    // Not all of them at full length: without optimization that takes seconds each.
    let short = LEN.div_euclid(8);
    for (enc, form, len) in [
        (Enc::A256GCM, Form::Compact, LEN),
        (Enc::A256GCM, Form::Flattened, short),
        (Enc::A256GCM, Form::General, short),
        (Enc::A256CBC_HS512, Form::Compact, short),
        (Enc::A256CBC_HS512, Form::Flattened, LEN),
    ] {
        let kw = pair(Alg::A256KW);
        let mut message = String::new();
        let encrypted = measure(|| {
            let plaintext = vec![7; len];
            let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
            let made = kw.encrypt(encrypt.limits(limits.clone()), form, &plaintext);
            message = made.unwrap();
        });
        assert!(
            encrypted.bytes_max < tenths(24, len),
            "{enc} {form:?}: {encrypted:?}"
        );

        let decrypter = Decrypter::new(&RustCrypto).key(&kw.recipient);
        let decrypter = decrypter.accept(&[enc]).limits(limits.clone());
        let mut plaintext = Vec::new();
        let decrypted = measure(|| {
            // The message as it comes from the network.
            let message = black_box(message.clone());
            let seen = common::read(&decrypter, &message);
            plaintext = seen.into_plaintext();
        });
        assert!(
            decrypted.bytes_max < tenths(24, len),
            "{enc} {form:?}: {decrypted:?}"
        );
        assert!(plaintext == vec![7; len]);
    }
}

// A key that does not fit costs no more than one that does, and a message that fails is decoded once an attempt.
#[test]
fn a_large_message_that_fails_costs_no_more() {
    let limits = Limits::with(|limits| limits.token_len = 23 << 20);
    let encrypt = Encrypt::new(&RustCrypto, Enc::A128CBC_HS256).unwrap();
    let made =
        pair(Alg::A128KW).encrypt(encrypt.limits(limits.clone()), Form::Compact, &vec![7; LEN]);
    let token = made.unwrap();
    let other = |octet| jose_jwa::AesKw::new(Alg::A128KW, &[octet; 16]).unwrap();
    let decrypter = Decrypter::new(&RustCrypto).keys([other(6), other(8)]);
    let decrypter = decrypter
        .accept(&[Enc::A128CBC_HS256])
        .limits(limits)
        .try_candidates(2);
    let refused = measure(|| {
        let error = decrypter.decrypt(black_box(&token)).unwrap_err();
        assert_eq!(error.code(), "jwe/decryption-failed");
    });
    assert!(refused.bytes_max < tenths(11, LEN), "{refused:?}");
    // Nothing is decoded for nobody.
    let nobody =
        Decrypter::new(&RustCrypto).limits(Limits::with(|limits| limits.token_len = 23 << 20));
    for decrypter in [nobody.clone(), nobody.accept(&[Enc::A128CBC_HS256])] {
        let refused = measure(|| drop(decrypter.decrypt(black_box(&token)).unwrap_err()));
        assert!(refused.bytes_total < 4_096, "{refused:?}");
    }
}

fn read(text: &str) -> (AllocationInfo, &'static str) {
    let toy = Toy::new(TOY);
    let decrypter = decrypter(toy.clone());
    let mut code = "accepted";
    let used = measure(|| {
        let seen = if text.starts_with('{') {
            decrypter.decrypt_json(black_box(text))
        } else {
            decrypter.decrypt(black_box(text))
        };
        code = seen.unwrap_err().code();
    });
    assert_eq!(toy.asked(), 0);
    (used, code)
}

// B64-02, HDR-10, HDR-11: refused for its form, whatever its length.
#[test]
fn b64_02_hdr_10_refusals_do_not_allocate_by_length() {
    let long = 1024 * 1023;
    let header = jose_b64::encode(r#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    for (text, code) in [
        (".".repeat(long), "jwe/not-five-parts"),
        (".".repeat(2 << 20), "jwe/token-too-long"),
        ("A".repeat(long), "jwe/not-five-parts"),
        (format!("{}....", "A".repeat(long)), "jwe/header-too-long"),
        (
            format!("{}.A.A.A.A", "A".repeat(long)),
            "jwe/header-too-long",
        ),
        (
            format!("A.{}", "A.".repeat(long.div_euclid(2))),
            "jwe/not-five-parts",
        ),
        (format!("{{{}", " ".repeat(long)), "jwe/json"),
        (format!("{{{}}}", ".".repeat(long)), "jwe/json"),
        (format!("{{\"a\":{}", "[".repeat(long)), "jwe/json"),
        (
            format!("{header}..A.{}.A", "A".repeat(1024 * 1000)),
            "jwe/base64",
        ),
        (
            format!("{header}.AAAA.AAAA.{}.AAAA", "A".repeat(1024 * 1000)),
            "jwe/length",
        ),
    ] {
        let (used, found) = read(&text);
        assert_eq!(found, code);
        assert!(used.bytes_total < 8_192, "{code}: {used:?}");
    }
}

// JWE-08: ten thousand recipients are refused before the first of them is read.
#[test]
fn jwe_08_recipients_are_counted_first() {
    let toy = Toy::new(TOY);
    let sealed = Sealed::new(r#"{"enc":"A128GCM"}"#);
    let key = sealed.key_for(&toy);
    let valid = format!(r#"{{"header":{{"alg":"X-TOY"}},"encrypted_key":"{key}"}}"#);
    for recipient in [&*valid, "{}", "0", "null", "[]", r#""""#, r#"{"header":7}"#] {
        let (one, code) = read(&sealed.general(&vec![recipient; 17]));
        assert_eq!(code, "jwe/too-many-recipients", "{recipient}");
        let (many, code) = read(&sealed.general(&vec![recipient; 10_000]));
        assert_eq!(code, "jwe/too-many-recipients", "{recipient}");
        assert!(many.bytes_total < 8_192, "{many:?}");
        assert_eq!(many.bytes_total, one.bytes_total);
    }
}

// DOS-03: what is kept of a message that is read is at most a small multiple of its length.
#[test]
fn dos_03_reading_allocates_in_proportion() {
    let sealed = Sealed::new(r#"{"enc":"A128GCM"}"#);
    let member = |count: usize, text: &str| {
        let members = (0..count).map(|number| format!(r#""{text}{number}":{number}"#));
        members.collect::<Vec<_>>().join(",")
    };
    let recipient = |members: &str, key: &str| {
        format!(r#"{{"header":{{"alg":"X-TOY",{members}}},"encrypted_key":"{key}"}}"#)
    };
    let key = "A".repeat(60_000);
    let escaped = "\\u0041".repeat(2_400);
    let long_headers = member(500, "a-rather-long-name");
    for json in [
        sealed.general(&vec![recipient(&long_headers, "AAAA"); 16]),
        sealed.general(&vec![recipient(&member(900, ""), "AAAA"); 16]),
        sealed.general(&vec![recipient(r#""x":1"#, &key); 16]),
        sealed.general(&vec![recipient(r#""x":1"#, &escaped); 16]),
        sealed.general(&vec![recipient(&format!(r#""x":"{escaped}""#), "AAAA"); 1]),
        sealed.json(&format!(
            r#"{},"unprotected":{{{long_headers}}},{}"#,
            member(900, "m"),
            &recipient(&member(900, "b"), "AAAA").trim_matches(['{', '}'])
        )),
    ] {
        let toy = Toy::new(TOY);
        let decrypter = decrypter(toy);
        let used = measure(|| drop(black_box(decrypter.open_json(black_box(&json)).unwrap())));
        let most = octets(json.len().saturating_mul(6)).saturating_add(8_192);
        assert!(used.bytes_max < most, "{} octets: {used:?}", json.len());
    }
}

// With a prepared key the buffer that becomes the plaintext is all that a small message costs.
#[test]
fn a_small_message_costs_little() {
    for form in FORMS {
        let key = dir(Enc::A128GCM);
        let encrypt = Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap();
        let message = key.encrypt(encrypt, form, PLAIN).unwrap();
        let decrypter = Decrypter::new(&RustCrypto).key(&key.recipient);
        let decrypter = decrypter.accept(&[Enc::A128GCM]);
        let used = measure(|| drop(common::read(&decrypter, black_box(&message))));
        assert!(used.count_total <= 1, "{form:?}: {used:?}");
    }
}
