//! Figures and sentences that both kinds of report share: sums by applicant, failures, and the proof in one sentence.

use std::collections::BTreeMap;

use crate::audit::record::{State, Verdict};
use crate::audit::replay::{Replay, Seen};
use crate::lang::Lang;
use crate::proof::records::{Checked, Failure, Fault};

/// The sums over one applicant's files.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) files: usize,
    pub(super) mask: usize,
    pub(super) clear: usize,
    pub(super) held: usize,
    /// Findings that no reviewer rejected.
    pub(super) standing: usize,
    /// Findings that a reviewer confirmed, rejected or added.
    pub(super) decided: usize,
}

impl Tally {
    pub(super) fn add(&mut self, seen: &Seen) {
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
pub(super) fn by_applicant(state: &Replay) -> BTreeMap<&str, Vec<&Seen>> {
    let mut map: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in state.images() {
        map.entry(seen.applicant.as_str()).or_default().push(seen);
    }
    map
}

pub(super) fn tally<'a>(files: impl IntoIterator<Item = &'a Seen>) -> Tally {
    files.into_iter().fold(Tally::default(), |mut tally, seen| {
        tally.add(seen);
        tally
    })
}

/// The failures in words without names: code, place and meaning. A file without a record may be named after a person,
/// so only its folder is shown.
pub(super) fn told(failures: &[Failure], lang: Lang) -> Vec<(&'static str, String, &'static str)> {
    let place = |f: &Failure| match f.what {
        Fault::OutputStray | Fault::AuditStray | Fault::CannotRead => {
            f.place.split('/').next().unwrap_or_default().to_owned() + "/…"
        }
        _ => f.place.clone(),
    };
    failures.iter().map(|f| (f.what.as_str(), place(f), f.means(lang))).collect()
}

/// The outcome of the proof in one sentence.
pub(super) fn proof(checked: &Checked, lang: Lang) -> String {
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
