//! The filter as a sentence: each part a chip, and each chip an address.

use lianxin_access::{Grant, Org, children, org_by_code, orgs_above};
use lianxin_base::Id;
use lianxin_db::{Db, Fault};
use lianxin_web::{Ask, Page};

use crate::State;
use crate::filter::{Due, Filter, SINCE, Sort, Standing};

/// One part of the sentence: words, and where it leads.
pub(crate) struct Chip {
    pub text: String,
    /// Takes the part off; empty where the part is plain.
    pub clear: String,
    pub choices: Vec<Choice>,
}

pub(crate) struct Choice {
    pub text: String,
    pub href: String,
    pub on: bool,
}

/// The whole sentence. Parts that are not said are not there.
pub(crate) struct Sentence {
    pub org: String,
    pub place: Chip,
    pub state: Chip,
    pub since: Chip,
    pub category: Chip,
    pub unit: Option<Chip>,
    pub due: Option<Chip>,
    pub words: Option<Chip>,
    pub sort: Option<Chip>,
    /// Drops the part that was said last and narrows most.
    pub wider: Option<Choice>,
}

/// Addresses of this list with something changed.
struct Links<'a> {
    ask: &'a Ask,
    filter: &'a Filter,
}

impl Links<'_> {
    fn to(&self, change: impl FnOnce(&mut Filter)) -> String {
        self.ask.href(&format!("/cases{}", self.filter.with(change).address()))
    }
}

pub(crate) async fn sentence(
    ask: &Ask,
    db: &impl Db,
    page: &Page,
    grant: &Grant,
    filter: &Filter,
) -> Result<Sentence, Fault> {
    let links = Links { ask, filter };
    let own = lianxin_access::org(db, grant.org_id).await?;
    let chosen = if filter.org.is_empty() { own } else { org_by_code(db, &filter.org).await? };
    let unit = if filter.unit.is_empty() { None } else { org_by_code(db, &filter.unit).await? };
    let name = |org: &Org| org.short(page.is_zh()).to_owned();
    let mut sentence = Sentence {
        org: chosen.as_ref().map(name).unwrap_or_default(),
        place: place(db, page, &links, grant.org_id, chosen.as_ref()).await?,
        state: state(page, &links),
        since: since(page, &links),
        category: category(page, &links),
        unit: unit.map(|unit| said(name(&unit), links.to(|filter| filter.unit.clear()))),
        due: filter.due().map(|due| due_chip(page, &links, due)),
        words: words(page, &links),
        sort: sort(page, &links),
        wider: None,
    };
    sentence.wider = wider(page, &sentence);
    Ok(sentence)
}

fn said(text: String, clear: String) -> Chip {
    Chip { text, clear, choices: vec![] }
}

/// Places directly below, and the way back up to the post's own.
async fn place(
    db: &impl Db,
    page: &Page,
    links: &Links<'_>,
    own: Id,
    chosen: Option<&Org>,
) -> Result<Chip, Fault> {
    let Some(chosen) = chosen else { return Ok(said(String::new(), String::new())) };
    let below = children(db, chosen.id).await?;
    let below: Vec<&Org> = below.iter().filter(|org| org.is_place()).collect();
    let mut choices = Vec::new();
    if chosen.id != own {
        for org in orgs_above(db, chosen.id).await?.iter().skip(1) {
            let code = if org.id == own { String::new() } else { org.code.clone() };
            choices.push(Choice {
                text: page.tw("cases-list-up-to", "org", org.short(page.is_zh())),
                href: links.to(|filter| filter.org = code),
                on: false,
            });
            if org.id == own {
                break;
            }
        }
    }
    choices.extend(below.iter().map(|org| Choice {
        text: org.short(page.is_zh()).to_owned(),
        href: links.to(|filter| filter.org.clone_from(&org.code)),
        on: false,
    }));
    let text = if below.is_empty() {
        page.t("cases-list-here")
    } else {
        page.tn("cases-list-all-places", below.len())
    };
    Ok(Chip { text, clear: String::new(), choices })
}

