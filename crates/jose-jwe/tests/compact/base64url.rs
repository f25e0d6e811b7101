//! One text for one octet sequence (RFC 7515, section 2; RFC 7516, section 2): B64-03 to B64-10, in every part.

use jose_b64::{DecodeErrorKind, Padding};
use jose_jwe::{Decrypter, Enc, ParseError, Part};

use crate::common::{PLAIN, Sealed, TOY, Toy, decrypter, read, refused, refused_with};
use crate::{HEADER, parts};

const PARTS: [Part; 5] = [
    Part::Header,
    Part::EncryptedKey,
    Part::Iv,
    Part::Ciphertext,
    Part::Tag,
];

/// Refused because this part is not base64url.
#[track_caller]
fn malformed(at: usize, part: &str) -> DecodeErrorKind {
    let mut parts = parts();
    parts[at] = part.into();
    let token = parts.join(".");
    let ParseError::Base64 { part, error } = refused(&token) else {
        panic!("{token}: {:?}", refused(&token))
    };
    assert_eq!(part, PARTS[at]);
    error.kind()
}

// B64-03
#[test]
fn b64_03_padding_is_refused_in_every_part() {
    for (at, part) in parts().iter().enumerate() {
        for padding in ["=", "==", "===", "===="] {
            let kind = malformed(at, &format!("{part}{padding}"));
            assert_eq!(kind, DecodeErrorKind::Padding, "{part}{padding}");
            let kind = malformed(at, &format!("{padding}{part}"));
            assert_eq!(kind, DecodeErrorKind::Padding, "{padding}{part}");
        }
    }
}

// B64-03: what was authenticated is the text with its padding, and the right amount of it is the only one.
#[test]
fn b64_03_padding_allowed_takes_the_right_amount_or_none() {
    let toy = Toy::new(TOY);
    let lenient = || decrypter(toy.clone()).padding(Padding::Allowed);
    let plain = parts();
    assert_eq!(read(&lenient(), &plain.join(".")).plaintext(), PLAIN);
    let right = |part: &str| "=".repeat(part.len().wrapping_neg() & 3);
    for at in 1..5 {
        let mut padded = plain.clone();
        padded[at] = format!("{}{}", plain[at], right(&plain[at]));
        let token = padded.join(".");
        assert_eq!(read(&lenient(), &token).plaintext(), PLAIN);
        for wrong in ["=", "==", "===", "===="] {
            if wrong == right(&plain[at]) {
                continue;
            }
            let mut padded = plain.clone();
            padded[at] = format!("{}{wrong}", plain[at]);
            let error = lenient().open(&padded.join(".")).unwrap_err();
            let ParseError::Base64 { part, .. } = error else {
                panic!("{error:?}")
            };
            assert_eq!(part, PARTS[at], "{wrong}");
        }
    }
    // A header that was sent with padding was authenticated with it: it is not read without.
    for header in [format!("{HEADER} "), format!("{HEADER}  ")] {
        let header = jose_b64::encode(header);
        let padded = format!("{header}{}", right(&header));
        let sealed = Sealed::with(Enc::A128GCM, &padded, None, PLAIN);
        let token = sealed.compact(&toy);
        assert_eq!(read(&lenient(), &token).plaintext(), PLAIN);
        let stripped = token.replacen(&padded, padded.trim_end_matches('='), 1);
        if stripped != token {
            let error = lenient().decrypt(&stripped).unwrap_err();
            assert_eq!(error.code(), "jwe/decryption-failed");
        }
    }
    // In JSON, too, `aad` among it.
    let sealed = Sealed::with(Enc::A128GCM, &jose_b64::encode(HEADER), None, PLAIN);
    let json = sealed.flattened(&toy);
    for part in [&sealed.iv, &sealed.ciphertext, &sealed.tag] {
        let text = jose_b64::encode(part);
        let padded = json.replacen(&text, &format!("{text}{}", right(&text)), 1);
        assert_eq!(read(&lenient(), &padded).plaintext(), PLAIN);
        let wrong = json.replacen(&text, &format!("{text}===="), 1);
        assert_eq!(
            lenient().open_json(&wrong).unwrap_err().code(),
            "jwe/base64"
        );
    }
    aad_with_padding(&lenient());
}

