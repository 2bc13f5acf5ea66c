use crate::halfwidth::{arabic_digit, chinese_digit, is_separator};
use crate::id_number::{birth_date, lengthened};
use crate::mask::{mask_bank_card, mask_id_number, mask_phone};
use crate::phone::{is_local, landline_parts, mobile_digits};

/// Masks personal numbers in free text, such as a request that is published or imported: mobile numbers,
/// landlines with area code, ID numbers with a right check character, bank cards that pass Luhn's test; and,
/// after a word that announces them (`电话`, `身份证`, `卡号`), local numbers and mistyped ones too.
///
/// Digits may be full-width, Chinese numerals, or in groups. Numbers that stand inside a longer run of digits
/// (order numbers) stay. Masking masked text changes nothing.
pub fn mask_in_text(text: &str) -> String {
    // A mask may leave digits that only now form a number with their neighbours. Each round that changes
    // something leaves fewer digits, so this ends.
    let mut masked = text.to_owned();
    loop {
        let next = mask_once(&masked);
        if next == masked {
            return masked;
        }
        masked = next;
    }
}

/// Digits in a row, as written at `start..end` of the text.
struct Group {
    start: usize,
    end: usize,
    digits: String,
    /// An X follows directly, which may be the last character of an ID number.
    x: bool,
}

/// What stands at `start..end` is to be replaced by `mask`.
struct Find {
    start: usize,
    end: usize,
    mask: String,
}

/// Digits that several groups form together, and what surrounds them.
struct Joined<'a> {
    digits: &'a str,
    x: bool,
    before: &'a [char],
}

type Rule = fn(&Joined) -> Option<String>;

/// The more certain first: a rule may not take the half of what a later one would recognise.
const RULES: [Rule; 6] = [id_number, mobile, old_id_number, landline, bank_card, local_number];

/// The longest number is a card of 19 digits; prefixes such as 0086 come on top.
const LONGEST: usize = 23;

fn mask_once(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut finds: Vec<Find> = chains(&chars).iter().flat_map(|chain| find_in(chain, &chars)).collect();
    finds.sort_by_key(|find| find.start);
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for find in finds {
        masked.extend(&chars[at..find.start]);
        masked.push_str(&find.mask);
        at = find.end;
    }
    masked.extend(&chars[at..]);
    masked
}

/// Groups of digits, those together that only spaces, dashes or brackets part.
fn chains(chars: &[char]) -> Vec<Vec<Group>> {
    let mut chains: Vec<Vec<Group>> = Vec::new();
    let mut at = 0;
    let mut end_of_last = None;
    while at < chars.len() {
        if let Some(length) = masked_length(&chars[at..]) {
            at += length;
            end_of_last = None;
            continue;
        }
        let Some(group) = read_group(chars, at) else {
            at += 1;
            continue;
        };
        at = group.end;
        let joins = end_of_last.is_some_and(|end| joins(&chars[end..group.start]));
        end_of_last = Some(group.end);
        match chains.last_mut() {
            Some(chain) if joins => chain.push(group),
            _ => chains.push(vec![group]),
        }
    }
    chains
}

fn read_group(chars: &[char], start: usize) -> Option<Group> {
    let read = if arabic_digit(*chars.get(start)?).is_some() { arabic_digit } else { chinese_digit };
    let digits: String =
        chars[start..].iter().map_while(|c| read(*c)).map(|digit| char::from(b'0' + digit)).collect();
    if digits.is_empty() {
        return None;
    }
    let end = start + digits.len();
    let x = chars.get(end).is_some_and(|c| matches!(c, 'X' | 'x' | 'Ｘ' | 'ｘ' | '×'))
        && !chars.get(end + 1).is_some_and(char::is_ascii_alphanumeric);
    Some(Group { start, end, digits, x })
}

fn joins(between: &[char]) -> bool {
    between.len() <= 3
        && between
            .iter()
            .all(|c| matches!(c, '(' | ')' | '（' | '）') || (is_separator(*c) && *c != '\n' && *c != '\t'))
}

fn find_in(chain: &[Group], chars: &[char]) -> Vec<Find> {
    let mut finds: Vec<Find> = Vec::new();
    for rule in RULES {
        for first in 0..chain.len() {
            let free =
                |group: &Group| !finds.iter().any(|find| group.start < find.end && find.start < group.end);
            if let Some(find) = find_from(&chain[first..], chars, rule, free) {
                finds.push(find);
            }
        }
    }
    finds
}

/// The longest run of free groups from the first on that the rule knows.
fn find_from(groups: &[Group], chars: &[char], rule: Rule, free: impl Fn(&Group) -> bool) -> Option<Find> {
    let start = groups.first()?.start;
    let mut digits = String::new();
    let mut found = None;
    for group in groups.iter().take_while(|group| free(group)) {
        digits.push_str(&group.digits);
        if digits.len() > LONGEST {
            break;
        }
        let joined = Joined { digits: &digits, x: group.x, before: &chars[start.saturating_sub(12)..start] };
        if let Some(mask) = rule(&joined) {
            let with_x = mask.ends_with('X');
            let end = group.end + usize::from(with_x);
            found = Some(Find { start: with_lead(chars, start, end), end, mask });
        }
    }
    found
}

