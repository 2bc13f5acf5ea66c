//! Somebody says that something is wrong. One transaction: case, request, clock, reach, search, event.

use lianxin_access::Done;
use lianxin_access::reach::above;
use lianxin_base::{Id, Refused, Time, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_events::{Event, Subject, append};
use lianxin_playbook::{Effect, EmergencyWord, Pace, Stage};
use lianxin_seal::digest::sm3;
use lianxin_seal::{CaseNumber, Phone, QueryWord, mask_in_text};
use lianxin_web::County;

use crate::case::find;
use crate::clock::{Of, start};
use crate::number::next_serial;
use crate::{Act, Case, State, reach, search};

/// How a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Code,
    Web,
    Staff,
    Proxy,
    Sheet,
    Api,
    Open311,
    Hotline,
    Rider,
    Firm,
}

impl Channel {
    pub const ALL: [Self; 10] = [
        Self::Code,
        Self::Web,
        Self::Staff,
        Self::Proxy,
        Self::Sheet,
        Self::Api,
        Self::Open311,
        Self::Hotline,
        Self::Rider,
        Self::Firm,
    ];
    pub fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Web => "web",
            Self::Staff => "staff",
            Self::Proxy => "proxy",
            Self::Sheet => "sheet",
            Self::Api => "api",
            Self::Open311 => "open311",
            Self::Hotline => "hotline",
            Self::Rider => "rider",
            Self::Firm => "firm",
        }
    }
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.word() == word)
    }
}

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
            category: String::new(),
            hotline: None,
        }
    }

    fn body(&self) -> [u8; 32] {
        let point = self.point.map(|(lon, lat)| format!("{lon:.6},{lat:.6}")).unwrap_or_default();
        let fields = [&self.words, &self.place_words, &point, &self.name, &self.phone, &self.service];
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
    let places = above(act.tx, new.place_id).await?;
    if places.is_empty() {
        return Err(Refused::field("place", "cases-refused-place-unknown").into());
    }
    let alarms = act.county.playbook.emergency_words_in(&new.words);
    let case = draft(act, &new, &alarms).await?;
    insert_case(act, &case).await?;
    let word = word_of(act.county, new.id)?;
    insert_request(act, &new, &case, phone.as_ref(), &word).await?;
    let accept_due = begin_clocks(act, &case, &alarms).await?;
    let mut case = case;
    case.due_at = accept_due;
    finish(act, &case, &new, &places).await?;
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

/// Drawn from the request's id under the county's key, so that a retry gets the same word and nobody else can.
pub(crate) fn word_of(county: &County, request: Id) -> Result<QueryWord, Fault> {
    let mut turn = 0_u32;
    let drawn = QueryWord::draw(|bytes| {
        turn += 1;
        let block = county.keys.blind("query-word", &format!("{request}/{turn}"));
        bytes.iter_mut().zip(block.iter().cycle()).for_each(|(to, from)| *to = *from);
        Ok(())
    });
    drawn.map_err(|error| sealing(&error))
}

pub(crate) fn sealing(error: &impl std::fmt::Display) -> Fault {
    Fault::Open { place: "keys".into(), why: error.to_string() }
}

async fn draft(act: Act<'_>, new: &Register, alarms: &[&EmergencyWord]) -> Done<Case> {
    let now = act.now();
    let playbook = &act.county.playbook;
    let alarm = alarms.first();
    let day = day_in_china(now);
    let serial = next_serial(act, day).await?;
    let number = CaseNumber::new(day, serial).map(|number| number.to_string());
    let category = match (&*new.category, alarm) {
        (known, _) if playbook.categories.get(known).is_some() => known.to_owned(),
        (_, Some(alarm)) => alarm.category_code.clone(),
        _ => String::new(),
    };
    let known = playbook.categories.get(&category);
    let pace = if alarm.is_some() { Pace::Urgent } else { known.map_or(Pace::Any, |known| known.pace) };
    let (hotline_number, hotline_due) = new.hotline.clone().unwrap_or_default();
    Ok(Case {
        id: act.tx.id(),
        number: number.ok_or_else(|| Refused::invalid("cases-refused-form"))?,
        revision: 1,
        state: State::Registered.word().into(),
        title: if new.title.is_empty() { title_of(&new.words) } else { title_of(&new.title) },
        words: new.words.trim().into(),
        kind: "help".into(),
        item: String::new(),
        service: new.service.clone(),
        pace: pace.code().into(),
        sensitive: known.is_some_and(|known| known.sensitive),
        category,
        emergency: alarm.is_some_and(|alarm| alarm.effect == Effect::PassOn),
        channel: new.channel.word().into(),
        place_id: new.place_id,
        place_words: new.place_words.trim().into(),
        lon: new.point.map(|point| point.0),
        lat: new.point.map(|point| point.1),
        unit_id: None,
        handler_id: None,
        accused_id: None,
        master_id: None,
        parent_id: None,
        round: 1,
        returns: 0,
        whistled: false,
        registered_at: now,
        accepted_at: None,
        dispatched_at: None,
        signed_at: None,
        contacted_at: None,
        done_at: None,
        closed_at: None,
        ended_at: None,
        suspended_at: None,
        promise_due: None,
        promise_original: None,
        due_at: None,
        yellow_at: None,
        due_stage: Stage::Accept.code().into(),
        ending: String::new(),
        answer: String::new(),
        hotline_number,
        hotline_due,
    })
}

/// The first clause of what was said, at most 30 characters: enough to know the matter in a list. Numbers of phones and
/// people are masked, for lists are read by many.
pub fn title_of(words: &str) -> String {
    const LONGEST: usize = 30;
    let words = mask_in_text(words.trim());
    let clause =
        words.split(['。', '！', '？', '；', '\n', '!', '?', ';']).find(|part| !part.trim().is_empty());
    let clause = clause.unwrap_or(&words).trim();
    if clause.chars().count() <= LONGEST {
        return clause.to_owned();
    }
    let cut: String = clause.chars().take(LONGEST - 1).collect();
    format!("{cut}…")
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

async fn insert_request(
    act: Act<'_>,
    new: &Register,
    case: &Case,
    phone: Option<&Phone>,
    word: &QueryWord,
) -> Done<()> {
    let keys = &act.county.keys;
    let seal = |column: &str, plain: &str| -> Result<Option<Vec<u8>>, Fault> {
        let plain = plain.trim();
        if plain.is_empty() || new.anonymous {
            return Ok(None);
        }
        keys.seal("requests", new.id, column, plain).map(Some).map_err(|error| sealing(&error))
    };
    let name = seal("name", &new.name)?;
    let phone_sealed = phone.map(|phone| seal("phone", phone.as_str())).transpose()?.flatten();
    let blind = phone.map(|phone| keys.blind("phone", phone.as_str()).to_vec());
    let word = keys.hash_word(new.id, word).map_err(|error| sealing(&error))?;
    let person = new.person_id.filter(|_| !new.anonymous);
    act.tx
        .run(
            "INSERT INTO requests (id, number, case_id, first_case_id, body, channel, words, place_id, anonymous, proxy, \
             lang, person_id, name_sealed, phone_sealed, phone_blind, word_hash, registered_at, registered_by, \
             call_back_tries, solved, satisfaction, rating) \
             VALUES ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, '', 0, 0)",
            values![
                new.id,
                case.number.as_str(),
                case.id,
                new.body().to_vec(),
                new.channel.word(),
                new.words.trim(),
                new.place_id,
                new.anonymous,
                new.proxy,
                new.lang,
                person,
                name,
                phone_sealed,
                blind,
                word,
                act.now(),
                act.by.person.filter(|_| !new.anonymous)
            ],
        )
        .await?;
    Ok(())
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

/// The case behind a number and its query word. Either wrong looks the same: a number alone shows nothing.
pub async fn follow(
    db: &impl Db,
    county: &County,
    number: &str,
    word: &str,
) -> Result<Option<(Id, Case)>, Fault> {
    #[derive(FromQueryResult)]
    struct Kept {
        id: Id,
        case_id: Id,
        word_hash: Vec<u8>,
    }
    let (Ok(number), Some(word)) = (number.parse::<CaseNumber>(), QueryWord::parse(word)) else {
        return Ok(None);
    };
    let sql = "SELECT id, case_id, word_hash FROM requests WHERE number = $1";
    let Some(kept) = db.row::<Kept>(sql, values![number.to_string()]).await? else { return Ok(None) };
    if !county.keys.word_fits(kept.id, &kept.word_hash, &word) {
        return Ok(None);
    }
    Ok(find(db, kept.case_id).await?.map(|case| (kept.id, case)))
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn a_title_is_the_first_clause() {
        assert_eq!(title_of("东头路灯不亮，老人夜里摔倒。麻烦快点修。"), "东头路灯不亮，老人夜里摔倒");
        assert_eq!(title_of("\n\n路灯不亮\n谢谢"), "路灯不亮");
        assert_eq!(title_of(&"长".repeat(80)).chars().count(), 30);
        assert!(!title_of("路灯坏了请打 13805311234 找我").contains("13805311234"));
    }
}
