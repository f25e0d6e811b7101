//! The strings and other scalars of a checked JSON text, at every level: what an error message must not repeat.

use memchr::memchr2;

use super::scan::is_white_space;

/// A string between its quotes, or a number or literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scalar<'t> {
    pub(crate) text: &'t str,
    /// It is the name of a member.
    pub(crate) is_name: bool,
    pub(crate) escaped: bool,
}

pub(crate) fn scalars(json: &str) -> impl Iterator<Item = Scalar<'_>> {
    let mut rest = json;
    core::iter::from_fn(move || {
        rest = rest.trim_start_matches(between);
        if let Some(body) = rest.strip_prefix('"') {
            let (len, escaped) = string_len(body.as_bytes());
            let (text, tail) = body.split_at_checked(len)?;
            let tail = tail.get(1..)?;
            rest = tail;
            let is_name = tail.trim_start_matches(white_space).starts_with(':');
            return Some(Scalar {
                text,
                is_name,
                escaped,
            });
        }
        let len = rest.find(between).unwrap_or(rest.len());
        let (text, tail) = rest.split_at_checked(len)?;
        rest = tail;
        (!text.is_empty()).then_some(Scalar {
            text,
            is_name: false,
            escaped: false,
        })
    })
}

fn string_len(body: &[u8]) -> (usize, bool) {
    let mut at: usize = 0;
    let mut escaped = false;
    while let Some(found) = body.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        at = at.saturating_add(found);
        if body.get(at) == Some(&b'"') {
            return (at, escaped);
        }
        escaped = true;
        at = at.saturating_add(2);
    }
    (body.len(), escaped)
}

fn white_space(c: char) -> bool {
    u8::try_from(c).is_ok_and(is_white_space)
}

fn between(c: char) -> bool {
    white_space(c) || matches!(c, '{' | '}' | '[' | ']' | ',' | ':')
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn names_values_and_levels() {
        let json = r#" { "a" : "b\"" , "c":[1.5e3,true,{"\u0064" :"e:"}],"":null}"#;
        let found: Vec<_> = scalars(json)
            .map(|scalar| (scalar.text, scalar.is_name, scalar.escaped))
            .collect();
        assert_eq!(
            found,
            [
                ("a", true, false),
                (r#"b\""#, false, true),
                ("c", true, false),
                ("1.5e3", false, false),
                ("true", false, false),
                (r"\u0064", true, true),
                ("e:", false, false),
                ("", true, false),
                ("null", false, false),
            ]
        );
    }
}
