//! The rules about the characters that touch a hit, as a table: what a name's neighbours say about whose it is.
//!
//! Facts are methods of [`Context`], which knows no rules. Rows are switched off by name like those of [`rules`](super::rules).

use super::context::{Context, Standing};
use super::neighbours::Neighbours;

/// What a side of a hit says about it: the first row that is true counts.
pub struct Says {
    /// Its name, by which it is switched off.
    pub name: &'static str,
    /// On which side it looks.
    pub side: Side,
    /// What has to be true.
    pub fact: fn(&Context, &Neighbours) -> bool,
    /// What that side then says.
    pub says: Standing,
    /// The figure or observation behind it.
    pub source: &'static str,
}

/// Judges a hit by the characters `beside` it.
pub fn judge(context: &Context, beside: &Neighbours) -> Standing {
    if beside.before.is_empty() && beside.after.is_empty() {
        return Standing::Own;
    }
    if context.on_roster(beside) || context.is_place(beside) {
        return Standing::Other;
    }
    let side = |side| side_says(context, side, beside);
    match (side(Side::After), side(Side::Before)) {
        // A longer name is recognised by its end only if it also begins with ours.
        (Standing::Other, Standing::Own) => Standing::Other,
        (Standing::Own, Standing::Other) if beside.after.is_empty() => Standing::Other,
        (Standing::Own, Standing::Own) => match context.in_a_word(beside) {
            true => Standing::Open,
            false => Standing::Own,
        },
        (_, before) if context.in_a_word(beside) && before != Standing::Own => Standing::Other,
        _ => Standing::Open,
    }
}

/// What one side of a hit says, by the table.
fn side_says(context: &Context, side: Side, beside: &Neighbours) -> Standing {
    let run = if side == Side::Before { &beside.before } else { &beside.after };
    if run.is_empty() {
        return Standing::Own;
    }
    let mut rows = NEIGHBOURS.iter().filter(|row| row.side == side && context.switches.on(row.name));
    rows.find(|row| (row.fact)(context, beside)).map_or(Standing::Open, |row| row.says)
}

/// A side of a hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands before it.
    Before,
    /// What stands after it.
    After,
}

const OTHER_PAGES: &str = "docs/ablation.md, other pages: longer names and places on 360 drawn pages";

