//! A JWK through serde reads the same as by parsing (RFC 7517, section 4).

use jose_jwk::{Jwk, JwkSet};
use proptest::prelude::*;
use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor, value,
};

const OKP: &str =
    r#""kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo""#;
const D: &str = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";

#[test]
fn serde_takes_objects_only() {
    for text in [
        "[]",
        r#"["OKP"]"#,
        "null",
        "1",
        r#""OKP""#,
        "true",
        r#"[["kty","oct"],["k","AQ"]]"#,
    ] {
        assert!(serde_json::from_str::<Jwk>(text).is_err(), "{text}");
    }
    let value: serde_json::Value = serde_json::from_str(&format!(
        r#"{{{OKP},"a":[1,-2,1.5,[],{{}},{{"b":null}},"\"\\\n"]}}"#
    ))
    .unwrap();
    let key: Jwk = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(
        key.member("a"),
        Some(r#"[1,-2,1.5e0,[],{},{"b":null},"\"\\\n"]"#)
    );
    assert_eq!(serde_json::to_value(&key).unwrap(), value);
}

#[test]
fn serde_jsons_private_form_of_a_number_is_an_object() {
    // It is a number only in a build with the feature `arbitrary_precision`, which this is not.
    for value in [r#""17""#, r#""1e400""#, r#""x""#, "17", r#""1","b":2"#] {
        let form = format!(r#"{{"$serde_json::private::Number":{value}}}"#);
        for (member, accepted) in [("iat", false), ("x", false), ("a", true)] {
            let base = if member == "x" {
                r#""kty":"OKP","crv":"Ed25519""#
            } else {
                OKP
            };
            let text = format!(r#"{{{base},"{member}":{form}}}"#);
            let parsed = text.parse::<Jwk>();
            assert_eq!(parsed.is_ok(), accepted, "{text}");
            assert_eq!(
                serde_json::from_str::<Jwk>(&text).ok(),
                parsed.ok(),
                "{text}"
            );
        }
    }
}

/// API-01: what stands where a key or a name belongs may be a secret.
#[test]
fn api_01_serdes_errors_show_nothing_of_what_was_found() {
    fn shown<T: serde::de::DeserializeOwned + core::fmt::Debug>(text: &str) -> [String; 2] {
        let of_text = serde_json::from_str::<T>(text).unwrap_err();
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        let of_value = serde_json::from_value::<T>(value).unwrap_err();
        [&of_text, &of_value].map(|error| format!("{error} {error:?}"))
    }
    for text in [
        r#""hunter2-4711""#,
        r#""hunter\u0032-4711""#,
        "4711",
        "-4711",
        "4711.5",
        "true",
        "null",
        r#"["hunter2-4711"]"#,
        r#"[4711,{"hunter2":4711}]"#,
        r#"{"kty":"hunter2","kty":4711,"a":"hunter2"}"#,
        r#"{"keys":{"hunter2":4711}}"#,
        r#"{"kty":["hunter2-4711"]}"#,
    ] {
        let all = [shown::<Jwk>(text), shown::<JwkSet>(text)];
        for shown in all.iter().flatten() {
            let quoted = ["hunter", "4711", "true"];
            assert!(!quoted.iter().any(|part| shown.contains(part)), "{shown}");
        }
    }
    assert_eq!(
        serde_json::from_str::<Jwk>("\"hunter2\"")
            .unwrap_err()
            .to_string(),
        "not a JSON object at line 1 column 9"
    );
}

/// API-01: in other formats a name, too, can be anything.
#[test]
fn api_01_names_that_are_no_strings_are_not_shown() {
    fn refused<'de, N: IntoDeserializer<'de, value::Error>>(name: N) {
        let map = value::MapDeserializer::new([(name, "hunter2")].into_iter());
        let error = Jwk::deserialize(map).unwrap_err();
        assert_eq!(error.to_string(), "the name of a member is not a string");
    }
    refused(4711_u64);
    refused(-4711_i64);
    refused(4711_u128);
    refused(-4711_i128);
    refused(47.11_f64);
    refused(true);
    refused(&b"hunter2"[..]);
    let wide = Jwk::deserialize(IntoDeserializer::<value::Error>::into_deserializer(
        4711_i128,
    ));
    assert_eq!(wide.unwrap_err().to_string(), "not a JSON object");
}

/// A format without a limit of its own: arrays in arrays, as long as somebody asks.
struct Endless {
    wide: bool,
    first: bool,
}

impl<'de> Deserializer<'de> for Endless {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        if self.wide && !self.first {
            return visitor.visit_bool(true);
        }
        visitor.visit_seq(Endless {
            first: false,
            ..self
        })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> SeqAccess<'de> for Endless {
    type Error = value::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, value::Error> {
        let next = Endless {
            wide: self.wide,
            first: false,
        };
        seed.deserialize(next).map(Some)
    }
}

impl IntoDeserializer<'_> for Endless {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[test]
fn hdr_09_jwk_20_formats_without_limits_get_ours() {
    for (wide, message) in [
        (false, "the key is nested too deeply"),
        (true, "the key is too long"),
    ] {
        let endless = Endless { wide, first: true };
        let map = value::MapDeserializer::new([("a", endless)].into_iter());
        assert_eq!(Jwk::deserialize(map).unwrap_err().to_string(), message);
    }
}

fn member() -> impl Strategy<Value = String> {
    let name = "[a-z]{1,3}|kid|use|alg|key_ops|x5t|x5c|exp|ext|crv|x|y|n|e|d|k|p|oth|pub";
    let value = prop_oneof![
        Just("null".to_owned()),
        Just("true".into()),
        Just("[]".into()),
        Just("17".into()),
        Just(r#"["verify"]"#.into()),
        Just(r#"{"a":{"b":1}}"#.into()),
        "\"[A-Za-z0-9_-]{0,44}\"",
        r#""(sig|enc|ES256|none|P-256|AQAB)""#,
    ];
    (name, value).prop_map(|(name, value)| format!(r#""{name}":{value}"#))
}

proptest! {
    /// Whatever is accepted comes back through both ways of writing and reading.
    #[test]
    fn accepted_keys_come_back(
        base in prop_oneof![
            Just(OKP.to_owned()),
            Just(format!(r#"{OKP},"d":"{D}""#)),
            Just(r#""kty":"RSA","n":"1w","e":"AQAB""#.into()),
            Just(r#""kty":"RSA","n":"1w","e":"AQAB","d":"BQ""#.into()),
            Just(r#""kty":"X","secret":"AQ""#.into()),
            Just(r#""kty":"AKP","alg":"X","pub":"AQ""#.into()),
            "\"[A-Za-z0-9_-]{4,8}\"".prop_map(|k| format!(r#""kty":"oct","k":{k}"#)),
        ],
        members in prop::collection::vec(member(), 0..4),
    ) {
        let text = format!("{{{base}{}}}", members.iter().map(|m| format!(",{m}")).collect::<String>());
        let read = text.parse::<Jwk>();
        let through_serde = serde_json::from_str::<Jwk>(&text);
        prop_assert_eq!(read.is_ok(), through_serde.is_ok(), "{}", text);
        if let (Ok(key), Ok(other)) = (read, through_serde) {
            prop_assert_eq!(&key, &other);
            let again: Jwk = key.to_private_json().parse().unwrap();
            prop_assert_eq!(&again, &key);
            let shown = format!("{key:?}");
            prop_assert!(!shown.contains(D));
            match key.to_public() {
                Ok(public) => {
                    prop_assert!(!public.is_private());
                    let json = key.to_json().unwrap();
                    prop_assert!(!json.contains(D));
                    prop_assert_eq!(&json.parse::<Jwk>().unwrap(), &public);
                    prop_assert_eq!(key.thumbprint_input(), public.thumbprint_input());
                }
                Err(error) => {
                    prop_assert!(key.is_private());
                    prop_assert_eq!(key.to_json(), Err(error));
                }
            }
        }
    }

    /// DOS-01
    #[test]
    fn any_octets_are_read_or_refused(octets: Vec<u8>) {
        let _ = Jwk::parse(&octets);
    }

    /// One changed octet never makes a key that writes itself differently than it is.
    #[test]
    fn changed_keys_are_consistent(at in 0..200_usize, octet: u8) {
        let mut text = format!(r#"{{{OKP},"d":"{D}","kid":"a"}}"#).into_bytes();
        if let Some(place) = text.get_mut(at) {
            *place = octet;
        }
        if let Ok(key) = Jwk::parse(&text) {
            prop_assert_eq!(Jwk::parse(key.to_private_json().as_bytes()).unwrap(), key);
        }
    }
}
