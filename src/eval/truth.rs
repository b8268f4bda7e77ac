//! The truth about the pages: `truth.json`, a list of records, one a page. Nothing here knows a run's results.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use crate::error::{Detail, Error};

/// One page and everything that stands on it. Coordinates are pixels of the stored grid.
#[derive(Debug, Clone, Deserialize)]
pub struct Page {
    /// Its path below the folder of the truth.
    pub file: String,
    /// SHA-256 of the file in lower-case hexadecimal, if given.
    #[serde(default)]
    pub sha256: Option<String>,
    /// The applicant of the page.
    pub applicant: Person,
    /// Kind of document.
    #[serde(default = "unknown")]
    pub kind: String,
    /// How it was captured (scan, phone …).
    #[serde(default)]
    pub base: String,
    /// The damage done to it.
    #[serde(default)]
    pub degradations: Vec<String>,
    /// Clockwise degrees by which the content is turned in the stored grid.
    #[serde(default = "zero")]
    pub rotation: Number,
    /// The EXIF orientation, 1–8.
    #[serde(default = "one")]
    pub exif_orientation: u8,
    /// Width and height of the stored grid.
    pub size: [f64; 2],
    /// False when a person couldn't read it either; such a page should be held.
    #[serde(default = "yes")]
    pub readable: bool,
    /// Places of the applicant's name.
    pub occurrences: Vec<Name>,
    /// Places of other names, and of phrases that hold the applicant's.
    #[serde(default)]
    pub decoys: Vec<Decoy>,
}

/// A made-up applicant.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    /// The roster's id.
    #[serde(default)]
    pub id: String,
    /// The name.
    #[serde(default)]
    pub name: String,
}

/// One place where the applicant's name, or a part of it, stands.
#[derive(Debug, Clone, Deserialize)]
pub struct Name {
    /// Its corners: the text's top left, then along the text, then round; tight to the ink.
    pub quad: [[f64; 2]; 4],
    /// Its text.
    pub text: String,
    /// `han`, `latin` …
    #[serde(default)]
    pub script: String,
    /// `print`, `handwritten`, `seal` …
    #[serde(default)]
    pub style: String,
    /// `han`, `trad`, `pinyin` …
    #[serde(default)]
    pub form: String,
    /// Parts of one name (broken over two lines, two columns of a seal) share a group; absent for a name in one part.
    #[serde(default)]
    pub group: Option<i64>,
    /// Not clearly a name (the local part of an e-mail address): reported apart.
    #[serde(default)]
    pub ambiguous: bool,
}

/// One place that isn't the applicant's name and should stay.
#[derive(Debug, Clone, Deserialize)]
pub struct Decoy {
    /// Its corners.
    pub quad: [[f64; 2]; 4],
    /// Its text.
    pub text: String,
    /// A longer name or a phrase that holds the applicant's: reported apart.
    #[serde(default)]
    pub ambiguous: bool,
}

fn unknown() -> String {
    "?".to_owned()
}

fn zero() -> Number {
    0.into()
}

fn one() -> u8 {
    1
}

fn yes() -> bool {
    true
}

/// Keeps only pages with this value in a plain field: `base=phone`, `rotation=90`, `readable=false`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subset {
    field: String,
    value: String,
}

impl std::str::FromStr for Subset {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (field, value) = text.split_once('=').ok_or(Error::Usage(Detail::SubsetForm))?;
        Ok(Subset { field: field.to_owned(), value: value.to_owned() })
    }
}

impl Subset {
    fn holds(&self, record: &Map<String, Value>) -> bool {
        match record.get(&self.field) {
            Some(Value::String(s)) => *s == self.value,
            Some(Value::Number(n)) => n.to_string() == self.value,
            // Python's spelling is accepted too.
            Some(Value::Bool(b)) => self.value.eq_ignore_ascii_case(if *b { "true" } else { "false" }),
            Some(Value::Null) | None => self.value.eq_ignore_ascii_case("none"),
            Some(Value::Array(_) | Value::Object(_)) => false,
        }
    }
}

/// Reads a truth. Records without a `size` (files that aren't pictures) are left out.
///
/// # Errors
/// [`Error::Io`]; [`Error::Record`] when it isn't a truth; [`Error::Usage`] when the subset is empty.
pub fn load(path: &Path, subset: Option<&Subset>) -> Result<Vec<Page>, Error> {
    let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
    let wrong = |e: serde_json::Error| Error::Record { path: path.to_owned(), problem: e.to_string().into() };
    let records: Vec<Map<String, Value>> = serde_json::from_slice(&bytes).map_err(wrong)?;
    let sized = records.into_iter().filter(|r| r.get("size").is_some_and(|s| !s.is_null()));
    let chosen = sized.filter(|r| subset.is_none_or(|s| s.holds(r)));
    let pages: Vec<Page> =
        chosen.map(|r| serde_json::from_value(Value::Object(r))).collect::<Result<_, _>>().map_err(wrong)?;
    if let (true, Some(subset)) = (pages.is_empty(), subset) {
        let Subset { field, value } = subset;
        return Err(Error::Usage(Detail::NoPage(field.clone(), value.clone())));
    }
    Ok(pages)
}

impl Page {
    /// The parts of each name, in the order of their first parts.
    pub fn groups(&self) -> Vec<Vec<&Name>> {
        let mut groups: Vec<(i64, Vec<&Name>)> = Vec::new();
        for (i, name) in self.occurrences.iter().enumerate() {
            // As in the script that defines the format, a name without a group gets its number.
            let group = name.group.unwrap_or(i as i64);
            match groups.iter_mut().find(|(g, _)| *g == group) {
                Some((_, parts)) => parts.push(name),
                None => groups.push((group, vec![name])),
            }
        }
        groups.into_iter().map(|(_, parts)| parts).collect()
    }
}

/// Height of a text in pixels: the shorter of a quad's first and last side.
pub fn height(quad: &[[f64; 2]; 4]) -> f64 {
    let [a, b, _, d] = *quad;
    let side = |p: [f64; 2], q: [f64; 2]| (p[0] - q[0]).hypot(p[1] - q[1]);
    side(a, d).min(side(a, b))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_subset_reads_plain_fields() {
        let record: Map<String, Value> = serde_json::from_str(
            r#"{"base":"phone","rotation":90,"readable":false,"tags":["x"],"nil":null}"#,
        )
        .unwrap();
        for (text, holds) in [
            ("base=phone", true),
            ("base=scan", false),
            ("rotation=90", true),
            ("rotation=9", false),
            ("readable=False", true),
            ("readable=false", true),
            ("readable=true", false),
            ("tags=x", false),
            ("nil=None", true),
        ] {
            assert_eq!(text.parse::<Subset>().unwrap().holds(&record), holds, "{text}");
        }
        assert!("base".parse::<Subset>().is_err());
    }

    #[test]
    fn the_height_is_the_shorter_side() {
        assert_eq!(height(&[[0.0, 0.0], [30.0, 40.0], [0.0, 0.0], [0.0, 20.0]]), 20.0);
        assert_eq!(height(&[[0.0, 0.0], [3.0, 4.0], [0.0, 0.0], [0.0, 20.0]]), 5.0);
    }
}
