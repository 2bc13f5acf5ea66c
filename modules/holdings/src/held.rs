//! Reads everything that the county holds about whoever asks.

use chrono::Months;
use http::HeaderMap;
use lianxin_access::{Stop, accounts_of, post, sessions_of};
use lianxin_base::{Id, Time};
use lianxin_cases::{
    Case, Request, SEALED, attachments_of, contact_of, find, followed, opened_of, request,
    requests_of_person, words_said,
};
use lianxin_db::{Db, Fault};
use lianxin_orgs::{Tree, tree};
use lianxin_people::{has_totp, home_of, openings_of, own_phone, person, posts_ever_of};
use lianxin_seal::mask_phone;
use lianxin_web::Ask;
use serde::Serialize;

/// How many requests are read at most.
const MOST: i64 = 500;

/// All of it, as it is given along. Times as people read them.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Held {
    /// Who is asked about: the person who is signed in; none with number and query word.
    pub person: Option<HeldPerson>,
    pub account: Option<HeldAccount>,
    pub posts: Vec<HeldPost>,
    pub requests: Vec<HeldRequest>,
}

impl Held {
    pub fn is_empty(&self) -> bool {
        self.person.is_none() && self.requests.is_empty()
    }
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct HeldPerson {
    pub name: String,
    pub phone: String,
    pub home: String,
    pub known_since: String,
    pub household: Option<HeldHousehold>,
    /// Who opened phone and ID number in the register of households.
    pub opened: Vec<HeldOpened>,
}

/// Where the register of households has the person.
#[derive(Clone, Debug, Serialize)]
pub struct HeldHousehold {
    pub place: String,
    pub number: String,
    pub relation: String,
    /// Masked; empty when none is known.
    pub id_number: String,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct HeldAccount {
    pub login: String,
    pub language: String,
    pub second_step: bool,
    pub last_sign_in: String,
    pub devices: Vec<HeldDevice>,
}

#[derive(Clone, Debug, Serialize)]
pub struct HeldDevice {
    pub device: String,
    pub address: String,
    pub seen: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct HeldPost {
    pub role: String,
    pub org: String,
    pub from: String,
    pub until: String,
}

/// One thing that the person asked.
#[derive(Clone, Debug, Serialize)]
pub struct HeldRequest {
    #[serde(skip)]
    pub id: Id,
    pub number: String,
    pub said_at: String,
    pub place: String,
    pub words: String,
    pub name: String,
    /// Whole for whoever is signed in; masked with number and query word, which somebody else may hold in the hand.
    pub phone: String,
    pub state: String,
    pub photos: usize,
    pub recordings: usize,
    pub opened: Vec<HeldOpened>,
    /// When words and contact are erased; empty while the matter goes on.
    pub kept_until: String,
}

/// Somebody opened the sealed contact.
#[derive(Clone, Debug, Serialize)]
pub struct HeldOpened {
    pub at: String,
    pub who: String,
    pub post: String,
    pub reason: String,
}

/// What is held about whoever asks. Two ways of being known: a session, or the requests that this browser follows.
pub async fn held(ask: &Ask, headers: &HeaderMap) -> Result<Held, Stop> {
    let db = ask.reader();
    let tree = tree(&ask.county).await?;
    let mut held = Held::default();
    let mut requests = Vec::new();
    if let Some(session) = &ask.session {
        held = about_person(ask, &db, &tree, session.person_id, session.account_id).await?;
        requests = requests_of_person(&db, session.person_id, MOST).await?;
    }
    for id in followed(ask, headers) {
        if !requests.iter().any(|known| known.id == id) {
            requests.extend(request(&db, id).await?);
        }
    }
    for one in requests {
        let whole = ask.session.as_ref().is_some_and(|session| one.person_id == Some(session.person_id));
        held.requests.push(about_request(ask, &db, &tree, one, whole).await?);
    }
    Ok(held)
}

async fn about_person(ask: &Ask, db: &impl Db, tree: &Tree, id: Id, account: Id) -> Result<Held, Stop> {
    let zh = ask.is_zh();
    let day = |at| ask.when().day(lianxin_base::day_in_china(at));
    let Some(known) = person(db, id).await? else { return Ok(Held::default()) };
    let posts = posts_ever_of(db, id).await?.into_iter().map(|held| HeldPost {
        role: ask.role_name(&held.role),
        org: tree.path(held.org_id, zh),
        from: day(held.valid_from),
        until: held.valid_to.map(day).unwrap_or_default(),
    });
    let mut opened = Vec::new();
    for look in openings_of(db, id).await? {
        let reason = ask.t(&format!("people-opened-{}", look.why));
        opened.push(opening(ask, db, look.at, look.opened_by, look.post_id, reason).await?);
    }
    let own = accounts_of(db, id).await?.into_iter().find(|own| own.id == account);
    let account = match own {
        Some(own) => Some(HeldAccount {
            second_step: has_totp(db, own.id).await?,
            last_sign_in: own.signed_in_at.map(|at| ask.when().say(at)).unwrap_or_default(),
            devices: devices(ask, db, own.id).await?,
            login: own.login,
            language: own.lang,
        }),
        None => None,
    };
    Ok(Held {
        person: Some(HeldPerson {
            name: known.name,
            phone: own_phone(db, &ask.county.keys, id).await?.unwrap_or_default(),
            home: known.home_id.map(|home| tree.path(home, zh)).unwrap_or_default(),
            known_since: day(known.made_at),
            household: home_of(db, &ask.county.keys, id).await?.map(|home| HeldHousehold {
                place: tree.path(home.org_id, zh),
                number: home.number,
                relation: ask.t(&format!("people-relation-{}", home.relation)),
                id_number: home.id_number,
            }),
            opened,
        }),
        account,
        posts: posts.collect(),
        requests: Vec::new(),
    })
}

async fn devices(ask: &Ask, db: &impl Db, account: Id) -> Result<Vec<HeldDevice>, Fault> {
    let open = sessions_of(db, account, ask.now).await?;
    let device = |row: lianxin_access::SessionRow| HeldDevice {
        device: row.device,
        address: row.address,
        seen: ask.when().say(row.seen_at),
    };
    Ok(open.into_iter().map(device).collect())
}

async fn about_request(
    ask: &Ask,
    db: &impl Db,
    tree: &Tree,
    one: Request,
    whole: bool,
) -> Result<HeldRequest, Stop> {
    let contact = contact_of(&ask.county, &one)?;
    let case = find(db, one.case_id).await?;
    let words = match &case {
        Some(case) => words_said(db, &ask.county.keys, &one, case).await?,
        None => one.words.clone(),
    };
    let files = attachments_of(db, one.first_case_id).await?;
    let own =
        |kind: &str| files.iter().filter(|file| file.request_id == Some(one.id) && file.kind == kind).count();
    let mut opened = Vec::new();
    for look in opened_of(db, one.id).await? {
        opened.push(opening(ask, db, look.at, look.person, look.post, look.reason).await?);
    }
    let months = Months::new(ask.county.playbook.manifest.keeping.cases_months);
    let ended = case
        .as_ref()
        .filter(|case| !case.is_open())
        .map(|case| case.ended_at.or(case.closed_at).unwrap_or(case.registered_at));
    let until = ended.and_then(|ended| ended.checked_add_months(months));
    Ok(HeldRequest {
        photos: own("photo"),
        recordings: own("voice"),
        id: one.id,
        number: one.number,
        said_at: ask.when().say(one.registered_at),
        place: tree.path(one.place_id, ask.is_zh()),
        words,
        name: contact.name,
        phone: if whole { contact.phone } else { mask_phone(&contact.phone) },
        state: case.map(|case| state(ask, &case)).unwrap_or_default(),
        opened,
        kept_until: until.map(|at| ask.when().day(lianxin_base::day_in_china(at))).unwrap_or_default(),
    })
}

fn state(ask: &Ask, case: &Case) -> String {
    match case.ending.as_str() {
        SEALED => ask.t("cases-follow-status-sealed"),
        _ => ask.t(&format!("cases-state-{}", case.state)),
    }
}

/// Who looked, in which post, why.
async fn opening(
    ask: &Ask,
    db: &impl Db,
    at: Time,
    by: Option<Id>,
    in_post: Option<Id>,
    reason: String,
) -> Result<HeldOpened, Stop> {
    let who = match by {
        Some(id) => person(db, id).await?.map(|person| person.name).unwrap_or_default(),
        None => String::new(),
    };
    let held = match in_post {
        Some(id) => post(db, id, at).await?,
        None => None,
    };
    let org =
        |post: &lianxin_access::Post| if ask.is_zh() { post.org_zh.clone() } else { post.org_en.clone() };
    Ok(HeldOpened {
        at: ask.when().say(at),
        who,
        post: held.map(|post| format!("{}·{}", org(&post), ask.role_name(&post.role))).unwrap_or_default(),
        reason,
    })
}
