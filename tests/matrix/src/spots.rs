//! Cases laid out over the tree: one at each spot and stage, with a token in its words that nothing else holds.

use std::collections::BTreeMap;

use lianxin_base::Id;

use crate::seats::{BESIDE_AREA, BESIDE_GRID, BESIDE_TOWN, BESIDE_VILLAGE, DEPARTMENT, GRID, LEAD, Seat};

/// Where a case lies, who holds it, whom it complains about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Spot {
    /// At this place, held by a department that is nobody's seat.
    At(&'static str),
    HeldByVillage,
    HeldByArea,
    HeldByTown,
    HeldByDepartment,
    Accuses(Seat),
    /// Reported by the person who holds this role.
    Of(&'static str),
}

/// Roles that see what they reported themselves.
pub const PERSONAL: [&str; 4] = ["resident", "household-head", "new-worker", "firm-contact"];

impl Spot {
    pub fn all() -> Vec<Self> {
        let places = [
            GRID,
            BESIDE_GRID,
            Seat::Village.code(),
            BESIDE_VILLAGE,
            Seat::Area.code(),
            BESIDE_AREA,
            Seat::Town.code(),
            BESIDE_TOWN,
            Seat::District.code(),
        ];
        let seats =
            [Seat::Grid, Seat::Village, Seat::Firm, Seat::Area, Seat::Town, Seat::Department, Seat::District];
        let held = [Self::HeldByVillage, Self::HeldByArea, Self::HeldByTown, Self::HeldByDepartment];
        let mut all: Vec<Self> = places.into_iter().map(Self::At).collect();
        all.extend(held);
        all.extend(seats.into_iter().map(Self::Accuses));
        all.extend(PERSONAL.into_iter().map(Self::Of));
        all
    }

    pub fn place(self) -> &'static str {
        match self {
            Self::At(place) => place,
            Self::HeldByDepartment => BESIDE_VILLAGE,
            Self::HeldByVillage | Self::Of(_) => Seat::Village.code(),
            Self::HeldByArea => Seat::Area.code(),
            Self::HeldByTown => Seat::Town.code(),
            Self::Accuses(Seat::Grid) => GRID,
            Self::Accuses(_) => Seat::Village.code(),
        }
    }

    pub fn holder(self) -> &'static str {
        match self {
            Self::HeldByVillage => Seat::Village.code(),
            Self::HeldByArea => Seat::Area.code(),
            Self::HeldByTown => Seat::Town.code(),
            Self::HeldByDepartment => DEPARTMENT,
            _ => LEAD,
        }
    }

    pub fn accused(self) -> Option<&'static str> {
        match self {
            Self::Accuses(seat) => Some(seat.code()),
            _ => None,
        }
    }
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    Registered,
    Refused,
    Accepted,
    Dispatched,
    Signed,
    /// An extension was asked for.
    Asked,
    Suspended,
    Pressed,
    Whistled,
    /// Whistled, and done: both sides may score.
    Scored,
    Done,
    Closed,
    Ended,
}

impl Stage {
    pub const ALL: [Self; 13] = [
        Self::Registered,
        Self::Refused,
        Self::Accepted,
        Self::Dispatched,
        Self::Signed,
        Self::Asked,
        Self::Suspended,
        Self::Pressed,
        Self::Whistled,
        Self::Scored,
        Self::Done,
        Self::Closed,
        Self::Ended,
    ];
}

/// A case as the matrix knows it.
#[derive(Clone, Debug)]
pub struct Told {
    pub case: Id,
    pub request: Id,
    pub number: String,
    /// Stands in the words and nowhere else.
    pub token: String,
    pub file: Option<Id>,
}

/// All cases, by where and how far.
#[derive(Debug, Default)]
pub struct Cases(BTreeMap<(Spot, Stage), Told>);

impl Cases {
    pub fn keep(&mut self, spot: Spot, stage: Stage, told: Told) {
        self.0.insert((spot, stage), told);
    }

    pub fn get(&self, spot: Spot, stage: Stage) -> &Told {
        self.0.get(&(spot, stage)).unwrap_or_else(|| panic!("there is no case {spot:?} {stage:?}"))
    }
}
