//! Holding claims against a policy (RFC 7519, section 4.1; RFC 8725, sections 3.8 to 3.11).
//!
//! Every check runs, whatever failed before it, so that one report names all that is wrong.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use jose_b64::{Kind, Value};
use jose_jwk::JoseHeader;
use jose_jws::{ParseError, ProtectedHeader};

use crate::claims::REGISTERED;
use crate::error::{ClaimError, ClaimErrors, ClaimReason, TokenError};
use crate::policy::{Asked, Expected, Rules};
use crate::{Audience, ClaimsSet, NumericDate};

/// What the header of a JWT is like, whoever has read it: the claims are encoded (RFC 7797, section 7),
/// and the signature covers the algorithm.
pub(crate) fn check_form(header: &ProtectedHeader) -> Result<(), TokenError> {
    if !header.b64() {
        return Err(ParseError::UnencodedPayload.into());
    }
    if header.alg().is_refused() {
        return Err(ParseError::MustBeProtected { name: "alg" }.into());
    }
    Ok(())
}

/// RFC 7519, section 5.2: `cty` says whether a token encloses another one.
#[cfg(feature = "jwe")]
pub(crate) fn encloses_token(header: &JoseHeader) -> bool {
    header.cty().is_some_and(|cty| same_media_type(cty, "JWT"))
}

/// `header` is the one next to the claims; `replicas` are those that may repeat some of them.
pub(crate) fn check<'h>(
    rules: &Rules,
    header: &JoseHeader,
    claims: &ClaimsSet,
    replicas: impl IntoIterator<Item = &'h JoseHeader>,
) -> Result<(), ClaimErrors> {
    let mut report = Vec::new();
    check_type(rules, header, &mut report);
    for repeating in replicas {
        check_replicas(repeating, claims, &mut report);
    }
    // A claim of the wrong type is reported once, as that, and the checks below pass it over.
    claims.wrong_types(&mut report);
    check_times(rules, claims, &mut report);
    check_issuer(rules, claims, &mut report);
    check_audience(rules, claims, &mut report);
    for name in &rules.required {
        if claims
            .value(name)
            .is_none_or(|value| value.kind() == Kind::Null)
            && !is_unreadable(name, &report)
        {
            push(&mut report, name, ClaimReason::Missing);
        }
    }
    for (name, expected) in &rules.expected {
        if let Some(reason) = expected
            .fails(claims.value(name))
            .filter(|_| !is_unreadable(name, &report))
        {
            push(&mut report, name, reason);
        }
    }
    for (name, expected) in &rules.expected_header {
        if let Some(reason) = expected.fails(header.value(name)) {
            report.push(ClaimError::of_header(name, reason));
        }
    }
    ClaimErrors::check(report)
}

/// Whether it was said already that a claim is not there or cannot be read.
fn is_unreadable(name: &str, report: &[ClaimError]) -> bool {
    report
        .iter()
        .filter(|error| error.claim() == name && !error.in_header())
        .any(|error| {
            matches!(
                error.reason(),
                ClaimReason::Missing | ClaimReason::OutOfRange | ClaimReason::WrongType { .. }
            )
        })
}

fn check_type(rules: &Rules, header: &JoseHeader, report: &mut Vec<ClaimError>) {
    let fits = match header.typ() {
        None => rules.types.is_empty() || !rules.typ_required,
        Some(typ) if rules.types.is_empty() => same_media_type(typ, "JWT"),
        Some(typ) => rules.types.iter().any(|named| same_media_type(typ, named)),
    };
    if !fits {
        report.push(ClaimError::of_header("typ", ClaimReason::Type));
    }
}

/// RFC 7519, section 5.3: what is decided by the header, such as where to send the token, must not be
/// decided by other claims than those that are judged (JWT-21).
fn check_replicas(header: &JoseHeader, claims: &ClaimsSet, report: &mut Vec<ClaimError>) {
    for name in REGISTERED {
        let Some(replica) = header.value(name) else {
            continue;
        };
        if !claims
            .value(name)
            .is_some_and(|claim| is_same(replica, claim))
        {
            report.push(ClaimError::of_header(name, ClaimReason::Replica));
        }
    }
}

/// Whether two values of a registered claim are the same JSON: one recipient and a list of one are not.
fn is_same(one: Value<'_>, other: Value<'_>) -> bool {
    match (one.elements(), other.elements()) {
        (Some(one), Some(other)) => one.map(readable).eq(other.map(readable)),
        (None, None) => readable(one).is_some() && readable(one) == readable(other),
        _ => false,
    }
}

