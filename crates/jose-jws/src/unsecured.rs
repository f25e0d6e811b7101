//! The Unsecured JWS (RFC 7515, appendix A.5; RFC 7518, section 3.6).

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::encode_append;
use jose_jwk::JoseHeader;
use jose_jwk::serialization::decode_header;

use crate::ParseError;
use crate::compact;
use crate::header::{check_crit, encodes_payload};
use crate::payload::Attached;
use crate::read_options::ReadOptions;

/// A JWS of `alg` `none`: a payload that **nobody** vouches for.
///
/// It has nothing in common with a verified JWS: no call that takes keys returns one, and no key
/// set and no option makes one pass there. The names of its calls begin with `danger_` so that they
/// can be found.
#[derive(Clone)]
pub struct Unsecured {
    header: JoseHeader,
    payload: Vec<u8>,
}

impl Unsecured {
    /// Reads an unsecured JWS in compact form.
    ///
    /// # Errors
    ///
    /// [`ParseError`] as for every compact JWS, and when `alg` is anything but `none` or a signature
    /// is there.
    pub fn danger_parse(token: &str, options: &ReadOptions) -> Result<Self, ParseError> {
        let parts = compact::split(token, options)?;
        let header = decode_header(parts.header, options.padding, &options.limits)?;
        match header.alg() {
            Some("none") => {}
            Some(_) => return Err(ParseError::NotUnsecured),
            None => return Err(ParseError::MissingAlg),
        }
        check_crit(&header, &options.crit)?;
        if !encodes_payload(&header)? {
            return Err(ParseError::UnencodedPayload);
        }
        if !parts.signature.is_empty() {
            return Err(ParseError::SignedUnsecured);
        }
        let payload =
            Attached::in_compact(parts.payload, parts.signing_input, true, options.padding)?;
        let payload = payload.octets()?;
        Ok(Unsecured { header, payload })
    }

    /// Writes an unsecured JWS in compact form, with the header `{"alg":"none"}`.
    #[must_use]
    pub fn danger_encode(payload: &[u8]) -> String {
        let mut token = jose_b64::encode(r#"{"alg":"none"}"#);
        token.push('.');
        encode_append(payload, &mut token);
        token.push('.');
        token
    }

    /// The header; nobody vouches for it.
    #[must_use]
    pub fn header(&self) -> &JoseHeader {
        &self.header
    }

    /// The payload; nobody vouches for it.
    #[must_use]
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }
}

/// Shows the payload's length only.
impl fmt::Debug for Unsecured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsecured")
            .field("header", &self.header)
            .field("payload", &self.payload.len())
            .finish()
    }
}
