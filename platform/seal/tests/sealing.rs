//! Sealed fields open only where they were sealed, with the keys that sealed them.
#![allow(clippy::unwrap_used)]

use lianxin_seal::{KeyFileError, Keys, QueryWord, SealError};
use proptest::prelude::*;
use uuid::Uuid;

const ROW: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_sealed_field_opens_in_its_place_only() {
    let keys = Keys::generate().unwrap();
    let sealed = keys.seal("persons", ROW, "phone", "13812345678").unwrap();
    assert_eq!(keys.open("persons", ROW, "phone", &sealed).unwrap(), "13812345678");
    assert_eq!(keys.open("persons", OTHER, "phone", &sealed), Err(SealError::Broken));
    assert_eq!(keys.open("persons", ROW, "id_number", &sealed), Err(SealError::Broken));
    assert_eq!(keys.open("cases", ROW, "phone", &sealed), Err(SealError::Broken));
    assert_eq!(Keys::generate().unwrap().open("persons", ROW, "phone", &sealed), Err(SealError::Broken));
}

#[test]
fn each_flipped_bit_and_each_cut_is_found() {
    let keys = Keys::generate().unwrap();
    let sealed = keys.seal("persons", ROW, "phone", "13812345678").unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut bad = sealed.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert!(keys.open("persons", ROW, "phone", &bad).is_err(), "bit {bit}");
    }
    for length in 0..sealed.len() {
        assert!(keys.open("persons", ROW, "phone", &sealed[..length]).is_err(), "{length} bytes");
    }
}

#[test]
fn the_same_text_is_never_sealed_to_the_same_bytes() {
    let keys = Keys::generate().unwrap();
    let seal = || keys.seal("persons", ROW, "phone", "13812345678").unwrap();
    assert_ne!(seal(), seal());
}

#[test]
fn equal_texts_are_found_by_the_blind_index_of_their_purpose() {
    let keys = Keys::generate().unwrap();
    assert_eq!(keys.blind("phone", "13812345678"), keys.blind("phone", "13812345678"));
    assert_ne!(keys.blind("phone", "13812345678"), keys.blind("phone", "13812345679"));
    assert_ne!(keys.blind("phone", "13812345678"), keys.blind("id_number", "13812345678"));
    assert_ne!(keys.blind("phone", "1"), Keys::generate().unwrap().blind("phone", "1"));
    assert_ne!(keys.blind("a", "bc"), keys.blind("ab", "c"));
}

#[test]
fn debug_prints_versions_and_no_key() {
    let folder = folder();
    let path = folder.path().join("keys.toml");
    let keys = Keys::make(&path).unwrap();
    assert_eq!(format!("{keys:?}"), "Keys { seal: [1], blind: [1], .. }");
}

#[test]
fn keys_are_the_same_after_a_restart() {
    let folder = folder();
    let path = folder.path().join("keys.toml");
    let made = Keys::load_or_make(&path).unwrap();
    let sealed = made.seal("persons", ROW, "phone", "13812345678").unwrap();
    let loaded = Keys::load_or_make(&path).unwrap();
    assert_eq!(loaded.open("persons", ROW, "phone", &sealed).unwrap(), "13812345678");
    assert_eq!(loaded.blind("phone", "1"), made.blind("phone", "1"));
    assert_eq!(loaded.fingerprints(), made.fingerprints());
}

#[test]
fn a_new_key_version_seals_and_the_old_one_still_opens() {
    let folder = folder();
    let path = folder.path().join("keys.toml");
    let before = Keys::make(&path).unwrap();
    let old = before.seal("persons", ROW, "phone", "13812345678").unwrap();
    let after = Keys::add_seal_version(&path).unwrap();
    let new = after.seal("persons", ROW, "phone", "13812345678").unwrap();
    assert_eq!((Keys::version_of(&old), Keys::version_of(&new), after.seal_version()), (Some(1), Some(2), 2));
    assert_eq!(after.open("persons", ROW, "phone", &old).unwrap(), "13812345678");
    assert_eq!(Keys::load(&path).unwrap().open("persons", ROW, "phone", &new).unwrap(), "13812345678");
    assert_eq!(before.open("persons", ROW, "phone", &new), Err(SealError::UnknownVersion(2)));
    assert!(before.fingerprints().iter().all(|line| after.fingerprints().contains(line)));
}

