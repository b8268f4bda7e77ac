//! Reads doubtful lines again: the other way up, and with their contrast stretched.
//!
//! Both readings are kept beside the first: `find` looks for the name in each, and drops what a clearly right reading
//! of the same place contradicts.

use super::cut::Cut;
use super::parts::{Part, Parts};
use crate::geometry::Quad;
use crate::page::line::{Layout, Line};
use crate::pixels::scale::Pyramid;

/// Lines with less confidence than this are read again.
const DOUBTFUL: f32 = 0.75;

/// The other readings of doubtful `lines`.
pub fn cuts(pages: &Pyramid, lines: &[Line], parts: Parts) -> Vec<Cut> {
    let doubtful = lines.iter().filter(|l| l.layout == Layout::Horizontal && l.confidence() < DOUBTFUL);
    let mut cuts = Vec::new();
    for line in doubtful {
        let [a, b, c, d] = line.on_page.0;
        let on_its_head = Quad([c, d, a, b]);
        let layout = line.layout;
        if parts.has(Part::OnItsHead) {
            cuts.extend(Cut::of(pages, on_its_head, layout));
        }
        if parts.has(Part::Stretched) {
            cuts.extend(line.crop.stretched().map(|crop| Cut { crop, on_page: line.on_page, layout }));
        }
    }
    cuts
}
