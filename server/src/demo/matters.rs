//! What villagers say: sentence patterns over the category tree, filled with places and people.

use chrono::Datelike;
use lianxin_base::{Time, china};

use super::chance::Chance;
use crate::fail::Fail;

/// A pattern of `matters.csv`.
#[derive(Clone, Debug, Default)]
pub struct Matter {
    pub category: String,
    /// First and last month in which it is said; 11 to 3 goes over the new year.
    months: Option<(u32, u32)>,
    pub turn: Way,
    pub kind: String,
    words: String,
    answer: String,
}

/// How the request must be met, where the pattern itself decides it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    #[default]
    Order,
    Emergency,
    Advice,
    Petition,
    Court,
    /// It goes to the body that its category names.
    Sealed,
}

pub struct Matters(Vec<Matter>);

/// What was said, and what will be answered.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub matter: Matter,
    pub words: String,
    pub answer: String,
    pub spot: String,
}

const SPOTS: [&str; 24] = [
    "村东头",
    "村西头",
    "村委会门口",
    "老井旁边",
    "小学门口",
    "幸福院西边",
    "大桥头",
    "二组",
    "三组",
    "前街",
    "后街",
    "文化广场",
    "主路拐弯处",
    "村口",
    "卫生室旁边",
    "戏台南边",
    "老槐树底下",
    "供销社对面",
    "北岭上",
    "河沿路",
    "东胡同",
    "西胡同",
    "果园路口",
    "公交站牌那里",
];
const FLATS: [&str; 14] = [
    "一号楼",
    "二号楼",
    "三号楼二单元",
    "五号楼东侧",
    "六号楼",
    "八号楼一单元",
    "小区北门",
    "小区南门",
    "地下车库入口",
    "小广场",
    "沿街门面",
    "幼儿园旁边",
    "十号楼",
    "物业楼前",
];
const WHO: [&str; 14] = [
    "老人",
    "孩子",
    "我妈",
    "俺爹",
    "八十多的老人",
    "上学的孩子",
    "孕妇",
    "坐轮椅的老人",
    "我奶奶",
    "老太太",
    "小孙子",
    "家里老人",
    "俺娘",
    "年纪大的",
];
const OPENINGS: [&str; 12] = [
    "",
    "",
    "",
    "",
    "你好，",
    "领导好，",
    "麻烦问一下，",
    "反映个事，",
    "跟你们说个事，",
    "您好，我是本村村民，",
    "急，",
    "又来麻烦了，",
];
const CLOSINGS: [&str; 14] = [
    "",
    "",
    "",
    "。",
    "，麻烦尽快处理",
    "，盼回复",
    "，谢谢",
    "，能不能派人看看",
    "，什么时候能弄好",
    "，说了好几回了",
    "，拜托了",
    "，希望重视",
    "，等着用呢",
    "，打这个电话就行",
];

impl Matters {
    pub fn read() -> Result<Self, Fail> {
        let wrong = |line: usize| {
            Fail::new(
                format!("matters.csv line {line} is not understood"),
                "this program is damaged; install it again",
            )
        };
        let mut matters = Vec::new();
        for (at, line) in include_str!("matters.csv").lines().enumerate().skip(1) {
            let fields: Vec<&str> = line.splitn(6, ',').collect();
            let [category, months, turn, kind, words, answer] = fields[..] else { return Err(wrong(at + 1)) };
            let turn = match turn {
                "" => Way::Order,
                "emergency" => Way::Emergency,
                "advice" => Way::Advice,
                "petition" => Way::Petition,
                "court" => Way::Court,
                "sealed" => Way::Sealed,
                _ => return Err(wrong(at + 1)),
            };
            let months = match months.split_once('-') {
                Some((from, to)) => {
                    Some((from.parse().map_err(|_| wrong(at + 1))?, to.parse().map_err(|_| wrong(at + 1))?))
                }
                None => None,
            };
            matters.push(Matter {
                category: category.into(),
                months,
                turn,
                kind: kind.into(),
                words: words.into(),
                answer: answer.into(),
            });
        }
        Ok(Self(matters))
    }

