//! The machine's clock steps forward and back: the chain stays whole, work goes on, and the checks name what happened.

use std::path::{Path, PathBuf};

use lianxin_faults::{Base, Client, County, Load, catch_up, seed};
use serde_json::json;

/// Debian's libfaketime: the program asks it what time it is, and it looks into a file.
fn library() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").ok()?.filter_map(Result::ok).map(|entry| entry.path());
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|path| path.exists())
}

fn set(file: &Path, offset: &str) {
    let draft = file.with_extension("draft");
    std::fs::write(&draft, format!("{offset}\n")).expect("written");
    std::fs::rename(draft, file).expect("moved");
}

fn jumps(base: Base) {
    let Some(library) = library() else {
        panic!("libfaketime is missing: run scripts/need.sh test");
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("clock");
    set(&file, "+0");
    let mut county = County::make(base);
    let jumping = [
        ("LD_PRELOAD", library.display().to_string()),
        ("FAKETIME_TIMESTAMP_FILE", file.display().to_string()),
        ("FAKETIME_CACHE_DURATION", "1".to_owned()),
        // Only the wall clock jumps; a machine's other clock never does.
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ("DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let usual = std::mem::take(&mut county.more);
    county.more = jumping.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let mut server = county.serve();
    server.ready();
    county.more = usual;
    let load = Load::start(&county, seed());
    load.answers(20);
    for offset in ["+3d", "-1d", "+0"] {
        set(&file, offset);
        std::thread::sleep(std::time::Duration::from_millis(1_500));
        load.answers(20);
    }
    let heard = load.stop();
    catch_up(&county);
    let verified = county.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}{}", verified.out, verified.err);
    let checked = county.run(&["check", "--lang", "en"]);
    let broken: Vec<&str> = checked.out.lines().filter(|line| line.contains("BROKEN")).collect();
    // Nothing but what was written while the clock stood in the future, if anything was.
    assert!(broken.iter().all(|line| line.starts_with("G04")) && broken.len() <= 1, "{}", checked.out);
    assert_eq!(checked.code, i32::from(!broken.is_empty()), "{}", checked.err);
    // And a new case of today still gets a number of its own.
    let client = Client::new(county.port).with_key(&county.key);
    let id = "0190f1de-7c4a-7cc3-8f5e-2f8d5d1c7a09";
    let body = json!({"id": id, "place": "370114011251", "words": "村口路灯不亮三天了"});
    let told = client.post_json("/370114/api/v1/cases", &body).expect("an answer");
    assert_eq!(told.status, 201, "{}", told.body);
    let number = told.json()["number"].as_str().unwrap_or_default().to_owned();
    assert!(!heard.cases.iter().any(|case| case.1 == number), "{number} was given twice");
    assert_eq!(server.stop(), 0);
}

#[test]
fn a_clock_that_jumps_breaks_nothing_on_sqlite() {
    jumps(Base::Sqlite);
}

#[test]
fn a_clock_that_jumps_breaks_nothing_on_postgresql() {
    jumps(Base::Postgres);
}
