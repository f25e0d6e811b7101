//! What a recipient expects of a token (RFC 7519, section 4.1; RFC 8725, section 3).

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Padding, Value};
use jose_jwk::{CritHandlers, JoseHeader, Limits};
use jose_jws::{ReadOptions, VerifyKeys};
use serde::de::DeserializeOwned;

use crate::ClaimsSet;
use crate::check;
use crate::clock::Clock;
use crate::error::TokenError;
use crate::token::{UnverifiedToken, Verified};

/// The longest leeway there is: ten minutes.
pub const MAX_LEEWAY_SECS: u64 = 600;

/// What a recipient expects of a token, built once and used for every token.
///
/// A new policy asks for an unexpired token, with a tolerance of 60 seconds, that speaks of no
/// issuer and no audience: **an `iss` or `aud` that the policy does not speak of refuses the
/// token**, because a token made for somebody else is the oldest trick there is. What is expected
/// is said call by call, and the calls that take an expectation away say so in their names.
///
/// A clone is cheap, and changing it leaves the original alone: what differs from token to token,
/// such as a nonce, is expected of a clone.
///
/// ```
/// use jose_jwt::Policy;
///
/// # #[cfg(feature = "std")] {
/// let policy = Policy::new()
///     .issuer("https://id.example.com")
///     .audience("my-client")
///     .expect("nonce", "n-0S6_WzA2Mj");
/// # let _ = policy;
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a policy does nothing before it verifies"]
pub struct Policy {
    pub(crate) rules: Arc<Rules>,
}

/// One expectation about the value of a claim.
type ClaimPredicate = Arc<dyn for<'v> Fn(Value<'v>) -> bool + Send + Sync>;
type IssuerPredicate = Arc<dyn Fn(&str, &ClaimsSet) -> bool + Send + Sync>;

