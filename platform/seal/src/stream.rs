//! A long secret as a stream: pieces of SM4-GCM in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
//!
//! ```text
//! head 48 bytes: "lianxin-backup-1" | key version 1 | nonce 7 | salt 16 | fingerprint 8
//! then pieces: at most 65,536 bytes sealed, 16 bytes of tag each; the last one says that it is the last
//! ```
//!
//! Each stream has a key of its own, derived from the county's blind-index key and the whole head, so that no nonce is
//! used twice with one key and a changed head opens nothing. A piece that is changed, moved, repeated or left out, and a
//! stream that was cut off, do not open.

use std::io::{self, Read, Write};

use aead_stream::{Decryptor, Encryptor, StreamBE32};
use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::digest::hmac;
use crate::keys::{BlindKey, Keys, fill_random};

type Sm4Gcm = AesGcm<Sm4, U12>;

const MAGIC: &[u8; 16] = b"lianxin-backup-1";
const HEAD: usize = 48;
const PIECE: usize = 65_536;
const TAG: usize = 16;

/// Why a sealed stream does not open. Comes wrapped in an [`io::Error`]: see [`StreamError::of`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StreamError {
    #[error("it is no backup of Lianxin")]
    NotOne,
    #[error("it was sealed with another key (version {version}, {fingerprint})")]
    OtherKey { version: u8, fingerprint: String },
    #[error("it was changed or damaged near byte {at}")]
    Broken { at: u64 },
    #[error("it breaks off after byte {at}: the end is missing")]
    CutOff { at: u64 },
}

impl StreamError {
    /// The reason inside an error that has come up through other readers.
    pub fn of(error: &io::Error) -> Option<Self> {
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error.get_ref()?);
        while let Some(error) = source {
            if let Some(found) = error.downcast_ref::<Self>() {
                return Some(found.clone());
            }
            if let Some(found) = error.downcast_ref::<io::Error>().and_then(Self::of) {
                return Some(found);
            }
            source = error.source();
        }
        None
    }
}

impl From<StreamError> for io::Error {
    fn from(error: StreamError) -> Self {
        Self::new(io::ErrorKind::InvalidData, error)
    }
}

/// Seals what is written through it. Without [`SealingWriter::finish`] the stream has no end and does not open.
pub struct SealingWriter<W> {
    to: W,
    stream: Encryptor<Sm4Gcm, StreamBE32<Sm4Gcm>>,
    piece: Vec<u8>,
}

impl<W: Write> SealingWriter<W> {
    pub fn new(keys: &Keys, mut to: W) -> io::Result<Self> {
        let (version, key) = keys.blind.newest();
        let mut head = [0; HEAD];
        head[..16].copy_from_slice(MAGIC);
        head[16] = version;
        fill_random(&mut head[17..40]).map_err(io::Error::other)?;
        head[40..].copy_from_slice(&fingerprint(version, key));
        to.write_all(&head)?;
        let stream = Encryptor::new(&(*stream_key(key, &head)).into(), &nonce(&head).into());
        Ok(Self { to, stream, piece: Vec::with_capacity(PIECE + TAG) })
    }

    /// Writes the last piece and gives back what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.stream.encrypt_last_in_place(&[], &mut self.piece).map_err(|_| sealing())?;
        self.to.write_all(&self.piece)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> Write for SealingWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits until more comes: it might be the last.
        if self.piece.len() == PIECE && !bytes.is_empty() {
            self.stream.encrypt_next_in_place(&[], &mut self.piece).map_err(|_| sealing())?;
            self.to.write_all(&self.piece)?;
            self.piece.clear();
        }
        let taken = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Opens what a [`SealingWriter`] sealed. What it gives out has been proved piece by piece; that nothing is missing is
/// known only when it has been read to its end.
pub struct OpeningReader<R> {
    from: R,
    stream: Option<Decryptor<Sm4Gcm, StreamBE32<Sm4Gcm>>>,
    /// Sealed bytes that were read and not opened: one piece ahead, for the last one must be known as such.
    ahead: Vec<u8>,
    piece: Vec<u8>,
    given: usize,
    at: u64,
}

impl<R: Read> OpeningReader<R> {
    pub fn new(keys: &Keys, mut from: R) -> io::Result<Self> {
        let mut head = [0; HEAD];
        if read_full(&mut from, &mut head)? < HEAD || &head[..16] != MAGIC {
            return Err(StreamError::NotOne.into());
        }
        let (version, told) = (head[16], &head[40..]);
        let key = keys.blind.get(version).filter(|key| fingerprint(version, key) == *told);
        let key =
            key.ok_or_else(|| StreamError::OtherKey { version, fingerprint: crate::digest::hex(told) })?;
        let stream = Decryptor::new(&(*stream_key(key, &head)).into(), &nonce(&head).into());
        let ahead = sealed_piece(&mut from)?;
        Ok(Self { from, stream: Some(stream), ahead, piece: vec![], given: 0, at: HEAD as u64 })
    }

    fn open_next(&mut self) -> io::Result<()> {
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        let next = sealed_piece(&mut self.from)?;
        let mut piece = std::mem::replace(&mut self.ahead, next);
        let (at, sealed) = (self.at, piece.len() as u64);
        let last = self.ahead.is_empty();
        if last {
            let short = sealed < (PIECE + TAG) as u64;
            stream.decrypt_last_in_place(&[], &mut piece).map_err(|_| {
                // Cut between two pieces, the last is a good one that does not say so; cut inside, it is short.
                if short { StreamError::CutOff { at: at + sealed } } else { StreamError::Broken { at } }
            })?;
        } else {
            stream.decrypt_next_in_place(&[], &mut piece).map_err(|_| StreamError::Broken { at })?;
            self.stream = Some(stream);
        }
        (self.piece, self.given, self.at) = (piece, 0, at + sealed);
        Ok(())
    }
}

impl<R: Read> Read for OpeningReader<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.given == self.piece.len() && self.stream.is_some() {
            self.open_next()?;
        }
        let many = to.len().min(self.piece.len() - self.given);
        to[..many].copy_from_slice(&self.piece[self.given..self.given + many]);
        self.given += many;
        Ok(many)
    }
}

fn sealed_piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = vec![0; PIECE + TAG];
    let many = read_full(from, &mut piece)?;
    piece.truncate(many);
    Ok(piece)
}

fn read_full(from: &mut impl Read, to: &mut [u8]) -> io::Result<usize> {
    let mut many = 0;
    while many < to.len() {
        match from.read(&mut to[many..]) {
            Ok(0) => break,
            Ok(more) => many += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(many)
}

fn stream_key(key: &BlindKey, head: &[u8; HEAD]) -> Zeroizing<[u8; 16]> {
    let whole = Zeroizing::new(hmac(key, &[b"backup", head]));
    let mut half = Zeroizing::new([0; 16]);
    half.copy_from_slice(&whole[..16]);
    half
}

fn nonce(head: &[u8; HEAD]) -> [u8; 7] {
    let mut nonce = [0; 7];
    nonce.copy_from_slice(&head[17..24]);
    nonce
}

fn fingerprint(version: u8, key: &BlindKey) -> [u8; 8] {
    let whole = hmac(key, &[b"fingerprint", b"backup", &[version]]);
    let mut short = [0; 8];
    short.copy_from_slice(&whole[..8]);
    short
}

/// More pieces than a stream can count: 256 TiB.
fn sealing() -> io::Error {
    io::Error::other("the stream is too long to be sealed")
}
