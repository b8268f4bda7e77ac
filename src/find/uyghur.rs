//! Spots the name in lines of Uyghur script, in the posteriors of that script's reader.
//!
//! The forms are loose (classes of sounds, vowels anywhere), so a hit must be a whole run of words: no consonant may
//! touch it, except an Uyghur ending after the name (نىڭ, غا, دىن …).

use super::spot::{GREEDY, likelihood};
use super::{Finding, How, Shape, UNREAD, best_of_rows};
use crate::geometry::Quad;
use crate::nets::engine::UYGHUR_STEP;
use crate::page::Page;
use crate::page::align::{Aligner, Alignment};
use crate::page::foreign::{ForeignLine, is_arabic};
use crate::page::line::Glyph;
use crate::target::uyghur::is_loose;
use crate::target::{Boundary, Form, Forms, LabelForm, Labels, Strength};

/// Highest cost per slot, and in all, of an alignment that is looked at.
const COST_PER_SLOT: f32 = 4.0;
const MOST_COST: f32 = 24.0;
/// Highest cost of the steps between the slots: beyond it a consonant stands there that the form doesn't have.
const MOST_BETWEEN: f32 = 4.0;
/// Least probability of a finding, and of a certain one, as for the other scripts.
const POSSIBLE: f32 = 0.3;
const CERTAIN: f32 = 0.7;
/// Length of a line that holds the name alone, over that of the place where it was aligned.
const ALONE: f32 = 2.0;
/// Letters of the script, each taken to be as frequent as the others.
const LETTERS: f32 = 32.0;
/// Least evidence of a name that is compared with the cohort, in nats: one in a thousand, as many as a line has places times forms.
const LEAST: f32 = 7.0;
/// The same on a page that promises the name, for a whole word: one of the page's lines holds it.
const LEAST_PROMISED: f32 = 5.0;
/// Steps by which a box reaches beyond the first and the last letter: a letter is four to five steps wide.
const REACH: f32 = 4.0;
/// Letters beside a hit that belong to its first or last sound: the sign before a vowel, the second half of ei and
/// ao, and the Persian ye that the reader adds to one.
const GLIDES: &str = "ئيىیۋو";
/// Consonants of the endings that may follow a name in its word, and the most letters of an ending.
const ENDING: &str = "نڭغگقكدتلر";
const LONGEST_ENDING: usize = 5;

/// Finds the applicant's names in the page's lines of Uyghur script.
pub fn names(page: &Page, forms: &Forms) -> Vec<Finding> {
    let Some(labels) = &page.foreign.labels else { return Vec::new() };
    let found = |line: &ForeignLine| {
        let (hit, quad, score, uncertain) = match best(line, labels, forms) {
            Some((hit, p, weak)) => {
                let quad = place(line, &hit);
                (hit, quad, p, weak || p < CERTAIN)
            }
            None => {
                let hit = nearest(line, labels, forms)?;
                let quad = place(line, &hit);
                // Letters that weren't read leave open where the name ends.
                let is_alone = line.on_page.width() < ALONE * quad.width();
                (hit, if is_alone { line.on_page } else { quad }, UNREAD, true)
            }
        };
        let quad = quad.map(|p| page.map.to_stored(p));
        let how = if hit.cost < GREEDY { How::Text } else { How::Spotted };
        Some(Finding { quad, shape: Shape::Arabic, how, score, uncertain })
    };
    // A strip may show the upper half of a row, and halves of letters are other letters.
    let sure = || page.foreign.lines.iter().filter(|l| l.is_sure());
    let is_read =
        |place: &Quad| sure().any(|l| place.is_crossed_by(&l.on_page.map(|p| page.map.to_stored(p))));
    let strips = page.foreign.strips.iter().filter_map(found).filter(|f| !is_read(&f.quad)).collect();
    page.foreign.lines.iter().filter_map(found).chain(best_of_rows(strips)).collect()
}

