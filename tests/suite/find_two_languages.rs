//! Cards and certificates in two languages: the name in Arabic letters is covered by what stands around it, read or not.
#![allow(clippy::unwrap_used, reason = "tests")]

use blindmask::find::context::Context;
use blindmask::find::foreign::lacks_name;
use blindmask::find::{Finding, How, Search, Shape, find};
use blindmask::geometry::Quad;
use blindmask::nets::engine::Posteriors;
use blindmask::page::crop::Crop;
use blindmask::page::foreign::{Foreign, ForeignLine};
use blindmask::page::line::{Glyph, Line};
use blindmask::pixels::scale::Pyramid;
use blindmask::target::{Labels, Subject, forms};
use image::RgbImage;

use crate::line_support::{Table, dictionary, line, page, printed};

const NAME: &str = "程朗";

/// A line of the reader of Uyghur script: `text` in reading order, each letter with the probability `p`.
fn foreign(quad: Quad, text: &str, p: f32) -> ForeignLine {
    let glyphs =
        text.chars().rev().enumerate().map(|(i, char)| Glyph { char, from: 2 * i, to: 2 * i + 1, p });
    ForeignLine {
        on_page: quad,
        crop: Crop::cut(&Pyramid::new(RgbImage::new(8, 8)), &quad).unwrap(),
        glyphs: glyphs.collect(),
        posteriors: Posteriors::default(),
    }
}

/// Left edges of what is covered in Arabic letters on a page with 姓名：程朗 at (100, 200), the name from 190 on. `unread` is where a
/// line lies that nobody reads.
fn covered(lines: Vec<ForeignLine>, unread: Option<Quad>) -> Vec<f32> {
    covered_beside(lines, unread.map(|quad| (quad, "")))
}

/// The same with a line that the reader of Chinese takes for `text`.
fn covered_beside(lines: Vec<ForeignLine>, other: Option<(Quad, &str)>) -> Vec<f32> {
    let alphabet = dictionary(&["姓名：程朗证"]);
    let forms = forms(NAME, &[]);
    let labels = Labels::new(&forms, &alphabet);
    let table = Table::plant(&alphabet, &printed("姓名：程朗"), 5, 0.999, &[1.0]);
    let chinese = line(&table, &alphabet, &labels, 100.0, 200.0, 0.0);
    let read = |(on_page, text): (Quad, &str)| {
        let glyph = |(i, char)| Glyph { char, from: 4 * i, to: 4 * i + 3, p: 0.99 };
        Line { on_page, glyphs: text.chars().enumerate().map(glyph).collect(), ..chinese.clone() }
    };
    let nothing: Vec<Line> = other.into_iter().map(read).collect();
    let mut page = page([vec![chinese.clone()], nothing].concat());
    page.foreign = Foreign { lines, strips: Vec::new(), labels: None };
    let subject = Subject::new(forms, |_| &alphabet);
    let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
    found.iter().filter(|f| f.shape == Shape::Arabic).map(|f| f.quad.bounds().0).collect()
}

fn row(left: f32, right: f32) -> Quad {
    Quad::from_bounds(left, 240.0, right, 264.0)
}

#[test]
fn a_label_that_was_read_promises_a_value() {
    let label = |p| foreign(row(100.0, 160.0), "ئىسمى", p);
    assert_eq!(covered(vec![label(0.99)], Some(row(300.0, 360.0))), [300.0]);
    assert!(covered(vec![label(0.6)], Some(row(300.0, 360.0))).is_empty(), "a label that may say anything");
    assert!(
        covered(vec![foreign(row(100.0, 160.0), "جىنسى", 0.99)], Some(row(300.0, 360.0))).is_empty(),
        "sex"
    );
    assert!(covered(vec![label(0.99)], Some(row(700.0, 760.0))).is_empty(), "too far away");
    let beside = |text| covered_beside(vec![label(0.99)], Some((row(300.0, 360.0), text)));
    assert_eq!(beside("1260"), [300.0], "digits that the reader of Chinese makes of letters");
    assert!(beside("证").is_empty(), "a word in Chinese");
    let read = foreign(row(300.0, 360.0), "باشقا", 0.99);
    assert!(
        covered(vec![label(0.99), read], Some(row(300.0, 360.0))).is_empty(),
        "another word was read there"
    );
}

