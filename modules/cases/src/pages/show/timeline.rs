//! What happened, newest first, made from the events: never typed twice.

use std::collections::HashMap;

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};
use lianxin_events::{Recorded, of_subject};
use lianxin_seal::mask_in_text;
use lianxin_web::Ask;
use serde_json::Value as Json;

use crate::pages::names::{Names, Wanted};
use crate::{Attachment, ClockRow};

use super::ring::limit_words;

/// One moment of the timeline.
pub(crate) struct Moment {
    /// now done
    pub state: &'static str,
    pub icon: &'static str,
    pub what: String,
    pub at: String,
    pub who: String,
    pub say: String,
    pub photos: Vec<Id>,
}

/// Words that somebody wrote beside an event.
#[derive(FromQueryResult)]
struct Note {
    event_id: Id,
    words: String,
}

pub(crate) struct Past {
    events: Vec<Recorded>,
    notes: HashMap<Id, String>,
}

/// Fields of events that name an organisation or a person.
const ORGS: [&str; 3] = ["unit", "to_unit", "town"];

impl Past {
    pub async fn read(db: &impl Db, case: Id, clocks: &[ClockRow]) -> Result<Self, Fault> {
        let mut events = of_subject(db, "case", case).await?;
        // A deadline that passes is an event of its clock, not of the case.
        if !clocks.is_empty() {
            let sql = format!(
                "SELECT id, at, person, post, verb, subject_kind, subject_id, revision, place, unit, data FROM events \
                 WHERE subject_kind = 'clock' AND verb IN ('clock.red', 'clock.escalate') AND subject_id IN ({}) \
                 ORDER BY at, id",
                placeholders(1, clocks.len())
            );
            let ids = clocks.iter().map(|clock| Value::from(clock.id)).collect();
            events.extend(db.rows::<Recorded>(&sql, ids).await?);
        }
        events.sort_by_key(|event| event.at);
        let sql = "SELECT event_id, words FROM notes WHERE case_id = $1 ORDER BY id";
        let notes: Vec<Note> = db.rows(sql, values![case]).await?;
        Ok(Self { events, notes: notes.into_iter().map(|note| (note.event_id, note.words)).collect() })
    }

    pub fn last(&self) -> Option<&Recorded> {
        self.events.last()
    }

    pub fn events(&self) -> &[Recorded] {
        &self.events
    }

    pub fn note(&self, event: Id) -> Option<&str> {
        self.notes.get(&event).map(String::as_str)
    }

    pub fn wants(&self, wanted: &mut Wanted) {
        for event in &self.events {
            wanted.person(event.person);
            wanted.post(event.post);
            wanted.person(event.id_of("to"));
            for field in ORGS {
                wanted.org(event.id_of(field));
            }
            for unit in units_of(event) {
                wanted.org(unit);
            }
        }
    }

    /// `words`: may this person read what was written?
    pub fn moments(&self, ask: &Ask, names: &Names, photos: &[Attachment], words: bool) -> Vec<Moment> {
        let newest = self.events.len().saturating_sub(1);
        let moment = |(at, event): (usize, &Recorded)| Moment {
            state: if at == newest { "now" } else { "done" },
            icon: icon(&event.verb),
            what: what(ask, names, event),
            at: ask.when().say(event.at),
            who: who(ask, names, event),
            say: if words {
                self.note(event.id).map(mask_in_text).unwrap_or_default()
            } else {
                String::new()
            },
            photos: if words { photos_of(photos, event.id) } else { Vec::new() },
        };
        self.events.iter().enumerate().rev().map(moment).collect()
    }
}

fn photos_of(photos: &[Attachment], event: Id) -> Vec<Id> {
    photos.iter().filter(|one| one.event_id == Some(event) && one.is_photo()).map(|one| one.id).collect()
}

fn units_of(event: &Recorded) -> Vec<Id> {
    let json = event.json();
    let named = json.get("units").and_then(Json::as_array).cloned().unwrap_or_default();
    named.iter().filter_map(|unit| unit.as_str()?.parse().ok()).collect()
}

/// What the service items are called that an event is about.
fn services_of(ask: &Ask, json: &Json) -> String {
    let one = json.get("service").and_then(Json::as_str);
    let several = json.get("services").and_then(Json::as_array);
    let several = several.into_iter().flatten().filter_map(Json::as_str);
    let names: Vec<&str> = one
        .into_iter()
        .chain(several)
        .filter_map(|code| ask.county.playbook.service(code))
        .map(|service| service.name.read_in(ask.lang.tag()))
        .collect();
    names.join(if ask.is_zh() { "、" } else { ", " })
}

