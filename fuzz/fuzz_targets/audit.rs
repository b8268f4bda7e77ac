//! Audits, records and whole ledgers of any content: each is read or refused, and a value that was read survives
//! writing and reading.
#![no_main]

use std::cell::OnceCell;

use blindmask::proof::signature::{SIGNATURE, verify_signature};
use blindmask::proof::records::Fault;
use blindmask::audit::{ApplicantAudit, Event, ImageRecord};
use blindmask::proof::{verify_pictures, verify_records};
use libfuzzer_sys::fuzz_target;

thread_local! {
    static FOLDER: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the kind of the rest.
    let Some((kind, data)) = data.split_first() else { return };
    match kind % 4 {
        0 => {
            let Ok(record) = serde_json::from_slice::<ImageRecord>(data) else { return };
            let _ = record.fault();
            let written = serde_json::to_vec(&record).expect("JSON");
            let again: ImageRecord = serde_json::from_slice(&written).expect("what is written is read");
            assert_eq!(serde_json::to_vec(&again).expect("JSON"), written);
        }
        1 => {
            let Ok(audit) = serde_json::from_slice::<ApplicantAudit>(data) else { return };
            let _ = audit.chain_holds();
            let written = audit.to_bytes().expect("JSON");
            let again: ApplicantAudit = serde_json::from_slice(&written).expect("what is written is read");
            assert_eq!(again.to_bytes().expect("JSON"), written);
        }
        2 => {
            let Ok(event) = serde_json::from_slice::<Event>(data) else { return };
            let written = serde_json::to_vec(&event).expect("JSON");
            let again: Event = serde_json::from_slice(&written).expect("what is written is read");
            assert_eq!(serde_json::to_vec(&again).expect("JSON"), written);
        }
        _ => FOLDER.with(|folder| {
            let out = folder.get_or_init(|| tempfile::tempdir().expect("a folder")).path();
            std::fs::write(out.join("ledger.ndjson"), data).expect("a file");
            std::fs::write(out.join(SIGNATURE), data).expect("a file");
            let checked = verify_records(out).expect("a folder that can be read");
            // Random bytes never form a valid chain of hashes or a signature.
            assert!(!checked.holds());
            let Some(state) = &checked.state else { return };
            assert!(verify_signature(out, state, None).iter().any(|f| f.what == Fault::SignatureWrong));
            let _ = verify_pictures(&checked, None);
        }),
    }
});
