//! Figures in words: value, of how many, how it changed, and the door to the cases.

use lianxin_playbook::Counting;
use lianxin_web::{Ask, Page};

use crate::figures::{Figures, Kind};
use crate::name;
use crate::question::Question;
use crate::rate::{Rate, tenths, thousands};

/// What `ui::figure` shows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fig {
    pub href: String,
    pub name: String,
    pub value: String,
    pub unit: String,
    pub of: String,
    /// "" a value, "few" words instead of a rate, "late".
    pub kind: &'static str,
    pub icon: &'static str,
    pub change: String,
}

/// A line of the list below the figures.
pub(crate) struct Line {
    pub name: String,
    pub value: String,
    pub of: String,
    pub href: String,
}

pub(crate) struct Group {
    pub title: String,
    pub lines: Vec<Line>,
}

/// Counts and rates of one board, said in the reader's language.
pub(crate) struct Said<'a> {
    pub ask: &'a Ask,
    pub page: &'a Page,
    pub question: &'a Question,
    pub own: &'a Figures,
    pub before: &'a Figures,
}

impl Said<'_> {
    pub fn counting(&self) -> &Counting {
        &self.ask.county.playbook.manifest.counting
    }

    fn fewest(&self) -> i64 {
        i64::from(self.counting().fewest_for_rate)
    }

    pub fn rate(&self, kind: Kind) -> Rate {
        self.own.rate(kind, self.counting())
    }

    pub fn four(&self) -> Vec<Fig> {
        Kind::FOUR.into_iter().map(|kind| self.fig(kind)).collect()
    }

    /// Too few: say so, give no rate.
    fn fig(&self, kind: Kind) -> Fig {
        let (rate, page) = (self.rate(kind), self.page);
        let mut fig = Fig {
            href: self.question.rows(self.ask, kind.word(), ""),
            name: page.t(format!("board-figure-{}", kind.word())),
            of: self.of(kind, rate),
            ..Fig::default()
        };
        if rate.of < self.fewest() {
            fig.kind = "few";
            let key = if rate.of == 0 { "board-none-yet" } else { "board-few" };
            fig.value = page.tn(key, rate.of);
            return fig;
        }
        fig.value = rate.percent().unwrap_or_default();
        fig.unit = "%".into();
        let before = self.before.rate(kind, self.counting());
        if before.of >= self.fewest() {
            (fig.icon, fig.change) = change(page, rate.above(before).unwrap_or(0));
        }
        fig
    }

    pub fn of(&self, kind: Kind, rate: Rate) -> String {
        let words = [("good", rate.good()), ("of", thousands(rate.of))];
        let words: Vec<(&str, &str)> = words.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.page.args(format!("board-of-{}", kind.word()), &words)
    }

    pub fn late(&self) -> Fig {
        let page = self.page;
        Fig {
            href: self.question.rows(self.ask, name::LATE, ""),
            name: page.t("board-figure-late"),
            value: thousands(self.own.value(name::LATE)),
            unit: page.t("board-unit"),
            of: page.tw("board-of-open", "n", thousands(self.own.value(name::OPEN))),
            kind: "late",
            icon: "",
            change: String::new(),
        }
    }

    /// 办结 2,643 件，没有算进来的 61 件：……
    pub fn left_out(&self) -> Option<(String, String, String)> {
        let found = self.own.left_out();
        let all: i64 = found.iter().map(|(_, many)| many).sum();
        if all == 0 {
            return None;
        }
        let page = self.page;
        let reason = |(name, many): &(&str, i64)| {
            format!("{} {}", page.t(format!("board-figure-{name}")), thousands(*many))
        };
        let reasons: Vec<String> = found.iter().map(reason).collect();
        let said = page.args(
            "board-left-out",
            &[
                ("closed", &thousands(self.own.value(name::CLOSED))),
                ("n", &thousands(all)),
                ("reasons", &reasons.join(&page.t("board-comma"))),
            ],
        );
        let link = page.tw("board-left-out-see", "n", thousands(all));
        Some((said, link, self.question.rows(self.ask, "left-out", "")))
    }

    /// What stands behind the four: the way from the request to the call-back.
    pub fn groups(&self) -> Vec<Group> {
        let count = |name: &'static str| self.count(name);
        let rate = |kind: Kind| self.line(kind);
        let good = |name: &'static str| self.share(name);
        let groups = vec![
            (
                "in",
                vec![
                    count(name::REQUESTS),
                    count(name::ACCEPTED),
                    count(name::REFUSED),
                    good(name::TOLD),
                    good(name::FIRST_RIGHT),
                ],
            ),
            (
                "hand",
                vec![
                    count(name::ORDERS),
                    good(name::SIGN),
                    count(name::RETURNS),
                    count(name::RETURNS_CONFIRMED),
                    count(name::RETURNS_REFUSED),
                    count(name::EXTENSIONS),
                    count(name::EXTENSIONS_APPROVED),
                    count(name::SUSPENSIONS),
                    count(name::SUSPENSIONS_APPROVED),
                ],
            ),
            (
                "end",
                vec![
                    count(name::CLOSED),
                    rate(Kind::InTime),
                    rate(Kind::InTimeOriginal),
                    count(name::REOPENED),
                ],
            ),
            (
                "people",
                vec![
                    rate(Kind::CallBacks),
                    rate(Kind::Calls),
                    rate(Kind::CallSatisfaction),
                    rate(Kind::Ratings),
                ],
            ),
            (
                "whistle",
                vec![count(name::WHISTLES), good(name::REPORT_IN), good(name::REPORTED), good(name::SCORES)],
            ),
        ];
        let said = |(key, lines): (&str, Vec<Option<Line>>)| Group {
            title: self.page.t(format!("board-group-{key}")),
            lines: lines.into_iter().flatten().collect(),
        };
        groups.into_iter().map(said).filter(|group| !group.lines.is_empty()).collect()
    }

    fn count(&self, name: &'static str) -> Option<Line> {
        let many = self.own.value(name);
        (many > 0).then(|| Line {
            name: self.page.t(format!("board-figure-{name}")),
            value: thousands(many),
            of: String::new(),
            href: self.question.rows(self.ask, name, ""),
        })
    }

    fn share(&self, name: &'static str) -> Option<Line> {
        let sum = self.own.sum(name);
        self.part(name, Rate::new(sum.value, sum.total))
    }

    fn line(&self, kind: Kind) -> Option<Line> {
        self.part(kind.word(), self.rate(kind))
    }

    fn part(&self, word: &str, rate: Rate) -> Option<Line> {
        let percent = rate.percent()?;
        Some(Line {
            name: self.page.t(format!("board-figure-{word}")),
            // Few cases have no rate, only their number.
            value: if rate.of < self.fewest() { String::new() } else { format!("{percent}%") },
            of: format!("{} / {}", rate.good(), thousands(rate.of)),
            href: self.question.rows(self.ask, word, ""),
        })
    }
}

/// ↗ 高 0.4 个点
fn change(page: &Page, by: i64) -> (&'static str, String) {
    match by {
        0 => ("arrow-right", page.t("board-change-none")),
        up if up > 0 => ("arrow-up-right", page.tw("board-change-up", "points", tenths(up))),
        down => ("arrow-down-right", page.tw("board-change-down", "points", tenths(-down))),
    }
}
