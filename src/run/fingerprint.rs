//! The fingerprint of everything that decides a result; a record with another fingerprint is made anew.
//!
//! Every setting has a written-down name here, independent of its name in the code, so renaming a field redoes no
//! page. Whatever doesn't decide a result (jobs, time limit, other people on the roster) is left out.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::audit::NameKey;
use crate::audit::applicant::compact;
use crate::error::Error;
use crate::intake::attachment::Limits;
use crate::nets::engine::Size;
use crate::read::parts::Part;
use crate::read::{Options, Recogniser};
use crate::recheck::Scope;
use crate::roster::people::Applicant;
use crate::tools::Tools;

/// Raised when the code decides differently under the same settings and program version.
const VERSION: u32 = 9;

/// What decides the results of all applicants.
#[derive(Serialize)]
struct Common<'a> {
    version: u32,
    tool: &'a str,
    models: &'a BTreeMap<String, String>,
    detector: &'static str,
    recogniser: &'static str,
    long_side: u32,
    max_bytes: u64,
    max_pixels: u64,
    max_memory: u64,
    recheck: &'static str,
    runtime: &'static str,
    /// The part of the reading that is left out; no run leaves one out, so the key isn't there.
    #[serde(skip_serializing_if = "Option::is_none")]
    without: Option<&'static str>,
}

/// What decides the results of one applicant.
#[derive(Serialize)]
struct OfOne<'a> {
    common: &'a str,
    name: &'a str,
    aliases: &'a [String],
    longer_names: Vec<String>,
}

/// The name of a net's size in fingerprints and in `run.json`.
pub(super) const fn size_name(size: Size) -> &'static str {
    match size {
        Size::Tiny => "Tiny",
        Size::Small => "Small",
    }
}

/// The recognisers that read, as the records name them.
pub(super) const fn recogniser_name(recogniser: Recogniser) -> &'static str {
    match recogniser {
        Recogniser::Small => "Small",
        Recogniser::TinyFirst => "TinyFirst",
    }
}

/// The second reader's scope as the audit spells it.
pub(super) fn recheck_name(tools: &Tools) -> &'static str {
    tools.second.as_ref().map_or(Scope::Off, |second| second.scope).as_str()
}

/// The fingerprint of the settings. It is keyed only so that all fingerprints are hashes of one kind.
pub(super) fn of_settings(tools: &Tools, key: &NameKey) -> Result<String, Error> {
    // Destructured without `..`, so that a new setting can't be forgotten here.
    let Options { detector, recogniser, long_side, parts } = tools.reading;
    let Limits { bytes, pixels, memory } = tools.limits;
    let common = Common {
        version: VERSION,
        tool: &tools.tool,
        models: &tools.models,
        detector: size_name(detector),
        recogniser: recogniser_name(recogniser),
        long_side,
        max_bytes: bytes,
        max_pixels: pixels,
        max_memory: memory,
        recheck: recheck_name(tools),
        // Runtimes agree except for rounding, but a probability near a threshold may fall on either side.
        runtime: tools.runtime.as_str(),
        without: parts.left_out().map(Part::name),
    };
    keyed(&common, key)
}

/// The fingerprint of one applicant's results; `common` is that of the settings.
///
/// It is keyed because it depends on the name: a plain hash could be guessed. Of the other people on the roster only
/// those whose names contain this one count, so adding anyone else redoes nothing.
pub(super) fn of_one(
    common: &str,
    applicant: &Applicant,
    tools: &Tools,
    key: &NameKey,
) -> Result<String, Error> {
    let longer_names = tools.context.longer(&applicant.name);
    keyed(&OfOne { common, name: &applicant.name, aliases: &applicant.aliases, longer_names }, key)
}

fn keyed(what: &impl Serialize, key: &NameKey) -> Result<String, Error> {
    let bytes = compact(what)?;
    Ok(key.hash(&String::from_utf8_lossy(&bytes)))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn names_of_settings_are_part_of_the_format() {
        let common = Common {
            version: VERSION,
            tool: "t",
            models: &BTreeMap::new(),
            detector: size_name(Size::Tiny),
            recogniser: recogniser_name(Recogniser::Small),
            long_side: 1,
            max_bytes: 2,
            max_pixels: 3,
            max_memory: 4,
            recheck: "off",
            runtime: "rten",
            without: None,
        };
        let text = String::from_utf8(compact(&common).unwrap()).unwrap();
        let wanted = concat!(
            r#"{"version":9,"tool":"t","models":{},"detector":"Tiny","recogniser":"Small","long_side":1,"#,
            r#""max_bytes":2,"max_pixels":3,"max_memory":4,"recheck":"off","runtime":"rten"}"#
        );
        assert_eq!(text, wanted, "a change here redoes every page of every folder");
    }
}
