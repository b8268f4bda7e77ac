//! Reads the lines that the first reader doubts with the reader of Uyghur script.
//!
//! The first reader has no Arabic letters and reads a few stray signs instead. Only lines from left to right are
//! read, with the labels of the applicant's forms in that script; `find` decides what they mean.

use image::imageops::crop_imm;

use super::recognize::decode;
use crate::geometry::{Point, Quad};
use crate::nets::engine::{CROP_HEIGHT, Engine, EngineError};
use crate::page::Page;
use crate::page::crop::Crop;
use crate::page::foreign::{Foreign, ForeignLine};
use crate::page::line::{Layout, Line};
use crate::pixels::contrast;
use crate::target::Labels;

/// Lines that the first reader reads with less confidence than this are read by the other. For Uyghur print on
/// made-up pages it gave 0.1 to 0.7.
const DOUBTFUL: f32 = 0.8;
/// Shortest line, in its own heights: names of one word of five or six letters (ئاينۇر) are no longer in a quad with room around them.
const SHORTEST: f32 = 1.2;
/// Length, in a line's heights, from which the part of its region before or behind what was read may be a name in that script: it
/// stands beside the Chinese one, in one region with it.
const UNREAD: f32 = 2.0;
/// Most lines of digits or Latin letters that are read too, on a page that shows the script.
const MOST_SHORT: usize = 12;
/// Most lines of a page: a page of handwriting is doubtful from top to bottom, and a line takes 15 ms.
const MOST: usize = 60;

/// Reads the doubtful lines of `page` with the reader of Uyghur script, the parts of others that weren't read, and the places beside
/// lines that are labels in that script: the detector may miss a name under a stamp, but not the label beside it. Where the page
/// shows the script, short lines of digits or Latin letters and the `strips` over stamps are read too.
///
/// # Errors
/// [`EngineError`] when the net fails.
pub fn read(
    page: &Page,
    strips: &[Quad],
    labels: &Labels,
    engine: &dyn Engine,
) -> Result<Foreign, EngineError> {
    let mut lines: Vec<ForeignLine> = Vec::new();
    if labels.whole.is_empty() {
        return Ok(Foreign::default());
    }
    // A line is read in several ways, all of one place.
    let show_new = |lines: &mut Vec<ForeignLine>, line: &Line, most: usize| -> Result<(), EngineError> {
        let same = |l: &ForeignLine| l.on_page.is_same_place(&line.on_page);
        if lines.len() < most && !lines.iter().any(same) {
            lines.extend(show(line.on_page, line.crop.clone(), labels, engine)?);
        }
        Ok(())
    };
    for line in page.lines.iter().filter(|l| is_worth_it(l)) {
        show_new(&mut lines, line, MOST)?;
    }
    let shows_script = |lines: &[ForeignLine]| lines.iter().any(ForeignLine::shows_script);
    if shows_script(&lines) {
        let most = lines.len() + MOST_SHORT;
        for line in page.lines.iter().filter(|l| is_upright(l) && !is_worth_it(l) && is_without_han(l)) {
            show_new(&mut lines, line, most)?;
        }
    }
    let sure = page.lines.iter().filter(|l| is_upright(l) && !is_worth_it(l));
    let unread: Vec<Quad> = sure.flat_map(|l| l.unwritten(UNREAD)).collect();
    let labels_there = lines.iter().filter(|l| l.is_arabic());
    let rows: Vec<Quad> = labels_there.flat_map(|l| beside_label(&l.on_page, page)).collect();
    let as_it_is: fn(Crop) -> Crop = |crop| crop;
    let darkest: fn(Crop) -> Crop = |crop| Crop { picture: contrast::darkest(&crop.picture), ..crop };
    let show_all = |places: &[Quad], made: fn(Crop) -> Crop| -> Result<Vec<ForeignLine>, EngineError> {
        let crops = places.iter().filter_map(|place| Some((place, made(Crop::cut(&page.pages, place)?))));
        crops.filter_map(|(place, crop)| show(*place, crop, labels, engine).transpose()).collect()
    };
    lines.extend(show_all(&unread, as_it_is)?);
    lines.extend(show_all(&rows, darkest)?);
    let strips = if shows_script(&lines) { show_all(strips, as_it_is)? } else { Vec::new() };
    Ok(Foreign { lines, strips, labels: Some(labels.clone()) })
}

