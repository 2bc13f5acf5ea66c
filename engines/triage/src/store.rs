//! A model as one compact file: magic, format, checksum, then everything in little-endian order.

use crate::features::{Hashing, Worth};
use crate::{Model, Refused};
use std::path::Path;

const MAGIC: &[u8; 8] = b"LXTRIAGE";
const FORMAT: u32 = 1;
const HEAD: usize = 16;

impl Model {
    /// Writes the file whole or not at all: beside it first, then under its name.
    pub fn save(&self, path: &Path) -> Result<(), Refused> {
        let told = |source| Refused::File { path: path.display().to_string(), source };
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let written = std::fs::write(&beside, self.to_bytes()).and_then(|()| std::fs::rename(&beside, path));
        written.map_err(|source| {
            let _ = std::fs::remove_file(&beside);
            told(source)
        })
    }

    pub fn load(path: &Path) -> Result<Self, Refused> {
        let told = |source| Refused::File { path: path.display().to_string(), source };
        Self::from_bytes(&std::fs::read(path).map_err(told)?)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        let mut rest = Vec::with_capacity(self.weights.len() * 2 + self.worth.0.len() * 4 + 4096);
        rest.extend(self.hashing.bits.to_le_bytes());
        rest.extend(self.sharpness.to_le_bytes());
        rest.extend((self.labels.len() as u32).to_le_bytes());
        for ((label, size), scale) in self.labels.iter().zip(&self.sizes).zip(&self.scales) {
            rest.extend((label.len() as u32).to_le_bytes());
            rest.extend(label.as_bytes());
            rest.extend(size.to_le_bytes());
            rest.extend(scale.to_le_bytes());
        }
        self.worth.0.iter().for_each(|worth| rest.extend(worth.to_le_bytes()));
        self.weights.iter().for_each(|weight| rest.extend(weight.to_le_bytes()));
        let check = crc32fast::hash(&rest);
        [&MAGIC[..], &FORMAT.to_le_bytes(), &check.to_le_bytes(), &rest].concat()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refused> {
        let Some((head, rest)) = bytes.split_at_checked(HEAD).filter(|(head, _)| head.starts_with(MAGIC))
        else {
            return Err(Refused::NotAModel);
        };
        let mut head = Reader(&head[MAGIC.len()..]);
        let found = head.u32()?;
        if found != FORMAT {
            return Err(Refused::Format { found, expected: FORMAT });
        }
        if head.u32()? != crc32fast::hash(rest) {
            return Err(Refused::Damaged { what: "its checksum does not match" });
        }
        Reader(rest).model()
    }
}

/// Takes from the front; refuses when there is too little.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn model(&mut self) -> Result<Model, Refused> {
        let hashing = Hashing { bits: self.u32()? };
        if !(1..=24).contains(&hashing.bits) {
            return Err(Refused::Damaged { what: "its number of buckets is impossible" });
        }
        let sharpness = self.f32()?;
        let (mut labels, mut sizes, mut scales) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.u32()? {
            let length = self.u32()? as usize;
            let label = std::str::from_utf8(self.take(length)?);
            labels.push(label.map_err(|_| Refused::Damaged { what: "a category is no text" })?.to_owned());
            sizes.push(self.u32()?);
            scales.push(self.f32()?);
        }
        let worth = self.numbers(hashing.buckets(), f32::from_le_bytes)?;
        let weights = self.numbers(hashing.buckets() * labels.len(), i16::from_le_bytes)?;
        if !self.0.is_empty() || labels.is_empty() {
            return Err(Refused::Damaged { what: "its length does not fit" });
        }
        Ok(Model { hashing, labels, sizes, sharpness, worth: Worth(worth), scales, weights })
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Refused> {
        let (taken, rest) =
            self.0.split_at_checked(length).ok_or(Refused::Damaged { what: "it ends too early" })?;
        self.0 = rest;
        Ok(taken)
    }

    fn numbers<T, const N: usize>(&mut self, many: usize, read: fn([u8; N]) -> T) -> Result<Vec<T>, Refused> {
        let (whole, _) = self.take(many.saturating_mul(N))?.as_chunks::<N>();
        Ok(whole.iter().map(|bytes| read(*bytes)).collect())
    }

    fn u32(&mut self) -> Result<u32, Refused> {
        Ok(self.numbers(1, u32::from_le_bytes)?[0])
    }

    fn f32(&mut self) -> Result<f32, Refused> {
        Ok(self.numbers(1, f32::from_le_bytes)?[0])
    }
}
