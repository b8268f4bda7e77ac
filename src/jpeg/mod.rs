//! The coefficient codec: reads a JPEG's quantised DCT coefficients and writes them back unchanged.
//!
//! It knows the format (ITU-T T.81, JFIF 1.02, Adobe's APP14, EXIF's orientation) and nothing of names, pages or
//! boxes. It exists so that a picture can be rewritten without a decoder's rounding. Pixels are decoded by a faster
//! library, and by [`render`] only where that library fails.
//!
//! - [`decode`] reads baseline, extended sequential and progressive files of 8 bits into an [`Image`], [`decode_deep`]
//!   those of 12;
//! - [`encode`] writes an [`Image`] as one sequential file with Huffman tables made for it;
//! - [`segments`] lists the segments of a file and [`exif`] reads the orientation;
//! - [`verify`] tells whether a file holds nothing but what [`encode`] writes.

mod arithmetic;
mod bits;
mod decode;
mod encode;
mod entropy;
mod error;
pub mod exif;
mod huffman;
mod image;
mod limits;
mod marker;
mod render;
mod scan;
pub mod segments;
pub mod verify;

pub use self::decode::{decode, decode_deep, quantisation_tables};
pub use self::encode::{OutputSegments, encode};
pub use self::error::Error;
pub use self::image::{Block, Colour, Component, Image, Jfif, ZIGZAG};
pub use self::limits::Limits;
pub use self::render::render;
