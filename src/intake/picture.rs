//! Decodes bytes of a known format into pixels and, for a JPEG, into the coefficients that will be rewritten.
//!
//! Every decoder's cost is estimated from the header first, and a picture that costs too much is refused before it is
//! decoded.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};

use super::coefficients::Coefficients;
use super::limits::Limits;
use crate::error::{Code, Detail, Reason};
use crate::jpeg::{self, OutputSegments};
use crate::pixels::orientation::Orientation;

/// A decoded picture in its stored grid; the fields are those of an `Attachment`.
pub(super) struct Picture {
    pub(super) pixels: RgbImage,
    pub(super) coefficients: Option<Coefficients>,
    pub(super) tables: Option<[[u16; 64]; 2]>,
}

/// How often a JPEG's coefficients are counted for the memory that it takes to mask it: the source, the covered copy, and the finished file
/// read back, although the last two are never there at once.
const COPIES: u64 = 3;

/// Bytes of pixels per pixel of a JPEG: the page in its stored and its displayed grid, and the fast decoder's rows.
const PAGE: u64 = 3 + 3 + 3;

/// Reads a JPEG: its coefficients where it can be rewritten in them, else its pixels alone.
pub(super) fn jpeg(body: &[u8], limits: &Limits) -> Result<Picture, Reason> {
    let codec = codec(body, limits)?;
    match jpeg::decode(body, &codec) {
        Ok(image) => {
            let sampling: Vec<(u8, u8)> = image.components.iter().map(|c| (c.h, c.v)).collect();
            let pixels = if usual(&sampling) {
                let segments = OutputSegments::of(&image, Orientation::NORMAL.tag());
                shown(&jpeg::encode(&image, &segments), limits)?
            } else {
                rendered(&image, 8)?
            };
            Ok(Picture { pixels, coefficients: Some(Coefficients::of(image, body, codec)), tables: None })
        }
        Err(jpeg::Error::Unsupported(what)) => other(body, &codec, limits, what),
        Err(e) => Err(refused(e)),
    }
}

/// The pixels of a file that our own codec wrote.
pub(super) fn written(body: &[u8], limits: &Limits) -> Result<RgbImage, Reason> {
    if jpeg::segments::sampling(body).is_some_and(|factors| usual(&factors)) {
        return shown(body, limits);
    }
    rendered(&jpeg::decode(body, &codec(body, limits)?).map_err(refused)?, 8)
}

fn refused(e: jpeg::Error) -> Reason {
    let code = match e {
        jpeg::Error::Limit(_) => Code::TooManyPixels,
        jpeg::Error::Unsupported(_) => Code::Unsupported,
        _ => Code::Damaged,
    };
    Reason::new(code, e.to_string())
}

fn too_much() -> Reason {
    refused(jpeg::Error::Limit("memory"))
}

/// The codec's limits: the memory that the pixels leave, divided among the copies of the coefficients.
fn codec(body: &[u8], limits: &Limits) -> Result<jpeg::Limits, Reason> {
    let pixels = jpeg::segments::size(body).map_or(0, |(w, h)| u64::from(w) * u64::from(h));
    // The codec says that there are too many.
    let page = pixels.min(limits.pixels).saturating_mul(PAGE);
    let left = limits.memory.checked_sub(page).ok_or_else(too_much)?;
    Ok(jpeg::Limits { pixels: limits.pixels, memory: left / COPIES, ..jpeg::Limits::default() })
}

/// The pixels of such a file by the fast decoder.
fn shown(written: &[u8], limits: &Limits) -> Result<RgbImage, Reason> {
    Ok(match decoded(written, ImageFormat::Jpeg, limits)? {
        DynamicImage::ImageLuma8(grey) => {
            let mut pixels = RgbImage::new(grey.width(), grey.height());
            pixels.pixels_mut().zip(grey.iter()).for_each(|(pixel, level)| pixel.0 = [*level; 3]);
            pixels
        }
        other => other.into_rgb8(),
    })
}

/// Most blocks of an MCU of a scan with all components (T.81, B.2.3).
const MOST_BLOCKS: u32 = 10;

/// True for sampling that the fast decoder (zune-jpeg) is known to show rightly: luma at full, or full and half,
/// resolution, chroma at that or half, all in one scan.
fn usual(sampling: &[(u8, u8)]) -> bool {
    let factors = |i: usize| sampling.get(i).copied().unwrap_or((1, 1));
    let light = factors(0);
    let blocks: u32 = sampling.iter().map(|(h, v)| u32::from(*h) * u32::from(*v)).sum();
    let halves = light.0 <= 2 && light.1 <= 2 && factors(1) == (1, 1) && factors(2) == (1, 1);
    let black = sampling.len() < 4 || factors(3) == light;
    sampling.len() != 2 && halves && black && blocks <= MOST_BLOCKS
}

