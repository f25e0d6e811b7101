//! What a key may be used for (RFC 7517, sections 4.2 to 4.4).

use jose_jwk::{Alg, Jwk, JwkError, KeyUse, NotPermitted, Operation};

const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
const ALL: [Operation; 8] = [
    Operation::Sign,
    Operation::Verify,
    Operation::Encrypt,
    Operation::Decrypt,
    Operation::WrapKey,
    Operation::UnwrapKey,
    Operation::DeriveKey,
    Operation::DeriveBits,
];

/// The public key of RFC 8037, A.2, with further members.
fn with(members: &str) -> Result<Jwk, JwkError> {
    format!(
        "{{{OKP}{}{members}}}",
        if members.is_empty() { "" } else { "," }
    )
    .parse()
}

fn code(members: &str) -> &'static str {
    with(members).map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn jwk_03_use_binds() {
    for (key_use, signs, encrypts) in [
        ("sig", true, false),
        ("enc", false, true),
        ("tls", false, false),
        ("", false, false),
        ("SIG", false, false),
    ] {
        let key = with(&format!(r#""use":"{key_use}""#)).unwrap();
        for operation in ALL {
            let signature = matches!(operation, Operation::Sign | Operation::Verify);
            let expected = if signature { signs } else { encrypts };
            let permitted = key.permits(operation, Alg::Ed25519);
            assert_eq!(permitted.is_ok(), expected, "{key_use} {operation}");
            if let Err(error) = permitted {
                assert_eq!(error.code(), "permit/use");
            }
        }
    }
}

#[test]
fn jwk_04_key_ops_bind() {
    for listed in ALL {
        let key = with(&format!(r#""key_ops":["x-own","{listed}"]"#)).unwrap();
        for operation in ALL {
            let permitted = key.permits(operation, Alg::Ed25519);
            if operation == listed {
                assert_eq!(permitted, Ok(()));
            } else {
                assert_eq!(permitted, Err(NotPermitted::KeyOps { operation }));
            }
        }
    }
    for nothing in ["[]", r#"["Verify"]"#, r#"["verify "]"#] {
        let key = with(&format!(r#""key_ops":{nothing}"#)).unwrap();
        assert!(
            ALL.iter()
                .all(|operation| key.permits(*operation, Alg::Ed25519).is_err())
        );
    }
}

#[test]
fn alg_13_jwk_06_alg_binds() {
    let key = with(r#""alg":"RS256""#).unwrap();
    assert_eq!(key.permits(Operation::Verify, Alg::RS256), Ok(()));
    for alg in [
        Alg::RS512,
        Alg::PS256,
        Alg::HS256,
        Alg::DIR,
        Alg::new("rs256"),
    ] {
        let expected = NotPermitted::Alg {
            found: "RS256".into(),
            asked: alg.name().into(),
        };
        assert_eq!(key.permits(Operation::Verify, alg), Err(expected));
    }
    let free = with("").unwrap();
    assert_eq!(free.permits(Operation::Verify, Alg::new("X-OWN")), Ok(()));
}

#[test]
fn refused_algorithms_are_never_permitted() {
    // Also where the key was to have an alg that is refused.
    let keys = [
        with("").unwrap(),
        with("").unwrap().with_alg(Alg::new("none")),
    ];
    for key in keys {
        for alg in [Alg::new("none"), Alg::new("RS1"), Alg::new("")] {
            assert_eq!(
                key.permits(Operation::Verify, alg),
                Err(NotPermitted::RefusedAlg)
            );
        }
    }
    let none = with("").unwrap().with_alg(Alg::new("none"));
    for alg in [Alg::HS256, Alg::Ed25519, Alg::DIR] {
        for operation in ALL {
            assert!(none.permits(operation, alg).is_err(), "{alg}");
        }
    }
    // What is written can be read, and says the same.
    for refused in ["none", "", "A128CBC"] {
        let key = with(r#""alg":"EdDSA""#)
            .unwrap()
            .with_alg(Alg::new(refused));
        assert_eq!(key.to_json().unwrap().parse::<Jwk>().unwrap(), key);
        assert_eq!(key.to_private_json().parse::<Jwk>().unwrap(), key);
        assert_eq!(
            key.permits(Operation::Verify, Alg::EdDSA),
            Err(NotPermitted::KeyOps {
                operation: Operation::Verify
            })
        );
    }
}

#[test]
fn jwk_06_for_dir_the_alg_may_name_the_enc() {
    let key = |alg: &str| -> Jwk {
        format!(r#"{{"kty":"oct","k":"AQ","alg":"{alg}"}}"#)
            .parse()
            .unwrap()
    };
    // RFC 7520, section 5.6
    assert_eq!(key("A128GCM").permits(Operation::Encrypt, Alg::DIR), Ok(()));
    assert_eq!(key("dir").permits(Operation::Encrypt, Alg::DIR), Ok(()));
    for alg in [
        "A128KW",
        "HS256",
        "A128GCMKW",
        "RSA-OAEP",
        "PBES2-HS256+A128KW",
    ] {
        assert!(
            key(alg).permits(Operation::Encrypt, Alg::DIR).is_err(),
            "{alg}"
        );
    }
    // The exception is for `dir` only.
    assert!(
        key("A128GCM")
            .permits(Operation::WrapKey, Alg::A128KW)
            .is_err()
    );
    assert!(key("dir").permits(Operation::Encrypt, Alg::A128KW).is_err());
}

#[test]
fn refusals_say_what_and_show_no_control_characters() {
    let key = with(r#""use":"a\nb","kid":"k\u001b[2J""#).unwrap();
    let error = key.permits(Operation::Verify, Alg::EdDSA).unwrap_err();
    assert_eq!(
        error.to_string(),
        r"the key's `use` is `a\nb`, which does not cover verify"
    );
    assert!(!format!("{key:?}").contains(['\n', '\u{1b}']), "{key:?}");
}

/// API-02: a key that says what it is for is for nothing else, whatever it could do.
#[test]
fn api_02_one_key_does_not_sign_and_encrypt() {
    let rsa = |members: &str| -> Jwk {
        format!(r#"{{"kty":"RSA","n":"1w","e":"AQAB","d":"BQ",{members}}}"#)
            .parse()
            .unwrap()
    };
    for (members, signs, decrypts) in [
        (r#""use":"sig""#, true, false),
        (r#""use":"enc""#, false, true),
        (r#""alg":"RS256""#, true, false),
        (r#""alg":"RSA-OAEP""#, false, true),
        (r#""key_ops":["sign"]"#, true, false),
        (r#""key_ops":["unwrapKey"]"#, false, true),
        (r#""use":"sig","alg":"RSA-OAEP""#, false, false),
        (r#""use":"enc","alg":"RS256""#, false, false),
    ] {
        let key = rsa(members);
        let public = key.to_public().unwrap();
        for (signing, encrypting) in [
            (
                key.permits(Operation::Sign, Alg::RS256),
                key.permits(Operation::UnwrapKey, Alg::RSA_OAEP),
            ),
            (
                public.permits(Operation::Verify, Alg::RS256),
                public.permits(Operation::WrapKey, Alg::RSA_OAEP),
            ),
        ] {
            let permitted = (signing.is_ok(), encrypting.is_ok());
            assert_eq!(permitted, (signs, decrypts), "{members}");
        }
    }
}

#[test]
fn jwk_04_an_operation_twice() {
    for ops in [
        r#"["verify","verify"]"#,
        r#"["x","verify","x"]"#,
        r#"["sign","verify","\u0073ign"]"#,
    ] {
        assert_eq!(
            code(&format!(r#""key_ops":{ops}"#)),
            "jwk/repeated-key-op",
            "{ops}"
        );
    }
    assert_eq!(
        code(r#""key_ops":["verify","Verify","sign"]"#),
        "accepted",
        "case matters"
    );
}

#[test]
fn jwk_05_use_and_key_ops_contradict() {
    for (key_use, op) in [
        ("sig", "encrypt"),
        ("sig", "decrypt"),
        ("sig", "wrapKey"),
        ("sig", "unwrapKey"),
        ("sig", "deriveKey"),
        ("sig", "deriveBits"),
        ("enc", "sign"),
        ("enc", "verify"),
    ] {
        for ops in [format!(r#"["{op}"]"#), format!(r#"["x-own","{op}"]"#)] {
            let members = format!(r#""use":"{key_use}","key_ops":{ops}"#);
            assert_eq!(code(&members), "jwk/use-key-ops", "{members}");
        }
    }
    assert_eq!(
        code(r#""use":"sig","key_ops":["verify","encrypt"]"#),
        "jwk/use-key-ops"
    );
    assert_eq!(
        code(r#""use":"sig","key_ops":["verify","sign"]"#),
        "accepted"
    );
    assert_eq!(
        code(r#""use":"enc","key_ops":["deriveBits","x-own"]"#),
        "accepted"
    );
    assert_eq!(
        code(r#""use":"other","key_ops":["sign","encrypt"]"#),
        "accepted"
    );
    // Built by hand, it cannot be published.
    let built = with("")
        .unwrap()
        .with_use(KeyUse::Sig)
        .with_key_ops([Operation::Encrypt.into()]);
    assert_eq!(built.to_json(), Err(JwkError::UseKeyOps));
    assert!(
        ALL.iter()
            .all(|operation| built.permits(*operation, Alg::Ed25519).is_err())
    );
}

#[test]
fn jwk_01_the_public_part_of_a_signing_key_verifies() {
    let d = r#","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#;
    let key: Jwk = format!(r#"{{{OKP}{d},"key_ops":["sign"]}}"#)
        .parse()
        .unwrap();
    assert_eq!(key.permits(Operation::Sign, Alg::Ed25519), Ok(()));
    assert_eq!(key.permits(Operation::Verify, Alg::Ed25519), Ok(()));
    assert!(key.permits(Operation::Encrypt, Alg::Ed25519).is_err());
    // The other way round nothing follows, and a symmetric key or an unknown one has no public part.
    let key: Jwk = format!(r#"{{{OKP}{d},"key_ops":["verify"]}}"#)
        .parse()
        .unwrap();
    assert!(key.permits(Operation::Sign, Alg::Ed25519).is_err());
    let oct: Jwk = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","key_ops":["sign"]}"#
        .parse()
        .unwrap();
    assert!(oct.permits(Operation::Verify, Alg::HS256).is_err());
    let unknown: Jwk = r#"{"kty":"X","key_ops":["sign"]}"#.parse().unwrap();
    assert!(unknown.permits(Operation::Verify, Alg::HS256).is_err());
    let public = with(r#""key_ops":["sign"]"#).unwrap();
    assert!(public.permits(Operation::Verify, Alg::Ed25519).is_err());
}

/// One of the two operations is enough; a third one is not, and what else the key says counts as ever.
#[test]
fn jwk_04_one_of_two_operations() {
    let oct = |more: &str| -> Jwk {
        format!(r#"{{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw"{more}}}"#)
            .parse()
            .unwrap()
    };
    let either =
        |more: &str| oct(more).permits_either(Operation::WrapKey, Operation::Encrypt, Alg::A128KW);
    for more in [
        "",
        r#","key_ops":["wrapKey"]"#,
        r#","key_ops":["encrypt"]"#,
        r#","key_ops":["decrypt","encrypt"]"#,
        r#","use":"enc","alg":"A128KW","key_ops":["wrapKey","unwrapKey"]"#,
    ] {
        assert_eq!(either(more), Ok(()), "{more}");
    }
    for key_ops in [
        "[]",
        r#"["unwrapKey"]"#,
        r#"["decrypt"]"#,
        r#"["unwrapKey","decrypt"]"#,
        r#"["deriveKey"]"#,
        r#"["sign","verify"]"#,
        r#"["wrapkey","ENCRYPT"]"#,
    ] {
        let error = either(&format!(r#","key_ops":{key_ops}"#)).unwrap_err();
        // The first of the two is the one that is named.
        let operation = Operation::WrapKey;
        assert_eq!(error, NotPermitted::KeyOps { operation }, "{key_ops}");
    }
    assert_eq!(either(r#","use":"sig""#).unwrap_err().code(), "permit/use");
    let error = either(r#","alg":"A256KW","key_ops":["encrypt"]"#).unwrap_err();
    assert_eq!(error.code(), "permit/alg");
    let refused = oct("").permits_either(Operation::WrapKey, Operation::Encrypt, Alg::new("none"));
    assert_eq!(refused, Err(NotPermitted::RefusedAlg));
}
