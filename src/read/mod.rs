//! From an attachment to lines of text: upright the page, detect, crop, recognise.
//!
//! Knows pictures and classes, not names: what to look for comes in as columns to keep.
//! Nothing here decides what a line means.

pub mod align;
pub mod checked;
pub mod detect;
pub mod engine;
pub mod line;
pub mod models;
pub mod recognize;
pub mod rten;
pub mod scale;
pub mod upright;

use self::engine::{Engine, EngineError, Posteriors, Size};
use self::line::{Layout, Line};
use self::recognize::{Crop, decode, recognise};
use self::scale::Pyramid;
use self::upright::PageMap;
use crate::geometry::Quad;
use crate::intake::attachment::Attachment;

/// Settings of the reading stage.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which detector looks at the page.
    pub detector: Size,
    /// Which recogniser reads the lines.
    pub recogniser: Size,
    /// Longer side, in pixels, at which a page is shown to the detector.
    pub long_side: u32,
}

impl Default for Options {
    fn default() -> Self {
        Options { detector: Size::Small, recogniser: Size::Small, long_side: 1536 }
    }
}

/// An upright page with its lines.
pub struct Page {
    /// The page in full and reduced resolution.
    pub pages: Pyramid,
    /// From the page to the stored grid.
    pub map: PageMap,
    /// True when the way up could not be decided.
    pub turn_unclear: bool,
    /// The lines found, in no particular order.
    pub lines: Vec<Line>,
}

/// A quad this many times taller than wide is read as a column (PaddleOCR's rule for crops is 1.5).
const TALL: f32 = 1.5;
/// Lines read with less confidence than this are read the other way up too.
const DOUBTFUL: f32 = 0.75;

/// Reads a page; `keep` are the recogniser's classes whose posteriors are wanted.
pub fn read(
    attachment: &Attachment,
    keep: &[usize],
    engine: &dyn Engine,
    options: &Options,
) -> Result<Page, EngineError> {
    let displayed = attachment.orientation.apply(&attachment.pixels);
    let proposals = upright::propose(&displayed, engine)?;
    let (mut turns, mut p) = proposals[0];
    let mut pages = Pyramid::new(upright::turn(&displayed, turns));
    let mut quads = detect::detect(pages.page(), engine, options.detector, options.long_side)?;
    if upright::lies_on_its_side(&quads) {
        let quarter = |&&(t, _): &&(u8, f32)| (t + turns) % 2 == 1;
        (turns, p) = proposals.iter().find(quarter).map_or(((turns + 1) % 4, 0.0), |&(t, _)| (t, 0.0));
        pages = Pyramid::new(upright::turn(&displayed, turns));
        quads = detect::detect(pages.page(), engine, options.detector, options.long_side)?;
    }
    let head = upright::stands_on_its_head(&pages, &quads, engine, p)?;
    if head == Some(true) {
        turns = (turns + 2) % 4;
        pages = Pyramid::new(upright::turn(&displayed, turns));
        quads = detect::detect(pages.page(), engine, options.detector, options.long_side)?;
    }
    let map =
        PageMap { orientation: attachment.orientation, turns, stored: (attachment.width, attachment.height) };
    let lines = read_lines(&pages, &quads, map, keep, engine, options.recogniser)?;
    Ok(Page { pages, map, turn_unclear: head.is_none() && !quads.is_empty(), lines })
}

/// Reads the text of `quads` (page grid), each in the ways that its shape allows.
pub fn read_lines(
    pages: &Pyramid,
    quads: &[Quad],
    map: PageMap,
    keep: &[usize],
    engine: &dyn Engine,
    size: Size,
) -> Result<Vec<Line>, EngineError> {
    let mut tasks: Vec<(Quad, Layout)> = Vec::new();
    for quad in quads {
        let [a, b, c, d] = quad.0;
        if quad.height() >= TALL * quad.width() {
            tasks.push((Quad([b, c, d, a]), Layout::Turned));
            tasks.push((Quad([d, a, b, c]), Layout::Turned));
        } else {
            tasks.push((*quad, Layout::Horizontal));
        }
    }
    let mut lines = read_tasks(pages, &tasks, map, keep, engine, size)?;
    let again: Vec<(Quad, Layout)> = lines
        .iter()
        .filter(|l| l.layout == Layout::Horizontal && l.confidence() < DOUBTFUL)
        .map(|l| {
            let [a, b, c, d] = l.on_page.0;
            (Quad([c, d, a, b]), Layout::Horizontal)
        })
        .collect();
    lines.extend(read_tasks(pages, &again, map, keep, engine, size)?);
    Ok(lines)
}

fn read_tasks(
    pages: &Pyramid,
    tasks: &[(Quad, Layout)],
    map: PageMap,
    keep: &[usize],
    engine: &dyn Engine,
    size: Size,
) -> Result<Vec<Line>, EngineError> {
    let crops: Vec<(Crop, Quad, Layout)> =
        tasks.iter().filter_map(|(q, l)| Crop::cut(pages, q).map(|c| (c, *q, *l))).collect();
    let pictures: Vec<&Crop> = crops.iter().map(|(c, ..)| c).collect();
    let readings = recognise(&pictures, engine, size, keep)?;
    let alphabet = engine.alphabet(size);
    let line = |((crop, on_page, layout), posteriors): ((Crop, Quad, Layout), Posteriors)| Line {
        glyphs: decode(&posteriors, |class| alphabet.char_of(class)),
        on_page,
        layout,
        posteriors,
        size,
        crop,
        map,
    };
    Ok(crops.into_iter().zip(readings).map(line).collect())
}
