//! Resizes with a proper filter, and keeps a pyramid of halved pages to crop lines from without aliasing.

use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images};
use image::RgbImage;

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

/// A level with a shorter side below this is the last: it is halved to no less than 64 pixels.
const SMALLEST: u32 = 128;
/// Most levels: the last one is a sixteenth of the page.
const LEVELS: usize = 5;

/// A page and its halves, quarters …
pub struct Pyramid {
    levels: Vec<RgbImage>,
}

impl Pyramid {
    /// A pyramid on top of `page`, with as many levels as keep the shorter side at 64 pixels or more (at most 5).
    pub fn new(page: RgbImage) -> Self {
        let mut levels = vec![page];
        while let Some(last) = levels.last() {
            let (w, h) = last.dimensions();
            if w.min(h) < SMALLEST || levels.len() >= LEVELS {
                break;
            }
            levels.push(resize(last, w.div_ceil(2), h.div_ceil(2)));
        }
        Pyramid { levels }
    }

    /// The page itself.
    pub fn page(&self) -> &RgbImage {
        &self.levels[0]
    }

    /// The smallest level at which something `pixels` tall on the page is still `wanted` tall, and its scales
    /// (level pixels per page pixel along x and y).
    pub fn level(&self, pixels: f32, wanted: f32) -> (&RgbImage, f32, f32) {
        let mut index = 0;
        let mut size = pixels / 2.0;
        while size >= wanted && index + 1 < self.levels.len() {
            index += 1;
            size /= 2.0;
        }
        let (level, page) = (&self.levels[index], self.page());
        let (sx, sy) =
            (level.width() as f32 / page.width() as f32, level.height() as f32 / page.height() as f32);
        (level, sx, sy)
    }
}
