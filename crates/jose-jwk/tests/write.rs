//! Writing a JWK, and not showing one (RFC 7517, section 9).

use jose_jwk::{
    Alg, Crv, Jwk, JwkError, KeyOp, KeyUse, Kty, Material, Oct, Okp, Operation, Secret,
};

const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
const D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

/// The public key of RFC 8037, A.2, with further members.
fn with(members: &str) -> Result<Jwk, JwkError> {
    format!(
        "{{{OKP}{}{members}}}",
        if members.is_empty() { "" } else { "," }
    )
    .parse()
}

#[test]
fn vectors_come_back_as_they_were_written() {
    for case in jose_vectors::all().of("jwk").valid() {
        let key: Jwk = case.jwk().parse().unwrap();
        let again: Jwk = key.to_private_json().parse().unwrap();
        assert_eq!(again, key, "{}", case.id);
        let through_serde: Jwk = serde_json::from_str(case.jwk()).unwrap();
        assert_eq!(through_serde, key, "{}", case.id);
    }
}

#[test]
fn jwk_12_jwk_16_secrets_of_the_vectors_never_show() {
    const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"];
    let mut symmetric = 0;
    for case in jose_vectors::all().of("jwk").valid() {
        let key: Jwk = case.jwk().parse().unwrap();
        let members: serde_json::Value = serde_json::from_str(case.jwk()).unwrap();
        let shown = [
            format!("{key:?} {key:#?}"),
            key.to_json().unwrap_or_default(),
            serde_json::to_string(&key).unwrap_or_default(),
            key.to_public()
                .map(|key| key.to_private_json().to_string())
                .unwrap_or_default(),
        ];
        for secret in PRIVATE
            .iter()
            .filter_map(|name| members.get(name)?.as_str())
        {
            for text in &shown {
                assert!(!text.contains(secret), "{}: {text}", case.id);
            }
            assert!(key.to_private_json().contains(secret), "{}", case.id);
        }
        if key.is_symmetric() {
            assert_eq!(key.to_json(), Err(JwkError::Symmetric));
            assert_eq!(key.to_public(), Err(JwkError::Symmetric));
            assert!(serde_json::to_string(&key).is_err());
            symmetric += 1;
        } else {
            let public: Jwk = key.to_json().unwrap().parse().unwrap();
            assert!(!public.is_private());
            assert_eq!(public, key.to_public().unwrap());
            assert_eq!(public.to_public().unwrap(), public);
            assert_eq!(serde_json::to_string(&key).unwrap(), key.to_json().unwrap());
            assert_eq!(public == key, !key.is_private());
        }
    }
    assert!(symmetric > 1);
}

#[test]
fn api_01_the_public_part_of_a_private_key_has_no_unknown_members() {
    let members = format!(
        r#""d":"{D}","kid":"a","use":"sig","key_ops":["sign","x-own"],"alg":"Ed25519","seed":"c2VjcmV0","exp":1,"x5t":"t""#
    );
    let key = with(&members).unwrap();
    assert!(key.is_private());
    assert!(key.to_private_json().contains("c2VjcmV0"));
    let public = key.to_public().unwrap();
    assert_eq!(public.member("seed"), None);
    assert_eq!(
        (public.kid(), public.alg(), public.exp(), public.x5t()),
        (Some("a"), Some(Alg::Ed25519), Some(1.0), Some("t"))
    );
    assert_eq!(public.public_key_use(), Some(&KeyUse::Sig));
    // Whoever gets it verifies with it.
    assert_eq!(
        public.key_ops().unwrap(),
        [
            KeyOp::Known(Operation::Verify),
            KeyOp::Other("x-own".into())
        ]
    );
    assert_eq!(public.permits(Operation::Verify, Alg::Ed25519), Ok(()));
    assert!(public.permits(Operation::Sign, Alg::Ed25519).is_err());
    let both = with(&format!(
        r#""d":"{D}","key_ops":["sign","verify","decrypt","unwrapKey","deriveKey"]"#
    ))
    .unwrap();
    let ops: Vec<String> = both
        .to_public()
        .unwrap()
        .key_ops()
        .unwrap()
        .iter()
        .map(|op| op.name().to_owned())
        .collect();
    assert_eq!(ops, ["verify", "encrypt", "wrapKey", "deriveKey"]);
}

