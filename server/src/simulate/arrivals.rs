//! Who says what: with second taps, with the same id for something else, and with promises kept for later.

use lianxin_access::{By, Done, Stop, posts_with_role};
use lianxin_cases::{Act, Channel, Register, register};
use lianxin_playbook::{Limit, TimeUnit};

use super::broken::Broken;
use super::live::{Live, Slip};
use crate::demo::{Way, made_name, made_phone};

const CHANNELS: [Channel; 10] = [
    Channel::Code,
    Channel::Code,
    Channel::Web,
    Channel::Staff,
    Channel::Proxy,
    Channel::Hotline,
    Channel::Open311,
    Channel::Rider,
    Channel::Firm,
    Channel::Api,
];

impl Live<'_> {
    pub(super) async fn arrive(&mut self) -> Result<(), Broken> {
        let Some((new, by, code)) = self.said_now().await? else { return Ok(()) };
        if self.chance.percent(5) {
            // The phone lost the net before the answer: nothing came, and it is sent again below.
            self.send(&new, &by, false).await?;
        }
        let Some(first) = self.send(&new, &by, true).await? else { return Ok(()) };
        self.said.insert(first.0, code);
        self.open.push(first.0);
        self.slips.push(first.1.clone());
        if self.chance.percent(15) {
            self.tally.twice += 1;
            let again = self.send(&new, &by, true).await?;
            let same = again.is_some_and(|(case, slip)| {
                case == first.0 && slip.number == first.1.number && slip.word == first.1.word
            });
            if !same {
                return Err(Broken::new("a second tap is the same request", first.1.number));
            }
        }
        if self.chance.percent(3) {
            let other = Register { words: format!("{}，还有一件别的事", new.words), ..new };
            if self.send(&other, &by, true).await?.is_some() {
                return Err(Broken::new("one id is one request", first.1.number));
            }
        }
        Ok(())
    }

    async fn said_now(&mut self) -> Done<Option<(Register, By, String)>> {
        let weights: Vec<u32> = self.land.villages.iter().map(|village| village.weight).collect();
        if weights.is_empty() {
            return Ok(None);
        }
        let village = self.land.villages[self.chance.weighted(&weights)].clone();
        let said = self.matters.say(&mut self.chance, self.home.world.now(), village.name.ends_with("社区"));
        let grid = self.chance.pick(&village.grids).copied();
        let place = if self.chance.percent(60) { grid.unwrap_or(village.id) } else { village.id };
        let channel = CHANNELS[self.chance.below(CHANNELS.len())];
        let mut new = Register::new(self.id(), channel, place, said.words.as_str());
        new.place_words.clone_from(&said.spot);
        new.anonymous = matches!(channel, Channel::Code | Channel::Web) && self.chance.percent(25);
        new.proxy = channel == Channel::Proxy;
        if !new.anonymous && self.chance.percent(85) {
            new.name = made_name(&mut self.chance);
            new.phone = made_phone(&mut self.chance);
        }
        if channel == Channel::Hotline {
            let due = self.home.county.playbook.clock.deadline(
                self.now(),
                Limit::new(self.chance.between(1, 5) as u32, TimeUnit::WorkingDays),
                None,
            );
            new.hotline = Some((format!("JN{}", self.slips.len()), Some(due.due)));
        }
        let by = if matches!(channel, Channel::Staff | Channel::Proxy) {
            let db = self.home.county.store.reader();
            let posts = posts_with_role(&db, "village-secretary", village.id, self.now()).await?;
            posts.first().cloned().map_or_else(By::nobody, By::in_post)
        } else {
            By::nobody()
        };
        // Some of what belongs to the court is said like everything else; a dispatcher notices.
        let code = match said.matter.turn {
            Way::Court | Way::Petition | Way::Sealed => String::new(),
            _ => said.matter.category.clone(),
        };
        Ok(Some((new, by, code)))
    }

    async fn send(
        &mut self,
        new: &Register,
        by: &By,
        kept: bool,
    ) -> Result<Option<(lianxin_base::Id, Slip)>, Broken> {
        let county = &self.home.county;
        let tx = county.store.begin().await?;
        let done = register(Act { tx: &tx, county, by }, new.clone()).await;
        if !kept {
            drop(tx);
            self.tally.dropped += 1;
            return Ok(None);
        }
        match done {
            Ok(done) => {
                tx.commit().await?;
                self.tally.done += 1;
                let slip =
                    Slip { request: done.request_id, number: done.number, word: done.word.to_string() };
                Ok(Some((done.case_id, slip)))
            }
            Err(Stop::Refused(_)) => {
                tx.rollback().await?;
                self.tally.refused += 1;
                Ok(None)
            }
            Err(Stop::Fault(fault)) => {
                Err(Broken::new("a verb ends in an answer, not in a fault", format!("register: {fault}")))
            }
        }
    }
}
