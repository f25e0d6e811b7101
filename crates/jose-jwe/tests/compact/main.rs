//! Reading the compact serialization (RFC 7516, sections 5.2 and 7.1): what is refused would decrypt but for the one
//! reason that the test names.
#![cfg(test)]
#![expect(
    clippy::string_slice,
    reason = "what is cut is ASCII, and a test may stop where it fails"
)]

extern crate alloc;

mod base64url;
#[path = "../common/mod.rs"]
mod common;
mod crit;
mod header;
mod names;

use core::time::Duration;
use std::time::Instant;

use common::{PLAIN, Sealed, TOY, Toy, decrypter, read, refused, refused_with};
use jose_jwe::{Limits, ParseError, Part};

const HEADER: &str = r#"{"alg":"X-TOY","enc":"A128GCM"}"#;

/// Header, encrypted key, initialization vector, ciphertext, tag.
fn parts() -> [String; 5] {
    let token = Sealed::new(HEADER).compact(&Toy::new(TOY));
    let parts: Vec<String> = token.split('.').map(String::from).collect();
    parts.try_into().unwrap()
}

#[test]
fn what_is_right_is_read() {
    let token = parts().join(".");
    let toy = Toy::new(TOY);
    let decrypter = decrypter(toy.clone());
    let seen = read(&decrypter, &token);
    assert_eq!((seen.plaintext(), toy.asked()), (PLAIN, 1));
    let encrypted = decrypter.open(&token).unwrap();
    assert_eq!(encrypted.unverified_header().json(), HEADER);
    assert_eq!(
        (encrypted.hint().alg(), encrypted.hint().kid()),
        (Some("X-TOY"), None)
    );
    assert_eq!(encrypted.hints().count(), 1);
    assert!(encrypted.shared_header().is_none());
    assert!(encrypted.recipient_header(0).is_none());
    assert!(encrypted.recipient_header(1).is_none());
}

// B64-01
#[test]
fn b64_01_five_parts() {
    let parts = parts();
    for count in [1, 2, 3, 4] {
        let token = parts[..count].join(".");
        assert_eq!(refused(&token), ParseError::NotFiveParts { parts: count });
    }
    let token = parts.join(".");
    for more in [".", "..", ".A", ".AAAA", "....."] {
        let error = refused(&format!("{token}{more}"));
        assert_eq!(
            (&error, error.code()),
            (&ParseError::NotFiveParts { parts: 6 }, "jwe/not-five-parts")
        );
        assert!(
            refused(&format!("{more}{token}"))
                .code()
                .starts_with("jwe/")
        );
    }
    for (token, parts) in [("", 1), (".", 2), ("..", 3), ("...", 4), (".....", 6)] {
        assert_eq!(refused(token), ParseError::NotFiveParts { parts });
    }
    assert_eq!(refused("...."), ParseError::EmptyPart(Part::Header));
    // The parts of a JWS are told so.
    let jws = "eyJhbGciOiJIUzI1NiJ9.e30.AAAA";
    assert!(refused(jws).to_string().contains("the form of a JWS"));
}

// B64-02: in linear time, and without a list of parts.
#[test]
fn b64_02_millions_of_dots() {
    let toy = Toy::new(TOY);
    let limits = Limits::with(|limits| limits.token_len = 8 << 20);
    let decrypter = decrypter(toy.clone()).limits(limits);
    let start = Instant::now();
    for text in [
        ".".repeat(8 << 20),
        "A.".repeat(4 << 20),
        "A".repeat(8 << 20),
    ] {
        let error = refused_with(&decrypter, &toy, &text);
        assert_eq!(error.code(), "jwe/not-five-parts");
    }
    assert!(start.elapsed() < Duration::from_secs(5));
}

// B64-11, JWE-01: parts that are not there.
#[test]
fn jwe_01_a_part_that_is_empty_or_missing() {
    let parts = parts();
    for (at, code) in [
        (0, "jwe/empty-part"),
        (1, "jwe/missing-encrypted-key"),
        (2, "jwe/length"),
        (3, "jwe/decryption-failed"),
        (4, "jwe/length"),
    ] {
        let mut empty = parts.clone();
        empty[at] = String::new();
        let toy = Toy::new(TOY);
        let error = decrypter(toy.clone())
            .decrypt(&empty.join("."))
            .unwrap_err();
        // Without a key that is encrypted, an algorithm of one's own may be one that has none.
        match at {
            1 => assert_eq!(error.code(), "jwe/decryption-failed"),
            _ => assert_eq!(error.code(), code),
        }
        let removed = [&parts[..at], &parts[at.saturating_add(1)..]].concat();
        let error = refused(&removed.join("."));
        assert_eq!(error, ParseError::NotFiveParts { parts: 4 });
    }
}

