//! One uploaded file: sniffed, within limits, decoded, with its orientation.
//!
//! Everything that can be wrong with the bytes is told here as a [`Reason`]; later stages see only whole pictures.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::coefficients::Coefficients;
pub use super::limits::Limits;
use super::picture::{self, Picture};
pub use super::sniff::Format;
use super::sniff::sniff;
use crate::digest::sha256;
use crate::error::{Code, Detail, Reason};
use crate::jpeg;
use crate::jpeg::segments::{Kind, Segment};
use crate::pixels::orientation::Orientation;

/// What is known of a file without its picture.
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
    /// The coefficients of a JPEG; `None` for other formats, and for a JPEG that can't be rewritten in them.
    pub coefficients: Option<Coefficients>,
    /// For a JPEG without coefficients: its quantisation tables for light and colour, in zigzag order and for 8 bits.
    pub tables: Option<[[u16; 64]; 2]>,
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
        return Err(Reason::new(Code::CannotRead, Detail::NotAFile));
    }
    let mut bytes = Vec::new();
    // One byte more than allowed, for a file that grew since.
    let most = limits.bytes.saturating_add(1);
    if data.len() < most {
        File::open(path).map_err(cannot)?.take(most).read_to_end(&mut bytes).map_err(cannot)?;
    }
    let length = data.len().max(bytes.len() as u64);
    if length > limits.bytes {
        return Err(Reason::new(Code::TooManyBytes, Detail::MostBytes(length, limits.bytes)));
    }
    let source = Source { sha256: sha256(&bytes), bytes: bytes.len() as u64 };
    Ok((bytes, source))
}

/// Sniffs and decodes a file.
///
/// A JPEG's coefficients are read strictly, by the codec that will rewrite it. The pixels are then decoded from those
/// coefficients and not from the file, so the reader sees exactly what will be released. Other decoders are lenient
/// with odd files: zune-jpeg 0.5 fills missing data with grey without an error, shows sequential files with one scan
/// per component as black, and panics on some files with more chroma than luma. Writing the copy costs some 10 ms for
/// an A4 scan. JPEGs that can't be rewritten in their coefficients are decoded here and encoded anew later:
///
/// | kind | outcome |
/// |---|---|
/// | baseline, extended, progressive; Huffman or arithmetic; 8 bits | coefficients |
/// | extended, progressive; Huffman or arithmetic; 12 bits | pixels, by [`jpeg::render`] |
/// | lossless; Huffman; 8 or 16 bits, one component, or 8 bits, three | pixels, by the `jpeg-decoder` crate |
/// | hierarchical, DNL, lossless with arithmetic coding, more than four components | held: no decoder |
///
/// # Errors
/// [`Code::Empty`], [`Code::Unsupported`], [`Code::TooManyPixels`] (also for too much memory; before any is taken),
/// [`Code::Damaged`].
pub fn decode(bytes: Vec<u8>, limits: &Limits) -> Result<Attachment, Reason> {
    let (format, start) = sniff(&bytes)?;
    let body = bytes.get(start..).unwrap_or_default();
    let mut warnings = Vec::new();
    let (picture, orientation) = match format {
        Format::Jpeg => {
            let picture = picture::jpeg(body, limits)?;
            // What stands before the picture counts too.
            extras(&bytes, &mut warnings);
            (picture, orientation(body, &mut warnings))
        }
        Format::Png | Format::Bmp => {
            warnings.push(Reason::new(Code::Converted, format.as_str()));
            let kind = if format == Format::Png { ImageFormat::Png } else { ImageFormat::Bmp };
            let picture = picture::decoded(body, kind, limits)?;
            // The unused fourth byte of a BMP is often 0 and means nothing; as transparency it would blank the page.
            let pixels = if format == Format::Png { on_white(picture) } else { picture.into_rgb8() };
            (Picture { pixels, coefficients: None, tables: None }, Orientation::NORMAL)
        }
    };
    let Picture { pixels, coefficients, tables } = picture;
    let (width, height) = pixels.dimensions();
    Ok(Attachment { format, width, height, orientation, pixels, coefficients, tables, warnings })
}

/// The stored grid of a file that our own codec wrote, and its orientation.
///
/// The pixels come from the file itself, since writing its coefficients anew gives that file once more, but for the orientation; so nobody
/// needs those coefficients, which take as much memory as the picture. Whether the file can be read strictly was asked when it was written.
///
/// # Errors
/// Those of [`decode`].
pub fn shown_as_written(bytes: &[u8], limits: &Limits) -> Result<(RgbImage, Orientation), Reason> {
    Ok((picture::written(bytes, limits)?, orientation(bytes, &mut Vec::new())))
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

/// Reports bytes before and after the picture, which won't be in the output. Padding isn't reported.
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
    let extra = |s: &Segment| Detail::extra(s.kind.name().into(), s.range.len() as u64);
    let found: Vec<Detail> = segments.iter().filter(is_extra).map(extra).collect();
    if !found.is_empty() {
        warnings.push(Reason::new(Code::ExtraDropped, Detail::List(found)));
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
