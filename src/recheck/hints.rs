//! What the first reader tells the second of the page: which lines are worth a look, and which characters it should
//! find.

use super::second::Scope;
use crate::find::{Search, spot};
use crate::geometry::Quad;
use crate::mask::Masked;
use crate::page::line::Line;

/// What the first reader knows of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// Its lines that are worth a second look, in the page's grid: for [`Scope::Boxes`].
    pub lines: Vec<Quad>,
    /// Characters outside of the boxes that it is sure of: for [`Scope::Page`].
    pub known: Vec<char>,
}

impl Hints {
    /// The hints for reading `masked`.
    pub fn of(search: &Search, masked: &Masked, scope: Scope) -> Hints {
        let lines = if scope == Scope::Boxes { lines(search, masked) } else { Vec::new() };
        Hints { lines, known: known(search, masked) }
    }
}

/// The lines near the boxes, and those in which the first reader saw the slightest sign of the name.
fn lines(search: &Search, masked: &Masked) -> Vec<Quad> {
    let subject = search.subject;
    let near_box = |line: &Line| {
        let quad = line.stored();
        touched(&quad.grown(quad.height(), quad.height()), masked)
    };
    let has_sign = |line: &Line| !spot::spot(line, &subject.forms, subject.labels(line.size)).is_empty();
    search.page.lines.iter().filter(|l| near_box(l) || has_sign(l)).map(|l| l.on_page).collect()
}

/// The characters that certainly stand on the masked page: those of lines that no box touches.
fn known(search: &Search, masked: &Masked) -> Vec<char> {
    let sure = |l: &&Line| l.is_sure() && !touched(&l.stored(), masked);
    search.page.lines.iter().filter(sure).flat_map(|l| l.glyphs.iter().map(|g| g.char)).collect()
}

/// True when a painted rectangle reaches into `quad` (stored grid).
fn touched(quad: &Quad, masked: &Masked) -> bool {
    masked.painted().any(|r| r.quad().touches(quad))
}
