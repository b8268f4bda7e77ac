//! Marks of a page that no sure reading explains, where they stand and which of them belong together.
//!
//! Nothing here knows whose they are; [`own_row`](super::own_row) does.

use crate::geometry::{Quad, Rect};
use crate::page::Page;
use crate::page::line::Line;
use crate::target::han::simplified;

/// Confidence from which a number explains the marks in it: as in `read::left_over`.
pub(super) const READ: f32 = 0.6;
/// How far beyond the ends of a line, and above and below it, in its heights, its marks may lie; see `read::left_over`.
const BEYOND: (f32, f32) = (0.3, 0.2);
/// Fewest digits of a number, and their share of its glyphs: more of it than not.
const FIGURES: usize = 3;
const DIGITS: f32 = 0.5;

/// Marks, doubtful lines and unread seals outside of everything that was surely read, on the page. One of the characters `own` of
/// the applicant's name, alone in its line, explains nothing: it is what was read of a seal.
pub(super) fn places(page: &Page, own: &[char]) -> Vec<Quad> {
    let is_explained = |line: &Line| is_explained(line) && !is_lone(line, own);
    let explain: Vec<Quad> = page
        .lines
        .iter()
        .filter(|l| is_explained(l))
        .map(|l| l.on_page.grown(BEYOND.0 * l.on_page.height(), BEYOND.1 * l.on_page.height()))
        .collect();
    let doubtful = page.lines.iter().filter(|l| !is_explained(l)).map(|l| l.on_page);
    let seals = page.seals.iter().filter(|s| !s.is_sure()).map(|s| s.quad);
    let marks = page.marks.glyphs.iter().map(|m| m.quad());
    marks.chain(doubtful).chain(seals).filter(|q| !explain.iter().any(|e| q.lies_on(e))).collect()
}

/// The bounds of those of `places` that stand at most `apart` pixels from each other.
pub(super) fn groups(page: &Page, places: impl IntoIterator<Item = Quad>, apart: f32) -> Vec<Rect> {
    let (w, h) = page.pages.page().dimensions();
    let reach = |q: Quad| (q.bounding_rect(w, h), q.grown(apart / 2.0, apart / 2.0).bounding_rect(w, h));
    let places: Vec<(Rect, Rect)> = places.into_iter().map(reach).collect();
    Rect::grouped(&places).into_iter().filter_map(|group| group.into_iter().reduce(Rect::union)).collect()
}

/// True for a line of one character that is one of `own`.
fn is_lone(line: &Line, own: &[char]) -> bool {
    let text = line.text();
    let mut chars = text.chars().filter(|c| !c.is_whitespace());
    chars.next().is_some_and(|c| own.contains(&simplified(c))) && chars.next().is_none()
}

/// True for a line whose marks are surely not a signature: it was surely read, or it is a number.
fn is_explained(line: &Line) -> bool {
    let digits = line.glyphs.iter().filter(|g| g.char.is_ascii_digit()).count();
    let is_number = || digits >= FIGURES && digits as f32 > DIGITS * line.glyphs.len() as f32;
    line.is_sure() || line.confidence() > READ && is_number()
}
