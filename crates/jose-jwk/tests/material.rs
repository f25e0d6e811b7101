//! Shapes and lengths of key material (RFC 7518, section 6; RFC 8037; RFC 9964).

use jose_b64::encode;
use jose_jwk::{
    Akp, Alg, Crv, Ec, Jwk, JwkError, JwkOptions, Kty, Material, Oct, Okp, Rsa, RsaFactors,
    RsaPrivate, Secret,
};

fn b64(len: usize) -> String {
    encode(vec![7; len])
}

fn secret(len: usize) -> Secret {
    Secret::new(vec![7; len])
}

#[track_caller]
fn error(json: &str) -> JwkError {
    let parsed = json.parse::<Jwk>();
    assert!(parsed.is_err(), "accepted: {json}");
    parsed.err().unwrap_or(JwkError::Symmetric)
}

#[test]
fn ecd_09_coordinates_have_exactly_the_field_length() {
    for info in Crv::all().filter(|info| info.kty == Kty::EC) {
        let (len, crv) = (info.field_len, info.name);
        let key = |x: usize, y: usize, d: usize| {
            let (x, y, d) = (b64(x), b64(y), b64(d));
            format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}","d":"{d}"}}"#)
        };
        assert!(key(len, len, len).parse::<Jwk>().is_ok());
        for wrong in [0, 1, len - 1, len + 1, len * 2] {
            let is = |member| JwkError::Length {
                member,
                len: wrong,
                expected: len,
            };
            assert_eq!(error(&key(wrong, len, len)), is("x"), "{crv}");
            assert_eq!(error(&key(len, wrong, len)), is("y"), "{crv}");
            assert_eq!(error(&key(len, len, wrong)), is("d"), "{crv}"); // ECD-10
        }
    }
}

#[test]
fn edd_06_okp_members_have_exactly_the_length_of_the_curve() {
    for info in Crv::all().filter(|info| info.kty == Kty::OKP) {
        let (len, crv) = (info.field_len, info.name);
        let key = |x: usize, d: usize| {
            format!(
                r#"{{"kty":"OKP","crv":"{crv}","x":"{}","d":"{}"}}"#,
                b64(x),
                b64(d)
            )
        };
        assert!(key(len, len).parse::<Jwk>().is_ok());
        for wrong in [0, 1, len - 1, len + 1] {
            let is = |member| JwkError::Length {
                member,
                len: wrong,
                expected: len,
            };
            assert_eq!(error(&key(wrong, len)), is("x"), "{crv}");
            assert_eq!(error(&key(len, wrong)), is("d"), "{crv}");
        }
    }
}

