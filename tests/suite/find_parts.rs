//! The given or the family part of a name alone is covered if the whole name is on the page, unless it may just as
//! well be a piece of another name or a word.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use crate::line_support;

use std::sync::LazyLock;

use blindmask::find::context::Context;
use blindmask::find::{How, Search, Shape, find};
use blindmask::target::{Labels, Subject, forms};
use line_support::{Table, dictionary, line, page, printed};

static CONTEXT: LazyLock<Context> = LazyLock::new(|| Context::new([]));

/// The parts found on a page of `texts`, one line below the other (an empty text leaves a line free), each as the
/// line's number and the characters under its box.
fn parts(name: &str, texts: &[&str]) -> Vec<(usize, String)> {
    let alphabet = dictionary(&[&[name][..], texts].concat());
    let forms = forms(name, &[]);
    let labels = Labels::new(&forms, &alphabet);
    let lines: Vec<_> = texts
        .iter()
        .enumerate()
        .filter(|(_, text)| !text.is_empty())
        .map(|(i, text)| {
            let table = Table::plant(&alphabet, &printed(text), 5, 0.9999, &[1.0]);
            line(&table, &alphabet, &labels, 60.0, 40.0 + 40.0 * i as f32, 0.0)
        })
        .collect();
    let spelled = |quad: &blindmask::geometry::Quad| -> (usize, String) {
        let line = lines.iter().find(|l| quad.share_inside(&l.on_page) > 0.9).expect("a line");
        let number = ((line.on_page.0[0].y - 40.0) / 40.0).round() as usize;
        let under = |g: &&blindmask::page::line::Glyph| {
            line.stored_quad(g.from as f32..g.to as f32).share_inside(quad) > 0.5
        };
        (number, line.glyphs.iter().filter(under).map(|g| g.char).collect())
    };
    let subject = Subject::new(forms, |_| &alphabet);
    let found = find(&Search { page: &page(lines.clone()), subject: &subject, context: &CONTEXT });
    let partial: Vec<_> = found.iter().filter(|f| f.shape == Shape::Partial).collect();
    assert!(partial.iter().all(|f| f.uncertain && f.how == How::Text && f.score < 0.7), "a person confirms");
    partial.iter().map(|f| spelled(&f.quad)).collect()
}

fn given(line: usize, text: &str) -> Vec<(usize, String)> {
    vec![(line, text.to_owned())]
}

#[test]
fn a_given_part_alone_is_covered_where_the_whole_name_stands_on_the_page() {
    for text in ["：韵兰", "（韵兰）", "韵兰同志，工作认真。", "评语：韵兰老师工作认真", "评语，韵兰，认真"]
    {
        assert_eq!(parts("谢韵兰", &["申报人：谢韵兰", "", "", text]), given(3, "韵兰"), "{text}");
    }
    assert_eq!(
        parts("谢韵兰", &["申报人：谢韵兰", "", "", "韵蘭"]),
        given(3, "韵蘭"),
        "in either orthography"
    );
}

#[test]
fn without_the_whole_name_there_are_no_parts() {
    assert!(parts("谢韵兰", &["申报人：谢兰", "", "", "韵兰同志，工作认真。"]).is_empty());
}

#[test]
fn a_given_part_inside_another_name_stays() {
    for text in ["申报人：刘韵兰", "刘 韵兰", "欧阳 韵兰", "韵兰芳", "刘韵兰同志", "报刘韵兰"]
    {
        assert!(parts("谢韵兰", &["申报人：谢韵兰", "", "", text]).is_empty(), "{text}");
    }
}

#[test]
fn a_given_part_at_the_end_of_a_line_may_be_a_piece_of_a_broken_name() {
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "", "", "负责人为刘", "韵兰，认真"]).is_empty(), "刘/韵兰");
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "", "", "负责人：韵兰", "芳，认真"]).is_empty(), "韵兰/芳");
    assert_eq!(
        parts("谢韵兰", &["申报人：谢韵兰", "", "", "负责人是谁。", "韵兰，认真"]),
        given(4, "韵兰"),
        "a sentence ended before it"
    );
}

#[test]
fn a_given_part_that_is_a_word_needs_a_title() {
    assert!(parts("李国庆", &["申报人：李国庆", "", "", "国庆，放假"]).is_empty());
    assert_eq!(parts("李国庆", &["申报人：李国庆", "", "", "国庆同志，认真"]), given(3, "国庆"));
}

#[test]
fn a_family_part_needs_a_title_and_the_whole_name_beside_it() {
    let near = ["申报人：谢韵兰", "由谢老师负责"];
    assert_eq!(parts("谢韵兰", &near), given(1, "谢"));
    assert_eq!(parts("谢韵兰", &["申报人：谢韵兰，谢同志认真"]), given(0, "谢"));
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "", "", "", "由谢老师负责"]).is_empty(), "far away");
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "谢：同意"]).is_empty(), "no title");
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "感谢老师指导"]).is_empty(), "a word");
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "谢芳老师负责"]).is_empty(), "another's name");
}

#[test]
fn a_family_part_of_two_characters_goes_by_the_same_rule() {
    assert_eq!(parts("欧阳若谷", &["申报人：欧阳若谷", "由欧阳老师负责"]), given(1, "欧阳"));
    assert!(parts("欧阳若谷", &["申报人：欧阳若谷", "", "", "", "由欧阳老师负责"]).is_empty());
    assert!(parts("欧阳若谷", &["申报人：欧阳若谷", "欧阳：同意"]).is_empty());
}

#[test]
fn a_part_of_a_dotted_name_is_not_torn_out_of_another_dotted_name() {
    let whole = "申报人：买买提·吐尔逊";
    for text in ["买买提·艾山", "艾山·买买提", "买买提艾山", "买买提 艾山", "买买提。艾山"]
    {
        assert!(parts("买买提·吐尔逊", &[whole, "", "", text]).is_empty(), "{text}");
    }
    for text in ["买买提同志，认真", "，买买提，认真", "：买买提"] {
        assert_eq!(parts("买买提·吐尔逊", &[whole, "", "", text]), given(3, "买买提"), "{text}");
    }
}

#[test]
fn the_whole_name_itself_is_not_taken_apart() {
    assert!(parts("谢韵兰", &["申报人：谢韵兰", "谢韵兰同志，认真", "申报人：谢 韵 兰"]).is_empty());
}
