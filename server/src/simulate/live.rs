//! One life of a county: the store, the chance that drives it, and what was promised to people.

use std::collections::BTreeMap;

use lianxin_access::Stop;
use lianxin_base::{Id, Time};
use lianxin_cases::{Act, Case, find};
use lianxin_db::{Db, Fault, values};
use lianxin_web::Module;

use super::broken::Broken;
use super::county::Home;
use super::order::{Order, Verb};
use super::perform::perform;
use crate::demo::{Chance, Land, Matters};

/// What a person took home: it must open the case for ever.
#[derive(Clone, Debug)]
pub struct Slip {
    pub request: Id,
    pub number: String,
    pub word: String,
}

/// What happened so far, for whoever reads the last line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub days: u32,
    pub done: u64,
    pub refused: u64,
    pub dropped: u64,
    pub twice: u64,
    pub restarts: u64,
    pub moves: u64,
}

pub struct Live<'a> {
    pub home: Home,
    pub modules: &'a [Module],
    pub chance: Chance,
    pub matters: Matters,
    pub land: Land,
    pub departments: Vec<Id>,
    /// Cases that were open this morning or came since, oldest first.
    pub open: Vec<Id>,
    /// The category that was meant, by case.
    pub said: BTreeMap<Id, String>,
    pub slips: Vec<Slip>,
    pub tally: Tally,
    /// Until when deadlines are not looked at: a job that comes late.
    pub late_until: Option<Time>,
}

impl Live<'_> {
    pub fn now(&self) -> Time {
        self.home.world.now()
    }

    pub fn id(&self) -> Id {
        self.home.world.id()
    }

    pub async fn case(&self, id: Id) -> Result<Option<Case>, Fault> {
        find(&self.home.county.store.reader(), id).await
    }

    /// Gives an order, sometimes twice, sometimes into a transaction that never ends, sometimes against somebody who
    /// read the same page.
    pub(super) async fn give(&mut self, order: &Order) -> Result<(), Broken> {
        if self.chance.percent(5) {
            self.drop_half_way(order).await?;
        }
        let done = self.once(order).await?;
        if self.chance.percent(8) {
            self.tally.twice += 1;
            self.once(order).await?;
        }
        if done && order.revision.is_some() && self.chance.percent(25) {
            self.against(order).await?;
        }
        Ok(())
    }

    /// True if it was done; false if it was refused. A fault is broken: there is nothing wrong with the store.
    async fn once(&mut self, order: &Order) -> Result<bool, Broken> {
        let county = &self.home.county;
        let tx = county.store.begin().await?;
        match perform(Act { tx: &tx, county, by: &order.by }, order).await {
            Ok(()) => {
                tx.commit().await?;
                self.tally.done += 1;
                Ok(true)
            }
            Err(Stop::Refused(_)) => {
                tx.rollback().await?;
                self.tally.refused += 1;
                Ok(false)
            }
            Err(Stop::Fault(fault)) => {
                Err(Broken::new("a verb ends in an answer, not in a fault", format!("{order:?}: {fault}")))
            }
        }
    }

    /// The program stops before the commit: nothing of it may be there.
    async fn drop_half_way(&mut self, order: &Order) -> Result<(), Broken> {
        let before = self.traces().await?;
        let county = &self.home.county;
        let tx = county.store.begin().await?;
        let done = perform(Act { tx: &tx, county, by: &order.by }, order).await;
        drop(tx);
        if let Err(Stop::Fault(fault)) = done {
            return Err(Broken::new(
                "a verb ends in an answer, not in a fault",
                format!("{order:?}: {fault}"),
            ));
        }
        self.tally.dropped += 1;
        if self.traces().await? == before {
            return Ok(());
        }
        Err(Broken::new("a transaction that never ended leaves nothing", format!("{order:?}")))
    }

    async fn traces(&self) -> Result<Vec<i64>, Fault> {
        // A dropped transaction is rolled back in the background; beginning the next one waits for it.
        let tx = self.home.county.store.begin().await?;
        let mut counts = Vec::new();
        for table in ["events", "clocks", "parts", "asks", "notes", "cases", "requests", "case_grams"] {
            counts.push(tx.count(&format!("SELECT COUNT(*) FROM {table}"), values![]).await?);
        }
        counts.push(tx.count("SELECT CAST(SUM(revision) AS BIGINT) FROM cases", values![]).await?);
        tx.rollback().await?;
        Ok(counts)
    }

    /// Two people read the same page; one has won. The other presses too, and must be told.
    async fn against(&mut self, won: &Order) -> Result<(), Broken> {
        let verb = *self.chance.pick(&Verb::SEES_REVISION).unwrap_or(&Verb::Sign);
        let rival = Order { verb, id: self.id(), ..won.clone() };
        if self.once(&rival).await? {
            return Err(Broken::new(
                "of two people on one page, one wins",
                format!("{won:?} and then {rival:?}"),
            ));
        }
        Ok(())
    }
}
