use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Cluster, Server, run};

/// Where the county keeps its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    Sqlite,
    Postgres,
}

/// The standard county in a folder of its own, a program's key for it, and a port.
pub struct County {
    folder: TempDir,
    data: PathBuf,
    pub cluster: Option<Cluster>,
    pub port: u16,
    pub key: String,
    /// More of the environment: a library that makes the clock jump.
    pub more: Vec<(String, String)>,
}

impl County {
    pub fn make(base: Base) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        Self::make_at(base, folder, data)
    }

    /// With its data elsewhere: on a disk that is about to break.
    pub fn make_at(base: Base, folder: TempDir, data: PathBuf) -> Self {
        let cluster = (base == Base::Postgres).then(Cluster::start);
        let port = Server::port();
        let mut county = Self { folder, data, cluster, port, key: String::new(), more: vec![] };
        county.run(&["county", "create"]).done();
        let scopes = ["--scope", "cases.read", "--scope", "cases.write"];
        let told = county.run(&[&["token", "create", "--name", "faults"], &scopes[..]].concat()).done();
        told.out.trim().clone_into(&mut county.key);
        county
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Outside the data: what the server says is kept when the disk of the data breaks.
    pub fn log(&self) -> PathBuf {
        self.folder.path().join("server.log")
    }

    pub fn environment(&self) -> Vec<(String, String)> {
        let mut environment = vec![("LIANXIN_DATA".to_owned(), self.data.display().to_string())];
        if let Some(cluster) = &self.cluster {
            environment.push(("LIANXIN_DATABASE".to_owned(), cluster.url()));
        }
        environment.extend(self.more.iter().cloned());
        environment
    }

    pub fn run(&self, arguments: &[&str]) -> crate::Told {
        run(&self.environment(), arguments)
    }

    pub fn serve(&self) -> Server {
        Server::start(&self.environment(), self.port, &self.log())
    }
}
