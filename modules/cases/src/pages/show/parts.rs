//! What each unit does in a case, and on what ground.

use lianxin_base::Time;
use lianxin_db::{Db, Fault};
use lianxin_playbook::Stage;
use lianxin_web::Ask;

use crate::pages::names::Names;
use crate::whistle::scores_of;
use crate::{Case, ClockRow, Part, Whistle, WhistleAsk};

use super::ring::{length, limit_words};

pub(crate) struct PartRow {
    pub unit: String,
    pub kind: String,
    pub task: String,
    pub handler: String,
    /// run soon late hold ok quiet
    pub state: &'static str,
    pub icon: &'static str,
    pub status: String,
    /// How long reporting in took, and the scores: one line each.
    pub more: Vec<String>,
    pub dropped: bool,
}

/// 吹哨 19 日 16:05·要求 4 小时内报到
pub(crate) struct WhistleRow {
    pub line: String,
    pub meeting: String,
}

/// The item of the responsibility list that a case is handled by.
pub(crate) struct BasisRow {
    pub code: String,
    pub name: String,
    pub law: String,
    pub town_does: String,
    pub village_does: String,
    pub lead: String,
    pub supports: String,
    pub drafted: bool,
}

pub(crate) async fn rows(
    db: &impl Db,
    ask: &Ask,
    parts: &[Part],
    clocks: &[ClockRow],
    whistles: &[Whistle],
    names: &Names,
) -> Result<Vec<PartRow>, Fault> {
    let mut scores = Vec::new();
    for whistle in whistles {
        scores.extend(scores_of(db, whistle.id).await?);
    }
    let row = |part: &Part| {
        let own: Vec<&ClockRow> = clocks.iter().filter(|clock| clock.part_id == Some(part.id)).collect();
        let (state, icon, status) = status(ask, part, &own);
        let mut more = Vec::new();
        if let Some(at) = part.reported_in_at {
            more.push(reported(ask, part, at, &own));
        }
        if let Some(at) = part.done_at
            && part.kind == "whistle"
            && part.state == "done"
        {
            more.push(ask.args("cases-show-result-at", &[("at", &ask.when().say(at))]));
        }
        for score in scores.iter().filter(|score| score.part_id == part.id) {
            let key = if score.side == "town" { "cases-show-score-town" } else { "cases-show-score-unit" };
            more.push(ask.args(key, &[("score", &score.score.to_string())]));
        }
        PartRow {
            unit: names.org(part.unit_id).to_owned(),
            kind: ask.t(&format!("cases-part-{}", part.kind)),
            task: part.task.clone(),
            handler: names.person(part.handler_id).to_owned(),
            state,
            icon,
            status,
            more,
            dropped: matches!(part.state.as_str(), "returned" | "dropped"),
        }
    };
    let mut rows: Vec<PartRow> = parts.iter().map(row).collect();
    rows.sort_by_key(|row| row.dropped);
    Ok(rows)
}

fn status(ask: &Ask, part: &Part, clocks: &[&ClockRow]) -> (&'static str, &'static str, String) {
    let say = |key: &str, at: Option<Time>| {
        let at = at.map(|at| ask.when().say(at)).unwrap_or_default();
        ask.args(key, &[("at", &at)])
    };
    let running =
        |stage: Stage| clocks.iter().find(|clock| clock.is_running() && clock.stage == stage.code());
    match (part.state.as_str(), part.kind.as_str()) {
        ("returned", _) => ("quiet", "arrow-back-up", ask.t("cases-show-part-returned")),
        ("dropped", _) => ("quiet", "x", ask.t("cases-show-part-dropped")),
        ("done", _) => ("ok", "circle-check", say("cases-show-part-done", part.done_at)),
        (_, "whistle") if part.reported_in_at.is_some() => {
            ("ok", "map-pin-check", say("cases-show-part-reported", part.reported_in_at))
        }
        (_, "whistle") => match running(Stage::ReportIn) {
            Some(clock) if ask.now > clock.due_at => {
                ("late", "alarm", say("cases-show-part-report-late", Some(clock.due_at)))
            }
            Some(clock) => ("soon", "clock", say("cases-show-part-report-by", Some(clock.due_at))),
            None => ("run", "clock", ask.t("cases-show-part-waits-report")),
        },
        ("signed", _) => ("run", "tool", say("cases-show-part-signed", part.signed_at)),
        _ => match running(Stage::Sign) {
            Some(clock) if ask.now > clock.due_at => {
                ("late", "alarm", say("cases-show-part-sign-late", Some(clock.due_at)))
            }
            Some(clock) => ("soon", "clock", say("cases-show-part-sign-by", Some(clock.due_at))),
            None => ("run", "clock", ask.t("cases-show-part-waits-sign")),
        },
    }
}