/// What the characters that touch a hit say. A side with nothing on it says [`Standing::Own`]; one of which no row is true
/// says [`Standing::Open`].
pub const NEIGHBOURS: &[Says] = &[
    Says {
        name: "生 ends a cell",
        side: Side::After,
        fact: Context::born_alone,
        says: Standing::Other,
        source: "alone in its cell 生 ends a name; in running text (生于 …) it doesn't",
    },
    Says {
        name: "a word for the holder before",
        side: Side::After,
        fact: Context::holder_before,
        says: Standing::Open,
        source: "recall first: right behind 申请人 stands who the page is about, whatever seems to follow the name",
    },
    Says {
        name: "one character of a given name",
        side: Side::After,
        fact: Context::one_given_character,
        says: Standing::Other,
        source: OTHER_PAGES,
    },
    Says {
        name: "a Chinese name follows",
        side: Side::After,
        fact: Context::a_han_name_follows,
        says: Standing::Open,
        source: "recall first: 阿卜杜拉林梅梅 are two people of a list whose space was lost, more often than one longer name",
    },
    Says {
        name: "more of a transliteration",
        side: Side::After,
        fact: Context::transliteration_goes_on,
        says: Standing::Other,
        source: OTHER_PAGES,
    },
    Says {
        name: "a form or a sentence goes on",
        side: Side::After,
        fact: Context::text_goes_on,
        says: Standing::Own,
        source: "docs/ablation.md: lines of the development set in which a name is followed by text",
    },
    Says {
        name: "a longer name and then text",
        side: Side::After,
        fact: Context::longer_name_then_text,
        says: Standing::Other,
        source: OTHER_PAGES,
    },
    Says {
        name: "a role or a verb before",
        side: Side::Before,
        fact: Context::role_before,
        says: Standing::Own,
        source: "docs/ablation.md: lines of the development set in which a name follows text",
    },
    Says {
        name: "a family name before",
        side: Side::Before,
        fact: Context::family_name_before,
        says: Standing::Other,
        source: "second development set: two such names (陈孙莉, 李张伟); on it and three unseen sets no own name stands so",
    },
    Says {
        name: "a word before",
        side: Side::Before,
        fact: Context::word_before,
        says: Standing::Own,
        source: "any word may stand before a name, but before a name that is a word it may be its attribute",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(before: &str, name: &str, after: &str) -> Standing {
        let chars = |s: &str| s.chars().filter(|c| *c != '·').collect();
        let context = Context::new(["李强", "张海燕", "李强生"]);
        let (before, dotted, after) = (chars(before), name.contains('·'), chars(after));
        let before_dot = false;
        super::judge(
            &context,
            &Neighbours { before, name: chars(name), dotted, after, before_dot, in_line: true },
        )
    }

    #[test]
    fn a_name_alone_or_among_the_words_of_a_form_is_our_own() {
        for (before, after) in [
            ("", ""),
            ("申报人", ""),
            ("姓名", "性别"),
            ("经审查", "同志符合条件"),
            ("由", "负责"),
            ("", "男"),
        ] {
            assert_eq!(judge(before, "张伟", after), Standing::Own, "{before}|{after}");
        }
    }

    #[test]
    fn a_longer_name_is_anothers() {
        assert_eq!(judge("", "张伟", "囗"), Standing::Open, "hardly a character of a name");
        assert_eq!(judge("", "张伟", "民"), Standing::Other);
        assert_eq!(judge("申报人", "张伟", "明"), Standing::Open, "who the page is about stands there");
        assert_eq!(judge("推荐", "张伟", "明"), Standing::Other);
        assert_eq!(judge("", "买买提·吐尔逊", "江"), Standing::Other);
        assert_eq!(judge("", "李强", "生"), Standing::Other, "on the roster");
        assert_eq!(judge("陈", "孙莉", ""), Standing::Other);
        assert_eq!(judge("由", "孙莉", ""), Standing::Own, "a family name, but also a word before names");
        assert_eq!(judge("由陈", "孙莉", ""), Standing::Other);
        assert_eq!(judge("主任", "孙莉", ""), Standing::Own, "a word ends with the family name");
        assert_eq!(judge("陈", "孙莉莉", ""), Standing::Open, "hardly a name of four characters");
        assert_eq!(judge("参保人", "赵玉兰", "英截至打印之日"), Standing::Other, "the text goes on after 英");
        assert_eq!(judge("", "买买提·吐尔逊", "江的记录"), Standing::Other, "the text goes on after 江");
        assert_eq!(judge("", "木沙·阿卜杜拉", "林梅梅"), Standing::Open, "the next of a list");
        assert_eq!(judge("", "木沙·阿卜杜拉", "力江"), Standing::Other);
        assert_eq!(judge("推荐", "买买提·吐尔逊", "加评审"), Standing::Open, "参 was lost");
        assert_eq!(judge("", "买买提·吐尔逊", "依法申报"), Standing::Own, "依法 is a word");
        assert_eq!(judge("参保人", "赵玉兰", "明确表示"), Standing::Own, "明确 is a word");
    }

    #[test]
    fn the_next_person_of_a_list_is_no_part_of_a_name() {
        let chars = |s: &str| s.chars().collect::<Vec<char>>();
        let beside = |before_dot| Neighbours {
            name: chars("叶尔江哈布都拉"),
            dotted: true,
            after: chars("木拉提"),
            before_dot,
            in_line: true,
            ..Neighbours::default()
        };
        let judge = |beside: &Neighbours| super::judge(&Context::new([]), beside);
        assert_eq!(judge(&beside(true)), Standing::Open, "吐尔迪 follows behind a dot");
        assert_eq!(judge(&beside(false)), Standing::Other);
    }

    #[test]
    fn what_could_be_either_stays_open() {
        assert_eq!(judge("", "张伟", "负责"), Standing::Own, "a word follows");
        assert_eq!(judge("小", "张伟", ""), Standing::Open);
    }

    #[test]
    fn places_that_bear_the_name_are_places() {
        for (before, after) in [("", "新区"), ("在", "新区活动中"), ("", "路主题活动"), ("住", "社区")]
        {
            assert_eq!(judge(before, "卫东", after), Standing::Other, "{before}|{after}");
        }
        for after in ["街道办事处", "市第一中学", "路过", "同志"] {
            assert_ne!(judge("", "卫东", after), Standing::Other, "{after}");
        }
        assert_eq!(judge("", "卫东", "生"), Standing::Other, "a cell of its own");
        assert_ne!(judge("", "卫东", "生于"), Standing::Other);
    }

    #[test]
    fn words_that_contain_the_name_are_words() {
        assert_eq!(judge("四季", "常青", ""), Standing::Other);
    }
}
