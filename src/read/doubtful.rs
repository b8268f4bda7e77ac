//! Reads doubtful lines again: the other way up, and with their contrast stretched.
//!
//! Both readings are kept beside the first: `find` looks for the name in each, and drops what a clearly right reading
//! of the same place contradicts.

use super::cut::Cut;
use super::parts::{Part, Parts};
use crate::geometry::Quad;
use crate::page::crop::Crop;
use crate::page::line::{Layout, Line};
use crate::pixels::scale::Pyramid;

/// Lines with less confidence than this are read again.
const DOUBTFUL: f32 = 0.75;

/// Another way to cut a doubtful line out.
pub struct Other {
    /// The cut.
    pub cut: Cut,
    /// How surely the line was read before (0–1).
    pub before: f32,
}

/// Other ways to cut doubtful `lines` out.
pub fn others(pages: &Pyramid, lines: &[Line], parts: Parts) -> Vec<Other> {
    let doubtful = lines.iter().filter(|l| l.layout == Layout::Horizontal && l.confidence() < DOUBTFUL);
    let mut others = Vec::new();
    for line in doubtful {
        let [a, b, c, d] = line.on_page.0;
        let on_its_head = Quad([c, d, a, b]);
        let (layout, before) = (line.layout, line.confidence());
        if parts.has(Part::OnItsHead) {
            let cut = |crop| Cut { crop, on_page: on_its_head, layout };
            others.extend(Crop::cut(pages, &on_its_head).map(|crop| Other { cut: cut(crop), before }));
        }
        if parts.has(Part::Stretched) {
            let cut = |crop| Cut { crop, on_page: line.on_page, layout };
            others.extend(line.crop.stretched().map(|crop| Other { cut: cut(crop), before }));
        }
    }
    others
}
