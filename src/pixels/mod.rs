//! Pictures without a meaning: scale, contrast, ink and paper, layers of ink, the palest alone, frames, views of odd shapes, red ink, areas that touch, projections, the EXIF orientation.
//!
//! Nothing here knows text, lines or names.

pub mod areas;
pub mod bitmap;
pub mod coloured;
pub mod contrast;
pub mod frames;
pub mod ink;
pub mod layers;
pub mod levels;
pub mod marks;
pub mod orientation;
pub mod outline;
pub mod pale;
pub mod red;
pub mod scale;
pub mod squares;
pub mod views;
pub mod warp;

/// Pixels from which a picture is large, so that memory comes before time: between pages scanned at 200 dpi (4 megapixels) and photographs (12).
const LARGE: u64 = 8_000_000;

/// True for a picture of `width` × `height` pixels that is large.
pub fn is_large((width, height): (u32, u32)) -> bool {
    u64::from(width) * u64::from(height) >= LARGE
}