fn state_text(page: &Page, standing: Standing) -> String {
    match standing {
        Standing::Open => page.t("cases-list-open"),
        Standing::Any => page.t("cases-list-any-state"),
        other => page.t(format!("cases-state-{}", other.word())),
    }
}

fn state(page: &Page, links: &Links) -> Chip {
    let now = links.filter.state;
    let all = [Standing::Open].into_iter().chain(State::ALL.map(Standing::Is)).chain([Standing::Suspended]);
    let choices = all.map(|standing| Choice {
        text: state_text(page, standing),
        href: links.to(|filter| filter.state = standing),
        on: false,
    });
    let clear =
        if now == Standing::Any { String::new() } else { links.to(|filter| filter.state = Standing::Any) };
    Chip { text: state_text(page, now), clear, choices: choices.collect() }
}

fn since_text(page: &Page, days: i64) -> String {
    if days == 0 { page.t("cases-list-any-time") } else { page.tn("cases-list-since", days) }
}

fn since(page: &Page, links: &Links) -> Chip {
    let now = links.filter.since;
    let choices = SINCE.map(|days| Choice {
        text: since_text(page, days),
        href: links.to(|filter| filter.since = days),
        on: days == now,
    });
    let clear = if now == 0 { String::new() } else { links.to(|filter| filter.since = 0) };
    Chip { text: since_text(page, now), clear, choices: choices.into() }
}

/// The top categories; below a chosen one its own.
fn category(page: &Page, links: &Links) -> Chip {
    let categories = &links.ask.county.playbook.categories;
    let now = categories.get(&links.filter.category);
    let link = |one: &lianxin_playbook::Category| Choice {
        text: one.name.read_in(page.lang).to_owned(),
        href: links.to(|filter| filter.category.clone_from(&one.code)),
        on: false,
    };
    match now {
        None => Chip {
            text: page.t("cases-list-any-category"),
            clear: String::new(),
            choices: categories.top().map(link).collect(),
        },
        Some(one) => Chip {
            text: one.name.read_in(page.lang).to_owned(),
            clear: links.to(|filter| filter.category.clone_from(&one.parent_code)),
            choices: categories.under(&one.code).map(link).collect(),
        },
    }
}

fn due_chip(page: &Page, links: &Links, due: Due) -> Chip {
    said(page.t(format!("cases-list-due-{}", due.word())), links.to(|filter| filter.due = None))
}

fn words(page: &Page, links: &Links) -> Option<Chip> {
    let words = &links.filter.words;
    let text = page.tw("cases-list-saying", "words", words);
    (!words.is_empty()).then(|| said(text, links.to(|filter| filter.words.clear())))
}

/// What has ended has no time left: there is nothing to choose then.
fn sort(page: &Page, links: &Links) -> Option<Chip> {
    let now = links.filter.order();
    let text = |sort| page.t(if sort == Sort::Left { "cases-list-by-left" } else { "cases-list-by-new" });
    let choices = [Sort::Left, Sort::New].map(|sort| Choice {
        text: text(sort),
        href: links.to(|filter| filter.sort = if sort == Sort::Left { None } else { Some(sort) }),
        on: sort == now,
    });
    let chip = Chip { text: text(now), clear: String::new(), choices: choices.into() };
    links.filter.state.is_open().then_some(chip)
}

fn wider(page: &Page, sentence: &Sentence) -> Option<Choice> {
    let optional = [&sentence.words, &sentence.due, &sentence.unit].into_iter().flatten();
    let narrow = optional.chain([&sentence.category, &sentence.since, &sentence.state]);
    let part = narrow.into_iter().find(|chip| !chip.clear.is_empty())?;
    Some(Choice {
        text: page.tw("cases-list-without", "part", &part.text),
        href: part.clear.clone(),
        on: false,
    })
}
