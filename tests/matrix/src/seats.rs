//! Where a role sits, and what lies own, below, beside and above it.

use lianxin_playbook::NodeLevel;

use crate::spots::Spot;

/// The organisation in which a role of the playbook is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Seat {
    Grid,
    Village,
    Firm,
    Area,
    Town,
    Department,
    District,
}

/// Where the case, person or organisation lies that is asked for, seen from the seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Where {
    /// Somebody reported it themselves: only roles that see their own.
    Mine,
    Own,
    Below,
    Beside,
    Above,
    /// The seat holds a part of it, or the person was named as its handler.
    Holding,
    /// It complains about the seat.
    Accused,
    /// In another county of the same program.
    Elsewhere,
}

impl Where {
    pub const ALL: [Self; 8] = [
        Self::Mine,
        Self::Own,
        Self::Below,
        Self::Beside,
        Self::Above,
        Self::Holding,
        Self::Accused,
        Self::Elsewhere,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Mine => "mine",
            Self::Own => "own",
            Self::Below => "below",
            Self::Beside => "beside",
            Self::Above => "above",
            Self::Holding => "holding",
            Self::Accused => "accused",
            Self::Elsewhere => "other county",
        }
    }
}

impl Seat {
    pub fn of(level: NodeLevel) -> Self {
        match level {
            NodeLevel::MicroGrid => Self::Grid,
            NodeLevel::Household | NodeLevel::Grid | NodeLevel::Team | NodeLevel::Village => Self::Village,
            NodeLevel::Firm => Self::Firm,
            NodeLevel::Area => Self::Area,
            NodeLevel::Town => Self::Town,
            NodeLevel::Department => Self::Department,
            NodeLevel::County => Self::District,
        }
    }

    /// Its code in the trial county.
    pub fn code(self) -> &'static str {
        match self {
            Self::Grid => GRID,
            Self::Village => "370114011251",
            Self::Firm => FIRM,
            Self::Area => "370114011W03",
            Self::Town => "370114011",
            Self::Department => DEPARTMENT,
            Self::District => "370114",
        }
    }

    /// The organisation that lies there; none where there is no such thing.
    pub fn org(self, place: Where) -> Option<&'static str> {
        match place {
            Where::Own => Some(self.code()),
            Where::Below => match self {
                Self::Village => Some(GRID),
                Self::Area | Self::Town | Self::District => Some(Self::Village.code()),
                _ => None,
            },
            Where::Beside => match self {
                Self::Grid => Some(BESIDE_GRID),
                Self::Village | Self::Firm => Some(BESIDE_VILLAGE),
                Self::Area => Some(BESIDE_AREA),
                Self::Town => Some(BESIDE_TOWN),
                Self::Department => Some(LEAD),
                Self::District => None,
            },
            Where::Above => match self {
                Self::Grid | Self::Firm => Some(Self::Village.code()),
                Self::Village => Some(Self::Area.code()),
                Self::Area => Some(Self::Town.code()),
                Self::Town | Self::Department => Some(Self::District.code()),
                Self::District => None,
            },
            Where::Elsewhere => Some(Self::Village.code()),
            Where::Mine | Where::Holding | Where::Accused => None,
        }
    }

    /// The case that lies there.
    pub fn spot(self, place: Where) -> Option<Spot> {
        match place {
            Where::Holding => match self {
                Self::Village => Some(Spot::HeldByVillage),
                Self::Area => Some(Spot::HeldByArea),
                Self::Town => Some(Spot::HeldByTown),
                Self::Department => Some(Spot::HeldByDepartment),
                Self::Grid | Self::Firm | Self::District => None,
            },
            Where::Accused => Some(Spot::Accuses(self)),
            // A department is no place: only what it holds is its own.
            Where::Own if matches!(self, Self::Department | Self::Firm) => None,
            Where::Beside if self == Self::Department => Some(Spot::At(BESIDE_VILLAGE)),
            Where::Mine => None,
            place => self.org(place).map(Spot::At),
        }
    }
}

pub const GRID: &str = "370114011251-g1";
pub const BESIDE_GRID: &str = "370114011251-g2";
pub const FIRM: &str = "370114011251-f1";
pub const BESIDE_VILLAGE: &str = "370114011227";
pub const BESIDE_AREA: &str = "370114011W01";
pub const BESIDE_TOWN: &str = "370114007";
/// Leads what nobody else holds.
pub const LEAD: &str = "city-enforcement";
/// The department in which roles of departments are tried.
pub const DEPARTMENT: &str = "water";
/// Called by whistles.
pub const CALLED: &str = "emergency";
