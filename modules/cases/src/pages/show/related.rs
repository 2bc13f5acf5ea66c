//! Other cases that have to do with this one, and who has looked at it.

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::mask_in_text;
use lianxin_web::Ask;

use crate::case::reached;
use crate::listing::cases_of;
use crate::{Case, Reader, Request, SEALED, State, hidden_from};

/// Another case in a line: number, matter, where it stands.
pub(crate) struct Other {
    pub id: Id,
    pub href: String,
    pub number: String,
    pub title: String,
    pub more: String,
}

/// Cases of the same phone. `beyond`: how many of them lie outside this person's reach.
#[derive(Default)]
pub(crate) struct Earlier {
    pub cases: Vec<Other>,
    pub beyond: usize,
}

const MOST: i64 = 20;

/// Found by the blind index: nobody's number is opened for it.
pub(crate) async fn earlier(db: &impl Db, ask: &Ask, phone: &[u8], not: &[Id]) -> Result<Earlier, Fault> {
    let sql = "SELECT DISTINCT c.* FROM requests r JOIN cases c ON c.id = r.case_id WHERE r.phone_blind = $1 \
               ORDER BY c.registered_at DESC LIMIT $2";
    let cases: Vec<Case> = db.rows(sql, values![phone.to_vec(), MOST]).await?;
    let cases: Vec<Case> = cases.into_iter().filter(|case| !not.contains(&case.id)).collect();
    // That somebody went to another channel is told to nobody below it, not even as a number.
    let told = |case: &&Case| case.ending != SEALED && case.ending != "petition";
    let told: Vec<Id> = cases.iter().filter(told).map(|case| case.id).collect();
    let shown = lines(db, ask, cases).await?;
    let beyond = told.iter().filter(|id| !shown.iter().any(|other| other.id == **id)).count();
    Ok(Earlier { beyond, cases: shown })
}

/// Those of the requesters of this case.
pub(crate) async fn earlier_of(
    db: &impl Db,
    ask: &Ask,
    case: &Case,
    requests: &[Request],
) -> Result<Earlier, Fault> {
    // With many requesters the list says nothing about one of them.
    let mut phones = requests.iter().filter_map(|request| request.phone_blind.as_deref());
    match (phones.next(), requests.len()) {
        (Some(phone), 1) => earlier(db, ask, phone, &[case.id]).await,
        _ => Ok(Earlier::default()),
    }
}

#[derive(FromQueryResult)]
struct Linked {
    one_id: Id,
    other_id: Id,
    kind: String,
}

/// Parent, children, linked cases and the master or the merged ones, under the word for what they are.
pub(crate) async fn related(
    db: &impl Db,
    ask: &Ask,
    case: &Case,
) -> Result<Vec<(String, Vec<Other>)>, Fault> {
    let mut groups = Vec::new();
    let mut add = |key: &str, others: Vec<Other>| {
        if !others.is_empty() {
            groups.push((ask.t(key), others));
        }
    };
    let sql = "SELECT * FROM cases WHERE master_id = $1 OR parent_id = $1 ORDER BY registered_at, id";
    let below: Vec<Case> = db.rows(sql, values![case.id]).await?;
    let merged = below.iter().filter(|other| other.master_id == Some(case.id)).cloned().collect();
    let children = below.iter().filter(|other| other.parent_id == Some(case.id)).cloned().collect();
    let up: Vec<Id> = case.master_id.into_iter().collect();
    add("cases-show-master", named(db, ask, &up).await?);
    add("cases-show-merged", lines(db, ask, merged).await?);
    let parent: Vec<Id> = case.parent_id.into_iter().collect();
    add("cases-show-parent", named(db, ask, &parent).await?);
    add("cases-show-children", lines(db, ask, children).await?);
    let sql =
        "SELECT one_id, other_id, kind FROM case_links WHERE (one_id = $1 OR other_id = $1) ORDER BY made_at";
    let links: Vec<Linked> = db.rows(sql, values![case.id]).await?;
    for kind in ["related", "split"] {
        let ids: Vec<Id> = links
            .iter()
            .filter(|link| link.kind == kind)
            .map(|link| if link.one_id == case.id { link.other_id } else { link.one_id })
            .collect();
        add(&format!("cases-show-{kind}"), named(db, ask, &ids).await?);
    }
    Ok(groups)
}

