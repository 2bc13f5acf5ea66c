//! A file that a row names is there, whole, also after a crash; one that no row names can be found and removed.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, NaiveDate, Utc};
use lianxin_files::{FileKey, FileKind, FileStore, StoreError};
use lianxin_seal::Keys;
use lianxin_seal::digest::sm3;
use proptest::prelude::*;
use tempfile::TempDir;
use uuid::Uuid;

const PHOTO: Bytes = Bytes::from_static(b"photo");

fn store() -> (TempDir, FileStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(folder.path(), Arc::new(Keys::generate().unwrap())).unwrap();
    (folder, store)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 5, 15).unwrap()
}

fn key(id: u128) -> FileKey {
    FileKey::new("370114", day(), Uuid::from_u128(id), FileKind::Photo).unwrap()
}

/// Later than any file of the test.
fn later() -> DateTime<Utc> {
    DateTime::<Utc>::MAX_UTC
}

#[tokio::test]
async fn a_file_can_be_read_before_and_after_its_release() {
    let (_folder, store) = store();
    let stored = store.put(&key(1), PHOTO).await.unwrap();
    assert_eq!((stored.size, stored.digest), (5, sm3(b"photo")));
    assert_eq!(store.get(&key(1)).await.unwrap(), PHOTO);
    store.release(&key(1)).await.unwrap();
    assert_eq!(store.get_whole(&key(1), &stored.digest).await.unwrap(), PHOTO);
}

#[tokio::test]
async fn each_step_may_be_done_twice() {
    let (_folder, store) = store();
    for _ in 0..2 {
        store.put(&key(1), PHOTO).await.unwrap();
    }
    for _ in 0..2 {
        store.release(&key(1)).await.unwrap();
    }
    store.put(&key(1), PHOTO).await.unwrap();
    assert!(store.waiting(later()).await.unwrap().is_empty(), "a released file does not wait again");
    for _ in 0..2 {
        store.delete(&key(1)).await.unwrap();
    }
    assert!(matches!(store.get(&key(1)).await, Err(StoreError::Missing { .. })));
}

#[tokio::test]
async fn a_file_is_never_replaced_by_another() {
    let (_folder, store) = store();
    store.put(&key(1), PHOTO).await.unwrap();
    assert!(matches!(store.put(&key(1), Bytes::from_static(b"other")).await, Err(StoreError::Taken { .. })));
    store.release(&key(1)).await.unwrap();
    assert!(matches!(store.put(&key(1), Bytes::from_static(b"other")).await, Err(StoreError::Taken { .. })));
    assert_eq!(store.get(&key(1)).await.unwrap(), PHOTO);
}

#[tokio::test]
async fn what_no_row_names_is_found_and_removed() {
    let (_folder, store) = store();
    for id in [1, 2, 3] {
        store.put(&key(id), PHOTO).await.unwrap();
    }
    store.release(&key(2)).await.unwrap();
    assert_eq!(store.waiting(later()).await.unwrap(), [key(1), key(3)]);
    assert_eq!(store.kept("370114/2026/05", later()).await.unwrap(), [key(2)]);
    assert!(store.kept("370114/2026/06", later()).await.unwrap().is_empty());
    store.delete(&key(1)).await.unwrap();
    assert_eq!(store.waiting(later()).await.unwrap(), [key(3)]);
}

#[tokio::test]
async fn an_upload_whose_transaction_may_still_run_is_left_alone() {
    let (_folder, store) = store();
    store.put(&key(1), PHOTO).await.unwrap();
    assert!(store.waiting(DateTime::UNIX_EPOCH).await.unwrap().is_empty());
}

fn kept(folder: &TempDir, id: u128) -> PathBuf {
    folder.path().join("kept").join(key(id).as_str())
}

#[tokio::test]
async fn a_file_changed_on_the_disk_is_noticed() {
    let (folder, store) = store();
    let stored = store.put(&key(1), PHOTO).await.unwrap();
    store.release(&key(1)).await.unwrap();
    let whole = std::fs::read(kept(&folder, 1)).unwrap();
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        std::fs::write(kept(&folder, 1), changed).unwrap();
        let read = store.get_whole(&key(1), &stored.digest).await;
        assert!(matches!(read, Err(StoreError::Changed { .. } | StoreError::Sealed { .. })), "byte {at}");
    }
}