/// Takes in the `+` of +86 and the bracket that opens before an area code.
fn with_lead(chars: &[char], start: usize, end: usize) -> usize {
    let lead = start.checked_sub(1).and_then(|at| chars.get(at));
    let number = &chars[start..end];
    let taken = match lead {
        Some('+' | '＋') => matches!(number, ['8' | '８', '6' | '６', ..]),
        Some('(' | '（') => number.iter().any(|c| matches!(c, ')' | '）')),
        _ => false,
    };
    start - usize::from(taken)
}

impl Joined<'_> {
    fn announced_by(&self, words: &[&str]) -> bool {
        let before: String = self.before.iter().collect();
        words.iter().any(|word| before.contains(word))
    }

    fn after_plus(&self) -> bool {
        matches!(self.before.last(), Some('+' | '＋'))
    }
}

fn id_number(joined: &Joined) -> Option<String> {
    let number = match (joined.digits.len(), joined.x) {
        (17, true) => format!("{}X", joined.digits),
        (18, _) => joined.digits.to_owned(),
        _ => return None,
    };
    let right = lengthened(number.clone()).is_ok() && birth_date(&number).is_some() && in_a_province(&number);
    (right || joined.announced_by(&ID_WORDS)).then(|| mask_id_number(&number))
}

fn old_id_number(joined: &Joined) -> Option<String> {
    if joined.digits.len() != 15 {
        return None;
    }
    let long = lengthened(joined.digits.to_owned()).ok()?;
    let right = birth_date(&long).is_some() && in_a_province(&long);
    (right || joined.announced_by(&ID_WORDS)).then(|| mask_id_number(joined.digits))
}

fn mobile(joined: &Joined) -> Option<String> {
    let digits = joined.digits;
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86")).unwrap_or(digits);
    mobile_digits(national).map(mask_phone)
}

fn landline(joined: &Joined) -> Option<String> {
    let digits = joined.digits;
    let abroad =
        digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|_| joined.after_plus()));
    let with_zero = abroad.map(|rest| format!("0{}", rest.trim_start_matches('0')));
    let (area, local) = landline_parts(with_zero.as_deref().unwrap_or(digits))?;
    Some(mask_phone(&format!("{area}-{local}")))
}

fn bank_card(joined: &Joined) -> Option<String> {
    let digits = joined.digits;
    let card = (16..=19).contains(&digits.len()) && matches!(digits.as_bytes()[0], b'3'..=b'6' | b'9');
    let right = card && luhn(digits);
    let announced = (12..=21).contains(&digits.len()) && joined.announced_by(&CARD_WORDS);
    (right || announced).then(|| mask_bank_card(digits))
}

/// Seven or eight digits are anything (a date, a sum); only a word before them makes them a phone number.
fn local_number(joined: &Joined) -> Option<String> {
    let local = is_local(joined.digits) && joined.announced_by(&PHONE_WORDS);
    local.then(|| format!("****{}", &joined.digits[joined.digits.len() - 4..]))
}

const ID_WORDS: [&str; 4] = ["身份证", "证件号", "公民身份", "证号"];
const CARD_WORDS: [&str; 6] = ["卡号", "银行卡", "账号", "帐号", "账户", "存折"];
const PHONE_WORDS: [&str; 8] = ["电话", "座机", "固话", "致电", "来电", "拨打", "号码", "联系方式"];

/// First two digits of GB/T 2260 codes; 81-83 are permits of Hong Kong, Macao and Taiwan residents, 9x
/// foreigners' permanent residence cards.
fn in_a_province(number: &str) -> bool {
    matches!(
        number.get(..2).and_then(|digits| digits.parse::<u8>().ok()),
        Some(11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65 | 71 | 81..=83 | 90..=99)
    )
}

/// ISO/IEC 7812-1.
fn luhn(digits: &str) -> bool {
    let sum: u32 =
        digits.bytes().rev().enumerate().map(|(at, byte)| luhn_part(at, u32::from(byte - b'0'))).sum();
    sum.is_multiple_of(10)
}

fn luhn_part(at: usize, digit: u32) -> u32 {
    let doubled = digit * 2;
    if at.is_multiple_of(2) { digit } else { doubled / 10 + doubled % 10 }
}

/// Our own masks, longest first: `d` a digit, `c` a digit or X. They are left alone as a whole.
const MASKS: [&str; 8] = [
    "dddddd**********dc",
    "************dddd",
    "dddddd*******dd",
    "dddd-****dddd",
    "ddd-****dddd",
    "dddd-***dddd",
    "ddd****dddd",
    "****dddd",
];

fn masked_length(chars: &[char]) -> Option<usize> {
    MASKS.iter().find(|mask| fits(mask, chars)).map(|mask| mask.len())
}

fn fits(mask: &str, chars: &[char]) -> bool {
    let all = chars.len() >= mask.len() && mask.chars().zip(chars).all(|(pattern, c)| fits_one(pattern, *c));
    // `****13812345678` is a number between stars, not a mask.
    let ends = !mask.starts_with('*') || !chars.get(mask.len()).is_some_and(char::is_ascii_digit);
    all && ends
}

fn fits_one(pattern: char, c: char) -> bool {
    match pattern {
        'd' => c.is_ascii_digit(),
        'c' => c.is_ascii_digit() || c == 'X',
        _ => c == pattern,
    }
}
