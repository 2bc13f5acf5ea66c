//! A list's filter is a sentence, and the sentence is the address: `?org=370114011&state=open&since=30d&sort=left`.

use form_urlencoded::Serializer;
use lianxin_base::{Time, day_in_china};
use lianxin_playbook::{Playbook, from_local};

use crate::{Case, State};

/// Which states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Open,
    Any,
    Is(State),
    /// The clock stands still.
    Suspended,
}

/// By when something must be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Late,
    Today,
    Week,
    /// After this week, or without a deadline.
    Later,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Left,
    New,
}

/// What somebody wants to see. Every part has a plain default, so that a short address is a short sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Code of the place or unit; empty: the post's own.
    pub org: String,
    pub state: Standing,
    /// Registered in the last so many days; 0: at any time.
    pub since: i64,
    /// Top category or one below it; empty: any.
    pub category: String,
    /// Code of the unit that leads now; empty: any.
    pub unit: String,
    pub due: Option<Due>,
    /// None: the order that goes with the states.
    pub sort: Option<Sort>,
    pub words: String,
}

pub const SINCE: [i64; 5] = [7, 30, 90, 365, 0];
const LONGEST_SINCE: i64 = 3_660;
const LONGEST_WORDS: usize = 60;

impl Standing {
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Any => "any",
            Self::Is(state) => state.word(),
            Self::Suspended => "suspended",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "open" => Some(Self::Open),
            "any" => Some(Self::Any),
            "suspended" => Some(Self::Suspended),
            word => State::ALL.into_iter().find(|state| state.word() == word).map(Self::Is),
        }
    }

    /// Something in these states has not ended.
    pub fn may_be_open(self) -> bool {
        self == Self::Any || self.is_open()
    }

    /// Nothing in these states has ended.
    pub fn is_open(self) -> bool {
        match self {
            Self::Open | Self::Suspended => true,
            Self::Any => false,
            Self::Is(state) => state.is_open(),
        }
    }
}

impl Due {
    pub fn word(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Today => "today",
            Self::Week => "week",
            Self::Later => "later",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Late, Self::Today, Self::Week, Self::Later].into_iter().find(|due| due.word() == word)
    }

    /// From the first instant on, before the second. Nothing runs out at the end of time.
    pub fn span(self, now: Time) -> (Option<Time>, Option<Time>) {
        let (today, week) = (end_of_day(now, 0), end_of_week(now));
        match self {
            Self::Late => (None, Some(now)),
            Self::Today => (Some(now), Some(today)),
            Self::Week => (Some(today), Some(week.max(today))),
            Self::Later => (Some(week.max(today)), None),
        }
    }

    /// Where an instant belongs.
    pub fn of(due: Time, now: Time) -> Self {
        let all = [Self::Late, Self::Today, Self::Week, Self::Later];
        all.into_iter().find(|one| one.holds(due, now)).unwrap_or(Self::Later)
    }

    pub fn holds(self, due: Time, now: Time) -> bool {
        let (from, to) = self.span(now);
        from.is_none_or(|from| due >= from) && to.is_none_or(|to| due < to)
    }
}

/// Midnight in China after today, or some days later.
fn end_of_day(now: Time, days: u64) -> Time {
    let day = day_in_china(now).checked_add_days(chrono::Days::new(days + 1));
    day.and_then(|day| day.and_hms_opt(0, 0, 0)).map_or(now, from_local)
}

/// Midnight after Sunday.
fn end_of_week(now: Time) -> Time {
    use chrono::Datelike;
    let left = 6 - u64::from(day_in_china(now).weekday().num_days_from_monday());
    end_of_day(now, left)
}

