//! Seals that nobody could read: what looks like a name seal and doesn't surely say another's name is the applicant's.
//!
//! A page of an application bears the applicant's name seal, hardly ever another's, and a worn seal is read as anything. What
//! was read of seals is judged like lines, by [`whole`](super::whole).

use super::{Finding, How, Search, Shape};
use crate::page::line::{Layout, Line};
use crate::read::Page;
use crate::read::seal::places::Blob;
use crate::target::han::is_han;

/// Probability that is recorded of a seal that couldn't be read: a person decides.
const SCORE: f32 = 0.4;
/// Share of a place inside another from which they are the same.
const SAME: f32 = 0.5;
/// Fewest Chinese characters of a seal that says whose it is.
const NAME: usize = 2;

/// Seals among the page's blobs that nothing in `found` covers and that don't surely say another's name.
pub fn seals(search: &Search, found: &[Finding]) -> Vec<Finding> {
    let page = search.page;
    let unread = page.seals.iter().filter(|b| b.plain && !says_anything(page, b)).map(|b| unread(page, b));
    let covered = |f: &Finding| {
        found.iter().any(|o| f.quad.share_inside(&o.quad) > SAME || o.quad.share_inside(&f.quad) > SAME)
    };
    unread.filter(|f| !covered(f)).collect()
}

/// The finding of a seal that couldn't be read.
pub(super) fn unread(page: &Page, blob: &Blob) -> Finding {
    Finding {
        quad: blob.at.quad().map(|p| page.map.to_stored(p)),
        shape: Shape::Unknown,
        how: How::Seal,
        score: SCORE,
        uncertain: true,
    }
}

/// True where one of the readings is sure: then it was judged as what it says.
fn says_anything(page: &Page, blob: &Blob) -> bool {
    let quad = blob.at.quad();
    let here = |l: &&Line| l.on_page.share_inside(&quad) > SAME || quad.share_inside(&l.on_page) > SAME;
    let sure = |l: &Line| {
        l.is_sure()
            && l.glyphs.iter().filter(|g| is_han(g.char)).count() >= NAME
            && l.layout != Layout::Turned
    };
    page.lines.iter().filter(here).any(sure)
}
