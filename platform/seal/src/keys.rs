use std::collections::BTreeMap;
use std::fmt;

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{AesGcm, KeyInit, Nonce};
use sm4::Sm4;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::digest::{self, Digest, hmac};

type Sm4Gcm = AesGcm<Sm4, U12>;

pub(crate) type SealKey = Zeroizing<[u8; 16]>;
pub(crate) type BlindKey = Zeroizing<[u8; 32]>;

const NONCE: usize = 12;
const TAG: usize = 16;
/// How many bytes more a sealed value has than what it holds: version, nonce, tag.
pub const OVERHEAD: usize = 1 + NONCE + TAG;

/// Why a value could not be sealed or opened. None of these carries any part of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("the sealed value is too short to be one")]
    TooShort,
    #[error("the value was sealed with key version {0}, which the key file does not hold")]
    UnknownVersion(u8),
    #[error("the sealed value was changed, or moved from another row or column")]
    Broken,
    #[error("the sealed value is not text")]
    NotText,
    #[error("the operating system gave no random bytes")]
    NoRandomness,
}

impl SealError {
    /// Stable code for logs and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooShort => "seal_too_short",
            Self::UnknownVersion(_) => "seal_unknown_version",
            Self::Broken => "seal_broken",
            Self::NotText => "seal_not_text",
            Self::NoRandomness => "seal_no_randomness",
        }
    }
}

/// Keys of one purpose by version: all of them read, the newest writes.
#[derive(Clone)]
pub(crate) struct Ring<K> {
    newest: (u8, K),
    older: BTreeMap<u8, K>,
}

impl<K> Ring<K> {
    pub(crate) fn of(mut keys: BTreeMap<u8, K>) -> Option<Self> {
        let newest = keys.pop_last()?;
        Some(Self { newest, older: keys })
    }

    pub(crate) fn newest(&self) -> (u8, &K) {
        (self.newest.0, &self.newest.1)
    }

    pub(crate) fn get(&self, version: u8) -> Option<&K> {
        if version == self.newest.0 { Some(&self.newest.1) } else { self.older.get(&version) }
    }

    /// `version` must be higher than all there are.
    pub(crate) fn add(&mut self, version: u8, key: K) {
        let before = std::mem::replace(&mut self.newest, (version, key));
        self.older.insert(before.0, before.1);
    }

    /// Newest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (u8, &K)> {
        std::iter::once(self.newest()).chain(self.older.iter().rev().map(|(version, key)| (*version, key)))
    }
}

/// The keys of one installation: versioned keys for sealing, and others for the blind index and query words.
///
/// Sealed bytes are `version (1) | nonce (12) | ciphertext | tag (16)`: 29 bytes more than the text.
#[derive(Clone)]
pub struct Keys {
    pub(crate) seal: Ring<SealKey>,
    pub(crate) blind: Ring<BlindKey>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seal: Vec<u8> = self.seal.all().map(|(version, _)| version).collect();
        let blind: Vec<u8> = self.blind.all().map(|(version, _)| version).collect();
        f.debug_struct("Keys").field("seal", &seal).field("blind", &blind).finish_non_exhaustive()
    }
}

impl Keys {
    /// New keys from the operating system, version 1, in memory only. A server uses [`Keys::make`].
    pub fn generate() -> Result<Self, SealError> {
        Ok(Self {
            seal: Ring { newest: (1, random_key()?), older: BTreeMap::new() },
            blind: Ring { newest: (1, random_key()?), older: BTreeMap::new() },
        })
    }

    /// Seals one cell. The ciphertext opens only for the same table, row and column.
    pub fn seal(&self, table: &str, row: Uuid, column: &str, plain: &str) -> Result<Vec<u8>, SealError> {
        self.seal_bytes(table, row, column, plain.as_bytes())
    }

    /// Opens what [`Keys::seal`] made for the same table, row and column.
    pub fn open(&self, table: &str, row: Uuid, column: &str, sealed: &[u8]) -> Result<String, SealError> {
        String::from_utf8(self.open_bytes(table, row, column, sealed)?).map_err(|_| SealError::NotText)
    }

    /// The same for what is no text: a kept file is a cell too, named by where it lies.
    pub fn seal_bytes(
        &self,
        table: &str,
        row: Uuid,
        column: &str,
        plain: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let (version, key) = self.seal.newest();
        let mut sealed = vec![version];
        let mut nonce = [0; NONCE];
        fill_random(&mut nonce)?;
        sealed.extend_from_slice(&nonce);
        let aad = cell(version, table, row, column);
        let payload = Payload { msg: plain, aad: &aad };
        let text = cipher(key).encrypt(&Nonce::from(nonce), payload).map_err(|_| SealError::Broken)?;
        sealed.extend_from_slice(&text);
        Ok(sealed)
    }

