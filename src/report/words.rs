//! Codes of the records in both languages.

use serde::Serialize;

use crate::audit::event::Setting;
use crate::lang::Lang;

/// Chinese words for the codes of `how`, `form`, `state` and `method`; in English the codes are shown as they are.
const CHINESE: &[(&str, &str)] = &[
    ("text", "文字识别"),
    ("spotted", "定向搜索"),
    ("field", "姓名栏"),
    ("seal", "印章"),
    ("signature", "签名"),
    ("reviewer", "审核人添加"),
    ("han", "汉字"),
    ("spaced", "带空格"),
    ("vertical", "竖排"),
    ("traditional", "繁体"),
    ("pinyin", "拼音"),
    ("latin", "拉丁字母"),
    ("initials", "首字母缩写"),
    ("split", "断行"),
    ("partial", "姓或名"),
    ("arabic", "阿拉伯字母"),
    ("unknown", "未识别"),
    ("proposed", "程序提出"),
    ("confirmed", "已确认"),
    ("rejected", "已否决"),
    ("added", "已添加"),
    ("coefficients", "系数级改写"),
    ("pixels", "重新编码"),
];

/// The code of a value as the records spell it, or its Chinese word. Codes without one stay as they are.
pub fn word(value: &impl Serialize, lang: Lang) -> String {
    let code =
        serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let chinese = CHINESE.iter().find(|(c, _)| *c == code).map(|(_, zh)| (*zh).to_owned());
    match lang {
        Lang::En => code.replace('_', " "),
        Lang::Zh => chinese.unwrap_or(code),
    }
}

/// A setting's value.
pub fn setting(value: &Setting, lang: Lang) -> String {
    match value {
        Setting::Switch(true) => lang.pick("on", "开").to_owned(),
        Setting::Switch(false) => lang.pick("off", "关").to_owned(),
        Setting::Count(n) => n.to_string(),
        Setting::Number(x) => x.to_string(),
        Setting::Text(text) => text.clone(),
    }
}

/// How many files got each verdict: `2 masked, 1 without the name, 0 held`.
pub fn verdicts([mask, clear, held]: [u64; 3], lang: Lang) -> String {
    let each = [
        (mask, lang.pick("masked", "已遮盖")),
        (clear, lang.pick("without the name", "无姓名")),
        (held, lang.pick("held", "待人工")),
    ];
    let each = each.map(|(n, word)| match lang {
        Lang::En => format!("{n} {word}"),
        Lang::Zh => format!("{word} {n}"),
    });
    each.join(lang.comma())
}

/// 是 or 否.
pub fn yes(value: bool, lang: Lang) -> &'static str {
    if value { lang.pick("yes", "是") } else { lang.pick("no", "否") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::wire::{How, Method, Shape};

    #[test]
    fn codes_have_words_in_both_languages() {
        assert_eq!(word(&How::Spotted, Lang::En), "spotted");
        assert_eq!(word(&How::Signature, Lang::Zh), "签名");
        assert_eq!(word(&Shape::Initials, Lang::Zh), "首字母缩写");
        assert_eq!(word(&Method::Coefficients, Lang::Zh), "系数级改写");
    }
}
