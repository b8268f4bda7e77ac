//! Details of reasons and errors: sentences in both languages, with typed places for figures.
//!
//! A stage makes a [`Detail`](super::Detail) from what it measured. The audit writes it in English; people read it in
//! the language they asked for. All sentences stand in `table`, the only place with both languages.
//! An audit is parsed back into the same values, so the report of an old run can be shown in Chinese too.

use crate::lang::Lang;

/// A value that can stand in a sentence's place.
pub trait Word: Sized {
    /// As a person reads it.
    fn say(&self, lang: Lang) -> String;
    /// Parses the English text; `None` when it doesn't fit.
    fn read(text: &str) -> Option<Self>;
}

macro_rules! plain_words {
    ($($kind:ty),*) => { $(
        impl Word for $kind {
            fn say(&self, _: Lang) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )* };
}

plain_words!(u64, i64, String);

/// A figure with one decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tenths(pub i64);

/// A figure with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hundredths(pub i64);

macro_rules! decimals {
    ($name:ident, $scale:literal, $places:literal) => {
        impl From<f32> for $name {
            fn from(x: f32) -> Self {
                // The cast cuts values that are too large and turns NaN into 0.
                $name((x * $scale).round() as i64)
            }
        }

        impl Word for $name {
            fn say(&self, _: Lang) -> String {
                format!(concat!("{:.", $places, "}"), self.0 as f64 / $scale)
            }

            fn read(text: &str) -> Option<Self> {
                Some($name((text.parse::<f64>().ok()? * $scale).round() as i64))
            }
        }
    };
}

decimals!(Tenths, 10.0, 1);
decimals!(Hundredths, 100.0, 2);

/// A share (0–1) in whole per cent.
pub fn percent(share: f32) -> u64 {
    (share * 100.0).round() as u64
}

/// The texts in the places `{…}` of `template`, in order, when `text` is that sentence.
pub(super) fn places<'a>(template: &str, text: &'a str) -> Option<Vec<&'a str>> {
    if template.contains("{{") {
        return (text == template.replace("{{", "{").replace("}}", "}")).then(Vec::new);
    }
    let mut fixed = template.split('{').enumerate().map(|(i, piece)| {
        if i == 0 { piece } else { piece.split_once('}').map_or(piece, |(_, after)| after) }
    });
    let mut rest = text.strip_prefix(fixed.next()?)?;
    let mut found = Vec::new();
    let mut fixed = fixed.peekable();
    while let Some(piece) = fixed.next() {
        let at = match (piece, fixed.peek()) {
            // The last piece ends the text.
            (last, None) => rest.strip_suffix(last)?.len(),
            (piece, Some(_)) => rest.find(piece)?,
        };
        found.push(rest.get(..at)?);
        rest = rest.get(at + piece.len()..)?;
    }
    (rest.is_empty() && template.contains('{') || text == template).then_some(found)
}

