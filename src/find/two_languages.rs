//! Forms in two languages: where a card or certificate that names its holder in Chinese has the name in Arabic letters.
//!
//! Type that nobody reads is found by what stands around it: the name in Chinese above or below, or a label that was read.

use super::label::{Asks, label};
use super::{Finding, How, Shape};
use crate::geometry::{Point, Quad};
use crate::page::Page;
use crate::page::foreign::ForeignLine;
use crate::page::line::{Glyph, Layout, Line};
use crate::target::han::is_han;

/// How far below or above a name, in its heights from middle to middle, forms in two languages have it in the other script.
const NEXT_ROW: std::ops::Range<f32> = 0.7..2.6;
/// How far left or right of the name's beginning it begins there, in the same.
const ALIGNED: f32 = 1.5;
/// Longest name in the other script, in heights of its line.
const LONGEST: f32 = 12.0;
/// Where its label may end, in the same from its beginning along its row, and how far off the row.
const LABEL: std::ops::Range<f32> = -8.0..0.3;
const LABEL_OFF: f32 = 0.7;

/// Labels that ask for a name: ئىسمى (his or her name), ئىسىم فامىلىسى (name and family name).
const NAMES: [&str; 3] = ["ئىسمى", "ئىسىم", "فامىلى"];
/// What stands between a label and its value.
const COLONS: [char; 2] = [':', '：'];
/// Longest label, in its own heights, and how far beyond it, in the same, its value may begin and end.
const LONGEST_LABEL: f32 = 6.0;
const BEYOND: f32 = 9.0;
/// Mean probability of a line's glyphs from which it says what stands beside a label.
const READ: f32 = 0.6;
/// Length of the shortest value, in its own heights.
const SHORTEST: f32 = 1.8;
/// The same beside a label, and on a card.
const SHORTEST_PROMISED: f32 = 1.2;

/// Lines (page grid) that nobody read and that hold the name by what stands around them; `found` are the names that were found.
pub fn values(page: &Page, found: &[Finding]) -> Vec<Quad> {
    let mut values = twins(page, found);
    values.extend(with_label(page, found));
    values.extend(beside_labels(page));
    values.extend(above_names(page, found));
    if names_its_holder(page, found) {
        values.extend(unread_on_card(page, found));
    }
    values
}

/// How far the middle of the beginning of `quad` (page grid) lies right of that of a name in Chinese, and below it, in the
/// name's heights; for each name of `found`.
fn offsets(page: &Page, quad: &Quad, found: &[Finding]) -> Vec<(f32, f32)> {
    offsets_from(quad.map(|p| page.map.to_stored(p)).start(), found)
}

/// The same of a point of the stored grid.
fn offsets_from(start: Point, found: &[Finding]) -> Vec<(f32, f32)> {
    let names = found.iter().filter(|f| f.shape != Shape::Arabic && f.how != How::Field);
    let offset = |f: &Finding| {
        let (aside, down) = f.quad.in_row(start);
        let height = f.quad.height().max(1.0);
        (aside / height, down / height)
    };
    names.map(offset).collect()
}

/// Length of a place in its own heights.
fn length(quad: &Quad) -> f32 {
    quad.width() / quad.height().max(1.0)
}

/// Lines in Arabic letters, read or not, that begin right below or above a name and have a label that isn't Chinese: the
/// value of 姓名 and ئىسمى on cards and certificates in two languages. Type that nobody reads is covered with it.
fn twins(page: &Page, found: &[Finding]) -> Vec<Quad> {
    let lines = || page.foreign.lines.iter().filter(|l| l.shows_letters());
    let is_twin = |quad: &Quad| {
        let aligned = |(aside, down): &(f32, f32)| NEXT_ROW.contains(&down.abs()) && aside.abs() < ALIGNED;
        offsets(page, quad, found).iter().any(aligned)
    };
    // Of a label on a fax nobody reads more than its colon.
    let no_han = page.lines.iter().filter(|l| l.layout == Layout::Horizontal && !l.shows_han());
    let labels: Vec<Quad> = lines().map(|l| l.on_page).chain(no_han.map(|l| l.on_page)).collect();
    let has_label = |quad: &Quad| {
        let height = quad.height();
        labels.iter().any(|label| {
            let (end, off) = quad.in_row(label.end());
            off.abs() < LABEL_OFF * height && LABEL.contains(&(end / height.max(1.0)))
        })
    };
    let fits = |q: &Quad| (SHORTEST..LONGEST).contains(&length(q));
    lines().map(|l| l.on_page).filter(|q| fits(q) && is_twin(q) && has_label(q)).collect()
}

