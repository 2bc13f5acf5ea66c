use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveTime};
use lianxin_access::{Org, Stop, org};
use lianxin_base::{Id, Refused, Time, day_in_china};
use lianxin_playbook::from_local;
use lianxin_web::{Answer, Ask};

use crate::as_was::{Change, Standing, changes, standing_at};
use crate::boundaries::{Boundary, boundaries_of};
use crate::history::history;
use crate::map_routes::outline;
use crate::pages::{AreaRow, ChangeRow, Changes, Code, Link, List, Mistake, Seat, Show, TownRow};
use crate::place_code::{PlaceCode, codes_of_org};
use crate::posts_at::posts_at;
use crate::qr::qr_svg;
use crate::set_phone::phone_near;
use crate::tree::{Tree, tree};
use crate::{KEEP_TREE, code_routes};

/// The end of a day of the query in China, or now when the day is today or none was named.
fn instant(ask: &Ask, field: &'static str) -> Result<(NaiveDate, Time), Refused> {
    let today = day_in_china(ask.now);
    let Some(text) = ask.query(field) else { return Ok((today, ask.now)) };
    let wrong = || Refused::field(field, "orgs-refused-day");
    let day: NaiveDate = text.parse().map_err(|_| wrong())?;
    if day >= today {
        return Ok((today, ask.now));
    }
    let next = day.checked_add_days(Days::new(1)).ok_or_else(wrong)?;
    Ok((day, from_local(next.and_time(NaiveTime::MIN))))
}

pub(crate) fn link(ask: &Ask, id: Id, name: &str) -> Link {
    Link { href: ask.href(&format!("/orgs/{id}")), name: name.to_owned() }
}

/// GET /orgs: the tree, today or on the day `on`.
pub(crate) async fn list(ask: Ask) -> Answer {
    let (day, at) = instant(&ask, "on")?;
    let past = at != ask.now;
    let standing = standing_at(&ask.reader(), at).await?;
    let below = Below::new(&standing);
    let district = standing.iter().find(|org| org.kind == "district");
    let root = district.map(|org| org.id);
    let row = |org: &Standing| link(&ask, org.id, org.short(ask.is_zh()));
    let of = |kind| -> Vec<Link> { below.of(root, kind).map(row).collect() };
    let towns: Vec<TownRow> = below.of(root, "town").map(|town| town_row(&ask, &below, town)).collect();
    let count = |kind: &str| standing.iter().filter(|org| org.kind == kind).count().to_string();
    let said = ask.args(
        "orgs-counts",
        &[
            ("towns", &count("town")),
            ("areas", &count("area")),
            ("villages", &count("village")),
            ("grids", &count("grid")),
        ],
    );
    ask.html(&List {
        page: ask.page(ask.t("orgs-title")),
        on: day.to_string(),
        past,
        said,
        district: district.map(row).unwrap_or_default(),
        towns,
        departments: of("department"),
        bodies: of("body"),
    })
}

/// What stands directly below what.
struct Below<'a>(HashMap<Option<Id>, Vec<&'a Standing>>);

impl<'a> Below<'a> {
    fn new(standing: &'a [Standing]) -> Self {
        let mut below: HashMap<Option<Id>, Vec<&Standing>> = HashMap::new();
        for org in standing {
            below.entry(org.parent_id).or_default().push(org);
        }
        Self(below)
    }

