//! Brings cases to each stage by the real verbs.

use std::collections::BTreeMap;

use lianxin_access::By;
use lianxin_base::Id;
use lianxin_cases::{
    Accept, Act, AttachedTo, Blow, CallBack, Channel, Dispatch, Files, Heard, Register, Resolve, Solved,
    Then, accept, ask_extend, ask_suspend, attach, blow, call_back, contact, decide, dispatch, press, refuse,
    register, resolve, sign, verify,
};
use lianxin_db::values;
use lianxin_orgs::{Names, NewOrg, add_org};
use lianxin_playbook::WhistleKind;
use lianxin_trial::{Trial, Who};

use crate::seats::{BESIDE_GRID, CALLED, DEPARTMENT, FIRM, GRID, LEAD, Seat};
use crate::spots::{Cases, Spot, Stage, Told};

/// The category of what is signed, by which figures pick it out; everything else has another.
pub const SIGNED: &str = "E03";
const OTHER: &str = "F01";
/// In the words of everything that is signed, for search.
pub const WORD: &str = "灯柱";
/// Leads: water; helps: city enforcement, and the place's own village, area and town.
const DEPARTMENTS_ITEM: &str = "ST09";
/// Leads: the village.
const VILLAGES_ITEM: &str = "FZ07";

/// One verb in one transaction.
macro_rules! step {
    ($trial:expr, $by:expr, |$act:ident| $verb:expr) => {{
        let tx = $trial.begin().await;
        let $act = Act { tx: &tx, county: $trial.county(), by: $by };
        let done = $verb.await.unwrap_or_else(|stop| panic!("{}: {stop:?}", stringify!($verb)));
        tx.commit().await.expect("committed");
        done
    }};
}

/// Grids and a firm, which no playbook lays out.
pub async fn add_small_orgs(trial: &Trial) {
    let keeper = trial.person("county-admin", Seat::District.code()).await.by(trial).await;
    let village = trial.org(Seat::Village.code()).await.id;
    for (code, kind, name) in
        [(GRID, "grid", "一网格"), (BESIDE_GRID, "grid", "二网格"), (FIRM, "firm", "小满纸业")]
    {
        let tx = trial.begin().await;
        let names = Names {
            name_zh: name.into(),
            name_en: code.into(),
            short_zh: name.into(),
            short_en: code.into(),
        };
        let new = NewOrg { id: tx.id(), code, kind, parent: village, names, point: None };
        add_org(&tx, &keeper, &trial.playbook().roles, new).await.expect("added");
        tx.commit().await.expect("committed");
    }
}

/// Who moves the cases. None of them is tried by the matrix.
pub struct Staff {
    dispatcher: By,
    verifier: By,
    caller: By,
    leader: By,
    supervisor: By,
    holders: BTreeMap<&'static str, By>,
}

impl Staff {
    pub async fn of(trial: &Trial) -> Self {
        let district = Seat::District.code();
        let mut holders = BTreeMap::new();
        for (role, org) in [
            ("liaison", LEAD),
            ("liaison", DEPARTMENT),
            ("village-secretary", Seat::Village.code()),
            ("area-deputy", Seat::Area.code()),
            ("town-officer", Seat::Town.code()),
        ] {
            holders.insert(org, by(trial, role, org).await);
        }
        Self {
            dispatcher: by(trial, "dispatcher", district).await,
            verifier: by(trial, "verifier", district).await,
            caller: by(trial, "caller", district).await,
            leader: by(trial, "town-leader", district).await,
            supervisor: by(trial, "district-supervisor", district).await,
            holders,
        }
    }
}

async fn by(trial: &Trial, role: &str, org: &str) -> By {
    let who = trial.person(role, org).await;
    who.by(trial).await
}

/// Makes the case of a spot and brings it to a stage.
pub async fn bring(
    trial: &Trial,
    staff: &Staff,
    (spot, stage): (Spot, Stage),
    number: usize,
    own: Option<&Who>,
    files: &Files,
) -> Told {
    let token = format!("K{number:04}");
    let mut told = tell(trial, spot, stage, own, token).await;
    if stage == Stage::Signed {
        told.file = Some(show(trial, &told, files).await);
    }
    let case = told.case;
    if stage == Stage::Registered {
        return told;
    }
    if stage == Stage::Refused {
        step!(trial, &staff.dispatcher, |act| refuse(
            act,
            case,
            None,
            "petition",
            "请到区信访局提出，地址见公示"
        ));
        return told;
    }
    take_on(trial, staff, spot, stage, case).await;
    go_on(trial, staff, spot, stage, &told).await;
    told
}

async fn tell(trial: &Trial, spot: Spot, stage: Stage, own: Option<&Who>, token: String) -> Told {
    let place = trial.org(spot.place()).await.id;
    let word = if stage == Stage::Signed { WORD } else { "路面" };
    let nobody = By::nobody();
    let tx = trial.begin().await;
    let mut new = Register::new(tx.id(), Channel::Code, place, format!("{token}{word}坏了，夜里看不见路"));
    new.name = "赵小满".into();
    new.phone = "13905310000".into();
    new.person_id = own.map(|who| who.id);
    let act = Act { tx: &tx, county: trial.county(), by: &nobody };
    let registered = register(act, new).await.expect("registered");
    tx.commit().await.expect("committed");
    Told {
        case: registered.case_id,
        request: registered.request_id,
        number: registered.number,
        token,
        file: None,
    }
}

