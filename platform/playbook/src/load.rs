//! Reads a playbook from a folder or from files held in memory.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use chrono::NaiveDate;

use crate::addressees::Known;
use crate::calendar::{self, OfficeHours};
use crate::limits::{self, LimitRule};
use crate::manifest::Manifest;
use crate::mistakes::Mistakes;
use crate::stages::{Pace, Stage};
use crate::tables::{RawTable, Shape, Table, raw_of};
use crate::{
    Calendar, Capabilities, Categories, Category, Clock, County, Divisions, EmergencyWord, EmergencyWords,
    Item, Label, Labels, Limits, Mistake, Responsibility, Roles, SeedWords, Separations, Service,
    ServiceAttributes, Services, Unit, Units, Words, WorkAreas,
};
use crate::{categories, divisions, emergency_words, labels, manifest, responsibility, roles, seeds};
use crate::{service_attributes, services, units, work_areas};

/// The files of a playbook by name, as they are on disk or embedded in the program.
pub type Files = BTreeMap<String, Cow<'static, [u8]>>;

/// One county's institutions, checked.
#[derive(Debug, Clone)]
pub struct Playbook {
    pub manifest: Manifest,
    pub divisions: Divisions,
    pub work_areas: WorkAreas,
    pub units: Units,
    pub categories: Categories,
    pub labels: Labels,
    pub emergency_words: EmergencyWords,
    pub seeds: SeedWords,
    pub responsibility: Responsibility,
    pub services: Services,
    pub service_attributes: ServiceAttributes,
    pub limits: Limits,
    pub capabilities: Capabilities,
    pub separations: Separations,
    pub roles: Roles,
    pub calendar: Calendar,
    pub clock: Clock,
    /// The files as they were read, to be kept and compared.
    pub files: Files,
}

impl Playbook {
    pub fn county(&self) -> &County {
        &self.manifest.county
    }

    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    pub fn effective(&self) -> NaiveDate {
        self.manifest.effective
    }

    /// The pace of a category after overrides; normal for an unknown one.
    pub fn pace(&self, category: &str) -> Pace {
        self.categories.get(category).map_or(Pace::Normal, |one| one.pace)
    }

    /// The limits of a category's stage.
    pub fn limit_for(&self, category: &str, stage: Stage) -> Option<&LimitRule> {
        self.limits.limit(self.pace(category), stage)
    }

    /// The unit that leads by default in a category.
    pub fn lead_unit(&self, category: &str) -> Option<&Unit> {
        self.responsibility.primary_item(category).and_then(|item| self.units.get(&item.lead_unit))
    }

    pub fn primary_item(&self, category: &str) -> Option<&Item> {
        self.responsibility.primary_item(category)
    }

    pub fn category(&self, code: &str) -> Option<&Category> {
        self.categories.get(code)
    }

    pub fn service(&self, code: &str) -> Option<&Service> {
        self.services.get(code)
    }

    /// The label of the messages' classification that covers a category.
    pub fn label_of(&self, category: &str) -> Option<&Label> {
        labels::label_of(&self.labels, &self.categories, category)
    }

    /// The emergency words that a text holds, those to pass on first.
    pub fn emergency_words_in(&self, text: &str) -> Vec<&EmergencyWord> {
        emergency_words::found_in(&self.emergency_words, text)
    }
}

/// Reads and checks the playbook in a folder.
pub fn load(dir: &Path) -> Result<Playbook, Vec<Mistake>> {
    let mut files = Files::new();
    let entries = fs::read_dir(dir).map_err(|wrong| vec![unreadable(dir, &wrong)])?;
    let mut mistakes = Vec::new();
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        let wanted = path.extension().is_some_and(|ending| ending == "csv" || ending == "toml");
        if !wanted || name.starts_with('.') {
            continue;
        }
        if let Some(bytes) = read_bounded(&path, &mut mistakes) {
            files.insert(name, Cow::Owned(bytes));
        }
    }
    // Whatever hangs on a file that cannot be read would only be told as missing.
    if mistakes.is_empty() { load_files(&files) } else { Err(mistakes) }
}

/// The largest county's divisions are some hundred kilobytes: a file above this is something else.
const LARGEST: u64 = 16 * 1024 * 1024;

fn read_bounded(path: &Path, mistakes: &mut Vec<Mistake>) -> Option<Vec<u8>> {
    let size = fs::metadata(path).map_or(0, |about| about.len());
    if size > LARGEST {
        mistakes.push(Mistake {
            file: path.display().to_string(),
            line: None,
            column_name: None,
            found: format!("{size} B"),
            expected: Words::new("不超过 16 MB 的文件", "a file of at most 16 MB"),
        });
        return None;
    }
    fs::read(path).map_err(|wrong| mistakes.push(unreadable(path, &wrong))).ok()
}

