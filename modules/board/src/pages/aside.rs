//! Beside the desk: this month of the post's organisation in three figures, each of them a door to its cases.

use lianxin_access::Stop;
use lianxin_web::{Aside, AsideLine, Asides, Ask};

use crate::figures::three_figures;
use crate::name;
use crate::question::{Question, SEE};
use crate::rate::thousands;

pub(crate) fn asides(ask: &Ask) -> Asides<'_> {
    Box::pin(async move {
        if !ask.may(SEE) {
            return Ok(vec![]);
        }
        let db = ask.reader();
        let question = match Question::of(ask, &db).await {
            Ok(question) => question,
            // A post whose organisation is gone has no board, and still has its desk.
            Err(Stop::Refused(_)) => return Ok(vec![]),
            Err(Stop::Fault(fault)) => return Err(fault),
        };
        let three = three_figures(&db, question.org.id, ask.now).await?;
        let fewest = i64::from(ask.county.playbook.manifest.counting.fewest_for_rate);
        let page = ask.page("");
        let line = |figure: &'static str, name: &str, value: String, of: String| AsideLine {
            href: question.rows(ask, figure, ""),
            name: page.t(name),
            value,
            of,
            late: false,
        };
        let in_time = three.in_time;
        let share = format!("{} / {}", in_time.good(), thousands(in_time.of));
        let rate = match in_time.percent().filter(|_| in_time.of >= fewest) {
            Some(percent) => (format!("{percent}%"), share),
            None => (share, String::new()),
        };
        let late = line(
            name::LATE,
            "board-figure-late",
            thousands(three.late),
            page.tw("board-of-open", "n", thousands(three.open)),
        );
        let lines = vec![
            line(name::REQUESTS, "board-figure-requests", thousands(three.requests), String::new()),
            line(name::IN_TIME, "board-aside-in-time", rate.0, rate.1),
            AsideLine { late: three.late > 0, ..late },
        ];
        let title = page.tw("board-aside", "org", question.org.short(page.is_zh()));
        Ok(vec![Aside { title, lines, note: page.tw("board-fresh", "when", page.when(three.fresh)) }])
    })
}
