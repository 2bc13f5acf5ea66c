use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use tokio::sync::Semaphore;

/// Why a photo was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    #[error("this is not a JPEG, PNG or WebP photo")]
    NotAnImage,
    #[error("the photo is larger than {limit} bytes")]
    TooLarge { limit: u64 },
    #[error("the photo has more than {limit} pixels")]
    TooManyPixels { limit: u64 },
    #[error("the photo is damaged or incomplete")]
    Damaged,
}

impl ImageError {
    /// Stable code for texts and answers.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotAnImage => "not_an_image",
            Self::TooLarge { .. } => "too_large",
            Self::TooManyPixels { .. } => "too_many_pixels",
            Self::Damaged => "damaged",
        }
    }
}

/// What a photo may measure, before and after.
#[derive(Debug, Clone, Copy)]
pub struct ImageLimits {
    pub bytes: u64,
    pub pixels: u64,
    /// Longest side in pixels of what is kept, and of its thumbnail.
    pub side: u32,
    pub thumbnail: u32,
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self { bytes: 20 << 20, pixels: 40_000_000, side: 1600, thumbnail: 320 }
    }
}

/// A photo made anew from its pixels: upright JPEG, nothing of the file that was sent.
#[derive(Debug, Clone)]
pub struct CleanImage {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub thumbnail: Vec<u8>,
}

const QUALITY: u8 = 82;

/// Decodes at most one photo at a time: a 40-megapixel photo takes some 145 MB for a second or two.
#[derive(Debug, Clone)]
pub struct ImageGate {
    limits: ImageLimits,
    turns: Arc<Semaphore>,
}

impl ImageGate {
    pub fn new(limits: ImageLimits) -> Self {
        Self { limits, turns: Arc::new(Semaphore::new(1)) }
    }

    /// [`clean_image`] away from the async threads, when it is its turn.
    pub async fn clean(&self, bytes: Bytes) -> Result<CleanImage, ImageError> {
        let _turn = self.turns.acquire().await.map_err(|_| ImageError::Damaged)?;
        let limits = self.limits;
        let work = tokio::task::spawn_blocking(move || clean_image(&bytes, &limits));
        work.await.map_err(|_| ImageError::Damaged)?
    }
}

/// Takes the pixels out of untrusted bytes and makes a new JPEG and a thumbnail of them. Position, device,
/// names and anything appended to the file stay behind (《个人信息保护法》 Art. 6: what is not needed).
pub fn clean_image(bytes: &[u8], limits: &ImageLimits) -> Result<CleanImage, ImageError> {
    if bytes.len() as u64 > limits.bytes {
        return Err(ImageError::TooLarge { limit: limits.bytes });
    }
    let format = sniff(bytes).ok_or(ImageError::NotAnImage)?;
    if format == ImageFormat::Jpeg && !jpeg_ends(bytes) {
        return Err(ImageError::Damaged);
    }
    let (picture, orientation) = decode(bytes, format, limits)?;
    // Turning takes a second copy: of the small picture, not of the large one.
    let mut kept = fitted(picture, limits.side);
    kept.apply_orientation(orientation);
    let thumbnail = encode(&fitted(kept.clone(), limits.thumbnail))?;
    Ok(CleanImage { jpeg: encode(&kept)?, width: kept.width(), height: kept.height(), thumbnail })
}

fn sniff(bytes: &[u8]) -> Option<ImageFormat> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(ImageFormat::Png),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// Size first, pixels after: a few bytes can claim a picture of any size.
fn decode(
    bytes: &[u8],
    format: ImageFormat,
    limits: &ImageLimits,
) -> Result<(DynamicImage, Orientation), ImageError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut memory = Limits::default();
    memory.max_alloc = Some(limits.pixels * 8);
    reader.limits(memory);
    let mut decoder = reader.into_decoder().map_err(|error| told(&error, limits))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    // 16-bit and transparent pictures take more memory for the same pixels.
    if pixels > limits.pixels || decoder.total_bytes() > limits.pixels * 4 {
        return Err(ImageError::TooManyPixels { limit: limits.pixels });
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| told(&error, limits))?;
    Ok((picture, orientation))
}

fn told(error: &image::ImageError, limits: &ImageLimits) -> ImageError {
    match error {
        image::ImageError::Limits(_) => ImageError::TooManyPixels { limit: limits.pixels },
        _ => ImageError::Damaged,
    }
}

/// `thumbnail` averages boxes of pixels in integers: good for shrinking, and without the large buffers of floats
/// that the other filters take.
fn fitted(picture: DynamicImage, side: u32) -> DynamicImage {
    let (width, height) = picture.dimensions();
    if width <= side && height <= side { picture } else { picture.thumbnail(side, side) }
}

fn encode(picture: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(&on_white(picture))
        .map_err(|_| ImageError::Damaged)?;
    Ok(jpeg)
}

/// JPEG knows no transparency; a transparent screenshot would turn black.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let rgba = picture.to_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let [r, g, b, alpha] = rgba.get_pixel(x, y).0;
        image::Rgb([r, g, b].map(|c| mixed(c, alpha)))
    })
}

fn mixed(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u16::from(colour), u16::from(alpha));
    ((colour * alpha + 255 * (255 - alpha)) / 255) as u8
}

/// Whether a JPEG reaches its end mark. The decoder fills a cut photo up with grey and says nothing.
fn jpeg_ends(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(rest) = bytes.get(at..) {
        let [0xff, mark, ..] = rest else { return false };
        match mark {
            0xd9 => return true,
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            0xda => {
                let Some(scan) = segment_end(bytes, at).and_then(|start| scan_end(bytes, start)) else {
                    return false;
                };
                at = scan;
            }
            _ => {
                let Some(end) = segment_end(bytes, at) else { return false };
                at = end;
            }
        }
    }
    false
}

/// Where a segment ends whose mark stands at `at`: its length follows in two bytes.
fn segment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
    (length >= 2).then_some(at + 2 + length)
}

/// Where a scan's data end: at a mark other than a stuffed zero or a restart.
fn scan_end(bytes: &[u8], start: usize) -> Option<usize> {
    let data = bytes.get(start..)?;
    let end =
        data.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff))?;
    Some(start + end)
}