async fn named(db: &impl Db, ask: &Ask, ids: &[Id]) -> Result<Vec<Other>, Fault> {
    lines(db, ask, cases_of(db, ids).await?).await
}

/// Only those that this person reaches; titles of sensitive ones stay hidden.
pub(crate) async fn lines(db: &impl Db, ask: &Ask, cases: Vec<Case>) -> Result<Vec<Other>, Fault> {
    // By the scope of the permission: a villager who sees their own sees nothing of the neighbours.
    let Ok(grant) = ask.grant("case.see") else { return Ok(vec![]) };
    let reached = reached(db, &grant, cases).await?;
    let reader = Reader::of(&ask.by, &ask.county.playbook.roles);
    let keys: Vec<(Id, bool, State)> =
        reached.iter().map(|case| (case.id, case.sensitive, case.state())).collect();
    let hidden = hidden_from(db, &reader, &keys).await?;
    let line = |case: Case| {
        let title =
            if hidden.contains(&case.id) { ask.t("cases-show-hidden") } else { mask_in_text(&case.title) };
        let state = ask.t(&format!("cases-state-{}", case.state));
        Other {
            id: case.id,
            href: ask.href(&format!("/cases/{}", case.id)),
            more: format!("{state}·{}", ask.when().day(lianxin_base::day_in_china(case.registered_at))),
            number: case.number,
            title,
        }
    };
    Ok(reached.into_iter().map(line).collect())
}

/// Writes down that this person looked, at most once in ten minutes.
pub(crate) async fn look(ask: &Ask, case: Id) -> Result<(), Fault> {
    let (Some(person), Some(post)) = (ask.by.person, ask.by.post.as_ref()) else { return Ok(()) };
    let sql = "SELECT last_at FROM case_looks WHERE case_id = $1 AND person_id = $2 AND post_id = $3";
    let last: Option<lianxin_base::Time> = ask.reader().value(sql, values![case, person, post.id]).await?;
    if last.is_some_and(|last| ask.now - last < chrono::Duration::minutes(10)) {
        return Ok(());
    }
    let tx = ask.begin().await?;
    tx.run(
        "INSERT INTO case_looks (case_id, person_id, post_id, first_at, last_at, times) VALUES ($1, $2, $3, $4, $4, 1) \
         ON CONFLICT (case_id, person_id, post_id) DO UPDATE SET last_at = excluded.last_at, times = case_looks.times + 1",
        values![case, person, post.id, ask.now],
    )
    .await?;
    // Nothing that a board shows has changed: no need to tell it.
    tx.commit().await
}

/// Somebody who looked.
pub(crate) struct Look {
    pub who: String,
    pub at: String,
    pub times: i64,
}

#[derive(FromQueryResult)]
struct Looked {
    name: String,
    org_zh: String,
    org_en: String,
    last_at: lianxin_base::Time,
    times: i64,
}

/// Who has looked, latest first. The reading of inspectors and auditors is shown to nobody here (`roles.md` 4.10).
pub(crate) async fn looks(db: &impl Db, ask: &Ask, case: Id) -> Result<Vec<Look>, Fault> {
    let sql = "SELECT n.name, o.short_zh AS org_zh, o.short_en AS org_en, l.last_at, l.times FROM case_looks l \
               JOIN persons n ON n.id = l.person_id JOIN posts p ON p.id = l.post_id JOIN orgs o ON o.id = p.org_id \
               WHERE l.case_id = $1 AND p.role NOT IN ('discipline-inspector', 'auditor') ORDER BY l.last_at DESC LIMIT 200";
    let looked: Vec<Looked> = db.rows(sql, values![case]).await?;
    let look = |row: Looked| Look {
        who: format!("{} {}", if ask.is_zh() { row.org_zh } else { row.org_en }, row.name),
        at: ask.when().say(row.last_at),
        times: row.times,
    };
    Ok(looked.into_iter().map(look).collect())
}
