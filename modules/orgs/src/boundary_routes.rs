//! Bringing boundaries in, taking one away.

use std::collections::HashMap;

use http::StatusCode;
use lianxin_base::{Id, Refused};
use lianxin_web::{Answer, Ask, Form};

use crate::boundaries::{boundaries_of, bounded};
use crate::boundary::{Shape, System, read};
use crate::boundary_pages::{Boundaries, Choice, RefusedLine};
use crate::change_routes::mendable;
use crate::pages::Mistake;
use crate::set_boundaries::{Refusal, drop_boundary, inside_those_above, matched, set_boundaries};
use crate::tree::{Tree, tree};

const LARGEST: usize = 20 * 1024 * 1024;

/// GET /orgs/boundaries
pub(crate) async fn form(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let page = page(&ask, &tree).await?;
    ask.html(&page)
}

async fn page(ask: &Ask, tree: &Tree) -> Result<Boundaries, lianxin_db::Fault> {
    let have = bounded(&ask.reader()).await?;
    let count = |kind: &str| {
        let all = tree.of_kind(kind).count();
        let with = tree.of_kind(kind).filter(|org| have.contains(&org.id)).count();
        (ask.t(&format!("orgs-kind-{kind}")), format!("{with} / {all}"))
    };
    Ok(Boundaries {
        page: ask.page(ask.t("orgs-boundaries")),
        counts: ["district", "town", "area", "village", "grid", "micro-grid"].map(count).to_vec(),
        systems: ["wgs84", "gcj02"]
            .map(|word| Choice { value: word.to_owned(), text: ask.t(&format!("orgs-system-{word}")) })
            .to_vec(),
        system: String::new(),
        partly: false,
        taken: ask.query("taken").and_then(|n| n.parse().ok()),
        refused: vec![],
        good: 0,
        errors: vec![],
    })
}

/// POST /orgs/boundaries: all features of a file, or those that are right when that was asked for.
pub(crate) async fn bring(ask: Ask, form: Form) -> Answer {
    let tree = tree(&ask.county).await?;
    let partly = form.ticked("partly");
    let system = System::parse(form.text("system"));
    let features = taken_in(&form, system);
    let mut answer = page(&ask, &tree).await?;
    form.text("system").clone_into(&mut answer.system);
    answer.partly = partly;
    let (features, system) = match features {
        Ok(read) => read,
        Err((id, key)) => {
            answer.errors.push(Mistake { id, text: ask.t(&key) });
            return ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &answer);
        }
    };
    let (good, mut bad) = matched(&tree, features);
    let (good, outside) = inside_those_above(&tree, good, &known(&ask, &tree).await?);
    bad.extend(outside);
    bad.sort_by_key(|one| one.place);
    if good.is_empty() || (!bad.is_empty() && !partly) {
        answer.good = good.len();
        answer.refused = bad.iter().map(|one| line(&ask, one)).collect();
        answer.errors.push(Mistake { id: "file", text: ask.t("orgs-boundary-some-wrong") });
        return ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &answer);
    }
    let tx = ask.begin().await?;
    let roles = &ask.county.playbook.roles;
    let taken = set_boundaries(&tx, &ask.by, roles, &good, system).await?;
    ask.commit(tx).await?;
    if bad.is_empty() {
        return Ok(ask.see(&format!("/orgs/boundaries?taken={taken}")));
    }
    let mut answer = page(&ask, &tree).await?;
    answer.taken = Some(taken);
    answer.refused = bad.iter().map(|one| line(&ask, one)).collect();
    ask.html(&answer)
}

/// The boundaries of the larger places, which those below must lie in.
async fn known(ask: &Ask, tree: &Tree) -> Result<HashMap<Id, Shape>, lianxin_db::Fault> {
    let large: Vec<Id> = ["district", "town", "area"]
        .into_iter()
        .flat_map(|kind| tree.of_kind(kind))
        .map(|org| org.id)
        .collect();
    let found = boundaries_of(&ask.reader(), &large).await?;
    Ok(found.into_iter().map(|one| (one.org_id, one.shape)).collect())
}

type TakenIn = (Vec<crate::boundary::Feature>, System);

fn taken_in(form: &Form, system: Option<System>) -> Result<TakenIn, (&'static str, String)> {
    let system = system.ok_or(("system", "orgs-boundary-no-system".to_owned()))?;
    let file = form.files.iter().find(|file| file.field == "file");
    let file = file.ok_or(("file", "orgs-boundary-no-file".to_owned()))?;
    if file.bytes.len() > LARGEST {
        return Err(("file", "orgs-boundary-file-too-large".to_owned()));
    }
    let features =
        read(&file.bytes, system).map_err(|code| ("file", format!("orgs-boundary-file-{code}")))?;
    Ok((features, system))
}

fn line(ask: &Ask, one: &Refusal) -> RefusedLine {
    RefusedLine {
        place: one.place.to_string(),
        called: one.called.chars().take(60).collect(),
        why: ask.t(&format!("orgs-boundary-{}", one.code)),
        at: one.at.map(|[lon, lat]| format!("{lon}, {lat}")).unwrap_or_default(),
    }
}

/// POST /orgs/{id}/boundary/drop
pub(crate) async fn drop_it(ask: Ask, form: Form) -> Answer {
    let id = ask.id("id")?;
    let tx = ask.begin().await?;
    let revision = form.number("revision").unwrap_or_default();
    let done = drop_boundary(&tx, &ask.by, &ask.county.playbook.roles, id, revision).await;
    mendable(done)?.map_err(|refused: Refused| lianxin_web::Failed::from(refused))?;
    ask.commit(tx).await?;
    Ok(ask.see(&format!("/orgs/{id}")))
}
