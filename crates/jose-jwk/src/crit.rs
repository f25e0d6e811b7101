//! Critical header parameters (RFC 7515, section 4.1.11).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use jose_b64::{Escaped, Value};

use crate::error::debug_as_message;
use crate::header::JoseHeader;

type Handler = Arc<dyn Fn(Value<'_>) -> Result<(), &'static str> + Send + Sync>;

/// The extensions that a recipient understands, each with the function that processes its value.
///
/// There is no list of bare names: to say that an extension is understood is to say what is done
/// with its value. The function sees a value that is **not authenticated yet**; it may refuse, and
/// whatever follows from the value follows after verification.
///
/// ```
/// use jose_jwk::CritHandlers;
///
/// let understood = CritHandlers::new().on("urn:example:level", |value| match value.as_u64() {
///     Some(1..=3) => Ok(()),
///     _ => Err("level must be 1, 2 or 3"),
/// });
/// # let _ = understood;
/// ```
#[derive(Clone, Default)]
pub struct CritHandlers {
    handlers: Vec<(Cow<'static, str>, Handler)>,
}

impl CritHandlers {
    /// Understands no extension.
    #[must_use]
    pub const fn new() -> Self {
        CritHandlers {
            handlers: Vec::new(),
        }
    }

    /// Also understands the extension `name`: `handler` looks at its value and accepts or says in a
    /// few words why not. A later handler for the same name takes the place of the earlier one.
    #[must_use]
    pub fn on(
        mut self,
        name: impl Into<Cow<'static, str>>,
        handler: impl Fn(Value<'_>) -> Result<(), &'static str> + Send + Sync + 'static,
    ) -> Self {
        let name = name.into();
        self.handlers.retain(|(known, _)| *known != name);
        self.handlers.push((name, Arc::new(handler)));
        self
    }

    /// Processes every parameter that the header declares critical.
    ///
    /// `built_in` names the extensions that the calling format processes itself.
    ///
    /// # Errors
    ///
    /// [`CritError::NotUnderstood`] for a name without a handler, [`CritError::Refused`] when its
    /// handler refuses the value. No key has been looked at then.
    pub fn process(&self, header: &JoseHeader, built_in: &[&str]) -> Result<(), CritError> {
        for name in header.crit() {
            if built_in.contains(&&*name) {
                continue;
            }
            let handler = self.handlers.iter().find(|(known, _)| *known == name);
            let (Some((_, handler)), Some(value)) = (handler, header.value(&name)) else {
                return Err(CritError::NotUnderstood { name: name.into() });
            };
            handler(value).map_err(|reason| CritError::Refused {
                name: name.into(),
                reason,
            })?;
        }
        Ok(())
    }
}

impl fmt::Debug for CritHandlers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.handlers.iter().map(|(name, _)| name))
            .finish()
    }
}

/// `crit` breaks its own rules, or demands what this recipient does not understand.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CritError {
    /// The list is empty.
    Empty,
    /// The list is longer than the limit.
    TooMany {
        /// Names allowed.
        max: usize,
    },
    /// A member of the list is not a string, or is the empty string.
    NotAName,
    /// A name is in the list twice.
    Repeated {
        /// The name.
        name: Box<str>,
    },
    /// A name is in the list that the base specifications define; those are always understood.
    Registered {
        /// The name.
        name: Box<str>,
    },
    /// A name is in the list, but the header has no such parameter.
    Absent {
        /// The name.
        name: Box<str>,
    },
    /// The recipient has no handler for this extension.
    NotUnderstood {
        /// The name.
        name: Box<str>,
    },
    /// The handler refused the value.
    Refused {
        /// The name.
        name: Box<str>,
        /// The handler's words.
        reason: &'static str,
    },
}

impl CritError {
    /// A stable name for logs and metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            CritError::Empty => "crit/empty",
            CritError::TooMany { .. } => "crit/too-many",
            CritError::NotAName => "crit/not-a-name",
            CritError::Repeated { .. } => "crit/repeated",
            CritError::Registered { .. } => "crit/registered",
            CritError::Absent { .. } => "crit/absent",
            CritError::NotUnderstood { .. } => "crit/not-understood",
            CritError::Refused { .. } => "crit/refused",
        }
    }
}

impl fmt::Display for CritError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CritError::Empty => f.write_str("`crit` is empty"),
            CritError::TooMany { max } => write!(f, "`crit` names more than {max} extensions"),
            CritError::NotAName => f.write_str("`crit` holds something that is not a name"),
            CritError::Repeated { name } => write!(f, "`crit` names {} twice", Escaped(name)),
            CritError::Registered { name } => {
                write!(f, "`crit` names {}, which is no extension", Escaped(name))
            }
            CritError::Absent { name } => {
                write!(f, "`crit` names {}, which the header lacks", Escaped(name))
            }
            CritError::NotUnderstood { name } => {
                write!(
                    f,
                    "the critical extension {} is not understood",
                    Escaped(name)
                )
            }
            CritError::Refused { name, reason } => {
                write!(
                    f,
                    "the critical extension {} is refused: {reason}",
                    Escaped(name)
                )
            }
        }
    }
}

debug_as_message!(CritError);

impl core::error::Error for CritError {}

/// Checks what section 4.1.11 says of the list itself, whatever the recipient understands.
pub(crate) fn check_form(header: &JoseHeader, max: usize) -> Result<(), CritError> {
    let Some(elements) = header.value("crit").and_then(Value::elements) else {
        return Ok(());
    };
    let mut seen: Vec<Cow<'_, str>> = Vec::new();
    for element in elements {
        let name = match element.as_str() {
            Some(name) if !name.is_empty() => name,
            _ => return Err(CritError::NotAName),
        };
        if is_registered(&name) {
            return Err(CritError::Registered { name: name.into() });
        }
        if header.value(&name).is_none() {
            return Err(CritError::Absent { name: name.into() });
        }
        // The look-ups are linear, so the length of the list is what keeps them cheap.
        if seen.len() == max {
            return Err(CritError::TooMany { max });
        }
        if seen.contains(&name) {
            return Err(CritError::Repeated { name: name.into() });
        }
        seen.push(name);
    }
    if seen.is_empty() {
        Err(CritError::Empty)
    } else {
        Ok(())
    }
}

/// The header parameters of RFC 7515, 7516 and 7518, which section 4.1.11 forbids in `crit`.
fn is_registered(name: &str) -> bool {
    const NAMES: [&str; 20] = [
        "alg", "jku", "jwk", "kid", "x5u", "x5c", "x5t", "x5t#S256", "typ", "cty", "crit", "enc",
        "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
    ];
    NAMES.contains(&name)
}
