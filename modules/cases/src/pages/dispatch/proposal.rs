//! The case on the right: what it says, what is proposed, and why.

use lianxin_access::Grant;
use lianxin_base::Id;
use lianxin_db::Db;
use lianxin_playbook::{Category, Pace, Stage};
use lianxin_seal::mask_in_text;
use lianxin_web::{Ask, Failed, Page};

use super::Wanted;
use super::unit_line::{UnitLine, unit_line};
use crate::pages::degree::degree;
use crate::pages::list::search::{Piece, pieces};
use crate::pages::names::Names;
use crate::pages::repeat_line::{RepeatLine, repeat_lines};
use crate::pages::show::masked_name;
use crate::triage::{Proposed, suggest};
use crate::{Case, KINDS, Reader, State, attachments_of, claims_of, requests_of};

pub(super) struct Proposal {
    pub id: String,
    pub revision: i64,
    pub part: String,
    pub number: String,
    pub title: String,
    pub line: String,
    pub said: Vec<Piece>,
    pub photos: Vec<(String, String)>,
    pub requester: String,
    pub href: String,
    /// Not yet accepted: category and kind are still open.
    pub fresh: bool,
    pub category: CategoryLine,
    pub kinds: Vec<Choice>,
    pub kind: String,
    pub unit: UnitLine,
    pub pace: PaceLine,
    pub repeats: Vec<RepeatLine>,
    pub conseq: String,
    /// Who has taken it out of the queue, if it is another person.
    pub claimed_by: String,
    /// This person has it.
    pub claimed: bool,
}

/// For selects and chips.
pub(super) struct Choice {
    pub value: String,
    pub text: String,
}

/// A link that changes one thing on this page.
pub(super) struct Other {
    pub href: String,
    pub text: String,
}

#[derive(Default)]
pub(super) struct CategoryLine {
    pub code: String,
    pub name: String,
    pub why: String,
    pub level: u8,
    pub degree: String,
    pub others: Vec<Other>,
    pub groups: Vec<Group>,
}

pub(super) struct Group {
    pub text: String,
    pub options: Vec<Choice>,
}

pub(super) struct PaceLine {
    pub name: String,
    pub why: String,
}

pub(super) async fn proposal(
    ask: &Ask,
    db: &impl Db,
    page: &Page,
    grant: &Grant,
    case: &Case,
    wanted: &Wanted,
) -> Result<Proposal, Failed> {
    let playbook = &ask.county.playbook;
    let reader = Reader::of(&ask.by, &playbook.roles);
    let suggestion =
        suggest(&ask.county, &ask.app.settings().data, db, grant, &reader, case, ask.now).await?;
    let fresh = case.state() == State::Registered;
    let category = chosen_category(ask, case, wanted, &suggestion.categories, fresh);
    let sure = suggestion
        .categories
        .iter()
        .find(|one| Some(&one.category) == category.as_ref().map(|one| &one.code));
    let links = Links { ask, case: case.id, category: category.as_ref().map_or("", |one| &one.code), wanted };
    let requests = requests_of(db, case.id).await?;
    let requester =
        requests.first().map(|request| masked_name(ask, request)).transpose()?.unwrap_or_default();
    let unit = unit_line(page, db, &links, case, category.as_ref(), sure.map(|one| one.degree)).await?;
    let names = Names::of(db, std::slice::from_ref(case), page.is_zh()).await?;
    let words: Vec<&str> = sure.iter().flat_map(|one| &one.reasons).map(|one| one.words.as_str()).collect();
    let repeats = repeat_lines(ask, db, page, &suggestion.repeats).await?;
    let place = names.org(case.place_id);
    let claims = claims_of(db, &[case.id], ask.now).await?;
    let claim = claims.first();
    let own = claim.is_some_and(|claim| Some(claim.person_id) == ask.by.person);
    Ok(Proposal {
        claimed_by: claim.filter(|_| !own).map(|claim| claim.name.clone()).unwrap_or_default(),
        claimed: own,
        id: case.id.to_string(),
        revision: case.revision,
        part: ask.county.store.world().id().to_string(),
        number: case.number.clone(),
        title: case.title.clone(),
        line: [
            place.to_owned(),
            case.place_words.clone(),
            page.t(format!("cases-channel-{}", case.channel)),
            page.when(case.registered_at),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("·"),
        said: pieces(&mask_in_text(&case.words), &words),
        photos: photos(ask, db, case).await?,
        href: ask.href(&format!("/cases/{}", case.id)),
        pace: pace_line(page, ask, case, category.as_ref()),
        conseq: conseq(ask, page, &unit, category.as_ref(), &requester),
        requester,
        fresh,
        kinds: KINDS
            .map(|kind| Choice { value: kind.into(), text: page.t(format!("cases-kind-{kind}")) })
            .into(),
        kind: if wanted.kind.is_empty() { case.kind.clone() } else { wanted.kind.clone() },
        category: category_line(page, &links, category.as_ref(), sure, &suggestion.categories, fresh),
        unit,
        repeats,
    })
}

/// What the person asked for, else what was decided before, else what is proposed.
fn chosen_category(
    ask: &Ask,
    case: &Case,
    wanted: &Wanted,
    proposed: &[Proposed],
    fresh: bool,
) -> Option<Category> {
    let categories = &ask.county.playbook.categories;
    let leaf = |code: &str| categories.get(code).filter(|one| !one.is_top()).cloned();
    if !fresh {
        return leaf(&case.category);
    }
    let first = proposed.first().and_then(|one| leaf(&one.category));
    leaf(&wanted.category).or(first).or_else(|| leaf(&case.category))
}

/// Addresses of this page with one thing changed.
pub(super) struct Links<'a> {
    pub ask: &'a Ask,
    case: Id,
    pub category: &'a str,
    pub wanted: &'a Wanted,
}

