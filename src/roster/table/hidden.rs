//! Finds the hidden rows and columns of an XLSX workbook, which calamine doesn't report.
//!
//! Other formats, and parts that can't be read, count as having none.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufReader, Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// Last column of a sheet, counted from 1 (ECMA-376 part 1, 18.3.1.13: XFD).
const LAST_COLUMN: u32 = 16_384;

/// The hidden rows and columns of a sheet, counted from 0.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub rows: BTreeSet<u32>,
    pub columns: BTreeSet<u32>,
}

/// Hidden rows and columns by the name of the sheet.
pub(super) fn of_workbook(bytes: &[u8]) -> HashMap<String, Hidden> {
    let mut found = HashMap::new();
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return found };
    let mut sheets = Vec::new();
    elements(&mut archive, "xl/workbook.xml", &mut |name, tag| {
        if name == "sheet"
            && let (Some(sheet), Some(id)) = (attribute(tag, "name"), attribute(tag, "id"))
        {
            sheets.push((sheet, id));
        }
    });
    let mut parts = HashMap::new();
    elements(&mut archive, "xl/_rels/workbook.xml.rels", &mut |name, tag| {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target"))
        {
            parts.insert(id, target);
        }
    });
    for (sheet, id) in sheets {
        let Some(target) = parts.get(&id) else { continue };
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None => format!("xl/{target}"),
        };
        let mut hidden = Hidden::default();
        let mut rows = 0;
        elements(&mut archive, &path, &mut |name, tag| match name {
            "row" => {
                // A row without a number follows the one before it.
                rows = number(tag, "r").unwrap_or(rows + 1);
                if is_hidden(tag, "ht") {
                    hidden.rows.insert(rows.saturating_sub(1));
                }
            }
            "col" if is_hidden(tag, "width") => {
                let (min, max) = (number(tag, "min").unwrap_or(1), number(tag, "max").unwrap_or(0));
                hidden.columns.extend((min.max(1)..=max.min(LAST_COLUMN)).map(|x| x - 1));
            }
            _ => {}
        });
        found.insert(sheet, hidden);
    }
    found
}

/// Hidden by an attribute or by a size of zero.
fn is_hidden(tag: &BytesStart<'_>, size: &str) -> bool {
    let flag = attribute(tag, "hidden").is_some_and(|v| v == "1" || v == "true");
    flag || attribute(tag, size).and_then(|v| v.parse::<f64>().ok()).is_some_and(|size| size <= 0.0)
}

fn number(tag: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(tag, name)?.parse().ok()
}

/// The attribute with this local name: `id` finds `r:id` too.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

/// Calls `each` with every start tag of a part and its local name, until the part ends or breaks off.
fn elements<R: Read + std::io::Seek>(
    archive: &mut ZipArchive<R>,
    part: &str,
    each: &mut dyn FnMut(&str, &BytesStart<'_>),
) {
    let Ok(file) = archive.by_name(part) else { return };
    let mut reader = Reader::from_reader(BufReader::new(file));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => each(tag.local_name().as_ref(), &tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}
