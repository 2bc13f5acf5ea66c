pub fn mask_in_text(text: &str) -> String { text.into() }
