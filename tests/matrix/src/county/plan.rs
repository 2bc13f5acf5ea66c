//! What happens to a random county. Numbers choose among what is there when the step comes; a step that finds nothing to
//! do does nothing, so that a plan stays a plan when it is cut down.

use proptest::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A place below another, of a kind that may stand there.
    Place {
        under: u8,
        kind: u8,
    },
    /// A department of the district, or an office below a town, area or department.
    Unit {
        under: u8,
    },
    /// A person with a post.
    Post {
        org: u8,
        role: u8,
    },
    /// A person holds a second post elsewhere.
    Second {
        post: u8,
        org: u8,
        role: u8,
    },
    EndPost {
        post: u8,
    },
    Say {
        place: u8,
        by: Option<u8>,
    },
    Accept {
        case: u8,
        sensitive: bool,
        accused: Option<u8>,
    },
    Dispatch {
        case: u8,
        unit: u8,
        support: Option<u8>,
    },
    /// Given to the holder of a post.
    Assign {
        case: u8,
        post: u8,
    },
    Whistle {
        case: u8,
        unit: u8,
    },
    Return {
        case: u8,
    },
    Merge {
        case: u8,
        into: u8,
    },
    Move {
        org: u8,
        to: u8,
    },
    /// With or without one that comes after it.
    Close {
        org: u8,
        next: Option<u8>,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let n = any::<u8>;
    let some = || proptest::option::weighted(0.4, n());
    prop_oneof![
        2 => (n(), n()).prop_map(|(under, kind)| Step::Place { under, kind }),
        1 => n().prop_map(|under| Step::Unit { under }),
        3 => (n(), n()).prop_map(|(org, role)| Step::Post { org, role }),
        1 => (n(), n(), n()).prop_map(|(post, org, role)| Step::Second { post, org, role }),
        1 => n().prop_map(|post| Step::EndPost { post }),
        4 => (n(), some()).prop_map(|(place, by)| Step::Say { place, by }),
        4 => (n(), proptest::bool::weighted(0.25), some())
            .prop_map(|(case, sensitive, accused)| Step::Accept { case, sensitive, accused }),
        4 => (n(), n(), some()).prop_map(|(case, unit, support)| Step::Dispatch { case, unit, support }),
        2 => (n(), n()).prop_map(|(case, post)| Step::Assign { case, post }),
        1 => (n(), n()).prop_map(|(case, unit)| Step::Whistle { case, unit }),
        1 => n().prop_map(|case| Step::Return { case }),
        1 => (n(), n()).prop_map(|(case, into)| Step::Merge { case, into }),
        3 => (n(), n()).prop_map(|(org, to)| Step::Move { org, to }),
        2 => (n(), some()).prop_map(|(org, next)| Step::Close { org, next }),
    ]
}

/// First some places and units to begin with, then whatever happens.
pub fn plan() -> impl Strategy<Value = Vec<Step>> {
    let n = any::<u8>;
    let place = (n(), n()).prop_map(|(under, kind)| Step::Place { under, kind });
    let unit = n().prop_map(|under| Step::Unit { under });
    let ground = (
        proptest::collection::vec(place, 6..14),
        proptest::collection::vec(unit, 2..5),
        proptest::collection::vec(step(), 15..45),
    );
    ground.prop_map(|(places, units, rest)| places.into_iter().chain(units).chain(rest).collect())
}
