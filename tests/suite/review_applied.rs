//! What reviewers decided is rendered and proved, survives kills and later runs, and nothing else changes.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::review_support::{
    CUT, Folder, HELD, NAMED, OTHER, add, because, confirm, decide, decision, is_black, reject, word,
};
use crate::run_support::fake::{self, Does, How, page};
use crate::run_support::{blindmask, files, json};

use std::fs;

use blindmask::audit::decision::{Change, PageWord, WhyPage, WhyRejected};
use blindmask::audit::ledger::LEDGER;
use blindmask::audit::record::{State, Verdict};
use blindmask::error::Code;
use blindmask::geometry::Rect;
use blindmask::lang::Lang;
use blindmask::proof::records::Fault;
use blindmask::proof::verify_records;
use blindmask::report::text;
use blindmask::review::Page;
use blindmask::run::apply::Applied;
use proptest::prelude::*;

#[test]
fn what_is_decided_is_rendered_and_proved() {
    let folder = Folder::new();
    let desk = folder.desk();
    let before = folder.record(NAMED);
    assert_eq!((before.verdict, before.findings.len()), (Verdict::Mask, 1));
    decide(&desk, NAMED, vec![reject("f1")]);
    decide(&desk, OTHER, vec![add(300, 20), word(PageWord::Mask)]);
    decide(&desk, HELD, vec![add(8, 8), because(PageWord::Release, WhyPage::CoveredByHand)]);
    decide(&desk, CUT, vec![because(PageWord::Reupload, WhyPage::Incomplete)]);
    folder.is_proved();
    assert_eq!(folder.record(NAMED), before, "nothing is rendered before it is applied");

    assert_eq!(folder.apply(), Applied { rendered: 4, held: 1, ..Applied::default() });
    folder.is_proved();
    let named = folder.record(NAMED);
    assert_eq!((named.verdict, named.findings[0].state), (Verdict::Clear, State::Rejected));
    assert_eq!((named.findings[0].painted, named.findings[0].by.as_str()), (None, "r1"));
    let original = image::load_from_memory(&page(Does::Name)).unwrap().into_rgb8();
    assert_eq!(folder.masked(NAMED).unwrap(), original, "uncovered, to the pixel");

    let other = folder.record(OTHER);
    assert_eq!((other.verdict, other.findings[0].state), (Verdict::Mask, State::Added));
    assert_eq!(other.review.unwrap().page, Some(PageWord::Mask));
    assert!(is_black(&folder.masked(OTHER).unwrap(), 320, 30));
    let held = folder.record(HELD);
    assert_eq!(held.verdict, Verdict::Mask);
    assert!(
        held.reasons.iter().all(|r| !r.code.holds())
            && held.reasons.iter().any(|r| r.code == Code::ReleasedByReviewer)
    );
    assert!(is_black(&folder.masked(HELD).unwrap(), 20, 20));
    let cut = folder.record(CUT);
    assert!(cut.verdict == Verdict::Held && cut.reasons.iter().any(|r| r.code == Code::UploadAgain));
    assert_eq!(folder.apply(), Applied::default(), "nothing is left to render");
    let said = text(&verify_records(&folder.out()).unwrap(), Lang::En);
    for line in ["pages decided by reviewers: 3", "findings rejected: 1", "findings added: 2"] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(!said.contains("r1"), "no reviewer stands in the report");
}

#[test]
fn confirming_keeps_the_released_file_and_moving_paints_elsewhere() {
    let folder = Folder::new();
    let desk = folder.desk();
    let before = folder.record(NAMED);
    decide(&desk, NAMED, vec![word(PageWord::Mask)]);
    folder.apply();
    let confirmed = folder.record(NAMED);
    assert_eq!(confirmed.findings[0].state, State::Confirmed);
    assert_eq!((&confirmed.output, &confirmed.recheck), (&before.output, &before.recheck));

    let mut boxes = vec![confirmed.findings[0].painted.unwrap()];
    // Rendering a page again and again must not grow its other boxes.
    for (x, y) in [(8, 8), (500, 250), (300, 20)] {
        decide(&desk, NAMED, vec![add(x, y)]);
        folder.apply();
        let record = folder.record(NAMED);
        let painted: Vec<Rect> = record.findings.iter().map(|f| f.painted.unwrap()).collect();
        assert_eq!(painted[..boxes.len()], boxes);
        boxes = painted;
        folder.is_proved();
    }
    let to = Rect { x: 60, y: 120, w: 100, h: 80 };
    decide(&desk, NAMED, vec![Change::Move { finding: "f1".into(), place: to }]);
    folder.apply();
    folder.is_proved();
    let picture = folder.masked(NAMED).unwrap();
    assert!(is_black(&picture, 62, 122));
    let moved = folder.record(NAMED);
    assert_eq!(moved.findings[0].quad[0], [60.0, 120.0]);
    // Rejected, rendered, then confirmed: the box is made again from the quad.
    decide(&desk, NAMED, vec![reject("f1")]);
    folder.apply();
    assert!(!is_black(&folder.masked(NAMED).unwrap(), 62, 122));
    decide(&desk, NAMED, vec![confirm("f1")]);
    folder.apply();
    folder.is_proved();
    assert!(is_black(&folder.masked(NAMED).unwrap(), 120, 150));
}

