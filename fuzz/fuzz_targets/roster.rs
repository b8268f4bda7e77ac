//! Any bytes are a list of searchable applicants, or an error that quotes none of them.
#![no_main]

use std::cell::OnceCell;

use blindmask::error::{Error, Exit};
use blindmask::roster::people::Roster;
use libfuzzer_sys::fuzz_target;

thread_local! {
    static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

fuzz_target!(|data: &[u8]| {
    FOLDER.with(|folder| {
        let path = folder.get_or_init(|| tempfile::tempdir().expect("a folder")).path().join("roster");
        std::fs::write(&path, data).expect("a file");
        match Roster::load(&path) {
            Ok(roster) => {
                for applicant in &roster.applicants {
                    assert!(!applicant.name.trim().is_empty());
                    assert!(!applicant.id.is_empty() && !applicant.id.contains(['/', '\\', '\0']));
                    assert!(!applicant.id.starts_with('.'));
                    let same = roster.applicants.iter().filter(|other| other.id == applicant.id).count();
                    assert_eq!(same, 1);
                }
            }
            Err(e) => {
                assert!(matches!(e, Error::Roster { .. }), "{e:?}");
                assert_eq!(e.exit(), Exit::Usage);
            }
        }
    });
});
