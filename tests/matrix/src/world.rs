//! Two counties with everything that the matrix asks about, and how a request of an aim is worded.

use std::collections::{BTreeMap, HashMap};

use lianxin_base::Id;
use lianxin_cases::{files, find, note_of};
use lianxin_db::{Db, values};
use lianxin_trial::Trial;
use lianxin_web::Route;

use crate::aims::{Aim, Body, Target};
use crate::ask::{Question, Words, fill};
use crate::roster::{Looked, Roster, looked_up, poster};
use crate::seats::{CALLED, LEAD, Seat, Where};
use crate::spots::{Cases, Spot, Stage};
use crate::stages::{Staff, accuse, add_small_orgs, bring};

/// What is known of both counties once they are made.
pub struct World {
    pub roster: Roster,
    pub cases: Cases,
    here: Facts,
    there: Facts,
    /// The one case of the other county.
    stranger: Words,
    stranger_token: String,
}

struct Facts {
    county: String,
    orgs: HashMap<String, Words>,
    people: HashMap<String, Words>,
    households: HashMap<String, Words>,
    about: BTreeMap<(Spot, Stage), Words>,
    common: Words,
}

impl World {
    pub async fn build(here: &Trial, there: &Trial) -> Self {
        add_small_orgs(here).await;
        add_small_orgs(there).await;
        let roster = Roster::of(here, there).await;
        let (staff, strange_staff) = (Staff::of(here).await, Staff::of(there).await);
        let cases = all_cases(here, &staff, &roster).await;
        accuse(here, &cases).await;
        let other = files(&there.app().settings().data, there.county()).expect("files");
        let spot = (Spot::At(Seat::Village.code()), Stage::Signed);
        let told = bring(there, &strange_staff, spot, 9999, None, &other).await;
        here.work().await;
        there.work().await;
        name_the_mediator(here, &roster, &cases).await;
        let mut facts = Facts::of(here).await;
        for spot in Spot::all() {
            for stage in Stage::ALL {
                let words = about(here, &cases, &staff, (spot, stage)).await;
                facts.about.insert((spot, stage), words);
            }
        }
        let mut stranger = case_words(there, told.case, told.request, &told.number, told.file).await;
        stranger.insert("of", Id::nil().to_string());
        stranger.insert("other", told.case.to_string());
        stranger.insert("to", Id::nil().to_string());
        let there = Facts::of(there).await;
        Self { roster, cases, here: facts, there, stranger, stranger_token: told.token }
    }

    /// The request of an aim at one place; none where there is nothing to ask about.
    pub fn question(
        &self,
        route: &Route,
        aim: &Aim,
        seat: Seat,
        role: Option<&str>,
        at: Where,
    ) -> Option<Question> {
        let facts = if at == Where::Elsewhere { &self.there } else { &self.here };
        let mut words = facts.common.clone();
        match aim.target {
            Target::Nothing | Target::Listing(_) => {}
            Target::Case(_) if at == Where::Elsewhere => words.extend(self.stranger.clone()),
            Target::Case(stage) => words.extend(facts.about[&self.spot(seat, role, at, stage)?].clone()),
            Target::Household => words.extend(facts.households[seat.org(at)?].clone()),
            Target::Person => words.extend(facts.people[seat.org(at)?].clone()),
            Target::Org => words.extend(facts.orgs[seat.org(at)?].clone()),
        }
        turn(route.path, &mut words);
        let of = format!("{} {}", route.method, route.path);
        let base = if route.above_counties { String::new() } else { format!("/{}", facts.county) };
        let path = fill(&format!("{}{}", encoded(route.path), encoded(aim.query)), &words, &of, true);
        let text = match aim.body {
            Body::None => String::new(),
            Body::Form(form) => encoded(&fill(form, &words, &of, true)),
            Body::Json(json) => fill(json, &words, &of, false),
        };
        Some(Question { method: route.method.clone(), path: format!("{base}{path}"), body: aim.body, text })
    }

    fn spot(&self, seat: Seat, role: Option<&str>, at: Where, stage: Stage) -> Option<(Spot, Stage)> {
        let spot = match at {
            Where::Mine => crate::spots::PERSONAL.into_iter().find(|own| Some(*own) == role).map(Spot::Of),
            at => seat.spot(at),
        };
        spot.map(|spot| (spot, stage))
    }

