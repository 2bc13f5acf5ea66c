//! A county in one file: what was packed comes out, or nothing does and it is said why.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use lianxin_base::World;
use lianxin_db::{Db, Place, Store, values};

use crate::run::{Server, Told, county, data, path, program, run, told};

struct Packed {
    data: tempfile::TempDir,
    shelf: tempfile::TempDir,
}

impl Packed {
    fn new() -> Self {
        let packed = Self { data: county(), shelf: data() };
        run(&["backup", path(&packed.file()), "--data", path(packed.data.path())]).done();
        packed
    }
    fn file(&self) -> PathBuf {
        self.shelf.path().join("370114.backup")
    }
    fn keys(&self) -> PathBuf {
        self.data.path().join("keys.toml")
    }
    fn restore(&self, into: &Path) -> Told {
        let keys = self.keys();
        run(&["restore", path(&self.file()), "--data", path(into), "--keys", path(&keys)])
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The links of the chain of events, oldest first.
fn chain(folder: &Path) -> Vec<Vec<u8>> {
    let read = async {
        let place = Place::file(folder, "370114");
        let store = Store::open(&place, World::system()).await.unwrap();
        let links: Vec<Vec<u8>> =
            store.reader().column("SELECT hash FROM chain ORDER BY seq", values![]).await.unwrap();
        store.close().await.unwrap();
        links
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(read)
}

#[test]
fn a_county_packed_while_it_is_served_comes_back_whole_and_goes_on() {
    let data = county();
    let shelf = self::data();
    let file = shelf.path().join("370114.backup");
    let server = Server::start(&["--data", path(data.path())]);
    let packed = run(&["backup", path(&file), "--data", path(data.path())]).done();
    assert!(packed.out.contains("proved"), "{}", packed.out);
    assert!(server.get("/readyz").ends_with("ready\n"));
    assert_eq!(names(shelf.path()), ["370114.backup"]);
    let into = self::data();
    let keys = data.path().join("keys.toml");
    let restored = ["restore", path(&file), "--data", path(into.path()), "--keys", path(&keys)];
    run(&restored).done();
    // The served county goes on meanwhile: what was packed is a beginning of its chain, and not an empty one.
    let packed = chain(into.path());
    assert!(packed.len() > 1_000, "{} events", packed.len());
    assert!(chain(data.path()).starts_with(&packed));
    for folder in [into.path(), data.path()] {
        run(&["verify", "--data", path(folder)]).done();
    }
    run(&["check", "--data", path(into.path())]).done();
    let server = Server::start(&["--data", path(into.path())]);
    assert!(server.get("/readyz").ends_with("ready\n"));
    run(&restored).stopped(&["370114 is there already"]);
}

#[test]
fn photos_and_the_playbook_come_back_too() {
    let data = self::data();
    let playbook = concat!(env!("CARGO_MANIFEST_DIR"), "/../playbooks/zhangqiu");
    run(&["county", "create", "--playbook", playbook, "--data", path(data.path())]).done();
    let photo = "files/kept/370114/2026/05/0190f1de-7c4a-7cc3-8f5e-2f8d5d1c7a01.jpg";
    let waiting = "files/quarantine/370114/2026/05/0190f1de-7c4a-7cc3-8f5e-2f8d5d1c7a02.jpg";
    for name in [photo, waiting] {
        fs::create_dir_all(data.path().join(name).parent().unwrap()).unwrap();
        fs::write(data.path().join(name), name).unwrap();
    }
    let packed = Packed { data, shelf: self::data() };
    run(&["backup", path(&packed.file()), "--data", path(packed.data.path())]).done();
    let into = self::data();
    packed.restore(into.path()).done();
    for name in [photo, waiting] {
        assert_eq!(fs::read_to_string(into.path().join(name)).unwrap(), name);
    }
    assert!(into.path().join("playbooks/370114/limits.csv").is_file());
    assert_eq!(names(into.path()), ["370114.sqlite", "files", "keys.toml", "playbooks"]);
}

#[test]
fn a_backup_says_nothing_to_whoever_finds_it() {
    use std::os::unix::fs::PermissionsExt;
    let packed = Packed::new();
    let bytes = fs::read(packed.file()).unwrap();
    let keys = fs::read_to_string(packed.keys()).unwrap();
    let secret = keys.lines().find_map(|line| line.split('"').nth(1)).unwrap().to_owned();
    for word in ["SQLite format", "admin", "manifest", &secret] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    let mode = fs::metadata(packed.file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_backup_that_is_there_is_not_written_over() {
    let packed = Packed::new();
    let before = fs::read(packed.file()).unwrap();
    run(&["backup", path(&packed.file()), "--data", path(packed.data.path())]).stopped(&["there already"]);
    assert_eq!(fs::read(packed.file()).unwrap(), before);
}

#[test]
fn with_another_key_nothing_is_restored() {
    let packed = Packed::new();
    let (other, into) = (county(), data());
    let keys = other.path().join("keys.toml");
    run(&["restore", path(&packed.file()), "--data", path(into.path()), "--keys", path(&keys)])
        .stopped(&["another key", "--keys"]);
    run(&["restore", path(&packed.file()), "--data", path(into.path())]).stopped(&["keys.toml", "--keys"]);
    assert!(names(into.path()).is_empty());
}

#[test]
fn a_file_that_was_cut_off_or_changed_restores_nothing() {
    let packed = Packed::new();
    let whole = fs::read(packed.file()).unwrap();
    let piece = 65_536 + 16;
    assert!(whole.len() > 48 + 2 * piece, "three pieces at least: {}", whole.len());
    let into = data();
    let refused = |what: &str, bytes: &[u8]| {
        fs::write(packed.file(), bytes).unwrap();
        let told = packed.restore(into.path());
        told.stopped(&["370114.backup"]);
        assert!(names(into.path()).is_empty(), "{what} left {:?}", names(into.path()));
    };
    for at in [0, 10, 47, 48, 100, 48 + piece, 48 + piece + 1, whole.len() - 17, whole.len() - 1] {
        refused(&format!("cut at {at}"), &whole[..at]);
    }
    // Magic, key version, nonce, salt, fingerprint; a piece, its tag, the next, the last and its tag.
    let places = [
        0,
        16,
        17,
        24,
        40,
        48,
        5_000,
        48 + piece - 1,
        48 + piece,
        whole.len() / 2,
        whole.len() - 20,
        whole.len() - 1,
    ];
    for (turn, at) in places.into_iter().enumerate() {
        let mut changed = whole.clone();
        changed[at] ^= 1 << (turn % 8);
        refused(&format!("bit {} of byte {at}", turn % 8), &changed);
    }
    fs::write(packed.file(), &whole).unwrap();
    packed.restore(into.path()).done();
}

#[test]
fn something_else_is_no_backup() {
    let packed = Packed::new();
    fs::write(packed.file(), "no backup ".repeat(1_000)).unwrap();
    let into = data();
    packed.restore(into.path()).stopped(&["no backup of Lianxin"]);
}

#[test]
fn a_full_disk_leaves_no_backup_behind() {
    let (data, shelf) = (county(), self::data());
    let file = shelf.path().join("370114.backup");
    // A limit of the size of files stands in for the full disk: writing fails in the same place.
    for blocks in [10, 200] {
        let backup = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} backup {} --data {}",
            env!("CARGO_BIN_EXE_lianxin"),
            path(&file),
            path(data.path())
        );
        let told =
            told(&Command::new("sh").args(["-c", &backup]).current_dir(shelf.path()).output().unwrap());
        told.stopped(&["free some space"]);
        assert!(names(shelf.path()).is_empty(), "{:?}", names(shelf.path()));
        let ours = ["370114.sqlite", "370114.sqlite-shm", "370114.sqlite-wal", "files", "keys.toml"];
        let left = names(data.path());
        assert!(left.iter().all(|name| ours.contains(&name.as_str())), "{left:?}");
    }
    run(&["backup", path(&file), "--data", path(data.path())]).done();
}

#[test]
fn a_backup_that_was_killed_has_no_name_and_the_next_one_clears_up() {
    let (data, shelf) = (county(), self::data());
    let file = shelf.path().join("370114.backup");
    for millis in [20, 150, 400] {
        let mut child = program()
            .args(["backup", path(&file), "--data", path(data.path())])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        let ended = child.try_wait().unwrap().is_some();
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(ended || !file.exists() || run(&["restore", path(&file)]).code == 2);
        let _ = fs::remove_file(&file);
    }
    run(&["backup", path(&file), "--data", path(data.path())]).done();
    assert_eq!(names(shelf.path()), ["370114.backup"]);
    assert_eq!(names(data.path()), ["370114.sqlite", "files", "keys.toml"]);
}

#[test]
fn a_restore_that_was_killed_is_simply_started_again() {
    let packed = Packed::new();
    let into = data();
    let (keys, file) = (packed.keys(), packed.file());
    for millis in [10, 40, 100, 200] {
        let arguments = ["restore", path(&file), "--data", path(into.path()), "--keys", path(&keys)];
        let mut child = program().args(arguments).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        if into.path().join("370114.sqlite").exists() {
            break;
        }
    }
    if !into.path().join("370114.sqlite").exists() {
        packed.restore(into.path()).done();
    }
    run(&["check", "--data", path(into.path())]).done();
}

#[test]
fn a_county_in_postgresql_comes_back_whole_and_goes_on() {
    let Ok(url) = std::env::var("LIANXIN_TEST_POSTGRES") else {
        panic!("LIANXIN_TEST_POSTGRES is not set: `make test` starts a private cluster")
    };
    let (data, shelf, into) = (self::data(), self::data(), self::data());
    let file = shelf.path().join("370114.backup");
    let named = |word: &str| format!("lianxin_{word}_{}", std::process::id());
    let address = |word: &str| url.replacen("/postgres?", &format!("/{}?", named(word)), 1);
    for word in ["packed", "restored"] {
        psql(&url, &format!("CREATE DATABASE {}", named(word)));
    }
    let ask = |folder: &Path, word: &str, words: &[&str]| {
        let mut command = program();
        command.env("LIANXIN_DATABASE", address(word)).env("LIANXIN_DATA", folder).args(words);
        told(&command.output().unwrap())
    };
    ask(data.path(), "packed", &["county", "create"]).done();
    ask(data.path(), "packed", &["backup", path(&file)]).done();
    assert_eq!(names(shelf.path()), ["370114.backup"]);
    let keys = data.path().join("keys.toml");
    let restore = ["restore", path(&file), "--keys", path(&keys)];
    run(&["restore", path(&file), "--keys", path(&keys), "--data", path(into.path())])
        .stopped(&["--database"]);
    ask(into.path(), "restored", &restore).done();
    let head = |folder: &Path, word: &str| ask(folder, word, &["verify"]).done().out;
    assert_eq!(head(into.path(), "restored"), head(data.path(), "packed"));
    ask(into.path(), "restored", &["check"]).done();
    ask(into.path(), "restored", &restore).stopped(&["there already"]);
    // It goes on: the same act writes the same next event in both.
    let token = ["token", "create", "--name", "after", "--scope", "cases.read"];
    ask(into.path(), "restored", &token).done();
    let schemas = psql(&address("packed"), "SELECT nspname FROM pg_namespace WHERE nspname LIKE '%c370114'");
    assert_eq!(schemas.trim(), "c370114", "the proof was cleared away");
    let same = "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = 'c370114'";
    assert_eq!(psql(&address("packed"), same), psql(&address("restored"), same));
    for word in ["packed", "restored"] {
        psql(&url, &format!("DROP DATABASE {}", named(word)));
    }
}

fn psql(url: &str, sql: &str) -> String {
    let done = Command::new("psql").args([url, "-qAt", "-c", sql]).output().expect("psql runs");
    assert!(done.status.success(), "{sql}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}
