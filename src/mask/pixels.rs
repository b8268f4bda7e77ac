//! Covers boxes in pictures without usable coefficients: it paints pixels, which are then encoded anew.

use image::RgbImage;
use jpeg_encoder::{ColorType, Encoder, QuantizationTableType, SamplingFactor};

use super::coefficients::cover;
use crate::geometry::Rect;
use crate::jpeg::{Error, Image, Limits, ZIGZAG, decode};

/// Quality for a source without quantisation tables (a PNG or BMP): at 90 with full chroma, small print shows no
/// artefacts.
const QUALITY: u8 = 90;

/// Encodes the picture with the boxes black; returns the coefficients and what was painted, like [`cover`]. The
/// picture is in the stored grid.
///
/// `tables` are the source's quantisation tables for light and colour in zigzag order, if it has any; steps above 255
/// become 255. A picture without colour is written with one component.
///
/// # Errors
/// [`Error::Unsupported`] if a side is 0 or longer than 65,535 pixels, which JPEG can't hold.
pub fn reencode(
    picture: &RgbImage,
    tables: Option<[[u16; 64]; 2]>,
    boxes: &[Rect],
) -> Result<(Image, Vec<Option<Rect>>), Error> {
    const SIZE: Error = Error::Unsupported("a side that JPEG can't hold");
    let (width, height) = picture.dimensions();
    let (w, h) = (u16::try_from(width).map_err(|_| SIZE)?, u16::try_from(height).map_err(|_| SIZE)?);
    if w == 0 || h == 0 {
        return Err(SIZE);
    }
    // Painted here as well as in the coefficients, and out to the same blocks, so that neither the ink under a box
    // nor its exact place influences anything outside: a proof knows only what was painted and must arrive at the
    // same file.
    let mut painted = picture.clone();
    for rect in boxes.iter().filter_map(|b| whole_blocks(*b, width, height)) {
        for y in rect.y..rect.bottom() {
            for x in rect.x..rect.right() {
                painted.put_pixel(x, y, image::Rgb([0; 3]));
            }
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::R_4_4_4);
    if let Some([light, colour]) = tables {
        encoder.set_quantization_tables(table(&light), table(&colour));
    }
    let grey = painted.pixels().all(|p| p.0[0] == p.0[1] && p.0[1] == p.0[2]);
    let encoded = if grey {
        let levels: Vec<u8> = painted.pixels().map(|p| p.0[0]).collect();
        encoder.encode(&levels, w, h, ColorType::Luma)
    } else {
        encoder.encode(painted.as_raw(), w, h, ColorType::Rgb)
    };
    encoded.map_err(|_| Error::Unsupported("the encoder refused the picture"))?;
    let mut image = decode(&file, &Limits { pixels: u64::MAX, memory: u64::MAX, ..Limits::default() })?;
    let painted = cover(&mut image, boxes);
    Ok((image, painted))
}

/// The rectangle out to whole blocks of 8 × 8, which [`cover`] will paint, since chroma isn't subsampled here.
fn whole_blocks(rect: Rect, width: u32, height: u32) -> Option<Rect> {
    let rect = rect.clip(width, height)?;
    let (x, y) = (rect.x / 8 * 8, rect.y / 8 * 8);
    let (right, bottom) = (rect.right().next_multiple_of(8), rect.bottom().next_multiple_of(8));
    Rect { x, y, w: right - x, h: bottom - y }.clip(width, height)
}

/// The encoder expects tables row by row.
fn table(steps: &[u16; 64]) -> QuantizationTableType {
    let mut rows = Box::new([1; 64]);
    for (place, step) in ZIGZAG.iter().zip(steps) {
        rows[usize::from(*place)] = (*step).clamp(1, 255);
    }
    QuantizationTableType::Custom(rows)
}
