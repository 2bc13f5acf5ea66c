//! A photo that comes in is made anew: upright, small, without where and with what it was taken.

#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{
    DynamicImage, ExtendedColorType, GenericImageView, ImageEncoder, ImageReader, Rgb, RgbImage, Rgba,
    RgbaImage,
};
use lianxin_files::{ImageError, ImageGate, ImageLimits, clean_image};
use proptest::prelude::*;

/// Left half red, right half blue.
fn two_halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if x < width / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) },
    )
}

fn jpeg(picture: &RgbImage, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).unwrap();
    }
    encoder.write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

/// A little-endian TIFF block with an orientation, a camera name, and a GPS latitude reference.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    tiff.extend([0x0f, 0x01, 2, 0, 12, 0, 0, 0, 50, 0, 0, 0]);
    tiff.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
    tiff.extend([0x25, 0x88, 4, 0, 1, 0, 0, 0, 62, 0, 0, 0]);
    tiff.extend([0, 0, 0, 0]);
    tiff.extend(b"SecretCamera");
    tiff.extend([1, 0, 1, 0, 2, 0, 8, 0, 0, 0, 80, 0, 0, 0, 0, 0, 0, 0]);
    tiff.extend(b"SecretN\0");
    tiff
}

fn opened(bytes: &[u8]) -> DynamicImage {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().unwrap().decode().unwrap()
}

fn cleaned(bytes: &[u8]) -> Result<lianxin_files::CleanImage, ImageError> {
    clean_image(bytes, &ImageLimits::default())
}

fn is_red(picture: &DynamicImage, x: u32, y: u32) -> bool {
    let [r, _, b, _] = picture.get_pixel(x, y).0;
    r > 150 && b < 100
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|part| part == word)
}

#[test]
fn where_and_with_what_it_was_taken_is_gone() {
    let sent = jpeg(&two_halves(64, 32), Some(exif(1)));
    assert!(holds(&sent, b"SecretCamera") && holds(&sent, b"SecretN") && holds(&sent, b"Exif"));
    let clean = cleaned(&sent).unwrap();
    for kept in [&clean.jpeg, &clean.thumbnail] {
        assert!(!holds(kept, b"Secret") && !holds(kept, b"Exif"));
    }
}

#[test]
fn a_photo_taken_sideways_stands_upright() {
    // Orientation 6: the camera's left edge is the top of the scene.
    let clean = cleaned(&jpeg(&two_halves(64, 32), Some(exif(6)))).unwrap();
    let picture = opened(&clean.jpeg);
    assert_eq!((picture.dimensions(), clean.width, clean.height), ((32, 64), 32, 64));
    assert!(is_red(&picture, 16, 5) && !is_red(&picture, 16, 58));
}

#[test]
fn a_large_photo_is_made_small_and_a_small_one_stays() {
    let clean = cleaned(&jpeg(&two_halves(2000, 1500), None)).unwrap();
    assert_eq!(opened(&clean.jpeg).dimensions(), (1600, 1200));
    assert_eq!(opened(&clean.thumbnail).dimensions(), (320, 240));
    let clean = cleaned(&jpeg(&two_halves(200, 100), None)).unwrap();
    assert_eq!(
        (opened(&clean.jpeg).dimensions(), opened(&clean.thumbnail).dimensions()),
        ((200, 100), (200, 100))
    );
}

#[test]
fn png_and_webp_become_jpeg_on_white() {
    let clear = RgbaImage::from_pixel(40, 40, Rgba([0, 0, 0, 0]));
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&clear, 40, 40, ExtendedColorType::Rgba8).unwrap();
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).write_image(&clear, 40, 40, ExtendedColorType::Rgba8).unwrap();
    for sent in [png, webp] {
        let kept = cleaned(&sent).unwrap().jpeg;
        assert!(kept.starts_with(&[0xff, 0xd8, 0xff]));
        assert_eq!(opened(&kept).get_pixel(20, 20), Rgba([255, 255, 255, 255]));
    }
}

