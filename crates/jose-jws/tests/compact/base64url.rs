//! One text for one octet sequence (RFC 7515, section 2; RFC 4648, sections 3.2, 3.3 and 3.5): B64-03 to B64-09.

use jose_b64::{DecodeErrorKind, Padding};
use jose_jws::{Compact, Part, ReadOptions, VerifyError};

use crate::common::{TOY, Toy, refused, seal};
use crate::{HEADER, base64};

/// The fault of a payload shows only after the signature over its text was found valid.
fn payload_fault(payload: &str) -> (DecodeErrorKind, usize) {
    let key = Toy::new(TOY);
    let sealed = seal(&format!("{}.{payload}", jose_b64::encode(HEADER)), &key);
    let (part, kind, offset) = base64(
        &Compact::parse(&sealed)
            .unwrap()
            .unverified_payload()
            .unwrap_err(),
    );
    let error = Compact::parse(&sealed).unwrap().verify(&key).unwrap_err();
    let VerifyError::Parse(released) = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (base64(&released), part),
        ((part, kind, offset), Part::Payload)
    );

    let stranger = Compact::parse(&sealed)
        .unwrap()
        .verify(&Toy::new(TOY).secret(2))
        .unwrap_err();
    assert!(
        matches!(stranger, VerifyError::InvalidSignature(_)),
        "{stranger:?}"
    );
    (kind, offset)
}

#[test]
fn b64_03_padding_is_refused_in_every_part() {
    use DecodeErrorKind::Padding;
    // 16 octets are 22 characters and two `=`.
    let header = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    assert_eq!(
        base64(&refused(&format!("{header}==.cGF5.c2ln"))),
        (Part::Header, Padding, 22)
    );
    assert_eq!(
        base64(&refused(&format!("{header}=.cGF5.c2ln"))),
        (Part::Header, Padding, 22)
    );
    assert_eq!(
        base64(&refused(&format!("{header}.cGF5.c2lnbg=="))),
        (Part::Signature, Padding, 6)
    );
    assert_eq!(
        base64(&refused(&format!("{header}.cGF5.="))),
        (Part::Signature, Padding, 0)
    );
    assert_eq!(
        base64(&refused("====.cGF5.c2ln")),
        (Part::Header, Padding, 0)
    );
    assert_eq!(payload_fault("cA=="), (Padding, 2));
    assert_eq!(payload_fault("cGE="), (Padding, 3));
}

