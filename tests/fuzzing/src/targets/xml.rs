//! Answers of Open311: for any text in them the XML is well-formed, and says what the JSON says.

use lianxin_open311::Wire;

/// Two texts beside each other, parted by the first NUL.
pub fn xml(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (first, second) = text.split_once('\0').unwrap_or((&text, ""));
    let group = Wire::Group(vec![("description", Wire::text(first)), ("address", Wire::text(second))]);
    let tree = Wire::List("request", vec![group.clone(), Wire::Empty, group]);
    let xml = tree.xml("service_requests").expect("memory takes it");
    let xml = std::str::from_utf8(&xml).expect("UTF-8");
    let read = roxmltree::Document::parse(xml).unwrap_or_else(|why| panic!("{why} in {xml:?}"));
    let json = tree.json();
    let requests: Vec<_> = read.root_element().children().collect();
    assert_eq!(requests.len(), 3, "{xml:?}");
    for (request, said) in requests.iter().zip(json.as_array().expect("a list")) {
        for field in request.children() {
            let said = said[field.tag_name().name()].as_str().unwrap_or_default();
            let held: String = said.chars().filter(|c| can_be_held(*c)).collect();
            assert_eq!(field.text().unwrap_or_default(), held, "{xml:?}");
        }
    }
}

/// By production 2 of XML 1.0.
fn can_be_held(c: char) -> bool {
    matches!(u32::from(c), 0x9 | 0xa | 0xd | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x1_0000..)
}

pub fn xml_seeds() -> Vec<Vec<u8>> {
    let texts = [
        "路灯 <修好了> & \"亮\"\u{1}\0村口]]>",
        "a\r\nb\rc\td\u{85}\u{2028}\0 ",
        "&amp;&#0;&#xfffe;<![CDATA[\0<!-- -->",
        "\u{fffe}\u{ffff}\u{1f3ee}\u{7f}",
    ];
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}
