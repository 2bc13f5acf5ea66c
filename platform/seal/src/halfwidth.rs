/// The digit that a character stands for as people write and dictate numbers: half-width, full-width, and
/// Chinese numerals including the 幺 that is said for 1 on the telephone.
pub(crate) fn digit(c: char) -> Option<u8> {
    arabic_digit(c).or_else(|| chinese_digit(c))
}

/// Half-width or full-width digit.
pub(crate) fn arabic_digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '０'..='９' => Some((c as u32 - '０' as u32) as u8),
        _ => None,
    }
}

/// Chinese numeral, plain or formal.
pub(crate) fn chinese_digit(c: char) -> Option<u8> {
    let value = match c {
        '〇' | '零' | '○' => 0,
        '一' | '壹' | '幺' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(value)
}

/// What people put between groups of digits and what may be dropped: spaces, dashes, dots, invisible marks.
pub(crate) fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '－' | '—' | '–' | '‐' | '‑' | '−' | '_' | '.' | '·' | '\u{200b}'
                ..='\u{200f}' | '\u{2060}' | '\u{feff}'
        )
}

/// Half-width upper-case ASCII without separators; characters with no such form stay as they are.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(|c| !is_separator(*c)).map(halfwidth).collect()
}

fn halfwidth(c: char) -> char {
    match c {
        '！'..='～' => char::from((c as u32 - '！' as u32) as u8 + b'!').to_ascii_uppercase(),
        _ => c.to_ascii_uppercase(),
    }
}
