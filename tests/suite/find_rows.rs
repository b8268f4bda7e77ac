//! The places of words on the page decide whether they belong together: names spread over a row or broken over two
//! lines, longer names broken the same way, heads of tables, and garbled readings that only resemble a name.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::line_support;

use std::sync::LazyLock;

use blindmask::find::context::Context;
use blindmask::find::{Finding, How, Search, Shape, find};
use blindmask::geometry::{Point, Quad, Rect};
use blindmask::page::Page;
use blindmask::page::line::Line;
use blindmask::pixels::scale::Pyramid;
use blindmask::target::{Labels, Subject, forms};
use image::{Rgb, RgbImage};
use line_support::{Planted, SIDE, Table, dictionary, line, page, printed};

static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context::new([]));

/// Words at the places of their top left corners, 24 pixels high with glyphs of 24 pixels.
struct Words {
    name: &'static str,
    words: Vec<(f32, f32, &'static str)>,
    /// Steps from one glyph to the next.
    pitch: usize,
    /// Share of the probability that the winners keep (0–1).
    sure: f32,
    /// The first character is read with 90 % where the second stands, which keeps 1 %.
    misread: Option<(char, char)>,
    /// Ink beside the words.
    ink: Option<[u32; 4]>,
    /// Pixels by which the quad of the first word is too high.
    loose: f32,
    /// The words stand in the palest ink.
    is_watermark: bool,
}

fn words(name: &'static str, words: &[(f32, f32, &'static str)]) -> Words {
    Words {
        name,
        words: words.to_vec(),
        pitch: 6,
        sure: 1.0,
        misread: None,
        ink: None,
        loose: 0.0,
        is_watermark: false,
    }
}

fn spaced(text: &str, pitch: usize) -> Vec<Planted> {
    printed(text).into_iter().map(|p| Planted { blanks: pitch - 1, ..p }).collect()
}

impl Words {
    fn found(&self) -> Vec<Finding> {
        let texts: Vec<&str> = self.words.iter().map(|w| w.2).chain([self.name]).collect();
        let alphabet = dictionary(&texts);
        let forms = forms(self.name, &[]);
        let labels = Labels::new(&forms, &alphabet);
        let mut lines: Vec<Line> = self
            .words
            .iter()
            .map(|&(x, y, text)| {
                let mut table = Table::plant(&alphabet, &spaced(text, self.pitch), 5, 0.9999, &[1.0]);
                let even = (1.0 - self.sure) / table.classes as f32;
                table.rows.iter_mut().flatten().for_each(|p| *p = *p * self.sure + even);
                if let Some((wrong, right)) =
                    self.misread.map(|(w, r)| (alphabet.label(w), alphabet.label(r)))
                {
                    let (wrong, right) = (wrong.unwrap(), right.unwrap());
                    for row in table.rows.iter_mut().filter(|row| row[wrong] > 0.5) {
                        (row[wrong], row[right]) = (0.9, 0.01);
                    }
                }
                line(&table, &alphabet, &labels, x, y, 0.0)
            })
            .collect();
        if let Some(first) = lines.first_mut() {
            first.on_page = first.on_page.grown(0.0, self.loose / 2.0);
        }
        let (lines, watermarks) = if self.is_watermark { (Vec::new(), lines) } else { (lines, Vec::new()) };
        let mut page = Page { watermarks, ..page(lines) };
        if let Some([x, y, w, h]) = self.ink {
            let inked = |at: u32, from: u32, size: u32| (from..from + size).contains(&at);
            let pixel =
                |px: u32, py: u32| if inked(px, x, w) && inked(py, y, h) && px % 5 < 2 { 30 } else { 255 };
            page.pages = Pyramid::new(RgbImage::from_fn(SIDE, SIDE, |px, py| Rgb([pixel(px, py); 3])));
            page.marks.glyphs = vec![Rect { x, y, w, h }];
        }
        let subject = Subject::new(forms, |_| &alphabet);
        find(&Search { page: &page, subject: &subject, context: &CONTEXT })
    }
}

fn covers(finding: &Finding, x: f32, y: f32) -> bool {
    let point = Quad([(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)].map(|(x, y)| Point::new(x, y)));
    point.share_inside(&finding.quad) > 0.5
}