/// A kill can leave a truncated line, or a released file without its line.
#[test]
fn a_kill_between_decision_and_apply_loses_nothing() {
    let folder = Folder::new();
    decide(&folder.desk(), OTHER, vec![add(300, 20)]);
    let ledger = folder.out().join(LEDGER);
    let whole = fs::read(&ledger).unwrap();
    fs::write(&ledger, [whole.as_slice(), b"{\"seq\":99,\"at\":\"20"].concat()).unwrap();
    let waiting = folder.desk().read(|state| Page::of(state, OTHER).unwrap().waits).unwrap();
    assert!(waiting);
    assert_eq!(folder.apply().rendered, 1);
    folder.is_proved();
    let rendered = fs::read(folder.out().join("masked").join(OTHER)).unwrap();

    // The same again, killed between the file and its line: the ledger ends with the decision.
    fs::write(&ledger, &whole).unwrap();
    let checked = verify_records(&folder.out()).unwrap();
    assert!(checked.failures.iter().any(|f| f.what == Fault::OutputAltered), "{:?}", checked.failures);
    drop(checked);
    assert_eq!(folder.apply().rendered, 1);
    folder.is_proved();
    assert_eq!(fs::read(folder.out().join("masked").join(OTHER)).unwrap(), rendered);

    // Killed between the page's line and the audit's.
    let lines: Vec<u8> = fs::read(&ledger).unwrap();
    let cut = lines[..lines.len() - 1].iter().rposition(|b| *b == b'\n').unwrap() + 1;
    fs::write(&ledger, &lines[..cut]).unwrap();
    assert!(!verify_records(&folder.out()).unwrap().holds());
    assert_eq!(folder.apply(), Applied::default());
    folder.is_proved();
}

#[test]
fn without_its_original_a_page_keeps_its_file_and_its_decisions() {
    let folder = Folder::new();
    decide(&folder.desk(), NAMED, vec![add(8, 8)]);
    let (hidden, shown) = (folder.0.path().join("elsewhere.jpg"), folder.input().join(NAMED));
    fs::rename(&shown, &hidden).unwrap();
    let applied = folder.apply();
    assert_eq!((applied.rendered, applied.failed.len()), (0, 1));
    assert!(verify_records(&folder.out()).unwrap().holds());
    // It is found by its content, wherever it lies.
    fs::rename(&hidden, folder.input().join("A001/renamed.jpg")).unwrap();
    assert_eq!(folder.apply().rendered, 1);
    folder.is_proved();
}

#[test]
fn a_later_run_does_not_undo_decisions_in_silence() {
    let folder = Folder::new();
    let desk = folder.desk();
    decide(&desk, NAMED, vec![reject("f1"), add(8, 8)]);
    decide(&desk, OTHER, vec![because(PageWord::Reupload, WhyPage::NotUpright)]);
    folder.apply();
    decide(&desk, HELD, vec![add(500, 250)]);
    let decided = [NAMED, OTHER, HELD].map(|file| folder.record(file));
    folder.run(&How::default());
    assert_eq!(
        [NAMED, OTHER, HELD].map(|file| folder.record(file)),
        decided,
        "the same settings redo nothing"
    );
    folder.is_proved();

    // With another alias everything is searched again.
    let roster = format!("编号,姓名,别名\nA001,{},林远山\nA002,林远山,\nA003,沈知秋,\n", fake::NAME);
    let how = How { roster, ..How::default() };
    for _ in 0..2 {
        folder.run(&how);
        folder.is_proved();
        let named = folder.record(NAMED);
        let states: Vec<State> = named.findings.iter().map(|f| f.state).collect();
        assert_eq!(states, [State::Proposed, State::Added], "covered again, and the added box is kept");
        let picture = folder.masked(NAMED).unwrap();
        assert!(is_black(&picture, 20, 20) && is_black(&picture, 200, 150));
        assert!(named.reasons.iter().any(|r| r.code == Code::ReviewAgain));
        let other = folder.record(OTHER);
        assert_eq!(other.verdict, Verdict::Held);
        assert!(other.reasons.iter().any(|r| r.code == Code::UploadAgain));
        assert_eq!(folder.record(HELD).findings.len(), 1, "a held page keeps what was added");
    }
    // Another picture is another page.
    fs::write(folder.input().join(OTHER), page(Does::Name)).unwrap();
    folder.run(&how);
    assert_eq!(folder.record(OTHER).verdict, Verdict::Mask);
    folder.is_proved();
}

