use askama::Template;
use chrono::NaiveTime;
use lianxin_access::{Org, posts_with_role};
use lianxin_base::{Refused, china};
use lianxin_cases::{PublicCase, Results, in_public, results_of};
use lianxin_db::Fault;
use lianxin_orgs::{Tree, phone_near, tree};
use lianxin_playbook::{Limit, Pace, Stage};
use lianxin_web::{Answer, Ask, Page, PagePlace};

use crate::public::{Shown, shown};
use crate::services::offered;

/// How far back the results on a village's page go, in days.
const DAYS: i64 = 30;

/// Somebody who looks after the people here.
struct Helper {
    name: String,
    face: String,
    post: String,
}

struct Hours {
    open: bool,
    /// 09:00–12:00 13:00–17:00
    today: Vec<String>,
    /// The holiday or make-up day that today is.
    special: String,
    works_today: bool,
}

#[derive(Template)]
#[template(path = "village.html")]
struct Village {
    page: Page,
    code: String,
    grids: usize,
    limit: String,
    services: usize,
    helpers: Vec<Helper>,
    phone: String,
    phone_link: String,
    hours: Hours,
    results: Results,
    days: i64,
    latest: Vec<Shown>,
    fresh: String,
}

/// `GET /villages/{code}`
pub(crate) async fn village(ask: Ask) -> Answer {
    let tree = tree(&ask.county).await?;
    let village = tree.by_code(ask.param("code")).filter(|org| org.kind == "village");
    let village = village.ok_or_else(|| Refused::absent("shell-refused-absent"))?;
    let zh = ask.is_zh();
    let reader = ask.reader();
    let latest: Vec<PublicCase> = in_public(&ask.county, village.id, None, 3).await?;
    let phone = phone_near(&reader, village.id).await?.unwrap_or_default();
    let page = ask.page(ask.args("portal-village-title", &[("village", village.short(zh))]));
    let place = PagePlace { name: village.short(zh).to_owned(), parents: above_words(&tree, village, zh) };
    ask.html(&Village {
        code: village.code.clone(),
        grids: tree.below(village.id).into_iter().filter(|org| org.kind == "grid").count(),
        limit: limit_words(&ask),
        services: offered(&ask).count(),
        helpers: helpers(&ask, &tree, village).await?,
        phone_link: phone.chars().filter(char::is_ascii_digit).collect(),
        phone,
        hours: hours(&ask),
        results: results_of(&ask.county, village.id, DAYS).await?,
        days: DAYS,
        latest: shown(&ask, &page, &tree, &latest),
        fresh: page.now_words(),
        page: page.at(place),
    })
}

/// 官庄街道·大青山工作区
pub(crate) fn above_words(tree: &Tree, org: &Org, zh: bool) -> String {
    let above = tree.above(org.id);
    let words: Vec<&str> = above
        .iter()
        .rev()
        .filter(|one| one.id != org.id && one.kind != "district")
        .map(|one| one.short(zh))
        .collect();
    words.join(if zh { "·" } else { ", " })
}

fn limit_words(ask: &Ask) -> String {
    let rule = ask.county.playbook.limits.limit(Pace::Normal, Stage::Resolve);
    let words = rule.and_then(|rule| rule.limit).map(Limit::words);
    words.map(|words| words.read_in(ask.lang.tag()).to_owned()).unwrap_or_default()
}

/// The secretary, then the grid workers, each with the post that they hold here today.
async fn helpers(ask: &Ask, tree: &Tree, village: &Org) -> Result<Vec<Helper>, Fault> {
    let mut helpers = Vec::new();
    for (role, org) in wanted(tree, village) {
        for post in posts_with_role(&ask.reader(), role, org.id, ask.now).await? {
            let name = ask.role_name(role);
            let at = if org.id == village.id { String::new() } else { org.short(ask.is_zh()).to_owned() };
            helpers.push(Helper {
                face: post.person_name.chars().take(1).collect(),
                name: post.person_name,
                post: [name, at].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("·"),
            });
        }
    }
    Ok(helpers)
}

fn wanted<'a>(tree: &'a Tree, village: &'a Org) -> Vec<(&'static str, &'a Org)> {
    let grids = tree.below(village.id).into_iter().filter(|org| org.kind == "grid");
    let mut wanted = vec![("village-secretary", village), ("grid-worker", village)];
    wanted.extend(grids.map(|grid| ("grid-worker", grid)));
    wanted
}

/// The office hours of the county's calendar, as they are today.
fn hours(ask: &Ask) -> Hours {
    let playbook = &ask.county.playbook;
    let today = china(ask.now).date_naive();
    let time = |time: NaiveTime| time.format("%H:%M").to_string();
    let sessions = playbook.calendar.sessions(today);
    let special = playbook.calendar.special(today);
    Hours {
        open: playbook.clock.is_open(ask.now),
        today: sessions.iter().map(|(from, to)| format!("{}–{}", time(*from), time(*to))).collect(),
        special: special.map(|day| day.name.read_in(ask.lang.tag()).to_owned()).unwrap_or_default(),
        works_today: playbook.calendar.is_working_day(today),
    }
}
