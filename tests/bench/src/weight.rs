//! What a villager's phone must fetch on a first visit: the page and everything that it asks for, as transferred.

use std::collections::{BTreeSet, VecDeque};

use crate::Outcome;
use crate::client::Client;
use crate::figures::{Figures, Goal};
use crate::ground::{COUNTY, Extent, Ground};
use crate::life::Stage;
use crate::options::{Engine, Options};
use crate::server::Server;

pub async fn measure(options: &Options, figures: &mut Figures) -> Outcome<()> {
    let ground =
        Ground::kept(options, Engine::Sqlite, Extent::Small).await?.scratch(options, "weight").await?;
    let server = Server::start(options, &ground).await?;
    let stage = Stage::of(&ground, &server.client).await?;
    let village = stage.people.villages.first().ok_or("no village")?.clone();
    let (id, place, matter, answer) = stage.create().await?;
    let life = stage.begin(id, place, matter, &answer).await?;
    let pages = [
        ("home", format!("/{COUNTY}/"), ""),
        ("village", format!("/{COUNTY}/villages/{}", village.code), ""),
        ("report", format!("/{COUNTY}/report?place={}", village.code), ""),
        ("choose-place", format!("/{COUNTY}/report"), ""),
        ("received", format!("/{COUNTY}/received"), life.cookie.as_str()),
        ("follow-enter", format!("/{COUNTY}/follow"), ""),
        ("follow", format!("/{COUNTY}/follow/{}", life.number), life.cookie.as_str()),
        ("public", format!("/{COUNTY}/public"), ""),
        ("services", format!("/{COUNTY}/services"), ""),
        ("sign-in", format!("/{COUNTY}/sign-in"), ""),
    ];
    for (name, path, cookie) in pages {
        let (bytes, requests) = visit(&server.client, &path, cookie).await?;
        figures.goal(format!("weight/{name}"), bytes as f64 / 1e3, "KB", Goal::AtMost(100.0));
        println!("  {requests} requests");
    }
    server.stop().await?;
    ground.clear().await
}

/// Bytes of all answers on the wire, heads included, and how many there were.
async fn visit(client: &Client, page: &str, cookie: &str) -> Outcome<(usize, usize)> {
    let mut waiting = VecDeque::from([page.to_owned()]);
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let (mut bytes, mut requests) = (0, 0);
    while let Some(path) = waiting.pop_front() {
        // Phones reach a county over TLS, where browsers ask for brotli too; gzip is the heavier one.
        let answer = client
            .get(&path)
            .cookie(cookie)
            .send()
            .await?
            .came()
            .map_err(|error| format!("{path}: {error}"))?;
        bytes += answer.bytes;
        requests += 1;
        let kind = answer.header("content-type").to_owned();
        if !kind.contains("html") && !kind.contains("css") && !kind.contains("javascript") {
            continue;
        }
        for wanted in wanted(&answer.text()?, &path) {
            if seen.insert(wanted.clone()) {
                waiting.push_back(wanted);
            }
        }
    }
    Ok((bytes, requests))
}

/// The addresses under /assets that a text asks for. Links to other pages are no part of this one.
fn wanted(text: &str, from: &str) -> BTreeSet<String> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut found = BTreeSet::new();
    for piece in text.split(['"', '\'', '(', ')', ' ', '`', '=']) {
        let piece = piece.split(['?', '#']).next().unwrap_or_default();
        // A script that puts an address together names the folder alone.
        if piece.starts_with("/assets/") && !piece.ends_with('/') {
            found.insert(piece.to_owned());
        } else if let Some(sibling) = piece.strip_prefix("./").filter(|_| folder.starts_with("/assets")) {
            found.insert(format!("{folder}/{sibling}"));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_weighs_with_everything_that_it_asks_for() {
        let page = r#"<link href="/assets/resident-1.css"><use href="/assets/icons.svg#x"/><a href="/370114/report">"#;
        let found = wanted(page, "/370114/");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["/assets/icons.svg", "/assets/resident-1.css"]);
        let script = r#"import{a}from"./shared-2.js";"#;
        assert!(wanted(script, "/assets/form-1.js").contains("/assets/shared-2.js"));
    }
}
