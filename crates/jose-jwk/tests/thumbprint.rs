//! JWK Thumbprint (RFC 7638; RFC 9964) and its URI (RFC 9278).

use jose_jwk::{Jwk, JwkError, Thumbprint};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

fn thumbprint(key: &Jwk, hash: &str) -> Result<Thumbprint, JwkError> {
    match hash {
        "sha-256" => key.thumbprint(|input| Sha256::digest(input)),
        "sha-384" => key.thumbprint(|input| Sha384::digest(input)),
        "sha-512" => key.thumbprint(|input| Sha512::digest(input)),
        _ => Err(JwkError::HashName),
    }
}

#[test]
fn vectors() {
    let mut uris = 0;
    for case in jose_vectors::all().of("thumbprint").valid() {
        let key: Jwk = case.jwk().parse().unwrap();
        assert_eq!(
            key.thumbprint_input().unwrap().as_str(),
            case.canonical(),
            "{}",
            case.id
        );
        let thumbprint = thumbprint(&key, case.hash()).unwrap();
        assert_eq!(thumbprint.to_string(), case.thumbprint(), "{}", case.id);
        assert_eq!(Thumbprint::parse(case.thumbprint()).unwrap(), thumbprint);
        if let Some(uri) = &case.uri {
            assert_eq!(&thumbprint.uri(case.hash()).unwrap(), uri);
            uris += 1;
        }
    }
    assert!(uris > 0);
}

#[test]
fn vectors_refused() {
    let mut refused = 0;
    for case in jose_vectors::all().of("thumbprint").rejected() {
        let result = case
            .jwk()
            .parse::<Jwk>()
            .and_then(|key| thumbprint(&key, case.hash()));
        assert!(result.is_err(), "{} {:?}", case.id, case.attack);
        refused += 1;
    }
    assert!(refused > 0);
}

#[test]
fn rfc_9964_kid_is_the_thumbprint() {
    for name in [
        "rfc9964-ml-dsa-44",
        "rfc9964-ml-dsa-65",
        "rfc9964-ml-dsa-87",
    ] {
        let key: Jwk = jose_vectors::key(name).parse().unwrap();
        assert!(key.is_private());
        assert_eq!(
            Some(thumbprint(&key, "sha-256").unwrap().to_string().as_str()),
            key.kid()
        );
        let input = key.thumbprint_input().unwrap();
        assert!(input.starts_with(r#"{"alg":"ML-DSA-"#) && !input.contains("priv"));
    }
}

#[test]
fn jwk_15_only_the_required_members_count() {
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let input = |json: &str| json.parse::<Jwk>().and_then(|key| key.thumbprint_input());
    let plain = input(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{X}"}}"#));
    assert!(plain.is_ok());
    for members in [
        r#""kid":"a""#,
        r#""alg":"Ed25519""#,
        r#""use":"sig""#,
        r#""a":1"#,
        r#""d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#,
    ] {
        assert_eq!(
            input(&format!(
                r#"{{{members},"x":"{X}","crv":"Ed25519","kty":"OKP"}}"#
            )),
            plain
        );
    }
    // Another text of the same octets is another thumbprint elsewhere: refused here.
    for x in [
        format!("{X}="),
        format!(" {X}"),
        X.replace('o', "p"),
        X.replace('_', "/"),
    ] {
        assert!(
            input(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}"}}"#)).is_err(),
            "{x}"
        );
    }
    // Escapes in the received text do not reach the hash.
    assert_eq!(
        input(&format!(
            r#"{{"kty":"OKP","crv":"\u0045d25519","x":"{X}"}}"#
        )),
        plain
    );
    assert_eq!(
        input(r#"{"kty":"oct","k":"AQ","kid":"b"}"#)
            .unwrap()
            .as_str(),
        r#"{"k":"AQ","kty":"oct"}"#
    );
}

#[test]
fn uris_name_a_known_hash_of_the_right_length() {
    let print = |len: usize| Thumbprint::from_octets(&vec![1; len]);
    for (hash, len) in [
        ("sha-256", 32),
        ("sha-384", 48),
        ("sha-512", 64),
        ("sha3-256", 32),
    ] {
        let uri = print(len).uri(hash).unwrap();
        assert!(uri.starts_with(&format!("urn:ietf:params:oauth:jwk-thumbprint:{hash}:AQEB")));
        for wrong in [0, 16, 20, len - 1, len + 1] {
            assert_eq!(print(wrong).uri(hash), Err(JwkError::HashName));
        }
    }
    for hash in [
        "",
        "sha256",
        "SHA-256",
        "S256",
        "sha-1",
        "md5",
        "sha-256-32",
        "sha-256:x",
        "sha-256\n",
    ] {
        assert!(
            [4, 16, 20, 32]
                .map(|len| print(len).uri(hash))
                .iter()
                .all(Result::is_err),
            "{hash:?}"
        );
    }
}

#[test]
fn text_of_a_thumbprint_is_strict() {
    for text in ["A", "AB", "AQ=", "A Q", "A+", "AQ\n"] {
        assert!(Thumbprint::parse(text).is_err(), "{text:?}");
    }
    assert_ne!(
        Thumbprint::from_octets(&[1, 2]),
        Thumbprint::from_octets(&[1, 2, 0])
    );
    assert_ne!(
        Thumbprint::from_octets(&[1, 2]),
        Thumbprint::from_octets(&[1, 3])
    );
}
