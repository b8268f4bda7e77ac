//! Areas of coloured ink, whatever its colour: stamps and seals are red, purple or blue, and print over them or under them is black.
//!
//! An ink's colour is told against the paper around it, in each light apart, since photographs are lit unevenly and paper is yellow.
//! It knows pixels, not what the ink is; [`red`](super::red) knows red ink alone, which is surer where print has to be told from it.

use image::{Rgb, RgbImage};

use super::areas::Cells;
use super::bitmap::Bitmap;
use super::ink::{darkest, lightest};
use super::layers::{Paper, density};
use super::levels::EVERY;
use super::scale;
use crate::geometry::Rect;

/// Longer side, in pixels, at which coloured ink is looked for: JPEG keeps colour at half the resolution of brightness.
const SIDE: u32 = 800;
/// Cells along the longer side in which areas are told, and pixels of the smallest one's side: a millimetre and a half of A4, as far as
/// the characters of a worn seal are apart.
const CELLS: (u32, u32) = (200, 4);
/// How much more light ink takes in one colour than in another, at least, as a part of the paper's: pale seals take a fifth more, the
/// edges of black print on paper that isn't white up to a fourteenth.
const COLOUR: f32 = 0.1;
/// The same at the edges of strokes, which are half paper.
const EDGE: f32 = 0.06;
/// The same in levels (0–255): in the dark of a photograph the colours of grain differ by several.
const GRAIN: f32 = 12.0;
/// Least share of the light that an ink takes in some colour: the moiré of a photographed screen is coloured, and paler.
const INK: f32 = 0.2;
/// Level (0–255) of coloured ink alone below which it bounds an area: what is paler is grain.
const INKED: u8 = 215;
/// Share of the light that ink without a colour takes at least, and of a window that it fills where print crosses it: grain fills less.
const BLACK: f32 = 0.4;
const CROSSED: f32 = 0.01;
/// Ink is yellow where it takes blue light, and this share of that of green at most: highlighters, stains and brown paper are.
const YELLOW: f32 = 0.6;
/// Share of a cell's pixels that makes it coloured.
const CELL_SHARE: f32 = 0.2;

/// The coloured ink of a page.
pub struct Coloured {
    /// Its connected areas, without straight lines, in the page's grid.
    pub areas: Vec<Rect>,
    /// The paper in red, green and blue light.
    papers: [Paper; 3],
}

impl Coloured {
    /// The coloured ink of `page`; `None` where all of the page is grey.
    pub fn of(page: &RgbImage) -> Option<Coloured> {
        let colour = |p: &Rgb<u8>| lightest(p.0) - darkest(p.0);
        if !page.pixels().step_by(EVERY).any(|p| f32::from(colour(p)) > GRAIN) {
            return None;
        }
        let (small, shrink) = scale::reduced(page, SIDE);
        let lights: [fn([u8; 3]) -> u8; 3] = [|p| p[0], |p| p[1], |p| p[2]];
        let papers = lights.map(|light| Paper::of(&small, light));
        let [red, green, blue] = papers.each_ref().map(|paper| paper.densities(&small, |d| d));
        let inks = red.iter().zip(&green).zip(&blue).map(|((r, g), b)| [*r, *g, *b]);
        let ink = small.pixels().zip(inks).map(|(pixel, taken)| {
            let (least, most) = range(taken);
            let paper = f32::from(lightest(pixel.0)) / (1.0 - least).max(COLOUR);
            most > INK && most - least > COLOUR.max(GRAIN / paper) && !is_yellow(taken)
        });
        // Borders of certificates are red, and a seal may touch one.
        let ink = Bitmap { ink: ink.collect(), columns: small.width() as usize }.without_ruling();
        let cells = Cells::new(&small, CELLS);
        let mut counts = vec![0u32; cells.count()];
        for ((x, y, _), ink) in small.enumerate_pixels().zip(&ink.ink) {
            counts[cells.at(x, y)] += u32::from(*ink);
        }
        // What a cell beside an area holds of its ink is too little for a cell of it.
        let beside = cells.side();
        let areas = cells.filled(&counts, CELL_SHARE).into_iter();
        let areas = areas.filter_map(|r| r.grown(beside, beside).clip(small.width(), small.height()));
        Some(Coloured {
            areas: areas.map(|r| scale::on_page(r, shrink)).collect(),
            papers: papers.map(|paper| paper.scaled(shrink)),
        })
    }

    /// The coloured ink in `window` of `page` alone, in grey on white: print over it and under it, and the ruling it lies on, are gone.
    pub fn alone(&self, page: &RgbImage, window: Rect) -> RgbImage {
        let mut shown = RgbImage::from_pixel(window.w, window.h, Rgb([255; 3]));
        let mut pixels = shown.pixels_mut();
        self.each(page, window, |taken| {
            let (least, most) = range(taken);
            if let Some(out) = pixels.next().filter(|_| most - least > EDGE && !is_yellow(taken)) {
                out.0 = [((1.0 - most) * 255.0) as u8; 3];
            }
        });
        shown
    }

