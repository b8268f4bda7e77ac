//! The second look at lines that were not read surely: the other way up, and with their contrast stretched.
//!
//! Both readings stay beside the first: `find` looks for the name in each, and lets go of what a clearly right reading
//! of the same place contradicts.

use super::cut::Cut;
use crate::geometry::Quad;
use crate::page::crop::Crop;
use crate::page::line::{Layout, Line};
use crate::pixels::scale::Pyramid;

/// Lines read with less confidence than this are read again.
const DOUBTFUL: f32 = 0.75;

/// The other readings that `lines` are worth.
pub fn cuts(pages: &Pyramid, lines: &[Line]) -> Vec<Cut> {
    let doubtful = lines.iter().filter(|l| l.layout == Layout::Horizontal && l.confidence() < DOUBTFUL);
    let mut cuts = Vec::new();
    for line in doubtful {
        let [a, b, c, d] = line.on_page.0;
        let on_its_head = Quad([c, d, a, b]);
        let layout = line.layout;
        cuts.extend(Crop::cut(pages, &on_its_head).map(|crop| Cut { crop, on_page: on_its_head, layout }));
        cuts.extend(line.crop.stretched().map(|crop| Cut { crop, on_page: line.on_page, layout }));
    }
    cuts
}