/// The same where label and value are one line, with a colon between them: it begins where the label in Chinese does.
fn with_label(page: &Page, found: &[Finding]) -> Vec<Quad> {
    let is_twin = |quad: &Quad| {
        let ends = offsets_from(quad.map(|p| page.map.to_stored(p)).end(), found);
        let around = |(&(aside, down), &(end, _)): (&(f32, f32), &(f32, f32))| {
            NEXT_ROW.contains(&down.abs()) && (-LONGEST_LABEL..-ALIGNED).contains(&aside) && end > ALIGNED
        };
        offsets(page, quad, found).iter().zip(&ends).any(around)
    };
    // Either reader may have seen the colon.
    let has_colon = |l: &ForeignLine| {
        let mut readings = page.lines.iter().filter(|other| other.on_page.is_same_place(&l.on_page));
        let is_colon = |g: &Glyph| COLONS.contains(&g.char);
        l.glyphs.iter().any(is_colon) || readings.any(|other| other.glyphs.iter().any(is_colon))
    };
    let lines = page.foreign.lines.iter().filter(|l| l.shows_letters() && !l.is_sure());
    let lines = lines.filter(|l| has_colon(l) && length(&l.on_page) < LONGEST + LONGEST_LABEL);
    lines.map(|l| l.on_page).filter(is_twin).collect()
}

/// Height over that of a name's line of one in the other script, set for the same size.
const AS_HIGH: std::ops::Range<f32> = 0.5..1.5;

/// Lines that nobody read right above a name beside 姓名, where identity cards of the region have it in the other script, without a
/// label of its own.
fn above_names<'a>(page: &'a Page, found: &'a [Finding]) -> impl Iterator<Item = Quad> + 'a {
    let is_above = |quad: &Quad| {
        let stored = quad.map(|p| page.map.to_stored(p));
        let names =
            found.iter().filter(|f| f.shape.is_chinese_row() && matches!(f.how, How::Text | How::Spotted));
        let mut names = names.filter(|f| has_label(page, &f.quad));
        names.any(|f| {
            let height = f.quad.height().max(1.0);
            let ((from, down), (to, _)) = (f.quad.in_row(stored.start()), f.quad.in_row(stored.end()));
            let within = to.min(f.quad.width()) - from.max(0.0) > (to - from) / 2.0;
            NEXT_ROW.contains(&(-down / height)) && within && AS_HIGH.contains(&(stored.height() / height))
        })
    };
    let unread = page.lines.iter().filter(|l| is_unread(page, l)).map(|l| l.on_page);
    unread.filter(move |quad| length(quad) >= SHORTEST && is_above(quad))
}

/// Lines of a card that nobody read, about as high as the holder's name beside 姓名: it has the name in the other script below, or in a
/// corner.
fn unread_on_card<'a>(page: &'a Page, found: &'a [Finding]) -> impl Iterator<Item = Quad> + 'a {
    let names = found.iter().filter(|f| f.shape.is_chinese_row() && !f.uncertain && has_label(page, &f.quad));
    let names: Vec<f32> = names.map(|f| f.quad.height().max(1.0)).collect();
    let is_print =
        |l: &&Line| l.glyphs.len() >= LETTERS && !page.seals.iter().any(|seal| l.on_page.meets(&seal.quad));
    let unread = page.lines.iter().filter(|l| is_unread(page, l)).filter(is_print).map(|l| l.on_page);
    unread.filter(move |quad| {
        let as_high = names.iter().any(|name| AS_HIGH.contains(&(quad.height() / name)));
        (SHORTEST_PROMISED..LONGEST).contains(&length(quad)) && as_high
    })
}

/// Letters that the reader of Chinese makes of a word in the other script, at least: of dust and edges it makes none.
const LETTERS: usize = 2;
/// Most lines of a card: badges have half a dozen, identity cards ten.
const LINES_OF_CARD: usize = 12;

/// True for a card that surely names its holder in Chinese: what it may have in the other script besides is the name.
pub fn names_its_holder(page: &Page, found: &[Finding]) -> bool {
    page.first_look <= LINES_OF_CARD && is_surely_named(found)
}

/// True for a page in both languages that surely names the applicant in Chinese: it has the name in the other script too.
pub fn promises_name(page: &Page, found: &[Finding]) -> bool {
    page.foreign.shows_script() && is_surely_named(found)
}

/// True where the applicant is surely named in Chinese.
fn is_surely_named(found: &[Finding]) -> bool {
    found.iter().any(|f| !f.uncertain && f.shape.is_chinese_row())
}

/// What identity cards print before the holder's number.
const IDENTITY_CARD: &str = "身份号码";
/// Where on one the name in the other script begins, in heights of the name's line from its beginning: along its row, and below it.
const ON_CARD: (std::ops::Range<f32>, std::ops::Range<f32>) = (-1.0..12.0, -2.6..2.6);
/// Its fields near the name.
const CARD_FIELDS: [&str; 4] = ["姓名", "性别", "民族", "出生"];
/// Confidence from which a card's own print was read.
const CARD_READ: f32 = 0.8;
/// Chinese characters of the shortest stamp over a card; its own values near the name have four at most (柯尔克孜).
const SHORTEST_STAMP: usize = 5;
/// Height of a stamp's line over that of the name's.
const STAMPED: std::ops::Range<f32> = 0.5..2.0;

