//! What a form asks for, as data: one template shows every act.

use lianxin_web::Form;

#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    pub value: String,
    pub text: String,
}

pub(crate) fn choice(value: impl ToString, text: impl Into<String>) -> Choice {
    Choice { value: value.to_string(), text: text.into() }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum FieldKind {
    #[default]
    Text,
    Area,
    Radios,
    Segments,
    Choose,
    /// Any number of the options.
    Ticks,
    /// One box.
    Tick,
    Rate,
    Photos,
    Moment,
    Date,
    /// The phone's own position.
    Point,
    /// Something to read before choosing.
    Note,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Field {
    pub kind: FieldKind,
    pub name: &'static str,
    pub label: String,
    pub hint: String,
    pub value: String,
    pub chosen: Vec<String>,
    pub options: Vec<Choice>,
    /// Options that stand behind a fold.
    pub rest: Vec<Choice>,
    pub error: String,
    pub optional: bool,
    pub max: i32,
}

impl Field {
    pub fn new(kind: FieldKind, name: &'static str, label: impl Into<String>) -> Self {
        Self { kind, name, label: label.into(), ..Self::default() }
    }
    pub fn area(name: &'static str, label: impl Into<String>) -> Self {
        Self { max: 2000, ..Self::new(FieldKind::Area, name, label) }
    }
    pub fn text(name: &'static str, label: impl Into<String>) -> Self {
        Self { max: 200, ..Self::new(FieldKind::Text, name, label) }
    }
    pub fn radios(name: &'static str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self { options, ..Self::new(FieldKind::Radios, name, label) }
    }
    pub fn segments(name: &'static str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self { options, ..Self::new(FieldKind::Segments, name, label) }
    }
    pub fn choose(name: &'static str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self { options, ..Self::new(FieldKind::Choose, name, label) }
    }
    pub fn ticks(name: &'static str, label: impl Into<String>, options: Vec<Choice>) -> Self {
        Self { options, ..Self::new(FieldKind::Ticks, name, label) }
    }
    pub fn note(label: impl Into<String>, words: impl Into<String>) -> Self {
        Self { value: words.into(), ..Self::new(FieldKind::Note, "", label) }
    }
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
    pub fn rest(mut self, rest: Vec<Choice>) -> Self {
        self.rest = rest;
        self
    }
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
    pub fn is(&self, kind: &str) -> bool {
        let own = match self.kind {
            FieldKind::Text => "text",
            FieldKind::Area => "area",
            FieldKind::Radios => "radios",
            FieldKind::Segments => "segments",
            FieldKind::Choose => "choose",
            FieldKind::Ticks => "ticks",
            FieldKind::Tick => "tick",
            FieldKind::Rate => "rate",
            FieldKind::Photos => "photos",
            FieldKind::Moment => "moment",
            FieldKind::Date => "date",
            FieldKind::Point => "point",
            FieldKind::Note => "note",
        };
        own == kind
    }

    /// What somebody typed stays.
    pub fn keep(&mut self, form: &Form) {
        if self.kind == FieldKind::Note {
            return;
        }
        if self.kind == FieldKind::Ticks {
            self.chosen = form.all(self.name).map(str::to_owned).collect();
        } else {
            form.text(self.name).clone_into(&mut self.value);
        }
    }

    pub fn choices(&self) -> &[Choice] {
        &self.options
    }
    pub fn has(&self, value: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen == value)
    }
    pub fn any_of_rest(&self) -> bool {
        self.rest.iter().any(|one| self.has(&one.value))
    }
    pub fn ticked(&self) -> bool {
        matches!(self.value.as_str(), "1" | "on" | "yes" | "true")
    }
}

/// One mistake, as `form::errors` lists it.
pub(crate) struct Wrong {
    pub id: String,
    pub text: String,
}
