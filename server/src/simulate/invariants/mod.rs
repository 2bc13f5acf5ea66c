//! What must be true at the end of each day, asked of the rows by another way than the one on which they were made.

mod clocks;
mod holders;
mod logs;
mod people;
mod rows;
mod seen;

use lianxin_cases::follow;
use lianxin_db::Db;
use lianxin_web::Module;

use self::rows::Rows;
use super::broken::Broken;
use super::live::{Live, Slip};

type Held = Result<(), Broken>;

impl Live<'_> {
    pub(super) async fn check(&mut self) -> Held {
        let db = self.home.county.store.reader();
        let rows = Rows::read(&db, self.now()).await?;
        let roles = self.home.county.playbook.clone();
        holders::check(&rows, &roles)?;
        clocks::check(&rows, &roles)?;
        seen::reach(&rows)?;
        seen::grams(&rows)?;
        logs::check(&rows)?;
        people::check(&rows)?;
        self.chain(&db).await?;
        self.figures(&db).await?;
        self.asked_of_the_store().await?;
        self.slips_open(&db).await
    }

    async fn chain(&self, db: &impl Db) -> Held {
        match lianxin_events::verify(db).await? {
            Ok(whole) if whole.waiting == 0 => Ok(()),
            Ok(whole) => Err(Broken::new("all is sealed", format!("{} events wait", whole.waiting))),
            Err(broken) => Err(Broken::new("the chain holds", format!("{broken:?}"))),
        }
    }

    async fn figures(&self, db: &impl Db) -> Held {
        let found = lianxin_board::recount(db).await?;
        if found.is_empty() {
            return Ok(());
        }
        Err(Broken::new("figures equal a recount", format!("{found:?}")))
    }

    /// The checks that operators run hold too.
    async fn asked_of_the_store(&self) -> Held {
        for check in self.modules.iter().flat_map(|module: &Module| &module.checks) {
            let found = (check.run)(&self.home.county).await?;
            if !found.is_whole() {
                return Err(Broken::new(
                    "lianxin check finds nothing",
                    format!("{}: {found:?}", check.number),
                ));
            }
        }
        Ok(())
    }

    /// Number and word of some of the people open their case: of the last ones, and of as many from long ago.
    async fn slips_open(&mut self, db: &impl Db) -> Held {
        const SOME: usize = 20;
        let last = self.slips.iter().rev().take(SOME).cloned();
        let mut some: Vec<Slip> = last.collect();
        for _ in 0..SOME {
            some.extend(self.chance.pick(&self.slips).cloned());
        }
        for slip in some {
            let county = &self.home.county;
            let opened = follow(db, county, &slip.number, &slip.word).await?;
            let own = opened.is_some_and(|(request, case)| request == slip.request && case.state != "merged");
            if !own {
                return Err(Broken::new("number and word open the case", slip.number));
            }
        }
        Ok(())
    }
}
