//! `crv`: JSON Web Key Elliptic Curves (RFC 7518, sections 6.2.1.1 and 7.6; RFC 8037, section 2).

use super::{Kty, Requirement, open_name, unknown};
use crate::error::NameError;

/// The name of a curve, or of the subtype of an octet key pair: the value of `crv` in a JWK.
///
/// ```
/// use jose_jwk::{Crv, Kty};
///
/// let info = Crv::P_521.info().unwrap();
/// assert_eq!((info.name, info.kty, info.field_len), ("P-521", Kty::EC, 66));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crv<'a>(&'a str);

/// What IANA's registry and the RFCs say about one curve.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrvInfo {
    /// The name, spelled as on the wire.
    pub name: &'static str,
    /// The key type it belongs to.
    pub kty: Kty<'static>,
    /// Length in octets of `x`, of `y` where there is one, and of `d`.
    pub field_len: usize,
    /// How much it is wanted.
    pub requirement: Requirement,
    /// Where it is defined, such as "RFC 7518, Section 6.2.1.1".
    pub reference: &'static str,
}

macro_rules! crvs {
    ($($konst:ident $name:literal $kty:ident $field_len:literal $requirement:ident $reference:literal $about:literal;)+) => {
        #[expect(non_upper_case_globals, reason = "spelled as on the wire")]
        impl Crv<'static> {
            $(
                #[doc = concat!("`", $name, "`: ", $about, " (", $reference, "; ", stringify!($requirement), ").")]
                pub const $konst: Self = Crv($name);
            )+
        }

        static CRVS: &[CrvInfo] = &[$(
            CrvInfo {
                name: $name,
                kty: Kty::$kty,
                field_len: $field_len,
                requirement: Requirement::$requirement,
                reference: $reference,
            },
        )+];
    };
}

crvs! {
    P_256 "P-256" EC 32 RecommendedPlus "RFC 7518, Section 6.2.1.1" "the NIST curve of 256 bits";
    P_384 "P-384" EC 48 Optional "RFC 7518, Section 6.2.1.1" "the NIST curve of 384 bits";
    P_521 "P-521" EC 66 Optional "RFC 7518, Section 6.2.1.1" "the NIST curve of 521 bits";
    Ed25519 "Ed25519" OKP 32 Optional "RFC 8037, Section 3.1" "Ed25519 signature key pairs";
    Ed448 "Ed448" OKP 57 Optional "RFC 8037, Section 3.1" "Ed448 signature key pairs";
    X25519 "X25519" OKP 32 Optional "RFC 8037, Section 3.2" "X25519 key agreement pairs";
    X448 "X448" OKP 56 Optional "RFC 8037, Section 3.2" "X448 key agreement pairs";
    SECP256K1 "secp256k1" EC 32 Optional "RFC 8812, Section 3.1" "the SECG curve of 256 bits";
}

open_name!(Crv, CrvInfo, CRVS);

impl Crv<'static> {
    /// A name of one's own.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        Crv(name)
    }

    /// The registered curve of this name.
    ///
    /// # Errors
    ///
    /// [`NameError`] when the name is empty or not registered: `P-256K` and the like are no aliases.
    pub fn from_name(name: &str) -> Result<Self, NameError> {
        match Crv::parse(name)?.registered() {
            Some(crv) => Ok(crv),
            None => Err(unknown(name, CRVS.iter().map(|info| info.name))),
        }
    }
}

impl<'a> Crv<'a> {
    /// The curve that a JWK names: registered or not.
    ///
    /// # Errors
    ///
    /// [`NameError::Empty`] for nothing.
    pub const fn parse(name: &'a str) -> Result<Self, NameError> {
        if name.is_empty() {
            Err(NameError::Empty)
        } else {
            Ok(Crv(name))
        }
    }
}
