//! The JOSE Header (RFC 7515, section 4): its size, and the key that it carries.

use jose_b64::ObjectError;
use jose_jwk::{Alg, HeaderError, JoseHeader, Jwk, KeyHint, Limits, NotPermitted, Operation};

const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;

fn header(json: &str) -> Result<JoseHeader, HeaderError> {
    JoseHeader::parse(json.as_bytes(), &Limits::default())
}

#[test]
fn hdr_11_the_length_comes_first() {
    // Neither JSON nor UTF-8: nothing but the length has been looked at.
    let octets = vec![0xff; 16 * 1024 + 1];
    let expected = HeaderError::Json(ObjectError::TooLong {
        len: 16 * 1024 + 1,
        limit: 16 * 1024,
    });
    let limits = Limits::default();
    let mut refused = None;
    let info = allocation_counter::measure(|| {
        refused = JoseHeader::parse(&octets, &limits).err();
    });
    assert_eq!(refused, Some(expected));
    assert_eq!(info.count_total, 0, "nothing was copied");
    let header = format!(r#"{{"alg":"{}"}}"#, "x".repeat(16 * 1024 - 10));
    assert_eq!(header.len(), 16 * 1024);
    assert!(JoseHeader::parse(header.as_bytes(), &limits).is_ok());
}

/// HDR-21: the key of a header is bound by what it says about itself, as any other.
#[test]
fn hdr_21_a_header_key_that_is_not_for_verifying() {
    let key = |members: &str| -> Jwk {
        let header = header(&format!(r#"{{"alg":"Ed25519","jwk":{{{OKP}{members}}}}}"#)).unwrap();
        KeyHint::joined(&header, [None, None])
            .untrusted_jwk()
            .unwrap()
            .unwrap()
    };
    let refused = |members: &str| key(members).permits(Operation::Verify, Alg::Ed25519);
    assert_eq!(
        refused(r#","use":"sig","alg":"Ed25519","key_ops":["verify"]"#),
        Ok(())
    );
    assert_eq!(
        refused(r#","use":"enc""#),
        Err(NotPermitted::Use {
            found: "enc".into(),
            operation: Operation::Verify
        })
    );
    for alg in ["EdDSA", "ES256", "ECDH-ES", "HS256"] {
        assert_eq!(
            refused(&format!(r#","alg":"{alg}""#)),
            Err(NotPermitted::Alg {
                found: alg.into(),
                asked: "Ed25519".into()
            })
        );
    }
    for key_ops in [
        "[]",
        r#"["sign"]"#,
        r#"["encrypt","deriveKey"]"#,
        r#"["Verify"]"#,
    ] {
        assert_eq!(
            refused(&format!(r#","key_ops":{key_ops}"#)),
            Err(NotPermitted::KeyOps {
                operation: Operation::Verify
            })
        );
    }
}
