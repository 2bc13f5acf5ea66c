//! One case: holder and clock on top, the person's own words next, then who does what, what happened, what may be done.

mod conflict;
mod consent;
mod errand;
mod field;
mod file;
mod head;
mod offered;
mod own;
mod paper;
mod parts;
mod related;
mod reveal;
mod ring;
mod same;
mod seen;
mod timeline;
mod verbs;
mod words;

use askama::Template;
use http::HeaderMap;
use lianxin_web::{Access, Answer, Ask, Page, Route};

use crate::attach::attachments_of;
use crate::case_rows::CaseRows;
use crate::pages::names::{Names, Wanted};
use crate::pages::notices::what;
use crate::{Verb, notices_about, requests_of};

pub(crate) use field::{Choice, Wrong, choice};
pub(crate) use own::is_own;
pub(crate) use related::{Earlier, earlier};
pub(crate) use ring::stage_name;
pub(crate) use verbs::moment_of;
pub(crate) use words::masked_name;

use errand::ErrandBox;
use head::Head;
use offered::Acts;
use parts::{BasisRow, PartRow, WhistleRow};
use related::{Look, Other};
use ring::Ring;
use same::Same;
use seen::Seen;
use timeline::{Moment, Past};
use words::Said;

const SEE: Access = Access::Capability("case.see");

pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::get("/cases/{id}", SEE, show),
        Route::get("/cases/{id}/print", SEE, paper::print),
        Route::get("/cases/{id}/files/{file}", SEE, file::file),
        Route::get("/cases/{id}/reveal/{request}", reveal::ACCESS, reveal::why),
        Route::post("/cases/{id}/reveal/{request}", reveal::ACCESS, reveal::open),
        Route::get("/cases/{id}/consents/{consent}", consent::ACCESS, consent::why),
        Route::post("/cases/{id}/consents/{consent}", consent::ACCESS, consent::open),
    ];
    for verb in Verb::ALL.iter().copied() {
        let access = match verb.capabilities() {
            [one] => Access::Capability(one),
            several => Access::AnyOf(several),
        };
        routes.push(Route::get(verb.path(), access, move |ask: Ask| verbs::open(ask, verb)));
        routes.push(Route::post(verb.path(), access, move |ask: Ask, form: lianxin_web::Form| {
            verbs::press(ask, form, verb)
        }));
    }
    routes
}

#[derive(Template)]
#[template(path = "show.html")]
struct Show {
    page: Page,
    case_id: lianxin_base::Id,
    head: Head,
    ring: Option<Ring>,
    /// Words, names and what was written beside events may be read.
    whole: bool,
    said: Vec<Said>,
    files_at: String,
    answer: String,
    after: Vec<lianxin_base::Id>,
    parts: Vec<PartRow>,
    whistles: Vec<WhistleRow>,
    basis: Option<BasisRow>,
    moments: Vec<Moment>,
    acts: Acts,
    errand: Option<ErrandBox>,
    same: Same,
    /// What a deadline told this person about the case.
    notices: Vec<(String, String)>,
    notices_at: String,
    earlier: Earlier,
    related: Vec<(String, Vec<Other>)>,
    map: String,
    /// What the boundaries say of the point, when it is another place than the case's: a suggestion and no more.
    by_boundary: String,
    place_words: String,
    looked: usize,
    looks: Vec<Look>,
    reveals: usize,
    print_at: String,
}

impl Show {
    fn file(&self, id: &lianxin_base::Id) -> String {
        format!("{}/{id}", self.files_at)
    }

    fn small(&self, id: &lianxin_base::Id) -> String {
        format!("{}/{id}?small", self.files_at)
    }
}

async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    if let Some(answer) = own::lead(&ask, &headers).await? {
        return Ok(answer);
    }
    let seen = Seen::of(&ask).await?;
    related::look(&ask, seen.case.id).await?;
    let page = read(&ask, &seen).await?;
    ask.html(&page)
}

