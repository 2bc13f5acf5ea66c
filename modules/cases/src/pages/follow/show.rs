//! `GET /follow/{number}`: how it stands, and what the requester may do. With `?w=` (the receipt's code) it checks the
//! word, sets the cookie and leads to the clean address.

use askama::Template;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use lianxin_base::{Id, Refused};
use lianxin_db::{Db, Fault, values};
use lianxin_orgs::{phone_near, tree};
use lianxin_seal::CaseNumber;
use lianxin_web::{Answer, Ask, Failed, Page};

use super::answer::{May, Standing, may, standing};
use super::enter::allowed;
use super::errand::{Agreed, Need, Ordered, agreed, needs, ordered};
use super::moments::{Look, Moment, story};
use super::promise::{Promise, promise};
use crate::attach::attachments_of;
use crate::call_back::{Request, redo_until, request};
use crate::case::find;
use crate::pages::follower::followed;
use crate::pages::names::Names;
use crate::pages::report::{Brought, Kept, Mend, home_of};
use crate::pages::spot;
use crate::{Case, ClockRow, SEALED, State, clocks_of, has_rated, title_of, words_said};

/// A photo or recording on the page.
struct Picture {
    href: String,
    small: String,
    words: String,
    voice: bool,
}

/// What was typed and has to be mended.
#[derive(Default)]
pub(super) struct Typed {
    pub words: String,
    pub redo: String,
    pub rating: String,
    pub refused: Option<Refused>,
    /// Good photos of an answer that came back.
    pub brought: Brought,
    /// add rate redo withdraw
    pub act: &'static str,
}

#[derive(Template)]
#[template(path = "follow.html")]
struct Follow {
    page: Page,
    number: String,
    title: String,
    standing: Standing,
    promise: Option<Promise>,
    moments: Vec<Moment>,
    looks: Vec<Look>,
    own_words: String,
    raised: Vec<Picture>,
    evidence: Vec<Picture>,
    may: May,
    over: bool,
    merged: bool,
    ordered: Option<Ordered>,
    agreed: Vec<Agreed>,
    needs: Vec<Need>,
    /// By when a bad rating is answered.
    fix_by: String,
    rated: String,
    redo_window: String,
    redo_until: String,
    phone: String,
    phone_link: String,
    home: String,
    has_contact: bool,
    typed: Typed,
    kept: Vec<Kept>,
    errors: Vec<Mend>,
    answered: bool,
    /// Done, says the unit; somebody else looks.
    checking: bool,
}

impl Follow {
    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|mend| mend.id == field).map(|mend| mend.text.clone()).unwrap_or_default()
    }
}

pub(super) async fn show(ask: Ask, headers: HeaderMap) -> Answer {
    if let Some(word) = ask.query("w") {
        return match allowed(&ask, &headers, ask.param("number"), word).await? {
            Ok(answer) => Ok(answer),
            Err(refused) if refused.status == 429 => Err(refused.into()),
            Err(_) => Ok(ask.see(&format!("/follow?number={}", clean(&ask)))),
        };
    }
    match own(&ask, &headers).await? {
        Some((request, case)) => render(&ask, &request, &case, Typed::default()).await,
        None => Ok(ask.see(&format!("/follow?number={}", clean(&ask)))),
    }
}

/// The number as we write it; nothing for what is none, so that no address carries what a stranger wrote.
fn clean(ask: &Ask) -> String {
    ask.param("number").parse::<CaseNumber>().map(|number| number.to_string()).unwrap_or_default()
}

/// The request with this number, if this browser may follow it.
pub(super) async fn own(ask: &Ask, headers: &HeaderMap) -> Result<Option<(Request, Case)>, Fault> {
    let number = clean(ask);
    let reader = ask.reader();
    let sql = "SELECT id FROM requests WHERE number = $1";
    let Some(wanted) = reader.value::<Id>(sql, values![number]).await? else { return Ok(None) };
    let Some(wanted) = request(&reader, wanted).await? else { return Ok(None) };
    for id in followed(ask, headers) {
        let Some(known) = request(&reader, id).await? else { continue };
        // All needs of one request open with one word.
        let same = known.id == wanted.id
            || known.origin_id.unwrap_or(known.id) == wanted.origin_id.unwrap_or(wanted.id);
        if same {
            let case = find(&reader, wanted.case_id).await?;
            return Ok(case.map(|case| (wanted, case)));
        }
    }
    Ok(None)
}