/// Where an identity card may have the holder's name in the other script, near that in Chinese; no one else is named there. Lines in
/// Arabic letters, whatever they are read as, and what isn't the card's own print: lines that nobody read, and stamps, which may
/// lie over it. Nothing where one of `arabic`, the names that were found in that script, stands there.
pub fn on_card(page: &Page, found: &[Finding], arabic: &[Finding]) -> Vec<Quad> {
    let near = |(aside, down): &(f32, f32)| ON_CARD.0.contains(aside) && ON_CARD.1.contains(down);
    let is_card = page.lines.iter().any(|l| l.text().contains(IDENTITY_CARD));
    if !is_card || arabic.iter().any(|f| offsets_from(f.quad.start(), found).iter().any(near)) {
        return Vec::new();
    }
    let is_near =
        |quad: &Quad| length(quad) >= SHORTEST_PROMISED && offsets(page, quad, found).iter().any(near);
    let names =
        found.iter().filter(|f| f.shape.is_chinese_row() && f.how != How::Field).map(|f| f.quad.height());
    let name = names.fold(0.0, f32::max);
    let is_print =
        |l: &Line| page.lines.iter().any(|o| o.confidence() >= CARD_READ && l.on_page.meets(&o.on_page));
    let is_other = |l: &&Line| {
        let height = l.on_page.height() / name.max(1.0);
        l.layout == Layout::Horizontal && (AS_HIGH.contains(&height) && !is_print(l) || is_stamp(l, height))
    };
    let letters = page.foreign.lines.iter().filter(|l| l.is_full_of_letters() && !is_label(l));
    let others = page.lines.iter().filter(is_other).map(|l| l.on_page);
    letters.map(|l| l.on_page).chain(others).filter(is_near).collect()
}

/// Print on an identity card that is none of its fields, and `height` times as high as the holder's name.
fn is_stamp(line: &Line, height: f32) -> bool {
    let text = line.text();
    let is_field =
        CARD_FIELDS.iter().any(|field| text.contains(field)) || text.contains(|c: char| c.is_ascii_digit());
    let han = text.chars().filter(|c| is_han(*c)).count();
    han >= SHORTEST_STAMP && !is_field && STAMPED.contains(&height)
}

/// True where 姓名 or another label that asks for a name stands before `name` (stored grid) in its row.
fn has_label(page: &Page, name: &Quad) -> bool {
    let height = name.height();
    let asks = page.lines.iter().filter(|l| label(&l.glyphs).is_some_and(|label| label.asks == Asks::Name));
    asks.map(Line::stored).any(|quad| {
        let (from, off) = name.in_row(quad.start());
        from < 0.0 && off.abs() < LABEL_OFF * height && -from < (LONGEST_LABEL + BEYOND) * height
    })
}

/// True where neither reader says what stands there.
fn is_unread(page: &Page, line: &Line) -> bool {
    let sure = |l: &Line| l.confidence() >= READ && l.on_page.meets(&line.on_page);
    line.layout == Layout::Horizontal
        && line.confidence() < READ
        && !is_read_in_uyghur(page, line)
        && !page.lines.iter().any(sure)
}

/// Lines beside a label that was read, without a Chinese character: a label promises a value, and the reader of Chinese makes digits of
/// some words in Arabic letters.
fn beside_labels(page: &Page) -> impl Iterator<Item = Quad> {
    let labels = page.foreign.lines.iter().filter(|l| l.is_sure() && is_label(l));
    labels.flat_map(|label| {
        let (width, height) = (label.on_page.width(), label.on_page.height());
        let is_beside = move |quad: &Quad| {
            let ((from, off), (to, end_off)) =
                (label.on_page.in_row(quad.start()), label.on_page.in_row(quad.end()));
            let right = from > width / 2.0 && from - width < BEYOND * height;
            let left = to < width / 2.0 && -to < BEYOND * height;
            let off = (off + end_off) / 2.0;
            (right || left) && off.abs() < LABEL_OFF * height && length(quad) >= SHORTEST_PROMISED
        };
        let values = page.lines.iter().filter(|l| is_unread(page, l) || shows_no_han(page, l));
        values.map(|l| l.on_page).filter(is_beside)
    })
}

/// True for a line in which the reader of Chinese sees no character of its own script, and that of Uyghur script no other word.
fn shows_no_han(page: &Page, line: &Line) -> bool {
    line.layout == Layout::Horizontal && !line.shows_han() && !is_read_in_uyghur(page, line)
}

/// True where the reader of Uyghur script surely says what stands there.
fn is_read_in_uyghur(page: &Page, line: &Line) -> bool {
    page.foreign.lines.iter().any(|f| f.is_sure() && line.on_page.meets(&f.on_page))
}

/// True when a line is a label that asks for a name.
fn is_label(line: &ForeignLine) -> bool {
    let text: String = line.glyphs.iter().rev().map(|g| g.char).collect();
    length(&line.on_page) < LONGEST_LABEL && NAMES.iter().any(|name| text.contains(name))
}
