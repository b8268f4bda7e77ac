//! Finds Latin spellings of a name of which the roster has the Chinese transliteration only.
//!
//! It knows the greedy text: [`target::transcript`](crate::target::transcript) compares words with the name. What is found was
//! derived from sounds, so a person confirms it.

use super::{Finding, How, REACH_LATIN, Search, Shape};
use crate::page::line::Line;
use crate::target::transcript::{Extent, Place, Transcript};

/// Probability of a spelling that was derived: a person decides.
const SCORE: f32 = 0.5;

/// The name in Latin letters where nothing in `found` stands; a part alone only where the whole name stands on the page.
pub fn names(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let in_lines = |places: fn(&Transcript, &[char]) -> Vec<Place>| {
        let mut out = Vec::new();
        for line in &search.page.lines {
            let text: Vec<char> = line.glyphs.iter().map(|g| g.char).collect();
            let places = search.subject.forms.transcripts.iter().flat_map(|name| places(name, &text));
            out.extend(places.filter_map(|place| finding(line, &place)));
        }
        out
    };
    let mut out: Vec<Finding> = in_lines(Transcript::places);
    let is_whole = |f: &Finding| !matches!(f.shape, Shape::Partial | Shape::Unknown);
    if found.iter().chain(&out).any(is_whole) {
        out.extend(in_lines(Transcript::parts_alone));
    }
    out.retain(|new| !found.iter().any(|old| new.quad.is_hidden_by(&old.quad)));
    out
}

fn finding(line: &Line, place: &Place) -> Option<Finding> {
    let glyphs = line.glyphs.get(place.range.clone())?;
    let (first, last) = (glyphs.first()?, glyphs.last()?);
    let shape = match place.extent {
        Extent::Whole => Shape::Latin,
        Extent::Initial => Shape::Initials,
        Extent::Part => Shape::Partial,
    };
    let quad = line.stored_quad(first.from as f32 - REACH_LATIN..last.to as f32 + REACH_LATIN);
    Some(Finding { quad, shape, how: How::Text, score: SCORE, uncertain: true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Quad;
    use crate::page::line::made;
    use crate::target::forms;

    #[test]
    fn a_finding_covers_both_words_and_no_more() {
        let text = "Author: Yerlan Halik, Urumqi";
        let count = text.chars().count() as f32;
        let line = made::line(text, Quad::from_bounds(0.0, 0.0, 10.0 * count, 30.0), 1.0);
        let glyphs: Vec<char> = text.chars().collect();
        let forms = forms("叶尔兰·哈力克", &[]);
        let places: Vec<Place> = forms.transcripts.iter().flat_map(|name| name.places(&glyphs)).collect();
        assert_eq!(places.len(), 1);
        let bounds = places.iter().filter_map(|place| finding(&line, place)).map(|f| f.quad.bounds());
        let ends: Vec<(f32, f32)> = bounds.map(|(left, _, right, _)| (left / 10.0, right / 10.0)).collect();
        assert!(
            matches!(ends[..], [(left, right)] if (6.0..8.2).contains(&left) && (19.8..22.0).contains(&right)),
            "{ends:?}"
        );
    }
}