    /// True when ink without a colour lies in `window` of `page`, too: print, a signature, or ruling.
    pub fn is_crossed(&self, page: &RgbImage, window: Rect) -> bool {
        let mut black = 0;
        self.each(page, window, |taken| {
            let (least, most) = range(taken);
            black += u32::from(most > BLACK && most - least < EDGE);
        });
        black as f32 > CROSSED * (window.w * window.h) as f32
    }

    /// Shows what ink takes of red, green and blue light at each pixel in `window` of `page`, row by row.
    fn each(&self, page: &RgbImage, window: Rect, mut look: impl FnMut([f32; 3])) {
        let mut rows = self.papers.each_ref().map(|paper| paper.rows(window.x..window.right()));
        for y in window.y..window.bottom() {
            let [red, green, blue] = rows.each_mut().map(|rows| rows.at(y));
            for (x, ((r, g), b)) in (window.x..).zip(red.iter().zip(green).zip(blue)) {
                let [pr, pg, pb] = page.get_pixel_checked(x, y).map_or([255; 3], |p| p.0);
                look([density(pr, *r), density(pg, *g), density(pb, *b)]);
            }
        }
    }

    /// The bounds of the coloured ink in `window` of `page`; `None` where there is none.
    pub fn bounds(&self, page: &RgbImage, window: Rect) -> Option<Rect> {
        let alone = self.alone(page, window);
        let ink = || alone.enumerate_pixels().filter(|(.., p)| p.0[0] < INKED);
        let (left, right) = (ink().map(|p| p.0).min()?, ink().map(|p| p.0).max()?);
        let (top, bottom) = (ink().map(|p| p.1).min()?, ink().map(|p| p.1).max()?);
        Some(Rect { x: window.x + left, y: window.y + top, w: right + 1 - left, h: bottom + 1 - top })
    }
}

/// The least and the most of the light that ink takes in any colour.
fn range([r, g, b]: [f32; 3]) -> (f32, f32) {
    (r.min(g).min(b), r.max(g).max(b))
}

/// True for the colour of highlighters, stains and brown paper.
fn is_yellow([r, g, b]: [f32; 3]) -> bool {
    b >= r.max(g) && g < YELLOW * b
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "tests")]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn ink_of_any_colour_is_told_from_print_paper_and_highlighters() {
        // Five columns of strokes on yellowish paper in a shadow.
        let inks = [[0.9, 0.4, 0.4], [0.6, 0.4, 0.7], [0.4, 0.5, 0.9], [0.3, 0.3, 0.3], [1.0, 0.97, 0.4]];
        let page = RgbImage::from_fn(800, 1000, |x, y| {
            let light = 0.6 + 0.4 * x as f32 / 800.0;
            let inked = (400..500).contains(&y) && x % 160 < 80 && x % 6 < 4;
            let ink = if inked { inks[x as usize / 160] } else { [1.0; 3] };
            Rgb([0, 1, 2].map(|c| ([250.0, 240.0, 215.0][c] * light * ink[c]) as u8))
        });
        let found = Coloured::of(&page).map(|c| c.areas).unwrap_or_default();
        let holds = |x: u32| found.iter().any(|a| a.contains(x, 450));
        assert_eq!([40, 200, 360, 520, 680].map(holds), [true, true, true, false, false], "{found:?}");
        assert!(found.iter().all(|a| a.w < 120 && a.h < 130), "{found:?}");
        let areas =
            |paper: [u8; 3]| Coloured::of(&RgbImage::from_pixel(600, 400, Rgb(paper))).map(|c| c.areas);
        assert_eq!((areas([180, 170, 150]), areas([170; 3])), (Some(Vec::new()), None));
    }

    #[test]
    fn print_across_a_seal_is_gone() {
        // A purple frame, and black print across it and beside it.
        let page = RgbImage::from_fn(800, 1000, |x, y| {
            let frame = (28..34).contains(&x.abs_diff(400).max(y.abs_diff(500)));
            let print = (490..510).contains(&y) && (300..600).contains(&x) && x % 8 < 4;
            Rgb(if print {
                [40; 3]
            } else if frame {
                [150, 90, 170]
            } else {
                [240, 235, 220]
            })
        });
        let window = Rect { x: 340, y: 440, w: 120, h: 120 };
        let alone = Coloured::of(&page).expect("colour").alone(&page, window);
        let level = |x: u32, y: u32| alone.get_pixel(x - 340, y - 440).0[0];
        assert!(level(431, 480) < 180 && level(400, 469) < 180, "the frame stays");
        assert!(level(352, 500) > 240 && level(401, 500) > 240 && level(400, 480) > 240, "print and paper");
    }
}
