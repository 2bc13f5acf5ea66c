//! Asking for a return, for more time, for the clock to stand still; and deciding it.

use lianxin_access::Done;
use lianxin_playbook::{Limit, Pace, Stage};
use lianxin_web::{Ask, Failed, Form};

use crate::pages::names::{Names, Wanted};
use crate::{Act, SUSPEND_GROUNDS, Verb, ask_extend, ask_return, ask_suspend, decide, lift};

use super::super::field::{Choice, Field, choice};
use super::super::ring::limit_words;
use super::super::seen::Seen;
use super::check::rated;
use super::{Asking, Doing, label, of, units};

/// Why an order is given back.
pub(crate) const RETURN_GROUNDS: [&str; 3] = ["not-our-duty", "not-our-place", "other-unit-leads"];

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let words = || Field::area("words", label(ask, "reason"));
    let fields = match verb {
        Verb::AskReturn => {
            let mut all = units::near(ask, seen).await?;
            all.extend(units::departments(ask, seen).await?);
            let mut to = vec![choice("", ask.t("cases-choose"))];
            to.extend(units::choices(ask, &all));
            let grounds = RETURN_GROUNDS.iter();
            let grounds = grounds.map(|code| choice(code, ask.t(&format!("cases-return-{code}")))).collect();
            vec![
                Field::radios("ground", label(ask, "ground"), grounds).value(RETURN_GROUNDS[0]),
                Field::choose("to_unit", label(ask, "to-unit"), to).optional(),
                words(),
            ]
        }
        Verb::AskExtend => {
            vec![
                Field::choose("amount", label(ask, "amount"), amounts(ask, seen)),
                words().hint(ask.t("cases-hint-extend")),
            ]
        }
        Verb::AskSuspend => {
            let grounds = SUSPEND_GROUNDS.iter();
            let grounds = grounds.map(|code| choice(code, ask.t(&format!("cases-suspend-{code}")))).collect();
            vec![
                Field::radios("ground", label(ask, "ground"), grounds),
                words().hint(ask.t("cases-hint-suspend")),
            ]
        }
        Verb::Lift => vec![words().optional()],
        _ => deciding(ask, seen).await?,
    };
    Ok(fields.into())
}

/// 1 to as many as one extension may have.
fn amounts(ask: &Ask, seen: &Seen) -> Vec<Choice> {
    let pace = Pace::parse(&seen.case.pace).unwrap_or(Pace::Normal);
    let rule =
        ask.county.playbook.limits.limit(pace, Stage::Resolve).and_then(|rule| rule.extension.as_ref());
    let Some(rule) = rule else { return Vec::new() };
    let each = rule.each;
    (1..=each.count)
        .map(|count| {
            let limit = Limit { count, unit: each.unit }.to_string();
            choice(&limit, limit_words(ask, &limit))
        })
        .collect()
}

async fn deciding(ask: &Ask, seen: &Seen) -> Result<Vec<Field>, Failed> {
    let Some(asked) = seen.standing.asked.as_ref() else { return Ok(vec![]) };
    let mut wanted = Wanted::default();
    wanted.person(asked.asked_by);
    wanted.org(asked.unit_id);
    let names = Names::read(&ask.reader(), wanted, ask.is_zh()).await?;
    let who = names.person(asked.asked_by);
    let at = ask.when().say(asked.asked_at);
    let about = match asked.kind.as_str() {
        "extend" => limit_words(ask, &asked.amount),
        "suspend" => ask.t(&format!("cases-suspend-{}", asked.ground)),
        "appeal" => ask.t(&format!("cases-appeal-{}", asked.ground)),
        _ => names.org(asked.unit_id).to_owned(),
    };
    let kind = ask.t(&format!("cases-ask-{}", asked.kind));
    let heading =
        ask.args("cases-decide-about", &[("who", who), ("at", &at), ("kind", &kind), ("about", &about)]);
    let yes = ["yes", "no"].iter().map(|word| choice(word, ask.t(&format!("cases-decide-{word}")))).collect();
    let mut fields = vec![Field::note(heading, asked.words.clone())];
    let decision = Field::area("words", label(ask, "decision-words"));
    let decision = if asked.is_appeal() {
        fields.extend(rated(ask, seen, asked.request_id).await?);
        decision.hint(ask.t("cases-hint-appeal-decision"))
    } else {
        decision.hint(ask.t("cases-hint-decision")).optional()
    };
    fields.extend([Field::segments("yes", label(ask, "decision"), yes), decision]);
    Ok(fields)
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form) -> Done<()> {
    let id = doing.seen.case.id;
    let (words, ground) = (form.text("words"), form.text("ground"));
    match doing.verb {
        Verb::AskReturn => {
            let ground = RETURN_GROUNDS.into_iter().find(|known| *known == ground);
            let ground =
                ground.ok_or_else(|| lianxin_base::Refused::field("ground", "cases-refused-ground"))?;
            ask_return(act, id, act.tx.id(), ground, words, form.id("to_unit")).await
        }
        Verb::AskExtend => ask_extend(act, id, act.tx.id(), form.text("amount"), words).await,
        Verb::AskSuspend => ask_suspend(act, id, act.tx.id(), ground, words).await,
        Verb::Lift => lift(act, id, words).await,
        _ => {
            let yes = match form.text("yes") {
                "yes" => true,
                "no" => false,
                _ => return Err(lianxin_base::Refused::field("yes", "cases-refused-yes").into()),
            };
            decide(act, of(doing)?, yes, words).await
        }
    }
}
