//! Points in time (RFC 7519, section 2: NumericDate).

use core::fmt;

use jose_b64::{Kind, Value};
use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

const NANOS: u32 = 1_000_000_000;

/// Seconds since 1970-01-01T00:00:00Z, leap seconds ignored, with a fraction where the token has one.
///
/// Negative values are times before 1970. A number that does not fit is refused where it is read
/// and never wraps or is cut.
///
/// ```
/// use jose_jwt::NumericDate;
///
/// let exp = NumericDate::from_secs(1_300_819_380);
/// assert!(exp > NumericDate::from_secs(-1));
/// assert_eq!(exp.to_string(), "1300819380");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate {
    secs: i64,
    /// Always counts forward from `secs`, below one second.
    nanos: u32,
}

impl NumericDate {
    /// A whole number of seconds since 1970.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        NumericDate { secs, nanos: 0 }
    }

    /// A number of seconds and nanoseconds since 1970; nanoseconds count forward.
    #[must_use]
    pub const fn from_secs_nanos(secs: i64, nanos: u32) -> Option<Self> {
        if nanos < NANOS {
            Some(NumericDate { secs, nanos })
        } else {
            None
        }
    }

    /// The whole seconds, rounded towards the past.
    #[must_use]
    pub const fn secs(self) -> i64 {
        self.secs
    }

    /// The fraction of a second, in nanoseconds.
    #[must_use]
    pub const fn subsec_nanos(self) -> u32 {
        self.nanos
    }

    /// Later by this many seconds; the last point in time there is when that is too late.
    #[must_use]
    pub fn saturating_add_secs(self, secs: u64) -> Self {
        self.secs
            .checked_add_unsigned(secs)
            .map_or(Self::LAST, |secs| NumericDate { secs, ..self })
    }

    /// Earlier by this many seconds; the first point in time there is when that is too early.
    #[must_use]
    pub fn saturating_sub_secs(self, secs: u64) -> Self {
        self.secs
            .checked_sub_unsigned(secs)
            .map_or(Self::FIRST, |secs| NumericDate { secs, ..self })
    }

    const FIRST: Self = NumericDate {
        secs: i64::MIN,
        nanos: 0,
    };
    pub(crate) const LAST: Self = NumericDate {
        secs: i64::MAX,
        nanos: NANOS - 1,
    };

    /// Reads a JSON number.
    ///
    /// `None` for every other type, and for a number outside the range: whole seconds in 64 bits,
    /// fractions and exponents up to 2^53.
    pub(crate) fn read(value: Value<'_>) -> Option<Self> {
        if value.kind() != Kind::Number {
            return None;
        }
        value
            .as_i64()
            .map(Self::from_secs)
            .or_else(|| Self::from_f64(value.as_f64()?))
    }

    /// A finite number of seconds of which a double knows every whole one.
    #[expect(
        clippy::as_conversions,
        reason = "the ranges are checked: whole below 2^53, fraction between 0 and 1; there is no lossless conversion"
    )]
    fn from_f64(seconds: f64) -> Option<Self> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if !(seconds > -EXACT && seconds < EXACT) {
            return None;
        }
        // core has no floor: the cast cuts towards zero, so a negative fraction goes one back.
        let cut = seconds as i64;
        let whole = if (cut as f64) > seconds {
            cut.checked_sub(1)?
        } else {
            cut
        };
        let fraction = seconds - whole as f64;
        let nanos = ((fraction * f64::from(NANOS)) as u32).min(NANOS.checked_sub(1)?);
        Some(NumericDate { secs: whole, nanos })
    }
}

impl fmt::Display for NumericDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.nanos, self.secs) {
            (0, secs) => write!(f, "{secs}"),
            (nanos, 0..) => write!(f, "{}.{nanos:09}", self.secs),
            // -1.25 is two seconds back and three quarters forward.
            (nanos, secs) => {
                let forward = NANOS.saturating_sub(nanos);
                match secs.saturating_add(1) {
                    0 => write!(f, "-0.{forward:09}"),
                    secs => write!(f, "{secs}.{forward:09}"),
                }
            }
        }
    }
}

impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.nanos == 0 {
            return serializer.serialize_i64(self.secs);
        }
        #[expect(
            clippy::as_conversions,
            reason = "a double is what JSON has for fractions"
        )]
        serializer.serialize_f64(self.secs as f64 + f64::from(self.nanos) / f64::from(NANOS))
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;

        impl Visitor<'_> for Number {
            type Value = NumericDate;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of seconds since 1970")
            }

            fn visit_i64<E: Error>(self, secs: i64) -> Result<NumericDate, E> {
                Ok(NumericDate::from_secs(secs))
            }

            fn visit_u64<E: Error>(self, secs: u64) -> Result<NumericDate, E> {
                i64::try_from(secs)
                    .map(NumericDate::from_secs)
                    .map_err(|_| E::custom("time out of range"))
            }

            fn visit_f64<E: Error>(self, secs: f64) -> Result<NumericDate, E> {
                NumericDate::from_f64(secs).ok_or_else(|| E::custom("time out of range"))
            }
        }

        deserializer.deserialize_f64(Number)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use jose_b64::{Object, ObjectLimits};

    use super::NumericDate;

    fn read(json: &str) -> Option<NumericDate> {
        let text = alloc::format!("{{\"t\":{json}}}");
        Object::parse(text.as_bytes(), &ObjectLimits::default())
            .ok()
            .and_then(|object| NumericDate::read(object.value("t")?))
    }

    #[test]
    fn jwt_03_numbers_are_read_exactly_or_refused() {
        let accepted = [
            ("0", 0, 0),
            ("-0", 0, 0),
            ("-1", -1, 0),
            ("1.5", 1, 500_000_000),
            ("-1.25", -2, 750_000_000),
            ("1e10", 10_000_000_000, 0),
            ("9007199254740993", 9_007_199_254_740_993, 0),
            ("9223372036854775807", i64::MAX, 0),
            ("-9223372036854775808", i64::MIN, 0),
        ];
        for (json, secs, nanos) in accepted {
            assert_eq!(
                read(json),
                NumericDate::from_secs_nanos(secs, nanos),
                "{json}"
            );
        }
        let refused = [
            "1e400",
            "-1e400",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551616",
            "1e16",
            "9007199254740993.0",
            "\"1\"",
            "null",
            "true",
            "{}",
            "[]",
            "[1]",
            "\"\"",
        ];
        for json in refused {
            assert_eq!(read(json), None, "{json}");
        }
        for json in ["Infinity", "NaN", "01", "+1", "1.", ".5", "0x10"] {
            assert_eq!(read(json), None, "{json}");
        }
    }

    #[test]
    fn jwt_04_sums_saturate() {
        let last = NumericDate::from_secs(i64::MAX);
        assert!(last.saturating_add_secs(u64::MAX) >= last);
        assert!(
            NumericDate::from_secs(i64::MIN).saturating_sub_secs(1)
                <= NumericDate::from_secs(i64::MIN)
        );
        assert_eq!(
            NumericDate::from_secs(-5).saturating_add_secs(6),
            NumericDate::from_secs(1)
        );
    }

    #[test]
    fn text_is_the_number() {
        for (secs, nanos, text) in [
            (0, 0, "0"),
            (1, 500_000_000, "1.500000000"),
            (-2, 750_000_000, "-1.250000000"),
            (-1, 1, "-0.999999999"),
        ] {
            assert_eq!(
                NumericDate::from_secs_nanos(secs, nanos)
                    .map(|date| date.to_string())
                    .as_deref(),
                Some(text)
            );
        }
        assert_eq!(NumericDate::from_secs_nanos(0, 1_000_000_000), None);
    }
}
