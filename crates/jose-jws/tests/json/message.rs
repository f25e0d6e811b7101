//! Messages made by hand, and what every reader says of one.

use jose_jws::{
    Flattened, General, Json, ParseError, ReadOptions, Require, Sign, SignatureReport, Unmet,
    VerifiedHeader, VerifiedJson, Verifiers, VerifyError,
};

use crate::common::{TOY, Toy, seal};

pub(crate) const HEADER: &str = r#"{"alg":"X-TOY"}"#;
/// BASE64URL("pay")
pub(crate) const PAY: &str = "cGF5";

/// The key that has signed what is refused.
pub(crate) fn toy() -> Toy {
    Toy::new(TOY)
}

/// A second and a third key, told apart by their Key IDs.
pub(crate) fn named(kid: &str) -> Toy {
    let secret = kid.bytes().map(u64::from).fold(2, u64::wrapping_add);
    toy().kid(kid).secret(secret)
}

/// BASE64URL of a valid signature over two texts as they stand.
pub(crate) fn sum(protected: &str, payload: &str, key: &dyn Sign) -> String {
    let sealed = seal(&format!("{protected}.{payload}"), key);
    sealed.rsplit('.').next().unwrap().into()
}

/// The members of one signature, valid for a header and a text of payload, whatever they say.
pub(crate) fn signed_over(header: impl AsRef<[u8]>, payload: &str, key: &dyn Sign) -> String {
    let protected = jose_b64::encode(header);
    let signature = sum(&protected, payload, key);
    format!(r#""protected":"{protected}","signature":"{signature}""#)
}

/// The same over [`PAY`].
pub(crate) fn signed(header: impl AsRef<[u8]>, key: &dyn Sign) -> String {
    signed_over(header, PAY, key)
}

/// The same with a `header`, whatever that is.
pub(crate) fn beside(unprotected: &str, header: impl AsRef<[u8]>, key: &dyn Sign) -> String {
    format!(r#""header":{unprotected},{}"#, signed(header, key))
}

/// The members of a signature that has no protected header.
pub(crate) fn unprotected_only(unprotected: &str, key: &dyn Sign) -> String {
    let signature = sum("", PAY, key);
    format!(r#""header":{unprotected},"signature":"{signature}""#)
}

pub(crate) fn flattened(members: &str) -> String {
    format!(r#"{{"payload":"{PAY}",{members}}}"#)
}

pub(crate) fn general<M: AsRef<str>>(signatures: &[M]) -> String {
    let elements = signatures.iter().map(|one| format!("{{{}}}", one.as_ref()));
    let elements: Vec<String> = elements.collect();
    format!(
        r#"{{"payload":"{PAY}","signatures":[{}]}}"#,
        elements.join(",")
    )
}

pub(crate) fn missing(name: &'static str) -> ParseError {
    ParseError::MissingMember { name }
}

fn parse_error(error: VerifyError) -> ParseError {
    match error {
        VerifyError::Parse(error) => error,
        other => panic!("{other:?}"),
    }
}

/// What is said of a text of either form, and said without any key.
pub(crate) fn refused(json: impl AsRef<[u8]>) -> ParseError {
    refused_with(json, &ReadOptions::new())
}

pub(crate) fn refused_with(json: impl AsRef<[u8]>, options: &ReadOptions) -> ParseError {
    let json = json.as_ref();
    let error = match Json::parse_with(json, options) {
        Ok(read) => panic!("accepted: {} as {read:?}", json.escape_ascii()),
        Err(error) => error,
    };
    assert!(error.code().contains('/') && !error.to_string().is_empty());
    if options.crit_is_default() {
        let key = toy();
        for require in [Require::AnyKey, Require::Keys(0), Require::EveryKey] {
            let through = Verifiers::of([&key]).json(json, require).unwrap_err();
            assert_eq!(parse_error(through), error);
        }
        assert_eq!(key.asked(), 0);
    }
    error
}

/// Where in a text the JSON is wrong depends on what is around it.
fn assert_same(one: &ParseError, other: &ParseError, members: &str) {
    match (one, other) {
        (ParseError::Json(one), ParseError::Json(other)) => assert_eq!(one.code(), other.code()),
        _ => assert_eq!(one, other, "{members}"),
    }
}

/// What is said of a message with these members of a signature: flattened, alone in a list, before and
/// behind a valid signature. It is the whole message that is refused.
pub(crate) fn signature_refused(members: &str) -> ParseError {
    signature_refused_with(members, &ReadOptions::new())
}

pub(crate) fn signature_refused_with(members: &str, options: &ReadOptions) -> ParseError {
    let json = flattened(members);
    let error = refused_with(&json, options);
    assert_eq!(
        Flattened::parse_with(&json, options).unwrap_err(),
        error,
        "{members}"
    );
    let valid = signed(HEADER, &toy());
    for list in [
        [members].as_slice(),
        &[&valid, members],
        &[members, &valid],
        &[&valid, &valid, members, &valid],
    ] {
        let json = general(list);
        assert_same(&error, &refused_with(&json, options), members);
        let general = General::parse_with(&json, options).unwrap_err();
        assert_same(&error, &general, members);
    }
    error
}

/// What is confirmed by [`toy`] of a message with these members: the same in each form.
pub(crate) fn signature_accepted(members: &str) -> VerifiedJson {
    signature_accepted_with(members, &ReadOptions::new())
}

pub(crate) fn signature_accepted_with(members: &str, options: &ReadOptions) -> VerifiedJson {
    let key = toy();
    let json = flattened(members);
    let single = Flattened::parse_with(&json, options)
        .unwrap_or_else(|error| panic!("{members}: {error}"))
        .verify(&key)
        .unwrap_or_else(|error| panic!("{members}: {error}"));
    for json in [&json, &general(&[members])] {
        let verified = accepted_with(json, &key, options);
        assert_eq!(headers(&verified), [text(single.header().octets())]);
        assert_eq!((valid(&verified), indices(&verified)), (1, vec![0]));
        assert_eq!(verified.payload(), single.payload());
    }
    let list = general(&[members, &signed(HEADER, &key)]);
    let verified = General::parse_with(&list, options)
        .unwrap()
        .verify(&key, Require::EveryKey)
        .unwrap();
    // Two signatures of one key.
    assert_eq!(valid(&verified), 2, "{members}");
    assert_eq!(indices(&verified), [0], "{members}");
    assert_eq!(headers(&verified), [text(single.header().octets())]);
    accepted_with(&json, &key, options)
}

fn accepted_with(json: &str, key: &Toy, options: &ReadOptions) -> VerifiedJson {
    let read = Json::parse_with(json, options).unwrap();
    assert_eq!(read.signatures().len(), 1);
    read.verify(key, Require::EveryKey).unwrap()
}

pub(crate) fn text(octets: &[u8]) -> String {
    String::from_utf8(octets.into()).unwrap()
}

/// How many signatures are valid, which is not how many keys have signed.
pub(crate) fn valid<P: AsRef<[u8]>>(verified: &VerifiedJson<P>) -> usize {
    let outcomes = verified.signatures().iter().map(SignatureReport::outcome);
    outcomes.filter(Result::is_ok).count()
}

/// The places of the keys that confirmed, among those that were passed.
pub(crate) fn indices<P: AsRef<[u8]>>(verified: &VerifiedJson<P>) -> Vec<usize> {
    verified
        .confirmed()
        .map(VerifiedHeader::key_index)
        .collect()
}

/// The header that each key confirmed first, as it was signed.
pub(crate) fn headers<P: AsRef<[u8]>>(verified: &VerifiedJson<P>) -> Vec<String> {
    let header = verified.confirmed().map(|one| text(one.header().octets()));
    header.collect()
}

/// What became of each signature: the Key ID of the key that confirmed it, or the code of the error.
pub(crate) fn outcomes(reports: &[SignatureReport]) -> Vec<Result<Option<&str>, &'static str>> {
    let outcomes = reports.iter().map(SignatureReport::outcome);
    outcomes
        .map(|outcome| match outcome {
            Ok(verified) => Ok(verified.key_id()),
            Err(error) => Err(error.code()),
        })
        .collect()
}

pub(crate) fn unmet(error: VerifyError) -> Unmet {
    assert_eq!(error.code(), "jws/unmet");
    match error {
        VerifyError::Unmet(unmet) => *unmet,
        other => panic!("{other:?}"),
    }
}

/// The Key IDs of the keys that confirmed nothing, and whether each was skipped.
pub(crate) fn unconfirmed(unmet: &Unmet) -> Vec<(Option<&str>, bool)> {
    let keys = unmet.unconfirmed().iter();
    keys.map(|key| (key.kid(), key.is_skipped())).collect()
}

trait IsDefault {
    fn crit_is_default(&self) -> bool;
}

impl IsDefault for ReadOptions {
    /// `Verifiers::json` has no options, so it says the same only of messages read without any.
    fn crit_is_default(&self) -> bool {
        format!("{self:?}") == format!("{:?}", ReadOptions::new())
    }
}
