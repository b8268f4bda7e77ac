//! Proves that no record and no released file was altered: checks the ledger's chain, and everything that is computed
//! from it or recorded in it.
//!
//! It changes nothing and never stops early: each fault is one [`Failure`] that says what, where and what it means.
//! [`pictures`](super::pictures) then checks the pictures themselves (segments, boxes, coefficients), starting from
//! [`Checked`]: its `released` lists the files, and it adds to its `failures`.

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::audit::applicant::pretty;
use crate::audit::files::is_plain_name;
use crate::audit::folder::{AUDIT, MASKED, RUN};
use crate::audit::ledger::{LEDGER, Lock, scan_shared};
use crate::audit::record::{ImageRecord, OutputRecord};
use crate::audit::replay::{Replay, Seen};
use crate::audit::run::{build_audits, build_run};
use crate::digest::sha256_file;
use crate::error::{Detail, Error};
use crate::lang::Lang;
use crate::review::page::unfounded;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $en:literal, $zh:literal;)*) => {
        /// A fault that a proof can find.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Fault { $($(#[$doc])* $name,)* }

        impl Fault {
            /// Every fault, in the order of the documentation.
            pub const ALL: &'static [Fault] = &[$(Fault::$name,)*];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Fault::$name => $text,)* }
            }

            /// What it means.
            pub const fn means(self, lang: Lang) -> &'static str {
                match self { $(Fault::$name => lang.pick($en, $zh),)* }
            }
        }
    };
}

