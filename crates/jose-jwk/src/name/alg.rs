//! `alg`: JSON Web Signature and Encryption Algorithms (RFC 7518, sections 3.1, 4.1 and 7.1).

use super::{Crv, Kty, Requirement, open_name, refusal, unknown};
use crate::error::NameError;

/// The name of an algorithm: the value of `alg` in a JOSE Header or a JWK.
///
/// ```
/// use jose_jwk::{Alg, NameError};
///
/// const MINE: Alg = Alg::new("X-MINE");           // one of one's own
/// assert_eq!(Alg::ES256.name(), "ES256");
/// assert!(MINE.info().is_none());
///
/// // From a configuration file: registered names only, exactly as spelled.
/// assert_eq!(Alg::from_name("ECDH-ES+A128KW"), Ok(Alg::ECDH_ES_A128KW));
/// let error = Alg::from_name("es256").unwrap_err();
/// assert_eq!(error.to_string(), "unknown name `es256`; did you mean `ES256`?");
/// assert_eq!(Alg::from_name("none"), Err(NameError::None));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alg<'a>(&'a str);

/// What an algorithm is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AlgPurpose {
    /// Digital signature or MAC: `alg` of a JWS (RFC 7518, section 3).
    Signature,
    /// Key management: `alg` of a JWE (RFC 7518, section 4).
    KeyManagement,
}

impl Alg<'_> {
    /// Whether the CEK is the key itself or agreed on (`dir`, `ECDH-ES`), so that a message has one
    /// recipient and no encrypted key (RFC 7516, section 5.1). Of an algorithm that is not registered
    /// for key management nothing is known.
    ///
    /// ```
    /// use jose_jwk::Alg;
    ///
    /// assert_eq!(Alg::DIR.is_direct(), Some(true));
    /// assert_eq!(Alg::ECDH_ES_A128KW.is_direct(), Some(false));
    /// assert_eq!(Alg::new("X-MINE").is_direct(), None);
    /// ```
    #[must_use]
    pub fn is_direct(self) -> Option<bool> {
        let manages_keys = self.info()?.purpose == AlgPurpose::KeyManagement;
        manages_keys.then_some(self == Alg::DIR || self == Alg::ECDH_ES)
    }
}

/// What IANA's registry says about one algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlgInfo {
    /// The name, spelled as on the wire.
    pub name: &'static str,
    /// What it is for.
    pub purpose: AlgPurpose,
    /// The key types it can be used with.
    pub kty: &'static [Kty<'static>],
    /// The curves it can be used with; empty when its key types have none.
    pub crv: &'static [Crv<'static>],
    /// Length of a JWS Signature in octets, where the algorithm alone tells it.
    pub signature_len: Option<usize>,
    /// How much it is wanted.
    pub requirement: Requirement,
    /// Where it is defined, such as "RFC 7518, Section 3.2".
    pub reference: &'static str,
}

impl AlgInfo {
    /// Whether a key of this type, and on this curve if it has one, can be used with the algorithm.
    #[must_use]
    pub fn fits(&self, kty: Kty<'_>, crv: Option<Crv<'_>>) -> bool {
        let curve_fits = match crv {
            Some(crv) => self.crv.contains(&crv),
            None => self.crv.is_empty(),
        };
        self.kty.contains(&kty) && curve_fits
    }
}

macro_rules! signature_len {
    (_) => {
        None
    };
    ($octets:literal) => {
        Some($octets)
    };
}

macro_rules! algs {
    ($($konst:ident $name:literal $purpose:ident $len:tt [$($kty:ident)+] [$($crv:ident)*] $requirement:ident $reference:literal $about:literal;)+) => {
        #[expect(non_upper_case_globals, reason = "spelled as on the wire")]
        impl Alg<'static> {
            $(
                #[doc = concat!("`", $name, "`: ", $about, " (", $reference, "; ", stringify!($requirement), ").")]
                pub const $konst: Self = Alg($name);
            )+
        }

        static ALGS: &[AlgInfo] = &[$(
            AlgInfo {
                name: $name,
                purpose: AlgPurpose::$purpose,
                kty: &[$(Kty::$kty),+],
                crv: &[$(Crv::$crv),*],
                signature_len: signature_len!($len),
                requirement: Requirement::$requirement,
                reference: $reference,
            },
        )+];
    };
}

