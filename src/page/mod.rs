//! A page as it was read: its lines with their places and posteriors, and the alignment of a form with a line.
//!
//! Nothing here runs a net or decides what a line means.

pub mod align;
pub mod crop;
pub mod foreign;
pub mod line;
pub mod map;
pub mod seal;

use self::foreign::Foreign;
use self::line::Line;
use self::map::PageMap;
use self::seal::Seal;
use crate::geometry::{Quad, Rect};
use crate::pixels::marks::Marks;
use crate::pixels::scale::Pyramid;

/// From one strip over larger print to the next, in the height of the print that may lie there.
pub const STRIP_PITCH: f32 = 1.0 / 3.0;

/// An upright page with its lines.
pub struct Page<'a> {
    /// The page in full and reduced resolution: the attachment's own picture where nothing had to be done to it.
    pub pages: Pyramid<'a>,
    /// From the page to the stored grid.
    pub map: PageMap,
    /// True when the way up could not be decided.
    pub turn_unclear: bool,
    /// The lines, those of the first look first; text under stamps may be there several times.
    pub lines: Vec<Line>,
    /// How many of the lines are of the first look. Second looks show the page in other lights, and most of them show nothing.
    pub first_look: usize,
    /// Strips over larger print that come nearest to the name, as the recogniser reads them; most show parts of rows. See
    /// [`read::hidden_rows`](crate::read::hidden_rows).
    pub strips: Vec<Line>,
    /// Lines in its palest ink, which may be a watermark's. Edges of print are left over in it, so that they are searched for names
    /// alone. See [`read::watermarks`](crate::read::watermarks).
    pub watermarks: Vec<Line>,
    /// The areas of red ink, in the page's grid.
    pub stamps: Vec<Rect>,
    /// Its marks, in its grid, read or not.
    pub marks: Marks,
    /// Where personal seals may stand, read or not.
    pub seals: Vec<Seal>,
    /// Frames of a personal seal's size that text crosses, so that they aren't read.
    pub frames: Vec<Quad>,
    /// The areas of coloured ink, in the page's grid.
    pub coloured: Vec<Rect>,
    /// Lines that the first reader doubts, as the reader of Uyghur script read them; see
    /// [`read::foreign`](crate::read::foreign).
    pub foreign: Foreign,
}

impl Page<'_> {
    /// Everything that was read: the lines, and the readings of the seals.
    pub fn readings(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().chain(self.seals.iter().flat_map(|s| &s.readings))
    }
}