/// The place that resembles the name most, on a page that promises the name in this script and on which [`names`] finds none.
pub fn promised(page: &Page, forms: &Forms) -> Option<Finding> {
    let labels = page.foreign.labels.as_ref()?;
    let lines = page.foreign.lines.iter().chain(&page.foreign.strips).filter(|l| l.shows_letters());
    let hits = lines.filter_map(|line| {
        let is_word = |hit: &Alignment, form: &LabelForm| {
            forms.uyghur.get(form.form).is_some_and(|form| is_whole(&line.glyphs, hit, form))
        };
        let mut aligner = Aligner::new(&line.posteriors, labels);
        let (hit, found) = closest(&mut aligner, labels, LEAST_PROMISED, is_word)?;
        Some((line, hit, found))
    });
    let (line, hit, _) = hits.max_by(|a, b| a.2.total_cmp(&b.2))?;
    let quad = place(line, &hit).map(|p| page.map.to_stored(p));
    Some(Finding { quad, shape: Shape::Arabic, how: How::Field, score: UNREAD, uncertain: true })
}

/// The most probable hit in a line, its probability, and whether its form is a weak one.
fn best(line: &ForeignLine, labels: &Labels, forms: &Forms) -> Option<(Alignment, f32, bool)> {
    if !line.is_arabic() {
        return None;
    }
    // Doubtful readings resemble many names a little.
    let possible = if line.is_sure() { POSSIBLE } else { CERTAIN };
    let mut top: Option<(Alignment, f32, bool)> = None;
    let mut aligner = Aligner::new(&line.posteriors, labels);
    for compiled in &labels.whole {
        let Some(form) = forms.uyghur.get(compiled.form) else { continue };
        // Something like four or five loose letters is easily found in noise.
        if form.strength != Strength::Strong && !line.is_sure() {
            continue;
        }
        let limit = (COST_PER_SLOT * compiled.slots.len() as f32).min(MOST_COST);
        for hit in aligner.align(compiled, limit) {
            let p = likelihood(form, compiled.slots.len(), hit.cost);
            let between = hit.cost - hit.slot_costs.iter().sum::<f32>();
            let better = top.as_ref().is_none_or(|(_, q, _)| p > *q);
            if p >= possible && between <= MOST_BETWEEN && better && is_whole(&line.glyphs, &hit, form) {
                top = Some((hit, p, form.strength != Strength::Strong));
            }
        }
    }
    top
}

/// The alignment of the name in a line that isn't surely read, where no name of the cohort has as much evidence.
fn nearest(line: &ForeignLine, labels: &Labels, forms: &Forms) -> Option<Alignment> {
    if !line.is_arabic() {
        return None;
    }
    let mut aligner = Aligner::new(&line.posteriors, labels);
    let (hit, found) = closest(&mut aligner, labels, LEAST, |_, _| true)?;
    let cohort: Vec<LabelForm> = labels.cohort(forms).filter(|other| evidence(other) > found).collect();
    for other in &cohort {
        if !aligner.align(other, evidence(other) - found).is_empty() {
            return None;
        }
    }
    Some(hit)
}

/// The alignment with the most evidence of those that `fits` lets pass, and its evidence: more than `least`.
fn closest<'a>(
    aligner: &mut Aligner<'a>,
    labels: &'a Labels,
    least: f32,
    fits: impl Fn(&Alignment, &LabelForm) -> bool,
) -> Option<(Alignment, f32)> {
    let mut top: Option<(Alignment, f32)> = None;
    for form in &labels.whole {
        let most = evidence(form);
        let least = top.as_ref().map_or(least, |(_, other)| *other);
        for hit in aligner.align(form, most - least) {
            let found = most - hit.cost;
            if top.as_ref().is_none_or(|(_, other)| found > *other) && fits(&hit, form) {
                top = Some((hit, found));
            }
        }
    }
    top
}

/// Evidence of a form that is surely read, in nats: how much more often each of its letters is read where it stands than where
/// any letter may. An alignment takes its cost from it.
fn evidence(form: &LabelForm) -> f32 {
    form.slots.iter().map(|slot| (LETTERS / slot.columns.len().max(1) as f32).ln()).sum()
}