fn readable(value: Value<'_>) -> Option<Readable<'_>> {
    let text = value.as_str().map(Readable::Text);
    text.or_else(|| NumericDate::read(value).map(Readable::Date))
}

/// What the registered claims are made of.
#[derive(PartialEq)]
enum Readable<'v> {
    Text(Cow<'v, str>),
    Date(NumericDate),
}

fn check_times(rules: &Rules, claims: &ClaimsSet, report: &mut Vec<ClaimError>) {
    let now = rules.clock.now();
    let leeway_secs = rules.leeway_secs;
    // RFC 7519, section 4.1.4: the current time MUST be before exp.
    match claims.exp() {
        Some(exp) if now >= exp.saturating_add_secs(leeway_secs) => {
            push(
                report,
                "exp",
                ClaimReason::Expired {
                    exp,
                    now,
                    leeway_secs,
                },
            );
        }
        None if rules.exp_required && claims.value("exp").is_none() => {
            push(report, "exp", ClaimReason::Missing);
        }
        _ => {}
    }
    // Section 4.1.5: the current time MUST be after or equal to nbf.
    if let Some(nbf) = claims
        .nbf()
        .filter(|nbf| now.saturating_add_secs(leeway_secs) < *nbf)
    {
        push(
            report,
            "nbf",
            ClaimReason::NotYetValid {
                nbf,
                now,
                leeway_secs,
            },
        );
    }
    if let Some(max_age_secs) = rules.max_age_secs {
        check_age(claims, now, leeway_secs, max_age_secs, report);
    }
}

fn check_age(
    claims: &ClaimsSet,
    now: NumericDate,
    leeway_secs: u64,
    max_age_secs: u64,
    report: &mut Vec<ClaimError>,
) {
    let Some(iat) = claims.iat() else {
        if claims.value("iat").is_none() {
            push(report, "iat", ClaimReason::Missing);
        }
        return;
    };
    if iat > now.saturating_add_secs(leeway_secs) {
        push(
            report,
            "iat",
            ClaimReason::IssuedInFuture {
                iat,
                now,
                leeway_secs,
            },
        );
    }
    if now > iat.saturating_add_secs(max_age_secs.saturating_add(leeway_secs)) {
        push(
            report,
            "iat",
            ClaimReason::TooOld {
                iat,
                now,
                max_age_secs,
            },
        );
    }
}

fn check_issuer(rules: &Rules, claims: &ClaimsSet, report: &mut Vec<ClaimError>) {
    let iss = claims.value("iss");
    // A value of the wrong type was reported above.
    if iss.is_some_and(|iss| iss.kind() != Kind::String) {
        return;
    }
    let by_function = |iss: &str| {
        let accept = rules.issuer_with.as_ref();
        accept.is_some_and(|accept| accept(iss, claims))
    };
    let reason = match (&rules.issuers, iss.and_then(Value::as_str)) {
        (Asked::Ignored, _) | (Asked::Nothing, None) => return,
        (Asked::Nothing, Some(_)) => ClaimReason::NotAsked,
        (Asked::OneOf(_), None) => ClaimReason::Missing,
        (Asked::OneOf(named), Some(iss)) => {
            if named.iter().any(|one| **one == *iss) || by_function(&iss) {
                return;
            }
            ClaimReason::Mismatch
        }
    };
    push(report, "iss", reason);
}

fn check_audience(rules: &Rules, claims: &ClaimsSet, report: &mut Vec<ClaimError>) {
    let aud = claims.value("aud");
    // A value of the wrong type was reported above.
    if aud.is_some_and(|aud| !Audience::is_readable(aud)) {
        return;
    }
    let reason = match (&rules.audiences, aud) {
        (Asked::Ignored, _) | (Asked::Nothing, None) => return,
        (Asked::Nothing, Some(_)) => ClaimReason::NotAsked,
        (Asked::OneOf(_), None) => ClaimReason::Missing,
        (Asked::OneOf(named), Some(_)) => {
            let is_named = |one: &str| named.iter().any(|expected| expected == one);
            let stranger = rules.only_audiences && claims.any_audience(|one| !is_named(one));
            if claims.any_audience(is_named) && !stranger {
                return;
            }
            ClaimReason::Mismatch
        }
    };
    push(report, "aud", reason);
}

impl Expected {
    /// Why a value is not the expected one.
    fn fails(&self, value: Option<Value<'_>>) -> Option<ClaimReason> {
        let accepted = match (self, value) {
            (Expected::IfPresent(_), None) => return None,
            (_, None) => return Some(ClaimReason::Missing),
            (Expected::With(_), Some(value)) if value.kind() == Kind::Null => {
                return Some(ClaimReason::Missing);
            }
            (Expected::Text(text), Some(value)) => {
                value.as_str().is_some_and(|found| *found == **text)
            }
            (Expected::With(accept) | Expected::IfPresent(accept), Some(value)) => accept(value),
        };
        (!accepted).then_some(ClaimReason::Mismatch)
    }
}

/// RFC 7515, section 4.1.9: a type without a slash stands for `application/` and itself; media
/// types are compared without regard to case.
pub(crate) fn same_media_type(one: &str, other: &str) -> bool {
    short(one).eq_ignore_ascii_case(short(other))
}

fn short(media_type: &str) -> &str {
    const PREFIX: &str = "application/";
    match media_type.split_at_checked(PREFIX.len()) {
        Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) && !rest.contains('/') => rest,
        _ => media_type,
    }
}

fn push(report: &mut Vec<ClaimError>, claim: &str, reason: ClaimReason) {
    report.push(ClaimError::new(claim, reason));
}
