//! Whether a text names people, and whether it can be anybody's name.
//!
//! Two questions with two answers each. What was surely read *is* one name, or several: a family name begins it, or it has the dot of a
//! transliterated one. What was badly read *may be* a name, as a whole or in a part, unless the dictionary knows its words: a stamp is
//! made of these, a signature isn't. It knows characters and words, not pages.

use super::lists;
use super::words::Words;
use crate::roster::has_family;
use crate::target::han::{is_han, simplified};

/// What stands between the names of a list, …
const SEPARATORS: [char; 5] = [',', '，', '、', ';', '；'];
/// … and around the number of a person in one.
const BRACKETS: [char; 4] = ['(', ')', '（', '）'];
/// Dots between the parts of a transliterated name.
const DOTS: [char; 4] = ['·', '•', '・', '.'];
/// Characters of the shortest name that begins with no family name: a transliterated one.
const TRANSLITERATED: usize = 4;
/// The same of one that is made of characters of such names alone.
const TRANSLITERATION: usize = 3;
/// Chinese characters of the shortest phrase on a stamp.
pub(super) const PHRASE: usize = 4;

/// True for a text that is one person's name.
pub(super) fn is_name(text: &str) -> bool {
    let han = han(text);
    let is_dotted = || text.contains(DOTS) && han.chars().count() >= TRANSLITERATED;
    let only = text.chars().filter(|c| c.is_alphanumeric()).count() == han.chars().count();
    only && (has_family(&han) || is_dotted())
}

/// True for a text that is a person's name or several, with a number behind each at most.
pub(super) fn is_names(text: &str) -> bool {
    let is_number = |part: &str| part.chars().all(|c| c.is_ascii_digit() || c.is_whitespace());
    let is_mark = |c: char| SEPARATORS.contains(&c) || BRACKETS.contains(&c);
    let mut parts = text.split(is_mark).filter(|part| !is_number(part)).peekable();
    parts.peek().is_some() && parts.all(|part| is_name(part) || is_transliterated(part))
}

/// True for a transliterated name whose dot was lost, or of one word.
fn is_transliterated(text: &str) -> bool {
    let mut han = text.chars().filter(|c| !c.is_whitespace());
    text.chars().count() >= TRANSLITERATION && han.all(|c| lists::TRANSLITERATED.has(simplified(c)))
}

/// True for what may be somebody's name: a person who signs writes no other word.
pub(super) fn may_be_name(text: &str, words: &Words) -> bool {
    let han = han(text);
    match han.chars().count() >= TRANSLITERATED {
        true => !words.hold_one(&han),
        false => text.chars().any(|c| c.is_alphabetic() && !is_han(c)) || has_family(&han),
    }
}

/// True when a part of a text may be somebody's name: the inventors of a patent share a field, with marks or spaces between them.
pub(super) fn may_name(text: &str, words: &Words) -> bool {
    let parts = text.split(|c: char| SEPARATORS.contains(&c) || c.is_whitespace());
    parts.filter(|part| !part.is_empty()).any(|part| may_be_name(part, words))
}

/// True for words that name nobody, as stamps are made of them.
pub(super) fn is_phrase(text: &str, words: &Words) -> bool {
    han(text).chars().count() >= PHRASE && !may_name(text, words)
}

/// The Chinese characters of a text.
fn han(text: &str) -> String {
    text.chars().filter(|c| is_han(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_a_family_name_or_a_dot() {
        for name in ["王建国", "买买提·吐尔逊", " 欧阳若谷"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["建国", "王建国3", "Wang Jianguo", "", "木·沙"] {
            assert!(!is_name(other), "{other}");
        }
    }

    #[test]
    fn a_list_names_several_with_their_numbers() {
        for names in ["王建国", "王建国（12）、冯春梅", "古丽巴哈尔;葛天成"] {
            assert!(is_names(names), "{names}");
        }
        assert!(!is_names("王建国、审核") && !is_names("12") && !is_names(""));
    }

    #[test]
    fn a_list_of_names_is_no_stamp() {
        let words = Words::default();
        assert!(may_name("才仁加甫；葛天成；冯春梅", &words) && may_name("郭国华 李明波 黄德敏", &words));
        assert!(is_phrase("此件仅供职称申报使用", &words) && !is_phrase("才仁加甫；葛天成；冯春梅", &words));
        assert!(!is_phrase("使用", &words), "too short to tell");
    }

    #[test]
    fn what_is_no_name_was_misread_as_a_signature() {
        let words = Words::default();
        for name in ["王建国", "阿不都拉", "Li"] {
            assert!(may_be_name(name, &words), "{name}");
        }
        assert!(!may_be_name("亨国", &words) && !may_be_name("原件核对无误", &words));
    }
}
