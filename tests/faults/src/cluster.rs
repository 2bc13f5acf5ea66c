use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A PostgreSQL of its own whose commits are on the disk, and which can be killed, frozen and started again.
pub struct Cluster {
    folder: TempDir,
    bin: PathBuf,
    server: Option<Child>,
}

impl Cluster {
    pub fn start() -> Self {
        // A socket's path has at most 107 bytes, so the folder is short.
        let folder = tempfile::Builder::new().prefix("lxf").tempdir_in("/tmp").expect("a folder");
        let mut cluster = Self { folder, bin: binaries(), server: None };
        let owned = Command::new("chown").arg("postgres").arg(cluster.folder.path()).status();
        assert!(!is_root() || owned.is_ok_and(|status| status.success()), "there is no user postgres");
        let data = cluster.data();
        let made = cluster
            .as_owner("initdb")
            .args(["-U", "lianxin", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-D"])
            .arg(&data)
            .stdout(Stdio::null())
            .status();
        assert!(made.is_ok_and(|status| status.success()), "initdb failed");
        cluster.go();
        cluster
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// PostgreSQL refuses root, rightly.
    fn as_owner(&self, program: &str) -> Command {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid", "postgres", "--regid", "postgres", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }

    pub fn url(&self) -> String {
        format!("postgres://lianxin@localhost/postgres?host={}", self.folder.path().display())
    }

    /// Starts it and waits until it takes connections; after a kill it first replays what was on the disk.
    pub fn go(&mut self) {
        let began = Instant::now();
        let folder = self.folder.path().display().to_string();
        loop {
            let mut command = self.as_owner("postgres");
            command.arg("-D").arg(self.data()).args(["-c", "listen_addresses="]);
            command.args(["-c", &format!("unix_socket_directories={folder}"), "-c", "max_connections=100"]);
            let log = std::fs::File::options().create(true).append(true).open(self.folder.path().join("log"));
            let log = log.expect("a log");
            let child = command.stdout(Stdio::null()).stderr(log).spawn().expect("postgres starts");
            self.server = Some(child);
            if self.wait(began) {
                return;
            }
            // Those that were killed may still hold the shared memory.
            assert!(began.elapsed() < Duration::from_mins(1), "the cluster does not start");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    fn wait(&mut self, began: Instant) -> bool {
        while began.elapsed() < Duration::from_mins(1) {
            let ended = self.server.as_mut().and_then(|server| server.try_wait().expect("looked at"));
            if ended.is_some() {
                return false;
            }
            let asked =
                Command::new("psql").args([&self.url(), "-qAtc", "SELECT 1"]).stderr(Stdio::null()).output();
            if asked.is_ok_and(|output| output.status.success()) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// SIGKILL to the server and all its processes: as if the machine had lost its power, but for the disk's own cache.
    pub fn kill(&mut self) {
        let all = self.processes();
        signal("KILL", &all);
        if let Some(mut server) = self.server.take() {
            let _ = server.wait();
        }
    }

    /// Ends it at once and in order.
    pub fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        signal("QUIT", &[server.id()]);
        let _ = server.wait();
    }

    /// Nothing of it moves until [`Cluster::thaw`]: connections stay open and nobody answers.
    pub fn freeze(&self) {
        signal("STOP", &self.processes());
    }

    pub fn thaw(&self) {
        signal("CONT", &self.processes());
    }

    /// The server, and below it one process per connection and duty.
    fn processes(&self) -> Vec<u32> {
        let Some(server) = &self.server else { return vec![] };
        let mut all = vec![server.id()];
        let children = format!("/proc/{0}/task/{0}/children", server.id());
        let text = std::fs::read_to_string(children).unwrap_or_default();
        all.extend(text.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
        all
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.thaw();
        self.kill();
    }
}

fn signal(name: &str, pids: &[u32]) {
    for pid in pids {
        // One that ended by itself meanwhile is as good.
        let _ = Command::new("kill").args(["-s", name, &pid.to_string()]).stderr(Stdio::null()).status();
    }
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output().expect("id runs");
    String::from_utf8_lossy(&asked.stdout).trim() == "0"
}

fn binaries() -> PathBuf {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/need.sh");
    let asked = Command::new(script).arg("postgres").output().expect("need.sh runs");
    let folder = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    assert!(!folder.is_empty(), "PostgreSQL is missing: run scripts/need.sh test");
    folder.into()
}
