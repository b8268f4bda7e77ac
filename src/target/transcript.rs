//! The Latin spellings of a name that the roster gives as a Chinese transliteration (叶尔兰·哈力克): passports, diplomas and papers
//! have `Yerlan Halik`, and no rule leads from the one to the other.
//!
//! Both spell the same sounds, so their consonants are compared in an alignment with prices for what transcribers add and leave
//! out; vowels are free but for the question whether a word begins with one. Forms with alternatives, as for other spellings, would be
//! hundreds for each name, and couldn't weigh what differs.

use std::fmt;
use std::ops::Range;

use super::heard::Heard;
use super::latin_words::{Written, run, words};
use super::roman::{combine, read};
use super::sounds;

/// Most that all words of a name cost in sum.
const NAME: f32 = 0.8;
/// Most that a word costs that stands for the name with an initial or alone.
const SURE: f32 = 0.3;
/// Fewest consonants of a whole name, and of a word with an initial or alone: fewer are found in any text.
const NAME_CONSONANTS: usize = 3;
const WORD_CONSONANTS: usize = 3;
/// Fewest consonants of a name whose words aren't told apart.
const JOINED_CONSONANTS: usize = 4;
/// Most words that a name is written in whose parts the roster doesn't tell apart.
const MOST_WORDS: usize = 3;
/// The most readings of one part that are compared.
const READINGS: usize = 4;

/// A name in Chinese transliteration, to be compared with words in Latin letters.
#[derive(Clone, PartialEq, Eq)]
pub struct Transcript {
    /// Its parts, each in all its readings.
    parts: Vec<Vec<Heard>>,
    /// All parts in one.
    joined: Vec<Heard>,
}

/// Shows counts only, since sounds spell the name.
impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

/// How much of the name stands in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// One part in full, the other as an initial.
    Initial,
    /// One part alone: other people share it.
    Part,
}

/// A place in a text that is spelled like the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Characters of the text.
    pub range: Range<usize>,
    /// How much of the name they spell.
    pub extent: Extent,
}

impl Transcript {
    /// A name given by the parts of its transliteration; `None` where a character has no reading.
    pub(super) fn of(groups: &[Vec<char>]) -> Option<Transcript> {
        let heard = |group: &Vec<char>| -> Vec<Heard> {
            read(group, READINGS).iter().map(|reading| Heard::of(reading)).collect()
        };
        let parts: Vec<Vec<Heard>> = groups.iter().map(heard).collect();
        let joined = combine(&parts, READINGS).into_iter().filter_map(Heard::joined).collect();
        (!parts.is_empty() && parts.iter().all(|p| !p.is_empty())).then_some(Transcript { parts, joined })
    }

    /// Every place in `text` that spells the whole name, or a part of it with the other's initial. Words count that begin with a capital.
    pub fn places(&self, text: &[char]) -> Vec<Place> {
        let words = words(text);
        let mut out: Vec<Place> = Vec::new();
        let mut at = 0;
        while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
            let run = run(rest, text);
            match self.begins(run) {
                Some((count, extent)) => {
                    let ends = rest.first().zip(rest.get(count.saturating_sub(1)));
                    out.extend(ends.map(|(a, b)| Place { range: a.range.start..b.range.end, extent }));
                    at += count;
                }
                None => at += 1,
            }
        }
        out
    }

    /// Every word in `text` that spells a part of the name and stands apart from other words in Latin letters.
    pub fn parts_alone(&self, text: &[char]) -> Vec<Place> {
        let words = words(text);
        let alone = |at: usize| {
            let follows = |at: usize| words.get(at..at + 2).is_some_and(|pair| run(pair, text).len() > 1);
            !follows(at) && !at.checked_sub(1).is_some_and(follows)
        };
        let is_part = |word: &Written| {
            self.parts
                .iter()
                .any(|part| consonants(part) >= WORD_CONSONANTS && cost(part, &word.letters) <= SURE)
        };
        let own = words.iter().enumerate().filter(|(at, word)| alone(*at) && is_part(word));
        own.map(|(_, word)| Place { range: word.range.clone(), extent: Extent::Part }).collect()
    }

    /// How many of the first `words` spell the name, and how much of it.
    fn begins(&self, words: &[Written]) -> Option<(usize, Extent)> {
        let letters: Vec<&str> = words.iter().map(|word| word.letters.as_str()).collect();
        if self.parts.len() > 1 {
            if letters.get(..self.parts.len()).is_some_and(|all| self.is_name(all)) {
                return Some((self.parts.len(), Extent::Whole));
            }
            if let ([a, b], [first, second, ..]) = (self.parts.as_slice(), letters.as_slice())
                && (is_shortened(a, b, [first, second]) || is_shortened(b, a, [first, second]))
            {
                return Some((2, Extent::Initial));
            }
        }
        let most = if self.parts.len() > 1 { 1 } else { MOST_WORDS.min(letters.len()) };
        let joined =
            |count: &usize| letters.get(..*count).is_some_and(|words| self.is_joined(&words.concat()));
        let count = (1..=most).find(joined)?;
        Some((count, Extent::Whole))
    }

    /// True where each word spells a part, in the name's order or with the last part first.
    fn is_name(&self, words: &[&str]) -> bool {
        let told: usize = self.parts.iter().map(|part| consonants(part)).sum();
        let fits = |parts: &mut dyn Iterator<Item = &Vec<Heard>>| {
            parts.zip(words).map(|(part, word)| cost(part, word)).sum::<f32>() <= NAME
        };
        let (last, others) = (self.parts.iter().rev().take(1), self.parts.iter());
        told >= NAME_CONSONANTS
            && words.iter().all(|word| word.len() > 1)
            && (fits(&mut self.parts.iter()) || fits(&mut last.chain(others)))
    }

    fn is_joined(&self, word: &str) -> bool {
        consonants(&self.joined) >= JOINED_CONSONANTS && cost(&self.joined, word) <= SURE
    }
}

