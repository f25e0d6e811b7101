//! Keys as people hold them: the files that OpenSSL 3 and OpenSSH wrote (tests/fixtures/pem), each
//! read as `expected.json` says, loaded, and used.
#![cfg(all(
    feature = "pem",
    feature = "rsa",
    feature = "ecdsa",
    feature = "eddsa",
    feature = "hmac"
))]
#![expect(
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests stop where a test fails"
)]

use std::fs;
use std::path::Path;

#[cfg(feature = "ecdh")]
use jose_jwa::EcdhEs;
use jose_jwa::import::{self, ImportError};
use jose_jwa::{Ecdsa, RustCrypto};
#[cfg(feature = "ecdh")]
use jose_jwk::Material;
use jose_jwk::pem::PemError;
use jose_jwk::{Alg, Crv, Jwk};
use jose_jws::{LoadSign, LoadVerify, SigningInput};
use proptest::prelude::*;
use serde_json::{Map, Value};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/pem"))
}

fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn expected() -> Map<String, Value> {
    serde_json::from_slice(&read("expected.json")).unwrap()
}

/// The algorithms that a key is tried with.
fn algs(jwk: &Jwk) -> &'static [Alg<'static>] {
    match (jwk.kty().name(), jwk.crv()) {
        ("RSA", _) => &[Alg::RS256, Alg::PS256],
        (_, Some(Crv::P_256)) => &[Alg::ES256],
        (_, Some(Crv::P_384)) => &[Alg::ES384],
        (_, Some(Crv::P_521)) => &[Alg::ES512],
        (_, Some(Crv::SECP256K1)) => &[Alg::ES256K],
        #[cfg(feature = "ed448")]
        (_, Some(Crv::Ed448)) => &[Alg::EdDSA, Alg::Ed448],
        (_, Some(Crv::Ed25519)) => &[Alg::EdDSA, Alg::Ed25519],
        _ => &[],
    }
}

/// Imports, loads for verification and, if private, for signing; gives the JWK of what could be done.
fn use_key(text: &[u8]) -> Result<(Jwk, bool), String> {
    let jwk = import::from_pem(text).map_err(|error| error.to_string())?;
    let input = SigningInput::new(b"header.payload");
    let mut used = false;
    for alg in algs(&jwk) {
        let verifier = RustCrypto
            .load_verify(&jwk, *alg)
            .map_err(|error| error.to_string())?;
        if jwk.is_private() {
            let signer = RustCrypto
                .load_sign(&jwk, *alg)
                .map_err(|error| error.to_string())?;
            let signature = signer.sign(input).map_err(|error| error.to_string())?;
            verifier
                .verify(input, &signature)
                .map_err(|error| error.to_string())?;
            assert!(
                verifier
                    .verify(SigningInput::new(b"header.paylord"), &signature)
                    .is_err()
            );
        } else {
            assert!(RustCrypto.load_sign(&jwk, *alg).is_err(), "JWK-02");
        }
        used = true;
    }
    Ok((jwk, used))
}

fn public_json(jwk: &Jwk) -> Value {
    serde_json::from_str(&jwk.to_json().unwrap()).unwrap()
}

#[test]
fn every_fixture_is_read_or_refused_as_expected() {
    let mut accepted = 0;
    let mut refused = 0;
    for (name, case) in expected() {
        let text = read(&name);
        let result = use_key(&text);
        if case.get("jwk").is_some() {
            let (jwk, _) = result.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(public_json(&jwk), case["jwk"], "{name}");
            let private = case.get("private").is_some_and(|private| private == true);
            assert_eq!(jwk.is_private(), private, "{name}");
            accepted += 1;
        } else {
            let reason = case["reject"].as_str().unwrap();
            match result {
                Err(error) => {
                    assert!(error.len() < 300, "{name}: {error}");
                    println!("{name}: {error}   <- {reason}");
                }
                // Read as data, but no algorithm of this crate takes the key.
                Ok((jwk, used)) => {
                    let by_feature = cfg!(feature = "ed448") && name.starts_with("ed448.");
                    assert_eq!(used, by_feature, "{name}, expected: {reason}");
                    assert_eq!(public_json(&jwk), case["holds"], "{name}");
                    println!("{name}: data only   <- {reason}");
                }
            }
            refused += 1;
        }
    }
    println!("{accepted} accepted, {refused} refused");
    assert!(refused > accepted && accepted > 30);
}

