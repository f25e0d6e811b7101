//! `enc`: algorithms for content encryption (RFC 7518, section 5.1).

use super::{Requirement, open_name, refusal, unknown};
use crate::error::NameError;

/// The name of a content encryption algorithm: the value of `enc` in the JOSE Header of a JWE.
///
/// ```
/// use jose_jwk::Enc;
///
/// assert_eq!(Enc::A128CBC_HS256.name(), "A128CBC-HS256");
/// assert_eq!(Enc::A256GCM.info().map(|info| info.cek_len), Some(32));
/// assert!(Enc::parse("A128CBC").is_err()); // unauthenticated, Prohibited
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Enc<'a>(&'a str);

/// What IANA's registry and RFC 7518 say about one content encryption algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EncInfo {
    /// The name, spelled as on the wire.
    pub name: &'static str,
    /// Length of the Content Encryption Key in octets.
    pub cek_len: usize,
    /// How much it is wanted.
    pub requirement: Requirement,
    /// Where it is defined, such as "RFC 7518, Section 5.3".
    pub reference: &'static str,
}

macro_rules! encs {
    ($($konst:ident $name:literal $cek_len:literal $requirement:ident $reference:literal $about:literal;)+) => {
        impl Enc<'static> {
            $(
                #[doc = concat!("`", $name, "`: ", $about, " (", $reference, "; ", stringify!($requirement), ").")]
                pub const $konst: Self = Enc($name);
            )+
        }

        static ENCS: &[EncInfo] = &[$(
            EncInfo { name: $name, cek_len: $cek_len, requirement: Requirement::$requirement, reference: $reference },
        )+];
    };
}

encs! {
    A128CBC_HS256 "A128CBC-HS256" 32 Required "RFC 7518, Section 5.2.3" "AES-128-CBC with HMAC SHA-256";
    A192CBC_HS384 "A192CBC-HS384" 48 Optional "RFC 7518, Section 5.2.4" "AES-192-CBC with HMAC SHA-384";
    A256CBC_HS512 "A256CBC-HS512" 64 Required "RFC 7518, Section 5.2.5" "AES-256-CBC with HMAC SHA-512";
    A128GCM "A128GCM" 16 Recommended "RFC 7518, Section 5.3" "AES GCM with a 128-bit key";
    A192GCM "A192GCM" 24 Optional "RFC 7518, Section 5.3" "AES GCM with a 192-bit key";
    A256GCM "A256GCM" 32 Recommended "RFC 7518, Section 5.3" "AES GCM with a 256-bit key";
}

open_name!(Enc, EncInfo, ENCS);

impl Enc<'static> {
    /// A name of one's own. A refused name (Prohibited by IANA, `none`, or nothing) becomes the
    /// empty name, which no header matches and no operation accepts.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        match refusal(name) {
            None => Enc(name),
            Some(_) => Enc(""),
        }
    }

    /// The registered algorithm of this name, for configuration files.
    ///
    /// # Errors
    ///
    /// [`NameError`] when the name is refused as in [`new`](Self::new), or is not registered.
    pub fn from_name(name: &str) -> Result<Self, NameError> {
        match refusal(name) {
            Some(reason) => Err(reason.error()),
            None => Enc(name)
                .registered()
                .ok_or_else(|| unknown(name, ENCS.iter().map(|info| info.name))),
        }
    }
}

impl<'a> Enc<'a> {
    /// The algorithm that a JOSE Header names: registered or not.
    ///
    /// # Errors
    ///
    /// [`NameError`] for a name that IANA lists as Prohibited, `none`, or nothing.
    pub const fn parse(name: &'a str) -> Result<Self, NameError> {
        match refusal(name) {
            None => Ok(Enc(name)),
            Some(reason) => Err(reason.error()),
        }
    }

    /// Whether this is the empty name that a refused one became.
    #[must_use]
    pub const fn is_refused(self) -> bool {
        self.0.is_empty()
    }
}
