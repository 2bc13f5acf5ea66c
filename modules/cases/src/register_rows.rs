//! The rows of a case and of a request, as they come in.

use lianxin_access::Done;
use lianxin_base::Id;
use lianxin_db::{Fault, values};
use lianxin_seal::{Phone, QueryWord};

use crate::call_back::Request;
use crate::follow::word_of;
use crate::{Act, Case, Register};

pub(crate) fn sealing(error: &impl std::fmt::Display) -> Fault {
    Fault::Open { place: "keys".into(), why: error.to_string() }
}

pub(crate) async fn insert_case(act: Act<'_>, case: &Case) -> Result<(), Fault> {
    let case = case.clone();
    act.tx
        .run(
            "INSERT INTO cases (id, number, revision, state, title, words, kind, category, item, service, pace, sensitive, \
             emergency, channel, place_id, place_words, lon, lat, parent_id, round, returns, whistled, registered_at, \
             accepted_at, promise_due, promise_original, due_stage, ending, answer, hotline_number, hotline_due) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, \
             $23, $24, $25, $26, $27, $28, $29, $30, $31)",
            values![
                case.id,
                case.number,
                case.revision,
                case.state,
                case.title,
                case.words,
                case.kind,
                case.category,
                case.item,
                case.service,
                case.pace,
                case.sensitive,
                case.emergency,
                case.channel,
                case.place_id,
                case.place_words,
                case.lon,
                case.lat,
                case.parent_id,
                case.round,
                case.returns,
                case.whistled,
                case.registered_at,
                case.accepted_at,
                case.promise_due,
                case.promise_original,
                case.due_stage,
                case.ending,
                case.answer,
                case.hotline_number,
                case.hotline_due
            ],
        )
        .await
        .map(|_| ())
}

/// What one person asked, with name and phone sealed.
pub(crate) async fn insert_request(
    act: Act<'_>,
    new: &Register,
    case: &Case,
    phone: Option<&Phone>,
    word: &QueryWord,
) -> Done<()> {
    let known = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty() && !new.anonymous);
    let row = Row {
        id: new.id,
        body: new.body().to_vec(),
        channel: new.channel.word(),
        words: new.words.trim(),
        place: new.place_id,
        anonymous: new.anonymous,
        proxy: new.proxy,
        lang: new.lang,
        person: new.person_id.filter(|_| !new.anonymous),
        name: known(&new.name),
        phone: phone.map(|phone| phone.as_str().to_owned()).and_then(|phone| known(&phone)),
        by: act.by.person.filter(|_| !new.anonymous),
        origin: None,
        word,
    };
    insert(act, case, row).await
}

/// A second need of the same person, taken out of their request: it has a number of its own, answers to the same query
/// word, and is answered and called back by itself.
pub(crate) async fn insert_need(act: Act<'_>, case: &Case, from: &Request) -> Done<()> {
    let origin = from.origin_id.unwrap_or(from.id);
    let keys = &act.county.keys;
    let open = |column: &str, sealed: &Option<Vec<u8>>| -> Result<Option<String>, Fault> {
        let Some(sealed) = sealed else { return Ok(None) };
        keys.open("requests", from.id, column, sealed).map(Some).map_err(|error| sealing(&error))
    };
    let row = Row {
        id: act.tx.id(),
        body: from.id.as_bytes().to_vec(),
        channel: &from.channel,
        words: &case.words,
        place: case.place_id,
        anonymous: from.anonymous,
        proxy: from.proxy,
        lang: &from.lang,
        person: from.person_id,
        name: open("name", &from.name_sealed)?,
        phone: open("phone", &from.phone_sealed)?,
        by: act.by.person,
        origin: Some(origin),
        word: &word_of(act.county, origin)?,
    };
    insert(act, case, row).await
}

struct Row<'a> {
    id: Id,
    body: Vec<u8>,
    channel: &'a str,
    words: &'a str,
    place: Id,
    anonymous: bool,
    proxy: bool,
    lang: &'a str,
    person: Option<Id>,
    name: Option<String>,
    phone: Option<String>,
    by: Option<Id>,
    origin: Option<Id>,
    word: &'a QueryWord,
}

async fn insert(act: Act<'_>, case: &Case, row: Row<'_>) -> Done<()> {
    let keys = &act.county.keys;
    let seal = |column: &str, plain: Option<&str>| -> Result<Option<Vec<u8>>, Fault> {
        let Some(plain) = plain else { return Ok(None) };
        keys.seal("requests", row.id, column, plain).map(Some).map_err(|error| sealing(&error))
    };
    let blind = row.phone.as_deref().map(|phone| keys.blind("phone", phone).to_vec());
    let word = keys.hash_word(row.id, row.word).map_err(|error| sealing(&error))?;
    act.tx
        .run(
            "INSERT INTO requests (id, number, case_id, first_case_id, body, channel, words, place_id, anonymous, proxy, \
             lang, person_id, name_sealed, phone_sealed, phone_blind, word_hash, registered_at, registered_by, \
             call_back_tries, solved, satisfaction, rating, origin_id) \
             VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, '', 0, 0, $18)",
            values![
                row.id,
                case.number.as_str(),
                case.id,
                row.body,
                row.channel,
                row.words,
                row.place,
                row.anonymous,
                row.proxy,
                row.lang,
                row.person,
                seal("name", row.name.as_deref())?,
                seal("phone", row.phone.as_deref())?,
                blind,
                word,
                act.now(),
                row.by,
                row.origin
            ],
        )
        .await?;
    Ok(())
}
