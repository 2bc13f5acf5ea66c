use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

pub struct Told {
    pub code: i32,
    pub out: String,
    pub err: String,
}

/// The program, with nothing of this machine's settings.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lianxin"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LIANXIN_")) {
        command.env_remove(name);
    }
    command.current_dir(std::env::temp_dir());
    command
}

pub fn run(arguments: &[&str]) -> Told {
    told(&program().args(arguments).output().expect("the program starts"))
}

pub fn told(output: &Output) -> Told {
    Told {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Told {
    pub fn done(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// It stopped with one line that says these words, and code 2.
    pub fn stopped(&self, words: &[&str]) {
        assert_eq!(self.code, 2, "{}{}", self.out, self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "{} does not say {word}", self.err);
        }
    }
}

pub fn data() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

pub fn path(folder: &Path) -> &str {
    folder.to_str().expect("a path in UTF-8")
}

/// A data folder with the standard county in it.
pub fn county() -> tempfile::TempDir {
    let data = data();
    run(&["county", "create", "--data", path(data.path())]).done();
    data
}

/// A server on a port of its own, ended when it is dropped.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    pub fn start(arguments: &[&str]) -> Self {
        let (server, log) = Self::begin(arguments);
        // Nobody reads the rest; a full pipe would stop the server.
        std::thread::spawn(move || log.for_each(drop));
        server
    }

    /// Whoever read its log is gone: from now on it cannot be written.
    pub fn start_unheard(arguments: &[&str]) -> Self {
        Self::begin(arguments).0
    }

    fn begin(arguments: &[&str]) -> (Self, Lines<BufReader<ChildStderr>>) {
        // The system gives a port; between this and the server another program might take it, then the start fails.
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        let mut child = program()
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .args(arguments)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its log")).lines();
        let mut seen = String::new();
        loop {
            let line = lines.next().unwrap_or_else(|| panic!("it ended: {seen}")).expect("a line");
            seen.push_str(&line);
            if line.contains("serving") {
                break;
            }
        }
        (Self { child, port }, lines)
    }

    /// Sends a request as it is and reads until the server closes.
    pub fn say(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it answers");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("read");
        String::from_utf8_lossy(&answer).into_owned()
    }

    pub fn get(&self, path: &str) -> String {
        self.say(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    }

    /// Tells it to look at its certificate again.
    pub fn hang_up(&self) {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-HUP", &pid]).status().expect("told");
    }

    /// Tells it to stop and waits for its end.
    pub fn stop(&mut self) -> i32 {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().expect("told");
        self.child.wait().expect("it ends").code().expect("by itself")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
