//! The least that any program can do: the rows of a new case, ready in memory, in one transaction, one statement a
//! table, with the store's own durability.

use std::sync::Arc;
use std::time::Instant;

use lianxin_access::reach::above;
use lianxin_base::{Id, Random, World, day_in_china};
use lianxin_db::{Db, Fault, FromQueryResult, Tx, Value, values};
use lianxin_seal::CaseNumber;

use crate::Outcome;
use crate::ground::{County, Ground};
use crate::people::some_cases;

/// The rows of one new case.
struct Rows {
    case: Vec<Value>,
    request: Vec<Value>,
    clock: Vec<Value>,
    reach: Vec<Value>,
    grams: Vec<Value>,
    event: Vec<Value>,
    unsealed: Vec<Value>,
}

/// Seconds for so many cases by so many loops.
pub async fn bare_loop(ground: &Ground, many: usize, loops: usize) -> Outcome<f64> {
    let county = Arc::new(ground.open().await?);
    let mut ready = ready(&county, many + loops * 4).await?;
    // What is prepared and cached by the first few is not measured, here as in the server.
    let warm = ready.split_off(many);
    run(&county, warm, loops).await?;
    let began = Instant::now();
    run(&county, ready, loops).await?;
    let seconds = began.elapsed().as_secs_f64();
    county.store.clone().close().await?;
    Ok(seconds)
}

async fn run(county: &Arc<County>, mut rows: Vec<Rows>, loops: usize) -> Outcome<()> {
    let mut all = tokio::task::JoinSet::new();
    let share = rows.len().div_ceil(loops).max(1);
    while !rows.is_empty() {
        let own = rows.split_off(rows.len().saturating_sub(share));
        let county = county.clone();
        all.spawn(async move {
            for one in own {
                let tx = county.store.begin().await?;
                write(&tx, one).await?;
                tx.commit().await?;
            }
            Ok::<(), Fault>(())
        });
    }
    while let Some(done) = all.join_next().await {
        done??;
    }
    Ok(())
}

async fn write(tx: &Tx, rows: Rows) -> Result<(), Fault> {
    tx.insert_all(
        "INSERT INTO cases (id, number, revision, state, title, words, kind, category, item, service, pace, sensitive, \
         emergency, channel, place_id, place_words, round, returns, whistled, registered_at, due_at, due_stage, ending, \
         answer, hotline_number)",
        25,
        rows.case,
        "",
    )
    .await?;
    tx.insert_all(
        "INSERT INTO requests (id, number, case_id, first_case_id, body, channel, words, place_id, anonymous, proxy, lang, \
         name_sealed, phone_sealed, phone_blind, word_hash, registered_at, call_back_tries, solved, satisfaction, rating)",
        20,
        rows.request,
        "",
    )
    .await?;
    tx.insert_all(
        "INSERT INTO clocks (id, case_id, stage, pace, round, allowed, started_at, original_due, due_at, result, \
         yellow_told, red_told, then_told)",
        13,
        rows.clock,
        "",
    )
    .await?;
    let head = "INSERT INTO case_reach (unit_id, case_id, why, open, state, category, due_at)";
    tx.insert_all(head, 7, rows.reach, "").await?;
    tx.insert_all("INSERT INTO case_grams (gram, case_id)", 2, rows.grams, "").await?;
    let head = "INSERT INTO events (id, at, verb, subject_kind, subject_id, revision, place, data)";
    tx.insert_all(head, 8, rows.event, "").await?;
    tx.insert_all("INSERT INTO events_unsealed (event_id)", 1, rows.unsealed, "").await
}

#[derive(FromQueryResult)]
struct Like {
    place_id: Id,
    title: String,
    words: String,
    place_words: String,
}

/// Rows like those that the program wrote for the cases of this store.
async fn ready(county: &County, many: usize) -> Outcome<Vec<Rows>> {
    // Another seed each time: a number is taken once.
    let chance = Random::seeded(World::system().now().timestamp_micros().unsigned_abs());
    let reader = county.store.reader();
    let mut ready = Vec::with_capacity(many);
    let cases = some_cases(&reader, many, &chance).await?;
    for case in cases.into_iter().cycle().take(many) {
        let sql = "SELECT place_id, title, words, place_words FROM cases WHERE id = $1";
        let like: Like = reader.row(sql, values![case]).await?.ok_or("a case is gone")?;
        let grams = reader.column("SELECT gram FROM case_grams WHERE case_id = $1", values![case]).await?;
        let places = above(&reader, like.place_id).await?;
        ready.push(rows(&chance, &like, &places, grams)?);
    }
    Ok(ready)
}

fn rows(chance: &Random, like: &Like, places: &[Id], grams: Vec<String>) -> Outcome<Rows> {
    let world = World::system();
    let now = world.now();
    let (case, request, clock, event) = (world.id(), world.id(), world.id(), world.id());
    // Serials that no server gives.
    let serial = 1_000_000 + chance.below(90_000_000) as u32;
    let number = CaseNumber::new(day_in_china(now), serial).ok_or("no number")?.to_string();
    let due = now + chrono::Duration::hours(4);
    let Like { place_id: place, title, words, place_words: spot } = like;
    let (place, title, words, spot) = (*place, title.as_str(), words.as_str(), spot.as_str());
    let sealed = vec![7_u8; 45];
    let reach =
        places.iter().flat_map(|org| values![*org, case, "place", true, "registered", "", due]).collect();
    let data = format!(
        "{{\"anonymous\":false,\"channel\":\"web\",\"due_at\":\"{}\",\"emergency\":false,\"request\":\"{request}\"}}",
        due.to_rfc3339()
    );
    Ok(Rows {
        case: values![
            case,
            number.as_str(),
            1_i64,
            "registered",
            title,
            words,
            "help",
            "",
            "",
            "",
            "any",
            false,
            false,
            "web",
            place,
            spot,
            1_i64,
            0_i64,
            false,
            now,
            due,
            "accept",
            "",
            "",
            ""
        ],
        request: values![
            request,
            number.as_str(),
            case,
            case,
            vec![1_u8; 32],
            "web",
            words,
            place,
            false,
            false,
            "zh-CN",
            sealed.clone(),
            sealed,
            chance.bytes::<32>().to_vec(),
            chance.bytes::<32>().to_vec(),
            now,
            0_i64,
            "",
            0_i64,
            0_i64
        ],
        clock: values![clock, case, "accept", "any", 1_i64, "4wh", now, due, due, "", false, false, false],
        reach,
        grams: grams.into_iter().flat_map(|gram| values![gram, case]).collect(),
        event: values![event, now, "case.register", "case", case, 1_i64, place, data],
        unsealed: values![event],
    })
}
