//! What was ordered, as the person reads it: when somebody comes, what to have ready, how far each item is, what they
//! agreed to and can take back; and what else they named that has a number of its own.

use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::Playbook;
use lianxin_web::{Ask, Page};

use crate::call_back::Request;
use crate::errand::{errand_of, papers_of};
use crate::{Case, ClockRow, Consent, ErrandItem, consents_of, items_of};

/// What was ordered.
pub(super) struct Ordered {
    pub items: Vec<Item>,
    /// When somebody comes, or came.
    pub visit: String,
    /// Everything to have ready, each paper once.
    pub papers: String,
}

pub(super) struct Item {
    pub name: String,
    pub state: &'static str,
    pub icon: &'static str,
    pub status: String,
}

/// Something that is kept because the person agreed.
pub(super) struct Agreed {
    pub id: String,
    pub words: String,
    /// Nothing is kept under it any more.
    pub over: bool,
}

/// Another number of the same person's.
pub(super) struct Need {
    pub number: String,
    pub title: String,
    pub href: String,
}

pub(super) async fn ordered(
    db: &impl Db,
    page: &Page,
    playbook: &Playbook,
    case: &Case,
    clocks: &[ClockRow],
) -> Result<Option<Ordered>, Fault> {
    let items = items_of(db, case.id).await?;
    if items.is_empty() {
        return Ok(None);
    }
    let lacking = items.iter().filter(|item| item.lacks_papers());
    let services: Vec<_> = lacking.filter_map(|item| playbook.service(&item.service)).collect();
    let errand = errand_of(db, case.id).await?;
    let coming = clocks.iter().rev().find(|clock| clock.stage == "visit" && clock.is_running());
    let visit = match (
        coming,
        errand.and_then(|errand| errand.visited_at.or(errand.wished_at).map(|at| (errand.visited_at, at))),
    ) {
        (Some(clock), _) => page.tw("cases-follow-visit-by", "when", page.when(clock.due_at)),
        (None, Some((Some(visited), _))) => page.tw("cases-follow-visited", "when", page.when(visited)),
        (None, Some((None, wished))) => page.tw("cases-follow-wished", "when", page.when(wished)),
        _ => String::new(),
    };
    Ok(Some(Ordered {
        papers: if case.is_open() {
            papers_of(services.into_iter()).read_in(page.lang).to_owned()
        } else {
            String::new()
        },
        items: items.iter().map(|item| row(page, playbook, item, clocks)).collect(),
        visit,
    }))
}

fn row(page: &Page, playbook: &Playbook, item: &ErrandItem, clocks: &[ClockRow]) -> Item {
    let name = playbook.service(&item.service).map(|one| one.name.read_in(page.lang).to_owned());
    let clock = clocks.iter().rev().find(|clock| clock.item_id == Some(item.id));
    let due = clock.map(|clock| page.when(clock.due_at)).unwrap_or_default();
    let (state, icon) = match item.state.as_str() {
        "done" => ("ok", "circle-check"),
        "explained" | "not-possible" => ("quiet", "circle-x"),
        "complete" | "handed-in" => ("run", "tool"),
        _ => ("soon", "inbox"),
    };
    Item {
        name: name.unwrap_or_else(|| item.service.clone()),
        state,
        icon,
        status: page.tw(format!("cases-follow-item-{}", item.state), "when", due),
    }
}

pub(super) async fn agreed(db: &impl Db, ask: &Ask, case: &Case) -> Result<Vec<Agreed>, Fault> {
    let words = |consent: &Consent| {
        let kind = ask.t(&format!("cases-consent-{}", consent.kind));
        let until = ask.when().date(consent.keep_until);
        let key = match (consent.withdrawn_at, consent.erased_at) {
            (Some(_), _) => "cases-follow-consent-withdrawn",
            (None, Some(_)) => "cases-follow-consent-erased",
            _ => "cases-follow-consent",
        };
        ask.args(key, &[("kind", &kind), ("purpose", &consent.purpose), ("until", &until)])
    };
    let consents = consents_of(db, case.id).await?;
    Ok(consents
        .iter()
        .map(|one| Agreed { id: one.id.to_string(), words: words(one), over: one.erased_at.is_some() })
        .collect())
}

#[derive(FromQueryResult)]
struct NeedRow {
    number: String,
    title: String,
}

/// What came out of the same request: the others of its needs.
pub(super) async fn needs(db: &impl Db, ask: &Ask, request: &Request) -> Result<Vec<Need>, Fault> {
    let origin = request.origin_id.unwrap_or(request.id);
    let sql = "SELECT r.number, c.title FROM requests r JOIN cases c ON c.id = r.first_case_id \
               WHERE (r.origin_id = $1 OR r.id = $1) AND r.id <> $2 ORDER BY r.registered_at, r.id";
    let rows: Vec<NeedRow> = db.rows(sql, values![origin, request.id]).await?;
    let need = |row: NeedRow| Need {
        href: ask.href(&format!("/follow/{}", row.number)),
        title: lianxin_seal::mask_in_text(&row.title),
        number: row.number,
    };
    Ok(rows.into_iter().map(need).collect())
}
