//! A table of an institution with the sentences that go before it. Two versions of it are compared by the keys.

/// A sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub key: String,
    pub text: String,
}

/// A row. `key` says which row of another version is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub key: String,
    pub cells: Vec<String>,
    pub basis: String,
    /// Below the county: `/playbook/services/SI01`; empty for none.
    pub href: String,
}

impl Line {
    pub fn new(key: impl Into<String>, cells: Vec<String>, basis: String) -> Self {
        Self { key: key.into(), cells, basis, href: String::new() }
    }

    #[must_use]
    pub fn leading_to(mut self, href: String) -> Self {
        self.href = href;
        self
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Stable word of the table in its institution, part of the address of its export.
    pub id: String,
    pub heading: String,
    pub said: Vec<Said>,
    /// Without the one of the basis, which stands last.
    pub columns: Vec<String>,
    pub lines: Vec<Line>,
}

impl Sheet {
    pub fn new(id: impl Into<String>, heading: impl Into<String>, columns: Vec<String>) -> Self {
        Self { id: id.into(), heading: heading.into(), columns, ..Self::default() }
    }

    #[must_use]
    pub fn saying(mut self, key: &str, text: String) -> Self {
        self.said.push(Said { key: key.to_owned(), text });
        self
    }

    #[must_use]
    pub fn with(mut self, lines: impl IntoIterator<Item = Line>) -> Self {
        self.lines.extend(lines);
        self
    }
}