/// A plain sentence: 派给街道城乡建设办.
pub(crate) fn what(ask: &Ask, names: &Names, event: &Recorded) -> String {
    let json = event.json();
    let field = |name: &str| match json.get(name) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::Bool(yes)) => yes.to_string(),
        _ => String::new(),
    };
    let named = |key: &str| {
        if field(key).is_empty() { String::new() } else { names.org(event.id_of(key)).to_owned() }
    };
    let unit = match (&*event.verb, named("unit")) {
        ("case.ask-return", _) => named("to_unit"),
        (_, unit) => unit,
    };
    let units: Vec<&str> = units_of(event).into_iter().map(|unit| names.org(unit)).collect();
    let due = event.time_of("due_at").map(|at| ask.when().say(at)).unwrap_or_default();
    let category = ask.county.playbook.categories.get(&field("category"));
    let category = category.map(|known| known.name.read_in(ask.lang.tag()).to_owned()).unwrap_or_default();
    let joined = units.join(if ask.is_zh() { "、" } else { ", " });
    let key = format!("cases-event-{}", event.verb.replace('.', "-"));
    let solved = field("solved");
    let choice = match &*event.verb {
        "case.resolve" => ask.t(&format!("cases-ending-{}", field("ending"))),
        "case.register" => ask.t(&format!("cases-channel-{}", field("channel"))),
        "case.refuse" => ask.t(&format!("cases-ground-{}", field("ground"))),
        "case.appeal-rating" => ask.t(&format!("cases-appeal-{}", field("ground"))),
        "case.ask-suspend" => ask.t(&format!("cases-suspend-{}", field("ground"))),
        "case.call-back" if solved.is_empty() => ask.t("cases-solved-none"),
        "case.call-back" => ask.t(&format!("cases-solved-{solved}")),
        "case.rate" => ask.t(&format!("shell-rate-{}", field("rating"))),
        "whistle.ask" | "whistle.blow" => ask.t(&format!("cases-whistle-{}", field("kind"))),
        "case.record-consent" => ask.t(&format!("cases-consent-{}", field("kind"))),
        "case.finish-item" => ask.t(&format!("cases-item-{}", field("ending"))),
        "case.fix-rating" => ask.t(&format!("cases-fix-{}", field("how"))),
        "case.relate" => ask.t(&format!("cases-link-{}", field("kind"))),
        _ => String::new(),
    };
    let to = names.person(event.id_of("to"));
    let items = services_of(ask, &json);
    let amount = limit_words(ask, &field("amount"));
    ask.args(
        &key,
        &[
            ("unit", &unit),
            ("units", &joined),
            ("items", &items),
            ("due", &due),
            ("category", &category),
            ("choice", &choice),
            ("to", to),
            ("amount", &amount),
            ("round", &field("round")),
            ("score", &field("score")),
            ("stage", &super::ring::stage_name(ask, &field("stage"))),
        ],
    )
}

pub(crate) fn who(ask: &Ask, names: &Names, event: &Recorded) -> String {
    let person = names.person(event.person);
    match names.post(event.post) {
        Some((org, true)) => {
            format!("{org} {person}{}", ask.t("cases-show-stand-in"))
        }
        Some((org, false)) => format!("{org} {person}"),
        None if !person.is_empty() => person.to_owned(),
        None if event.verb == "case.register" || event.verb == "case.rate" || event.verb == "case.reopen" => {
            ask.t("cases-show-requester")
        }
        None => ask.t("cases-show-system"),
    }
}

fn icon(verb: &str) -> &'static str {
    match verb {
        "case.register" => "inbox",
        "case.accept" | "case.classify" => "clipboard-check",
        "case.dispatch" | "case.send-to" => "send",
        "case.sign" => "file-text",
        "case.assign" | "case.hand-over" | "case.give-back" => "user-check",
        "case.contact" | "case.call-back" => "phone-check",
        "case.arrive" | "whistle.report-in" => "map-pin-check",
        "whistle.ask" | "whistle.blow" => "bell-ringing",
        "whistle.decline" => "circle-x",
        "case.resolve" | "whistle.give-result" | "case.answer-at-once" => "circle-check",
        "case.verify" => "checkbox",
        "case.send-back" | "case.ask-return" | "case.confirm-return" => "arrow-back-up",
        "case.reopen" => "repeat",
        "case.refuse" | "case.withdraw" => "circle-x",
        "sealed.hand-over" | "sealed.copy" => "lock",
        "sealed.open" => "eye",
        "sealed.answer" => "point",
        "case.merge" | "case.take-in" => "git-merge",
        "case.split" | "case.open-child" | "case.relate" => "link",
        "case.approve-suspend" | "case.ask-suspend" => "player-pause",
        "case.lift-suspend" => "player-play",
        "case.ask-extend" | "case.approve-extend" => "clock-plus",
        "case.press" | "case.answer-press" => "speakerphone",
        "case.reveal-contact" => "eye",
        "case.rate" | "whistle.score" => "star",
        "case.progress" | "case.plan" | "case.finish-item" => "tool",
        "case.order" => "inbox",
        "case.visit" => "map-pin-check",
        "case.papers-complete" | "case.tell-once" | "case.hand-in" => "file-text",
        "case.record-consent" => "clipboard-check",
        "case.open-consent" => "eye",
        "case.ask-help" => "user-check",
        "case.fix-rating" | "case.appeal-rating" | "case.accept-appeal" | "case.refuse-appeal" => "star",
        "clock.red" | "clock.escalate" => "alarm",
        _ => "point",
    }
}