faults! {
    /// There is no ledger.
    LedgerMissing = "ledger_missing", "Without its ledger nothing in this folder can be proved.", "缺少账本，此文件夹中的任何内容均无法证明。";
    /// A line was changed, removed, added or moved.
    LedgerAltered = "ledger_altered", "This line of the ledger was changed, or lines before it were removed, added or moved; the other checks need a sound ledger and were left out.", "账本的这一行被改动，或其前有行被删除、增加、移动；其余检查须以完好的账本为前提，故未进行。";
    /// The last line isn't whole.
    LedgerTorn = "ledger_torn", "The last line of the ledger is cut short: the run was killed, or the end was altered. Run the same command again.", "账本最后一行不完整：程序曾被强行终止，或结尾被改动。请重新运行同一命令。";
    /// The last run didn't come to its end.
    Unfinished = "unfinished", "The last run did not come to its end: not every file has been judged. Run the same command again.", "上次运行未完成，尚有文件未处理。请重新运行同一命令。";
    /// A record contradicts itself.
    RecordContradicts = "record_contradicts", "The ledger holds a record that blindmask would not write.", "账本中含有本程序不会写出的记录。";
    /// The applicant's chain doesn't fit the content.
    ChainWrong = "chain_wrong", "The chain value of this audit does not belong to its content.", "该审核文件的链值与内容不符。";
    /// An audit file is missing.
    AuditMissing = "audit_missing", "The ledger records this audit file, but it is gone.", "账本记有此审核文件，但文件不存在。";
    /// An audit file differs.
    AuditAltered = "audit_altered", "This audit file is not what the ledger yields: it was changed after it was written.", "此审核文件与账本不符：写出后被改动。";
    /// An audit file that nothing records.
    AuditStray = "audit_stray", "No line of the ledger accounts for this file.", "账本中没有此文件的记录。";
    /// A released file is missing.
    OutputMissing = "output_missing", "The ledger records this released file, but it is gone.", "账本记有此已发布文件，但文件不存在。";
    /// A released file differs.
    OutputAltered = "output_altered", "This released file is not the one that was checked and recorded.", "此已发布文件不是经检查并记录的文件。";
    /// A file among the released ones that nothing records.
    OutputStray = "output_stray", "This file lies among the released ones, but was never released: do not pass it on.", "此文件位于已发布文件夹中，但从未被发布：请勿外传。";
    /// A released file that no decoder of ours reads.
    OutputUnreadable = "output_unreadable", "This released file is not a whole JPEG, so nothing is proved about it.", "此已发布文件不是完整的 JPEG，故无法证明。";
    /// Something beside the picture.
    SegmentExtra = "segment_extra", "This released file holds something besides the picture, where a name may stand: do not pass it on.", "此已发布文件含有图像以外的数据，其中可能有姓名：请勿外传。";
    /// The picture is written in another way.
    NotCanonical = "not_canonical", "This released file is not written as blindmask writes it: something may hide in its padding or tables.", "此已发布文件不是本程序的写法：填充位或码表中可能藏有数据。";
    /// Size or orientation differ from the record.
    GridWrong = "grid_wrong", "Size or orientation of this released file are not those of its record, so the boxes may lie elsewhere.", "此已发布文件的尺寸或方向与记录不符，遮盖框的位置可能有误。";
    /// A box that isn't flat.
    BoxNotFlat = "box_not_flat", "A recorded box is not one flat dark area: what was under it may still be visible.", "记录的遮盖框内不是单一的深色：框下内容可能仍可见。";
    /// An original that isn't there.
    OriginalMissing = "original_missing", "No file among the originals has the recorded hash, so the picture could not be compared.", "原件中没有与记录的哈希值相符的文件，故无法比对。";
    /// An original that can't be decoded.
    OriginalUnreadable = "original_unreadable", "The original could not be read, so the picture could not be compared.", "无法读取原件，故无法比对。";
    /// Something outside the boxes differs from the original.
    OutsideChanged = "outside_changed", "Outside the boxes the released picture is not the original.", "遮盖框以外的画面与原件不一致。";
    /// The run's report is missing.
    RunMissing = "run_missing", "The report of the run is gone.", "运行报告不存在。";
    /// The run's report differs.
    RunAltered = "run_altered", "The report of the run is not what the ledger yields: one of the two was changed or cut afterwards.", "运行报告与账本不符：二者之一事后被改动或截短。";
    /// The signature is missing.
    SignatureMissing = "signature_missing", "A signature was asked for, but there is none.", "要求验证签名，但签名不存在。";
    /// The signature doesn't fit.
    SignatureWrong = "signature_wrong", "The signature does not belong to this ledger and key.", "签名与此账本或公钥不符。";
    /// The ledger ends otherwise than expected.
    HeadUnexpected = "head_unexpected", "The ledger does not end where you noted: the folder was written to since, an older state was put back, or this is another run.", "账本的结尾与您记下的不符：此后又有写入，或被换回旧的状态，或是另一次运行。";
    /// The name can be read.
    NameVisible = "name_visible", "The applicant's name can be read in this released file: do not pass it on.", "此已发布文件中仍可读出申报人姓名：请勿外传。";
    /// A file can't be read.
    CannotRead = "cannot_read", "This could not be read, so nothing is proved about it.", "无法读取，故无法证明。";
}

/// One failed proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What failed.
    pub what: Fault,
    /// Where: a path below the output folder, with a line number where one helps.
    pub place: String,
    /// Details for a technician; may be empty.
    pub detail: Detail,
}

impl Failure {
    /// A failure at `place`.
    pub fn new(what: Fault, place: impl Into<String>, detail: impl Into<Detail>) -> Self {
        Failure { what, place: place.into(), detail: detail.into() }
    }

    /// Place, code and details in one language.
    pub fn say(&self, lang: Lang) -> String {
        let Failure { what, place, detail } = self;
        format!("{place}{}{}{}", lang.colon(), what.as_str(), detail.remark(lang))
    }

    /// What it means.
    pub fn means(&self, lang: Lang) -> &'static str {
        self.what.means(lang)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.say(Lang::En))
    }
}

/// The result of a proof.
#[derive(Debug)]
pub struct Checked {
    /// The state of the ledger; `None` when the ledger itself failed.
    pub state: Option<Replay>,
    /// Everything that failed so far.
    pub failures: Vec<Failure>,
    out: PathBuf,
    /// Held so that no run can write during the proof.
    _lock: Option<Lock>,
}

