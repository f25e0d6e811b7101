//! Numbers that serde_json gives as maps, in builds with its feature `arbitrary_precision`.

use core::fmt;

use jose_b64::{Kind, Object, ObjectLimits};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

use crate::text::SecretText;

/// Whether somebody in the build has switched on serde_json's feature `arbitrary_precision`.
///
/// It then gives a number with a fraction, an exponent or many digits as a map of one member, whose
/// value is the text of the number. A received object of that look cannot be told from it.
pub(super) fn numbers_are_maps() -> bool {
    let object = Object::parse(br#"{"n":0.5}"#, &ObjectLimits::default());
    let number = object.as_ref().ok().and_then(|object| object.value("n"));
    number.is_some_and(|number| matches!(number.deserialize(), Ok(IsMap(true))))
}

struct IsMap(bool);

impl<'de> Deserialize<'de> for IsMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IsMapVisitor)
    }
}

struct IsMapVisitor;

impl<'de> Visitor<'de> for IsMapVisitor {
    type Value = IsMap;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<IsMap, E> {
        Ok(IsMap(false))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<IsMap, A::Error> {
        Ok(IsMap(true))
    }
}

/// The number of which this object is serde_json's private form.
pub(super) fn number_in(json: &str) -> Option<&str> {
    let text = json
        .strip_prefix(r#"{"$serde_json::private::Number":""#)?
        .strip_suffix("\"}")?;
    let mut object = SecretText::with_capacity(64);
    object.raw("{").name("n").raw(text).raw("}");
    let object = object.finish();
    let object = Object::parse(object.as_bytes(), &ObjectLimits::default()).ok()?;
    let number = object.value("n")?;
    (number.kind() == Kind::Number && number.json() == text).then_some(text)
}
