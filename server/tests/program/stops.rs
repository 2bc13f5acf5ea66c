//! What stops the program is told in one line, with code 2, and nothing is left half-written.

use std::fs;
use std::net::TcpListener;
use std::process::Command;

use crate::run::{county, data, path, program, run, told};

#[test]
fn a_taken_port_is_told_before_anything_is_opened() {
    let data = county();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = other.local_addr().unwrap().to_string();
    run(&["serve", "--data", path(data.path()), "--listen", &listen]).stopped(&["taken", "--listen"]);
}

#[test]
fn an_empty_folder_is_not_served() {
    let data = data();
    run(&["serve", "--data", path(data.path()), "--listen", "127.0.0.1:0"]).stopped(&["county create"]);
    run(&["verify", "--data", path(data.path()), "--county", "370114"]).stopped(&["370114", "county list"]);
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0, "a store must not appear by asking for it");
}

#[test]
fn without_its_keys_a_county_is_not_served() {
    let data = county();
    fs::remove_file(data.path().join("keys.toml")).unwrap();
    run(&["serve", "--data", path(data.path()), "--listen", "127.0.0.1:0"])
        .stopped(&["keys.toml", "restore"]);
    assert!(!data.path().join("keys.toml").exists(), "new keys would lose what the old ones sealed");
}

#[test]
fn a_damaged_store_is_not_served() {
    let data = data();
    run(&["county", "create", "--data", path(data.path())]).done();
    fs::write(data.path().join("370114.sqlite"), "no store ".repeat(1_000)).unwrap();
    run(&["serve", "--data", path(data.path()), "--listen", "127.0.0.1:0"]).stopped(&["damaged", "backup"]);
}

#[tokio::test]
async fn a_store_that_another_program_holds_is_told() {
    let data = county();
    let place = lianxin_db::Place::file(data.path(), "370114");
    let store = lianxin_db::Store::open(&place, lianxin_base::World::system()).await.unwrap();
    let held = store.begin().await.unwrap();
    let told = tokio::task::spawn_blocking(move || {
        run(&["serve", "--data", path(data.path()), "--listen", "127.0.0.1:0"])
    });
    told.await.unwrap().stopped(&["locked", "another program"]);
    held.rollback().await.unwrap();
}

#[test]
fn a_full_disk_leaves_no_county_behind() {
    let data = data();
    // A limit of 200 KB a file stands in for the full disk: writing fails in the same place.
    let create = format!(
        "trap '' XFSZ; ulimit -f 200; exec {} county create --data {}",
        env!("CARGO_BIN_EXE_lianxin"),
        path(data.path())
    );
    let mut shell = Command::new("sh");
    let told = told(&shell.args(["-c", &create]).current_dir(data.path()).output().unwrap());
    told.stopped(&["full", "free some space"]);
    let left: Vec<String> = fs::read_dir(data.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "keys.toml")
        .collect();
    assert!(left.is_empty(), "{left:?}");
    run(&["county", "create", "--data", path(data.path())]).done();
}

#[test]
fn a_database_that_does_not_answer_is_told_without_its_password() {
    let data = data();
    let told = run(&[
        "county",
        "list",
        "--data",
        path(data.path()),
        "--database",
        "postgres://lianxin:geheim@127.0.0.1:1/lianxin",
    ]);
    told.stopped(&["PostgreSQL", "--database"]);
    assert!(!told.err.contains("geheim"));
}

#[test]
fn a_database_that_is_not_there_is_told() {
    let Ok(url) = std::env::var("LIANXIN_TEST_POSTGRES") else {
        panic!("LIANXIN_TEST_POSTGRES is not set: `make test` starts a private cluster")
    };
    let data = data();
    let nowhere = url.replacen("/postgres?", "/nowhere?", 1);
    run(&["county", "create", "--data", path(data.path()), "--database", &nowhere]).stopped(&[
        "nowhere",
        "does not exist",
        "--database",
    ]);
    assert_eq!(fs::read_dir(data.path()).unwrap().count(), 0);
}

#[test]
fn a_county_whose_playbook_was_spoilt_is_not_served() {
    let data = data();
    let playbook = concat!(env!("CARGO_MANIFEST_DIR"), "/../playbooks/zhangqiu");
    run(&["county", "create", "--playbook", playbook, "--data", path(data.path())]).done();
    let limits = data.path().join("playbooks/370114/limits.csv");
    let spoilt = fs::read_to_string(&limits).unwrap().replacen("4wh", "4moons", 1);
    fs::write(&limits, spoilt).unwrap();
    run(&["serve", "--data", path(data.path()), "--listen", "127.0.0.1:0"])
        .stopped(&["limits.csv line", "4moons"]);
}

#[test]
fn a_county_in_postgresql_is_made_listed_and_made_once() {
    let Ok(url) = std::env::var("LIANXIN_TEST_POSTGRES") else {
        panic!("LIANXIN_TEST_POSTGRES is not set: `make test` starts a private cluster")
    };
    let data = data();
    let own = format!("lianxin_program_{}", std::process::id());
    psql(&url, &format!("CREATE DATABASE {own}"));
    let database = url.replacen("/postgres?", &format!("/{own}?"), 1);
    let ask = |words: &[&str]| {
        let mut command = program();
        command.env("LIANXIN_DATABASE", &database).env("LIANXIN_DATA", data.path()).args(words);
        told(&command.output().unwrap())
    };
    assert_eq!(ask(&["county", "list"]).done().out, "");
    ask(&["county", "create"]).done();
    assert!(ask(&["county", "list"]).done().out.starts_with("370114 章丘区"));
    ask(&["county", "create"]).stopped(&["already"]);
    assert!(ask(&["verify"]).done().out.starts_with("370114 whole"));
    psql(&url, &format!("DROP DATABASE {own}"));
}

fn psql(url: &str, sql: &str) {
    let done = Command::new("psql").args([url, "-q", "-c", sql]).status().expect("psql runs");
    assert!(done.success(), "{sql}");
}
