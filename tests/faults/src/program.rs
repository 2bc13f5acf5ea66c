use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program as cargo built it, beside the folder of this test.
pub fn lianxin() -> PathBuf {
    if let Some(path) = std::env::var_os("LIANXIN_PROGRAM") {
        return path.into();
    }
    let own = std::env::current_exe().expect("a path of its own");
    let path = own.parent().and_then(Path::parent).expect("target/PROFILE/deps").join("lianxin");
    assert!(path.exists(), "{} is not there: cargo build -p lianxin", path.display());
    path
}

/// How a command ended.
#[derive(Debug)]
pub struct Told {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Told {
    #[allow(clippy::return_self_not_must_use, reason = "often only the end code matters")]
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }
}

fn command(environment: &[(String, String)]) -> Command {
    let mut command = Command::new(lianxin());
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LIANXIN_")) {
        command.env_remove(name);
    }
    command.envs(environment.iter().cloned()).current_dir(std::env::temp_dir());
    command
}

/// Runs one command to its end.
pub fn run(environment: &[(String, String)], arguments: &[&str]) -> Told {
    let output = command(environment).args(arguments).output().expect("the program starts");
    Told {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A server that can be killed. Always on the same port, so that clients find it again.
pub struct Server {
    child: Child,
    pub port: u16,
    log: PathBuf,
}

impl Server {
    /// A port that is free now.
    pub fn port() -> u16 {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        free.local_addr().expect("an address").port()
    }

    pub fn start(environment: &[(String, String)], port: u16, log: &Path) -> Self {
        let file = File::options().create(true).append(true).open(log).expect("a log");
        let child = command(environment)
            .args(["serve", "--rate-limit", "off", "--listen", &format!("127.0.0.1:{port}")])
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .expect("the server starts");
        Self { child, port, log: log.to_owned() }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it answers that its stores are ready.
    pub fn ready(&mut self) {
        let began = Instant::now();
        let client = crate::Client::new(self.port);
        while !client.get("/readyz").is_ok_and(|heard| heard.status == 200) {
            if let Some(status) = self.child.try_wait().expect("looked at") {
                panic!("the server ended by itself ({status}): {}", self.said());
            }
            assert!(began.elapsed() < Duration::from_mins(1), "not ready: {}", self.said());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// SIGKILL: nothing of it runs on.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// SIGTERM, and how it ended.
    pub fn stop(mut self) -> i32 {
        let pid = self.pid().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().expect("told");
        self.child.wait().expect("it ends").code().unwrap_or(-1)
    }

    /// The end of its log.
    pub fn said(&self) -> String {
        let text = std::fs::read_to_string(&self.log).unwrap_or_default();
        let mut lines: Vec<&str> =
            text.lines().rev().filter(|line| !line.contains(" INFO ")).take(20).collect();
        lines.reverse();
        lines.join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
