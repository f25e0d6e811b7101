//! What a header says about algorithms and keys is a claim of the sender's (RFC 7516, section 4.1; RFC 8725, section 3.1):
//! ALG-03, ALG-05, ALG-06, ALG-18, ALG-20, ALG-21, HDR-19 to HDR-23, JWE-09.

use jose_jwe::jwk::{JwkError, NameError};
use jose_jwe::{Alg, DecryptError, Decrypter, ParseError};

use crate::HEADER;
use crate::common::{ENCS, PLAIN, Sealed, TOY, Toy, decrypter, header_refused, read, refused_with};

fn code(header: &str, decrypter: &Decrypter<'_>, toy: &Toy) -> &'static str {
    refused_with(decrypter, toy, &Sealed::new(header).compact(toy)).code()
}

// ALG-03, ALG-05, ALG-20: refused by name, whoever has which key.
#[test]
fn alg_03_05_20_refused_names() {
    for name in [
        "none", "None", "NONE", "noNe", "RS1", "HS1", "A128CBC", "A192CBC", "A256CBC", "A128CTR",
        "A192CTR", "A256CTR", "",
    ] {
        let error = header_refused(format!(r#"{{"alg":"{name}","enc":"A128GCM"}}"#));
        assert!(matches!(error, ParseError::Alg(_)), "{name}: {error:?}");
        assert_eq!(error.code(), "jwe/alg-refused");
    }
    for name in [
        "A128CBC", "A192CBC", "A256CBC", "A128CTR", "A192CTR", "A256CTR", "",
    ] {
        let error = header_refused(format!(r#"{{"alg":"X-TOY","enc":"{name}"}}"#));
        assert!(matches!(error, ParseError::Enc(_)), "{name}: {error:?}");
        assert_eq!(error.code(), "jwe/enc-refused");
    }
    let error = header_refused(r#"{"alg":"none","enc":"A128GCM"}"#);
    assert!(matches!(error, ParseError::Alg(NameError::None)));
    // Escapes do not hide it.
    let error = header_refused(r#"{"alg":"\u006eone","enc":"A128GCM"}"#);
    assert!(matches!(error, ParseError::Alg(_)));
}

// ALG-03: other names are as they are spelled.
#[test]
fn alg_03_names_are_case_sensitive() {
    for name in [
        "none ",
        " none",
        "none\\u0000",
        "x-toy",
        "X-Toy",
        "X-TOY ",
        "DIR",
        "Dir",
        "a128kw",
        "RSA_OAEP",
        "RSA-OAEP-1",
        "\u{ff38}-TOY",
    ] {
        let header = format!(r#"{{"alg":"{name}","enc":"A128GCM"}}"#);
        let toy = Toy::new(TOY);
        let error = refused_with(
            &decrypter(toy.clone()),
            &toy,
            &Sealed::new(header).compact(&toy),
        );
        let codes = [
            "jwe/no-matching-key",
            "jwe/alg-refused",
            "jwe/encrypted-key-present",
        ];
        assert!(codes.contains(&error.code()), "{name}: {error:?}");
    }
    for name in [
        "a128gcm",
        "A128gcm",
        "A128GCM ",
        "A128-GCM",
        "AES128GCM",
        "A512GCM",
    ] {
        let header = format!(r#"{{"alg":"X-TOY","enc":"{name}"}}"#);
        let toy = Toy::new(TOY);
        assert_eq!(
            code(&header, &decrypter(toy.clone()), &toy),
            "jwe/enc-not-accepted"
        );
    }
}

#[test]
fn alg_06_no_alg_or_no_name() {
    assert_eq!(
        header_refused(r#"{"enc":"A128GCM"}"#),
        ParseError::MissingAlg
    );
    for value in ["null", "1", "[]", "{}", "true", r#"["X-TOY"]"#] {
        let error = header_refused(format!(r#"{{"alg":{value},"enc":"A128GCM"}}"#));
        assert_eq!(error.code(), "header/wrong-type", "{value}");
    }
}

// JWE-09: reading does not ask for an `enc`, choosing how to decrypt does.
#[test]
fn jwe_09_no_enc() {
    let toy = Toy::new(TOY);
    let token = Sealed::new(r#"{"alg":"X-TOY"}"#).compact(&toy);
    let decrypter = decrypter(toy.clone());
    assert_eq!(decrypter.open(&token).unwrap().hint().alg(), Some("X-TOY"));
    let error = refused_with(&decrypter, &toy, &token);
    assert!(matches!(error, DecryptError::MissingEnc));
    assert_eq!(error.code(), "jwe/missing-enc");
    let error = decrypter.open(&token).unwrap().pending(&toy).unwrap_err();
    assert!(matches!(error, DecryptError::MissingEnc));
}

// ALG-18
#[test]
fn alg_18_algorithms_of_signatures() {
    for name in [
        "HS256",
        "RS256",
        "PS256",
        "ES256",
        "EdDSA",
        "Ed25519",
        "ML-DSA-44",
    ] {
        let toy = Toy::new(TOY);
        let header = format!(r#"{{"alg":"{name}","enc":"A128GCM"}}"#);
        assert_eq!(
            code(&header, &decrypter(toy.clone()), &toy),
            "jwe/no-matching-key"
        );
        // The name of a content encryption is none for a key.
        let header = format!(r#"{{"alg":"X-TOY","enc":"{name}"}}"#);
        assert_eq!(
            code(&header, &decrypter(toy.clone()), &toy),
            "jwe/enc-not-accepted"
        );
    }
}

// ALG-21: names that are special in some language are none in this one.
#[test]
fn alg_21_names_of_prototypes() {
    for name in ["__proto__", "constructor", "toString", "hasOwnProperty"] {
        let toy = Toy::new(TOY).kid("mine");
        let decrypter = decrypter(toy.clone());
        for (header, expected) in [
            (
                format!(r#"{{"alg":"{name}","enc":"A128GCM"}}"#),
                "jwe/no-matching-key",
            ),
            (
                format!(r#"{{"alg":"X-TOY","enc":"{name}"}}"#),
                "jwe/enc-not-accepted",
            ),
            (
                format!(r#"{{"alg":"X-TOY","enc":"A128GCM","kid":"{name}"}}"#),
                "jwe/no-matching-key",
            ),
        ] {
            assert_eq!(code(&header, &decrypter, &toy), expected);
        }
        let header =
            format!(r#"{{"alg":"X-TOY","enc":"A128GCM","kid":"mine","{name}":{{"alg":"none"}}}}"#);
        let seen = read(&decrypter, &Sealed::new(&header).compact(&toy));
        assert_eq!(seen.plaintext(), PLAIN);
    }
}

// HDR-19, HDR-20, HDR-22: what a header says about its key is text to look at, and no key.
#[test]
fn hdr_22_key_hints_are_data() {
    let toy = Toy::new(TOY);
    let header = r#"{"alg":"X-TOY","enc":"A128GCM","jku":"http://169.254.169.254/latest","x5u":"file:///etc/passwd","x5t":"not base64!",
        "x5c":["not a certificate"],"jwk":{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","kid":"x"}}"#;
    let token = Sealed::new(header).compact(&toy);
    let nobody = Decrypter::new(&jose_jwa::RustCrypto).accept(&ENCS);
    let error = nobody.decrypt(&token).unwrap_err();
    assert_eq!(error.code(), "jwe/no-matching-key");
    let with_key = decrypter(toy.clone());
    let encrypted = with_key.open(&token).unwrap();
    let hint = encrypted.hint();
    assert_eq!(hint.jku(), Some("http://169.254.169.254/latest"));
    assert_eq!(hint.x5u(), Some("file:///etc/passwd"));
    assert_eq!(hint.untrusted_jwk(), Err(JwkError::NotPublic));
    assert_eq!(encrypted.decrypt().unwrap().plaintext(), PLAIN);
}

// HDR-23
#[test]
fn hdr_23_a_kid_is_any_string_and_nothing_but_a_name() {
    let toy = Toy::new(TOY).kid("k1");
    for kid in [
        "../../dev/null",
        "' OR 1=1 --",
        "",
        "K1",
        "k1 ",
        "k1\\u0000",
        "\u{1f511}",
    ] {
        let header = format!(r#"{{"alg":"X-TOY","enc":"A128GCM","kid":"{kid}"}}"#);
        assert_eq!(
            code(&header, &decrypter(toy.clone()), &toy),
            "jwe/no-matching-key"
        );
    }
    for kid in ["7", "null", "[]", r#"{"kid":"k1"}"#, "true"] {
        let header = format!(r#"{{"alg":"X-TOY","enc":"A128GCM","kid":{kid}}}"#);
        assert_eq!(header_refused(header).code(), "header/wrong-type");
    }
    let long = format!(
        r#"{{"alg":"X-TOY","enc":"A128GCM","kid":"{}"}}"#,
        "k".repeat(17_000)
    );
    assert_eq!(header_refused(long).code(), "jwe/header-too-long");
}

// The keys and the list of content encryption *are* the allow-list.
#[test]
fn nothing_is_accepted_that_was_not_asked_for() {
    let toy = Toy::new(TOY);
    let token = Sealed::new(HEADER).compact(&toy);
    let decrypter = Decrypter::new(&jose_jwa::RustCrypto);
    for (decrypter, expected) in [
        (decrypter.clone(), "jwe/enc-not-accepted"),
        (decrypter.clone().key(toy.clone()), "jwe/enc-not-accepted"),
        (decrypter.clone().accept(&ENCS), "jwe/no-matching-key"),
        (
            decrypter.clone().key(toy.clone()).accept(&ENCS[1..]),
            "jwe/enc-not-accepted",
        ),
        (
            decrypter.clone().accept(&ENCS).key(Toy::new(Alg::A128KW)),
            "jwe/no-matching-key",
        ),
    ] {
        assert_eq!(refused_with(&decrypter, &toy, &token).code(), expected);
    }
    let seen = decrypter.key(toy).accept(&ENCS[..1]);
    assert_eq!(read(&seen, &token).plaintext(), PLAIN);
}
