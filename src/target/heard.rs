//! What it costs to take the letters of a word for the sounds of a Chinese transliteration.
//!
//! An alignment of both by their consonants, with prices for what transcribers add and leave out. It knows one word and one part of a name;
//! [`transcript`](super::transcript) knows names.

use super::sounds::{self, Role, Sound, Spelled, is_vowel, split};

// The prices, and the limits of `transcript`, were chosen on 209 spellings of 104 given names against each other (22,000 pairs), 65 whole
// names of made-up people against each other (3,300 pairs) and 16,000 English words: of the names' spellings 92 % cost 0.3
// or less, of others' 0.7 %, of English words 0.2 %; of the whole names all cost 0.8 or less in sum, of others' one.

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

/// A part of the name in one reading.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Heard {
    consonants: Vec<Sound>,
    begins_with_a_vowel: bool,
}

impl Heard {
    /// A part given by the syllables of its reading.
    pub(super) fn of(syllables: &[String]) -> Heard {
        let begins_with_a_vowel = syllables.first().is_some_and(|first| {
            // y belongs to the vowel, and 尔 begins with one.
            is_vowel(first) || matches!(split(first).0, "" | "y")
        });
        let sounds = sounds::of_syllables(syllables).into_iter();
        Heard { consonants: sounds.filter(Sound::is_consonant).collect(), begins_with_a_vowel }
    }

    /// Parts that are written as one word.
    pub(super) fn joined(parts: Vec<Heard>) -> Option<Heard> {
        let begins_with_a_vowel = parts.first()?.begins_with_a_vowel;
        Some(Heard {
            consonants: parts.into_iter().flat_map(|p| p.consonants).collect(),
            begins_with_a_vowel,
        })
    }

    /// How many consonants it has.
    pub(super) fn consonants(&self) -> usize {
        self.consonants.len()
    }

    /// True where a word that is spelled with this initial may be this part.
    pub(super) fn begins_with(&self, initial: &str) -> bool {
        let spelled = sounds::of_latin(initial);
        match (spelled.first().and_then(|s| s.letters), self.consonants.first()) {
            _ if self.begins_with_a_vowel => spelled.first().is_some_and(is_vowel_or_glide),
            (Some(letters), Some(first)) => share(letters, first.letters),
            _ => false,
        }
    }

    /// What it costs to take the sounds of a word in Latin letters for this part.
    pub(super) fn cost(&self, spelled: &[Spelled]) -> f32 {
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