impl Filter {
    /// From an address. What no list knows is left out, never refused: an old address still opens.
    pub fn parse(pairs: &[(String, String)], playbook: &Playbook) -> Self {
        let text = |name: &str| {
            let found = pairs.iter().find(|(own, _)| own == name);
            found.map_or("", |(_, value)| value.trim())
        };
        let days = |since: &str| since.strip_suffix('d').and_then(|days| days.parse::<i64>().ok());
        let code = |code: &str| {
            let plain = code.len() <= 40 && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if plain { code.to_owned() } else { String::new() }
        };
        Self {
            org: code(text("org")),
            state: Standing::parse(text("state")).unwrap_or_default(),
            since: days(text("since")).filter(|days| (1..=LONGEST_SINCE).contains(days)).unwrap_or(0),
            category: playbook.category(text("category")).map(|known| known.code.clone()).unwrap_or_default(),
            unit: code(text("unit")),
            due: Due::parse(text("due")),
            sort: match text("sort") {
                "left" => Some(Sort::Left),
                "new" => Some(Sort::New),
                _ => None,
            },
            words: text("q").chars().take(LONGEST_WORDS).collect(),
        }
    }

    /// The same filter as the end of an address, always written the same way; empty for the plain list.
    pub fn address(&self) -> String {
        let mut pairs = Serializer::new(String::new());
        let mut put = |name: &str, value: &str| {
            if !value.is_empty() {
                pairs.append_pair(name, value);
            }
        };
        put("org", &self.org);
        put("state", if self.state == Standing::Open { "" } else { self.state.word() });
        put("since", &if self.since > 0 { format!("{}d", self.since) } else { String::new() });
        put("category", &self.category);
        put("unit", &self.unit);
        put("due", self.due.map_or("", Due::word));
        put("sort", self.sort.map_or("", |sort| if sort == Sort::Left { "left" } else { "new" }));
        put("q", &self.words);
        let pairs = pairs.finish();
        if pairs.is_empty() { pairs } else { format!("?{pairs}") }
    }

    /// Time left means nothing for what has ended.
    pub fn order(&self) -> Sort {
        if self.state.is_open() { self.sort.unwrap_or(Sort::Left) } else { Sort::New }
    }

    /// Only what has a running deadline can be late.
    pub fn due(&self) -> Option<Due> {
        self.due.filter(|_| self.state.is_open())
    }

    /// The codes that a case may have; empty: any.
    pub fn categories(&self, playbook: &Playbook) -> Vec<String> {
        match playbook.category(&self.category) {
            None => vec![],
            Some(top) if top.is_top() => {
                playbook.categories.under(&top.code).map(|one| one.code.clone()).collect()
            }
            Some(leaf) => vec![leaf.code.clone()],
        }
    }

    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = self.clone();
        change(&mut other);
        other
    }

    /// Does the case belong to this list, place and unit aside? The sentence in one place; the queries say the same.
    pub fn holds(&self, case: &Case, playbook: &Playbook, now: Time) -> bool {
        let state = match self.state {
            Standing::Open => case.is_open(),
            Standing::Any => true,
            Standing::Is(state) => case.state() == state,
            Standing::Suspended => case.is_open() && case.suspended_at.is_some(),
        };
        let categories = self.categories(playbook);
        let since = self.since == 0 || case.registered_at >= now - chrono::Duration::days(self.since);
        let due = case.due_at.unwrap_or_else(crate::reach::no_deadline);
        state
            && since
            && (categories.is_empty() || categories.contains(&case.category))
            && self.due().is_none_or(|wanted| wanted.holds(due, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(local: &str) -> Time {
        format!("{local}:00+08:00").parse().unwrap_or_default()
    }

    #[test]
    fn every_instant_is_late_or_today_or_this_week_or_later_and_only_one_of_them() {
        let now = at("2026-05-20T10:15");
        let of = |local: &str| Due::of(at(local), now);
        assert_eq!(of("2026-05-20T10:14"), Due::Late);
        assert_eq!(of("2026-05-20T10:15"), Due::Today);
        assert_eq!(of("2026-05-20T23:59"), Due::Today);
        assert_eq!(of("2026-05-21T00:00"), Due::Week);
        assert_eq!(of("2026-05-24T23:59"), Due::Week);
        assert_eq!(of("2026-05-25T00:00"), Due::Later);
        assert_eq!(Due::of(crate::reach::no_deadline(), now), Due::Later);
    }

    #[test]
    fn on_a_sunday_nothing_is_left_of_the_week_after_today() {
        let now = at("2026-05-24T10:15");
        assert_eq!(Due::of(at("2026-05-25T09:00"), now), Due::Later);
    }
}
