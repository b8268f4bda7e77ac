//! Raised letters behind an author's name, `Gao Feng` with a raised `a` for the first affiliation: readers see one word, `Gao Fenga`.
//!
//! It knows characters only. A letter too many may also make another name (`Li Na`, `Li Nan`), so something else has to show that
//! authors are marked here.

/// Letters that number affiliations: papers have few.
const LETTERS: std::ops::RangeInclusive<char> = 'a'..='h';
/// Letters that are raised by themselves, as Unicode has them: no name ends with one.
const RAISED: [char; 10] = ['ª', 'º', 'ᵃ', 'ᵇ', 'ᶜ', 'ᵈ', 'ᵉ', 'ᶠ', 'ᵍ', 'ʰ'];
/// What marks the corresponding author, as it is printed and as recognisers misread it.
const SIGNS: [char; 12] = ['*', '∗', '＊', '†', '‡', '§', '¶', '#', '"', '”', '“', '^'];
/// What stands between two marks of one author: a comma, which is read as a dot as well.
const COMMAS: [char; 3] = [',', '，', '.'];
/// What parts the authors of a list.
const SEPARATORS: [char; 5] = [',', '，', ';', '；', '、'];
/// Fewest authors of a list in which all are marked: two may have names that end like that.
const AUTHORS: usize = 3;

/// True when the letter at `at` in a line's text isn't the last of a name but a mark behind it: a raised letter, or a small letter behind a
/// capital, or before a sign or another mark, or at the end of an author in a list in which all are marked.
pub fn is_footnote(text: &[char], at: usize) -> bool {
    if text.get(at).is_some_and(|c| RAISED.contains(c)) {
        return true;
    }
    let is_mark = |at: usize| text.get(at).is_some_and(|c| LETTERS.contains(c));
    let is_letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphabetic());
    if !is_mark(at) || is_letter(text.get(at + 1)) {
        return false;
    }
    let mut before = text.get(..at).unwrap_or_default().iter().rev();
    let in_capitals = before.by_ref().take(2).filter(|c| c.is_uppercase()).count() == 2;
    let is_sign = |at: usize| text.get(at).is_some_and(|c| SIGNS.contains(c));
    let is_comma = |at: usize| text.get(at).is_some_and(|c| COMMAS.contains(c));
    let is_alone = |at: usize| is_mark(at) && !is_letter(text.get(at + 1));
    let goes_on = is_comma(at + 1) && (is_sign(at + 2) || is_alone(at + 2));
    in_capitals || is_sign(at + 1) || goes_on || all_are_marked(text)
}

/// True for a list of authors each of whom has a mark behind the name.
fn all_are_marked(text: &[char]) -> bool {
    let authors = text.split(|c| SEPARATORS.contains(c)).filter(|a| a.iter().any(|c| c.is_alphabetic()));
    let is_marked = |author: &[char]| {
        let last = author.iter().rfind(|c| !c.is_whitespace() && !SIGNS.contains(c));
        last.is_some_and(|c| LETTERS.contains(c) || c.is_ascii_digit())
    };
    let (marked, others): (Vec<_>, Vec<_>) = authors.partition(|author| is_marked(author));
    marked.len() >= AUTHORS && others.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(name: &str, text: &str) -> bool {
        let at = text.find(name).map(|at| text[..at].chars().count() + name.chars().count());
        at.is_some_and(|at| is_footnote(&text.chars().collect::<Vec<_>>(), at))
    }

    #[test]
    fn a_letter_that_numbers_an_affiliation_is_no_part_of_a_name() {
        for text in [
            "Xia Liua, Gao Fenga,*",
            "Gao Fenga*",
            "Gao Fenga,b,*, Yusup Ezizb",
            "Chunqiang Fu², Gao Fenga.*",
            "Junyi Gaoa, Zulhumar Hesenb, Gao Fenga\", Guoqiang Gaob",
            "Li Leib, Gao Fenga, Ma Junb,*",
            "Gao Fengª",
        ] {
            assert!(behind("Gao Feng", text), "{text}");
        }
        assert!(behind("ERKIN OSMAN", "Xia Liua, ERKIN OSMANb"));
    }

    #[test]
    fn a_letter_that_makes_another_name_is_its_own() {
        for text in ["Li Nan, Gao Yun", "Li Nab", "Li Nab, Wang Jun, Gao Yun", "Li Naba*"] {
            assert!(!behind("Li Na", text), "{text}");
        }
    }
}
