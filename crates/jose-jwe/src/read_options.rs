//! What a recipient decides once, before any message is read (RFC 7516, section 5.2).

use jose_b64::Padding;
use jose_jwk::{CritHandlers, Limits};

use crate::zip::Deflate;

/// The recipient's decisions about form; what each means stands at the call of
/// [`Decrypter`](crate::Decrypter) that makes it.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadOptions {
    pub(crate) limits: Limits,
    pub(crate) crit: CritHandlers,
    pub(crate) padding: Padding,
    pub(crate) zip: Option<Deflate>,
    pub(crate) allow_unprotected_enc: bool,
    pub(crate) allow_shared_key_parameters: bool,
    pub(crate) allow_empty_encrypted_key: bool,
}
