//! What is not made, because recipients must refuse it or because it would not be safe (RFC 7516, section 5.1).
#![cfg(test)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod headers;
mod sources;

use common::{Answer, ENCS, PLAIN, TOY, Toy, cipher};
use jose_jwa::{Dir, RustCrypto};
use jose_jwe::{
    Alg, BuildError, Enc, Encrypt, EncryptedCek, Limits, ObjectWriter, RecipientHeaderBuilder,
    RemoteKey,
};

fn encrypt<'a>() -> Encrypt<'a> {
    Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap()
}

/// The code of the one reason why no message was made, whatever its form.
#[track_caller]
fn refused(made: Result<String, BuildError>) -> &'static str {
    let error = made.map(|made| panic!("{made}")).unwrap_err();
    assert!(!error.to_string().is_empty());
    error.code()
}

/// The same of every form that is made for this one key.
#[track_caller]
fn refused_by_all<'a>(encrypt: impl Fn() -> Encrypt<'a>) -> &'static str {
    let toy = Toy::new(TOY);
    let key = Dir::new(Enc::A128GCM, &[4; 16]).unwrap();
    let code = refused(encrypt().to(&toy).flattened(PLAIN));
    for made in [
        encrypt().to(&toy).general(PLAIN),
        encrypt().to(&toy).to(&toy).general(PLAIN),
        encrypt()
            .to_with(&toy, RecipientHeaderBuilder::new())
            .flattened(PLAIN),
        encrypt().direct(&key).flattened(PLAIN),
        encrypt().direct(&key).general(PLAIN),
    ] {
        assert_eq!(refused(made), code);
    }
    code
}

#[test]
fn an_enc_that_nobody_has() {
    for name in ["A512GCM", "a128gcm", "A128KW", "A128GCM ", "X-MINE"] {
        let enc = Enc::parse(name).unwrap();
        let error = Encrypt::new(&RustCrypto, enc).unwrap_err();
        assert_eq!(error.code(), "jwe/build-unknown-enc");
        let text = error.to_string();
        assert!(
            text.starts_with(&format!("the backend has no enc {name} (")),
            "{text}"
        );
    }
    // ALG-20: names that are refused become one that nobody has.
    for name in ["A128CBC", "A256CTR", ""] {
        let error = Encrypt::new(&RustCrypto, Enc::new(name)).unwrap_err();
        assert_eq!(error.code(), "jwe/build-unknown-enc");
    }
}

// ALG-01, ALG-03, ALG-20: whatever a key says of itself.
#[test]
fn alg_01_a_key_with_a_refused_name() {
    for name in ["none", "None", "RS1", "A128CBC", ""] {
        let toy = Toy::new(Alg::new(name));
        let code = "jwe/alg-refused";
        assert_eq!(refused(encrypt().to(&toy).compact(PLAIN)), code);
        assert_eq!(refused(encrypt().to(&toy).to(&toy).general(PLAIN)), code);
        assert_eq!(refused(encrypt().direct(&toy).compact(PLAIN)), code);
    }
}

#[test]
fn forms_have_room_for_so_many() {
    let toy = Toy::new(TOY);
    let two = || encrypt().to(&toy).to(&toy);
    for (made, recipients) in [
        (two().compact(PLAIN), 2),
        (two().flattened(PLAIN), 2),
        (two().to(&toy).flattened(PLAIN), 3),
    ] {
        let error = made.unwrap_err();
        assert!(
            matches!(error, BuildError::NotOneRecipient { recipients: found } if found == recipients)
        );
        assert_eq!(error.code(), "jwe/build-not-one-recipient");
    }
    assert_eq!(toy.asked(), 0);
    let prepare = || encrypt().prepare().unwrap();
    for made in [
        prepare().compact(PLAIN),
        prepare().flattened(PLAIN),
        prepare().general(PLAIN),
    ] {
        assert_eq!(refused(made), "jwe/build-no-recipient");
    }
}

