//! What a person who may not see a field sees instead. Each mask applied twice gives the same text.

/// Surnames of two characters that are common enough to meet in a county.
const DOUBLE_SURNAMES: [&str; 24] = [
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "端木",
    "独孤", "南宫", "轩辕", "长孙", "宇文", "闻人", "申屠", "淳于", "太史", "百里", "呼延",
];

/// `13812345678` -> `138****5678`, `0531-83212345` -> `0531-****2345`; any other text keeps its last four
/// characters if it is longer than eight, and nothing otherwise.
pub fn mask_phone(phone: &str) -> String {
    let chars: Vec<char> = phone.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(dash) = chars.iter().position(|c| *c == '-') {
        let (area, rest) = chars.split_at(dash);
        // An extension leads to one person's desk: it goes with the number.
        let local: Vec<char> = rest[1..].iter().copied().take_while(|c| *c != '-').collect();
        if (3..=4).contains(&area.len()) && local.len() >= 7 {
            return format!("{}-{}", area.iter().collect::<String>(), keep(&local, 0, 4));
        }
    }
    match chars.len() {
        11 => keep(&chars, 3, 4),
        0..=8 => keep(&chars, 0, 0),
        _ => keep(&chars, 0, 4),
    }
}

/// Keeps the area (first 6) and the last 2 of an ID number; other papers keep the first and the last 2.
pub fn mask_id_number(number: &str) -> String {
    let chars: Vec<char> = number.chars().collect();
    match chars.len() {
        15 | 18 => keep(&chars, 6, 2),
        0..=5 => keep(&chars, 0, 0),
        _ => keep(&chars, 1, 2),
    }
}

/// Keeps the last 4 digits of a bank card; always twelve stars, so that the length tells nothing.
pub fn mask_bank_card(number: &str) -> String {
    let chars: Vec<char> = number.chars().filter(|c| !c.is_whitespace()).collect();
    let last: String = chars.iter().skip(chars.len().saturating_sub(4)).collect();
    if chars.len() <= 12 { "*".repeat(12) } else { format!("{}{last}", "*".repeat(12)) }
}

/// Keeps the surname and hides how long the name is: `张三` -> `张**`, `欧阳娜娜` -> `欧阳**`.
/// A two-character name is a surname of one: `欧阳` -> `欧**`.
pub fn mask_name(name: &str) -> String {
    let name = name.trim();
    let length = name.chars().count();
    let double = length > 2 && DOUBLE_SURNAMES.iter().any(|surname| name.starts_with(surname));
    let surname: String = name.chars().take(if double { 2 } else { 1 }).collect();
    if length == 0 { String::new() } else { format!("{surname}**") }
}

fn keep(chars: &[char], first: usize, last: usize) -> String {
    let end = chars.len().saturating_sub(last);
    chars.iter().enumerate().map(|(at, c)| if at < first || at >= end { *c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_usual_shapes_are_masked() {
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("0531-83212345"), "0531-****2345");
        assert_eq!(mask_phone("010-62345678"), "010-****5678");
        assert_eq!(mask_phone("0531-83212345-801"), "0531-****2345");
        assert_eq!(mask_phone("+85291234567"), "********4567");
        assert_eq!(mask_phone("83212345"), "********");
        assert_eq!(mask_id_number("11010519491231002X"), "110105**********2X");
        assert_eq!(mask_id_number("110105491231002"), "110105*******02");
        assert_eq!(mask_id_number("E12345678"), "E******78");
        assert_eq!(mask_id_number("123"), "***");
        assert_eq!(mask_bank_card("6222 0200 0000 0000 000"), "************0000");
        assert_eq!(mask_bank_card("1234"), "************");
        assert_eq!(mask_name("张三"), "张**");
        assert_eq!(mask_name("王小明"), "王**");
        assert_eq!(mask_name("欧阳娜娜"), "欧阳**");
        assert_eq!(mask_name("欧阳"), "欧**");
        assert_eq!(mask_name("阿卜杜拉·买买提"), "阿**");
        assert_eq!(mask_name(""), "");
    }

    proptest! {
        #[test]
        fn masking_twice_is_masking_once(text in "\\PC{0,24}") {
            for mask in [mask_phone, mask_id_number, mask_bank_card, mask_name] {
                prop_assert_eq!(mask(&mask(&text)), mask(&text));
            }
        }

        #[test]
        fn a_masked_mobile_number_lacks_its_middle(phone in "1[3-9][0-9]{9}") {
            prop_assert_eq!(mask_phone(&phone), format!("{}****{}", &phone[..3], &phone[7..]));
        }
    }
}