fn aad_with_padding(lenient: &Decrypter<'_>) {
    let toy = Toy::new(TOY);
    let protected = jose_b64::encode(HEADER);
    // Authenticated is the text with its `=`.
    let authenticated = format!("{protected}.YQ==");
    let sealed = Sealed::with(Enc::A128GCM, &authenticated, None, PLAIN);
    let json = sealed.flattened(&toy);
    let json = json.replacen(&authenticated, &format!(r#"{protected}","aad":"YQ=="#), 1);
    let seen = read(lenient, &json);
    assert_eq!(
        (seen.plaintext(), seen.aad()),
        (PLAIN, Some(b"a".as_slice()))
    );
    let stripped = json.replacen("YQ==", "YQ", 1);
    let error = lenient.decrypt_json(&stripped).unwrap_err();
    assert_eq!(error.code(), "jwe/decryption-failed");
    assert_eq!(refused(&json).code(), "jwe/base64");
}

// B64-04, B64-05, B64-06, B64-09: nothing but the alphabet, at the beginning, inside and at the end.
#[test]
fn b64_04_05_06_09_symbols_of_no_alphabet() {
    let strange = [
        "+",
        "/",
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "?",
        "!",
        "%",
        "\0",
        "%2B",
        ",",
        "*",
        "~",
        "\"",
        "\u{e9}",
        "\u{ff21}",
        "\u{ff0e}",
        "\u{feff}",
        "\u{1f511}",
        "\u{200b}",
    ];
    for (at, part) in parts().iter().enumerate() {
        for symbol in strange {
            let (start, end) = part.split_at(2);
            for text in [
                format!("{symbol}{part}"),
                format!("{start}{symbol}{end}"),
                format!("{part}{symbol}"),
                // In the place of a symbol.
                format!("{symbol}{}", &part[1..]),
            ] {
                let kind = malformed(at, &text);
                // Its length may be wrong, too, which is seen first.
                assert!(
                    [DecodeErrorKind::InvalidSymbol, DecodeErrorKind::Length].contains(&kind),
                    "{kind:?} {text:?}"
                );
            }
        }
    }
}

// B64-07: bits that nobody reads are zero.
#[test]
fn b64_07_unused_bits() {
    for (at, part) in parts().iter().enumerate() {
        let unused: u32 = match part.len() & 3 {
            2 => 4,
            3 => 2,
            _ => continue,
        };
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let (rest, last) = part.split_at(part.len().saturating_sub(1));
        let value = alphabet.find(last).unwrap();
        for more in 1..1_usize << unused {
            let other = alphabet.chars().nth(value | more).unwrap();
            let kind = malformed(at, &format!("{rest}{other}"));
            assert_eq!(kind, DecodeErrorKind::TrailingBits);
        }
    }
    // There are such parts: key and tag have 16 octets, the ciphertext has 5.
    let lens = parts().map(|part| part.len() & 3);
    assert_eq!(lens[1..], [2, 0, 3, 2]);
}

// B64-08
#[test]
fn b64_08_no_octets_have_that_many_symbols() {
    for at in 0..5 {
        for len in [1, 5, 9, 21, 41] {
            assert_eq!(malformed(at, &"A".repeat(len)), DecodeErrorKind::Length);
        }
    }
}

// B64-10: what stands around a token is no part of it.
#[test]
fn b64_10_what_stands_around_a_token() {
    let token = parts().join(".");
    for text in [
        format!("Bearer {token}"),
        format!("bearer {token}"),
        format!("\"{token}\""),
        format!("'{token}'"),
        format!("\u{feff}{token}"),
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("\n{token}"),
        format!("{token}\0"),
        format!("<{token}>"),
        format!("jwe={token}"),
        format!("{token};"),
    ] {
        assert_eq!(refused(&text).code(), "jwe/base64", "{text:?}");
    }
    let toy = Toy::new(TOY);
    let utf16: String = token.chars().flat_map(|symbol| [symbol, '\0']).collect();
    let error = refused_with(&decrypter(toy.clone()), &toy, &utf16);
    assert_eq!(error.code(), "jwe/base64");
}
