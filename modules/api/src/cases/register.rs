//! `POST /api/v1/cases`: a program says for somebody that something is wrong.

use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use lianxin_access::{Done, Org, Token};
use lianxin_base::{Id, Refused, Time};
use lianxin_cases::{Act, Channel, MOST_WORDS, Register, clocks_of};
use lianxin_db::Tx;
use lianxin_events::{Event, Subject, append};
use lianxin_orgs::{Tree, tree};
use lianxin_seal::Phone;
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::body::Body;
use crate::once::{self, Call, token};

/// What somebody says. The id is yours: a `UUID` that you make once and send again when no answer came.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    pub id: Id,
    /// At least four letters.
    #[schemars(length(min = 4, max = 5000))]
    pub words: String,
    /// Code of the place: `370114011251`.
    #[schemars(length(min = 1, max = 40))]
    pub place: String,
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub title: String,
    #[serde(default)]
    #[schemars(length(max = 500))]
    pub place_words: String,
    /// WGS-84; both or neither.
    #[serde(default)]
    #[schemars(range(min = 73, max = 136))]
    pub lon: Option<f64>,
    #[serde(default)]
    #[schemars(range(min = 3, max = 54))]
    pub lat: Option<f64>,
    /// Kept sealed, never given out again.
    #[serde(default)]
    #[schemars(length(max = 60))]
    pub name: String,
    /// Kept sealed, never given out again.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub phone: String,
    /// The person does not want to be known: name and phone are dropped.
    #[serde(default)]
    pub anonymous: bool,
    /// Said by somebody else.
    #[serde(default)]
    pub proxy: bool,
    /// Code of a category of level 2; a person confirms it.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub category: String,
    /// Code of a service item: an errand is ordered.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub service: String,
    /// Of the person.
    #[serde(default)]
    pub lang: Tongue,
}

/// A language.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub enum Tongue {
    #[default]
    #[serde(rename = "zh-CN")]
    Zh,
    #[serde(rename = "en")]
    En,
}

impl Tongue {
    fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// What the person takes home.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RegisteredCase {
    /// Of the case, for reading it.
    pub id: Id,
    /// The id that was sent.
    pub request_id: Id,
    pub number: String,
    /// Opens the follow page together with the number. Give it to the person and to nobody else.
    pub query_word: String,
    pub follow: String,
    /// Numbers to call at once, gravest first.
    pub call: Vec<String>,
    pub accept_due: Option<Time>,
}

pub async fn register(ask: Ask, body: Body<NewCase>) -> Answer {
    let token = token(&ask)?;
    let tree = tree(&ask.county).await?;
    let new = read(&ask, &tree, &token, &body.value)?;
    let (registered, first) = once::again(&ask, || write(&ask, &token, &new, &body.digest)).await?;
    let status = if first { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(registered)).into_response())
}

fn read(ask: &Ask, tree: &Tree, token: &Token, sent: &NewCase) -> Result<Register, Refused> {
    let playbook = &ask.county.playbook;
    let mut refused = Refused::invalid("api-refused-fields");
    let place = place(tree, token, &sent.place);
    let category = playbook.category(&sent.category).filter(|one| !one.is_top() && !one.is_sealed());
    let service = playbook.service(&sent.service).filter(|one| one.offered);
    let wrong = [
        ("words", sent.words.chars().filter(|c| c.is_alphanumeric()).count() < 4, "cases-refused-words-few"),
        ("words", sent.words.chars().count() > MOST_WORDS, "cases-refused-words-many"),
        ("title", sent.title.chars().count() > 100, "api-refused-long"),
        ("place", place.is_none(), "api-refused-place"),
        ("place_words", sent.place_words.chars().count() > 500, "api-refused-long"),
        ("lon", !point_fits(sent.lon, sent.lat), "api-refused-point"),
        ("name", sent.name.chars().count() > 60, "api-refused-long"),
        ("phone", !phone_fits(&sent.phone), "cases-refused-phone"),
        ("category", !sent.category.is_empty() && category.is_none(), "cases-refused-category"),
        ("service", !sent.service.is_empty() && service.is_none(), "api-refused-service"),
    ];
    for (field, _, code) in wrong.into_iter().filter(|(_, wrong, _)| *wrong) {
        refused = refused.and_field(field, code);
    }
    let (Some(place), true) = (place, refused.fields.is_empty()) else { return Err(refused) };
    let mut new = Register::new(sent.id, Channel::Api, place.id, sent.words.as_str());
    new.title.clone_from(&sent.title);
    new.place_words.clone_from(&sent.place_words);
    new.point = sent.lon.zip(sent.lat);
    new.name.clone_from(&sent.name);
    new.phone.clone_from(&sent.phone);
    new.anonymous = sent.anonymous;
    new.proxy = sent.proxy;
    new.category.clone_from(&sent.category);
    new.service.clone_from(&sent.service);
    new.lang = sent.lang.tag();
    Ok(new)
}

