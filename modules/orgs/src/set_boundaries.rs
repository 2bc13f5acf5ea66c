use std::collections::HashMap;

use lianxin_access::{By, Done, Org};
use lianxin_base::Id;
use lianxin_db::{Tx, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::Roles;

use crate::KEEP_TREE;
use crate::boundary::{Feature, Shape, System};
use crate::rename_org::{one_row, open_org};
use crate::tree::{Tree, raise_generation};

/// A feature that found its place.
#[derive(Clone, Debug)]
pub(crate) struct Matched {
    pub place: usize,
    pub org: Id,
    pub shape: Shape,
}

/// A feature that cannot be taken, and why: the code is part of the text key `orgs-boundary-{code}`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub place: usize,
    pub called: String,
    pub code: &'static str,
    pub at: Option<[f64; 2]>,
}

/// Takes out the shapes whose middle lies outside the boundary of the next place above that has one, in the file or
/// already there: most often the code is another village's.
pub(crate) fn inside_those_above(
    tree: &Tree,
    good: Vec<Matched>,
    known: &HashMap<Id, Shape>,
) -> (Vec<Matched>, Vec<Refusal>) {
    let new: HashMap<Id, Shape> = good.iter().map(|one| (one.org, one.shape.clone())).collect();
    let outside = |one: &Matched| {
        let above = tree.above(one.org);
        let shape = above.iter().skip(1).find_map(|org| new.get(&org.id).or_else(|| known.get(&org.id)));
        let middle = one.shape.inner_point()?;
        shape.filter(|shape| !shape.holds(middle)).map(|_| middle)
    };
    let mut bad = Vec::new();
    let mut kept = Vec::new();
    for one in good {
        match outside(&one) {
            Some(at) => bad.push(Refusal {
                place: one.place,
                called: tree.get(one.org).map(|org| org.code.clone()).unwrap_or_default(),
                code: "outside-above",
                at: Some(at),
            }),
            None => kept.push(one),
        }
    }
    (kept, bad)
}

/// Finds the place of each feature: by its code, else by a name that only one place has.
pub(crate) fn matched(tree: &Tree, features: Vec<Feature>) -> (Vec<Matched>, Vec<Refusal>) {
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    let mut taken: HashMap<Id, usize> = HashMap::new();
    for feature in features {
        let called = if feature.code.is_empty() { feature.name.clone() } else { feature.code.clone() };
        let refuse = |code, at| Refusal { place: feature.place, called: called.clone(), code, at };
        let org = match place_of(tree, &feature) {
            Ok(org) => org,
            Err(code) => {
                bad.push(refuse(code, None));
                continue;
            }
        };
        match feature.shape.clone() {
            Err(fault) => bad.push(refuse(fault.code, fault.at)),
            Ok(_) if taken.insert(org.id, feature.place).is_some() => bad.push(refuse("twice", None)),
            Ok(shape) => good.push(Matched { place: feature.place, org: org.id, shape }),
        }
    }
    (good, bad)
}

fn place_of<'a>(tree: &'a Tree, feature: &Feature) -> Result<&'a Org, &'static str> {
    if !feature.code.is_empty() {
        let found = tree.by_code(&feature.code).ok_or("no-code")?;
        return if found.is_place() { Ok(found) } else { Err("no-place") };
    }
    if feature.name.is_empty() {
        return Err("nameless");
    }
    let Some(root) = tree.root() else { return Err("no-name") };
    let called = |org: &&Org| org.is_place() && (org.name_zh == feature.name || org.short_zh == feature.name);
    let found: Vec<&Org> = tree.below(root.id).into_iter().filter(called).collect();
    match found[..] {
        [only] => Ok(only),
        [] => Err("no-name"),
        _ => Err("many-names"),
    }
}

/// Sets the boundaries of places, from now on. Event `org.set-boundary` (data `came_as`, `points`) for each.
pub(crate) async fn set_boundaries(
    tx: &Tx,
    by: &By,
    roles: &Roles,
    matched: &[Matched],
    system: System,
) -> Done<usize> {
    by.grant(roles, KEEP_TREE)?;
    for one in matched {
        end_boundary(tx, one.org).await?;
        let [west, south, east, north] = one.shape.bounds();
        let shape = serde_json::to_string(&one.shape).unwrap_or_default();
        tx.run(
            "INSERT INTO org_boundaries (id, org_id, shape, west, south, east, north, points, came_as, valid_from) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            values![
                tx.id(),
                one.org,
                shape,
                west,
                south,
                east,
                north,
                one.shape.points() as i64,
                system.word(),
                tx.now()
            ],
        )
        .await?;
        let points = one.shape.points();
        note(tx, by, one.org, "org.set-boundary", |event| {
            event.data("came_as", system.word()).data("points", points)
        })
        .await?;
    }
    raise_generation(tx).await?;
    Ok(matched.len())
}

/// Takes a boundary away: it was wrong, and no better one is there. What was, stays readable as it was.
pub(crate) async fn drop_boundary(tx: &Tx, by: &By, roles: &Roles, id: Id, revision: i64) -> Done<()> {
    by.grant(roles, KEEP_TREE)?;
    open_org(tx, id, revision).await?;
    if end_boundary(tx, id).await? > 0 {
        note(tx, by, id, "org.drop-boundary", |event| event).await?;
        raise_generation(tx).await?;
    }
    Ok(())
}

async fn end_boundary(tx: &Tx, org: Id) -> Done<u64> {
    let sql = "UPDATE org_boundaries SET valid_to = $2 WHERE org_id = $1 AND valid_to IS NULL";
    Ok(tx.run(sql, values![org, tx.now()]).await?)
}

async fn note(tx: &Tx, by: &By, id: Id, verb: &'static str, more: impl FnOnce(Event) -> Event) -> Done<()> {
    let Some(org) = lianxin_access::org(tx, id).await? else { return Ok(()) };
    let sql = "UPDATE orgs SET revision = revision + 1 WHERE id = $1 AND revision = $2";
    one_row(tx.run(sql, values![id, org.revision]).await?)?;
    let subject = Subject { kind: "org", id, revision: org.revision + 1 };
    append(tx, by.actor(), more(Event::new(verb, subject)).place(id)).await?;
    Ok(())
}
