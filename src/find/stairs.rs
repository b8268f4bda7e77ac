//! Cuts findings that lie askew into pieces: boxes lie as the page does, and one around a watermark from corner to corner would cover
//! all that stands beside it, where the boxes of pieces make stairs along it.

use super::Finding;
use crate::geometry::Quad;

/// Length of a piece in heights of the finding, at most. Pieces as long as high cover a fifth less, but are twice as many to confirm,
/// and count the characters.
const LENGTH: f32 = 2.0;
/// Pieces are worth their number where their boxes cover this share of what one box does, or less: from 8 degrees on where a name is six
/// times as long as high. Names of three characters stay whole.
const WORTH: f32 = 0.7;

/// `finding`, in pieces where that covers much less of the page.
pub(super) fn pieces(finding: Finding) -> Vec<Finding> {
    let quad = finding.quad;
    let count = (quad.width() / (LENGTH * quad.height()).max(1.0)).ceil().max(1.0);
    let piece = |i: usize| quad.part(i as f32 / count, (i + 1) as f32 / count);
    let pieces: Vec<Quad> = (0..count as usize).map(piece).collect();
    if pieces.iter().map(boxed).sum::<f32>() > WORTH * boxed(&quad) {
        return vec![finding];
    }
    pieces.into_iter().map(|quad| Finding { quad, ..finding }).collect()
}

/// The area of the box around `quad`.
fn boxed(quad: &Quad) -> f32 {
    let (left, top, right, bottom) = quad.bounds();
    (right - left) * (bottom - top)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::find::{How, Shape};
    use crate::geometry::Point;

    fn name(length: f32, degrees: f32) -> Finding {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let turned = |p: Point| Point::new(500.0 + p.x * cos - p.y * sin, 500.0 + p.x * sin + p.y * cos);
        let quad = Quad::from_bounds(0.0, 0.0, length, 40.0).map(turned);
        Finding { quad, shape: Shape::Han, how: How::Text, score: 1.0, uncertain: false }
    }

    #[test]
    fn a_name_across_the_page_is_cut_into_pieces_that_hold_all_of_it() {
        for degrees in [-35.0, 30.0, 150.0] {
            let whole = name(310.0, degrees);
            let pieces = pieces(whole.clone());
            assert_eq!(pieces.len(), 4, "{degrees}");
            let (first, last) = (pieces[0].quad, pieces[3].quad);
            assert!(first.start().distance(whole.quad.start()) < 0.1, "{degrees}");
            assert!(last.end().distance(whole.quad.end()) < 0.1, "{degrees}");
            assert!(pieces.windows(2).all(|p| p[0].quad.end().distance(p[1].quad.start()) < 0.1));
            let covered: f32 = pieces.iter().map(|p| boxed(&p.quad)).sum();
            assert!(covered < 0.5 * boxed(&whole.quad), "{degrees}: {covered}");
        }
    }

    #[test]
    fn names_in_rows_and_columns_stay_whole() {
        for degrees in [0.0, 4.0, -8.0, 90.0, 180.0] {
            assert_eq!(pieces(name(160.0, degrees)).len(), 1, "{degrees}");
        }
        assert_eq!(pieces(name(40.0, 45.0)).len(), 1, "a seal");
        assert_eq!(pieces(name(0.0, 45.0)).len(), 1, "nothing");
    }
}