#[test]
fn a_name_spread_over_a_row_is_one_finding_with_the_space_between() {
    let found =
        words("杨帆", &[(100.0, 200.0, "姓名："), (260.0, 200.0, "杨"), (340.0, 203.0, "帆")]).found();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].shape, found[0].how, found[0].uncertain), (Shape::Spaced, How::Text, true));
    for x in [280.0, 320.0, 365.0] {
        assert!(covers(&found[0], x, 212.0), "{x}: {found:?}");
    }
}

#[test]
fn words_far_apart_or_of_other_rows_are_no_name() {
    for second in [(500.0, 200.0, "帆"), (340.0, 290.0, "帆"), (340.0, 217.0, "帆")] {
        let found = words("杨帆", &[(260.0, 200.0, "杨"), second]).found();
        assert!(found.is_empty(), "{second:?}: {found:?}");
    }
}

#[test]
fn a_longer_name_broken_over_two_lines_is_anothers() {
    let broken =
        |second| words("吾布力·麦提", &[(100.0, 200.0, "吾布力·麦"), (100.0, 240.0, second)]).found();
    let own = broken("提");
    assert!(own.len() == 2 && own.iter().all(|f| f.shape == Shape::Split), "{own:?}");
    assert!(broken("提江").is_empty());
}

#[test]
fn the_end_of_a_word_is_no_beginning_of_a_name() {
    let broken = |first| words("司马青云", &[(100.0, 200.0, first), (100.0, 240.0, "马青云")]).found().len();
    assert_eq!(broken("由司"), 2);
    assert_eq!(broken("有限公司"), 0);
}

#[test]
fn a_name_behind_a_family_name_is_the_end_of_anothers() {
    let line = |text| words("孙莉", &[(100.0, 200.0, text)]).found().len();
    assert_eq!((line("陈孙莉"), line("李强、孙莉"), line("由孙莉")), (0, 1, 1));
}

#[test]
fn a_name_in_a_watermark_is_covered() {
    let sheet = words("杨帆", &[(100.0, 200.0, "仅限杨帆职称申报使用")]);
    let found = Words { is_watermark: true, ..sheet }.found();
    assert!(matches!(found[..], [Finding { shape: Shape::Han, .. }]), "{found:?}");
    let field = Words { is_watermark: true, ..words("杨帆", &[(100.0, 200.0, "姓名：杰明")]) }.found();
    assert!(field.is_empty(), "nothing else is looked for there: {field:?}");
}

/// A page that bends: 会议决定由巴特 in a quad nearly twice as high as its print, 尔·宝音负责 below it.
#[test]
fn a_name_is_broken_over_lines_whose_glyphs_are_of_one_size_though_their_quads_arent() {
    let pages = |second| words("巴特尔·宝音", &[(100.0, 200.0, "会议决定由巴特"), (100.0, 246.0, second)]);
    let found = Words { loose: 20.0, ..pages("尔·宝音负责") }.found();
    assert!(found.len() == 2 && found.iter().all(|f| f.shape == Shape::Split), "{found:?}");
}

#[test]
fn the_end_of_anothers_dotted_name_is_no_beginning_of_ours() {
    let after =
        |first| words("沙吾列·巴合提", &[(100.0, 200.0, first), (100.0, 240.0, "巴合提，男")]).found().len();
    assert_eq!(after("，沙吾列"), 2);
    assert_eq!(after(".沙吾列"), 2, "a speck at the beginning of the line");
    assert_eq!(after("巴合提·沙吾列"), 0);
}

#[test]
fn what_stands_beside_the_head_of_a_column_is_no_value() {
    let row = |first: &'static str| {
        let mut row = words("杨帆", &[(100.0, 200.0, first), (200.0, 200.0, "姓名")]);
        row.ink = Some([290, 202, 60, 20]);
        row.found()
    };
    let found = row("报");
    assert!(matches!(found[..], [Finding { how: How::Field, .. }]), "{found:?}");
    assert!(row("序号").is_empty());
}