fn show(
    on_page: Quad,
    crop: Crop,
    labels: &Labels,
    engine: &dyn Engine,
) -> Result<Option<ForeignLine>, EngineError> {
    let Some(alphabet) = engine.uyghur_alphabet() else { return Ok(None) };
    let picture = crop_imm(&crop.picture, 0, 0, crop.width, CROP_HEIGHT).to_image();
    // The net was trained on dark print.
    let answer = engine.read_uyghur(&contrast::dark_on_light(&picture), labels.columns())?;
    Ok(answer.map(|posteriors| {
        let glyphs = decode(&posteriors, |class| alphabet.char_of(class));
        ForeignLine { on_page, crop, glyphs, posteriors }
    }))
}

/// Longest label, in its own heights: ئىسمى (name) is three.
const LABEL: f32 = 5.0;
/// How far a row is followed beyond a label, in its heights: a name of 20 letters.
const FURTHEST: f32 = 9.0;
/// Another line is in the label's row unless it begins below this share of the label's height, …
const LOW: f32 = 0.8;
/// … or ends above this one: quads of neighbouring rows overlap a little.
const HIGH: f32 = 0.2;
/// Room beside a label, in its heights, that may hold a name.
const ROOM: f32 = 2.0;

/// The places beside the label `line` that may hold a name, up to the next lines of its row: to its left, where the
/// script continues, and to its right, where cards designed for Chinese have it.
fn beside_label(line: &Quad, page: &Page) -> Vec<Quad> {
    let [a, b, c, d] = line.0;
    let (u, length, height) = (a.direction(b), line.width(), line.height());
    if length > LABEL * height {
        return Vec::new();
    }
    let width = page.pages.page().width() as f32;
    let mut left = (FURTHEST * height).min(a.x.min(d.x));
    let mut right = (FURTHEST * height).min(width - b.x.max(c.x));
    for other in page.readings().filter(|l| !l.on_page.lies_on(line)) {
        let places = other.on_page.0.map(|p| p.along(a, u));
        let least = |f: fn(&(f32, f32)) -> f32| places.iter().map(f).fold(f32::MAX, f32::min);
        let most = |f: fn(&(f32, f32)) -> f32| places.iter().map(f).fold(f32::MIN, f32::max);
        if least(|p| p.1) > LOW * height || most(|p| p.1) < HIGH * height {
            continue;
        }
        if most(|p| p.0) <= length / 2.0 {
            left = left.min(-most(|p| p.0));
        } else if least(|p| p.0) >= length / 2.0 {
            right = right.min(least(|p| p.0) - length);
        }
    }
    let moved = |p: Point, by: f32| Point::new(p.x + u.x * by, p.y + u.y * by);
    let sides = [
        (left, Quad([moved(a, -left), a, d, moved(d, -left)])),
        (right, Quad([b, moved(b, right), moved(c, right), c])),
    ];
    sides.into_iter().filter(|(room, _)| *room >= ROOM * height).map(|(_, quad)| quad).collect()
}

/// True for a line of text from left to right.
fn is_upright(line: &Line) -> bool {
    let [a, b, ..] = line.on_page.0;
    line.layout == Layout::Horizontal && b.x > a.x
}

/// True where nothing Chinese was read in a place that is as long as a name: of a short word of the script the first reader makes
/// digits (915 of two syllables) with a confidence of up to 0.95.
fn is_without_han(line: &Line) -> bool {
    let length = line.on_page.width() / line.on_page.height().max(1.0);
    (SHORTEST..FURTHEST).contains(&length) && !line.shows_han()
}

fn is_worth_it(line: &Line) -> bool {
    let long = line.on_page.width() >= SHORTEST * line.on_page.height();
    is_upright(line) && long && line.confidence() < DOUBTFUL
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::line::made;

    #[test]
    fn short_lines_of_digits_or_letters_may_be_words_of_the_script() {
        let line = |text: &str, width: f32| made::line(text, Quad::from_bounds(0.0, 0.0, width, 20.0), 0.94);
        assert!(is_without_han(&line("915", 40.0)));
        assert!(!is_without_han(&line("9高5", 40.0)), "Chinese");
        assert!(!is_without_han(&line("i", 20.0)) && !is_without_han(&line("9076404883", 200.0)));
    }
}
