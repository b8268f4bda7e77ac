//! The reviewers' decisions for an auditor: figures, and no reviewer's name.

use crate::audit::replay::Replay;
use crate::lang::Lang;
use crate::review::sample::Found;
use crate::review::tally::Tally;

/// Name and figure of each line; empty while no reviewer has decided anything.
pub fn lines(state: &Replay, lang: Lang) -> Vec<(String, String)> {
    let tally = Tally::of(state);
    if !tally.any() {
        return Vec::new();
    }
    let line = |en, zh, n: u64| (lang.pick(en, zh).to_owned(), n.to_string());
    let mut lines = vec![
        line("pages decided by reviewers", "审核人已处理的页面", tally.decided),
        line("pages whose decisions are not applied yet", "决定尚未生成的页面", tally.waiting),
        line("findings confirmed", "已确认的发现", tally.confirmed),
        line("findings rejected", "已否决的发现", tally.rejected),
        line("findings added", "人工添加的发现", tally.added),
        line("findings proposed, not looked at", "程序提出、未经查看的发现", tally.proposed),
    ];
    lines.extend(tally.sample.map(|found| sampled(found, lang)));
    lines
}

fn sampled(found: Found, lang: Lang) -> (String, String) {
    let Found { pages, of, decided, left } = found;
    let name = lang
        .pick("sample of released pages: pages with a name left", "已放行页面抽样：仍可见姓名的页面")
        .to_owned();
    let drawn = match lang {
        Lang::En => format!("{left} of {decided} looked at; {pages} drawn from {of}"),
        Lang::Zh => format!("已查看 {decided} 页，其中 {left} 页可见；自 {of} 页中抽取 {pages} 页"),
    };
    let figure = match found.share() {
        None => drawn,
        Some((share, low, high)) => {
            let percent = |x: f64| format!("{:.2} %", 100.0 * x);
            let interval = lang.pick("exact 95 % interval", "精确 95 % 置信区间");
            let (share, low, high) = (percent(share), percent(low), percent(high));
            let remark = format!("{interval} {low} – {high}{}{drawn}", lang.pick("; ", "；"));
            share + &lang.bracketed(&remark)
        }
    };
    (name, figure)
}
