//! A case as everybody may read it: nobody's name, no number, no contact; nothing that waits to be looked at by a
//! person, and no exact place of somebody who does not want to be known (《个人信息保护法》 Art. 25, 28).

use std::collections::{HashMap, HashSet};

use lianxin_base::{Id, Time, china};
use lianxin_cases::{Case, State};
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders};
use lianxin_orgs::{Tree, tree};
use lianxin_seal::{mask_in_text, mask_name};
use lianxin_web::Ask;

use crate::wire::Wire;

/// Everything about some cases that one answer needs, read at once.
pub struct Shown<'a> {
    ask: &'a Ask,
    tree: std::sync::Arc<Tree>,
    anonymous: HashSet<Id>,
    names: HashMap<Id, Vec<String>>,
    said: HashMap<Id, String>,
}

#[derive(FromQueryResult)]
struct Asked {
    id: Id,
    case_id: Id,
    anonymous: bool,
    name_sealed: Option<Vec<u8>>,
}

#[derive(FromQueryResult)]
struct Said {
    case_id: Id,
    description: String,
}

const AT_ONCE: usize = 500;

impl<'a> Shown<'a> {
    pub async fn read(ask: &'a Ask, cases: &[Case]) -> Result<Self, Fault> {
        let mut shown = Self {
            ask,
            tree: tree(&ask.county).await?,
            anonymous: HashSet::new(),
            names: HashMap::new(),
            said: HashMap::new(),
        };
        for some in cases.chunks(AT_ONCE) {
            let ids: Vec<Value> = some.iter().map(|case| Value::from(case.id)).collect();
            shown.read_some(&ids).await?;
        }
        Ok(shown)
    }

    async fn read_some(&mut self, ids: &[Value]) -> Result<(), Fault> {
        let reader = self.ask.reader();
        let those = placeholders(1, ids.len());
        let sql =
            format!("SELECT id, case_id, anonymous, name_sealed FROM requests WHERE case_id IN ({those})");
        for asked in reader.rows::<Asked>(&sql, ids.to_vec()).await? {
            if asked.anonymous {
                self.anonymous.insert(asked.case_id);
            }
            // Opened only to be masked.
            let name = asked
                .name_sealed
                .and_then(|sealed| self.ask.county.keys.open("requests", asked.id, "name", &sealed).ok());
            if let Some(name) = name.filter(|name| name.chars().count() > 1) {
                self.names.entry(asked.case_id).or_default().push(String::clone(&name));
            }
        }
        let sql = format!(
            "SELECT case_id, description FROM open311_requests WHERE case_id IN ({those}) ORDER BY received_at"
        );
        for said in reader.rows::<Said>(&sql, ids.to_vec()).await? {
            self.said.entry(said.case_id).or_insert(said.description);
        }
        Ok(())
    }

    pub fn list(&self, cases: &[Case]) -> Wire {
        Wire::List("request", cases.iter().map(|case| self.one(case)).collect())
    }

    fn one(&self, case: &Case) -> Wire {
        let ask = self.ask;
        let category = ask.county.playbook.category(&case.category);
        let looked_at = case.accepted_at.is_some() || case.state() == State::Answered;
        let exact = looked_at && !self.anonymous.contains(&case.id);
        let degrees = |of: Option<f64>| of.filter(|_| exact).map_or(Wire::Empty, Wire::Degrees);
        let unit = case.unit_id.map(|unit| self.tree.short(unit, ask.is_zh())).unwrap_or_default();
        let code = self.tree.get(case.place_id).map_or("", |place| place.code.as_str());
        Wire::Group(vec![
            ("service_request_id", Wire::text(case.number.as_str())),
            ("status", Wire::text(if case.is_open() { "open" } else { "closed" })),
            ("status_notes", Wire::text(self.notes(case))),
            ("service_name", Wire::text(category.map_or("", |one| one.name.read_in(ask.lang.tag())))),
            ("service_code", Wire::text(case.category.as_str())),
            ("description", Wire::text(if looked_at { self.words(case) } else { String::new() })),
            ("agency_responsible", Wire::text(unit)),
            ("service_notice", Wire::Empty),
            ("requested_datetime", at(Some(case.registered_at))),
            ("updated_datetime", at(Some(updated(case)))),
            ("expected_datetime", at(case.promise_due)),
            ("address", Wire::text(self.address(case, exact))),
            ("address_id", Wire::text(code)),
            ("zipcode", Wire::Empty),
            ("lat", degrees(case.lat)),
            ("long", degrees(case.lon)),
            ("media_url", Wire::Empty),
        ])
    }

    fn masked(&self, case: Id, text: &str) -> String {
        let names = self.names.get(&case).into_iter().flatten();
        mask_in_text(&names.fold(text.to_owned(), |text, name| text.replace(name.as_str(), &mask_name(name))))
    }

    fn words(&self, case: &Case) -> String {
        self.masked(case.id, self.said.get(&case.id).unwrap_or(&case.words))
    }

    /// The public answer once the case has ended; where it stands until then.
    fn notes(&self, case: &Case) -> String {
        match case.state() {
            State::Merged => self.ask.t("open311-note-merged"),
            State::Refused => self.ask.t("open311-note-refused"),
            State::Ended | State::Answered if !case.answer.is_empty() => self.masked(case.id, &case.answer),
            _ => self.ask.t(&format!("cases-state-{}", case.state)),
        }
    }

    /// From the spot to the town, as the specification wants it.
    fn address(&self, case: &Case, exact: bool) -> String {
        let path = self.tree.path(case.place_id, self.ask.is_zh());
        if !exact || case.place_words.is_empty() {
            return path;
        }
        format!("{}, {path}", self.masked(case.id, &case.place_words))
    }
}

fn at(time: Option<Time>) -> Wire {
    time.map_or(Wire::Empty, |time| {
        Wire::Text(china(time).to_rfc3339_opts(chrono::SecondsFormat::Secs, false))
    })
}

fn updated(case: &Case) -> Time {
    if let Some(ended) = case.ended_at.filter(|_| !case.is_open()) {
        return ended;
    }
    let steps = [
        case.accepted_at,
        case.dispatched_at,
        case.signed_at,
        case.contacted_at,
        case.done_at,
        case.closed_at,
        case.suspended_at,
    ];
    steps.into_iter().flatten().fold(case.registered_at, Time::max)
}