#[test]
fn edd_06_okp_has_no_y_and_needs_x() {
    let (x, y) = (b64(32), b64(32));
    assert_eq!(
        error(&format!(
            r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","y":"{y}"}}"#
        )),
        JwkError::UnexpectedMember {
            kty: "OKP",
            member: "y"
        }
    );
    assert_eq!(
        error(&format!(r#"{{"kty":"OKP","crv":"Ed25519","d":"{x}"}}"#)),
        JwkError::Missing { member: "x" }
    );
}

#[test]
fn ecd_11_curves_of_other_types_and_aliases_are_unknown() {
    let (x, y) = (b64(32), b64(32));
    let cases = [
        ("EC", "P-256K"),
        ("EC", "p-256"),
        ("EC", "Ed25519"),
        ("EC", "X25519"),
        ("EC", "secp256r1"),
        ("OKP", "P-256"),
        ("OKP", "ed25519"),
        ("OKP", "secp256k1"),
        ("OKP", "Ed25519ph"),
    ];
    for (kty, crv) in cases {
        let y = if kty == "EC" {
            format!(r#","y":"{y}""#)
        } else {
            String::new()
        };
        let json = format!(r#"{{"kty":"{kty}","crv":"{crv}","x":"{x}"{y}}}"#);
        assert_eq!(
            error(&json),
            JwkError::UnknownCrv {
                kty,
                crv: crv.into()
            }
        );
    }
    for (crv, code) in [
        ("null", "jwk/wrong-type"),
        ("7", "jwk/wrong-type"),
        ("\"\"", "jwk/name"),
    ] {
        let json = format!(r#"{{"kty":"EC","crv":{crv},"x":"{x}","y":"{x}"}}"#);
        assert_eq!(error(&json).code(), code);
    }
}

#[test]
fn missing_and_mistyped_members() {
    let x = b64(32);
    let cases = [
        (
            format!(r#"{{"kty":"EC","x":"{x}","y":"{x}"}}"#),
            "jwk/missing",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","y":"{x}"}}"#),
            "jwk/missing",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}"}}"#),
            "jwk/missing",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":null,"y":"{x}"}}"#),
            "jwk/wrong-type",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":["{x}"],"y":"{x}"}}"#),
            "jwk/wrong-type",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}","d":null}}"#),
            "jwk/wrong-type",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}=","y":"{x}"}}"#),
            "jwk/base64",
        ),
        (
            format!(r#"{{"kty":"EC","crv":"P-256","x":"{x} ","y":"{x}"}}"#),
            "jwk/base64",
        ),
        (r#"{"kty":"RSA","e":"AQAB"}"#.into(), "jwk/missing"),
        (r#"{"kty":"RSA","n":"1w"}"#.into(), "jwk/missing"),
        (
            r#"{"kty":"RSA","n":"1w","e":65537}"#.into(),
            "jwk/wrong-type",
        ),
        (r#"{"kty":"RSA","n":"+w","e":"AQAB"}"#.into(), "jwk/base64"),
        (r#"{"kty":"RSA","n":"1x","e":"AQAB"}"#.into(), "jwk/base64"), // unused bits
        (r#"{"kty":"oct"}"#.into(), "jwk/missing"),
        (r#"{"kty":"oct","k":7}"#.into(), "jwk/wrong-type"),
        (r#"{"kty":"oct","k":"AA=="}"#.into(), "jwk/secret-base64"),
        (r#"{"kty":"oct","k":"AB"}"#.into(), "jwk/secret-base64"),
        (r#"{"kty":"oct","k":"A A"}"#.into(), "jwk/secret-base64"),
        (r#"{"kty":"AKP","alg":"ML-DSA-44"}"#.into(), "jwk/missing"),
        (r#"{"kty":"AKP","alg":"X","pub":""}"#.into(), "jwk/empty"),
        (
            r#"{"kty":"AKP","alg":"X","pub":"AA","priv":""}"#.into(),
            "jwk/empty",
        ),
    ];
    for (json, code) in cases {
        assert_eq!(error(&json).code(), code, "{json}");
    }
}

#[test]
fn mac_01_an_empty_symmetric_key_is_refused() {
    assert_eq!(
        error(r#"{"kty":"oct","k":""}"#),
        JwkError::Empty { member: "k" }
    );
    assert_eq!(Oct::new(secret(0)), Err(JwkError::Empty { member: "k" }));
    assert!(Oct::new(secret(1)).is_ok());
}

#[test]
fn mac_06_symmetric_octets_are_exact() {
    let octets = b"\0a\0\xff".repeat(40);
    let key: Jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, encode(&octets))
        .parse()
        .unwrap();
    let Material::Oct(oct) = key.material() else {
        panic!("{key:?}")
    };
    assert_eq!(oct.k().expose_secret(), octets);
    // An escape is no other octet.
    let escaped: Jwk = r#"{"kty":"oct","k":"\u0041\u0051"}"#.parse().unwrap();
    assert_eq!(escaped, r#"{"kty":"oct","k":"AQ"}"#.parse().unwrap());
}

#[test]
fn rsa_05_leading_zero_octets_need_the_opt_in() {
    let (plain, zeros) = (encode([0xd7, 1]), encode([0, 0, 0xd7, 1]));
    let private = [("p", 3), ("q", 5), ("dp", 7), ("dq", 9), ("qi", 11)];
    let key = |padded: &str| {
        let number = |member: &str, octet: u8| {
            if member == padded {
                encode([0, octet])
            } else {
                encode([octet])
            }
        };
        let factors: String = private
            .iter()
            .map(|(member, octet)| format!(r#","{member}":"{}""#, number(member, *octet)))
            .collect();
        let n = if padded == "n" { &zeros } else { &plain };
        let (e, d) = (number("e", 3), number("d", 13));
        format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}","d":"{d}"{factors}}}"#)
    };
    let mut lenient = JwkOptions::default();
    lenient.leading_zeros = true;
    let minimal: Jwk = key("").parse().unwrap();
    for member in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        assert_eq!(error(&key(member)), JwkError::LeadingZero { member });
        let read = Jwk::parse_with(key(member).as_bytes(), &lenient).unwrap();
        assert_eq!(read, minimal, "{member}");
        assert_eq!(read.thumbprint_input(), minimal.thumbprint_input());
    }
}

#[test]
fn no_rsa_number_is_zero_or_empty() {
    let mut lenient = JwkOptions::default();
    lenient.leading_zeros = true;
    for zero in ["", "AA", "AAAA"] {
        for json in [
            format!(r#"{{"kty":"RSA","n":"{zero}","e":"AQAB"}}"#),
            format!(r#"{{"kty":"RSA","n":"1w","e":"{zero}"}}"#),
            format!(r#"{{"kty":"RSA","n":"1w","e":"AQAB","d":"{zero}"}}"#),
        ] {
            assert!(json.parse::<Jwk>().is_err(), "{json}");
            let code = Jwk::parse_with(json.as_bytes(), &lenient)
                .unwrap_err()
                .code();
            assert_eq!(code, "jwk/empty", "{json}");
        }
    }
    assert!(Rsa::new(&[], &[3], None).is_err());
    assert!(Rsa::new(&[5], &[0], None).is_err());
    assert!(Rsa::new(&[5], &[3], Some(RsaPrivate::new(secret(0), None))).is_err());
    let factors = RsaFactors::new(
        secret(1),
        secret(1),
        secret(1),
        secret(1),
        Secret::from_slice(&[0]),
    );
    assert_eq!(
        Rsa::new(&[5], &[3], Some(RsaPrivate::new(secret(1), Some(factors)))),
        Err(JwkError::LeadingZero { member: "qi" })
    );
}

#[test]
fn rsa_06_factors_come_together_or_not_at_all() {
    let names = ["p", "q", "dp", "dq", "qi"];
    let mut refused = 0;
    for mask in 0..32_u32 {
        let present = |at: usize| mask.checked_shr(at.try_into().unwrap()).unwrap() & 1 == 1;
        let factors: String = (0..5)
            .filter(|at| present(*at))
            .map(|at| format!(r#","{}":"Aw""#, names[at]))
            .collect();
        let json = format!(r#"{{"kty":"RSA","n":"1w","e":"AQAB","d":"BQ"{factors}}}"#);
        if mask == 0 || mask == 31 {
            assert!(json.parse::<Jwk>().unwrap().is_private());
        } else {
            let missing = names[(0..5).find(|at| !present(*at)).unwrap()];
            assert_eq!(error(&json), JwkError::PartialFactors { missing });
            refused += 1;
        }
    }
    assert_eq!(refused, 30);
    // The factors without the exponent, and one that is there but null.
    let all = r#""p":"Aw","q":"Aw","dp":"Aw","dq":"Aw""#;
    assert_eq!(
        error(&format!(
            r#"{{"kty":"RSA","n":"1w","e":"AQAB",{all},"qi":"Aw"}}"#
        )),
        JwkError::Missing { member: "d" }
    );
    assert_eq!(
        error(&format!(
            r#"{{"kty":"RSA","n":"1w","e":"AQAB","d":"BQ",{all},"qi":null}}"#
        ))
        .code(),
        "jwk/wrong-type"
    );
}

#[test]
fn rsa_08_more_than_two_primes() {
    for oth in [r#"[{"r":"Aw","d":"Aw","t":"Aw"}]"#, "[]", "null", "\"x\""] {
        for private in [
            "",
            r#","d":"BQ""#,
            r#","d":"BQ","p":"Aw","q":"Aw","dp":"Aw","dq":"Aw","qi":"Aw""#,
        ] {
            let json = format!(r#"{{"kty":"RSA","n":"1w","e":"AQAB"{private},"oth":{oth}}}"#);
            assert_eq!(error(&json), JwkError::MultiPrime);
        }
    }
}

#[test]
fn api_01_a_private_member_of_another_key_type_is_refused() {
    let x = b64(32);
    let ec = format!(r#""kty":"EC","crv":"P-256","x":"{x}","y":"{x}""#);
    let okp = format!(r#""kty":"OKP","crv":"X25519","x":"{x}""#);
    let cases = [
        (
            "EC",
            ec.as_str(),
            ["k", "p", "q", "dp", "dq", "qi", "oth", "priv"].as_slice(),
        ),
        (
            "OKP",
            &okp,
            &["k", "p", "q", "dp", "dq", "qi", "oth", "priv"],
        ),
        ("RSA", r#""kty":"RSA","n":"1w","e":"AQAB""#, &["k", "priv"]),
        (
            "oct",
            r#""kty":"oct","k":"AQ""#,
            &["d", "p", "q", "oth", "priv"],
        ),
        (
            "AKP",
            r#""kty":"AKP","alg":"X","pub":"AQ""#,
            &["k", "d", "p", "oth"],
        ),
    ];
    for (kty, base, members) in cases {
        assert!(format!("{{{base}}}").parse::<Jwk>().is_ok(), "{kty}");
        for member in members {
            let json = format!(r#"{{{base},"{member}":"c2VjcmV0"}}"#);
            assert_eq!(error(&json), JwkError::UnexpectedMember { kty, member });
        }
    }
}

#[test]
fn pqc_01_akp_needs_alg() {
    let public = b64(1312);
    assert_eq!(
        error(&format!(r#"{{"kty":"AKP","pub":"{public}"}}"#)),
        JwkError::Missing { member: "alg" }
    );
    for alg in ["none", "", "RS1"] {
        let json = format!(r#"{{"kty":"AKP","alg":"{alg}","pub":"{public}"}}"#);
        assert_eq!(error(&json).code(), "jwk/name", "{alg}");
    }
    // A registered algorithm whose keys are of another type.
    for alg in ["HS256", "ES256", "dir"] {
        let json = format!(r#"{{"kty":"AKP","alg":"{alg}","pub":"{public}"}}"#);
        assert_eq!(error(&json).code(), "jwk/unexpected-member", "{alg}");
    }
}

#[test]
fn pqc_02_pqc_03_ml_dsa_lengths() {
    let sizes = [
        ("ML-DSA-44", 1312, 2560),
        ("ML-DSA-65", 1952, 4032),
        ("ML-DSA-87", 2592, 4896),
    ];
    for (alg, len, expanded) in sizes {
        let key = |public: usize, private: usize| {
            let (public, private) = (b64(public), b64(private));
            format!(r#"{{"kty":"AKP","alg":"{alg}","pub":"{public}","priv":"{private}"}}"#)
        };
        assert!(key(len, 32).parse::<Jwk>().is_ok());
        for wrong in sizes
            .iter()
            .map(|size| size.1)
            .filter(|size| *size != len)
            .chain([0, len - 1])
        {
            let is = JwkError::Length {
                member: "pub",
                len: wrong,
                expected: len,
            };
            assert_eq!(error(&key(wrong, 32)), is, "{alg}");
        }
        for wrong in [0, 31, 33, 64, expanded] {
            let is = JwkError::Length {
                member: "priv",
                len: wrong,
                expected: 32,
            };
            assert_eq!(error(&key(len, wrong)), is, "{alg}");
        }
    }
    // An algorithm that is not known here: the octets are the backend's business.
    let own = Akp::new(Alg::new("X-PQ"), &[1, 2], Some(secret(5))).unwrap();
    assert_eq!((own.alg(), own.public().len()), (Alg::new("X-PQ"), 2));
    assert!(Akp::new(Alg::new("none"), &[1], None).is_err());
}

#[test]
fn constructors_check_what_parsing_checks() {
    assert!(Ec::new(Crv::P_521, &[1; 66], &[1; 66], None).is_ok());
    assert!(Ec::new(Crv::P_521, &[1; 65], &[1; 66], None).is_err());
    assert!(Ec::new(Crv::P_256, &[1; 32], &[1; 32], Some(secret(31))).is_err());
    assert!(Ec::new(Crv::Ed25519, &[1; 32], &[1; 32], None).is_err());
    assert!(Ec::new(Crv::new("P-256K"), &[1; 32], &[1; 32], None).is_err());
    assert!(Okp::new(Crv::Ed448, &[1; 57], Some(secret(57))).is_ok());
    assert!(Okp::new(Crv::Ed448, &[1; 56], None).is_err());
    assert!(Okp::new(Crv::P_256, &[1; 32], None).is_err());
}

#[test]
fn jwk_16_debug_of_material_shows_no_octets() {
    let x = b64(32);
    let keys = [
        format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}","d":"{x}"}}"#),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{x}","d":"{x}"}}"#),
        r#"{"kty":"RSA","n":"Bw","e":"Bw","d":"Bw","p":"Bw","q":"Bw","dp":"Bw","dq":"Bw","qi":"Bw"}"#.into(),
        format!(r#"{{"kty":"oct","k":"{x}"}}"#),
        format!(r#"{{"kty":"AKP","alg":"X","pub":"{x}","priv":"{x}"}}"#),
        format!(r#"{{"kty":"X","secret":"{x}"}}"#),
    ];
    for json in keys {
        let key: Jwk = json.parse().unwrap();
        for shown in [
            format!("{:?}", key.material()),
            format!("{:#?}", key.material()),
        ] {
            assert!(!shown.contains('7') && !shown.contains("Bw"), "{shown}");
            assert!(!shown.contains(&x), "{shown}");
        }
        if let Material::Rsa(rsa) = key.material() {
            assert!(!format!("{:?}", rsa.private()).contains('7'));
        }
    }
}
