//! The ledger of a run as an auditor reads it: as text, and as one HTML file that prints.
//!
//! Made from what [`verify_records`] proved and from nothing else: when the ledger itself fails the proof, the report tells that
//! and gives no figures. Pictures come from `OUT/masked` alone, and only when the file still has its recorded hash. No
//! name stands in it: neither the applicant's (also with `--audit-names plain`) nor a reviewer's, and no path that no record
//! accounts for. The same folder gives the same bytes.
//!
//! - [`text`] for a terminal, [`page`] as HTML
//! - `review` what reviewers decided, `words` codes in both languages, `entry` one file in the HTML
//!
//! [`verify_records`]: crate::proof::verify_records

pub mod check;
mod entry;
mod page;
mod review;
mod text;
mod words;

use std::collections::BTreeMap;

pub use page::{Pictures, page};
pub use review::lines as review_lines;
pub use text::text;

use crate::audit::record::{State, Verdict};
use crate::audit::replay::{Replay, Seen};
use crate::lang::Lang;
use crate::proof::records::{Checked, Failure, Fault};

/// What one applicant's files add up to.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
struct Tally {
    files: usize,
    mask: usize,
    clear: usize,
    held: usize,
    /// Findings that no reviewer rejected.
    standing: usize,
    /// Findings that a reviewer confirmed, rejected or added.
    decided: usize,
}

impl Tally {
    fn add(&mut self, seen: &Seen) {
        let record = &seen.record;
        self.files += 1;
        match record.verdict {
            Verdict::Mask => self.mask += 1,
            Verdict::Clear => self.clear += 1,
            Verdict::Held => self.held += 1,
        }
        self.standing += record.findings.iter().filter(|f| f.state != State::Rejected).count();
        self.decided += record.findings.iter().filter(|f| f.state != State::Proposed).count();
    }
}

/// All files of the run, by applicant.
fn by_applicant(state: &Replay) -> BTreeMap<&str, Vec<&Seen>> {
    let mut map: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in state.images() {
        map.entry(seen.applicant.as_str()).or_default().push(seen);
    }
    map
}

fn tally<'a>(files: impl IntoIterator<Item = &'a Seen>) -> Tally {
    files.into_iter().fold(Tally::default(), |mut tally, seen| {
        tally.add(seen);
        tally
    })
}

/// The failures as they may be told: code, place and meaning. A file that no record accounts for may be called after a
/// person, so only its folder is named.
fn told(failures: &[Failure], lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    let place = |f: &Failure| match f.what {
        Fault::OutputStray | Fault::AuditStray | Fault::CannotRead => {
            f.place.split('/').next().unwrap_or_default().to_owned() + "/…"
        }
        _ => f.place.clone(),
    };
    failures.iter().map(|f| (f.what.as_str(), place(f), f.means(lang))).collect()
}

/// What was proved, in one sentence.
fn proof(checked: &Checked, lang: Lang) -> String {
    match (checked.holds(), checked.state.is_some()) {
        (true, _) => lang
            .pick(
                "Verified: the ledger's chain is sound, and every record and every released file is what it says.",
                "核验通过：账本链完好，所有记录与已发布文件均与账本一致。",
            )
            .to_owned(),
        (false, true) => lang
            .pick(
                "NOT VERIFIED: the ledger's chain is sound, but what lies in the folder is not what it says.",
                "核验未通过：账本链完好，但文件夹中的内容与账本不符。",
            )
            .to_owned(),
        (false, false) => lang
            .pick(
                "NOT VERIFIED: the ledger itself failed, so nothing in this folder is proved and no figures are given.",
                "核验未通过：账本本身有问题，此文件夹中的任何内容均无法证明，故不列数字。",
            )
            .to_owned(),
    }
}
