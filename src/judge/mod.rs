//! Whether a page may be released: what was not understood is held, with a reason.

pub mod dirt;
pub mod quality;
