//! Seals that touch the own name: where one is stamped over or right beside a signature, its frame is one piece of ink with strokes
//! or other print, so that it is neither found as a frame of its own nor covered by the name's box.
//!
//! A piece of ink is covered, and a person confirms, when it is as large as a personal seal, touches the name's box and stands
//! out above or below the name's row. Nothing here reads. On 625 pages of five sets this covers one seal that was missed, and two
//! specks of nothing. Tried instead: groups of marks in place of single pieces of ink, which found nothing more and covered parts
//! of four more pages; and pieces of any size, which covered a tenth of a point more of each page, most of it stamps of offices.

use super::{Finding, How, Search};
use crate::geometry::{Quad, Rect};
use crate::page::Page;

/// Longer side of a personal seal as a share of the page's longer side: from 6 mm on A4 to a long name in one column.
const LONG: std::ops::Range<f32> = 0.02..0.11;
/// Shorter side of one, at least, likewise: 5 mm.
const SHORT: f32 = 0.018;
/// Area of one, at most, as a share of the square over the page's longer side: 20 mm square on A4. The stamps of offices, 38 mm and
/// more, are three times as large.
const AREA: f32 = 0.0045;
/// Longer side from which a piece of ink is an office's stamp, as a share of the page's, and how much longer than its other side such
/// a stamp is at most; the pieces within it are its own.
const OFFICE: f32 = 0.1;
const OFFICE_ASPECT: u32 = 3;
/// How far, in heights of the name's box, a seal may lie from it that touches the name: boxes end a pixel sooner or later.
const NEAR: f32 = 0.1;
/// How far, in heights of the name's box, a seal reaches beyond it above or below: less is the name's own strokes.
const STANDS_OUT: f32 = 0.5;

/// The seals that touch the names in `found`.
pub fn seals(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let names: Vec<&Finding> = found.iter().filter(|f| f.how != How::Seal).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let pieces = personal(page).map(|m| m.quad().map(|p| page.map.to_stored(p)));
    let is_attached = |q: &Quad| {
        names.iter().any(|f| stands_out(q, &f.quad)) && !found.iter().any(|f| q.is_hidden_by(&f.quad))
    };
    pieces.filter(is_attached).map(|q| Finding::unread(q, How::Seal)).collect()
}

/// The pieces of ink as large as a personal seal that lie in no office's stamp.
fn personal(page: &Page) -> impl Iterator<Item = &Rect> {
    let longer = page.pages.page().width().max(page.pages.page().height()) as f32;
    let is_office = move |s: &&Rect| {
        s.w.max(s.h) as f32 > OFFICE * longer && s.w < OFFICE_ASPECT * s.h && s.h < OFFICE_ASPECT * s.w
    };
    let offices: Vec<Quad> =
        page.stamps.iter().chain(&page.marks.large).filter(is_office).map(|s| s.quad()).collect();
    page.marks.glyphs.iter().chain(&page.marks.large).filter(move |m| {
        let (long, short) = (m.w.max(m.h) as f32 / longer, m.w.min(m.h) as f32 / longer);
        LONG.contains(&long)
            && short >= SHORT
            && long * short < AREA
            && !offices.iter().any(|office| m.quad().lies_on(office))
    })
}

/// True when `seal` touches the box `name` and reaches beyond its row.
fn stands_out(seal: &Quad, name: &Quad) -> bool {
    let height = name.height().min(name.width());
    let farthest = seal.0.iter().map(|p| name.in_row(*p).1.abs()).fold(0.0, f32::max);
    seal.touches(&name.grown(NEAR * height, NEAR * height))
        && farthest - name.height() / 2.0 > STANDS_OUT * height
}
