//! Pictures without a meaning: scale, contrast, views of odd shapes, ink of a colour, areas that touch, the EXIF orientation.
//!
//! Nothing here knows text, lines or names.

pub mod areas;
pub mod contrast;
pub mod levels;
pub mod orientation;
pub mod red;
pub mod scale;
pub mod views;