/// Makes the enum of all sentences out of the table: name, places, English, Chinese.
macro_rules! details {
    ($($(#[$doc:meta])* $name:ident $(($($arg:ident: $kind:ty),+))? = $en:literal, $zh:literal;)*) => {
        /// A sentence with its figures. Never holds a name.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        #[non_exhaustive]
        pub enum Detail {
            $($(#[$doc])* #[doc = $en] $name $(($($kind),+))?,)*
            /// Several things.
            List(Vec<Detail>),
            /// A text of a module with a vocabulary of its own, in English and in Chinese.
            Told(String, String),
            /// Words of a library or of the operating system, in English.
            Foreign(String),
        }

        impl Detail {
            /// The sentence in one language.
            pub fn say(&self, lang: Lang) -> String {
                match self {
                    $(Detail::$name $(($($arg),+))? => {
                        $($(let $arg = $arg.say(lang);)+)?
                        match lang {
                            Lang::En => format!($en),
                            Lang::Zh => format!($zh),
                        }
                    })*
                    Detail::List(list) => {
                        let said: Vec<String> = list.iter().map(|d| d.say(lang)).collect();
                        said.join(lang.pick(", ", "，"))
                    }
                    Detail::Told(en, zh) => lang.pick(en.as_str(), zh.as_str()).to_owned(),
                    Detail::Foreign(text) => foreign(text, lang),
                }
            }

            /// A sentence that `say` gives in each language.
            pub fn told(say: impl Fn(Lang) -> String) -> Detail {
                Detail::Told(say(Lang::En), say(Lang::Zh))
            }

            /// The sentence of the table that `text` is.
            #[allow(unused_mut, reason = "sentences without a place")]
            pub(super) fn known(text: &str) -> Option<Detail> {
                $(
                    if let Some(found) = places($en, text) {
                        let mut _found = found.into_iter();
                        let mut read = || Some(Detail::$name $(($(<$kind as Word>::read(_found.next()?)?),+))?);
                        if let Some(detail) = read() && detail.say(Lang::En) == text {
                            return Some(detail);
                        }
                    }
                )*
                None
            }

            /// Name, English and Chinese of every sentence.
            pub const TABLE: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($name), $en, $zh),)*];
        }
    };
}
pub(super) use details;

#[cfg(test)]
mod tests {
    use super::super::Detail;
    use crate::lang::Lang;

    /// The sentence with a figure in each place that reads as a number, a decimal and a word.
    fn filled(template: &str) -> Option<Detail> {
        let pieces: Vec<&str> = template.split('{').collect();
        ["7", "0.4", "0.41", "missing"].into_iter().find_map(|value| {
            let rest = pieces.iter().skip(1).map(|p| p.split_once('}').map_or("", |(_, after)| after));
            let text =
                pieces.iter().take(1).copied().chain(rest.flat_map(|r| [value, r])).collect::<String>();
            Detail::known(&text).filter(|d| d.to_string() == text)
        })
    }

    #[test]
    fn every_sentence_is_read_back_and_is_chinese_in_chinese() {
        const SAME: &[&str] = &["PNG", "BMP", "PDF", "GIF", "TIFF", "WebP", "DNL", "EXIF", "XMP"];
        for (name, en, zh) in Detail::TABLE {
            let places = |t: &str| {
                let mut names: Vec<String> = t
                    .replace("{{", "")
                    .split('{')
                    .skip(1)
                    .filter_map(|p| Some(p.split_once('}')?.0.to_owned()))
                    .collect();
                names.sort();
                names
            };
            assert_eq!(places(en), places(zh), "{name}: the same places in both languages");
            let bare = SAME.contains(zh) || *name == "Hash";
            assert!(bare || zh.contains(|c: char| c as u32 > 0x2fff), "{name}: {zh}");
            if en.contains("{{") {
                continue;
            }
            // Places of two kinds (a figure and a sentence) are tried below.
            let mixed = en.matches('{').count() > 1;
            assert!(mixed || filled(en).is_some(), "{name}: {en}");
        }
        for text in [
            "bytes after the end (12 bytes)",
            "bytes after the end (1 byte)",
            "line 3: doesn't follow the line before",
            "finding f1, box 1,2 3x4: component 0, block 1,2, pixels from 8,16",
            "the second reader: made out 3 of 90 characters",
            "corrupt JPEG: scan header",
            "stray bytes (3 bytes), a second picture after the end (900 bytes)",
            "mean confidence 0.40",
            "edges of 5.0 pixels",
        ] {
            let detail = Detail::from(text);
            assert!(!matches!(detail, Detail::Foreign(_)), "{text}");
            assert_eq!(detail.to_string(), text);
            assert!(!detail.say(Lang::Zh).contains("bytes"), "{}", detail.say(Lang::Zh));
        }
    }

    #[test]
    fn one_is_no_plural() {
        let stray = |bytes| Detail::extra(Detail::StrayBytes, bytes).to_string();
        assert_eq!(Detail::turned(1).to_string(), "a quarter turn");
        assert_eq!(Detail::turned(3).to_string(), "3 quarter turns");
        assert_eq!(
            (stray(1), stray(2)),
            ("stray bytes (1 byte)".to_owned(), "stray bytes (2 bytes)".to_owned())
        );
        assert_eq!(
            (Detail::seen(1).to_string(), Detail::seen(2).to_string()),
            ("1 place".to_owned(), "2 places".to_owned())
        );
    }

    #[test]
    fn what_is_no_sentence_of_ours_stays_as_it_was() {
        for text in
            ["", "Format error decoding Png", "specks over 03 % of the picture", "1, 3", "mean confidence x"]
        {
            assert_eq!(Detail::from(text), Detail::Foreign(text.to_owned()));
        }
        assert_eq!(Detail::from("1, 3").say(Lang::Zh), "1, 3");
        assert_eq!(Detail::from("Format error").say(Lang::Zh), "组件原文：Format error");
    }
}
