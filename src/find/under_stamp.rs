//! Stamps on copies, such as 复印件与原件一致, that lie over other print: what stands under one can't be read.
//!
//! Two texts of one size in one place are read as one line: most of the stamp, with wrong characters where the other text crosses
//! it. What such stamps say is known (`data/stamps.txt`), so the line tells itself, and where it goes wrong something stands
//! beneath. It is covered, and a person confirms, unless a name was found there already. A stamp that was read as it is has
//! paper beneath.

use std::cmp::Reverse;
use std::ops::Range;

use super::lists::STAMPS;
use super::person::is_names;
use super::{Finding, How, REACH_HAN, Search};
use crate::geometry::Quad;
use crate::page::Page;
use crate::page::line::{Glyph, Layout, Line};
use crate::target::han::simplified;

/// Fewest characters of a stamp that were read, and their share of its text and of the place that they take in their line.
const FEWEST: usize = 4;
const SHARE: f32 = 0.5;
/// Probability of a glyph below which it may be another.
const DOUBTFUL: f32 = 0.8;

/// How far above and below a stamp, in its heights, what crosses it may reach.
const BESIDE: f32 = 0.3;
/// Most stamps of a page: more are a watermark, which lies over all of it and is too pale to hide print.
const MOST: usize = 2;

/// The stamps of a page that say what such stamps say, in the page's grid, whether something lies under them or not.
pub(super) fn stamps(page: &Page) -> Vec<Quad> {
    let reach = |steps: Range<usize>| steps.start as f32 - REACH_HAN..steps.end as f32 + REACH_HAN;
    read_on(page).map(|(line, stamp)| line.page_quad(reach(stamp.steps))).collect()
}

/// What a first look at a page reads from left to right.
fn first_look<'a>(page: &'a Page) -> impl Iterator<Item = &'a Line> {
    page.lines.iter().take(page.first_look).filter(|l| l.layout == Layout::Horizontal)
}

/// The stamps that it reads, each with its line; most lines are none.
fn read_on<'a>(page: &'a Page) -> impl Iterator<Item = (&'a Line, Stamp)> {
    let texts = texts();
    first_look(page).filter_map(move |line| Some((line, Stamp::of(&line.glyphs, &texts)?)))
}

fn texts() -> Vec<Vec<char>> {
    STAMPS.iter().map(|text| text.chars().collect()).collect()
}

/// Stamps under which something stands that nobody could read; `found` are the names that were found.
pub fn hidden(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let mut stamps: Vec<Place> = Vec::new();
    for (line, stamp) in read_on(page) {
        let place = Place::of(&stamp, line, page);
        // A line is read more than once.
        match stamps.iter_mut().find(|other| other.quad.meets(&place.quad)) {
            Some(other) => other.is_crossed &= place.is_crossed,
            None => stamps.push(place),
        }
    }
    if stamps.len() > MOST {
        return Vec::new();
    }
    let hides = |stamp: &&Place| stamp.is_crossed && !found.iter().any(|f| f.quad.meets(&stamp.quad));
    // What crosses a stamp seldom lies exactly under it, unless it is a row of people, where the next rows are others'.
    let people: Vec<Quad> = first_look(page).filter(|l| is_names(&l.text())).map(Line::stored).collect();
    let around = |quad: Quad| {
        let whole = quad.grown(0.0, BESIDE * quad.height());
        if people.iter().any(|other| other.touches(&whole)) { quad } else { whole }
    };
    stamps.iter().filter(hides).map(|stamp| Finding::unread(around(stamp.quad), How::Field)).collect()
}

/// A stamp on the page, in the stored grid.
struct Place {
    quad: Quad,
    is_crossed: bool,
}

