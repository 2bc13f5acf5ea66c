//! `playbook.toml`: whose playbook it is, its version, and the settings that are no tables.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::basis::Mark;
use crate::calendar::OfficeHours;
use crate::mistakes::Mistakes;
use crate::tables::{RawTable, text_of};
use crate::{Files, Words};

pub(crate) const FILE: &str = "playbook.toml";

/// Everything in `playbook.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    pub version: String,
    /// The first day on which this version holds.
    pub effective: NaiveDate,
    pub county: County,
    pub numbers: Numbers,
    pub counting: Counting,
    #[serde(default)]
    pub sign_in: SignInRules,
    #[serde(default)]
    pub keeping: Keeping,
    #[serde(rename = "office_hours")]
    hours: Vec<RawHours>,
    /// What is drafted and not verified, for people to read.
    #[serde(default)]
    pub drafted: Vec<Drafted>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// Six digits.
    pub code: String,
    pub name: Words,
    /// The city above.
    pub city: Words,
    /// Codes that posters printed earlier still carry.
    #[serde(default)]
    pub former_codes: Vec<String>,
}

/// How numbers of cases are made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    /// Letters or digits before the number; may be empty.
    pub prefix: String,
    /// Digits of the running number of a day; it grows when a day needs more.
    pub digits: u8,
    /// Whether a check digit ends the number.
    pub check_digit: bool,
}

/// How rates are counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// The five levels, best first.
    pub satisfaction: Vec<SatisfactionLevel>,
    /// Percent of a solved case that a partly solved one counts.
    pub partly_solved_percent: u8,
    /// Below so many cases a board lists the cases and shows no rate.
    pub fewest_for_rate: u32,
    pub basis: Mark,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SatisfactionLevel {
    /// 5 is best, 1 is worst.
    pub level: u8,
    pub name: Words,
    /// What it counts in the satisfaction rate, 0 to 100.
    pub value: u8,
    /// True if it is a bad rating, which must be put right.
    pub bad: bool,
}

impl Counting {
    /// The value of a level from 5 (best) to 1; none for another number.
    pub fn satisfaction_value(&self, level: u8) -> Option<u8> {
        self.satisfaction.iter().find(|one| one.level == level).map(|one| one.value)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHours {
    from: NaiveDate,
    sessions: Vec<String>,
}

/// What signing in asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInRules {
    /// Roles that sign in with a code of their phone as well (GB/T 22239-2019 8.1.4.1: two kinds of factor).
    #[serde(default)]
    pub second_step: Vec<String>,
}

/// How long personal data are kept (《个人信息保护法》 Art. 19: the shortest time needed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keeping {
    /// Months after the end of a case until the words and the people in it are erased; number, place, category, times
    /// and result stay for the figures.
    pub cases_months: u32,
    /// Days after which ended sign-ins are forgotten (《网络安全法》: network logs at least six months).
    pub sign_ins_days: u32,
    pub basis: Mark,
}

impl Default for Keeping {
    fn default() -> Self {
        Self { cases_months: 120, sign_ins_days: 190, basis: Mark::Drafted }
    }
}

/// One thing that is drafted: which file, what, and on what ground.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drafted {
    pub file: String,
    pub what: Words,
}

impl Manifest {
    /// A wrong file gives none, so that the tables are still checked.
    pub(crate) fn read(files: &Files, mistakes: &mut Mistakes) -> Option<(Self, Vec<OfficeHours>)> {
        let text = text_of(files, FILE, mistakes)?;
        let manifest: Self = match toml::from_str(text) {
            Ok(manifest) => manifest,
            Err(wrong) => {
                let line = wrong.span().map(|span| {
                    text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() as u64 + 1
                });
                let expected = Words::new(
                    format!("合乎格式的设置（{}）", wrong.message()),
                    format!("settings as the format says ({})", wrong.message()),
                );
                let found = wrong.span().and_then(|span| text.get(span)).unwrap_or_default();
                mistakes.add(FILE, line, None, found.lines().next().unwrap_or_default(), expected);
                mistakes.unread(FILE);
                return None;
            }
        };
        manifest.check(mistakes);
        let hours = manifest.office_hours(mistakes);
        Some((manifest, hours))
    }

