//! Directions of lines, and which of them lie askew: watermarks run across a page's rows.

use super::{Quad, middle};

/// Slopes of watermarks against the page's rows, in radians: four degrees are a curled photo's, more than fifty a column's.
const ASKEW: std::ops::Range<f32> = 0.12..0.9;
/// Shortest line, in its own heights, that has a direction.
const DIRECTED: f32 = 1.5;

impl Quad {
    /// The direction of its text, in radians.
    pub fn slope(&self) -> f32 {
        let along = self.0[0].direction(self.0[1]);
        along.y.atan2(along.x)
    }

    /// True when it is long enough to have a direction.
    pub fn is_directed(&self) -> bool {
        self.width() > DIRECTED * self.height()
    }

    /// True when it runs across rows of the direction `rows`, in radians.
    pub fn is_askew(&self, rows: f32) -> bool {
        self.is_directed() && ASKEW.contains(&turn(self.slope() - rows).abs())
    }
}

/// The usual direction of `lines`, in radians.
pub fn rows<'a>(lines: impl Iterator<Item = &'a Quad>) -> f32 {
    middle(lines.filter(|l| l.is_directed()).map(Quad::slope)).unwrap_or(0.0)
}

/// A difference of directions as a turn of at most half a circle.
pub fn turn(difference: f32) -> f32 {
    let (sin, cos) = difference.sin_cos();
    sin.atan2(cos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_across_the_rows_is_askew() {
        let line = |slope: f32| {
            let (y, y_end) = (100.0, 100.0 + 200.0 * slope);
            Quad(
                [(0.0, y), (200.0, y_end), (200.0, y_end + 20.0), (0.0, y + 20.0)]
                    .map(|(x, y)| super::super::Point::new(x, y)),
            )
        };
        let lines = [line(0.02), line(0.02), line(0.5)];
        let rows = rows(lines.iter());
        assert_eq!(lines.map(|l| l.is_askew(rows)), [false, false, true]);
        assert!(!Quad::from_bounds(0.0, 0.0, 20.0, 20.0).is_askew(-0.5), "a square has no direction");
        assert!(turn(std::f32::consts::TAU - 0.1).abs() < 0.11);
    }
}
