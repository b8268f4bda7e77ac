//! Writes HTML pages for people: one frame, one stylesheet and the pictures in them.
//!
//! A page is one file without scripts, network access or fonts, and with pictures as data URIs; a content security
//! policy in its head enforces this. Nothing here knows what a page says.

mod picture;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use picture::{Frame, Outline, View};

use crate::lang::Lang;

const STYLE: &str = include_str!("style.css");

/// Allows inline styles and pictures in the file itself, nothing else (Content Security Policy Level 3).
const POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// A whole HTML file with `body` in its `main` element.
pub fn document(title: &str, lang: Lang, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang=(lang.pick("en", "zh-CN")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (title) }
                    (body)
                }
            }
        }
    }
    .into_string()
}

/// A table of two columns, a heading cell and a value in each row.
pub fn facts(caption: &str, rows: impl IntoIterator<Item = (String, Markup)>) -> Markup {
    html! {
        table.facts {
            caption { (caption) }
            tbody {
                @for (name, value) in rows {
                    tr { th scope="row" { (name) } td { (value) } }
                }
            }
        }
    }
}
