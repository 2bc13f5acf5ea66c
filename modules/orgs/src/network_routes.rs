//! GET /orgs/network: who answers for what in the grid network (两长七员), and which chairs are empty.

use std::collections::HashMap;

use lianxin_access::Org;
use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_playbook::{Role, Scope};
use lianxin_web::{Answer, Ask};

use crate::boundary_pages::{Chair, Holder, Network, NetworkRow};
use crate::map_routes::{above, chosen};
use crate::show_routes::link;
use crate::tree::{Tree, tree};

/// Who holds a role at a place now.
#[derive(Clone, Debug, FromQueryResult)]
struct Held {
    org_id: Id,
    role: String,
    person_id: Id,
    name: String,
    stands_in_for: Option<Id>,
}

/// The roles that a place must have, by kind: those of the playbook that sit at its level and reach all of it. A role
/// that sees only its own matters is nobody's chair.
struct Chairs<'a>(Vec<(&'a Role, &'static str)>);

impl<'a> Chairs<'a> {
    fn of(ask: &'a Ask) -> Self {
        let reaches = |role: &Role| {
            role.scopes.values().any(|scope| {
                matches!(scope, Scope::Grid | Scope::Village | Scope::Area | Scope::Town | Scope::County)
            })
        };
        let roles = ask.county.playbook.roles.iter().filter(|role| reaches(role));
        Self(roles.filter_map(|role| Some((role, kind_of(role)?))).collect())
    }

    fn at(&self, kind: &str) -> impl Iterator<Item = &'a Role> {
        self.0.iter().filter(move |(_, level)| *level == kind).map(|(role, _)| *role)
    }
}

fn kind_of(role: &Role) -> Option<&'static str> {
    use lianxin_playbook::NodeLevel::{Area, Grid, MicroGrid, Town, Village};
    Some(match role.node_level {
        MicroGrid => "micro-grid",
        Grid => "grid",
        Village => "village",
        Area => "area",
        Town => "town",
        _ => return None,
    })
}

/// How many chairs are empty at each place.
pub(crate) struct Vacancies(HashMap<Id, usize>);

impl Vacancies {
    /// In a place and all below it.
    pub fn within(&self, tree: &Tree, org: Id) -> usize {
        tree.below(org).iter().filter_map(|one| self.0.get(&one.id)).sum()
    }
}

async fn held(ask: &Ask) -> Result<HashMap<(Id, String), Vec<Held>>, Fault> {
    let sql = "SELECT p.org_id, p.role, p.person_id, w.name, p.stands_in_for FROM posts p \
               JOIN persons w ON w.id = p.person_id WHERE p.valid_from <= $1 AND (p.valid_to IS NULL OR p.valid_to > $1) \
               ORDER BY p.valid_from, p.id";
    let rows: Vec<Held> = ask.reader().rows(sql, values![ask.now]).await?;
    let mut held: HashMap<(Id, String), Vec<Held>> = HashMap::new();
    for row in rows {
        held.entry((row.org_id, row.role.clone())).or_default().push(row);
    }
    Ok(held)
}

pub(crate) async fn vacancies(ask: &Ask, tree: &Tree) -> Result<Vacancies, Fault> {
    let (held, chairs) = (held(ask).await?, Chairs::of(ask));
    let Some(root) = tree.root() else { return Ok(Vacancies(HashMap::new())) };
    let empty = |org: &Org| {
        chairs.at(&org.kind).filter(|role| !held.contains_key(&(org.id, role.code.clone()))).count()
    };
    Ok(Vacancies(
        tree.below(root.id).into_iter().map(|org| (org.id, empty(org))).filter(|(_, n)| *n > 0).collect(),
    ))
}

pub(crate) async fn network(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let org = chosen(&ask, &tree)?;
    let (held, chairs, vacant) = (held(&ask).await?, Chairs::of(&ask), vacancies(&ask, &tree).await?);
    let only_vacant = ask.query("only") == Some("vacant");
    let places = [org].into_iter().chain(tree.children(org.id).filter(|one| one.is_place()));
    let rows: Vec<NetworkRow> = places
        .map(|one| row(&ask, &tree, one, &chairs, &held, &vacant))
        .filter(|row| !only_vacant || row.vacant > 0)
        .collect();
    let here = ask.href(&format!("/orgs/network?of={}", org.id));
    let counts = [
        (
            "chairs",
            tree.below(org.id).iter().map(|one| chairs.at(&one.kind).count()).sum::<usize>().to_string(),
        ),
        ("vacant", vacant.within(&tree, org.id).to_string()),
    ];
    let counts: Vec<(&str, &str)> = counts.iter().map(|(name, n)| (*name, n.as_str())).collect();
    ask.html(&Network {
        page: ask.page(ask.t("orgs-network")),
        above: above(&ask, &tree, org),
        name: org.short(ask.is_zh()).to_owned(),
        said: ask.args("orgs-network-said", &counts),
        rows,
        only_vacant,
        vacant_href: format!("{here}&only=vacant"),
        all_href: here,
        map_href: ask.href(&format!("/orgs/map?of={}", org.id)),
    })
}

fn row(
    ask: &Ask,
    tree: &Tree,
    org: &Org,
    chairs: &Chairs<'_>,
    held: &HashMap<(Id, String), Vec<Held>>,
    vacant: &Vacancies,
) -> NetworkRow {
    let holder = |one: &Held| Holder {
        name: one.name.clone(),
        href: ask.href(&format!("/people/{}", one.person_id)),
        stands_in: one.stands_in_for.is_some(),
    };
    let chair = |role: &Role| Chair {
        role: role.name.read_in(ask.lang.tag()).to_owned(),
        holders: held.get(&(org.id, role.code.clone())).into_iter().flatten().map(holder).collect(),
    };
    let (own, all) = (vacant.0.get(&org.id).copied().unwrap_or_default(), vacant.within(tree, org.id));
    let has_below = tree.children(org.id).any(Org::is_place);
    NetworkRow {
        link: link(ask, org.id, org.short(ask.is_zh())),
        network: if has_below { ask.href(&format!("/orgs/network?of={}", org.id)) } else { String::new() },
        kind: ask.t(&format!("orgs-kind-{}", org.kind)),
        chairs: chairs.at(&org.kind).map(chair).collect(),
        vacant: own,
        below: match (has_below, all - own) {
            (false, _) => String::new(),
            (true, n) => ask.args("orgs-network-below", &[("n", &n.to_string())]),
        },
    }
}