impl Checked {
    /// The released files by the ledger: path, record, and output entry of each.
    pub fn released(&self) -> impl Iterator<Item = (PathBuf, &ImageRecord, &OutputRecord)> {
        self.state.iter().flat_map(Replay::images).filter_map(|seen| {
            let output = seen.record.output.as_ref()?;
            Some((self.out.join(MASKED).join(&output.file), &seen.record, output))
        })
    }

    /// True when nothing failed.
    pub fn holds(&self) -> bool {
        self.failures.is_empty()
    }
}

/// Proves that the records and the released files of `out` are those that the ledger records.
///
/// # Errors
/// [`Error::Usage`] when there is no such folder or a run is writing into it; [`Error::Io`] when the ledger can't be read.
pub fn verify_records(out: &Path) -> Result<Checked, Error> {
    if !out.is_dir() {
        return Err(Error::Usage(Detail::NoSuchFolder(out.display().to_string())));
    }
    let mut checked = Checked { state: None, failures: Vec::new(), out: out.to_owned(), _lock: None };
    let Some((scan, lock)) = scan_shared(out)? else {
        checked.failures.push(Failure::new(Fault::LedgerMissing, LEDGER, ""));
        return Ok(checked);
    };
    checked._lock = Some(lock);
    let failures = &mut checked.failures;
    failures.extend(
        scan.faults
            .iter()
            .map(|f| Failure::new(Fault::LedgerAltered, format!("{LEDGER}:{}", f.line), f.problem.as_str())),
    );
    if scan.torn > 0 {
        let line = scan.lines + 1;
        failures.push(Failure::new(Fault::LedgerTorn, format!("{LEDGER}:{line}"), Detail::Bytes(scan.torn)));
    }
    if !failures.is_empty() {
        return Ok(checked);
    }
    let state = scan.state;
    unfinished(&state, failures);
    audits(out, &state, failures)?;
    outputs(out, &state, failures);
    report(out, &state, failures)?;
    checked.state = Some(state);
    Ok(checked)
}

fn unfinished(state: &Replay, failures: &mut Vec<Failure>) {
    let complete = state.run().and_then(|run| run.ended.as_ref()).is_some_and(|(_, end)| end.complete);
    if !complete {
        failures.push(Failure::new(Fault::Unfinished, LEDGER, ""));
    }
    for id in state.unfinished() {
        failures.push(Failure::new(Fault::Unfinished, format!("{AUDIT}/{id}.json"), Detail::NoAudit));
    }
}

fn audits(out: &Path, state: &Replay, failures: &mut Vec<Failure>) -> Result<(), Error> {
    let mut known = BTreeSet::new();
    for audit in build_audits(state) {
        let place = format!("{AUDIT}/{}.json", audit.applicant);
        if !audit.chain_holds() {
            failures.push(Failure::new(Fault::ChainWrong, &place, ""));
        }
        if is_plain_name(&audit.applicant) {
            let kinds = (Fault::AuditMissing, Fault::AuditAltered);
            failures.extend(compare(out, &place, &audit.to_bytes()?, kinds));
        } else {
            failures.push(Failure::new(Fault::RecordContradicts, &place, Detail::IdLeadsOut));
        }
        known.insert(place);
    }
    failures.extend(strays(out, AUDIT, Fault::AuditStray, &known));
    Ok(())
}

