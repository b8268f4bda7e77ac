//! Every test of whether one place lies in another, by name, with its threshold.
//!
//! Two lines, boxes or seals either stand apart or overlap nearly as a whole: most shares are close to 0 or 1, and
//! the exact threshold decides little. Measured figures are given where there are any; the other thresholds rest on
//! that reason.

use super::Quad;

/// More of it lies inside than outside.
const MOST: f32 = 0.5;
/// A box hides it: less than one character of a three-character name is left outside.
const HIDDEN: f32 = 0.7;
/// It is a part of the other, or the same line: two quads that the detector gives for one line differ by up to a
/// fifth of the line's height above and below.
const WITHIN: f32 = 0.8;
/// A region found under a stamp belongs to a line that was read before. Higher than [`WITHIN`], since half a name
/// that the stamp cut off is a fifth of a short line.
const READ: f32 = 0.85;
/// Two findings, or two readings of a line, stand at one place: they come from the same quad and differ only in what
/// was read at the ends.
const COPY: f32 = 0.9;
/// A line of text crosses a blob: print runs through a seal's middle, which is a third of its height.
const CROSSED: f32 = 0.3;
/// A line stands in a stamp: lettering around a ring lies wholly in the ring's rectangle, print under its edge
/// doesn't.
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

    /// True when `other`, a box or a closer look, replaces it: what stands outside is no more than an edge.
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

    /// True when it belongs to the line `read`, which was read already.
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
