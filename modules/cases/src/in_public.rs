//! What everybody may see: ended cases that name nobody, with names and numbers masked, and how a place's cases fared.

use chrono::Duration;
use lianxin_base::{Id, Time};
use lianxin_db::{Db, Fault, FromQueryResult, values};
use lianxin_seal::{mask_in_text, mask_name};
use lianxin_web::County;

use crate::reach::no_deadline;

/// An ended case as everybody may read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicCase {
    pub id: Id,
    pub title: String,
    pub answer: String,
    pub category: String,
    pub place_id: Id,
    pub unit_id: Option<Id>,
    /// solved explained not-possible out-of-duty
    pub ending: String,
    pub registered_at: Time,
    pub done_at: Option<Time>,
}

#[derive(FromQueryResult)]
struct Ended {
    id: Id,
    title: String,
    answer: String,
    category: String,
    place_id: Id,
    unit_id: Option<Id>,
    ending: String,
    registered_at: Time,
    done_at: Option<Time>,
}

/// The newest ended cases of a place, older than `before` if that is given. Sensitive cases, complaints and reports about
/// people stay out (《个人信息保护法》 Art. 25); what remains is masked.
pub async fn in_public(
    county: &County,
    place: Id,
    before: Option<Id>,
    most: i64,
) -> Result<Vec<PublicCase>, Fault> {
    let sql = "SELECT c.id, c.title, c.answer, c.category, c.place_id, c.unit_id, c.ending, c.registered_at, c.done_at \
               FROM case_reach r JOIN cases c ON c.id = r.case_id \
               WHERE r.unit_id = $1 AND r.state = 'ended' AND r.due_at = $2 AND r.case_id < $3 AND r.why = 'place' \
               AND c.sensitive = $4 AND c.emergency = $4 AND c.accused_id IS NULL AND c.kind NOT IN ('complaint', 'report') \
               AND c.ending IN ('solved', 'explained', 'not-possible', 'out-of-duty') \
               ORDER BY r.case_id DESC LIMIT $5";
    let before = before.unwrap_or(Id::max());
    let reader = county.store.reader();
    let ended: Vec<Ended> = reader.rows(sql, values![place, no_deadline(), before, false, most]).await?;
    let mut shown = Vec::new();
    for case in ended {
        let names = names_of(county, case.id).await?;
        shown.push(PublicCase {
            id: case.id,
            title: masked(&case.title, &names),
            answer: masked(&case.answer, &names),
            category: case.category,
            place_id: case.place_id,
            unit_id: case.unit_id,
            ending: case.ending,
            registered_at: case.registered_at,
            done_at: case.done_at,
        });
    }
    Ok(shown)
}

#[derive(FromQueryResult)]
struct Named {
    id: Id,
    name_sealed: Option<Vec<u8>>,
}

/// The names that requesters gave: opened only to be masked, shown to nobody.
async fn names_of(county: &County, case: Id) -> Result<Vec<String>, Fault> {
    let sql = "SELECT id, name_sealed FROM requests WHERE case_id = $1 AND name_sealed IS NOT NULL";
    let named: Vec<Named> = county.store.reader().rows(sql, values![case]).await?;
    let open = |one: Named| county.keys.open("requests", one.id, "name", &one.name_sealed?).ok();
    Ok(named.into_iter().filter_map(open).filter(|name| name.chars().count() > 1).collect())
}

fn masked(text: &str, names: &[String]) -> String {
    let text = names.iter().fold(text.to_owned(), |text, name| text.replace(name, &mask_name(name)));
    mask_in_text(&mask_told_names(&text))
}

/// The hundred most frequent surnames: four of five people have one of them.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈\
                        姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
/// What stands behind a name when somebody is spoken of, and before it when somebody says who they are.
const BEHIND: [&str; 14] = [
    "家", "大爷", "大娘", "大妈", "大叔", "大哥", "大姐", "奶奶", "爷爷", "婶", "嫂", "老人", "先生", "女士",
];
const BEFORE: [&str; 5] = ["我是", "我叫", "名叫", "姓名", "联系人"];

/// Keeps the surname of people who are told of by name: 赵小满家 becomes 赵**家. What looks like a name and is none is
/// masked as well; a public list can bear that, a person's name in it cannot be taken back.
fn mask_told_names(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let given = given_name(&chars, at, &shown);
        shown.push(chars[at]);
        shown.extend(std::iter::repeat_n('*', given));
        at += 1 + given;
    }
    shown
}

