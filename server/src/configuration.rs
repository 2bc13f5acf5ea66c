//! What the operator chose: file, then environment, then flag; the later wins.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use serde::Deserialize;

use crate::fail::Fail;

/// Flags that every command knows. clap reads the environment where a flag is missing.
#[derive(Args, Clone, Debug, Default)]
pub struct Options {
    /// Folder of the counties' data: one SQLite file per county, keys, uploads [default: ./data]
    #[arg(long, global = true, env = "LIANXIN_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// The county meant, by its six digits; not needed where there is only one
    #[arg(long, global = true, env = "LIANXIN_COUNTY", value_name = "CODE")]
    county: Option<String>,
    /// Keep counties in PostgreSQL, one schema each, instead of SQLite files: postgres://user:password@host/database
    #[arg(long, global = true, env = "LIANXIN_DATABASE", value_name = "URL", hide_env_values = true)]
    database: Option<String>,
    /// Configuration file [default: ./lianxin.toml, if there is one]
    #[arg(long, global = true, env = "LIANXIN_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Flags of the server.
#[derive(Args, Clone, Debug, Default)]
pub struct ServerOptions {
    /// Address and port to answer on [default: 127.0.0.1:8080]
    #[arg(long, env = "LIANXIN_LISTEN", value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Where people reach this server, for QR codes and links [default: made from --listen]
    #[arg(long, env = "LIANXIN_ADDRESS", value_name = "URL")]
    address: Option<String>,
    /// Certificate chain (PEM): the server then speaks HTTPS
    #[arg(long, env = "LIANXIN_CERTIFICATE", value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// Private key of the certificate (PEM)
    #[arg(long, env = "LIANXIN_CERTIFICATE_KEY", value_name = "FILE")]
    certificate_key: Option<PathBuf>,
    /// Addresses of proxies whose X-Forwarded-For is believed, with commas between
    #[arg(long, env = "LIANXIN_PROXIES", value_name = "ADDRESSES", value_delimiter = ',')]
    proxies: Option<Vec<String>>,
    /// Addresses that may read /metrics beside this machine itself, with commas between
    #[arg(long, env = "LIANXIN_MONITORS", value_name = "ADDRESSES", value_delimiter = ',')]
    monitors: Option<Vec<String>>,
    /// Limits of how often one address may ask; off for load tests only [default: on]
    #[arg(long, env = "LIANXIN_RATE_LIMIT", value_name = "on|off")]
    rate_limit: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    data: Option<PathBuf>,
    county: Option<String>,
    database: Option<String>,
    listen: Option<String>,
    address: Option<String>,
    certificate: Option<PathBuf>,
    certificate_key: Option<PathBuf>,
    proxies: Option<Vec<String>>,
    monitors: Option<Vec<String>>,
    rate_limit: Option<String>,
}

/// All settings of one run.
#[derive(Clone, Debug)]
pub struct Configuration {
    pub data: PathBuf,
    pub county: Option<String>,
    pub database: Option<String>,
}

/// Certificate chain and private key.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub chain: PathBuf,
    pub key: PathBuf,
}

/// All settings of a server.
#[derive(Clone, Debug)]
pub struct ServerConfiguration {
    pub listen: SocketAddr,
    pub address: String,
    pub certificate: Option<Certificate>,
    pub proxies: Vec<String>,
    pub monitors: Vec<String>,
    pub rate_limit: bool,
}

impl Options {
    pub fn read(&self) -> Result<Configuration, Fail> {
        let file = self.file()?;
        let county = self.county.clone().or(file.county);
        if let Some(code) = county.as_deref().filter(|code| !is_county_code(code)) {
            return Err(Fail::new(
                format!("{code} is no county"),
                "give its six digits, as in --county 370114",
            ));
        }
        let database = self.database.clone().or(file.database).filter(|url| !url.is_empty());
        if database.as_deref().is_some_and(|url| !url.starts_with("postgres")) {
            return Err(Fail::new(
                "--database is no PostgreSQL address",
                "write postgres://user:password@host/database",
            ));
        }
        let data = self.data.clone().or(file.data).unwrap_or_else(|| PathBuf::from("data"));
        Ok(Configuration { data, county, database })
    }

    fn file(&self) -> Result<File, Fail> {
        let standard = Path::new("lianxin.toml");
        let path = match &self.config {
            Some(path) => path.as_path(),
            None if standard.exists() => standard,
            None => return Ok(File::default()),
        };
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Fail::new(format!("cannot read {name} ({error})"), "mend the path in --config")
        })?;
        toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.get(..at).map_or(1, |before| 1 + before.matches('\n').count());
            Fail::new(format!("{name} line {line}"), error.message())
        })
    }
}

impl ServerOptions {
    pub fn read(&self, options: &Options) -> Result<ServerConfiguration, Fail> {
        let file = options.file()?;
        let listen = self.listen.clone().or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let listen = listen.replace("localhost:", "127.0.0.1:").parse::<SocketAddr>().map_err(|_| {
            Fail::new(format!("cannot listen on {listen}"), "write address and port, as in 127.0.0.1:8080")
        })?;
        let certificate = certificate(
            self.certificate.clone().or(file.certificate),
            self.certificate_key.clone().or(file.certificate_key),
        )?;
        let scheme = if certificate.is_some() { "https" } else { "http" };
        let address = self.address.clone().or(file.address).unwrap_or_else(|| format!("{scheme}://{listen}"));
        if !address.starts_with("http://") && !address.starts_with("https://") {
            return Err(Fail::new(format!("{address} is no address of a site"), "write https://host"));
        }
        let proxies = self.proxies.clone().or(file.proxies).unwrap_or_default();
        if let Some(wrong) = proxies.iter().find(|proxy| proxy.parse::<std::net::IpAddr>().is_err()) {
            return Err(Fail::new(
                format!("{wrong} is no proxy's address"),
                "write addresses such as 10.0.0.2",
            ));
        }
        let monitors = self.monitors.clone().or(file.monitors).unwrap_or_default();
        if let Some(wrong) = monitors.iter().find(|monitor| monitor.parse::<std::net::IpAddr>().is_err()) {
            return Err(Fail::new(
                format!("{wrong} is no monitor's address"),
                "write addresses such as 10.0.0.3",
            ));
        }
        let rate_limit = match self.rate_limit.clone().or(file.rate_limit).as_deref() {
            None | Some("on" | "") => true,
            Some("off") => false,
            Some(other) => {
                return Err(Fail::new(format!("the rate limit cannot be {other}"), "write on or off"));
            }
        };
        let address = address.trim_end_matches('/').to_owned();
        Ok(ServerConfiguration { listen, address, certificate, proxies, monitors, rate_limit })
    }
}

fn certificate(chain: Option<PathBuf>, key: Option<PathBuf>) -> Result<Option<Certificate>, Fail> {
    match (chain, key) {
        (Some(chain), Some(key)) => Ok(Some(Certificate { chain, key })),
        (None, None) => Ok(None),
        _ => Err(Fail::new(
            "certificate and key belong together",
            "give both --certificate and --certificate-key",
        )),
    }
}

/// Six digits, as in the statistical list of divisions.
pub fn is_county_code(code: &str) -> bool {
    code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit())
}
