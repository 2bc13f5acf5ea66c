//! Not accepted: with a lawful reason and where to go instead. No order, no clock, in no figure.

use lianxin_access::Done;
use lianxin_base::{Id, Refused};
use lianxin_playbook::{Pace, Stage};

use crate::case::note;
use crate::claim::must_be_free;
use crate::clock::{Of, Which, drop_clocks, meet, start};
use crate::sealed::copy_to_petitions;
use crate::{Act, State};

/// Why a request is not taken (Beijing rule Art. 10-16, as far as it names them): where the matter belongs.
pub const GROUNDS: [&str; 7] =
    ["petition", "court", "repeated", "secret", "out-of-duty", "unlawful", "emergency-only"];

/// # Errors
/// `cases-refused-ground`, `cases-refused-directions` beside their fields.
pub async fn refuse(act: Act<'_>, id: Id, revision: Option<i64>, ground: &str, directions: &str) -> Done<()> {
    let mut case = act.case("case.accept", id).await?;
    case.must_be_at(revision)?;
    case.must_be(&[State::Registered])?;
    must_be_free(act, &case).await?;
    let ground = GROUNDS.into_iter().find(|known| *known == ground);
    let ground = ground.ok_or_else(|| Refused::field("ground", "cases-refused-ground"))?;
    if directions.trim().chars().count() < 8 {
        return Err(Refused::field("directions", "cases-refused-directions").into());
    }
    meet(act, id, Which::Stage(Stage::Accept)).await?;
    drop_clocks(act, id, Which::All).await?;
    if matches!(ground, "petition" | "court") {
        start(act, &case, Pace::Petition, Stage::ChannelTold, Of::default()).await?;
    }
    case.state = State::Refused.word().into();
    case.ending = ground.into();
    directions.trim().clone_into(&mut case.answer);
    case.ended_at = Some(act.now());
    let event = case.change(act, |event| event.data("ground", ground), "case.refuse").await?;
    note(act.tx, id, event, directions, true).await?;
    if ground == "petition" {
        copy_to_petitions(act, &mut case).await?;
    }
    Ok(())
}

/// The person was told where the matter belongs.
pub async fn tell_channel(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.accept", id).await?;
    case.must_be(&[State::Refused])?;
    meet(act, id, Which::Stage(Stage::ChannelTold)).await?;
    let event = case.change(act, |event| event, "case.tell-channel").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(())
}

/// The person asks again about the same refused matter: told, written down, no second case (Jinan rule Art. 25).
pub async fn ask_again(act: Act<'_>, id: Id, words: &str) -> Done<()> {
    let mut case = act.case("case.accept", id).await?;
    case.must_be(&[State::Refused])?;
    let event = case.change(act, |event| event, "case.ask-again").await?;
    note(act.tx, id, event, words, true).await?;
    Ok(())
}