impl Place {
    /// The place of `stamp`, which was read in `line`, with those of its ends that something else hides.
    fn of(stamp: &Stamp, line: &Line, page: &Page) -> Place {
        let lines = || page.lines.iter().take(page.first_look);
        let is_hidden = |end: &&Range<f32>| {
            let quad = line.page_quad((*end).clone());
            let inked =
                || page.marks.glyphs.iter().chain(&page.marks.on_colour).any(|m| m.quad().lies_on(&quad));
            // The detector took the stamp for two lines.
            let apart = |other: &Line| {
                !other.on_page.is_copy_of(&line.on_page) && other.has_text() && quad.lies_on(&other.on_page)
            };
            !end.is_empty() && inked() && !lines().any(|other| apart(other) || is_set_with(line, other))
        };
        let hidden: Vec<&Range<f32>> = stamp.ends.iter().filter(is_hidden).collect();
        let from = hidden.iter().map(|end| end.start).fold(stamp.steps.start as f32, f32::min);
        let to = hidden.iter().map(|end| end.end).fold(stamp.steps.end as f32, f32::max);
        let quad = line.stored_quad(from - REACH_HAN..to + REACH_HAN);
        Place { quad, is_crossed: stamp.is_crossed || !hidden.is_empty() }
    }
}

/// A stamp's text in a line.
struct Stamp {
    /// From its first step to one past the last.
    steps: Range<usize>,
    /// True where it goes wrong: something crosses it.
    is_crossed: bool,
    /// Where its first and its last characters stand, if they weren't read, in steps that may lie outside of the line.
    ends: [Range<f32>; 2],
}

impl Stamp {
    /// The stamp that `glyphs` show most of; `texts` are those of stamps.
    fn of(glyphs: &[Glyph], texts: &[Vec<char>]) -> Option<Stamp> {
        let dense: Vec<&Glyph> = glyphs.iter().filter(|g| !g.char.is_whitespace()).collect();
        let read: Vec<char> = dense.iter().map(|g| simplified(g.char)).collect();
        // Most lines share too few characters with any of them, in whatever order.
        let may_be = |text: &&Vec<char>| read.iter().filter(|c| text.contains(c)).count() >= FEWEST;
        let common = texts.iter().filter(may_be).map(|text| (in_common(&read, text), text.len()));
        // What lacks nothing between its characters explains them better than what does.
        let is_whole = |pairs: &[(usize, usize)]| match pairs {
            [(_, from), .., (_, to)] => pairs.len() == to - from + 1,
            _ => false,
        };
        let (pairs, length) =
            common.max_by_key(|(pairs, length)| (pairs.len(), is_whole(pairs), Reverse(*length)))?;
        let ((first, start), (last, end)) = (*pairs.first()?, *pairs.last()?);
        // Running text has a stamp's characters too, far from each other: 此前有关规定与本办法不一致.
        let most = length.max(last + 1 - first);
        if pairs.len() < FEWEST || (pairs.len() as f32) < SHARE * most as f32 {
            return None;
        }
        // Of what is quoted in running text nothing is missing.
        let apart = pairs.len() < last + 1 - first;
        let (before, behind) = if apart { (0, 0) } else { (start, length - 1 - end) };
        let (misread_before, outside_before) = lost(dense.get(..first)?, before);
        let (misread_behind, outside_behind) = lost(dense.get(last + 1..)?, behind);
        let inside = dense.get(first - misread_before..=last + misread_behind)?;
        // What crosses a stamp takes characters from it. Where all of them are there, what was surely read between them belongs
        // to it: 仅供二〇二三年度职称评审使用.
        let is_crossed = !is_whole(&pairs) || is_doubted(inside);
        let steps = inside.first()?.from..inside.last()?.to;
        let (from, to, pitch) =
            (steps.start as f32, steps.end as f32, steps.len() as f32 / inside.len() as f32);
        let ends = [from - outside_before as f32 * pitch..from, to..to + outside_behind as f32 * pitch];
        Some(Stamp { steps, is_crossed, ends })
    }
}

/// True where `line` and the one above or below it are two lines of one stamp.
fn is_set_with(line: &Line, other: &Line) -> bool {
    let near = line.on_page.grown(0.0, line.on_page.height());
    let [one, another] = [line, other].map(|l| l.text().split_whitespace().collect::<String>());
    other.on_page.touches(&near)
        && !other.on_page.is_copy_of(&line.on_page)
        && !another.is_empty()
        && STAMPS.iter().any(|stamp| stamp.contains(&one) && stamp.contains(&another))
}

