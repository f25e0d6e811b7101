//! What a header says about the key (RFC 7515, section 6).

use jose_b64::{Object, ObjectLimits, Value};

use crate::error::JwkError;
use crate::header::JoseHeader;
use crate::{Jwk, JwkOptions, Limits};

/// What the headers of a message say about the key that was used.
///
/// What *names* a key (`alg`, `kid`, the thumbprints) may stand in any of the message's headers. What
/// *brings* one or says where to fetch it (`jwk`, `x5c`, `jku`, `x5u`) counts in the protected header
/// only: outside, whoever carries the message could put a key of its own under somebody's signature.
///
/// All of it is a **hint from the sender**. It may help to find one of the recipient's own keys;
/// it is no reason to trust any key. Nothing here is ever fetched, and no certificate is checked.
#[derive(Clone, Copy, Debug)]
pub struct KeyHint<'a> {
    protected: &'a JoseHeader,
    others: [Option<&'a JoseHeader>; 2],
}

impl<'a> KeyHint<'a> {
    /// What the headers of one message say together: the protected one and, of a message in JSON, the
    /// unprotected ones, which are one in a JWS and up to two in a JWE (shared, and the recipient's own).
    ///
    /// Their names are disjoint (RFC 7515, section 7.2.1, and RFC 7516, section 7.2.1), so that at most
    /// one of them says anything of a name.
    #[must_use]
    pub const fn joined(protected: &'a JoseHeader, others: [Option<&'a JoseHeader>; 2]) -> Self {
        KeyHint { protected, others }
    }

    /// A parameter by its name, whichever header it stands in: what an algorithm for key management has
    /// put there for the recipient's key (RFC 7518, section 4.1), or an extension.
    ///
    /// One that brings a key counts in the protected header only.
    #[must_use]
    pub fn parameter(self, name: &str) -> Option<Value<'a>> {
        let brings_key = ["jwk", "x5c", "jku", "x5u"].contains(&name);
        let others = self.others.into_iter().flatten().filter(|_| !brings_key);
        let mut headers = [self.protected].into_iter().chain(others);
        headers.find_map(|header| header.value(name))
    }

    /// `alg`, the algorithm as the header says it (section 4.1.1).
    #[must_use]
    pub fn alg(self) -> Option<&'a str> {
        self.string("alg")
    }

    /// `kid`, the Key ID (section 4.1.4). Any string; never a path, never part of a query.
    #[must_use]
    pub fn kid(self) -> Option<&'a str> {
        self.string("kid")
    }

    /// `jku`, a URL of a JWK Set (section 4.1.2). Whoever fetches it fetches what an attacker wrote.
    #[must_use]
    pub fn jku(self) -> Option<&'a str> {
        self.protected.string("jku")
    }

    /// `x5u`, a URL of a certificate chain (section 4.1.5). Whoever fetches it fetches what an
    /// attacker wrote.
    #[must_use]
    pub fn x5u(self) -> Option<&'a str> {
        self.protected.string("x5u")
    }

    /// `x5t`, the SHA-1 thumbprint of a certificate, as base64url text (section 4.1.7).
    #[must_use]
    pub fn x5t(self) -> Option<&'a str> {
        self.string("x5t")
    }

    /// `x5t#S256`, the SHA-256 thumbprint of a certificate, as base64url text (section 4.1.8).
    #[must_use]
    pub fn x5t_s256(self) -> Option<&'a str> {
        self.string("x5t#S256")
    }

    /// `x5c`, a certificate chain: an array of strings in ordinary base64 (section 4.1.6).
    #[must_use]
    pub fn x5c(self) -> Option<Value<'a>> {
        self.protected.value("x5c")
    }

    /// `jwk`, the public key that the sender says to have used (section 4.1.3).
    ///
    /// A signature that verifies with this key proves that the sender holds *some* key, as DPoP and
    /// ACME want it, and nothing about who that is. The key comes without the `kid` that the sender gave
    /// it, so that nothing can take that for a name of the recipient's; its thumbprint is its name.
    ///
    /// # Errors
    ///
    /// [`JwkError`] when the member is not a readable JWK, or holds a private or a symmetric key:
    /// these must never travel in a header.
    pub fn untrusted_jwk(self) -> Result<Option<Jwk>, JwkError> {
        let Some(value) = self.protected.value("jwk") else {
            return Ok(None);
        };
        let limits = Limits::default();
        let shape = ObjectLimits::new(limits.header_len, limits.header_depth, limits.members);
        let object: Object<'_> = value.object(&shape).map_err(JwkError::Json)?;
        let jwk = Jwk::from_object(&object, &JwkOptions::default())?;
        if jwk.is_private() || jwk.is_symmetric() {
            return Err(JwkError::NotPublic);
        }
        Ok(Some(jwk.without_kid()))
    }

    fn string(self, name: &str) -> Option<&'a str> {
        let others = self.others.into_iter().flatten();
        let mut headers = [self.protected].into_iter().chain(others);
        headers.find_map(|header| header.string(name))
    }
}
