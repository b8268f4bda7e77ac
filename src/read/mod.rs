//! From an attachment to lines of text: upright the page, detect, crop, recognise.
//!
//! Knows pictures and classes, not names: what to look for comes in as [`Wanted`].
//! Nothing here decides what a line means.

pub mod cut;
pub mod detect;
pub mod doubtful;
pub mod foreign;
pub mod hidden_rows;
pub mod inks;
pub mod left_over;
pub mod parts;
pub mod reader;
pub mod recognize;
pub mod seal;
pub mod small_print;
pub mod under_stamps;
pub mod upright;
pub mod watermarks;

use std::borrow::Cow;

use image::RgbImage;

use self::detect::Detector;
use self::parts::{Part, Parts};
use self::reader::Reader;
use self::seal::imprint::Imprint;
use self::seal::in_colour;
use self::seal::places::{self, Straight};
use self::upright::Upright;
use crate::geometry::{Quad, Rect};
use crate::intake::attachment::Attachment;
use crate::nets::engine::{Engine, EngineError, Size};
use crate::page::Page;
use crate::page::foreign::Foreign;
use crate::page::line::{Line, legibility};
use crate::page::map::PageMap;
use crate::page::seal::Seal;
use crate::pixels::coloured::Coloured;
use crate::pixels::marks::Marks;
use crate::pixels::orientation::Orientation;
use crate::pixels::scale::Pyramid;
use crate::pixels::{contrast, red, views};
use crate::target::{Labels, Subject};

/// Which recognisers read the lines. The careful setting shows the detector blank margins, too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Recogniser {
    /// The small one, every line.
    Small,
    /// The tiny one every line and seal, and the small one the lines that the tiny one doubts or in which it sees a sign of what is
    /// looked for, and of each seal the arrangements that come nearest to it.
    TinyFirst,
}

/// Settings of the reading stage.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which detector looks at the page.
    pub detector: Size,
    /// Which recognisers read the lines.
    pub recogniser: Recogniser,
    /// Longer side, in pixels, at which a page is shown to the detector.
    pub long_side: u32,
    /// The parts that are in use; a run leaves none out.
    pub parts: Parts,
}

impl Default for Options {
    fn default() -> Self {
        Options { recogniser: Recogniser::TinyFirst, ..Options::thorough() }
    }
}

impl Options {
    /// The most careful settings.
    pub const fn thorough() -> Self {
        Options {
            detector: Size::Small,
            recogniser: Recogniser::Small,
            long_side: views::LONG_SIDE,
            parts: Parts::all(),
        }
    }
}

/// What is looked for on a page, as the nets know it.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The classes of the tiny and of the small recogniser whose posteriors are kept.
    pub columns: [&'a [usize]; 2],
    /// What counts as a sign for the tiny recogniser, where it reads first.
    pub signs: Option<&'a Labels>,
    /// The numbers of characters that a name seal may hold.
    pub seals: &'a [usize],
    /// The labels for the reader of Uyghur script, where there is one.
    pub uyghur: Option<&'a Labels>,
}

impl<'a> Wanted<'a> {
    /// What an applicant's name asks of the recognisers.
    pub fn of(subject: &'a Subject) -> Self {
        let columns = [Size::Tiny, Size::Small].map(|size| subject.labels(size).columns());
        let signs = Some(subject.labels(Size::Tiny));
        Wanted { columns, signs, seals: &subject.seals, uyghur: subject.uyghur() }
    }
}

/// Legibility of a page below which the small recogniser reads all of it: below 0.6 a page is held as illegible (`judge`), and
/// the tiny recogniser alone must not decide that. On the second development set one page fell from 0.60 to 0.57.
const HARD: f32 = 0.65;

