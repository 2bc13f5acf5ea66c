//! Somebody asks for a whistle, a town whistles, departments report in, give their result, and both score.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_playbook::WhistleKind;
use lianxin_web::{Ask, Failed, Form};

use crate::attach::Taken;
use crate::pages::names::{Names, Wanted};
use crate::whistle_ask::{WhistleAsk, whistle_asked};
use crate::{Act, Blow, Verb, ask_whistle, blow, decline_whistle, give_result, report_in, score};

use super::super::field::{Field, FieldKind, choice};
use super::super::seen::Seen;
use super::{Asking, Doing, field_of, hold::keep, label, moment, of, units};

const KINDS: [WhistleKind; 3] = [WhistleKind::Emergency, WhistleKind::Urgent, WhistleKind::Ordinary];

pub(super) async fn asking(doing: Doing<'_>) -> Result<Asking, Failed> {
    let Doing { ask, seen, verb, .. } = doing;
    let fields = match verb {
        Verb::AskWhistle => blowing(ask, seen, None).await?,
        Verb::Blow => {
            let asked = whistle_asked(&ask.reader(), seen.case.id).await?;
            let mut fields = Vec::new();
            if let Some(asked) = &asked {
                fields.push(wish(ask, asked).await?);
            }
            fields.extend(blowing(ask, seen, asked.as_ref()).await?);
            fields
        }
        Verb::DeclineWhistle => declining(ask, seen).await?,
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

/// Who asks, when, and for what.
async fn wish(ask: &Ask, asked: &WhistleAsk) -> Result<Field, Failed> {
    let mut wanted = Wanted::default();
    wanted.person(asked.asked_by);
    for unit in asked.unit_ids() {
        wanted.org(unit);
    }
    let names = Names::read(&ask.reader(), wanted, ask.is_zh()).await?;
    let units: Vec<&str> = asked.unit_ids().into_iter().map(|unit| names.org(Some(unit))).collect();
    let units = units.join(if ask.is_zh() { "、" } else { ", " });
    let (who, at) = (names.person(asked.asked_by), ask.when().say(asked.asked_at));
    let kind = ask.t(&format!("cases-whistle-{}", asked.kind));
    let heading =
        ask.args("cases-whistle-asked-for", &[("who", who), ("at", &at), ("kind", &kind), ("units", &units)]);
    Ok(Field::note(heading, asked.matter.clone()))
}

async fn declining(ask: &Ask, seen: &Seen) -> Result<Vec<Field>, Failed> {
    let mut fields = Vec::new();
    if let Some(asked) = whistle_asked(&ask.reader(), seen.case.id).await? {
        fields.push(wish(ask, &asked).await?);
    }
    fields.push(Field::area("words", label(ask, "decline-words")).hint(ask.t("cases-hint-decline")));
    Ok(fields)
}

/// The units that the responsibility list names for the matter come first; what was asked for is filled in.
async fn blowing(ask: &Ask, seen: &Seen, asked: Option<&WhistleAsk>) -> Result<Vec<Field>, Failed> {
    let item = ask.county.playbook.responsibility.get(&seen.case.item);
    let own = match item {
        Some(item) => units::of_item(ask, seen, item).await?,
        None => Vec::new(),
    };
    let callable = |kind: &str| matches!(kind, "department" | "body" | "office");
    // Whoever holds a part already need not be called.
    let holds = |unit: &lianxin_access::Org| {
        seen.rows.parts.iter().any(|part| part.unit_id == unit.id && part.is_live())
    };
    let own: Vec<_> = own.into_iter().filter(|unit| callable(&unit.kind) && !holds(unit)).collect();
    let mut rest = units::departments(ask, seen).await?;
    rest.extend(units::near(ask, seen).await?.into_iter().filter(|unit| unit.kind == "office"));
    rest.retain(|unit| !holds(unit) && !own.iter().any(|known| known.id == unit.id));
    let listed = item.and_then(|item| item.whistle).unwrap_or(WhistleKind::Ordinary);
    let kind = asked.map_or(listed.code(), |asked| &asked.kind);
    let meeting = asked.and_then(|asked| asked.meeting_at).map(field_of).unwrap_or_default();
    let mut called = Field::ticks("units", label(ask, "whistle-units"), units::choices(ask, &own))
        .rest(units::choices(ask, &rest));
    called.chosen = asked.into_iter().flat_map(WhistleAsk::unit_ids).map(|unit| unit.to_string()).collect();
    let kinds = KINDS.iter().map(|kind| {
        let limit = ask.county.playbook.limits.whistle(*kind, lianxin_playbook::Stage::ReportIn);
        let limit = limit.and_then(|rule| rule.limit).map(lianxin_playbook::Limit::words).unwrap_or_default();
        let name = ask.t(&format!("cases-whistle-{}", kind.code()));
        let text =
            ask.args("cases-whistle-kind", &[("kind", &name), ("limit", limit.read_in(ask.lang.tag()))]);
        choice(kind.code(), text)
    });
    Ok(vec![
        Field::radios("kind", label(ask, "whistle-kind"), kinds.collect()).value(kind),
        Field::area("matter", label(ask, "matter"))
            .hint(ask.t("cases-hint-matter"))
            .value(asked.map(|asked| asked.matter.clone()).unwrap_or_default()),
        called,
        Field::new(FieldKind::Moment, "meeting_at", label(ask, "meeting-at")).value(meeting).optional(),
        Field::text("meeting_place", label(ask, "meeting-place"))
            .value(asked.map(|asked| asked.meeting_place.clone()).unwrap_or_default())
            .optional(),
    ])
}

pub(super) async fn run(act: Act<'_>, doing: Doing<'_>, form: &Form, taken: &[Taken]) -> Done<()> {
    let case = doing.seen.case.id;
    match doing.verb {
        Verb::AskWhistle | Verb::Blow => {
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
            if doing.verb == Verb::Blow { blow(act, order).await } else { ask_whistle(act, order).await }
        }
        Verb::DeclineWhistle => decline_whistle(act, case, form.text("words")).await,
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
