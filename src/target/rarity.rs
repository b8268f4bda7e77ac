//! How rarely a Chinese character is printed, by the levels of GB 2312, and what that is worth where a recogniser doubts.
//!
//! A recogniser's probability of a character holds how often it saw that one when it learnt: of 冼 and 洗, which look alike, it has seen the
//! second a hundred times as often, and says so of either. Of a name it is known which character is meant, so what the net expects beforehand is
//! taken out in part, as hybrids of nets and hidden Markov models divide posteriors by the classes' priors (Bourlard and Morgan 1994), usually
//! with an exponent below one.

use encoding_rs::GB18030;

use super::han::{is_han, simplified};

/// Bytes that begin characters of GB 2312's first level, of 3,755, and of its second, of 3,008; and from where on their second byte lies.
const FIRST_LEVEL: std::ops::RangeInclusive<u8> = 0xb0..=0xd7;
const SECOND_LEVEL: std::ops::RangeInclusive<u8> = 0xd8..=0xf7;
const SECOND_BYTE: u8 = 0xa1;
/// Three quarters of the logarithm by which a character of the first level is more frequent than one of the second, and than one beyond:
/// characters of the first make up some 99.7 % of modern texts, those of both 99.99 % (as the standard was made), and some 12,000 more are in
/// the alphabet. So it is 0.75 ln((0.997 / 3,755) / (0.0029 / 3,008)) and 0.75 ln((0.997 / 3,755) / (0.0001 / 12,000)). With half of it 洗 that was
/// read for 冼 under a stamp still counted as surely read.
const OF_SECOND: f32 = 4.2;
const BEYOND: f32 = 7.8;

/// What is added to the log-probability of `c`, which a name is written with, where another character won: 0 for everyday characters, also in
/// traditional print, and for all that are none. With gains for traditional glyphs 128 places of the second development set were covered
/// instead of 16: each of them looks like some character of a text.
pub fn gain(c: char) -> f32 {
    let standard = simplified(c);
    match of_level(c) {
        // 傑 is printed for 杰; 仝, which is in the standard, is no 同.
        BEYOND if standard != c => of_level(standard),
        gain => gain,
    }
}

fn of_level(c: char) -> f32 {
    if !is_han(c) {
        return 0.0;
    }
    let mut buffer = [0; 4];
    let (bytes, _, _) = GB18030.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [lead, trail] if trail >= SECOND_BYTE && FIRST_LEVEL.contains(&lead) => 0.0,
        [lead, trail] if trail >= SECOND_BYTE && SECOND_LEVEL.contains(&lead) => OF_SECOND,
        _ => BEYOND,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_characters_gain_more() {
        assert_eq!(['伟', 'a', '，', '洗', '傑', '偉'].map(gain), [0.0; 6]);
        assert_eq!(['冼', '仝'].map(gain), [OF_SECOND; 2]);
        assert_eq!(['玥', '彧'].map(gain), [BEYOND; 2]);
    }
}
