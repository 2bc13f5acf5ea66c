//! `POST /api/v1/hotline/orders`: an order of the city's hotline, with its own number and deadline. The earlier of that
//! deadline and the county's own promise binds; both are shown.

use axum::Json;
use axum::response::IntoResponse;
use http::StatusCode;
use lianxin_access::{Done, Org, Token};
use lianxin_base::{Id, Refused, Time};
use lianxin_cases::{Act, Channel, MOST_WORDS, Register, clocks_of};
use lianxin_db::{Db, values};
use lianxin_orgs::{Tree, place_named, tree};
use lianxin_web::{Answer, Ask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::arguments::is_sane;
use crate::body::Body;
use crate::cases::register::{Brought, bring, phone_fits, place};
use crate::once::{self, token};

/// One order.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HotlineOrder {
    /// Yours, as for a new case.
    pub id: Id,
    /// The hotline's own number.
    #[schemars(length(min = 1, max = 60))]
    pub number: String,
    /// The hotline's own deadline.
    #[serde(default)]
    pub due_at: Option<Time>,
    /// At least four letters.
    #[schemars(length(min = 4, max = 5000))]
    pub words: String,
    /// Code of the place, if it is known; otherwise it is read from `place_words`, and left to the dispatcher when they
    /// name none.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub place: String,
    #[serde(default)]
    #[schemars(length(max = 500))]
    pub place_words: String,
    /// Kept sealed, never given out again.
    #[serde(default)]
    #[schemars(length(max = 60))]
    pub name: String,
    /// Kept sealed, never given out again.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub phone: String,
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub category: String,
}

/// The order as it was taken.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TakenOrder {
    /// Of the case.
    pub id: Id,
    pub number: String,
    pub hotline_number: String,
    pub hotline_due: Option<Time>,
    pub accept_due: Option<Time>,
}

pub async fn order(ask: Ask, body: Body<HotlineOrder>) -> Answer {
    let token = token(&ask)?;
    let tree = tree(&ask.county).await?;
    let new = read(&ask, &tree, &token, &body.value)?;
    let (taken, first) = once::again(&ask, || write(&ask, &token, &new, &body)).await?;
    let status = if first { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(taken)).into_response())
}

fn read(ask: &Ask, tree: &Tree, token: &Token, sent: &HotlineOrder) -> Result<Register, Refused> {
    let mut refused = Refused::invalid("api-refused-fields");
    let place = spot(tree, token, sent);
    let known =
        ask.county.playbook.category(&sent.category).is_some_and(|one| !one.is_top() && !one.is_sealed());
    let number = sent.number.trim();
    let wrong = [
        ("number", number.is_empty() || number.chars().count() > 60, "api-refused-hotline-number"),
        ("due_at", sent.due_at.is_some_and(|due| !is_sane(due)), "api-refused-argument"),
        ("words", sent.words.chars().filter(|c| c.is_alphanumeric()).count() < 4, "cases-refused-words-few"),
        ("words", sent.words.chars().count() > MOST_WORDS, "cases-refused-words-many"),
        ("place", place.is_none(), "api-refused-place"),
        ("place_words", sent.place_words.chars().count() > 500, "api-refused-long"),
        ("name", sent.name.chars().count() > 60, "api-refused-long"),
        ("phone", !phone_fits(&sent.phone), "cases-refused-phone"),
        ("category", !sent.category.is_empty() && !known, "cases-refused-category"),
    ];
    for (field, _, code) in wrong.into_iter().filter(|(_, wrong, _)| *wrong) {
        refused = refused.and_field(field, code);
    }
    let (Some(place), true) = (place, refused.fields.is_empty()) else { return Err(refused) };
    let mut new = Register::new(sent.id, Channel::Hotline, place.id, sent.words.as_str());
    new.place_words.clone_from(&sent.place_words);
    new.name.clone_from(&sent.name);
    new.phone.clone_from(&sent.phone);
    new.anonymous = sent.name.trim().is_empty() && sent.phone.trim().is_empty();
    new.category.clone_from(&sent.category);
    new.hotline = Some((number.to_owned(), sent.due_at));
    Ok(new)
}

fn spot<'a>(tree: &'a Tree, token: &Token, sent: &HotlineOrder) -> Option<&'a Org> {
    if !sent.place.is_empty() {
        return place(tree, token, &sent.place);
    }
    let own = tree.get(token.org_id).filter(|org| org.is_place()).or_else(|| tree.root())?;
    place_named(tree, own, &sent.place_words).or(Some(own))
}

async fn write(
    ask: &Ask,
    token: &Token,
    new: &Register,
    body: &Body<HotlineOrder>,
) -> Done<(TakenOrder, bool)> {
    let tx = ask.begin().await?;
    let before = once::before(&tx, token, "hotline-order", new.id, &body.digest).await?;
    let number = new.hotline.as_ref().map_or("", |hotline| hotline.0.as_str());
    if before.is_none() {
        let sql = "SELECT COUNT(*) FROM cases WHERE hotline_number = $1";
        if tx.count(sql, values![number]).await? > 0 {
            return Err(Refused::conflict("api-refused-hotline-known").into());
        }
    }
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    let registered = lianxin_cases::register(act, new.clone()).await?;
    let first = before.is_none();
    if first {
        let brought = Brought {
            kind: "hotline-order",
            channel: "hotline",
            new,
            body: &body.digest,
            case: registered.case_id,
        };
        bring(&tx, token, &brought).await?;
    }
    let clocks = clocks_of(&tx, registered.case_id).await?;
    let accept = clocks.iter().find(|clock| clock.stage == "accept" && clock.round == 1);
    let taken = TakenOrder {
        id: registered.case_id,
        number: registered.number,
        hotline_number: number.to_owned(),
        hotline_due: new.hotline.as_ref().and_then(|hotline| hotline.1),
        accept_due: accept.map(|clock| clock.original_due),
    };
    ask.commit(tx).await?;
    Ok((taken, first))
}