#[tokio::test]
async fn a_disk_that_is_thrown_away_shows_no_photo() {
    let (folder, store) = store();
    store.put(&key(1), PHOTO).await.unwrap();
    store.release(&key(1)).await.unwrap();
    let there = std::fs::read(kept(&folder, 1)).unwrap();
    assert!(!there.windows(PHOTO.len()).any(|part| part == PHOTO));
    assert_eq!(store.size(&key(1)).await.unwrap(), Some(PHOTO.len() as u64), "the size is that of the photo");
    let stranger = FileStore::open(folder.path(), Arc::new(Keys::generate().unwrap())).unwrap();
    assert!(matches!(stranger.get(&key(1)).await, Err(StoreError::Sealed { .. })));
}

#[tokio::test]
async fn no_file_can_be_put_in_the_place_of_another() {
    let (folder, store) = store();
    for id in [1, 2] {
        store.put(&key(id), PHOTO).await.unwrap();
        store.release(&key(id)).await.unwrap();
    }
    std::fs::copy(kept(&folder, 1), kept(&folder, 2)).unwrap();
    assert!(matches!(store.get(&key(2)).await, Err(StoreError::Sealed { .. })));
}

#[tokio::test]
async fn a_photo_kept_before_files_were_sealed_is_still_read() {
    let (folder, store) = store();
    std::fs::create_dir_all(kept(&folder, 1).parent().unwrap()).unwrap();
    std::fs::write(kept(&folder, 1), &PHOTO).unwrap();
    assert_eq!(store.get_whole(&key(1), &sm3(&PHOTO)).await.unwrap(), PHOTO);
    assert_eq!(store.size(&key(1)).await.unwrap(), Some(PHOTO.len() as u64));
}

#[tokio::test]
async fn half_a_file_left_by_a_crash_is_no_file() {
    let (folder, store) = store();
    let path = folder.path().join("quarantine").join(key(1).as_str());
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path.with_extension("jpg#1"), b"pho").unwrap();
    assert!(matches!(store.get(&key(1)).await, Err(StoreError::Missing { .. })));
    assert!(store.waiting(later()).await.unwrap().is_empty());
    store.put(&key(1), PHOTO).await.unwrap();
    assert_eq!(
        store.clear_drafts(DateTime::UNIX_EPOCH).await.unwrap(),
        0,
        "a write that may still run is left alone"
    );
    assert_eq!(store.clear_drafts(later()).await.unwrap(), 1);
    assert_eq!(store.clear_drafts(later()).await.unwrap(), 0);
    assert_eq!(store.get(&key(1)).await.unwrap(), PHOTO);
}

#[tokio::test]
async fn a_release_without_a_file_says_so() {
    let (_folder, store) = store();
    assert!(matches!(store.release(&key(9)).await, Err(StoreError::Missing { .. })));
}

#[test]
fn a_key_names_county_month_and_id() {
    let key = key(7);
    assert_eq!(key.as_str(), "370114/2026/05/00000000-0000-0000-0000-000000000007.jpg");
    assert_eq!(key.thumbnail().as_str(), "370114/2026/05/00000000-0000-0000-0000-000000000007.small.jpg");
    assert_eq!((key.kind(), key.thumbnail().kind()), (FileKind::Photo, FileKind::Thumbnail));
    assert_eq!(key.as_str().parse(), Ok(key.clone()));
    assert_eq!(key.thumbnail().as_str().parse(), Ok(key.thumbnail()));
}

#[test]
fn no_key_leads_out_of_the_store() {
    let id = "00000000-0000-0000-0000-000000000007";
    for text in [
        String::new(),
        format!("../2026/05/{id}.jpg"),
        format!("370114/../05/{id}.jpg"),
        format!("370114/2026/05/../{id}.jpg"),
        format!("/370114/2026/05/{id}.jpg"),
        format!("370114/2026/5/{id}.jpg"),
        format!("370114/2026/05/{id}.html"),
        format!("370114/2026/05/{id}"),
        "370114/2026/05/photo.jpg".into(),
        "370114/2026/05/00000000000000000000000000000007.jpg".into(),
    ] {
        assert!(text.parse::<FileKey>().is_err(), "{text}");
    }
    assert!(FileKey::new("../etc", day(), Uuid::nil(), FileKind::Photo).is_none());
}

proptest! {
    #[test]
    fn only_canonical_keys_are_read(text in "[0-9a-f/.\\-]{0,60}") {
        if let Ok(key) = text.parse::<FileKey>() {
            prop_assert_eq!(key.as_str(), text);
        }
    }
}

/// They are used from the server's tasks.
#[test]
fn stores_and_sheets_can_be_handed_to_another_thread() {
    fn is_send<T: Send>() {}
    is_send::<FileStore>();
    is_send::<lianxin_files::ImageGate>();
    is_send::<lianxin_files::SheetFile>();
    is_send::<lianxin_files::XlsxOut<Vec<u8>>>();
    is_send::<lianxin_files::CsvOut<Vec<u8>>>();
}
