//! Somebody says that something is wrong. One transaction: case, request, clock, reach, search, event.

use lianxin_access::Done;
use lianxin_access::reach::above_standing;
use lianxin_base::{Id, Refused, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::{Effect, EmergencyWord, Pace, Service, Stage};
use lianxin_seal::digest::sm3;
use lianxin_seal::{CaseNumber, Phone, QueryWord};

use crate::clock::{Of, start};
use crate::errand::{order, taken_by};
use crate::follow::word_of;
use crate::number::next_serial;
use crate::register_rows::{insert_case, insert_request};
use crate::title::title_of;
use crate::{Act, Case, Channel, reach, search};

/// What somebody says. The id is made by the caller: the same id with the same body is the same request.
#[derive(Clone, Debug)]
pub struct Register {
    pub id: Id,
    pub channel: Channel,
    pub words: String,
    /// Empty: the first clause of the words.
    pub title: String,
    pub place_id: Id,
    pub place_words: String,
    /// WGS-84.
    pub point: Option<(f64, f64)>,
    pub name: String,
    pub phone: String,
    /// The person does not want to be known; nothing about them is kept.
    pub anonymous: bool,
    /// Said by somebody else: a neighbour, a grid worker.
    pub proxy: bool,
    /// The requester, when signed in.
    pub person_id: Option<Id>,
    pub lang: &'static str,
    /// An errand: the service item that is ordered.
    pub service: String,
    /// Further items of the same order.
    pub further: Vec<String>,
    /// An errand: when the person wishes to be visited.
    pub wished_at: Option<Time>,
    /// Category, when the way in already says it (Open311, a spreadsheet); a person still confirms it.
    pub category: String,
    /// Number and deadline that the city's hotline set.
    pub hotline: Option<(String, Option<Time>)>,
}

impl Register {
    pub fn new(id: Id, channel: Channel, place_id: Id, words: impl Into<String>) -> Self {
        Self {
            id,
            channel,
            words: words.into(),
            title: String::new(),
            place_id,
            place_words: String::new(),
            point: None,
            name: String::new(),
            phone: String::new(),
            anonymous: false,
            proxy: false,
            person_id: None,
            lang: "zh-CN",
            service: String::new(),
            further: vec![],
            wished_at: None,
            category: String::new(),
            hotline: None,
        }
    }

    pub(crate) fn body(&self) -> [u8; 32] {
        let point = self.point.map(|(lon, lat)| format!("{lon:.6},{lat:.6}")).unwrap_or_default();
        let wished = self.wished_at.map(|at| at.to_rfc3339());
        let services =
            [vec![self.service.clone()], self.further.clone(), wished.into_iter().collect()].concat();
        let services = services.join(",");
        let fields = [&self.words, &self.place_words, &point, &self.name, &self.phone, &services];
        let mut bytes = self.place_id.as_bytes().to_vec();
        for field in fields {
            bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
            bytes.extend_from_slice(field.as_bytes());
        }
        sm3(&bytes)
    }
}

/// What the person takes home.
#[derive(Clone, Debug)]
pub struct Registered {
    pub case_id: Id,
    pub request_id: Id,
    pub number: String,
    pub word: QueryWord,
    /// Numbers to call at once, gravest first.
    pub call: Vec<String>,
    /// By when it is accepted; for an errand, by when somebody takes it.
    pub accept_due: Option<Time>,
    /// False: the same request had come before.
    pub new: bool,
}

#[derive(FromQueryResult)]
struct Before {
    case_id: Id,
    number: String,
    body: Vec<u8>,
}

/// The longest text of a request.
pub const MOST_WORDS: usize = 5_000;

/// Registers a request and opens its case.
///
/// # Errors
/// `cases-refused-words-few`, `-words-many`, `-phone` beside their fields; `cases-refused-place-unknown`;
/// `shell-refused-other-body` when the id was used for something else.
pub async fn register(act: Act<'_>, new: Register) -> Done<Registered> {
    let phone = check(&new)?;
    let sql = "SELECT case_id, number, body FROM requests WHERE id = $1";
    if let Some(before) = act.tx.row::<Before>(sql, values![new.id]).await? {
        return again(act, &new, before);
    }
    let places = above_standing(act.tx, new.place_id).await?;
    if places.is_empty() {
        return Err(Refused::field("place", "cases-refused-place-unknown").into());
    }
    let services = services_of(act, &new)?;
    let alarms = act.county.playbook.emergency_words_in(&new.words);
    let mut case = draft(act, &new, &services, &alarms).await?;
    insert_case(act, &case).await?;
    let word = word_of(act.county, new.id)?;
    insert_request(act, &new, &case, phone.as_ref(), &word).await?;
    // Words that sound like danger are never sent on without a person who reads them.
    let taker =
        if services.is_empty() || !alarms.is_empty() { None } else { taken_by(act.tx, new.place_id).await? };
    let mut accept_due = None;
    if taker.is_none() {
        accept_due = begin_clocks(act, &case, &alarms).await?;
        case.due_at = accept_due;
    }
    finish(act, &case, &new, &places).await?;
    if !services.is_empty() {
        let codes: Vec<&str> = services.iter().map(|service| service.code.as_str()).collect();
        order(act, &mut case, &codes, new.wished_at, taker).await?;
        accept_due = accept_due.or(case.due_at);
    }
    Ok(Registered {
        case_id: case.id,
        request_id: new.id,
        number: case.number,
        word,
        call: alarms.iter().filter_map(|alarm| alarm.call.clone()).collect(),
        accept_due,
        new: true,
    })
}

/// Bad input is told beside its field, all of it at once.
pub(crate) fn check(new: &Register) -> Result<Option<Phone>, Refused> {
    let mut refused = Refused::invalid("cases-refused-form");
    let letters = new.words.chars().filter(|c| c.is_alphanumeric()).count();
    if letters < 4 {
        refused = refused.and_field("what", "cases-refused-words-few");
    }
    if new.words.chars().count() > MOST_WORDS {
        refused = refused.and_field("what", "cases-refused-words-many");
    }
    let phone =
        Some(new.phone.trim()).filter(|phone| !phone.is_empty() && !new.anonymous).map(str::parse::<Phone>);
    if matches!(phone, Some(Err(_))) {
        refused = refused.and_field("phone", "cases-refused-phone");
    }
    if refused.fields.is_empty() { Ok(phone.and_then(Result::ok)) } else { Err(refused) }
}

/// The items of the catalogue that are ordered, each once.
fn services_of<'a>(act: Act<'a>, new: &Register) -> Result<Vec<&'a Service>, Refused> {
    let mut services: Vec<&Service> = Vec::new();
    let ordered = std::iter::once(&new.service).chain(&new.further).filter(|code| !code.is_empty());
    for code in ordered {
        let service = act.county.playbook.service(code).filter(|service| service.errand);
        let service = service.ok_or_else(|| Refused::field("errand", "cases-refused-errand"))?;
        if !services.iter().any(|known| known.code == service.code) {
            services.push(service);
        }
    }
    Ok(services)
}

