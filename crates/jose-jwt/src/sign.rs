//! A signed token on its way out (RFC 7519, section 7.1).

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Object, ObjectWriter, WriteError};
use jose_jwk::{Key, Limits};
use jose_jws::{Builder, Prepared, Sign};
use serde::Serialize;

use crate::build_error::BuildTokenError;
use crate::clock::Clock;
use crate::error::ClaimErrors;
use crate::{NumericDate, claims};

/// A token in the making: claims in, compact token out.
///
/// The claims are a type of the caller's with serde's `Serialize`, or are given call by call, or
/// both. `alg` and `kid` come from the key, and `typ` is `JWT` unless another is given.
///
/// ```
/// use jose_jwt::{Jwt, NumericDate};
/// # use jose_jwt::jwk::{Alg, Key};
/// # use jose_jwt::jws::{Sign, SignError, Signature, SigningInput};
/// # #[derive(Debug)] struct Mine;
/// # impl Key for Mine { fn alg(&self) -> Alg<'_> { Alg::new("X-MINE") } }
/// # impl Sign for Mine {
/// #     fn sign(&self, _: SigningInput<'_>) -> Result<Signature, SignError> {
/// #         Ok(Signature::from_slice(b"mine"))
/// #     }
/// # }
/// # let key = Mine;
///
/// let token = Jwt::empty()
///     .issuer("https://id.example.com")
///     .subject("alice")
///     .audience("my-client")
///     .clock(NumericDate::from_secs(1_790_000_000))
///     .expires_in_secs(3600)
///     .sign(&key)?;
/// assert_eq!(token.split('.').count(), 3);
/// # Ok::<(), jose_jwt::BuildTokenError>(())
/// ```
#[must_use = "nothing is signed before `sign` or `prepare`"]
pub struct Jwt<'a> {
    /// The claims so far, or the first reason why there is no token.
    claims: Result<ObjectWriter, BuildTokenError>,
    audiences: Vec<Cow<'a, str>>,
    expires_in_secs: Option<u64>,
    clock: Option<Arc<dyn Clock>>,
    pub(crate) limits: Limits,
    pub(crate) header: HeaderOfClaims<'a>,
}

/// What the header next to the claims is to say, and the other one of a nested token is not.
pub(crate) struct HeaderOfClaims<'a> {
    pub(crate) typ: Cow<'a, str>,
    pub(crate) kid: Option<Cow<'a, str>>,
    pub(crate) members: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The claims that the header of a JWE repeats.
    #[cfg(feature = "jwe")]
    pub(crate) replicas: Vec<Cow<'a, str>>,
}

impl<'a> Jwt<'a> {
    /// A token with the caller's own claims, which serialise to a JSON object.
    pub fn new<T: Serialize + ?Sized>(claims: &T) -> Self {
        Self::with_writer(ObjectWriter::from_serialize(claims).map_err(refused))
    }

    /// A token without claims, for those that are given call by call.
    pub fn empty() -> Self {
        Self::with_writer(Ok(ObjectWriter::new()))
    }

    /// `iss`, the issuer (section 4.1.1).
    pub fn issuer(self, issuer: &str) -> Self {
        self.claim("iss", issuer)
    }

    /// `sub`, the subject (section 4.1.2).
    pub fn subject(self, subject: &str) -> Self {
        self.claim("sub", subject)
    }

    /// `aud`, the audience; one of many, when called again (section 4.1.3).
    pub fn audience(mut self, audience: impl Into<Cow<'a, str>>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// `exp`, so many seconds after the time at which the token is signed, and `iat`, that time
    /// (sections 4.1.4 and 4.1.6). An `iat` that is given otherwise stays.
    pub fn expires_in_secs(mut self, seconds: u64) -> Self {
        self.expires_in_secs = Some(seconds);
        self
    }

    /// `exp`, the expiration time (section 4.1.4).
    pub fn expires_at(self, exp: NumericDate) -> Self {
        self.claim("exp", &exp)
    }

    /// `nbf`, the time before which the token is not valid (section 4.1.5).
    pub fn not_before(self, nbf: NumericDate) -> Self {
        self.claim("nbf", &nbf)
    }

    /// `iat`, the time at which the token was issued (section 4.1.6).
    pub fn issued_at(self, iat: NumericDate) -> Self {
        self.claim("iat", &iat)
    }

    /// `jti`, the identifier of the token (section 4.1.7).
    pub fn jwt_id(self, jti: &str) -> Self {
        self.claim("jti", jti)
    }

    /// Any claim.
    pub fn claim<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        if let Ok(claims) = &mut self.claims {
            let added = claims.serialize(name, value).map(|_| ());
            if let Err(error) = added {
                self.claims = Err(refused(error));
            }
        }
        self
    }

