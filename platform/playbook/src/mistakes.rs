//! What is wrong in a playbook, told so that its author can mend it.

use std::fmt;

use crate::Words;

/// One thing that is wrong: where it stands, what was found there and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Mistake {
    /// File inside the playbook folder.
    pub file: String,
    /// Line in the file, from 1; none if the mistake is about the file as a whole.
    pub line: Option<u64>,
    /// Heading of the column, or key in `playbook.toml`.
    pub column_name: Option<String>,
    pub found: String,
    pub expected: Words,
}

impl Mistake {
    pub fn zh(&self) -> String {
        let line = self.line.map(|n| format!("第 {n} 行")).unwrap_or_default();
        let column = self.column_name.as_ref().map(|c| format!("“{c}”列")).unwrap_or_default();
        let found = if self.found.is_empty() { "空白" } else { &self.found };
        format!("{} {line}{column}：现为“{found}”，应为{}", self.file, self.expected.zh)
    }

    pub fn en(&self) -> String {
        let line = self.line.map(|n| format!(" line {n}")).unwrap_or_default();
        let column = self.column_name.as_ref().map(|c| format!(", {c}")).unwrap_or_default();
        let found = if self.found.is_empty() { "nothing" } else { &self.found };
        format!("{}{line}{column}: found \"{found}\", expected {}", self.file, self.expected.en)
    }
}

/// Chinese, then English after a slash, on one line.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh(), self.en())
    }
}

/// Collects mistakes, so that reading never stops at the first one.
#[derive(Debug, Default)]
pub(crate) struct Mistakes {
    pub all: Vec<Mistake>,
    unread: Vec<String>,
}

impl Mistakes {
    /// A file that could not be read as a whole is told once: what is missing because of it is no mistake of its own.
    pub fn unread(&mut self, file: &str) {
        self.unread.push(file.to_owned());
    }

    pub fn is_unread(&self, file: &str) -> bool {
        self.unread.iter().any(|one| one == file)
    }

    pub fn add(
        &mut self,
        file: &str,
        line: Option<u64>,
        column: Option<&str>,
        found: impl Into<String>,
        expected: Words,
    ) {
        if self.is_unread(file) {
            return;
        }
        self.all.push(Mistake {
            file: file.to_owned(),
            line,
            column_name: column.map(str::to_owned),
            found: found.into(),
            expected,
        });
    }
}