/// A photo that the requester sent.
async fn show(trial: &Trial, told: &Told, files: &Files) -> Id {
    let photo = include_bytes!("../../../modules/cases/tests/residents/lamp.png");
    let taken = files.take_photo(trial.county(), photo.as_slice().into()).await.expect("a photo");
    let tx = trial.begin().await;
    let nobody = By::nobody();
    let act = Act { tx: &tx, county: trial.county(), by: &nobody };
    let to = AttachedTo { case: told.case, request: Some(told.request), event: None, phase: "raised" };
    attach(act, to, std::slice::from_ref(&taken)).await.expect("attached");
    tx.commit().await.expect("committed");
    files.release(std::slice::from_ref(&taken)).await;
    taken.id
}

/// Who leads. The department's own whistle is one that calls it to another's case.
fn holder(spot: Spot, stage: Stage) -> &'static str {
    match (spot, stage) {
        (Spot::HeldByDepartment, Stage::Whistled | Stage::Scored) => LEAD,
        _ => spot.holder(),
    }
}

async fn take_on(trial: &Trial, staff: &Staff, spot: Spot, stage: Stage, case: Id) {
    let item = if spot == Spot::HeldByVillage { VILLAGES_ITEM } else { DEPARTMENTS_ITEM };
    let order = Accept {
        case,
        revision: None,
        category: if stage == Stage::Signed { SIGNED } else { OTHER }.into(),
        kind: "help".into(),
        item: item.into(),
        title: String::new(),
        accused: None,
    };
    step!(trial, &staff.dispatcher, |act| accept(act, order));
    if stage == Stage::Accepted {
        return;
    }
    let unit = trial.org(holder(spot, stage)).await.id;
    let part = trial.county().store.world().id();
    let order = Dispatch {
        case,
        revision: None,
        part,
        unit,
        supports: vec![],
        item: String::new(),
        words: String::new(),
        suggestion: "none",
    };
    step!(trial, &staff.dispatcher, |act| dispatch(act, order));
}

async fn go_on(trial: &Trial, staff: &Staff, spot: Spot, stage: Stage, told: &Told) {
    let case = told.case;
    if matches!(stage, Stage::Accepted | Stage::Dispatched) {
        return;
    }
    let holder = &staff.holders[holder(spot, stage)];
    step!(trial, holder, |act| sign(act, case, None));
    match stage {
        Stage::Signed => return,
        Stage::Pressed => {
            step!(trial, &staff.supervisor, |act| press(act, case, "请今天回复"));
            return;
        }
        _ => {}
    }
    step!(trial, holder, |act| contact(act, case, "已经约好上门"));
    match stage {
        Stage::Asked => {
            let ask = trial.county().store.world().id();
            step!(trial, holder, |act| ask_extend(act, case, ask, "2wd", "材料还没有到货"));
            return;
        }
        Stage::Suspended => {
            let ask = trial.county().store.world().id();
            step!(trial, holder, |act| ask_suspend(act, case, ask, "materials", "材料还没有到货"));
            step!(trial, &staff.supervisor, |act| decide(act, ask, true, "同意"));
            return;
        }
        Stage::Whistled | Stage::Scored => whistle(trial, staff, spot, case).await,
        _ => {}
    }
    if stage == Stage::Whistled {
        return;
    }
    let order = Resolve {
        case,
        revision: None,
        ending: "solved".into(),
        answer: format!("{}已经修好，夜里亮了", told.token),
        no_photo: "夜间核查时补拍".into(),
    };
    step!(trial, holder, |act| resolve(act, order));
    if matches!(stage, Stage::Done | Stage::Scored) {
        return;
    }
    step!(trial, &staff.verifier, |act| verify(act, case, None, "看过照片"));
    if stage == Stage::Closed {
        return;
    }
    let heard = Some(Heard { solved: Solved::Yes, satisfaction: 5, then: Then::Rest });
    let id = trial.county().store.world().id();
    let call = CallBack { id, request: told.request, way: "phone", heard, words: "电话回访".into() };
    step!(trial, &staff.caller, |act| call_back(act, call));
}

async fn whistle(trial: &Trial, staff: &Staff, spot: Spot, case: Id) {
    let called = if spot == Spot::HeldByDepartment { DEPARTMENT } else { CALLED };
    let unit = trial.org(called).await.id;
    let order = Blow {
        id: trial.county().store.world().id(),
        case,
        kind: WhistleKind::Ordinary,
        matter: "需要部门到现场一起看".into(),
        units: vec![unit],
        meeting_at: None,
        meeting_place: String::new(),
    };
    step!(trial, &staff.leader, |act| blow(act, order));
}

/// Complaints reach nobody who is complained about: written down last, because staff of the whole district moved them.
pub async fn accuse(trial: &Trial, cases: &Cases) {
    for spot in Spot::all() {
        let Some(accused) = spot.accused() else { continue };
        let accused = trial.org(accused).await.id;
        let tx = trial.begin().await;
        for stage in Stage::ALL {
            let sql = "UPDATE cases SET accused_id = $2 WHERE id = $1";
            tx.run(sql, values![cases.get(spot, stage).case, accused]).await.expect("written");
        }
        tx.commit().await.expect("committed");
    }
    lianxin_cases::mend_derived(trial.county()).await.expect("reach is written anew");
}

impl Staff {
    /// Somebody to whom the holder of a spot may give the order.
    pub fn colleague(&self, spot: Spot) -> Id {
        self.holders[spot.holder()].person.unwrap_or_default()
    }
}
