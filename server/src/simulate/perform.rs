//! Does what an order says, through the verb itself.

use lianxin_access::{Done, Stop};
use lianxin_base::Refused;
use lianxin_cases::{
    APPEAL_GROUNDS, Accept, Act, Appeal, Blow, CallBack, Dispatch, FIXES, FixRating, GROUNDS, HandOver,
    Heard, KINDS, OpenChild, Resolve, SUSPEND_GROUNDS, Solved, Then, accept, add_words, answer_at_once,
    answer_press, appeal_rating, arrive, ask_again, ask_extend, ask_redo, ask_return, ask_suspend,
    ask_whistle, assign, blow, call_back, contact, decide, decline_whistle, dispatch, find, fix_rating,
    give_result, hand_over, lift, merge, open_child, plan, press, progress, rate, refuse, relate, report_in,
    resolve, score, send_back, sign, tell_channel, verify, withdraw,
};
use lianxin_playbook::WhistleKind;

use super::order::{Order, Verb};
use crate::demo::Chance;

const WORDS: &str = "现场看过，材料已备好，第 3 号预警期间不施工，之后马上办";

pub async fn perform(act: Act<'_>, order: &Order) -> Done<()> {
    let mut chance = Chance::new(order.seed);
    let (case, target) = (order.case, order.target);
    match order.verb {
        Verb::Accept => accepted(act, order, &mut chance).await,
        Verb::Refuse => {
            let ground = chance.pick(&GROUNDS).copied().unwrap_or("court");
            refuse(act, case, order.revision, ground, WORDS).await
        }
        Verb::HandOver => {
            let category = chance.pick(&["V06", "Q07"]).copied().unwrap_or("V06").to_owned();
            let order =
                HandOver { id: order.id, case, revision: order.revision, category, words: WORDS.into() };
            hand_over(act, order).await
        }
        Verb::TellChannel => tell_channel(act, case, WORDS).await,
        Verb::AskAgain => ask_again(act, case, WORDS).await,
        Verb::AnswerAtOnce => answer_at_once(act, case, &order.code, WORDS).await,
        Verb::Merge => merge(act, target, &[case]).await.map(|_| ()),
        Verb::Relate => relate(act, case, target, chance.percent(50)).await,
        Verb::OpenChild => {
            let (category, words) = (order.code.clone(), WORDS.to_owned());
            let child = OpenChild { parent: case, category, words, told: chance.percent(50) };
            open_child(act, child).await.map(|_| ())
        }
        Verb::Dispatch => dispatched(act, order, &mut chance).await,
        Verb::Sign => sign(act, case, order.revision).await,
        Verb::Assign => assign(act, case, target, &[], WORDS).await,
        Verb::Arrive => arrive(act, case, WORDS).await,
        Verb::Contact => contact(act, case, WORDS).await,
        Verb::Plan => plan(act, case, WORDS).await,
        Verb::Progress => progress(act, case, WORDS, chance.percent(50)).await.map(|_| ()),
        Verb::Press => press(act, case, WORDS).await,
        Verb::AnswerPress => answer_press(act, case, WORDS).await,
        Verb::AskReturn => {
            ask_return(act, case, order.id, "not-ours", WORDS, order.units.first().copied()).await
        }
        Verb::AskExtend => {
            let amount = chance.pick(&["1wd", "2wd", "5wd", "15wd"]).copied().unwrap_or("5wd");
            ask_extend(act, case, order.id, amount, WORDS).await
        }
        Verb::AskSuspend => {
            let ground = chance.pick(&SUSPEND_GROUNDS).copied().unwrap_or("materials");
            ask_suspend(act, case, order.id, ground, WORDS).await
        }
        Verb::Decide => decide(act, target, chance.percent(65), WORDS).await,
        Verb::Lift => lift(act, case, WORDS).await,
        Verb::AskWhistle => ask_whistle(act, whistle_of(order, &mut chance)).await,
        Verb::Blow => blow(act, whistle_of(order, &mut chance)).await,
        Verb::DeclineWhistle => decline_whistle(act, case, WORDS).await,
        Verb::ReportIn => {
            let point = chance.percent(50).then_some((117.534_2, 36.688_1));
            report_in(act, target, point).await
        }
        Verb::GiveResult => give_result(act, target, WORDS).await,
        Verb::Score => score(act, target, chance.between(1, 5), "").await,
        Verb::Resolve => resolved(act, order, &mut chance).await,
        Verb::SendBack => send_back(act, case, order.revision, WORDS).await,
        Verb::Verify => verify(act, case, order.revision, WORDS).await,
        Verb::CallBack => called(act, order, &mut chance).await,
        Verb::Rate => rate(act, target, chance.between(1, 5), "").await,
        Verb::FixRating => {
            let how = chance.pick(&FIXES).copied().unwrap_or("fixed").to_owned();
            fix_rating(act, FixRating { request: target, how, words: WORDS.into() }).await
        }
        Verb::AppealRating => {
            let ground = chance.pick(&APPEAL_GROUNDS).copied().unwrap_or("abuse").to_owned();
            appeal_rating(act, Appeal { ask: order.id, request: target, ground, words: WORDS.into() }).await
        }
        Verb::AskRedo => ask_redo(act, case, WORDS).await,
        Verb::AddWords => add_words(act, target, WORDS, &[]).await,
        Verb::Withdraw => {
            let absent = || Stop::from(Refused::absent("cases-refused-absent"));
            let mut case = find(act.tx, case).await?.ok_or_else(absent)?;
            withdraw(act, &mut case, WORDS).await
        }
    }
}

