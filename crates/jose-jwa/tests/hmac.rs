//! HS256, HS384, HS512 (RFC 7518, section 3.2). What is no key by its text is in `key_text.rs`.
#![cfg(feature = "hmac")]
#![expect(
    clippy::expect_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Hmac, KeyRules, RustCrypto};
use jose_jwk::{Alg, Jwk, Key, LoadError};
use jose_jws::{LoadSign, LoadVerify, Sign, SigningInput, Verify, VerifyFailure};

const INPUT: SigningInput<'static> = SigningInput::new(b"header.payload");
const ALGS: [(Alg<'static>, usize); 3] = [(Alg::HS256, 32), (Alg::HS384, 48), (Alg::HS512, 64)];

fn oct(secret: &[u8], more: &str) -> Jwk {
    Jwk::parse(
        format!(
            r#"{{"kty":"oct","k":"{}"{more}}}"#,
            jose_b64::encode(secret)
        )
        .as_bytes(),
    )
    .expect("a JWK")
}

#[test]
fn mac_01_alg_11_an_empty_key_is_refused_by_every_road() {
    for (alg, _) in ALGS {
        assert_eq!(Hmac::new(alg, b"").unwrap_err(), LoadError::EmptySecret);
        assert_eq!(
            Hmac::danger_short(alg, b"").unwrap_err(),
            LoadError::EmptySecret
        );
    }
    // Whether the JWK or the loader refuses it does not matter.
    if let Ok(jwk) = Jwk::parse(br#"{"kty":"oct","k":""}"#) {
        let mut rules = KeyRules::default();
        rules.short_hmac = true;
        assert_eq!(
            RustCrypto
                .danger_with(rules.clone())
                .load_verify(&jwk, Alg::HS256)
                .unwrap_err(),
            LoadError::EmptySecret
        );
        assert_eq!(
            RustCrypto
                .danger_with(rules)
                .load_sign(&jwk, Alg::HS256)
                .unwrap_err(),
            LoadError::EmptySecret
        );
    }
}

#[test]
fn mac_02_a_short_key_is_refused_with_both_numbers() {
    let error = Hmac::new(Alg::HS256, b"top-secret").unwrap_err();
    assert_eq!(
        error,
        LoadError::ShortSecret {
            alg: "HS256".into(),
            len: 10,
            needed: 32
        }
    );
    assert!(
        error.to_string().contains("10 octets") && error.to_string().contains("32"),
        "{error}"
    );
    assert_eq!(error.code(), "load/short-secret");

    for (alg, len) in ALGS {
        let secret = vec![0xa5; len];
        assert!(Hmac::new(alg, &secret).is_ok());
        assert!(matches!(
            Hmac::new(alg, &secret[1..]),
            Err(LoadError::ShortSecret { .. })
        ));
        assert!(matches!(
            Hmac::load(&oct(&secret[1..], ""), alg),
            Err(LoadError::ShortSecret { .. })
        ));
        assert!(matches!(
            RustCrypto.load_sign(&oct(&secret[1..], ""), alg),
            Err(LoadError::ShortSecret { .. })
        ));
        assert!(matches!(
            RustCrypto.load_verify(&oct(&secret[1..], ""), alg),
            Err(LoadError::ShortSecret { .. })
        ));
    }
}

#[test]
fn mac_02_a_short_key_is_accepted_by_name() {
    // A widespread teaching example.
    let input =
        b"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkFsaWNlIn0";
    let signature = jose_b64::decode("Xv9da66g3y4nxs_0hlR9CBkOG9GkxfPmq1_7u4tNeXE").unwrap();
    let key = Hmac::danger_short(Alg::HS256, b"top-secret").unwrap();
    key.verify(SigningInput::new(input), &signature).unwrap();

    let mut rules = KeyRules::default();
    rules.short_hmac = true;
    let loader = RustCrypto.danger_with(rules);
    loader
        .load_verify(&oct(b"top-secret", ""), Alg::HS256)
        .unwrap()
        .verify(SigningInput::new(input), &signature)
        .unwrap();
    assert_eq!(
        *loader
            .load_sign(&oct(b"top-secret", ""), Alg::HS256)
            .unwrap()
            .sign(SigningInput::new(input))
            .unwrap(),
        *signature
    );
}

#[test]
fn mac_04_a_tag_is_compared_whole() {
    for (alg, len) in ALGS {
        let key = Hmac::new(alg, &vec![0xa5; len]).unwrap();
        let tag = key.sign(INPUT).unwrap();
        assert_eq!(tag.len(), len);
        key.verify(INPUT, &tag).unwrap();
        for at in 0..len {
            let mut changed = tag.to_vec();
            changed[at] ^= 1;
            assert!(
                matches!(key.verify(INPUT, &changed), Err(VerifyFailure::Invalid)),
                "{alg} {at}"
            );
            assert!(key.verify(INPUT, &tag[..at]).is_err(), "{alg} {at}");
            assert!(key.verify(INPUT, &tag[at + 1..]).is_err(), "{alg} {at}");
        }
        for extra in [&b"\0"[..], b"AAAA"] {
            assert!(key.verify(INPUT, &[&tag, extra].concat()).is_err());
            assert!(key.verify(INPUT, &[extra, &tag].concat()).is_err());
        }
        assert!(
            key.verify(SigningInput::new(b"header.payloae"), &tag)
                .is_err()
        );
        assert!(key.verify(SigningInput::new(b""), &tag).is_err());
        assert!(
            Hmac::new(alg, &vec![0xa4; len])
                .unwrap()
                .verify(INPUT, &tag)
                .is_err()
        );
    }
}

/// MACs that begin and end in what base64url writes as `A`, `_` or `-`: no zeros and no ones are cut
/// off or taken for something else.
#[test]
fn mac_07_tags_that_look_special_in_base64() {
    let secret = vec![0xa5; 64];
    for (alg, len) in ALGS {
        let key = Hmac::new(alg, &secret).unwrap();
        for (begin, end) in [
            (&b"AA"[..], &b""[..]),
            (b"__", b""),
            (b"--", b""),
            (b"", b"AA"),
            (b"A", b"A"),
            (b"_", b"w"),
            (b"-_", b""),
        ] {
            let (message, tag) = (0..200_000u32)
                .map(|counter| counter.to_string())
                .find_map(|message| {
                    let tag = key.sign(SigningInput::new(message.as_bytes())).ok()?;
                    let text = jose_b64::encode(&*tag);
                    let fits = text.as_bytes().starts_with(begin) && text.as_bytes().ends_with(end);
                    fits.then_some((message, tag))
                })
                .unwrap_or_else(|| panic!("{alg} {begin:?} {end:?}"));
            assert_eq!(tag.len(), len);
            let input = SigningInput::new(message.as_bytes());
            let received = jose_b64::decode(jose_b64::encode(&*tag)).unwrap();
            key.verify(input, &received).unwrap();
            let trimmed = |octet| {
                let zeros = tag.iter().take_while(|other| **other == octet).count();
                &tag[zeros..]
            };
            for shorter in [trimmed(0), trimmed(0xff), &tag[..len - 1]] {
                assert_eq!(key.verify(input, shorter).is_ok(), shorter.len() == len);
            }
        }
    }
}

#[test]
fn parts_are_one_message() {
    let key = Hmac::new(Alg::HS512, &[9; 64]).unwrap();
    let parts: [&[u8]; 5] = [b"", b"header", b".", b"payload", b""];
    let tag = key.sign(INPUT).unwrap();
    assert_eq!(*key.sign(SigningInput::from_parts(&parts)).unwrap(), *tag);
    key.verify(SigningInput::from_parts(&parts), &tag).unwrap();
    assert!(
        key.verify(SigningInput::from_parts(&parts[..3]), &tag)
            .is_err()
    );
}

#[test]
fn mac_06_every_octet_of_the_key_counts() {
    let tag = |secret: &[u8]| Hmac::new(Alg::HS256, secret).unwrap().sign(INPUT).unwrap();
    let secret = [
        b"\0NUL\0 and then 32 octets of it and ".as_slice(),
        &[7; 200],
    ]
    .concat();
    for shorter in [&secret[1..], &secret[..secret.len() - 1]] {
        assert_ne!(*tag(&secret), *tag(shorter));
    }
    assert_ne!(
        *tag(b"0123456789abcdef0123456789abcdef"),
        *tag(b"0123456789abcdef0123456789abcdef ")
    );
}

#[test]
fn alg_13_mac_05_other_algorithms_are_refused() {
    for alg in [Alg::RS256, Alg::PS512, Alg::ES256, Alg::EdDSA, Alg::Ed25519] {
        let error = Hmac::new(alg, &[7; 64]).unwrap_err();
        assert!(
            matches!(&error, LoadError::WrongKeyType { found, .. } if &**found == "oct"),
            "{error:?}"
        );
        assert!(matches!(
            Hmac::load(&oct(&[7; 64], ""), alg),
            Err(LoadError::WrongKeyType { .. })
        ));
    }
    for name in ["HS256/64", "HS1024", "hs256", "HS256 ", "X-HMAC"] {
        let alg = Alg::parse(name).unwrap();
        assert_eq!(
            Hmac::new(alg, &[7; 64]).unwrap_err(),
            LoadError::unknown_alg(alg)
        );
    }
    // ALG-20: prohibited names, and none, become the empty name, which nothing knows.
    for name in ["HS1", "none", ""] {
        assert!(Hmac::new(Alg::new(name), &[7; 64]).is_err());
        assert!(Hmac::load(&oct(&[7; 64], ""), Alg::new(name)).is_err());
    }
}

#[test]
fn alg_10_a_key_of_another_type_is_refused() {
    for name in ["rfc7515-a2", "rfc7515-a3", "rfc8037-a1"] {
        let jwk = Jwk::parse(jose_vectors::key(name).as_bytes()).unwrap();
        let error = Hmac::load(&jwk, Alg::HS256).unwrap_err();
        assert!(
            matches!(
                error,
                LoadError::WrongKeyType {
                    expected: "oct",
                    ..
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn jwk_03_04_06_what_the_key_says_about_itself_binds() {
    let secret = [7; 64];
    let load = |more| {
        Hmac::load(&oct(&secret, more), Alg::HS256)
            .map(drop)
            .map_err(|error| error.code())
    };
    assert_eq!(load(r#","use":"sig""#), Ok(()));
    assert_eq!(load(r#","alg":"HS256""#), Ok(()));
    assert_eq!(load(r#","key_ops":["verify","sign"]"#), Ok(()));
    for more in [
        r#","use":"enc""#,
        r#","use":"x""#,
        r#","alg":"HS512""#,
        r#","key_ops":[]"#,
        r#","key_ops":["wrapKey"]"#,
    ] {
        assert_eq!(load(more), Err("load/not-permitted"), "{more}");
    }
    // The object does both, so one of the two is not enough; the loader asks for the one it needs.
    for (one, other) in [("sign", "verify"), ("verify", "sign")] {
        let jwk = oct(&secret, &format!(r#","key_ops":["{one}"]"#));
        assert!(
            matches!(
                Hmac::load(&jwk, Alg::HS256),
                Err(LoadError::NotPermitted(_))
            ),
            "{other}"
        );
        assert_eq!(
            RustCrypto.load_sign(&jwk, Alg::HS256).is_ok(),
            one == "sign"
        );
        assert_eq!(
            RustCrypto.load_verify(&jwk, Alg::HS256).is_ok(),
            one == "verify"
        );
    }
}

#[test]
fn jwk_16_api_01_debug_shows_names_only() {
    let key = Hmac::new(Alg::HS256, b"0123456789abcdef0123456789abcdef")
        .unwrap()
        .with_kid("k\n1");
    assert_eq!(
        format!("{key:?}"),
        r#"Hmac { alg: HS256, kid: Some("k\n1"), .. }"#
            .replace("HS256", &format!("{:?}", Alg::HS256))
    );
    assert_eq!((key.alg(), key.kid()), (Alg::HS256, Some("k\n1")));
    assert_eq!(
        Hmac::load(&oct(&[7; 32], r#","kid":"a""#), Alg::HS256)
            .unwrap()
            .kid(),
        Some("a")
    );
    assert_eq!(
        Hmac::load(&oct(&[7; 32], r#","kid":"""#), Alg::HS256)
            .unwrap()
            .kid(),
        Some("")
    ); // JWK-14
    assert_eq!(
        Hmac::load(&oct(&[7; 32], ""), Alg::HS256).unwrap().kid(),
        None
    );
    // The error about a text does not repeat it.
    let error = Hmac::new(Alg::HS256, b"-----BEGIN PRIVATE KEY-----\nAAAA").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("AAAA"));
}