#[test]
fn jwk_16_debug_shows_names_only() {
    let key = with(&format!(
        r#""d":"{D}","kid":"a","use":"sig","alg":"EdDSA","seed":"c2VjcmV0""#
    ))
    .unwrap();
    let shown = format!("{key:?}");
    assert_eq!(
        shown,
        r#"Jwk { kty: OKP, crv: Ed25519, kid: "a", alg: EdDSA, use: "sig", is_private: true, .. }"#
    );
}

#[test]
fn hdr_12_errors_show_nothing_of_the_key() {
    const SECRET: &str = "c2VjcmV0c2VjcmV0c2VjcmV0";
    let members = [
        format!(r#""d":"{SECRET}=""#),
        format!(r#""d":"{SECRET}""#),
        format!(r#""d":["{SECRET}"]"#),
        format!(r#""d":"{SECRET}"#),
        format!(r#""d":"{SECRET}"}}"#),
        format!(r#""k":"{SECRET}""#),
        format!(r#""kid":"{SECRET}","kid":"{SECRET}""#),
        format!(r#""kid":["{SECRET}"]"#),
        format!(r#""use":{{"{SECRET}":1}}"#),
        format!(r#""key_ops":["{SECRET}","{SECRET}"]"#),
    ];
    for members in members {
        let text = format!("{{{OKP},{members}}}");
        let error = text.parse::<Jwk>().unwrap_err();
        let serde = serde_json::from_str::<Jwk>(&text).unwrap_err();
        for shown in [
            error.to_string(),
            format!("{error:?}"),
            serde.to_string(),
            format!("{serde:?}"),
        ] {
            assert!(!shown.contains("c2Vj"), "{shown}");
        }
        assert!(error.code().starts_with("jwk/"));
    }
    // A secret of the wrong alphabet: not even where.
    let error = with(&format!(r#""d":"{D}!""#)).unwrap_err();
    assert_eq!(error, JwkError::SecretBase64 { member: "d" });
}

#[test]
fn keys_are_built() {
    let okp = Okp::new(Crv::Ed25519, &[9; 32], Some(Secret::from_slice(&[8; 32]))).unwrap();
    let key = Jwk::from_material(okp)
        .with_kid("a\"b")
        .with_alg(Alg::Ed25519)
        .with_use(KeyUse::Sig)
        .with_key_ops([Operation::Sign.into(), Operation::Sign.into()]);
    assert_eq!(
        (key.kty(), key.crv(), key.kid()),
        (Kty::OKP, Some(Crv::Ed25519), Some("a\"b"))
    );
    assert_eq!(key.key_ops().unwrap().len(), 1);
    assert_eq!(key.to_private_json().parse::<Jwk>().unwrap(), key);
    assert_eq!(key.permits(Operation::Sign, Alg::Ed25519), Ok(()));
    assert!(key.permits(Operation::Sign, Alg::EdDSA).is_err());

    let oct = Jwk::from_material(Oct::new(Secret::from_slice(b"abc")).unwrap());
    assert_eq!(*oct.to_private_json(), r#"{"kty":"oct","k":"YWJj"}"#);
    assert_ne!(
        oct,
        Jwk::from_material(Oct::new(Secret::from_slice(b"abd")).unwrap())
    );
}

#[test]
fn an_akp_key_keeps_its_algorithm() {
    let key: Jwk = r#"{"kty":"AKP","alg":"X-PQ","pub":"AQ","priv":"Ag"}"#
        .parse()
        .unwrap();
    let other = key.clone().with_alg(Alg::ML_DSA_44);
    assert_eq!(other, key);
    let Material::Akp(akp) = key.material() else {
        panic!("{key:?}")
    };
    assert_eq!(Jwk::from_material(akp.clone()), key);
    assert_eq!(
        key.to_json().unwrap(),
        r#"{"kty":"AKP","alg":"X-PQ","pub":"AQ"}"#
    );
}