#[test]
fn the_command_applies_and_verify_tells_decided_from_proposed() {
    let folder = Folder::new();
    decide(&folder.desk(), NAMED, vec![word(PageWord::Mask)]);
    let (input, out) = (folder.input(), folder.out());
    let paths = |args: &[&str]| -> Vec<String> {
        let more = [out.to_str().unwrap(), "--originals", input.to_str().unwrap()];
        args.iter().copied().chain(more).map(str::to_owned).collect()
    };
    let applied = blindmask(&paths(&["apply"]));
    assert_eq!(applied.code, 0, "{applied:?}");
    assert!(applied.out.contains("applied: 1 page, 0 held"), "{applied:?}");
    let verified = blindmask(&paths(&["verify", "--lang", "zh"]));
    assert_eq!(verified.code, 0, "{verified:?}");
    assert!(
        verified.out.contains("已确认的发现：1") && verified.out.contains("审核人已处理的页面：1"),
        "{verified:?}"
    );
    assert_eq!(json(&out.join("audit/A001.json"))["images"][1]["review"]["page"], "mask");
    let none = blindmask(&["apply", input.to_str().unwrap(), "--originals", input.to_str().unwrap()]);
    assert_eq!(none.code, 2, "{none:?}");
    assert!(!files(&input).contains_key(LEDGER));
}

fn any_change() -> impl Strategy<Value = Change> {
    let id = prop_oneof![Just("f1".to_owned()), Just("f2".to_owned())];
    prop_oneof![
        id.clone().prop_map(|finding| Change::Confirm { finding }),
        id.clone().prop_map(|finding| Change::Reject { finding, reason: Some(WhyRejected::Other) }),
        (0..640_u32, 0..320_u32, 1..200_u32, 1..200_u32)
            .prop_map(|(x, y, w, h)| Change::Add { place: Rect { x, y, w, h } }),
        (id, 0..300_u32, 0..200_u32)
            .prop_map(|(finding, x, y)| Change::Move { finding, place: Rect { x, y, w: 120, h: 60 } }),
        Just(word(PageWord::Mask)),
        Just(word(PageWord::Clear)),
        Just(because(PageWord::Release, WhyPage::Other)),
        Just(because(PageWord::Reupload, WhyPage::Other)),
        (1..40_u64).prop_map(|line| Change::Undo { line }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    /// Every accepted decision can be rendered and proved: standing findings are covered, and nothing is released
    /// without a word.
    #[test]
    fn whatever_is_accepted_is_rendered_and_proved(
        steps in prop::collection::vec((0..3_usize, prop::collection::vec(any_change(), 1..4)), 1..12),
        pause in 0..12_usize,
    ) {
        let folder = Folder::new();
        let desk = folder.desk();
        // A held page that was applied as released is one like the others from then on.
        let mut released = false;
        for (n, (file, changes)) in steps.into_iter().enumerate() {
            let _ = desk.decide(&decision(&desk, [NAMED, OTHER, HELD][file], changes));
            if n == pause {
                folder.apply();
                released = folder.record(HELD).output.is_some();
            }
        }
        let pages = [NAMED, OTHER, HELD].map(|file| desk.read(|state| Page::of(state, file).unwrap()).unwrap());
        let applied = folder.apply();
        prop_assert_eq!(&applied.failed, &vec![]);
        folder.is_proved();
        for (file, page) in [NAMED, OTHER, HELD].into_iter().zip(pages) {
            let record = folder.record(file);
            let word = page.word();
            prop_assert_eq!(record.review.as_ref().and_then(|r| r.page), word);
            if file == HELD && !released {
                prop_assert_eq!(record.output.is_some(), word == Some(PageWord::Release));
            } else {
                prop_assert_eq!(record.output.is_some(), word != Some(PageWord::Reupload));
            }
            let Some(picture) = folder.masked(file) else { continue };
            for (place, finding) in page.places.iter().zip(&record.findings) {
                if let (true, Some(wanted)) = (place.stands(), place.cover()) {
                    let painted = finding.painted.unwrap();
                    prop_assert!(painted.union(wanted) == painted);
                    prop_assert!(is_black(&picture, wanted.x + wanted.w / 2, wanted.y + wanted.h / 2));
                }
            }
        }
    }
}
