//! The nets: the seam that a runtime fills ([`engine`]), the wrapper that doubts its answers ([`guard`]), how pictures become input and
//! output is read ([`ppocr`]), the two runtimes ([`rten`], [`ort`]) and the choice between them ([`runtime`]), the optional
//! reader of Uyghur script ([`uyghur`]) and the files of the models ([`models`]).
//!
//! Nothing here knows pages or names: pictures and classes go in, probabilities come out.

pub mod engine;
pub mod guard;
pub mod models;
pub mod ort;
pub mod ppocr;
pub mod rten;
pub mod runtime;
pub mod uyghur;
