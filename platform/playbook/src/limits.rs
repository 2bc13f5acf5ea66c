//! Time limits: how long each stage may take at each pace, and who is told before and after.

use std::collections::HashMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Words;
use crate::addressees::Addressee;
use crate::basis::Basis;
use crate::codes::codes;
use crate::mistakes::Mistakes;
use crate::stages::{Pace, Stage, StartsAt, WhistleKind};
use crate::tables::{Row, Shape, Table};

pub(crate) const SHAPE: Shape = Shape {
    file: "limits.csv",
    key: &["pace", "stage"],
    columns: &[
        "pace",
        "stage",
        "stage_zh",
        "stage_en",
        "starts_at",
        "limit",
        "yellow_left",
        "yellow_goes_to",
        "red_goes_to",
        "then_goes_to",
        "extension_times",
        "extension_each",
        "extension_decided_by",
        "max_total",
        "persons_right",
        "reason_zh",
        "reason_en",
        "basis",
        "basis_zh",
    ],
    open: false,
};

codes! {
    /// Unit of a limit; each belongs to one of three clocks (rule T1).
    TimeUnit {
        Minutes = "min", "分钟", "minutes, round the clock";
        Hours = "h", "小时", "hours, round the clock";
        Days = "d", "日", "calendar days";
        WorkingHours = "wh", "工作小时", "working hours";
        WorkingDays = "wd", "个工作日", "working days";
    }
}

/// How long something may take: `30min`, `24h`, `60d`, `4wh`, `5wd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Limit {
    pub count: u32,
    pub unit: TimeUnit,
}

/// A text that is no limit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no limit; write 30min, 24h, 60d, 4wh or 5wd / “{0}”不是时限，应写作 30min、24h、60d、4wh 或 5wd"
)]
pub struct NotALimit(pub String);

/// The largest count that a limit may have: a hundred years of hours fit.
const MOST: u32 = 1_000_000;

impl Limit {
    pub const fn new(count: u32, unit: TimeUnit) -> Self {
        Self { count, unit }
    }

    /// In words: 5 个工作日, 5 working days.
    pub fn words(self) -> Words {
        let unit = self.unit.words();
        let en = unit.en.split(',').next().unwrap_or_default();
        let en = if self.count == 1 { en.trim_end_matches('s') } else { en };
        Words::new(format!("{} {}", self.count, unit.zh), format!("{} {en}", self.count))
    }
}

impl std::str::FromStr for Limit {
    type Err = NotALimit;

    fn from_str(text: &str) -> Result<Self, NotALimit> {
        let trimmed = text.trim();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let (count, unit) = trimmed.split_at(digits);
        let count = count.parse().ok().filter(|count| *count <= MOST);
        match (count, TimeUnit::parse(unit.trim())) {
            (Some(count), Some(unit)) => Ok(Self { count, unit }),
            _ => Err(NotALimit(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Limit {
    type Error = NotALimit;
    fn try_from(text: String) -> Result<Self, NotALimit> {
        text.parse()
    }
}

impl From<Limit> for String {
    fn from(limit: Limit) -> Self {
        limit.to_string()
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit)
    }
}

/// How often and how far a deadline may be moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    pub times: u32,
    pub each: Limit,
    /// Who decides the first extension, the second, ...; the last one decides the rest.
    pub decided_by: Vec<Addressee>,
}

/// One row of limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitRule {
    pub pace: Pace,
    pub stage: Stage,
    pub name: Words,
    pub starts_at: StartsAt,
    /// None: the service item's own limit counts.
    pub limit: Option<Limit>,
    /// Turns yellow when no more than this is left; none: never yellow.
    pub yellow_left: Option<Limit>,
    pub yellow_goes_to: Vec<Addressee>,
    pub red_goes_to: Vec<Addressee>,
    /// Whom a passed deadline reaches next, in order, each after a time past the deadline if one is set.
    pub then_goes_to: Vec<Later>,
    /// None: no extension.
    pub extension: Option<Extension>,
    /// The most that limit and extensions may come to.
    pub max_total: Option<Limit>,
    /// Something a person may do, not an office's duty: calendar days that end on a day off move on.
    pub persons_right: bool,
    pub reason: Words,
    pub basis: Basis,
}

/// An addressee of a late matter, and how long past the deadline; `town-leader`, `district-supervisor@3wd`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Later {
    pub to: Addressee,
    /// None: when the one before did not act, at the program's next round.
    pub after: Option<Limit>,
}

#[derive(Debug, Clone)]
pub struct Limits {
    rows: Vec<LimitRule>,
    at: HashMap<(Pace, Stage), usize>,
}

/// The rows in file order.
impl std::ops::Deref for Limits {
    type Target = [LimitRule];
    fn deref(&self) -> &Self::Target {
        &self.rows
    }
}

impl Limits {
    /// The row for a pace and a stage: its own, else that of the pace it falls back to, at last `any`.
    pub fn limit(&self, pace: Pace, stage: Stage) -> Option<&LimitRule> {
        let mut wanted = Some(pace);
        while let Some(pace) = wanted {
            if let Some(at) = self.at.get(&(pace, stage)) {
                return self.rows.get(*at);
            }
            wanted = pace.falls_back_to();
        }
        None
    }

