//! Staff register on behalf of somebody at the window, on the phone, at the door. What the caller said before is shown
//! before anything is sent.

use askama::Template;
use http::StatusCode;
use lianxin_access::reach::is_within;
use lianxin_access::{Org, Stop, orgs_above, orgs_below};
use lianxin_base::{Id, Refused};
use lianxin_db::Fault;
use lianxin_events::{Event, Subject, append};
use lianxin_seal::Phone;
use lianxin_web::{Access, Answer, Ask, Failed, Form, Page, Route};

use crate::attach::{AttachedTo, Taken, attach, files_of};
use crate::pages::report::{Brought, Kept, brought, slip_of};
use crate::{Act, Channel, MOST_WORDS, Register, Registered, register};

use super::show::{Choice, Earlier, Wrong, choice, earlier, moment_of};

const ENTER: Access = Access::Capability("case.create-for-other");

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::get("/cases/new", ENTER, open), Route::post("/cases/new", ENTER, send)]
}

/// How the person came; the channel that the case gets stands behind it.
const WAYS: [(&str, Channel); 5] = [
    ("phone", Channel::Staff),
    ("window", Channel::Staff),
    ("visit", Channel::Staff),
    ("firm", Channel::Firm),
    ("hotline", Channel::Hotline),
];

/// What was typed, as it was typed.
#[derive(Clone, Debug, Default)]
struct Typed {
    id: String,
    way: String,
    what: String,
    place: String,
    place_words: String,
    lon: String,
    lat: String,
    name: String,
    phone: String,
    proxy: bool,
    anonymous: bool,
    hotline_number: String,
    hotline_due: String,
    /// Codes of the service items that are ordered.
    errands: Vec<String>,
    wish: String,
}

impl Typed {
    fn ordered(&self, code: &str) -> bool {
        self.errands.iter().any(|own| own == code)
    }
}

#[derive(Template)]
#[template(path = "enter.html")]
struct Enter {
    page: Page,
    typed: Typed,
    ways: Vec<Choice>,
    places: Vec<Choice>,
    /// Asked for: the phone's earlier cases, before sending.
    looked: bool,
    earlier: Earlier,
    errors: Vec<Wrong>,
    kept: Vec<Kept>,
    voice: Option<Kept>,
    errands: Vec<Choice>,
    most: i32,
}

impl Enter {
    fn error(&self, field: &str) -> String {
        let found = self.errors.iter().find(|error| error.id == field);
        found.map(|error| error.text.clone()).unwrap_or_default()
    }
}

async fn open(ask: Ask) -> Answer {
    let text = |name: &str| ask.query(name).unwrap_or_default().to_owned();
    let mut typed = Typed {
        id: ask.county.store.world().id().to_string(),
        way: text("way"),
        what: text("what"),
        place: text("place"),
        phone: text("phone"),
        ..Typed::default()
    };
    if typed.way.is_empty() {
        typed.way = "phone".into();
    }
    let page = page(&ask, typed, Vec::new(), false).await?;
    ask.html(&page)
}

fn typed(form: &Form) -> Typed {
    let text = |name: &str| form.text(name).to_owned();
    Typed {
        id: text("id"),
        way: text("way"),
        what: text("what"),
        place: text("place"),
        place_words: text("place_words"),
        lon: text("lon"),
        lat: text("lat"),
        name: text("name"),
        phone: text("phone"),
        proxy: form.ticked("proxy"),
        anonymous: form.ticked("anonymous"),
        hotline_number: text("hotline_number"),
        hotline_due: text("hotline_due"),
        errands: form.all("errand").map(str::to_owned).collect(),
        wish: text("wish"),
    }
}

async fn page(ask: &Ask, typed: Typed, errors: Vec<Wrong>, look: bool) -> Result<Enter, Failed> {
    let db = ask.reader();
    // Those who may not read cases are not told what somebody said before either.
    let phone = typed.phone.parse::<Phone>().ok().filter(|_| look && ask.may("case.see"));
    let earlier = match &phone {
        Some(phone) => {
            let blind = ask.county.keys.blind("phone", phone.as_str());
            look_up(ask).await?;
            earlier(&db, ask, &blind, &[]).await?
        }
        None => Earlier::default(),
    };
    let ways = WAYS.iter().map(|(way, _)| choice(way, ask.t(&format!("cases-enter-way-{way}")))).collect();
    Ok(Enter {
        page: ask.page(ask.t("cases-enter-title")),
        ways,
        places: places(ask).await?,
        looked: look && phone.is_some(),
        earlier,
        errors,
        kept: Vec::new(),
        voice: None,
        errands: errands(ask),
        typed,
        most: i32::try_from(MOST_WORDS).unwrap_or(i32::MAX),
    })
}

/// The catalogue, as far as it is done for people.
fn errands(ask: &Ask) -> Vec<Choice> {
    let services = ask.county.playbook.services.iter().filter(|one| one.errand && one.offered);
    services.map(|one| choice(&one.code, one.name.read_in(ask.lang.tag()))).collect()
}

/// What somebody said before is read by their phone number: that is a read of personal data, and is written down.
async fn look_up(ask: &Ask) -> Result<(), Fault> {
    let tx = ask.begin().await?;
    let subject = Subject { kind: "caller", id: tx.id(), revision: 1 };
    append(&tx, ask.by.actor(), Event::new("caller.look-up", subject)).await?;
    tx.commit().await
}