#[test]
fn the_value_of_a_label_below_the_name_is_covered_even_where_it_reads_as_another() {
    let label = || foreign(row(100.0, 160.0), "ئىسمى", 0.99);
    let value = |left| foreign(row(left, left + 60.0), "جوۇيۇ", 0.96);
    assert_eq!(covered(vec![label(), value(190.0)], None), [190.0]);
    assert!(covered(vec![label(), value(300.0)], None).is_empty(), "it doesn't begin where the name does");
    let colon = Some((row(100.0, 160.0), "："));
    assert_eq!(covered_beside(vec![value(190.0)], colon), [190.0], "nobody reads more of the label");
    assert!(covered(vec![value(190.0)], None).is_empty(), "no label");
}

#[test]
fn label_and_value_in_one_doubtful_line_below_the_name_are_covered_together() {
    let line = |text, p| foreign(row(100.0, 300.0), text, p);
    assert_eq!(covered(vec![line("نېستەن : ۇان يۇنى", 0.74)], None), [100.0]);
    assert!(covered(vec![line("نېستەن : ۇان يۇنى", 0.99)], None).is_empty(), "it surely says something else");
    assert!(covered(vec![line("نېستەن ۇان يۇنى", 0.74)], None).is_empty(), "no label");
    let seen = Some((row(100.0, 300.0), "："));
    assert_eq!(
        covered_beside(vec![line("نېستەن ۇان يۇنى", 0.74)], seen),
        [100.0],
        "the other reader saw the colon"
    );
}

#[test]
fn on_a_card_a_line_above_the_name_that_nobody_reads_is_the_name_in_the_other_script() {
    let at = |left: f32, top: f32| Some(Quad::from_bounds(left, top, left + 60.0, top + 24.0));
    assert_eq!(covered(Vec::new(), at(185.0, 165.0)), [185.0]);
    assert!(covered(Vec::new(), at(185.0, 90.0)).is_empty(), "too far above");
    assert!(covered(Vec::new(), at(400.0, 165.0)).is_empty(), "not above the name");
    let read = foreign(Quad::from_bounds(185.0, 165.0, 245.0, 189.0), "باشقا", 0.99);
    assert!(covered(vec![read], at(185.0, 165.0)).is_empty(), "it was read");
}

#[test]
fn a_short_doubtful_line_is_the_name_on_a_page_that_promises_it() {
    let found = |with: Option<ForeignLine>| {
        let letters = dictionary(&["ئاەېىيوۇۆۈۋبپتدجچخرزژسشغفقكگڭلمنھ"]);
        let alphabet = dictionary(&["姓名：程朗"]);
        let forms = forms(NAME, &["ئاينۇر".to_owned()]);
        let labels = Labels::new(&forms, &alphabet);
        let table = Table::plant(&alphabet, &printed("姓名：程朗"), 5, 0.999, &[1.0]);
        let mut page = page(vec![line(&table, &alphabet, &labels, 100.0, 200.0, 0.0)]);
        let short = foreign(Quad::from_bounds(300.0, 500.0, 332.0, 524.0), "ئايتۇر", 0.8);
        let labels = Some(Labels::uyghur(&forms, &letters));
        page.foreign =
            Foreign { lines: with.into_iter().chain([short]).collect(), strips: Vec::new(), labels };
        let subject = Subject::new(forms, |_| &alphabet);
        let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
        found.iter().any(|f| f.shape == Shape::Arabic && f.quad.bounds().0 == 300.0)
    };
    let text = |p| foreign(Quad::from_bounds(100.0, 600.0, 400.0, 624.0), "مەكتەپ مۇدىرى", p);
    assert!(found(Some(text(0.95))), "the page is set in both scripts");
    assert!(!found(Some(text(0.6))) && !found(None), "nothing else of the page is in that script");
}

#[test]
fn a_line_of_a_card_that_nobody_reads_may_be_the_name_in_the_other_script() {
    let covered_with = |name: &str, text: &str, (width, height): (f32, f32)| {
        let alphabet = dictionary(&["姓名：程朗　", text]);
        let forms = forms(NAME, &[]);
        let labels = Labels::new(&forms, &alphabet);
        let plant = |text: &str, sure| Table::plant(&alphabet, &printed(text), 5, sure, &[1.0]);
        let name = line(&plant(name, 0.999), &alphabet, &labels, 100.0, 200.0, 0.0);
        let mut corner = line(&plant(text, 0.999), &alphabet, &labels, 500.0, 600.0, 0.0);
        corner.on_page = Quad::from_bounds(500.0, 600.0, 500.0 + width, 600.0 + height);
        corner.glyphs.iter_mut().for_each(|g| g.p = 0.4);
        let page = page(vec![name, corner]);
        let subject = Subject::new(forms, |_| &alphabet);
        let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
        found.iter().any(|f| f.shape == Shape::Arabic && f.quad.bounds().0 == 500.0)
    };
    let covered_in = |text, size| covered_with("姓名：程朗", text, size);
    let covered = |text, height| covered_in(text, (60.0, height));
    assert!(covered("shnd", 24.0) && covered_in("shnd", (38.0, 24.0)));
    assert!(!covered_in("shnd", (26.0, 24.0)), "no longer than high");
    assert!(covered_with("姓名：程　朗", "shnd", (60.0, 24.0)), "set wide");
    assert!(!covered("s", 24.0), "a speck");
    assert!(!covered("shnd", 6.0), "small print");
}

