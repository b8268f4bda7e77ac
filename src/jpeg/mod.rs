//! The coefficient codec: a JPEG's quantised DCT coefficients out of the file and, unchanged, back into one.
//!
//! Knows the format (ITU-T T.81, JFIF 1.02, Adobe's APP14, EXIF's orientation) and nothing of names, pages or boxes.
//! This codec exists so that a picture can be rewritten without a decoder's rounding; what is read and recognised comes
//! from a faster decoder, and from [`render`] only where that one fails.
//!
//! - [`decode`] reads baseline, extended sequential and progressive files of 8 bits into an [`Image`], [`decode_deep`]
//!   those of 12;
//! - [`encode`] writes an [`Image`] as one sequential file with Huffman tables made for it;
//! - [`segments`] lists what stands in a file and [`exif`] reads the orientation;
//! - [`verify`] says whether a file holds nothing but what [`encode`] writes.

mod arithmetic;
mod bits;
mod decode;
mod encode;
pub mod exif;
mod huffman;
mod image;
mod marker;
mod render;
mod scan;
pub mod segments;
pub mod verify;

pub use self::decode::{decode, decode_deep, quantisation_tables};
pub use self::encode::{OutputSegments, encode};
pub use self::image::{Block, Colour, Component, Image, Jfif};
pub use self::render::render;

/// Zigzag order (T.81, figure A.6): `ZIGZAG[k]` is the row-major place (8 × row + column) of coefficient `k`.
pub const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Why a file's coefficients can't be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No start-of-image marker where one may stand.
    #[error("not a JPEG")]
    NotJpeg,
    /// The file ends, or its end marker stands, before the picture is whole.
    #[error("the JPEG is cut off")]
    Truncated,
    /// The file contradicts the format or itself.
    #[error("corrupt JPEG: {0}")]
    Corrupt(&'static str),
    /// A legal file of a kind that this codec doesn't read.
    #[error("a JPEG of a kind that isn't rewritten in its coefficients: {0}")]
    Unsupported(&'static str),
    /// More pixels, or more passes over them, than the limits allow.
    #[error("beyond a limit: {0}")]
    Limit(&'static str),
}

/// What a file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most pixels (width × height).
    pub pixels: u64,
    /// Most bytes for the coefficients, two per sample: 3 bytes a pixel at 4:2:0, 6 at 4:4:4, 8 for CMYK. Known from the
    /// header and checked before any of it is taken.
    pub memory: u64,
    /// How often a progressive file may go over its blocks, on average. The usual ten scans of libjpeg are six
    /// passes; splitting every component into single coefficients and bits would be some 900, and is an attack.
    pub passes: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { pixels: 100_000_000, memory: 1 << 30, passes: 100 }
    }
}
