//! JSON Lines in, one object a line; a wrong line is told with its number.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::marker::PhantomData;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::fail::Fail;

/// Longer than any request: a file without line ends must not fill the memory.
const LONGEST: u64 = 4 * 1024 * 1024;

pub struct Lines<T> {
    reader: BufReader<File>,
    name: String,
    line: u64,
    of: PhantomData<T>,
}

impl<T> Lines<T> {
    pub fn open(path: &Path) -> Result<Self, Fail> {
        let name = path.display().to_string();
        match File::open(path) {
            Ok(file) => Ok(Self { reader: BufReader::new(file), name, line: 0, of: PhantomData }),
            Err(error) => Err(Fail::new(format!("cannot read {name} ({error})"), "mend the path")),
        }
    }

    fn read(&mut self) -> Result<Option<Vec<u8>>, Fail> {
        loop {
            self.line += 1;
            let mut bytes = Vec::new();
            let mut limited = std::io::Read::take(&mut self.reader, LONGEST);
            let many =
                limited.read_until(b'\n', &mut bytes).map_err(|error| self.wrong(error, "try again"))?;
            if many as u64 == LONGEST {
                return Err(self.wrong("longer than 4 MB", "write one request a line"));
            }
            if many == 0 || !bytes.trim_ascii().is_empty() {
                return Ok((many > 0).then_some(bytes));
            }
        }
    }

    fn wrong(&self, what: impl std::fmt::Display, mend: &str) -> Fail {
        Fail::new(format!("{} line {}: {what}", self.name, self.line), mend)
    }
}

impl<T: DeserializeOwned> Iterator for Lines<T> {
    type Item = Result<T, Fail>;

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = match self.read() {
            Ok(Some(bytes)) => bytes,
            Ok(None) => return None,
            Err(fail) => return Some(Err(fail)),
        };
        let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
        Some(serde_json::from_slice(text).map_err(|error| {
            // serde counts the line from one for each piece that it is given.
            let what = error.to_string();
            let what = what.split(" at line").next().unwrap_or_default();
            self.wrong(format!("column {}: {what}", error.column()), "write one JSON object a line")
        }))
    }
}

/// The engine's messages say already what to mend.
pub fn told(refused: lianxin_triage::Refused) -> Fail {
    let text = refused.to_string();
    match text.split_once(": ") {
        Some((what, mend)) => Fail::new(what, mend),
        None => Fail::new(text, "give another file"),
    }
}
