//! What the person takes home: number, query word, QR code, the latest date, what comes next; whom to call at once when
//! the words ask for it. The same page for the same request, however often it is sent.

use askama::Template;
use axum::response::Response;
use http::HeaderMap;
use lianxin_access::Org;
use lianxin_base::{Id, Refused, Time, china};
use lianxin_orgs::{Tree, phone_near, qr_svg, tree};
use lianxin_playbook::{Pace, Stage};
use lianxin_web::{Answer, Ask, Failed, Page};

use crate::call_back::{Request, request};
use crate::case::find;
use crate::follow::word_of;
use crate::pages::{follower, spot};
use crate::{Case, State, errand_of};

/// An emergency number and what it is for.
struct Alarm {
    number: String,
    words: String,
}

struct Step {
    what: String,
    by: String,
}

#[derive(Template)]
#[template(path = "received.html")]
struct Received {
    page: Page,
    number: String,
    word: String,
    qr: String,
    follow: String,
    home: String,
    place_name: String,
    alarms: Vec<Alarm>,
    emergency: bool,
    latest: String,
    /// Somebody comes by then; otherwise it is answered.
    errand: bool,
    allowed: String,
    accepted: bool,
    steps: Vec<Step>,
    said_at: String,
    reachable: bool,
    phone: String,
    phone_link: String,
}

#[derive(Template)]
#[template(path = "slip.html")]
struct Slip {
    page: Page,
    number: String,
    word: String,
    qr: String,
    title: String,
    place_name: String,
    said_at: String,
    latest: String,
    phone: String,
    alarms: Vec<Alarm>,
    links: Vec<(String, String)>,
}

/// What both pages say.
struct Told {
    request: Request,
    case: Case,
    place: Org,
    word: String,
    qr: String,
    latest: Option<Time>,
    phone: String,
}

/// The page of one request, for whoever has just sent it.
pub(super) async fn received(ask: &Ask, request_id: Id) -> Result<Response, Failed> {
    let tree = tree(&ask.county).await?;
    let told = told(ask, &tree, request_id).await?;
    let mut page = spot::at(ask.page(ask.t("cases-received-title")), &tree, Some(&told.place));
    // Large type and language lead back here: the form's own address would lose number and word.
    page.path = ask.href("/received");
    let zh = ask.is_zh();
    let playbook = &ask.county.playbook;
    let alarms = alarms(ask, &told.request.words);
    let limit = playbook.limits.limit(pace_of(&told.case), Stage::Resolve).and_then(|rule| rule.limit);
    let errand = !told.case.service.is_empty();
    let latest = told.latest.map(|at| page.when(at)).unwrap_or_default();
    let answer = Received {
        number: told.request.number.clone(),
        word: told.word.clone(),
        qr: told.qr.clone(),
        follow: ask.href(&format!("/follow/{}", told.request.number)),
        home: home_of(ask, &tree, &told.place),
        place_name: told.place.short(zh).to_owned(),
        emergency: !alarms.is_empty(),
        alarms,
        allowed: limit.map(|limit| limit.words().read_in(ask.lang.tag()).to_owned()).unwrap_or_default(),
        accepted: told.case.state() != State::Registered,
        steps: steps(ask, &page, &tree, &told),
        latest,
        errand,
        said_at: page.when(told.request.registered_at),
        reachable: is_reachable(&told.request),
        phone_link: told.phone.chars().filter(char::is_ascii_digit).collect(),
        phone: told.phone,
        page,
    };
    ask.html(&answer)
}

/// `GET /received`: the newest request of this browser, for an hour.
pub(super) async fn again(ask: Ask, headers: HeaderMap) -> Answer {
    match follower::followed(&ask, &headers).first() {
        Some(id) => received(&ask, *id).await,
        None => Ok(ask.see("/follow")),
    }
}

/// `GET /received/slip`: number and word in large type, on A4 or a roll of 80 mm.
pub(super) async fn slip(ask: Ask, headers: HeaderMap) -> Answer {
    match follower::followed(&ask, &headers).first() {
        Some(id) => slip_of(&ask, *id, Vec::new()).await,
        None => Ok(ask.see("/follow")),
    }
}

/// The slip of one request. `links`: what stands under it on the screen, as address and words.
pub(crate) async fn slip_of(ask: &Ask, id: Id, links: Vec<(String, String)>) -> Answer {
    let tree = tree(&ask.county).await?;
    let told = told(ask, &tree, id).await?;
    let page = ask.page(ask.t("cases-slip-title"));
    ask.html(&Slip {
        alarms: alarms(ask, &told.request.words),
        links,
        number: told.request.number.clone(),
        word: told.word,
        qr: told.qr,
        title: crate::title_of(&told.request.words),
        place_name: told.place.name(ask.is_zh()).to_owned(),
        said_at: on_paper(&page, told.request.registered_at),
        latest: told.latest.map(|at| on_paper(&page, at)).unwrap_or_default(),
        phone: told.phone,
        page,
    })
}

/// Paper is read tomorrow too: never 今天.
fn on_paper(page: &Page, at: Time) -> String {
    let local = china(at);
    format!("{} {}", page.clock().date(local.date_naive()), local.format("%H:%M"))
}