/// Reads a page.
///
/// # Errors
/// [`EngineError`] when a net fails.
pub fn read<'a>(
    attachment: &'a Attachment,
    wanted: &Wanted,
    engine: &dyn Engine,
    options: &Options,
) -> Result<Page<'a>, EngineError> {
    let parts = options.parts;
    let mut displayed = displayed(&attachment.pixels, attachment.orientation);
    if parts.has(Part::Spread) {
        displayed = contrast::spread(displayed);
    }
    let detector = Detector {
        engine,
        size: options.detector,
        long_side: options.long_side,
        margins: options.recogniser == Recogniser::Small,
    };
    let Upright { pages, marks, turns, mut quads, is_unclear } =
        upright::upright(displayed, &detector, parts)?;
    if parts.has(Part::SmallPrint) {
        quads = small_print::look(pages.page(), quads, &detector)?;
    }

    let size = (attachment.width, attachment.height);
    let map = PageMap { orientation: attachment.orientation, turns, stored: size };
    let careful = Reader { engine, recogniser: Recogniser::Small, wanted, map, parts, known: &[] };
    let reader = Reader { recogniser: options.recogniser, ..careful };
    let stamps = red::areas(pages.page());
    let looks = Looks { pages: &pages, quads: &quads, stamps: &stamps, marks: &marks, detector };
    let Read { mut lines, mut first_look } = looks.read(&reader)?;
    if parts.has(Part::HardPages)
        && reader.recogniser != careful.recogniser
        && legibility(lines.get(..first_look).unwrap_or_default()) < HARD
    {
        let before = std::mem::take(&mut lines);
        Read { lines, first_look } = looks.read(&Reader { known: &before, ..careful })?;
    }
    let over_stamps = |lines: &[Line], but: &[Rect]| match parts.has(Part::HiddenRows) {
        true => hidden_rows::strips(lines.get(..first_look).unwrap_or_default(), but),
        false => Vec::new(),
    };
    let strips = hidden_rows::read(&pages, &over_stamps(&lines, &stamps), &reader)?;
    let mut watermarks = Vec::new();
    if parts.has(Part::Watermarks) && watermarks::is_traced(&lines, &stamps) {
        watermarks = watermarks::read(pages.page(), &lines, &detector, &reader)?;
    }
    let (mut seals, mut frames, mut coloured) = (Vec::new(), Vec::new(), Vec::new());
    if parts.has(Part::Seals) {
        let page = pages.page();
        let places = places::places(page, &lines, wanted.seals);
        let straight = places.free.iter().filter_map(|place| Straight::of(page, *place)).collect();
        seals = read_seals(straight, wanted.seals, &reader)?;
        frames = places.crossed;
        if parts.has(Part::Coloured)
            && let Some(inks) = Coloured::of(page)
        {
            let in_colour = in_colour::places(page, &inks, &lines, &seals);
            seals.extend(read_seals(in_colour, wanted.seals, &reader)?);
            coloured = inks.areas;
        }
    }

    let turn_unclear = is_unclear && !quads.is_empty();
    let mut page = Page {
        pages,
        map,
        turn_unclear,
        lines,
        first_look,
        strips,
        watermarks,
        stamps,
        marks,
        seals,
        frames,
        coloured,
        foreign: Foreign::default(),
    };
    if let Some(labels) = wanted.uyghur.filter(|_| parts.has(Part::Uyghur)) {
        page.foreign = foreign::read(&page, &over_stamps(&page.lines, &[]), labels, engine)?;
    }
    Ok(page)
}

/// The `stored` picture as it is displayed, with dark print on light: itself where it is that already, since a copy takes three bytes a
/// pixel for as long as the page is read.
fn displayed(stored: &RgbImage, orientation: Orientation) -> Cow<'_, RgbImage> {
    let dark = contrast::dark_on_light(stored);
    match orientation.apply(&dark) {
        Cow::Owned(turned) => Cow::Owned(turned),
        Cow::Borrowed(_) => dark,
    }
}

/// An upright page and what the looks at its text begin with.
struct Looks<'a> {
    pages: &'a Pyramid<'a>,
    /// The regions that the detector found.
    quads: &'a [Quad],
    /// The areas of red ink.
    stamps: &'a [Rect],
    marks: &'a Marks,
    detector: Detector<'a>,
}

impl Looks<'_> {
    /// The lines that `reader` reads: those of the regions, then those under red ink, under pale inks, and in marks that are
    /// left over.
    fn read(&self, reader: &Reader) -> Result<Read, EngineError> {
        let Looks { pages, quads, stamps, marks, ref detector } = *self;
        let page = pages.page();
        let mut lines = reader.lines(pages, quads)?;
        let first_look = lines.len();
        if reader.parts.has(Part::UnderRed)
            && let Some(faded) = under_stamps::look(page, stamps, &lines, detector)?
        {
            lines.extend(faded.read(reader)?);
        }
        if reader.parts.has(Part::UnderPale)
            && let Some(print) = inks::look(page, &lines, detector)?
        {
            lines.extend(print.read(reader)?);
        }
        if reader.parts.has(Part::LeftOver) {
            let mut left_over = left_over::look(page, marks, &lines, detector)?;
            left_over.extend(left_over::tight(marks, &lines, |line| reader.may_say_more(line)));
            lines.extend(reader.once(pages, &left_over)?);
        }
        Ok(Read { lines, first_look })
    }
}

/// The lines of a page, and how many of them, from the first, are of the first look.
struct Read {
    lines: Vec<Line>,
    first_look: usize,
}

/// The seals at `places`, read as names of `counts` characters: without their frames and, where that isn't surely read,
/// with a fixed share cut off.
fn read_seals(places: Vec<Straight>, counts: &[usize], reader: &Reader) -> Result<Vec<Seal>, EngineError> {
    let of = |place: &Quad, lines: &[Line]| -> Vec<Line> {
        lines.iter().filter(|l| l.on_page == *place).cloned().collect()
    };
    let bare = reader.seals(places::laid_out(&places, counts, Imprint::bare))?;
    let seals = places.iter().map(|p| Seal { quad: p.on_page, readings: of(&p.on_page, &bare) });
    let mut seals: Vec<Seal> = seals.collect();
    if !reader.parts.has(Part::SealsAgain) {
        return Ok(seals);
    }
    let is_unsure = |place: &Quad| seals.iter().any(|seal| seal.quad == *place && !seal.is_sure());
    let unsure = places.iter().filter(|s| is_unsure(&s.on_page));
    // The longest name, that with 之印, would be more than half of what is read here. On 206 pages it found no seal that the others didn't.
    let shorter = counts.split_last().map_or(counts, |(_, shorter)| shorter);
    let within = reader.seals(places::laid_out(unsure, shorter, Imprint::within))?;
    for seal in &mut seals {
        seal.readings = [of(&seal.quad, &within), std::mem::take(&mut seal.readings)].concat();
    }
    Ok(seals)
}
