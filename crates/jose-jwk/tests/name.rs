//! The registered names of JOSE and the refused ones (RFC 7518, section 7).

use jose_jwk::{Alg, AlgPurpose, Crv, Enc, Kty, NameError, Requirement};

/// ALG-01, ALG-03, ALG-06, ALG-20: names that no operation may be asked for.
const REFUSED: [&str; 13] = [
    "", "none", "None", "NONE", "noNe", "RS1", "HS1", "A128CBC", "A192CBC", "A256CBC", "A128CTR",
    "A192CTR", "A256CTR",
];

#[test]
fn alg_01_alg_03_alg_20_refused_names_are_refused_everywhere() {
    for name in REFUSED {
        assert!(Alg::parse(name).is_err(), "{name:?}");
        assert!(Enc::parse(name).is_err(), "{name:?}");
        assert_eq!(
            Alg::from_name(name).unwrap_err(),
            Alg::parse(name).unwrap_err()
        );
        assert_eq!(
            Enc::from_name(name).unwrap_err(),
            Enc::parse(name).unwrap_err()
        );
        assert!(Alg::new(name).is_refused(), "{name:?}");
        assert!(Enc::new(name).is_refused(), "{name:?}");
        assert_eq!(Alg::new(name).name(), "");
        assert!(Alg::new(name).info().is_none());
    }
}

#[test]
fn refused_names_say_why() {
    assert_eq!(Alg::parse(""), Err(NameError::Empty));
    assert_eq!(Alg::parse("nOnE"), Err(NameError::None));
    assert_eq!(
        Alg::parse("RS1"),
        Err(NameError::Prohibited { name: "RS1" })
    );
    let codes = REFUSED.map(|name| Alg::parse(name).unwrap_err().code());
    assert_eq!(codes[..2], ["name/empty", "name/none"]);
    assert!(codes[5..].iter().all(|code| *code == "name/prohibited"));
    assert_eq!(
        Alg::parse("HS1").unwrap_err().to_string(),
        "IANA lists `HS1` as Prohibited"
    );
}

#[test]
fn a_refused_name_in_a_constant_compiles_and_stays_refused() {
    const NONE: Alg<'static> = Alg::new("none");
    const MINE: Alg<'static> = Alg::new("X-MINE");
    assert!(NONE.is_refused());
    assert!(!MINE.is_refused());
    assert_eq!(MINE.name(), "X-MINE");
}

#[test]
fn alg_03_near_names_are_other_names() {
    // Open names: parsed, but equal to nothing that a key has.
    for name in [
        "none ",
        " none",
        "none\u{0}",
        "nonе",
        "hs256",
        "RS1 ",
        "a128cbc",
        "HS256/64",
    ] {
        let alg = Alg::parse(name).unwrap();
        assert!(alg.info().is_none(), "{name:?}");
        assert!(alg.registered().is_none(), "{name:?}");
        assert_ne!(alg, Alg::HS256);
        assert!(
            matches!(Alg::from_name(name), Err(NameError::Unknown { .. })),
            "{name:?}"
        );
    }
}

#[test]
fn alg_21_no_name_is_special() {
    for name in ["__proto__", "constructor", "toString", "hasOwnProperty"] {
        assert!(Alg::parse(name).unwrap().info().is_none());
        assert!(Enc::parse(name).unwrap().info().is_none());
        assert!(Kty::parse(name).unwrap().info().is_none());
        assert!(Crv::parse(name).unwrap().info().is_none());
        assert!(Alg::from_name(name).is_err() && Enc::from_name(name).is_err());
        assert!(Kty::from_name(name).is_err() && Crv::from_name(name).is_err());
    }
}

