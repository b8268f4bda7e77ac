//! Finds the applicant that a folder's name means.
//!
//! It knows names of folders, not files, and decides nothing about their content.

use unicode_normalization::UnicodeNormalization;

use super::people::{Applicant, Roster};

/// The owner of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This applicant (index in the roster).
    One(usize),
    /// Nobody on the roster.
    Nobody,
    /// Several applicants: namesakes, or one's id is another's name.
    Several,
}

/// Names that folders of the roster's applicants may have, prepared once: a region has ten thousand of both.
pub struct Owners(Vec<Called>);

/// Names that a folder of one applicant may have.
struct Called {
    /// The id in compatibility form and lower case.
    id: String,
    /// The id without white space.
    plain_id: String,
    /// The ID number without white space.
    number: Option<String>,
    /// The name without white space and dots, since transliterated names are written with any dot or none.
    name: String,
    /// Name and aliases without white space and dots, except those of a single character.
    names: Vec<String>,
}

impl Called {
    fn new(applicant: &Applicant) -> Called {
        let names = std::iter::once(&applicant.name).chain(&applicant.aliases).map(|name| letters(name));
        Called {
            id: trimmed(&applicant.id),
            plain_id: plain(&applicant.id),
            number: applicant.id_number.as_deref().map(plain),
            name: letters(&applicant.name),
            names: names.filter(|name| name.chars().count() > 1).collect(),
        }
    }

    /// True when a folder's name, given as `letters` (without spaces and dots) and `plain` (with dots), contains a
    /// name or the number.
    fn is_named(&self, letters: &str, plain: &str) -> bool {
        self.names.iter().any(|name| letters.contains(name))
            || self.number.as_deref().is_some_and(|number| plain.contains(number))
    }
}

impl Owners {
    /// Prepares the applicants of a roster.
    pub fn of(roster: &Roster) -> Owners {
        Owners(roster.applicants.iter().map(Called::new).collect())
    }

    /// Finds the applicant whose id, ID number or name is the folder's name, or whose id the folder's name starts
    /// with (`B001_张伟`, `B001 张伟`, `B001张伟`). Width, case and spaces don't matter. A folder with one applicant's id
    /// and another's name (`B001_李强`) belongs to nobody: only a person can tell which of the two is wrong.
    pub fn owner(&self, folder: &str) -> Owner {
        let (plain, letters) = (plain(folder), letters(folder));
        let exact = self.0.iter().enumerate().filter(|(_, a)| {
            a.plain_id == plain
                || a.number.as_deref() == Some(plain.as_str())
                || !a.name.is_empty() && a.name == letters
        });
        let found = match single(exact.map(|(i, _)| i)) {
            Owner::Nobody => self.by_prefix(folder),
            found => found,
        };
        // In 高山峰's folder, 高山 is a part of the owner's own name.
        let own = |i: usize| self.0.get(i).is_some_and(|a| a.is_named(&letters, &plain));
        let anothers =
            |i: usize| self.0.iter().enumerate().any(|(k, a)| k != i && a.is_named(&letters, &plain));
        match found {
            Owner::One(i) if !own(i) && anothers(i) => Owner::Several,
            found => found,
        }
    }

    /// The longest id that the folder's name starts with, if the next character isn't of the same kind (letter or
    /// digit): `B001` must not claim `B0012`.
    fn by_prefix(&self, folder: &str) -> Owner {
        let wanted = trimmed(folder);
        let fits = |id: &str| {
            let rest = wanted.strip_prefix(id)?;
            let next = rest.chars().next()?;
            (!next.is_ascii_alphanumeric()).then_some(id.len())
        };
        let hits: Vec<(usize, usize)> =
            self.0.iter().enumerate().filter_map(|(i, a)| fits(&a.id).map(|length| (length, i))).collect();
        let longest = hits.iter().map(|(length, _)| *length).max().unwrap_or(0);
        single(hits.into_iter().filter(|(length, _)| *length == longest).map(|(_, i)| i))
    }
}

fn single(mut found: impl Iterator<Item = usize>) -> Owner {
    match (found.next(), found.next()) {
        (None, _) => Owner::Nobody,
        (Some(i), None) => Owner::One(i),
        (Some(_), Some(_)) => Owner::Several,
    }
}

/// A text without white space and dots.
fn letters(text: &str) -> String {
    plain(text).chars().filter(|c| !is_dot(*c)).collect()
}

fn is_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '・' | '．' | '.' | '‧' | '∙' | '⋅')
}

fn trimmed(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_lowercase()
}

fn plain(text: &str) -> String {
    trimmed(text).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(roster: &Roster, folder: &str) -> Owner {
        Owners::of(roster).owner(folder)
    }

    fn roster(people: &[(&str, &str, Option<&str>)]) -> Roster {
        let applicant = |(id, name, number): &(&str, &str, Option<&str>)| Applicant {
            id: (*id).into(),
            name: (*name).into(),
            aliases: vec![],
            id_number: number.map(Into::into),
        };
        Roster { applicants: people.iter().map(applicant).collect(), notices: vec![] }
    }

    #[test]
    fn id_number_name_and_prefix_lead_to_the_applicant() {
        let r = roster(&[
            ("B001", "高山", Some("99010120000101001X")),
            ("B002", "沙·尔山", None),
            ("B0012", "林海", None),
            ("B001-2", "林海", None),
        ]);
        for (folder, owner_is) in [
            ("B001", Owner::One(0)),
            ("ｂ００１ ", Owner::One(0)),
            ("99010120000101001x", Owner::One(0)),
            ("高　山", Owner::One(0)),
            ("沙尔山", Owner::One(1)),
            ("沙•尔山", Owner::One(1)),
            ("B001_高山", Owner::One(0)),
            ("B001高山", Owner::One(0)),
            ("B0012", Owner::One(2)),
            ("B001-2 材料", Owner::One(3)),
            ("B00", Owner::Nobody),
            ("B00123", Owner::Nobody),
            ("高山峰", Owner::Nobody),
            ("林海", Owner::Several),
            ("", Owner::Nobody),
            ("·", Owner::Nobody),
        ] {
            assert_eq!(owner(&r, folder), owner_is, "{folder}");
        }
    }

    #[test]
    fn one_id_and_anothers_name_is_ambiguous() {
        let r = roster(&[
            ("T1", "王建国", Some("990101200001010016")),
            ("T2", "谢韵兰", None),
            ("T3", "王建国强", None),
        ]);
        for (folder, owner_is) in [
            ("T2_王建国", Owner::Several),
            ("T2 王 建国 材料", Owner::Several),
            ("T2_990101200001010016", Owner::Several),
            ("T2_谢韵兰", Owner::One(1)),
            ("T2_谢韵兰_王建国", Owner::One(1)),
            ("T3_王建国强", Owner::One(2)),
            ("T2_补充材料", Owner::One(1)),
        ] {
            assert_eq!(owner(&r, folder), owner_is, "{folder}");
        }
    }

    #[test]
    fn an_id_that_is_another_applicants_name_belongs_to_neither() {
        let r = roster(&[("高山", "林海", None), ("B2", "高山", None)]);
        assert_eq!(owner(&r, "高山"), Owner::Several);
    }
}
