//! Tells which decisions about a page are allowed.

use super::page::{Page, Place, Who, releasable};
use crate::audit::decision::{Change, PageWord};
use crate::audit::record::{State, Verdict};
use crate::audit::replay::{Replay, Seen};
use crate::audit::wire::How;
use crate::geometry::{Point, Quad, Rect};
use crate::lang::Lang;

/// Most changes of one decision.
pub const MOST_CHANGES: usize = 200;

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $en:literal, $zh:literal;)*) => {
        /// Why a decision can't be.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Refused { $($(#[$doc])* $name,)* }

        impl Refused {
            /// Every one, in the order of the documentation.
            pub const ALL: &'static [Refused] = &[$(Refused::$name,)*];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Refused::$name => $text,)* }
            }

            /// What is wrong and what to do.
            pub const fn explain(self, lang: Lang) -> &'static str {
                match self { $(Refused::$name => lang.pick($en, $zh),)* }
            }
        }
    };
}

refusals! {
    /// No change.
    Empty = "empty", "The decision changes nothing. Send at least one change.", "未包含任何更改，请至少提交一项。";
    /// Too many changes.
    TooMany = "too_many", "Too many changes at once. Send at most 200.", "一次更改过多，请不超过 200 项。";
    /// A reason is missing, or isn't one for this.
    NeedsReason = "needs_reason", "This uncovers or releases something, so it needs a reason. Choose one.", "此操作会取消遮盖或放行，须选择原因。";
    /// No such finding.
    NoFinding = "no_finding", "The page has no finding of that id. Load it again.", "页面中没有该编号的发现，请重新载入。";
    /// A box that is empty or leaves the picture.
    Outside = "outside", "The box is empty or leaves the picture. Draw it inside.", "遮盖框为空或超出画面，请画在画面之内。";
    /// A box moved away from what it covered.
    Apart = "apart", "The moved box no longer touches the finding. Reject the finding with a reason and add another box.", "移动后的框已离开原发现，请说明原因否决该发现，另行添加。";
    /// 是 without a box.
    NothingStands = "nothing_stands", "No box stands on the page. Add one where the name is.", "页面上没有有效的遮盖框，请在姓名处添加。";
    /// 否 with a box.
    StillStanding = "still_standing", "A box still stands on the page. Reject every finding first.", "页面上仍有有效的遮盖框，请先否决所有发现。";
    /// Released, or not held at all.
    NotHeld = "not_held", "The page isn't held. There is nothing to release.", "该页并非待人工，无需放行。";
    /// No picture to release.
    NotReleasable = "not_releasable", "There is no sound picture to release. Ask for another upload.", "没有可放行的完好图片，请要求重新上传。";
    /// Undo of something else than the latest decision.
    NotLatest = "not_latest", "Only the latest decision about a page that isn't rendered yet can be taken back. Load the page again.", "只能撤销该页尚未生成的最近一次决定，请重新载入。";
    /// Undo beside other changes.
    UndoAlone = "undo_alone", "Taking back must be the only change. Send it alone.", "撤销须单独提交。";
    /// An answer about a page that isn't in the sample, or was rendered again since.
    NotDrawn = "not_drawn", "The page isn't in the sample, or was rendered anew since. Draw a new sample.", "该页不在样本中，或抽样后已重新生成，请重新抽样。";
}

/// Checks changes to a page against each other and against the page, in their order.
///
/// # Errors
/// The first fault.
pub fn check(state: &Replay, seen: &Seen, page: &Page, changes: &[Change]) -> Result<(), Refused> {
    match changes {
        [] => return Err(Refused::Empty),
        [Change::Undo { line }] if page.live.last() == Some(line) => return Ok(()),
        [Change::Undo { .. }] => return Err(Refused::NotLatest),
        many if many.len() > MOST_CHANGES => return Err(Refused::TooMany),
        _ => {}
    }
    let mut page = page.clone();
    for (n, change) in changes.iter().enumerate() {
        one(state, seen, &page, change)?;
        // A decision can't know the ids of findings that it adds.
        page.change(change, Who { by: "", at: "", id: format!("new-{n}") });
    }
    Ok(())
}

fn one(state: &Replay, seen: &Seen, page: &Page, change: &Change) -> Result<(), Refused> {
    let place = |id: &str| page.place(id).ok_or(Refused::NoFinding);
    let stands = page.places.iter().any(Place::stands);
    match change {
        Change::Confirm { finding } => place(finding).map(drop),
        Change::Reject { finding, reason } => match (place(finding)?, reason) {
            (place, None) if place.needs_reason() => Err(Refused::NeedsReason),
            _ => Ok(()),
        },
        Change::Add { place } => inside(seen, *place),
        Change::Move { finding, place: rect } => {
            let place = place(finding)?;
            inside(seen, *rect)?;
            if touches(place, *rect) { Ok(()) } else { Err(Refused::Apart) }
        }
        Change::Page { page: PageWord::Mask, .. } if !stands => Err(Refused::NothingStands),
        Change::Page { page: PageWord::Clear, .. } if stands => Err(Refused::StillStanding),
        Change::Page { page: PageWord::Release, .. } if seen.record.verdict != Verdict::Held => {
            Err(Refused::NotHeld)
        }
        Change::Page { page: PageWord::Release, .. } if !releasable(seen) => Err(Refused::NotReleasable),
        Change::Page { page: word @ (PageWord::Release | PageWord::Reupload), reason } => {
            if reason.is_some_and(|r| r.is_for(*word)) { Ok(()) } else { Err(Refused::NeedsReason) }
        }
        Change::Page { .. } => Ok(()),
        Change::Sample { .. } => {
            let file = &seen.record.file;
            let drawn = state.sample().filter(|d| d.sample.files.contains(file));
            let whole = drawn.is_some_and(|d| !d.changed.contains_key(file));
            if whole { Ok(()) } else { Err(Refused::NotDrawn) }
        }
        Change::Undo { .. } => Err(Refused::UndoAlone),
    }
}

fn inside(seen: &Seen, rect: Rect) -> Result<(), Refused> {
    let input = &seen.record.input;
    // The size of a page on which the program failed is unknown; rendering will check it.
    let (w, h) = (u64::from(input.width.unwrap_or(u32::MAX)), u64::from(input.height.unwrap_or(u32::MAX)));
    let fits = |from: u32, length: u32, most: u64| length > 0 && u64::from(from) + u64::from(length) <= most;
    if fits(rect.x, rect.w, w) && fits(rect.y, rect.h, h) { Ok(()) } else { Err(Refused::Outside) }
}

/// True when the new box still covers the finding's place. One that a reviewer drew covers nothing that was read.
fn touches(place: &Place, rect: Rect) -> bool {
    if place.finding.state == State::Rejected || place.finding.how == How::Reviewer {
        return true;
    }
    let quad = Quad(place.finding.quad.map(|[x, y]| Point::new(x as f32, y as f32)));
    place.cover().is_some_and(|old| old.overlaps(rect)) || quad.share_inside(&rect.quad()) > 0.0
}
