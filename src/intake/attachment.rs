//! One uploaded file: sniffed, within limits, decoded, with its orientation.
//!
//! Everything that can be wrong with the bytes ends here as a [`Reason`]; later stages see only whole pictures.

use std::io::Cursor;
use std::path::Path;

use exif::{In, Tag, Value};
use image::{ImageDecoder, ImageFormat, ImageReader, RgbImage};
use sha2::{Digest, Sha256};

use super::orientation::Orientation;
use crate::error::{Code, Reason};

/// What a file really is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG under another name.
    Png,
    /// BMP under another name.
    Bmp,
}

impl Format {
    /// The audit's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Jpeg => "jpeg",
            Format::Png => "png",
            Format::Bmp => "bmp",
        }
    }
}

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
    /// The file as it came.
    pub bytes: Vec<u8>,
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
    /// What a reviewer should know about the file.
    pub warnings: Vec<Reason>,
}

/// Reads a file within the limits; the hash is there even when the content is refused later.
pub fn load(path: &Path, limits: &Limits) -> Result<(Vec<u8>, Source), Reason> {
    let cannot = |e: std::io::Error| Reason::new(Code::CannotRead, e.kind().to_string());
    let length = std::fs::metadata(path).map_err(cannot)?.len();
    if length > limits.bytes {
        return Err(Reason::new(Code::TooManyBytes, format!("{length} bytes, limit {}", limits.bytes)));
    }
    let bytes = std::fs::read(path).map_err(cannot)?;
    let source = Source { sha256: hex(&Sha256::digest(&bytes)), bytes: bytes.len() as u64 };
    Ok((bytes, source))
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Junk before SOI that is passed over: a byte order mark and line ends of a careless upload script.
const MAX_JUNK: usize = 64;

/// Sniffs and decodes a file.
pub fn decode(bytes: Vec<u8>, limits: &Limits) -> Result<Attachment, Reason> {
    if bytes.is_empty() {
        return Err(Reason::new(Code::Empty, ""));
    }
    let (format, start) = sniff(&bytes)?;
    let mut warnings = Vec::new();
    if start > 0 {
        warnings.push(Reason::new(Code::ExtraDropped, format!("{start} bytes before the picture")));
    }
    if format != Format::Jpeg {
        warnings.push(Reason::new(Code::Converted, format.as_str()));
    }
    let body = bytes.get(start..).unwrap_or_default();
    let (width, height, pixels) = picture(body, format, limits)?;
    let orientation =
        if format == Format::Jpeg { orientation(body, &mut warnings) } else { Orientation::NORMAL };
    Ok(Attachment { bytes, format, width, height, orientation, pixels, warnings })
}

fn sniff(bytes: &[u8]) -> Result<(Format, usize), Reason> {
    let unsupported = |what: &str| Err(Reason::new(Code::Unsupported, what));
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => return Ok((Format::Png, 0)),
        [b'B', b'M', ..] if bytes.len() > 26 => return Ok((Format::Bmp, 0)),
        [b'%', b'P', b'D', b'F', ..] => return unsupported("PDF"),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => return unsupported("ZIP or Office document"),
        [b'G', b'I', b'F', b'8', ..] => return unsupported("GIF"),
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => return unsupported("TIFF"),
        [b'R', b'I', b'F', b'F', ..] => return unsupported("WebP"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return unsupported("HEIC, AVIF or video"),
        _ => {}
    }
    let head = bytes.get(..bytes.len().min(MAX_JUNK + 3)).unwrap_or_default();
    match head.windows(3).position(|w| w == [0xff, 0xd8, 0xff]) {
        Some(at) => Ok((Format::Jpeg, at)),
        None => unsupported("no picture"),
    }
}

fn picture(body: &[u8], format: Format, limits: &Limits) -> Result<(u32, u32, RgbImage), Reason> {
    let damaged = |e: image::ImageError| Reason::new(Code::Damaged, e.to_string());
    let kind = match format {
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::Bmp => ImageFormat::Bmp,
    };
    let reader = ImageReader::with_format(Cursor::new(body), kind);
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
    let pixels = image::DynamicImage::from_decoder(decoder).map_err(damaged)?.into_rgb8();
    Ok((width, height, pixels))
}

/// The orientation of the first EXIF block; blocks that disagree are reported.
fn orientation(body: &[u8], warnings: &mut Vec<Reason>) -> Orientation {
    let mut tags = Vec::new();
    for block in exif_blocks(body) {
        if let Ok(exif) = exif::Reader::new().read_raw(block.to_vec())
            && let Some(field) = exif.get_field(Tag::Orientation, In::PRIMARY)
            && let Value::Short(values) = &field.value
            && let Some(&tag) = values.first()
        {
            tags.push(Orientation::from(u8::try_from(tag).unwrap_or(1)));
        }
    }
    let first = tags.first().copied().unwrap_or_default();
    if tags.iter().any(|t| *t != first) {
        let list: Vec<String> = tags.iter().map(|t| t.tag().to_string()).collect();
        warnings.push(Reason::new(Code::ExifContradicts, list.join(", ")));
    }
    first
}

/// The TIFF payloads of all APP1 Exif segments before the first scan.
fn exif_blocks(body: &[u8]) -> Vec<&[u8]> {
    let mut blocks = Vec::new();
    let mut at = 2;
    while let Some(&[0xff, marker]) = body.get(at..at + 2) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xda || marker == 0xd9 {
            break;
        }
        let Some(&[hi, lo]) = body.get(at + 2..at + 4) else { break };
        let length = usize::from(u16::from_be_bytes([hi, lo])).max(2);
        let payload = body.get(at + 4..at + 2 + length).unwrap_or_default();
        if marker == 0xe1
            && let Some(tiff) = payload.strip_prefix(b"Exif\0\0")
        {
            blocks.push(tiff);
        }
        at += 2 + length;
    }
    blocks
}