fn unreadable(path: &Path, wrong: &std::io::Error) -> Mistake {
    Mistake {
        file: path.display().to_string(),
        line: None,
        column_name: None,
        found: wrong.to_string(),
        expected: Words::new("可以读取的文件夹或文件", "a folder or file that can be read"),
    }
}

const SHAPES: [&Shape; 16] = [
    &calendar::SHAPE,
    &roles::CAPABILITIES,
    &categories::SHAPE,
    &divisions::SHAPE,
    &emergency_words::SHAPE,
    &labels::SHAPE,
    &limits::SHAPE,
    &categories::OVERRIDES,
    &responsibility::SHAPE,
    &roles::SHAPE,
    &roles::SEPARATIONS,
    &seeds::SHAPE,
    &service_attributes::SHAPE,
    &services::SHAPE,
    &units::SHAPE,
    &work_areas::SHAPE,
];

/// Reads and checks a playbook whose files are in memory. Files it does not know are mistakes.
pub fn load_files(files: &Files) -> Result<Playbook, Vec<Mistake>> {
    let mut mistakes = Mistakes::default();
    let found = read(files, &mut mistakes);
    for name in files.keys() {
        let table = SHAPES.iter().any(|shape| shape.file == name);
        let has_ending = |ending: &str| Path::new(name).extension().is_some_and(|one| one == ending);
        if !table && name != manifest::FILE && (has_ending("csv") || has_ending("toml")) {
            let expected = Words::new("剧本认得的文件", "a file that a playbook knows");
            mistakes.add(name, None, None, name.as_str(), expected);
        }
    }
    match found {
        Some(playbook) if mistakes.all.is_empty() => Ok(playbook),
        _ => Err(mistakes.all),
    }
}

/// The tables as text, and `playbook.toml` as a table of one row; nothing is checked.
pub(crate) fn raw_tables(files: &Files) -> Vec<RawTable> {
    let mut all: Vec<_> = SHAPES.iter().map(|shape| raw_of(files, shape)).collect();
    all.push(manifest::raw(files));
    all
}

/// What stands beside the tables in a folder, a text about them, is no part of the playbook.
fn own_files(files: &Files) -> Files {
    let is_known = |name: &str| name == manifest::FILE || SHAPES.iter().any(|shape| shape.file == name);
    files
        .iter()
        .filter(|(name, _)| is_known(name))
        .map(|(name, bytes)| (name.clone(), bytes.clone()))
        .collect()
}

fn read(files: &Files, mistakes: &mut Mistakes) -> Option<Playbook> {
    let manifest = Manifest::read(files, mistakes);
    let tables: BTreeMap<&str, Table> =
        SHAPES.iter().map(|shape| (shape.file, Table::read(files, shape, mistakes))).collect();
    let table = |shape: &Shape| &tables[shape.file];

    let hours: Vec<OfficeHours> = manifest.as_ref().map(|(_, hours)| hours.clone()).unwrap_or_default();
    let county_code = manifest.as_ref().map_or("", |(manifest, _)| manifest.county.code.as_str());
    let units = units::read(table(&units::SHAPE), mistakes);
    let categories =
        Categories::read(table(&categories::SHAPE), table(&categories::OVERRIDES), &units, mistakes);
    let divisions = Divisions::read(table(&divisions::SHAPE), county_code, mistakes);
    let work_areas = WorkAreas::read(table(&work_areas::SHAPE), &divisions, mistakes);
    let labels = labels::read(table(&labels::SHAPE), &categories, mistakes);
    let emergency_words = emergency_words::read(table(&emergency_words::SHAPE), &categories, mistakes);
    let seeds = seeds::read(table(&seeds::SHAPE), &categories, mistakes);
    let responsibility = Responsibility::read(table(&responsibility::SHAPE), &units, &categories, mistakes);
    let services = services::read(table(&services::SHAPE), &units, &categories, mistakes);
    let attributes = table(&service_attributes::SHAPE);
    let service_attributes = service_attributes::read(attributes, &categories, &services, mistakes);
    let capabilities = roles::read_capabilities(table(&roles::CAPABILITIES), mistakes);
    let separations = Separations::read(table(&roles::SEPARATIONS), &capabilities, mistakes);
    let roles = Roles::read(table(&roles::SHAPE), &capabilities, &separations, mistakes);
    let known = Known { roles: &roles, units: &units };
    let limits = Limits::read(table(&limits::SHAPE), &known, mistakes);
    let calendar = Calendar::read(table(&calendar::SHAPE), hours, mistakes);
    let (manifest, _) = manifest?;
    let clock = Clock::new(&calendar);
    Some(Playbook {
        manifest,
        divisions,
        work_areas,
        units,
        categories,
        labels,
        emergency_words,
        seeds,
        responsibility,
        services,
        service_attributes,
        limits,
        capabilities,
        separations,
        roles,
        calendar,
        clock,
        files: own_files(files),
    })
}
