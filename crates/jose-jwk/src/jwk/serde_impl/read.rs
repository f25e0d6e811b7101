//! Whatever a deserializer has, as JSON text (RFC 8259).
//!
//! serde's own messages quote what was found where something else belongs (`invalid type: string
//! "…"`), and what stands in place of a key may be a secret. So a deserializer is always asked for
//! whatever it has, and a visitor here refuses it.

use alloc::string::String;
use core::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use zeroize::Zeroizing;

use super::number::number_in;
use crate::limits::Limits;
use crate::text::SecretText;

/// Collects one object into JSON text, within the default limits. It may hold a private key.
///
/// `numbers_are_maps` is asked when a map looks like a number of serde_json's.
pub(super) fn collect<'de, D: Deserializer<'de>>(
    deserializer: D,
    numbers_are_maps: fn() -> bool,
) -> Result<Zeroizing<String>, D::Error> {
    let mut out = SecretText::with_capacity(1024);
    deserializer.deserialize_any(TopLevel(Json {
        out: &mut out,
        depth: 1,
        numbers_are_maps,
    }))?;
    Ok(out.finish())
}

/// Methods of a visitor whose defaults would quote what they were given.
macro_rules! refuse_unseen {
    ($message:literal: $($method:ident($Type:ty)),+) => {$(
        fn $method<E: de::Error>(self, _: $Type) -> Result<Self::Value, E> {
            Err(E::custom($message))
        }
    )+};
}

/// An object, and nothing else: a sequence is no JWK.
struct TopLevel<'t>(Json<'t>);

impl<'de> Visitor<'de> for TopLevel<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    refuse_unseen!("not a JSON object": visit_bool(bool), visit_i64(i64), visit_i128(i128), visit_u64(u64),
        visit_u128(u128), visit_f64(f64), visit_str(&str), visit_bytes(&[u8]));

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        self.0.object(map)
    }
}

/// Writes whatever arrives as JSON text.
struct Json<'t> {
    out: &'t mut SecretText,
    depth: usize,
    numbers_are_maps: fn() -> bool,
}

impl Json<'_> {
    fn push<E: de::Error>(&mut self, text: &str) -> Result<(), E> {
        check_len(self.out)?;
        self.out.raw(text);
        Ok(())
    }

    /// The depth is bounded before the recursion goes on; the parser counts again. One level more
    /// than it allows, for a number that arrives as a map.
    fn deeper<E: de::Error>(&mut self) -> Result<Json<'_>, E> {
        if self.depth > Limits::default().jwk_depth.saturating_add(1) {
            return Err(E::custom("the key is nested too deeply"));
        }
        Ok(Json {
            out: self.out,
            depth: self.depth.saturating_add(1),
            numbers_are_maps: self.numbers_are_maps,
        })
    }

    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        let mut start = "{";
        while let Some(Name(name)) = map.next_key()? {
            check_len(self.out)?;
            self.out.raw(start).string(&name).raw(":");
            start = ",";
            map.next_value_seed(self.deeper()?)?;
        }
        self.push(if start == "{" { "{}" } else { "}" })
    }
}

impl<'de> DeserializeSeed<'de> for Json<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Json<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    refuse_unseen!("no JSON value": visit_bytes(&[u8]));

    fn visit_bool<E: de::Error>(mut self, value: bool) -> Result<(), E> {
        self.push(if value { "true" } else { "false" })
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.visit_i128(value.into())
    }

    fn visit_i128<E: de::Error>(mut self, value: i128) -> Result<(), E> {
        self.push(&alloc::format!("{value}"))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.visit_i128(value.into())
    }

    fn visit_u128<E: de::Error>(mut self, value: u128) -> Result<(), E> {
        self.push(&alloc::format!("{value}"))
    }

    fn visit_f64<E: de::Error>(mut self, value: f64) -> Result<(), E> {
        if !value.is_finite() {
            return Err(E::custom("a number is not finite"));
        }
        self.push(&alloc::format!("{value:e}"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        check_len(self.out)?;
        self.out.string(value);
        Ok(())
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<(), E> {
        self.visit_str(&Zeroizing::new(value))
    }

    fn visit_unit<E: de::Error>(mut self) -> Result<(), E> {
        self.push("null")
    }

    fn visit_none<E: de::Error>(mut self) -> Result<(), E> {
        self.push("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        self.out.raw("[");
        let mut first = true;
        while seq
            .next_element_seed(Element {
                json: self.deeper()?,
                first,
            })?
            .is_some()
        {
            first = false;
        }
        self.push("]")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        let start = self.out.len();
        self.object(map)?;
        let number = number_in(self.out.since(start)).map(String::from);
        if let Some(number) = number.map(Zeroizing::new) {
            if (self.numbers_are_maps)() {
                self.out.truncate(start);
                self.out.raw(&number);
            }
        }
        Ok(())
    }
}

/// An element of an array: a comma is due only once there is one.
struct Element<'t> {
    json: Json<'t>,
    first: bool,
}

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !self.first {
            self.json.out.raw(",");
        }
        self.json.deserialize(deserializer)
    }
}

/// A string that may be part of a secret.
struct Name(Zeroizing<String>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    refuse_unseen!("the name of a member is not a string": visit_bool(bool), visit_i64(i64), visit_i128(i128),
        visit_u64(u64), visit_u128(u128), visit_f64(f64), visit_bytes(&[u8]));

    fn visit_str<E: de::Error>(self, name: &str) -> Result<Name, E> {
        self.visit_string(String::from(name))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<Name, E> {
        Ok(Name(Zeroizing::new(name)))
    }
}

fn check_len<E: de::Error>(out: &SecretText) -> Result<(), E> {
    if out.len() > Limits::default().jwk_set_len {
        return Err(E::custom("the key is too long"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jose_b64::{Object, ObjectLimits};

    fn member(json: &str, numbers_are_maps: fn() -> bool) -> String {
        let text = alloc::format!("{{\"a\":{json}}}");
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let text = collect(&mut deserializer, numbers_are_maps).unwrap();
        let object = Object::parse(text.as_bytes(), &ObjectLimits::default()).unwrap();
        String::from(object.value("a").unwrap().json())
    }

    #[test]
    fn serde_jsons_other_numbers_are_numbers_where_it_makes_them() {
        for number in [
            "17",
            "-1.50",
            "2e1",
            "1e400",
            "123456789012345678901234567890",
        ] {
            let form = alloc::format!(r#"{{"$serde_json::private::Number":"{number}"}}"#);
            assert_eq!(member(&form, || true), number);
            assert_eq!(member(&form, || false), form);
        }
    }

    #[test]
    fn nothing_but_a_number_is_smuggled_in_so() {
        for value in [
            r#""""#,
            r#""1,2""#,
            r#""1}""#,
            r#""NaN""#,
            r#""--1""#,
            r#""1e""#,
            r#"" 1""#,
            r#""1 ""#,
            "17",
            r#""1","b":2"#,
            r#""1","b":"2""#,
            r#""1,\"kid\":\"a\"""#,
            r#"{"a":1}"#,
            "[1]",
            "null",
        ] {
            let object = alloc::format!(r#"{{"$serde_json::private::Number":{value}}}"#);
            assert_eq!(member(&object, || true), object);
        }
    }
}