async fn read(ask: &Ask, seen: &Seen) -> Result<Show, lianxin_web::Failed> {
    let db = ask.reader();
    let (case, whole) = (&seen.case, seen.reads_whole());
    let requests = requests_of(&db, case.id).await?;
    let CaseRows { parts, clocks, asks, items, whistles, whistle_asked } = &seen.rows;
    let files = attachments_of(&db, case.id).await?;
    let past = Past::read(&db, case.id, clocks).await?;
    let names = names_of(ask, seen, &past).await?;
    let said = if whole { words::said(ask, case, &requests, &files)? } else { Vec::new() };
    let who = said.first().map_or_else(|| ask.t("cases-show-requester"), |said| said.name.clone());
    let of_phase =
        |phase: &str| files.iter().filter(|file| whole && file.phase == phase).map(|file| file.id).collect();
    let head = Head::of(ask, seen, &names);
    let page = ask.page(format!("{}·{}", head.title, case.number));
    let looks = related::looks(&db, ask, case.id).await?;
    let may_see_looks = ask.may("case.press") || ask.may("audit-log.see");
    Ok(Show {
        ring: ring::ring(ask, &page, case, clocks, asks, &names),
        files_at: ask.href(&format!("/cases/{}/files", case.id)),
        answer: if whole { lianxin_seal::mask_in_text(&case.answer) } else { String::new() },
        after: of_phase("after"),
        parts: parts::rows(&db, ask, parts, clocks, whistles, &names).await?,
        whistles: if whole {
            let mut rows = parts::whistle_rows(ask, whistles, clocks);
            rows.extend(whistle_asked.iter().map(|wish| parts::wish_row(ask, &names, wish)));
            rows
        } else {
            Vec::new()
        },
        basis: parts::basis(ask, case),
        moments: past.moments(ask, &names, &files, whole),
        acts: offered::acts(ask, seen, &names, &requests, &who)?,
        errand: errand::errand_box(&db, ask, case, items, clocks, whole).await?,
        same: same::same(&db, ask, &page, seen).await?,
        notices: notices(ask, case.id).await?,
        notices_at: ask.href("/notices/read"),
        earlier: if whole {
            related::earlier_of(&db, ask, case, &requests).await?
        } else {
            Earlier::default()
        },
        related: related::related(&db, ask, case).await?,
        map: if whole { map_of(seen, ask) } else { String::new() },
        by_boundary: if whole { by_boundary(ask, seen).await? } else { String::new() },
        place_words: if whole { lianxin_seal::mask_in_text(&case.place_words) } else { String::new() },
        looked: looks.len(),
        looks: if may_see_looks { looks } else { Vec::new() },
        reveals: past.events().iter().filter(|event| event.verb == "case.reveal-contact").count(),
        print_at: ask.href(&format!("/cases/{}/print", case.id)),
        case_id: case.id,
        head,
        whole,
        said,
        page,
    })
}

/// Ids and words of what was told and not read yet.
async fn notices(ask: &Ask, case: lianxin_base::Id) -> Result<Vec<(String, String)>, lianxin_db::Fault> {
    let notices = notices_about(&ask.reader(), &ask.by, case).await?;
    Ok(notices.iter().map(|notice| (notice.id.to_string(), what(ask, notice))).collect())
}

async fn names_of(ask: &Ask, seen: &Seen, past: &Past) -> Result<Names, lianxin_db::Fault> {
    let mut wanted = Wanted::default();
    past.wants(&mut wanted);
    wanted.case(&seen.case);
    for part in &seen.rows.parts {
        wanted.org(part.unit_id);
        wanted.person(part.handler_id);
    }
    for asked in &seen.rows.asks {
        wanted.org(asked.unit_id);
        wanted.person(asked.asked_by);
        wanted.person(asked.decided_by);
    }
    Names::read(&ask.reader(), wanted, ask.is_zh()).await
}

/// The place whose boundary holds the point; empty when it is the case's own, above it, or unknown.
async fn by_boundary(ask: &Ask, seen: &Seen) -> Result<String, lianxin_db::Fault> {
    let Some(point) = seen.case.lon.zip(seen.case.lat) else { return Ok(String::new()) };
    let tree = lianxin_orgs::tree(&ask.county).await?;
    let found = lianxin_orgs::place_at(&ask.reader(), &tree, point).await?;
    let other = found.filter(|found| !tree.is_within(seen.case.place_id, found.id));
    Ok(other.map(|found| tree.path(found.id, ask.is_zh())).unwrap_or_default())
}

/// The point as GeoJSON (WGS-84); empty where nobody gave one.
fn map_of(seen: &Seen, ask: &Ask) -> String {
    let (Some(lon), Some(lat)) = (seen.case.lon, seen.case.lat) else { return String::new() };
    let label =
        if seen.case.place_words.is_empty() { seen.place(ask) } else { seen.case.place_words.clone() };
    let json = serde_json::json!({
        "type": "FeatureCollection",
        "features": [{
            "type": "Feature",
            "properties": { "label": lianxin_seal::mask_in_text(&label), "kind": "late" },
            "geometry": { "type": "Point", "coordinates": [lon, lat] },
        }],
    });
    // Inside a script element nothing is escaped: a label must not be able to end it.
    json.to_string().replace('<', "\\u003c")
}
