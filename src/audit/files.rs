//! Writes whole files or none: temporary file, fsync, rename, fsync of the folder. It doesn't interpret the bytes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use crate::error::Error;

/// Prefix of the temporary files of [`write_atomic`]; [`sweep`] removes those that a killed run left.
pub const TEMPORARY: &str = ".blindmask-tmp-";

/// True when `id` can be a file name of its own on every platform we know: no separator, not hidden, not empty.
pub fn is_plain_name(id: &str) -> bool {
    !id.is_empty() && !id.starts_with('.') && !id.contains(['/', '\\', '\0'])
}

/// True when `file` is `<first>/<rest>` with `/` between the parts and can't lead out of a folder it is joined to.
pub fn is_inside(file: &str, first: &str) -> bool {
    let mut parts = Path::new(file).components();
    parts.next() == Some(Component::Normal(first.as_ref()))
        && parts.clone().next().is_some()
        && parts.all(|part| matches!(part, Component::Normal(_)))
        && !file.contains(['\\', '\0'])
        && !file.contains("//")
        && !file.contains("/./")
        && !file.ends_with(['/'])
        && !file.ends_with("/.")
}

/// Writes `bytes` to `path` so that a reader sees the whole file or none of it, even after a loss of power.
///
/// Missing folders are made. The file gets the umask's usual permissions. A full disk is [`Error::Io`] with
/// [`io::ErrorKind::StorageFull`]; an older file at `path` then stays as it was.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    try_write(path, bytes).map_err(|e| Error::io(path, e))
}

/// [`write_atomic`] for a file that only its owner may read.
#[cfg(feature = "web")]
pub(crate) fn write_atomic_private(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    write_with(path, bytes, 0o600).map_err(|e| Error::io(path, e))
}

fn try_write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // tempfile gives the owner alone access, but published files follow the umask.
    write_with(path, bytes, 0o666)
}

#[cfg_attr(not(unix), allow(unused_variables))]
fn write_with(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let folder = folder_of(path);
    make_folders(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    sync_folder(folder)
}

/// [`write_atomic`], unless the file already holds these bytes; true when it was written.
pub fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(false);
    }
    write_atomic(path, bytes).map(|()| true)
}

/// Writes a file that must not exist yet, readable by its owner alone; `Ok(false)` when it exists.
///
/// The content is complete before the name appears, so when two processes create the file, one wins and the other
/// reads a whole file.
pub(crate) fn create_private(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let folder = folder_of(path);
    make_folders(folder)?;
    let mut file = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => sync_folder(folder).map(|()| true),
        Err(e) if e.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(e.error),
    }
}

/// Removes the temporary files that a killed run left in `folder` and below; returns how many there were.
///
/// Call it only while the ledger is locked: a running writer would lose its file.
pub fn sweep(folder: &Path) -> Result<usize, Error> {
    let mut swept = 0;
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten() {
        if entry.file_type().is_file() && entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            fs::remove_file(entry.path()).map_err(|e| Error::io(entry.path(), e))?;
            swept += 1;
        }
    }
    Ok(swept)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Makes a folder and its missing ancestors; each new one is made durable in its parent.
pub(crate) fn make_folders(folder: &Path) -> io::Result<()> {
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(|f| !f.as_os_str().is_empty() && !f.exists())
        .map(Path::to_path_buf)
        .collect();
    fs::create_dir_all(folder)?;
    missing.iter().rev().try_for_each(|made| sync_folder(folder_of(made)))
}

/// Makes the names in a folder durable. Windows has no such call, and some network file systems refuse it.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(e) if matches!(e.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn replaces_whole_files_and_leaves_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c.json");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert!(!write_if_changed(&path, b"two").unwrap());
        assert!(write_if_changed(&path, b"three").unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn published_files_follow_the_umask() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (ours, plain) = (dir.path().join("ours"), dir.path().join("plain"));
        write_atomic(&ours, b"x").unwrap();
        fs::write(&plain, b"x").unwrap();
        let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[test]
    fn a_failed_write_keeps_the_old_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("folder");
        fs::create_dir_all(path.join("full")).unwrap();
        assert!(matches!(write_atomic(&path, b"x"), Err(Error::Io { .. })));
        assert!(path.join("full").is_dir());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "the temporary file is gone");
    }

    #[test]
    fn sweep_takes_only_temporary_files() {
        let dir = tempfile::tempdir().unwrap();
        write_atomic(&dir.path().join("masked/A/1.jpg"), b"x").unwrap();
        fs::write(dir.path().join(format!("masked/A/{TEMPORARY}abc")), b"half").unwrap();
        assert_eq!(sweep(dir.path()).unwrap(), 1);
        assert_eq!(sweep(dir.path()).unwrap(), 0);
        assert!(dir.path().join("masked/A/1.jpg").exists());
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        assert!(is_inside("A001/03/页.jpg", "A001"));
        for bad in [
            "A001",
            "A001/",
            "A002/x",
            "A001/../x",
            "/A001/x",
            "A001//x",
            "A001/./x",
            "A001/x/.",
            "A001\\x",
            "A001/a\\b",
        ] {
            assert!(!is_inside(bad, "A001"), "{bad}");
        }
        assert!(is_plain_name("申报-01"));
        for bad in ["", ".", "..", "a/b", "a\\b", ".hidden"] {
            assert!(!is_plain_name(bad), "{bad}");
        }
    }
}
