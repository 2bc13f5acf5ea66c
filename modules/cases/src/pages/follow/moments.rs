//! The timeline as the requester reads it: made from the events, in plain words, without what concerns others.

use std::collections::{BTreeSet, HashMap};

use lianxin_base::Id;
use lianxin_db::{Db, Fault, FromQueryResult, Value, placeholders, values};
use lianxin_events::{Recorded, of_subject};
use lianxin_playbook::{Playbook, Words};
use lianxin_web::Page;

use super::promise::ANSWERS;
use crate::call_back::Request;
use crate::pages::names::{Names, Wanted};

/// One line of the timeline.
pub(super) struct Moment {
    pub state: &'static str,
    pub icon: &'static str,
    pub what: String,
    pub at: String,
    pub who: String,
    pub say: String,
}

/// Somebody opened name and phone.
pub(super) struct Look {
    pub who: String,
    pub at: String,
    pub why: String,
}

/// What happened to the request, oldest first, with what was written beside it for the requester.
pub(super) struct Story {
    events: Vec<Recorded>,
    notes: HashMap<Id, String>,
    names: Names,
    /// The organisations of the posts that acted.
    posts: HashMap<Id, Id>,
    request: Id,
    services: HashMap<String, Words>,
}

#[derive(FromQueryResult)]
struct Seat {
    id: Id,
    org_id: Id,
}

#[derive(FromQueryResult)]
struct Note {
    event_id: Id,
    words: String,
}

/// Reads what happened to the case that this request has gone into, and before that to its own.
pub(super) async fn story(
    db: &impl Db,
    playbook: &Playbook,
    request: &Request,
    zh: bool,
) -> Result<Story, Fault> {
    let mut events = of_subject(db, "case", request.case_id).await?;
    if request.first_case_id != request.case_id {
        // What others said before the merge is theirs.
        let mut own = of_subject(db, "case", request.first_case_id).await?;
        let joined = own.last().map(|event| event.at);
        own.extend(
            events.into_iter().filter(|event| Some(event.at) >= joined || event.verb == "case.dispatch"),
        );
        own.sort_by_key(|event| (event.at, event.id));
        events = own;
    }
    events.retain(|event| event.id_of("request").is_none_or(|id| id == request.id));
    let mut notes = HashMap::new();
    for case in [request.first_case_id, request.case_id] {
        let sql = "SELECT event_id, words FROM notes WHERE case_id = $1 AND open = $2";
        let found: Vec<Note> = db.rows(sql, values![case, true]).await?;
        notes.extend(found.into_iter().map(|note| (note.event_id, note.words)));
    }
    let posts = seats(db, &events).await?;
    let mut wanted = Wanted::default();
    for event in &events {
        wanted.org(event.unit);
        wanted.org(event.id_of("unit"));
        wanted.person(event.person);
        wanted.person(event.id_of("to"));
    }
    posts.values().for_each(|org| wanted.org(*org));
    let names = Names::read(db, wanted, zh).await?;
    let services = playbook.services.iter().map(|one| (one.code.clone(), one.name.clone())).collect();
    Ok(Story { events, notes, names, posts, request: request.id, services })
}

async fn seats(db: &impl Db, events: &[Recorded]) -> Result<HashMap<Id, Id>, Fault> {
    let ids: BTreeSet<Id> = events.iter().filter_map(|event| event.post).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT id, org_id FROM posts WHERE id IN ({})", placeholders(1, ids.len()));
    let seats: Vec<Seat> = db.rows(&sql, ids.into_iter().map(Value::from).collect()).await?;
    Ok(seats.into_iter().map(|seat| (seat.id, seat.org_id)).collect())
}

