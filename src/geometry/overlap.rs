//! When one place lies in another: every such test of the program, by name, with its threshold.
//!
//! Lines, boxes and seals either stand apart or lie on each other nearly as a whole, so that most shares are close to 0 or
//! to 1 and a threshold in between decides little. Where a figure was measured it is given; the others are by that reason.

use super::Quad;

/// More of it lies inside than outside.
const MOST: f32 = 0.5;
/// A box hides it: what is left beside a box is less than a character of a name of three.
const HIDDEN: f32 = 0.7;
/// It is a part of the other, or the same: a detector's quads of one line, seen twice, differ by up to a fifth of the line's
/// height above and below.
const WITHIN: f32 = 0.8;
/// Regions under a stamp that a line read before holds: higher than [`WITHIN`], since half a name that the stamp cut off is
/// a fifth of a short line.
const READ: f32 = 0.85;
/// Two findings, or two readings of a line, at one place: they come from the same quad, and differ by what is read at the
/// ends.
const COPY: f32 = 0.9;
/// A line of text crosses a blob: print runs through a seal's middle, which is a third of its height.
const CROSSED: f32 = 0.3;
/// A line stands in a stamp: lettering around a ring lies in the ring's rectangle as a whole, print under its edge doesn't.
const STAMPED: f32 = 0.2;

impl Quad {
    /// True when any part of it lies inside `other`.
    pub fn touches(&self, other: &Quad) -> bool {
        self.share_inside(other) > 0.0
    }

    /// True when more of it lies inside `other` than outside.
    pub fn lies_on(&self, other: &Quad) -> bool {
        self.share_inside(other) > MOST
    }

    /// True when either of the two [lies on](Self::lies_on) the other.
    pub fn meets(&self, other: &Quad) -> bool {
        self.lies_on(other) || other.lies_on(self)
    }

    /// True when `other`, a box or a closer look, takes its place: what stands beside it is no more than an edge.
    pub fn is_hidden_by(&self, other: &Quad) -> bool {
        self.share_inside(other) > HIDDEN
    }

    /// True when it is a part of `other`, or the same.
    pub fn lies_within(&self, other: &Quad) -> bool {
        self.share_inside(other) > WITHIN
    }

    /// True when the two are readings of one place.
    pub fn is_same_place(&self, other: &Quad) -> bool {
        self.lies_within(other) && other.lies_within(self)
    }

    /// True when it is a region of the line `read`, which was read already.
    pub fn is_read_in(&self, read: &Quad) -> bool {
        self.share_inside(read) > READ
    }

    /// True when `other` was made of the same line and stands where this does.
    pub fn is_copy_of(&self, other: &Quad) -> bool {
        self.share_inside(other) > COPY
    }

    /// True when the line `text` runs through it.
    pub fn is_crossed_by(&self, text: &Quad) -> bool {
        self.share_inside(text) > CROSSED
    }

    /// True when it stands in `stamp`, an area of red ink.
    pub fn is_stamped_by(&self, stamp: &Quad) -> bool {
        self.share_inside(stamp) > STAMPED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tests_come_one_after_the_other_as_a_place_moves_in() {
        let other = Quad::from_bounds(0.0, 0.0, 100.0, 20.0);
        let moved = |share: f32| Quad::from_bounds(-100.0 * (1.0 - share), 0.0, 100.0 * share, 20.0);
        let passed = |q: Quad| {
            [
                q.touches(&other),
                q.is_stamped_by(&other),
                q.is_crossed_by(&other),
                q.lies_on(&other),
                q.is_hidden_by(&other),
                q.lies_within(&other),
                q.is_read_in(&other),
                q.is_copy_of(&other),
            ]
        };
        assert_eq!(passed(moved(-0.1)), [false; 8]);
        for (share, count) in
            [(0.1, 1), (0.25, 2), (0.4, 3), (0.6, 4), (0.75, 5), (0.82, 6), (0.87, 7), (0.95, 8)]
        {
            let passed = passed(moved(share));
            assert_eq!(passed.iter().filter(|p| **p).count(), count, "{share}");
            assert!(passed.iter().take(count).all(|p| *p), "{share}");
        }
    }

    #[test]
    fn a_word_lies_on_its_line_and_not_the_other_way_round() {
        let (word, line) =
            (Quad::from_bounds(10.0, 0.0, 30.0, 20.0), Quad::from_bounds(0.0, 0.0, 100.0, 20.0));
        assert!(word.lies_on(&line) && !line.lies_on(&word));
        assert!(line.meets(&word) && word.meets(&line));
        assert!(!word.is_same_place(&line) && line.is_same_place(&line));
    }
}
