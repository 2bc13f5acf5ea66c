//! Where it is: from the poster's code, from a village's page, or chosen town by town without a script.

use askama::Template;
use lianxin_access::Org;
use lianxin_orgs::{Tree, place_of_code, tree};
use lianxin_web::{Answer, Ask, Page};

use crate::Channel;
use crate::pages::spot::above_words;

/// A place, and the poster's code if that is how it was found.
#[derive(Clone, Debug)]
pub(super) struct Chosen {
    pub org: Org,
    pub code: String,
}

impl Chosen {
    pub fn channel(&self) -> Channel {
        if self.code.is_empty() { Channel::Web } else { Channel::Code }
    }
}

/// The place that a code on a poster or a division's code names. A code that is not in force names none.
pub(super) async fn chosen(
    ask: &Ask,
    tree: &Tree,
    code: &str,
    place: &str,
) -> Result<Option<Chosen>, lianxin_db::Fault> {
    if !code.is_empty()
        && let Some(found) = place_of_code(&ask.reader(), code).await?
        && let Some(org) = tree.get(found.org_id)
    {
        return Ok(Some(Chosen { org: org.clone(), code: found.code }));
    }
    let org = tree.by_code(place).filter(|org| org.is_place());
    Ok(org.map(|org| Chosen { org: org.clone(), code: String::new() }))
}

pub(super) struct Way {
    pub href: String,
    pub name: String,
    pub more: String,
}

#[derive(Template)]
#[template(path = "report-place.html")]
struct Choose {
    page: Page,
    heading: String,
    /// Where the search form goes, with what else the address says.
    keep: Vec<(String, String)>,
    words: String,
    ways: Vec<Way>,
    back: String,
    lost_code: bool,
}

/// Towns first, then the villages of one; or the villages whose name holds what was typed.
pub(super) async fn choose(ask: &Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let keep: Vec<(String, String)> = ["for", "errand"]
        .into_iter()
        .filter_map(|name| Some((name.to_owned(), ask.query(name)?.to_owned())))
        .collect();
    let words = ask.query("name").unwrap_or_default().chars().take(20).collect::<String>();
    let town = ask.query("town").and_then(|code| tree.by_code(code)).filter(|org| org.kind == "town");
    let (heading, ways) = match (words.as_str(), town) {
        ("", None) => (ask.t("cases-report-choose-town"), towns(ask, &tree, &keep)),
        ("", Some(town)) => (
            ask.args("cases-report-choose-village", &[("town", town.short(ask.is_zh()))]),
            villages(ask, &tree, town, &keep),
        ),
        (name, _) => {
            (ask.args("cases-report-found-named", &[("name", name)]), named(ask, &tree, name, &keep))
        }
    };
    let page = ask.page(ask.t("cases-report-title"));
    let back = if town.is_some() || !words.is_empty() { address(ask, &[], &keep) } else { String::new() };
    ask.html(&Choose { page, heading, keep, words, ways, back, lost_code: ask.query("at").is_some() })
}

fn address(ask: &Ask, pairs: &[(&str, &str)], keep: &[(String, String)]) -> String {
    let keep = keep.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let pairs: Vec<String> =
        pairs.iter().copied().chain(keep).map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let mark = if pairs.is_empty() { "" } else { "?" };
    ask.href(&format!("/report{mark}{}", pairs.join("&")))
}

/// Codes and our own words only need no more than this; anything else was typed by somebody and is left out.
fn encoded(value: &str) -> String {
    value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

fn towns(ask: &Ask, tree: &Tree, keep: &[(String, String)]) -> Vec<Way> {
    let Some(root) = tree.root() else { return vec![] };
    let towns = tree.children(root.id).filter(|org| org.kind == "town");
    towns
        .map(|town| Way {
            href: address(ask, &[("town", &town.code)], keep),
            name: town.short(ask.is_zh()).to_owned(),
            more: String::new(),
        })
        .collect()
}

fn villages(ask: &Ask, tree: &Tree, town: &Org, keep: &[(String, String)]) -> Vec<Way> {
    let mut ways: Vec<Way> = tree
        .below(town.id)
        .into_iter()
        .filter(|org| org.kind == "village")
        .map(|village| way(ask, tree, village, keep))
        .collect();
    ways.push(Way {
        href: address(ask, &[("place", &town.code)], keep),
        name: ask.t("cases-report-no-village"),
        more: town.short(ask.is_zh()).to_owned(),
    });
    ways
}

fn named(ask: &Ask, tree: &Tree, name: &str, keep: &[(String, String)]) -> Vec<Way> {
    const SHOWN: usize = 40;
    let name = name.to_lowercase();
    let holds = |org: &&Org| org.name_zh.contains(&name) || org.name_en.to_lowercase().contains(&name);
    let mut found: Vec<&Org> = tree.of_kind("village").filter(holds).collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    found.into_iter().take(SHOWN).map(|village| way(ask, tree, village, keep)).collect()
}

fn way(ask: &Ask, tree: &Tree, village: &Org, keep: &[(String, String)]) -> Way {
    Way {
        href: address(ask, &[("place", &village.code)], keep),
        name: village.short(ask.is_zh()).to_owned(),
        more: above_words(tree, village, ask.is_zh()),
    }
}
