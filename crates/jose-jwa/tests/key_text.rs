//! The text of a key is no HMAC key (RFC 8725, section 2.1), and no random key is taken for one.
#![cfg(all(feature = "sys_rng", feature = "hmac"))]
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use jose_jwa::{Hmac, KeyRules, RustCrypto};
use jose_jwk::{Alg, Jwk, LoadError, SecureRandom};
use jose_jws::LoadVerify;

fn oct(secret: &[u8]) -> Jwk {
    Jwk::parse(format!(r#"{{"kty":"oct","k":"{}"}}"#, jose_b64::encode(secret)).as_bytes())
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
        .load_verify(&oct(secret), Alg::HS256)
        .err();
    assert_eq!(by_new, by_load);
    match by_new {
        None => None,
        Some(LoadError::TextAsSecret { looks_like }) => Some(looks_like),
        Some(other) => panic!("{other:?}"),
    }
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
    assert_eq!(looks_like("my ssh-rsaAAAA secret"), None);
}

/// What a provider's administration page shows as "the public key", and an `x5c` entry.
#[test]
fn alg_08_base64_of_der_is_no_secret() {
    for (name, key) in der_keys() {
        let text = base64(&key);
        assert!(looks_like(&text).is_some(), "{name} {text}");
        assert!(looks_like(format!(" {text}\n")).is_some(), "{name}");
        assert!(looks_like(jose_b64::encode(&key)).is_some(), "{name}");
        // Not whole, it is no key, but for what the marker of a type of key shows.
        let told = !matches!(
            name,
            "PKCS#1 private" | "SEC 1" | "SEC 1, short" | "PKCS#8 v2"
        );
        let cut = &text[..text.len() - 5];
        assert_eq!(looks_like(cut).is_some(), told, "{name}");
    }
}

/// With the alphabet of PEM, without padding.
fn base64(octets: &[u8]) -> String {
    jose_b64::encode(octets).replace('-', "+").replace('_', "/")
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
        r#"{"kty":""#,
    ] {
        assert_eq!(looks_like(text), Some("a JWK or JWK Set"), "{text}");
    }
    // JSON alone is no key, nor is the name of a member.
    for text in [
        r#"{"password":"correct horse battery staple"}"#,
        r#"{"kty"}"#,
        r#"["kty","keys"]"#,
        r#"{"kty":1,"keys":"all of them"}"#,
        r#"{"kty":'","keys":"["}"#,
        r#"my "kty" is: "RSA""#,
    ] {
        assert_eq!(looks_like(text), None, "{text}");
    }
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
        // ALG-09: a line break, another value, or anything else behind it.
        for after in [&b"\n"[..], b"\0", b"\r\n\r\n", b"x", &key] {
            assert_eq!(
                looks_like([&key, after].concat()),
                Some("a key or certificate in DER form"),
                "{name}"
            );
        }
        // With something before it, or not whole, it is not what a peer publishes.
        for other in [
            [&[0][..], &key].concat(),
            key[1..].to_vec(),
            key[..key.len() - 1].to_vec(),
        ] {
            assert_eq!(looks_like(&other), None, "{name}");
        }
    }
    // A structure that goes on is another structure.
    let ed = seq(&[der(6, &[0x2b, 0x65, 0x70])]);
    let bits = der(3, &[&[0][..], &[0x5b; 32]].concat());
    assert!(looks_like(seq(&[ed.clone(), bits.clone()])).is_some());
    assert_eq!(
        looks_like(seq(&[ed.clone(), bits.clone(), bits.clone()])),
        None
    );
    assert_eq!(looks_like(seq(&[ed.clone(), der(3, &[4, 0x5b])])), None);
    // The object identifiers of keys have other beginnings.
    for arc in [0x00, 0x28, 0x50, 0x88] {
        let other = seq(&[der(6, &[arc, 0x65, 0x70])]);
        assert_eq!(looks_like(seq(&[other, bits.clone()])), None);
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
            for chunk in pool.chunks_exact(len).take(310) {
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
    let lengths = [32, 48, 64].into_iter().cycle();
    for (chunk, len) in pool.chunks_exact(64).zip(lengths).take(10_000) {
        let chunk = &chunk[..len];
        Hmac::danger_short(Alg::HS512, jose_b64::encode(chunk).as_bytes()).unwrap();
        Hmac::danger_short(Alg::HS512, base64(chunk).as_bytes()).unwrap();
        let hex: String = chunk.iter().map(|octet| format!("{octet:02x}")).collect();
        Hmac::danger_short(Alg::HS512, hex.as_bytes()).unwrap();
        Hmac::danger_short(Alg::HS512, hex.to_uppercase().as_bytes()).unwrap();
        tried += 4;
    }
    assert!(tried >= 100_000, "{tried}");
}
