//! Cuts lines out of a page and rectifies them; each crop knows its way back.

use image::{Rgb, RgbImage};
use imageproc::geometric_transformations::{Border, Projection};

use crate::geometry::{Point, Quad};
use crate::nets::engine::{CROP_HEIGHT, STEP};
use crate::pixels::contrast;
use crate::pixels::scale::Pyramid;
use crate::pixels::warp::{lay, warped};

/// Crop widths are rounded up to this many pixels, so that lines of similar width share a batch.
///
/// Only crops of equal width are batched, and the padding doesn't depend on the rest of the page, so a line reads the
/// same alone and in company.
const WIDTH_UNIT: u32 = 32;
/// Widest crop in pixels: 100 heights, far beyond a line of print; a longer one is squeezed.
const MAX_WIDTH: u32 = 4800;

/// A rectified picture of one line and the way back.
#[derive(Clone)]
pub struct Crop {
    /// The picture, [`CROP_HEIGHT`] pixels high, filled up to a multiple of 32 in width.
    pub picture: RgbImage,
    /// Width of the part that shows the page.
    pub width: u32,
    /// From the crop's grid to the page's.
    pub to_page: Projection,
}

impl Crop {
    /// Cuts `quad` (page grid, clockwise from the start of its text) out of the page and rectifies it.
    /// `None` when the quad has no area.
    pub fn cut(pages: &Pyramid, quad: &Quad) -> Option<Crop> {
        let (w, h) = (quad.width(), quad.height());
        if w < 1.0 || h < 1.0 {
            return None;
        }
        let width = ((w * CROP_HEIGHT as f32 / h).round() as u32).clamp(STEP as u32, MAX_WIDTH);
        let (level, sx, sy) = pages.level(h, CROP_HEIGHT as f32);
        let (cw, ch) = (width as f32, CROP_HEIGHT as f32);
        let corners = [(0.0, 0.0), (cw, 0.0), (cw, ch), (0.0, ch)];
        // Solved around the quad's own corner: control points far from the origin lose precision in single floats.
        let origin = quad.0[0];
        let near = quad.0.map(|p| (p.x - origin.x, p.y - origin.y));
        let to_near = Projection::from_control_points(corners, near)?;
        let to_page = Projection::translate(origin.x, origin.y) * to_near;
        let to_level = Projection::scale(sx, sy) * to_page;
        let line = rectified(level, &to_level, (width, CROP_HEIGHT), Border::Replicate);
        Some(Crop { picture: filled(&line), width, to_page })
    }

    /// The same crop with its contrast stretched; `None` if that changes nothing.
    pub fn stretched(&self) -> Option<Crop> {
        let line = image::imageops::crop_imm(&self.picture, 0, 0, self.width, CROP_HEIGHT).to_image();
        let picture = filled(&contrast::stretched(&line)?);
        Some(Crop { picture, ..*self })
    }

    /// A strip that was laid out from parts of `quad` (page grid): its grid is stretched over the whole quad.
    pub fn of_strip(strip: RgbImage, quad: &Quad) -> Option<Crop> {
        let (cw, ch) = (strip.width() as f32, CROP_HEIGHT as f32);
        let corners = [(0.0, 0.0), (cw, 0.0), (cw, ch), (0.0, ch)];
        let to_page = Projection::from_control_points(corners, quad.0.map(|p| (p.x, p.y)))?;
        Some(Crop { picture: filled(&strip), width: strip.width(), to_page })
    }

    /// The quad, in the page's grid, of the pixels `from..to` of the crop's width over its full height.
    pub fn quad(&self, from: f32, to: f32) -> Quad {
        Quad::from_bounds(from, 0.0, to, CROP_HEIGHT as f32).map(|p| {
            let (x, y) = self.to_page * (p.x, p.y);
            Point::new(x, y)
        })
    }
}

/// Filling right of a line; 127.5 becomes 0 in the net's input, PaddleOCR's own padding value.
const FILL: Rgb<u8> = Rgb([128, 128, 128]);

/// The bounds in `picture` of a grid of `size` pixels mapped by `to_picture`, with `border` beyond its edges.
pub fn rectified(
    picture: &RgbImage,
    to_picture: &Projection,
    size: (u32, u32),
    border: Border<Rgb<u8>>,
) -> RgbImage {
    // Half a pixel each way: here pixel centres lie at .5, in imageproc at whole numbers.
    let to_picture = Projection::translate(-0.5, -0.5) * *to_picture * Projection::translate(0.5, 0.5);
    warped(picture, &to_picture, size, border)
}

/// The part of `picture` in `quad`, put straight at its own size, with `border` beyond the picture's edges. `None` when the
/// quad has no area.
pub fn straightened(picture: &RgbImage, quad: &Quad, border: Border<Rgb<u8>>) -> Option<RgbImage> {
    let (w, h) = (quad.width().round().max(1.0), quad.height().round().max(1.0));
    let corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)];
    let to_picture = Projection::from_control_points(corners, quad.0.map(|p| (p.x, p.y)))?;
    Some(rectified(picture, &to_picture, (w as u32, h as u32), border))
}

/// `line` padded on its right to a width that other crops share.
fn filled(line: &RgbImage) -> RgbImage {
    let mut picture = RgbImage::from_pixel(line.width().div_ceil(WIDTH_UNIT) * WIDTH_UNIT, CROP_HEIGHT, FILL);
    lay(&mut picture, line, (0, 0));
    picture
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_crop_maps_back_onto_its_quad() {
        let pages = Pyramid::new(RgbImage::new(400, 300));
        let quad = Quad([
            Point::new(50.0, 60.0),
            Point::new(250.0, 90.0),
            Point::new(247.0, 120.0),
            Point::new(46.0, 88.0),
        ]);
        let crop = Crop::cut(&pages, &quad).unwrap();
        let back = crop.quad(0.0, crop.width as f32);
        for (p, q) in back.0.iter().zip(&quad.0) {
            assert!(p.distance(*q) < 0.05, "{p:?} {q:?}");
        }
    }

    #[test]
    fn a_faint_crop_is_stretched_and_its_filling_left() {
        let print = |ink: u8| {
            let page =
                RgbImage::from_fn(300, 60, |x, y| Rgb([if x % 9 < 3 && y % 7 < 5 { ink } else { 200 }; 3]));
            Crop::cut(&Pyramid::new(page), &Quad::from_bounds(0.0, 6.0, 270.0, 54.0)).unwrap()
        };
        let (faint, stretched) = (print(120), print(120).stretched().unwrap());
        assert_eq!(stretched.quad(0.0, 9.0).0, faint.quad(0.0, 9.0).0);
        let level = |c: &Crop, x: u32| c.picture.get_pixel(x, 30).0[1];
        let range = |c: &Crop| {
            let levels = (0..c.width).map(|x| level(c, x));
            levels.clone().max().unwrap() - levels.min().unwrap()
        };
        assert!(range(&faint) <= 80 && range(&stretched) > 180);
        assert!(stretched.picture.width() > stretched.width);
        assert_eq!(level(&stretched, stretched.width), FILL.0[1]);
        assert!(print(20).stretched().is_none(), "full contrast already");
    }
}
