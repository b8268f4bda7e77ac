//! One uploaded file: sniffed, within limits, decoded, with its orientation.
//!
//! Everything that can be wrong with the bytes ends here as a [`Reason`]; later stages see only whole pictures.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Rgb, RgbImage};

use super::orientation::Orientation;
pub use super::sniff::Format;
use super::sniff::sniff;
use crate::digest::sha256;
use crate::error::{Code, Reason};
use crate::jpeg::segments::{Kind, Segment};
use crate::jpeg::{self, OutputSegments};

/// Limits of one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a file.
    pub bytes: u64,
    /// Most pixels (width × height) of a picture.
    pub pixels: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { bytes: 64 << 20, pixels: 100_000_000 }
    }
}

/// What is known of a file before, or without, its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Hash of the file as it came, in lower-case hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// A decoded attachment.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// What it is.
    pub format: Format,
    /// Width of the stored grid in pixels.
    pub width: u32,
    /// Height of the stored grid in pixels.
    pub height: u32,
    /// From the stored to the displayed grid.
    pub orientation: Orientation,
    /// The picture in the stored grid.
    pub pixels: RgbImage,
    /// The coefficients of a JPEG; `None` for other formats.
    pub coefficients: Option<jpeg::Image>,
    /// What a reviewer should know about the file.
    pub warnings: Vec<Reason>,
}

/// Reads a file within the limits; the hash is there even when the content is refused later.
///
/// # Errors
/// [`Code::CannotRead`], [`Code::TooManyBytes`].
pub fn load(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Source), Reason> {
    let cannot = |e: std::io::Error| Reason::new(Code::CannotRead, e.kind().to_string());
    let data = std::fs::metadata(path).map_err(cannot)?;
    // Opening a pipe would wait for its other end.
    if !data.is_file() {
        return Err(Reason::new(Code::CannotRead, "not a file"));
    }
    let mut bytes = Vec::new();
    // One byte more than allowed, for a file that grew since.
    let most = limits.bytes.saturating_add(1);
    if data.len() < most {
        File::open(path).map_err(cannot)?.take(most).read_to_end(&mut bytes).map_err(cannot)?;
    }
    let length = data.len().max(bytes.len() as u64);
    if length > limits.bytes {
        return Err(Reason::new(Code::TooManyBytes, format!("{length} bytes, limit {}", limits.bytes)));
    }
    let source = Source { sha256: sha256(&bytes), bytes: bytes.len() as u64 };
    Ok((bytes, source))
}

/// Sniffs and decodes a file.
///
/// A JPEG is read twice: its coefficients strictly, since the decoder of the pixels fills what is missing with grey
/// and says nothing (also in its strict mode, when the end marker is there), then its pixels.
///
/// # Errors
/// [`Code::Empty`], [`Code::Unsupported`], [`Code::TooManyPixels`] (before any memory is taken for them),
/// [`Code::Damaged`].
pub fn decode(bytes: Vec<u8>, limits: &Limits) -> Result<Attachment, Reason> {
    let (format, start) = sniff(&bytes)?;
    let body = bytes.get(start..).unwrap_or_default();
    let mut warnings = Vec::new();
    let (pixels, coefficients, orientation) = match format {
        Format::Jpeg => {
            let (pixels, image) = jpeg_pixels(body, limits)?;
            // What stands before the picture counts too.
            extras(&bytes, &mut warnings);
            (pixels, Some(image), orientation(body, &mut warnings))
        }
        Format::Png | Format::Bmp => {
            warnings.push(Reason::new(Code::Converted, format.as_str()));
            let kind = if format == Format::Png { ImageFormat::Png } else { ImageFormat::Bmp };
            let picture = pixels(body, kind, limits)?;
            // The unused fourth byte of a BMP is often 0 and means nothing; as transparency it would blank the page.
            let pixels = if format == Format::Png { on_white(picture) } else { picture.into_rgb8() };
            (pixels, None, Orientation::NORMAL)
        }
    };
    let (width, height) = pixels.dimensions();
    Ok(Attachment { format, width, height, orientation, pixels, coefficients, warnings })
}