    #[cfg(test)]
    pub fn all(&self) -> &[Matter] {
        &self.0
    }

    /// What is said on this day: the season's matters more often.
    pub fn say(&self, chance: &mut Chance, at: Time, community: bool) -> Said {
        let month = china(at).month();
        let weights: Vec<u32> = self.0.iter().map(|matter| matter.weight(month)).collect();
        let matter = self.0[chance.weighted(&weights)].clone();
        let spot = chance.pick(if community { &FLATS[..] } else { &SPOTS[..] }).copied().unwrap_or("村口");
        fill(chance, matter, spot)
    }

    /// One matter of a category, at a named spot.
    pub fn one(&self, chance: &mut Chance, category: &str, spot: &str) -> Said {
        let fitting =
            |matter: &&Matter| matter.category == category && matches!(matter.turn, Way::Order | Way::Sealed);
        let matter = self.0.iter().find(fitting).cloned().unwrap_or_default();
        fill(chance, matter, spot)
    }
}

impl Matter {
    fn weight(&self, month: u32) -> u32 {
        let season = match self.months {
            None => 10,
            Some((from, to)) if from <= to && (from..=to).contains(&month) => 26,
            Some((from, to)) if from > to && (month >= from || month <= to) => 26,
            Some(_) => 0,
        };
        match (self.turn, self.category.as_bytes().first()) {
            (Way::Emergency, _) => season / 5,
            (Way::Advice, _) => season,
            (Way::Petition | Way::Court | Way::Sealed, _) => season / 3,
            // Most of what is said concerns lamps, water, roads, rubbish and the fields.
            (_, Some(b'B' | b'C' | b'D')) => season * 2,
            _ => season,
        }
    }
}

fn fill(chance: &mut Chance, matter: Matter, spot: &str) -> Said {
    let who = chance.pick(&WHO).copied().unwrap_or("老人");
    let (n, days) = (chance.between(2, 9).to_string(), chance.between(2, 12).to_string());
    let put = |text: &str| {
        text.replace("{spot}", spot).replace("{who}", who).replace("{n}", &n).replace("{days}", &days)
    };
    let opening = chance.pick(&OPENINGS).copied().unwrap_or("");
    let closing = chance.pick(&CLOSINGS).copied().unwrap_or("");
    let words = format!("{opening}{}{closing}", put(&matter.words));
    let answer = put(&matter.answer);
    Said { words, answer, spot: spot.to_owned(), matter }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbooks;

    #[test]
    fn patterns_are_many_and_each_belongs_to_a_category() {
        let playbook = playbooks::standard().expect("the standard playbook");
        let matters = Matters::read().expect("patterns");
        assert!(matters.all().len() >= 150, "{}", matters.all().len());
        for matter in matters.all() {
            let category = playbook.category(&matter.category).filter(|category| !category.is_top());
            let category = category.unwrap_or_else(|| panic!("{} is no category", matter.category));
            assert_eq!(category.is_sealed(), matter.turn == Way::Sealed, "{}", matter.category);
            assert!(lianxin_cases::KINDS.contains(&matter.kind.as_str()), "{}", matter.words);
            let answered = !matches!(matter.turn, Way::Petition | Way::Court | Way::Sealed);
            assert_eq!(matter.answer.chars().count() >= 6, answered, "{}", matter.words);
        }
    }

    #[test]
    fn only_emergencies_are_worded_as_such() {
        let playbook = playbooks::standard().expect("the standard playbook");
        for matter in Matters::read().expect("patterns").all() {
            let words = playbook.emergency_words_in(&matter.words);
            let alarm = words.iter().any(|word| word.effect == lianxin_playbook::Effect::PassOn);
            assert_eq!(alarm, matter.turn == Way::Emergency, "{}", matter.words);
        }
    }
}
