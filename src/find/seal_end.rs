//! The end of the own name with 印 behind it: a seal in one column over the own signature, of which strokes hide the beginning.
//!
//! No frame is found there, since it crosses the signature, and the rest of the seal is read as a line. The whole seal is covered, and a
//! person confirms: another's name may end alike.

use super::field::names;
use super::{Finding, How, Search};
use crate::geometry::{Point, Quad};
use crate::page::line::{Glyph, Line};
use crate::target::han::simplified;

/// What stands behind a name in a seal.
const WORDS: [&str; 6] = ["印", "章", "之印", "印章", "私印", "私章"];
/// Least probability of each glyph: what is left of a seal is as clear as its print.
const SURE: f32 = 0.8;
/// How far a character reaches from its middle, as a share of the distance of two.
const REACH: f32 = 0.6;

/// The seals of which `found` doesn't cover the end.
pub fn seals(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let names = names(&search.subject.forms);
    let seal = |line: &Line| {
        let glyphs = || line.glyphs.iter().filter(|g| !g.char.is_whitespace());
        if glyphs().any(|g| g.p < SURE) {
            return None;
        }
        let read: String = glyphs().map(|g| simplified(g.char)).collect();
        let missing = names.iter().find_map(|name| before_end(&read, name))?;
        Some(whole(line, missing)?.map(|p| page.map.to_stored(p)))
    };
    let seals = page.lines.iter().filter_map(seal);
    let is_open = |seal: &Quad| !found.iter().any(|f| seal.is_hidden_by(&f.quad));
    seals.filter(is_open).map(|seal| Finding::unread(seal, How::Seal)).collect()
}

/// How many characters of `name` come before its end, if `read` is that end and a word of seals.
fn before_end(read: &str, name: &[char]) -> Option<usize> {
    WORDS.iter().find_map(|word| {
        let end: Vec<char> = read.strip_suffix(word)?.chars().collect();
        let is_end = !end.is_empty() && end.len() < name.len() && name.ends_with(&end);
        is_end.then_some(name.len() - end.len())
    })
}

/// The place on the page of `line` and of as many characters before it as are `missing`.
fn whole(line: &Line, missing: usize) -> Option<Quad> {
    let middle = |g: &Glyph| line.page_quad(g.from as f32..g.to as f32).center();
    let (first, last) = (line.glyphs.first()?, line.glyphs.last()?);
    let (from, to) = (middle(first), middle(last));
    let pitch = from.distance(to) / (line.glyphs.len() - 1).max(1) as f32;
    let along = from.direction(to);
    let at = |p: Point, ahead: f32, aside: f32| {
        let (u, v) = (ahead * pitch, aside * pitch);
        Point::new(p.x + along.x * u - along.y * v, p.y + along.y * u + along.x * v)
    };
    let back = -(missing as f32) - REACH;
    Some(Quad([at(from, back, -REACH), at(to, REACH, -REACH), at(to, REACH, REACH), at(from, back, REACH)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;

    #[test]
    fn an_end_needs_a_word_of_seals_and_is_not_the_whole() {
        let name: Vec<char> = "萨仁高娃".chars().collect();
        for (read, missing) in
            [("娃印", Some(3)), ("高娃之印", Some(2)), ("娃", None), ("印", None), ("仁印", None)]
        {
            assert_eq!(before_end(read, &name), missing, "{read}");
        }
        assert_eq!(before_end("萨仁高娃印", &name), None, "read as a name of its own");
    }

    #[test]
    fn the_seal_begins_where_the_name_does() {
        let line = made::line("正印", Quad::from_bounds(100.0, 200.0, 140.0, 220.0), 1.0);
        let (l, t, r, b) = whole(&line, 1).map_or((0.0, 0.0, 0.0, 0.0), |q| q.bounds());
        for (got, want) in [(l, 78.0), (t, 198.0), (r, 142.0), (b, 222.0)] {
            assert!((got - want).abs() < 4.0, "{got} instead of {want}");
        }
    }
}
