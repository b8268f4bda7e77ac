//! The Latin spellings of a name that the roster gives as a Chinese transliteration (叶尔兰·哈力克): passports, diplomas and papers
//! have `Yerlan Halik`, and no rule leads from the one to the other.
//!
//! Both spell the same sounds, so their consonants are compared in an alignment with prices for what transcribers add and leave
//! out; vowels are free but for the question whether a word begins with one. Forms with alternatives, as for other spellings, would be
//! hundreds for each name, and couldn't weigh what differs.

use std::fmt;
use std::ops::Range;

use super::footnote::is_footnote;
use super::form::Gap;
use super::latin::{base, is_mark};
use super::roman::{combine, read};
use super::sounds::{self, Role, Sound, Spelled, is_vowel, split};

/// The prices below, and the limits, were chosen on 209 spellings of 104 given names against each other (22,000 pairs), 65 whole
/// names of made-up people against each other (3,300 pairs) and 16,000 English words: of the names' spellings 92 % cost
/// [`SURE`] or less, of others' 0.7 %, of English words 0.2 %; of the whole names all cost 0.8 or less in sum, of others' one.
///
/// A consonant that only one of the two spells, or that both spell as different sounds.
const OTHER: f32 = 1.0;
/// A nasal that ends a Chinese syllable and has no letter: 帕提曼, Patime.
const NASAL_LEFT_OUT: f32 = 0.5;
/// An h that has no letter (热依汗, Reyan), and one that has no syllable (米热古丽, Mihrigul).
const H_LEFT_OUT: f32 = 0.4;
const H_ADDED: f32 = 0.3;
/// A w that has no letter: 艾尼瓦尔, Anuar.
const W_LEFT_OUT: f32 = 0.3;
/// A y, w or v that has no syllable, since it belongs to a vowel: Seyit, Dawut.
const GLIDE_ADDED: f32 = 0.1;
/// An l, n or r that has no syllable: Chinese syllables end with n or ng only.
const LIQUID_ADDED: f32 = 0.7;
/// A nasal and the syllable after it that are one letter: 吐尔逊娜依, Tursunay.
const MERGED: f32 = 0.1;
/// Only one of the two begins with a vowel; the second where a sound between them explains it: 艾山, Hesen.
const BEGINS_OTHERWISE: f32 = 0.8;
const BEGINS_WITH_A_BREATH: f32 = 0.3;

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

/// A part of the name in one reading.
#[derive(Clone, PartialEq, Eq)]
struct Heard {
    consonants: Vec<Sound>,
    begins_with_a_vowel: bool,
}

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

/// A word of a text.
struct Written {
    range: Range<usize>,
    /// In lower case and without accents.
    letters: String,
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
        let whole = |count: usize, extent| Some((count, extent));
        let letters: Vec<&str> = words.iter().map(|word| word.letters.as_str()).collect();
        if self.parts.len() > 1 {
            if letters.get(..self.parts.len()).is_some_and(|all| self.is_name(all)) {
                return whole(self.parts.len(), Extent::Whole);
            }
            if let ([a, b], [first, second, ..]) = (self.parts.as_slice(), letters.as_slice())
                && (is_shortened(a, b, [first, second]) || is_shortened(b, a, [first, second]))
            {
                return whole(2, Extent::Initial);
            }
        }
        let most = if self.parts.len() > 1 { 1 } else { MOST_WORDS.min(letters.len()) };
        let joined =
            |count: &usize| letters.get(..*count).is_some_and(|words| self.is_joined(&words.concat()));
        let count = (1..=most).find(joined)?;
        whole(count, Extent::Whole)
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
    part.first().map_or(0, |heard| heard.consonants.len())
}

/// What the best reading of a part costs as `word`.
fn cost(part: &[Heard], word: &str) -> f32 {
    let spelled = sounds::of_latin(word);
    part.iter().map(|heard| heard.cost(&spelled)).fold(f32::INFINITY, f32::min)
}

impl Heard {
    fn of(syllables: &[String]) -> Heard {
        let begins_with_a_vowel = syllables.first().is_some_and(|first| {
            // y belongs to the vowel, and 尔 begins with one.
            is_vowel(first) || matches!(split(first).0, "" | "y")
        });
        let sounds = sounds::of_syllables(syllables).into_iter();
        Heard { consonants: sounds.filter(Sound::is_consonant).collect(), begins_with_a_vowel }
    }

    fn joined(parts: Vec<Heard>) -> Option<Heard> {
        let begins_with_a_vowel = parts.first()?.begins_with_a_vowel;
        Some(Heard {
            consonants: parts.into_iter().flat_map(|p| p.consonants).collect(),
            begins_with_a_vowel,
        })
    }

    /// True where a word that is spelled with this initial may be this part.
    fn begins_with(&self, initial: &str) -> bool {
        let spelled = sounds::of_latin(initial);
        match (spelled.first().and_then(|s| s.letters), self.consonants.first()) {
            _ if self.begins_with_a_vowel => spelled.first().is_some_and(is_vowel_or_glide),
            (Some(letters), Some(first)) => share(letters, first.letters),
            _ => false,
        }
    }

    /// What it costs to take the sounds of a word in Latin letters for this part.
    fn cost(&self, spelled: &[Spelled]) -> f32 {
        let begins_with_a_vowel = spelled.first().is_some_and(is_vowel_or_glide);
        // A doubled letter is one sound: Abdulla.
        let mut letters = spelled.to_vec();
        letters.dedup_by(|b, a| a.text == b.text);
        letters.retain(|s| s.letters.is_some());
        let between = |s: &Spelled| matches!(s.text, "h" | "y" | "w");
        let begin = match begins_with_a_vowel == self.begins_with_a_vowel {
            true => 0.0,
            false if letters.first().is_some_and(between) => BEGINS_WITH_A_BREATH,
            false if self.consonants.first().is_some_and(is_h) => BEGINS_WITH_A_BREATH,
            false => BEGINS_OTHERWISE,
        };
        begin + align(&self.consonants, &letters)
    }
}

