//! GET /orgs/map: places with their boundaries, drawn and listed; and the place of a point.

use lianxin_access::{Org, Stop};
use lianxin_base::{Id, Refused};
use lianxin_web::{Answer, Ask};
use serde_json::{Value, json};

use crate::KEEP_TREE;
use crate::boundaries::{Boundary, boundaries_of, place_at};
use crate::boundary::{Shape, System, simple, to_wgs84};
use crate::boundary_pages::{Map, MapRow};
use crate::network_routes::vacancies;
use crate::pages::{Link, Mistake};
use crate::show_routes::link;
use crate::tree::{Tree, tree};

/// Corners that stand out less are not drawn: some ten metres in a village, some fifty in a district.
const FINE: f64 = 0.0001;
const COARSE: f64 = 0.0005;

pub(crate) async fn map(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let org = chosen(&ask, &tree)?;
    let zh = ask.is_zh();
    let below: Vec<&Org> = tree.children(org.id).filter(|one| one.is_place()).collect();
    let mut wanted: Vec<Id> = below.iter().map(|one| one.id).collect();
    wanted.push(org.id);
    let boundaries = boundaries_of(&ask.reader(), &wanted).await?;
    let vacant = vacancies(&ask, &tree).await?;
    let rows: Vec<MapRow> = below
        .iter()
        .map(|one| MapRow {
            link: link(&ask, one.id, one.short(zh)),
            map: leads_on(&ask, &tree, one),
            has_boundary: boundaries.iter().any(|boundary| boundary.org_id == one.id),
            vacant: vacant.within(&tree, one.id),
        })
        .collect();
    let drawn = rows.iter().filter(|row| row.has_boundary).count();
    let (n, all) = (drawn.to_string(), rows.len().to_string());
    let (point, found, errors) = at_point(&ask, &tree).await?;
    ask.html(&Map {
        page: ask.page(ask.t("orgs-map")),
        above: above(&ask, &tree, org),
        name: org.short(zh).to_owned(),
        said: ask.args("orgs-map-said", &[("n", &n), ("all", &all)]),
        sentence: ask.args("orgs-map-sentence", &[("name", org.short(zh)), ("n", &n)]),
        geojson: drawing(&ask, &tree, org, &below, &boundaries, found),
        rows,
        asked: ask.query("point").is_some() && errors.is_empty(),
        found: found
            .map(|one| Link { href: ask.href(&format!("/orgs/{}", one.id)), name: tree.path(one.id, zh) }),
        point,
        gcj02: ask.query("system") == Some(System::Gcj02.word()),
        id: org.id.to_string(),
        may_keep: ask.may(KEEP_TREE),
        errors,
    })
}

/// The place of the address `?of=…`, the district when none is named.
pub(crate) fn chosen<'a>(ask: &Ask, tree: &'a Tree) -> Result<&'a Org, Refused> {
    let absent = || Refused::absent("shell-refused-absent");
    match ask.query("of") {
        None => tree.root().ok_or_else(absent),
        Some(of) => {
            of.parse().ok().and_then(|id| tree.get(id)).filter(|org| org.is_place()).ok_or_else(absent)
        }
    }
}

pub(crate) fn above(ask: &Ask, tree: &Tree, org: &Org) -> Vec<Link> {
    let page = ask.path.split('?').next().unwrap_or_default().to_owned();
    let mut above: Vec<Link> = tree
        .above(org.id)
        .into_iter()
        .skip(1)
        .map(|one| Link { href: format!("{page}?of={}", one.id), name: one.short(ask.is_zh()).to_owned() })
        .collect();
    above.reverse();
    above
}

fn leads_on(ask: &Ask, tree: &Tree, org: &Org) -> String {
    let more = tree.children(org.id).any(Org::is_place);
    if more { ask.href(&format!("/orgs/map?of={}", org.id)) } else { String::new() }
}

type AtPoint<'a> = (String, Option<&'a Org>, Vec<Mistake>);

/// `?point=117.5,36.7&system=wgs84`: the place that holds it.
async fn at_point<'a>(ask: &Ask, tree: &'a Tree) -> Result<AtPoint<'a>, Stop> {
    let typed = ask.query("point").unwrap_or_default().to_owned();
    if typed.is_empty() {
        return Ok((typed, None, vec![]));
    }
    let Some(point) = parsed(&typed) else {
        let text = ask.t("orgs-refused-point");
        return Ok((typed, None, vec![Mistake { id: "point", text }]));
    };
    let gcj02 = ask.query("system").and_then(System::parse) == Some(System::Gcj02);
    let [lon, lat] = if gcj02 { to_wgs84(point) } else { point };
    let found = place_at(&ask.reader(), tree, (lon, lat)).await?;
    Ok((typed, found, vec![]))
}

/// Longitude and latitude, parted by a comma as map programs copy them.
fn parsed(text: &str) -> Option<[f64; 2]> {
    let (lon, lat) = text.split_once([',', '，', ' '])?;
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    Some([number(lon)?, number(lat)?])
}

/// The outline of the place and, on it, those below; GeoJSON that may stand inside a page.
fn drawing(
    ask: &Ask,
    tree: &Tree,
    org: &Org,
    below: &[&Org],
    boundaries: &[Boundary],
    found: Option<&Org>,
) -> String {
    let tolerance = if matches!(org.kind.as_str(), "district" | "town") { COARSE } else { FINE };
    let feature = |one: &Org, kind: &str, href: String| {
        let boundary = boundaries.iter().find(|boundary| boundary.org_id == one.id);
        let geometry = match (boundary, one.lon.zip(one.lat)) {
            (Some(boundary), _) => area(&simple(&boundary.shape, tolerance)),
            (None, Some((lon, lat))) => json!({"type": "Point", "coordinates": [lon, lat]}),
            (None, None) => return None,
        };
        let label = if one.id == org.id { "" } else { one.short(ask.is_zh()) };
        let properties = json!({"label": label, "kind": kind, "href": href});
        Some(json!({"type": "Feature", "properties": properties, "geometry": geometry}))
    };
    let holds = |one: &Org| found.is_some_and(|found| tree.is_within(found.id, one.id));
    let mut features: Vec<Value> = Vec::new();
    if boundaries.iter().any(|boundary| boundary.org_id == org.id) {
        features.extend(feature(org, "hold", String::new()));
    }
    for one in below {
        let href = leads_on(ask, tree, one);
        let href = if href.is_empty() { ask.href(&format!("/orgs/{}", one.id)) } else { href };
        features.extend(feature(one, if holds(one) { "soon" } else { "run" }, href));
    }
    if features.is_empty() {
        String::new()
    } else {
        for_page(&json!({"type": "FeatureCollection", "features": features}))
    }
}

/// The boundary of one place for its own page.
pub(crate) fn outline(boundary: &Boundary, label: &str) -> String {
    let properties = json!({"label": label, "kind": "run"});
    let geometry = area(&simple(&boundary.shape, FINE));
    for_page(&json!({"type": "Feature", "properties": properties, "geometry": geometry}))
}

fn area(shape: &Shape) -> Value {
    json!({"type": "MultiPolygon", "coordinates": shape})
}

/// A name may hold anything, and must not end the element in which the JSON stands.
fn for_page(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
