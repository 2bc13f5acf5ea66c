//! `GET /playbook/trial`: what another limit would have done to a month's cases. Nothing is changed by it.

use askama::Template;
use http::StatusCode;
use lianxin_access::Stop;
use lianxin_playbook::{Limit, LimitRule};
use lianxin_web::{Answer, Ask, Page};

use super::versions::{Choice, Mistake};
use crate::tongue::Tongue;
use crate::try_limit::{Trial, last_month, month, try_limit};

struct Outcome {
    said: String,
    late: String,
    would_be_late: String,
    more: String,
    left_out: String,
    newly: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "trial.html")]
struct TrialPage {
    page: Page,
    rules: Vec<Choice>,
    rule: String,
    limit: String,
    month: String,
    errors: Vec<Mistake>,
    outcome: Option<Outcome>,
}

impl TrialPage {
    fn back(&self) -> String {
        format!("{}/playbook", self.page.base)
    }

    fn error(&self, field: &str) -> String {
        self.errors.iter().find(|error| error.id == field).map(|error| error.text.clone()).unwrap_or_default()
    }
}

pub(super) async fn trial(ask: Ask) -> Answer {
    let page = ask.page(ask.t("playbooks-trial"));
    let (year, number) = last_month(ask.now);
    let mut answer = TrialPage {
        rules: rules(&ask, &page),
        rule: ask.query("rule").unwrap_or("normal resolve").to_owned(),
        limit: ask.query("limit").unwrap_or_default().to_owned(),
        month: ask.query("month").map_or_else(|| format!("{year}-{number:02}"), str::to_owned),
        errors: vec![],
        outcome: None,
        page,
    };
    if ask.query("limit").is_none() && ask.query("rule").is_none() {
        return ask.html(&answer);
    }
    match asked(&ask, &answer) {
        Ok((rule, limit, period)) => {
            let playbook = &ask.county.playbook;
            let tried = try_limit(&ask.reader(), playbook, rule, limit, period, ask.now).await;
            answer.outcome = Some(outcome(&ask, &answer, rule, limit, &tried.map_err(Stop::from)?));
            ask.html(&answer)
        }
        Err((id, key)) => {
            answer.errors.push(Mistake { id, text: ask.t(key) });
            ask.html_with(StatusCode::UNPROCESSABLE_ENTITY, &answer)
        }
    }
}

fn key(rule: &LimitRule) -> String {
    format!("{} {}", rule.pace, rule.stage)
}

/// The rules that have a limit of their own.
fn rules(ask: &Ask, page: &Page) -> Vec<Choice> {
    let book = &*ask.county.playbook;
    let tongue = Tongue { page, book };
    let choice = |rule: &LimitRule| {
        let limit = rule.limit.map(|limit| tongue.limit(limit)).unwrap_or_default();
        let text = format!("{}·{}·{limit}", tongue.words(&rule.pace.words()), tongue.words(&rule.name));
        Choice { value: key(rule), text }
    };
    book.limits.iter().filter(|rule| rule.limit.is_some()).map(choice).collect()
}

type Asked<'a> = (&'a LimitRule, Limit, (lianxin_base::Time, lianxin_base::Time));

fn asked<'a>(ask: &'a Ask, typed: &TrialPage) -> Result<Asked<'a>, (&'static str, &'static str)> {
    let rule = ask.county.playbook.limits.iter().find(|rule| key(rule) == typed.rule && rule.limit.is_some());
    let rule = rule.ok_or(("rule", "playbooks-refused-rule"))?;
    let limit = typed.limit.parse().map_err(|_| ("limit", "playbooks-refused-limit"))?;
    let period = typed
        .month
        .split_once('-')
        .and_then(|(year, number)| month(year.parse().ok()?, number.parse().ok()?))
        .filter(|(from, _)| *from <= ask.now)
        .ok_or(("month", "playbooks-refused-month"))?;
    Ok((rule, limit, period))
}

fn outcome(ask: &Ask, typed: &TrialPage, rule: &LimitRule, limit: Limit, trial: &Trial) -> Outcome {
    let page = &typed.page;
    let tongue = Tongue { page, book: &ask.county.playbook };
    let words = [
        ("month", typed.month.clone()),
        ("n", trial.counted.to_string()),
        ("step", tongue.words(&rule.name)),
        ("was", rule.limit.map(|limit| tongue.limit(limit)).unwrap_or_default()),
        ("would", tongue.limit(limit)),
    ];
    let words: Vec<(&str, &str)> = words.iter().map(|(name, word)| (*name, word.as_str())).collect();
    let more = trial.would_be_late as i64 - trial.late as i64;
    Outcome {
        said: page.args("playbooks-trial-said", &words),
        late: page.tn("playbooks-cases", trial.late),
        would_be_late: page.tn("playbooks-cases", trial.would_be_late),
        more: match more {
            0 => page.t("playbooks-trial-equal"),
            1.. => page.tn("playbooks-trial-more", more),
            _ => page.tn("playbooks-trial-fewer", -more),
        },
        left_out: match trial.left_out {
            0 => String::new(),
            n => page.tn("playbooks-trial-left-out", n),
        },
        newly: trial
            .newly_late
            .iter()
            .map(|(code, n)| (tongue.category(code), page.tn("playbooks-cases", *n)))
            .collect(),
    }
}
