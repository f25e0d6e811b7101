//! What the headers and the authenticated data say arrives (RFC 7516, sections 4 and 7.2.1).

use core::sync::atomic::{AtomicUsize, Ordering};

use alloc::sync::Arc;
use jose_jwa::{AesKw, Dir, RustCrypto};
use jose_jwe::{Alg, CritHandlers, Decrypter, Enc, Encrypt, RecipientHeaderBuilder};

use crate::common::read;

const PLAINTEXT: &[u8] = b"plaintext";

fn key() -> AesKw {
    AesKw::new(Alg::A128KW, &[1; 16]).unwrap()
}

fn encrypt<'a>() -> Encrypt<'a> {
    Encrypt::new(&RustCrypto, Enc::A128GCM).unwrap()
}

fn decrypter() -> Decrypter<'static> {
    Decrypter::new(&RustCrypto)
        .key(key())
        .accept(&[Enc::A128GCM])
}

#[test]
fn what_the_protected_header_says_arrives() {
    let key = key().with_kid("2026-11");
    let encrypt = || {
        encrypt()
            .typ("JOSE")
            .cty("text/plain; charset=utf-8")
            .header("x5t#S256", "AAAA")
            .header("n", &7)
            .header("list", &["a", "b"])
    };
    let expected = r#"{"alg":"A128KW","enc":"A128GCM","typ":"JOSE","cty":"text/plain; charset=utf-8","kid":"2026-11","x5t#S256":"AAAA","n":7,"list":["a","b"]}"#;
    for message in [
        encrypt().to(&key).compact(PLAINTEXT),
        encrypt().to(&key).flattened(PLAINTEXT),
        encrypt().to(&key).general(PLAINTEXT),
    ] {
        let message = message.unwrap();
        let seen = read(
            &Decrypter::new(&RustCrypto)
                .key(&key)
                .accept(&[Enc::A128GCM]),
            &message,
        );
        assert_eq!(seen.header().json(), expected);
        assert_eq!(seen.header().typ(), Some("JOSE"));
        assert_eq!(seen.header().alg(), Some(Alg::A128KW));
        assert_eq!(seen.header().enc(), Some(Enc::A128GCM));
        assert_eq!(seen.key_id(), Some("2026-11"));
        assert!(seen.shared_header().is_none() && seen.recipient_header().is_none());
        // API-01: nothing of the plaintext or of a key is shown.
        let shown = format!("{seen:?}");
        assert!(
            !shown.contains("plaintext\"") && shown.contains("plaintext_len: 9"),
            "{shown}"
        );
    }
    // The caller names the key where the key itself has no name.
    let token = crate::encrypt(Enc::A128GCM, false)
        .kid("named")
        .to(&self::key())
        .compact(b"")
        .unwrap();
    let seen = read(&decrypter(), &token);
    assert_eq!((seen.header().kid(), seen.key_id()), (Some("named"), None));
}

#[test]
fn unprotected_headers_arrive_as_such() {
    let (one, two) = (key(), AesKw::new(Alg::A256KW, &[2; 32]).unwrap());
    let own = |name: &str| RecipientHeaderBuilder::new().header("role", name);
    let encrypt = encrypt()
        .header("protected", &true)
        .shared_header("jku", "https://example.com/keys")
        .shared_header("cty", "text/plain");
    let json = encrypt
        .to_with(&one, own("reader"))
        .to_with(&two, own("auditor"))
        .general(PLAINTEXT)
        .unwrap();
    let audit = Decrypter::new(&RustCrypto).key(two).accept(&[Enc::A128GCM]);
    for (decrypter, role) in [(decrypter(), "reader"), (audit, "auditor")] {
        let seen = read(&decrypter, &json);
        assert_eq!(
            seen.header().json(),
            r#"{"enc":"A128GCM","protected":true}"#
        );
        let shared = seen.shared_header().unwrap();
        assert_eq!(
            shared.json(),
            r#"{"jku":"https://example.com/keys","cty":"text/plain"}"#
        );
        let said = seen.recipient_header().unwrap().value("role").unwrap();
        assert_eq!(said.as_str().as_deref(), Some(role));
        // The header with authority says nothing of what nobody vouches for (API-04).
        assert_eq!((seen.header().cty(), seen.header().alg()), (None, None));
    }
}

#[test]
fn aad_arrives_and_belongs_to_the_message() {
    let key = key();
    let dir = Dir::new(Enc::A128GCM, &[4; 16]).unwrap();
    for aad in [
        b"a".as_slice(),
        b"ab",
        b"abc",
        &[0xff; 100],
        b"{\"protected\":1}",
    ] {
        for json in [
            encrypt().aad(aad).to(&key).flattened(PLAINTEXT),
            encrypt().aad(aad).to(&key).general(PLAINTEXT),
            encrypt()
                .aad(aad)
                .shared_header("x", &1)
                .to(&key)
                .to(&key)
                .general(PLAINTEXT),
            encrypt().aad(aad).direct(&dir).flattened(PLAINTEXT),
        ] {
            let json = json.unwrap();
            // JWE-13: in the message it is what the caller gave.
            let value: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(value["aad"], jose_b64::encode(aad));
            let decrypter = decrypter().key(dir.clone());
            let seen = read(&decrypter, &json);
            assert_eq!((seen.plaintext(), seen.aad()), (PLAINTEXT, Some(aad)));
            let mut other = value.clone();
            other["aad"] = jose_b64::encode([aad, b"x"].concat()).into();
            let error = decrypter.decrypt_json(&other.to_string()).unwrap_err();
            assert_eq!(error.code(), "jwe/decryption-failed");
            other.as_object_mut().unwrap().remove("aad");
            let error = decrypter.decrypt_json(&other.to_string()).unwrap_err();
            assert_eq!(error.code(), "jwe/decryption-failed");
        }
    }
    // One that was not there cannot be put there either.
    let json = encrypt().to(&key).flattened(PLAINTEXT).unwrap();
    let more = json.replacen('{', r#"{"aad":"AA","#, 1);
    let error = decrypter().decrypt_json(&more).unwrap_err();
    assert_eq!(error.code(), "jwe/decryption-failed");
}

// CRT-09, CRT-10
#[test]
fn crt_10_what_must_be_understood_is_processed() {
    let key = key();
    let encrypt = || encrypt().critical_header("level", &2);
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let handlers = CritHandlers::new().on("level", move |value| {
        counter.fetch_add(1, Ordering::Relaxed);
        match value.as_u64() {
            Some(2) => Ok(()),
            _ => Err("another level"),
        }
    });
    for message in [
        encrypt().to(&key).compact(PLAINTEXT).unwrap(),
        encrypt().to(&key).flattened(PLAINTEXT).unwrap(),
        encrypt().to(&key).to(&key).general(PLAINTEXT).unwrap(),
    ] {
        let understands = decrypter().crit(handlers.clone()).try_candidates(2);
        let seen = read(&understands, &message);
        assert_eq!(seen.header().crit().collect::<Vec<_>>(), ["level"]);
        let error = match message.starts_with('{') {
            true => decrypter().decrypt_json(&message).unwrap_err(),
            false => decrypter().decrypt(&message).unwrap_err(),
        };
        assert_eq!(error.code(), "header/crit");
    }
    // Once for each message, however many recipients it has.
    assert_eq!(asked.load(Ordering::Relaxed), 3);
}