#[test]
fn jwe_08_too_many_recipients() {
    let toy = Toy::new(TOY);
    let to = |count: usize| (1..count).fold(encrypt().to(&toy), |to, _| to.to(&toy));
    assert!(to(16).general(PLAIN).is_ok());
    let asked = toy.asked();
    for count in [17, 100] {
        assert_eq!(
            refused(to(count).general(PLAIN)),
            "jwe/build-too-many-recipients"
        );
    }
    assert_eq!(toy.asked(), asked);
    let two = Limits::with(|limits| limits.recipients = 2);
    let to = |count: usize| {
        let first = encrypt().limits(two.clone()).to(&toy);
        (1..count).fold(first, |to, _| to.to(&toy))
    };
    assert!(to(2).general(PLAIN).is_ok());
    assert_eq!(
        refused(to(3).general(PLAIN)),
        "jwe/build-too-many-recipients"
    );
}

// JWE-11, JWE-12
#[test]
fn jwe_11_12_aad() {
    let toy = Toy::new(TOY);
    let key = Dir::new(Enc::A128GCM, &[4; 16]).unwrap();
    assert_eq!(refused_by_all(|| encrypt().aad(b"")), "jwe/build-empty-aad");
    let code = "jwe/build-not-compact";
    for aad in [b"".as_slice(), b"x"] {
        assert_eq!(refused(encrypt().aad(aad).to(&toy).compact(PLAIN)), code);
        assert_eq!(
            refused(encrypt().aad(aad).direct(&key).compact(PLAIN)),
            code
        );
    }
    let long = vec![0; 1 << 20];
    let made = encrypt().aad(&long).to(&toy).flattened(PLAIN);
    assert_eq!(refused(made), "jwe/build-token-too-long");
}

#[test]
fn the_compact_form_has_no_unprotected_header() {
    let toy = Toy::new(TOY);
    let key = Dir::new(Enc::A128GCM, &[4; 16]).unwrap();
    let shared = || encrypt().shared_header("x", &1);
    let prepared = || encrypt().prepare().unwrap();
    for made in [
        shared().to(&toy).compact(PLAIN),
        shared().direct(&key).compact(PLAIN),
        shared().prepare().unwrap().to(&toy).compact(PLAIN),
        encrypt()
            .to_with(&toy, RecipientHeaderBuilder::new())
            .compact(PLAIN),
        prepared()
            .to_with(&toy, RecipientHeaderBuilder::new())
            .compact(PLAIN),
    ] {
        assert_eq!(refused(made), "jwe/build-not-compact");
    }
    assert_eq!(toy.asked(), 0);
}

// JWE-10
#[test]
fn jwe_10_a_key_that_is_the_cek_of_another_enc() {
    for own in ENCS {
        let key = Dir::new(own, &vec![4; cipher(own).cek_len()]).unwrap();
        for enc in ENCS {
            let made = Encrypt::new(&RustCrypto, enc).unwrap().direct(&key);
            let made = made.compact(PLAIN);
            if own == enc {
                assert!(made.is_ok());
            } else {
                assert_eq!(refused(made), "jwe/build-enc-mismatch");
            }
        }
    }
}

#[test]
fn jwe_10_an_agreed_cek_of_another_length() {
    for enc in ENCS {
        let needed = cipher(enc).cek_len();
        for len in [0, 1, 15, 16, 17, 24, 32, 48, 63, 64, 65] {
            let toy = Toy::new(TOY).answers(Answer::OfLength(len));
            let made = Encrypt::new(&RustCrypto, enc).unwrap().direct(&toy);
            let made = made.compact(PLAIN);
            if len == needed {
                assert!(made.is_ok());
                continue;
            }
            let error = made.unwrap_err();
            assert_eq!(error.code(), "jwe/build-cek-length");
            assert!(
                matches!(error, BuildError::CekLength { len: found, needed: right } if (found, right) == (len, needed))
            );
        }
    }
}

