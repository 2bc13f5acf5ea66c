use askama::Template;
use lianxin_access::Org;
use lianxin_orgs::{Tree, phone_near, tree};
use lianxin_playbook::NodeLevel;
use lianxin_web::{Answer, Ask, Page};

use crate::services::offered;

/// A line that leads on.
pub(crate) struct Way {
    pub href: String,
    pub name: String,
    pub more: String,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    page: Page,
    services: usize,
    towns: Vec<Way>,
    /// The chosen town and its villages.
    town: String,
    villages: Vec<Way>,
    words: String,
    searched: bool,
    phone: String,
    phone_link: String,
}

/// Without the slash at the end it is the same page.
pub(crate) async fn enter(ask: Ask) -> Answer {
    Ok(ask.see("/"))
}

/// `GET /`: three acts, and the way to one's own village by town or by name. Whoever holds a post goes to the desk,
/// unless the address says that this page is meant.
pub(crate) async fn home(ask: Ask) -> Answer {
    if ask.queries().is_empty() && works_here(&ask) {
        return Ok(ask.see("/desk"));
    }
    let tree = tree(&ask.county).await?;
    let zh = ask.is_zh();
    let words: String = ask.query("name").unwrap_or_default().chars().take(20).collect();
    let town = ask.query("town").and_then(|code| tree.by_code(code)).filter(|org| org.kind == "town");
    let villages: Vec<&Org> = match (words.is_empty(), town) {
        (false, _) => named(&tree, &words),
        (true, Some(town)) => tree.below(town.id).into_iter().filter(|org| org.kind == "village").collect(),
        (true, None) => vec![],
    };
    let phone = match tree.root() {
        Some(root) => phone_near(&ask.reader(), root.id).await?.unwrap_or_default(),
        None => String::new(),
    };
    ask.html(&Home {
        page: ask.page(ask.t("portal-home-title")),
        services: offered(&ask).count(),
        towns: towns(&ask, &tree),
        town: town.map(|town| town.short(zh).to_owned()).unwrap_or_default(),
        villages: villages.into_iter().map(|village| way(&ask, &tree, village)).collect(),
        searched: !words.is_empty(),
        words,
        phone_link: phone.chars().filter(char::is_ascii_digit).collect(),
        phone,
    })
}

/// Holds a post other than that of a resident.
fn works_here(ask: &Ask) -> bool {
    let roles = &ask.county.playbook.roles;
    let works = |role: &str| roles.get(role).is_some_and(|role| role.node_level != NodeLevel::Household);
    ask.session.as_ref().is_some_and(|session| session.posts.iter().any(|post| works(&post.role)))
}

fn towns(ask: &Ask, tree: &Tree) -> Vec<Way> {
    let Some(root) = tree.root() else { return vec![] };
    let towns = tree.children(root.id).filter(|org| org.kind == "town");
    towns
        .map(|town| {
            let many = tree.below(town.id).into_iter().filter(|org| org.kind == "village").count();
            Way {
                href: ask.href(&format!("/?town={}#villages", town.code)),
                name: town.short(ask.is_zh()).to_owned(),
                more: ask.args("portal-home-villages", &[("n", &many.to_string())]),
            }
        })
        .collect()
}

fn named<'a>(tree: &'a Tree, name: &str) -> Vec<&'a Org> {
    const SHOWN: usize = 40;
    let name = name.to_lowercase();
    let holds = |org: &&Org| org.name_zh.contains(&name) || org.name_en.to_lowercase().contains(&name);
    let mut found: Vec<&Org> = tree.of_kind("village").filter(holds).collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    found.truncate(SHOWN);
    found
}

fn way(ask: &Ask, tree: &Tree, village: &Org) -> Way {
    let zh = ask.is_zh();
    Way {
        href: ask.href(&format!("/villages/{}", village.code)),
        name: village.short(zh).to_owned(),
        more: tree.nearest(village.id, "town").map(|town| town.short(zh).to_owned()).unwrap_or_default(),
    }
}
