use lianxin_seal::mask_in_text;

/// The first clause of what was said, at most 30 characters: enough to know the matter in a list. Numbers of phones and
/// people are masked, for lists are read by many.
pub fn title_of(words: &str) -> String {
    const LONGEST: usize = 30;
    let words = mask_in_text(words.trim());
    let clause =
        words.split(['。', '！', '？', '；', '\n', '!', '?', ';']).find(|part| !part.trim().is_empty());
    let clause = clause.unwrap_or(&words).trim();
    if clause.chars().count() <= LONGEST {
        return clause.to_owned();
    }
    let cut: String = clause.chars().take(LONGEST - 1).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::title_of;

    #[test]
    fn a_title_is_the_first_clause() {
        assert_eq!(title_of("东头路灯不亮，老人夜里摔倒。麻烦快点修。"), "东头路灯不亮，老人夜里摔倒");
        assert_eq!(title_of("\n\n路灯不亮\n谢谢"), "路灯不亮");
        assert_eq!(title_of(&"长".repeat(80)).chars().count(), 30);
        assert!(!title_of("路灯坏了请打 13805311234 找我").contains("13805311234"));
    }
}
