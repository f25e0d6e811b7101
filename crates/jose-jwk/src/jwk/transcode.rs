//! A JWK through serde, in any self-describing format (RFC 7517, sections 4 and 5).
//!
//! Reading collects the members into JSON text and parses that, so that both ways accept the same
//! keys; repeated names arrive at the parser as they came. Writing goes the other way: what is
//! written is [`Jwk::to_json`], the public part.

use alloc::string::String;
use core::fmt;

use jose_b64::{Kind, Object, ObjectLimits, Value};
use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};
use zeroize::Zeroizing;

use super::{Jwk, JwkOptions};
use crate::limits::Limits;
use crate::text::SecretText;

impl<'de> Deserialize<'de> for Jwk {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = object_text(deserializer)?;
        Jwk::parse_with(text.as_bytes(), &JwkOptions::default()).map_err(de::Error::custom)
    }
}

/// The public part; a symmetric key, or one of unknown type, is an error.
impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(&self.to_json().map_err(ser::Error::custom)?, serializer)
    }
}

/// Collects one object into JSON text, within the default limits. It may hold a private key.
pub(crate) fn object_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Zeroizing<String>, D::Error> {
    let mut out = SecretText::with_capacity(1024);
    deserializer.deserialize_map(TopLevel(&mut out))?;
    Ok(out.finish())
}

/// Hands a JSON object that this crate wrote to a serializer.
pub(crate) fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    // We wrote it: there is no size to defend against.
    let limits = ObjectLimits::new(usize::MAX, ObjectLimits::MAX_DEPTH, usize::MAX);
    let object = Object::parse(text.as_bytes(), &limits).map_err(ser::Error::custom)?;
    JsonObject(&object, &limits).serialize(serializer)
}

/// An object, and nothing else: a sequence is no JWK.
struct TopLevel<'t>(&'t mut SecretText);

impl<'de> Visitor<'de> for TopLevel<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Json {
            out: self.0,
            depth: 1,
        }
        .object(map)
    }
}

/// Writes whatever arrives as JSON text.
struct Json<'t> {
    out: &'t mut SecretText,
    depth: usize,
}

impl Json<'_> {
    fn push<E: de::Error>(self, text: &str) -> Result<(), E> {
        check_len(self.out)?;
        self.out.raw(text);
        Ok(())
    }

    /// The depth is bounded before the recursion goes on; the parser counts again.
    fn deeper<E: de::Error>(&mut self) -> Result<Json<'_>, E> {
        if self.depth > Limits::default().jwk_depth {
            return Err(E::custom("the key is nested too deeply"));
        }
        Ok(Json {
            out: self.out,
            depth: self.depth.saturating_add(1),
        })
    }

    fn object<'de, A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut start = "{";
        while let Some(Name(name)) = map.next_key()? {
            if start == "{" && *name == ARBITRARY_NUMBER && self.depth > 1 {
                return self.number(map);
            }
            check_len(self.out)?;
            self.out.raw(start).string(&name).raw(":");
            start = ",";
            map.next_value_seed(self.deeper()?)?;
        }
        self.push(if start == "{" { "{}" } else { "}" })
    }

    /// What serde_json makes of every number when somebody else in the build has switched on its
    /// feature `arbitrary_precision`.
    fn number<'de, A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Name(text) = map.next_value()?;
        // No octet that could end the value; the grammar is the parser's business.
        let digits = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
        if text.is_empty() || !text.chars().all(digits) || map.next_key::<Name>()?.is_some() {
            return Err(de::Error::custom("not a number"));
        }
        self.push(&text)
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

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<(), E> {
        self.push(if value { "true" } else { "false" })
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<(), E> {
        self.push(&alloc::format!("{value}"))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<(), E> {
        self.push(&alloc::format!("{value}"))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
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

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.push("null")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
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

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        self.object(map)
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
        String::deserialize(deserializer).map(|name| Name(Zeroizing::new(name)))
    }
}

/// An object on its way out.
struct JsonObject<'v>(&'v Object<'v>, &'v ObjectLimits);

impl Serialize for JsonObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0.members() {
            map.serialize_entry(&*name, &JsonValue(value, self.1))?;
        }
        map.end()
    }
}

/// A value on its way out.
struct JsonValue<'v>(Value<'v>, &'v ObjectLimits);

impl Serialize for JsonValue<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let JsonValue(value, limits) = *self;
        let lost = || ser::Error::custom("a member does not fit into this format");
        match value.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool => serializer.serialize_bool(value.as_bool().ok_or_else(lost)?),
            Kind::String => serializer.serialize_str(&value.as_str().ok_or_else(lost)?),
            Kind::Number => match (value.as_u64(), value.as_i64(), value.as_f64()) {
                (Some(number), _, _) => serializer.serialize_u64(number),
                (_, Some(number), _) => serializer.serialize_i64(number),
                (_, _, Some(number)) => serializer.serialize_f64(number),
                _ => Err(lost()),
            },
            Kind::Array => {
                let mut seq = serializer.serialize_seq(None)?;
                for element in value.elements().ok_or_else(lost)? {
                    seq.serialize_element(&JsonValue(element, limits))?;
                }
                seq.end()
            }
            Kind::Object => {
                let object = value.object(limits).map_err(ser::Error::custom)?;
                JsonObject(&object, limits).serialize(serializer)
            }
            _ => Err(lost()),
        }
    }
}

fn check_len<E: de::Error>(out: &SecretText) -> Result<(), E> {
    if out.len() > Limits::default().jwk_set_len {
        return Err(E::custom("the key is too long"));
    }
    Ok(())
}

const ARBITRARY_NUMBER: &str = "$serde_json::private::Number";
