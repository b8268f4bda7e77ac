//! From an attachment to lines of text: upright the page, detect, crop, recognise.
//!
//! Knows pictures and classes, not names: what to look for comes in as [`Wanted`].
//! Nothing here decides what a line means.

pub mod detect;
pub mod doubtful;
pub mod foreign;
pub mod recognize;
pub mod seal;
pub mod small_print;
pub mod upright;

use image::RgbImage;

use self::foreign::Foreign;
use self::recognize::{Crop, decode, recognise};
use self::seal::imprint::Imprint;
use self::seal::places;
use self::upright::PageMap;
use crate::geometry::{Quad, Rect};
use crate::intake::attachment::Attachment;
use crate::nets::engine::{Engine, EngineError, Posteriors, Size};
use crate::page::line::{Layout, Line};
use crate::pixels::scale::Pyramid;
use crate::pixels::{contrast, red};
use crate::target::{Labels, Subject};

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

/// What is looked for on a page, as the nets know it.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The recogniser's classes whose posteriors are kept.
    pub columns: &'a [usize],
    /// The numbers of characters that a name seal may hold.
    pub seals: &'a [usize],
    /// The labels for the reader of Uyghur script, where there is one.
    pub uyghur: Option<&'a Labels>,
}

impl<'a> Wanted<'a> {
    /// What an applicant's name asks of a recogniser of that size.
    pub fn of(subject: &'a Subject, recogniser: Size) -> Self {
        let columns = subject.labels(recogniser).columns();
        Wanted { columns, seals: &subject.seals, uyghur: subject.uyghur() }
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
    /// The lines found, in no particular order; what lies under red ink may be there twice.
    pub lines: Vec<Line>,
    /// The areas of red ink, in the page's grid.
    pub stamps: Vec<Rect>,
    /// Where personal seals may stand, in the page's grid, read or not.
    pub seals: Vec<Rect>,
    /// What the reader of Uyghur script made of the lines that this one doubts; see [`foreign::read`].
    pub foreign: Foreign,
}

/// A quad this many times taller than wide is read as a column (PaddleOCR's rule for crops is 1.5).
const TALL: f32 = 1.5;

/// Reads a page.
///
/// # Errors
/// [`EngineError`] when a net fails.
pub fn read(
    attachment: &Attachment,
    wanted: &Wanted,
    engine: &dyn Engine,
    options: &Options,
) -> Result<Page, EngineError> {
    let (keep, counts) = (wanted.columns, wanted.seals);
    let stored = contrast::dark_on_light(&attachment.pixels);
    let displayed = contrast::spread(attachment.orientation.apply(&stored).into_owned());
    let proposals = upright::propose(&displayed, engine)?;
    let (mut turns, mut p) = proposals[0];
    let mut pages = Pyramid::new(upright::turn(&displayed, turns));
    let mut quads = detect::detect(pages.page(), engine, options.detector, options.long_side)?;
    if p < upright::LIKELY && upright::lies_on_its_side(&quads) {
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
    let quads = small_print::look(pages.page(), quads, engine, options)?;
    let map =
        PageMap { orientation: attachment.orientation, turns, stored: (attachment.width, attachment.height) };
    let mut lines = read_lines(&pages, &quads, map, keep, engine, options.recogniser)?;
    let stamps = red::areas(pages.page());
    lines.extend(under_stamps(&pages, &stamps, &lines, map, keep, engine, options)?);
    let seals = places::places(pages.page(), &lines, counts);
    let read_seals = |places: &[Rect], cut: fn(&RgbImage) -> Option<Imprint>| {
        let crops = places::laid_out(pages.page(), places, counts, cut);
        read_crops(crops, map, keep, engine, options.recogniser)
    };
    let bare = read_seals(&seals, Imprint::bare)?;
    let sure = |seal: &&Rect| bare.iter().any(|l| l.on_page == seal.quad() && l.is_sure());
    let unsure: Vec<Rect> = seals.iter().filter(|s| !sure(s)).copied().collect();
    lines.extend(read_seals(&unsure, Imprint::within)?);
    lines.extend(bare);
    let turn_unclear = head.is_none() && !quads.is_empty();
    let mut page = Page { pages, map, turn_unclear, lines, stamps, seals, foreign: Foreign::default() };
    if let Some(labels) = wanted.uyghur {
        page.foreign = foreign::read(&page, labels, engine)?;
    }
    Ok(page)
}

/// The lines that red ink hides, read in the channel where it fades: what touches the ink and was not read surely.
fn under_stamps(
    pages: &Pyramid,
    stamps: &[Rect],
    lines: &[Line],
    map: PageMap,
    keep: &[usize],
    engine: &dyn Engine,
    options: &Options,
) -> Result<Vec<Line>, EngineError> {
    let page = pages.page();
    let windows = red::windows(stamps, page.width(), page.height());
    if windows.is_empty() {
        return Ok(Vec::new());
    }
    let faded = red::faded(page);
    let scale = detect::scale(page.width(), page.height(), options.long_side);
    let mut quads = Vec::new();
    for Rect { x, y, w, h } in windows {
        let window = contrast::spread(image::imageops::crop_imm(&faded, x, y, w, h).to_image());
        quads.extend(detect::detect_in_part(&window, (x, y), scale, engine, options.detector)?);
    }
    let touches = |q: &Quad| {
        let (l, t, r, b) = q.bounds();
        let bounds = Quad::from_bounds(l, t, r, b);
        stamps.iter().any(|s| bounds.share_inside(&s.quad()) > 0.0)
    };
    let read = |q: &Quad| {
        let sure = lines.iter().filter(|l| l.is_sure());
        sure.map(|l| &l.on_page).any(|l| q.share_inside(l) > 0.85 && !sticks_out(q, l))
    };
    quads.retain(|q| touches(q) && !read(q));
    read_lines(&Pyramid::new(faded), &quads, map, keep, engine, options.recogniser)
}

/// True when `quad` reaches beyond either end of `line` by more than a third of its height: a stamp cut the line short.
fn sticks_out(quad: &Quad, line: &Quad) -> bool {
    let [a, b, ..] = line.0;
    let (length, more) = (line.width(), line.height() / 3.0);
    quad.0.iter().map(|p| p.along(a, a.direction(b)).0).any(|t| t < -more || t > length + more)
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
    let tasks: Vec<(Quad, Layout)> = quads.iter().flat_map(ways).collect();
    let mut lines = read_tasks(pages, &tasks, map, keep, engine, size)?;
    lines.extend(read_crops(doubtful::crops(pages, &lines), map, keep, engine, size)?);
    Ok(lines)
}

/// The ways in which a region may be read: from left to right, or as a column along either direction.
pub(crate) fn ways(region: &Quad) -> Vec<(Quad, Layout)> {
    let [a, b, c, d] = region.0;
    if region.height() >= TALL * region.width() {
        vec![(Quad([b, c, d, a]), Layout::Turned), (Quad([d, a, b, c]), Layout::Turned)]
    } else {
        vec![(*region, Layout::Horizontal)]
    }
}

fn read_tasks(
    pages: &Pyramid,
    tasks: &[(Quad, Layout)],
    map: PageMap,
    keep: &[usize],
    engine: &dyn Engine,
    size: Size,
) -> Result<Vec<Line>, EngineError> {
    let crops = tasks.iter().filter_map(|(q, l)| Crop::cut(pages, q).map(|c| (c, *q, *l))).collect();
    read_crops(crops, map, keep, engine, size)
}

/// Reads crops, each with its quad on the page and its layout.
fn read_crops(
    crops: Vec<(Crop, Quad, Layout)>,
    map: PageMap,
    keep: &[usize],
    engine: &dyn Engine,
    size: Size,
) -> Result<Vec<Line>, EngineError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_read_along_both_directions() {
        let ways = ways(&Quad::from_bounds(0.0, 0.0, 10.0, 100.0));
        assert_eq!(ways.len(), 2);
        assert!(ways.iter().all(|(q, _)| q.width() > q.height()));
    }
}