#[test]
fn b64_03_padding_allowed_takes_the_right_amount_or_none() {
    use DecodeErrorKind::{InvalidSymbol, Padding as Wrong, TrailingBits};
    let options = ReadOptions::new().padding(Padding::Allowed);
    let key = Toy::new(TOY);
    let [two, one, none] =
        [r#"{"alg":"X-TOY" }"#, r#"{"alg":"X-TOY"  }"#, HEADER].map(jose_b64::encode);
    for (header, payload, expected) in [
        (format!("{two}=="), "cA==", "p"),
        (format!("{one}="), "cGE=", "pa"),
        (none.clone(), "cGF5", "pay"),
        (two.clone(), "cA==", "p"),
        (two.clone(), "cA", "p"),
        (none.clone(), "", ""),
    ] {
        let sealed = seal(&format!("{header}.{payload}"), &key);
        let verified = Compact::parse_with(&sealed, &options)
            .unwrap()
            .verify(&key)
            .unwrap();
        assert_eq!(verified.payload(), expected.as_bytes());
        // Eight octets of signature are eleven characters and one `=`.
        let verified = Compact::parse_with(&format!("{sealed}="), &options)
            .unwrap()
            .verify(&key)
            .unwrap();
        assert_eq!(verified.payload(), expected.as_bytes());
    }

    let refused = |text: &str| base64(&Compact::parse_with(text, &options).unwrap_err());
    for (header, kind, offset) in [
        (format!("{two}="), Wrong, 22),
        (format!("{two}==="), Wrong, 22),
        (format!("{two}===="), Wrong, 22),
        (format!("{one}=="), Wrong, 23),
        (format!("{none}="), Wrong, 20),
        (format!("{none}=="), Wrong, 20),
        (format!("{none}===="), Wrong, 20),
        (format!("={none}==="), Wrong, 21),
        (format!("={two}="), Wrong, 0),
        (format!("{two}= "), Wrong, 22),
        (format!(" {two}="), InvalidSymbol, 0),
        ("====".into(), Wrong, 0),
        ("AB==".into(), TrailingBits, 1),
    ] {
        assert_eq!(
            refused(&format!("{header}.cGF5.c2lnbmF0dXI")),
            (Part::Header, kind, offset),
            "{header}"
        );
    }
    for signature in [
        "=", "==", "====", "A===", "QUI==", "QUJD=", "QUJD====", "Q=I=",
    ] {
        let (part, kind, _) = refused(&format!("{none}.cGF5.{signature}"));
        assert_eq!((part, kind), (Part::Signature, Wrong), "{signature}");
    }
    for payload in ["cA=", "cA===", "cGE==", "cGF5=", "cGF5====", "="] {
        let sealed = seal(&format!("{none}.{payload}"), &key);
        let error = Compact::parse_with(&sealed, &options)
            .unwrap()
            .verify(&key)
            .unwrap_err();
        let VerifyError::Parse(error) = error else {
            panic!("{error:?}")
        };
        assert_eq!(base64(&error).0, Part::Payload, "{payload}");
    }
}

// B64-03: what was signed is the text with its `=`, and nothing is repaired.
#[test]
fn b64_03_padding_allowed_verifies_the_text_as_received() {
    let options = ReadOptions::new().padding(Padding::Allowed);
    let key = Toy::new(TOY);
    let header = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    for (signed, sent) in [
        (format!("{header}.cA"), format!("{header}.cA==")),
        (format!("{header}.cA"), format!("{header}==.cA")),
        (format!("{header}==.cA=="), format!("{header}.cA")),
    ] {
        let sealed = seal(&signed, &key);
        let signature = sealed.rsplit('.').next().unwrap();
        let sent = format!("{sent}.{signature}");
        let unverified = Compact::parse_with(&sent, &options).unwrap();
        assert_eq!(unverified.unverified_payload().unwrap(), b"p");
        let error = unverified.verify(&key).unwrap_err();
        assert_eq!(error.code(), "jws/invalid-signature");
        assert_eq!(
            Compact::parse_with(&sealed, &options)
                .unwrap()
                .verify(&key)
                .unwrap()
                .payload(),
            b"p"
        );
    }
}

#[test]
fn b64_04_to_06_and_09_characters_outside_the_alphabet() {
    use DecodeErrorKind::InvalidSymbol;
    for symbol in [
        "+",
        "/",
        " ",
        "\t",
        "\r",
        "\n",
        "\r\n",
        "\0",
        "?",
        "!",
        "%",
        "%2E",
        ",",
        ":",
        "\"",
        "\u{7f}",
        "\u{a0}",
        "\u{feff}",
        "\u{e9}",
        "\u{ff21}",
        "\u{200b}",
        "\u{ff0e}",
        "\u{1f511}",
    ] {
        for (at, text) in [
            (0, format!("{symbol}eyJhbGciOiJYLVRPWSJ9.cGF5.c2lnbmF0dXI")),
            (7, format!("eyJhbGc{symbol}iOiJYLVRPWSJ9.cGF5.c2lnbmF0dXI")),
            (20, format!("eyJhbGciOiJYLVRPWSJ9{symbol}.cGF5.c2lnbmF0dXI")),
        ] {
            assert_eq!(
                base64(&refused(&text)),
                (Part::Header, InvalidSymbol, at),
                "{text:?}"
            );
        }
        for (at, text) in [
            (0, format!("eyJhbGciOiJYLVRPWSJ9.cGF5.{symbol}c2lnbmF0dXI")),
            (4, format!("eyJhbGciOiJYLVRPWSJ9.cGF5.c2ln{symbol}bmF0dXI")),
            (11, format!("eyJhbGciOiJYLVRPWSJ9.cGF5.c2lnbmF0dXI{symbol}")),
        ] {
            assert_eq!(
                base64(&refused(&text)),
                (Part::Signature, InvalidSymbol, at),
                "{text:?}"
            );
        }
        assert_eq!(
            payload_fault(&format!("{symbol}cGF5")),
            (InvalidSymbol, 0),
            "{symbol:?}"
        );
        assert_eq!(
            payload_fault(&format!("cG{symbol}F5")),
            (InvalidSymbol, 2),
            "{symbol:?}"
        );
        assert_eq!(
            payload_fault(&format!("cGF5{symbol}")),
            (InvalidSymbol, 4),
            "{symbol:?}"
        );
    }
}

#[test]
fn b64_07_unused_bits_must_be_zero() {
    use DecodeErrorKind::TrailingBits;
    let key = Toy::new(TOY);
    let sealed = seal(&format!("{}.cA", jose_b64::encode(HEADER)), &key);
    // The eight octets of the signature leave two bits of the last character unused.
    let (rest, last) = sealed.split_at(sealed.len().checked_sub(1).unwrap());
    assert!("AEIMQUYcgkosw048".contains(last), "{last}");
    for other in [
        "B", "F", "J", "V", "h", "l", "p", "t", "x", "1", "5", "9", "-", "_",
    ] {
        assert_eq!(
            base64(&refused(&format!("{rest}{other}"))),
            (Part::Signature, TrailingBits, 10)
        );
    }
    // `{"alg":"X-TOY" }` ends in `fQ`; `fR` and `fX` decode to the same octets elsewhere.
    let header = jose_b64::encode(r#"{"alg":"X-TOY" }"#);
    let header = header.strip_suffix('Q').unwrap();
    for other in ["R", "X", "f"] {
        assert_eq!(
            base64(&refused(&format!("{header}{other}.cA.c2ln"))),
            (Part::Header, TrailingBits, 21)
        );
    }
    assert_eq!(payload_fault("cB"), (TrailingBits, 1));
    assert_eq!(payload_fault("cGF"), (TrailingBits, 2));
}

#[test]
fn b64_08_no_part_has_a_length_of_one_modulo_four() {
    use DecodeErrorKind::Length;
    assert_eq!(
        base64(&refused("eyJhbGciOiJYLVRPWSJ9A.cGF5.c2ln")),
        (Part::Header, Length, 21)
    );
    assert_eq!(base64(&refused("A.cGF5.c2ln")), (Part::Header, Length, 1));
    assert_eq!(
        base64(&refused("eyJhbGciOiJYLVRPWSJ9.cGF5.c2lnA")),
        (Part::Signature, Length, 5)
    );
    assert_eq!(payload_fault("A"), (Length, 1));
    assert_eq!(payload_fault("cGF5A"), (Length, 5));
}
