//! From a JWK Set to keys that decrypt (RFC 7517, sections 4.2 to 4.4 and 5): ALG-12, ALG-13, ALG-17, JWK-02 to JWK-10,
//! KWR-03, PBE-07, RKE-02.

use jose_jwa::{AesKw, RustCrypto};
use jose_jwe::Jwk;
use jose_jwe::{Alg, Decrypter, Enc, Encrypt, EncryptCek, JwkSet, LoadEncrypt as _};

use crate::common::{ENCS, PLAIN, read};

fn set(keys: &[&str]) -> JwkSet {
    JwkSet::parse(format!(r#"{{"keys":[{}]}}"#, keys.join(",")).as_bytes()).unwrap()
}

fn oct(len: usize, members: &str) -> String {
    let k = jose_b64::encode(vec![1; len]);
    format!(r#"{{"kty":"oct","k":"{k}"{members}}}"#)
}

fn load(keys: &[&str], algs: &[Alg<'_>]) -> Decrypter<'static> {
    let decrypter = Decrypter::new(&RustCrypto).accept(&ENCS);
    decrypter.load(&set(keys), &RustCrypto, algs).unwrap()
}

/// Why a set of this one key has none.
#[track_caller]
fn reason(key: &str, algs: &[Alg<'_>]) -> &'static str {
    let decrypter = Decrypter::new(&RustCrypto);
    let error = decrypter.load(&set(&[key]), &RustCrypto, algs).unwrap_err();
    assert_eq!(error.skipped().len(), 1);
    error.skipped()[0].reason().code()
}

fn token(key: &dyn EncryptCek, enc: Enc<'_>) -> String {
    let encrypt = Encrypt::new(&RustCrypto, enc).unwrap();
    encrypt.to(key).compact(PLAIN).unwrap()
}

#[test]
fn keys_of_a_set_decrypt() {
    let private = |name: &str, kid: &str| {
        let key: serde_json::Value = serde_json::from_str(jose_vectors::key(name)).unwrap();
        let mut key = key.clone();
        let members = key.as_object_mut().unwrap();
        for name in ["alg", "use", "key_ops"] {
            members.remove(name);
        }
        members.insert("kid".into(), kid.into());
        key.to_string()
    };
    let (rsa, ec) = (private("rfc7516-a1", "rsa"), private("rfc7520-5.4", "ec"));
    let kw = oct(16, r#","kid":"kw","alg":"A128KW""#);
    let dir = oct(32, r#","kid":"dir","alg":"A256GCM","use":"enc""#);
    let algs = [Alg::RSA_OAEP, Alg::ECDH_ES_A256KW, Alg::A128KW, Alg::DIR];
    let decrypter = load(&[&rsa, &ec, &kw, &dir], &algs);
    assert!(decrypter.skipped().is_empty());
    for (json, alg) in [
        (&rsa, Alg::RSA_OAEP),
        (&ec, Alg::ECDH_ES_A256KW),
        (&kw, Alg::A128KW),
    ] {
        let jwk = Jwk::parse(json.as_bytes()).unwrap();
        let sender = RustCrypto.load_encrypt(&jwk, alg).unwrap();
        let seen = read(&decrypter, &token(&sender, Enc::A128GCM));
        assert_eq!((seen.plaintext(), seen.key_id()), (PLAIN, jwk.kid()));
    }
    let jwk = Jwk::parse(dir.as_bytes()).unwrap();
    let sender = RustCrypto.load_direct(&jwk, Alg::DIR).unwrap();
    let encrypt = Encrypt::new(&RustCrypto, Enc::A256GCM).unwrap();
    let seen = read(&decrypter, &encrypt.direct(&sender).compact(PLAIN).unwrap());
    assert_eq!((seen.alg(), seen.key_id()), (Alg::DIR, Some("dir")));
}

// ALG-12, ALG-13: the caller names the algorithms, and a key of one algorithm is for that one.
#[test]
fn alg_12_13_what_a_key_is_for() {
    let bound = oct(16, r#","alg":"A128KW""#);
    assert_eq!(
        reason(&bound, &[Alg::A256KW, Alg::A128GCMKW]),
        "load/skipped-alg-not-named"
    );
    assert_eq!(reason(&bound, &[]), "load/skipped-alg-not-named");
    let free = oct(16, "");
    assert_eq!(reason(&free, &[]), "load/skipped-no-alg-fits");
    assert_eq!(
        reason(&free, &[Alg::RSA_OAEP, Alg::ECDH_ES]),
        "load/skipped-no-alg-fits"
    );
    let sender = AesKw::new(Alg::A128KW, &[1; 16]).unwrap();
    let both = load(&[&free], &[Alg::A128KW, Alg::A128GCMKW]);
    assert_eq!(
        read(&both, &token(&sender, Enc::A128GCM)).plaintext(),
        PLAIN
    );
    let other = load(&[&free], &[Alg::A128GCMKW]);
    let error = other.decrypt(&token(&sender, Enc::A128GCM)).unwrap_err();
    assert_eq!(error.code(), "jwe/no-matching-key");
    // ALG-18: a key for signatures is none for this.
    for alg in ["HS256", "none", "RS256"] {
        let key = oct(32, &format!(r#","alg":"{alg}""#));
        let decrypter = Decrypter::new(&RustCrypto);
        let all = [Alg::A256KW, Alg::DIR, Alg::HS256];
        assert!(decrypter.load(&set(&[&key]), &RustCrypto, &all).is_err());
    }
}

// JWE-10, JWK-06: nobody says the `enc` of a `dir` key but the key.
#[test]
fn jwe_10_a_key_that_is_the_cek_names_its_enc() {
    for (len, members) in [
        (32, ""),
        (32, r#","alg":"dir""#),
        (16, r#","alg":"A256GCM""#),
        (32, r#","alg":"A256CBC-HS512""#),
        (33, r#","alg":"A256GCM""#),
        (16, r#","alg":"X-UNKNOWN""#),
    ] {
        let key = oct(len, members);
        let decrypter = Decrypter::new(&RustCrypto);
        let loaded = decrypter.load(&set(&[&key]), &RustCrypto, &[Alg::DIR]);
        assert!(loaded.is_err(), "{members}");
    }
}

// KWR-03
#[test]
fn kwr_03_keys_of_another_length() {
    for len in [1, 8, 15, 17, 24, 32, 64] {
        let key = oct(len, "");
        for alg in [Alg::A128KW, Alg::A128GCMKW] {
            assert!(reason(&key, &[alg]).starts_with("load/"), "{alg} {len}");
        }
    }
    // It is left out for the one and there for the other.
    let key = oct(32, "");
    let decrypter = load(&[&key], &[Alg::A128KW, Alg::A256KW]);
    let sender = AesKw::new(Alg::A256KW, &[1; 32]).unwrap();
    assert_eq!(
        read(&decrypter, &token(&sender, Enc::A256GCM)).plaintext(),
        PLAIN
    );
}

// JWK-02, JWK-03, JWK-04: what a key may be used for.
#[test]
fn jwk_03_04_use_and_key_ops() {
    for (members, code) in [
        (r#","use":"sig""#, "permit/use"),
        (r#","use":"sig","alg":"A128KW""#, "permit/use"),
        (r#","key_ops":["sign","verify"]"#, "permit/key-ops"),
        (r#","key_ops":["wrapKey"]"#, "permit/key-ops"),
        (r#","key_ops":["encrypt"]"#, "permit/key-ops"),
        (r#","key_ops":["deriveKey"]"#, "load/not-permitted"),
        (r#","key_ops":[]"#, "permit/key-ops"),
    ] {
        assert_eq!(reason(&oct(16, members), &[Alg::A128KW]), code, "{members}");
    }
    for members in [
        r#","use":"enc""#,
        r#","key_ops":["unwrapKey"]"#,
        r#","key_ops":["decrypt"]"#,
        r#","key_ops":["wrapKey","unwrapKey"]"#,
    ] {
        assert!(
            load(&[&oct(16, members)], &[Alg::A128KW])
                .skipped()
                .is_empty()
        );
    }
    // A public key decrypts nothing.
    let mut ec: serde_json::Value = serde_json::from_str(jose_vectors::key("rfc7520-5.4")).unwrap();
    let members = ec.as_object_mut().unwrap();
    members.retain(|name, _| ["kty", "crv", "x", "y"].contains(&&**name));
    let code = reason(&ec.to_string(), &[Alg::ECDH_ES]);
    assert_eq!(code, "load/no-private-key");
}

// ALG-17
#[test]
fn alg_17_curves_of_signatures() {
    let ed25519 = jose_vectors::key("rfc8037-a1");
    let code = reason(ed25519, &[Alg::ECDH_ES, Alg::ECDH_ES_A128KW]);
    assert!(
        ["load/skipped-no-alg-fits", "load/wrong-key-type"].contains(&code),
        "{code}"
    );
}

// RKE-02: RSA1_5 is never loaded by its name.
#[test]
fn rke_02_rsa1_5_is_not_loaded() {
    let rsa = jose_vectors::key("rfc7516-a1");
    assert!(reason(rsa, &[Alg::RSA1_5]).starts_with("load/"));
    let decrypter = load(&[rsa], &[Alg::RSA1_5, Alg::RSA_OAEP]);
    let sender = jose_jwa::Rsa1_5Public::load(&crate::common::pairs::material("rfc7516-a1"));
    let error = decrypter
        .decrypt(&token(&sender.unwrap(), Enc::A128GCM))
        .unwrap_err();
    assert_eq!(error.code(), "jwe/no-matching-key");
}

// JWK-07, JWK-09: what cannot be used is left out, and why is told.
#[test]
fn jwk_07_09_what_is_skipped() {
    let good = oct(16, r#","kid":"good""#);
    let decrypter = load(
        &[
            &good,
            &oct(16, r#","kid":"sig","use":"sig""#),
            &oct(15, r#","kid":"short""#),
            r#"{"kty":"X","kid":"unknown"}"#,
            r#"{"kty":"oct","kid":"broken"}"#,
        ],
        &[Alg::A128KW],
    );
    let skipped: Vec<_> = decrypter.skipped().iter().map(|key| key.kid()).collect();
    for kid in ["sig", "short", "unknown", "broken"] {
        assert!(skipped.contains(&Some(kid)), "{kid}: {skipped:?}");
    }
    let sender = AesKw::new(Alg::A128KW, &[1; 16]).unwrap();
    assert_eq!(
        read(&decrypter, &token(&sender, Enc::A128GCM)).key_id(),
        Some("good")
    );
    let decrypter = Decrypter::new(&RustCrypto);
    let error = decrypter
        .load(&set(&[]), &RustCrypto, &[Alg::A128KW])
        .unwrap_err();
    assert!(error.skipped().is_empty());
}

// JWK-10: two keys of one name.
#[test]
fn jwk_10_two_keys_of_one_name() {
    let one = oct(16, r#","kid":"a""#);
    let k = jose_b64::encode([2; 16]);
    let two = format!(r#"{{"kty":"oct","k":"{k}","kid":"a"}}"#);
    let decrypter = load(&[&one, &two], &[Alg::A128KW]);
    for secret in [1, 2] {
        let sender = AesKw::new(Alg::A128KW, &[secret; 16])
            .unwrap()
            .with_kid("a");
        let token = token(&sender, Enc::A128GCM);
        let error = decrypter.decrypt(&token).unwrap_err();
        assert_eq!(error.code(), "jwe/ambiguous-key");
        let tries = decrypter.clone().try_candidates(2);
        assert_eq!(read(&tries, &token).plaintext(), PLAIN);
    }
}
