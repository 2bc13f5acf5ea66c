//! The statements of a list: for every filter an equality and a range on one index of `case_reach`.

use lianxin_base::{Id, Time};
use lianxin_db::Value;

use super::{Cursor, Lens};
use crate::filter::{Sort, Standing};
use crate::reach::no_deadline;

/// The smallest id of an instant: ids sort by time.
pub(crate) fn first_id(at: Time) -> Id {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or(0);
    Id::from_u128(millis << 80)
}

/// One range of one index.
struct Branch {
    category: Option<String>,
    open: Option<bool>,
}

/// The statement under construction.
pub(super) struct Query<'a> {
    lens: &'a Lens,
    org: Id,
    postgres: bool,
    pub values: Vec<Value>,
}

impl<'a> Query<'a> {
    pub fn new(lens: &'a Lens, org: Id, postgres: bool) -> Self {
        Self { lens, org, postgres, values: vec![] }
    }

    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.values.push(value.into());
        format!("${}", self.values.len())
    }

    pub fn order(&self, cursor: Cursor, of: &str) -> String {
        let backwards = matches!(cursor, Cursor::Before(..));
        match (self.lens.filter.order(), backwards) {
            (Sort::Left, false) => format!("{of}.due_at, {of}.case_id"),
            (Sort::Left, true) => format!("{of}.due_at DESC, {of}.case_id DESC"),
            (Sort::New, false) => format!("{of}.case_id DESC"),
            (Sort::New, true) => format!("{of}.case_id"),
        }
    }

    /// Keys of one page: of each category the first few, then the first few of those.
    pub fn keys(&mut self, cursor: Cursor, most: usize) -> String {
        let order = self.order(cursor, "r");
        let most = self.bind(most as i64);
        let branches: Vec<String> = self
            .branches()
            .into_iter()
            .map(|branch| {
                let tables = self.tables(&branch);
                let beyond = self.beyond(cursor);
                let own = self.order(cursor, self.sorted_by(&branch));
                format!("SELECT r.case_id, r.due_at FROM {tables}{beyond} ORDER BY {own} LIMIT {most}")
            })
            .collect();
        if let [only] = &branches[..] {
            return only.clone();
        }
        let all: Vec<String> =
            branches.iter().enumerate().map(|(n, one)| format!("SELECT * FROM ({one}) b{n}")).collect();
        format!("SELECT * FROM ({}) r ORDER BY {order} LIMIT {most}", all.join(" UNION ALL "))
    }

    /// The newest of the open cases of one category are sorted from that category's range; SQLite would rather walk
    /// through everything the organisation ever saw.
    fn sorted_by(&self, branch: &Branch) -> &'static str {
        let few =
            branch.category.is_some() && branch.open != Some(false) && self.lens.filter.state.may_be_open();
        if few && self.lens.filter.order() == Sort::New && !self.postgres { "+r" } else { "r" }
    }

    /// Keys in no order, for counting.
    pub fn bare(&mut self, most: i64) -> String {
        let most = self.bind(most);
        let branches: Vec<String> = self
            .branches()
            .into_iter()
            .map(|branch| {
                let tables = self.tables(&branch);
                format!("SELECT * FROM (SELECT r.case_id FROM {tables} LIMIT {most}) b")
            })
            .collect();
        format!("SELECT * FROM ({}) u LIMIT {most}", branches.join(" UNION ALL "))
    }

    /// A list over several categories, or over open and ended cases of one, is several ranges of an index.
    fn branches(&self) -> Vec<Branch> {
        let categories = &self.lens.categories;
        let open: &[Option<bool>] = match self.lens.filter.state {
            Standing::Any => &[Some(true), Some(false)],
            state if state.may_be_open() => &[None],
            _ => &[Some(false)],
        };
        if categories.is_empty() {
            return vec![Branch { category: None, open: None }];
        }
        let mut branches = Vec::new();
        for category in categories {
            branches.extend(open.iter().map(|open| Branch { category: Some(category.clone()), open: *open }));
        }
        branches
    }

    /// `case_reach r WHERE ...` for one range.
    fn tables(&mut self, branch: &Branch) -> String {
        let lens = self.lens;
        let org = self.bind(self.org);
        let (from, first) = match (lens.filter.state, lens.unit) {
            // Few stand still at any time: begin with those.
            (Standing::Suspended, _) => (
                "cases s CROSS JOIN case_reach r",
                format!("s.suspended_at IS NOT NULL AND r.case_id = s.id AND r.unit_id = {org}"),
            ),
            // What a unit holds is less than what a town can see.
            (_, Some(unit)) => {
                let unit = self.bind(unit);
                (
                    "case_reach r",
                    format!(
                        "r.unit_id = {unit} AND EXISTS (SELECT 1 FROM case_reach o WHERE o.unit_id = {org} AND o.case_id = r.case_id)"
                    ),
                )
            }
            _ => ("case_reach r", format!("r.unit_id = {org}")),
        };
        let mut all = vec![first];
        if let Some(unit) = lens.unit {
            let unit = self.bind(unit);
            all.push(format!("EXISTS (SELECT 1 FROM cases l WHERE l.id = r.case_id AND l.unit_id = {unit})"));
        }
        if let Some(category) = &branch.category {
            let category = self.bind(category.as_str());
            all.push(format!("r.category = {category}"));
        }
        if let Some(open) = branch.open {
            let open = self.bind(open);
            all.push(format!("r.open = {open}"));
        }
        // What has ended has no deadline, so its ids are in order at that one instant of the index.
        if !lens.filter.state.may_be_open() || branch.open == Some(false) {
            let at = self.bind(no_deadline());
            all.push(format!("r.due_at = {at}"));
        }
        self.narrow(&mut all);
        format!("{from} WHERE {}", all.join(" AND "))
    }

    fn narrow(&mut self, all: &mut Vec<String>) {
        let lens = self.lens;
        let plain = self.plain();
        match lens.filter.state {
            Standing::Any => {}
            Standing::Open | Standing::Suspended => {
                let open = self.bind(true);
                all.push(format!("{plain}r.open = {open}"));
            }
            Standing::Is(state) => {
                let word = self.bind(state.word());
                all.push(format!("{plain}r.state = {word}"));
            }
        }
        if lens.filter.since > 0 {
            let since = self.bind(first_id(lens.now - chrono::Duration::days(lens.filter.since)));
            all.push(format!("r.case_id >= {since}"));
        }
        let (from, to) = lens.filter.due().map_or((None, None), |due| due.span(lens.now));
        if let Some(from) = from {
            let from = self.bind(from);
            all.push(format!("r.due_at >= {from}"));
        }
        if let Some(to) = to {
            let to = self.bind(to);
            all.push(format!("r.due_at < {to}"));
        }
    }

    /// SQLite keeps no statistics here and would sort all open cases to find the newest; a plus keeps it from using
    /// that index.
    fn plain(&self) -> &'static str {
        let newest = self.lens.filter.order() == Sort::New && self.lens.categories.is_empty();
        let open = self.lens.filter.state == Standing::Open;
        if newest && open && !self.postgres { "+" } else { "" }
    }

    fn beyond(&mut self, cursor: Cursor) -> String {
        let (due, id, forward) = match cursor {
            Cursor::Start => return String::new(),
            Cursor::After(due, id) => (due, id, true),
            Cursor::Before(due, id) => (due, id, false),
        };
        if self.lens.filter.order() == Sort::New {
            let sign = if forward { "<" } else { ">" };
            return format!(" AND r.case_id {sign} {}", self.bind(id));
        }
        let sign = if forward { ">" } else { "<" };
        let (due, id) = (self.bind(due), self.bind(id));
        format!(" AND (r.due_at, r.case_id) {sign} ({due}, {id})")
    }
}
