//! GCJ-02, in which maps in China must be published, shifts points by some hundred metres. The way to WGS-84 is found by
//! trying: the shift is smooth, and a few steps come within a centimetre.

use std::f64::consts::PI;

/// Semi-major axis and squared eccentricity of the Krasovsky 1940 ellipsoid, with which the shift is computed.
const AXIS: f64 = 6_378_245.0;
const ECCENTRICITY: f64 = 0.006_693_421_622_965_943;

pub(crate) fn to_gcj02([lon, lat]: [f64; 2]) -> [f64; 2] {
    let (x, y) = (lon - 105.0, lat - 35.0);
    let (mut east, mut north) = (shift_east(x, y), shift_north(x, y));
    let radians = lat / 180.0 * PI;
    let magic = 1.0 - ECCENTRICITY * radians.sin().powi(2);
    north = north * 180.0 / ((AXIS * (1.0 - ECCENTRICITY)) / (magic * magic.sqrt()) * PI);
    east = east * 180.0 / (AXIS / magic.sqrt() * radians.cos() * PI);
    [lon + east, lat + north]
}

/// From GCJ-02 to WGS-84.
pub(crate) fn to_wgs84(point: [f64; 2]) -> [f64; 2] {
    const STEPS: usize = 6;
    let mut guess = point;
    for _ in 0..STEPS {
        let shifted = to_gcj02(guess);
        guess = [guess[0] + point[0] - shifted[0], guess[1] + point[1] - shifted[1]];
    }
    guess
}

fn waves(value: f64, lengths: [(f64, f64); 2]) -> f64 {
    lengths.into_iter().map(|(height, times)| height * (value * times * PI).sin()).sum()
}

fn shift_north(x: f64, y: f64) -> f64 {
    let plain = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    let fine = waves(x, [(20.0, 6.0), (20.0, 2.0)]);
    let middle = waves(y, [(20.0, 1.0), (40.0, 1.0 / 3.0)]);
    let wide = waves(y, [(160.0, 1.0 / 12.0), (320.0, 1.0 / 30.0)]);
    plain + (fine + middle + wide) * 2.0 / 3.0
}

fn shift_east(x: f64, y: f64) -> f64 {
    let plain = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    let fine = waves(x, [(20.0, 6.0), (20.0, 2.0)]);
    let middle = waves(x, [(20.0, 1.0), (40.0, 1.0 / 3.0)]);
    let wide = waves(x, [(150.0, 1.0 / 12.0), (300.0, 1.0 / 30.0)]);
    plain + (fine + middle + wide) * 2.0 / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_shifts_by_some_hundred_metres_and_comes_back() {
        // A point of Beijing, as both systems give it in the literature.
        let shifted = to_gcj02([116.391_265, 39.907_333]);
        assert!(
            (shifted[0] - 116.397_5).abs() < 0.000_2 && (shifted[1] - 39.908_7).abs() < 0.000_2,
            "{shifted:?}"
        );
        for point in [[117.54, 36.72], [117.2, 36.3], [104.06, 30.67], [87.6, 43.8]] {
            let back = to_wgs84(to_gcj02(point));
            assert!((back[0] - point[0]).abs() < 1e-7 && (back[1] - point[1]).abs() < 1e-7, "{back:?}");
        }
    }
}
