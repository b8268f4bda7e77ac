//! Reviewers' decisions are recorded, refused if impossible, and taken back; a sample tells how good a run is.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::review_support::{
    CUT, Folder, HELD, NAMED, OTHER, add, because, confirm, decide, decision, refused, reject, word,
};

use std::fs;
use std::time::SystemTime;

use blindmask::audit::decision::{Change, Decision, PageWord, WhyPage};
use blindmask::audit::ledger::LEDGER;
use blindmask::audit::record::State;
use blindmask::geometry::Rect;
use blindmask::lang::Lang;
use blindmask::proof::records::Fault;
use blindmask::proof::verify_records;
use blindmask::report::text;
use blindmask::review::sample::{Found, clopper_pearson};
use blindmask::review::{Denied, Desk, Page, Refused};
use blindmask::run::apply::Applied;

#[test]
fn what_cannot_be_decided_is_refused_and_leaves_no_line() {
    let folder = Folder::new();
    let desk = folder.desk();
    let lines = || fs::read_to_string(folder.out().join(LEDGER)).unwrap().lines().count();
    let before = lines();
    let bare = Change::Reject { finding: "f1".into(), reason: None };
    let away = Change::Move { finding: "f1".into(), place: Rect { x: 0, y: 300, w: 10, h: 10 } };
    let outside = Change::Add { place: Rect { x: 630, y: 0, w: 20, h: 20 } };
    let empty = Change::Add { place: Rect { x: 1, y: 1, w: 0, h: 5 } };
    let huge = Change::Add { place: Rect { x: u32::MAX, y: 1, w: u32::MAX, h: 5 } };
    for (file, changes, why) in [
        (NAMED, vec![], Refused::Empty),
        (NAMED, vec![confirm("f1"); 201], Refused::TooMany),
        (NAMED, vec![bare], Refused::NeedsReason),
        (NAMED, vec![confirm("f9")], Refused::NoFinding),
        (NAMED, vec![away], Refused::Apart),
        (NAMED, vec![outside], Refused::Outside),
        (NAMED, vec![empty], Refused::Outside),
        (NAMED, vec![huge], Refused::Outside),
        (NAMED, vec![word(PageWord::Clear)], Refused::StillStanding),
        (OTHER, vec![word(PageWord::Mask)], Refused::NothingStands),
        (OTHER, vec![because(PageWord::Release, WhyPage::Other)], Refused::NotHeld),
        (CUT, vec![because(PageWord::Release, WhyPage::Other)], Refused::NotReleasable),
        (HELD, vec![word(PageWord::Release)], Refused::NeedsReason),
        (HELD, vec![because(PageWord::Release, WhyPage::NotLegible)], Refused::NeedsReason),
        (NAMED, vec![Change::Undo { line: 1 }], Refused::NotLatest),
        (NAMED, vec![confirm("f1"), Change::Undo { line: 1 }], Refused::UndoAlone),
        (NAMED, vec![Change::Sample { name_left: true }], Refused::NotDrawn),
    ] {
        assert_eq!(refused(&desk, file, changes), why, "{file}");
    }
    let nameless = Decision { by: "张 伟".into(), ..decision(&desk, NAMED, vec![confirm("f1")]) };
    assert!(matches!(desk.decide(&nameless), Err(Denied::Failed(_))));
    let nowhere = Decision { file: "A001/../x".into(), ..decision(&desk, NAMED, vec![confirm("f1")]) };
    assert!(matches!(desk.decide(&nowhere), Err(Denied::Gone)));
    assert_eq!(lines(), before);
    decide(&desk, NAMED, vec![reject("f1"), word(PageWord::Clear)]);
}

/// Moving a box just drawn to where the name is was refused.
#[test]
fn a_box_of_ones_own_may_be_moved_anywhere() {
    let folder = Folder::new();
    let desk = folder.desk();
    let line = decide(&desk, OTHER, vec![Change::Add { place: Rect { x: 0, y: 0, w: 40, h: 16 } }]);
    let place = Rect { x: 320, y: 300, w: 40, h: 16 };
    decide(&desk, OTHER, vec![Change::Move { finding: format!("r{line}-1"), place }]);
    folder.apply();
    assert!(verify_records(&folder.out()).unwrap().holds());
}