// JWE-01: parts that stand in each other's place.
#[test]
fn jwe_01_parts_that_are_exchanged() {
    let parts = parts();
    for one in 0..5 {
        for other in 0..one {
            let mut swapped = parts.clone();
            swapped.swap(one, other);
            let error = decrypter(Toy::new(TOY)).decrypt(&swapped.join("."));
            assert!(error.is_err(), "{one} and {other}");
        }
    }
}

// B64-14, B64-15
#[test]
fn b64_14_15_json_where_the_compact_form_is_expected() {
    let toy = Toy::new(TOY);
    let sealed = Sealed::new(HEADER);
    let decrypter = decrypter(toy.clone());
    for json in [
        sealed.flattened(&toy),
        sealed.json(r#""recipients":[{}]"#),
        "{}".into(),
        "{....".into(),
        format!(r#"{{"{}":"""#, sealed.compact(&toy)),
    ] {
        let error = decrypter.decrypt(&json).unwrap_err();
        assert_eq!(error.code(), "jwe/json-not-compact");
    }
    // And the other way round.
    let error = decrypter.decrypt_json(&sealed.compact(&toy)).unwrap_err();
    assert_eq!(error.code(), "jwe/json");
    assert_eq!(toy.asked(), 0);
}

// HDR-10, HDR-11: the length of all is looked at first, then that of the header.
#[test]
fn hdr_10_11_what_is_too_long() {
    let token = parts().join(".");
    let len = token.len();
    let toy = Toy::new(TOY);
    let with = |max: usize| {
        let limits = Limits::with(|limits| limits.token_len = max);
        decrypter(toy.clone()).limits(limits)
    };
    assert!(with(len).decrypt(&token).is_ok());
    let max = len.saturating_sub(1);
    for text in [
        &*token,
        &".".repeat(len),
        &"!".repeat(len),
        &"{".repeat(len),
    ] {
        let error = with(max).open(text).unwrap_err();
        assert_eq!(error, ParseError::TokenTooLong { len, max });
    }
    let header_len = HEADER.len();
    let with = |max: usize| {
        let limits = Limits::with(|limits| limits.header_len = max);
        decrypter(toy.clone()).limits(limits)
    };
    assert!(with(header_len).decrypt(&token).is_ok());
    let max = header_len.saturating_sub(1);
    let error = with(max).open(&token).unwrap_err();
    assert_eq!(error, ParseError::HeaderTooLong { max });
    // What is too long is not decoded: it is not even base64url.
    let long = format!("{}.A.A.A.A", "!".repeat(30_000));
    assert_eq!(refused(&long), ParseError::HeaderTooLong { max: 16 * 1024 });
    assert_eq!(refused(&long).code(), "jwe/header-too-long");
}

// HDR-12, API-01: an error has nothing of the text.
#[test]
fn hdr_12_errors_do_not_echo() {
    let secret = "SECRETSECRETSECRETSECRETSECRETSECRETSECRET";
    let parts = parts();
    let [header, key, iv, ciphertext, tag] = &parts;
    for text in [
        secret.to_owned(),
        format!("{secret}.{secret}.{secret}"),
        format!("{secret}.{key}.{iv}.{ciphertext}.{tag}"),
        format!("{header}.{secret}!.{iv}.{ciphertext}.{tag}"),
        format!("{header}.{key}.{secret}.{ciphertext}.{tag}"),
        format!("{header}.{key}.{iv}.{secret}!.{tag}"),
        format!("{header}.{key}.{iv}.{ciphertext}.{secret}"),
        Sealed::new(format!(
            r#"{{"alg":"X-TOY","enc":"A128GCM","kid":7,"x":"{secret}"}}"#
        ))
        .compact(&Toy::new(TOY)),
        Sealed::new(format!(
            r#"{{"alg":"X-TOY","enc":"A128GCM","crit":["{secret}"],"{secret}":1}}"#
        ))
        .compact(&Toy::new(TOY)),
        Sealed::new(format!(r#"{{"alg":"{secret}","enc":"A128GCM"}}"#)).compact(&Toy::new(TOY)),
        Sealed::new(format!(r#"{{"alg":"X-TOY","enc":"{secret}"}}"#)).compact(&Toy::new(TOY)),
        Sealed::new(format!(
            r#"{{"alg":"X-TOX","kid":"{secret}","enc":"A128GCM"}}"#
        ))
        .compact(&Toy::new(TOY)),
    ] {
        let error = decrypter(Toy::new(TOY)).decrypt(&text).unwrap_err();
        // A name may be told, cut at 32 characters.
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(!shown.contains(&secret[..33]), "{shown}");
        }
    }
}
