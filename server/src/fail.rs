use std::fmt;

use lianxin_access::Stop;
use lianxin_db::Fault;

/// Why a command stopped: one line that says what is wrong and how to mend it.
#[derive(Debug)]
pub struct Fail {
    line: String,
    code: u8,
}

/// Whatever stops a command; a script tells it by this code.
const STOPPED: u8 = 2;
/// The command did its work, and what it looked at is not as it must be.
const FOUND: u8 = 1;

impl Fail {
    pub fn new(what: impl fmt::Display, mend: impl fmt::Display) -> Self {
        Self { line: one_line(&format!("{what}: {mend}")), code: STOPPED }
    }

    pub fn found(what: impl fmt::Display, mend: impl fmt::Display) -> Self {
        Self { code: FOUND, ..Self::new(what, mend) }
    }

    pub fn code(&self) -> u8 {
        self.code
    }
}

impl fmt::Display for Fail {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.line)
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl From<Fault> for Fail {
    fn from(fault: Fault) -> Self {
        let text = fault.to_string();
        Self::new(&text, mend(&text))
    }
}

impl From<Stop> for Fail {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Fault(fault) => fault.into(),
            Stop::Refused(refused) => Self::new(&refused, "nothing was written"),
        }
    }
}

/// The mend by the words with which SQLite, PostgreSQL and the system tell the commonest faults.
fn mend(text: &str) -> &'static str {
    const MENDS: [(&[&str], &str); 7] = [
        (
            &["database is locked", "database table is locked"],
            "another program holds the file; end it, then try again",
        ),
        (
            &["disk is full", "disk I/O error", "No space left", "File too large", "could not extend file"],
            "the disk is full or failing; free some space, nothing half-written was kept",
        ),
        (
            &["file is not a database", "malformed"],
            "the file is damaged or something else; restore it from its backup",
        ),
        (
            &["unable to open database file", "Permission denied", "readonly database"],
            "check that the folder is there and that this user may write to it",
        ),
        (
            &[
                "Connection refused",
                "error communicating with database",
                "No such file or directory",
                "timed out",
            ],
            "start PostgreSQL, or mend the address in --database",
        ),
        (
            &["password authentication failed", "does not exist"],
            "mend user, password or database name in --database",
        ),
        (&["was changed after it had run"], "nothing was changed"),
    ];
    let found = MENDS.iter().find(|(signs, _)| signs.iter().any(|sign| text.contains(sign)));
    found.map_or("nothing half-written was kept; see the message", |(_, mend)| mend)
}

#[cfg(test)]
mod tests {
    use super::Fail;

    #[test]
    fn a_message_is_one_line_whatever_the_store_said() {
        let fail = Fail::new("a\nb  c", "do\n that");
        assert_eq!(fail.to_string(), "a b c: do that");
    }
}