    /// The row for a whistle call of a kind.
    pub fn whistle(&self, kind: WhistleKind, stage: Stage) -> Option<&LimitRule> {
        self.limit(kind.pace(), stage)
    }

    pub(crate) fn read(table: &Table, known: &crate::addressees::Known<'_>, mistakes: &mut Mistakes) -> Self {
        let mut rows = Vec::new();
        for row in &table.rows {
            rows.extend(read_rule(row, known, mistakes));
        }
        let at = rows
            .iter()
            .enumerate()
            .map(|(at, rule): (usize, &LimitRule)| ((rule.pace, rule.stage), at))
            .collect();
        Self { rows, at }
    }
}

fn read_rule(row: &Row, known: &crate::addressees::Known<'_>, mistakes: &mut Mistakes) -> Option<LimitRule> {
    let pace = row.code("pace", mistakes);
    let stage = row.code("stage", mistakes);
    let starts_at = row.code("starts_at", mistakes);
    let limit = if row.cell("limit") == "item" { None } else { row.limit("limit", mistakes) };
    let rule = LimitRule {
        pace: pace?,
        stage: stage?,
        name: row.words("stage", mistakes),
        starts_at: starts_at?,
        limit,
        yellow_left: row.optional_limit("yellow_left", mistakes),
        yellow_goes_to: known.list(row, "yellow_goes_to", mistakes),
        red_goes_to: known.list(row, "red_goes_to", mistakes),
        then_goes_to: read_later(row, known, mistakes),
        extension: read_extension(row, known, mistakes),
        max_total: row.optional_limit("max_total", mistakes),
        persons_right: row.yes("persons_right", mistakes),
        reason: row.words("reason", mistakes),
        basis: row.basis(mistakes),
    };
    check_yellow(row, &rule, mistakes);
    check_total(row, &rule, mistakes);
    Some(rule)
}

fn read_later(row: &Row, known: &crate::addressees::Known<'_>, mistakes: &mut Mistakes) -> Vec<Later> {
    let column = "then_goes_to";
    let mut all = Vec::new();
    for entry in row.list(column) {
        let (name, after) =
            entry.split_once('@').map_or((entry.as_str(), None), |(name, after)| (name, Some(after)));
        let after = after.and_then(|text| row.parse_limit(column, text, mistakes));
        all.extend(known.one(row, column, name, mistakes).map(|to| Later { to, after }));
    }
    all
}

fn read_extension(
    row: &Row,
    known: &crate::addressees::Known<'_>,
    mistakes: &mut Mistakes,
) -> Option<Extension> {
    let times = row.number("extension_times", mistakes);
    let each = row.optional_limit("extension_each", mistakes);
    let decided_by = known.list(row, "extension_decided_by", mistakes);
    if (times > 0) != each.is_some() || (times > 0) == row.cell("extension_decided_by").is_empty() {
        let expected = Words::new(
            "可延期的写每次多久、谁批准，不可延期的留空",
            "length and approver if there are extensions, nothing if there are none",
        );
        row.wrong("extension_times", row.cell("extension_times"), expected, mistakes);
    }
    each.filter(|_| times > 0).map(|each| Extension { times, each, decided_by })
}

fn check_yellow(row: &Row, rule: &LimitRule, mistakes: &mut Mistakes) {
    if let (Some(limit), Some(yellow)) = (rule.limit, rule.yellow_left)
        && limit.unit == yellow.unit
        && yellow.count >= limit.count
    {
        let expected = Words::new(format!("少于 {limit}"), format!("less than {limit}"));
        row.wrong("yellow_left", row.cell("yellow_left"), expected, mistakes);
    }
}

fn check_total(row: &Row, rule: &LimitRule, mistakes: &mut Mistakes) {
    let (Some(limit), Some(total)) = (rule.limit, rule.max_total) else { return };
    let extended = rule.extension.as_ref().map_or(0, |one| u64::from(one.times) * u64::from(one.each.count));
    let same_unit = rule.extension.as_ref().is_none_or(|one| one.each.unit == limit.unit);
    let sum = u64::from(limit.count) + extended;
    if total.unit != limit.unit || !same_unit || u64::from(total.count) != sum {
        let expected = Words::new(
            format!("时限与延期之和 {sum}{}", limit.unit),
            format!("limit and extensions together, {sum}{}", limit.unit),
        );
        row.wrong("max_total", row.cell("max_total"), expected, mistakes);
    }
}

impl Row {
    pub(crate) fn limit(&self, column: &str, mistakes: &mut Mistakes) -> Option<Limit> {
        self.parse_limit(column, self.cell(column), mistakes)
    }

    fn optional_limit(&self, column: &str, mistakes: &mut Mistakes) -> Option<Limit> {
        if self.cell(column).is_empty() { None } else { self.limit(column, mistakes) }
    }

    fn parse_limit(&self, column: &str, text: &str, mistakes: &mut Mistakes) -> Option<Limit> {
        let limit = text.parse().ok();
        if limit.is_none() {
            let expected =
                Words::new("时限，如 30min、24h、60d、4wh、5wd", "a limit such as 30min, 24h, 60d, 4wh, 5wd");
            self.wrong(column, text, expected, mistakes);
        }
        limit
    }
}
