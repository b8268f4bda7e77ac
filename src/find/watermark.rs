//! Watermarks: pictures of screens repeat the own name across the page, askew, often with a number behind it.
//!
//! Where print crosses one, a part of the name may be read, or the number alone. A line as askew and as high as one that holds the
//! own name belongs to the same watermark: the name stands around the part of it, or else, where two or more hold it, before what
//! was read.

use super::field::names as names_of;
use super::part::is_whole;
use super::{Finding, How, Search};
use crate::geometry::{Quad, middle, slant};
use crate::page::line::Line;
use crate::target::han::simplified;

/// Most difference of the slopes of two lines of a watermark, in radians.
const ALIKE: f32 = 0.06;
/// Most difference of their heights, as a factor.
const AS_HIGH: f32 = 1.4;
/// Lines with the own name that make a watermark in which it stands before other text.
const PATTERN: usize = 2;
/// Fewest characters of a name that are a part of it.
const ENOUGH: usize = 2;
/// How far, in heights of a line, the name may stand from another part of its line.
const APART: f32 = 8.0;
/// Room around the name, in heights of the line: slopes aren't exact.
const ROOM: f32 = 0.2;

/// The places of the name in lines of a watermark in which it wasn't read, or only in part.
pub fn names(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let rows = slant::rows(page.lines.iter().map(|l| &l.on_page));
    let lines = page.lines.iter().chain(&page.watermarks);
    let askew: Vec<&Line> = lines.filter(|l| l.on_page.is_askew(rows)).collect();
    let whole = || found.iter().filter(|f| is_whole(f));
    // Print crosses a watermark, so a name of the text may lie on one of its lines.
    let name_in = |line: &Line| {
        let line = line.stored();
        whole().find(|f| f.quad.lies_on(&line) && runs_along(&f.quad, &line))
    };
    // What holds the name is no place for it, and what stands beside it is another part of its line.
    let is_beside = |line: &Line| {
        let (line, longest) = (line.stored(), APART * line.on_page.height());
        whole().map(|f| line.in_row(f.quad.center())).any(|(along, off)| {
            off.abs() < line.height() && (-longest..line.width() + longest).contains(&along)
        })
    };
    let own: Vec<(&Quad, &Quad)> =
        askew.iter().filter_map(|l| Some((&l.on_page, &name_in(l)?.quad))).collect();
    let spelled = names_of(&search.subject.forms);
    let widest_part = |line: &Line| {
        let parts = spelled.iter().filter_map(|name| place_around(line, name));
        parts.max_by(|a, b| a.place.width().total_cmp(&b.place.width()))
    };
    let place = |line: &Line| {
        let alike = own.iter().filter(|(o, _)| is_alike(o, &line.on_page));
        let lengths: Vec<f32> = alike.map(|(_, name)| name.width()).collect();
        // A part of the name alone, as askew and as high as all of it, repeats it already; others' names share parts.
        let repeats = |part: &Part| lengths.len() >= PATTERN || !lengths.is_empty() && part.is_alone;
        let around = widest_part(line).filter(repeats).map(|part| part.place);
        let before = || (lengths.len() >= PATTERN).then(|| middle(lengths.iter().copied())).flatten();
        around.or_else(|| Some(place_before(&line.on_page, before()?)))
    };
    let places = askew.iter().filter(|l| !is_beside(l)).filter_map(|l| place(l));
    let places = places.map(|place| place.map(|p| page.map.to_stored(p)));
    let is_new = |place: &Quad| !found.iter().any(|f| place.meets(&f.quad));
    places.filter(is_new).map(|place| Finding::unread(place, How::Field)).collect()
}

/// A part of the name in a line.
struct Part {
    /// Where the whole name stands, on the page.
    place: Quad,
    /// Nothing else was read there.
    is_alone: bool,
}

/// The place of the whole `name` where `line` reads as two or more of its characters that follow each other.
fn place_around(line: &Line, name: &[char]) -> Option<Part> {
    let glyphs: Vec<char> = line.glyphs.iter().map(|g| simplified(g.char)).collect();
    (ENOUGH..name.len()).rev().find_map(|length| {
        name.windows(length).enumerate().find_map(|(first, part)| {
            let at = glyphs.windows(length).position(|window| window == part)?;
            let steps = line.glyphs.get(at)?.from as f32..line.glyphs.get(at + length - 1)?.to as f32;
            let (read, height) = (line.page_quad(steps), line.on_page.height());
            let glyph = height / read.width().max(1.0);
            let (before, behind) = (first as f32, (name.len() - first - length) as f32);
            let place = read.part(-(before + ROOM) * glyph, 1.0 + (behind + ROOM) * glyph);
            Some(Part { place, is_alone: glyphs.len() == length })
        })
    })
}

/// The place of a name as long as `length` right before `line`.
fn place_before(line: &Quad, length: f32) -> Quad {
    let room = ROOM * line.height();
    line.part(-(length + room) / line.width().max(1.0), 0.0).grown(room, room)
}

/// True where two quads have one direction.
fn runs_along(a: &Quad, b: &Quad) -> bool {
    slant::turn(a.slope() - b.slope()).abs() < ALIKE
}

/// True for two lines of one watermark.
fn is_alike(line: &Quad, other: &Quad) -> bool {
    let (low, high) = (line.height().min(other.height()), line.height().max(other.height()));
    runs_along(line, other) && high < AS_HIGH * low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;
    use crate::page::line::made;

    /// A line of `length` × 20 pixels from (`x`, `y`), turned by `slope`.
    fn line(x: f32, y: f32, length: f32, slope: f32) -> Quad {
        let (sin, cos) = slope.sin_cos();
        let at = |u: f32, v: f32| Point::new(x + u * cos - v * sin, y + u * sin + v * cos);
        Quad([at(0.0, 0.0), at(length, 0.0), at(length, 20.0), at(0.0, 20.0)])
    }

    #[test]
    fn the_name_is_looked_for_right_before_the_line() {
        let number = line(300.0, 400.0, 50.0, -0.4);
        let place = place_before(&number, 60.0);
        let (from, off) = number.in_row(place.start());
        let (to, _) = number.in_row(place.end());
        let near = |got: f32, want: f32| (got - want).abs() < 0.1;
        assert!(near(from, -68.0) && near(to, 4.0) && near(off, 0.0), "{from} {to} {off}");
    }

    #[test]
    fn a_part_of_the_name_tells_where_the_whole_stands() {
        let line = made::line("爱官文61", line(300.0, 400.0, 100.0, -0.4), 0.9);
        let name: Vec<char> = "上官文博".chars().collect();
        let Some(Part { place, is_alone }) = place_around(&line, &name) else { panic!("no part") };
        assert!(!is_alone);
        let (from, _) = line.on_page.in_row(place.start());
        let (to, _) = line.on_page.in_row(place.end());
        assert!((-5.0..2.0).contains(&from) && (78.0..90.0).contains(&to), "{from} {to}");
        assert!(place_around(&line, &['上', '官']).is_none(), "one character, or all of them");
    }

    #[test]
    fn lines_of_one_watermark_are_as_high_and_as_askew() {
        let number = line(300.0, 400.0, 50.0, -0.4);
        assert!(is_alike(&number, &line(10.0, 20.0, 90.0, -0.42)));
        assert!(!is_alike(&number, &line(10.0, 20.0, 90.0, -0.3)));
        assert!(!is_alike(&number, &line(10.0, 20.0, 90.0, -0.4).grown(0.0, 10.0)));
    }
}