/// The letters left and right of a hit up to the next space or sign, nearest first.
fn beside<'a>(glyphs: &'a [Glyph], hit: &Alignment) -> [Vec<&'a Glyph>; 2] {
    let steps = hit.steps();
    let word = |g: &&Glyph| is_arabic(g.char);
    let left = glyphs.iter().rev().filter(|g| g.to <= steps.start).take_while(word).collect();
    let right = glyphs.iter().filter(|g| g.from >= steps.end).take_while(word).collect();
    [left, right]
}

/// True when the hit begins and ends with a word, except for an Uyghur ending.
fn is_whole(glyphs: &[Glyph], hit: &Alignment, form: &Form) -> bool {
    let [after, before] = beside(glyphs, hit);
    let loose = |c: char| GLIDES.contains(c) || (form.boundary == Boundary::None && is_loose(c));
    let ending = form.strength == Strength::Strong && after.len() <= LONGEST_ENDING;
    let may_follow = |c: char| loose(c) || (ending && (is_loose(c) || ENDING.contains(c)));
    before.iter().all(|g| loose(g.char)) && after.iter().all(|g| may_follow(g.char))
}

/// The hit's place on the page, including vowels beside it that its form leaves out.
fn place(line: &ForeignLine, hit: &Alignment) -> Quad {
    let [left, right] = beside(&line.glyphs, hit);
    let steps = hit.steps();
    let start = left.last().map_or(steps.start, |g| g.from);
    let end = right.last().map_or(steps.end, |g| g.to);
    let width = line.crop.width as f32;
    let x = |step: f32| (step * UYGHUR_STEP as f32).clamp(0.0, width);
    line.crop.quad(x(start as f32 - REACH), x(end as f32 + REACH))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nets::engine::Posteriors;
    use crate::page::crop::Crop;
    use crate::read::recognize::decode;
    use crate::target::{self, Alphabet};

    /// All letters that names are written with, as a dictionary of one class each.
    fn alphabet() -> Alphabet {
        let letters = "ئاەېىيوۇۆۈۋبپتدجچخرزژسشغفقكگڭلمنھ";
        Alphabet::parse(&letters.chars().map(|c| format!("{c}\n")).collect::<String>())
            .unwrap_or_else(|e| panic!("{e}"))
    }

    /// A line that reads `text` surely: each letter on two steps, a blank after it, the last letter first.
    fn line(text: &str, labels: &Labels, alphabet: &Alphabet) -> ForeignLine {
        doubtful_line(text, (0.999, 1e-7), labels, alphabet)
    }

    /// The same with these probabilities of the letter that is read and of each other one.
    fn doubtful_line(
        text: &str,
        (sure, other): (f32, f32),
        labels: &Labels,
        alphabet: &Alphabet,
    ) -> ForeignLine {
        let mut posteriors = Posteriors { columns: labels.columns().len(), ..Posteriors::default() };
        let classes = text.chars().rev().flat_map(|c| {
            let class = alphabet.label(c).unwrap_or_else(|| panic!("no class"));
            [class, class, Alphabet::BLANK]
        });
        for class in classes {
            posteriors.winners.push(class as u32);
            posteriors.best.push(sure.ln());
            let p = |column: &usize| if *column == class { sure.ln() } else { other.ln() };
            posteriors.kept.extend(labels.columns().iter().map(p));
        }
        let quad = Quad::from_bounds(0.0, 0.0, 9.0 * text.chars().count() as f32, 48.0);
        let picture = image::RgbImage::new(quad.width() as u32, 48);
        let crop = Crop::of_strip(picture, &quad).unwrap_or_else(|| panic!("no crop"));
        let glyphs = decode(&posteriors, |class| alphabet.char_of(class));
        ForeignLine { on_page: quad, crop, glyphs, posteriors }
    }

    fn found(name: &str, aliases: &[&str], text: &str) -> bool {
        let aliases: Vec<String> = aliases.iter().map(|&a| a.to_owned()).collect();
        let (forms, alphabet) = (target::forms(name, &aliases), alphabet());
        let labels = Labels::uyghur(&forms, &alphabet);
        best(&line(text, &labels, &alphabet), &labels, &forms).is_some()
    }

    #[test]
    fn a_planted_name_is_found_and_anothers_is_not() {
        let people = [
            ("买买提·吐尔逊", "مەمەت تۇرسۇن"),
            ("阿依古丽·热合曼", "ئايگۈل راخمان"),
            ("古丽米热·托合提", "گۈلمىرە توختى"),
            ("艾力江·克热木", "ئەلىجان كېرىم"),
            ("依明江·沙迪尔", "ئىمىنجان سادىر"),
            ("张伟", "جاڭ ۋېي"),
            ("王建国", "ۋاڭ جيەنگو"),
            ("李强", "لى چياڭ"),
            ("韩森英英", "خەن سېنيىڭيىڭ"),
            ("欧阳雪琴", "ئوۋياڭ شۆچىن"),
        ];
        for (name, own) in people {
            assert!(found(name, &[], own), "{name} in {own}");
            assert!(found(name, &[], &format!("{own} ئىسمى")), "{name} beside another word");
            for (_, other) in people.iter().filter(|(n, _)| *n != name) {
                assert!(!found(name, &[], other), "{name} in {other}");
            }
        }
        assert!(!found("李强", &[], "ئەلىجان كېرىم"), "a name within a word is none");
        assert!(found("买买提·吐尔逊", &[], "مەمەت تۇرسۇننىڭ"), "an ending of grammar");
        assert!(found("周瑜", &[], "جوۇ يۇ") && found("周瑜", &[], "جوۇيۇ"), "the space was lost");
        assert!(found("", &["ئادىل يۈسۈپ"], "ئادىل يوسوپ"));
        assert!(!found("", &["ئادىل يۈسۈپ"], "ئادىل ياسىن"));
        assert!(found("", &["Adil Yusup"], "ئادىل يۈسۈپ"));
    }

    #[test]
    fn a_doubtful_line_is_the_own_name_where_no_other_name_fits_as_well() {
        let alphabet = alphabet();
        let finds = |name: &str, text: &str| {
            let forms = target::forms(name, &[]);
            let labels = Labels::uyghur(&forms, &alphabet);
            let line = doubtful_line(text, (0.7, 0.004), &labels, &alphabet);
            assert!(best(&line, &labels, &forms).is_none(), "{text} isn't read as {name}");
            nearest(&line, &labels, &forms).is_some()
        };
        assert!(finds("木沙·阿卜杜拉", "مۇسا ئابتۇللن"), "two letters are misread");
        assert!(!finds("木沙·阿卜杜拉", "مەمەت تۇرسۇن"), "another's");
        assert!(!finds("夏翔远梅", "جاڭ ۋېيمىڭ"), "another's");
    }

    #[test]
    fn where_the_page_promises_the_name_a_place_that_fits_others_as_well_is_enough() {
        let alphabet = alphabet();
        let closest_in = |text: &str| {
            let forms = target::forms("夏翔远梅", &[]);
            let labels = Labels::uyghur(&forms, &alphabet);
            let line = doubtful_line(text, (0.7, 0.004), &labels, &alphabet);
            assert!(nearest(&line, &labels, &forms).is_none(), "{text}");
            closest(&mut Aligner::new(&line.posteriors, &labels), &labels, LEAST_PROMISED, |_, _| true)
                .is_some()
        };
        assert!(closest_in("جاڭ ۋېيمىڭ"));
        assert!(!closest_in("كېرىم"));
    }

    #[test]
    fn boxes_lie_where_the_name_stands() {
        let (forms, alphabet) = (target::forms("买买提·吐尔逊", &[]), alphabet());
        let labels = Labels::uyghur(&forms, &alphabet);
        let line = line("مەمەت تۇرسۇن ئىسمى", &labels, &alphabet);
        let Some((hit, ..)) = best(&line, &labels, &forms) else { panic!("not found") };
        let (left, _, right, _) = place(&line, &hit).bounds();
        // Six of 18 letters, nine pixels each, stand to the left of the name.
        assert!((40.0..=54.0).contains(&left) && right >= 9.0 * 18.0 - 1.0, "{left} {right}");
    }
}
