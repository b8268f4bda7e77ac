//! The signature under the ledger, `OUT/ledger.sig`: Ed25519 (RFC 8032) over the ledger's last hash.
//!
//! The chain shows that nothing was changed inside, but anyone who can write the folder could make a whole new chain.
//! With a key that only the operator has, they can't. They can still put an older signed state back as a whole; only
//! a [`Head`] noted elsewhere shows that.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::records::{Failure, Fault};
use crate::audit::applicant::pretty;
use crate::audit::files::{write_atomic, write_if_changed};
use crate::audit::key::{key_text, load_or_create};
use crate::audit::ledger::{LEDGER, scan_shared};
use crate::audit::replay::Replay;
use crate::digest::{hex, unhex};
use crate::error::{Detail, Error};

/// Name of the signature in the output folder.
pub const SIGNATURE: &str = "ledger.sig";

/// The version of the signature's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SignatureSchema {
    /// `blindmask.signature/1`.
    #[default]
    #[serde(rename = "blindmask.signature/1")]
    V1,
}

/// The content of `ledger.sig`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignatureFile {
    /// Version of the format.
    pub schema: SignatureSchema,
    /// Lines of the ledger.
    pub entries: u64,
    /// `this` of its last line.
    pub head: String,
    /// The signer's public key in lower-case hexadecimal.
    pub key: String,
    /// Ed25519 over the text `blindmask.signature/1\n<entries>\n<head>\n`, in lower-case hexadecimal.
    pub signature: String,
}

/// The operator's signing key.
pub struct SignKey(SigningKey);

impl fmt::Debug for SignKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignKey(…)")
    }
}

/// The public key that checks signatures; it may be given to anyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl SignKey {
    /// Reads the key at `path`; makes one on first use, readable by its owner alone, and `<path>.pub` beside it.
    ///
    /// Both files hold 64 lower-case hexadecimal digits: the 32-byte seed of RFC 8032, and the public key.
    ///
    /// # Errors
    /// [`Error::Key`] when others may read the file, it isn't a key, or it can't be had; [`Error::Io`].
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        let key = SignKey(SigningKey::from_bytes(&load_or_create(path)?));
        let mut public = path.as_os_str().to_owned();
        public.push(".pub");
        write_if_changed(&PathBuf::from(public), format!("{}\n", key.public().to_hex()).as_bytes())?;
        Ok(key)
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl PublicKey {
    /// Reads a public key, as in the `.pub` file: 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`Error::Key`] when the file holds no public key or can't be read.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let bytes = key_text(path, Detail::NotAPublicKey)?;
        VerifyingKey::from_bytes(&bytes)
            .map(PublicKey)
            .map_err(|_| Error::Key { path: path.to_owned(), problem: Detail::NotAPublicKey })
    }

    /// Parses the key from 64 lower-case hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        VerifyingKey::from_bytes(&unhex(text)?).ok().map(PublicKey)
    }

    /// 64 lower-case hexadecimal digits.
    pub fn to_hex(self) -> String {
        hex(self.0.as_bytes())
    }
}

fn message(entries: u64, head: &str) -> String {
    format!("blindmask.signature/1\n{entries}\n{head}\n")
}

/// Signs the ledger as it stands and writes `ledger.sig`. Each later event makes the signature void: sign again.
pub fn sign(out: &Path, state: &Replay, key: &SignKey) -> Result<(), Error> {
    let (entries, head) = (state.entries(), state.head().to_owned());
    let signature = hex(&key.0.sign(message(entries, &head).as_bytes()).to_bytes());
    let key = key.public().to_hex();
    let file = SignatureFile { schema: SignatureSchema::V1, entries, head, key, signature };
    write_atomic(&out.join(SIGNATURE), &pretty(&file)?)
}

/// The end of a ledger. An operator notes it down to notice when an older state is put back as a whole, since its
/// signature is still valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Lines of the ledger.
    pub entries: u64,
    /// `this` of its last line.
    pub hash: String,
}