/// The text key's last part and the icon of what a requester is told; None for what is not theirs to know or means
/// nothing to them.
fn told(event: &Recorded) -> Option<(&'static str, &'static str)> {
    let told = match event.verb.as_str() {
        "case.register" => ("register", "inbox"),
        "case.accept" => ("accept", "clipboard-check"),
        "case.answer-at-once" => ("answer-at-once", "message-circle"),
        "case.refuse" => ("refuse", "arrow-forward-up"),
        "sealed.hand-over" => ("sealed-hand-over", "lock"),
        "sealed.copy" => ("sealed-copy", "send"),
        "sealed.open" => ("sealed-open", "eye"),
        "sealed.answer" => ("sealed-answer", "message-circle"),
        "case.tell-channel" => ("tell-channel", "arrow-forward-up"),
        "case.ask-again" => ("ask-again", "message-circle"),
        "case.dispatch" => ("dispatch", "send"),
        "case.sign" => ("sign", "user-check"),
        "case.assign" => ("assign", "user"),
        "case.contact" => ("contact", "phone"),
        "case.arrive" => ("arrive", "map-pin-check"),
        "case.progress" if event.json()["open"] == true => ("progress", "tool"),
        "case.plan" => ("plan", "calendar"),
        "case.confirm-return" => ("confirm-return", "transfer"),
        "case.approve-extend" => ("approve-extend", "clock-plus"),
        "case.approve-suspend" => ("approve-suspend", "player-pause"),
        "case.lift-suspend" => ("lift-suspend", "player-play"),
        "case.recompute-due" if is_promise(&event.json()["stage"]) => ("recompute-due", "calendar"),
        "whistle.blow" => ("blow", "users"),
        "whistle.report-in" => ("report-in", "map-pin-check"),
        "case.press" => ("press", "bell-ringing"),
        "case.merge" => ("merge", "arrow-merge"),
        "case.split" => ("split", "list"),
        "case.resolve" => ("resolve", "check"),
        "case.verify" => ("verify", "clipboard-check"),
        "case.send-back" => ("send-back", "arrow-back-up"),
        "case.call-back" if event.json()["reached"] == true => ("call-back", "phone-check"),
        "case.call-back" => ("call-back-missed", "phone-off"),
        "case.rate" => ("rate", "star"),
        "case.reopen" => ("reopen", "repeat"),
        "case.withdraw" => ("withdraw", "arrow-back-up"),
        "case.add-words" => ("add-words", "message-circle"),
        "case.order" => ("order", "inbox"),
        "case.tell-once" => ("tell-once", "file-text"),
        "case.visit" => ("visit", "map-pin-check"),
        "case.record-consent" => ("record-consent", "clipboard-check"),
        "case.withdraw-consent" => ("withdraw-consent", "circle-x"),
        "case.erase-consent" => ("erase-consent", "circle-x"),
        "case.papers-complete" => ("papers-complete", "file-text"),
        "case.hand-in" => ("hand-in", "send"),
        "case.finish-item" => ("finish-item", "circle-check"),
        "case.fix-rating" => ("fix-rating", "star"),
        "case.appeal-rating" => ("appeal-rating", "star"),
        "case.accept-appeal" => ("accept-appeal", "star"),
        "case.refuse-appeal" => ("refuse-appeal", "star"),
        "case.lapse-ask" if event.json()["kind"] == "appeal" => ("lapse-appeal", "star"),
        "case.open-child" if event.json()["told"] == true => ("open-child", "list"),
        _ => return None,
    };
    Some(told)
}

fn is_promise(stage: &serde_json::Value) -> bool {
    stage.as_str().is_some_and(|stage| ANSWERS.contains(&stage))
}

impl Story {
    /// Newest first. The first one stands out while the case is open.
    pub fn moments(&self, page: &Page, open: bool) -> Vec<Moment> {
        let mut moments: Vec<Moment> =
            self.events.iter().rev().filter_map(|event| self.moment(page, event)).collect();
        if let Some(first) = moments.first_mut().filter(|_| open) {
            first.state = "now";
        }
        moments
    }

    fn moment(&self, page: &Page, event: &Recorded) -> Option<Moment> {
        let (word, icon) = told(event)?;
        let unit = event.id_of("unit").or(event.unit);
        let name = event.id_of("to").or(event.person);
        let due = event.time_of("due_at").map(|at| page.when(at)).unwrap_or_default();
        let level = event.json()["rating"].as_i64().unwrap_or_default();
        let rating =
            if (1..=5).contains(&level) { page.t(format!("shell-rate-{level}")) } else { String::new() };
        let items = self.items(page, event);
        let args = [
            ("items", items.as_str()),
            ("unit", self.names.org(unit)),
            ("name", self.names.person(name)),
            ("due", due.as_str()),
            ("rating", rating.as_str()),
        ];
        let key = if due.is_empty() && matches!(word, "accept" | "approve-extend" | "reopen" | "lift-suspend")
        {
            format!("cases-follow-did-{word}-undated")
        } else {
            format!("cases-follow-did-{word}")
        };
        Some(Moment {
            state: "done",
            icon,
            what: page.args(key, &args),
            at: page.when(event.at),
            who: self.who(event),
            say: self.notes.get(&event.id).cloned().unwrap_or_default(),
        })
    }

    /// What the service items are called that an event is about.
    fn items(&self, page: &Page, event: &Recorded) -> String {
        let json = event.json();
        let several = json["services"].as_array().into_iter().flatten().filter_map(|code| code.as_str());
        let names: Vec<&str> = json["service"]
            .as_str()
            .into_iter()
            .chain(several)
            .filter_map(|code| self.services.get(code))
            .map(|name| name.read_in(page.lang))
            .collect();
        names.join(if page.is_zh() { "、" } else { ", " })
    }

    /// The office that acted, and the person's name where somebody deals with the requester in person.
    fn who(&self, event: &Recorded) -> String {
        let own = [
            "case.register",
            "case.rate",
            "case.reopen",
            "case.add-words",
            "case.withdraw",
            "case.withdraw-consent",
        ];
        if own.contains(&event.verb.as_str()) {
            return String::new();
        }
        let faces =
            ["case.sign", "case.contact", "case.arrive", "case.progress", "case.resolve", "case.visit"];
        let office = event.post.and_then(|post| self.posts.get(&post)).copied();
        let unit = self.names.org(office);
        let person = if faces.contains(&event.verb.as_str()) { self.names.person(event.person) } else { "" };
        [unit, person].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Who opened this person's contact, when and why.
    pub fn looks(&self, page: &Page) -> Vec<Look> {
        let reveals = self.events.iter().filter(|event| match event.verb.as_str() {
            "case.reveal-contact" => event.id_of("request") == Some(self.request),
            // What was noted with consent belongs to whoever ordered.
            "case.open-consent" => true,
            _ => false,
        });
        reveals
            .map(|event| Look {
                who: self.names.person(event.person).to_owned(),
                at: page.when(event.at),
                why: self.notes.get(&event.id).cloned().unwrap_or_default(),
            })
            .collect()
    }
}
