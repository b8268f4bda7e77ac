//! Seals that touch the own name: where one is stamped over or right beside a signature, its frame is one piece of ink with strokes
//! or other print, so that it is neither found as a frame of its own nor covered by the name's box.
//!
//! A piece of ink, an area of coloured ink or a frame is covered, and a person confirms, when it is as large as a personal seal, touches
//! the name's box and stands out above or below the name's row. Nothing here reads. Tried instead: groups of marks in place of single
//! pieces of ink, which found nothing more and covered parts of four more pages; and pieces of any size, which covered a tenth of a
//! point more of each page, most of it stamps of offices.

use super::{Finding, How, Search};
use crate::geometry::{Quad, Rect, middle};
use crate::page::Page;

/// Longer side of a personal seal as a share of the page's longer side: from 6 mm on A4 to 37 mm, a long name in one column that leans.
const LONG: std::ops::Range<f32> = 0.02..0.125;
/// Shorter side of one, at least, likewise: 5 mm.
const SHORT: f32 = 0.018;
/// Area of one, at most, as a share of the square over the page's longer side: 32 mm square on A4, as large seals that lean have
/// around them. The stamps of offices are 38 mm and more.
const AREA: f32 = 0.012;
/// The same of one piece of ink: 20 mm square. Larger ones are arcs of an office's ring.
const AREA_OF_PIECE: f32 = 0.0045;
/// Height of the middle one of a page's lines, as a share of its longer side, beyond which the paper is smaller than A4, and seals over a
/// name are larger than on that by as much: 7 mm of A4.
const LINE: f32 = 0.0244;
/// Longer side of an office's stamp, as a share of the page's, and how much longer than its other side such a stamp is at most; the
/// pieces within it are its own. What is larger is a table, or a border.
const OFFICE: std::ops::Range<f32> = 0.115..0.25;
const OFFICE_ASPECT: f32 = 3.0;
/// The same of a ring or an oval of an office that nothing else touches.
const RING_ASPECT: f32 = 1.3;
/// How far, in heights of the name's box, a seal may lie from it that touches the name: boxes end a pixel sooner or later.
const NEAR: f32 = 0.1;
/// Share of coloured ink, or of a frame, in the name's box from which it is stamped over the name.
const OVER: f32 = 0.2;
/// How far, in heights of the name's box, a seal reaches beyond it above or below: less is the name's own strokes.
const STANDS_OUT: f32 = 0.5;

/// The seals that touch the names in `found`.
pub fn seals(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let names: Vec<&Finding> = found.iter().filter(|f| f.how != How::Seal).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let longer = longer_side(page);
    let line = middle(page.lines.iter().take(page.first_look).map(|l| l.on_page.height())).unwrap_or(0.0);
    let larger = (line / (LINE * longer)).max(1.0) * longer;
    let stored = |q: Quad| q.map(|p| page.map.to_stored(p));
    let stamps = offices(page, longer, OFFICE_ASPECT);
    let pieces = page.marks.glyphs.iter().chain(&page.marks.large).map(|r| r.quad());
    let beside = pieces.filter(|q| is_personal(q, longer, AREA_OF_PIECE) && !lies_in(&stamps, q)).map(stored);
    let beside = beside.filter(|q| names.iter().any(|f| stands_out(q, &f.quad)));
    // Pens are coloured too, and strokes of the next signature touch the name's box: coloured ink has to lie over the name.
    let stamps = offices(page, larger, OFFICE_ASPECT);
    let unread = page.seals.iter().filter(|s| !s.is_sure()).map(|s| s.quad);
    let over = page.coloured.iter().map(|r| r.quad()).chain(page.frames.iter().copied()).chain(unread);
    let over = over.filter(|q| is_personal(q, larger, AREA) && !lies_in(&stamps, q)).map(stored);
    let is_over = |q: &Quad| names.iter().any(|f| q.share_inside(&f.quad) > OVER && stands_out(q, &f.quad));
    let over = over.filter(is_over);
    let open = beside.chain(over).filter(|q| !found.iter().any(|f| q.is_hidden_by(&f.quad)));
    open.map(|q| Finding::unread(q, How::Seal)).collect()
}

/// The longer side of a page, in its pixels.
fn longer_side(page: &Page) -> f32 {
    let (w, h) = page.pages.page().dimensions();
    w.max(h) as f32
}

/// True for what is as large as a personal seal on a page with the longer side `longer`, of such an area at most.
fn is_personal(quad: &Quad, longer: f32, area: f32) -> bool {
    let (w, h) = (quad.width() / longer, quad.height() / longer);
    LONG.contains(&w.max(h)) && w.min(h) >= SHORT && w * h < area
}

/// The rings of offices, with the letters and the star in them: a personal seal that touches one makes the two longer than it is wide.
pub(super) fn rings(page: &Page) -> Vec<Quad> {
    offices(page, longer_side(page), RING_ASPECT)
}

/// The stamps of offices on a page with the longer side `longer`, up to `aspect` times as long as wide.
fn offices(page: &Page, longer: f32, aspect: f32) -> Vec<Quad> {
    let is_office = |s: &&Rect| {
        let (long, short) = (s.w.max(s.h) as f32 / longer, s.w.min(s.h) as f32 / longer);
        OFFICE.contains(&long) && long < aspect * short
    };
    let stamps = page.stamps.iter().chain(&page.coloured).chain(&page.marks.large);
    stamps.filter(is_office).map(|s| s.quad()).collect()
}

/// True for what lies in one of the stamps.
fn lies_in(stamps: &[Quad], quad: &Quad) -> bool {
    stamps.iter().any(|stamp| quad.lies_on(stamp))
}

/// True when `seal` touches the box `name` and reaches beyond its row.
fn stands_out(seal: &Quad, name: &Quad) -> bool {
    let height = name.height().min(name.width());
    let farthest = seal.0.iter().map(|p| name.in_row(*p).1.abs()).fold(0.0, f32::max);
    seal.touches(&name.grown(NEAR * height, NEAR * height))
        && farthest - name.height() / 2.0 > STANDS_OUT * height
}
