use std::io::{self, Seek, SeekFrom, Write};

use tempfile::NamedTempFile;

/// More bytes came, or were announced, than are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file is larger than {limit} bytes")]
pub struct TooLarge {
    pub limit: u64,
}

impl TooLarge {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        "too_large"
    }
}

/// Collects an upload in memory and stops at the limit, whatever size was announced.
#[derive(Debug)]
pub struct Intake {
    bytes: Vec<u8>,
    limit: u64,
}

impl Intake {
    /// `announced` is the size that the sender claims, if any: refused before a byte is read. Memory is taken
    /// as bytes arrive, never by the claim.
    pub fn new(limit: u64, announced: Option<u64>) -> Result<Self, TooLarge> {
        refuse_over(limit, announced.unwrap_or(0))?;
        Ok(Self { bytes: Vec::new(), limit })
    }

    pub fn push(&mut self, chunk: &[u8]) -> Result<(), TooLarge> {
        refuse_over(self.limit, self.bytes.len() as u64 + chunk.len() as u64)?;
        self.bytes.extend_from_slice(chunk);
        Ok(())
    }

    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }
}

/// Collects a large upload (a spreadsheet) in a temporary file that vanishes with this value.
#[derive(Debug)]
pub struct Spool {
    file: NamedTempFile,
    size: u64,
    limit: u64,
}

impl Spool {
    /// A temporary file in `folder`, which lies on the data's disk: the system's temporary folder is memory on many machines.
    pub fn new(folder: &std::path::Path, limit: u64, announced: Option<u64>) -> io::Result<Self> {
        refuse_over(limit, announced.unwrap_or(0)).map_err(io::Error::other)?;
        Ok(Self { file: NamedTempFile::new_in(folder)?, size: 0, limit })
    }

    /// The error's inner value is [`TooLarge`] if it was the limit.
    pub fn push(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.size += chunk.len() as u64;
        refuse_over(self.limit, self.size).map_err(io::Error::other)?;
        self.file.write_all(chunk)
    }

    /// The file from its start; keep the value as long as the path is used.
    pub fn finish(mut self) -> io::Result<NamedTempFile> {
        self.file.flush()?;
        self.file.seek(SeekFrom::Start(0))?;
        Ok(self.file)
    }
}

fn refuse_over(limit: u64, size: u64) -> Result<(), TooLarge> {
    if size > limit { Err(TooLarge { limit }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_GB: u64 = 5 << 30;

    #[test]
    fn five_gigabytes_are_refused_when_they_are_announced() {
        assert_eq!(Intake::new(1000, Some(FIVE_GB)).unwrap_err(), TooLarge { limit: 1000 });
        assert!(Spool::new(&std::env::temp_dir(), 1000, Some(FIVE_GB)).is_err());
    }

    #[test]
    fn more_than_announced_is_refused_at_the_limit() {
        let mut intake = Intake::new(1000, Some(10)).unwrap();
        intake.push(&[0; 1000]).unwrap();
        assert_eq!(intake.push(&[0]), Err(TooLarge { limit: 1000 }));
        assert_eq!(intake.finish().len(), 1000);
    }

    #[test]
    fn a_spooled_upload_is_on_disk_until_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let mut spool = Spool::new(folder.path(), 5, None).unwrap();
        spool.push(b"abc").unwrap();
        spool.push(b"de").unwrap();
        assert!(spool.push(b"f").unwrap_err().into_inner().unwrap().is::<TooLarge>());
        let file = spool.finish().unwrap();
        assert_eq!(std::fs::read(file.path()).unwrap(), b"abcde");
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