impl Head {
    /// The end of a replayed ledger.
    pub fn of(state: &Replay) -> Self {
        Head { entries: state.entries(), hash: state.head().to_owned() }
    }
}

/// The end of the ledger in the folder `out`.
///
/// # Errors
/// [`Error::Record`] when there is no ledger; those of reading it.
pub fn head(out: &Path) -> Result<Head, Error> {
    let missing = || Error::Record { path: out.join(LEDGER), problem: Detail::Missing };
    let (scan, _lock) = scan_shared(out)?.ok_or_else(missing)?;
    Ok(Head::of(&scan.state))
}

/// Checks that the ledger ends with the hash `expected`, and tells whether that is one of its earlier lines.
pub fn verify_head(out: &Path, state: &Replay, expected: &str) -> Option<Failure> {
    if state.head() == expected {
        return None;
    }
    let ledger = fs::read_to_string(out.join(LEDGER)).unwrap_or_default();
    let ends = format!("\"this\":\"{expected}\"}}");
    let line = ledger.lines().position(|line| line.ends_with(&ends)).map(|at| at as u64 + 1);
    let detail = match line {
        Some(line) => Detail::HeadEarlier(line, state.entries()),
        None => Detail::HeadNowhere(state.entries(), state.head().to_owned()),
    };
    Some(Failure::new(Fault::HeadUnexpected, LEDGER, detail))
}

/// Signs the finished folder of a run: [`sign`] over the ledger as it stands on the disk.
///
/// # Errors
/// [`Error::Record`] when there is no ledger or it is damaged, since a signature under it would mislead.
pub fn sign_folder(out: &Path, key: &SignKey) -> Result<(), Error> {
    let unsound = |problem: &str| Error::Record { path: out.join(LEDGER), problem: problem.into() };
    // The lock is held until the signature is written.
    let (scan, _lock) = scan_shared(out)?.ok_or_else(|| unsound("missing"))?;
    if let Some(fault) = scan.faults.first() {
        return Err(unsound(&fault.to_string()));
    }
    if scan.torn > 0 {
        return Err(unsound("the last line is cut short"));
    }
    sign(out, &scan.state, key)
}

/// Checks `ledger.sig` against the ledger.
///
/// Without `public`, a signature must fit the key that it names, which proves no identity, and a missing one is no
/// failure. With `public`, it must be there and be made with that key.
pub fn verify_signature(out: &Path, state: &Replay, public: Option<&PublicKey>) -> Vec<Failure> {
    let fail = |fault, detail: &str| vec![Failure::new(fault, SIGNATURE, detail)];
    let bytes = match fs::read(out.join(SIGNATURE)) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return if public.is_some() { fail(Fault::SignatureMissing, "") } else { Vec::new() };
        }
        Err(e) => return fail(Fault::CannotRead, &e.kind().to_string()),
    };
    let Ok(file) = serde_json::from_slice::<SignatureFile>(&bytes) else {
        return fail(Fault::SignatureWrong, "not a signature file");
    };
    if pretty(&file).ok().as_ref() != Some(&bytes) {
        return fail(Fault::SignatureWrong, "not written as blindmask writes it");
    }
    let (Some(key), Some(signature)) = (PublicKey::from_hex(&file.key), unhex::<64>(&file.signature)) else {
        return fail(Fault::SignatureWrong, "no key or no signature");
    };
    if public.is_some_and(|public| *public != key) {
        return fail(Fault::SignatureWrong, "made with another key");
    }
    let message = message(file.entries, &file.head);
    if key.0.verify_strict(message.as_bytes(), &Signature::from_bytes(&signature)).is_err() {
        return fail(Fault::SignatureWrong, "doesn't fit the key");
    }
    if file.entries != state.entries() || file.head != state.head() {
        let detail = Detail::SignedAt(file.entries, state.entries());
        return vec![Failure::new(Fault::SignatureWrong, SIGNATURE, detail)];
    }
    Vec::new()
}
