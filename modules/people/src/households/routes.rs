use http::StatusCode;
use lianxin_access::{Scope, Stop};
use lianxin_base::{Id, Refused};
use lianxin_events::{Recorded, of_subject};
use lianxin_orgs::{Tree, tree};
use lianxin_seal::{mask_id_number, mask_phone};
use lianxin_web::{Access, Answer, Ask, Form, Route};

use super::add_member::ID_NUMBER;
use super::member_routes;
use super::pages::{List, MemberRow, Moment, New, Nowhere, Opened, Row, Show};
use super::read::{Home, Member, at_home, home, listed, members};
use super::renumber::renumber;
use super::reveal::{OPENED_WHY, Revealed, openings_in};
use super::{EDIT, SEE, reached};
use crate::add_household::{NewHousehold, add_household};
use crate::pages::{Choice, Mistake, mendable, mistakes};
use crate::person::{PHONE, TABLE, person};
use crate::reaching::{reaches, top_of};

const SEES: Access = Access::Capability(SEE);
const EDITS: Access = Access::Capability(EDIT);
const ON_A_PAGE: i64 = 50;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::get("/households", SEES, list),
        Route::get("/households/new", EDITS, new_form),
        Route::post("/households/new", EDITS, new),
        Route::get("/households/{id}", SEES, show),
        Route::post("/households/{id}/number", EDITS, number),
        Route::get("/households/{id}/members/new", EDITS, member_routes::add_form),
        Route::post("/households/{id}/members/new", EDITS, member_routes::add),
        Route::get("/households/{id}/members/{person}", EDITS, member_routes::change_form),
        Route::post("/households/{id}/members/{person}", EDITS, member_routes::change),
        Route::post("/households/{id}/members/{person}/leave", EDITS, member_routes::leave_now),
        Route::post("/households/{id}/members/{person}/open", SEES, member_routes::open),
    ]
}

/// GET /households: those within reach; whoever sees only the own one goes there.
async fn list(ask: Ask) -> Answer {
    let grant = ask.grant(SEE)?;
    let db = ask.reader();
    if matches!(grant.scope, Scope::Own | Scope::Household) {
        return match at_home(&db, grant.person_id).await? {
            Some(own) => Ok(ask.see(&format!("/households/{own}"))),
            None => ask.html(&Nowhere { page: ask.page(ask.t("people-households")) }),
        };
    }
    let tree = tree(&ask.county).await?;
    let asked: Option<Id> = ask.query("org").and_then(|org| org.parse().ok());
    if let Some(org) = asked
        && !reaches(&db, &grant, org).await?
    {
        return Err(Refused::absent("shell-refused-absent").into());
    }
    let under = asked.or(top_of(&db, &grant).await?);
    let words: String = ask.query("q").unwrap_or_default().chars().take(40).collect();
    let mut found = listed(&db, under, &words, ask.query("after").and_then(after), ON_A_PAGE + 1).await?;
    let more = found.len() as i64 > ON_A_PAGE;
    found.truncate(ON_A_PAGE as usize);
    let next = found.last().filter(|_| more).map(|last| next(&ask, &last.number, last.id));
    let place = under.or(tree.root().map(|root| root.id)).map(|org| tree.path(org, ask.is_zh()));
    let row = |one: super::read::Listed| Row {
        href: ask.href(&format!("/households/{}", one.id)),
        number: one.number,
        place: tree.path(one.org_id, ask.is_zh()),
        head: one.head.unwrap_or_default(),
        members: ask.args("people-household-people", &[("n", &one.members.to_string())]),
    };
    ask.html(&List {
        page: ask.page(ask.t("people-households")),
        place: place.unwrap_or_default(),
        org: asked.map(|org| org.to_string()).unwrap_or_default(),
        words,
        rows: found.into_iter().map(row).collect(),
        next: next.unwrap_or_default(),
        add: if ask.may(EDIT) { ask.href("/households/new") } else { String::new() },
    })
}