/// The lettering around an organisation's seal is read as one line in which everything resembles everything.
#[test]
fn glyphs_on_top_of_each_other_in_a_garbled_line_are_no_name() {
    let garbled = |text| {
        let mut line = words("卫东", &[(100.0, 200.0, text)]);
        line.sure = 0.2;
        line
    };
    assert!(!garbled("上卫东局").found().is_empty(), "print as wide as print is");
    let mut squeezed = garbled("上卫东局");
    squeezed.pitch = 2;
    assert!(squeezed.found().is_empty());
    squeezed.sure = 1.0;
    assert_eq!(squeezed.found().len(), 1, "condensed, but surely read");
}

#[test]
fn a_capital_after_a_small_letter_begins_a_word() {
    let found = |text| {
        let mut line = words("黎明", &[(100.0, 200.0, text)]);
        line.pitch = 3;
        line.found().len()
    };
    assert_eq!(found("NameLiMing"), 1, "the colon was lost");
    assert_eq!(found("SiliMing"), 0);
    assert_eq!(found("LiMinger"), 0);
}

#[test]
fn a_glyph_between_ours_makes_another_name() {
    let found = |text| words("陈静", &[(100.0, 200.0, text)]).found().len();
    assert_eq!((found("签字：陈静"), found("签字：陈桂静")), (1, 0));
}

#[test]
fn a_value_below_its_label_leaves_nothing_to_look_for_beside_it() {
    let beside = |x| {
        let mut form = words("石磊", &[(100.0, 200.0, "姓名"), (x, 236.0, "石磊")]);
        form.ink = Some([190, 202, 60, 20]);
        form.found().iter().filter(|f| f.how == How::Field).count()
    };
    assert_eq!((beside(100.0), beside(600.0)), (0, 1));
}

/// A name of the stamp's own size under it makes some of its characters others, and the name can't be read.
#[test]
fn what_a_stamp_on_a_copy_hides_is_covered() {
    let found =
        words("杨帆", &[(100.0, 200.0, "此件仅供杳报使用"), (100.0, 300.0, "复印件与原件一致")]).found();
    assert!(matches!(found[..], [Finding { how: How::Field, uncertain: true, .. }]), "{found:?}");
    assert!(covers(&found[0], 180.0, 210.0), "{found:?}");
    let read = words("杨帆", &[(100.0, 200.0, "此件仅杨帆报使用")]).found();
    assert!(
        matches!(read[..], [Finding { how: How::Text, .. }]),
        "what was read is no longer hidden: {read:?}"
    );
    let watermark: Vec<_> = [200.0, 300.0, 400.0].map(|y| (100.0, y, "此件仅供杳报使用")).into();
    assert!(words("杨帆", &watermark).found().is_empty());
}

/// Handwriting is partly misread: 吐尔廷娜佑 for 吐尔逊娜依. In clean print the same line is another person's name.
#[test]
fn a_long_name_that_was_half_read_is_covered_and_flagged() {
    let line = |sure| {
        let mut line = words("吐尔逊娜依·艾合买提", &[(100.0, 200.0, "吐尔廷娜佑·关合买甲")]);
        line.sure = sure;
        line.found()
    };
    let found = line(0.6);
    assert!(matches!(found[..], [Finding { uncertain: true, shape: Shape::Han, .. }]), "{found:?}");
    assert!(line(1.0).is_empty());
}

/// Many names share three of nine characters.
#[test]
fn a_third_of_a_long_name_is_no_name() {
    let mut line = words("吐尔逊娜依·艾合买提", &[(100.0, 200.0, "吐尔廷关佑·甲乙丙丁")]);
    line.sure = 0.6;
    assert!(line.found().is_empty());
}

#[test]
fn a_name_in_letters_is_broken_between_its_words() {
    // Letters are narrower than characters.
    let broken = |first, second| {
        let lines = words("谢韵兰", &[(100.0, 200.0, first), (100.0, 240.0, second)]);
        Words { pitch: 3, ..lines }.found()
    };
    let own = broken("This is to certify that Xie", "Yunlan, female");
    assert!(own.len() == 2 && own.iter().all(|f| f.shape == Shape::Split), "{own:?}");
    assert!(broken("This is to certify that Annxie", "Yunlan, female").is_empty(), "inside a word");
    assert!(broken("This is to certify that Xie Yun", "lan, female").is_empty(), "within a word of it");
}