#[test]
fn a_text_that_is_called_a_photo_is_none() {
    for text in
        [&b""[..], b"\xff\xd8", b"hello, I am photo.jpg", b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.7"]
    {
        assert_eq!(cleaned(text).unwrap_err(), ImageError::NotAnImage);
    }
}

#[test]
fn a_photo_cut_anywhere_is_damaged() {
    let whole = jpeg(&two_halves(64, 48), Some(exif(1)));
    for length in 3..whole.len() {
        assert_eq!(
            cleaned(&whole[..length]).unwrap_err(),
            ImageError::Damaged,
            "{length} of {} bytes",
            whole.len()
        );
    }
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&two_halves(64, 48), 64, 48, ExtendedColorType::Rgb8).unwrap();
    assert_eq!(cleaned(&png[..png.len() / 2]).unwrap_err(), ImageError::Damaged);
}

#[test]
fn a_few_bytes_that_claim_a_huge_picture_are_refused_before_memory_is_taken() {
    // 60,000 x 60,000 pixels are 10 GB.
    let mut header = b"IHDR".to_vec();
    header.extend(60_000_u32.to_be_bytes());
    header.extend(60_000_u32.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(&header);
    png.extend(crc32(&header).to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    assert_eq!(cleaned(&png).unwrap_err(), ImageError::TooManyPixels { limit: 40_000_000 });
}

#[test]
fn a_picture_over_the_pixel_limit_is_refused_though_its_file_is_small() {
    let mut png = Vec::new();
    let black = RgbImage::new(2000, 2000);
    PngEncoder::new(&mut png).write_image(&black, 2000, 2000, ExtendedColorType::Rgb8).unwrap();
    let limits = ImageLimits { pixels: 1_000_000, ..ImageLimits::default() };
    assert_eq!(clean_image(&png, &limits).unwrap_err().code(), "too_many_pixels");
}

#[test]
fn a_file_over_the_byte_limit_is_refused_unread() {
    let limits = ImageLimits { bytes: 10, ..ImageLimits::default() };
    assert_eq!(clean_image(&[0xff; 11], &limits).unwrap_err(), ImageError::TooLarge { limit: 10 });
}

#[test]
fn what_hangs_on_a_photo_stays_behind() {
    let mut polyglot = jpeg(&two_halves(64, 32), None);
    polyglot.extend(b"<script>alert(1)</script>PK\x03\x04");
    let kept = cleaned(&polyglot).unwrap().jpeg;
    assert!(!holds(&kept, b"<script>") && !holds(&kept, b"PK\x03\x04"));
}

#[tokio::test]
async fn photos_that_come_together_are_cleaned_one_after_the_other() {
    let gate = ImageGate::new(ImageLimits::default());
    let sent = Bytes::from(jpeg(&two_halves(64, 32), None));
    let (one, two) = tokio::join!(gate.clean(sent.clone()), gate.clean(sent));
    assert_eq!(one.unwrap().jpeg, two.unwrap().jpeg);
    assert_eq!(gate.clean(Bytes::from_static(b"text")).await.unwrap_err(), ImageError::NotAnImage);
}

proptest! {
    #[test]
    fn any_bytes_at_all_get_an_answer(mut bytes: Vec<u8>, kind in 0..3_usize) {
        let magic: [&[u8]; 3] = [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBPVP8 "];
        bytes.splice(0..0, magic[kind].iter().copied());
        prop_assert!(cleaned(&bytes).is_err());
    }

    #[test]
    fn a_photo_with_one_wrong_byte_gets_an_answer(at: prop::sample::Index, byte: u8) {
        let mut bytes = jpeg(&two_halves(32, 32), Some(exif(1)));
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(clean) = cleaned(&bytes) {
            prop_assert!(opened(&clean.jpeg).width() <= 1600);
        }
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
