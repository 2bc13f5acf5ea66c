//! A file that must be scrolled past some 400 lines wants another room.

use lianxin_house::sources::sources;

const WANTED: usize = 400;
const MOST: usize = 600;

#[test]
fn no_file_is_too_long_to_read() {
    let mut long: Vec<(usize, String)> = sources(&["rs", "html", "ts", "mjs", "css", "ftl", "sql", "sh"])
        .into_iter()
        .map(|source| (source.text.lines().count(), source.path))
        .filter(|(lines, _)| *lines > WANTED)
        .collect();
    long.sort();
    for (lines, path) in &long {
        println!("{path}: {lines} lines, {WANTED} are wanted");
    }
    long.retain(|(lines, _)| *lines > MOST);
    assert!(long.is_empty(), "too long to read: {long:?}");
}