#[test]
fn a_signature_far_below_the_promise_is_the_holders() {
    let mut promise = words("杨帆", &[(60.0, 60.0, "本人承诺以上材料属实"), (60.0, 700.0, "签字：")]);
    promise.ink = Some([210, 702, 60, 20]);
    let found = promise.found();
    assert!(matches!(found[..], [Finding { how: How::Signature, .. }]), "{found:?}");
    promise.words[0].2 = "以上材料属实";
    assert!(promise.found().is_empty(), "nobody says whose signature it is");
}

/// The reader takes 赏 for 赞, alike in every line.
#[test]
fn a_character_alone_on_the_next_line_is_known_by_how_it_is_misread_elsewhere() {
    let page = |first| {
        let lines = [(100.0, 100.0, first), (100.0, 200.0, "听取了于亮"), (100.0, 240.0, "赞同志的汇报")];
        Words { misread: Some(('赞', '赏')), ..words("于亮赏", &lines) }.found()
    };
    let split = |found: Vec<Finding>| found.iter().filter(|f| f.shape == Shape::Split && f.uncertain).count();
    assert_eq!(split(page("由于亮赞负责")), 2);
    assert_eq!(split(page("由方正负责")), 0, "nothing tells that 赞 is 赏");
}

#[test]
fn initials_within_a_name_in_full_with_a_wrong_letter_dont_hide_it() {
    let line = words("皇甫一睿", &[(100.0, 200.0, "Name: Huangfu Yirut")]);
    let found = Words { pitch: 3, misread: Some(('t', 'i')), ..line }.found();
    assert!(matches!(found[..], [Finding { shape: Shape::Pinyin, .. }]), "{found:?}");
}

