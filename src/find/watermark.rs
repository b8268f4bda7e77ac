//! Watermarks: pictures of screens repeat the own name across the page, askew, often with a number behind it.
//!
//! Where print crosses one, the detector may see the number alone. A line as askew and as high as two or more that hold the own
//! name belongs to the same watermark, and the name stands before what was read.

use super::part::is_whole;
use super::{Finding, How, Search};
use crate::geometry::{Quad, middle};
use crate::page::line::Line;

/// Slopes of watermarks against the page's rows, in radians: four degrees are a curled photo's, more than fifty a column's.
const ASKEW: std::ops::Range<f32> = 0.12..0.9;
/// Most difference of the slopes of two lines of a watermark, likewise.
const ALIKE: f32 = 0.06;
/// Most difference of their heights, as a factor.
const AS_HIGH: f32 = 1.4;
/// Lines with the own name that make a watermark.
const PATTERN: usize = 2;
/// Shortest line, in its own heights, that has a slope.
const DIRECTED: f32 = 1.5;
/// Room around the name, in heights of the line: slopes aren't exact.
const ROOM: f32 = 0.2;

/// The places of the name before lines of a watermark in which it wasn't read.
pub fn names(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let has_slope = |l: &&Line| l.on_page.width() > DIRECTED * l.on_page.height();
    let lines: Vec<&Line> = page.lines.iter().filter(has_slope).collect();
    let rows = middle(lines.iter().map(|l| slope(&l.on_page))).unwrap_or(0.0);
    let askew = || lines.iter().filter(|l| ASKEW.contains(&turn(slope(&l.on_page) - rows).abs()));
    let name_in = |line: &Line| found.iter().find(|f| is_whole(f) && f.quad.lies_on(&line.stored()));
    let own: Vec<(&Quad, &Quad)> = askew().filter_map(|l| Some((&l.on_page, &name_in(l)?.quad))).collect();
    let before = |line: &Line| {
        let alike = own.iter().filter(|(o, _)| is_alike(o, &line.on_page));
        let lengths: Vec<f32> = alike.map(|(_, name)| name.width()).collect();
        if lengths.len() < PATTERN {
            return None;
        }
        Some(place_before(&line.on_page, middle(lengths.into_iter())?))
    };
    let places = askew().filter(|l| name_in(l).is_none()).filter_map(|l| before(l));
    let places = places.map(|place| place.map(|p| page.map.to_stored(p)));
    let is_new = |place: &Quad| !found.iter().any(|f| place.meets(&f.quad));
    places.filter(is_new).map(|place| Finding::unread(place, How::Field)).collect()
}

/// The place of a name as long as `length` right before `line`.
fn place_before(line: &Quad, length: f32) -> Quad {
    let room = ROOM * line.height();
    line.part(-(length + room) / line.width().max(1.0), 0.0).grown(room, room)
}

/// True for two lines of one watermark.
fn is_alike(line: &Quad, other: &Quad) -> bool {
    let (low, high) = (line.height().min(other.height()), line.height().max(other.height()));
    turn(slope(line) - slope(other)).abs() < ALIKE && high < AS_HIGH * low
}

/// The direction of a line, in radians.
fn slope(line: &Quad) -> f32 {
    let along = line.0[0].direction(line.0[1]);
    along.y.atan2(along.x)
}

/// A difference of directions as a turn of at most half a circle.
fn turn(difference: f32) -> f32 {
    let (sin, cos) = difference.sin_cos();
    sin.atan2(cos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Point;

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
    fn lines_of_one_watermark_are_as_high_and_as_askew() {
        let number = line(300.0, 400.0, 50.0, -0.4);
        assert!(is_alike(&number, &line(10.0, 20.0, 90.0, -0.42)));
        assert!(!is_alike(&number, &line(10.0, 20.0, 90.0, -0.3)));
        assert!(!is_alike(&number, &line(10.0, 20.0, 90.0, -0.4).grown(0.0, 10.0)));
        assert!(turn(std::f32::consts::TAU - 0.1).abs() < 0.11);
    }
}
