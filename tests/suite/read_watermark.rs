//! A watermark over print, through the real nets: the name in it is covered, and nothing beside it. Needs `make models`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::io::Cursor;
use std::path::PathBuf;

use blindmask::find::context::Context;
use blindmask::find::{Search, find};
use blindmask::geometry::Point;
use blindmask::intake::attachment::{self, Limits};
use blindmask::nets::models::ModelDir;
use blindmask::nets::runtime::{self, Freed};
use blindmask::read::{self, Options, Wanted};
use blindmask::target::{Subject, forms};
use image::{ImageFormat, RgbImage};

/// The line of testdata/lines/han.jpg that says 经审查，常青同志符合申报条件, and where 常青 stands in it.
const LINE: [u32; 4] = [36, 88, 404, 36];
const NAME: (f32, f32) = (139.0, 18.0);
/// How much of the light the watermark takes.
const TAKEN: f32 = 0.2;
/// Its size and direction.
const SCALE: f32 = 1.6;
const SLOPE: f32 = -0.49;

fn picture(file: &str) -> RgbImage {
    image::open(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata").join(file)).unwrap().to_rgb8()
}

/// Lays the line over `page` with its middle at (`x`, `y`), and tells where the name is.
fn lay(page: &mut RgbImage, line: &RgbImage, (x, y): (f32, f32)) -> Point {
    let (sin, cos) = SLOPE.sin_cos();
    let middle = (line.width() as f32 / 2.0, line.height() as f32 / 2.0);
    for (px, py, pixel) in page.enumerate_pixels_mut() {
        let (dx, dy) = (px as f32 - x, py as f32 - y);
        let (u, v) = ((dx * cos + dy * sin) / SCALE + middle.0, (dy * cos - dx * sin) / SCALE + middle.1);
        if u < 0.0 || v < 0.0 {
            continue;
        }
        let level = line.get_pixel_checked(u as u32, v as u32).map_or(255.0, |p| f32::from(p.0[0]));
        let left = 1.0 - TAKEN * ((245.0 - level) / 200.0).clamp(0.0, 1.0);
        pixel.0 = pixel.0.map(|v| (f32::from(v) * left) as u8);
    }
    let (u, v) = ((NAME.0 - middle.0) * SCALE, (NAME.1 - middle.1) * SCALE);
    Point::new(x + u * cos - v * sin, y + u * sin + v * cos)
}

#[test]
fn the_name_in_a_watermark_is_covered_where_print_crosses_it() {
    let [x, y, w, h] = LINE;
    let line = image::imageops::crop_imm(&picture("lines/han.jpg"), x, y, w, h).to_image();
    let mut page = picture("pages/T002/03_lunwen.jpg");
    let (width, height) = (page.width() as f32, page.height() as f32);
    let names = [(0.35, 0.4), (0.6, 0.85)].map(|(x, y)| lay(&mut page, &line, (width * x, height * y)));

    let mut bytes = Vec::new();
    page.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Jpeg).unwrap();
    let attachment = attachment::decode(bytes, &Limits::default()).unwrap();
    let models = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models");
    let engine = runtime::load(&ModelDir::open(&models).expect("`make models`"), None, Freed::Returned)
        .unwrap()
        .engine;
    let subject = Subject::new(forms("常青", &[]), |size| engine.alphabet(size));
    let read = read::read(&attachment, &Wanted::of(&subject), engine.as_ref(), &Options::default()).unwrap();
    let found = find(&Search { page: &read, subject: &subject, context: &Context::new([]) });

    let holds = |name: &Point| {
        found.iter().any(|f| {
            let (l, t, r, b) = f.quad.bounds();
            (l..r).contains(&name.x) && (t..b).contains(&name.y)
        })
    };
    assert!(names.iter().all(holds), "{names:?} {found:?}");
    assert_eq!(found.len(), names.len(), "{found:?}");
}
