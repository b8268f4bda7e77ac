//! Many images: a run over a plan, contained and resumable.
//!
//! [`batch`] is the run; around it stand what decides whether an earlier result stands ([`fingerprint`]), what becomes of
//! all that earlier runs left ([`resume`]), what keeps one image from harming the others ([`containment`]), and the
//! folder of released files ([`release`]). [`apply`] renders what reviewers decided ([`decided`]), from the [`originals`].

pub mod apply;
pub mod batch;
pub mod containment;
mod decided;
mod fingerprint;
pub mod originals;
mod release;
mod resume;
