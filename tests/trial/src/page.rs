//! Reads pages as nodes, so that no test depends on how HTML is written down.

use scraper::{ElementRef, Html, Selector};

/// One element of a page.
#[derive(Clone, Debug)]
pub struct Node {
    /// What a person reads in it, blanks made one.
    pub text: String,
    pub html: String,
    attrs: Vec<(String, String)>,
}

impl Node {
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attrs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Elements inside this one.
    pub fn all(&self, selector: &str) -> Vec<Self> {
        let page = Html::parse_fragment(&self.html);
        page.select(&parse(selector)).map(node).collect()
    }
}

pub(crate) struct Form {
    pub action: String,
    pub post: bool,
    pub multipart: bool,
    pub fields: Vec<(String, String)>,
}

pub(crate) fn all(html: &str, selector: &str) -> Vec<Node> {
    Html::parse_document(html).select(&parse(selector)).map(node).collect()
}

/// All words of a page.
pub(crate) fn words(html: &str) -> String {
    squeeze(&Html::parse_document(html).root_element().text().collect::<Vec<_>>().join(" "))
}

fn parse(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|why| panic!("{selector} is no selector: {why}"))
}

fn node(element: ElementRef) -> Node {
    let attrs = element.value().attrs().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Node { text: text(element), html: element.html(), attrs: attrs.collect() }
}

fn text(element: ElementRef) -> String {
    squeeze(&element.text().collect::<String>())
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The form with what a browser would send of it untouched.
pub(crate) fn form(html: &str, selector: &str) -> Result<Form, String> {
    let page = Html::parse_document(html);
    let found: Vec<ElementRef> = page.select(&parse(selector)).collect();
    let [form] = found[..] else { return Err(format!("{} forms for {selector}", found.len())) };
    let attr = |name| form.value().attr(name).unwrap_or_default();
    let fields = parse("input[name], textarea[name], select[name]");
    let fields = form.select(&fields);
    Ok(Form {
        action: attr("action").to_owned(),
        post: attr("method").eq_ignore_ascii_case("post"),
        multipart: attr("enctype") == "multipart/form-data",
        fields: fields.filter(|field| field.value().attr("disabled").is_none()).flat_map(values).collect(),
    })
}

fn values(field: ElementRef) -> Vec<(String, String)> {
    let attr = |name| field.value().attr(name);
    let name = attr("name").unwrap_or_default().to_owned();
    let value = match (field.value().name(), attr("type").unwrap_or("text")) {
        ("select", _) => return chosen(field).into_iter().map(|value| (name.clone(), value)).collect(),
        ("textarea", _) => Some(field.text().collect()),
        (_, "checkbox" | "radio") => attr("checked").map(|_| attr("value").unwrap_or("on").to_owned()),
        // A button is sent only when it is pressed: the test says so with `set`.
        (_, "submit" | "button" | "reset" | "image" | "file") => None,
        _ => Some(attr("value").unwrap_or_default().to_owned()),
    };
    value.into_iter().map(|value| (name.clone(), value)).collect()
}

fn chosen(select: ElementRef) -> Vec<String> {
    let options: Vec<ElementRef> = select.select(&parse("option")).collect();
    let value =
        |option: &ElementRef| option.value().attr("value").map_or_else(|| text(*option), str::to_owned);
    let marked: Vec<String> =
        options.iter().filter(|option| option.value().attr("selected").is_some()).map(value).collect();
    let many = select.value().attr("multiple").is_some();
    if many || !marked.is_empty() { marked } else { options.first().map(value).into_iter().collect() }
}
