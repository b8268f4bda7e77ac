//! The audit of one applicant, `OUT/audit/<applicant>.json`, which a reviewer confirms, and the JSON Schema of that
//! file.
//!
//! # The applicant's chain
//!
//! `chain.this` is the SHA-256, in lower-case hexadecimal, of the 64 characters of `chain.previous` followed by the
//! compact JSON (no white space, UTF-8, members in the order of the audit file) of an object with the members
//! `applicant`, `name_hash` and `images`, where each image comes without its `seconds`. `chain.previous` is `chain.this`
//! of the version before, or 64 zeros. So two undisturbed runs have the same chains although their timings differ, and
//! a version with altered decisions can't pass for the next version of the audit.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::decision::Review;
use super::record::{FindingRecord, ImageRecord, InputRecord, OutputRecord, RecheckRecord, Verdict};
use crate::digest::{hex, sha256};
use crate::error::{Error, Reason};
use sha2::{Digest, Sha256};

/// `chain.previous` of a first version, and `previous` of a ledger's first line.
pub const NOTHING_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The version of the audit format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub enum AuditSchema {
    /// `blindmask.audit/1`.
    #[default]
    #[serde(rename = "blindmask.audit/1")]
    V1,
}

/// Where a version stands in the sequence of the applicant's versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// `this` of the version before; 64 zeros for the first.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub previous: String,
    /// Hash over `previous` and the content without timings.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub this: String,
}

/// The audit of one applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "blindmask.audit/1")]
pub struct ApplicantAudit {
    /// Version of the format.
    pub schema: AuditSchema,
    /// The roster's id.
    pub applicant: String,
    /// HMAC-SHA256 of the name under the operator's key, in lower-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub name_hash: String,
    /// The name in clear; absent unless the operator asked for it (`--audit-names plain`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The images, sorted by `file` (byte order).
    pub images: Vec<ImageRecord>,
    /// Where this version stands among the applicant's versions.
    pub chain: Chain,
}

/// Whose an audit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// The roster's id.
    pub applicant: String,
    /// Keyed hash of the name.
    pub name_hash: String,
    /// The name in clear, only with `--audit-names plain`.
    pub name: Option<String>,
}

impl ApplicantAudit {
    /// The version that follows `previous` (`chain.this` of the version before, or [`NOTHING_BEFORE`]).
    pub fn new(whose: Whose, mut images: Vec<ImageRecord>, previous: String) -> Result<Self, Error> {
        let Whose { applicant, name_hash, name } = whose;
        images.sort_by(|a, b| a.file.cmp(&b.file));
        let this = chained(&previous, &applicant, &name_hash, &images)?;
        let chain = Chain { previous, this };
        Ok(ApplicantAudit { schema: AuditSchema::V1, applicant, name_hash, name, images, chain })
    }

    /// True when `chain.this` belongs to the content.
    pub fn chain_holds(&self) -> bool {
        chained(&self.chain.previous, &self.applicant, &self.name_hash, &self.images)
            .is_ok_and(|this| this == self.chain.this)
    }

    /// The bytes of the audit file: pretty-printed, with a newline at the end.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        pretty(self)
    }
}

/// Pretty-printed JSON with a newline at the end.
pub(crate) fn pretty(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut bytes =
        serde_json::to_vec_pretty(value).map_err(|e| Error::Internal(format!("JSON: {e}").into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Compact JSON: members in the order of their declaration, no white space.
pub(crate) fn compact(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|e| Error::Internal(format!("JSON: {e}").into()))
}

/// A fingerprint of settings, versions or anything that decides a result: the SHA-256 of its compact JSON.
///
/// Use types with a fixed order of members (structs, `BTreeMap`); otherwise equal settings get different
/// fingerprints.
pub fn fingerprint(settings: &impl Serialize) -> Result<String, Error> {
    compact(settings).map(|bytes| sha256(&bytes))
}

/// An [`ImageRecord`] without its timings.
#[derive(Serialize)]
struct Timeless<'a> {
    file: &'a str,
    input: &'a InputRecord,
    verdict: Verdict,
    reasons: &'a [Reason],
    findings: &'a [FindingRecord],
    output: &'a Option<OutputRecord>,
    recheck: &'a Option<RecheckRecord>,
    /// Left out when absent, so that chains of older versions still hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    review: &'a Option<Review>,
    tool: &'a str,
    models: &'a BTreeMap<String, String>,
}

impl<'a> From<&'a ImageRecord> for Timeless<'a> {
    fn from(image: &'a ImageRecord) -> Self {
        // Destructured without `..`, so that a new field can't be forgotten here.
        let ImageRecord {
            file,
            input,
            verdict,
            reasons,
            findings,
            output,
            recheck,
            review,
            seconds: _,
            tool,
            models,
        } = image;
        Timeless { file, input, verdict: *verdict, reasons, findings, output, recheck, review, tool, models }
    }
}

#[derive(Serialize)]
struct Content<'a> {
    applicant: &'a str,
    name_hash: &'a str,
    images: Vec<Timeless<'a>>,
}

fn chained(
    previous: &str,
    applicant: &str,
    name_hash: &str,
    images: &[ImageRecord],
) -> Result<String, Error> {
    let content = Content { applicant, name_hash, images: images.iter().map(Timeless::from).collect() };
    let hash = Sha256::new().chain_update(previous).chain_update(compact(&content)?).finalize();
    Ok(hex(&hash))
}

/// The JSON Schema (draft 2020-12) of the audit file; a test compares it with `docs/audit.schema.json`.
pub fn schema() -> schemars::Schema {
    schemars::schema_for!(ApplicantAudit)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn audit(previous: &str) -> ApplicantAudit {
        let (id, hash) = ("A001".to_owned(), sha256(b"name"));
        let whose = Whose { applicant: id, name_hash: hash, name: None };
        ApplicantAudit::new(whose, Vec::new(), previous.to_owned()).unwrap()
    }

    #[test]
    fn the_chain_is_the_hash_that_the_documentation_tells() {
        let hash = sha256(b"name");
        let text = format!(r#"{NOTHING_BEFORE}{{"applicant":"A001","name_hash":"{hash}","images":[]}}"#);
        assert_eq!(audit(NOTHING_BEFORE).chain.this, sha256(text.as_bytes()));
    }

    #[test]
    fn the_chain_depends_on_everything_but_timings() {
        let first = audit(NOTHING_BEFORE);
        assert!(first.chain_holds());
        let second = audit(&first.chain.this);
        assert_ne!(second.chain.this, first.chain.this);
        let moved = ApplicantAudit {
            chain: Chain { previous: sha256(b"x"), ..first.chain.clone() },
            ..first.clone()
        };
        let other = ApplicantAudit { applicant: "A002".to_owned(), ..first.clone() };
        let renamed = ApplicantAudit { name_hash: sha256(b"other"), ..first };
        for altered in [moved, other, renamed] {
            assert!(!altered.chain_holds(), "{altered:?}");
        }
    }
}
