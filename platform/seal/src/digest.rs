//! SM3 (GB/T 32905-2016) for the event chain, for salted digests and for files.

use hmac::digest::Digest as _;
use hmac::{Hmac, KeyInit, Mac};
use sm3::Sm3;
use zeroize::Zeroizing;

use crate::keys::{SealError, fill_random};

/// 32 bytes of SM3.
pub type Digest = [u8; 32];

/// What precedes the first link of a chain.
pub const CHAIN_START: Digest = [0; 32];

pub fn sm3(bytes: &[u8]) -> Digest {
    Sm3::digest(bytes).into()
}

/// SM3 of bytes that come in parts (an upload).
#[derive(Clone, Default)]
pub struct Sm3Stream(Sm3);

impl Sm3Stream {
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub fn finish(self) -> Digest {
        self.0.finalize().into()
    }
}

/// One link of the tamper-evident chain: covers the previous link, the place in the chain, and the event.
/// The domain word keeps a link from being passed off as any other digest.
pub fn link(previous: Digest, seq: i64, event_bytes: &[u8]) -> Digest {
    let mut hash = Sm3::new();
    hash.update(b"lianxin-chain-1");
    hash.update(previous);
    hash.update(seq.to_be_bytes());
    hash.update(event_bytes);
    hash.finalize().into()
}

/// Salt for [`salted`]. It is stored in the row, never in the event: erasing the row then makes the digest
/// in the event meaningless, and the chain still holds.
pub fn new_salt() -> Result<[u8; 16], SealError> {
    let mut salt = [0; 16];
    fill_random(&mut salt)?;
    Ok(salt)
}

/// Digest of a text that must not be guessable from the digest alone.
pub fn salted(salt: &[u8; 16], text: &[u8]) -> Digest {
    hmac(salt, &[b"salted", text])
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

/// Reads back [`hex`]; `None` if the text is not exactly `2 * N` hexadecimal digits.
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = (high * 16 + low) as u8;
    }
    Some(bytes)
}

/// HMAC-SM3 over parts, each with its length in front, so that parts cannot flow into each other.
pub(crate) fn hmac<const N: usize>(key: &[u8; N], parts: &[&[u8]]) -> Digest {
    let mut mac = keyed(key);
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// RFC 2104: a key up to the block's 64 bytes is filled up with zeros.
fn keyed<const N: usize>(key: &[u8; N]) -> Hmac<Sm3> {
    const { assert!(N <= 64, "longer keys would have to be hashed first") };
    let mut block = Zeroizing::new([0; 64]);
    block[..N].copy_from_slice(key);
    <Hmac<Sm3> as KeyInit>::new(&(*block).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm3_gives_the_standards_value() {
        assert_eq!(hex(&sm3(b"abc")), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    }

    #[test]
    fn bytes_in_parts_give_the_same_digest() {
        let mut parts = Sm3Stream::default();
        parts.update(b"a");
        parts.update(b"bc");
        assert_eq!(parts.finish(), sm3(b"abc"));
    }

    #[test]
    fn a_link_changes_with_each_thing_it_covers() {
        let one = link(CHAIN_START, 1, b"event");
        assert_eq!(one, link(CHAIN_START, 1, b"event"));
        assert_ne!(one, link(CHAIN_START, 2, b"event"));
        assert_ne!(one, link(CHAIN_START, 1, b"evenu"));
        assert_ne!(one, link(one, 1, b"event"));
    }

    #[test]
    fn a_salted_digest_says_nothing_without_its_salt() {
        let (one, two) = (new_salt().unwrap(), new_salt().unwrap());
        assert_ne!(one, two);
        assert_eq!(salted(&one, b"13800000000"), salted(&one, b"13800000000"));
        assert_ne!(salted(&one, b"13800000000"), salted(&two, b"13800000000"));
    }

    /// RFC 4231's second case, whose inputs are public, run through HMAC-SM3 by another program.
    #[test]
    fn hmac_gives_another_programs_value() {
        let mut mac = keyed(b"Jefe");
        mac.update(b"what do ya want for nothing?");
        let value: Digest = mac.finalize().into_bytes().into();
        assert_eq!(hex(&value), "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882");
    }

    #[test]
    fn hex_reads_back_and_refuses_what_is_not_hex() {
        assert_eq!(parse_hex(&hex(&sm3(b"abc"))), Some(sm3(b"abc")));
        assert_eq!(parse_hex::<2>("abc"), None);
        assert_eq!(parse_hex::<2>("abxy"), None);
        assert_eq!(parse_hex::<2>("a中"), None);
    }
}
