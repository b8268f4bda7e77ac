//! Shared by the tests of reviewing: a finished run, its desk, and short words for what a reviewer does.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::run_support::fake::{Does, Fake, How, page, run};

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use blindmask::audit::ImageRecord;
use blindmask::audit::decision::{Change, Decision, PageWord, WhyPage, WhyRejected};
use blindmask::geometry::Rect;
use blindmask::proof::{Originals as ProofOriginals, verify_pictures, verify_records};
use blindmask::review::{Denied, Desk, Refused};
use blindmask::run::apply::{Applied, Apply, apply};
use blindmask::run::originals::Originals;
use tempfile::TempDir;

pub const NAMED: &str = "A001/named.jpg";
pub const OTHER: &str = "A001/other.jpg";
pub const HELD: &str = "A001/held.jpg";
pub const CUT: &str = "A002/cut.jpg";

pub struct Folder(pub TempDir);

impl Folder {
    /// A run over a page with the name, one without, one on which the program failed, and one that isn't a picture.
    pub fn new() -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (file, bytes) in [
            (NAMED, page(Does::Name)),
            (OTHER, page(Does::Other)),
            (HELD, page(Does::Fail)),
            (CUT, b"\xff\xd8\xff\xe0 cut".to_vec()),
        ] {
            let path = folder.input().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        folder.run(&How::default());
        folder
    }

    pub fn run(&self, how: &How) {
        run(&self.input(), &self.out(), Fake::new(), how).unwrap();
    }

    pub fn input(&self) -> PathBuf {
        self.0.path().join("in")
    }

    pub fn out(&self) -> PathBuf {
        self.0.path().join("out")
    }

    pub fn desk(&self) -> Desk {
        Desk::open(&self.out(), SystemTime::now).unwrap()
    }

    pub fn apply(&self) -> Applied {
        let (desk, originals) = (self.desk(), Arc::new(Originals::below(&self.input()).unwrap()));
        let with = Apply { desk: &desk, originals: &originals, jobs: 2, timeout: Duration::from_secs(600) };
        apply(&with, &AtomicBool::new(false), &|_, _| {}).unwrap()
    }

    pub fn record(&self, file: &str) -> ImageRecord {
        self.desk().read(|state| state.image(file).unwrap().record.clone()).unwrap()
    }

    pub fn masked(&self, file: &str) -> Option<image::RgbImage> {
        let bytes = fs::read(self.out().join("masked").join(file)).ok()?;
        Some(image::load_from_memory(&bytes).unwrap().into_rgb8())
    }

    /// Records, released files and every coefficient outside the boxes.
    pub fn is_proved(&self) {
        let checked = verify_records(&self.out()).unwrap();
        assert!(checked.holds(), "{:?}", checked.failures);
        let originals = ProofOriginals::below(&self.input(), &checked).unwrap();
        assert_eq!(verify_pictures(&checked, Some(&originals)), []);
    }
}

pub fn decision(desk: &Desk, file: &str, changes: Vec<Change>) -> Decision {
    let (input_sha256, based_on) = desk
        .read(|state| (state.image(file).unwrap().record.input.sha256.clone(), state.last_line(file)))
        .unwrap();
    Decision { file: file.into(), input_sha256, based_on, by: "r1".into(), changes }
}

pub fn decide(desk: &Desk, file: &str, changes: Vec<Change>) -> u64 {
    desk.decide(&decision(desk, file, changes)).unwrap()
}

pub fn refused(desk: &Desk, file: &str, changes: Vec<Change>) -> Refused {
    match desk.decide(&decision(desk, file, changes)) {
        Err(Denied::Refused(why)) => why,
        other => panic!("{other:?}"),
    }
}

pub fn confirm(id: &str) -> Change {
    Change::Confirm { finding: id.into() }
}

pub fn reject(id: &str) -> Change {
    Change::Reject { finding: id.into(), reason: Some(WhyRejected::AnotherPerson) }
}

pub fn add(x: u32, y: u32) -> Change {
    Change::Add { place: Rect { x, y, w: 40, h: 30 } }
}

pub fn word(page: PageWord) -> Change {
    Change::Page { page, reason: None }
}

pub fn because(page: PageWord, reason: WhyPage) -> Change {
    Change::Page { page, reason: Some(reason) }
}

pub fn is_black(picture: &image::RgbImage, x: u32, y: u32) -> bool {
    picture.get_pixel(x, y).0.iter().all(|c| *c < 30)
}