// Behind the purpose the length of a signature, `_` where the algorithm alone does not tell it.
algs! {
    HS256 "HS256" Signature 32 [OCT] [] Required "RFC 7518, Section 3.2" "HMAC using SHA-256";
    HS384 "HS384" Signature 48 [OCT] [] Optional "RFC 7518, Section 3.2" "HMAC using SHA-384";
    HS512 "HS512" Signature 64 [OCT] [] Optional "RFC 7518, Section 3.2" "HMAC using SHA-512";
    RS256 "RS256" Signature _ [RSA] [] Recommended "RFC 7518, Section 3.3" "RSASSA-PKCS1-v1_5 using SHA-256";
    RS384 "RS384" Signature _ [RSA] [] Optional "RFC 7518, Section 3.3" "RSASSA-PKCS1-v1_5 using SHA-384";
    RS512 "RS512" Signature _ [RSA] [] Optional "RFC 7518, Section 3.3" "RSASSA-PKCS1-v1_5 using SHA-512";
    ES256 "ES256" Signature 64 [EC] [P_256] RecommendedPlus "RFC 7518, Section 3.4" "ECDSA using P-256 and SHA-256";
    ES384 "ES384" Signature 96 [EC] [P_384] Optional "RFC 7518, Section 3.4" "ECDSA using P-384 and SHA-384";
    ES512 "ES512" Signature 132 [EC] [P_521] Optional "RFC 7518, Section 3.4" "ECDSA using P-521 and SHA-512";
    PS256 "PS256" Signature _ [RSA] [] Optional "RFC 7518, Section 3.5" "RSASSA-PSS using SHA-256 and MGF1 with SHA-256";
    PS384 "PS384" Signature _ [RSA] [] Optional "RFC 7518, Section 3.5" "RSASSA-PSS using SHA-384 and MGF1 with SHA-384";
    PS512 "PS512" Signature _ [RSA] [] Optional "RFC 7518, Section 3.5" "RSASSA-PSS using SHA-512 and MGF1 with SHA-512";
    RSA1_5 "RSA1_5" KeyManagement _ [RSA] [] RecommendedMinus "RFC 7518, Section 4.2" "RSAES-PKCS1-v1_5";
    RSA_OAEP "RSA-OAEP" KeyManagement _ [RSA] [] RecommendedPlus "RFC 7518, Section 4.3" "RSAES OAEP with SHA-1 and MGF1 with SHA-1";
    RSA_OAEP_256 "RSA-OAEP-256" KeyManagement _ [RSA] [] Optional "RFC 7518, Section 4.3" "RSAES OAEP with SHA-256 and MGF1 with SHA-256";
    A128KW "A128KW" KeyManagement _ [OCT] [] Recommended "RFC 7518, Section 4.4" "AES Key Wrap with a 128-bit key";
    A192KW "A192KW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.4" "AES Key Wrap with a 192-bit key";
    A256KW "A256KW" KeyManagement _ [OCT] [] Recommended "RFC 7518, Section 4.4" "AES Key Wrap with a 256-bit key";
    DIR "dir" KeyManagement _ [OCT] [] Recommended "RFC 7518, Section 4.5" "direct use of a shared symmetric key";
    ECDH_ES "ECDH-ES" KeyManagement _ [EC OKP] [P_256 P_384 P_521 SECP256K1 X25519 X448] RecommendedPlus "RFC 7518, Section 4.6" "ECDH-ES using Concat KDF";
    ECDH_ES_A128KW "ECDH-ES+A128KW" KeyManagement _ [EC OKP] [P_256 P_384 P_521 SECP256K1 X25519 X448] Recommended "RFC 7518, Section 4.6" "ECDH-ES using Concat KDF and A128KW";
    ECDH_ES_A192KW "ECDH-ES+A192KW" KeyManagement _ [EC OKP] [P_256 P_384 P_521 SECP256K1 X25519 X448] Optional "RFC 7518, Section 4.6" "ECDH-ES using Concat KDF and A192KW";
    ECDH_ES_A256KW "ECDH-ES+A256KW" KeyManagement _ [EC OKP] [P_256 P_384 P_521 SECP256K1 X25519 X448] Recommended "RFC 7518, Section 4.6" "ECDH-ES using Concat KDF and A256KW";
    A128GCMKW "A128GCMKW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.7" "key wrapping with AES GCM and a 128-bit key";
    A192GCMKW "A192GCMKW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.7" "key wrapping with AES GCM and a 192-bit key";
    A256GCMKW "A256GCMKW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.7" "key wrapping with AES GCM and a 256-bit key";
    PBES2_HS256_A128KW "PBES2-HS256+A128KW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.8" "PBES2 with HMAC SHA-256 and A128KW";
    PBES2_HS384_A192KW "PBES2-HS384+A192KW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.8" "PBES2 with HMAC SHA-384 and A192KW";
    PBES2_HS512_A256KW "PBES2-HS512+A256KW" KeyManagement _ [OCT] [] Optional "RFC 7518, Section 4.8" "PBES2 with HMAC SHA-512 and A256KW";
    EdDSA "EdDSA" Signature _ [OKP] [Ed25519 Ed448] Deprecated "RFC 8037, Section 3.1" "EdDSA with whatever curve the key is on; RFC 9864 deprecates it for `Ed25519` and `Ed448`";
    ES256K "ES256K" Signature 64 [EC] [SECP256K1] Optional "RFC 8812, Section 3.2" "ECDSA using secp256k1 and SHA-256";
    Ed25519 "Ed25519" Signature 64 [OKP] [Ed25519] Optional "RFC 9864, Section 2.2" "EdDSA using Ed25519";
    Ed448 "Ed448" Signature 114 [OKP] [Ed448] Optional "RFC 9864, Section 2.2" "EdDSA using Ed448";
    RSA_OAEP_384 "RSA-OAEP-384" KeyManagement _ [RSA] [] Optional "W3C Web Cryptography API" "RSAES OAEP with SHA-384 and MGF1 with SHA-384";
    RSA_OAEP_512 "RSA-OAEP-512" KeyManagement _ [RSA] [] Optional "W3C Web Cryptography API" "RSAES OAEP with SHA-512 and MGF1 with SHA-512";
    ML_DSA_44 "ML-DSA-44" Signature 2420 [AKP] [] Optional "RFC 9964" "ML-DSA-44 of FIPS 204";
    ML_DSA_65 "ML-DSA-65" Signature 3309 [AKP] [] Optional "RFC 9964" "ML-DSA-65 of FIPS 204";
    ML_DSA_87 "ML-DSA-87" Signature 4627 [AKP] [] Optional "RFC 9964" "ML-DSA-87 of FIPS 204";
}