    /// The words by which an answer tells of the case at a place; none where there is no case.
    pub fn tells(&self, aim: &Aim, seat: Seat, role: Option<&str>, at: Where) -> Vec<&str> {
        let (Target::Case(stage) | Target::Listing(stage)) = aim.target else { return vec![] };
        if at == Where::Elsewhere {
            return vec![self.stranger_token.as_str()];
        }
        let Some((spot, stage)) = self.spot(seat, role, at, stage) else { return vec![] };
        let told = self.cases.get(spot, stage);
        let said = aim.query.contains("{number}")
            || matches!(aim.body, Body::Form(form) if form.contains("{number}"));
        if said { vec![told.token.as_str()] } else { vec![told.token.as_str(), told.number.as_str()] }
    }

    /// Is there a case at this place for a list to name?
    pub fn has_case(&self, seat: Seat, role: Option<&str>, at: Where) -> bool {
        at == Where::Elsewhere || self.spot(seat, role, at, Stage::Signed).is_some()
    }
}

/// Routes whose blank stands for something else than the target itself.
fn turn(path: &str, words: &mut Words) {
    let (blank, word) = match path {
        "/codes/{code}" | "/q/{code}" => ("code", "poster"),
        "/posts/{id}/end" | "/posts/{id}/hand-over" => ("id", "post"),
        "/rota/{id}/remove" => ("id", "duty"),
        "/open311/v2/requests/{number}" => ("number", "number_json"),
        "/open311/v2/tokens/{token}" => ("token", "token_json"),
        _ => return,
    };
    if let Some(word) = words.get(word).cloned() {
        words.insert(blank, word);
    }
}

/// What is no letter of an address as it stands: the blanks are filled in later.
fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            encoded.push(c);
        } else {
            let mut bytes = [0; 4];
            encoded.extend(form_urlencoded::byte_serialize(c.encode_utf8(&mut bytes).as_bytes()));
        }
    }
    encoded
}

async fn all_cases(here: &Trial, staff: &Staff, roster: &Roster) -> Cases {
    let mut cases = Cases::default();
    let files = files(&here.app().settings().data, here.county()).expect("files");
    let mut number = 0;
    for spot in Spot::all() {
        let own = match spot {
            Spot::Of(role) => roster.who.iter().find(|(own, _)| *own == role).map(|(_, who)| who),
            _ => None,
        };
        for stage in Stage::ALL {
            number += 1;
            cases.keep(spot, stage, bring(here, staff, (spot, stage), number, own, &files).await);
        }
    }
    cases
}

/// What the area holds is handled by its mediator, who sees nothing else.
async fn name_the_mediator(here: &Trial, roster: &Roster, cases: &Cases) {
    let mediator = roster.who.iter().find(|(role, _)| *role == "mediator").map(|(_, who)| who.id);
    let tx = here.begin().await;
    for stage in Stage::ALL {
        let case = cases.get(Spot::HeldByArea, stage).case;
        let sql = "UPDATE parts SET handler_id = $2 WHERE case_id = $1 AND kind = 'lead' AND handler_id IS NOT NULL";
        if tx.run(sql, values![case, mediator]).await.expect("written") > 0 {
            let sql = "UPDATE cases SET handler_id = $2 WHERE id = $1";
            tx.run(sql, values![case, mediator]).await.expect("written");
        }
    }
    tx.commit().await.expect("committed");
}

/// Everything about one case that an aim may name.
async fn about(here: &Trial, cases: &Cases, staff: &Staff, at: (Spot, Stage)) -> Words {
    let told = cases.get(at.0, at.1);
    let mut words = case_words(here, told.case, told.request, &told.number, told.file).await;
    let other = cases.get(at.0, if at.1 == Stage::Signed { Stage::Dispatched } else { Stage::Signed });
    words.insert("other", other.case.to_string());
    words.insert("of", of(here, told.case, told.request, at.1).await.to_string());
    words.insert("to", staff.colleague(at.0).to_string());
    words
}

/// The ask, part or request that the verb of a stage is about.
async fn of(here: &Trial, case: Id, request: Id, stage: Stage) -> Id {
    let sql = match stage {
        Stage::Asked => "SELECT id FROM asks WHERE case_id = $1 AND state = 'asked'",
        Stage::Whistled | Stage::Scored => "SELECT id FROM parts WHERE case_id = $1 AND kind = 'whistle'",
        _ => return request,
    };
    here.reader().value(sql, values![case]).await.expect("read").expect("there is one")
}

async fn case_words(trial: &Trial, case: Id, request: Id, number: &str, file: Option<Id>) -> Words {
    let row = find(&trial.reader(), case).await.expect("read").expect("the case");
    let note = note_of(&trial.reader(), case).await.expect("read");
    let file = file.map_or_else(|| Id::nil().to_string(), |file| file.to_string());
    Words::from([
        ("id", case.to_string()),
        ("request", request.to_string()),
        ("number", number.to_owned()),
        ("file", file),
        ("note", note.map_or_else(Id::nil, |note| note.id).to_string()),
        ("revision", row.revision.to_string()),
        ("number_json", format!("{number}.json")),
        ("token", request.to_string()),
        ("token_json", format!("{request}.json")),
    ])
}

