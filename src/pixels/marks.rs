//! Finds marks: connected ink of any colour on its surrounding paper.
//!
//! Every mark of a page is found, whether the text detector saw it or not, so that each can be accounted for. A mark
//! of a glyph's size may be writing; larger ones are rules, frames, stamps and pictures. It knows pixels, not text.

use image::RgbImage;

use super::areas::{Area, connected};
use super::ink::{self, MARKS};
use super::scale;
use crate::geometry::Rect;

/// Longer side, in pixels, at which marks are looked for: strokes of 8-point print on A4 are still two pixels wide.
const SIDE: u32 = 1600;
/// Half the side of the square whose mean brightness is taken as the paper around a pixel, as a part of [`SIDE`]:
/// wider than a stroke of a title, narrower than a shadow.
const AROUND: usize = 40;
/// How much darker than its surroundings ink is: this part of the page's range from ink to paper …
const CONTRAST: f32 = 0.22;
/// … and at least as much (0–255).
const LEAST: f32 = ink::GRAIN;
/// Ground darker than this share of the paper is a plate or a panel.
const PLATE: f32 = 0.6;
/// Share of a light mark's edge that has such ground: more of it than not.
const ON_PLATE: f32 = 0.5;
/// Light print is at least this much (0–255) lighter than its ground: reflections and pictures are softer.
const LIGHT: u32 = 48;
/// What the lightest and the darkest channel of a coloured ground differ by at least, and the share of a page from which there may
/// be print on such a ground: a line of it on a banner has more.
const COLOURED: u8 = 96;
const BANNER: f32 = 0.005;
/// Longer side of a mark of a glyph's size, in pixels of the reduced page: from a dot of small print to a glyph of a title,
/// or a joined word of Arabic script.
const GLYPH: std::ops::RangeInclusive<usize> = 4..=110;
/// Longer side over shorter side beyond which a mark is a line, not a glyph.
const RULING: usize = 14;
/// Marks of a glyph's size below which they don't tell where a page is blank: thirty characters. Where there are so few, others may not
/// have been told from the paper. Two characters that were set wide on such a page were found as another form of the name without the
/// paper around, and not at all with a narrower margin.
const FEW: usize = 100;
/// Pixels, of the reduced page, below which a mark is a speck.
const SPECK: usize = 6;

/// The bounds of a page's marks, in its grid.
#[derive(Debug, Default)]
pub struct Marks {
    /// Those of a glyph's size.
    pub glyphs: Vec<Rect>,
    /// Larger ones that aren't long and thin: stamps, frames, pictures.
    pub large: Vec<Rect>,
    /// Light ones of a glyph's size on a coloured ground: print on a banner, and the paper between the strokes of a stamp.
    pub on_colour: Vec<Rect>,
}

impl Marks {
    /// The marks of `page`, dark on light and, on plates and panels, light on dark.
    pub fn of(page: &RgbImage) -> Marks {
        let (w, h) = page.dimensions();
        let shrink = (SIDE as f32 / w.max(h).max(1) as f32).min(1.0);
        let side = |v: u32| ((v as f32 * shrink).round() as u32).max(1);
        let small = scale::resize(page, side(w), side(h));
        // Ink of any colour is dark in at least one channel; only black is dark in all.
        let dark: Vec<u8> = small.pixels().map(|p| ink::darkest(p.0)).collect();
        let light: Vec<u8> = small.pixels().map(|p| ink::lightest(p.0)).collect();
        let levels = MARKS.levels(dark.iter().copied());
        let contrast = (CONTRAST * (levels.paper - levels.ink)).max(LEAST) as u32;
        let paper = MARKS.levels(light.iter().copied()).paper;
        let mut marks = Marks::default();
        let columns = small.width() as usize;
        let areas = |levels: &[u8], contrast: u32| {
            let inked = ink::darker_than_around(levels, columns, AROUND, contrast);
            connected(columns, small.height() as usize, &inked)
        };
        for area in areas(&dark, contrast) {
            marks.add(&area, shrink);
        }
        let on_plates = |levels: &[u8], paper: f32, contrast: u32| {
            let negative: Vec<u8> = levels.iter().map(|v| 255 - v).collect();
            let plate = (1.0 - PLATE * paper / 255.0) * 255.0;
            let mut list = areas(&negative, contrast.max(LIGHT));
            // Light marks are print if their ground is dark; elsewhere they are gaps between ink.
            list.retain(|area| {
                let (xs, ys) = (area.columns.clone(), area.rows.clone());
                let edges = ys.clone().flat_map(|y| [(xs.start, y), (xs.end - 1, y)]);
                let edges = edges.chain(xs.clone().flat_map(|x| [(x, ys.start), (x, ys.end - 1)]));
                let ground: Vec<u8> =
                    edges.filter_map(|(x, y)| negative.get(y * columns + x)).copied().collect();
                let dark = ground.iter().filter(|v| f32::from(**v) > plate).count();
                dark as f32 > ON_PLATE * ground.len() as f32
            });
            list
        };
        for area in on_plates(&light, paper, contrast) {
            marks.add(&area, shrink);
        }
        let coloured = light.iter().zip(&dark).filter(|(l, d)| l.saturating_sub(**d) >= COLOURED).count();
        if coloured as f32 >= BANNER * dark.len() as f32 {
            let mut banner = Marks::default();
            for area in on_plates(&dark, levels.paper, contrast) {
                banner.add(&area, shrink);
            }
            marks.on_colour = banner.glyphs;
        }
        marks
    }

    /// True when there are too few to tell where the page is blank, so that all of it has to be looked at.
    pub fn are_few(&self) -> bool {
        self.glyphs.len() < FEW
    }

    /// Adds a mark, unless it is a speck or a line.
    fn add(&mut self, area: &Area, shrink: f32) {
        let Area { places, columns, rows } = area;
        let (long, short) = (columns.len().max(rows.len()), columns.len().min(rows.len()));
        if places.len() < SPECK || long < *GLYPH.start() || long > RULING * short {
            return;
        }
        let whole = |v: usize| (v as f32 / shrink) as u32;
        let (x, y) = (whole(columns.start), whole(rows.start));
        let rect = Rect { x, y, w: whole(columns.len()).max(1), h: whole(rows.len()).max(1) };
        if GLYPH.contains(&long) { &mut self.glyphs } else { &mut self.large }.push(rect);
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
        assert!(marks.glyphs.iter().all(|m| (20..=22).contains(&m.w) && (24..=26).contains(&m.h)));
        assert!(marks.large.is_empty(), "ruling is no mark: {marks:?}");
    }

    #[test]
    fn light_print_on_a_coloured_ground_is_found_apart() {
        let mut page = RgbImage::from_pixel(1600, 1200, Rgb([250; 3]));
        draw(&mut page, Rect { x: 0, y: 0, w: 1600, h: 120 }, [0, 90, 190]);
        draw(&mut page, Rect { x: 1408, y: 40, w: 4, h: 24 }, [255; 3]);
        draw(&mut page, Rect { x: 1400, y: 50, w: 20, h: 4 }, [255; 3]);
        let marks = Marks::of(&page);
        assert!(
            marks.glyphs.is_empty() && matches!(marks.on_colour[..], [m] if (19..=23).contains(&m.w)),
            "{marks:?}"
        );
    }

    #[test]
    fn grain_leaves_no_marks() {
        let page = RgbImage::from_fn(800, 600, |x, y| Rgb([200 + ((x * 7 + y * 13) % 12) as u8; 3]));
        let marks = Marks::of(&page);
        assert!(marks.glyphs.is_empty() && marks.large.is_empty());
    }
}