pub(super) async fn render(
    ask: &Ask,
    request: &Request,
    case: &Case,
    typed: Typed,
) -> Result<Response, Failed> {
    let reader = ask.reader();
    let tree = tree(&ask.county).await?;
    let zh = ask.is_zh();
    let place = tree.get(request.place_id);
    let own_words = words_said(&reader, &ask.county.keys, request, case).await?;
    // What the case is called is what one of them said, unless it was sealed.
    let first = request.case_id == request.first_case_id && case.ending != SEALED;
    let title = if first { case.title.clone() } else { title_of(&own_words) };
    let mut page =
        spot::at(ask.page(ask.args("cases-follow-title", &[("number", &request.number)])), &tree, place);
    page.path = ask.href(&format!("/follow/{}", request.number));
    let names = Names::of(&reader, std::slice::from_ref(case), zh).await?;
    let story = story(&reader, &ask.county.playbook, request, zh).await?;
    let clocks = clocks_of(&reader, case.id).await?;
    let town = tree.nearest(request.place_id, "town").map(|org| org.short(zh).to_owned()).unwrap_or_default();
    let (raised, evidence) = pictures(ask, request, case).await?;
    let phone = phone_near(&reader, case.place_id).await?.unwrap_or_default();
    let until = redo_until(&ask.county, case).map(|at| page.when(at)).unwrap_or_default();
    let answered = matches!(case.state(), State::Done | State::Closed | State::Ended | State::Answered);
    let status = typed.refused.as_ref().and_then(|refused| StatusCode::from_u16(refused.status).ok());
    let follow = Follow {
        number: request.number.clone(),
        title,
        standing: standing(&page, case, &names, &town),
        promise: promise(&page, &ask.county.playbook.clock, case, &clocks),
        moments: story.moments(&page, case.is_open()),
        looks: story.looks(&page),
        own_words,
        raised,
        evidence,
        may: may(&reader, &ask.county, &page, case, request).await?,
        over: matches!(case.state(), State::Closed | State::Ended) && case.ending != "withdrawn",
        merged: request.case_id != request.first_case_id,
        ordered: ordered(&reader, &page, &ask.county.playbook, case, &clocks).await?,
        agreed: agreed(&reader, ask, case).await?,
        needs: needs(&reader, ask, request).await?,
        fix_by: fix_by(&page, request, &clocks),
        rated: if has_rated(request, case) {
            page.t(format!("shell-rate-{}", request.rating))
        } else {
            String::new()
        },
        redo_window: window(ask),
        redo_until: until,
        phone_link: phone.chars().filter(char::is_ascii_digit).collect(),
        phone,
        home: place.map_or_else(|| ask.href("/"), |place| home_of(ask, &tree, place)),
        has_contact: request.phone_sealed.is_some() || request.name_sealed.is_some(),
        kept: typed.brought.photos(ask, request.id),
        errors: mends(&page, &typed),
        typed,
        answered,
        checking: case.state() == State::Done,
        page,
    };
    ask.html_with(status.unwrap_or(StatusCode::OK), &follow)
}

/// The bad rating of this person waits to be put right.
fn fix_by(page: &Page, request: &Request, clocks: &[ClockRow]) -> String {
    let fits = |clock: &&ClockRow| {
        clock.is_running() && clock.stage == "bad-rating-fix" && clock.request_id == Some(request.id)
    };
    clocks.iter().find(fits).map(|clock| page.when(clock.due_at)).unwrap_or_default()
}

fn window(ask: &Ask) -> String {
    use lianxin_playbook::{Pace, Stage};
    let rule = ask.county.playbook.limits.limit(Pace::Any, Stage::ReopenWindow);
    let limit = rule.and_then(|rule| rule.limit);
    limit.map(|limit| limit.words().read_in(ask.lang.tag()).to_owned()).unwrap_or_default()
}

/// What the requester sent, and what staff show of the work; never what another requester sent.
async fn pictures(ask: &Ask, request: &Request, case: &Case) -> Result<(Vec<Picture>, Vec<Picture>), Fault> {
    let reader = ask.reader();
    let mut all = attachments_of(&reader, request.first_case_id).await?;
    if case.id != request.first_case_id {
        all.extend(attachments_of(&reader, case.id).await?);
    }
    let (mut raised, mut evidence) = (Vec::new(), Vec::new());
    for one in all {
        let href = ask.href(&format!("/files/{}", one.id));
        let key = match one.phase.as_str() {
            "after" => "cases-follow-photo-after",
            "before" => "cases-follow-photo-before",
            _ => "cases-follow-photo-own",
        };
        let picture =
            Picture { small: format!("{href}?small=1"), href, words: ask.t(key), voice: !one.is_photo() };
        match one.request_id {
            Some(id) if id == request.id => raised.push(picture),
            None if one.phase != "raised" => evidence.push(picture),
            _ => {}
        }
    }
    Ok((raised, evidence))
}

/// Each complaint beside the field of the act that was refused.
fn mends(page: &Page, typed: &Typed) -> Vec<Mend> {
    let Some(refused) = &typed.refused else { return vec![] };
    if refused.fields.is_empty() {
        return vec![Mend { id: "main".into(), text: page.t(refused.code) }];
    }
    let id = |field: &str| match (typed.act, field) {
        ("redo", "words") => "redo".to_owned(),
        (_, field) => field.to_owned(),
    };
    refused.fields.iter().map(|error| Mend { id: id(error.field), text: page.t(error.code) }).collect()
}
