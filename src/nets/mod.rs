//! The nets: the seam that a runtime fills ([`engine`]), its checked wrapper ([`checked`]), the runtime ([`rten`]), the
//! optional reader of Uyghur script ([`uyghur`]) and the files of the models ([`models`]).
//!
//! Nothing here knows pages or names: pictures and classes go in, probabilities come out.

pub mod checked;
pub mod engine;
pub mod models;
pub mod rten;
pub mod uyghur;
