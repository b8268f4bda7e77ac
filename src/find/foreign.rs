//! Print in Arabic script: the names that were read ([`uyghur`]), and, where the applicant has an alias in that script, the
//! lines that no reader reads.
//!
//! The reader of Chinese has no Arabic letters: such a line comes out empty, or as a few stray signs. Where the reader of
//! Uyghur script isn't sure of it either (or isn't installed), what has the extent of the alias is a finding that a person
//! confirms; a page with several such lines is held, since nothing was read.

use super::column::{Cell, PEOPLE};
use super::{Finding, How, Search, Shape, two_languages, uyghur};
use crate::geometry::{Point, Quad, middle};
use crate::page::Page;
use crate::page::line::{Layout, Line};
use crate::target::{Forms, Kind, Script, han::is_han};

/// Shortest line, in its own heights, that counts: shorter ones are specks and single signs.
const SHORTEST: f32 = 1.8;
/// The same of a line with letters of the script, on a page that promises the name: five narrow ones.
const SHORTEST_PROMISED: f32 = 1.2;
/// Highest line, as a share of the page's longer side: a name on a card that fills the picture. Mountains and clouds are higher.
const HIGHEST: f32 = 0.07;
/// Most signs per height that the recogniser makes of foreign print; it reads one to two of what it knows.
const SIGNS: f32 = 0.75;
/// Probability from which a sign counts as read.
const READ: f32 = 0.6;
/// Signs that the recogniser may make of the shortest line: one.
const STRAY: f32 = 1.5;
/// Length of a line, in its own heights, from which its slope is told.
const DIRECTED: f32 = 2.5;
/// Recorded probability of a line that nobody read: it stands for no curve, and a person confirms it.
const UNREAD: f32 = 0.3;
/// Most lines of a page about one person in both languages: those of five sets have 9 to 20, lists of people 50 and more.
const LINES_OF_CERTIFICATE: usize = 30;
/// Width of an Arabic letter in line heights, from the narrowest hand to the widest.
const LETTER: std::ops::Range<f32> = 0.2..0.6;

/// The names in Arabic script: those that were read, and the lines that may hold one and could not be read. `found` are the
/// names that were found in other scripts.
pub fn names(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let (page, forms) = (search.page, &search.subject.forms);
    let mut findings = uyghur::names(page, forms);
    let promised = findings.is_empty() && two_languages::promises_name(page, found);
    let named = |line: &Quad| findings.iter().any(|f| f.quad.lies_on(&line.map(|p| page.map.to_stored(p))));
    let anothers =
        |line: &Quad| page.foreign.lines.iter().any(|l| l.is_sure() && line.lies_within(&l.on_page));
    let doubtful = page.foreign.lines.iter().filter(|l| l.is_doubtful()).map(|l| l.on_page);
    let letters = letters(page, forms);
    let may_show = page.foreign.shows_script() || two_languages::names_its_holder(page, found);
    let shortest = if promised { SHORTEST_PROMISED } else { SHORTEST };
    let doubtful = doubtful.filter(|quad| may_show && fits(quad, &letters, shortest));
    let unread = unread(page, &letters).map(|l| l.on_page);
    let by_themselves = doubtful.chain(unread).filter(|quad| !anothers(quad));
    let (w, h) = page.pages.page().dimensions();
    let highest = HIGHEST * w.max(h) as f32;
    let mut more: Vec<Quad> = Vec::new();
    let beside = two_languages::values(page, found);
    for quad in by_themselves.chain(beside).filter(|quad| !named(quad) && quad.height() < highest) {
        if !more.iter().any(|m| m.meets(&quad)) {
            more.push(quad);
        }
    }
    let more = without_others(page, &more, found.iter().chain(&findings));
    if promised && more.is_empty() {
        findings.extend(uyghur::promised(page, forms));
    }
    let on_card = two_languages::on_card(page, found, &findings);
    findings.extend(more.iter().map(|quad| covered(&quad.map(|p| page.map.to_stored(p)))));
    findings
        .extend(on_card.iter().map(|quad| Finding::unread(quad.map(|p| page.map.to_stored(p)), How::Field)));
    findings
}

/// True for a card or a certificate in both languages that surely names the applicant in Chinese, where nobody read the name in the other
/// script, whatever was covered instead.
pub fn lacks_name(page: &Page, findings: &[Finding]) -> bool {
    let is_read = |f: &Finding| f.shape == Shape::Arabic && f.how != How::Field;
    page.first_look <= LINES_OF_CERTIFICATE
        && two_languages::promises_name(page, findings)
        && !findings.iter().any(is_read)
}

/// How far apart, in heights, the middles or the beginnings of two lines of one column lie at most, and from where on one
/// stands in another row.
const IN_COLUMN: f32 = 1.5;
const OTHER_ROW: f32 = 0.8;
/// How far off a line's row, in its heights, the own name may lie to be in that row: rows of lists stand this close. And to be
/// in the list: the own row itself may have been read.
const OWN_ROW: f32 = 1.2;
const NEXT_ROWS: f32 = 3.0;