fn rendered(image: &jpeg::Image, precision: u8) -> Result<RgbImage, Reason> {
    RgbImage::from_raw(image.width, image.height, jpeg::render(image, precision))
        .ok_or_else(|| Reason::new(Code::Damaged, "size"))
}

/// Decodes a JPEG that can't be rewritten in its coefficients for the given reason.
fn other(body: &[u8], codec: &jpeg::Limits, limits: &Limits, what: &'static str) -> Result<Picture, Reason> {
    let slots = jpeg::quantisation_tables(body);
    let light = slots.iter().flatten().next().copied();
    let both = |light: [u16; 64]| [light, slots[1].unwrap_or(light)];
    match jpeg::decode_deep(body, codec) {
        Ok((image, precision)) => {
            let pixels = rendered(&image, precision)?;
            // A level of 8 bits is 16 of 12.
            let scale = |table: [u16; 64]| table.map(|q| q.div_ceil(1 << precision.saturating_sub(8)));
            Ok(Picture { pixels, coefficients: None, tables: light.map(|l| both(l).map(scale)) })
        }
        Err(jpeg::Error::Unsupported("lossless")) => {
            let pixels = lossless(body, limits)?;
            Ok(Picture { pixels, coefficients: None, tables: None })
        }
        Err(jpeg::Error::Unsupported(_)) => Err(refused(jpeg::Error::Unsupported(what))),
        Err(e) => Err(refused(e)),
    }
}

/// Decodes a lossless JPEG, the only kind that still needs `jpeg-decoder`.
fn lossless(body: &[u8], limits: &Limits) -> Result<RgbImage, Reason> {
    use jpeg_decoder::PixelFormat;

    let unread = |e: jpeg_decoder::Error| match e {
        jpeg_decoder::Error::Unsupported(_) => refused(jpeg::Error::Unsupported("lossless")),
        e => Reason::new(Code::Damaged, e.to_string()),
    };
    let size = jpeg::segments::size(body);
    let count = size.map_or(0, |(w, h)| u64::from(w) * u64::from(h));
    if count > limits.pixels {
        return Err(refused(jpeg::Error::Limit("pixels")));
    }
    if count.saturating_mul(MAX_PIXEL) > limits.memory {
        return Err(too_much());
    }
    let mut decoder = jpeg_decoder::Decoder::new(body);
    decoder.set_max_decoding_buffer_size(usize::try_from(limits.memory).unwrap_or(usize::MAX));
    let pixels = decoder.decode().map_err(unread)?;
    let info = decoder.info().ok_or_else(|| Reason::new(Code::Damaged, "no frame"))?;
    let rgb: Vec<u8> = match info.pixel_format {
        PixelFormat::L8 => pixels.iter().flat_map(|l| [*l; 3]).collect(),
        // Two bytes a sample in the machine's order; the upper one is the page.
        PixelFormat::L16 => {
            pixels.as_chunks::<2>().0.iter().flat_map(|l| [(u16::from_ne_bytes(*l) >> 8) as u8; 3]).collect()
        }
        PixelFormat::RGB24 => pixels,
        PixelFormat::CMYK32 => return Err(refused(jpeg::Error::Unsupported("lossless of four components"))),
    };
    RgbImage::from_raw(u32::from(info.width), u32::from(info.height), rgb)
        .ok_or_else(|| Reason::new(Code::Damaged, "size"))
}

/// Most memory, in bytes, that a pixel of a PNG or BMP takes: four channels of 16 bits as decoded, then the three of
/// the page and, while it is encoded, a painted copy and its coefficients.
const MAX_PIXEL: u64 = 8 + 3 + 3 + 6;

pub(super) fn decoded(body: &[u8], kind: ImageFormat, limits: &Limits) -> Result<DynamicImage, Reason> {
    let damaged = |e: image::ImageError| match e {
        image::ImageError::Unsupported(e) => Reason::new(Code::Unsupported, e.to_string()),
        e => Reason::new(Code::Damaged, e.to_string()),
    };
    let mut reader = ImageReader::with_format(Cursor::new(body), kind);
    let mut memory = image::Limits::default();
    memory.max_alloc = Some(limits.memory);
    reader.limits(memory);
    let decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let count = u64::from(width) * u64::from(height);
    if count > limits.pixels {
        let detail = Detail::MostPixels(width.into(), height.into(), limits.pixels);
        return Err(Reason::new(Code::TooManyPixels, detail));
    }
    if count.saturating_mul(MAX_PIXEL) > limits.memory {
        return Err(too_much());
    }
    if count == 0 {
        return Err(Reason::new(Code::Damaged, "no pixels"));
    }
    DynamicImage::from_decoder(decoder).map_err(damaged)
}
