//! Every limit of the workspace in one value (RFC 8259, section 9: what a reader may limit).

/// How much work a message or a key may cause before it is refused.
///
/// One value serves all crates; each operation obeys the fields that concern it. The defaults let
/// every token of the known identity providers pass, an ML-DSA-87 signature included.
///
/// ```
/// use jose_jwk::Limits;
///
/// let limits = Limits::with(|limits| limits.token_len = 16 * 1024 * 1024); // a message of 16 MiB
/// assert_eq!(limits.header_len, 16 * 1024);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Length of a whole token, compact or JSON, in octets, and of a detached payload: 1 MiB.
    pub token_len: usize,
    /// Length of one JOSE Header in octets after decoding: 16 KiB.
    pub header_len: usize,
    /// Nesting of JSON in a JOSE Header: 8 levels. A message in JSON may have three more, which stand
    /// around its headers.
    pub header_depth: usize,
    /// Names in `crit`: 16.
    pub crit: usize,
    /// Signatures of one JWS in JSON: 16.
    pub signatures: usize,
    /// Keys asked about the signatures of one JWS in JSON, all signatures together: 32.
    pub verifications: usize,
    /// Recipients of one JWE in JSON: 16.
    pub recipients: usize,
    /// Attempts to decrypt one JWE, all recipients and keys together: 16.
    pub decryptions: usize,
    /// Fewest iterations of PBES2, the header's `p2c`: 1,000 (RFC 7518, section 4.8.1.2).
    pub pbes2_min_iterations: u32,
    /// Most iterations of PBES2 for one JWE, all attempts together: 1,200,000.
    pub pbes2_max_iterations: u32,
    /// Length of a plaintext after decompression in octets: 256 KiB. Both sides obey it; to a recipient a longer one
    /// looks like any message that does not decrypt.
    pub inflated_len: usize,
    /// Nesting of JSON in a JWT Claims Set: 32 levels.
    pub claims_depth: usize,
    /// Members of one JSON object that is interpreted: 1,000.
    pub members: usize,
    /// Keys in a JWK Set: 1,000.
    pub keys: usize,
    /// Length of a JWK Set, or of a single JWK, in octets: 1 MiB.
    pub jwk_set_len: usize,
    /// Nesting of JSON in a JWK or a JWK Set: 16 levels.
    pub jwk_depth: usize,
}

impl Limits {
    /// The defaults with some of them changed.
    #[must_use]
    pub fn with(change: impl FnOnce(&mut Limits)) -> Self {
        let mut limits = Limits::default();
        change(&mut limits);
        limits
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            token_len: 1024 * 1024,
            header_len: 16 * 1024,
            header_depth: 8,
            crit: 16,
            signatures: 16,
            verifications: 32,
            recipients: 16,
            decryptions: 16,
            pbes2_min_iterations: 1_000,
            pbes2_max_iterations: 1_200_000,
            inflated_len: 256 * 1024,
            claims_depth: 32,
            members: 1_000,
            keys: 1_000,
            jwk_set_len: 1024 * 1024,
            jwk_depth: 16,
        }
    }
}
