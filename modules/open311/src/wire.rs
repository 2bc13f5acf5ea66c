//! An answer as one tree, so that JSON and XML can never say different things. JSON follows the Spark convention: a
//! list is an array of what its elements hold, an empty element is `null`.

use lianxin_web::xml_text;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value};

/// One element's content.
#[derive(Clone, Debug, PartialEq)]
pub enum Wire {
    Text(String),
    Bool(bool),
    Number(i64),
    Degrees(f64),
    Empty,
    /// Elements of one name.
    List(&'static str, Vec<Wire>),
    /// Elements of different names.
    Group(Vec<(&'static str, Wire)>),
}

impl Wire {
    /// Text, or an empty element.
    pub fn text(text: impl Into<String>) -> Self {
        let text: String = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    pub fn json(&self) -> Value {
        match self {
            Self::Text(text) => Value::from(text.as_str()),
            Self::Bool(yes) => Value::from(*yes),
            Self::Number(number) => Value::from(*number),
            Self::Degrees(degrees) => Value::from(*degrees),
            Self::Empty => Value::Null,
            Self::List(_, all) => Value::Array(all.iter().map(Self::json).collect()),
            Self::Group(fields) => {
                let fields = fields.iter().map(|(name, wire)| ((*name).to_owned(), wire.json()));
                Value::Object(fields.collect::<Map<_, _>>())
            }
        }
    }

    /// # Errors
    /// Never in practice: memory does not refuse bytes.
    pub fn xml(&self, root: &'static str) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(Vec::new());
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        self.element(root, &mut writer)?;
        Ok(writer.into_inner())
    }

    fn element(&self, name: &'static str, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        if matches!(self, Self::Empty) {
            return writer.write_event(Event::Empty(BytesStart::new(name)));
        }
        writer.write_event(Event::Start(BytesStart::new(name)))?;
        match self {
            Self::List(own, all) => all.iter().try_for_each(|one| one.element(own, writer))?,
            Self::Group(fields) => fields.iter().try_for_each(|(own, one)| one.element(own, writer))?,
            plain => writer.write_event(Event::Text(BytesText::from_escaped(plain.plain())))?,
        }
        writer.write_event(Event::End(BytesEnd::new(name)))
    }

    fn plain(&self) -> String {
        match self {
            Self::Text(text) => xml_text(text),
            Self::Bool(yes) => yes.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Degrees(degrees) => degrees.to_string(),
            Self::Empty | Self::List(..) | Self::Group(_) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tree_is_written_both_ways() {
        let tree = Wire::List(
            "request",
            vec![Wire::Group(vec![
                ("status_notes", Wire::text("路灯 <修好了> & \"亮\"\u{1}")),
                ("lat", Wire::Degrees(36.25)),
                ("media_url", Wire::text("")),
                ("metadata", Wire::Bool(true)),
            ])],
        );
        let xml = String::from_utf8(tree.xml("service_requests").unwrap()).unwrap();
        assert_eq!(
            xml,
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><service_requests><request><status_notes>路灯 &lt;修好了&gt; \
             &amp; &quot;亮&quot;</status_notes><lat>36.25</lat><media_url/><metadata>true</metadata></request>\
             </service_requests>"
        );
        let json = tree.json();
        assert_eq!(json[0]["lat"], 36.25);
        assert!(json[0]["media_url"].is_null());
    }
}