#[derive(Clone)]
pub(crate) struct Rules {
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) read: ReadOptions,
    pub(crate) leeway_secs: u64,
    pub(crate) exp_required: bool,
    pub(crate) max_age_secs: Option<u64>,
    pub(crate) issuers: Asked,
    pub(crate) issuer_with: Option<IssuerPredicate>,
    pub(crate) audiences: Asked,
    pub(crate) only_audiences: bool,
    pub(crate) types: Vec<Cow<'static, str>>,
    pub(crate) typ_required: bool,
    pub(crate) required: Vec<Cow<'static, str>>,
    pub(crate) expected: Vec<(Cow<'static, str>, Expected)>,
    pub(crate) expected_header: Vec<(Cow<'static, str>, Expected)>,
}

/// Whether a policy speaks of an issuer or an audience.
#[derive(Clone, Debug)]
pub(crate) enum Asked {
    /// It does not; a token that does is refused.
    Nothing,
    /// It says that it does not care.
    Ignored,
    /// One of these; an empty list is an expectation that nothing meets.
    OneOf(Vec<String>),
}

#[derive(Clone)]
pub(crate) enum Expected {
    Text(String),
    With(ClaimPredicate),
    IfPresent(ClaimPredicate),
}

impl Policy {
    /// A policy that uses the system's clock.
    #[cfg(feature = "std")]
    pub fn new() -> Self {
        Self::with_clock(crate::SystemClock)
    }

    /// A policy that uses this clock. A [`NumericDate`](crate::NumericDate) is a clock that stands
    /// still: right for tests and for looking back, wrong for a service, where no token would ever
    /// expire.
    pub fn with_clock(clock: impl Clock + 'static) -> Self {
        Policy {
            rules: Arc::new(Rules {
                clock: Arc::new(clock),
                read: ReadOptions::new(),
                leeway_secs: 60,
                exp_required: true,
                max_age_secs: None,
                issuers: Asked::Nothing,
                issuer_with: None,
                audiences: Asked::Nothing,
                only_audiences: false,
                types: Vec::new(),
                typ_required: true,
                required: Vec::new(),
                expected: Vec::new(),
                expected_header: Vec::new(),
            }),
        }
    }

    /// Expects `iss` to be this one, compared octet for octet; or one of these, when called again
    /// (see [`issuers`](Self::issuers)).
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        self.with(|rules| rules.issuers.add(issuer.into()))
    }

    /// Expects `iss` to be one of these. None at all is an expectation that no token meets.
    ///
    /// The names are for issuers that share their keys, such as one provider under two names. Issuers
    /// with keys of their own need a policy and a key set each (RFC 8725, section 3.8): otherwise the
    /// one can write the other's name.
    pub fn issuers<S: Into<String>>(self, issuers: impl IntoIterator<Item = S>) -> Self {
        self.with(|rules| rules.issuers.add_all(issuers))
    }

    /// Expects an `iss` that the function accepts, given the issuer and all claims: for providers
    /// with one issuer per tenant and the same keys for all. There is one such function: a later one
    /// takes the place of the earlier. An issuer named by [`issuer`](Self::issuer) is accepted as well.
    pub fn issuer_with(
        self,
        accept: impl Fn(&str, &ClaimsSet) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.with(|rules| {
            rules.issuers.add_all(core::iter::empty::<String>());
            rules.issuer_with = Some(Arc::new(accept));
        })
    }

    /// Accepts every `iss` of the right type, or none.
    pub fn ignore_issuer(self) -> Self {
        self.with(|rules| {
            rules.issuers = Asked::Ignored;
            rules.issuer_with = None;
        })
    }

    /// Expects this recipient in `aud`; or one of these, when called again. Others may be there too.
    pub fn audience(self, audience: impl Into<String>) -> Self {
        self.with(|rules| rules.audiences.add(audience.into()))
    }

    /// Expects one of these recipients in `aud`. None at all is an expectation that no token meets.
    pub fn audiences<S: Into<String>>(self, audiences: impl IntoIterator<Item = S>) -> Self {
        self.with(|rules| rules.audiences.add_all(audiences))
    }

    /// Refuses a token that also has recipients in `aud` which this policy does not name. Takes
    /// [`ignore_audience`](Self::ignore_audience) back, and is taken back by it.
    pub fn only_named_audiences(self) -> Self {
        self.with(|rules| {
            rules.only_audiences = true;
            if matches!(rules.audiences, Asked::Ignored) {
                rules.audiences = Asked::OneOf(Vec::new());
            }
        })
    }

    /// Accepts every `aud` of the right type, or none.
    pub fn ignore_audience(self) -> Self {
        self.with(|rules| {
            rules.audiences = Asked::Ignored;
            rules.only_audiences = false;
        })
    }

    /// Expects `sub` to be this one, compared octet for octet.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.expect("sub", subject)
    }

    /// Expects the header's `typ` to be this media type, `at+jwt` for example; or one of these, when
    /// called again. Compared without regard to case and to a leading `application/`.
    ///
    /// Without this call `typ` is absent or `JWT`; with it, only what is named is accepted.
    pub fn typ(self, typ: impl Into<Cow<'static, str>>) -> Self {
        self.with(|rules| rules.types.push(typ.into()))
    }

    /// Accepts a header without `typ` where [`typ`](Self::typ) names one: for types that a protocol
    /// only recommends.
    pub fn allow_missing_typ(self) -> Self {
        self.with(|rules| rules.typ_required = false)
    }

    /// Expects a claim to be there, of whatever value but `null`.
    pub fn require(self, claim: impl Into<Cow<'static, str>>) -> Self {
        self.with(|rules| rules.required.push(claim.into()))
    }

    /// Expects a claim to be this string, compared octet for octet: `nonce`, `azp`, `client_id`.
    pub fn expect(self, claim: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        self.with_expected(claim.into(), Expected::Text(value.into()))
    }

    /// Expects a claim to be there with a value, not `null`, that the function accepts.
    pub fn expect_with(
        self,
        claim: impl Into<Cow<'static, str>>,
        accept: impl for<'v> Fn(Value<'v>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.with_expected(claim.into(), Expected::With(Arc::new(accept)))
    }

    /// Expects a claim to have a value that the function accepts, if the claim is there: `azp`.
    pub fn expect_if_present(
        self,
        claim: impl Into<Cow<'static, str>>,
        accept: impl for<'v> Fn(Value<'v>) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.with_expected(claim.into(), Expected::IfPresent(Arc::new(accept)))
    }

    /// Expects a header parameter to be this string, compared octet for octet: `signer` of AWS ALB.
    pub fn expect_header(
        self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        let expected = (name.into(), Expected::Text(value.into()));
        self.with(|rules| rules.expected_header.push(expected))
    }

    /// Tolerates clocks that differ by this many seconds: 60 without this call, 600 at most.
    pub fn leeway_secs(self, seconds: u64) -> Self {
        self.with(|rules| rules.leeway_secs = seconds.min(MAX_LEEWAY_SECS))
    }

    /// Expects `iat` to be there, not in the future, and at most this many seconds ago, the
    /// leeway added.
    pub fn max_age_secs(self, seconds: u64) -> Self {
        self.with(|rules| rules.max_age_secs = Some(seconds))
    }

    /// Accepts a token without `exp`, which is good for ever. An `exp` that is there still counts.
    pub fn allow_missing_exp(self) -> Self {
        self.with(|rules| rules.exp_required = false)
    }

    /// Uses this clock.
    pub fn clock(self, clock: impl Clock + 'static) -> Self {
        self.with(|rules| rules.clock = Arc::new(clock))
    }

    /// Other limits than the defaults.
    pub fn limits(self, limits: Limits) -> Self {
        self.with(|rules| rules.read.limits = limits)
    }

    /// The header extensions that are understood when `crit` names them.
    pub fn crit(self, handlers: CritHandlers) -> Self {
        self.with(|rules| rules.read.crit = handlers)
    }

    /// Whether base64url may end in `=`, which RFC 7515 forbids and AWS ALB writes.
    pub fn padding(self, padding: Padding) -> Self {
        self.with(|rules| rules.read.padding = padding)
    }

    /// Verifies a compact signed token and checks its claims against this policy.
    ///
    /// `keys` is one key, or a prepared [`Verifiers`](jose_jws::Verifiers); every one of them is
    /// trusted for every issuer that this policy names. `T` is a type of the caller's with serde's
    /// `Deserialize`; without one there is [`verify_claims`](Self::verify_claims). A JWE is never
    /// accepted here.
    ///
    /// # Errors
    ///
    /// [`TokenError`]: first whatever is wrong with the signature, then every claim that fails, and
    /// only then a claim that does not fit `T`.
    pub fn verify<T: DeserializeOwned>(
        &self,
        token: &str,
        keys: &(impl VerifyKeys + ?Sized),
    ) -> Result<Verified<T>, TokenError> {
        self.verify_claims(token, keys)?.deserialize()
    }

    /// The same as [`verify`](Self::verify), for claims that are looked up by name, or read later
    /// into a type that borrows.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn verify_claims(
        &self,
        token: &str,
        keys: &(impl VerifyKeys + ?Sized),
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        self.open(token)?.verify_claims(keys)
    }

    /// Reads a token without verifying it: to see which key it asks for, or to verify it with a key
    /// that is somewhere else.
    ///
    /// # Errors
    ///
    /// [`TokenError::Jws`] when the text is no compact JWS, or one whose payload is not encoded.
    pub fn open<'t>(&self, token: &'t str) -> Result<UnverifiedToken<'t>, TokenError> {
        UnverifiedToken::open(token, self.clone())
    }

    /// Checks a JWS that was verified already against this policy: its claims, and that this policy
    /// understands the extensions that the header demands, whoever has read it.
    ///
    /// RFC 7519 calls only a compact JWS a JWT, and everything here that takes text reads only that. For
    /// the profiles that put claims into JSON this call judges one signature of such a JWS, which the
    /// caller has read by `Flattened`, or out of `UnverifiedJson::signatures`, and verified; its `alg`
    /// must be protected and its payload encoded.
    ///
    /// # Errors
    ///
    /// [`TokenError`], but for what concerns the signature.
    pub fn check(&self, jws: jose_jws::Verified) -> Result<Verified<ClaimsSet>, TokenError> {
        self.check_within(jws, None)
    }

    /// The same for a JWS that came out of something with this header, which may repeat claims.
    pub(crate) fn check_within(
        &self,
        jws: jose_jws::Verified,
        outer: Option<&JoseHeader>,
    ) -> Result<Verified<ClaimsSet>, TokenError> {
        let (proof, payload) = jws.into_parts();
        let header = proof.header();
        header.check_crit(&self.rules.read.crit)?;
        check::check_form(header)?;
        let claims = ClaimsSet::from_payload(payload, &self.rules.read.limits)?;
        check::check(&self.rules, header, &claims, outer).map_err(TokenError::Claims)?;
        Ok(Verified::new(proof, claims))
    }

    fn with_expected(self, claim: Cow<'static, str>, expected: Expected) -> Self {
        self.with(|rules| rules.expected.push((claim, expected)))
    }

    fn with(mut self, change: impl FnOnce(&mut Rules)) -> Self {
        change(Arc::make_mut(&mut self.rules));
        self
    }
}

#[cfg(feature = "std")]
impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl Asked {
    fn add(&mut self, one: String) {
        self.add_all([one]);
    }

    fn add_all<S: Into<String>>(&mut self, more: impl IntoIterator<Item = S>) {
        let mut list = match core::mem::replace(self, Asked::Ignored) {
            Asked::OneOf(list) => list,
            Asked::Nothing | Asked::Ignored => Vec::new(),
        };
        list.extend(more.into_iter().map(Into::into));
        *self = Asked::OneOf(list);
    }
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = self.expected.iter().map(|(claim, _)| claim);
        let expected_header = self.expected_header.iter().map(|(name, _)| name);
        f.debug_struct("Rules")
            .field("clock", &self.clock)
            .field("read", &self.read)
            .field("leeway_secs", &self.leeway_secs)
            .field("exp_required", &self.exp_required)
            .field("max_age_secs", &self.max_age_secs)
            .field("issuers", &self.issuers)
            .field("issuer_with", &self.issuer_with.is_some())
            .field("audiences", &self.audiences)
            .field("only_audiences", &self.only_audiences)
            .field("types", &self.types)
            .field("required", &self.required)
            .field("expected", &expected.collect::<Vec<_>>())
            .field("expected_header", &expected_header.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
