//! One pass over the text of a JSON object (RFC 8259), without recursion: the whole grammar, the depth, and where the members lie.

use super::error::ObjectError;
use super::limits::ObjectLimits;
use super::name;
use super::place::{Place, Places, Span};
use super::scan::Scan;

/// Checks the text of an object and finds its members. The length of the text has been checked.
///
/// They are added to `places`, which is empty: returning it would copy it twice.
pub(crate) fn object(
    text: &str,
    limits: &ObjectLimits,
    places: &mut Places,
) -> Result<(), ObjectError> {
    Walk::new(text, limits.max_depth()).object(limits, places)?;
    match name::first_repeated(text.as_bytes(), places.as_slice()) {
        Some(offset) => Err(ObjectError::RepeatedName { offset }),
        None => Ok(()),
    }
}

/// The elements of an array whose text has been checked.
#[derive(Clone, Debug)]
pub(crate) struct Elements<'t> {
    text: &'t str,
    walk: Walk<'t>,
}

impl<'t> Elements<'t> {
    /// `None` when the text is not an array.
    pub(crate) fn of(text: &'t str) -> Option<Elements<'t>> {
        // What is inside was within the limit that the caller chose.
        let mut walk = Walk::new(text, ObjectLimits::MAX_DEPTH);
        (walk.scan.peek() == Some(b'[')).then(|| {
            walk.scan.step(1);
            Elements { text, walk }
        })
    }
}

impl<'t> Iterator for Elements<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        self.walk.scan.white_space();
        if self.walk.scan.peek() == Some(b',') {
            self.walk.scan.step(1);
            self.walk.scan.white_space();
        }
        let start = self.walk.scan.at;
        // Fails at the closing bracket, and stays there.
        self.walk.value().ok()?;
        self.text.get(start..self.walk.scan.at)
    }
}

#[derive(Clone, Debug)]
struct Walk<'t> {
    scan: Scan<'t>,
    max_depth: usize,
}

/// The containers that are open, innermost last: a bit each, 1 for an object.
struct Open {
    bits: u128,
    depth: usize,
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, max_depth: usize) -> Self {
        Walk {
            scan: Scan::new(text),
            max_depth,
        }
    }

    /// A text that is one object.
    fn object(&mut self, limits: &ObjectLimits, places: &mut Places) -> Result<(), ObjectError> {
        if self.scan.text.starts_with("\u{feff}".as_bytes()) {
            return Err(ObjectError::ByteOrderMark);
        }
        self.scan.white_space();
        match self.scan.peek() {
            Some(b'{') if self.max_depth == 0 => return Err(self.too_deep()),
            Some(b'{') => self.scan.step(1),
            Some(_) => {
                return Err(ObjectError::NotAnObject {
                    offset: self.scan.at,
                });
            }
            None => return Err(self.scan.end()),
        }
        self.scan.white_space();
        if self.scan.peek() == Some(b'}') {
            self.scan.step(1);
        } else {
            let mut members: usize = 0;
            loop {
                if members >= limits.members {
                    return Err(ObjectError::TooManyMembers {
                        limit: limits.members,
                        offset: self.scan.at,
                    });
                }
                members = members.saturating_add(1);
                let (name, escaped) = self.name()?;
                let start = self.scan.at;
                self.value()?;
                places.push(Place {
                    name,
                    value: Span::of(start, self.scan.at),
                    escaped,
                });
                self.scan.white_space();
                match self.scan.peek() {
                    Some(b',') => self.scan.step(1),
                    Some(b'}') => break self.scan.step(1),
                    _ => return Err(self.scan.unexpected()),
                }
                self.scan.white_space();
            }
        }
        self.scan.white_space();
        if self.scan.at < self.scan.text.len() {
            return Err(ObjectError::TrailingOctets {
                offset: self.scan.at,
            });
        }
        Ok(())
    }

    /// One value of any depth; the walk stands at its first octet and then behind its last.
    fn value(&mut self) -> Result<(), ObjectError> {
        // The containers inside this value; the object around it counts as one level already.
        let mut open = Open { bits: 0, depth: 0 };
        loop {
            match self.scan.peek() {
                Some(b'"') => {
                    self.scan.step(1);
                    self.scan.string()?;
                }
                Some(b'-' | b'0'..=b'9') => self.scan.number()?,
                Some(b't') => self.scan.literal(b"true")?,
                Some(b'f') => self.scan.literal(b"false")?,
                Some(b'n') => self.scan.literal(b"null")?,
                Some(bracket @ (b'{' | b'[')) => {
                    open.depth = open.depth.saturating_add(1);
                    if open.depth >= self.max_depth {
                        return Err(self.too_deep());
                    }
                    let is_object = bracket == b'{';
                    open.bits = (open.bits << 1) | u128::from(is_object);
                    self.scan.step(1);
                    self.scan.white_space();
                    let closing = if is_object { b'}' } else { b']' };
                    if self.scan.peek() != Some(closing) {
                        if is_object {
                            self.name()?;
                        }
                        continue;
                    }
                }
                _ => return Err(self.scan.unexpected()),
            }
            if self.close(&mut open)? {
                return Ok(());
            }
        }
    }

    /// Behind a value (or before the bracket that ends an empty container): closes what ends here and goes to the next value.
    /// True when everything is closed.
    fn close(&mut self, open: &mut Open) -> Result<bool, ObjectError> {
        while open.depth > 0 {
            let in_object = open.bits & 1 == 1;
            self.scan.white_space();
            match self.scan.peek() {
                Some(b',') => {
                    self.scan.step(1);
                    self.scan.white_space();
                    if in_object {
                        self.name()?;
                    }
                    return Ok(false);
                }
                Some(b'}') if in_object => self.scan.step(1),
                Some(b']') if !in_object => self.scan.step(1),
                _ => return Err(self.scan.unexpected()),
            }
            open.bits >>= 1;
            open.depth = open.depth.saturating_sub(1);
        }
        Ok(true)
    }

    /// A member's name, the colon and the white space around it. The name without its quotes, and whether it has escapes.
    fn name(&mut self) -> Result<(Span, bool), ObjectError> {
        if self.scan.peek() != Some(b'"') {
            return Err(self.scan.unexpected());
        }
        self.scan.step(1);
        let start = self.scan.at;
        let escaped = self.scan.string()?;
        let name = Span::of(start, self.scan.at.saturating_sub(1));
        self.scan.white_space();
        if self.scan.peek() != Some(b':') {
            return Err(self.scan.unexpected());
        }
        self.scan.step(1);
        self.scan.white_space();
        Ok((name, escaped))
    }

    fn too_deep(&self) -> ObjectError {
        ObjectError::TooDeep {
            limit: self.max_depth,
            offset: self.scan.at,
        }
    }
}
