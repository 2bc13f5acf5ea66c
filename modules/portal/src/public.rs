use askama::Template;
use lianxin_access::Org;
use lianxin_base::Id;
use lianxin_cases::{PublicCase, in_public};
use lianxin_orgs::{Tree, tree};
use lianxin_web::{Answer, Ask, Page};

use crate::home::Way;

/// An ended case as the page shows it.
pub(crate) struct Shown {
    pub title: String,
    pub answer: String,
    pub more: String,
    pub ending: String,
    pub good: bool,
}

#[derive(Template)]
#[template(path = "public.html")]
struct Public {
    page: Page,
    place_name: String,
    above: Option<Way>,
    below: Vec<Way>,
    cases: Vec<Shown>,
    older: String,
}

const ON_A_PAGE: i64 = 20;

/// `GET /public`: what was ended, by place; sensitive matters, complaints and reports are not listed.
pub(crate) async fn public(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let asked = ask.query("place").and_then(|code| tree.by_code(code)).filter(|org| org.is_place());
    let place =
        asked.or_else(|| tree.root()).ok_or_else(|| lianxin_base::Refused::absent("shell-refused-absent"))?;
    let before: Option<Id> = ask.query("before").and_then(|id| id.parse().ok());
    let cases = in_public(&ask.county, place.id, before, ON_A_PAGE).await?;
    let older = match cases.last() {
        Some(last) if cases.len() as i64 == ON_A_PAGE => {
            ask.href(&format!("/public?place={}&before={}", place.code, last.id))
        }
        _ => String::new(),
    };
    let page = ask.page(ask.t("portal-public-title"));
    ask.html(&Public {
        place_name: place.short(ask.is_zh()).to_owned(),
        above: above(&tree, place).map(|org| way(&ask, org)),
        below: below(&tree, place).into_iter().map(|org| way(&ask, org)).collect(),
        cases: shown(&ask, &page, &tree, &cases),
        older,
        page,
    })
}

/// The town of a village, the district of a town.
fn above<'a>(tree: &'a Tree, place: &Org) -> Option<&'a Org> {
    let above = tree.above(place.id);
    above.into_iter().find(|org| org.id != place.id && matches!(org.kind.as_str(), "town" | "district"))
}

fn below<'a>(tree: &'a Tree, place: &'a Org) -> Vec<&'a Org> {
    let wanted = match place.kind.as_str() {
        "district" => "town",
        "town" | "area" => "village",
        _ => return vec![],
    };
    tree.below(place.id).into_iter().filter(|org| org.kind == wanted).collect()
}

fn way(ask: &Ask, org: &Org) -> Way {
    Way {
        href: ask.href(&format!("/public?place={}", org.code)),
        name: org.short(ask.is_zh()).to_owned(),
        more: String::new(),
    }
}

/// A grid is called by its number: alone it could be any village's.
fn place_words(tree: &Tree, place: Id, zh: bool) -> String {
    let own = tree.short(place, zh);
    let village = tree.nearest(place, "village").filter(|village| village.id != place);
    match village {
        Some(village) if zh => format!("{}{own}", village.short(zh)),
        Some(village) => format!("{own}, {}", village.short(zh)),
        None => own,
    }
}

/// Cases as rows: matter, place and dates, ending, answer.
pub(crate) fn shown(ask: &Ask, page: &Page, tree: &Tree, cases: &[PublicCase]) -> Vec<Shown> {
    let zh = ask.is_zh();
    let row = |case: &PublicCase| {
        let said = page.day(case.registered_at);
        let done = case.done_at.map(|at| page.day(at)).unwrap_or_default();
        let unit = case.unit_id.map(|unit| tree.short(unit, zh)).unwrap_or_default();
        let facts =
            [place_words(tree, case.place_id, zh), ask.args("portal-public-said", &[("when", &said)])];
        let done = if done.is_empty() { done } else { ask.args("portal-public-done", &[("when", &done)]) };
        let words: Vec<String> =
            facts.into_iter().chain([done, unit]).filter(|part| !part.is_empty()).collect();
        Shown {
            title: case.title.clone(),
            answer: case.answer.clone(),
            more: words.join("·"),
            ending: ask.t(&format!("cases-ending-{}", case.ending)),
            good: matches!(case.ending.as_str(), "solved" | "explained"),
        }
    };
    cases.iter().map(row).collect()
}
