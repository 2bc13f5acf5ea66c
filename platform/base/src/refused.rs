use std::fmt;

/// Why a request was not carried out, as a stable code that each module translates in its `text/`.
///
/// A refusal is an answer, not a fault: nothing was written. Faults (a lost database, a full disk) travel as
/// errors of their own and are never shown in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Stable code, also the text key: `cases-refused-not-yours`.
    pub code: &'static str,
    /// HTTP status that says the same to a program: 403, 404, 409, 422, 429.
    pub status: u16,
    /// The fields that must be mended, in the order of the form.
    pub fields: Vec<FieldError>,
    /// Words for the sentence: names, dates, never secrets.
    pub args: Vec<(&'static str, String)>,
}

/// One field of a form and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: &'static str,
    pub code: &'static str,
}

impl Refused {
    fn new(status: u16, code: &'static str) -> Self {
        Self { code, status, fields: Vec::new(), args: Vec::new() }
    }
    /// The person may not do this.
    pub fn forbidden(code: &'static str) -> Self {
        Self::new(403, code)
    }
    /// There is no such thing, or not for this person: both look alike from outside.
    pub fn absent(code: &'static str) -> Self {
        Self::new(404, code)
    }
    /// Somebody else was first, or the thing has moved on.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(409, code)
    }
    /// What was sent cannot be accepted as it is.
    pub fn invalid(code: &'static str) -> Self {
        Self::new(422, code)
    }
    /// Too often.
    pub fn too_often(code: &'static str) -> Self {
        Self::new(429, code)
    }
    /// A form with one field to mend.
    pub fn field(field: &'static str, code: &'static str) -> Self {
        Self::invalid(code).and_field(field, code)
    }
    #[must_use]
    pub fn and_field(mut self, field: &'static str, code: &'static str) -> Self {
        self.fields.push(FieldError { field, code });
        self
    }
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "refused: {}", self.code)
    }
}

impl std::error::Error for Refused {}