/// `unread` without the other people of a list: its rows without the own name, where that stands in one of them.
fn without_others<'a>(page: &Page, unread: &[Quad], found: impl Iterator<Item = &'a Finding>) -> Vec<Quad> {
    let sure: Vec<&Line> = page.lines.iter().filter(|l| l.confidence() > READ).collect();
    let own: Vec<Point> = found.filter(|f| !f.uncertain).map(|f| f.quad.center()).collect();
    let cells: Vec<Cell> = unread.iter().map(|quad| Cell::new(*quad, &sure)).collect();
    let is_near_own = |cell: &Cell, heights: f32| {
        let (center, along) = (cell.quad.center(), cell.along);
        let ahead = page.map.to_stored(Point::new(center.x + along.x, center.y + along.y));
        let center = page.map.to_stored(center);
        own.iter().any(|o| o.along(center, center.direction(ahead)).1.abs() < heights * cell.height)
    };
    let is_anothers = |cell: &Cell| {
        let is_in_column = |other: &&Cell| cell.shares_column(&other.quad, OTHER_ROW, IN_COLUMN);
        let column: Vec<&Cell> = cells.iter().filter(is_in_column).collect();
        let holds_own = column.iter().any(|other| is_near_own(other, NEXT_ROWS));
        column.len() >= PEOPLE && holds_own && !is_near_own(cell, OWN_ROW)
    };
    cells.iter().filter(|cell| !is_anothers(cell)).map(|cell| cell.quad).collect()
}

/// The numbers of letters that the name has in Arabic script: as an alias gives it and, where the script is read at all, as
/// its other spellings let expect it.
fn letters(page: &Page, forms: &Forms) -> Vec<f32> {
    let given = forms.unread.iter().filter(|f| f.kind == Kind::Script(Script::Arabic));
    let expected = forms.uyghur.iter().filter(|_| page.foreign.labels.is_some());
    given.chain(expected).map(|f| f.slots.len() as f32).collect()
}

/// True when `line` has the extent of a name of so many letters, and is at least so long in its own heights.
fn fits(line: &Quad, letters: &[f32], shortest: f32) -> bool {
    let length = line.width() / line.height().max(1.0);
    length >= shortest && letters.iter().any(|n| LETTER.contains(&(length / n)))
}

/// The lines that may hold the name in Arabic script, to the reader of Chinese.
fn unread<'a>(page: &'a Page, letters: &'a [f32]) -> impl Iterator<Item = &'a Line> {
    page.lines.iter().filter(|l| {
        is_unread(l)
            && fits(&l.on_page, letters, SHORTEST)
            && page.foreign.may_show_script(&l.on_page)
            && !in_stamp(page, l)
            && !beside_itself(page, l)
    })
}

fn covered(quad: &Quad) -> Finding {
    Finding { quad: *quad, shape: Shape::Arabic, how: How::Field, score: UNREAD, uncertain: true }
}

fn is_unread(line: &Line) -> bool {
    let known = |c: char| is_han(c) || c.is_ascii_digit() || !c.is_alphabetic();
    line.layout == Layout::Horizontal
        && is_sparse(line)
        && !line.glyphs.iter().any(|g| g.p >= READ && !g.char.is_whitespace() && known(g.char))
}

/// True where the recogniser makes out hardly a sign, however sure it is of that one.
fn is_sparse(line: &Line) -> bool {
    let signs = line.glyphs.iter().filter(|g| !g.char.is_whitespace()).count();
    (signs as f32) < (SIGNS * length(line)).max(STRAY)
}

/// Length of a line in its own heights.
fn length(line: &Line) -> f32 {
    line.on_page.width() / line.on_page.height().max(1.0)
}

/// Slope, against that of the page's lines, beyond which a line in red ink is lettering of the stamp.
const SLOPE: f32 = 0.05;

/// Lines in red ink are ornaments and lettering of stamps, unless they lie as the page's lines do.
fn in_stamp(page: &Page, line: &Line) -> bool {
    let slope = |l: &Line| {
        let [a, b, ..] = l.on_page.0;
        (b.y - a.y) / (b.x - a.x).abs().max(1.0)
    };
    let usual = middle(page.readings().filter(|l| l.confidence() > READ).map(slope)).unwrap_or(0.0);
    if (slope(line) - usual).abs() < SLOPE && line.on_page.width() > DIRECTED * line.on_page.height() {
        return false;
    }
    let (l, t, r, b) = line.on_page.bounds();
    let bounds = Quad::from_bounds(l, t, r, b);
    page.stamps.iter().any(|s| bounds.is_stamped_by(&s.quad()))
}

/// Share of a line that lies in well read ones, taken together, from which it was read too: two lines above and below a gap
/// hold a fifth of it each.
const READ_ALREADY: f32 = 0.4;

/// True when the same place was also read well, the other way up or in another light, or is the gap between two lines
/// that were.
fn beside_itself(page: &Page, line: &Line) -> bool {
    let read = page.readings().filter(|l| l.confidence() >= READ && !is_sparse(l));
    read.map(|l| line.on_page.share_inside(&l.on_page)).sum::<f32>() > READ_ALREADY
}
