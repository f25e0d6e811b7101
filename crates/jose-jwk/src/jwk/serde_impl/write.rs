//! JSON text that this crate wrote, handed to a serializer (RFC 8259).

use jose_b64::{Kind, Object, ObjectLimits, Value};
use serde::ser::{self, Serialize, SerializeMap as _, SerializeSeq as _, Serializer};

/// Hands a JSON object that this crate wrote to a serializer.
pub(crate) fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    // We wrote it: there is no size to defend against.
    let limits = ObjectLimits::new(usize::MAX, ObjectLimits::MAX_DEPTH, usize::MAX);
    let object = Object::parse(text.as_bytes(), &limits).map_err(ser::Error::custom)?;
    JsonObject(&object, &limits).serialize(serializer)
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
