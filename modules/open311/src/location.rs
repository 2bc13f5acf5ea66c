//! Where a matter is, from what GeoReport v2 sends: an id of ours, words, or a point.

use lianxin_access::Org;
use lianxin_base::{Id, Refused};
use lianxin_orgs::{Tree, place_named};

/// The place that will hold the matter, the words about it, and the point in WGS-84.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    pub place_id: Id,
    pub words: String,
    /// Longitude, latitude.
    pub point: Option<(f64, f64)>,
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    pub address_id: &'a str,
    pub address_string: &'a str,
    pub lat: &'a str,
    pub long: &'a str,
}

/// China with its islands: a point elsewhere is a mistake of sign or order.
const LAT: std::ops::RangeInclusive<f64> = 3.0..=54.0;
const LONG: std::ops::RangeInclusive<f64> = 73.0..=136.0;
const MOST_WORDS: usize = 500;

/// The id decides, then the words; a point alone is kept and the matter goes to `own`, whose dispatcher sees the point on
/// the map: boundaries of villages are not known to the program.
///
/// # Errors
/// 400 beside each argument; a place outside `own` is refused like one that does not exist.
pub fn locate(tree: &Tree, own: &Org, sent: Sent<'_>) -> Result<Location, Refused> {
    let mut refused = Refused::invalid("open311-refused-arguments");
    let point = point(sent, &mut refused);
    if sent.address_string.chars().count() > MOST_WORDS {
        refused = refused.and_field("address_string", "open311-refused-long");
    }
    if sent.address_id.is_empty()
        && sent.address_string.is_empty()
        && point.is_none()
        && refused.fields.is_empty()
    {
        refused = refused.and_field("address_string", "open311-refused-location");
    }
    let within = |org: &&Org| org.is_place() && tree.is_within(org.id, own.id);
    let by_id = tree.by_code(sent.address_id).filter(within);
    if !sent.address_id.is_empty() && by_id.is_none() {
        refused = refused.and_field("address_id", "open311-refused-address-id");
    }
    if !refused.fields.is_empty() {
        return Err(refused);
    }
    let place = by_id.or_else(|| place_named(tree, own, sent.address_string)).unwrap_or(own);
    Ok(Location { place_id: place.id, words: sent.address_string.to_owned(), point })
}

fn point(sent: Sent<'_>, refused: &mut Refused) -> Option<(f64, f64)> {
    if sent.lat.is_empty() && sent.long.is_empty() {
        return None;
    }
    let mut read = |name: &'static str, text: &str, allowed: std::ops::RangeInclusive<f64>| {
        let degrees = text.parse::<f64>().ok().filter(|degrees| allowed.contains(degrees));
        if degrees.is_none() {
            refused.fields.extend(Refused::field(name, "open311-refused-point").fields);
        }
        degrees
    };
    let (lat, long) = (read("lat", sent.lat, LAT), read("long", sent.long, LONG));
    Some((long?, lat?))
}
