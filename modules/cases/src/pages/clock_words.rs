//! The words of a clock: 剩 2 小时 45 分 first, the bar second, the date third.

use lianxin_playbook::Stage;
use lianxin_web::{Page, span};

use crate::time_left::{TimeLeft, Urgency};

/// What `ui::clock` shows.
#[derive(Clone, Debug)]
pub(crate) struct ClockWords {
    /// run soon late hold ok, empty for none
    pub state: &'static str,
    pub words: String,
    /// The length alone where one runs: 2 小时 45 分.
    pub short: String,
    pub percent: i64,
    pub date: String,
}

impl ClockWords {
    pub fn new(page: &Page, left: &TimeLeft) -> Self {
        let short = span(left.minutes, left.day, page.language());
        let (state, words) = match left.urgency {
            Urgency::Late => ("late", page.tw("cases-clock-late", "span", &short)),
            Urgency::Soon => ("soon", page.tw("cases-clock-left", "span", &short)),
            Urgency::Running => ("run", page.tw("cases-clock-left", "span", &short)),
            Urgency::Held => ("hold", page.t("cases-clock-held")),
            Urgency::Over => ("ok", page.t("cases-clock-over")),
            Urgency::None => ("", page.t("cases-clock-none")),
        };
        let date = match (left.due, left.urgency) {
            (Some(due), Urgency::Late) => page.tw("cases-clock-was-due", "when", page.when(due)),
            (Some(due), Urgency::Held) => page.tw("cases-clock-held-due", "when", page.when(due)),
            (Some(due), _) => {
                page.args("cases-clock-due", &[("when", &page.when(due)), ("act", &act(page, &left.stage))])
            }
            (None, _) => String::new(),
        };
        let runs = matches!(left.urgency, Urgency::Soon | Urgency::Running);
        let short = if runs { short } else { words.clone() };
        Self { state, words, short, percent: left.percent, date }
    }
}

/// What must be done by then.
fn act(page: &Page, stage: &str) -> String {
    let words = Stage::parse(stage).map(Stage::words);
    words.map_or_else(String::new, |words| words.read_in(page.lang).to_owned())
}
