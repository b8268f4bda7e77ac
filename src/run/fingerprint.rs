//! The fingerprint of all that decides a result: a record with another one is made anew.
//!
//! Every setting stands in it under a name that is written down here, not under the name that the code gives it: a
//! renamed field redoes no page. What is not in it (jobs, time limit, the others on the roster) redoes nothing either.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::audit::NameKey;
use crate::audit::applicant::compact;
use crate::error::Error;
use crate::intake::attachment::Limits;
use crate::nets::engine::Size;
use crate::read::Options;
use crate::recheck::Scope;
use crate::roster::people::Applicant;
use crate::tools::Tools;

/// Counts up when the code decides differently under the same settings and the same version of the program.
const VERSION: u32 = 2;

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
}

/// What decides the results of one applicant.
#[derive(Serialize)]
struct OfOne<'a> {
    common: &'a str,
    name: &'a str,
    aliases: &'a [String],
    longer_names: Vec<String>,
}

/// The name under which a size of a net stands in fingerprints and in `run.json`.
pub(super) const fn size_name(size: Size) -> &'static str {
    match size {
        Size::Tiny => "Tiny",
        Size::Small => "Small",
    }
}

/// What the second reader reads, as the audit spells it.
pub(super) fn recheck_name(tools: &Tools) -> &'static str {
    tools.second.as_ref().map_or(Scope::Off, |second| second.scope).as_str()
}

/// The fingerprint of the settings. Keyed like the applicants' own, so that all are hashes of one kind.
pub(super) fn of_settings(tools: &Tools, key: &NameKey) -> Result<String, Error> {
    // Taken apart without `..`: a setting that is added later must be decided on here.
    let Options { detector, recogniser, long_side } = tools.reading;
    let Limits { bytes, pixels, memory } = tools.limits;
    let common = Common {
        version: VERSION,
        tool: &tools.tool,
        models: &tools.models,
        detector: size_name(detector),
        recogniser: size_name(recogniser),
        long_side,
        max_bytes: bytes,
        max_pixels: pixels,
        max_memory: memory,
        recheck: recheck_name(tools),
        // Runtimes agree but for rounding; a probability at a threshold may still fall either way.
        runtime: tools.runtime.as_str(),
    };
    keyed(&common, key)
}

/// The fingerprint of one applicant's results; `common` is that of the settings.
///
/// Keyed, since it depends on the name: a plain hash could be guessed. Of the others on the roster only those count whose
/// names hold this one: adding anyone else redoes nothing.
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
            recogniser: size_name(Size::Small),
            long_side: 1,
            max_bytes: 2,
            max_pixels: 3,
            max_memory: 4,
            recheck: "off",
            runtime: "rten",
        };
        let text = String::from_utf8(compact(&common).unwrap()).unwrap();
        let wanted = concat!(
            r#"{"version":2,"tool":"t","models":{},"detector":"Tiny","recogniser":"Small","long_side":1,"#,
            r#""max_bytes":2,"max_pixels":3,"max_memory":4,"recheck":"off","runtime":"rten"}"#
        );
        assert_eq!(text, wanted, "a change here redoes every page of every folder");
    }
}
