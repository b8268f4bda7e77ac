//! What kind of seal a picture shows: square or round, and whether its characters are the ink or, in a filled one, the paper.
//!
//! It knows one seal's picture; what the characters are, and where they stand, isn't asked here.

use image::{RgbImage, imageops};

use crate::geometry::Rect;
use crate::pixels::ink::SEAL;

/// Share of ink in the corners below which a seal is round.
const EMPTY_CORNER: f32 = 0.12;
/// A corner of a seal is this part of its side.
const CORNER: u32 = 7;
/// The middle of a seal, where no frame is, begins this part of its side from its edges: half of the side is left.
pub const FROM_EDGE: u32 = 4;
/// Share of ink in the middle above which the characters may be the paper, not the ink (阴文): dense characters cover as much.
const FILLED: f32 = 0.5;
/// Share of ink all around the characters up to which they are the ink: the gap within the frame. On 180 seals of eleven sets it is 0.2 or
/// less for nearly all whose characters are the ink, 0.4 or more for all others.
const GAP: f32 = 0.3;
/// Where between the edge and the middle that gap is looked for, in hundredths of the way from the middle, in which steps, and the places
/// on each of these outlines that are looked at.
const AROUND_CHARACTERS: std::ops::Range<usize> = 66..94;
const STEP: usize = 3;
const PLACES: usize = 64;

/// True when the corners hold hardly any ink.
pub fn is_round(picture: &RgbImage) -> bool {
    let (w, h) = picture.dimensions();
    let (cw, ch) = (w / CORNER, h / CORNER);
    let paper = SEAL.levels(picture.pixels().map(|p| p.0[1])).paper;
    let corners = [(0, 0), (w - cw, 0), (0, h - ch), (w - cw, h - ch)];
    corners.iter().map(|&(x, y)| ink_share(picture, paper, Rect { x, y, w: cw, h: ch })).sum::<f32>() / 4.0
        < EMPTY_CORNER
}

/// True when ink covers so much of the middle that the characters may be the paper.
pub fn is_dense(picture: &RgbImage, paper: f32) -> bool {
    let (w, h) = picture.dimensions();
    let middle = Rect { x: w / FROM_EDGE, y: h / FROM_EDGE, w: w / 2, h: h / 2 };
    ink_share(picture, paper, middle) > FILLED
}

/// True when there is an outline between the edge of a seal and its characters with hardly any ink along it.
pub fn has_gap(picture: &RgbImage, paper: f32, round: bool) -> bool {
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    let is_ink = |(dx, dy): (f32, f32)| {
        let (x, y) = ((1.0 + dx) / 2.0 * w, (1.0 + dy) / 2.0 * h);
        picture.get_pixel_checked(x as u32, y as u32).is_some_and(|p| SEAL.is_ink(p.0[1], paper))
    };
    let share = |hundredths: usize| {
        let along = (0..PLACES).map(|k| {
            let (sin, cos) = (k as f32 / PLACES as f32 * std::f32::consts::TAU).sin_cos();
            let out = if round { 1.0 } else { sin.abs().max(cos.abs()) };
            let by = hundredths as f32 / 100.0 / out;
            (by * cos, by * sin)
        });
        along.filter(|place| is_ink(*place)).count() as f32 / PLACES as f32
    };
    AROUND_CHARACTERS.step_by(STEP).any(|hundredths| share(hundredths) <= GAP)
}

/// Share of ink in a part of a picture whose paper has the level `paper`.
fn ink_share(picture: &RgbImage, paper: f32, Rect { x, y, w, h }: Rect) -> f32 {
    let part = imageops::crop_imm(picture, x, y, w.max(1), h.max(1)).to_image();
    let dark = part.pixels().filter(|p| SEAL.is_ink(p.0[1], paper)).count();
    dark as f32 / part.pixels().len().max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// Paper of the seals below.
    const PAPER: f32 = 245.0;

    /// Two by two dense characters within a frame, or the same cut out of ink: every third row of a character is of the other kind.
    fn seal(filled: bool, round: bool) -> RgbImage {
        RgbImage::from_fn(80, 80, |x, y| {
            let (dx, dy) = ((x as f32 - 39.5).abs(), (y as f32 - 39.5).abs());
            let out = if round { dx.hypot(dy) } else { dx.max(dy) };
            let reach = if round { 20.0 } else { 28.0 };
            let character = (1.0..reach).contains(&dx) && (1.0..reach).contains(&dy) && y % 3 != 0;
            let ink = out < 40.0 && if filled { !character || dx < 2.0 } else { character || out > 36.0 };
            Rgb(if ink { [200, 40, 40] } else { [245; 3] })
        })
    }

    #[test]
    fn dense_characters_in_a_frame_are_the_ink() {
        for round in [false, true] {
            let outlined = seal(false, round);
            assert!(is_dense(&outlined, PAPER), "as much ink as in a filled one");
            assert!(has_gap(&outlined, PAPER, round), "round: {round}");
            assert!(!has_gap(&seal(true, round), PAPER, round), "round: {round}");
            assert_eq!(is_round(&outlined), round);
        }
    }
}
