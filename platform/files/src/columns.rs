use std::collections::BTreeMap;

use crate::field::Field;
use crate::sheets::Row;

/// Why the columns of a sheet, or a mapping file, could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error(
        "no column for {}; found the headings: {}; expected one of: {}",
        list(fields),
        list(found),
        list(expected)
    )]
    Missing { fields: Vec<&'static str>, found: Vec<String>, expected: Vec<String> },
    #[error("two columns are headed {heading}: rename or remove one")]
    Twice { heading: String },
    #[error("mapping file: {reason}")]
    File { reason: String },
    #[error("mapping file: there is no field {word}; the fields are: {}", list(known))]
    UnknownField { word: String, known: Vec<&'static str> },
    #[error("mapping file: the heading {heading} is given to {first} and to {second}")]
    TwoFields { heading: String, first: &'static str, second: &'static str },
}

impl MappingError {
    /// Stable code for texts and answers.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "column_missing",
            Self::Twice { .. } => "column_twice",
            Self::File { .. } => "mapping_file",
            Self::UnknownField { .. } => "mapping_unknown_field",
            Self::TwoFields { .. } => "mapping_two_fields",
        }
    }
}

/// Which headings mean which field.
#[derive(Debug, Clone)]
pub struct Mapping {
    headings: BTreeMap<Field, Vec<String>>,
    required: Vec<Vec<Field>>,
}

impl Mapping {
    /// The headings that request lists and hotline exports usually have; a subject or a body must be there.
    pub fn requests() -> Self {
        let headings = Field::all()
            .map(|field| (field, field.headings().iter().copied().map(str::to_owned).collect()))
            .collect();
        Self { headings, required: vec![vec![Field::Subject, Field::Body]] }
    }

    /// [`Mapping::requests`] with the headings of a mapping file before the usual ones:
    ///
    /// ```toml
    /// number = ["信件流水"]
    /// body = ["群众反映", "补充说明"]
    /// ```
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        let lines: BTreeMap<String, Vec<String>> =
            toml::from_str(text).map_err(|error| MappingError::File { reason: error.to_string() })?;
        let mut mapping = Self::requests();
        let mut given: BTreeMap<String, Field> = BTreeMap::new();
        for (word, headings) in lines {
            let field = word.parse().map_err(|()| unknown(word))?;
            for heading in &headings {
                mapping.give(heading, field, &mut given)?;
            }
            let usual = mapping.headings.entry(field).or_default();
            usual.splice(0..0, headings);
        }
        Ok(mapping)
    }

    /// Makes a further field required.
    #[must_use]
    pub fn require(mut self, field: Field) -> Self {
        self.required.push(vec![field]);
        self
    }

    /// Finds each field's column. Where two columns would do, the surer heading is taken and the other left.
    pub fn columns(&self, headings: &[String]) -> Result<Columns, MappingError> {
        let plain: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
        let mut at = BTreeMap::new();
        for (field, names) in &self.headings {
            if let Some(column) =
                names.iter().find_map(|name| plain.iter().position(|heading| *heading == self::plain(name)))
            {
                if plain.iter().skip(column + 1).any(|heading| *heading == plain[column]) {
                    return Err(MappingError::Twice { heading: headings[column].clone() });
                }
                at.insert(*field, column);
            }
        }
        if let Some(missing) =
            self.required.iter().find(|any| any.iter().all(|field| !at.contains_key(field)))
        {
            return Err(self.missing(missing, headings));
        }
        let left = |(column, heading): &(usize, &String)| {
            !heading.is_empty() && !at.values().any(|used| used == column)
        };
        let unused = headings.iter().enumerate().filter(left).map(|(_, heading)| heading.clone()).collect();
        Ok(Columns { at, unused })
    }

    /// A heading that a file gives to one field no longer means another.
    fn give(
        &mut self,
        heading: &str,
        field: Field,
        given: &mut BTreeMap<String, Field>,
    ) -> Result<(), MappingError> {
        let name = plain(heading);
        match given.insert(name.clone(), field) {
            Some(first) if first != field => {
                let heading = heading.to_owned();
                return Err(MappingError::TwoFields { heading, first: first.word(), second: field.word() });
            }
            _ => {}
        }
        self.headings.values_mut().for_each(|names| names.retain(|usual| plain(usual) != name));
        Ok(())
    }

    fn missing(&self, fields: &[Field], headings: &[String]) -> MappingError {
        let expected =
            fields.iter().filter_map(|field| self.headings.get(field)).flatten().cloned().collect();
        let found = headings.iter().filter(|heading| !heading.is_empty()).cloned().collect();
        MappingError::Missing { fields: fields.iter().map(|field| field.word()).collect(), found, expected }
    }
}

/// Where each field stands in one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    at: BTreeMap<Field, usize>,
    unused: Vec<String>,
}

impl Columns {
    /// The field's text without the spaces around it; `None` if there is no such column or the cell is empty.
    pub fn get<'a>(&self, row: &'a Row, field: Field) -> Option<&'a str> {
        let cell = row.cells.get(*self.at.get(&field)?)?.trim();
        (!cell.is_empty()).then_some(cell)
    }

    /// The field's column, counted from 0, to name it in a message.
    pub fn position(&self, field: Field) -> Option<usize> {
        self.at.get(&field).copied()
    }

    /// Headings that no field was found for, to be shown before an import.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }
}

fn unknown(word: String) -> MappingError {
    MappingError::UnknownField { word, known: Field::all().map(Field::word).collect() }
}

/// A heading without what does not change its meaning: `联系电话（必填） *` is `联系电话`.
fn plain(heading: &str) -> String {
    let bare = heading.split(['(', '（', '[', '【']).next().unwrap_or_default();
    let kept = bare.chars().filter(|c| !c.is_whitespace() && !matches!(c, '*' | '＊' | ':' | '：'));
    kept.flat_map(char::to_lowercase).collect()
}

fn list<T: AsRef<str>>(words: &[T]) -> String {
    words.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ")
}
