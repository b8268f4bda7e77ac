//! Many images: a run over a plan, contained and resumable.

pub mod batch;
