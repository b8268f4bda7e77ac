//! Resizes with a proper filter, and keeps a pyramid of halved pages to crop lines from without aliasing.

use std::borrow::Cow;
use std::sync::OnceLock;

use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
use image::RgbImage;

use crate::geometry::Rect;

/// `picture` at `width` × `height` pixels (each at least 1), antialiased (triangle filter).
pub fn resize(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let (width, height) = (width.max(1), height.max(1));
    if picture.dimensions() == (width, height) {
        return picture.clone();
    }
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    let source = images::ImageRef::new(picture.width(), picture.height(), picture.as_raw(), PixelType::U8x3);
    let mut target = images::Image::new(width, height, PixelType::U8x3);
    let done = source.is_ok_and(|s| Resizer::new().resize(&s, &mut target, &options).is_ok());
    let resized = done.then(|| RgbImage::from_raw(width, height, target.into_vec())).flatten();
    // Only a source without pixels fails here.
    resized.unwrap_or_else(|| image::imageops::thumbnail(picture, width, height))
}

/// `picture` with its longer side reduced to `side` pixels, where it is longer, and its pixels for each of `picture`'s. Sides are
/// rounded down.
pub fn reduced(picture: &RgbImage, side: u32) -> (RgbImage, f32) {
    let (w, h) = picture.dimensions();
    let scale = (side as f32 / w.max(h).max(1) as f32).min(1.0);
    (resize(picture, (w as f32 * scale) as u32, (h as f32 * scale) as u32), scale)
}

/// Where what lies at `reduced` in a picture with `scale` pixels for each of a page's lies on the page.
pub fn on_page(reduced: Rect, scale: f32) -> Rect {
    let whole = |v: u32| (v as f32 / scale) as u32;
    Rect { x: whole(reduced.x), y: whole(reduced.y), w: whole(reduced.w), h: whole(reduced.h) }
}

/// A level with a shorter side below this is the last: it is halved to no less than 64 pixels.
const SMALLEST: u32 = 128;
/// Most levels: the last one is a sixteenth of the page.
const LEVELS: usize = 5;

/// A page and its halves, quarters …
///
/// Each is made when it is first asked for: most pages have no print so large that it is cut from a half.
pub struct Pyramid<'a> {
    page: Cow<'a, RgbImage>,
    halves: Vec<OnceLock<RgbImage>>,
}

impl Pyramid<'static> {
    /// A pyramid on top of `page`, with as many levels as keep the shorter side at 64 pixels or more (at most 5).
    pub fn new(page: RgbImage) -> Self {
        Pyramid::of(Cow::Owned(page))
    }
}

impl<'a> Pyramid<'a> {
    /// A pyramid on top of a page that somebody else keeps.
    pub fn over(page: &'a RgbImage) -> Self {
        Pyramid::of(Cow::Borrowed(page))
    }

    /// A pyramid on top of a page that may be somebody else's.
    pub fn of(page: Cow<'a, RgbImage>) -> Self {
        let mut shorter = page.width().min(page.height());
        let mut halves = Vec::new();
        while shorter >= SMALLEST && halves.len() + 1 < LEVELS {
            shorter = shorter.div_ceil(2);
            halves.push(OnceLock::new());
        }
        Pyramid { page, halves }
    }

    /// The page itself.
    pub fn page(&self) -> &RgbImage {
        &self.page
    }

    /// The page itself, to be kept.
    pub fn into_page(self) -> Cow<'a, RgbImage> {
        self.page
    }

    /// The page halved `times` times, or as often as it may be.
    fn halved(&self, times: usize) -> &RgbImage {
        let mut below = self.page();
        for half in self.halves.iter().take(times) {
            below = half.get_or_init(|| resize(below, below.width().div_ceil(2), below.height().div_ceil(2)));
        }
        below
    }

    /// The smallest level at which something `pixels` tall on the page is still `wanted` tall, and its scales
    /// (level pixels per page pixel along x and y).
    pub fn level(&self, pixels: f32, wanted: f32) -> (&RgbImage, f32, f32) {
        let mut index = 0;
        let mut size = pixels / 2.0;
        while size >= wanted && index < self.halves.len() {
            index += 1;
            size /= 2.0;
        }
        let (level, page) = (self.halved(index), self.page());
        let (sx, sy) =
            (level.width() as f32 / page.width() as f32, level.height() as f32 / page.height() as f32);
        (level, sx, sy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn every_level_is_half_of_the_one_below() {
        let page = RgbImage::from_fn(1001, 700, |x, y| Rgb([(x % 251) as u8, (y % 241) as u8, 9]));
        let pages = Pyramid::over(&page);
        let sizes = |wanted: f32| pages.level(96.0, wanted).0.dimensions();
        assert_eq!(
            [96.0, 48.0, 24.0, 12.0, 6.0, 1.0].map(sizes),
            [(1001, 700), (501, 350), (251, 175), (126, 88), (126, 88), (126, 88)]
        );
        let half = resize(&page, 501, 350);
        assert_eq!(
            *pages.level(96.0, 24.0).0,
            resize(&half, 251, 175),
            "made from the half, in whatever order they are asked for"
        );
        assert_eq!(Pyramid::new(RgbImage::new(8, 8)).level(96.0, 1.0).0.dimensions(), (8, 8));
    }
}