/// True where one of two words spells `full` and the other is the initial of `short`.
fn is_shortened(full: &[Heard], short: &[Heard], [a, b]: [&str; 2]) -> bool {
    let fits = |word: &str, initial: &str| {
        initial.len() == 1
            && consonants(full) >= WORD_CONSONANTS
            && short.iter().any(|heard| heard.begins_with(initial))
            && cost(full, word) <= SURE
    };
    fits(a, b) || fits(b, a)
}

/// Consonants of a part, in its likeliest reading.
fn consonants(part: &[Heard]) -> usize {
    part.first().map_or(0, Heard::consonants)
}

/// What the best reading of a part costs as `word`.
fn cost(part: &[Heard], word: &str) -> f32 {
    let spelled = sounds::of_latin(word);
    part.iter().map(|heard| heard.cost(&spelled)).fold(f32::INFINITY, f32::min)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn transcript(name: &str) -> Transcript {
        Transcript::of(&name.split('·').map(|part| part.chars().collect()).collect::<Vec<_>>()).unwrap()
    }

    fn found(name: &str, text: &str) -> Vec<(String, Extent)> {
        let text: Vec<char> = text.chars().collect();
        let places = transcript(name).places(&text);
        places.into_iter().map(|p| (text[p.range].iter().collect(), p.extent)).collect()
    }

    #[test]
    fn a_transliterated_name_is_known_by_its_latin_spellings() {
        for (name, spelled) in [
            ("叶尔兰·哈力克", "Yerlan Halik"),
            ("叶尔兰·哈力克", "YERLAN HALIK"),
            ("叶尔兰·哈力克", "Erlan Khaliq"),
            ("叶尔兰·哈力克", "Halik, Yerlan"),
            ("叶尔兰·哈力克", "YerlanHalik"),
            ("买买提·吐尔逊", "Mamat Tursun"),
            ("买买提·吐尔逊", "Muhammat Tursun"),
            ("古丽米热·托合提", "Gulmira Toxti"),
            ("吐尔逊娜依·艾合买提", "Tursunay Ahmat"),
            ("热依汗古丽·麦麦提依明", "REYHANGUL Mamtimin"),
            ("帕提曼·依布拉音", "Patime Ibrahim"),
            ("居来提·赛买提", "Jur'et Semet"),
            ("艾尼瓦尔·肉孜", "Änwär Rozi"),
            ("巴合提别克·朱马汗", "Bakhytbek Zhumakhan"),
            ("热孜万古丽·阿卜杜拉", "Rizwangul Abdullah"),
            ("海热古丽·木沙", "Xeyrigul Musa"),
            ("艾尔肯·吾斯曼", "ERKIN OSMAN"),
        ] {
            let text = format!("This is to certify that {spelled} has passed the test");
            assert_eq!(found(name, &text), [(spelled.to_owned(), Extent::Whole)], "{name}");
        }
    }

    #[test]
    fn the_mark_of_an_affiliation_is_no_sound() {
        let authors = "Chunqiang Fua, Yerjan Habdollab,*";
        assert_eq!(found("叶尔江·哈布都拉", authors), [("Yerjan Habdolla".to_owned(), Extent::Whole)]);
    }

    #[test]
    fn an_initial_may_stand_for_either_part() {
        for (name, spelled) in
            [("叶尔兰·哈力克", "Halik Y"), ("吐尔逊娜依·艾合买提", "T. Ahmat"), ("阿米娜·巴拉提", "A. Barat")]
        {
            assert_eq!(found(name, spelled), [(spelled.to_owned(), Extent::Initial)]);
        }
        assert!(found("叶尔兰·哈力克", "Halik B").is_empty());
    }

    #[test]
    fn other_names_and_words_are_spelled_otherwise() {
        for (name, text) in [
            ("叶尔兰·哈力克", "Yerlan Kadir, Aynur Halik"),
            ("买买提·吐尔逊", "Mamat Kurban"),
            ("买买提·吐尔逊", "mamat tursun is spelled in small letters"),
            ("阿依古丽·买买提", "Aynur Mamat"),
            ("艾力·依明", "All Members Of The Committee"),
            ("巴拉提·托合提", "The Board Of Trade, Better Trust"),
            ("古丽米热·托合提", "General Medical Technology"),
        ] {
            assert_eq!(found(name, text), [], "{name}");
        }
    }

    #[test]
    fn a_part_counts_alone_only_where_no_other_word_stands_beside_it() {
        let alone =
            |text: &str| transcript("古丽米热·托合提").parts_alone(&text.chars().collect::<Vec<_>>()).len();
        assert_eq!([alone("Given name: GULMIRA"), alone("名 GULMIRA")], [1, 1]);
        assert_eq!([alone("Gulmira Sadir"), alone("SADIR, GULMIRA")], [0, 0]);
    }

    #[test]
    fn a_name_without_dots_may_be_written_in_any_words() {
        for spelled in ["Narsan Batu", "Narsanbat", "Nar Sanbatu"] {
            assert_eq!(found("那尔桑巴图", spelled), [(spelled.to_owned(), Extent::Whole)]);
        }
    }

    #[test]
    fn what_is_shown_for_debugging_tells_no_sound() {
        assert_eq!(format!("{:?}", transcript("叶尔兰·哈力克")), "Transcript { parts: 2, .. }");
    }
}