#[test]
fn configuration_files_are_told_what_was_meant() {
    let meant = [
        ("es256", "ES256"),
        ("RSA_OAEP_256", "RSA-OAEP-256"),
        ("ecdh-es+a128kw", "ECDH-ES+A128KW"),
        ("ECDH_ES_A128KW", "ECDH-ES+A128KW"),
        ("DIR", "dir"),
        ("ed25519", "Ed25519"),
        ("eddsa", "EdDSA"),
        ("RSA15", "RSA1_5"),
        ("ML_DSA_44", "ML-DSA-44"),
    ];
    for (written, registered) in meant {
        let error = Alg::from_name(written).unwrap_err();
        let expected = NameError::Unknown {
            name: written.into(),
            meant: Some(registered),
        };
        assert_eq!(error, expected);
        assert_eq!(error.code(), "name/unknown");
        assert!(Alg::from_name(registered).is_ok());
    }
    assert_eq!(
        Enc::from_name("a256gcm").unwrap_err().to_string(),
        "unknown name `a256gcm`; did you mean `A256GCM`?"
    );
    assert_eq!(
        Kty::from_name("OCT").unwrap_err().to_string(),
        "unknown name `OCT`; did you mean `oct`?"
    );
    assert_eq!(
        Crv::from_name("P256").unwrap_err().to_string(),
        "unknown name `P256`; did you mean `P-256`?"
    );
    assert_eq!(
        Alg::from_name("blowfish").unwrap_err().to_string(),
        "unknown name `blowfish`"
    );
}

#[test]
fn every_registered_name_is_found_by_its_spelling() {
    for info in Alg::all() {
        assert_eq!(Alg::from_name(info.name).unwrap().info(), Some(info));
        assert_eq!(Alg::new(info.name), Alg::parse(info.name).unwrap());
        assert!(!info.kty.is_empty() && !info.reference.is_empty());
    }
    for info in Enc::all() {
        assert_eq!(Enc::from_name(info.name).unwrap().info(), Some(info));
    }
    for info in Crv::all() {
        assert_eq!(Crv::from_name(info.name).unwrap().info(), Some(info));
    }
    for info in Kty::all() {
        assert_eq!(Kty::from_name(info.name).unwrap().info(), Some(info));
    }
    let counts = (
        Alg::all().count(),
        Enc::all().count(),
        Crv::all().count(),
        Kty::all().count(),
    );
    assert_eq!(counts, (38, 6, 8, 5));
}

#[test]
fn lengths_of_signatures() {
    let mut known = Vec::new();
    for info in Alg::all() {
        assert_eq!(Alg::new(info.name).signature_len(), info.signature_len);
        if let Some(len) = info.signature_len {
            assert_eq!(info.purpose, AlgPurpose::Signature, "{}", info.name);
            known.push((info.name, len));
        }
    }
    assert_eq!(
        known,
        [
            ("HS256", 32),
            ("HS384", 48),
            ("HS512", 64),
            ("ES256", 64),
            ("ES384", 96),
            ("ES512", 132),
            ("ES256K", 64),
            ("Ed25519", 64),
            ("Ed448", 114),
            ("ML-DSA-44", 2420),
            ("ML-DSA-65", 3309),
            ("ML-DSA-87", 4627),
        ]
    );
    // RSA: the key's modulus; EdDSA: the key's curve; the others sign nothing, or are not known.
    for alg in [
        Alg::RS256,
        Alg::PS512,
        Alg::EdDSA,
        Alg::DIR,
        Alg::RSA_OAEP,
        Alg::new("X-MINE"),
        Alg::new("none"),
    ] {
        assert_eq!(alg.signature_len(), None, "{alg}");
    }
}

#[test]
fn constants_are_spelled_as_on_the_wire() {
    let algs = [
        Alg::RSA1_5,
        Alg::RSA_OAEP_512,
        Alg::DIR,
        Alg::ECDH_ES,
        Alg::PBES2_HS512_A256KW,
    ];
    let names = algs.map(Alg::name);
    assert_eq!(
        names,
        [
            "RSA1_5",
            "RSA-OAEP-512",
            "dir",
            "ECDH-ES",
            "PBES2-HS512+A256KW"
        ]
    );
    assert_eq!(Alg::ML_DSA_87.name(), "ML-DSA-87");
    assert_eq!(Crv::SECP256K1.name(), "secp256k1");
    assert_eq!((Kty::OCT.name(), Kty::AKP.name()), ("oct", "AKP"));
}

