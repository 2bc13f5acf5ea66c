//! Figures as they are printed and written down.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::Outcome;

/// One figure. Without a goal it is told for whoever wants to know.
#[derive(Clone, Debug, Serialize)]
pub struct Figure {
    pub name: String,
    pub value: Option<f64>,
    pub unit: String,
    /// `>= 0.5`, `<= 100`, empty.
    pub goal: String,
    /// True where there is no goal; false where it was missed or could not be measured.
    pub ok: bool,
}

pub struct Figures {
    out: PathBuf,
    all: Vec<Figure>,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtLeast(least) => format!(">= {least}"),
            Self::AtMost(most) => format!("<= {most}"),
        }
    }
}

impl Figures {
    pub fn new(out: &Path) -> Self {
        Self { out: out.to_owned(), all: vec![] }
    }

    pub fn goal(&mut self, name: impl Into<String>, value: f64, unit: &str, goal: Goal) {
        let (goal, ok) = (goal.words(), goal.holds(value));
        self.put(Figure { name: name.into(), value: Some(round(value)), unit: unit.into(), goal, ok });
    }

    pub fn tell(&mut self, name: impl Into<String>, value: f64, unit: &str) {
        let goal = String::new();
        self.put(Figure { name: name.into(), value: Some(round(value)), unit: unit.into(), goal, ok: true });
    }

    /// What could not be measured here, and why.
    pub fn skipped(&mut self, name: &str, why: &str) {
        println!("skipped: {name}: {why}");
        let figure =
            Figure { name: name.into(), value: None, unit: "skipped".into(), goal: String::new(), ok: true };
        self.put(figure);
    }

    pub fn broken(&mut self, part: &str) {
        let unit = "broke off".to_owned();
        self.put(Figure { name: part.into(), value: None, unit, goal: String::new(), ok: false });
    }

    fn put(&mut self, figure: Figure) {
        println!("{}", line(&figure));
        self.all.push(figure);
    }

    pub fn write(&self) -> Outcome<()> {
        if let Some(folder) = self.out.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let rows: Vec<String> = self.all.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
        Ok(std::fs::write(&self.out, format!("[\n{}\n]\n", rows.join(",\n")))?)
    }

    pub fn print(&self) {
        println!("\n== all figures, also in {}", self.out.display());
        self.all.iter().for_each(|figure| println!("{}", line(figure)));
        let missed = self.all.iter().filter(|figure| !figure.ok).count();
        println!("{} figures, {missed} miss their goal", self.all.len());
    }
}

fn line(figure: &Figure) -> String {
    let value = figure.value.map_or_else(|| "-".into(), |value| value.to_string());
    let mark = match (figure.ok, figure.goal.is_empty()) {
        (false, _) => "MISSED",
        (true, false) => "ok",
        (true, true) => "",
    };
    format!("{:<58} {value:>12} {:<12} {:<12} {mark}", figure.name, figure.unit, figure.goal)
}

/// Four digits say all that such figures can say.
fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 0.0;
    }
    let power = 10_f64.powi(3 - value.abs().log10().floor() as i32);
    if power >= 1.0 { (value * power).round() / power } else { value.round() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_goal_is_told_and_never_rounded_away() {
        let mut figures = Figures::new(Path::new("unused.json"));
        figures.goal("ratio", 0.499_99, "ratio", Goal::AtLeast(0.5));
        figures.goal("weight", 99.0, "KB", Goal::AtMost(100.0));
        assert!(!figures.all[0].ok);
        assert!(figures.all[1].ok);
        assert!(line(&figures.all[0]).ends_with("MISSED"));
    }

    #[test]
    fn figures_have_four_digits_that_count() {
        assert!((round(123_456.7) - 123_457.0).abs() < f64::EPSILON);
        assert!((round(0.123_456) - 0.1235).abs() < f64::EPSILON);
        assert!((round(0.0)).abs() < f64::EPSILON);
    }
}
