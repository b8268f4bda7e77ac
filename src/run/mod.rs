//! Runs over many images: contained, resumable, recorded.
//!
//! [`batch`] is the run. `fingerprint` decides whether an earlier result stands, `resume` treats everything that
//! earlier runs left, [`containment`] keeps one image from harming the others, and `release` is the folder of
//! released files. [`apply`] renders reviewers' decisions (`decided`) from the [`originals`].

pub mod apply;
pub mod batch;
pub mod containment;
mod decided;
mod fingerprint;
pub mod originals;
mod release;
mod resume;
