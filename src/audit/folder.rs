//! Names in the output folder, except the ledger's.

/// Folder of the released files.
pub const MASKED: &str = "masked";
/// Folder of the applicants' audits.
pub const AUDIT: &str = "audit";
/// Name of the run's report.
pub const RUN: &str = "run.json";
