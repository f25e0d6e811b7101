//! What a recipient decides once, before any message is read (RFC 7515, section 5.2).

use jose_b64::Padding;
use jose_jwk::{CritHandlers, Limits};

/// How messages are read: limits, extensions that are understood, leniency.
///
/// Built once and used for every message; the default is strict.
///
/// ```
/// use jose_b64::Padding;
/// use jose_jws::ReadOptions;
///
/// let alb = ReadOptions::new().padding(Padding::Allowed); // tokens of AWS ALB carry `=`
/// # let _ = alb;
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// How long and how deep a message may be.
    pub limits: Limits,
    /// The extensions that are understood.
    pub crit: CritHandlers,
    /// Whether base64url may end in `=`.
    pub padding: Padding,
    /// Whether a JWS in JSON may name its algorithm in the unprotected header.
    pub allow_unprotected_alg: bool,
}

impl ReadOptions {
    /// The defaults: [`Limits::default`], no extension but `b64`, no padding, `alg` protected.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Other limits than the defaults.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The extensions that are understood when `crit` names them (section 4.1.11).
    #[must_use]
    pub fn crit(mut self, handlers: CritHandlers) -> Self {
        self.crit = handlers;
        self
    }

    /// Lets a JWS in JSON name its `alg` in the unprotected header, as RFC 7520, sections 4.7 and 4.8, do.
    ///
    /// Whoever carries the message can change it there. What is accepted is still the keys that are
    /// passed, each with its own algorithm; a key that is loaded for several algorithms lets the carrier
    /// choose among these.
    #[must_use]
    pub fn allow_unprotected_alg(mut self) -> Self {
        self.allow_unprotected_alg = true;
        self
    }

    /// Whether base64url may end in `=`, which RFC 7515, section 2, forbids. The signing input stays
    /// the text that was received. The signature's own part is signed by nobody: with this opt-in two
    /// texts of it are accepted, so a token is no unique name of what it says.
    #[must_use]
    pub fn padding(mut self, padding: Padding) -> Self {
        self.padding = padding;
        self
    }
}