    /// `typ` of the header: `JWT` without this call, `at+jwt` for an access token (RFC 9068).
    pub fn typ(mut self, typ: impl Into<Cow<'a, str>>) -> Self {
        self.header.typ = typ.into();
        self
    }

    /// `kid` of the header, for a key that has none of its own.
    pub fn kid(mut self, kid: impl Into<Cow<'a, str>>) -> Self {
        self.header.kid = Some(kid.into());
        self
    }

    /// A further header parameter, a string.
    pub fn header(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.header.members.push((name.into(), value.into()));
        self
    }

    /// Other limits than the defaults, for recipients that have raised theirs.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Uses this clock.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Signs and writes the compact token.
    ///
    /// # Errors
    ///
    /// [`BuildTokenError`]: the claims are not a JSON object, a claim was given twice or has a type
    /// that recipients refuse, or the key did not sign.
    pub fn sign<K: Sign + ?Sized>(self, key: &K) -> Result<String, BuildTokenError> {
        self.write(|jws| jws.sign(key))
    }

    /// Opens the first phase of signing with a key that is somewhere else.
    ///
    /// # Errors
    ///
    /// As [`sign`](Self::sign), but for the key.
    pub fn prepare(self, key: &dyn Key) -> Result<Prepared<'static>, BuildTokenError> {
        self.write(|jws| Ok(jws.prepare(key)?.into_owned()))
    }

    fn with_writer(claims: Result<ObjectWriter, BuildTokenError>) -> Self {
        Jwt {
            claims,
            audiences: Vec::new(),
            expires_in_secs: None,
            clock: None,
            limits: Limits::default(),
            header: HeaderOfClaims {
                typ: Cow::Borrowed("JWT"),
                kid: None,
                members: Vec::new(),
                #[cfg(feature = "jwe")]
                replicas: Vec::new(),
            },
        }
    }

    fn write<R>(
        self,
        finish: impl FnOnce(Builder<'_>) -> Result<R, jose_jws::BuildError>,
    ) -> Result<R, BuildTokenError> {
        let limits = self.limits.clone();
        let (claims, header) = self.finish_claims()?;
        let jws = Builder::new(claims.as_bytes()).limits(limits);
        finish(header.of_jws(jws)).map_err(BuildTokenError::Jws)
    }

    /// The claims as they are sent, and what the header next to them is to say.
    pub(crate) fn finish_claims(self) -> Result<(String, HeaderOfClaims<'a>), BuildTokenError> {
        let mut claims = self.claims?;
        match &*self.audiences {
            [] => {}
            [one] => {
                claims.string("aud", one);
            }
            many => {
                claims.strings("aud", many);
            }
        }
        if let Some(seconds) = self.expires_in_secs {
            let now = now(self.clock)?.secs();
            let exp = now
                .checked_add_unsigned(seconds)
                .ok_or(BuildTokenError::OutOfRange)?;
            if !claims.contains("iat") {
                claims.i64("iat", now);
            }
            claims.i64("exp", exp);
        }
        let payload = claims.finish().map_err(refused)?;
        check_types(&payload, &self.limits)?;
        Ok((payload, self.header))
    }
}

impl HeaderOfClaims<'_> {
    pub(crate) fn of_jws<'b>(&'b self, jws: Builder<'b>) -> Builder<'b> {
        let mut jws = jws.typ(&*self.typ);
        if let Some(kid) = &self.kid {
            jws = jws.kid(&**kid);
        }
        for (name, value) in &self.members {
            jws = jws.header(name, &**value);
        }
        jws
    }
}

/// Shows lengths and names only: claims are about people.
impl fmt::Debug for Jwt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("claims", &self.claims)
            .field("typ", &self.header.typ)
            .field("kid", &self.header.kid)
            .finish_non_exhaustive()
    }
}

/// A token that every recipient must refuse is not made.
fn check_types(payload: &str, limits: &Limits) -> Result<(), BuildTokenError> {
    let claims = Object::parse(payload.as_bytes(), &claims::shape(limits))
        .map_err(|_| BuildTokenError::NotClaims)?;
    let mut report = Vec::new();
    claims::wrong_types(&claims, &mut report);
    ClaimErrors::check(report).map_err(BuildTokenError::Claims)
}

fn now(clock: Option<Arc<dyn Clock>>) -> Result<NumericDate, BuildTokenError> {
    if let Some(clock) = clock {
        return Ok(clock.now());
    }
    #[cfg(feature = "std")]
    return Ok(crate::SystemClock.now());
    #[cfg(not(feature = "std"))]
    Err(BuildTokenError::NoClock)
}

fn refused(error: WriteError) -> BuildTokenError {
    match error {
        WriteError::RepeatedName { name } => BuildTokenError::RepeatedClaim {
            claim: name.to_string(),
        },
        _ => BuildTokenError::NotClaims,
    }
}