/// `{id}~{number}`: the id has no tilde, a number may have anything.
fn after(text: &str) -> Option<(String, Id)> {
    let (id, number) = text.split_once('~')?;
    Some((number.to_owned(), id.parse().ok()?))
}

fn next(ask: &Ask, number: &str, id: Id) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in ask.queries().iter().filter(|(name, _)| name != "after") {
        query.append_pair(name, value);
    }
    query.append_pair("after", &format!("{id}~{number}"));
    ask.href(&format!("/households?{}", query.finish()))
}

async fn new_form(ask: Ask) -> Answer {
    let id = ask.county.store.world().id().to_string();
    let org = ask.query("org").unwrap_or_default().to_owned();
    let page = new_page(&ask, id, org, String::new(), vec![]).await?;
    ask.html(&page)
}

/// The grids and villages within reach, where a household may stand.
async fn new_page(
    ask: &Ask,
    id: String,
    org: String,
    number: String,
    errors: Vec<Mistake>,
) -> Result<New, Stop> {
    let grant = ask.grant(EDIT)?;
    let tree = tree(&ask.county).await?;
    let top = top_of(&ask.reader(), &grant).await?.or(tree.root().map(|root| root.id));
    let fits = |one: &&lianxin_access::Org| matches!(one.kind.as_str(), "village" | "grid" | "micro-grid");
    let choice = |one: &lianxin_access::Org| Choice {
        value: one.id.to_string(),
        text: tree.path(one.id, ask.is_zh()),
    };
    let places = top.map(|top| tree.below(top)).unwrap_or_default();
    let places = places.into_iter().filter(fits).map(choice).collect();
    Ok(New { page: ask.page(ask.t("people-household-new")), id, org, places, number, errors })
}