impl Facts {
    async fn of(trial: &Trial) -> Self {
        let mut orgs = HashMap::new();
        let mut people = HashMap::new();
        let mut households = HashMap::new();
        let wheres = [Where::Own, Where::Below, Where::Beside, Where::Above];
        let seats =
            [Seat::Grid, Seat::Village, Seat::Firm, Seat::Area, Seat::Town, Seat::Department, Seat::District];
        for code in seats.into_iter().flat_map(|seat| wheres.map(|at| seat.org(at))).flatten() {
            if orgs.contains_key(code) {
                continue;
            }
            let looked = looked_up(trial, code).await;
            orgs.insert(code.to_owned(), org_words(trial, code).await);
            people.insert(code.to_owned(), person_words(trial, code, looked).await);
            households.insert(code.to_owned(), household_words(trial, code).await);
        }
        Self {
            county: trial.county().code.clone(),
            orgs,
            people,
            households,
            about: BTreeMap::new(),
            common: common(trial).await,
        }
    }
}

async fn common(trial: &Trial) -> Words {
    Words::from([
        ("lead", trial.org(LEAD).await.id.to_string()),
        ("called", trial.org(CALLED).await.id.to_string()),
        ("district", trial.org(Seat::District.code()).await.id.to_string()),
        ("fresh", trial.county().store.world().id().to_string()),
        ("lang", "en".to_owned()),
        // What nobody has: its routes are tried at the door.
        ("id", Id::nil().to_string()),
        ("consent", Id::nil().to_string()),
        ("number", "1".to_owned()),
        ("code", "E03.json".to_owned()),
    ])
}

async fn org_words(trial: &Trial, code: &str) -> Words {
    let org = trial.org(code).await;
    let sql = "SELECT id FROM place_codes WHERE org_id = $1 AND revoked_at IS NULL ORDER BY code LIMIT 1";
    let poster_id: Option<Id> = trial.reader().value(sql, values![org.id]).await.expect("read");
    Words::from([
        ("id", org.id.to_string()),
        ("code", code.to_owned()),
        ("revision", org.revision.to_string()),
        ("poster", poster(trial, org.id).await.unwrap_or_else(|| "none".into())),
        ("poster_id", poster_id.unwrap_or_default().to_string()),
    ])
}

async fn person_words(trial: &Trial, code: &str, looked: Looked) -> Words {
    let org = trial.org(code).await.id;
    let tx = trial.begin().await;
    let duty = tx.id();
    let sql = "INSERT INTO duties (id, org_id, role, post_id, from_at, to_at, made_at, revision) \
               VALUES ($1, $2, 'village-committee-member', $3, $4, $5, $4, 1)";
    let until = tx.now() + chrono::Duration::hours(8);
    tx.run(sql, values![duty, org, looked.post, tx.now(), until]).await.expect("written");
    tx.commit().await.expect("committed");
    Words::from([
        ("id", looked.person.to_string()),
        ("duty", duty.to_string()),
        ("post", looked.post.to_string()),
        ("org", org.to_string()),
        ("code", code.to_owned()),
    ])
}

/// A household there, whoever may live in such a place, with one member.
async fn household_words(trial: &Trial, code: &str) -> Words {
    let org = trial.org(code).await.id;
    let tx = trial.begin().await;
    let (household, member) = (tx.id(), tx.id());
    let sql = "INSERT INTO households (id, org_id, number, made_at, revision) VALUES ($1, $2, '1-1', $3, 1)";
    tx.run(sql, values![household, org, tx.now()]).await.expect("written");
    let sql =
        "INSERT INTO persons (id, name, revision, made_at, household_id) VALUES ($1, '赵小满', 1, $2, $3)";
    tx.run(sql, values![member, tx.now(), household]).await.expect("written");
    let sql = "INSERT INTO household_members (id, household_id, person_id, relation, joined_at, left_why) \
               VALUES ($1, $2, $3, 'head', $4, '')";
    tx.run(sql, values![tx.id(), household, member, tx.now()]).await.expect("written");
    tx.commit().await.expect("committed");
    Words::from([
        ("id", household.to_string()),
        ("person", member.to_string()),
        ("org", org.to_string()),
        ("code", code.to_owned()),
    ])
}
