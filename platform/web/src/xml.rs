/// Text as it stands between two tags, whatever it is. What XML 1.0 cannot hold at all (its production 2) is left out; a
/// carriage return is written by its number, for readers make a line feed of one that stands there itself.
pub fn xml_text(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '"' => written.push_str("&quot;"),
            '\r' => written.push_str("&#13;"),
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => written.push(c),
            _ => {}
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::xml_text;

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_the_rest_is_read_as_it_was_said() {
        assert_eq!(
            xml_text("路灯 <\"亮\"> & \u{1}\u{fffe}\u{1f3ee}"),
            "路灯 &lt;&quot;亮&quot;&gt; &amp; \u{1f3ee}"
        );
        assert_eq!(xml_text("一\r\n二\t三"), "一&#13;\n二\t三");
    }
}
