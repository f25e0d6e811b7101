//! `kty`: JSON Web Key Types (RFC 7518, sections 6.1 and 7.4).

use super::{Requirement, open_name, unknown};
use crate::error::NameError;

/// The name of a key type: the value of `kty` in a JWK.
///
/// ```
/// use jose_jwk::Kty;
///
/// assert_eq!(Kty::OCT.name(), "oct");
/// assert!(Kty::from_name("ec").is_err()); // case matters
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kty<'a>(&'a str);

/// What IANA's registry says about one key type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KtyInfo {
    /// The name, spelled as on the wire.
    pub name: &'static str,
    /// How much it is wanted.
    pub requirement: Requirement,
    /// Where it is defined, such as "RFC 7518, Section 6.2".
    pub reference: &'static str,
}

macro_rules! ktys {
    ($($konst:ident $name:literal $requirement:ident $reference:literal $about:literal;)+) => {
        impl Kty<'static> {
            $(
                #[doc = concat!("`", $name, "`: ", $about, " (", $reference, "; ", stringify!($requirement), ").")]
                pub const $konst: Self = Kty($name);
            )+
        }

        static KTYS: &[KtyInfo] = &[$(
            KtyInfo { name: $name, requirement: Requirement::$requirement, reference: $reference },
        )+];
    };
}

ktys! {
    EC "EC" RecommendedPlus "RFC 7518, Section 6.2" "elliptic curve";
    RSA "RSA" Required "RFC 7518, Section 6.3" "RSA";
    OCT "oct" Required "RFC 7518, Section 6.4" "octet sequence, a symmetric key";
    OKP "OKP" Optional "RFC 8037, Section 2" "octet key pair";
    AKP "AKP" Optional "RFC 9964" "algorithm key pair, of the algorithm that `alg` names";
}

open_name!(Kty, KtyInfo, KTYS);

impl Kty<'static> {
    /// A name of one's own.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Kty(name)
    }

    /// The registered key type of this name.
    ///
    /// # Errors
    ///
    /// [`NameError`] when the name is empty or not registered.
    pub fn from_name(name: &str) -> Result<Self, NameError> {
        match Kty::parse(name)?.registered() {
            Some(kty) => Ok(kty),
            None => Err(unknown(name, KTYS.iter().map(|info| info.name))),
        }
    }
}

impl<'a> Kty<'a> {
    /// The key type that a JWK names: registered or not.
    ///
    /// # Errors
    ///
    /// [`NameError::Empty`] for nothing.
    pub const fn parse(name: &'a str) -> Result<Self, NameError> {
        if name.is_empty() {
            Err(NameError::Empty)
        } else {
            Ok(Kty(name))
        }
    }

    /// A name that was checked before.
    pub(crate) const fn stored(name: &'a str) -> Self {
        Kty(name)
    }
}
