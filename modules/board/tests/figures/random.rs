//! Lives that nobody planned: whatever the verbs allow, in any order, and everything counted again is the same.

use chrono::Duration;
use lianxin_base::Id;
use lianxin_cases::{CallBack, Heard, Resolve, Solved, State, Then};
use lianxin_trial::Who;

use crate::act;
use crate::counted::{figures_agree, on_both};
use crate::stage::Stage;

/// A small generator, so that a seed replays a failure.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

struct County {
    office: Who,
    liaison: Who,
    housing: Id,
    cases: Vec<Id>,
}

#[tokio::test]
async fn random_lives_are_counted_exactly() {
    for seed in [1, 2, 3] {
        on_both(async |stage| {
            let (liaison, housing) = stage.liaison("housing").await;
            let office = stage.trial.person("area-office", "370114011W03").await;
            let mut county = County { office, liaison, housing, cases: vec![] };
            let mut dice = Dice(seed);
            for step in 0..120 {
                stage.trial.later(Duration::minutes(20 + 97 * dice.below(9) as i64));
                one_step(stage, &mut county, &mut dice, step).await;
                if dice.below(6) == 0 {
                    stage.trial.work().await;
                }
            }
            stage.trial.work().await;
            figures_agree(stage.trial).await;
        })
        .await;
    }
}

/// What may not be done is refused, and that is fine here.
async fn one_step(stage: &Stage<'_>, county: &mut County, dice: &mut Dice, step: u64) {
    let now = lianxin_base::china(stage.trial.now()).format("%Y-%m-%d %H:%M").to_string();
    if county.cases.len() < 4 || dice.below(5) == 0 {
        let phone = if dice.below(4) == 0 { String::new() } else { format!("1380000{step:04}") };
        county.cases.push(stage.says(&now, "村里的路灯不亮了，很不方便", &phone).await.case_id);
        return;
    }
    let case = county.cases[dice.below(county.cases.len() as u64) as usize];
    match stage.case(case).await.state() {
        State::Registered => registered(stage, case, dice, &now).await,
        State::Accepted => {
            let unit = if dice.below(2) == 0 { county.housing } else { stage.area };
            let _ = stage.try_dispatch(&now, case, unit).await;
        }
        State::Dispatched | State::Signed => in_hand(stage, county, case, dice).await,
        State::Done => {
            if dice.below(4) == 0 {
                let _ =
                    act!(stage, stage.verifier, |a| lianxin_cases::send_back(a, case, None, "照片看不清"));
            } else {
                let _ = act!(stage, stage.verifier, |a| lianxin_cases::verify(a, case, None, "看过"));
            }
        }
        State::Closed => call(stage, case, dice).await,
        _ => ended(stage, case, dice).await,
    }
}

async fn registered(stage: &Stage<'_>, case: Id, dice: &mut Dice, now: &str) {
    match dice.below(8) {
        0 => {
            let words = "请到区法院立案窗口咨询这件事";
            let _ = act!(stage, stage.dispatcher, |a| lianxin_cases::refuse(a, case, None, "court", words));
        }
        1 => {
            let _ = act!(stage, stage.dispatcher, |a| lianxin_cases::answer_at_once(
                a,
                case,
                "C06",
                "路灯归区住建局管"
            ));
        }
        _ => stage.accepts(now, case, ["C06", "C08", "B07"][dice.below(3) as usize]).await,
    }
}

async fn in_hand(stage: &Stage<'_>, county: &mut County, case: Id, dice: &mut Dice) {
    let own = stage.case(case).await.unit_id;
    let who = if own == Some(county.housing) {
        &county.liaison
    } else if own == Some(stage.town) {
        &stage.town_officer
    } else {
        &county.office
    };
    let id = stage.trial.county().store.world().id();
    match dice.below(10) {
        0..=2 => drop(act!(stage, who, |a| lianxin_cases::sign(a, case, None))),
        3 | 4 => drop(act!(stage, who, |a| lianxin_cases::contact(a, case, "说过了"))),
        5 => drop(act!(stage, who, |a| lianxin_cases::ask_return(
            a,
            case,
            id,
            "not-ours",
            "这不归我们单位",
            None
        ))),
        6 => {
            let asks = lianxin_cases::asks_of(&stage.trial.reader(), case).await.unwrap();
            if let Some(ask) = asks.into_iter().find(|ask| ask.state == "asked") {
                let yes = dice.below(2) == 0;
                drop(act!(stage, stage.town_leader, |a| lianxin_cases::decide(a, ask.id, yes, "看过材料")));
            }
        }
        7 => {
            let other = county.cases[dice.below(county.cases.len() as u64) as usize];
            drop(act!(stage, stage.dispatcher, |a| lianxin_cases::merge(a, case, &[other])));
        }
        _ => {
            let order = Resolve {
                case,
                revision: None,
                ending: ["solved", "explained", "out-of-duty"][dice.below(3) as usize].into(),
                answer: "已经换好，夜里亮了".into(),
                no_photo: "夜间补拍".into(),
            };
            drop(act!(stage, who, |a| lianxin_cases::resolve(a, order)));
        }
    }
}

async fn call(stage: &Stage<'_>, case: Id, dice: &mut Dice) {
    for request in lianxin_cases::requests_of(&stage.trial.reader(), case).await.unwrap() {
        let solved = [Solved::Yes, Solved::Yes, Solved::Partly, Solved::No][dice.below(4) as usize];
        let then = match solved {
            Solved::No => [Then::Redo, Then::Split, Then::Rest][dice.below(3) as usize],
            _ => Then::Rest,
        };
        let heard = Heard { solved, satisfaction: 1 + dice.below(5) as i64, then };
        let heard = (dice.below(4) > 0).then_some(heard);
        let id = stage.trial.county().store.world().id();
        let call = CallBack { id, request: request.id, way: "phone", heard, words: "电话回访".into() };
        drop(act!(stage, stage.caller, |a| lianxin_cases::call_back(a, call)));
    }
}

async fn ended(stage: &Stage<'_>, case: Id, dice: &mut Dice) {
    let by = lianxin_access::By::nobody();
    let tx = stage.trial.begin().await;
    let act = lianxin_cases::Act { tx: &tx, county: stage.trial.county(), by: &by };
    let done = match dice.below(3) {
        0 => lianxin_cases::ask_redo(act, case, "还是没修好，夜里又不亮").await,
        _ => match lianxin_cases::requests_of(&tx, case).await.unwrap().first() {
            Some(request) => lianxin_cases::rate(act, request.id, 1 + dice.below(5) as i64, "").await,
            None => Ok(()),
        },
    };
    match done {
        Ok(()) => tx.commit().await.unwrap(),
        Err(_) => tx.rollback().await.unwrap(),
    }
}
