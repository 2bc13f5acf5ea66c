//! Passwords that everybody tries first. Most of them follow a few habits, so habits are told here and not millions of
//! words: one word and some digits, walks over the keyboard, runs, repetitions, days, phone numbers.

/// Words that stand alone or before a few digits and signs in what people choose. Own list: names of this program and
/// its field, Chinese in pinyin, English words, keyboard walks.
const WORDS: [&str; 96] = [
    "password",
    "passwd",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "pass",
    "secret",
    "admin",
    "administrator",
    "root",
    "guest",
    "test",
    "user",
    "login",
    "welcome",
    "hello",
    "letmein",
    "changeme",
    "default",
    "master",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "iloveyou",
    "loveyou",
    "love",
    "china",
    "beijing",
    "shanghai",
    "shandong",
    "jinan",
    "zhangqiu",
    "county",
    "lianxin",
    "government",
    "gov",
    "gongan",
    "zhengfu",
    "shequ",
    "wangge",
    "cunwei",
    "dangwei",
    "minzheng",
    "xinfang",
    "woaini",
    "woaiwo",
    "woaizhongguo",
    "zhongguo",
    "nihao",
    "mima",
    "wode",
    "wodemima",
    "buzhidao",
    "dengru",
    "guanliyuan",
    "yonghu",
    "ceshi",
    "gongzuo",
    "fuwu",
    "renmin",
    "wangjing",
    "taobao",
    "weixin",
    "wechat",
    "alipay",
    "zhifubao",
    "huawei",
    "xiaomi",
    "computer",
    "internet",
    "system",
    "server",
    "office",
    "a",
    "aa",
    "aaa",
    "abc",
    "abcd",
    "abcde",
    "q",
    "qq",
    "qaz",
    "qwe",
    "asd",
    "zxc",
    "asdf",
    "qwer",
    "wasd",
    "x",
    "z",
    "abcabc",
];
/// What people put before or behind such a word.
const TAILS: [&str; 10] =
    ["123456789", "12345678", "1234567", "123456", "12345", "1234", "123", "666", "888", "520"];
const ROWS: [&str; 7] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// Is it one of those that everybody tries first, or made of the login?
pub(crate) fn is_common(login: &str, password: &str) -> bool {
    let lower = password.to_lowercase();
    let login = login.to_lowercase();
    if login.chars().count() > 2 && (lower.contains(&login) || login.contains(&lower)) {
        return true;
    }
    let plain: String = lower.chars().filter(|c| c.is_alphanumeric()).collect();
    few_characters(&lower) || runs(&plain) || is_number(&plain) || is_word(&lower) || is_word(&plain)
}

/// 88888888, abababab, 112112112.
fn few_characters(text: &str) -> bool {
    let mut known: Vec<char> = text.chars().collect();
    known.sort_unstable();
    known.dedup();
    if known.len() <= 3 {
        return true;
    }
    let chars: Vec<char> = text.chars().collect();
    (1..=chars.len() / 2).any(|long| {
        chars.len().is_multiple_of(long) && chars.chunks(long).all(|part| part == &chars[..long]) && long <= 4
    })
}

/// Pieces of keyboard rows, forwards or backwards, and nothing else: qwer1234, 4321abcd.
fn runs(text: &str) -> bool {
    let rows: Vec<String> =
        ROWS.iter().flat_map(|row| [(*row).to_owned(), row.chars().rev().collect()]).collect();
    let mut rest = text;
    let mut pieces = 0;
    while !rest.is_empty() {
        let longest = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take_while(|end| rows.iter().any(|row| row.contains(&rest[..*end])))
            .last();
        match longest {
            // A single letter is a piece of every row: what is told is a run.
            Some(end) if end >= 3 || (end == rest.len() && pieces > 0) => rest = &rest[end..],
            _ => return false,
        }
        pieces += 1;
        if pieces > 4 {
            return false;
        }
    }
    true
}

/// Digits alone say a day, a phone or an ID number, which others know.
fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 18
}

/// A common word with nothing but habit around it: Password2026!, woaini1314, admin@123.
fn is_word(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_alphabetic());
    let around: usize = text.chars().count() - core.chars().count();
    let habit = around <= 8;
    if habit && WORDS.contains(&core) {
        return true;
    }
    TAILS.iter().any(|tail| {
        let rest = text.strip_suffix(tail).or_else(|| text.strip_prefix(tail)).unwrap_or(text);
        rest != text && (rest.is_empty() || WORDS.contains(&rest))
    })
}

#[cfg(test)]
mod tests {
    use super::is_common;

    #[test]
    fn what_everybody_tries_is_known_by_its_habit() {
        for easy in [
            "88888888",
            "abababab",
            "1qaz2wsx",
            "qwer1234",
            "qwertyuiop",
            "4321rewq",
            "password1",
            "Password2026!",
            "admin@123",
            "woaini1314",
            "woaini520",
            "lianxin2026",
            "Zhangqiu@2026",
            "19491001",
            "13912345678",
            "370114199001011234",
            "123456abc",
            "a1234567",
            "aa123456",
            "abcd1234",
            "p@ssw0rd123",
            "zhangsan1",
        ] {
            assert!(is_common("zhangsan", easy), "{easy}");
        }
    }

    #[test]
    fn what_is_not_a_habit_is_taken() {
        for good in [
            "lamp4post",
            "six lamps 6",
            "三角湾村口的路灯亮了吗",
            "tractor-violet-9-spoon",
            "Xy7fq2Lmw0",
            "玉米地8号井",
        ] {
            assert!(!is_common("zhangsan", good), "{good}");
        }
    }

    #[test]
    fn a_login_of_one_or_two_letters_forbids_nothing() {
        assert!(!is_common("p1", "lamp1post"));
    }
}