impl Links<'_> {
    pub fn to(&self, category: &str, unit: &str) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("case", &self.case.to_string());
        for (name, value) in [("category", category), ("unit", unit), ("kind", &self.wanted.kind)] {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        }
        self.ask.href(&format!("/dispatch?{}", pairs.finish()))
    }
}

fn category_line(
    page: &Page,
    links: &Links<'_>,
    chosen: Option<&Category>,
    sure: Option<&Proposed>,
    proposed: &[Proposed],
    fresh: bool,
) -> CategoryLine {
    let categories = &links.ask.county.playbook.categories;
    let name = |category: &Category| category.name.read_in(page.lang).to_owned();
    let Some(category) = chosen else {
        return CategoryLine {
            name: page.t("cases-dispatch-no-category"),
            degree: degree(page, None).1,
            groups: groups(page, links),
            ..CategoryLine::default()
        };
    };
    let top = categories.parent(&category.code).map(name).unwrap_or_default();
    let why = match sure {
        _ if !fresh => page.t("cases-dispatch-decided"),
        Some(sure) if !sure.reasons.is_empty() => {
            let words: Vec<String> =
                sure.reasons.iter().map(|one| page.tw("cases-quoted", "words", &one.words)).collect();
            page.tw("cases-dispatch-because", "words", words.concat())
        }
        Some(_) => page.t("cases-dispatch-like-others"),
        None => page.t("cases-dispatch-own-choice"),
    };
    let (level, word) =
        if fresh && sure.is_some() { degree(page, sure.map(|one| one.degree)) } else { (0, String::new()) };
    let others = proposed.iter().filter(|one| one.category != category.code).take(2);
    let other = |one: &Proposed| {
        let category = categories.get(&one.category)?;
        Some(Other {
            href: links.to(&category.code, ""),
            text: page.tw("cases-dispatch-change-to", "name", name(category)),
        })
    };
    CategoryLine {
        code: category.code.clone(),
        name: format!("{top} › {}", name(category)),
        why,
        level,
        degree: word,
        others: if fresh { others.filter_map(other).collect() } else { vec![] },
        groups: if fresh { groups(page, links) } else { vec![] },
    }
}

/// All categories, for the person who knows better.
fn groups(page: &Page, links: &Links<'_>) -> Vec<Group> {
    let categories = &links.ask.county.playbook.categories;
    let option =
        |one: &Category| Choice { value: one.code.clone(), text: one.name.read_in(page.lang).to_owned() };
    let group = |top: &Category| Group {
        text: top.name.read_in(page.lang).to_owned(),
        options: categories.under(&top.code).filter(|one| !one.is_sealed()).map(option).collect(),
    };
    categories.top().map(group).filter(|group| !group.options.is_empty()).collect()
}

fn pace_line(page: &Page, ask: &Ask, case: &Case, category: Option<&Category>) -> PaceLine {
    let Some(category) = category else {
        return PaceLine { name: page.t("cases-dispatch-no-pace"), why: String::new() };
    };
    let pace = if case.state() == State::Registered {
        category.pace
    } else {
        Pace::parse(&case.pace).unwrap_or(category.pace)
    };
    let reason = category.pace_reason.as_ref().filter(|_| pace == category.pace);
    let reason = reason.map(|why| page.tw("cases-dispatch-rule", "why", why.read_in(page.lang)));
    PaceLine {
        name: page.args(
            "cases-dispatch-pace",
            &[
                ("pace", pace.words().read_in(page.lang)),
                ("limit", &limit_words(page, ask, pace, Stage::Resolve)),
            ],
        ),
        why: reason.unwrap_or_else(|| page.t("cases-dispatch-rule-plain")),
    }
}

fn limit_words(page: &Page, ask: &Ask, pace: Pace, stage: Stage) -> String {
    let limit = ask.county.playbook.limits.limit(pace, stage).and_then(|rule| rule.limit);
    limit.map(|limit| limit.words().read_in(page.lang).to_owned()).unwrap_or_default()
}

fn conseq(ask: &Ask, page: &Page, unit: &UnitLine, category: Option<&Category>, requester: &str) -> String {
    let Some(category) = category else { return page.t("cases-dispatch-choose-first") };
    page.args(
        "cases-dispatch-conseq",
        &[
            ("unit", &unit.name),
            ("limit", &limit_words(page, ask, category.pace, Stage::Resolve)),
            ("requester", requester),
            ("return", &limit_words(page, ask, Pace::Any, Stage::ReturnAsk)),
        ],
    )
}

async fn photos(ask: &Ask, db: &impl Db, case: &Case) -> Result<Vec<(String, String)>, Failed> {
    let href = |id: Id| ask.href(&format!("/cases/{}/files/{id}", case.id));
    let files = attachments_of(db, case.id).await?;
    let photos = files.iter().filter(|file| file.is_photo()).take(3);
    Ok(photos.map(|file| (href(file.id), format!("{}?small", href(file.id)))).collect())
}
