//! The text of a key in other clothes is no HMAC key either (RFC 8725, section 2.1): base64, hexadecimal digits, UTF-16, JSON in JSON, XML.
#![cfg(feature = "hmac")]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test stops where something is not as it should be"
)]

use std::fs;
use std::path::Path;

use jose_jwa::Hmac;
use jose_jwk::{Alg, LoadError};

fn looks_like(secret: impl AsRef<[u8]>) -> Option<&'static str> {
    match Hmac::danger_short(Alg::HS256, secret.as_ref()) {
        Ok(_) => None,
        Err(LoadError::TextAsSecret { looks_like }) => Some(looks_like),
        Err(other) => panic!("{other:?}"),
    }
}

const BASE64: Option<&str> = Some("a key or certificate in base64");
const HEX: Option<&str> = Some("a key or certificate in hexadecimal digits");

/// Files of OpenSSL and ssh-keygen, of every kind of key there is.
const FILES: [&str; 20] = [
    "dsa.spki.pem",
    "ed25519.pkcs8.pem",
    "ed25519.spki.pem",
    "ed448.pkcs8.pem",
    "ed448.spki.pem",
    "p256.certificate.pem",
    "p256.sec1.pem",
    "p256.spki.pem",
    "p384.spki.pem",
    "p521.pkcs8.pem",
    "p521.spki.pem",
    "rsa-2048.pkcs1-public.pem",
    "rsa-2048.pkcs1.pem",
    "rsa-2048.pkcs8.pem",
    "rsa-2048.spki.pem",
    "rsa-pss-sha256.spki.pem",
    "rsa-pss.spki.pem",
    "secp256k1.spki.pem",
    "x25519.spki.pem",
    "x448.spki.pem",
];

/// The text of a file, what stands between its markers, and what that says.
fn files() -> impl Iterator<Item = (&'static str, String, String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pem");
    FILES.into_iter().map(move |name| {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        let lines = text.lines().filter(|line| !line.starts_with("-----"));
        let body: Vec<&str> = lines.collect();
        let joined = body.concat().replace('+', "-").replace('/', "_");
        let der = jose_b64::decode(joined.trim_end_matches('=')).unwrap();
        let body = body.join("\n");
        (name, text, body, der)
    })
}

/// With the alphabet of PEM and with padding, in lines of 76 characters as `base64` writes them.
fn mime(octets: &[u8]) -> String {
    let mut text = jose_b64::encode(octets).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    let lines = text.as_bytes().chunks(76);
    lines
        .map(|line| format!("{}\n", core::str::from_utf8(line).unwrap()))
        .collect()
}

fn hex(octets: &[u8], between: &str) -> String {
    let digits: Vec<String> = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    digits.join(between)
}

/// With and without byte order mark, in both byte orders.
fn utf_16(text: &str) -> [Vec<u8>; 4] {
    let marked = format!("\u{feff}{text}");
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    [little(text), big(text), little(&marked), big(&marked)]
}

#[test]
fn alg_08_09_base64_of_a_whole_file() {
    for (name, text, ..) in files() {
        // At each of the three places that the marker can have in a group of three octets, in each
        // alphabet, and behind characters that also belong to the alphabet.
        for before in ["", "\n", "x\n"] {
            let text = format!("{before}{text}");
            for encoded in [jose_b64::encode(&text), mime(text.as_bytes())] {
                assert_eq!(looks_like(&encoded), BASE64, "{name}");
                for before in ["PUBLIC_KEY=", "k ", "ke ", "key ", "keys ", "data:;base64,"] {
                    let embedded = format!("{before}{encoded}\"; and more");
                    assert_eq!(looks_like(embedded), BASE64, "{name} {before}");
                }
            }
        }
    }
}

