//! One day: who comes when, what is done, what goes wrong.

use chrono::{Duration, NaiveDate};
use lianxin_base::{Id, Time};
use lianxin_db::{Db, values};
use lianxin_playbook::from_local;

use super::broken::Broken;
use super::live::Live;
use crate::demo::Land;

/// Hour, requests at most, percent of the open cases that somebody moves on.
const HOURS: [(u32, usize, usize); 8] =
    [(0, 1, 0), (7, 3, 6), (9, 5, 34), (11, 4, 30), (14, 4, 34), (16, 4, 30), (19, 3, 5), (22, 2, 2)];

impl Live<'_> {
    pub(super) async fn day(&mut self, day: NaiveDate) -> Result<(), Broken> {
        self.wake(day).await?;
        let working = self.home.county.playbook.calendar.is_working_day(day);
        for (hour, requests, percent) in HOURS {
            let at = day.and_hms_opt(hour, self.chance.below(50) as u32, 0).map(from_local);
            self.go_to(at.unwrap_or(self.now()));
            let many = self.chance.below(requests + 1);
            for _ in 0..(if working { many } else { many / 2 }) {
                self.arrive().await?;
                self.pass_some_time();
            }
            let percent = if working { percent } else { percent / 5 };
            for id in self.open.clone() {
                if self.chance.percent(percent) {
                    self.step(id).await?;
                }
            }
            for _ in 0..self.chance.below(5) {
                self.whim().await?;
                self.pass_some_time();
            }
            self.disturb().await?;
            self.round().await?;
        }
        self.go_to(day.and_hms_opt(23, 30, 0).map_or(self.now(), from_local));
        self.late_until = None;
        self.settle().await?;
        self.tally.days += 1;
        Ok(())
    }

    /// Reads the county as it stands this morning.
    async fn wake(&mut self, day: NaiveDate) -> Result<(), Broken> {
        self.go_to(day.and_hms_opt(0, 0, 1).map_or(self.now(), from_local));
        let db = self.home.county.store.reader();
        self.land = Land::read(&db, &mut self.chance).await?;
        self.land.fill_grids();
        self.departments = self.land.of_kind(&["department", "body"]).iter().map(|org| org.id).collect();
        // Those that ended lately still wait for a rating, a score, a redo.
        let lately = self.now() - Duration::days(7);
        let sql = "SELECT id FROM cases WHERE ended_at IS NULL OR ended_at > $1 ORDER BY id";
        self.open = db.column::<Id>(sql, values![lately]).await?;
        if self.chance.percent(20) {
            self.late_until = Some(self.now() + Duration::hours(self.chance.between(3, 20)));
        }
        Ok(())
    }

    async fn step(&mut self, id: Id) -> Result<(), Broken> {
        let Some(case) = self.case(id).await? else { return Ok(()) };
        let order = self.next(&case).await?;
        self.pass_some_time();
        match order {
            Some(order) => self.give(&order).await,
            None => Ok(()),
        }
    }

    /// Re-organisations, a clock that steps, a program that starts again.
    async fn disturb(&mut self) -> Result<(), Broken> {
        if self.chance.percent(30) {
            self.upheaval().await?;
        }
        if self.chance.percent(4) {
            let back = Duration::seconds(self.chance.between(1, 5_400));
            let now = self.now();
            self.home.world.clock.move_to(now - back);
        }
        if self.chance.percent(6) {
            self.tally.restarts += 1;
            self.home.restart().await?;
        }
        Ok(())
    }

    /// Forward only; a stepped clock catches up.
    fn go_to(&self, at: Time) {
        if at > self.now() {
            self.home.world.clock.move_to(at);
        }
    }

    pub(super) fn pass_some_time(&mut self) {
        let later = self.now() + Duration::seconds(self.chance.between(3, 90));
        self.home.world.clock.move_to(later);
    }
}

/// A day of a year whose calendar is known, drawn by the seed: holidays and make-up days come up over many seeds.
pub fn first_day(seed: u64) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(2025, 1, 6).unwrap_or_default();
    start + Duration::days((seed.wrapping_mul(53) % 600) as i64)
}