open_name!(Alg, AlgInfo, ALGS);

impl Alg<'static> {
    /// A name of one's own.
    ///
    /// A refused name (`none` in any spelling, one that IANA lists as Prohibited, or nothing)
    /// becomes the empty name, which no header matches and no operation accepts: see
    /// [`is_refused`](Self::is_refused).
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        match refusal(name) {
            None => Alg(name),
            Some(_) => Alg(""),
        }
    }

    /// The registered algorithm of this name, for configuration files.
    ///
    /// # Errors
    ///
    /// [`NameError`] when the name is refused as in [`new`](Self::new), or is not registered; it
    /// then tells the registered name that differs only in case and marks, if there is one.
    pub fn from_name(name: &str) -> Result<Self, NameError> {
        match refusal(name) {
            Some(reason) => Err(reason.error()),
            None => Alg(name)
                .registered()
                .ok_or_else(|| unknown(name, ALGS.iter().map(|info| info.name))),
        }
    }
}

impl<'a> Alg<'a> {
    /// The algorithm that a JOSE Header or a JWK names: registered or not.
    ///
    /// # Errors
    ///
    /// [`NameError`] for `none` in any spelling, a name that IANA lists as Prohibited, or nothing.
    pub const fn parse(name: &'a str) -> Result<Self, NameError> {
        match refusal(name) {
            None => Ok(Alg(name)),
            Some(reason) => Err(reason.error()),
        }
    }

    /// Length of a JWS Signature in octets, where the algorithm alone tells it.
    ///
    /// That of RSA depends on the key, and that of `EdDSA` on the curve of the key; of an algorithm
    /// that is not registered, or not for signatures, nothing is known.
    ///
    /// ```
    /// use jose_jwk::Alg;
    ///
    /// assert_eq!(Alg::ES256.signature_len(), Some(64));
    /// assert_eq!(Alg::RS256.signature_len(), None);
    /// ```
    #[must_use]
    pub fn signature_len(self) -> Option<usize> {
        self.info()?.signature_len
    }

    /// Whether this is the empty name that a refused one became.
    #[must_use]
    pub const fn is_refused(self) -> bool {
        self.0.is_empty()
    }

    /// A name that was checked before, or that is to stay unusable.
    pub(crate) const fn stored(name: &'a str) -> Self {
        Alg(name)
    }
}