/// What became of so many `missing` characters at an end of a stamp, beyond whose rest `beyond` was read: how many of them were misread
/// there, and how many stand outside of the line. Whatever else the line says stands there instead of them.
fn lost(beyond: &[&Glyph], missing: usize) -> (usize, usize) {
    match beyond.len() {
        0 => (0, missing),
        n if n == missing && is_doubted(beyond) => (missing, 0),
        _ => (0, 0),
    }
}

fn is_doubted(glyphs: &[&Glyph]) -> bool {
    glyphs.iter().any(|g| g.p < DOUBTFUL)
}

/// A longest common subsequence of two texts: the places of its characters in both.
fn in_common(a: &[char], b: &[char]) -> Vec<(usize, usize)> {
    let columns = b.len() + 1;
    // Of the rest of `a` from `i` on and the rest of `b` from `j` on: how many they share.
    let mut shared = vec![0_usize; (a.len() + 1) * columns];
    let at = |shared: &[usize], i: usize, j: usize| shared.get(i * columns + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let most = match x == y {
                true => at(&shared, i + 1, j + 1) + 1,
                false => at(&shared, i + 1, j).max(at(&shared, i, j + 1)),
            };
            if let Some(cell) = shared.get_mut(i * columns + j) {
                *cell = most;
            }
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if at(&shared, i + 1, j) >= at(&shared, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crossed_in(text: &str, p: f32) -> Option<String> {
        let glyphs: Vec<Glyph> =
            text.chars().enumerate().map(|(i, char)| Glyph { char, from: i, to: i + 1, p }).collect();
        Stamp::of(&glyphs, &texts())
            .filter(|s| s.is_crossed)
            .map(|s| text.chars().skip(s.steps.start).take(s.steps.len()).collect())
    }

    #[test]
    fn what_crosses_the_ends_of_a_stamp_takes_characters_from_them() {
        let ends = |text: &str, first: f32| {
            let p = |i| if i == 0 { first } else { 0.99 };
            let glyphs: Vec<Glyph> = text
                .chars()
                .enumerate()
                .map(|(i, char)| Glyph { char, from: 2 * i, to: 2 * i + 2, p: p(i) })
                .collect();
            let stamp = Stamp::of(&glyphs, &texts()).unwrap_or_else(|| panic!("no stamp"));
            (stamp.is_crossed, stamp.steps.start, stamp.ends.map(|end| end.end - end.start))
        };
        assert_eq!(ends("件核对无误", 0.99), (false, 0, [2.0, 0.0]), "原 is hidden or on no line");
        assert_eq!(ends("客印件与原件相符", 0.55), (true, 0, [0.0, 0.0]), "复 was misread");
        assert_eq!(ends("核对与原件一致", 0.99), (false, 4, [0.0, 0.0]), "another stamp's 核对");
        assert_eq!(ends("复印件与原件相符", 0.99), (false, 0, [0.0, 0.0]));
    }

    #[test]
    fn a_stamp_that_was_misread_has_something_beneath() {
        for (text, stamp) in [
            ("此件仅供称报使用", "此件仅供称报使用"),
            ("授课人：复照件原件工所听课人：石", "复照件原件"),
            ("与原件棱办无误", "与原件棱办无误"),
        ] {
            assert_eq!(crossed_in(text, 0.99).as_deref(), Some(stamp), "{text}");
        }
    }

    #[test]
    fn a_stamp_on_paper_and_other_text_have_nothing_beneath() {
        for text in [
            "复印件与原件一致",
            "仅供职称评审使用",
            "评审使用",
            "注明“与原件一致”字样",
            "一致好评通过查阅资料",
            "此前有关规定与本办法不一致的",
            "",
        ] {
            assert_eq!(crossed_in(text, 0.99), None, "{text}");
        }
        assert!(crossed_in("复印件与原件一致", 0.7).is_some());
    }

    #[test]
    fn a_stamp_may_say_more_than_is_known_of_it() {
        assert_eq!(crossed_in("仅供二〇二三年度职称评审使用", 0.99), None);
        assert!(crossed_in("仅供二〇二三年度职称评审使用", 0.7).is_some());
    }
}