async fn accepted(act: Act<'_>, order: &Order, chance: &mut Chance) -> Done<()> {
    let order = Accept {
        case: order.case,
        revision: order.revision,
        category: order.code.clone(),
        kind: chance.pick(&KINDS).copied().unwrap_or("help").to_owned(),
        item: String::new(),
        title: String::new(),
        accused: order.units.first().copied(),
    };
    accept(act, order).await.map(|_| ())
}

async fn dispatched(act: Act<'_>, order: &Order, chance: &mut Chance) -> Done<()> {
    let order = Dispatch {
        case: order.case,
        revision: order.revision,
        part: order.id,
        unit: order.units.first().copied().unwrap_or_default(),
        supports: order.units.iter().skip(1).copied().collect(),
        item: String::new(),
        words: WORDS.to_owned(),
        suggestion: if chance.percent(80) { "accepted" } else { "changed" },
    };
    dispatch(act, order).await.map(|_| ())
}

fn whistle_of(order: &Order, chance: &mut Chance) -> Blow {
    let kinds = [WhistleKind::Ordinary, WhistleKind::Urgent, WhistleKind::Emergency];
    Blow {
        id: order.id,
        case: order.case,
        kind: chance.pick(&kinds).copied().unwrap_or(WhistleKind::Ordinary),
        matter: WORDS.to_owned(),
        units: order.units.clone(),
        meeting_at: None,
        meeting_place: "村委会".into(),
    }
}

async fn resolved(act: Act<'_>, order: &Order, chance: &mut Chance) -> Done<()> {
    let endings = ["solved", "solved", "solved", "solved", "explained", "not-possible", "out-of-duty"];
    let order = Resolve {
        case: order.case,
        revision: order.revision,
        ending: chance.pick(&endings).copied().unwrap_or("solved").to_owned(),
        answer: WORDS.to_owned(),
        no_photo: "现场已当面确认".into(),
    };
    resolve(act, order).await
}

async fn called(act: Act<'_>, order: &Order, chance: &mut Chance) -> Done<()> {
    let heard = chance.percent(75).then(|| {
        let (solved, then) = match chance.below(100) {
            0..70 => (Solved::Yes, Then::Rest),
            70..80 => (Solved::Partly, Then::Rest),
            80..94 => (Solved::No, Then::Redo),
            _ => (Solved::No, Then::Split),
        };
        Heard { solved, satisfaction: chance.between(1, 5), then }
    });
    let way = chance.pick(&["phone", "landline", "visit", "message"]).copied().unwrap_or("phone");
    let call = CallBack { id: order.id, request: order.target, way, heard, words: WORDS.to_owned() };
    call_back(act, call).await
}
