//! A town whistles, departments report in, give their result, and both score.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_playbook::WhistleKind;
use lianxin_web::{Ask, Failed, Form};

use crate::attach::Taken;
use crate::{Act, Blow, Verb, blow, give_result, report_in, score};

use super::super::field::{Field, FieldKind, choice};
use super::super::seen::Seen;
use super::{Asking, Doing, hold::keep, label, moment, of, units};

const KINDS: [WhistleKind; 3] = [WhistleKind::Emergency, WhistleKind::Urgent, WhistleKind::Ordinary];

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let fields = match verb {
        Verb::Blow => blowing(ask, seen).await?,
        Verb::ReportIn => vec![
            Field::new(FieldKind::Point, "point", label(ask, "point"))
                .hint(ask.t("cases-hint-point"))
                .optional(),
        ],
        Verb::GiveResult => vec![
            Field::area("words", label(ask, "result-words")),
            Field::new(FieldKind::Photos, "photos", label(ask, "photos-after")),
        ],
        _ => vec![
            Field::new(FieldKind::Rate, "score", label(ask, "score")),
            Field::area("words", label(ask, "score-words")).optional(),
        ],
    };
    Ok(fields.into())
}

/// The units that the responsibility list names for the matter come first.
async fn blowing(ask: &Ask, seen: &Seen) -> Result<Vec<Field>, Failed> {
    let item = ask.county.playbook.responsibility.get(&seen.case.item);
    let own = match item {
        Some(item) => units::of_item(ask, seen, item).await?,
        None => Vec::new(),
    };
    let callable = |kind: &str| matches!(kind, "department" | "body" | "office");
    // Whoever holds a part already need not be called.
    let holds =
        |unit: &lianxin_access::Org| seen.parts.iter().any(|part| part.unit_id == unit.id && part.is_live());
    let own: Vec<_> = own.into_iter().filter(|unit| callable(&unit.kind) && !holds(unit)).collect();
    let mut rest = units::departments(ask, seen).await?;
    rest.extend(units::near(ask, seen).await?.into_iter().filter(|unit| unit.kind == "office"));
    rest.retain(|unit| !holds(unit) && !own.iter().any(|known| known.id == unit.id));
    let kind = item.and_then(|item| item.whistle).unwrap_or(WhistleKind::Ordinary);
    let kinds = KINDS.iter().map(|kind| {
        let limit = ask.county.playbook.limits.whistle(*kind, lianxin_playbook::Stage::ReportIn);
        let limit = limit.and_then(|rule| rule.limit).map(lianxin_playbook::Limit::words).unwrap_or_default();
        let name = ask.t(&format!("cases-whistle-{}", kind.code()));
        let text =
            ask.args("cases-whistle-kind", &[("kind", &name), ("limit", limit.read_in(ask.lang.tag()))]);
        choice(kind.code(), text)
    });
    Ok(vec![
        Field::radios("kind", label(ask, "whistle-kind"), kinds.collect()).value(kind.code()),
        Field::area("matter", label(ask, "matter")).hint(ask.t("cases-hint-matter")),
        Field::ticks("units", label(ask, "whistle-units"), units::choices(ask, &own))
            .rest(units::choices(ask, &rest)),
        Field::new(FieldKind::Moment, "meeting_at", label(ask, "meeting-at")).optional(),
        Field::text("meeting_place", label(ask, "meeting-place")).optional(),
    ])
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form, taken: &[Taken]) -> Done<()> {
    let case = doing.seen.case.id;
    match doing.verb {
        Verb::Blow => {
            let kind = KINDS.into_iter().find(|kind| kind.code() == form.text("kind"));
            let order = Blow {
                id: act.tx.id(),
                case,
                kind: kind.ok_or_else(|| Refused::field("kind", "cases-refused-whistle-kind"))?,
                matter: form.text("matter").to_owned(),
                units: form.all("units").filter_map(|unit| unit.parse::<Id>().ok()).collect(),
                meeting_at: moment(form, "meeting_at", "cases-refused-meeting")?,
                meeting_place: form.text("meeting_place").to_owned(),
            };
            blow(act, order).await
        }
        Verb::ReportIn => {
            let point = form.decimal("lon").zip(form.decimal("lat"));
            report_in(act, of(doing)?, point).await
        }
        Verb::GiveResult => {
            give_result(act, of(doing)?, form.text("words")).await?;
            keep(act, case, None, "after", taken).await
        }
        _ => score(act, of(doing)?, form.number("score").unwrap_or(0), form.text("words")).await,
    }
}
