//! Initials of the name beside those that a form has: `Zhou G: C.` and `Wan Q. M.` are found as `Zhou G` and `Wan Q`, and the rest belongs to
//! the name.
//!
//! Knows forms and the letters of a line; neither places nor rules.

use std::ops::Range;

use super::spot::Hit;
use crate::page::line::{Glyph, Line};
use crate::target::{Form, Forms, Kind};

/// The steps of `hit` with the initials beside it that the longer ones of `forms` go on with.
pub(super) fn with_others(hit: &Hit, line: &Line, forms: &Forms) -> Range<usize> {
    let steps = hit.at.steps();
    if hit.form.kind != Kind::Initials {
        return steps;
    }
    let own = hit.form.letters();
    let longer = || forms.whole.iter().filter(|f| f.kind == Kind::Initials).map(Form::letters);
    let behind: Vec<&Glyph> = line.glyphs.iter().filter(|g| g.from >= steps.end).collect();
    let mut before: Vec<&Glyph> = line.glyphs.iter().filter(|g| g.to <= steps.start).collect();
    before.reverse();
    let rest = longer().filter_map(|all| Some(all.strip_prefix(own.as_str())?.to_owned()));
    let end = rest.map(|rest| reached(&behind, &rest).map_or(steps.end, |g| g.to)).max();
    let first =
        longer().filter_map(|all| Some(all.strip_suffix(own.as_str())?.chars().rev().collect::<String>()));
    let start = first.map(|first| reached(&before, &first).map_or(steps.start, |g| g.from)).min();
    start.unwrap_or(steps.start)..end.unwrap_or(steps.end)
}

/// The last of `glyphs` that is one of `initials`, in their order from the first on: capitals with nothing but marks between.
fn reached<'a>(glyphs: &[&'a Glyph], initials: &str) -> Option<&'a Glyph> {
    let mut wanted = initials.chars();
    let mut last = None;
    let letters = glyphs.iter().enumerate().filter(|(_, g)| g.char.is_alphanumeric());
    for (at, glyph) in letters {
        let is_alone = glyphs.get(at + 1).is_none_or(|next| !next.char.is_lowercase());
        let is_next = wanted.next().is_some_and(|c| glyph.char.to_lowercase().eq([c]));
        if !(glyph.char.is_uppercase() && is_alone && is_next) {
            break;
        }
        last = Some(*glyph);
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_initials_are_the_names_and_others_are_not() {
        let reached = |text: &str, initials: &str| {
            let glyphs: Vec<Glyph> = text
                .chars()
                .enumerate()
                .map(|(i, char)| Glyph { char, from: i, to: i + 1, p: 0.9 })
                .collect();
            super::reached(&glyphs.iter().collect::<Vec<_>>(), initials).map(|g| g.to)
        };
        assert_eq!(reached(": C. *, ZHU", "c"), Some(3));
        assert_eq!(reached(". M. X.", "mx"), Some(6));
        assert_eq!(reached(". M.", "mx"), Some(3));
        assert_eq!(reached(". X. Chen", "c"), None, "another's");
        assert_eq!(reached(". Chen", "c"), None, "a word");
    }
}