// JWE-02, JWE-03, JWE-04: an encrypted key stands where the mode has one, and nowhere else.
#[test]
fn jwe_02_03_04_an_answer_that_is_none_of_this_mode() {
    let remote = |alg| RemoteKey::new(alg);
    let to = |alg: Alg<'static>, answer: &[u8]| {
        let prepared = encrypt().prepare().unwrap();
        let answer = EncryptedCek::new(answer);
        prepared.attach(&remote(alg), answer)
    };
    for alg in [Alg::DIR, Alg::ECDH_ES] {
        for made in [
            to(alg, b"key").compact(PLAIN),
            to(alg, b"key").general(PLAIN),
        ] {
            assert_eq!(refused(made), "jwe/encrypted-key-present");
        }
    }
    for alg in [Alg::A128KW, Alg::RSA_OAEP, Alg::ECDH_ES_A128KW] {
        for made in [to(alg, b"").compact(PLAIN), to(alg, b"").general(PLAIN)] {
            assert_eq!(refused(made), "jwe/missing-encrypted-key");
        }
    }
    let toy = Toy::new(TOY);
    for alg in [Alg::DIR, Alg::ECDH_ES, Alg::new("X-DIRECT")] {
        let made = to(alg, b"").to(&toy).general(PLAIN);
        assert_eq!(refused(made), "jwe/direct-not-alone");
    }
}

// PBE-01 to PBE-03, ECE-04, ECE-07: parameters that a device answers with and recipients refuse.
#[test]
fn parameters_that_recipients_refuse() {
    let made = |name: &str, value: serde_json::Value| {
        let mut parameters = ObjectWriter::new();
        parameters.serialize(name, &value).unwrap();
        let answer = EncryptedCek::with_parameters(b"key", parameters);
        let prepared = encrypt().prepare().unwrap();
        let key = RemoteKey::new(Alg::new("X-REMOTE"));
        refused(prepared.attach(&key, answer).compact(PLAIN))
    };
    for (name, value) in [
        ("p2c", 999_u64),
        ("p2c", 0),
        ("p2c", 1_200_001),
        ("p2c", u64::MAX),
    ] {
        assert_eq!(made(name, value.into()), "jwe/iterations");
    }
    for (name, value) in [
        ("p2c", "1000"),
        ("p2s", "AAAA"),
        ("p2s", "not base64url"),
        ("iv", "="),
        ("tag", "A"),
        ("apu", "!"),
        ("apv", "AB"),
        ("epk", "key"),
    ] {
        assert_eq!(made(name, value.into()), "jwe/parameter", "{name}");
    }
    // HDR-14: what is no key's to say.
    for name in ["alg", "enc", "zip", "crit", "typ", "cty", "kid"] {
        assert_eq!(made(name, "X".into()), "header/reserved", "{name}");
    }
}

// ZIP-06
#[cfg(feature = "zip")]
#[test]
fn zip_06_nothing_is_compressed_unless_asked_for() {
    let toy = Toy::new(TOY);
    let plaintext = [7; 4_096];
    let token = encrypt().to(&toy).compact(&plaintext).unwrap();
    assert!(token.len() > 4_096);
    let header = jose_b64::decode(token.split('.').next().unwrap()).unwrap();
    assert_eq!(header, br#"{"alg":"X-TOY","enc":"A128GCM"}"#);
    let token = encrypt().compress().to(&toy).compact(&plaintext).unwrap();
    assert!(token.len() < 400);
    let header = jose_b64::decode(token.split('.').next().unwrap()).unwrap();
    assert_eq!(header, br#"{"alg":"X-TOY","enc":"A128GCM","zip":"DEF"}"#);
}

// API-01: what is secret is not shown.
#[test]
fn api_01_nothing_secret_is_shown() {
    let toy = Toy::new(TOY);
    let prepared = encrypt().header("x", "value").prepare().unwrap();
    let cek = prepared.cek().expose_secret().to_vec();
    let shown = format!("{prepared:?} {:?}", prepared.cek());
    assert!(
        shown.contains("A128GCM") && shown.contains("Cek(..)"),
        "{shown}"
    );
    assert!(
        !shown.contains(&format!("{cek:?}")) && !shown.contains("value"),
        "{shown}"
    );
    let to = encrypt().to(&toy);
    assert!(format!("{to:?}").contains("X-TOY"));
    let direct = encrypt().direct(&toy);
    assert!(format!("{direct:?}").contains("X-TOY"));
    drop((to, direct));
}