/// Left edges of what is covered beside the name on an identity card with 姓名：程朗 at (100, 200) and `more` text at (300, 200).
fn covered_on_card(more: &str, foreign: Vec<ForeignLine>) -> Vec<f32> {
    let texts = ["姓名：程朗", "公民身份号码", more];
    let alphabet = dictionary(&texts);
    let forms = forms(NAME, &[]);
    let labels = Labels::new(&forms, &alphabet);
    let at = |text: &str, x: f32, y: f32| {
        let table = Table::plant(&alphabet, &printed(text), 5, 0.999, &[1.0]);
        line(&table, &alphabet, &labels, x, y, 0.0)
    };
    let [name, number, more] = texts;
    let mut page = page(vec![at(name, 100.0, 200.0), at(number, 100.0, 500.0), at(more, 300.0, 205.0)]);
    page.foreign = Foreign { lines: foreign, strips: Vec::new(), labels: None };
    let subject = Subject::new(forms, |_| &alphabet);
    let found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
    found.iter().filter(|f| f.shape != Shape::Han).map(|f| f.quad.bounds().0).collect()
}

#[test]
fn a_stamp_beside_the_name_on_an_identity_card_may_hide_the_name_in_the_other_script() {
    assert_eq!(covered_on_card("仅供评审使用", Vec::new()), [300.0]);
    assert!(covered_on_card("民族柯尔克孜", Vec::new()).is_empty(), "the card's own print");
    assert!(covered_on_card("柯尔克孜", Vec::new()).is_empty(), "a value");
}

#[test]
fn letters_near_the_name_on_an_identity_card_are_covered_whatever_they_are_read_as() {
    let letters = foreign(row(300.0, 360.0), "باشقا", 0.99);
    assert_eq!(covered_on_card("汉", vec![letters]), [300.0]);
    let short = foreign(row(300.0, 334.0), "باشقا", 0.7);
    assert_eq!(covered_on_card("汉", vec![short]), [300.0], "the second of two short words");
}

#[test]
fn a_certificate_in_both_languages_lacks_the_name_where_only_the_chinese_one_is_found() {
    let lacks = |foreign: Vec<ForeignLine>, how: Option<How>, more: usize| {
        let alphabet = dictionary(&["姓名：程朗证书"]);
        let forms = forms(NAME, &[]);
        let labels = Labels::new(&forms, &alphabet);
        let table = |text| Table::plant(&alphabet, &printed(text), 5, 0.999, &[1.0]);
        let at = |text, y| line(&table(text), &alphabet, &labels, 100.0, y, 0.0);
        let others = (0..more).map(|i| at("证书", 240.0 + 20.0 * i as f32));
        let mut page = page(std::iter::once(at("姓名：程朗", 200.0)).chain(others).collect());
        page.foreign = Foreign { lines: foreign, ..Foreign::default() };
        let subject = Subject::new(forms, |_| &alphabet);
        let mut found = find(&Search { page: &page, subject: &subject, context: &Context::new([]) });
        let arabic =
            how.and_then(|how| Some(Finding { shape: Shape::Arabic, how, ..found.first()?.clone() }));
        found.extend(arabic);
        lacks_name(&page, &found)
    };
    let title = || vec![foreign(Quad::from_bounds(100.0, 600.0, 400.0, 624.0), "مەكتەپ مۇدىرى", 0.95)];
    assert!(lacks(title(), None, 1));
    assert!(lacks(title(), Some(How::Field), 1), "something was covered that nobody read");
    assert!(!lacks(title(), Some(How::Spotted), 1), "the name was read");
    assert!(!lacks(Vec::new(), None, 1), "a page in Chinese");
    assert!(!lacks(title(), None, 40), "a list of people");
}
