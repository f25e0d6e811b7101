//! What an error of the sender's side says, and what it does not (RFC 7515, section 5.1).

use alloc::collections::BTreeSet;

use jose_jwk::{CritError, HeaderError, JwkError};
use jose_jws::{BuildError, SignError};

#[test]
fn every_error_has_a_code_and_words() {
    let name = || "n\n".repeat(40);
    let errors = [
        BuildError::RefusedAlg,
        BuildError::AlgMismatch,
        BuildError::KidMismatch,
        BuildError::ReservedHeader { name: name() },
        BuildError::HeaderValue { name: name() },
        BuildError::RepeatedHeader,
        BuildError::MustBeProtected { name: "crit" },
        BuildError::InBothHeaders { name: name() },
        BuildError::Header(HeaderError::Crit(CritError::Empty)),
        BuildError::HeaderKey(JwkError::NotPublic),
        BuildError::ProtectedNotAlone,
        BuildError::B64NotBoolean,
        BuildError::B64NotCritical,
        BuildError::B64Mismatch,
        BuildError::PayloadNotCompact { offset: 3 },
        BuildError::PayloadNotText { offset: 3 },
        BuildError::PayloadTooLong { len: 3, max: 2 },
        BuildError::TooLarge,
        BuildError::TokenTooLong { len: 3, max: 2 },
        BuildError::SignatureLength {
            len: 3,
            expected: None,
        },
        BuildError::NoSignature,
        BuildError::TooManySignatures { max: 2 },
        BuildError::NotFlattened { signatures: 2 },
        BuildError::Sign(SignError::Failed),
    ];
    let mut codes = BTreeSet::new();
    let mut texts = BTreeSet::new();
    for error in &errors {
        let code = error.code();
        let words = code.strip_prefix("jws/build-");
        assert!(
            words.is_some() || ["header/crit", "jws/sign-failed"].contains(&code),
            "{code}"
        );
        assert!(codes.insert(code), "{code}");
        let text = error.to_string();
        assert!(
            text.len() < 200 && text.chars().all(|c| !c.is_control()),
            "{text}"
        );
        assert!(texts.insert(text), "{error:?}");
    }
}
