//! Boards that stay open: each is told that something changed and then fetches itself, as the page's script does.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::crowd::Crowd;
use super::mix::Kind;
use super::record::Record;
use crate::Outcome;
use crate::ground::COUNTY;
use crate::read::SEES_BOARD;

/// `PAUSE` and `SPREAD` of web/islands/live.ts.
const PAUSE: Duration = Duration::from_secs(2);
const SPREAD: u64 = 8_000;

/// Opens so many; they close when the set is dropped.
pub fn open(crowd: &Crowd, many: usize, record: &Arc<Record>) -> JoinSet<()> {
    let mut boards = JoinSet::new();
    for _ in 0..many {
        let (crowd, record) = (crowd.clone(), record.clone());
        boards.spawn(async move {
            if let Err(error) = watch(&crowd, &record).await {
                record.failed(Kind::LiveBoard, &error.to_string());
            }
        });
    }
    boards
}

async fn watch(crowd: &Crowd, record: &Record) -> Outcome<()> {
    let stage = &crowd.stage;
    let cookie = stage.people.any(&stage.chance, &SEES_BOARD).cookie.clone();
    let mut news = stage.client.get(&format!("/{COUNTY}/live")).cookie(&cookie).open().await?;
    let mut due: Option<Instant> = None;
    loop {
        let piece = match due {
            None => news.piece().await,
            Some(at) => match tokio::time::timeout_at(at.into(), news.piece()).await {
                Ok(piece) => piece,
                Err(_) => {
                    due = None;
                    let began = Instant::now();
                    let answer = stage.client.get(&format!("/{COUNTY}/board")).cookie(&cookie).send().await?;
                    answer.came()?;
                    record.took(Kind::LiveBoard, began.elapsed());
                    continue;
                }
            },
        };
        let Some(piece) = piece? else { return Ok(()) };
        let told = piece.windows(5).any(|five| five == b"data:");
        if told && due.is_none() {
            due = Some(Instant::now() + PAUSE + Duration::from_millis(stage.chance.below(SPREAD)));
        }
    }
}
