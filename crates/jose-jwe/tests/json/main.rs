//! Reading the JSON serializations, flattened and general (RFC 7516, sections 5.2, 7.2 and 11): what is refused would
//! decrypt but for the one reason that the test names.
#![cfg(test)]
#![expect(
    clippy::string_slice,
    reason = "what is cut is ASCII, and a test may stop where it fails"
)]

extern crate alloc;

#[path = "../common/mod.rs"]
mod common;
mod headers;
mod members;
mod modes;
mod polyglot;

use common::{Sealed, TOY, Toy};

/// With `alg` in the recipient's own header.
fn sealed() -> Sealed {
    Sealed::new(r#"{"enc":"A128GCM"}"#)
}

/// With all in the protected header.
fn whole() -> Sealed {
    Sealed::new(r#"{"alg":"X-TOY","enc":"A128GCM"}"#)
}

/// The members of a recipient, without braces, whose own header says this, too.
fn recipient(sealed: &Sealed, members: &str) -> String {
    let key = sealed.key_for(&Toy::new(TOY));
    let comma = if members.is_empty() { "" } else { "," };
    format!(r#""header":{{"alg":"X-TOY"{comma}{members}}},"encrypted_key":"{key}""#)
}

/// The flattened and the general form, with a recipient of these members.
fn forms(sealed: &Sealed, members: &str) -> [String; 2] {
    let element = format!("{{{members}}}");
    [sealed.json(members), sealed.general(&[element])]
}
