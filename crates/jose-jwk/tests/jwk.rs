//! JSON Web Key (RFC 7517, section 4): reading.

use jose_jwk::{Crv, Jwk, JwkError, JwkOptions, Material};

const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

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
fn vectors_are_read() {
    let mut valid = 0;
    for case in jose_vectors::all().of("jwk").valid() {
        let key: Jwk = case.jwk().parse().unwrap();
        assert_eq!(Some(key.kty().name()), case.kty.as_deref(), "{}", case.id);
        assert_eq!(key.crv().map(Crv::name), case.crv.as_deref(), "{}", case.id);
        assert_eq!(key.kid(), case.kid.as_deref(), "{}", case.id);
        assert_eq!(Some(key.is_private()), case.private, "{}", case.id);
        valid += 1;
    }
    assert!(valid > 10, "{valid}");
}

#[test]
fn vectors_are_refused() {
    let mut refused = 0;
    for case in jose_vectors::all().of("jwk").rejected() {
        let read: Result<Jwk, _> = case.jwk().parse();
        assert!(read.is_err(), "{} {:?}", case.id, case.attack);
        let through_serde: Result<Jwk, _> = serde_json::from_str(case.jwk());
        assert!(through_serde.is_err(), "serde: {}", case.id);
        refused += 1;
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn not_a_json_object() {
    let texts: [&[u8]; 16] = [
        b"",
        b" ",
        b"[]",
        b"\"x\"",
        b"1",
        b"null",
        b"true",
        b"{",
        b"{}x",
        b"{} {}",
        b"\xef\xbb\xbf{\"kty\":\"oct\",\"k\":\"AQ\"}",
        b"{\"kty\":\"oct\",\"k\":\"AQ\",}",
        b"{'kty':'oct','k':'AQ'}",
        b"{\"kty\":\"oct\",\"k\":\"AQ\"}//",
        b"{\"kty\":\"oct\",\"k\":\"AQ\",\"x\":NaN}",
        b"{\"kty\":\"oct\",\"k\":\"AQ\",\"kid\":\"\xff\"}",
    ];
    for text in texts {
        assert_eq!(Jwk::parse(text).unwrap_err().code(), "jwk/json", "{text:?}");
        assert!(serde_json::from_slice::<Jwk>(text).is_err(), "{text:?}");
    }
    // HDR-08
    assert_eq!(code(r#""kid":"\ud800""#), "jwk/json");
    assert_eq!(
        "{}".parse::<Jwk>(),
        Err(JwkError::Missing { member: "kty" })
    );
}

#[test]
fn jwk_07_kty() {
    for (kty, code) in [
        ("null", "jwk/wrong-type"),
        ("1", "jwk/wrong-type"),
        (r#"["EC"]"#, "jwk/wrong-type"),
        (r#""""#, "jwk/name"),
    ] {
        let error = format!(r#"{{"kty":{kty},"k":"AQ"}}"#)
            .parse::<Jwk>()
            .unwrap_err();
        assert_eq!(error.code(), code);
    }
    // Readable as an unknown type, and good for nothing.
    for kty in ["ec", "OCT", "rsa", "X-NEW", "__proto__", "EC "] {
        let key: Jwk = format!(r#"{{"kty":"{kty}","kid":"a","k":"c2VjcmV0","alg":"HS256"}}"#)
            .parse()
            .unwrap();
        assert!(matches!(key.material(), Material::Unknown(_)), "{kty}");
        assert_eq!((key.kty().name(), key.kid()), (kty, Some("a")));
        assert_eq!(key.member("k"), Some(r#""c2VjcmV0""#));
        assert_eq!(key.members().count(), 1);
        assert!(key.is_private() && !key.is_symmetric());
        let unknown = JwkError::UnknownKty { kty: kty.into() };
        assert_eq!(key.to_public(), Err(unknown.clone()));
        assert_eq!(key.to_json(), Err(unknown.clone()));
        assert_eq!(key.thumbprint_input(), Err(unknown));
        assert!(serde_json::to_string(&key).is_err());
        assert!(!format!("{key:?}").contains("c2VjcmV0"), "{key:?}");
        assert_eq!(key.to_private_json().parse::<Jwk>().unwrap(), key);
    }
}

#[test]
fn jwk_08_repeated_members() {
    for members in [
        r#""kid":"a","kid":"b""#,
        r#""kid":"a","kid":"a""#,
        r#""kid":"a","\u006bid":"b""#,
        r#""x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#,
        r#""unknown":1,"unknown":2"#,
        r#""\u006bty":"oct","k":"AQ""#,
    ] {
        assert_eq!(code(members), "jwk/json", "{members}");
        let text = format!("{{{OKP},{members}}}");
        assert!(
            serde_json::from_str::<Jwk>(&text).is_err(),
            "serde: {members}"
        );
    }
}

#[test]
fn registered_parameters_have_their_type() {
    let not_a_string = ["null", "1", "true", "[]", "{}", r#"["sig"]"#];
    for member in ["use", "kid", "alg"] {
        for value in not_a_string {
            assert_eq!(
                code(&format!(r#""{member}":{value}"#)),
                "jwk/wrong-type",
                "{member} {value}"
            );
        }
    }
    // JWK-04
    for value in [
        "null",
        "1",
        "{}",
        r#""verify""#,
        "[1]",
        "[null]",
        r#"["verify",1]"#,
        r#"[["verify"]]"#,
    ] {
        assert_eq!(
            code(&format!(r#""key_ops":{value}"#)),
            "jwk/wrong-type",
            "{value}"
        );
    }
    // JWK-19, JWK-21: a limit that cannot be read is not "no limit".
    for member in ["exp", "nbf", "iat"] {
        for value in [r#""1700000000""#, "null", "true", "[]", "{}", "1e400"] {
            assert_eq!(
                code(&format!(r#""{member}":{value}"#)),
                "jwk/wrong-type",
                "{member} {value}"
            );
        }
    }
    for value in [r#""true""#, "1", "null", "[]"] {
        assert_eq!(
            code(&format!(r#""ext":{value}"#)),
            "jwk/wrong-type",
            "{value}"
        );
    }
    assert_eq!(
        code(r#""ext":false,"exp":1700000000.5,"iat":-1"#),
        "accepted"
    );
}

#[test]
fn alg_20_refused_algorithms_in_a_key() {
    for alg in ["none", "None", "", "RS1", "HS1", "A128CBC", "A256CTR"] {
        assert_eq!(code(&format!(r#""alg":"{alg}""#)), "jwk/name", "{alg:?}");
    }
    assert_eq!(code(r#""alg":"X-OWN""#), "accepted");
}

#[test]
fn jwk_14_an_empty_kid_is_not_none() {
    let (empty, none) = (with(r#""kid":"""#).unwrap(), with("").unwrap());
    assert_eq!((empty.kid(), none.kid()), (Some(""), None));
    assert_ne!(empty, none);
    assert!(empty.to_json().unwrap().contains(r#""kid":"""#));
    assert!(!none.to_json().unwrap().contains("kid"));
}

#[test]
fn hdr_27_unknown_members_are_kept() {
    let key =
        with(r#""b":{"z":1,"a":[true,null,"\u0022"]},"a":1e2,"é\n":"x","exp":1.5,"nbf":2,"iat":3"#)
            .unwrap();
    assert_eq!(key.member("b"), Some(r#"{"z":1,"a":[true,null,"\u0022"]}"#));
    assert_eq!(key.member("é\n"), Some(r#""x""#));
    assert_eq!(key.member("missing"), None);
    assert_eq!(
        (key.exp(), key.nbf(), key.iat()),
        (Some(1.5), Some(2.0), Some(3.0))
    );
    assert_eq!(key.to_json().unwrap().parse::<Jwk>().unwrap(), key);
    let names: Vec<&str> = key.members().map(|(name, _)| name).collect();
    assert_eq!(names, ["a", "b", "exp", "iat", "nbf", "é\n"]);
    // The order of members means nothing.
    assert_eq!(with(r#""a":1,"b":2"#), with(r#""b":2,"a":1"#));
    assert_ne!(with(r#""a":1,"b":2"#), with(r#""b":1,"a":2"#));
    assert_ne!(with(r#""a":1"#), with(r#""a":1,"b":2"#));
    assert_ne!(with(r#""a":1"#), with(r#""b":1"#));
}

#[test]
fn hdr_06_names_are_case_sensitive() {
    let key = with(r#""Kid":"a","ALG":"none","Use":"enc","KEY_OPS":[],"D":"x""#).unwrap();
    assert_eq!(
        (key.kid(), key.alg(), key.public_key_use(), key.key_ops()),
        (None, None, None, None)
    );
    assert!(!key.is_private());
}

#[test]
fn jwk_20_limits() {
    let mut options = JwkOptions::default();
    let text = format!(r#"{{{OKP},"a":[[[1]]],"b":2}}"#);
    assert!(Jwk::parse_with(text.as_bytes(), &options).is_ok());
    options.limits.jwk_set_len = text.len();
    assert!(Jwk::parse_with(text.as_bytes(), &options).is_ok());
    options.limits.jwk_set_len = text.len() - 1;
    assert_eq!(
        Jwk::parse_with(text.as_bytes(), &options)
            .unwrap_err()
            .code(),
        "jwk/json"
    );
    options = JwkOptions::default();
    options.limits.jwk_depth = 3;
    assert_eq!(
        Jwk::parse_with(text.as_bytes(), &options)
            .unwrap_err()
            .code(),
        "jwk/json"
    );
    options = JwkOptions::default();
    options.limits.members = 4;
    assert_eq!(
        Jwk::parse_with(text.as_bytes(), &options)
            .unwrap_err()
            .code(),
        "jwk/json"
    );

    let long = format!(r#"{{{OKP},"a":"{}"}}"#, "x".repeat(1024 * 1024));
    assert!(long.parse::<Jwk>().is_err());
    assert!(serde_json::from_str::<Jwk>(&long).is_err());
    // HDR-09
    for depth in [17, 100, 100_000] {
        let deep = format!(
            r#"{{{OKP},"a":{}{}}}"#,
            "[".repeat(depth),
            "]".repeat(depth)
        );
        assert!(deep.parse::<Jwk>().is_err(), "{depth}");
        assert!(serde_json::from_str::<Jwk>(&deep).is_err(), "{depth}");
    }
}
