use std::collections::BTreeSet;

use chrono::Duration;
use clap::Args;
use lianxin_access::{By, NewToken, make_token, org_by_code, root};
use lianxin_web::{Access, encode};

use crate::configuration::Options;
use crate::fail::Fail;
use crate::{counties, modules};

/// Make a token for a program; its secret is shown once
///
/// The program sends it as `Authorization: Bearer SECRET`. Only a digest is kept: whoever loses the secret makes a
/// new token.
#[derive(Args, Debug)]
pub struct Create {
    /// Whose program it is, for the list of tokens
    #[arg(long)]
    name: String,
    /// What it may do; may be given several times
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    scopes: Vec<String>,
    /// Organisation over which it holds, by code [default: the whole county]
    #[arg(long, value_name = "CODE")]
    org: Option<String>,
    /// Network address that it may come from; may be given several times [default: any]
    #[arg(long = "from", value_name = "ADDRESS")]
    addresses: Vec<std::net::IpAddr>,
    /// Days until it ends
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
}

impl Create {
    pub async fn run(&self, options: &Options) -> Result<(), Fail> {
        let known = known_scopes();
        if let Some(unknown) = self.scopes.iter().find(|scope| !known.contains(scope.as_str())) {
            let known: Vec<&str> = known.into_iter().collect();
            return Err(Fail::new(
                format!("there is no scope {unknown}"),
                format!("choose from: {}", known.join(" ")),
            ));
        }
        let configuration = options.read()?;
        let code = counties::the_one(&configuration).await?;
        let county = counties::open(&configuration, &code).await?;
        let tx = county.store.begin().await?;
        let found = match &self.org {
            Some(code) => org_by_code(&tx, code).await?,
            None => root(&tx).await?,
        };
        let Some(org) = found else {
            let code = self.org.as_deref().unwrap_or(&code);
            return Err(Fail::new(
                format!("there is no organisation {code}"),
                "give a code such as 370114001",
            ));
        };
        let addresses: Vec<String> = self.addresses.iter().map(ToString::to_string).collect();
        let new = NewToken {
            id: tx.id(),
            name: &self.name,
            scopes: &self.scopes,
            org_id: org.id,
            addresses: &addresses,
            valid_to: tx.now() + Duration::days(self.days),
        };
        let secret = make_token(&tx, &By::system(), new).await?;
        tx.commit().await?;
        county.store.close().await?;
        println!("{}", encode(&secret));
        Ok(())
    }
}

/// The scopes that some route asks for.
fn known_scopes() -> BTreeSet<&'static str> {
    let modules = modules::modules();
    let routes = modules.iter().flat_map(|module| &module.routes);
    routes
        .filter_map(|route| match route.access {
            Access::Token(scope) => Some(scope),
            _ => None,
        })
        .collect()
}
