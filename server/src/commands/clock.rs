use std::path::PathBuf;

use chrono::NaiveDateTime;
use clap::Args;
use lianxin_playbook::{Limit, from_local, to_local};

use crate::fail::Fail;
use crate::playbooks;

/// Count a deadline on the working-day calendar
///
/// `lianxin clock "2026-09-24 16:30" 4wh` prints `2026-09-28 13:30`: half an hour is left of that Thursday, the
/// Mid-Autumn holiday and the weekend do not count.
#[derive(Args, Debug)]
pub struct Clock {
    /// When it starts, on a clock in China: "2026-09-24 16:30"
    start: String,
    /// How long: a number with min, h, d (round the clock), wh or wd (working time)
    limit: String,
    /// Playbook with calendar and office hours [default: Zhangqiu's, inside the program]
    #[arg(long, value_name = "DIR")]
    playbook: Option<PathBuf>,
}

impl Clock {
    pub fn run(&self) -> Result<(), Fail> {
        let start = NaiveDateTime::parse_from_str(&self.start, "%Y-%m-%d %H:%M").map_err(|_| {
            Fail::new(format!("{} is no time", self.start), "write it as in \"2026-09-24 16:30\"")
        })?;
        let limit: Limit = self.limit.parse().map_err(|_| {
            Fail::new(
                format!("{} is no limit", self.limit),
                "write a number with min, h, d, wh or wd, as in 4wh",
            )
        })?;
        let playbook = playbooks::read(self.playbook.as_deref())?;
        let deadline = playbook.clock.deadline(from_local(start), limit, None);
        println!("{}", to_local(deadline.due).format("%Y-%m-%d %H:%M"));
        if deadline.provisional {
            eprintln!("provisional: the notice of holidays of that year is not in the calendar yet");
        }
        Ok(())
    }
}
