//! HS256, HS384, HS512 (RFC 7518, section 3.2) and what is no HMAC key (RFC 8725, section 2.1).
#![cfg(all(feature = "sys_rng", feature = "hmac"))]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Hmac, KeyRules, RustCrypto};
use jose_jwk::{Alg, Jwk, Key, LoadError, SecureRandom};
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

fn looks_like(secret: impl AsRef<[u8]>) -> Option<&'static str> {
    let secret = secret.as_ref();
    let by_new = Hmac::danger_short(Alg::HS256, secret).err();
    // What the constructor refuses, no rule of a loader lets pass.
    let mut rules = KeyRules::default();
    rules.short_hmac = true;
    let by_load = RustCrypto
        .danger_with(rules)
        .load_verify(&oct(secret, ""), Alg::HS256)
        .err();
    assert_eq!(by_new, by_load);
    match by_new {
        None => None,
        Some(LoadError::TextAsSecret { looks_like }) => Some(looks_like),
        Some(other) => panic!("{other:?}"),
    }
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

const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";

#[test]
fn alg_07_08_09_pem_is_no_secret() {
    let body = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";
    for label in [
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "CERTIFICATE",
        "PRIVATE KEY",
        "EC PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP PUBLIC KEY BLOCK",
        "X509 CRL",
        "TRUSTED CERTIFICATE",
    ] {
        let pem = format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----");
        assert!(looks_like(&pem).is_some(), "{label}");
        assert!(looks_like(pem.replace('\n', "\r\n")).is_some(), "{label}");
        assert!(looks_like(pem.replace('\n', "\\n")).is_some(), "{label}");
    }
    for before in [
        " ",
        "\n\n\t",
        "\u{feff}",
        "\u{feff}\n",
        "subject=CN = x\nissuer=CN = y\n",
        "key: ",
        "\0",
        "-----",
        "\u{b}\u{a0}\u{2003}",
    ] {
        assert_eq!(
            looks_like(format!("{before}{PEM}")),
            Some("a key or certificate in PEM form"),
            "{before:?}"
        );
    }
    for after in ["", " ", "\0", "trailing", PEM, "-----BEGIN"] {
        assert!(looks_like(format!("{PEM}{after}")).is_some(), "{after:?}");
    }
    // Cut in the middle: it is public all the same.
    assert!(looks_like(&PEM[..40]).is_some());
    assert!(
        looks_like(
            [0xff, 0xfe]
                .into_iter()
                .chain(PEM.bytes())
                .collect::<Vec<_>>()
        )
        .is_some()
    );
    assert!(looks_like("---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2EAAAADAQABAAABAQ==\n---- END SSH2 PUBLIC KEY ----").is_some());
}

#[test]
fn alg_08_ssh_keys_are_no_secret() {
    let bodies = [
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7",
        "ssh-dss AAAAB3NzaC1kc3MAAACBAP",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD",
        "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBG",
        "ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBG",
        "ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBA",
        "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAI",
        "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3Bl",
    ];
    for body in bodies {
        for (before, after) in [
            ("", ""),
            ("", " user@host"),
            ("  \n", "\n"),
            ("\u{feff}", ""),
            ("command=\"x\",no-pty ", ""),
            ("# mine\n", ""),
        ] {
            assert_eq!(
                looks_like(format!("{before}{body}{after}")),
                Some("an SSH key"),
                "{body}"
            );
        }
        // Without the name in front, as some tools hand it on.
        assert_eq!(
            looks_like(body.split_once(' ').unwrap().1),
            Some("an SSH key"),
            "{body}"
        );
    }
    assert_eq!(looks_like("ssh-rsa \t AAAA rest"), Some("an SSH key"));
    for wire in [
        &b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01"[..],
        b"\0\0\0\x0bssh-ed25519\0\0\0 ",
        b"\0\0\0\x13ecdsa-sha2-nistp256\0\0\0\x08nistp256",
    ] {
        assert_eq!(looks_like(wire), Some("an SSH key"));
    }
    assert_eq!(
        looks_like("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n"),
        Some("an SSH key")
    );
    // Words alone are no key.
    assert_eq!(looks_like("ssh-rsa is what I use, not AAAA"), None);
    assert_eq!(looks_like("the secret of my ssh-ed25519 setup"), None);
}