#[test]
fn the_second_of_two_reviewers_is_told_what_the_first_did() {
    let folder = Folder::new();
    let (first, second) = (folder.desk(), folder.desk());
    let late = decision(&second, NAMED, vec![confirm("f1")]);
    let line = decide(&first, NAMED, vec![reject("f1")]);
    let Err(Denied::Stale(since)) = second.decide(&late) else { panic!("stale") };
    assert_eq!(since.iter().map(|s| (s.line, s.what)).collect::<Vec<_>>(), [(line, "decision")]);
    let late = decision(&second, NAMED, vec![confirm("f1")]);
    folder.apply();
    let Err(Denied::Stale(since)) = second.decide(&late) else { panic!("stale") };
    assert_eq!(since.last().unwrap().what, "rendered");
    let other_picture = Decision { input_sha256: None, ..decision(&second, NAMED, vec![confirm("f1")]) };
    assert!(matches!(second.decide(&other_picture), Err(Denied::Stale(_))));
}

#[test]
fn a_decision_is_taken_back_as_one() {
    let folder = Folder::new();
    let desk = folder.desk();
    let page = || desk.read(|state| Page::of(state, NAMED).unwrap()).unwrap();
    let start = page();
    let one = decide(&desk, NAMED, vec![add(8, 8), add(60, 8)]);
    let two = decide(&desk, NAMED, vec![confirm("f1"), word(PageWord::Mask)]);
    assert_eq!(page().live, [one, two]);
    assert_eq!(refused(&desk, NAMED, vec![Change::Undo { line: one }]), Refused::NotLatest);
    decide(&desk, NAMED, vec![Change::Undo { line: two }]);
    assert_eq!((page().live, page().places.len(), page().word()), (vec![one], 3, None));
    decide(&desk, NAMED, vec![Change::Undo { line: one }]);
    assert_eq!(page(), start);
    assert_eq!(folder.apply(), Applied::default());
    folder.is_proved();
}

#[test]
fn a_sample_tells_the_share_of_pages_with_a_name_left() {
    let folder = Folder::new();
    let desk = folder.desk();
    let line = desk.draw(50).unwrap();
    let drawn = desk.read(|state| state.sample().unwrap().clone()).unwrap();
    assert_eq!((drawn.seq, drawn.sample.of), (line, 2));
    assert_eq!(drawn.sample.files, [NAMED, OTHER], "held pages aren't drawn");
    folder.is_proved();
    let found = || desk.read(Found::of).unwrap().unwrap();
    assert_eq!(found().share(), None);
    decide(&desk, NAMED, vec![Change::Sample { name_left: false }]);
    let wrong = decide(&desk, OTHER, vec![Change::Sample { name_left: false }]);
    decide(&desk, OTHER, vec![Change::Undo { line: wrong }]);
    assert_eq!((found().decided, found().left), (1, 0));
    decide(&desk, OTHER, vec![Change::Sample { name_left: true }, add(8, 8)]);
    assert_eq!((found().decided, found().left), (2, 1));
    let (low, high) = clopper_pearson(1, 2).unwrap();
    assert_eq!(found().share(), Some((0.5, low, high)));
    assert_eq!(folder.apply().rendered, 1, "an answer alone renders nothing");
    assert_eq!((found().decided, found().left), (2, 1), "what was found stays found");
    assert_eq!(refused(&desk, OTHER, vec![Change::Sample { name_left: false }]), Refused::NotDrawn);
    folder.is_proved();
    let said = text(&verify_records(&folder.out()).unwrap(), Lang::Zh);
    assert!(said.contains("50.00 %") && said.contains("1.26 % – 98.74 %"), "{said}");
}

/// A record that claims a decision which no line has.
#[test]
fn a_decided_finding_without_its_decision_is_a_contradiction() {
    let folder = Folder::new();
    let desk = folder.desk();
    desk.write(|ledger| {
        let seen = ledger.state().image(NAMED).unwrap().clone();
        let mut record = seen.record;
        record.findings[0].state = State::Confirmed;
        let done = blindmask::audit::event::ImageDone {
            applicant: seen.applicant,
            fingerprint: seen.fingerprint,
            name_hash: seen.name_hash,
            record,
        };
        ledger.append(blindmask::audit::Event::Image(Box::new(done))).map(drop)
    })
    .unwrap();
    let checked = verify_records(&folder.out()).unwrap();
    assert!(checked.failures.iter().any(|f| f.what == Fault::RecordContradicts), "{:?}", checked.failures);
}

#[test]
fn a_folder_without_a_run_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Desk::open(dir.path(), SystemTime::now).is_err());
    assert!(!dir.path().join(LEDGER).exists(), "nothing is made there");
}