#[test]
fn every_file_beside_the_fixtures_is_expected_to_be_something() {
    let expected = expected();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".pem") || name.ends_with(".pub") {
            assert!(expected.contains_key(&name), "{name}");
        }
    }
}

#[test]
fn an_imported_key_is_what_a_jwk_of_the_same_key_gives() {
    for (name, case) in expected() {
        let Some(json) = case.get("jwk") else {
            continue;
        };
        let imported = import::from_pem(read(&name)).unwrap();
        let parsed = Jwk::parse(json.to_string().as_bytes()).unwrap();
        assert_eq!(imported.to_public().unwrap(), parsed, "{name}");
        let text = imported.to_private_json();
        assert_eq!(Jwk::parse(text.as_bytes()).unwrap(), imported, "{name}");
    }
}

#[test]
fn all_containers_of_one_key_give_the_same_jwk() {
    for key in ["p256", "p384", "p521", "secp256k1"] {
        let pkcs8 = import::from_pem(read(&format!("{key}.pkcs8.pem"))).unwrap();
        assert_eq!(
            import::from_pem(read(&format!("{key}.sec1.pem"))).unwrap(),
            pkcs8
        );
        let spki = import::from_pem(read(&format!("{key}.spki.pem"))).unwrap();
        assert_eq!(pkcs8.to_public().unwrap(), spki);
    }
    for key in ["rsa-2048", "rsa-3072"] {
        let pkcs8 = import::from_pem(read(&format!("{key}.pkcs8.pem"))).unwrap();
        assert_eq!(
            import::from_pem(read(&format!("{key}.pkcs1.pem"))).unwrap(),
            pkcs8
        );
        let spki = import::from_pem(read(&format!("{key}.spki.pem"))).unwrap();
        assert_eq!(
            import::from_pem(read(&format!("{key}.pkcs1-public.pem"))).unwrap(),
            spki
        );
        assert_eq!(pkcs8.to_public().unwrap(), spki);
    }
    let v1 = import::from_pem(read("ed25519.pkcs8.pem")).unwrap();
    assert_eq!(import::from_pem(read("ed25519-v2.pkcs8.pem")).unwrap(), v1);
    let full = import::from_pem(read("p256.pkcs8.pem")).unwrap();
    for other in [
        "p256-no-public.pkcs8.pem",
        "p256-no-public.sec1.pem",
        "p256-curve-twice.pkcs8.pem",
    ] {
        assert_eq!(import::from_pem(read(other)).unwrap(), full);
    }
}

#[test]
fn edd_05_jwk_17_the_reason_is_said() {
    let said = |name: &str| import::from_pem(read(name)).unwrap_err();
    for (name, code) in [
        ("ed25519-v2-other-public.pkcs8.pem", "import/mismatch"),
        ("p256-other-public.pkcs8.pem", "import/mismatch"),
        ("p256-other-public.sec1.pem", "import/mismatch"),
        ("p256-zero.pkcs8.pem", "import/invalid"),
        ("p256-order.pkcs8.pem", "import/invalid"),
        ("p256-explicit.pkcs8.pem", "pem/explicit-curve"),
        ("p256-explicit.sec1.pem", "pem/explicit-curve"),
        ("p256-explicit.spki.pem", "pem/explicit-curve"),
        ("p256-encrypted.pkcs8.pem", "pem/encrypted"),
        ("p256-encrypted.sec1.pem", "pem/encrypted"),
        ("rsa-2048-encrypted.pkcs1.pem", "pem/encrypted"),
        ("p256-trailing.pkcs8.pem", "pem/trailing-data"),
        ("ed25519-trailing.pkcs8.pem", "pem/trailing-data"),
        ("p256.certificate.pem", "pem/not-a-key"),
        ("p256.request.pem", "pem/not-a-key"),
        ("ed25519.openssh.pem", "pem/not-a-key"),
        ("ed25519.openssh.pub", "pem/not-a-key"),
        ("rsa-2048.openssh.pub", "pem/not-a-key"),
        ("ed25519.rfc4716.pub", "pem/not-a-key"),
        ("two-keys.pkcs8.pem", "pem/several-blocks"),
        ("key-and-certificate.pkcs8.pem", "pem/several-blocks"),
        ("p256-wrong-label.pkcs8.pem", "pem/wrong-container"),
        ("p224.sec1.pem", "pem/unknown-curve"),
        ("brainpool256.spki.pem", "pem/unknown-curve"),
        ("dsa.spki.pem", "pem/unknown-algorithm"),
        ("rsa-pss.spki.pem", "pem/unknown-algorithm"),
        ("rsa-pss-sha256.pkcs8.pem", "pem/unknown-algorithm"),
        ("rsa-three-primes.pkcs8.pem", "pem/material"),
    ] {
        assert_eq!(said(name).code(), code, "{name}: {}", said(name));
    }
}

