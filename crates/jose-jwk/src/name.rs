//! The names of JOSE, open and spelled as on the wire (RFC 7518, section 7; the registries of IANA).
//!
//! A name is a string and not a closed enum, so that an algorithm of one's own stands beside the
//! registered ones. What IANA says about the registered ones is in one table per registry.

mod alg;
mod crv;
mod enc;
mod kty;

use core::fmt;

pub use alg::{Alg, AlgInfo, AlgPurpose};
pub use crv::{Crv, CrvInfo};
pub use enc::{Enc, EncInfo};
pub use kty::{Kty, KtyInfo};

use crate::error::NameError;

/// The JOSE Implementation Requirements of a registered name (RFC 7518, section 7.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Requirement {
    /// Every implementation of the RFC has it.
    Required,
    /// Recommended, and likely to become required.
    RecommendedPlus,
    /// Recommended.
    Recommended,
    /// Recommended when it was registered, and likely to be withdrawn. `RSA1_5` stands here: leave
    /// it out of new systems.
    RecommendedMinus,
    /// Neither recommended nor discouraged.
    Optional,
    /// There is something better; for old messages only.
    Deprecated,
    /// Must not be used. Names of this level cannot be written down as [`Alg`] or [`Enc`].
    Prohibited,
}

impl Requirement {
    /// The level in IANA's words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Requirement::Required => "Required",
            Requirement::RecommendedPlus => "Recommended+",
            Requirement::Recommended => "Recommended",
            Requirement::RecommendedMinus => "Recommended-",
            Requirement::Optional => "Optional",
            Requirement::Deprecated => "Deprecated",
            Requirement::Prohibited => "Prohibited",
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Names that IANA lists as Prohibited (registered by W3C WebCrypto for `alg` of a JWK).
const PROHIBITED: &[&str] = &[
    "RS1", "HS1", "A128CBC", "A192CBC", "A256CBC", "A128CTR", "A192CTR", "A256CTR",
];

/// The inherent methods and formatting that all open names share.
macro_rules! open_name {
    ($Name:ident, $Info:ident, $TABLE:ident) => {
        impl<'a> $Name<'a> {
            /// The name, spelled as on the wire.
            #[must_use]
            pub const fn name(self) -> &'a str {
                self.0
            }

            /// What IANA's registry says about this name, `None` when it is not registered.
            #[must_use]
            pub fn info(self) -> Option<&'static $Info> {
                $TABLE.iter().find(|info| info.name == self.0)
            }

            /// The same name without a borrow, when it is a registered one.
            #[must_use]
            pub fn registered(self) -> Option<$Name<'static>> {
                self.info().map(|info| $Name(info.name))
            }

            /// All registered names that may be used, in the order of the registry.
            pub fn all() -> impl Iterator<Item = &'static $Info> {
                $TABLE.iter()
            }
        }

        impl AsRef<str> for $Name<'_> {
            fn as_ref(&self) -> &str {
                self.0
            }
        }

        /// Names come out of messages too: escaped, and cut at 32 characters.
        impl ::core::fmt::Display for $Name<'_> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&::jose_b64::Escaped(self.0), f)
            }
        }

        impl ::core::fmt::Debug for $Name<'_> {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(self, f)
            }
        }
    };
}
use open_name;

/// [`NameError`] without its variant that needs the heap: constants can drop this one.
#[derive(Clone, Copy)]
enum Refusal {
    Empty,
    None,
    Prohibited(&'static str),
}

impl Refusal {
    const fn error(self) -> NameError {
        match self {
            Refusal::Empty => NameError::Empty,
            Refusal::None => NameError::None,
            Refusal::Prohibited(name) => NameError::Prohibited { name },
        }
    }
}

/// Why a name can be no algorithm: empty, `none` in any spelling, or Prohibited by IANA.
const fn refusal(name: &str) -> Option<Refusal> {
    if name.is_empty() {
        return Some(Refusal::Empty);
    }
    // ALG-03: "None" and "nOnE" have fooled case-insensitive comparisons elsewhere; nobody gives an
    // honest algorithm that name.
    if let [b'n' | b'N', b'o' | b'O', b'n' | b'N', b'e' | b'E'] = name.as_bytes() {
        return Some(Refusal::None);
    }
    let mut rest = PROHIBITED;
    while let [first, tail @ ..] = rest {
        if same(name, first) {
            return Some(Refusal::Prohibited(first));
        }
        rest = tail;
    }
    None
}

/// `==` of strings is not const.
const fn same(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    while let ([x, rest_a @ ..], [y, rest_b @ ..]) = (a, b) {
        if *x != *y {
            return false;
        }
        a = rest_a;
        b = rest_b;
    }
    a.is_empty() && b.is_empty()
}

/// `written` names nothing that is registered: says so, with the registered name that somebody
/// probably meant.
fn unknown(written: &str, table: impl Iterator<Item = &'static str>) -> NameError {
    NameError::Unknown {
        name: written.into(),
        meant: { table }.find(|name| alike(name, written)),
    }
}

/// Equal but for case and the marks between letters and digits.
fn alike(a: &str, b: &str) -> bool {
    let letters = |text: &str| -> alloc::vec::Vec<u8> {
        text.bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|b| b.to_ascii_uppercase())
            .collect()
    };
    // Far longer than any registered name: not worth a copy.
    b.len() <= 64 && letters(a) == letters(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn const_comparison_is_comparison() {
        for a in ["", "a", "ab", "abc", "none", "nonE"] {
            for b in ["", "a", "ab", "abc", "none", "nonE"] {
                assert_eq!(same(a, b), a == b, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn no_table_lists_a_name_twice_or_a_refused_one() {
        fn check<'a>(names: impl Iterator<Item = &'a str>) {
            let mut seen = alloc::vec::Vec::new();
            for name in names {
                assert!(!seen.contains(&name), "{name} twice");
                assert!(refusal(name).is_none(), "{name} is refused");
                seen.push(name);
            }
        }
        check(Alg::all().map(|info| info.name));
        check(Enc::all().map(|info| info.name));
        check(Crv::all().map(|info| info.name));
        check(Kty::all().map(|info| info.name));
    }
}