fn reported(ask: &Ask, part: &Part, at: Time, clocks: &[&ClockRow]) -> String {
    let clock = clocks.iter().find(|clock| clock.stage == Stage::ReportIn.code());
    let took = length(ask, clock.map_or("", |clock| clock.allowed.as_str()), part.dispatched_at, at);
    let late = clock.is_some_and(|clock| at > clock.due_at);
    ask.args(if late { "cases-show-reported-late" } else { "cases-show-reported-in" }, &[("time", &took)])
}

pub(crate) fn whistle_rows(ask: &Ask, whistles: &[Whistle], clocks: &[ClockRow]) -> Vec<WhistleRow> {
    let row = |whistle: &Whistle| {
        let clock = clocks
            .iter()
            .find(|clock| clock.stage == Stage::ReportIn.code() && clock.started_at == whistle.blown_at);
        let limit = clock.map(|clock| limit_words(ask, &clock.allowed)).unwrap_or_default();
        let kind = ask.t(&format!("cases-whistle-{}", whistle.kind));
        let at = ask.when().say(whistle.blown_at);
        let line = ask.args("cases-show-whistle", &[("kind", &kind), ("at", &at), ("limit", &limit)]);
        WhistleRow { line, meeting: meeting(ask, whistle.meeting_at, &whistle.meeting_place) }
    };
    whistles.iter().map(row).collect()
}

/// Somebody asked for a whistle and waits for the leader.
pub(crate) fn wish_row(ask: &Ask, names: &Names, wish: &WhistleAsk) -> WhistleRow {
    let kind = ask.t(&format!("cases-whistle-{}", wish.kind));
    let at = ask.when().say(wish.asked_at);
    let who = names.person(wish.asked_by);
    WhistleRow {
        line: ask.args("cases-show-whistle-asked", &[("who", who), ("at", &at), ("kind", &kind)]),
        meeting: meeting(ask, wish.meeting_at, &wish.meeting_place),
    }
}

fn meeting(ask: &Ask, at: Option<Time>, place: &str) -> String {
    if at.is_none() && place.is_empty() {
        return String::new();
    }
    let at = at.map(|at| ask.when().say(at)).unwrap_or_default();
    ask.args("cases-show-meeting", &[("at", &at), ("place", place)])
}

pub(crate) fn basis(ask: &Ask, case: &Case) -> Option<BasisRow> {
    let playbook = &ask.county.playbook;
    let item = playbook.responsibility.get(&case.item)?;
    let tag = ask.lang.tag();
    let unit = |code: &str| {
        let known = playbook.units.get(code);
        known.map_or_else(|| code.to_owned(), |unit| unit.name.read_in(tag).to_owned())
    };
    let supports: Vec<String> = item.supporting_units.iter().map(|code| unit(code)).collect();
    Some(BasisRow {
        code: item.code.clone(),
        name: item.name.read_in(tag).to_owned(),
        law: item.law_zh.clone(),
        town_does: item.town_does.read_in(tag).to_owned(),
        village_does: item.village_does.read_in(tag).to_owned(),
        lead: unit(&item.lead_unit),
        supports: supports.join(if ask.is_zh() { "、" } else { ", " }),
        drafted: matches!(item.basis.mark, lianxin_playbook::Mark::Drafted),
    })
}
