//! What is wrong with a shape, so that whoever made the file can mend it.

use super::shape::{Ring, Shape, area};

/// China with its islands: a point elsewhere is a mistake of sign, order or system.
const LAT: std::ops::RangeInclusive<f64> = 3.0..=54.0;
const LON: std::ops::RangeInclusive<f64> = 73.0..=136.0;
/// A district's own outline has some ten thousand.
const MOST_POINTS: usize = 100_000;

/// The code is part of the text key `orgs-boundary-{code}`; `at` is the point that is meant.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ShapeFault {
    pub code: &'static str,
    pub at: Option<[f64; 2]>,
}

fn fault(code: &'static str, at: impl Into<Option<[f64; 2]>>) -> ShapeFault {
    ShapeFault { code, at: at.into() }
}

/// The first thing that is wrong, if anything is.
pub(crate) fn fault_of(shape: &Shape) -> Option<ShapeFault> {
    if shape.0.is_empty() || shape.0.iter().any(Vec::is_empty) {
        return Some(fault("empty", None));
    }
    if shape.points() > MOST_POINTS {
        return Some(fault("too-many", None));
    }
    shape.rings().find_map(ring_fault)
}

fn ring_fault(ring: &Ring) -> Option<ShapeFault> {
    if let Some(point) = ring.iter().find(|[lon, lat]| !LON.contains(lon) || !LAT.contains(lat)) {
        let swapped = LON.contains(&point[1]) && LAT.contains(&point[0]);
        return Some(fault(if swapped { "swapped" } else { "outside" }, *point));
    }
    if ring.len() < 4 {
        return Some(fault("few-points", ring.first().copied()));
    }
    if ring.first() != ring.last() {
        return Some(fault("not-closed", ring.last().copied()));
    }
    if area(ring).abs() < 1e-12 {
        return Some(fault("no-area", ring.first().copied()));
    }
    crossing(ring).map(|at| fault("crosses", at))
}

/// Where a ring crosses itself. Sides are taken from west to east, so that only those beside each other are compared.
fn crossing(ring: &Ring) -> Option<[f64; 2]> {
    let sides = ring.len() - 1;
    let mut order: Vec<usize> = (0..sides).collect();
    let west = |side: usize| ring[side][0].min(ring[side + 1][0]);
    let east = |side: usize| ring[side][0].max(ring[side + 1][0]);
    order.sort_by(|one, other| west(*one).total_cmp(&west(*other)));
    for (at, one) in order.iter().enumerate() {
        for other in &order[at + 1..] {
            if west(*other) > east(*one) {
                break;
            }
            let apart = one.abs_diff(*other);
            if apart > 1 && apart < sides - 1 && cross(ring, *one, *other) {
                return Some(ring[*one]);
            }
        }
    }
    None
}

fn cross(ring: &Ring, one: usize, other: usize) -> bool {
    let turn =
        |a: [f64; 2], b: [f64; 2], c: [f64; 2]| (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
    let (a, b, c, d) = (ring[one], ring[one + 1], ring[other], ring[other + 1]);
    turn(a, b, c) * turn(a, b, d) < 0.0 && turn(c, d, a) * turn(c, d, b) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(ring: &[[f64; 2]]) -> Option<&'static str> {
        fault_of(&Shape(vec![vec![ring.to_vec()]])).map(|fault| fault.code)
    }

    #[test]
    fn each_thing_that_can_be_wrong_with_a_shape_is_told() {
        let good = [[117.0, 36.0], [117.1, 36.0], [117.1, 36.1], [117.0, 36.1], [117.0, 36.0]];
        assert_eq!(code(&good), None);
        assert_eq!(code(&good[..4]), Some("not-closed"));
        assert_eq!(code(&good[..3]), Some("few-points"));
        assert_eq!(code(&good.map(|[lon, lat]| [lat, lon])), Some("swapped"));
        assert_eq!(code(&good.map(|[lon, lat]| [-lon, lat])), Some("outside"));
        assert_eq!(
            code(&[[f64::NAN, 36.0], [117.0, 36.0], [117.0, 36.1], [f64::NAN, 36.0]]),
            Some("outside")
        );
        assert_eq!(code(&[[117.0, 36.0], [117.1, 36.1], [117.0, 36.0], [117.0, 36.0]]), Some("no-area"));
        let bow = [[117.0, 36.0], [117.1, 36.1], [117.1, 36.0], [117.0, 36.2], [117.0, 36.0]];
        assert_eq!(code(&bow), Some("crosses"));
        assert_eq!(fault_of(&Shape(vec![])).map(|fault| fault.code), Some("empty"));
    }
}