#[test]
fn while_the_blind_index_is_rebuilt_both_values_are_found() {
    let folder = folder();
    let path = folder.path().join("keys.toml");
    let before = Keys::make(&path).unwrap();
    let after = Keys::add_blind_version(&path).unwrap();
    let readable = after.blind_readable("phone", "13812345678");
    assert_eq!(readable, [after.blind("phone", "13812345678"), before.blind("phone", "13812345678")]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_new_key_file_and_an_open_one_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("keys.toml");
    Keys::make(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(matches!(Keys::load(&path), Err(KeyFileError::OpenToOthers { .. })));
}

#[test]
fn a_key_file_is_never_overwritten() {
    let folder = folder();
    let path = folder.path().join("keys.toml");
    let first = Keys::make(&path).unwrap();
    assert!(matches!(Keys::make(&path), Err(KeyFileError::Exists { .. })));
    assert_eq!(Keys::load(&path).unwrap().fingerprints(), first.fingerprints());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
}

#[test]
fn a_broken_key_file_is_told_without_showing_a_key() {
    let folder = folder();
    let path = folder.path().join("keys.toml");
    let secret = "00112233445566778899aabbccddeeff";
    for (text, hint) in [
        (String::new(), "expected tables [seal] and [blind]"),
        (format!("[seal]\n1 = \"{secret}\" x"), "expected tables"),
        (format!("[seal]\n1 = \"{secret}0\"\n[blind]\n1 = \"{secret}{secret}\""), "[seal] 1: expected 32"),
        (format!("[seal]\n0 = \"{secret}\"\n[blind]\n1 = \"{secret}{secret}\""), "from 1 to 255"),
        (format!("[seal]\n1 = \"{secret}\"\n[blind]"), "[blind] holds no key"),
    ] {
        let _ = std::fs::remove_file(&path);
        write_private(&path, &text);
        let message = Keys::load(&path).unwrap_err().to_string();
        assert!(message.contains(hint) && message.contains("keys.toml"), "{message}");
        assert!(!message.contains(secret), "{message}");
    }
}

#[test]
fn a_missing_key_file_says_so() {
    let message = Keys::load(&folder().path().join("keys.toml")).unwrap_err().to_string();
    assert!(message.contains("not found"), "{message}");
}

#[test]
fn the_query_word_opens_its_own_case_only() {
    let keys = Keys::generate().unwrap();
    let word = QueryWord::new().unwrap();
    let stored = keys.hash_word(ROW, &word).unwrap();
    assert!(keys.word_fits(ROW, &stored, &word));
    assert!(!keys.word_fits(OTHER, &stored, &word));
    assert!(!keys.word_fits(ROW, &stored[..stored.len() - 1], &word));
    assert!(!keys.word_fits(ROW, &[], &word));
    assert!(!Keys::generate().unwrap().word_fits(ROW, &stored, &word));
    assert_ne!(stored, keys.hash_word(ROW, &word).unwrap(), "equal words do not look equal");
    assert!(!stored.windows(10).any(|bytes| bytes == word.as_str().as_bytes()));
}

#[test]
fn a_wrong_digit_in_the_query_word_is_refused() {
    let keys = Keys::generate().unwrap();
    let word = QueryWord::parse("482 915 7360").unwrap();
    let stored = keys.hash_word(ROW, &word).unwrap();
    for wrong in ["482 915 7361", "482 915 7306", "582 915 7360"] {
        assert!(!keys.word_fits(ROW, &stored, &QueryWord::parse(wrong).unwrap()));
    }
}

#[test]
fn the_query_word_is_read_as_people_type_and_say_it() {
    for typed in
        ["4829157360", "482-915-7360", "４８２ ９１５ ７３６０", "四八二九幺五七三六零", " 482 915 7360 "]
    {
        assert_eq!(QueryWord::parse(typed).unwrap().to_string(), "482 915 7360");
    }
    for typed in ["", "482915736", "48291573600", "482 915 736o", "查询码"] {
        assert!(QueryWord::parse(typed).is_none(), "{typed}");
    }
}

#[test]
fn without_randomness_there_is_no_word() {
    let drawn = QueryWord::draw(|_| Err(SealError::NoRandomness));
    assert!(matches!(drawn, Err(SealError::NoRandomness)));
}

proptest! {
    #[test]
    fn any_text_comes_back(text in "\\PC{0,300}", table in "[a-z]{1,9}", column in "[a-z]{1,9}", row: u128) {
        let keys = Keys::generate().unwrap();
        let row = Uuid::from_u128(row);
        let sealed = keys.seal(&table, row, &column, &text).unwrap();
        prop_assert_eq!(keys.open(&table, row, &column, &sealed).unwrap(), text);
    }

    #[test]
    fn any_bytes_at_all_are_refused(bytes: Vec<u8>) {
        prop_assert!(Keys::generate().unwrap().open("persons", ROW, "phone", &bytes).is_err());
    }

    #[test]
    fn every_query_word_is_easy_to_say(seed: [u8; 32]) {
        let mut state = seed;
        let word = QueryWord::draw(|bytes| {
            state = lianxin_seal::digest::sm3(&state);
            bytes.copy_from_slice(&state);
            Ok(())
        }).unwrap();
        let digits = word.as_str().as_bytes();
        prop_assert_eq!(digits.len(), 10);
        prop_assert!(digits[0] >= b'2');
        prop_assert!(!digits.windows(3).any(|three| three[0] == three[1] && three[1] == three[2]));
        let read = QueryWord::parse(&word.to_string()).unwrap();
        prop_assert_eq!(read.as_str(), word.as_str());
    }
}

#[cfg(unix)]
fn write_private(path: &std::path::Path, text: &str) {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

#[cfg(not(unix))]
fn write_private(path: &std::path::Path, text: &str) {
    std::fs::write(path, text).unwrap();
}
