//! Secret keys in files of the operator, and the keyed hash that stands for a name in the audit.
//!
//! A plain hash of a name is no protection: all names of a roster can be hashed in a moment and compared. With a key
//! that the reviewers don't have, the hash tells whether two audits are about the same name, and nothing else.

use std::fmt;
use std::fs;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use unicode_normalization::UnicodeNormalization;

use super::files::create_private;
use crate::digest::{hex, unhex};
use crate::error::{Detail, Error};

/// Reads 32 secret bytes from the file at `path`, made with fresh random bytes if it doesn't exist.
///
/// The file holds 64 lower-case hexadecimal digits and a newline, and must be readable by its owner alone (mode 0600;
/// not checked on Windows). It is complete before its name appears, so two runs that start together use one key.
///
/// # Errors
/// [`Error::Key`] when others may read the file, it isn't a key, or it can't be had; [`Error::Internal`] without randomness.
pub(crate) fn load_or_create(path: &Path) -> Result<[u8; 32], Error> {
    let wrap = |e| no_key(path, &e);
    if !path.try_exists().map_err(wrap)? {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|e| Error::Internal(Detail::NoRandom(e.to_string())))?;
        // False when another run was quicker; then its key counts.
        create_private(path, format!("{}\n", hex(&secret)).as_bytes()).map_err(wrap)?;
    }
    private(path)?;
    key_text(path, Detail::NotAKey)
}

/// The 32 bytes of a file of 64 hexadecimal digits; any other file (a picture, a folder) gives the error `otherwise`.
///
/// # Errors
/// [`Error::Key`].
pub(crate) fn key_text(path: &Path, otherwise: Detail) -> Result<[u8; 32], Error> {
    let bytes = if path.is_dir() { Vec::new() } else { fs::read(path).map_err(|e| no_key(path, &e))? };
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    unhex(text.trim_end()).ok_or_else(|| Error::Key { path: path.to_owned(), problem: otherwise })
}

/// A key that can't be read is a wrong argument, not a fault of the program.
fn no_key(path: &Path, error: &std::io::Error) -> Error {
    Error::Key { path: path.to_owned(), problem: error.kind().into() }
}

/// Refuses a file that others than its owner may read (not checked on Windows).
///
/// # Errors
/// [`Error::Key`].
#[cfg(unix)]
pub(crate) fn private(path: &Path) -> Result<(), Error> {
    use std::os::unix::fs::PermissionsExt;
    let data = fs::metadata(path).map_err(|e| no_key(path, &e))?;
    let mode = data.permissions().mode();
    // A folder isn't a key, so its permissions don't matter.
    if mode & 0o077 == 0 || data.is_dir() {
        return Ok(());
    }
    let problem = Detail::OthersRead(format!("{:03o}", mode & 0o777));
    Err(Error::Key { path: path.to_owned(), problem })
}

#[cfg(not(unix))]
pub(crate) fn private(_: &Path) -> Result<(), Error> {
    Ok(())
}

/// The operator's key for the hashes of names.
pub struct NameKey([u8; 32]);

impl fmt::Debug for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NameKey(…)")
    }
}

impl NameKey {
    /// Reads the key at `path`; makes one on first use, readable by its owner alone.
    ///
    /// # Errors
    /// [`Error::Key`] when others may read the file, it isn't a key, or it can't be had.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        load_or_create(path).map(NameKey)
    }

    /// A key from 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        NameKey(bytes)
    }

    /// HMAC-SHA256 (RFC 2104, FIPS 198-1) of the name's NFKC form (UAX #15) in UTF-8, in lower-case hexadecimal.
    pub fn hash(&self, name: &str) -> String {
        let normal: String = name.nfkc().collect();
        // HMAC pads a shorter key with zeros to a block of 64 bytes. Padding it here leaves no case that could fail.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.0);
        hex(&Hmac::<Sha256>::new(&block.into()).chain_update(normal).finalize().into_bytes())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn hash_is_hmac_sha256() {
        // Computed with Python: hmac.new(bytes([11] * 32), "测试名".encode(), "sha256").hexdigest()
        let key = NameKey::from_bytes([11; 32]);
        assert_eq!(key.hash("测试名"), "e1e83d4dff1352bf07439ab1580adfb154e9875e5728b381c76470e06000e4c8");
    }

    #[test]
    fn hash_takes_full_width_and_composed_letters_alike() {
        let key = NameKey::from_bytes([7; 32]);
        assert_eq!(key.hash("Ｔｅｓｔ"), key.hash("Test"));
        assert_eq!(key.hash("Te\u{301}"), key.hash("T\u{e9}"));
        assert_ne!(key.hash("Test"), key.hash("Tess"));
        assert_ne!(key.hash("Test"), NameKey::from_bytes([8; 32]).hash("Test"));
        assert_eq!(format!("{key:?}"), "NameKey(…)");
    }

    #[test]
    fn the_key_is_made_once_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config/name.key");
        let first = NameKey::load_or_create(&path).unwrap();
        assert_eq!(first.0, NameKey::load_or_create(&path).unwrap().0);
        assert_ne!(first.0, NameKey::load_or_create(&dir.path().join("other.key")).unwrap().0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            for mode in [0o640, 0o604, 0o660] {
                fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
                let error = NameKey::load_or_create(&path).unwrap_err();
                assert!(
                    matches!(&error, Error::Key { .. } if error.to_string().contains("chmod 600")),
                    "{error}"
                );
            }
        }
    }

    #[test]
    fn two_creators_get_one_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("name.key");
        let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let creators: Vec<_> = (0..8).map(|_| scope.spawn(|| load_or_create(&path).unwrap())).collect();
            creators.into_iter().map(|c| c.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|key| *key == keys[0]));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("name.key");
        for bad in ["", "12ab", &"zz".repeat(32), &"ab".repeat(33)] {
            let _ = fs::remove_file(&path);
            create_private(&path, bad.as_bytes()).unwrap();
            assert!(matches!(NameKey::load_or_create(&path), Err(Error::Key { .. })), "{bad}");
        }
    }
}
