//! A shape on the ground: does it hold a point, where is its inside, what is its box.

use serde::{Deserialize, Serialize};

pub(crate) type Ring = Vec<[f64; 2]>;

/// Polygons, each an outer ring and holes, in longitude and latitude (WGS-84).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Shape(pub Vec<Vec<Ring>>);

impl Shape {
    pub fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.0.iter().flatten()
    }

    pub fn points(&self) -> usize {
        self.rings().map(Vec::len).sum()
    }

    /// West, south, east, north.
    pub fn bounds(&self) -> [f64; 4] {
        let start = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        self.rings().flatten().fold(start, |[west, south, east, north], [lon, lat]| {
            [west.min(*lon), south.min(*lat), east.max(*lon), north.max(*lat)]
        })
    }

    /// By the number of sides that a ray to the east crosses; holes count against.
    pub fn holds(&self, [lon, lat]: [f64; 2]) -> bool {
        let crossed = |pair: &[[f64; 2]]| {
            let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
            (y1 > lat) != (y2 > lat) && lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1
        };
        let inside = |polygon: &Vec<Ring>| {
            let crossings: usize =
                polygon.iter().map(|ring| ring.windows(2).filter(|pair| crossed(pair)).count()).sum();
            crossings % 2 == 1
        };
        self.0.iter().any(inside)
    }

    /// A point inside: the middle of the widest stretch on the middle latitude of the largest polygon.
    pub fn inner_point(&self) -> Option<[f64; 2]> {
        let largest = self.0.iter().max_by(|one, other| {
            let area = |polygon: &Vec<Ring>| polygon.first().map_or(0.0, |ring| area(ring).abs());
            area(one).total_cmp(&area(other))
        })?;
        let [_, south, _, north] = Self(vec![largest.clone()]).bounds();
        // A corner may lie on the very middle; a little beside it none does.
        let lat = south + (north - south) * 0.500_173;
        let mut crossings: Vec<f64> = Vec::new();
        for ring in largest {
            for pair in ring.windows(2) {
                let ([x1, y1], [x2, y2]) = (pair[0], pair[1]);
                if (y1 > lat) != (y2 > lat) {
                    crossings.push((x2 - x1) * (lat - y1) / (y2 - y1) + x1);
                }
            }
        }
        crossings.sort_by(f64::total_cmp);
        let widest = crossings
            .chunks_exact(2)
            .max_by(|one, other| (one[1] - one[0]).total_cmp(&(other[1] - other[0])))?;
        Some([f64::midpoint(widest[0], widest[1]), lat])
    }

    pub fn map(&self, change: impl Fn([f64; 2]) -> [f64; 2]) -> Self {
        let ring = |ring: &Ring| ring.iter().map(|point| change(*point)).collect();
        Self(self.0.iter().map(|polygon| polygon.iter().map(ring).collect()).collect())
    }
}

/// Twice the signed area, in square degrees.
pub(crate) fn area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum()
}

/// A shape with fewer points, for a small map: corners that stand out less than `tolerance` degrees go
/// (Douglas and Peucker 1973).
pub(crate) fn simple(shape: &Shape, tolerance: f64) -> Shape {
    let round = |value: f64| (value * 1e5).round() / 1e5;
    let ring = |ring: &Ring| -> Ring {
        let kept = kept(ring, tolerance);
        let points = ring.iter().zip(kept).filter(|(_, kept)| *kept);
        points.map(|([lon, lat], _)| [round(*lon), round(*lat)]).collect()
    };
    let polygon = |polygon: &Vec<Ring>| -> Vec<Ring> {
        polygon.iter().map(ring).filter(|ring| ring.len() >= 4).collect()
    };
    Shape(shape.0.iter().map(polygon).filter(|polygon| !polygon.is_empty()).collect())
}

fn kept(ring: &[[f64; 2]], tolerance: f64) -> Vec<bool> {
    let mut kept = vec![false; ring.len()];
    let Some(last) = ring.len().checked_sub(1) else { return kept };
    // A closed ring begins and ends at one point: cut it in the middle.
    for at in [0, last / 2, last] {
        kept[at] = true;
    }
    let mut waiting = vec![(0, last / 2), (last / 2, last)];
    while let Some((from, to)) = waiting.pop() {
        let far = (from + 1..to)
            .map(|at| (at, distance(ring[at], ring[from], ring[to])))
            .max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((at, distance)) = far
            && distance > tolerance
        {
            kept[at] = true;
            waiting.extend([(from, at), (at, to)]);
        }
    }
    kept
}

fn distance([x, y]: [f64; 2], [x1, y1]: [f64; 2], [x2, y2]: [f64; 2]) -> f64 {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 { (((x - x1) * dx + (y - y1) * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    (x - x1 - along * dx).hypot(y - y1 - along * dy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(west: f64, south: f64, side: f64) -> Ring {
        let (east, north) = (west + side, south + side);
        vec![[west, south], [east, south], [east, north], [west, north], [west, south]]
    }

    #[test]
    fn a_hole_is_outside_and_the_inner_point_is_not_in_it() {
        let ring = Shape(vec![vec![square(0.0, 0.0, 9.0), square(3.0, 3.0, 3.0)]]);
        assert!(ring.holds([1.0, 1.0]) && !ring.holds([4.5, 4.5]) && !ring.holds([10.0, 1.0]));
        let inner = ring.inner_point().unwrap_or_default();
        assert!(ring.holds(inner), "{inner:?}");
        assert_eq!(ring.bounds().map(|side| side as i64), [0, 0, 9, 9]);
    }

    #[test]
    fn a_simple_shape_keeps_its_corners() {
        let mut ring = square(117.0, 36.0, 0.1);
        ring.splice(1..1, (1..50).map(|n| [117.0 + 0.002 * f64::from(n), 36.0]));
        let few = simple(&Shape(vec![vec![ring]]), 0.0005);
        assert!(few.points() <= 6, "{}", few.points());
        assert!(few.holds([117.05, 36.05]) && !few.holds([117.2, 36.05]));
    }
}
