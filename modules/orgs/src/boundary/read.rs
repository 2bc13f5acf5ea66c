//! Reads a GeoJSON file (RFC 7946) into features, each with its shape or with what is wrong with it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::faults::{ShapeFault, fault_of};
use super::gcj02::to_wgs84;
use super::shape::{Ring, Shape};

/// In which system the coordinates of a file are. Nothing in a file says it reliably, so whoever brings it says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum System {
    Wgs84,
    Gcj02,
}

impl System {
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "wgs84" => Some(Self::Wgs84),
            "gcj02" => Some(Self::Gcj02),
            _ => None,
        }
    }
    pub fn word(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Gcj02 => "gcj02",
        }
    }
}

/// One feature of the file, in WGS-84.
#[derive(Clone, Debug)]
pub(crate) struct Feature {
    /// From 1, as people count.
    pub place: usize,
    /// What its properties say: code, then name.
    pub code: String,
    pub name: String,
    pub shape: Result<Shape, ShapeFault>,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    features: Vec<Value>,
    #[serde(default)]
    crs: Option<Value>,
}

const MOST_FEATURES: usize = 5_000;

/// The features of a file; or the code of what is wrong with the file as a whole (`orgs-boundary-file-{code}`).
pub(crate) fn read(bytes: &[u8], system: System) -> Result<Vec<Feature>, &'static str> {
    let text = std::str::from_utf8(bytes).map_err(|_| "not-utf8")?;
    let text = text.trim_start_matches('\u{feff}');
    let value: Value = serde_json::from_str(text).map_err(|_| "not-json")?;
    if value.get("type").and_then(Value::as_str) == Some("Feature") {
        return Ok(vec![feature(1, &value, system)]);
    }
    let file: File = serde_json::from_value(value).map_err(|_| "not-geojson")?;
    if file.kind != "FeatureCollection" {
        return Err("not-geojson");
    }
    if file.crs.as_ref().is_some_and(|crs| !is_geographic(crs)) {
        return Err("projected");
    }
    match file.features.len() {
        0 => Err("no-features"),
        many if many > MOST_FEATURES => Err("too-many"),
        _ => Ok(file.features.iter().enumerate().map(|(at, one)| feature(at + 1, one, system)).collect()),
    }
}

/// Old files name their system; WGS-84 and CGCS2000 differ by centimetres, anything else is metres on a plane.
fn is_geographic(crs: &Value) -> bool {
    let name = crs.pointer("/properties/name").and_then(Value::as_str).unwrap_or_default();
    name.is_empty() || ["CRS84", "4326", "4490"].iter().any(|known| name.ends_with(known))
}

fn feature(place: usize, value: &Value, system: System) -> Feature {
    let empty = Map::new();
    let properties = value.get("properties").and_then(Value::as_object).unwrap_or(&empty);
    let text = |names: &[&str]| {
        let found = names.iter().find_map(|name| properties.get(*name));
        match found {
            Some(Value::String(text)) => text.trim().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        }
    };
    let shape = shape(value.get("geometry")).and_then(|shape| match fault_of(&shape) {
        Some(fault) => Err(fault),
        None if system == System::Gcj02 => Ok(shape.map(to_wgs84)),
        None => Ok(shape),
    });
    Feature {
        place,
        code: text(&["code", "代码", "adcode", "区划代码", "gb"]),
        name: text(&["name", "名称", "name_zh", "村名"]),
        shape,
    }
}

fn shape(geometry: Option<&Value>) -> Result<Shape, ShapeFault> {
    let wrong = |code| ShapeFault { code, at: None };
    let geometry = geometry.filter(|one| !one.is_null()).ok_or(wrong("no-geometry"))?;
    let coordinates = geometry.get("coordinates").ok_or(wrong("no-geometry"))?;
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or_default();
    let polygons = match kind {
        "Polygon" => polygon(coordinates).map(|one| vec![one]),
        "MultiPolygon" => coordinates.as_array().and_then(|all| all.iter().map(polygon).collect()),
        _ => return Err(wrong("not-area")),
    };
    polygons.map(Shape).ok_or(wrong("not-numbers"))
}

fn polygon(value: &Value) -> Option<Vec<Ring>> {
    value.as_array()?.iter().map(ring).collect()
}

fn ring(value: &Value) -> Option<Ring> {
    // A third number is a height and is left.
    let point = |point: &Value| {
        let numbers = point.as_array()?;
        Some([numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?])
    };
    value.as_array()?.iter().map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: &str = "[[117.5,36.7],[117.6,36.7],[117.6,36.8],[117.5,36.8],[117.5,36.7]]";

    fn file(geometry: &str) -> Vec<u8> {
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":\
             {{\"code\":370114011227}},\"geometry\":{geometry}}}]}}"
        )
        .into_bytes()
    }

    fn only(geometry: &str, system: System) -> Result<Shape, &'static str> {
        let mut all = read(&file(geometry), system)?;
        all.remove(0).shape.map_err(|fault| fault.code)
    }

    #[test]
    fn a_polygon_comes_in_as_it_is_or_moved_to_wgs84() {
        let geometry = format!("{{\"type\":\"Polygon\",\"coordinates\":[{SQUARE}]}}");
        let plain = only(&geometry, System::Wgs84).unwrap_or_default();
        assert!(plain.holds([117.55, 36.75]) && !plain.holds([117.45, 36.75]));
        let moved = only(&geometry, System::Gcj02).unwrap_or_default();
        let [lon, lat] = moved.0[0][0][0];
        assert!((0.003..0.009).contains(&(117.5 - lon)) && (lat - 36.7).abs() < 0.003, "{lon} {lat}");
        let read = read(&file(&geometry), System::Wgs84).unwrap_or_default();
        assert_eq!(read[0].code, "370114011227", "a code that a program wrote as a number");
    }

    #[test]
    fn what_is_no_boundary_is_told() {
        for (geometry, code) in [
            ("null", "no-geometry"),
            ("{\"type\":\"Point\",\"coordinates\":[117.5,36.7]}", "not-area"),
            ("{\"type\":\"Polygon\",\"coordinates\":[[[\"a\",1]]]}", "not-numbers"),
            ("{\"type\":\"Polygon\",\"coordinates\":[]}", "empty"),
            ("{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}", "empty"),
        ] {
            assert_eq!(only(geometry, System::Wgs84), Err(code), "{geometry}");
        }
        for (bytes, code) in [
            (&b"\xff\xfe"[..], "not-utf8"),
            (b"{", "not-json"),
            (b"[1]", "not-geojson"),
            (b"{\"type\":\"Topology\"}", "not-geojson"),
            (b"{\"type\":\"FeatureCollection\",\"features\":[]}", "no-features"),
            (
                b"{\"type\":\"FeatureCollection\",\"features\":[{}],\"crs\":{\"properties\":{\"name\":\"EPSG:4548\"}}}",
                "projected",
            ),
        ] {
            assert_eq!(read(bytes, System::Wgs84).map(|_| ()), Err(code));
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read(deep.as_bytes(), System::Wgs84).map(|_| ()), Err("not-json"), "depth breaks nothing");
    }
}
