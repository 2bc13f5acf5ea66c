//! The rows that stand beside a case, read once for everything that one page or one decision asks of them.

use std::collections::HashMap;

use lianxin_base::Id;
use lianxin_db::{Db, Fault};

use crate::Case;
use crate::ask::{Asked, asks_of};
use crate::clock::{ClockRow, clocks_of};
use crate::errand::{ErrandItem, items_of};
use crate::part::{Part, parts_of};
use crate::whistle::{Whistle, whistles_of};
use crate::whistle_ask::{WhistleAsk, whistle_asked};

/// Parts, clocks, what was asked for, service items, whistles.
#[derive(Clone, Debug)]
pub struct CaseRows {
    pub parts: Vec<Part>,
    pub clocks: Vec<ClockRow>,
    pub asks: Vec<Asked>,
    pub items: Vec<ErrandItem>,
    pub whistles: Vec<Whistle>,
    pub whistle_asked: Option<WhistleAsk>,
}

impl CaseRows {
    pub async fn of(db: &impl Db, case: &Case) -> Result<Self, Fault> {
        Ok(Self {
            parts: parts_of(db, case.id).await?,
            clocks: clocks_of(db, case.id).await?,
            asks: asks_of(db, case.id).await?,
            items: if case.service.is_empty() { Vec::new() } else { items_of(db, case.id).await? },
            whistles: if case.whistled { whistles_of(db, case.id).await? } else { Vec::new() },
            // With the answer the wish has lapsed.
            whistle_asked: if case.state().before_done() { whistle_asked(db, case.id).await? } else { None },
        })
    }
}

/// Rows of many cases, apart for each, in their order.
pub(crate) fn by_case<T>(rows: Vec<T>, case: impl Fn(&T) -> Id) -> HashMap<Id, Vec<T>> {
    let mut found: HashMap<Id, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(case(&row)).or_default().push(row);
    }
    found
}