#[test]
fn edd_05_a_compressed_point_is_held_against_the_private_key_too() {
    let der = der_of("p384-compressed.sec1.pem");
    assert!(import::from_der(&der).is_ok());
    let mut other = der.clone();
    // The first octet of the point, 49 octets before the end, tells its y from the other one.
    let sign = der.len() - 49;
    other[sign] ^= 1;
    let error = ImportError::Mismatch {
        what: "the public key and d",
    };
    assert_eq!(import::from_der(&other).unwrap_err(), error);
}

#[test]
fn a_key_bound_to_an_algorithm_says_what_was_found_and_expected() {
    let jwk = import::from_pem_for(read("p256.sec1.pem"), Alg::ES256).unwrap();
    assert_eq!(jwk.alg(), Some(Alg::ES256));
    assert!(Ecdsa::load(&jwk, Alg::ES256).is_ok());

    let error = import::from_pem_for(read("secp256k1.sec1.pem"), Alg::ES256).unwrap_err();
    assert_eq!(
        error.to_string(),
        "SEC1 key on secp256k1, expected P-256 (ES256)"
    );
    let error = import::from_pem_for(read("rsa-2048.spki.pem"), Alg::EdDSA).unwrap_err();
    assert_eq!(
        error.to_string(),
        "SPKI key of type RSA, expected Ed25519 (EdDSA)"
    );
    let error = import::from_pem_for(read("p384.pkcs8.pem"), Alg::RS256).unwrap_err();
    assert_eq!(
        error.to_string(),
        "PKCS#8 key on P-384, expected RSA (RS256)"
    );
    // ALG-07: the public key is never the secret of a MAC.
    let error = import::from_pem_for(read("rsa-2048.spki.pem"), Alg::HS256).unwrap_err();
    assert_eq!(
        error.to_string(),
        "SPKI key of type RSA, expected oct (HS256)"
    );
    assert!(import::from_pem_for(read("p256.sec1.pem"), Alg::new("none")).is_err());

    const MINE: Alg<'_> = Alg::new("X-MINE");
    assert_eq!(
        import::from_pem_for(read("p256.sec1.pem"), MINE)
            .unwrap()
            .alg(),
        Some(MINE)
    );
    // The wrong curve is said before what could not be computed.
    let error = import::from_pem_for(read("x25519.pkcs8.pem"), Alg::Ed25519).unwrap_err();
    assert_eq!(error.code(), "import/wrong-key");
}

#[test]
fn jwk_16_no_error_or_debug_output_shows_a_key() {
    for (name, _) in expected() {
        let text = read(&name);
        let body: Vec<&str> = core::str::from_utf8(&text)
            .unwrap_or("")
            .lines()
            .filter(|line| line.len() >= 20)
            .collect();
        let seen = match import::from_pem(&text) {
            Ok(jwk) => {
                let json = jwk.to_private_json();
                let private: Value = serde_json::from_str(&json).unwrap();
                let shown = format!("{jwk:?}");
                for member in ["d", "p", "q", "dp", "dq", "qi"] {
                    if let Some(secret) = private[member].as_str() {
                        assert!(!shown.contains(secret), "{name}");
                    }
                }
                continue;
            }
            Err(error) => format!("{error} {error:?}"),
        };
        for line in body.iter().filter(|line| !line.contains("-----")) {
            assert!(!seen.contains(line), "{name}: {seen}");
        }
    }
}

#[test]
fn der_and_pem_are_told_apart() {
    let text = read("p256.pkcs8.pem");
    let error = import::from_der(&text).unwrap_err();
    assert_eq!(
        error,
        ImportError::Pem(PemError::NotDer { found: "PEM text" })
    );
    let der = der_of("p256.pkcs8.pem");
    let error = import::from_pem(&der).unwrap_err();
    assert_eq!(error.code(), "pem/not-pem");
    assert_eq!(
        import::from_der(&der).unwrap(),
        import::from_pem(&text).unwrap()
    );
    assert_eq!(
        import::from_der_for(&der, Alg::ES256).unwrap().alg(),
        Some(Alg::ES256)
    );
}

