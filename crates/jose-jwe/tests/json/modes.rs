//! Whether the mode has an encrypted key, and whether it is alone (RFC 7516, section 5.2, steps 10 and 11, and section
//! 7.2.1): JWE-02 to JWE-05.

use jose_jwa::Dir;
use jose_jwe::{Decrypter, Enc, ParseError};

use crate::common::{PLAIN, Sealed, TOY, Toy, decrypter, read, refused, refused_with};
use crate::recipient;

const DIR: &str = r#"{"alg":"dir","enc":"A128GCM"}"#;

fn dir() -> Decrypter<'static> {
    let key = Dir::new(Enc::A128GCM, &[9; 16]).unwrap();
    Decrypter::new(&jose_jwa::RustCrypto)
        .key(key)
        .accept(&[Enc::A128GCM])
}

#[track_caller]
fn refused_by_dir(message: &str) -> &'static str {
    let error = refused_with(&dir(), &Toy::new(TOY), message);
    error.code()
}

// JWE-02
#[test]
fn jwe_02_an_encrypted_key_where_there_is_none() {
    for alg in ["dir", "ECDH-ES"] {
        let sealed = Sealed::new(DIR.replace("dir", alg));
        for key in ["AAAA", "AA", "AAAAAAAAAAAAAAAAAAAAAA"] {
            let member = format!(r#""encrypted_key":"{key}""#);
            for message in [
                sealed.compact_with(key),
                sealed.json(&member),
                sealed.general(&[format!("{{{member}}}")]),
            ] {
                let error = refused(&message);
                assert_eq!(
                    (&error, error.code()),
                    (
                        &ParseError::EncryptedKeyPresent,
                        "jwe/encrypted-key-present"
                    )
                );
                assert_eq!(refused_by_dir(&message), "jwe/encrypted-key-present");
            }
        }
    }
    let sealed = Sealed::new(DIR);
    assert_eq!(read(&dir(), &sealed.compact_with("")).plaintext(), PLAIN);
    assert_eq!(
        read(&dir(), &format!("{{{}}}", sealed.members())).plaintext(),
        PLAIN
    );
    assert_eq!(read(&dir(), &sealed.general(&["{}"])).plaintext(), PLAIN);
}

// JWE-02: an empty member must be absent, unless that is allowed.
#[test]
fn jwe_02_an_empty_member() {
    let sealed = Sealed::new(DIR);
    let empty = r#""encrypted_key":"""#;
    for json in [
        sealed.json(empty),
        sealed.general(&[format!("{{{empty}}}")]),
    ] {
        assert_eq!(refused(&json), ParseError::EncryptedKeyPresent);
        let seen = read(&dir().allow_empty_encrypted_key(), &json);
        assert_eq!(seen.plaintext(), PLAIN);
        // It allows nothing else.
        let full = json.replace(empty, r#""encrypted_key":"AAAA""#);
        let error = dir().allow_empty_encrypted_key().decrypt_json(&full);
        assert_eq!(error.unwrap_err().code(), "jwe/encrypted-key-present");
    }
    let kw = Sealed::new(DIR.replace("dir", "A128KW"));
    let error = dir()
        .allow_empty_encrypted_key()
        .decrypt_json(&kw.json(empty));
    assert_eq!(error.unwrap_err().code(), "jwe/missing-encrypted-key");
}

// JWE-03
#[test]
fn jwe_03_no_encrypted_key_where_there_is_one() {
    for alg in [
        "A128KW",
        "A256GCMKW",
        "RSA-OAEP",
        "RSA1_5",
        "ECDH-ES+A128KW",
        "PBES2-HS256+A128KW",
    ] {
        let sealed = Sealed::new(DIR.replace("dir", alg));
        for message in [
            sealed.compact_with(""),
            format!("{{{}}}", sealed.members()),
            sealed.json(r#""encrypted_key":"""#),
            sealed.general(&["{}"]),
            sealed.general(&[r#"{"encrypted_key":""}"#]),
            sealed.general(&[r#"{"encrypted_key":"AAAA"}"#, "{}"]),
        ] {
            let error = refused(&message);
            assert_eq!(
                (&error, error.code()),
                (
                    &ParseError::MissingEncryptedKey,
                    "jwe/missing-encrypted-key"
                )
            );
        }
    }
}

// JWE-04, JWE-05
#[test]
fn jwe_04_05_a_direct_mode_is_alone() {
    let sealed = crate::sealed();
    let toy = Toy::new(TOY);
    let wrapped = format!("{{{}}}", recipient(&sealed, ""));
    for alg in ["dir", "ECDH-ES", "X-DIRECT"] {
        let direct = format!(r#"{{"header":{{"alg":"{alg}"}}}}"#);
        for list in [
            vec![&direct, &direct],
            vec![&direct, &wrapped],
            vec![&wrapped, &direct],
            vec![&wrapped, &wrapped, &direct],
        ] {
            let json = sealed.general(&list);
            let error = refused(&json);
            assert_eq!(
                (&error, error.code()),
                (&ParseError::DirectNotAlone, "jwe/direct-not-alone")
            );
            // JWE-05: not even for the one who could.
            let both = dir().key(toy.clone());
            assert_eq!(
                refused_with(&both, &toy, &json).code(),
                "jwe/direct-not-alone"
            );
        }
        let with_key = format!(r#"{{"header":{{"alg":"{alg}"}},"encrypted_key":"AAAA"}}"#);
        if alg != "X-DIRECT" {
            for list in [[&with_key, &wrapped], [&wrapped, &with_key]] {
                assert_eq!(
                    refused(&sealed.general(&list)),
                    ParseError::EncryptedKeyPresent
                );
            }
        }
    }
    // Of an algorithm of one's own the message says whether it has a key.
    let own = Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    let agreed = Toy::new(TOY).secret(9);
    assert_eq!(
        read(&decrypter(agreed.clone()), &own.compact_with("")).plaintext(),
        PLAIN
    );
    assert_eq!(
        read(&decrypter(agreed.clone()), &own.compact(&agreed)).plaintext(),
        PLAIN
    );
}

// JWE-10: a key that is the CEK is for one `enc`, and is not found for another.
#[test]
fn jwe_10_a_key_for_another_enc() {
    for enc in crate::common::ENCS {
        let protected = jose_b64::encode(format!(r#"{{"alg":"dir","enc":"{enc}"}}"#));
        let sealed = Sealed::with(enc, &protected, None, PLAIN);
        let decrypter = dir().accept(&crate::common::ENCS);
        let seen = decrypter.decrypt(&sealed.compact_with(""));
        match enc == Enc::A128GCM {
            true => assert_eq!(seen.unwrap().plaintext(), PLAIN),
            false => assert_eq!(seen.unwrap_err().code(), "jwe/no-matching-key"),
        }
        let key = Dir::new(Enc::A128GCM, &[9; 16]).unwrap();
        let token = sealed.compact_with("");
        let seen = decrypter.open(&token).unwrap().decrypt_with(&key);
        assert_eq!(seen.is_ok(), enc == Enc::A128GCM);
    }
    assert!(Dir::new(Enc::A256GCM, &[9; 16]).is_err());
}