/// A wage sheet: names, pay, and what stands in the third column beside the first name.
fn sheet(third: &[(f32, f32, &'static str)]) -> Vec<Finding> {
    let rows: [(f32, &str, &str); 4] = [
        (100.0, "杨帆", "3264.54"),
        (150.0, "鲁建国", "1333.73"),
        (200.0, "刘建设", "2632.90"),
        (250.0, "游文化", "1275.68"),
    ];
    let cells = rows.iter().flat_map(|&(y, name, pay)| [(100.0, y, name), (300.0, y, pay)]);
    let lines: Vec<_> = cells.chain(third.iter().copied()).collect();
    let mut sheet = words("杨帆", &lines);
    sheet.ink = Some([700, 92, 42, 40]);
    sheet.found()
}

#[test]
fn an_unread_seal_in_the_own_row_of_a_list_is_covered() {
    let found = sheet(&[(700.0, 150.0, "鲁建国"), (700.0, 200.0, "刘设")]);
    let seal = |f: &&Finding| f.how == How::Signature && f.shape == Shape::Unknown && f.uncertain;
    assert_eq!((found.len(), found.iter().filter(seal).count()), (2, 1), "{found:?}");
    assert!(found.iter().any(|f| covers(f, 720.0, 112.0)));
}

#[test]
fn a_stamp_where_a_label_asks_for_the_name_is_covered() {
    let found = |value| words("曹婷军", &[(100.0, 200.0, "姓名"), (260.0, 200.0, value)]).found();
    let stamp = found("此件仅供聘审报使用");
    assert!(stamp.iter().any(|f| f.how == How::Field && covers(f, 290.0, 212.0)), "{stamp:?}");
    assert!(found("高新瑜").is_empty(), "another's name");
    let behind = words(
        "曹婷军",
        &[(100.0, 200.0, "姓名"), (180.0, 200.0, "高新瑜"), (300.0, 200.0, "此件仅供聘审报使用")],
    );
    let found = behind.found();
    assert!(!found.iter().any(|f| covers(f, 200.0, 212.0)), "the name was read before it: {found:?}");
}

#[test]
fn a_single_character_of_the_name_in_the_own_row_is_what_was_read_of_a_seal() {
    let row = |text| sheet(&[(700.0, 100.0, text), (700.0, 150.0, "鲁建国"), (700.0, 200.0, "刘设")]);
    let seal = |f: &Finding| f.how == How::Signature && covers(f, 720.0, 112.0);
    assert!(row("帆").iter().any(seal), "{:?}", row("帆"));
    assert!(!row("同").iter().any(seal), "another word");
}

#[test]
fn an_unread_mark_in_a_second_column_of_people_is_anothers() {
    let found = sheet(&[(700.0, 150.0, "韩雪梅"), (700.0, 200.0, "丁玲"), (700.0, 250.0, "白洁")]);
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn a_mark_beside_a_name_in_no_list_stays() {
    let mut form = words("杨帆", &[(100.0, 100.0, "杨帆"), (100.0, 150.0, "鲁建国")]);
    form.ink = Some([700, 92, 42, 40]);
    assert_eq!(form.found().len(), 1);
}

/// The first and the last character of a seal in one row stand apart from the others.
#[test]
fn a_long_name_cut_off_at_both_ends_is_covered_with_its_ends() {
    let line = |text| words("艾合买提·伊力哈木", &[(300.0, 200.0, text)]).found();
    let found = line("合买提伊力哈");
    assert!(matches!(found[..], [Finding { uncertain: true, .. }]), "{found:?}");
    assert!([296.0, 470.0].iter().all(|x| covers(&found[0], *x, 212.0)), "{found:?}");
    assert!(line("吐合买提伊力哈").is_empty());
}

/// A roster in two scripts of which the reader of Chinese reads one: names, and blank lines beside them.
fn in_two_scripts(names: &[&str]) -> Vec<Finding> {
    let alphabet = dictionary(names);
    let forms = forms("杨帆", &["ياڭ فەن".to_owned()]);
    let labels = Labels::new(&forms, &alphabet);
    let cell = |text: &str, x: f32, row: usize, end: usize| {
        let table = Table::plant(&alphabet, &printed(text), end, 0.9999, &[1.0]);
        line(&table, &alphabet, &labels, x, 100.0 + 40.0 * row as f32, 0.0)
    };
    let rows = names.iter().enumerate();
    let lines = rows.flat_map(|(row, name)| [cell(name, 100.0, row, 5), cell("", 500.0, row, 20)]).collect();
    let subject = Subject::new(forms, |_| &alphabet);
    find(&Search { page: &page(lines), subject: &subject, context: &CONTEXT })
}

#[test]
fn unread_names_in_other_rows_of_a_list_are_other_peoples() {
    let unread = |names| in_two_scripts(names).iter().filter(|f| f.shape == Shape::Arabic).count();
    assert_eq!(unread(&["杨帆", "鲁建国", "刘建设", "游文化", "方晓光"]), 1);
    assert_eq!(unread(&["鲁建国", "刘建设", "游文化", "方晓光"]), 4, "any may be the applicant's");
}

/// The end of a name lies under the next label: 提 and 听 are read as 课.
#[test]
fn what_is_read_over_the_end_of_a_transliterated_name_makes_it_anothers_only_as_part_of_a_name() {
    let found = |text| {
        let line = words("古丽巴哈尔·居来提", &[(100.0, 200.0, text)]);
        Words { sure: 0.99, ..line }.found()
    };
    let own = found("授课人：古丽巴哈尔·居来课人：令狐秋丹");
    assert!(matches!(own[..], [Finding { uncertain: true, .. }]), "{own:?}");
    assert!(found("授课人：古丽巴哈尔·居来木，男").is_empty());
}

#[test]
fn a_seal_over_the_edge_of_the_own_name_is_covered_with_it() {
    let with = |ink| Words { ink: Some(ink), ..words("杨帆", &[(100.0, 200.0, "杨帆")]) }.found();
    let seals = |ink| with(ink).into_iter().filter(|f| f.how == How::Seal).count();
    assert_eq!(seals([110, 215, 45, 45]), 1, "{:?}", with([110, 215, 45, 45]));
    assert_eq!(seals([110, 260, 45, 45]), 0, "below the name, and apart from it");
    assert_eq!(seals([60, 150, 150, 150]), 0, "an office's stamp");
    assert_eq!(seals([110, 215, 45, 12]), 0, "a stroke");
}