async fn new(ask: Ask, form: Form) -> Answer {
    let absent = || Refused::field("org", "people-refused-household-place");
    let id = form.id("id").ok_or_else(|| Refused::invalid("shell-refused-unreadable"))?;
    let tx = ask.begin().await?;
    let done = match form.id("org") {
        _ if home(&tx, id).await?.is_some() => Ok(()),
        Some(org) => {
            let new = NewHousehold { id, org, number: form.text("number") };
            add_household(&tx, &ask.by, &ask.county.playbook.roles, new).await.map(|_| ())
        }
        None => Err(absent().into()),
    };
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/households/{id}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let text = |name: &str| form.text(name).to_owned();
            let errors = mistakes(&ask, &refused);
            let page = new_page(&ask, text("id"), text("org"), text("number"), errors).await?;
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

async fn show(ask: Ask) -> Answer {
    let page = show_page(&ask, ask.id("id")?, None, vec![]).await?;
    ask.html(&page)
}

pub(super) async fn show_page(
    ask: &Ask,
    id: Id,
    opened: Option<Revealed>,
    errors: Vec<Mistake>,
) -> Result<Show, Stop> {
    let db = ask.reader();
    let roles = &ask.county.playbook.roles;
    let home = reached(&db, &ask.by, roles, SEE, id).await?;
    let tree = tree(&ask.county).await?;
    let may_edit = ask.may(EDIT) && reached(&db, &ask.by, roles, EDIT, id).await.is_ok();
    let mut rows = Vec::new();
    for one in members(&db, id).await? {
        rows.push(member_row(ask, &one)?);
    }
    Ok(Show {
        page: ask.page(ask.args("people-household-title", &[("number", &home.number)])),
        id: id.to_string(),
        revision: home.revision,
        number: home.number.clone(),
        place: tree.path(home.org_id, ask.is_zh()),
        place_href: place_href(ask, &tree, &home),
        rows,
        opened: opened.map(|one| Opened { name: one.name, phone: one.phone, id_number: one.id_number }),
        history: history(ask, id).await?,
        may_edit,
        may_open: !matches!(ask.grant(SEE)?.scope, Scope::Own | Scope::Household),
        whys: OPENED_WHY.map(|why| choice(ask, "people-opened-", why)).to_vec(),
        errors,
    })
}

/// The place's own page is for those who see posts.
fn place_href(ask: &Ask, tree: &Tree, home: &Home) -> String {
    let open = ask.may(crate::SEE) && tree.get(home.org_id).is_some();
    if open { ask.href(&format!("/orgs/{}", home.org_id)) } else { String::new() }
}

pub(super) fn choice(ask: &Ask, stem: &str, word: &str) -> Choice {
    Choice { value: word.to_owned(), text: ask.t(&format!("{stem}{word}")) }
}

fn member_row(ask: &Ask, one: &Member) -> Result<MemberRow, Refused> {
    let (phone, id_number) = masked(ask, one)?;
    let relation = one.relation.as_deref().unwrap_or("other");
    Ok(MemberRow {
        id: one.id.to_string(),
        name: one.name.clone(),
        relation: ask.t(&format!("people-relation-{relation}")),
        phone,
        id_number,
    })
}

/// 139****4471 and 3701**********1234; empty for what is not known.
pub(super) fn masked(ask: &Ask, one: &Member) -> Result<(String, String), Refused> {
    let keys = &ask.county.keys;
    let open = |column: &str, sealed: &Option<Vec<u8>>, mask: fn(&str) -> String| match sealed {
        Some(sealed) => {
            let plain = keys.open(TABLE, one.id, column, sealed).map_err(crate::person::unreadable)?;
            Ok(mask(&plain))
        }
        None => Ok(String::new()),
    };
    Ok((open(PHONE, &one.phone_sealed, mask_phone)?, open(ID_NUMBER, &one.id_number_sealed, mask_id_number)?))
}

async fn history(ask: &Ask, id: Id) -> Result<Vec<Moment>, Stop> {
    let db = ask.reader();
    let mut moments = Vec::new();
    for event in of_subject(&db, "household", id).await? {
        let Some(key) = text_key(&event.verb) else { continue };
        let name = name_of(&db, event.id_of("person")).await?;
        let what = ask.args(key, &[("name", &name), ("why", &why(ask, &event))]);
        moments.push((event.at, what, name_of(&db, event.person).await?));
    }
    for opening in openings_in(&db, id).await? {
        let name = name_of(&db, Some(opening.person_id)).await?;
        let why = ask.t(&format!("people-opened-{}", opening.why));
        let what = ask.args("people-event-numbers-opened", &[("name", &name), ("why", &why)]);
        moments.push((opening.at, what, name_of(&db, opening.opened_by).await?));
    }
    // Newest first; what was done at one instant stays in the order in which it was done.
    moments.sort_by_key(|(at, ..)| *at);
    moments.reverse();
    Ok(moments.into_iter().map(|(at, what, who)| Moment { what, at: ask.when().say(at), who }).collect())
}

fn text_key(verb: &str) -> Option<&'static str> {
    Some(match verb {
        "household.add" => "people-event-household-add",
        "household.add-member" => "people-event-member-add",
        "household.change-member" => "people-event-member-change",
        "household.leave" => "people-event-member-leave",
        "household.renumber" => "people-event-household-renumber",
        _ => return None,
    })
}

fn why(ask: &Ask, event: &Recorded) -> String {
    event.text("why").map(|why| ask.t(&format!("people-left-{why}"))).unwrap_or_default()
}

async fn name_of(db: &lianxin_db::Reader, id: Option<Id>) -> Result<String, Stop> {
    let Some(id) = id else { return Ok(String::new()) };
    Ok(person(db, id).await?.map(|known| known.name).unwrap_or_default())
}

async fn number(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let revision = form.number("revision").unwrap_or_default();
    let roles = &ask.county.playbook.roles;
    let done = renumber(&tx, &ask.by, roles, id, revision, form.text("number")).await;
    match mendable(done)? {
        Ok(()) => {
            ask.commit(tx).await?;
            Ok(ask.see(&format!("/households/{id}")))
        }
        Err(refused) => {
            tx.rollback().await?;
            let mut page = show_page(&ask, id, None, mistakes(&ask, &refused)).await?;
            form.text("number").clone_into(&mut page.number);
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}
