//! Marks: connected ink of any colour, told from the paper around it.
//!
//! Every mark of a page is found here, whether the text detector saw it or not, so that each can be accounted for. A mark
//! of a glyph's size may be writing; larger ones are ruling, frames, stamps and pictures. Knows pixels; nothing of text.

use image::{GrayImage, RgbImage};
use imageproc::contrast::adaptive_threshold;

use super::areas::{Area, connected};
use super::ink::{self, MARKS};
use super::scale;
use crate::geometry::Rect;

/// Longer side, in pixels, at which marks are looked for: strokes of 8-point print on A4 are still two pixels wide.
const SIDE: u32 = 1600;
/// Half the side of the square whose mean brightness stands for the paper around a pixel, as a part of [`SIDE`]: wider than
/// a stroke of a title, narrower than a shadow.
const AROUND: u32 = 40;
/// How much darker than its surroundings ink is: this part of the page's range from ink to paper …
const CONTRAST: f32 = 0.22;
/// … and at least as much (0–255): grain of paper and sensors stays below on the pages of the development sets.
const LEAST: f32 = 16.0;
/// Longer side of a mark of a glyph's size, in pixels of the reduced page: from a dot of small print to a glyph of a title,
/// or a joined word of Arabic script.
const GLYPH: std::ops::RangeInclusive<usize> = 4..=110;
/// Longer side over shorter side beyond which a mark is a line, not a glyph.
const RULING: usize = 14;
/// Pixels, of the reduced page, below which a mark is a speck.
const SPECK: usize = 6;

/// A mark.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// Its bounds, in the page's grid.
    pub rect: Rect,
    /// Mean level (0–255) of its lightest channel: ink of a colour is light there, and only black is dark.
    pub level: f32,
}

/// The marks of a page, in its grid.
#[derive(Debug, Default)]
pub struct Marks {
    /// Those of a glyph's size.
    pub glyphs: Vec<Mark>,
    /// Larger ones that aren't long and thin: stamps, frames, pictures.
    pub large: Vec<Mark>,
    /// Level of the paper's lightest channel.
    pub paper: f32,
}

impl Marks {
    /// The marks of `page`, dark on light.
    pub fn of(page: &RgbImage) -> Marks {
        let (w, h) = page.dimensions();
        let shrink = (SIDE as f32 / w.max(h).max(1) as f32).min(1.0);
        let side = |v: u32| ((v as f32 * shrink).round() as u32).max(1);
        let small = scale::resize(page, side(w), side(h));
        // Ink of any colour is dark in one channel at least.
        let dark = GrayImage::from_fn(small.width(), small.height(), |x, y| {
            [ink::darkest(small.get_pixel(x, y).0)].into()
        });
        let light: Vec<u8> = small.pixels().map(|p| ink::lightest(p.0)).collect();
        let levels = MARKS.levels(dark.iter().copied());
        let contrast = (CONTRAST * (levels.paper - levels.ink)).max(LEAST) as i32;
        let ink = adaptive_threshold(&dark, AROUND, contrast);
        let columns = ink.width() as usize;
        let paper = MARKS.levels(light.iter().copied()).paper;
        let mut marks = Marks { paper, ..Marks::default() };
        let is_ink = |at: usize| ink.as_raw().get(at) == Some(&0);
        for Area { places, columns, rows } in connected(columns, ink.height() as usize, &is_ink) {
            let (long, short) = (columns.len().max(rows.len()), columns.len().min(rows.len()));
            let whole = |v: usize| (v as f32 / shrink) as u32;
            let rect = Rect {
                x: whole(columns.start),
                y: whole(rows.start),
                w: whole(columns.len()).max(1),
                h: whole(rows.len()).max(1),
            };
            if places.len() < SPECK || long < *GLYPH.start() || long > RULING * short {
                continue;
            }
            let levels = places.iter().filter_map(|&at| light.get(at)).map(|l| f32::from(*l));
            let mark = Mark { rect, level: levels.sum::<f32>() / places.len() as f32 };
            if GLYPH.contains(&long) { &mut marks.glyphs } else { &mut marks.large }.push(mark);
        }
        marks
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn draw(page: &mut RgbImage, rect: Rect, colour: [u8; 3]) {
        for y in rect.y..rect.bottom() {
            for x in rect.x..rect.right() {
                page.put_pixel(x, y, Rgb(colour));
            }
        }
    }

    #[test]
    fn marks_of_any_colour_are_found_in_any_light() {
        let mut page = RgbImage::from_fn(1600, 1200, |x, _| Rgb([240 - (x / 12) as u8; 3]));
        let colours = [[20, 20, 20], [200, 40, 40], [50, 60, 170], [110, 40, 130]];
        for (i, colour) in colours.into_iter().enumerate() {
            draw(&mut page, Rect { x: 200 + 300 * i as u32, y: 300, w: 20, h: 24 }, colour);
        }
        draw(&mut page, Rect { x: 100, y: 800, w: 1300, h: 3 }, [30; 3]);
        draw(&mut page, Rect { x: 900, y: 900, w: 3, h: 3 }, [200; 3]);
        let marks = Marks::of(&page);
        assert_eq!(marks.glyphs.len(), colours.len(), "{marks:?}");
        assert!(marks.glyphs.iter().all(|m| (20..=22).contains(&m.rect.w) && (24..=26).contains(&m.rect.h)));
        assert!(marks.large.is_empty(), "ruling is no mark: {marks:?}");
    }

    #[test]
    fn grain_leaves_no_marks() {
        let page = RgbImage::from_fn(800, 600, |x, y| Rgb([200 + ((x * 7 + y * 13) % 12) as u8; 3]));
        let marks = Marks::of(&page);
        assert!(marks.glyphs.is_empty() && marks.large.is_empty());
    }
}
