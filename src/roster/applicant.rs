//! One applicant, and the rules for ids and ID numbers.

use super::refused::Refused;
use super::table::LOST;

/// One applicant.
#[derive(Clone, PartialEq, Eq)]
pub struct Applicant {
    /// Folder name in the output; never a name or an ID number.
    pub id: String,
    /// The name as the roster writes it.
    pub name: String,
    /// Other names and spellings of the applicant.
    pub aliases: Vec<String>,
    /// The ID number; a folder may be named by it.
    pub id_number: Option<String>,
}

impl std::fmt::Debug for Applicant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Applicant({:?}, {} aliases)", self.id, self.aliases.len())
    }
}

/// Longest id in characters, since it becomes a folder's name.
const MAX_ID: usize = 80;

/// Why an id can't be a folder's name on some system.
pub(super) fn unusable_id(id: &str) -> Option<Refused> {
    const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];
    let stem = id.split('.').next().unwrap_or_default().to_lowercase();
    let port = |name: &str| {
        stem.strip_prefix(name).is_some_and(|n| n.len() == 1 && n.chars().all(|c| c.is_ascii_digit()))
    };
    let forbidden =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | LOST);
    if id.is_empty() {
        Some(Refused::EmptyId)
    } else if id.contains(forbidden) {
        Some(Refused::IdForbidden)
    } else if id.starts_with('.') || id.ends_with('.') || id.trim() != id {
        Some(Refused::IdEnds)
    } else if RESERVED.contains(&stem.as_str()) || port("com") || port("lpt") {
        Some(Refused::IdReserved)
    } else if id.chars().count() > MAX_ID {
        Some(Refused::IdLong)
    } else {
        None
    }
}

/// Characters of an ID number (GB 11643).
const ID_NUMBER: usize = 18;

/// GB 11643: digits, and a check digit or X.
pub(super) fn is_id_number(id: &str) -> bool {
    let last = id.chars().last();
    id.len() == ID_NUMBER
        && id.chars().take(ID_NUMBER - 1).all(|c| c.is_ascii_digit())
        && last.is_some_and(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X'))
}

/// True when the id contains an ID number among other characters.
pub(super) fn holds_id_number(id: &str) -> bool {
    (0..id.len()).any(|at| id.get(at..at + ID_NUMBER).is_some_and(is_id_number))
}
