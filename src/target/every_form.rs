//! All forms of one applicant's name, by how they are looked for.

use super::form::{Form, Kind, Script};
use super::transcript::Transcript;

/// All forms of one applicant's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forms {
    /// The whole name: as the roster has it first, then the aliases, then what was generated, most likely
    /// first.
    pub whole: Vec<Form>,
    /// Given or family part alone: searched only on pages where the whole name was found.
    pub parts: Vec<Form>,
    /// Aliases in scripts that no reader knows (every [`Kind::Script`] but Cyrillic): searchable in text, not on
    /// pages.
    pub unread: Vec<Form>,
    /// The whole name in Uyghur script, for a reader of that script: from aliases, and derived from the other
    /// spellings. Loose by design, so it is looked for only in lines of that script.
    pub uyghur: Vec<Form>,
    /// The sounds of a Chinese transliteration, to be compared with words in Latin letters.
    pub transcripts: Vec<Transcript>,
}

impl Forms {
    /// The scripts of [`Forms::unread`], each once.
    pub fn unread_scripts(&self) -> Vec<Script> {
        let mut scripts: Vec<Script> = self
            .unread
            .iter()
            .filter_map(|form| if let Kind::Script(script) = form.kind { Some(script) } else { None })
            .collect();
        scripts.sort_unstable();
        scripts.dedup();
        scripts
    }
}