fn is_vowel_or_glide(sound: &Spelled) -> bool {
    sound.letters.is_none() || sound.text == "y"
}

fn is_h(sound: &Sound) -> bool {
    sound.letters.contains('ھ')
}

/// Two spellings of a sound share a letter.
fn share(a: &str, b: &str) -> bool {
    a.chars().any(|c| b.contains(c))
}

/// The least cost of an alignment of both: the edit distance with a price for each edit.
fn align(heard: &[Sound], spelled: &[Spelled]) -> f32 {
    // least[j]: of the sounds so far with the first j letters; rows for this sound and the two before it.
    let mut least: Vec<Vec<f32>> = Vec::with_capacity(heard.len() + 1);
    for i in 0..=heard.len() {
        let mut row: Vec<f32> = Vec::with_capacity(spelled.len() + 1);
        for j in 0..=spelled.len() {
            let at = |back_i: usize, back_j: usize| -> Option<f32> {
                let (i, j) = (i.checked_sub(back_i)?, j.checked_sub(back_j)?);
                if back_i == 0 { row.get(j).copied() } else { least.get(i)?.get(j).copied() }
            };
            let sound = |back: usize| i.checked_sub(back).and_then(|i| heard.get(i));
            let letter = j.checked_sub(1).and_then(|j| spelled.get(j));
            let edits = [
                at(1, 0).zip(sound(1)).map(|(c, s)| c + left_out(s)),
                at(0, 1).zip(letter).map(|(c, l)| c + added(l)),
                at(1, 1).zip(sound(1)).zip(letter).map(|((c, s), l)| c + taken_for(s, l)),
                at(2, 1).zip(sound(2).zip(sound(1))).zip(letter).map(|((c, (a, b)), l)| c + both(a, b, l)),
            ];
            let best = edits.into_iter().flatten().fold(f32::INFINITY, f32::min);
            row.push(if i == 0 && j == 0 { 0.0 } else { best });
        }
        least.push(row);
    }
    least.last().and_then(|row| row.last()).copied().unwrap_or(f32::INFINITY)
}

fn left_out(sound: &Sound) -> f32 {
    match sound.role {
        Role::Nasal | Role::NasalAfterM => NASAL_LEFT_OUT,
        _ if sound.letters == sounds::ROUND => W_LEFT_OUT,
        _ if is_h(sound) => H_LEFT_OUT,
        _ => OTHER,
    }
}

fn added(letter: &Spelled) -> f32 {
    match letter.text {
        "y" | "w" | "v" => GLIDE_ADDED,
        "h" => H_ADDED,
        "l" | "n" | "r" => LIQUID_ADDED,
        _ => OTHER,
    }
}

fn taken_for(sound: &Sound, letter: &Spelled) -> f32 {
    if letter.letters.is_some_and(|letters| share(letters, sound.letters)) { 0.0 } else { OTHER }
}

/// Two sounds as one letter: a nasal that is the next syllable's too, or `ng` where n and g belong to two syllables.
fn both(first: &Sound, second: &Sound, letter: &Spelled) -> f32 {
    let is_nasal = matches!(first.role, Role::Nasal | Role::NasalAfterM);
    let apart = letter.text == "ng" && share(first.letters, "ن") && share(second.letters, "گ");
    match (apart, is_nasal && share(first.letters, second.letters)) {
        (true, _) => 0.0,
        (_, true) => MERGED + taken_for(second, letter),
        _ => f32::INFINITY,
    }
}

/// Words in Latin letters that begin with a capital. A capital behind a small letter begins another one: `YerlanHalik`.
fn words(text: &[char]) -> Vec<Written> {
    let mut out: Vec<Written> = Vec::new();
    let mut open = false;
    let mut before: Option<char> = None;
    for (at, &c) in text.iter().enumerate() {
        let plain = base(c);
        if open && is_footnote(text, at) {
            open = false;
            before = Some(c);
            continue;
        }
        let inside = open && (Gap::Syllable.holds(c) && !c.is_whitespace() || is_mark(c));
        let next_is_latin = text.get(at + 1).is_some_and(|c| base(*c).is_ascii_lowercase());
        if plain.is_ascii_lowercase() {
            let begins = !open || (c.is_uppercase() && before.is_some_and(char::is_lowercase));
            if begins {
                out.push(Written { range: at..at, letters: String::new() });
            }
            if let Some(word) = out.last_mut() {
                word.letters.push(plain);
                word.range.end = at + 1;
            }
            open = true;
        } else {
            open = inside && next_is_latin;
        }
        before = Some(c);
    }
    out.retain(|word| text.get(word.range.start).is_some_and(|c| c.is_uppercase()));
    out
}

/// The words from the first on between which nothing stands but what may separate the words of a name.
fn run<'a>(words: &'a [Written], text: &[char]) -> &'a [Written] {
    let joins = |pair: &[Written]| match pair {
        [a, b] => text.get(a.range.end..b.range.start).is_some_and(|between| {
            between.len() <= Gap::Word.most() && between.iter().all(|c| Gap::Word.holds(*c))
        }),
        _ => false,
    };
    let count = 1 + words.windows(2).take_while(|pair| joins(pair)).count();
    words.get(..count).unwrap_or(words)
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
