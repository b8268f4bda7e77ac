//! clap's usage errors in Chinese. In English clap's own messages are printed.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// True when the arguments ask for Chinese, even if others are wrong.
pub fn wants_chinese(args: &[OsString]) -> bool {
    let pair = args.windows(2).any(|w| w[0] == "--lang" && w[1] == "zh");
    pair || args.iter().any(|a| a == "--lang=zh")
}

/// The message; `None` for help, version and errors without a Chinese text.
pub fn chinese(error: &clap::Error) -> Option<String> {
    let of = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("参数 {arg} 缺少取值"),
        ErrorKind::InvalidValue => format!("参数 {arg} 的取值 '{value}' 无效"),
        ErrorKind::ValueValidation => format!("参数 {arg} 的取值 '{value}' 无效"),
        ErrorKind::UnknownArgument => format!("未知的参数 '{arg}'"),
        ErrorKind::InvalidSubcommand => format!("未知的命令 '{}'", of(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("缺少必需的参数：{arg}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => {
            let other = of(ContextKind::PriorArg);
            if other.is_empty() || other == arg {
                format!("参数 {arg} 只能给出一次")
            } else {
                format!("参数 {arg} 不能与 {other} 同时使用")
            }
        }
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => {
            format!("参数 {arg} 的取值个数不对")
        }
        ErrorKind::NoEquals => format!("参数 {arg} 须用 = 给出取值"),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8 文本".to_owned(),
        _ => return None,
    };
    let hint = |kind, words: &str| {
        let said = of(kind);
        if said.is_empty() { said } else { format!("\n{words}{said}") }
    };
    let valid = hint(ContextKind::ValidValue, "可用取值：");
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near: String = near.map(|kind| hint(kind, "您是否想用：")).concat();
    Some(format!("错误：{what}{valid}{near}\n用法见 `blindmask help`，各命令见 `blindmask <命令> --help`。"))
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(list) => list.join("、"),
        ContextValue::String(text) => text.clone(),
        other => other.to_string(),
    }
}