#[test]
fn alg_10_jwk_text_is_no_secret() {
    let jwk = jose_vectors::key("rfc7515-a2");
    let compact: String = jwk.split_whitespace().collect();
    for text in [jwk, &compact] {
        for text in [
            text.to_owned(),
            format!("[{text}]"),
            format!(r#"{{"keys":[{text}]}}"#),
            format!(" \n{text}\n"),
            format!("\u{feff}{text}"),
            format!("JWKS={text}"),
        ] {
            assert_eq!(looks_like(&text), Some("a JWK or JWK Set"), "{text}");
        }
    }
    for text in [
        r#"{"keys":[]}"#,
        r#"{ "keys" : [ ] }"#,
        r#"{"kid":"1","kty":"oct","k":"AA"}"#,
        r#"{"kty":"#,
    ] {
        assert_eq!(looks_like(text), Some("a JWK or JWK Set"), "{text}");
    }
    // JSON alone is no key, and an octet that is no UTF-8 makes it no text.
    assert_eq!(
        looks_like(r#"{"password":"correct horse battery staple"}"#),
        None
    );
    assert_eq!(looks_like(b"{\"kty\"\xff\xfe and some random octets"), None);
}

/// One DER value.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).unwrap().to_be_bytes();
    let head = match (len, content.len()) {
        ([0, low], 0..=127) => vec![tag, low],
        ([0, low], _) => vec![tag, 0x81, low],
        ([high, low], _) => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}

fn seq(values: &[Vec<u8>]) -> Vec<u8> {
    der(0x30, &values.concat())
}

/// Every form in which keys are published or stored, by name.
fn der_keys() -> Vec<(&'static str, Vec<u8>)> {
    let rsa_oid = der(6, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1]);
    let rsa = seq(&[rsa_oid.clone(), der(5, &[])]);
    let ec = seq(&[
        der(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]),
        der(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]),
    ]);
    let ed = seq(&[der(6, &[0x2b, 0x65, 0x70])]);
    let (n, prime) = (
        der(2, &[&[0, 0xc1][..], &[0x5b; 255]].concat()),
        der(2, &[&[0, 0xc1][..], &[0x5b; 127]].concat()),
    );
    let e = der(2, &[1, 0, 1]);
    let pkcs1_public = seq(&[n.clone(), e.clone()]);
    let (zero, one) = (der(2, &[0]), der(2, &[1]));
    let d = der(2, &[0x5b; 256]);
    let pkcs1_private =
        seq(&[&zero, &n, &e, &d, &prime, &prime, &prime, &prime, &prime].map(Clone::clone));
    let point = der(3, &[&[0, 4][..], &[0x5b; 64]].concat());
    let sec1 = seq(&[
        one.clone(),
        der(4, &[0x5b; 32]),
        der(0xa0, &der(6, &[0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7])),
        der(0xa1, &point),
    ]);
    let certificate = seq(&[
        seq(&[der(0xa0, &der(2, &[2])), der(2, &[5; 16]), ed.clone()]),
        rsa.clone(),
        der(3, &[&[0][..], &[0x5b; 256]].concat()),
    ]);
    vec![
        (
            "SPKI RSA",
            seq(&[rsa.clone(), der(3, &[&[0][..], &pkcs1_public].concat())]),
        ),
        ("SPKI EC", seq(&[ec.clone(), point.clone()])),
        (
            "SPKI Ed25519",
            seq(&[ed.clone(), der(3, &[&[0][..], &[0x5b; 32]].concat())]),
        ),
        ("PKCS#1 public", pkcs1_public),
        ("PKCS#1 private", pkcs1_private.clone()),
        (
            "PKCS#8 RSA",
            seq(&[zero.clone(), rsa, der(4, &pkcs1_private)]),
        ),
        ("PKCS#8 EC", seq(&[zero.clone(), ec, der(4, &sec1)])),
        (
            "PKCS#8 Ed25519",
            seq(&[zero, ed.clone(), der(4, &der(4, &[0x5b; 32]))]),
        ),
        (
            "PKCS#8 v2",
            seq(&[
                one.clone(),
                ed,
                der(4, &der(4, &[0x5b; 32])),
                der(0x81, &[&[0][..], &[0x5b; 32]].concat()),
            ]),
        ),
        ("SEC 1", sec1),
        ("SEC 1, short", seq(&[one, der(4, &[0x5b; 66])])),
        ("X.509", certificate),
    ]
}

#[test]
fn alg_08_der_is_no_secret() {
    for (name, key) in der_keys() {
        assert_eq!(
            looks_like(&key),
            Some("a key or certificate in DER form"),
            "{name}"
        );
        // With anything before or after it, it is not what a peer publishes.
        for other in [
            [&key, &[0][..]].concat(),
            key[1..].to_vec(),
            key[..key.len() - 1].to_vec(),
        ] {
            assert_eq!(looks_like(&other), None, "{name}");
        }
    }
    // DER that is no key.
    for other in [
        seq(&[der(2, &[1]), der(2, &[2])]),
        seq(&[]),
        der(4, &[0x30; 40]),
        der(0x30, &[0x5b; 64]),
    ] {
        assert_eq!(looks_like(other), None);
    }
    // A file of RSA's own making from the vectors, through the JWK road as well.
    for case in jose_vectors::all()
        .of("key-load")
        .only(|case| case.id.starts_with("oct-"))
    {
        let jwk = Jwk::parse(case.jwk().as_bytes());
        assert!(
            jwk.is_err() || Hmac::load(&jwk.unwrap(), Alg::parse(case.alg()).unwrap()).is_err(),
            "{}",
            case.id
        );
    }
}

/// What a random generator gives is a key, whatever its first octets.
#[test]
fn random_secrets_are_never_taken_for_text() {
    let mut pool = vec![0; 1 << 20];
    RustCrypto.fill(&mut pool).unwrap();
    let mut tried = 0;
    for round in 0..4 {
        // The beginnings that could mislead, at every length that is used for keys.
        let begin: &[u8] = [&b""[..], b"0", b"{", b"ssh-rsa "][round];
        for len in (32..=80).chain([128, 256, 270]) {
            for chunk in pool.chunks_exact(len).take(400) {
                let mut secret = chunk.to_vec();
                secret[..begin.len()].copy_from_slice(begin);
                if begin == b"0" {
                    // A SEQUENCE that fits exactly.
                    secret[1] = u8::try_from(len.min(129) - 2).unwrap();
                }
                Hmac::danger_short(Alg::HS256, &secret).unwrap();
                tried += 1;
            }
        }
    }
    // And as people write it down.
    for chunk in pool.chunks_exact(32).take(20_000) {
        Hmac::danger_short(Alg::HS512, jose_b64::encode(chunk).as_bytes()).unwrap();
        let hex: String = chunk.iter().map(|octet| format!("{octet:02x}")).collect();
        Hmac::danger_short(Alg::HS512, hex.as_bytes()).unwrap();
        tried += 2;
    }
    assert!(tried >= 100_000, "{tried}");
}
