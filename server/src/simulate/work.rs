//! What the server runs by itself, when it gets to it.

use lianxin_events::{feed, seal};

use super::broken::Broken;
use super::live::Live;

impl Live<'_> {
    /// One round: some of it late, some of it not at all this time.
    pub(super) async fn round(&mut self) -> Result<usize, Broken> {
        let late = self.late_until.is_some_and(|until| self.now() < until);
        let mut done = 0;
        if self.chance.percent(80) {
            done += seal(&self.home.county.store).await?;
        }
        if self.chance.percent(70) {
            done += self.feed().await?;
        }
        if !late {
            done += self.jobs().await?;
        }
        Ok(done)
    }

    async fn feed(&self) -> Result<usize, Broken> {
        let mut done = 0;
        for consumer in self.modules.iter().flat_map(|module| &module.consumers) {
            done += feed(&self.home.county.store, &**consumer).await?;
        }
        Ok(done)
    }

    async fn jobs(&self) -> Result<usize, Broken> {
        let mut done = 0;
        for job in self.modules.iter().flat_map(|module| &module.jobs) {
            done += (job.run)(&self.home.county).await?;
        }
        Ok(done)
    }

    /// Everything that waits is done: then the promises must hold.
    pub(super) async fn settle(&mut self) -> Result<(), Broken> {
        const ROUNDS: usize = 500;
        for _ in 0..ROUNDS {
            let done = seal(&self.home.county.store).await? + self.feed().await? + self.jobs().await?;
            if done == 0 {
                return Ok(());
            }
        }
        Err(Broken::new("the work of a day comes to an end", format!("{ROUNDS} rounds, and still more")))
    }
}
