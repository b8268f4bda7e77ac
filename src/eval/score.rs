//! Measures how much of each name, decoy and page a run covered, one page at a time; `figures` sums up.

use rayon::prelude::*;

use super::area::Area;
use super::records::{Judged, Records};
use super::truth::{Name, Page, height};

/// A name counts as covered when at least this share of its area is.
pub const COVERED: f64 = 0.95;
/// A name covered by less than this share is visible: a released page with one is unsafe.
pub const VISIBLE_BELOW: f64 = 0.80;
/// A name covered by less than this share is untouched.
pub const UNTOUCHED_BELOW: f64 = 0.05;
/// A decoy counts as hit when at least this share of its area is covered.
pub const HIT: f64 = 0.30;
/// How far boxes may reach beyond a name without counting as over-redaction, in text heights.
pub const MARGIN: f64 = 0.25;
/// A box is a false hit when less than this share of it lies on a name or its margin.
pub const ON_NAME: f64 = 0.05;

/// A name on a page: all parts of its group together.
#[derive(Debug)]
pub struct Occurrence<'a> {
    /// Its page.
    pub page: &'a Page,
    /// The parts, at least one.
    pub parts: Vec<&'a Name>,
    /// The share of the parts' area that is covered, 0–1.
    pub covered: f64,
    /// Height of the smallest part's text in pixels.
    pub height: f64,
}

impl Occurrence<'_> {
    /// The part that represents all: the name takes its script, style and form.
    pub fn first(&self) -> &Name {
        self.parts[0]
    }

    /// The text of the name, parts divided by `|`.
    pub fn text(&self) -> String {
        self.parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("|")
    }
}

/// A decoy on a page.
#[derive(Debug)]
pub struct DecoyHit<'a> {
    /// Its page.
    pub page: &'a Page,
    /// The decoy.
    pub decoy: &'a super::truth::Decoy,
    /// The share of its area that is covered, 0–1.
    pub covered: f64,
}

/// A page as a whole.
#[derive(Debug)]
pub struct Image<'a> {
    /// The page.
    pub page: &'a Page,
    /// The run's record of it; `None` when there is none.
    pub record: Option<&'a Judged>,
    /// The applicant's name stands on it (ambiguous ones don't count).
    pub positive: bool,
    /// An ambiguous decoy stands on it.
    pub ambiguous_decoy: bool,
    /// Boxes with an area.
    pub boxes: usize,
    /// Indices, within the record's standing findings, of boxes that lie on no name of the applicant.
    pub false_hits: Vec<usize>,
    /// Every name is covered by [`COVERED`] or more.
    pub all95: bool,
    /// Every name is covered by [`VISIBLE_BELOW`] or more.
    pub all80: bool,
    /// The share of the page that is covered beyond names and their margins, 0–1.
    pub over: f64,
}

/// All pages of a truth, scored.
#[derive(Debug, Default)]
pub struct Scored<'a> {
    /// Every name.
    pub occurrences: Vec<Occurrence<'a>>,
    /// Every decoy.
    pub decoys: Vec<DecoyHit<'a>>,
    /// Every page.
    pub images: Vec<Image<'a>>,
}

/// Measures every page, in the truth's order.
pub fn score<'a>(pages: &'a [Page], records: &'a Records) -> Scored<'a> {
    let mut scored = Scored::default();
    let each: Vec<_> = pages.par_iter().map(|page| page_score(page, records)).collect();
    for (occurrences, decoys, image) in each {
        scored.occurrences.extend(occurrences);
        scored.decoys.extend(decoys);
        scored.images.push(image);
    }
    scored
}

fn page_score<'a>(
    page: &'a Page,
    records: &'a Records,
) -> (Vec<Occurrence<'a>>, Vec<DecoyHit<'a>>, Image<'a>) {
    let record = records.of(&page.file, page.sha256.as_deref());
    let boxes: Vec<Area> = record.iter().flat_map(|r| r.standing()).map(|f| f.area()).collect();
    let [width, height_px] = page.size;
    let covered = Area::union(&boxes).both(&Area::rect(0.0, 0.0, width, height_px));
    let names: Vec<Area> =
        page.occurrences.iter().map(|n| Area::quad(&n.quad).grown(MARGIN * height(&n.quad))).collect();
    let allowed = Area::union(&names);

    let occurrences: Vec<Occurrence> =
        page.groups().into_iter().map(|parts| occurrence(page, parts, &covered)).collect();
    let decoys: Vec<DecoyHit> = page
        .decoys
        .iter()
        .map(|decoy| DecoyHit { page, decoy, covered: Area::quad(&decoy.quad).share_in(&covered) })
        .collect();
    let real = || occurrences.iter().filter(|o| !o.first().ambiguous);
    let false_hits =
        boxes.iter().enumerate().filter(|(_, b)| !b.is_empty() && b.share_in(&allowed) < ON_NAME);
    let image = Image {
        page,
        record,
        positive: real().next().is_some(),
        ambiguous_decoy: page.decoys.iter().any(|d| d.ambiguous),
        boxes: boxes.iter().filter(|b| !b.is_empty()).count(),
        false_hits: false_hits.map(|(i, _)| i).collect(),
        all95: real().all(|o| o.covered >= COVERED),
        all80: real().all(|o| o.covered >= VISIBLE_BELOW),
        over: covered.without(&allowed).size() / (width * height_px).max(1.0),
    };
    (occurrences, decoys, image)
}

fn occurrence<'a>(page: &'a Page, parts: Vec<&'a Name>, covered: &Area) -> Occurrence<'a> {
    let areas: Vec<Area> = parts.iter().map(|p| Area::quad(&p.quad)).collect();
    let whole: f64 = areas.iter().map(Area::size).sum();
    let hidden: f64 = areas.iter().map(|a| a.both(covered).size()).sum();
    let height = parts.iter().map(|p| height(&p.quad)).fold(f64::INFINITY, f64::min);
    Occurrence { page, parts, covered: if whole > 0.0 { hidden / whole } else { 0.0 }, height }
}