    fn of(&self, parent: Option<Id>, kind: &'static str) -> impl Iterator<Item = &'a Standing> {
        self.0.get(&parent).into_iter().flatten().copied().filter(move |org| org.kind == kind)
    }
}

fn town_row(ask: &Ask, below: &Below<'_>, town: &Standing) -> TownRow {
    let row = |org: &Standing| link(ask, org.id, org.short(ask.is_zh()));
    let area = |area: &Standing| AreaRow {
        link: row(area),
        villages: below.of(Some(area.id), "village").map(row).collect(),
        offices: below.of(Some(area.id), "office").map(row).collect(),
    };
    let mut areas: Vec<AreaRow> = below.of(Some(town.id), "area").map(area).collect();
    let villages = areas.iter().map(|area| area.villages.len()).sum::<usize>();
    let without: Vec<Link> = below.of(Some(town.id), "village").map(row).collect();
    let count = ask.args(
        "orgs-town-count",
        &[("n", &(villages + without.len()).to_string()), ("areas", &areas.len().to_string())],
    );
    if !without.is_empty() {
        areas.push(AreaRow { link: Link::default(), villages: without, offices: vec![] });
    }
    TownRow { link: row(town), count, areas, offices: below.of(Some(town.id), "office").map(row).collect() }
}

/// GET /orgs/changes: what is different between two days, as it was and as it is.
pub(crate) async fn changed(ask: Ask) -> Answer {
    let (to, at) = instant(&ask, "to")?;
    let (from, since) = if ask.query("from").is_some() {
        instant(&ask, "from")?
    } else {
        let month_before = at - chrono::Duration::days(30);
        (day_in_china(month_before), month_before)
    };
    let db = ask.reader();
    let (before, after) = (standing_at(&db, since).await?, standing_at(&db, at).await?);
    let rows =
        changes(&before, &after).into_iter().map(|one| change_row(&ask, &before, &after, one)).collect();
    ask.html(&Changes {
        page: ask.page(ask.t("orgs-changes")),
        from: from.to_string(),
        to: to.to_string(),
        rows,
    })
}

fn change_row(ask: &Ask, before: &[Standing], after: &[Standing], one: Change) -> ChangeRow {
    let zh = ask.is_zh();
    let parent = |list: &[Standing], org: &Standing| {
        let found = list.iter().find(|above| Some(above.id) == org.parent_id);
        found.map(|above| above.short(zh).to_owned()).unwrap_or_default()
    };
    let (key, org, was, is) = match &one {
        Change::Added(org) => ("orgs-change-added", org, String::new(), parent(after, org)),
        Change::Closed(org) => ("orgs-change-closed", org, parent(before, org), String::new()),
        Change::Moved { before: old, after: new } => {
            ("orgs-change-moved", new, parent(before, old), parent(after, new))
        }
        Change::Renamed { before: old, after: new } => {
            ("orgs-change-renamed", new, old.short(zh).to_owned(), new.short(zh).to_owned())
        }
    };
    ChangeRow {
        kind: ask.t(key),
        name: org.short(zh).to_owned(),
        before: was,
        after: is,
        href: ask.href(&format!("/orgs/{}", org.id)),
    }
}

/// GET /orgs/{id}
pub(crate) async fn show(ask: Ask) -> Answer {
    let id = ask.id("id")?;
    let template = shown(&ask, id, vec![]).await?;
    ask.html(&template)
}

/// The page of one organisation, with what must be mended in its small forms.
pub(crate) async fn shown(ask: &Ask, id: Id, errors: Vec<Mistake>) -> Result<Show, Stop> {
    let db = ask.reader();
    let org = org(&db, id).await?.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let tree = tree(&ask.county).await?;
    let zh = ask.is_zh();
    let below: Vec<&Org> = tree.children(id).collect();
    let open = org.valid_to.is_none();
    let may_keep = ask.may(KEEP_TREE) && open;
    let codes = codes_of_org(&db, id).await?;
    let boundary = boundaries_of(&db, &[id]).await?.pop();
    Ok(Show {
        page: ask.page(org.short(zh)),
        id: id.to_string(),
        revision: org.revision,
        name: org.name(zh).to_owned(),
        kind: ask.t(&format!("orgs-kind-{}", org.kind)),
        code: org.code.clone(),
        above: above(ask, &tree, &org),
        has_grids: below.iter().any(|one| one.kind == "grid"),
        below: below.into_iter().map(|one| link(ask, one.id, one.short(zh))).collect(),
        seats: seats(ask, id).await?,
        phone: phone_near(&db, id).await?.unwrap_or_default(),
        point: org.lon.zip(org.lat).map(|(lon, lat)| format!("{lon:.5}, {lat:.5}")).unwrap_or_default(),
        geojson: match &boundary {
            Some(boundary) => outline(boundary, org.short(zh)),
            None => org.lon.zip(org.lat).map(geojson).unwrap_or_default(),
        },
        boundary: boundary.map(|boundary| said_of(ask, &boundary)).unwrap_or_default(),
        codes: codes.iter().map(|code| code_of(ask, code)).collect(),
        history: history(ask, id).await?,
        is_place: org.is_place(),
        closed: !open,
        may_keep,
        may_move: may_keep && org.parent_id.is_some(),
        errors,
    })
}

/// 26 个点，6 月 10 日导入，原坐标系 GCJ-02
fn said_of(ask: &Ask, boundary: &Boundary) -> String {
    let words = [
        ("n", boundary.points.to_string()),
        ("since", ask.when().day(day_in_china(boundary.since))),
        ("system", ask.t(&format!("orgs-system-{}", boundary.came_as))),
    ];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    ask.args("orgs-boundary-said", &words)
}

fn above(ask: &Ask, tree: &Tree, org: &Org) -> Vec<Link> {
    let Some(parent) = org.parent_id else { return vec![] };
    let mut chain: Vec<Link> =
        tree.above(parent).into_iter().map(|one| link(ask, one.id, one.short(ask.is_zh()))).collect();
    chain.reverse();
    chain
}

fn geojson((lon, lat): (f64, f64)) -> String {
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"label\":\"\",\"kind\":\"run\"}},\
         \"geometry\":{{\"type\":\"Point\",\"coordinates\":[{lon},{lat}]}}}}"
    )
}

async fn seats(ask: &Ask, id: Id) -> Result<Vec<Seat>, Stop> {
    let held = posts_at(&ask.reader(), id, ask.now).await?;
    let seat = |post: lianxin_access::Post| Seat {
        href: ask.href(&format!("/people/{}", post.person_id)),
        role: ask.role_name(&post.role),
        name: post.person_name,
        stands_in: post.stands_in_for.is_some(),
    };
    Ok(held.into_iter().map(seat).collect())
}

fn code_of(ask: &Ask, code: &PlaceCode) -> Code {
    let address = code_routes::address(ask, code);
    Code {
        id: code.id.to_string(),
        spoken: code.spoken(),
        venue: code.venue(ask.is_zh()).to_owned(),
        drawing: qr_svg(&address),
        address,
    }
}
