//! Small pictures in a page: a part of a scan, upright, with outlines drawn over it as vectors.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::{RgbImage, imageops};
use maud::{Markup, html};

use crate::geometry::{Point, Rect};
use crate::pixels::orientation::Orientation;
use crate::pixels::scale::resize;

/// JPEG quality that is good enough to look at, and small: a page of 300 pixels takes about 10 kB.
const QUALITY: u8 = 60;

/// An outline drawn over a picture.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Corners in pixels of the stored grid.
    pub corners: [[f64; 2]; 4],
    /// Class in the stylesheet: `truth`, `box`, `decoy` or none.
    pub class: &'static str,
    /// Its meaning, for screen readers.
    pub title: String,
}

/// A part of a stored picture, as it is shown.
pub struct View {
    shown: RgbImage,
    /// The part, in pixels of the stored grid.
    left: f32,
    top: f32,
    size: (u32, u32),
    turn: Orientation,
}

/// How a picture is shown.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// From the stored grid to the displayed one.
    pub turn: Orientation,
    /// Longer side of the shown part, at most, in pixels.
    pub longest: u32,
}

impl View {
    /// The whole picture.
    pub fn whole(stored: &RgbImage, frame: Frame) -> View {
        let (w, h) = stored.dimensions();
        View::part(stored, Rect { x: 0, y: 0, w, h }, frame)
    }

    /// The part of the picture that holds the points, with `margin` pixels around it.
    ///
    /// Points outside the picture are moved to its edge; without a point the whole picture is shown.
    pub fn near(
        stored: &RgbImage,
        points: impl IntoIterator<Item = [f64; 2]>,
        margin: f64,
        frame: Frame,
    ) -> View {
        let (w, h) = stored.dimensions();
        let start = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        let (l, t, r, b) =
            points.into_iter().fold(start, |(l, t, r, b), [x, y]| (l.min(x), t.min(y), r.max(x), b.max(y)));
        if l > r {
            return View::whole(stored, frame);
        }
        // `as` cuts negative and large values to the bounds of the type, and turns NaN into 0.
        let cut = |v: f64, most: u32| (v.max(0.0) as u32).min(most);
        let (x, y) = (cut(l - margin, w.saturating_sub(1)), cut(t - margin, h.saturating_sub(1)));
        let (right, bottom) = (cut((r + margin).ceil(), w), cut((b + margin).ceil(), h));
        let part = Rect { x, y, w: right.saturating_sub(x).max(1), h: bottom.saturating_sub(y).max(1) };
        View::part(stored, part, frame)
    }

    fn part(stored: &RgbImage, Rect { x, y, w, h }: Rect, Frame { turn, longest }: Frame) -> View {
        let cropped = imageops::crop_imm(stored, x, y, w, h).to_image();
        let scale = (f64::from(longest) / f64::from(w.max(h).max(1))).min(1.0);
        let small = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
        let shown = turn.apply(&resize(&cropped, small(w), small(h))).into_owned();
        View { shown, left: x as f32, top: y as f32, size: (w, h), turn }
    }

    /// The place of a point of the stored grid in the view, in pixels.
    fn place(&self, [x, y]: [f64; 2]) -> Point {
        let inside = Point::new(x as f32 - self.left, y as f32 - self.top);
        let p = self.turn.to_displayed(inside, self.size);
        let (w, h) = self.turn.displayed_size(self.size);
        let (sw, sh) = self.shown.dimensions();
        Point::new(p.x * sw as f32 / w.max(1) as f32, p.y * sh as f32 / h.max(1) as f32)
    }

    fn data_uri(&self) -> String {
        let mut jpeg = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
        match self.shown.write_with_encoder(encoder) {
            Ok(()) => format!("data:image/jpeg;base64,{}", STANDARD.encode(&jpeg)),
            // Only pictures with a side beyond 65,535 pixels fail here; then the outlines are shown alone.
            Err(_) => "data:,".to_owned(),
        }
    }

    /// The picture with its outlines; `label` describes it in words.
    pub fn markup(&self, outlines: &[Outline], label: &str) -> Markup {
        let (w, h) = self.shown.dimensions();
        html! {
            svg viewBox={ "0 0 " (w) " " (h) } width=(w) height=(h) role="img" aria-label=(label) {
                image href=(self.data_uri()) width=(w) height=(h) {}
                @for outline in outlines {
                    // Without attributes of its own it would be filled black wherever the stylesheet doesn't apply.
                    polygon class=(outline.class) points=(self.points(&outline.corners)) fill="none" stroke="red" {
                        title { (outline.title) }
                    }
                }
            }
        }
    }

    fn points(&self, corners: &[[f64; 2]; 4]) -> String {
        let each = corners.map(|corner| {
            let p = self.place(corner);
            format!("{:.1},{:.1}", p.x, p.y)
        });
        each.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use proptest::prelude::*;

    use super::*;

    /// A white page with one black pixel block of 4 × 4.
    fn page(w: u32, h: u32, x: u32, y: u32) -> RgbImage {
        RgbImage::from_fn(w, h, |px, py| {
            let black = (x..x + 4).contains(&px) && (y..y + 4).contains(&py);
            Rgb([if black { 0 } else { 255 }; 3])
        })
    }

    proptest! {
        #[test]
        fn outlines_lie_on_what_they_outline(tag in 1..=8_u8, x in 8..80_u32, y in 8..40_u32, margin in 0..30_u32, all in any::<bool>()) {
            let stored = page(100, 60, x, y);
            let turn = Orientation::from(tag);
            let corner = [f64::from(x), f64::from(y)];
            let far = [corner[0] + 4.0, corner[1] + 4.0];
            let view = if all {
                View::whole(&stored, Frame { turn, longest: 1000 })
            } else {
                View::near(&stored, [corner, far], margin.into(), Frame { turn, longest: 1000 })
            };
            let centre = view.place([corner[0] + 2.0, corner[1] + 2.0]);
            let outside = view.place([corner[0] - 2.0, corner[1] + 2.0]);
            let at = |p: Point| {
                (p.x >= 0.0 && p.y >= 0.0).then(|| view.shown.get_pixel_checked(p.x as u32, p.y as u32)).flatten()
            };
            prop_assert_eq!(at(centre), Some(&Rgb([0; 3])));
            prop_assert_ne!(at(outside), Some(&Rgb([0; 3])));
        }

        #[test]
        fn any_part_can_be_shown(x in any::<f64>(), y in any::<f64>(), margin in 0.0..1e9_f64, longest in 0..200_u32) {
            let stored = page(50, 30, 10, 10);
            let view = View::near(&stored, [[x, y]], margin, Frame { turn: Orientation::NORMAL, longest });
            let (w, h) = view.shown.dimensions();
            prop_assert!(w >= 1 && h >= 1 && w <= 50 && h <= 30);
            prop_assert!(view.data_uri().starts_with("data:image/jpeg;base64,/9j/"));
        }
    }

    #[test]
    fn large_pages_are_made_small() {
        let view = View::whole(&page(100, 60, 10, 10), Frame { turn: Orientation::from(6), longest: 50 });
        assert_eq!(view.shown.dimensions(), (30, 50));
        let markup = view.markup(&[], "a page & more").into_string();
        assert!(
            markup.contains(r#"viewBox="0 0 30 50""#) && markup.contains("a page &amp; more"),
            "{markup}"
        );
    }
}