    fn check(&self, mistakes: &mut Mistakes) {
        let mut wrong = |key: &str, found: &str, zh: &str, en: &str| {
            mistakes.add(FILE, None, Some(key), found, Words::new(zh, en));
        };
        if self.version.trim().is_empty() {
            wrong("version", "", "版本号", "a version");
        }
        for code in self.county.former_codes.iter().chain([&self.county.code]) {
            if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
                wrong("county.code", code, "6 位数字", "six digits");
            }
        }
        if self.county.name.zh.is_empty() || self.county.name.en.is_empty() {
            wrong("county.name", "", "中英文名称", "a name in both languages");
        }
        if !self.numbers.prefix.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            wrong("numbers.prefix", &self.numbers.prefix, "字母或数字", "letters or digits");
        }
        if !(3..=8).contains(&self.numbers.digits) {
            wrong("numbers.digits", &self.numbers.digits.to_string(), "3 到 8", "3 to 8");
        }
        let levels: Vec<_> = self.counting.satisfaction.iter().map(|one| one.level).collect();
        if levels != [5, 4, 3, 2, 1] {
            wrong(
                "counting.satisfaction",
                &format!("{levels:?}"),
                "5 至 1 五级，从好到差",
                "levels 5 to 1, best first",
            );
        }
        if !(12..=1_200).contains(&self.keeping.cases_months) {
            let found = self.keeping.cases_months.to_string();
            wrong("keeping.cases_months", &found, "12 到 1200 个月", "12 to 1200 months");
        }
        if !(183..=3_660).contains(&self.keeping.sign_ins_days) {
            let found = self.keeping.sign_ins_days.to_string();
            wrong("keeping.sign_ins_days", &found, "至少 183 天（六个月）", "at least 183 days (six months)");
        }
        for one in self.counting.satisfaction.iter().filter(|one| one.value > 100) {
            wrong("counting.satisfaction", &one.value.to_string(), "0 到 100", "0 to 100");
        }
        if self.counting.partly_solved_percent > 100 {
            let found = self.counting.partly_solved_percent.to_string();
            wrong("counting.partly_solved_percent", &found, "0 到 100", "0 to 100");
        }
    }

    fn office_hours(&self, mistakes: &mut Mistakes) -> Vec<OfficeHours> {
        let mut all = Vec::new();
        for raw in &self.hours {
            let sessions: Vec<_> = raw.sessions.iter().filter_map(|text| session(text)).collect();
            let ordered = sessions.iter().all(|(from, to)| from < to)
                && sessions.windows(2).all(|pair| pair[0].1 <= pair[1].0);
            if sessions.is_empty() || sessions.len() != raw.sessions.len() || !ordered {
                let expected = Words::new(
                    "先后不重叠的时段，如 09:00-12:00",
                    "sessions in order without overlap, such as 09:00-12:00",
                );
                mistakes.add(FILE, None, Some("office_hours.sessions"), raw.sessions.join(", "), expected);
            }
            all.push(OfficeHours { from: raw.from, sessions });
        }
        all.sort_by_key(|one| one.from);
        if all.is_empty() || all.windows(2).any(|pair| pair[0].from == pair[1].from) {
            let expected = Words::new(
                "至少一段办公时间，起始日期不重复",
                "at least one set of office hours, each from another date",
            );
            mistakes.add(FILE, None, Some("office_hours"), all.len().to_string(), expected);
        }
        all
    }
}

/// The settings as text by dotted key. Items of a list go by their level or place, from 1.
pub(crate) fn raw(files: &Files) -> RawTable {
    let text = files.get(FILE).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
    let mut cells = BTreeMap::new();
    for (key, value) in &toml::from_str::<toml::Table>(&text).unwrap_or_default() {
        flatten(key, value, &mut cells);
    }
    RawTable { file: FILE.to_owned(), rows: BTreeMap::from([(String::new(), cells)]) }
}

fn flatten(key: &str, value: &toml::Value, cells: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (name, inner) in table {
                flatten(&format!("{key}.{name}"), inner, cells);
            }
        }
        toml::Value::Array(list) => {
            for (at, inner) in list.iter().enumerate() {
                let name = inner.get("level").map_or_else(|| (at + 1).to_string(), ToString::to_string);
                flatten(&format!("{key}.{name}"), inner, cells);
            }
        }
        toml::Value::String(text) => {
            cells.insert(key.to_owned(), text.clone());
        }
        other => {
            cells.insert(key.to_owned(), other.to_string());
        }
    }
}

fn session(text: &str) -> Option<(NaiveTime, NaiveTime)> {
    let (from, to) = text.split_once('-')?;
    let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
    Some((time(from)?, time(to)?))
}
