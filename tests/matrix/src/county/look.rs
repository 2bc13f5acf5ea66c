//! Looks from every post, and compares with the model.

use std::collections::BTreeSet;

use http::Method;
use lianxin_base::Id;
use lianxin_board::{Period, Tree, figures, name};
use lianxin_cases::{find, reach_of};
use lianxin_db::{Db, values};
use lianxin_playbook::Scope;

use super::County;
use super::model::{Case, Post};
use crate::aims::Body;
use crate::ask::{Came, Question, ask};
use crate::roster::Shows;

type Seen = Result<(), String>;

/// Everything.
pub async fn look(county: &County) -> Seen {
    reach(county).await?;
    for post in county.model.posts.iter().filter(|post| post.held) {
        from(county, post).await.map_err(|why| format!("{} at {}: {why}", post.role, org(county, post)))?;
    }
    over(county).await?;
    sums(county).await?;
    everybody(county).await
}

fn org(county: &County, post: &Post) -> String {
    let org = &county.model.orgs[post.org];
    format!("{} {}", org.kind, org.code)
}

/// What is written down, and what is recomputed from the tree, are both what the model says.
async fn reach(county: &County) -> Seen {
    let (model, reader) = (&county.model, county.trial.reader());
    for case in &model.cases {
        let meant: BTreeSet<Id> = (0..model.orgs.len())
            .filter(|org| model.reaches(*org, case))
            .map(|org| model.orgs[org].id)
            .collect();
        let sql = "SELECT unit_id FROM case_reach WHERE case_id = $1";
        let written: Vec<Id> = reader.column(sql, values![case.id]).await.expect("read");
        let row = find(&reader, case.id).await.expect("read").expect("the case");
        let counted = reach_of(&reader, &row).await.expect("read").into_keys().collect();
        let written = written.into_iter().collect();
        for (what, found) in [("written", &written), ("recomputed", &counted)] {
            if *found != meant {
                let codes = |ids: &BTreeSet<Id>| {
                    let of =
                        |id: &Id| model.orgs.iter().find(|org| org.id == *id).map_or("?", |org| &org.code);
                    ids.iter().map(|id| of(id).to_owned()).collect::<Vec<_>>()
                };
                return Err(format!(
                    "reach of {} {what}: {:?}, meant {:?}",
                    case.token,
                    codes(found),
                    codes(&meant)
                ));
            }
        }
    }
    Ok(())
}

async fn get(county: &County, path: &str, shows: &Shows) -> Came {
    let path = format!("/370114{path}");
    let question = Question { method: Method::GET, path, body: Body::None, text: String::new() };
    let came = ask(&county.router, &question, shows).await;
    assert!(came.status < 500, "{} broke: {}", question.path, came.status);
    came
}

/// The cases whose number or words an answer holds.
fn named<'a>(county: &'a County, came: &Came) -> BTreeSet<&'a str> {
    let cases = county.model.cases.iter();
    cases.filter(|case| came.names(&[&case.token, &case.number])).map(|case| case.token.as_str()).collect()
}

fn those(county: &County, holds: impl Fn(&Case) -> bool) -> BTreeSet<&str> {
    county.model.cases.iter().filter(|case| holds(case)).map(|case| case.token.as_str()).collect()
}

fn same(what: &str, found: &BTreeSet<&str>, meant: &BTreeSet<&str>) -> Seen {
    if found == meant {
        return Ok(());
    }
    let leaked: Vec<_> = found.difference(meant).collect();
    let missing: Vec<_> = meant.difference(found).collect();
    Err(format!("{what} leaks {leaked:?} and lacks {missing:?}"))
}

fn none_beyond(what: &str, found: &BTreeSet<&str>, reached: &BTreeSet<&str>) -> Seen {
    let leaked: Vec<_> = found.difference(reached).collect();
    if leaked.is_empty() { Ok(()) } else { Err(format!("{what} leaks {leaked:?}")) }
}

/// Pages of one post.
async fn from(county: &County, post: &Post) -> Seen {
    let shows = Shows::Session(post.cookie.clone());
    let roles = &county.trial.playbook().roles;
    let scope = roles.scope(post.role, "case.see");
    let word = scope.map_or("", Scope::code);
    let reached = match scope {
        Some(_) => those(county, |case| county.model.sees(post, word, case)),
        None => BTreeSet::new(),
    };
    let list = get(county, "/cases?state=any", &shows).await;
    if scope.is_none() {
        if list.status != 403 {
            return Err(format!("the list answered {} without case.see", list.status));
        }
    } else {
        same("the list", &named(county, &list), &reached)?;
        search(county, post, &shows, &reached).await?;
    }
    if roles.scope(post.role, "export.lists").is_some() && scope.is_some() {
        let sheet = get(county, "/cases/export.csv?state=any", &shows).await;
        same("the export", &named(county, &sheet), &reached)?;
    }
    desk_and_board(county, post, &shows, &reached).await?;
    pages(county, post, &shows, &reached).await
}