fn jpeg_pixels(body: &[u8], limits: &Limits) -> Result<(RgbImage, jpeg::Image), Reason> {
    let codec = jpeg::Limits { pixels: limits.pixels, ..jpeg::Limits::default() };
    let image = jpeg::decode(body, &codec).map_err(|e| {
        let code = match e {
            jpeg::Error::Limit(_) => Code::TooManyPixels,
            jpeg::Error::Unsupported(_) => Code::Unsupported,
            _ => Code::Damaged,
        };
        Reason::new(code, e.to_string())
    })?;
    // The pixel decoder (zune-jpeg 0.5) gives black pixels for a sequential file of one scan per component.
    let reordered = split_scans(body, image.components.len())
        .then(|| jpeg::encode(&image, &OutputSegments::of(&image, Orientation::NORMAL.tag())));
    let picture = pixels(reordered.as_deref().unwrap_or(body), ImageFormat::Jpeg, limits)?;
    Ok((picture.into_rgb8(), image))
}

/// True for a sequential JPEG whose first scan doesn't hold all components.
fn split_scans(body: &[u8], components: usize) -> bool {
    let segments = jpeg::segments::walk(body).unwrap_or_default();
    let sequential = segments.iter().any(|s| s.kind == Kind::Frame && matches!(s.marker, 0xc0 | 0xc1));
    let first = segments.iter().find(|s| s.kind == Kind::Scan).and_then(|s| s.payload(body).first());
    sequential && first.is_some_and(|count| usize::from(*count) < components)
}

/// Most memory, in bytes, that the decoder of a PNG or BMP may take for a pixel: four channels of 16 bits.
const MAX_PIXEL: u64 = 8;

fn pixels(body: &[u8], kind: ImageFormat, limits: &Limits) -> Result<DynamicImage, Reason> {
    let damaged = |e: image::ImageError| match e {
        image::ImageError::Unsupported(e) => Reason::new(Code::Unsupported, e.to_string()),
        e => Reason::new(Code::Damaged, e.to_string()),
    };
    let mut reader = ImageReader::with_format(Cursor::new(body), kind);
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(limits.pixels.saturating_mul(MAX_PIXEL).saturating_add(1 << 20));
    reader.limits(memory);
    let decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let count = u64::from(width) * u64::from(height);
    if count > limits.pixels {
        let detail = format!("{width} x {height} pixels, limit {}", limits.pixels);
        return Err(Reason::new(Code::TooManyPixels, detail));
    }
    if count == 0 {
        return Err(Reason::new(Code::Damaged, "no pixels"));
    }
    DynamicImage::from_decoder(decoder).map_err(damaged)
}

/// A picture with transparent parts as a page shows it.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [r, g, b, alpha] = picture.get_pixel(x, y).0;
        let over = |c: u8| {
            let (c, alpha) = (u32::from(c), u32::from(alpha));
            ((c * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        Rgb([over(r), over(g), over(b)])
    })
}

/// Reports what stands before and after the picture and won't be in the output. Padding isn't worth a word.
fn extras(bytes: &[u8], warnings: &mut Vec<Reason>) {
    let segments = jpeg::segments::walk(bytes).unwrap_or_default();
    let is_extra = |s: &&Segment| match s.kind {
        Kind::MultiPicture | Kind::SecondPicture => true,
        Kind::Stray | Kind::Trailing => {
            let content = bytes.get(s.range.clone()).unwrap_or_default();
            !content.iter().all(|b| matches!(b, 0 | 0xff | b'\r' | b'\n' | b' '))
        }
        _ => false,
    };
    let found: Vec<String> = segments
        .iter()
        .filter(is_extra)
        .map(|s| format!("{} ({} bytes)", s.kind.name(), s.range.len()))
        .collect();
    if !found.is_empty() {
        warnings.push(Reason::new(Code::ExtraDropped, found.join(", ")));
    }
}

/// The orientation of the first EXIF block; blocks that disagree are reported.
fn orientation(body: &[u8], warnings: &mut Vec<Reason>) -> Orientation {
    let tags: Vec<Orientation> = jpeg::exif::orientations(body)
        .into_iter()
        .map(|tag| Orientation::from(u8::try_from(tag).unwrap_or(0)))
        .collect();
    let first = tags.first().copied().unwrap_or_default();
    if tags.iter().any(|t| *t != first) {
        let list: Vec<String> = tags.iter().map(|t| t.tag().to_string()).collect();
        warnings.push(Reason::new(Code::ExifContradicts, list.join(", ")));
    }
    first
}
