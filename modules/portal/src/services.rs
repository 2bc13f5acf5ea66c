use askama::Template;
use lianxin_base::Fen;
use lianxin_orgs::tree;
use lianxin_playbook::{DoneWhere, Service};
use lianxin_web::{Answer, Ask, Page};

struct Item {
    name: String,
    materials: String,
    limit: String,
    free: bool,
    fee: String,
    decided_by: String,
    law: String,
    /// Where the errand is ordered; empty when the person must come.
    errand: String,
}

struct Group {
    heading: String,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "services.html")]
struct Services {
    page: Page,
    groups: Vec<Group>,
    count: usize,
    back: String,
}

/// The items that this county offers now.
pub(crate) fn offered(ask: &Ask) -> impl Iterator<Item = &Service> {
    ask.county.playbook.services.iter().filter(|item| item.offered)
}

/// `GET /services`: nearest place first.
pub(crate) async fn services(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let place = ask.query("place").and_then(|code| tree.by_code(code)).filter(|org| org.is_place());
    let code = place.map(|org| org.code.clone()).unwrap_or_default();
    let groups = [
        (DoneWhere::Grid, "portal-services-grid"),
        (DoneWhere::Village, "portal-services-village"),
        (DoneWhere::WorkArea, "portal-services-area"),
    ];
    let groups = groups.map(|(place, key)| Group {
        heading: ask.t(key),
        items: offered(&ask)
            .filter(|item| item.done_where == place)
            .map(|one| item(&ask, one, &code))
            .collect(),
    });
    ask.html(&Services {
        page: ask.page(ask.t("portal-services-title")),
        count: offered(&ask).count(),
        groups: groups.into_iter().filter(|group| !group.items.is_empty()).collect(),
        back: if code.is_empty() { ask.href("/") } else { ask.href(&format!("/villages/{code}")) },
    })
}

fn item(ask: &Ask, item: &Service, place: &str) -> Item {
    let tag = ask.lang.tag();
    let at = if place.is_empty() { String::new() } else { format!("&place={place}") };
    let decides = ask.county.playbook.units.get(&item.decided_by);
    Item {
        name: item.name.read_in(tag).to_owned(),
        materials: item.materials.read_in(tag).to_owned(),
        limit: match item.limit.count {
            0 => ask.t("portal-services-same-day"),
            _ => item.limit.words().read_in(tag).to_owned(),
        },
        free: item.fee_fen == 0,
        fee: Fen(item.fee_fen).to_string(),
        decided_by: decides.map(|unit| unit.name.read_in(tag).to_owned()).unwrap_or_default(),
        law: if ask.is_zh() { item.law_zh.clone() } else { String::new() },
        errand: if item.errand {
            ask.href(&format!("/report?errand={}{at}", item.code))
        } else {
            String::new()
        },
    }
}