fn outputs(out: &Path, state: &Replay, failures: &mut Vec<Failure>) {
    let mut known = BTreeSet::new();
    for seen in state.images() {
        let place = format!("{MASKED}/{}", seen.record.file);
        if let Err(fault) = seen.check() {
            failures.push(Failure::new(Fault::RecordContradicts, format!("{LEDGER}:{}", seen.seq), fault));
        } else if let Some(id) = unfounded(state, seen) {
            let detail = Detail::Undecided(id.to_owned());
            failures.push(Failure::new(Fault::RecordContradicts, format!("{LEDGER}:{}", seen.seq), detail));
        }
        if let Some(output) = seen.record.output.as_ref().filter(|_| seen.check().is_ok()) {
            failures.extend(
                output_fault(&out.join(&place), output).map(|(what, d)| Failure::new(what, &place, d)),
            );
            known.insert(place);
        }
    }
    failures.extend(strays(out, MASKED, Fault::OutputStray, &known));
}

fn output_fault(path: &Path, output: &OutputRecord) -> Option<(Fault, Detail)> {
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Some((Fault::OutputMissing, Detail::NONE)),
        Err(e) => return Some((Fault::CannotRead, e.kind().into())),
        // A link stays the same while its target changes.
        Ok(meta) if !meta.is_file() => {
            return Some((Fault::OutputAltered, Detail::NotItsOwn));
        }
        Ok(_) => {}
    }
    match sha256_file(path) {
        Err(e) => Some((Fault::CannotRead, e.kind().into())),
        Ok((_, bytes)) if bytes != output.bytes => {
            Some((Fault::OutputAltered, Detail::BytesRecorded(bytes, output.bytes)))
        }
        Ok((hash, _)) if hash != output.sha256 => {
            Some((Fault::OutputAltered, Detail::HashRecorded(hash, output.sha256.clone())))
        }
        Ok(_) => None,
    }
}

fn report(out: &Path, state: &Replay, failures: &mut Vec<Failure>) -> Result<(), Error> {
    // Without an ended run there is no report to compare, and `unfinished` has said so.
    if let Some(run) = build_run(state) {
        failures.extend(compare(out, RUN, &pretty(&run)?, (Fault::RunMissing, Fault::RunAltered)));
    }
    Ok(())
}

/// The fault of the file at `place`, which must hold `wanted`: it is missing, or altered from some line on.
fn compare(out: &Path, place: &str, wanted: &[u8], (missing, altered): (Fault, Fault)) -> Option<Failure> {
    match fs::read(out.join(place)) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Some(Failure::new(missing, place, "")),
        Err(e) => Some(Failure::new(Fault::CannotRead, place, e.kind())),
        Ok(found) if found != wanted => {
            let same = found.iter().zip(wanted).take_while(|(a, b)| a == b);
            let line = 1 + same.filter(|(byte, _)| **byte == b'\n').count();
            Some(Failure::new(altered, format!("{place}:{line}"), ""))
        }
        Ok(_) => None,
    }
}

/// Everything below `folder` that is neither a folder nor `known`.
fn strays(out: &Path, folder: &str, what: Fault, known: &BTreeSet<String>) -> Vec<Failure> {
    let mut failures = Vec::new();
    let top = out.join(folder);
    if fs::symlink_metadata(&top).is_err_and(|e| e.kind() == io::ErrorKind::NotFound) {
        return failures;
    }
    for entry in walkdir::WalkDir::new(&top).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let place = entry.path().strip_prefix(out).unwrap_or(entry.path());
                let parts: Vec<_> = place.iter().map(|part| part.to_string_lossy()).collect();
                let place = parts.join("/");
                // A name that isn't UTF-8 can only be shown approximately, and no record can hold it.
                if entry.path().to_str().is_none() || !known.contains(&place) {
                    failures.push(Failure::new(what, place, ""));
                }
            }
            Err(e) => {
                let place =
                    e.path().map_or(folder.into(), |p| p.strip_prefix(out).unwrap_or(p).to_string_lossy());
                let detail = e.io_error().map_or(Detail::LinkLoop, |e| e.kind().into());
                failures.push(Failure::new(Fault::CannotRead, place, detail));
            }
        }
    }
    failures
}

impl Seen {
    fn check(&self) -> Result<(), &'static str> {
        crate::audit::event::check_image(&self.applicant, &self.record).map_or(Ok(()), Err)
    }
}
