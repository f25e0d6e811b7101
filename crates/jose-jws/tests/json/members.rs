//! The members of a JWS in JSON (RFC 7515, sections 7.2.1 and 7.2.2): JSN-01, JSN-02, JSN-04 and JSN-08 to JSN-10.

use jose_b64::{Kind, ObjectError};
use jose_jws::{Flattened, General, Json, ParseError, Part, Require, Verifiers};

use crate::common::Toy;
use crate::message::{
    HEADER, PAY, flattened, general, missing, refused, signature_accepted, signature_refused,
    signed, signed_over, sum, toy,
};

const VALUES: [(&str, Kind); 6] = [
    ("null", Kind::Null),
    ("true", Kind::Bool),
    ("7", Kind::Number),
    (r#""dGV4dA""#, Kind::String),
    ("[]", Kind::Array),
    ("{}", Kind::Object),
];

/// How often the key was asked by the time that the message was confirmed.
fn confirms(json: &str) -> usize {
    let key = toy();
    let verified = Verifiers::of([&key]).json(json, Require::EveryKey).unwrap();
    assert_eq!(verified.payload(), b"pay");
    key.asked()
}

#[test]
fn a_message_that_is_right_is_accepted_in_any_type_of_text() {
    let key = toy();
    let members = signed(HEADER, &key);
    let verified = signature_accepted(&members);
    let first = verified.confirmed().next().unwrap();
    assert_eq!(first.header().octets(), HEADER.as_bytes());
    assert_eq!(verified.signatures().len(), 1);
    assert_eq!(verified.into_payload(), b"pay");

    let owned: String = flattened(&members);
    let octets: Vec<u8> = owned.clone().into_bytes();
    let array: &[u8; 8] = b"{\"a\":0} ";
    let keys = Verifiers::of([&key]);
    assert!(keys.json(&owned, Require::AnyKey).is_ok());
    assert!(keys.json(&octets, Require::AnyKey).is_ok());
    assert!(keys.json(&*octets, Require::AnyKey).is_ok());
    assert!(keys.json(&*owned, Require::AnyKey).is_ok());
    assert!(Json::parse(&owned).is_ok() && Json::parse(&*octets).is_ok());
    assert!(Flattened::parse(&octets).is_ok() && Flattened::parse(&*owned).is_ok());
    assert_eq!(General::parse(array).unwrap_err(), missing("signatures"));
    assert_eq!(key.asked(), 4);
}

#[test]
fn jsn_01_a_list_of_no_signatures() {
    for list in ["[]", "[ ]", "[\n\t]"] {
        let json = format!(r#"{{"payload":"{PAY}","signatures":{list}}}"#);
        let error = refused(&json);
        assert_eq!(error, ParseError::NoSignatures);
        assert_eq!(error.code(), "jws/no-signatures");
        assert_eq!(General::parse(&json).unwrap_err(), ParseError::NoSignatures);
        assert_eq!(
            Flattened::parse(&json).unwrap_err(),
            ParseError::NotFlattened
        );
        // No key is no reason to be content with no signature.
        for require in [Require::AnyKey, Require::Keys(0), Require::EveryKey] {
            let error = Verifiers::of([]).json(&json, require).unwrap_err();
            assert_eq!(error.code(), "jws/no-signatures");
        }
    }
}

#[test]
fn jsn_02_no_signature_at_all() {
    let protected = jose_b64::encode(HEADER);
    for (json, expected) in [
        ("{}".into(), ParseError::NoHeader),
        (format!(r#"{{"payload":"{PAY}"}}"#), ParseError::NoHeader),
        (
            format!(r#"{{"payload":"{PAY}","protected":"{protected}"}}"#),
            missing("signature"),
        ),
        (
            format!(r#"{{"payload":"{PAY}","protected":"{protected}","header":{{"kid":"a"}}}}"#),
            missing("signature"),
        ),
        // The names of other forms and of other letters are no signature.
        (
            format!(r#"{{"payload":"{PAY}","protected":"{protected}","Signature":"c2ln"}}"#),
            missing("signature"),
        ),
        (
            format!(r#"{{"payload":"{PAY}","protected":"{protected}","signature ":"c2ln"}}"#),
            missing("signature"),
        ),
        (
            format!(r#"{{"payload":"{PAY}","Signatures":[{{"protected":"{protected}"}}]}}"#),
            ParseError::NoHeader,
        ),
    ] {
        let error = refused(&json);
        assert_eq!(error, expected, "{json}");
        assert_eq!(Flattened::parse(&json).unwrap_err(), expected, "{json}");
        // Where a member of the flattened form is, that says more.
        let general = match expected {
            ParseError::NoHeader => missing("signatures"),
            _ => ParseError::NotGeneral,
        };
        assert_eq!(General::parse(&json).unwrap_err(), general, "{json}");
    }
    assert_eq!(
        signature_refused(&format!(r#""protected":"{protected}""#)),
        missing("signature")
    );
    assert_eq!(missing("signature").code(), "jws/missing-member");
}

// An empty text is no signature, and is not asked about either (B64-13).
#[test]
fn b64_13_an_empty_signature() {
    let protected = jose_b64::encode(HEADER);
    for members in [
        format!(r#""protected":"{protected}","signature":"""#),
        r#""header":{"kid":"a"},"protected":"eyJhbGciOiJYLVRPWSJ9","signature":"""#.into(),
    ] {
        let error = signature_refused(&members);
        assert_eq!(error, ParseError::EmptyPart(Part::Signature));
    }
}

#[test]
fn jsn_04_a_signature_without_a_header() {
    let key = toy();
    let signature = sum("", PAY, &key);
    for members in [
        format!(r#""signature":"{signature}""#),
        format!(r#""signature":"{signature}","alg":"X-TOY","kid":"a""#),
        format!(r#""signature":"{signature}","Header":{{"alg":"X-TOY"}}"#),
        String::from(r#""signature":null"#),
    ] {
        let error = signature_refused(&members);
        assert_eq!(
            (&error, error.code()),
            (&ParseError::NoHeader, "jws/no-header"),
            "{members}"
        );
    }
    let json = format!(r#"{{"payload":"{PAY}","signatures":[{{}}]}}"#);
    assert_eq!(refused(json), ParseError::NoHeader);
}

#[test]
fn jsn_02_members_of_other_types() {
    let protected = jose_b64::encode(HEADER);
    let signature = sum(&protected, PAY, &toy());
    for (value, found) in VALUES {
        for (name, expected, members) in [
            (
                "protected",
                Kind::String,
                format!(r#""protected":{value},"signature":"{signature}""#),
            ),
            (
                "signature",
                Kind::String,
                format!(r#""protected":"{protected}","signature":{value}"#),
            ),
            (
                "header",
                Kind::Object,
                format!(r#""protected":"{protected}","header":{value},"signature":"{signature}""#),
            ),
        ] {
            if found != expected {
                let error = signature_refused(&members);
                let wrong = ParseError::MemberType {
                    name,
                    expected,
                    found,
                };
                assert_eq!((&error, error.code()), (&wrong, "jws/member-type"));
            }
        }
        let signatures = |expected| ParseError::MemberType {
            name: "signatures",
            expected,
            found,
        };
        if found != Kind::Array {
            let json = format!(r#"{{"payload":"{PAY}","signatures":{value}}}"#);
            assert_eq!(refused(&json), signatures(Kind::Array));
            assert_eq!(General::parse(&json).unwrap_err(), signatures(Kind::Array));
        }
        if found != Kind::Object {
            let valid = signed(HEADER, &toy());
            for list in [value.into(), format!("{{{valid}}},{value}")] {
                let json = format!(r#"{{"payload":"{PAY}","signatures":[{list}]}}"#);
                assert_eq!(refused(&json), signatures(Kind::Object));
            }
        }
    }
}

#[test]
fn jsn_08_the_payload_is_a_text_that_is_there() {
    let key = toy();
    // Valid over no payload, over the text of the value, and over what it may be taken for.
    for over in ["", "null", "7", "pay"] {
        let members = signed_over(HEADER, over, &key);
        for rest in [members.clone(), format!(r#""signatures":[{{{members}}}]"#)] {
            assert_eq!(refused(format!("{{{rest}}}")), missing("payload"));
            let upper = format!(r#"{{"Payload":"{PAY}",{rest}}}"#);
            assert_eq!(refused(upper), missing("payload"));
            for (value, found) in VALUES {
                if found == Kind::String {
                    continue;
                }
                let error = refused(format!(r#"{{"payload":{value},{rest}}}"#));
                let expected = ParseError::MemberType {
                    name: "payload",
                    expected: Kind::String,
                    found,
                };
                assert_eq!(error, expected);
            }
        }
    }
    // B64-12: an empty one is there.
    let json = format!(r#"{{"payload":"",{}}}"#, signed_over(HEADER, "", &key));
    let verified = Json::parse(&json).unwrap().verify(&key, Require::AnyKey);
    assert_eq!(verified.unwrap().payload(), b"");
    assert_eq!(key.asked(), 1);
}

#[test]
fn jsn_09_a_name_stands_once() {
    let valid = signed(HEADER, &toy());
    let mut refusals = vec![
        format!(r#"{{"payload":"{PAY}","payload":"{PAY}",{valid}}}"#),
        format!(r#"{{"payload":"eHl6","payload":"{PAY}",{valid}}}"#),
        format!(r#"{{"payload":"{PAY}","payload":"eHl6",{valid}}}"#),
        format!(r#"{{"payload":"{PAY}","\u0070ayload":"eHl6",{valid}}}"#),
        format!(r#"{{"\u0070\u0061yload":"eHl6","payload":"{PAY}",{valid}}}"#),
        format!(r#"{{"payload":"{PAY}","signatures":[],"signatures":[{{{valid}}}]}}"#),
        format!(r#"{{"payload":"{PAY}","signatures":[{{{valid}}}],"\u0073ignatures":[]}}"#),
        // A name that means nothing, too: readers differ in which of two counts.
        format!(r#"{{"payload":"{PAY}",{valid},"x":1,"x":1}}"#),
        format!(r#"{{"payload":"{PAY}",{valid},"":1,"":2}}"#),
    ];
    for member in [
        r#""protected":"eyJhbGciOiJub25lIn0""#,
        r#""signature":"c2ln""#,
        r#""\u0073ignature":"c2ln""#,
        r#""header":{},"header":{}"#,
        r#""x":0,"\u0078":0"#,
    ] {
        for members in [format!("{member},{valid}"), format!("{valid},{member}")] {
            let error = signature_refused(&members);
            assert!(
                matches!(error, ParseError::Json(ObjectError::RepeatedName { .. })),
                "{members}: {error:?}"
            );
            refusals.push(flattened(&members));
        }
    }
    for json in refusals {
        let error = refused(&json);
        assert!(
            matches!(error, ParseError::Json(ObjectError::RepeatedName { .. })),
            "{json}: {error:?}"
        );
        assert_eq!(error.code(), "jws/json");
    }
}

#[test]
fn jsn_10_unknown_members_mean_nothing() {
    let valid = signed(HEADER, &toy());
    for member in [
        r#""x":null"#,
        r#""":"""#,
        r#""alg":"none""#,
        r#""kid":"somebody""#,
        r#""b64":false"#,
        r#""crit":["bork"]"#,
        r#""Payload":"eHl6""#,
        r#""Signatures":[]"#,
        r#""PROTECTED":"eyJhbGciOiJub25lIn0""#,
        r#""unprotected":{"alg":"none"}"#,
        r#""recipients":[]"#,
        r#""ciphertext":"AA""#,
        r#""__proto__":{"signature":""}"#,
        r#""payload ":"eHl6""#,
        r#""payload\u0000":"eHl6""#,
        r#""x":[[{"payload":"eHl6","payload":1}]]"#,
        r#""x.y.z":"a.b.c""#,
    ] {
        for members in [format!("{member},{valid}"), format!("{valid},{member}")] {
            assert_eq!(signature_accepted(&members).payload(), b"pay");
        }
        assert_eq!(
            confirms(&format!(
                r#"{{"payload":"{PAY}",{member},"signatures":[{{{valid}}}]}}"#
            )),
            1
        );
    }
    // `payload` within a signature and `alg` beside it are such members.
    let members = format!(r#""payload":"eHl6",{valid}"#);
    assert_eq!(confirms(&general(&[members])), 1);
}

#[test]
fn the_order_of_members_and_white_space_between_them_mean_nothing() {
    let protected = jose_b64::encode(HEADER);
    let signature = sum(&protected, PAY, &toy());
    let one = [
        format!(r#""payload":"{PAY}""#),
        format!(r#""protected":"{protected}""#),
        r#""header":{"x":1}"#.into(),
        format!(r#""signature":"{signature}""#),
    ];
    for order in [
        [0, 1, 2, 3],
        [3, 2, 1, 0],
        [1, 3, 0, 2],
        [2, 0, 3, 1],
        [3, 0, 1, 2],
    ] {
        let members = order.map(|at| one[at].clone());
        assert_eq!(confirms(&format!("{{{}}}", members.join(","))), 1);
    }
    let list = format!(r#""signatures":[{{{},{}}}]"#, one[3], one[1]);
    assert_eq!(confirms(&format!("{{{list},{}}}", one[0])), 1);
    assert_eq!(
        confirms(&format!(
            "\r\n\t {{ \"payload\" :\t\"{PAY}\" ,\n\"signatures\"\r: [ {{ \"signature\": \
             \"{signature}\" , \"protected\" : \"{protected}\" , \"header\" : {{ \"x\" : [ ] }} }} ] }} \n"
        )),
        1
    );
}

// The same JSON in other characters is the same message: escapes are undone before base64url is.
#[test]
fn escapes_are_only_another_way_to_write() {
    let escaped = |text: &str| -> String {
        let units = text.encode_utf16();
        units.map(|unit| format!("\\u{unit:04x}")).collect()
    };
    let key = toy();
    let protected = jose_b64::encode(HEADER);
    let signature = sum(&protected, PAY, &key);
    let first = format!("\\u0065{}", protected.strip_prefix('e').unwrap());
    for text in [first, escaped(&protected)] {
        let members = format!(
            r#""{}":"{text}","{}":"{}""#,
            escaped("protected"),
            escaped("signature"),
            escaped(&signature)
        );
        assert_eq!(signature_accepted(&members).payload(), b"pay");
        let json = format!(
            r#"{{"{}":"{}","{}":[{{{members}}}]}}"#,
            escaped("payload"),
            escaped(PAY),
            escaped("signatures")
        );
        assert_eq!(confirms(&json), 1);
        // Two signatures over one payload that had to be unescaped.
        let other = Toy::new(crate::common::TOY).kid("k");
        let two = [members.clone(), signed(HEADER, &other)];
        assert_eq!(confirms(&general(&two)), 2);
    }
    let header = r#""\u0068eader":{"\u006bid":"k\u0031"}"#;
    let json = flattened(&format!("{header},{}", signed(HEADER, &key)));
    let read = Flattened::parse(&json).unwrap();
    assert_eq!(read.hint().kid(), Some("k1"));
    assert_eq!(read.unprotected_header().unwrap().kid(), Some("k1"));
}