    /// Opens what [`Keys::seal_bytes`] made for the same table, row and column.
    pub fn open_bytes(
        &self,
        table: &str,
        row: Uuid,
        column: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        if sealed.len() < OVERHEAD {
            return Err(SealError::TooShort);
        }
        let (version, rest) = sealed.split_first().ok_or(SealError::TooShort)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or(SealError::TooShort)?;
        let key = self.seal.get(*version).ok_or(SealError::UnknownVersion(*version))?;
        let aad = cell(*version, table, row, column);
        let payload = Payload { msg: text, aad: &aad };
        cipher(key).decrypt(&Nonce::from(*nonce), payload).map_err(|_| SealError::Broken)
    }

    /// The key version that a sealed value needs; a re-sealing job compares it with [`Keys::seal_version`].
    pub fn version_of(sealed: &[u8]) -> Option<u8> {
        sealed.first().copied()
    }

    /// The version that seals now.
    pub fn seal_version(&self) -> u8 {
        self.seal.newest().0
    }

    /// Keyed index value for equality search on a sealed column: the same purpose and text give the same
    /// 32 bytes, and nothing about the text can be learnt without the key.
    ///
    /// `normalised` must be the one canonical form (`Phone::as_str`, `IdNumber::as_str`).
    pub fn blind(&self, purpose: &str, normalised: &str) -> [u8; 32] {
        blind_with(self.blind.newest().1, purpose, normalised)
    }

    /// Index values under each readable key, newest first: what to look for while the index is rebuilt
    /// after a change of keys.
    pub fn blind_readable(&self, purpose: &str, normalised: &str) -> Vec<[u8; 32]> {
        self.blind.all().map(|(_, key)| blind_with(key, purpose, normalised)).collect()
    }

    /// One line per key (`seal-1:0f3a...`), safe to store beside the data. A start with a key file that
    /// lacks a stored line would make that county's data unreadable and must be refused.
    pub fn fingerprints(&self) -> Vec<String> {
        let seal = self.seal.all().map(|(version, key)| fingerprint("seal", version, key));
        let blind = self.blind.all().map(|(version, key)| fingerprint("blind", version, key));
        seal.chain(blind).collect()
    }
}

fn cipher(key: &SealKey) -> Sm4Gcm {
    Sm4Gcm::new(&(**key).into())
}

/// Length prefixes keep `("ab", "c")` and `("a", "bc")` apart.
fn cell(version: u8, table: &str, row: Uuid, column: &str) -> Vec<u8> {
    let mut aad = vec![version];
    for part in [table.as_bytes(), row.as_bytes(), column.as_bytes()] {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part);
    }
    aad
}

fn blind_with(key: &BlindKey, purpose: &str, normalised: &str) -> [u8; 32] {
    hmac(key, &[b"blind", purpose.as_bytes(), normalised.as_bytes()])
}

fn fingerprint<const N: usize>(kind: &str, version: u8, key: &[u8; N]) -> String {
    let whole: Digest = hmac(key, &[b"fingerprint", kind.as_bytes(), &[version]]);
    format!("{kind}-{version}:{}", digest::hex(&whole[..8]))
}

pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), SealError> {
    getrandom::fill(bytes).map_err(|_| SealError::NoRandomness)
}

pub(crate) fn random_key<const N: usize>() -> Result<Zeroizing<[u8; N]>, SealError> {
    let mut key = Zeroizing::new([0; N]);
    fill_random(key.as_mut_slice())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aes_gcm::aead::AeadInOut;
    use sm4::cipher::BlockCipherEncrypt;

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
    }

    #[test]
    fn sm4_gives_the_standards_value() {
        let key: [u8; 16] = bytes("0123456789abcdeffedcba9876543210").try_into().unwrap();
        let mut block = key.into();
        Sm4::new(&key.into()).encrypt_block(&mut block);
        assert_eq!(digest::hex(&block), "681edf34d206965e86b3e94f536e4246");
    }

    #[test]
    fn sm4_gcm_gives_the_value_of_rfc_8998() {
        let key: [u8; 16] = bytes("0123456789abcdeffedcba9876543210").try_into().unwrap();
        let nonce: [u8; 12] = bytes("00001234567800000000abcd").try_into().unwrap();
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let mut text = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let tag = Sm4Gcm::new(&key.into())
            .encrypt_inout_detached(&nonce.into(), &aad, text.as_mut_slice().into())
            .unwrap();
        assert_eq!(
            digest::hex(&text),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        );
        assert_eq!(digest::hex(&tag), "83de3541e4c2b58177e065a9bf7b62ec");
    }
}
