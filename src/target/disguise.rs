//! Undoes what tools do to file names: escapes written by `unzip` and browsers, and text read in a wrong encoding.
//!
//! It knows characters only. Each function undoes one kind of damage, and only where that fits the whole text.

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, WINDOWS_1252};

/// The upper half of code page 437, in which `unzip` and Windows show bytes: the characters of 0x80 to 0xFF in order.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Marks before the two hexadecimal digits of a byte: in links, in mail, in file names made from links, in programs.
const BYTE_MARKS: [&str; 4] = ["%", "=", "_", "\\x"];

/// Encodings in which Chinese bytes are shown by mistake. Windows-1252 has letters where Latin-1 has control
/// characters.
const WRONG: [&Encoding; 4] = [WINDOWS_1252, BIG5, EUC_KR, SHIFT_JIS];

/// `text`, and every text that a tool may have turned into it.
pub fn readings(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    all.extend([escaped(text), entities(text)].into_iter().flatten());
    for mark in BYTE_MARKS {
        let once = percent(text, mark);
        // A link inside a link: the % of the inner one is %25 in the outer.
        all.extend(once.as_deref().and_then(|once| percent(once, mark)));
        all.extend(once);
    }
    let shown = WRONG.iter().map(|encoding| bytes_in(text, encoding));
    for bytes in [latin1(text), cp437(text)].into_iter().chain(shown).flatten() {
        all.extend(decoded(&bytes));
    }
    // UTF-8 that was read as GBK: 璋㈤煹 for 谢韵.
    let (bytes, _, lost) = GBK.encode(text);
    if !lost && !text.is_ascii() {
        all.extend(String::from_utf8(bytes.into_owned()));
    }
    all
}

/// Bytes as UTF-8 and as GB18030, where they are valid.
fn decoded(bytes: &[u8]) -> Vec<String> {
    let utf8 = String::from_utf8(bytes.to_vec()).ok();
    let chinese = GB18030.decode_without_bom_handling_and_without_replacement(bytes).map(String::from);
    utf8.into_iter().chain(chinese).collect()
}

/// Decodes `%E8%B0%A2`: bytes after a mark, in UTF-8 or in GB18030. The rest of the name stays as it is.
fn percent(text: &str, mark: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    let mut any = false;
    while let Some(c) = rest.chars().next() {
        let hex = rest.strip_prefix(mark).and_then(|r| r.get(..2));
        let byte = hex.filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
        let step = match byte.and_then(|h| u8::from_str_radix(h, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                any = true;
                mark.len() + 2
            }
            None => {
                bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                c.len_utf8()
            }
        };
        rest = rest.get(step..).unwrap_or_default();
    }
    any.then(|| decoded(&bytes).into_iter().next()).flatten()
}

/// Decodes `#U8c22` of `unzip`, `\u8c22` and `\U00008c22` of programs, `U+8C22`: four to six hexadecimal digits after
/// a mark.
fn escaped(text: &str) -> Option<String> {
    replaced(text, &["#U", "#u", "\\u", "\\U", "U+", "u+", "%u", "%U", "u", "U"], |rest| {
        let digits: String = rest.chars().take(8).take_while(char::is_ascii_hexdigit).collect();
        // Eight digits start with zeros; otherwise a digit after the fourth belongs to the name.
        let take = if digits.len() == 8 && digits.starts_with("000") { 8 } else { 4 };
        let code = u32::from_str_radix(digits.get(..take)?, 16).ok()?;
        Some((char::from_u32(code)?, take))
    })
}

/// Decodes `&#35874;` and `&#x8c22;`.
fn entities(text: &str) -> Option<String> {
    replaced(text, &["&#"], |rest| {
        let (number, _) = rest.split_once(';')?;
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        Some((char::from_u32(code)?, number.len() + 1))
    })
}

/// `text` with every mark and its digits replaced; `None` when there was none.
fn replaced(text: &str, marks: &[&str], read: impl Fn(&str) -> Option<(char, usize)>) -> Option<String> {
    let (mut out, mut rest, mut any) = (String::new(), text, false);
    while let Some(c) = rest.chars().next() {
        let code = marks.iter().find_map(|mark| {
            let (char, length) = read(rest.strip_prefix(mark)?)?;
            Some((char, mark.len() + length))
        });
        let (char, step) = code.unwrap_or((c, c.len_utf8()));
        any |= code.is_some();
        out.push(char);
        rest = rest.get(step..).unwrap_or_default();
    }
    any.then_some(out)
}

/// The bytes that were shown as Latin-1.
fn latin1(text: &str) -> Option<Vec<u8>> {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.filter(|b| !b.is_ascii())
}

/// The bytes that were shown in another encoding.
fn bytes_in(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let (bytes, _, lost) = encoding.encode(text);
    (!lost && !text.is_ascii()).then(|| bytes.into_owned())
}

/// The bytes that were shown in code page 437.
fn cp437(text: &str) -> Option<Vec<u8>> {
    let byte = |c: char| match c.is_ascii() {
        true => u8::try_from(u32::from(c)).ok(),
        false => CP437.chars().position(|k| k == c).and_then(|at| u8::try_from(at + 0x80).ok()),
    };
    let bytes: Option<Vec<u8>> = text.chars().map(byte).collect();
    bytes.filter(|b| !b.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bytes: &[u8], as_cp437: bool) -> String {
        let char = |b: &u8| match (b.is_ascii(), as_cp437) {
            (true, _) | (_, false) => char::from(*b),
            _ => CP437.chars().nth(usize::from(*b) - 0x80).unwrap_or('?'),
        };
        bytes.iter().map(char).collect()
    }

    #[test]
    fn every_disguise_is_seen_through() {
        let name = "谢韵兰";
        let gbk = GBK.encode(name).0.into_owned();
        let percent = |bytes: &[u8]| bytes.iter().map(|b| format!("%{b:02X}")).collect::<String>();
        let each = |f: &dyn Fn(u32) -> String| name.chars().map(|c| f(u32::from(c))).collect::<String>();
        let disguised = [
            each(&|c| format!("#U{c:04x}")),
            each(&|c| format!("\\u{c:04X}")),
            each(&|c| format!("&#{c};")),
            each(&|c| format!("&#x{c:x};")),
            each(&|c| format!("u{c:04x}")),
            percent(name.as_bytes()),
            percent(&gbk),
            percent(percent(name.as_bytes()).as_bytes()),
            percent(&gbk).replace('%', "="),
            percent(name.as_bytes()).replace('%', "_"),
            percent(name.as_bytes()).replace('%', "\\x"),
            BIG5.decode(&gbk).0.into_owned(),
            shown(&gbk, true),
            shown(&gbk, false),
            shown(name.as_bytes(), true),
            shown(name.as_bytes(), false),
        ];
        for text in disguised {
            let file = format!("{text}_01.jpg");
            assert!(readings(&file).iter().any(|r| r.contains(name)), "{file}");
        }
        // Nine bytes of UTF-8 aren't whole characters of GBK; four characters are.
        let wrong = GBK.decode("谢韵兰英".as_bytes()).0.into_owned();
        assert!(readings(&wrong).iter().any(|r| r.contains("谢韵兰")), "{wrong}");
    }

    #[test]
    fn plain_names_have_one_reading() {
        for file in ["03_diploma.jpg", "100%.jpg", "a&b.jpg", "#1.jpg", ""] {
            assert_eq!(readings(file), [file]);
        }
    }

    #[test]
    fn the_code_page_is_whole() {
        assert_eq!(CP437.chars().count(), 128);
    }
}
