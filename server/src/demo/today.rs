//! Today's picture: what waits for each of the people who can sign in, with one thread through all of it, the street
//! lights of one village.

use lianxin_base::Time;
use lianxin_cases::Channel;

use super::life::{Lead, Life, Turn, Until};
use super::logins::{Logins, VILLAGE};
use super::names::{name, phone};
use super::run::Run;

/// When a life of today's picture began.
#[derive(Clone, Copy)]
enum Began {
    /// So many office minutes ago.
    Minutes(i64),
    /// In the morning, so many working days ago.
    Days(u32),
}

use Began::{Days, Minutes};
use Until::{
    Accepted, Closed, Dispatched, Done, ExtensionAsked, RatingAppealed, Registered, ReturnAsked, Signed,
    Suspended, SuspensionAsked, WhistleAsked, Whistled,
};

struct Scene(Began, &'static str, &'static str, &'static str, Turn, Lead, Until);

const PLAIN: Turn = Turn::Plain;

/// When, category, spot, words (empty: a pattern's), turn, lead, and where it stands still.
const SCENES: &[Scene] = &[
    // The dispatcher: new, yellow, red; to be sent; a return to decide; a repeat of the lamp to merge.
    Scene(
        Minutes(12),
        "C06",
        "村东头",
        "村东头的路灯又不亮了，老人晚上出门看不见路",
        PLAIN,
        Lead::Listed,
        Registered,
    ),
    Scene(Minutes(90), "B01", "文化广场", "", PLAIN, Lead::Listed, Registered),
    Scene(Minutes(170), "G05", "北岭上", "", PLAIN, Lead::Listed, Registered),
    // It goes out sealed, to the discipline body.
    Scene(Minutes(45), "V06", "三组", "", PLAIN, Lead::Listed, Registered),
    Scene(Minutes(30), "D04", "大桥头", "", PLAIN, Lead::Listed, Accepted),
    Scene(Minutes(75), "E05", "后街", "", PLAIN, Lead::Listed, Accepted),
    Scene(
        Minutes(150),
        "C06",
        "小学门口",
        "小学门口的路灯一闪一闪，学生放学看不清",
        Turn::Return,
        Lead::Listed,
        ReturnAsked,
    ),
    // The village secretary and the grid worker: to sign, due today, red, tomorrow.
    Scene(Minutes(60), "B07", "村口", "", PLAIN, Lead::Village, Dispatched),
    Scene(Minutes(150), "F04", "北岭上", "", PLAIN, Lead::Village, Dispatched),
    Scene(Days(2), "B05", "村东头", "路灯杆底下有人倒污水，结了冰一样滑", PLAIN, Lead::Village, Signed),
    Scene(Days(3), "B07", "村委会门口", "", PLAIN, Lead::Village, Signed),
    Scene(Days(1), "R01", "前街", "", PLAIN, Lead::Village, Signed),
    Scene(Days(1), "B07", "老井旁边", "", PLAIN, Lead::Village, Signed),
    // The work area.
    Scene(Minutes(100), "B05", "河沿路", "", PLAIN, Lead::Area, Dispatched),
    Scene(Days(2), "B07", "果园路口", "", PLAIN, Lead::Area, Signed),
    Scene(Days(5), "I01", "西胡同", "", PLAIN, Lead::Area, Signed),
    // The department: to sign, in hand, asked for more time, called.
    Scene(Minutes(110), "C08", "主路拐弯处", "", PLAIN, Lead::Listed, Dispatched),
    Scene(
        Minutes(40),
        "C06",
        "大桥头",
        "大桥头的路灯杆歪了，线垂下来一截，看着吓人",
        PLAIN,
        Lead::Listed,
        Dispatched,
    ),
    Scene(
        Days(1),
        "C06",
        "村委会门口",
        "村委会门口的路灯整排不亮，晚上开会回家看不见路",
        PLAIN,
        Lead::Listed,
        Signed,
    ),
    Scene(Days(4), "C08", "村口", "", PLAIN, Lead::Listed, Signed),
    Scene(Days(5), "I03", "后街", "", Turn::Extend, Lead::Listed, ExtensionAsked),
    Scene(
        Days(2),
        "C06",
        "卫生室旁边",
        "卫生室旁边没有路灯，夜里看病走不了路，想装一盏",
        Turn::Whistle,
        Lead::Listed,
        Whistled,
    ),
    // The town leader: departments are asked for.
    Scene(
        Days(1),
        "A05",
        "村委会门口",
        "村委会门口的路两边停满了车，消防车进不来，找谁都说不归他管",
        Turn::Whistle,
        Lead::Village,
        WhistleAsked,
    ),
    Scene(Days(3), "C05", "河沿路", "", Turn::Suspend, Lead::Listed, SuspensionAsked),
    Scene(Days(6), "G05", "二组", "", Turn::Suspend, Lead::Listed, Suspended),
    Scene(Days(11), "C08", "北岭上", "", PLAIN, Lead::Listed, Signed),
    // The verifier and the caller.
    Scene(
        Days(1),
        "C06",
        "戏台南边",
        "戏台南边的路灯坏了好几天，老人看戏回家摔了一跤",
        PLAIN,
        Lead::Listed,
        Done,
    ),
    Scene(Days(2), "B07", "三组", "", PLAIN, Lead::Area, Done),
    Scene(Days(3), "E02", "村西头", "", PLAIN, Lead::Listed, Done),
    Scene(
        Days(2),
        "C06",
        "老槐树底下",
        "老槐树底下的路灯白天亮晚上灭，时间好像调反了",
        Turn::Repeats(4),
        Lead::Listed,
        Closed,
    ),
    // The district leader: an appeal to decide.
    Scene(Days(6), "B07", "果园路口", "", Turn::Appeal, Lead::Area, RatingAppealed),
    // The discipline body: one to open.
    Scene(Days(1), "V06", "村西头", "", PLAIN, Lead::Listed, Closed),
    Scene(Days(3), "B05", "东胡同", "", PLAIN, Lead::Area, Closed),
    Scene(Days(4), "E07", "小学门口", "", PLAIN, Lead::Listed, Closed),
];

/// The resident's own: ended months ago, rated; answered last week; and one in hand.
const OWN: &[Scene] = &[
    Scene(
        Days(150),
        "C06",
        "村东头",
        "村东头的路灯坏了一个星期，我婆婆夜里出门摔了一跤",
        PLAIN,
        Lead::Listed,
        Closed,
    ),
    Scene(Days(40), "G05", "北岭上", "", PLAIN, Lead::Listed, Closed),
    Scene(Days(6), "B07", "前街", "", PLAIN, Lead::Area, Closed),
    Scene(Days(1), "C06", "村口", "村口的路灯晚上只亮半边，孩子下晚自习看不清", PLAIN, Lead::Listed, Signed),
];

impl Run<'_> {
    pub fn set_today(&mut self, logins: &Logins, until: Time) {
        for scene in SCENES {
            let mut life = self.scene(scene);
            life.name = name(&mut self.chance);
            life.phone = phone(&mut self.chance);
            self.put(scene, life, until);
        }
        for (at, scene) in OWN.iter().enumerate() {
            let mut life = self.scene(scene);
            life.person = Some(logins.resident);
            life.name.clone_from(&logins.resident_name);
            life.phone.clone_from(&logins.resident_phone);
            // What is long ago went all its way.
            if at < 2 {
                life.until = None;
                life.quick = None;
            }
            self.put(scene, life, until);
        }
    }

    fn scene(&mut self, scene: &Scene) -> Life {
        let Scene(_, category, spot, words, turn, lead, stop) = *scene;
        let no = self.land.village(VILLAGE);
        let mut said = self.matters.one(&mut self.chance, category, spot);
        if !words.is_empty() {
            words.clone_into(&mut said.words);
        }
        let village = self.land.villages[no].clone();
        let place = village.grids.first().copied().unwrap_or(village.id);
        let mut life = Life::new(no, place, said);
        life.channel = Channel::Code;
        life.turn = turn;
        life.lead = lead;
        life.until = Some(stop);
        life.quick = Some(4);
        life.photo = category == "C06" || category == "B07";
        life
    }

    fn put(&mut self, scene: &Scene, mut life: Life, until: Time) {
        if matches!(scene.6, ExtensionAsked | SuspensionAsked | RatingAppealed) {
            life.asks_at = Some(self.hours.earlier(until, 50));
        }
        let at = match scene.0 {
            Minutes(minutes) => self.hours.earlier(until, minutes),
            Days(days) => self.hours.days_before(until, days),
        };
        self.begin(at, life);
    }
}
