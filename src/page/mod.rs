//! A page as it was read: its lines, each with its place and its posteriors, and the alignment of a form with a line.
//!
//! Nothing here runs a net or decides what a line means.

pub mod align;
pub mod line;
