//! A reader of Chinese and a reader of English are told the same, and no text is missing or lies about unused.

use lianxin_house::texts::{Quoted, asked, keys, pairs};

#[test]
fn both_languages_have_the_same_keys_with_the_same_words() {
    for (zh, en) in pairs() {
        let (chinese, english) = (keys(&zh), keys(&en));
        for (key, words) in &chinese {
            let other = english.get(key).unwrap_or_else(|| panic!("{} lacks {key}", en.path));
            assert_eq!(words, other, "{key} expects other words in {}", en.path);
        }
        for key in english.keys() {
            assert!(chinese.contains_key(key), "{} lacks {key}", zh.path);
        }
    }
}

#[test]
fn every_text_is_used() {
    let quoted = Quoted::read();
    let unused: Vec<String> =
        pairs().iter().flat_map(|(zh, _)| keys(zh).into_keys()).filter(|key| !quoted.has(key)).collect();
    assert!(unused.is_empty(), "nobody says: {unused:#?}");
}

#[test]
fn no_text_is_missing() {
    let known: std::collections::BTreeSet<String> =
        pairs().iter().flat_map(|(zh, _)| keys(zh).into_keys()).collect();
    let rooms: std::collections::BTreeSet<&str> =
        known.iter().filter_map(|key| key.split_once('-').map(|(room, _)| room)).collect();
    let missing: Vec<(String, String)> = asked()
        .into_iter()
        .filter(|(key, _)| key.split_once('-').is_some_and(|(room, _)| rooms.contains(room)))
        .filter(|(key, _)| !known.contains(key))
        .collect();
    assert!(missing.is_empty(), "asked for and not there: {missing:#?}");
}