async fn told(ask: &Ask, tree: &Tree, id: Id) -> Result<Told, Failed> {
    let absent = || Refused::absent("cases-refused-absent");
    let reader = ask.reader();
    let request = request(&reader, id).await?.ok_or_else(absent)?;
    let case = find(&reader, request.case_id).await?.ok_or_else(absent)?;
    let place = tree.get(request.place_id).cloned();
    let place = match place {
        Some(place) => place,
        None => lianxin_access::org(&reader, request.place_id).await?.ok_or_else(absent)?,
    };
    let word = word_of(&ask.county, id)?;
    let address = &ask.app.settings().address;
    let follow = ask.href(&format!("/follow/{}?w={}", request.number, word.as_str()));
    let phone = phone_near(&reader, place.id).await?.unwrap_or_default();
    Ok(Told {
        qr: qr_svg(&format!("{address}{follow}")),
        latest: latest(
            ask,
            &request,
            &case,
            errand_of(&reader, case.id).await?.and_then(|one| one.wished_at),
        ),
        word: word.to_string(),
        request,
        case,
        place,
        phone,
    })
}

fn pace_of(case: &Case) -> Pace {
    match Pace::parse(&case.pace) {
        None | Some(Pace::Any) => Pace::Normal,
        Some(pace) => pace,
    }
}

/// The promise; before acceptance the latest that it can become: accepted at the last moment, then the whole limit.
fn latest(ask: &Ask, request: &Request, case: &Case, wished: Option<Time>) -> Option<Time> {
    if case.promise_due.is_some() {
        return case.promise_due;
    }
    if !case.service.is_empty() {
        let taken = due(ask, Pace::Errand, Stage::Sign, request.registered_at)?;
        return due(ask, Pace::Errand, Stage::Visit, taken).max(wished);
    }
    let accepted = due(ask, pace_of(case), Stage::Accept, request.registered_at)?;
    due(ask, pace_of(case), Stage::Resolve, accepted)
}

fn due(ask: &Ask, pace: Pace, stage: Stage, from: Time) -> Option<Time> {
    let playbook = &ask.county.playbook;
    playbook
        .limits
        .limit(pace, stage)
        .and_then(|rule| playbook.clock.deadline_by(rule, from))
        .map(|it| it.due)
}

fn is_reachable(request: &Request) -> bool {
    request.phone_sealed.is_some() || request.person_id.is_some()
}

/// Each at its latest: deciding, calling, answering, asking.
fn steps(ask: &Ask, page: &Page, tree: &Tree, told: &Told) -> Vec<Step> {
    let pace = pace_of(&told.case);
    let accept = due(ask, pace, Stage::Accept, told.request.registered_at);
    let dispatch = accept.and_then(|at| due(ask, pace, Stage::Dispatch, at));
    let contact = dispatch.and_then(|at| due(ask, pace, Stage::Contact, at));
    let town =
        tree.nearest(told.place.id, "town").map(|org| org.short(ask.is_zh()).to_owned()).unwrap_or_default();
    let say = |key: &str, at: Option<Time>| {
        let when = at.map(|at| page.when(at)).unwrap_or_default();
        page.args(key, &[("when", &when), ("town", &town)])
    };
    if !told.case.service.is_empty() {
        let taken = due(ask, Pace::Errand, Stage::Sign, told.request.registered_at);
        return vec![
            Step { what: ask.t("cases-report-errand-steps"), by: say("cases-received-taken-by", taken) },
            Step { what: ask.t("cases-received-step-rate"), by: ask.t("cases-received-rate-by") },
        ];
    }
    let contact_by = if is_reachable(&told.request) {
        say("cases-received-contact-by", contact)
    } else {
        ask.t("cases-received-contact-none")
    };
    vec![
        Step { what: ask.t("cases-received-step-dispatch"), by: say("cases-received-dispatch-by", dispatch) },
        Step { what: ask.t("cases-received-step-contact"), by: contact_by },
        Step { what: ask.t("cases-received-step-answer"), by: say("cases-received-answer-by", told.latest) },
        Step { what: ask.t("cases-received-step-rate"), by: ask.t("cases-received-rate-by") },
    ]
}

/// Whom to call before reading on, each number once, the gravest first.
fn alarms(ask: &Ask, words: &str) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = Vec::new();
    for found in ask.county.playbook.emergency_words_in(words) {
        let Some(number) = found.call.clone() else { continue };
        if alarms.iter().all(|alarm| alarm.number != number) {
            let key = match number.as_str() {
                "110" => "cases-report-police",
                "119" => "cases-report-fire",
                "120" => "cases-report-ambulance",
                "122" => "cases-report-traffic",
                _ => "cases-report-emergency-line",
            };
            alarms.push(Alarm { number, words: ask.t(key) });
        }
    }
    alarms
}

/// The village's page; a town or the district has none, so the county's.
pub(crate) fn home_of(ask: &Ask, tree: &Tree, place: &Org) -> String {
    match tree.nearest(place.id, "village") {
        Some(village) => ask.href(&format!("/villages/{}", village.code)),
        None => ask.href("/"),
    }
}
