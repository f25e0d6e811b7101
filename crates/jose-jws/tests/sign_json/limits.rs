//! Too few signatures, too many, and messages that are too long (RFC 7515, sections 7.2.1 and 7.2.2).

use jose_b64::ObjectError;
use jose_jwk::{HeaderError, Limits};
use jose_jws::{BuildError, Flattened, HeaderBuilder, ReadOptions, SignJson};

use crate::common::{TOY, Toy};
use crate::headers;

// JSN-01
#[test]
fn jsn_01_no_signature_is_no_jws() {
    for json in [
        SignJson::new(b"pay"),
        SignJson::unencoded(b"pay").detached(),
    ] {
        for error in [
            json.clone().general().unwrap_err(),
            json.clone().flattened().unwrap_err(),
        ] {
            assert!(matches!(error, BuildError::NoSignature), "{error:?}");
            assert_eq!(
                (error.code(), error.to_string().as_str()),
                ("jws/build-no-signature", "there is no signature")
            );
        }
    }
}

// JSN-03
#[test]
fn jsn_03_the_flattened_form_has_one_signature() {
    let key = Toy::new(TOY);
    let json = SignJson::new(b"pay").sign(&key).unwrap();
    assert!(json.clone().flattened().is_ok());
    let mut json = json.sign(&key).unwrap();
    for count in 2..4 {
        let error = json.clone().flattened().unwrap_err();
        assert!(
            matches!(error, BuildError::NotFlattened { signatures } if signatures == count),
            "{error:?}"
        );
        assert_eq!(error.code(), "jws/build-not-flattened");
        assert_eq!(
            error.to_string(),
            format!("the flattened form has one signature, there are {count}")
        );
        json = json.sign(&key).unwrap();
    }
    assert!(json.general().is_ok());
}

// JSN-05
#[test]
fn jsn_05_as_many_signatures_as_are_read() {
    let key = Toy::new(TOY);
    let full = (0..16).fold(SignJson::new(b"pay"), |json, _| json.sign(&key).unwrap());
    assert!(full.clone().general().is_ok());
    for error in [
        full.clone().sign(&key).unwrap_err(),
        full.clone().prepare(&key).unwrap_err(),
    ] {
        assert!(
            matches!(error, BuildError::TooManySignatures { max: 16 }),
            "{error:?}"
        );
        assert_eq!(error.code(), "jws/build-too-many-signatures");
        assert_eq!(
            error.to_string(),
            "there are more than the 16 signatures allowed"
        );
    }
    let mut limits = Limits::default();
    limits.signatures = 17;
    let more = full.clone().limits(limits.clone()).sign(&key).unwrap();
    assert!(more.clone().general().is_ok());
    // Said later, it counts as well.
    limits.signatures = 16;
    assert!(matches!(
        more.limits(limits.clone()).general(),
        Err(BuildError::TooManySignatures { max: 16 })
    ));
    limits.signatures = 0;
    assert!(matches!(
        SignJson::new(b"pay").limits(limits).sign(&key),
        Err(BuildError::TooManySignatures { max: 0 })
    ));
}

// UNE-08, HDR-10
#[test]
fn une_08_hdr_10_limits_of_what_is_made() {
    let key = Toy::new(TOY);
    let payload = vec![b'x'; (1 << 20) + 1];
    let (fits, _) = payload.split_at(1 << 20);
    for new in [SignJson::new, SignJson::unencoded] {
        let error = new(&payload).detached().sign(&key).unwrap_err();
        assert!(
            matches!(error, BuildError::PayloadTooLong { len, max } if (len, max) == (payload.len(), 1 << 20)),
            "{error:?}"
        );
        assert_eq!(
            error.to_string(),
            "the detached payload has 1048577 octets, at most 1048576 are allowed"
        );
        assert!(new(fits).detached().sign(&key).unwrap().general().is_ok());
        // Nobody is asked for a signature that cannot be sent.
        let error = new(&payload).prepare(&key).unwrap_err();
        assert!(
            matches!(error, BuildError::TokenTooLong { .. }),
            "{error:?}"
        );

        let mut limits = Limits::default();
        limits.token_len = 2 << 20;
        let json = new(&payload).limits(limits.clone());
        assert!(json.clone().sign(&key).unwrap().flattened().is_ok());
        let detached = json.detached().sign(&key).unwrap();
        assert!(detached.clone().general().is_ok());
        limits.token_len = 1 << 20;
        assert!(matches!(
            detached.limits(limits).general(),
            Err(BuildError::PayloadTooLong { .. })
        ));
    }
    // Exact, with every escape counted.
    for json in [
        SignJson::new(b"pay"),
        SignJson::unencoded(b"\x01\n\"pay"),
        SignJson::unencoded(b"pay").detached(),
    ] {
        let json = json
            .sign_with(&key, headers().unprotected("n", "\u{1}"))
            .unwrap();
        for form in [SignJson::general, SignJson::flattened] {
            let text = form(json.clone()).unwrap();
            let mut limits = Limits::default();
            limits.token_len = text.len();
            assert_eq!(form(json.clone().limits(limits.clone())).unwrap(), text);
            limits.token_len -= 1;
            let error = form(json.clone().limits(limits)).unwrap_err();
            assert!(
                matches!(error, BuildError::TokenTooLong { len, max } if (len, max) == (text.len(), text.len() - 1)),
                "{error:?}"
            );
        }
    }
}

// Limits that were raised are those of both headers.
#[test]
fn many_parameters_where_recipients_take_them() {
    let mut limits = Limits::default();
    limits.members = 2_000;
    limits.header_len = 64 * 1024;
    let names: Vec<String> = (0..1_200).map(|n| format!("n{n}")).collect();
    let inside = names.iter().fold(HeaderBuilder::new(), |headers, name| {
        headers.header(name, &0)
    });
    let outside = names.iter().fold(HeaderBuilder::new(), |headers, name| {
        headers.unprotected(name, &0)
    });
    for headers in [inside, outside] {
        let key = Toy::new(TOY);
        let json = SignJson::new(b"pay").sign_with(&key, headers.clone());
        assert!(matches!(
            json,
            Err(BuildError::Header(HeaderError::Json(
                ObjectError::TooManyMembers { .. } | ObjectError::TooLong { .. }
            )))
        ));
        let json = SignJson::new(b"pay").limits(limits.clone());
        let json = json.sign_with(&key, headers).unwrap().flattened().unwrap();
        let options = ReadOptions::new().limits(limits.clone());
        let read = Flattened::parse_with(&json, &options).unwrap();
        assert_eq!(read.verify(&key).unwrap().payload(), b"pay");
    }
}