fn again(act: Act<'_>, new: &Register, before: Before) -> Done<Registered> {
    if before.body != new.body() {
        return Err(Refused::conflict("shell-refused-other-body").into());
    }
    Ok(Registered {
        case_id: before.case_id,
        request_id: new.id,
        number: before.number,
        word: word_of(act.county, new.id)?,
        call: vec![],
        accept_due: None,
        new: false,
    })
}

async fn draft(act: Act<'_>, new: &Register, services: &[&Service], alarms: &[&EmergencyWord]) -> Done<Case> {
    let now = act.now();
    let playbook = &act.county.playbook;
    let alarm = alarms.first();
    let day = day_in_china(now);
    let serial = next_serial(act, day).await?;
    let number = CaseNumber::new(day, serial).map(|number| number.to_string());
    let category = match (&*new.category, category_of(act, services), alarm) {
        (_, Some(of_services), _) => of_services,
        (known, ..) if playbook.categories.get(known).is_some() => known.to_owned(),
        (.., Some(alarm)) => alarm.category_code.clone(),
        _ => String::new(),
    };
    let known = playbook.categories.get(&category);
    let pace = match (alarm, services.is_empty()) {
        (Some(_), _) => Pace::Urgent,
        (None, false) => Pace::Errand,
        (None, true) => known.map_or(Pace::Any, |known| known.pace),
    };
    let item = services.first().and_then(|_| playbook.primary_item(&category));
    let (hotline_number, hotline_due) = new.hotline.clone().unwrap_or_default();
    let number = number.ok_or_else(|| Refused::invalid("cases-refused-form"))?;
    Ok(Case {
        title: if new.title.is_empty() { title_of(&new.words) } else { title_of(&new.title) },
        words: new.words.trim().into(),
        kind: "help".into(),
        item: item.map(|item| item.code.clone()).unwrap_or_default(),
        service: services.first().map(|service| service.code.clone()).unwrap_or_default(),
        pace: pace.code().into(),
        sensitive: known.is_some_and(|known| known.sensitive),
        category,
        emergency: alarm.is_some_and(|alarm| alarm.effect == Effect::PassOn),
        channel: new.channel.word().into(),
        place_words: new.place_words.trim().into(),
        lon: new.point.map(|point| point.0),
        lat: new.point.map(|point| point.1),
        due_stage: Stage::Accept.code().into(),
        hotline_number,
        hotline_due,
        ..Case::untouched(act.tx.id(), number, new.place_id, now)
    })
}

/// The category of an order: that of the item whose matter is the most protected, else of the first.
fn category_of(act: Act<'_>, services: &[&Service]) -> Option<String> {
    let is_sensitive = |service: &&&Service| {
        act.county.playbook.category(&service.category_code).is_some_and(|known| known.sensitive)
    };
    let service = services.iter().find(is_sensitive).or(services.first());
    service.map(|service| service.category_code.clone())
}

async fn begin_clocks(act: Act<'_>, case: &Case, alarms: &[&EmergencyWord]) -> Result<Option<Time>, Fault> {
    let pace = if alarms.is_empty() { Pace::parse(&case.pace).unwrap_or(Pace::Any) } else { Pace::Urgent };
    let accept = start(act, case, pace, Stage::Accept, Of::default()).await?;
    if case.emergency {
        let pass_on = start(act, case, Pace::Any, Stage::EmergencyPassOn, Of::default()).await?;
        return Ok(pass_on.min(accept).or(accept));
    }
    Ok(accept)
}

async fn finish(act: Act<'_>, case: &Case, new: &Register, places: &[Id]) -> Result<(), Fault> {
    act.tx.run("UPDATE cases SET due_at = $2 WHERE id = $1", values![case.id, case.due_at]).await?;
    reach::write(act.tx, case, places.iter().map(|place| (*place, "place"))).await?;
    search::index(act.tx, case).await?;
    let subject = Subject { kind: "case", id: case.id, revision: 1 };
    let event = Event::new("case.register", subject)
        .place(case.place_id)
        .id("request", new.id)
        .data("channel", new.channel.word())
        .data("emergency", case.emergency)
        .data("anonymous", new.anonymous)
        .time("due_at", case.due_at);
    append(act.tx, act.by.actor(), event).await?;
    Ok(())
}