/// A place below the key's organisation; a department's key may name any.
pub fn place<'a>(tree: &'a Tree, token: &Token, code: &str) -> Option<&'a Org> {
    let own = tree.get(token.org_id).filter(|org| org.is_place()).or_else(|| tree.root())?;
    tree.by_code(code).filter(|org| org.is_place() && tree.is_within(org.id, own.id))
}

fn point_fits(lon: Option<f64>, lat: Option<f64>) -> bool {
    match (lon, lat) {
        (None, None) => true,
        (Some(lon), Some(lat)) => (73.0..=136.0).contains(&lon) && (3.0..=54.0).contains(&lat),
        _ => false,
    }
}

pub fn phone_fits(phone: &str) -> bool {
    phone.trim().is_empty() || (phone.chars().count() <= 40 && phone.parse::<Phone>().is_ok())
}

async fn write(ask: &Ask, token: &Token, new: &Register, body: &[u8; 32]) -> Done<(RegisteredCase, bool)> {
    let tx = ask.begin().await?;
    let before = once::before(&tx, token, "case", new.id, body).await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let registered = lianxin_cases::register(act, new.clone()).await?;
    let first = before.is_none();
    if first {
        bring(&tx, token, &Brought { kind: "case", channel: "api", new, body, case: registered.case_id })
            .await?;
    }
    let clocks = clocks_of(&tx, registered.case_id).await?;
    let accept = clocks.iter().find(|clock| clock.stage == "accept" && clock.round == 1);
    let mut call: Vec<String> = Vec::new();
    for word in ask.county.playbook.emergency_words_in(&new.words) {
        call.extend(word.call.clone().filter(|number| !call.contains(number)));
    }
    let answer = RegisteredCase {
        id: registered.case_id,
        request_id: registered.request_id,
        follow: format!(
            "{}{}",
            ask.app.settings().address,
            ask.href(&format!("/follow/{}", registered.number))
        ),
        number: registered.number,
        query_word: registered.word.to_string(),
        call,
        accept_due: accept.map(|clock| clock.original_due),
    };
    ask.commit(tx).await?;
    Ok((answer, first))
}

/// A request that a program brought.
pub struct Brought<'a> {
    pub kind: &'static str,
    pub channel: &'static str,
    pub new: &'a Register,
    pub body: &'a [u8; 32],
    pub case: Id,
}

/// Writes down which key brought a request.
///
/// # Errors
/// `shell-refused-other-body` when the id came in by another way before.
pub async fn bring(tx: &Tx, token: &Token, brought: &Brought<'_>) -> Done<()> {
    let call = Call {
        id: brought.new.id,
        token_id: token.id,
        kind: brought.kind.into(),
        body: brought.body.to_vec(),
        case_id: brought.case,
        event_id: None,
        revision: 1,
        made_at: tx.now(),
    };
    once::keep(tx, &call).await?;
    let subject = Subject { kind: "request", id: brought.new.id, revision: 1 };
    let event = Event::new("request.bring", subject).place(brought.new.place_id).id("case", brought.case);
    append(
        tx,
        lianxin_events::Actor::default(),
        event.id("token", token.id).data("channel", brought.channel),
    )
    .await?;
    Ok(())
}