#[test]
fn alg_08_base64_of_der_of_every_kind() {
    for (name, _, body, der) in files() {
        for encoded in [body, mime(&der), jose_b64::encode(&der)] {
            assert_eq!(looks_like(&encoded), BASE64, "{name}");
            assert_eq!(looks_like(format!(" \n{encoded}\n")), BASE64, "{name}");
            assert_eq!(looks_like(format!("key: \"{encoded}\"")), BASE64, "{name}");
        }
    }
    // In the middle of prose, by the beginning of the type of key alone.
    for spki in [
        "MEMwBQYDK2VxAzoA",
        "MCowBQYDK2VuAyEA",
        "MEIwBQYDK2VvAzkA",
        "MEEGCSqGSIb3DQEBCj",
    ] {
        assert_eq!(looks_like(format!("the key {spki}9Zu8")), BASE64, "{spki}");
    }
}

#[test]
fn alg_08_hexadecimal_digits_of_der() {
    for (name, text, _, der) in files() {
        for between in ["", ":", " ", "\n"] {
            let digits = hex(&der, between);
            assert_eq!(looks_like(&digits), HEX, "{name}");
            assert_eq!(looks_like(digits.to_uppercase()), HEX, "{name}");
            assert_eq!(looks_like(format!("0x{digits}\n")), HEX, "{name}");
        }
        assert_eq!(looks_like(hex(text.as_bytes(), "")), HEX, "{name}");
    }
}

#[test]
fn alg_09_text_in_utf_16() {
    for (name, text, body, _) in files() {
        for wide in utf_16(&text) {
            assert_eq!(
                looks_like(&wide),
                Some("a key or certificate in PEM form"),
                "{name}"
            );
            assert_eq!(looks_like(jose_b64::encode(&wide)), BASE64, "{name}");
        }
        for wide in utf_16(&body) {
            assert_eq!(looks_like(&wide), BASE64, "{name}");
        }
    }
    for wide in utf_16("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7") {
        assert_eq!(looks_like(&wide), Some("an SSH key"));
    }
    for wide in utf_16(jose_vectors::key("rfc7515-a3")) {
        assert_eq!(looks_like(&wide), Some("a JWK or JWK Set"));
    }
}

/// The published keys of the RFCs, as they stand there and without white space.
fn jwks() -> Vec<String> {
    let names = ["rfc7515-a1", "rfc7515-a2", "rfc7515-a3", "rfc8037-a1"];
    let texts = names.into_iter().map(jose_vectors::key);
    texts
        .flat_map(|text| {
            let compact = text.split_whitespace().collect();
            let spaced = text.replace(':', " : ");
            [text.to_owned(), compact, spaced]
        })
        .collect()
}

