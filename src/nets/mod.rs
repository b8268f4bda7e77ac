//! Runs the nets: pictures and classes go in, probabilities come out. Nothing here knows pages or names.
//!
//! - [`engine`] is the interface that a runtime implements, [`guard`] the wrapper that checks its answers
//! - [`net`] is one net in one runtime; [`ppocr`] prepares the nets' input and reads their output
//! - [`rten`] and [`ort`] are the two runtimes, [`runtime`] chooses between them
//! - [`turns`] keeps two large pages from being at a detector at once
//! - [`uyghur`] is the optional reader of Uyghur script
//! - [`models`] finds and checks the model files

pub mod engine;
pub mod guard;
pub mod models;
pub mod net;
pub mod ort;
pub mod ppocr;
pub mod rten;
pub mod runtime;
pub mod turns;
pub mod uyghur;
