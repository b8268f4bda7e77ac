//! A wrapper that checks the second reader's answers before a page is released on them.
//!
//! It is the counterpart of [`nets::guard`](crate::nets::guard). A reader that fails unnoticed releases pages: one
//! that panics, returns impossible places, or reads nothing of a page full of text hasn't looked for the name. And a
//! reader that nobody waits for any more isn't asked again.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use image::RgbImage;

use super::second::{Ask, Reader, ReaderError, SeenLine};
use crate::geometry::Point;

/// A reader that turns another reader's panics and unsound answers into errors.
pub struct GuardedReader<'a> {
    /// The reader.
    pub reader: &'a dyn Reader,
    /// Set when nobody waits for the answers any more.
    pub given_up: &'a AtomicBool,
}

/// Tolerance for places along a line (0–1): they are ratios of float32 numbers.
const SLACK: f32 = 1e-3;
/// Fewest characters that the first reader must know before the second is judged by them; a seal or a page number has
/// fewer.
const FEW: usize = 8;
/// Share of the first reader's sure characters that the second must read somewhere on the page. On 40 pages of the
/// development set and of testdata it was never below 0.69.
const UNDERSTOOD: f32 = 0.25;

impl GuardedReader<'_> {
    /// Calls [`Reader::read`] and checks the answer.
    ///
    /// # Errors
    /// [`ReaderError`] when the reader failed, panicked or gave an unsound answer, and when nobody waits any more.
    pub fn read(&self, page: &RgbImage, ask: Ask) -> Result<Vec<SeenLine>, ReaderError> {
        waited_for(self.given_up)?;
        let read = AssertUnwindSafe(|| self.reader.read(page, ask, self.given_up));
        // Caught here and not only around the page, so that the record keeps what the first reader found.
        let lines = catch_unwind(read).map_err(|_| ReaderError::new("panicked"))??;
        waited_for(self.given_up)?;
        if matches!(ask, Ask::Lines(quads) if lines.len() > quads.len()) {
            return Err(ReaderError::new("more answers than questions"));
        }
        if lines.iter().all(|line| is_sound(line, page)) {
            Ok(lines)
        } else {
            Err(ReaderError::new("impossible places"))
        }
    }
}

/// Fails once nobody waits for an answer any more; readers call it between two nets.
///
/// # Errors
/// [`ReaderError`] as soon as `given_up` is set.
pub fn waited_for(given_up: &AtomicBool) -> Result<(), ReaderError> {
    if given_up.load(Ordering::Relaxed) { Err(ReaderError::new("given up")) } else { Ok(()) }
}

/// Comparisons with NaN are false: a name at such a place would lie under no box and be covered by none.
fn is_sound(line: &SeenLine, page: &RgbImage) -> bool {
    let finite = |p: &Point| p.x.is_finite() && p.y.is_finite();
    let (l, t, r, b) = line.on_page.bounds();
    let (w, h) = (page.width() as f32, page.height() as f32);
    line.on_page.0.iter().all(finite)
        && l < w
        && t < h
        && r > 0.0
        && b > 0.0
        && line.glyphs.iter().all(|(_, at)| (-SLACK..=1.0 + SLACK).contains(at))
}

/// Checks that `lines` can be the text of a page on which the first reader is sure of the characters `known`, in any
/// order.
///
/// The two readers needn't agree on anything in particular, but a reader that finds almost none of the certain
/// characters would not have seen the name either.
///
/// # Errors
/// [`ReaderError`] when almost none of `known` is in `lines`.
pub fn understood(lines: &[SeenLine], known: &[char]) -> Result<(), ReaderError> {
    if known.len() < FEW {
        return Ok(());
    }
    let mut left: HashMap<char, usize> = HashMap::new();
    for (c, _) in lines.iter().flat_map(|l| &l.glyphs) {
        *left.entry(*c).or_default() += 1;
    }
    let made_out = known.iter().filter(|c| {
        let n = left.get_mut(c).filter(|n| **n > 0);
        n.map(|n| *n -= 1).is_some()
    });
    match made_out.count() {
        n if n as f32 >= UNDERSTOOD * known.len() as f32 => Ok(()),
        n => Err(ReaderError::new(format!("made out {n} of {} characters", known.len()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Quad;

    fn line(text: &str) -> SeenLine {
        let glyphs = text.chars().map(|c| (c, 0.5)).collect();
        SeenLine { on_page: Quad::from_bounds(0.0, 0.0, 90.0, 10.0), glyphs }
    }

    #[test]
    fn a_reader_that_makes_out_next_to_nothing_of_a_page_has_not_read_it() {
        let known: Vec<char> = "承诺书所填内容均真实有效".chars().collect();
        assert!(understood(&[line("承诺书所填内容均真实有效")], &known).is_ok());
        assert!(understood(&[line("真"), line("实有")], &known).is_ok(), "a quarter, in any order");
        for lines in
            [vec![], vec![line("")], vec![line("承承承承承承承承承承承承")], vec![line("一二三四五")]]
        {
            assert!(understood(&lines, &known).is_err(), "{lines:?}");
        }
        assert!(understood(&[], known.get(..FEW - 1).unwrap_or_default()).is_ok(), "too few to tell");
    }

    #[test]
    fn places_that_are_none_are_not_taken_for_places() {
        let page = RgbImage::new(100, 50);
        assert!(is_sound(&line("韩"), &page));
        let at = |at: f32| SeenLine { glyphs: vec![('韩', at)], ..line("") };
        let on =
            |l: f32, t: f32| SeenLine { on_page: Quad::from_bounds(l, t, l + 20.0, t + 10.0), ..line("韩") };
        assert!(is_sound(&at(1.0), &page) && is_sound(&on(-10.0, 45.0), &page));
        for bad in [at(f32::NAN), at(-0.5), at(1.5), on(f32::NAN, 0.0), on(100.0, 0.0), on(0.0, -10.0)] {
            assert!(!is_sound(&bad, &page), "{bad:?}");
        }
    }
}
