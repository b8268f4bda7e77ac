//! Names broken over two lines: the beginning at the end of one line, the rest at the start of the next.

use super::{Finding, How, Shape};
use crate::geometry::Quad;
use crate::names::{Forms, Kind, Part};
use crate::read::line::{Layout, Line};

/// Broken names among the lines; each half is a finding of its own.
///
/// A name is joined only where the greedy text has both halves, the first ends its line, and the rest starts a line
/// that lies below the first, further left, and no further than `REACH` line heights away: reading order.
pub fn broken(lines: &[Line], forms: &Forms) -> Vec<Finding> {
    let mut found = Vec::new();
    let names: Vec<Vec<&[char]>> = forms
        .whole
        .iter()
        .filter(|f| f.kind == Kind::Han && f.part == Part::Whole)
        .map(|f| f.slots.iter().map(|s| s.glyphs.as_slice()).collect())
        .collect();
    for first in lines.iter().filter(|l| l.layout == Layout::Horizontal) {
        for name in &names {
            for cut in 1..name.len() {
                let Some(head) = ends_with(first, &name[..cut]) else { continue };
                let next = lines
                    .iter()
                    .filter(|l| l.layout == Layout::Horizontal && follows(&first.on_page, &l.on_page))
                    .filter_map(|l| Some((l, starts_with(l, &name[cut..])?)))
                    .min_by(|a, b| top(&a.0.on_page).total_cmp(&top(&b.0.on_page)));
                if let Some((_, tail)) = next {
                    // Two single characters may meet by chance: a person confirms.
                    let uncertain = name.len() == 2;
                    for quad in [head, tail] {
                        let score = if uncertain { 0.7 } else { 0.9 };
                        found.push(Finding { quad, shape: Shape::Split, how: How::Text, score, uncertain });
                    }
                }
            }
        }
    }
    found
}

/// How far below, in line heights, the next line may begin.
const REACH: f32 = 2.6;

fn top(quad: &Quad) -> f32 {
    quad.center().y
}

fn follows(first: &Quad, second: &Quad) -> bool {
    let height = first.height().min(second.height());
    let below = second.center().y - first.center().y;
    let ([.., first_end, _], [second_start, ..]) = (first.0, second.0);
    below > 0.5 * height
        && below < REACH * first.height().max(second.height())
        && second_start.x < first_end.x
        && second.height() < 1.6 * first.height()
        && first.height() < 1.6 * second.height()
}

/// The quad of the last glyphs when they spell `name`, punctuation and dots aside.
fn ends_with(line: &Line, name: &[&[char]]) -> Option<Quad> {
    let glyphs: Vec<_> = line.glyphs.iter().filter(|g| g.char.is_alphabetic()).collect();
    let tail = glyphs.get(glyphs.len().checked_sub(name.len())?..)?;
    let same = tail.iter().zip(name).all(|(g, n)| n.contains(&g.char));
    // Something must stand before it: a line that is nothing but the name's head is a cell of its own.
    (same && glyphs.len() >= name.len())
        .then(|| Some(line.stored_quad(tail.first()?.from as f32 - 3.0..tail.last()?.to as f32 + 4.0)))?
}

fn starts_with(line: &Line, name: &[&[char]]) -> Option<Quad> {
    let glyphs: Vec<_> = line.glyphs.iter().filter(|g| g.char.is_alphabetic()).collect();
    let head = glyphs.get(..name.len())?;
    let same = head.iter().zip(name).all(|(g, n)| n.contains(&g.char));
    same.then(|| Some(line.stored_quad(head.first()?.from as f32 - 4.0..head.last()?.to as f32 + 3.0)))?
}