#[test]
fn alg_10_base64_of_a_jwk() {
    for jwk in jwks() {
        let set = format!(r#"{{"keys":[{jwk}]}}"#);
        let empty = r#"{"keys": []}"#.to_owned();
        for text in [jwk, set, empty] {
            for before in ["", " ", "  "] {
                let text = format!("{before}{text}");
                for encoded in [jose_b64::encode(&text), mime(text.as_bytes())] {
                    assert_eq!(looks_like(&encoded), BASE64, "{text}");
                    assert_eq!(looks_like(format!("jwk={encoded}")), BASE64, "{text}");
                }
                assert_eq!(looks_like(hex(text.as_bytes(), "")), HEX, "{text}");
            }
        }
    }
}

#[test]
fn alg_10_a_jwk_in_other_languages() {
    for jwk in jwks() {
        let escaped = jwk.replace('"', "\\\"").replace('\n', "\\n");
        let twice = escaped.replace('\\', "\\\\");
        let mut octets = jwk.clone().into_bytes();
        octets.push(0xff);
        for text in [
            escaped.clone().into_bytes(),
            format!("\"{escaped}\"").into_bytes(),
            twice.into_bytes(),
            jwk.replace('"', "'").into_bytes(),
            octets,
            [&b"\xfe\xff"[..], jwk.as_bytes()].concat(),
        ] {
            let shown = String::from_utf8_lossy(&text).into_owned();
            assert_eq!(looks_like(&text), Some("a JWK or JWK Set"), "{shown}");
        }
    }
    assert_eq!(
        looks_like("{'keys': [{'kid': '1'}]}"),
        Some("a JWK or JWK Set")
    );
}

#[test]
fn alg_08_keys_in_xml() {
    for text in [
        "<RSAKeyValue><Modulus>4c3</Modulus><Exponent>AQAB</Exponent></RSAKeyValue>",
        "<ds:KeyValue>\n <ds:RSAKeyValue Id=\"k\">\n </ds:RSAKeyValue>",
        "<DSAKeyValue><P>4c3</P></DSAKeyValue>",
        "<dsig11:ECKeyValue xmlns:dsig11=\"x\"></dsig11:ECKeyValue>",
    ] {
        assert_eq!(looks_like(text), Some("a key in XML form"), "{text}");
        assert_eq!(looks_like(jose_b64::encode(text)), BASE64, "{text}");
        for wide in utf_16(text) {
            assert_eq!(looks_like(wide), Some("a key in XML form"), "{text}");
        }
    }
    assert_eq!(looks_like("<KeyValue>correct horse</KeyValue>"), None);
}

#[test]
fn what_only_resembles_them_is_a_secret() {
    for text in [
        // Base64 and hexadecimal digits of other things than keys.
        "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==",
        "eyJwYXNzd29yZCI6ImNvcnJlY3QgaG9yc2UgYmF0dGVyeSBzdGFwbGUifQ",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "3059301306072a8648ce3d020106082a8648ce3d03010703420004",
        "30820122",
        "2d2d2d2d2d424547494e",
        // Too short to say anything.
        "LS0tLS1CRUdJ",
        "eyJrdHki",
        "AAAA",
        "=",
        "\0",
        "\0\0\0\0",
        "a\0b\0c\0",
    ] {
        assert_eq!(looks_like(text), None, "{text}");
    }
}

// ALG-09: prose whose last letters are digits of the encoding.
#[test]
fn alg_09_prose_before_an_encoded_key() {
    for (name, _, _, der) in
        files().filter(|(name, ..)| name.contains("spki") || name.contains("cert"))
    {
        for prose in [
            "certificate: ",
            "Certificate:\n",
            "code: ",
            "EC: ",
            "# file\n",
            "issued by Acme ",
            "key: ",
            "0x",
            "the public key of the login service ",
        ] {
            let hex = format!("{prose}{}", hex(&der, ""));
            assert_eq!(looks_like(&hex), HEX, "{name} {prose}");
            let base64 = format!("{prose}{}", mime(&der));
            assert_eq!(looks_like(&base64), BASE64, "{name} {prose}");
        }
    }
}

// ALG-08: certificates and security keys of OpenSSH, in a line and as they go over the wire.
#[test]
fn alg_08_longer_ssh_types() {
    for kind in [
        "ssh-rsa-cert-v01@openssh.com",
        "ssh-ed25519-cert-v01@openssh.com",
        "ecdsa-sha2-nistp256-cert-v01@openssh.com",
        "sk-ssh-ed25519@openssh.com",
        "sk-ecdsa-sha2-nistp256@openssh.com",
        "ssh-ed25519",
    ] {
        let mut wire = vec![0, 0, 0, u8::try_from(kind.len()).unwrap()];
        wire.extend(kind.bytes());
        wire.extend([0, 0, 0, 32].into_iter().chain(7..39));
        let base64 = jose_b64::encode(&wire);
        let line = format!("{kind} {base64} alice@host");
        for (form, octets) in [("line", line.into_bytes()), ("wire", wire.clone())] {
            assert_eq!(looks_like(&octets), Some("an SSH key"), "{kind} {form}");
        }
        assert!(looks_like(&base64).is_some(), "{kind} base64");
        assert!(looks_like(hex(&wire, "")).is_some(), "{kind} hex");
    }
    // The name of a type in a passphrase is no key.
    assert_eq!(
        looks_like("ssh-rsa keys are older than ssh-ed25519 keys, AAAA"),
        None
    );
}
