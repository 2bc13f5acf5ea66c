//! Requests that are over: many rows of each table in one statement.

use lianxin_access::Done;
use lianxin_base::{Id, Refused, day_in_china};
use lianxin_db::{Fault, Tx, Value, values};
use lianxin_events::{Actor, Event, Subject, append_all};
use lianxin_seal::CaseNumber;
use lianxin_seal::digest::sm3;

use super::line::Line;
use super::places::Places;
use crate::number::next_serial;
use crate::reach::no_deadline;
use crate::register_rows::sealing;
use crate::search::grams;
use crate::title_of;
use crate::{Act, State};

const CASES: &str = "INSERT INTO cases (id, number, revision, state, title, words, kind, category, item, service, pace, \
                     sensitive, emergency, channel, place_id, place_words, round, returns, whistled, registered_at, \
                     closed_at, ended_at, due_stage, ending, answer, hotline_number)";
const REQUESTS: &str = "INSERT INTO requests (id, number, case_id, first_case_id, body, channel, words, place_id, \
                        anonymous, proxy, lang, name_sealed, phone_sealed, phone_blind, word_hash, registered_at, \
                        registered_by, call_back_tries, solved, satisfaction, rating)";
const REACH: &str = "INSERT INTO case_reach (unit_id, case_id, why, open, state, category, due_at)";
const GRAMS: &str = "INSERT INTO case_grams (gram, case_id)";
const IMPORTS: &str = "INSERT INTO imports (source, number, case_id, imported_at)";

/// The sheet holds an answer: it was explained. Without one nobody here knows how it ended, and the case says so.
const ANSWERED: &str = "explained";
const NOT_TOLD: &str = "not-told";

/// The rows of a piece, ready to be written.
#[derive(Default)]
pub(super) struct Prepared {
    cases: Vec<Value>,
    requests: Vec<Value>,
    reach: Vec<Value>,
    grams: Vec<(String, Id)>,
    imports: Vec<Value>,
    events: Vec<Event>,
    actor: Actor,
}

impl Prepared {
    pub async fn write(self, tx: &Tx) -> Result<(), Fault> {
        tx.insert_all(CASES, 26, self.cases, "").await?;
        tx.insert_all(REQUESTS, 21, self.requests, "").await?;
        tx.insert_all(REACH, 7, self.reach, "").await?;
        let grams = self.grams.into_iter().flat_map(|(gram, case)| values![gram, case]).collect();
        tx.insert_all(GRAMS, 2, grams, "ON CONFLICT DO NOTHING").await?;
        tx.insert_all(IMPORTS, 4, self.imports, "").await?;
        append_all(tx, self.actor, self.events).await
    }
}

pub(super) async fn prepare(act: Act<'_>, places: &Places, source: &str, lines: Vec<Line>) -> Done<Prepared> {
    let mut prepared = Prepared { actor: act.by.actor(), ..Prepared::default() };
    for line in lines {
        put(act, places, source, line, &mut prepared).await?;
    }
    // Neighbours in the index are written together.
    prepared.grams.sort_unstable();
    Ok(prepared)
}

async fn put(act: Act<'_>, places: &Places, source: &str, line: Line, into: &mut Prepared) -> Done<()> {
    let world = act.tx.world();
    let (case, request) = (world.id_at(line.received_at), world.id_at(line.received_at));
    let day = day_in_china(line.received_at);
    let serial = next_serial(act, day).await?;
    let number = CaseNumber::new(day, serial).ok_or_else(|| Refused::invalid("cases-refused-form"))?;
    let number = number.to_string();
    let place = places.find(&[&line.place, &line.title, &line.words]);
    let ended = line.answered_at.unwrap_or(line.received_at);
    let answered = !line.answer.is_empty();
    let title = title_of(&line.title);
    let category = category_of(act, &line.category);
    let state = State::Ended.word();
    for place in places.above(place) {
        into.reach.extend(values![*place, case, "place", false, state, category.as_str(), no_deadline()]);
    }
    let text = format!("{title} {} {}", line.place, line.words);
    into.grams.extend(grams(&text).into_iter().map(|gram| (gram, case)));
    into.imports.extend(values![source, line.number.as_str(), case, act.now()]);
    into.events.push(
        Event::new("case.import", Subject { kind: "case", id: case, revision: 1 })
            .place(place)
            .id("request", request)
            .data("answered", answered)
            .time("registered_at", line.received_at)
            .time("ended_at", ended),
    );
    into.requests.extend(request_row(act, &line, request, case, &number, place)?);
    let sensitive = act.county.playbook.category(&category).is_some_and(|known| known.sensitive);
    into.cases.extend(values![
        case,
        number,
        1_i64,
        state,
        title,
        line.words,
        "help",
        category,
        "",
        "",
        "any",
        sensitive,
        false,
        "sheet",
        place,
        line.place,
        1_i64,
        0_i64,
        false,
        line.received_at,
        line.answered_at,
        ended,
        "",
        if answered { ANSWERED } else { NOT_TOLD },
        line.answer,
        ""
    ]);
    Ok(())
}

fn request_row(
    act: Act<'_>,
    line: &Line,
    id: Id,
    case: Id,
    number: &str,
    place: Id,
) -> Result<Vec<Value>, Fault> {
    let keys = &act.county.keys;
    let seal = |column: &str, plain: &str| -> Result<Option<Vec<u8>>, Fault> {
        if plain.is_empty() {
            return Ok(None);
        }
        keys.seal("requests", id, column, plain).map(Some).map_err(|error| sealing(&error))
    };
    let name = seal("name", &line.name)?;
    let phone = line.phone.as_ref().map(lianxin_seal::Phone::as_str);
    let phone_sealed = seal("phone", phone.unwrap_or_default())?;
    let blind = phone.map(|phone| keys.blind("phone", phone).to_vec());
    let anonymous = name.is_none() && phone_sealed.is_none();
    // Nobody was given a word, so none fits.
    let no_word: Vec<u8> = vec![];
    Ok(values![
        id,
        number,
        case,
        case,
        sm3(line.words.as_bytes()).to_vec(),
        "sheet",
        line.words.as_str(),
        place,
        anonymous,
        false,
        "zh-CN",
        name,
        phone_sealed,
        blind,
        no_word,
        line.received_at,
        act.by.person,
        0_i64,
        "",
        0_i64,
        0_i64
    ])
}

/// A category that the sheet names by our code or our name; anything else waits for triage.
pub(super) fn category_of(act: Act<'_>, named: &str) -> String {
    let playbook = &act.county.playbook;
    let leaf = playbook
        .category(named)
        .filter(|category| !category.is_top())
        .or_else(|| playbook.categories.leaves().find(|category| category.name.zh == named));
    leaf.map(|category| category.code.clone()).unwrap_or_default()
}
