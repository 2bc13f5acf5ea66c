//! All answers, folded so that a person can read them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use crate::seats::Where;

/// What somebody got: the status, and whether the answer told of the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Got(String);

impl Got {
    pub fn new(status: u16, to_sign_in: bool, names: bool) -> Self {
        let status = if to_sign_in { "sign-in".to_owned() } else { status.to_string() };
        Self(if names { format!("{status}!") } else { status })
    }

    pub fn word(&self) -> &str {
        &self.0
    }
}

/// What one asker got at each place.
pub type Line = Vec<(Where, Got)>;

/// One route, tried in one way.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub lines: BTreeMap<String, Line>,
}

/// The blocks of one module, in the order of its routes.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub blocks: Vec<(String, Block)>,
}

const WIDE: usize = 110;

impl Sheet {
    pub fn text(&self, module: &str) -> String {
        let mut text = format!("# {module}\n");
        for (title, block) in &self.blocks {
            let _ = write!(text, "\n{title}\n");
            text.push_str(&block.text());
        }
        text
    }
}

impl Block {
    /// Askers with the same answers stand together.
    fn text(&self) -> String {
        let mut alike: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (name, line) in &self.lines {
            alike.entry(said(line)).or_default().push(name);
        }
        let mut text = String::new();
        if let (Some((said, _)), 1) = (alike.iter().next(), alike.len()) {
            return format!("    {said}\n        everybody\n");
        }
        for (said, names) in alike {
            let _ = writeln!(text, "    {said}");
            for row in wrapped(&names) {
                let _ = writeln!(text, "        {row}");
            }
        }
        text
    }
}

/// `own below 200! · beside 404`. One word where all places answer alike; another county only where it is not sent to
/// sign in.
fn said(line: &Line) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (place, got) in line {
        let quiet = *place == Where::Elsewhere && matches!(got.word(), "sign-in" | "401");
        if quiet {
            continue;
        }
        match groups.iter_mut().find(|(word, _)| *word == got.word()) {
            Some((_, places)) => places.push(place.word()),
            None => groups.push((got.word(), vec![place.word()])),
        }
    }
    match &groups[..] {
        [] => "-".to_owned(),
        [(word, _)] => (*word).to_owned(),
        groups => {
            let one = |(word, places): &(&str, Vec<&str>)| format!("{} {word}", places.join(" "));
            groups.iter().map(one).collect::<Vec<_>>().join(" · ")
        }
    }
}

fn wrapped(names: &[&str]) -> Vec<String> {
    let mut rows = vec![String::new()];
    for name in names {
        let last = rows.last_mut().expect("a row");
        if !last.is_empty() && last.len() + name.len() + 2 > WIDE {
            rows.push((*name).to_owned());
        } else {
            if !last.is_empty() {
                last.push_str(", ");
            }
            last.push_str(name);
        }
    }
    rows
}

/// `tests/matrix/golden/NAME.txt`
pub fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(format!("{name}.txt"))
}

/// Compares with the golden file, or writes it with `LIANXIN_BLESS=1`. Answers what is different.
pub fn compare(name: &str, text: &str) -> Vec<String> {
    let path = golden(name);
    if std::env::var_os("LIANXIN_BLESS").is_some() {
        std::fs::write(&path, text).expect("the golden file is written");
        return vec![];
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    if kept == text {
        return vec![];
    }
    let at = kept.lines().zip(text.lines()).position(|(one, other)| one != other);
    let at = at.unwrap_or_else(|| kept.lines().count().min(text.lines().count()));
    let show = |text: &str| text.lines().skip(at.saturating_sub(3)).take(12).collect::<Vec<_>>().join("\n");
    vec![format!(
        "{} differs from line {} on.\n--- kept\n{}\n--- now\n{}\nRead what changed like code; LIANXIN_BLESS=1 keeps it.",
        path.display(),
        at + 1,
        show(&kept),
        show(text)
    )]
}