#[test]
fn requirement_levels_are_those_of_the_registry() {
    let level = |alg: Alg<'_>| alg.info().map(|info| info.requirement);
    let required: Vec<&str> = Alg::all()
        .filter(|info| info.requirement == Requirement::Required)
        .map(|info| info.name)
        .collect();
    assert_eq!(required, ["HS256"]);
    assert_eq!(level(Alg::ES256), Some(Requirement::RecommendedPlus));
    assert_eq!(level(Alg::RSA1_5), Some(Requirement::RecommendedMinus));
    let deprecated: Vec<&str> = Alg::all()
        .filter(|info| info.requirement == Requirement::Deprecated)
        .map(|info| info.name)
        .collect();
    assert_eq!(deprecated, ["EdDSA"]);
    assert_eq!(Requirement::RecommendedPlus.to_string(), "Recommended+");
    assert!(Alg::all().all(|info| info.requirement != Requirement::Prohibited));
}

#[test]
fn purposes_keep_signatures_and_key_management_apart() {
    // ALG-18
    let signs = |alg: Alg<'_>| alg.info().map(|info| info.purpose == AlgPurpose::Signature);
    for alg in [
        Alg::HS256,
        Alg::RS256,
        Alg::PS512,
        Alg::EdDSA,
        Alg::ES256K,
        Alg::ML_DSA_65,
    ] {
        assert_eq!(signs(alg), Some(true), "{alg}");
    }
    for alg in [
        Alg::DIR,
        Alg::RSA_OAEP,
        Alg::A128KW,
        Alg::A128GCMKW,
        Alg::ECDH_ES_A192KW,
    ] {
        assert_eq!(signs(alg), Some(false), "{alg}");
    }
}

#[test]
fn alg_15_alg_17_alg_22_only_the_right_key_type_and_curve_fit() {
    let fits = |alg: Alg<'static>, kty, crv| alg.info().unwrap().fits(kty, crv);
    let allowed = |alg: Alg<'static>| -> Vec<&str> {
        Crv::all()
            .filter(|info| fits(alg, info.kty, Some(Crv::new(info.name))))
            .map(|info| info.name)
            .collect()
    };
    assert_eq!(allowed(Alg::ES256), ["P-256"]);
    assert_eq!(allowed(Alg::ES384), ["P-384"]);
    assert_eq!(allowed(Alg::ES512), ["P-521"]);
    assert_eq!(allowed(Alg::ES256K), ["secp256k1"]);
    assert_eq!(allowed(Alg::Ed25519), ["Ed25519"]);
    assert_eq!(allowed(Alg::Ed448), ["Ed448"]);
    assert_eq!(allowed(Alg::EdDSA), ["Ed25519", "Ed448"]);
    assert_eq!(
        allowed(Alg::ECDH_ES),
        ["P-256", "P-384", "P-521", "X25519", "X448", "secp256k1"]
    );
    assert!(allowed(Alg::HS256).is_empty() && allowed(Alg::RS256).is_empty());

    assert!(fits(Alg::HS256, Kty::OCT, None) && fits(Alg::RS256, Kty::RSA, None));
    assert!(!fits(Alg::HS256, Kty::RSA, None) && !fits(Alg::RS256, Kty::OCT, None));
    assert!(!fits(Alg::ES256, Kty::EC, None), "a curve is needed");
    assert!(!fits(Alg::ES256, Kty::OKP, Some(Crv::P_256)));
    assert!(!fits(Alg::ML_DSA_44, Kty::OKP, None));
}

#[test]
fn ecd_11_no_aliases() {
    for name in [
        "P-256K",
        "P-256k",
        "secp256r1",
        "K-256",
        "SECP256K1",
        "brainpoolP256r1",
    ] {
        assert!(Crv::from_name(name).is_err(), "{name}");
        assert!(Crv::parse(name).unwrap().info().is_none(), "{name}");
    }
    assert_eq!(Crv::parse(""), Err(NameError::Empty));
    assert_eq!(Kty::parse(""), Err(NameError::Empty));
}

#[test]
fn hostile_names_are_escaped_and_cut() {
    let hostile = format!("a\n\u{202e}{}", "x".repeat(500));
    let alg = Alg::parse(&hostile).unwrap();
    for shown in [
        alg.to_string(),
        format!("{alg:?}"),
        Alg::from_name(&hostile).unwrap_err().to_string(),
    ] {
        assert!(shown.len() < 100, "{shown}");
        assert!(
            !shown.contains('\n') && !shown.contains('\u{202e}'),
            "{shown}"
        );
    }
    assert_eq!(alg.name(), hostile, "the name itself is exact");
    assert_eq!(format!("{:?}", Alg::ES256), "ES256");
}
