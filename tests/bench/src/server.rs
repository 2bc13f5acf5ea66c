//! The program itself, serving a store on this machine alone.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::ground::{COUNTY, Ground};
use crate::options::Options;
use crate::{Outcome, process};

pub struct Server {
    child: Child,
    pub pid: u32,
    pub client: Client,
    /// From the start of the process to the first page.
    pub first_answer: Duration,
}

const LONGEST_START: Duration = Duration::from_mins(2);

impl Server {
    /// Starts it and waits for the first page.
    pub async fn start(options: &Options, ground: &Ground) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = std::fs::File::create(ground.data.join("server.log"))?;
        let mut command = Command::new(&options.program);
        command
            .arg("serve")
            .args(["--listen", &format!("127.0.0.1:{port}"), "--county", COUNTY])
            .arg("--data")
            .arg(&ground.data)
            .env("LIANXIN_RATE_LIMIT", "off")
            .stdout(Stdio::null())
            .stderr(log);
        if let Some(url) = &ground.database {
            command.env("LIANXIN_DATABASE", url);
        }
        let began = Instant::now();
        let mut child = command.spawn()?;
        let pid = child.id();
        let client = Client::new(&format!("127.0.0.1:{port}"));
        while client.get(&format!("/{COUNTY}/")).send().await.is_err() {
            if let Some(status) = child.try_wait()? {
                return Err(format!(
                    "the server ended with {status}; see {}/server.log",
                    ground.data.display()
                )
                .into());
            }
            if began.elapsed() > LONGEST_START {
                let _ = child.kill();
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Ok(Self { child, pid, client, first_answer: began.elapsed() })
    }

    /// Megabytes in memory now, and at most so far.
    pub fn memory(&self) -> Outcome<(f64, f64)> {
        Ok((process::megabytes(self.pid, "VmRSS")?, process::megabytes(self.pid, "VmHWM")?))
    }

    /// Asks it to finish, as an operator does.
    pub async fn stop(mut self) -> Outcome<()> {
        Command::new("kill").args(["-TERM", &self.pid.to_string()]).status()?;
        for _ in 0..600 {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err("the server did not end by itself".into())
    }
}

/// A measurement that breaks off leaves no server behind.
impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