/// The places of the person's own organisation: its villages and communities, or the nearest place above a grid.
async fn places(ask: &Ask) -> Result<Vec<Choice>, Fault> {
    let db = ask.reader();
    let Some(own) = ask.by.org_id() else { return Ok(vec![]) };
    let mut places: Vec<Org> = Vec::new();
    let above = orgs_above(&db, own).await?;
    if let Some(here) = above.iter().find(|org| org.is_place() && org.kind != "district") {
        places.push(here.clone());
        for kind in ["village", "grid"] {
            // A town has hundreds of grids: the words say which one.
            if kind == "grid" && here.kind != "village" {
                continue;
            }
            places.extend(orgs_below(&db, here.id, kind).await?.into_iter().filter(|org| org.id != here.id));
        }
    }
    Ok(places.iter().map(|org| choice(org.id, org.name(ask.is_zh()))).collect())
}

async fn send(ask: Ask, form: Form) -> Answer {
    let typed = typed(&form);
    if form.text("act") == "look" {
        let errors = match typed.phone.parse::<Phone>() {
            Ok(_) => Vec::new(),
            Err(_) => vec![Wrong { id: "phone".into(), text: ask.t("cases-refused-phone") }],
        };
        let page = page(&ask, typed, errors, true).await?;
        return ask.html(&page);
    }
    let new = match wanted(&ask, &typed).await? {
        Ok(new) => new,
        Err(refused) => return mend(&ask, typed, &refused, &Brought::default()).await,
    };
    let brought = brought(&ask, &form, new.id).await?;
    if !brought.errors.is_empty() {
        let refused = Refused { fields: brought.errors.clone(), ..Refused::invalid("cases-refused-form") };
        return mend(&ask, typed, &refused, &brought).await;
    }
    let taken = &brought.taken;
    let tx = ask.begin().await?;
    let act = Act { tx: &tx, county: &ask.county, by: &ask.by };
    match register_with(act, new, taken).await {
        Ok(registered) => {
            ask.commit(tx).await?;
            if !taken.is_empty() {
                files_of(&ask)?.release(taken).await;
            }
            slip(&ask, &registered).await
        }
        Err(stop) => {
            tx.rollback().await?;
            match stop {
                Stop::Refused(refused) if refused.status == 422 => {
                    mend(&ask, typed, &refused, &brought).await
                }
                stop => Err(stop.into()),
            }
        }
    }
}

async fn register_with(act: Act<'_>, new: Register, taken: &[Taken]) -> Result<Registered, Stop> {
    let registered = register(act, new).await?;
    if registered.new {
        let (case, request) = (registered.case_id, Some(registered.request_id));
        attach(act, AttachedTo { case, request, event: None, phase: "raised" }, taken).await?;
    }
    Ok(registered)
}

/// The request, or what must be mended first. The place lies inside the person's own organisation.
async fn wanted(ask: &Ask, typed: &Typed) -> Result<Result<Register, Refused>, Failed> {
    let wrong = || Refused::field("place", "cases-refused-place-unknown");
    let Ok(place) = typed.place.parse::<Id>() else { return Ok(Err(wrong())) };
    let own = orgs_above(&ask.reader(), ask.by.org_id().unwrap_or_default()).await?;
    let own = own.into_iter().find(|org| org.is_place() && org.kind != "district");
    let Some(own) = own else { return Ok(Err(wrong())) };
    if !is_within(&ask.reader(), place, own.id).await? {
        return Ok(Err(wrong()));
    }
    let channel =
        WAYS.iter().find(|(way, _)| *way == typed.way).map_or(Channel::Staff, |(_, channel)| *channel);
    let id = typed.id.parse().unwrap_or_else(|_| ask.county.store.world().id());
    let mut new = Register::new(id, channel, place, typed.what.clone());
    new.place_words.clone_from(&typed.place_words);
    new.point = typed.lon.parse::<f64>().ok().zip(typed.lat.parse::<f64>().ok());
    new.name.clone_from(&typed.name);
    new.phone.clone_from(&typed.phone);
    new.anonymous = typed.anonymous;
    new.proxy = typed.proxy;
    new.lang = ask.lang.tag();
    if channel == Channel::Hotline && !typed.hotline_number.is_empty() {
        let due = if typed.hotline_due.is_empty() { None } else { Some(moment_of(&typed.hotline_due)) };
        if due == Some(None) {
            return Ok(Err(Refused::field("hotline_due", "cases-refused-meeting")));
        }
        new.hotline = Some((typed.hotline_number.clone(), due.flatten()));
    }
    let mut ordered = typed.errands.iter().cloned();
    new.service = ordered.next().unwrap_or_default();
    new.further = ordered.collect();
    if !typed.wish.is_empty() && !new.service.is_empty() {
        match moment_of(&typed.wish).filter(|wish| *wish > ask.now) {
            Some(wish) => new.wished_at = Some(wish),
            None => return Ok(Err(Refused::field("wish", "cases-refused-visit-again"))),
        }
    }
    Ok(Ok(new))
}

async fn mend(ask: &Ask, typed: Typed, refused: &Refused, brought: &Brought) -> Answer {
    let mut errors: Vec<Wrong> = refused
        .fields
        .iter()
        .map(|field| Wrong { id: field.field.into(), text: ask.t(field.code) })
        .collect();
    if errors.is_empty() {
        errors.push(Wrong { id: "what".into(), text: ask.t(refused.code) });
    }
    let form_id = typed.id.parse().unwrap_or_default();
    let mut page = page(ask, typed, errors, true).await?;
    page.kept = brought.photos(ask, form_id);
    page.voice = brought.voice(ask, form_id);
    ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// In large type, to be printed for the person. The same form sent twice shows it twice.
async fn slip(ask: &Ask, registered: &Registered) -> Answer {
    let mut links = Vec::new();
    if ask.may("case.see") {
        links.push((ask.href(&format!("/cases/{}", registered.case_id)), ask.t("cases-slip-case")));
    }
    links.push((ask.href("/cases/new"), ask.t("cases-slip-again")));
    slip_of(ask, registered.request_id, links).await
}
