//! Algorithm key pairs (RFC 9964).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Object;

use super::{exact_len, private, public, write_private, write_public};
use crate::error::JwkError;
use crate::name::{Alg, Kty};
use crate::secret::Secret;
use crate::text::SecretText;

/// The key pair of the algorithm that `alg` names, which this key type cannot do without.
///
/// ML-DSA-44, ML-DSA-65 and ML-DSA-87 have public keys of 1312, 1952 and 2592 octets and a private
/// key that is the seed of 32 octets. Octets of other algorithms are kept as they are.
#[derive(Clone, PartialEq)]
pub struct Akp {
    alg: Box<str>,
    public: Box<[u8]>,
    private: Option<Secret>,
}

impl Akp {
    /// A key of this algorithm.
    ///
    /// # Errors
    ///
    /// [`JwkError::Name`] for a refused algorithm; [`JwkError::UnexpectedMember`] for a registered
    /// one that has keys of another type; [`JwkError::Length`] for ML-DSA keys of another size,
    /// such as an expanded private key; [`JwkError::Empty`].
    pub fn new(alg: Alg<'_>, public: &[u8], private: Option<Secret>) -> Result<Self, JwkError> {
        let alg = Alg::parse(alg.name()).map_err(|reason| JwkError::Name {
            member: "alg",
            reason,
        })?;
        if alg.info().is_some_and(|info| !info.kty.contains(&Kty::AKP)) {
            return Err(JwkError::UnexpectedMember {
                kty: Kty::AKP.name(),
                member: "alg",
            });
        }
        match PUBLIC_LEN.iter().find(|(known, _)| *known == alg) {
            Some((_, len)) => {
                exact_len("pub", public.len(), *len)?;
                if let Some(private) = &private {
                    exact_len("priv", private.len(), SEED_LEN)?;
                }
            }
            None if public.is_empty() => return Err(JwkError::Empty { member: "pub" }),
            None => {}
        }
        if private.as_ref().is_some_and(Secret::is_empty) {
            return Err(JwkError::Empty { member: "priv" });
        }
        Ok(Akp {
            alg: alg.name().into(),
            public: public.into(),
            private,
        })
    }

    /// `alg`: the algorithm of this key.
    #[must_use]
    pub fn alg(&self) -> Alg<'_> {
        Alg::stored(&self.alg)
    }

    /// `pub`: the public key.
    #[must_use]
    pub fn public(&self) -> &[u8] {
        &self.public
    }

    /// `priv`: the private key; the seed of ML-DSA. Secret.
    #[must_use]
    pub const fn private(&self) -> Option<&Secret> {
        self.private.as_ref()
    }

    pub(super) fn to_public(&self) -> Self {
        Akp {
            alg: self.alg.clone(),
            public: self.public.clone(),
            private: None,
        }
    }

    pub(super) fn parse(object: &Object<'_>, alg: Option<Alg<'_>>) -> Result<Self, JwkError> {
        let alg = alg.ok_or(JwkError::Missing { member: "alg" })?;
        Akp::new(alg, &public(object, "pub")?, private(object, "priv")?)
    }

    pub(super) fn write(&self, out: &mut SecretText) {
        write_public(out, "pub", &self.public);
        if let Some(private) = &self.private {
            write_private(out, "priv", private);
        }
    }
}

impl fmt::Debug for Akp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Akp")
            .field("alg", &self.alg())
            .field("is_private", &self.private.is_some())
            .finish_non_exhaustive()
    }
}

/// Lengths of public keys in octets (FIPS 204, table 2).
const PUBLIC_LEN: [(Alg<'static>, usize); 3] = [
    (Alg::ML_DSA_44, 1312),
    (Alg::ML_DSA_65, 1952),
    (Alg::ML_DSA_87, 2592),
];

/// Length of the seed that is the private key of ML-DSA.
const SEED_LEN: usize = 32;
