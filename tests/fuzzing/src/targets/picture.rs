//! Photos and recordings: made anew or refused; what is kept is a picture within its limits.

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use lianxin_files::{AudioLimits, ImageLimits, check_audio, clean_image};

const LIMITS: ImageLimits = ImageLimits { bytes: 1 << 20, pixels: 400_000, side: 128, thumbnail: 32 };

pub fn image(bytes: &[u8]) {
    let Ok(clean) = clean_image(bytes, &LIMITS) else { return };
    assert!(clean.width <= LIMITS.side && clean.height <= LIMITS.side, "larger than the limit");
    let again = image::load_from_memory_with_format(&clean.jpeg, ImageFormat::Jpeg).expect("a JPEG");
    assert_eq!((again.width(), again.height()), (clean.width, clean.height));
    let small = image::load_from_memory_with_format(&clean.thumbnail, ImageFormat::Jpeg).expect("a JPEG");
    assert!(small.width() <= LIMITS.thumbnail && small.height() <= LIMITS.thumbnail);
    for hidden in [&b"Exif"[..], b"GPS", b"http://ns.adobe.com"] {
        let found = clean.jpeg.windows(hidden.len()).any(|window| window == hidden);
        assert!(!found, "something of the file that was sent is kept");
    }
}

pub fn audio(bytes: &[u8]) {
    let _ = check_audio(bytes, &AudioLimits::default());
}

pub fn image_seeds() -> Vec<Vec<u8>> {
    let drawn =
        |wide, high| RgbImage::from_fn(wide, high, |x, y| Rgb([(x * 7) as u8, (y * 5) as u8, (x * y) as u8]));
    let mut seeds = Vec::new();
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        for (wide, high) in [(1, 1), (40, 30), (200, 3)] {
            let mut bytes = Cursor::new(Vec::new());
            drawn(wide, high).write_to(&mut bytes, format).expect("drawn");
            seeds.push(bytes.into_inner());
        }
    }
    seeds.push(with_exif(&seeds[1]));
    seeds
}

/// A JPEG that says it is turned, and where it was taken.
fn with_exif(jpeg: &[u8]) -> Vec<u8> {
    let tiff: &[u8] = b"II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0\0\0";
    let mut part = vec![0xff, 0xe1];
    part.extend(u16::try_from(tiff.len() + 8).unwrap_or(0).to_be_bytes());
    part.extend_from_slice(b"Exif\0\0");
    part.extend_from_slice(tiff);
    [&jpeg[..2], &part, &jpeg[2..]].concat()
}

pub fn audio_seeds() -> Vec<Vec<u8>> {
    vec![
        b"OggS\0\x02\0\0\0\0\0\0\0\0OpusHead".to_vec(),
        b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\x82\x84webm".to_vec(),
        b"\0\0\0\x20ftypM4A \0\0\0\0M4A mp42".to_vec(),
        b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0".to_vec(),
        b"ID3\x04\0\0\0\0\0\0".to_vec(),
        b"#!AMR\n\x04".to_vec(),
    ]
}
