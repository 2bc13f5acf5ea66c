//! One county's institutions as data.
//!
//! A *playbook* is a folder with `playbook.toml` and CSV tables: divisions, work areas, units, categories,
//! the responsibility list, services, time limits, roles, separations of duty and the calendar. [`load`]
//! reads and checks it; each thing that is wrong is a [`Mistake`] with file, line and column, and reading
//! goes on to find them all. A [`Playbook`] that loads holds no dangling code.
//!
//! The [`Clock`] counts deadlines on the playbook's calendar; [`changes`] tells two playbooks apart.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod addressees;
mod basis;
mod calendar;
mod categories;
mod changes;
mod clock;
mod codes;
mod divisions;
mod emergency_words;
mod labels;
mod limits;
mod load;
mod manifest;
mod mistakes;
mod registers;
mod responsibility;
mod roles;
mod seeds;
mod service_attributes;
mod services;
mod stages;
mod tables;
mod units;
mod words;
mod work_areas;

pub use addressees::{Addressee, Party};
pub use basis::{Basis, Mark};
pub use calendar::{Calendar, DayKind, OfficeHours, SpecialDay};
pub use categories::{Categories, Category};
pub use changes::{Change, changes, changes_between};
pub use clock::{Clock, Deadline, from_local, to_local};
pub use divisions::{Division, DivisionKind, Divisions, Level};
pub use emergency_words::{Effect, EmergencyWord, EmergencyWords};
pub use labels::{Label, Labels};
pub use limits::{Extension, Later, Limit, LimitRule, Limits, NotALimit, TimeUnit};
pub use load::{Files, Playbook, load, load_files};
pub use manifest::{Counting, County, Drafted, Manifest, Numbers, SatisfactionLevel};
pub use mistakes::Mistake;
pub use registers::{Coded, Register};
pub use responsibility::{Item, Responsibility};
pub use roles::{Capabilities, Capability, NodeLevel, Role, Roles, Scope, Separation, Separations};
pub use seeds::{Seed, SeedWords};
pub use service_attributes::{Choice, Datatype, ServiceAttribute, ServiceAttributes};
pub use services::{DoneWhere, Service, Services};
pub use stages::{Pace, Stage, StartsAt, WhistleKind};
pub use units::{Unit, UnitKind, Units};
pub use words::Words;
pub use work_areas::{WorkArea, WorkAreas};
