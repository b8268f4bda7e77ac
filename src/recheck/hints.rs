//! Hints of the first reader for the second: the lines that are worth a look, those that are not, and the characters that
//! it should find.

use super::second::Scope;
use crate::find::{Search, spot};
use crate::geometry::Quad;
use crate::mask::Masked;
use crate::page::line::Line;

/// What the first reader knows of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hints {
    /// Its lines that are worth a second look, in the page's grid; used by [`Scope::Boxes`].
    pub lines: Vec<Quad>,
    /// Its lines that are not worth one; used by [`Scope::Unsure`].
    pub explained: Vec<Quad>,
    /// Characters outside of the boxes that it is sure of, in lines that the second reader is to read.
    pub known: Vec<char>,
}

/// The second reader reads one in this many of the lines that the first is sure of and that show no sign of the name. A name
/// that the first reader surely misreads, it misreads in more than one line; and a second reader that reads nothing must be
/// noticed. Chosen by hand: a quarter of these lines costs little.
const SAMPLE: usize = 4;

impl Hints {
    /// The hints for reading `masked`.
    pub fn of(search: &Search, masked: &Masked, scope: Scope) -> Hints {
        let lines = || search.page.lines.iter();
        let at_a_box = |line: &Line| {
            let quad = line.stored();
            touched(&quad.grown(quad.height(), quad.height()), masked)
        };
        let sign = |line: &Line| {
            let subject = search.subject;
            !spot::spot(line, &subject.forms, subject.labels(line.size)).is_empty()
        };
        match scope {
            Scope::Off => Hints::default(),
            Scope::Boxes => {
                let worth = lines().filter(|l| at_a_box(l) || sign(l));
                Hints { lines: worth.map(|l| l.on_page).collect(), ..Hints::default() }
            }
            Scope::Unsure => {
                let plain: Vec<&Line> =
                    sure(search, masked).into_iter().filter(|l| !at_a_box(l) && !sign(l)).collect();
                let (sample, rest): (Vec<_>, Vec<_>) =
                    plain.into_iter().enumerate().partition(|(i, _)| i % SAMPLE == 0);
                let explained = rest.into_iter().map(|(_, l)| l.on_page).collect();
                Hints { lines: Vec::new(), explained, known: text(sample.into_iter().map(|(_, l)| l)) }
            }
            Scope::Page => Hints { known: text(sure(search, masked).into_iter()), ..Hints::default() },
        }
    }
}

/// The lines outside of the boxes that the first reader is sure of.
///
/// Only lines of the first look count, since the second reader may not see what was read in another light. Each place counts
/// once: in both halves of the sample, it would be asked for although it is left out.
fn sure<'a>(search: &Search<'a>, masked: &Masked) -> Vec<&'a Line> {
    let mut sure: Vec<&Line> = Vec::new();
    for line in search.page.lines.iter().take(search.page.first_look) {
        let is_known = || sure.iter().any(|l| l.on_page.meets(&line.on_page));
        if line.is_sure() && !touched(&line.stored(), masked) && !is_known() {
            sure.push(line);
        }
    }
    sure
}

fn text<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<char> {
    lines.flat_map(|l| l.glyphs.iter().map(|g| g.char)).collect()
}

/// True when a painted rectangle reaches into `quad` (stored grid).
fn touched(quad: &Quad, masked: &Masked) -> bool {
    masked.painted().any(|r| r.quad().touches(quad))
}