/// The octets of a fixture, by another decoder than the one under test.
fn der_of(name: &str) -> Vec<u8> {
    let text = String::from_utf8(read(name)).unwrap();
    let body: String = text
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    jose_b64::decode(
        body.replace('+', "-")
            .replace('/', "_")
            .trim_end_matches('='),
    )
    .unwrap()
}

const SEEDS: &[&str] = &[
    "p256.pkcs8.pem",
    "p256.sec1.pem",
    "p256-no-public.sec1.pem",
    "p384-compressed.sec1.pem",
    "p521.spki.pem",
    "ed25519.pkcs8.pem",
    "ed25519-v2.pkcs8.pem",
    "rsa-2048.pkcs8.pem",
    "rsa-2048.pkcs1.pem",
    "rsa-2048.spki.pem",
    "secp256k1.pkcs8.pem",
    "x25519.pkcs8.pem",
    "p256.certificate.pem",
    "p256.request.pem",
    "p256-encrypted.pkcs8.pem",
    "dsa.pkcs8.pem",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// A file with one changed octet is refused, or read as a JWK that stands on its own.
    #[test]
    fn a_changed_octet_never_panics(
        which in prop::sample::select(SEEDS),
        at in any::<prop::sample::Index>(),
        octet in any::<u8>(),
    ) {
        let mut der = der_of(which);
        let place = at.index(der.len());
        der[place] = octet;
        match import::from_der(&der) {
            Ok(jwk) => {
                let text = jwk.to_private_json();
                prop_assert_eq!(Jwk::parse(text.as_bytes()).unwrap(), jwk);
            }
            Err(error) => prop_assert!(error.to_string().len() < 300),
        }
        let mut text = read(which);
        let place = at.index(text.len());
        text[place] = octet;
        let _ = import::from_pem(&text);
    }

    #[test]
    fn a_piece_cut_out_never_panics(
        which in prop::sample::select(SEEDS),
        from in any::<prop::sample::Index>(),
        len in 1..40usize,
    ) {
        let whole = der_of(which);
        let mut der = whole.clone();
        let from = from.index(der.len());
        der.drain(from..der.len().min(from.saturating_add(len)));
        // SPKI and PKCS#8 of RSA end with PKCS#1, which is a key: it is left when what stands before it
        // is cut out, or all of that but the first octet, since both begin with the same.
        prop_assert!(whole.ends_with(&der) || import::from_der(&der).is_err());
    }
}

/// RFC 7748, section 6: Alice's keys, of which such a file has the private one only.
#[test]
#[cfg(feature = "ecdh")]
fn keys_of_an_agreement_get_the_public_part_that_their_files_leave_out() {
    let agreement = |oid: u8, d: &str| {
        let d = jose_b64::decode(d).unwrap();
        let len = u8::try_from(d.len()).unwrap();
        let head = [
            48,
            len + 14,
            2,
            1,
            0,
            48,
            5,
            6,
            3,
            43,
            101,
            oid,
            4,
            len + 2,
            4,
            len,
        ];
        import::from_der([&head[..], &d].concat())
    };
    let x = |jwk: &Jwk| match jwk.material() {
        Material::Okp(okp) => jose_b64::encode(okp.x()),
        _ => panic!("no OKP key"),
    };
    let jwk = agreement(110, "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo").unwrap();
    assert_eq!(x(&jwk), "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo");
    assert!(EcdhEs::load(&jwk, Alg::ECDH_ES).is_ok());
    assert!(
        EcdhEs::load(
            &import::from_pem(read("x25519.pkcs8.pem")).unwrap(),
            Alg::ECDH_ES
        )
        .is_ok()
    );

    // RFC 8037, appendix A.7: Dave's.
    let d = "HDBqesKg4uCZCylEcMujOeZFN3KwdYEdj60NHWknwSC7XuiXKw0-ITdMnJIbCdGwNm8QtlFzmS0";
    let jwk = agreement(111, d);
    #[cfg(feature = "x448")]
    assert_eq!(
        x(&jwk.unwrap()),
        "PreoKbDNIPW8_AtZm2_sz22kYnEHvbDU80W0MCfYuXL8PjT7QjKhPKcG3LV67D2uB73BxnvzNgk"
    );
    #[cfg(not(feature = "x448"))]
    assert_eq!(jwk.unwrap_err().code(), "import/feature-off");
}
