//! RSA keys (RFC 7518, section 6.3).

use alloc::boxed::Box;
use core::fmt;

use jose_b64::Object;

use super::{private, public, write_private, write_public};
use crate::error::JwkError;
use crate::secret::Secret;
use crate::text::SecretText;

/// An RSA key: numbers of any size, big-endian, in as few octets as they need.
///
/// The size of the modulus, the exponent, and whether the numbers belong together are checked when
/// the key is loaded.
#[derive(Clone, PartialEq)]
pub struct Rsa {
    n: Box<[u8]>,
    e: Box<[u8]>,
    private: Option<RsaPrivate>,
}

/// The private part of an RSA key. Secret.
#[derive(Clone, Debug, PartialEq)]
pub struct RsaPrivate {
    d: Secret,
    factors: Option<RsaFactors>,
}

/// The two prime factors and what is computed from them (RFC 7518, sections 6.3.2.2 to 6.3.2.6):
/// all five or none. Secret.
#[derive(Clone, Debug, PartialEq)]
pub struct RsaFactors {
    p: Secret,
    q: Secret,
    dp: Secret,
    dq: Secret,
    qi: Secret,
}

impl Rsa {
    /// A key of these numbers.
    ///
    /// # Errors
    ///
    /// [`JwkError::Empty`] and [`JwkError::LeadingZero`]: a number has no octets, or more than it
    /// needs. No number of an RSA key is zero.
    pub fn new(n: &[u8], e: &[u8], private: Option<RsaPrivate>) -> Result<Self, JwkError> {
        minimal("n", n)?;
        minimal("e", e)?;
        if let Some(RsaPrivate { d, factors }) = &private {
            minimal("d", d.expose_secret())?;
            for (member, number) in factors.iter().flat_map(RsaFactors::members) {
                minimal(member, number.expose_secret())?;
            }
        }
        Ok(Rsa {
            n: n.into(),
            e: e.into(),
            private,
        })
    }

    /// `n`: the modulus.
    #[must_use]
    pub fn n(&self) -> &[u8] {
        &self.n
    }

    /// `e`: the public exponent.
    #[must_use]
    pub fn e(&self) -> &[u8] {
        &self.e
    }

    /// The private part.
    #[must_use]
    pub const fn private(&self) -> Option<&RsaPrivate> {
        self.private.as_ref()
    }

    pub(super) fn to_public(&self) -> Self {
        Rsa {
            n: self.n.clone(),
            e: self.e.clone(),
            private: None,
        }
    }

    pub(super) fn parse(object: &Object<'_>, leading_zeros: bool) -> Result<Self, JwkError> {
        let public = |member| public(object, member);
        let private = |member| {
            let number = private(object, member)?;
            Ok(number.map(|number| {
                if leading_zeros {
                    stripped(number)
                } else {
                    number
                }
            }))
        };
        let (n, e) = (public("n")?, public("e")?);
        if object.contains("oth") {
            return Err(JwkError::MultiPrime);
        }
        let factors = RsaFactors::parse(private)?;
        let part = match private("d")? {
            Some(d) => Some(RsaPrivate { d, factors }),
            None if factors.is_some() => return Err(JwkError::Missing { member: "d" }),
            None => None,
        };
        if leading_zeros {
            Rsa::new(without_zeros(&n), without_zeros(&e), part)
        } else {
            Rsa::new(&n, &e, part)
        }
    }

    pub(super) fn write(&self, out: &mut SecretText) {
        write_public(out, "n", &self.n);
        write_public(out, "e", &self.e);
        if let Some(part) = &self.private {
            write_private(out, "d", &part.d);
            for (member, number) in part.factors.iter().flat_map(RsaFactors::members) {
                write_private(out, member, number);
            }
        }
    }
}

impl RsaPrivate {
    /// A private exponent, with the factors if they are known.
    #[must_use]
    pub const fn new(d: Secret, factors: Option<RsaFactors>) -> Self {
        RsaPrivate { d, factors }
    }

    /// `d`: the private exponent. Secret.
    #[must_use]
    pub const fn d(&self) -> &Secret {
        &self.d
    }

    /// `p`, `q`, `dp`, `dq` and `qi`. Secret.
    #[must_use]
    pub const fn factors(&self) -> Option<&RsaFactors> {
        self.factors.as_ref()
    }
}

impl RsaFactors {
    /// The factors, their exponents and the coefficient, in the order of the RFC.
    #[must_use]
    pub const fn new(p: Secret, q: Secret, dp: Secret, dq: Secret, qi: Secret) -> Self {
        RsaFactors { p, q, dp, dq, qi }
    }

    /// `p`: the first prime factor. Secret.
    #[must_use]
    pub const fn p(&self) -> &Secret {
        &self.p
    }

    /// `q`: the second prime factor. Secret.
    #[must_use]
    pub const fn q(&self) -> &Secret {
        &self.q
    }

    /// `dp`: the first factor's CRT exponent, d mod (p - 1). Secret.
    #[must_use]
    pub const fn dp(&self) -> &Secret {
        &self.dp
    }

    /// `dq`: the second factor's CRT exponent, d mod (q - 1). Secret.
    #[must_use]
    pub const fn dq(&self) -> &Secret {
        &self.dq
    }

    /// `qi`: the first CRT coefficient, q⁻¹ mod p. Secret.
    #[must_use]
    pub const fn qi(&self) -> &Secret {
        &self.qi
    }

    fn members(&self) -> [(&'static str, &Secret); 5] {
        [
            ("p", &self.p),
            ("q", &self.q),
            ("dp", &self.dp),
            ("dq", &self.dq),
            ("qi", &self.qi),
        ]
    }

    /// RSA-06: all five or none. Some of them would mean that half of the key is not checked.
    fn parse(
        private: impl Fn(&'static str) -> Result<Option<Secret>, JwkError>,
    ) -> Result<Option<Self>, JwkError> {
        let found = (
            private("p")?,
            private("q")?,
            private("dp")?,
            private("dq")?,
            private("qi")?,
        );
        match found {
            (None, None, None, None, None) => Ok(None),
            (Some(p), Some(q), Some(dp), Some(dq), Some(qi)) => {
                Ok(Some(RsaFactors { p, q, dp, dq, qi }))
            }
            (p, q, dp, dq, _) => {
                let absent = [("p", p), ("q", q), ("dp", dp), ("dq", dq)]
                    .into_iter()
                    .find_map(|(member, number)| number.is_none().then_some(member));
                Err(JwkError::PartialFactors {
                    missing: absent.unwrap_or("qi"),
                })
            }
        }
    }
}

impl fmt::Debug for Rsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rsa")
            .field("n_octets", &self.n.len())
            .field("is_private", &self.private.is_some())
            .finish_non_exhaustive()
    }
}

/// Base64urlUInt (RFC 7518, section 2), without zero.
fn minimal(member: &'static str, number: &[u8]) -> Result<(), JwkError> {
    match number.first() {
        None => Err(JwkError::Empty { member }),
        Some(0) => Err(JwkError::LeadingZero { member }),
        Some(_) => Ok(()),
    }
}

/// RSA-05: some deployments write leading zero octets; what follows is the same number.
fn without_zeros(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

fn stripped(number: Secret) -> Secret {
    match without_zeros(number.expose_secret()) {
        rest if rest.len() == number.len() => number,
        rest => Secret::from_slice(rest),
    }
}
