//! The folder of released files, `OUT/masked`: writes files, withdraws them, and never writes through a link.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::audit::ImageRecord;
use crate::audit::draft::Outcome;
use crate::audit::files::write_atomic;
use crate::audit::folder::{AUDIT, MASKED, RUN};
use crate::audit::ledger::LEDGER;
use crate::audit::record::Verdict;
use crate::error::{Code, Detail, Error, Reason};

/// Refuses an output folder in which a path that a run writes is a link: the file would land elsewhere, and the
/// link's target may be another one when it is checked. OUT itself may be a link; that is the operator's choice.
///
/// # Errors
/// [`Error::Usage`] with the link's path.
pub(super) fn refuse_links(out: &Path) -> Result<(), Error> {
    let is_link = |path: &Path| std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    let own = [LEDGER, RUN, MASKED, AUDIT].map(|name| out.join(name));
    let below = [MASKED, AUDIT].into_iter().flat_map(|name| {
        let entries = walkdir::WalkDir::new(out.join(name)).min_depth(1).follow_root_links(false);
        entries.into_iter().flatten().filter(|e| e.path_is_symlink()).map(walkdir::DirEntry::into_path)
    });
    match own.into_iter().filter(|path| is_link(path)).chain(below).next() {
        Some(link) => Err(Error::Usage(Detail::LinkInOut(shown(out, &link).display().to_string()))),
        None => Ok(()),
    }
}

/// Refuses an output folder with a folder in `masked` that isn't an applicant's id: it would be handed on with the
/// released files and may be named after a person. Empty folders further down are removed, since their names may tell
/// something too.
///
/// # Errors
/// [`Error::Usage`], without the folder's name.
pub(super) fn refuse_strange_folders(out: &Path, known: &dyn Fn(&str) -> bool) -> Result<(), Error> {
    let masked = out.join(MASKED);
    let top = walkdir::WalkDir::new(&masked).min_depth(1).max_depth(1).into_iter().flatten();
    if top.filter(|e| e.file_type().is_dir()).any(|e| !known(&e.file_name().to_string_lossy())) {
        return Err(Error::Usage(Detail::StrangeFolder));
    }
    let below = walkdir::WalkDir::new(&masked).min_depth(1).contents_first(true).into_iter().flatten();
    for folder in below.filter(|e| e.file_type().is_dir()) {
        // This fails, as it should, when the folder holds anything.
        let _ = std::fs::remove_dir(folder.path());
    }
    Ok(())
}

/// A path below OUT, up to the applicant's folder: the rest may hold somebody's name.
fn shown(out: &Path, path: &Path) -> PathBuf {
    path.strip_prefix(out).unwrap_or(path).iter().take(2).collect()
}

/// Writes the released file before the ledger records it; a held file's earlier release is withdrawn.
///
/// A file that can't be written is held and the run goes on. With a full disk the ledger is the next to fail, which
/// ends the run.
pub(super) fn release(out: &Path, outcome: Outcome) -> Result<ImageRecord, Error> {
    let Outcome { mut record, output } = outcome;
    let Some(bytes) = output else { return remove(out, &record.file).map(|()| record) };
    let path = out.join(MASKED).join(&record.file);
    let written = match through_link(&out.join(MASKED), &path) {
        true => Err(Detail::LinkedFolder),
        false => write_atomic(&path, &bytes).map_err(|error| match error {
            Error::Io { source, .. } => source.kind().into(),
            _ => Detail::NONE,
        }),
    };
    if let Err(detail) = written {
        remove(out, &record.file)?;
        record.reasons.push(Reason::new(Code::CannotWrite, detail));
        (record.verdict, record.output) = (Verdict::Held, None);
    }
    Ok(record)
}

/// True when `masked`, or a folder between it and the file at `path`, is a link.
fn through_link(masked: &Path, path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take_while(|folder| folder.starts_with(masked))
        .any(|folder| std::fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_symlink()))
}

/// Withdraws a released file, and the folders that become empty: a file may need the path of one of them.
pub(super) fn remove(out: &Path, file: &str) -> Result<(), Error> {
    use ErrorKind::{IsADirectory, NotADirectory, NotFound};
    let masked = out.join(MASKED);
    let path = masked.join(file);
    if through_link(&masked, &path) {
        // A file behind a link isn't ours to delete.
        return Ok(());
    }
    match std::fs::remove_file(&path) {
        // Nothing was released under this path.
        Err(e) if matches!(e.kind(), NotFound | NotADirectory | IsADirectory) => return Ok(()),
        Err(e) => return Err(Error::io(path, e)),
        Ok(()) => {}
    }
    for folder in path.ancestors().skip(1).take_while(|f| f.starts_with(&masked) && **f != masked) {
        if std::fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}
