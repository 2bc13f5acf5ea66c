//! A sealed stream opens whole, with its key, or not at all.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};

use lianxin_seal::{Keys, OpeningReader, SealingWriter, StreamError};
use proptest::prelude::*;

fn seal(keys: &Keys, plain: &[u8]) -> Vec<u8> {
    let mut writer = SealingWriter::new(keys, Vec::new()).unwrap();
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

fn open(keys: &Keys, sealed: &[u8]) -> Result<Vec<u8>, StreamError> {
    let mut plain = Vec::new();
    let read = OpeningReader::new(keys, sealed).and_then(|mut reader| reader.read_to_end(&mut plain));
    read.map(|_| plain).map_err(|error| StreamError::of(&error).unwrap())
}

fn bytes(many: usize) -> Vec<u8> {
    (0..many).map(|n| (n * 31 % 251) as u8).collect()
}

#[test]
fn streams_of_all_lengths_open_as_they_were() {
    let keys = Keys::generate().unwrap();
    for many in [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000] {
        let sealed = seal(&keys, &bytes(many));
        assert_eq!(open(&keys, &sealed).unwrap(), bytes(many), "{many}");
        assert_ne!(sealed, seal(&keys, &bytes(many)), "no key and nonce twice");
    }
}

#[test]
fn another_key_is_told_as_such() {
    let sealed = seal(&Keys::generate().unwrap(), b"secret");
    let other = open(&Keys::generate().unwrap(), &sealed).unwrap_err();
    assert!(matches!(other, StreamError::OtherKey { version: 1, .. }), "{other}");
    assert_eq!(open(&Keys::generate().unwrap(), b"something else").unwrap_err(), StreamError::NotOne);
    assert!(!sealed.windows(6).any(|window| window == b"secret"));
}

#[test]
fn a_stream_that_breaks_off_does_not_open_wherever_it_does() {
    let keys = Keys::generate().unwrap();
    let sealed = seal(&keys, &bytes(200_000));
    let piece = 65_536 + 16;
    for at in [0, 1, 47, 48, 49, 48 + piece - 1, 48 + piece, 48 + piece + 1, 48 + 2 * piece, sealed.len() - 1]
    {
        assert!(open(&keys, &sealed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn a_writer_that_was_dropped_left_nothing_that_opens() {
    let keys = Keys::generate().unwrap();
    let mut sealed = Vec::new();
    let mut writer = SealingWriter::new(&keys, &mut sealed).unwrap();
    writer.write_all(&bytes(200_000)).unwrap();
    drop(writer);
    assert!(open(&keys, &sealed).is_err());
}

#[test]
fn pieces_that_change_places_do_not_open() {
    let keys = Keys::generate().unwrap();
    let mut sealed = seal(&keys, &bytes(200_000));
    let (piece, head) = (65_536 + 16, 48);
    let (first, second) = sealed[head..head + 2 * piece].split_at_mut(piece);
    first.swap_with_slice(second);
    assert!(matches!(open(&keys, &sealed).unwrap_err(), StreamError::Broken { at: 48 }));
}

proptest! {
    #[test]
    fn no_changed_bit_stays_unseen(at in 0_usize..66_000, bit in 0_u8..8) {
        let keys = Keys::generate().unwrap();
        let mut sealed = seal(&keys, &bytes(65_900));
        let at = at % sealed.len();
        sealed[at] ^= 1 << bit;
        prop_assert!(open(&keys, &sealed).is_err());
    }
}
