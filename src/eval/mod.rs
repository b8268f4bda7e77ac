//! Scores a run on pages with a known truth, with the figures of the development set's scripts.
//!
//! For developers and made-up pages. It reads `truth.json` and `OUT/audit`, never the ledger, and proves nothing.
//!
//! - [`truth`] is what stands on the pages, [`records`] what the run recorded
//! - [`area`] holds polygons, [`mod@score`] scores page by page, [`mod@figures`] sums up
//! - [`show`] prints the figures as text, [`page`] as HTML with pictures
//!
//! The rules are the scripts' own: a name counts as covered when 95 % of its area (all parts of its group together)
//! lies under the union of the boxes, cut to the page. Boxes of held pages count, since a reviewer sees them;
//! rejected findings never do. Ambiguous names and decoys are counted apart. Breakdowns are over readable pages.
//! A page is *safe* when it was released with every name covered by 95 %, and *unsafe* when it was released with one
//! below 80 %.

pub mod area;
pub mod figures;
pub mod page;
pub mod records;
pub mod score;
pub mod show;
pub mod truth;

pub use figures::{Figures, figures};
pub use records::Records;
pub use score::{Scored, score};
