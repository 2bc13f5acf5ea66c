//! Pictures drawn by code, so that photos go the way of photos and nobody's street is shown.

use std::collections::HashMap;
use std::io::Cursor;

use axum::body::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use lianxin_cases::{NotTaken, Taken};
use lianxin_db::Fault;

use super::run::Run;

const WIDE: u32 = 800;
const HIGH: u32 = 600;
const HORIZON: u32 = 380;

/// Drawn once each, then sent as often as somebody photographs.
#[derive(Default)]
pub struct Photos(HashMap<(&'static str, bool), Bytes>);

impl Run<'_> {
    /// A photo of a matter, before or after, taken in like any other.
    pub(super) async fn picture(&mut self, category: &str, after: bool) -> Result<Vec<Taken>, Fault> {
        let bytes = self.photos.of(category, after);
        match self.files.take_photo(self.county, bytes).await {
            Ok(taken) => Ok(vec![taken]),
            Err(NotTaken::Fault(fault)) => Err(fault),
            // A drawing that the gate does not like is left out; the words say what is meant.
            Err(NotTaken::Refused(_)) => Ok(vec![]),
        }
    }
}

impl Photos {
    fn of(&mut self, category: &str, after: bool) -> Bytes {
        let subject = match category.as_bytes() {
            [b'C', b'0', b'6'] => "lamp",
            [b'C', b'0', b'8'] | [b'D', ..] => "road",
            [b'B', ..] => "rubbish",
            [b'C' | b'G' | b'P', ..] => "water",
            _ => "wall",
        };
        self.0.entry((subject, after)).or_insert_with(|| jpeg(&draw(subject, after))).clone()
    }
}

fn jpeg(image: &RgbImage) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    // Only writing can fail, and memory takes it; a drawing that is empty is refused by the gate.
    let _ = image.write_to(&mut bytes, ImageFormat::Jpeg);
    bytes.into_inner().into()
}

fn draw(subject: &str, after: bool) -> RgbImage {
    let night = subject == "lamp";
    let mut image = RgbImage::from_fn(WIDE, HIGH, |x, y| ground(x, y, night));
    match subject {
        "lamp" => {
            rectangle(&mut image, 396, 130, 10, 350, [70, 74, 80]);
            rectangle(&mut image, 396, 130, 90, 8, [70, 74, 80]);
            let light = if after { [255, 236, 170] } else { [52, 55, 62] };
            if after {
                glow(&mut image, 480, 140, 230);
            }
            disc(&mut image, 480, 144, 16, light);
        }
        "road" => {
            rectangle(&mut image, 250, HORIZON, 300, HIGH - HORIZON, [104, 104, 108]);
            if !after {
                disc(&mut image, 390, 490, 58, [58, 50, 44]);
                disc(&mut image, 405, 498, 38, [36, 32, 30]);
            }
        }
        "rubbish" if !after => {
            for (n, shade) in [(0, 150), (1, 120), (2, 176), (3, 96), (4, 140)] {
                disc(&mut image, 300 + n * 52, 470 - (n % 2) * 26, 42, [shade, shade - 20, shade - 46]);
            }
        }
        "water" if !after => rectangle(&mut image, 120, 440, 560, 120, [92, 122, 146]),
        "wall" => {
            rectangle(&mut image, 180, 220, 440, 240, [196, 178, 156]);
            if !after {
                (0..40)
                    .for_each(|n| rectangle(&mut image, 380 + (n * 7) % 23, 224 + n * 6, 5, 7, [70, 58, 50]));
            }
        }
        _ => rectangle(&mut image, 340, 400, 120, 90, [92, 132, 92]),
    }
    image
}

/// Sky and earth, with a little grain so that no two rows are one colour.
fn ground(x: u32, y: u32, night: bool) -> Rgb<u8> {
    let grain = ((x * 31 + y * 17) % 13) as u8;
    let fade = (y / 6) as u8;
    match (y < HORIZON, night) {
        (true, true) => Rgb([18 + fade / 3, 24 + fade / 3, 48 + fade / 2]),
        (true, false) => Rgb([150 + fade / 2, 186 + fade / 3, 220]),
        (false, true) => Rgb([30 + grain, 32 + grain, 34 + grain]),
        (false, false) => Rgb([140 + grain, 132 + grain, 112 + grain]),
    }
}

fn rectangle(image: &mut RgbImage, left: u32, top: u32, wide: u32, high: u32, colour: [u8; 3]) {
    for y in top..(top + high).min(HIGH) {
        for x in left..(left + wide).min(WIDE) {
            image.put_pixel(x, y, Rgb(colour));
        }
    }
}

fn disc(image: &mut RgbImage, x: u32, y: u32, radius: u32, colour: [u8; 3]) {
    for (at_x, at_y, far) in around(x, y, radius) {
        if far <= f64::from(radius) {
            image.put_pixel(at_x, at_y, Rgb(colour));
        }
    }
}

fn glow(image: &mut RgbImage, x: u32, y: u32, radius: u32) {
    for (at_x, at_y, far) in around(x, y, radius) {
        let strength = 1.0 - far / f64::from(radius);
        if strength > 0.0 {
            let pixel = image.get_pixel_mut(at_x, at_y);
            for (channel, light) in pixel.0.iter_mut().zip([255.0, 226.0, 150.0]) {
                *channel = (f64::from(*channel) + (light - f64::from(*channel)) * strength * 0.7) as u8;
            }
        }
    }
}

fn around(x: u32, y: u32, radius: u32) -> impl Iterator<Item = (u32, u32, f64)> {
    let rows = y.saturating_sub(radius)..(y + radius + 1).min(HIGH);
    rows.flat_map(move |at_y| {
        let columns = x.saturating_sub(radius)..(x + radius + 1).min(WIDE);
        columns.map(move |at_x| {
            let (dx, dy) = (f64::from(at_x) - f64::from(x), f64::from(at_y) - f64::from(y));
            (at_x, at_y, dx.hypot(dy))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_drawing_is_a_photo_that_the_gate_takes() {
        let mut photos = Photos::default();
        for category in ["C06", "C08", "B07", "C05", "E02"] {
            for after in [false, true] {
                let bytes = photos.of(category, after);
                let clean = lianxin_files::clean_image(&bytes, &lianxin_files::ImageLimits::default());
                assert!(clean.is_ok(), "{category} {after}");
            }
        }
    }
}
