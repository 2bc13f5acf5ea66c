//! Two versions of a table in one: what went is struck, what came is added, in its place.

use crate::sheet::{Line, Said, Sheet};

/// Text with a change in the middle of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Piece {
    pub before: String,
    pub gone: String,
    pub came: String,
    pub after: String,
}

impl Piece {
    fn same(text: &str) -> Self {
        Self { before: text.to_owned(), ..Self::default() }
    }
    fn went(text: &str) -> Self {
        Self { gone: text.to_owned(), ..Self::default() }
    }
    fn added(text: &str) -> Self {
        Self { came: text.to_owned(), ..Self::default() }
    }
    pub fn is_changed(&self) -> bool {
        !self.gone.is_empty() || !self.came.is_empty()
    }
    /// As it reads now.
    pub fn now(&self) -> String {
        format!("{}{}{}", self.before, self.came, self.after)
    }
    fn holds(&self, words: &str) -> bool {
        self.now().to_lowercase().contains(words) || self.gone.to_lowercase().contains(words)
    }

    /// Strikes and adds only what differs: 2 个工作日 to 1 个工作日 changes one figure.
    pub fn between(old: &str, new: &str) -> Self {
        if old == new {
            return Self::same(new);
        }
        let (was, is): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
        let shortest = was.len().min(is.len());
        let mut head = (0..shortest).take_while(|at| was[*at] == is[*at]).count();
        // Figures and Latin words are changed whole: 15 to 10 is no change of a 5.
        while head > 0 && (cuts_word(&was, head) || cuts_word(&is, head)) {
            head -= 1;
        }
        let most = shortest - head;
        let mut tail = (0..most).take_while(|at| was[was.len() - 1 - at] == is[is.len() - 1 - at]).count();
        while tail > 0 && (cuts_word(&was, was.len() - tail) || cuts_word(&is, is.len() - tail)) {
            tail -= 1;
        }
        let text = |chars: &[char]| chars.iter().collect::<String>();
        Self {
            before: text(&is[..head]),
            gone: text(&was[head..was.len() - tail]),
            came: text(&is[head..is.len() - tail]),
            after: text(&is[is.len() - tail..]),
        }
    }
}

fn cuts_word(chars: &[char], at: usize) -> bool {
    let of_word = |at: usize| chars.get(at).is_some_and(char::is_ascii_alphanumeric);
    at > 0 && of_word(at - 1) && of_word(at)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Same,
    Changed,
    Came,
    Gone,
}

