//! The interface of a second reader, and how much of a finished file it reads.

use std::sync::atomic::AtomicBool;

use image::RgbImage;

use crate::error::{Code, Reason};
use crate::geometry::{Quad, Rect};

/// How much of a finished file is read again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Nothing.
    Off,
    /// The first reader's lines at the boxes, and those in which it saw the least sign of the name.
    Boxes,
    /// With a detector of its own, whatever the first reader didn't surely read, what lies at the boxes, the lines in which it
    /// saw the least sign of the name, and a sample of the others.
    #[default]
    Unsure,
    /// Everything, with a detector of its own.
    Page,
}

/// A failure of the second reader. It holds the file at hand.
#[derive(Debug, thiserror::Error)]
#[error("the second reader: {0}")]
pub struct ReaderError(String);

impl Scope {
    /// The word of the command line and of the records.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scope::Off => "off",
            Scope::Boxes => "boxes",
            Scope::Unsure => "unsure",
            Scope::Page => "page",
        }
    }
}

impl ReaderError {
    /// A failure with the reader's own words.
    pub fn new(problem: impl ToString) -> Self {
        ReaderError(problem.to_string())
    }
}

impl From<ReaderError> for Reason {
    fn from(error: ReaderError) -> Self {
        Reason::new(Code::Crashed, error.to_string())
    }
}

/// One line of the second reader.
#[derive(Debug, Clone, PartialEq)]
pub struct SeenLine {
    /// The line in the grid of the picture that was read, its first corner where the text begins.
    pub on_page: Quad,
    /// Its characters, each with its place along the line (0–1).
    pub glyphs: Vec<(char, f32)>,
}

/// The part of a page that a second reader is asked to read.
#[derive(Debug, Clone, Copy)]
pub enum Ask<'a> {
    /// Only these lines, each with its first corner where the text begins.
    Lines(&'a [Quad]),
    /// All text that it finds.
    Page {
        /// Text inside these lines is left out.
        but: &'a [Quad],
    },
    /// All text that it finds in parts of the page, and lines that it needn't find.
    Parts {
        /// The parts, which don't overlap.
        parts: &'a [Rect],
        /// Text inside these lines is left out.
        but: &'a [Quad],
        /// The lines, each with its first corner where the text begins.
        lines: &'a [Quad],
    },
}

/// A reader that reads a page without knowing what the first reader read.
pub trait Reader: Send + Sync {
    /// Name and version, for the records.
    fn name(&self) -> &'static str;

    /// Reads what it is asked for of an upright page.
    ///
    /// The caller sets `given_up` when it stops waiting; a reader that takes several steps checks it before each.
    ///
    /// # Errors
    /// [`ReaderError`] when the reader fails; a page without text is no failure.
    fn read(&self, page: &RgbImage, ask: Ask, given_up: &AtomicBool) -> Result<Vec<SeenLine>, ReaderError>;
}

/// A reader and its scope.
pub struct Second {
    /// The reader.
    pub reader: Box<dyn Reader>,
    /// What it reads.
    pub scope: Scope,
}