/// How many characters of a given name follow the surname that stands here; none if this is no name.
fn given_name(chars: &[char], at: usize, before: &str) -> usize {
    if !SURNAMES.contains(chars[at]) {
        return 0;
    }
    let told_before = BEFORE.iter().any(|word| before.trim_end_matches(['：', ':', ' ']).ends_with(word));
    let is_name = |given: usize| {
        let Some(name) = chars.get(at + 1..=at + given) else { return false };
        let rest: String = chars.iter().skip(at + 1 + given).take(2).collect();
        let told_behind = BEHIND.iter().any(|word| rest.starts_with(word));
        let ends = rest.chars().next().is_none_or(|c| !c.is_alphabetic());
        name.iter().all(|c| c.is_alphabetic()) && (told_behind || told_before && ends)
    };
    [2, 1].into_iter().find(|given| is_name(*given)).unwrap_or(0)
}

/// How the cases of a place fared since an instant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Results {
    pub received: i64,
    pub answered: i64,
    pub in_time: i64,
    pub rated: i64,
    pub satisfied: i64,
}

/// Counts what was said at a place in these days: neither what was not accepted nor what went on in another case.
pub async fn results_of(county: &County, place: Id, days: i64) -> Result<Results, Fault> {
    #[derive(FromQueryResult)]
    struct Cases {
        received: i64,
        answered: i64,
        in_time: i64,
    }
    #[derive(FromQueryResult)]
    struct Ratings {
        rated: i64,
        satisfied: i64,
    }
    let reader = county.store.reader();
    let world = county.store.world();
    let since = world.now() - Duration::days(days);
    // A case's id is made when it is registered: older ones need not be looked at.
    let from = world.id_at(since - Duration::minutes(1));
    let those = "FROM case_reach r JOIN cases c ON c.id = r.case_id";
    let which = "r.unit_id = $1 AND r.case_id > $3 AND r.why = 'place' AND c.registered_at >= $2 \
                 AND c.state NOT IN ('refused', 'merged')";
    let sql = format!(
        "SELECT COUNT(*) AS received, COUNT(CASE WHEN COALESCE(c.done_at, c.ended_at) IS NOT NULL THEN 1 END) AS answered, \
         COUNT(CASE WHEN COALESCE(c.done_at, c.ended_at) <= COALESCE(c.promise_due, c.ended_at, c.done_at) THEN 1 END) \
         AS in_time {those} WHERE {which}"
    );
    let cases: Option<Cases> = reader.row(&sql, values![place, since, from]).await?;
    let sql = format!(
        "SELECT COUNT(*) AS rated, COUNT(CASE WHEN q.rating >= 4 THEN 1 END) AS satisfied \
         {those} JOIN requests q ON q.case_id = c.id WHERE {which} AND q.rated_at IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM exclusions x WHERE x.case_id = q.case_id AND x.request_id = q.id \
         AND x.rate = 'rating' AND x.made_at >= q.rated_at)"
    );
    let ratings: Option<Ratings> = reader.row(&sql, values![place, since, from]).await?;
    let mut results = Results::default();
    if let Some(cases) = cases {
        results =
            Results { received: cases.received, answered: cases.answered, in_time: cases.in_time, ..results };
    }
    if let Some(ratings) = ratings {
        results = Results { rated: ratings.rated, satisfied: ratings.satisfied, ..results };
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn names_and_numbers_are_masked() {
        let names = vec!["赵小满".to_owned()];
        let shown = masked("赵小满家门口路灯不亮，电话 13905310000", &names);
        assert!(!shown.contains("赵小满") && !shown.contains("13905310000"), "{shown}");
        assert!(shown.contains("家门口路灯不亮"), "{shown}");
    }

    #[test]
    fn people_who_are_only_told_of_are_masked_too() {
        assert_eq!(masked("赵小满家门前下水道堵了", &[]), "赵**家门前下水道堵了");
        assert_eq!(masked("我是李二桥，门前路灯不亮", &[]), "我是李**，门前路灯不亮");
        assert_eq!(masked("村西王芳大娘摔倒了", &[]), "村西王*大娘摔倒了");
        assert_eq!(masked("高压线垂下来了，马路边积水", &[]), "高压线垂下来了，马路边积水");
    }
}