impl Mark {
    /// Class of the row.
    pub fn class(self) -> &'static str {
        match self {
            Self::Same => "",
            Self::Changed => "is-changed",
            Self::Came => "is-new",
            Self::Gone => "is-gone",
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct ShownLine {
    pub mark: Mark,
    pub cells: Vec<Piece>,
    pub basis: Piece,
    pub href: String,
}

/// A table as a page shows it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub id: String,
    pub heading: String,
    pub said: Vec<Piece>,
    pub columns: Vec<String>,
    pub lines: Vec<ShownLine>,
    /// The basis of all rows, when it is one; else each row has its own.
    pub basis: Option<String>,
    /// How many rows differ; sentences count in a table without rows.
    pub changed: usize,
}

/// The tables of one version.
pub(crate) fn shown(sheets: Vec<Sheet>) -> Vec<Shown> {
    sheets.into_iter().map(|sheet| table(Some(&sheet), Some(&sheet))).collect()
}

/// The tables of two versions in one.
pub(crate) fn compared(old: &[Sheet], new: &[Sheet]) -> Vec<Shown> {
    let same = |list: &[Sheet], id: &str| list.iter().find(|one| one.id == id).cloned();
    let mut all: Vec<Shown> =
        new.iter().map(|sheet| table(same(old, &sheet.id).as_ref(), Some(sheet))).collect();
    let gone = old.iter().filter(|sheet| same(new, &sheet.id).is_none());
    all.extend(gone.map(|sheet| table(Some(sheet), None)));
    all
}

/// Keeps the rows that hold the words, and the tables that then have any.
pub(crate) fn narrowed(tables: Vec<Shown>, words: &str) -> Vec<Shown> {
    let words = words.to_lowercase();
    let mut tables = tables;
    for one in &mut tables {
        one.lines.retain(|line| line.cells.iter().any(|cell| cell.holds(&words)));
    }
    tables.retain(|one| !one.lines.is_empty());
    tables
}

/// Keeps the rows that differ, and the tables that then have any.
pub(crate) fn only_changed(tables: Vec<Shown>) -> Vec<Shown> {
    let mut tables = tables;
    for one in &mut tables {
        one.lines.retain(|line| line.mark != Mark::Same);
        one.said.retain(Piece::is_changed);
    }
    tables.retain(|one| one.changed > 0);
    tables
}

fn table(old: Option<&Sheet>, new: Option<&Sheet>) -> Shown {
    let nothing = Sheet::default();
    let (was, is) = (old.unwrap_or(&nothing), new.unwrap_or(&nothing));
    let named = new.or(old).unwrap_or(&nothing);
    let said = merged(&was.said, &is.said, |one: &Said| &one.key, said);
    let lines = merged(&was.lines, &is.lines, |one: &Line| &one.key, line);
    let first = named.lines.first().map(|line| line.basis.clone()).unwrap_or_default();
    let one_basis = was.lines.iter().chain(&is.lines).all(|line| line.basis == first);
    let changed_lines = lines.iter().filter(|line| line.mark != Mark::Same).count();
    let changed_said = said.iter().filter(|one| one.is_changed()).count();
    Shown {
        id: named.id.clone(),
        heading: named.heading.clone(),
        columns: named.columns.clone(),
        basis: one_basis.then_some(first),
        changed: if lines.is_empty() { changed_said } else { changed_lines },
        said,
        lines,
    }
}

/// The new order, with what went after what stood before it.
fn merged<T, S>(
    old: &[T],
    new: &[T],
    key: impl Fn(&T) -> &String,
    show: impl Fn(Option<&T>, Option<&T>) -> S,
) -> Vec<S> {
    let mut order: Vec<(Option<&T>, Option<&T>)> =
        new.iter().map(|one| (old.iter().find(|other| key(other) == key(one)), Some(one))).collect();
    for (at, one) in old.iter().enumerate() {
        if new.iter().any(|other| key(other) == key(one)) {
            continue;
        }
        let before = old[..at].last().map(&key);
        let place = order.iter().position(|(was, _)| was.map(&key) == before && before.is_some());
        order.insert(place.map_or(0, |place| place + 1), (Some(one), None));
    }
    order.into_iter().map(|(was, is)| show(was, is)).collect()
}

fn said(old: Option<&Said>, new: Option<&Said>) -> Piece {
    match (old, new) {
        (Some(old), Some(new)) => Piece::between(&old.text, &new.text),
        (None, Some(new)) => Piece::added(&new.text),
        (Some(old), None) => Piece::went(&old.text),
        (None, None) => Piece::default(),
    }
}

fn line(old: Option<&Line>, new: Option<&Line>) -> ShownLine {
    let (mark, cells, basis) = match (old, new) {
        (Some(old), Some(new)) => {
            let cells: Vec<Piece> =
                old.cells.iter().zip(&new.cells).map(|(was, is)| Piece::between(was, is)).collect();
            let basis = Piece::between(&old.basis, &new.basis);
            let changed = basis.is_changed() || cells.iter().any(Piece::is_changed);
            (if changed { Mark::Changed } else { Mark::Same }, cells, basis)
        }
        (None, Some(new)) => {
            (Mark::Came, new.cells.iter().map(|cell| Piece::added(cell)).collect(), Piece::added(&new.basis))
        }
        (Some(old), None) => {
            (Mark::Gone, old.cells.iter().map(|cell| Piece::went(cell)).collect(), Piece::went(&old.basis))
        }
        (None, None) => (Mark::Same, vec![], Piece::default()),
    };
    ShownLine { mark, cells, basis, href: new.map(|line| line.href.clone()).unwrap_or_default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[(&str, &str)]) -> Sheet {
        let line = |(key, cell): &(&str, &str)| Line::new(*key, vec![(*cell).to_owned()], "U".into());
        Sheet::new("one", "一", vec!["多久".into()]).with(rows.iter().map(line))
    }

    #[test]
    fn a_figure_is_struck_and_added_whole_and_the_words_around_it_stay() {
        let piece = |old, new| {
            let one = Piece::between(old, new);
            [one.before, one.gone, one.came, one.after].join("|")
        };
        assert_eq!(piece("2 个工作日", "1 个工作日"), "|2|1| 个工作日");
        assert_eq!(piece("15 分钟内", "10 分钟内"), "|15|10| 分钟内");
        assert_eq!(piece("民政、公安", "民政、司法、公安"), "民政、||司法、|公安");
        assert_eq!(piece("aa", "aaa"), "|aa|aaa|");
        assert_eq!(piece("同", "同"), "同|||");
        assert_eq!(piece("", "新"), "||新|");
    }

    #[test]
    fn what_went_stands_where_it_stood() {
        let (old, new) =
            (sheet(&[("a", "1"), ("b", "2"), ("c", "3")]), sheet(&[("a", "1"), ("c", "4"), ("d", "5")]));
        let [table] = &compared(&[old], &[new])[..] else { unreachable!() };
        let marks: Vec<Mark> = table.lines.iter().map(|line| line.mark).collect();
        assert_eq!(marks, [Mark::Same, Mark::Gone, Mark::Changed, Mark::Came]);
        assert_eq!(table.changed, 3);
        assert_eq!(table.basis.as_deref(), Some("U"));
    }

    #[test]
    fn a_version_compared_with_itself_changes_nothing() {
        let one = sheet(&[("a", "1"), ("b", "2")]);
        assert_eq!(compared(&[one.clone()], &[one.clone()])[0].changed, 0);
        assert!(only_changed(compared(&[one.clone()], &[one])).is_empty());
    }
}