/// Words find what may be read; what is sensitive is found by those alone who read it whole.
async fn search(county: &County, post: &Post, shows: &Shows, reached: &BTreeSet<&str>) -> Seen {
    let found = named(county, &get(county, "/search?q=%E7%81%AF%E6%9F%B1", shows).await);
    none_beyond("the search", &found, reached)?;
    let plain: BTreeSet<&str> =
        those(county, |case| !case.sensitive && reached.contains(case.token.as_str()));
    if !plain.is_subset(&found) {
        return Err(format!("the search lacks {:?} from {}", plain.difference(&found), post.role));
    }
    Ok(())
}

/// What waits, and figures with their rows: nothing that the post does not reach.
async fn desk_and_board(county: &County, post: &Post, shows: &Shows, reached: &BTreeSet<&str>) -> Seen {
    let model = &county.model;
    let by_org = those(county, |case| model.reaches(post.org, case));
    let mut held = reached.clone();
    held.extend(by_org.iter());
    none_beyond("the desk", &named(county, &get(county, "/desk", shows).await), &held)?;
    none_beyond("what was told", &named(county, &get(county, "/notices", shows).await), &by_org)?;
    if county.trial.playbook().roles.scope(post.role, "board.see").is_none() {
        return Ok(());
    }
    none_beyond("the board", &named(county, &get(county, "/board", shows).await), &by_org)?;
    let rows = named(county, &get(county, "/board/rows?figure=requests&period=year", shows).await);
    let meant = if is_place(county, post.org) {
        those(county, |case| model.lies_in(post.org, case))
    } else {
        return none_beyond("the rows of the board", &rows, &by_org);
    };
    same("the rows of the board", &rows, &meant)
}

fn is_place(county: &County, org: usize) -> bool {
    !matches!(county.model.orgs[org].kind, "department" | "office")
}

/// Each case by its address: absent where it is out of reach, and no page tells the accused what was said of them.
async fn pages(county: &County, post: &Post, shows: &Shows, reached: &BTreeSet<&str>) -> Seen {
    for case in &county.model.cases {
        let came = get(county, &format!("/cases/{}", case.id), shows).await;
        let meant = match county.trial.playbook().roles.scope(post.role, "case.see") {
            None => 403,
            // Who asked is led to the page that was made for them.
            Some(Scope::Own | Scope::Household) if reached.contains(case.token.as_str()) => 303,
            Some(_) if reached.contains(case.token.as_str()) => 200,
            Some(_) => 404,
        };
        if came.status != meant {
            return Err(format!("the page of {} answered {}, meant {meant}", case.token, came.status));
        }
        let told = |one: &&Case| {
            came.names(&[&one.token])
                && one.accused.is_some_and(|accused| {
                    county.model.within(post.org, accused) && !reached.contains(one.token.as_str())
                })
        };
        if let Some(one) = county.model.cases.iter().find(told) {
            return Err(format!("the page of {} tells the accused of {}", case.token, one.token));
        }
    }
    Ok(())
}

/// Programs whose key holds over an organisation.
async fn over(county: &County) -> Seen {
    let model = &county.model;
    for (at, org) in model.orgs.iter().enumerate() {
        let key = if org.open {
            county.trial.token(&["cases.read", "figures.read"], &org.code).await
        } else {
            continue;
        };
        let shows = Shows::Key(key);
        let meant = those(county, |case| model.reaches(at, case));
        let list = get(county, "/api/v1/cases?state=any&limit=200", &shows).await;
        same(&format!("the interface of {}", org.code), &named(county, &list), &meant)?;
        let told = get(county, "/api/v1/figures", &shows).await;
        let said = format!("\"registered\":{},", meant.len());
        if !told.names(&[&said]) {
            return Err(format!("the figures of {} do not say {said}", org.code));
        }
    }
    Ok(())
}

/// The board's sums: a place counts what lies in it and reaches it, a unit what it leads.
async fn sums(county: &County) -> Seen {
    let model = &county.model;
    let reader = county.trial.reader();
    let span = Period::Year.span(county.trial.now());
    for (at, org) in model.orgs.iter().enumerate().filter(|(_, org)| org.open) {
        let found = figures(&reader, org.id, span, Tree::Is).await.expect("figures").value(name::REQUESTS);
        let counts = |case: &&Case| match is_place(county, at) {
            true => model.lies_in(at, case),
            false => case.unit.is_some_and(|unit| !is_place(county, unit) && model.within(unit, at)),
        };
        let meant = model.cases.iter().filter(counts).count();
        if usize::try_from(found) != Ok(meant) {
            return Err(format!("{} {} counts {found} requests, meant {meant}", org.kind, org.code));
        }
    }
    Ok(())
}

/// What everybody may read: nothing sensitive, nothing about anybody.
async fn everybody(county: &County) -> Seen {
    let open = get(county, "/open311/v2/requests.json", &Shows::Nothing).await;
    let meant = those(county, |case| case.classified && !case.sensitive && case.accused.is_none());
    same("Open311", &named(county, &open), &meant)
}
