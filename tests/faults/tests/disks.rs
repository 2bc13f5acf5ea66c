//! A disk that is full and then has room again, one that becomes read-only, one that is read-only at the start.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use lianxin_base::World;
use lianxin_faults::{Base, Client, County, Load, Server, judge, seed};
use serde_json::json;

/// A small file system of its own, taken away when it is dropped. None without the right to mount.
struct Disk {
    at: PathBuf,
    image: Option<PathBuf>,
}

impl Disk {
    fn in_memory(at: &Path, megabytes: u32) -> Option<Self> {
        std::fs::create_dir_all(at).expect("a folder");
        let size = format!("size={megabytes}m");
        does("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", text(at)])
            .then(|| Self { at: at.into(), image: None })
    }

    /// ext4 in a file, whose files can be forbidden to change.
    fn in_file(at: &Path, megabytes: u32) -> Option<Self> {
        std::fs::create_dir_all(at).expect("a folder");
        let image = at.with_extension("ext4");
        let size = u64::from(megabytes) << 20;
        std::fs::File::create(&image).and_then(|file| file.set_len(size)).expect("an image");
        let made = does("mkfs.ext4", &["-q", text(&image)])
            && does("mount", &["-o", "loop", text(&image), text(at)]);
        made.then(|| Self { at: at.into(), image: Some(image) })
    }

    /// Lets nothing on it change, or lets it change again. SQLite's shared memory is left alone: it is written through
    /// the memory, and there Linux answers a file that may not change by ending the program (SIGBUS), which it does not
    /// on a disk that is read-only.
    fn freeze(&self, on: bool) {
        let change = if on { "+i" } else { "-i" };
        let but_memory = ["!", "-name", "*-shm", "-exec", "chattr", change, "{}", "+"];
        let all = [&[text(&self.at)], &but_memory[..]].concat();
        // A file that goes while it is being found is an error once; then the folders let none go.
        assert!(does("find", &all) || does("find", &all), "chattr {change}");
    }

    fn mount_again(&self, options: &str) {
        assert!(does("mount", &["-o", options, text(&self.at)]), "mount -o {options}");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.image.is_some() {
            self.freeze(false);
        }
        does("umount", &["-l", text(&self.at)]);
        if let Some(image) = &self.image {
            let _ = std::fs::remove_file(image);
        }
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn does(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Registers one case, and what was answered.
fn register(county: &County, id: &str) -> (u16, String) {
    let client = Client::new(county.port).with_key(&county.key);
    let body = json!({"id": id, "place": "370114011251", "words": "村口路灯不亮三天了"});
    let heard = client.post_json("/370114/api/v1/cases", &body);
    let heard = heard.unwrap_or_else(|none| {
        let said = std::fs::read_to_string(county.log()).unwrap_or_default();
        let last: Vec<&str> = said.lines().rev().take(20).collect();
        panic!("{none:?}; the server said last:\n{}", last.join("\n"))
    });
    (heard.status, heard.body)
}

/// New cases until one is not taken; its id. What was set aside for the log holds some more of them.
fn until_refused(county: &County) -> String {
    let began = Instant::now();
    loop {
        let id = World::system().id().to_string();
        let (status, body) = register(county, &id);
        if status >= 500 {
            assert_eq!(status, 503, "{body}");
            return id;
        }
        assert!(began.elapsed() < Duration::from_secs(40), "the disk takes nothing, and it goes on writing");
    }
}

/// A villager sends the form: a page in words. A shorter one may still find room where a longer one did not.
fn report_is_told_in_words(county: &County, tries: u32) {
    let phone = Client::new(county.port);
    let id = World::system().id().to_string();
    let fields = [("id", &*id), ("place", "370114011251"), ("what", "水渠堵了，水漫到路上")];
    let heard = phone.post_form("/370114/report", "", &fields).expect("an answer");
    if heard.status == 200 && tries > 0 {
        return report_is_told_in_words(county, tries - 1);
    }
    assert_eq!(heard.status, 503, "{}", heard.body);
    assert!(heard.body.contains("<h1") && heard.body.contains("请"), "a page in words: {}", heard.body);
}

fn reading_goes_on(county: &County) {
    let heard = Client::new(county.port).get("/370114/report?place=370114011251").expect("an answer");
    assert_eq!(heard.status, 200, "{}", heard.body);
}

/// Makes the disk full, and gives the room back.
trait Fill {
    fn full(&self, server: &Server);
    fn room(&self, server: &Server);
}

impl Fill for Disk {
    fn full(&self, _: &Server) {
        let mut file = std::fs::File::create(self.at.join("ballast")).expect("a file");
        let block = vec![0; 4096];
        while std::io::Write::write_all(&mut file, &block).is_ok() {}
    }
    fn room(&self, _: &Server) {
        std::fs::remove_file(self.at.join("ballast")).expect("removed");
    }
}

/// No file may grow: what a full disk is to a program without the right to mount one.
struct Limit;

impl Fill for Limit {
    fn full(&self, server: &Server) {
        assert!(does("prlimit", &["--pid", &server.pid().to_string(), "--fsize=4096:unlimited"]));
    }
    fn room(&self, server: &Server) {
        assert!(does("prlimit", &["--pid", &server.pid().to_string(), "--fsize=unlimited:unlimited"]));
    }
}

#[test]
fn a_full_disk_loses_nothing_and_writing_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let disk = Disk::in_memory(&data, 48);
    let fill: &dyn Fill = match &disk {
        Some(disk) => disk,
        None => &Limit,
    };
    let county = County::make_at(Base::Sqlite, folder, data);
    let mut server = county.serve();
    server.ready();
    let load = Load::start(&county, seed());
    load.answers(20);
    fill.full(&server);
    let refused = until_refused(&county);
    report_is_told_in_words(&county, 50);
    reading_goes_on(&county);
    std::thread::sleep(Duration::from_secs(2));
    let before = load.so_far();
    fill.room(&server);
    load.answers(20);
    let heard = load.stop();
    assert!(heard.cases.len() + heard.reports.len() > before.cases.len() + before.reports.len());
    let (status, body) = register(&county, &refused);
    assert!(matches!(status, 200 | 201), "{status}: {body}");
    judge(&county, &mut server, &heard);
    assert_eq!(server.stop(), 0);
    drop(disk);
}

#[test]
fn a_disk_that_takes_no_more_writes_is_told_and_work_goes_on_when_it_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let Some(disk) = Disk::in_file(&data, 96) else {
        eprintln!("left out: no right to mount a file system here");
        return;
    };
    let county = County::make_at(Base::Sqlite, folder, data);
    let mut server = county.serve();
    server.ready();
    let load = Load::start(&county, seed());
    load.answers(20);
    // A mount that is in use cannot be made read-only; files that may not change refuse writes in the same place.
    disk.freeze(true);
    let refused = until_refused(&county);
    report_is_told_in_words(&county, 50);
    reading_goes_on(&county);
    disk.freeze(false);
    load.answers(20);
    let heard = load.stop();
    let (status, body) = register(&county, &refused);
    assert!(matches!(status, 200 | 201), "{status}: {body}");
    judge(&county, &mut server, &heard);
    assert_eq!(server.stop(), 0);
    drop(disk);
}

#[test]
fn on_a_disk_that_is_read_only_the_server_says_so_and_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let Some(disk) = Disk::in_memory(&data, 48) else {
        eprintln!("left out: no right to mount a file system here");
        return;
    };
    let county = County::make_at(Base::Sqlite, folder, data);
    disk.mount_again("remount,ro");
    let told = county.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(told.code, 2, "{}", told.err);
    let last = told.err.lines().last().unwrap_or_default();
    assert!(last.contains("write"), "{}", told.err);
    disk.mount_again("remount,rw");
    let mut server = county.serve();
    server.ready();
    assert_eq!(server.stop(), 0);
}
