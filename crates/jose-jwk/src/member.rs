//! Members of a JWK that are kept without being understood (RFC 7517, section 4).

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use jose_b64::Value;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use crate::text::SecretText;

/// Names with the JSON text of their values, ordered by name: the order of members means nothing,
/// so that it must not make two keys different.
///
/// Nobody can tell what an unknown member holds. It is treated as a secret.
#[derive(Clone, Default)]
pub(crate) struct Members(Vec<Member>);

#[derive(Clone)]
struct Member {
    name: Box<str>,
    json: Zeroizing<String>,
}

impl Members {
    /// Adds a member; the names of one JSON object are distinct.
    pub(crate) fn push(&mut self, name: &str, value: Value<'_>) {
        let json = Zeroizing::new(String::from(value.json()));
        self.0.push(Member {
            name: name.into(),
            json,
        });
    }

    pub(crate) fn sort(&mut self) {
        self.0.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    }

    pub(crate) fn merge(&mut self, others: Members) {
        self.0.extend(others.0);
        self.sort();
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let at = self
            .0
            .binary_search_by(|member| (*member.name).cmp(name))
            .ok()?;
        self.0.get(at).map(|member| member.json.as_str())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|member| (&*member.name, member.json.as_str()))
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|member| keep(&member.name));
    }

    pub(crate) fn write(&self, out: &mut SecretText) {
        for (name, json) in self.iter() {
            out.name(name).raw(json);
        }
    }
}

impl PartialEq for Members {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(a, b)| {
                a.name == b.name && bool::from(a.json.as_bytes().ct_eq(b.json.as_bytes()))
            })
    }
}
