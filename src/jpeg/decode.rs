//! Reads the headers and tables of a JPEG and the order of its scans; `scan` reads the scans' data.

use super::arithmetic::read_conditioning;
use super::entropy::{Conditioning, Kind, Part, Scan};
use super::error::Error;
use super::huffman::Decoding;
use super::image::{Block, Component, Image, Jfif};
use super::limits::Limits;
use super::marker::*;
use super::scan::{read, size_in_blocks, visits};

/// Reads a JPEG's coefficients.
///
/// Baseline, extended sequential and progressive files of 8 bits and one to four components are read, with Huffman or
/// arithmetic coding. A single wrong or missing piece of Huffman-coded data is an error: nothing is ever filled in.
/// (Arithmetic-coded data that were cut off before a marker look like whole data, T.81, D.1.8.) What decoders
/// commonly accept is accepted: up to 64 bytes before SOI, fill bytes, bytes between a scan and the next marker, a
/// missing EOI after complete data, and anything after EOI.
///
/// # Errors
/// [`Error::Unsupported`] for other precisions, lossless and hierarchical files, DNL and more than
/// four components; [`Error::Limit`] as `limits` say; else what is wrong with the file.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Image, Error> {
    run(bytes, limits, 8).map(|(image, _)| image)
}

/// As [`decode`], but also reads files of 12 bits; the second value is the bits of a sample. A picture of 12 bits can
/// be [rendered](super::render()) but not written: [`encode`](super::encode()) writes 8 bits.
///
/// # Errors
/// As [`decode`].
pub fn decode_deep(bytes: &[u8], limits: &Limits) -> Result<(Image, u8), Error> {
    run(bytes, limits, 12)
}

fn run(bytes: &[u8], limits: &Limits, deepest: u8) -> Result<(Image, u8), Error> {
    let mut decoder = Decoder::new(bytes, *limits)?;
    decoder.deepest = deepest;
    let ended = loop {
        match decoder.step()? {
            Step::Segment => {}
            Step::End => break true,
            Step::NoEnd => break false,
        }
    };
    let precision = decoder.precision;
    Ok((decoder.finish(ended)?, precision))
}

/// The quantisation tables (zigzag order, by slot 0–3) before the first scan, also of files that [`decode`] doesn't
/// read. Slots without a valid table are `None`.
pub fn quantisation_tables(bytes: &[u8]) -> [Option<[u16; 64]>; 4] {
    let mut tables = [None; 4];
    let mut at = start(bytes).map_or(bytes.len(), |s| s + 2);
    while let Some(marker_at) = next(bytes, at).map(|p| p + 1) {
        let marker = bytes[marker_at];
        if stands_alone(marker) {
            at = marker_at + 1;
            continue;
        }
        let Some((payload, end)) = payload(bytes, marker_at) else { break };
        match marker {
            SOS => break,
            DQT if read_quantisation(payload, &mut tables).is_err() => break,
            _ => at = end,
        }
    }
    tables
}

enum Step {
    Segment,
    End,
    NoEnd,
}

/// State of a component beside its coefficients.
struct State {
    slot: usize,
    /// The table was copied: a later definition in the same slot serves later components (as in libjpeg's
    /// `jdinput.c`).
    latched: bool,
    /// By coefficient: how many low bits are still missing; -1 when nothing was sent.
    missing: [i8; 64],
}

struct Decoder<'a> {
    bytes: &'a [u8],
    at: usize,
    limits: Limits,
    quant: [Option<[u16; 64]>; 4],
    dc: [Option<Decoding>; 4],
    ac: [Option<Decoding>; 4],
    restart: u32,
    conditioning: [Conditioning; 4],
    progressive: bool,
    arithmetic: bool,
    /// Bits of a sample: the most that is accepted, and this file's.
    deepest: u8,
    precision: u8,
    image: Option<Image>,
    states: Vec<State>,
    jfif: Option<Jfif>,
    adobe: Option<u8>,
    visited: u64,
    after_scan: bool,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8], limits: Limits) -> Result<Self, Error> {
        let at = match start(bytes) {
            Some(soi) => soi + 2,
            None if bytes == [0xff, SOI] => return Err(Error::Truncated),
            None => return Err(Error::NotJpeg),
        };
        Ok(Decoder {
            bytes,
            at,
            limits,
            quant: [None; 4],
            dc: [const { None }; 4],
            ac: [const { None }; 4],
            restart: 0,
            conditioning: [Conditioning::default(); 4],
            progressive: false,
            arithmetic: false,
            deepest: 8,
            precision: 8,
            image: None,
            states: Vec::new(),
            jfif: None,
            adobe: None,
            visited: 0,
            after_scan: false,
        })
    }

    fn step(&mut self) -> Result<Step, Error> {
        let Some(marker_at) = next(self.bytes, self.at).map(|p| p + 1) else {
            return if self.after_scan { Ok(Step::NoEnd) } else { Err(Error::Truncated) };
        };
        let skipped = self.bytes.get(self.at..marker_at).unwrap_or_default();
        if !self.after_scan && skipped.iter().any(|b| *b != 0xff) {
            return Err(Error::Corrupt("bytes between segments"));
        }
        let marker = self.bytes[marker_at];
        match marker {
            EOI => return Ok(Step::End),
            SOI => return Err(Error::Corrupt("a second start of image")),
            TEM | RST0..=RST7 => {
                self.at = marker_at + 1;
                return Ok(Step::Segment);
            }
            _ => {}
        }
        let (payload, end) = match payload(self.bytes, marker_at) {
            Some(found) => found,
            None if self.bytes.get(marker_at + 1..marker_at + 3).is_some_and(|l| l[0] == 0 && l[1] < 2) => {
                return Err(Error::Corrupt("length of a segment"));
            }
            None => return Err(Error::Truncated),
        };
        self.at = end;
        self.after_scan = false;
        match marker {
            SOF0 | SOF1 | SOF2 | SOF9 | SOF10 => {
                self.arithmetic = matches!(marker, SOF9 | SOF10);
                self.frame(payload, matches!(marker, SOF2 | SOF10))?;
            }
            DHT => self.huffman(payload)?,
            0xc3 => return Err(Error::Unsupported("lossless")),
            0xcb => return Err(Error::Unsupported("lossless with arithmetic coding")),
            0xc5..=0xc7 | 0xcd..=0xcf | DHP | EXP => return Err(Error::Unsupported("hierarchical")),
            DAC => read_conditioning(payload, &mut self.conditioning)?,
            DNL => return Err(Error::Unsupported("DNL")),
            DQT => read_quantisation(payload, &mut self.quant)?,
            DRI => match payload {
                [high, low] => self.restart = u32::from(u16::from_be_bytes([*high, *low])),
                _ => return Err(Error::Corrupt("restart interval")),
            },
            SOS => self.scan(payload)?,
            APP0 => {
                if let Some(jfif) = read_jfif(payload) {
                    self.jfif = Some(jfif);
                }
            }
            APP14 => {
                if let Some(transform) = read_adobe(payload) {
                    self.adobe = Some(transform);
                }
            }
            0xe1..=0xef | COM => {}
            _ => return Err(Error::Unsupported("an unknown marker")),
        }
        Ok(Step::Segment)
    }

    fn huffman(&mut self, mut payload: &[u8]) -> Result<(), Error> {
        const WRONG: Error = Error::Corrupt("Huffman table");
        while let Some((head, rest)) = payload.split_first_chunk::<17>() {
            let [class_and_slot, counts @ ..] = head;
            let total: usize = counts.iter().map(|c| usize::from(*c)).sum();
            let (symbols, after) = rest.split_at_checked(total).ok_or(WRONG)?;
            let table = Decoding::new(counts, symbols)?;
            let slots = match class_and_slot >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(WRONG),
            };
            *slots.get_mut(usize::from(class_and_slot & 15)).ok_or(WRONG)? = Some(table);
            payload = after;
        }
        if payload.is_empty() { Ok(()) } else { Err(WRONG) }
    }

    fn frame(&mut self, payload: &[u8], progressive: bool) -> Result<(), Error> {
        const WRONG: Error = Error::Corrupt("frame header");
        if self.image.is_some() {
            return Err(Error::Corrupt("a second frame"));
        }
        let (&[precision, h1, h0, w1, w0, count], rest) = payload.split_first_chunk::<6>().ok_or(WRONG)?;
        let (width, height) =
            (u32::from(u16::from_be_bytes([w1, w0])), u32::from(u16::from_be_bytes([h1, h0])));
        match (height, count) {
            _ if precision != 8 && (precision != 12 || self.deepest < 12) => {
                return Err(Error::Unsupported("other than 8 bits"));
            }
            (0, _) => return Err(Error::Unsupported("DNL")),
            (_, 1..=4) => {}
            (_, 0) => return Err(WRONG),
            _ => return Err(Error::Unsupported("more than four components")),
        }
        self.precision = precision;
        if width == 0 || rest.len() != 3 * usize::from(count) {
            return Err(WRONG);
        }
        if u64::from(width) * u64::from(height) > self.limits.pixels {
            return Err(Error::Limit("pixels"));
        }
        let mut image = Image { width, height, components: Vec::new(), jfif: None, adobe: None };
        for &[id, sampling, slot] in rest.as_chunks::<3>().0 {
            let (h, v) = (sampling >> 4, sampling & 15);
            if !(1..=4).contains(&h) || !(1..=4).contains(&v) || slot > 3 {
                return Err(WRONG);
            }
            if image.components.iter().any(|c| c.id == id) {
                return Err(Error::Corrupt("two components of one name"));
            }
            let (columns, rows, coefficients) = (0, 0, Vec::new());
            image.components.push(Component { id, h, v, quant: [1; 64], columns, rows, coefficients });
            self.states.push(State { slot: usize::from(slot), latched: false, missing: [-1; 64] });
        }
        let sizes: Vec<_> = image.components.iter().map(|c| size_in_blocks(&image, c.h, c.v)).collect();
        // A block costs at least one bit of Huffman codes, so a small file can't ask for much memory; in arithmetic codes
        // a white page costs next to nothing.
        let blocks: u64 = sizes.iter().map(|(w, h)| u64::from(*w) * u64::from(*h)).sum();
        if !self.arithmetic && blocks > 8 * self.bytes.len().saturating_sub(self.at) as u64 {
            return Err(Error::Truncated);
        }
        if blocks > self.limits.memory / size_of::<Block>() as u64 {
            return Err(Error::Limit("memory"));
        }
        for (component, (columns, rows)) in image.components.iter_mut().zip(sizes) {
            (component.columns, component.rows) = (columns, rows);
            component.coefficients = vec![0; columns as usize * rows as usize * 64];
        }
        self.progressive = progressive;
        self.image = Some(image);
        Ok(())
    }

    fn scan(&mut self, payload: &[u8]) -> Result<(), Error> {
        const WRONG: Error = Error::Corrupt("scan header");
        let image = self.image.as_mut().ok_or(Error::Corrupt("a scan before the frame"))?;
        let (count, rest) = payload.split_first().ok_or(WRONG)?;
        let (parts, tail) = rest.split_at_checked(2 * usize::from(*count)).ok_or(WRONG)?;
        let &[first, last, high_low] = tail else { return Err(WRONG) };
        let mut scan = Scan {
            kind: Kind::Sequential,
            band: (1, 63),
            parts: Vec::new(),
            restart: self.restart,
            arithmetic: self.arithmetic,
        };
        let mut components = Vec::new();
        for &[id, tables] in parts.as_chunks::<2>().0 {
            let component = image.components.iter().position(|c| c.id == id).ok_or(WRONG)?;
            if components.contains(&component) || tables >> 4 > 3 || tables & 15 > 3 {
                return Err(WRONG);
            }
            components.push(component);
            let slots = (usize::from(tables >> 4), usize::from(tables & 15));
            let (dc, ac) = (self.dc[slots.0].as_ref(), self.ac[slots.1].as_ref());
            let conditioning = (self.conditioning[slots.0], self.conditioning[slots.1]);
            scan.parts.push(Part { component, dc, ac, slots, conditioning });
        }
        let in_mcu: u32 =
            components.iter().map(|c| &image.components[*c]).map(|c| u32::from(c.h) * u32::from(c.v)).sum();
        if components.is_empty() || components.len() > 1 && in_mcu > 10 {
            return Err(WRONG);
        }
        let (low, high) = (high_low & 15, high_low >> 4);
        if self.progressive {
            (scan.kind, scan.band) = progressive_kind((first, last), (high, low), components.len())?;
        }
        let band = if self.progressive { usize::from(first)..=usize::from(last) } else { 0..=63 };
        let (before, after) =
            if self.progressive { (if high == 0 { -1 } else { high as i8 }, low as i8) } else { (-1, 0) };
        for &c in &components {
            let state = self.states.get_mut(c).ok_or(WRONG)?;
            if !state.latched {
                image.components[c].quant =
                    self.quant[state.slot].ok_or(Error::Corrupt("no quantisation table"))?;
                state.latched = true;
            }
            for missing in &mut state.missing[band.clone()] {
                if *missing != before {
                    return Err(Error::Corrupt("scans out of order"));
                }
                *missing = after;
            }
        }
        self.visited += visits(image, &components);
        let all: u64 = image.components.iter().map(|c| u64::from(c.columns) * u64::from(c.rows)).sum();
        // Small pictures may well consist of more padding than picture.
        if self.visited > (all + 64) * u64::from(self.limits.passes) {
            return Err(Error::Limit("passes of a progressive file"));
        }
        self.at = read(image, &scan, self.bytes, self.at)?;
        self.after_scan = true;
        Ok(())
    }

    fn finish(self, ended: bool) -> Result<Image, Error> {
        let mut image = self.image.ok_or(Error::Truncated)?;
        let whole = self.states.iter().all(|s| s.missing.iter().all(|m| *m == 0));
        // A progressive file may leave coefficients out for good, but only its EOI marker says that this was meant.
        let enough = if ended { self.states.iter().all(|s| s.missing[0] >= 0) } else { whole };
        // Arithmetic coding leaves out zeros at the end of the data, so only a marker tells that the data are whole.
        if !enough || self.arithmetic && !ended {
            return Err(Error::Truncated);
        }
        (image.jfif, image.adobe) = (self.jfif, self.adobe);
        reduce_sampling(&mut image);
        Ok(image)
    }
}

/// Divides the sampling factors by their common divisor. Only their ratios mean something (T.81, A.1.1), smaller
/// factors make smaller MCUs, and some decoders go wrong where all factors are 2.
fn reduce_sampling(image: &mut Image) {
    for factor in [4, 3, 2] {
        if image.components.iter().all(|c| c.h.is_multiple_of(factor)) {
            image.components.iter_mut().for_each(|c| c.h /= factor);
        }
        if image.components.iter().all(|c| c.v.is_multiple_of(factor)) {
            image.components.iter_mut().for_each(|c| c.v /= factor);
        }
    }
}

/// Kind and band of a progressive scan (T.81, G.1.1.1 and table B.3).
fn progressive_kind(
    (first, last): (u8, u8),
    (high, low): (u8, u8),
    components: usize,
) -> Result<(Kind, (usize, usize)), Error> {
    let shift = u32::from(low);
    let refines = high != 0;
    let legal = if first == 0 { last == 0 } else { first <= last && last <= 63 && components == 1 };
    if !legal || low > 13 || refines && low + 1 != high {
        return Err(Error::Corrupt("scan header"));
    }
    let kind = match (first, refines) {
        (0, false) => Kind::DcFirst(shift),
        (0, true) => Kind::DcRefine(shift),
        (_, false) => Kind::AcFirst(shift),
        (_, true) => Kind::AcRefine(shift),
    };
    Ok((kind, (usize::from(first), usize::from(last))))
}

fn read_quantisation(mut payload: &[u8], tables: &mut [Option<[u16; 64]>; 4]) -> Result<(), Error> {
    const WRONG: Error = Error::Corrupt("quantisation table");
    while let Some((&head, rest)) = payload.split_first() {
        let size = match head >> 4 {
            0 => 64,
            1 => 128,
            _ => return Err(WRONG),
        };
        let (values, after) = rest.split_at_checked(size).ok_or(WRONG)?;
        let mut table = [0u16; 64];
        if size == 64 {
            table.iter_mut().zip(values).for_each(|(t, v)| *t = u16::from(*v));
        } else {
            table.iter_mut().zip(values.as_chunks::<2>().0).for_each(|(t, v)| *t = u16::from_be_bytes(*v));
        }
        if table.contains(&0) {
            return Err(WRONG);
        }
        *tables.get_mut(usize::from(head & 15)).ok_or(WRONG)? = Some(table);
        payload = after;
    }
    Ok(())
}

/// Reads a JFIF header (JFIF 1.02, page 5); odd values are replaced by harmless ones.
pub(super) fn read_jfif(payload: &[u8]) -> Option<Jfif> {
    match payload {
        [b'J', b'F', b'I', b'F', 0, _, _, units, x1, x0, y1, y0, ..] => Some(Jfif {
            units: if *units <= 2 { *units } else { 0 },
            x: u16::from_be_bytes([*x1, *x0]).max(1),
            y: u16::from_be_bytes([*y1, *y0]).max(1),
        }),
        _ => None,
    }
}

/// Reads the colour transform of Adobe's APP14 (Adobe Technical Note 5116, section 18). Numbers without a meaning
/// become 2, which libjpeg treats as it treats them: YCbCr of three components, YCCK of four.
pub(super) fn read_adobe(payload: &[u8]) -> Option<u8> {
    match payload {
        [b'A', b'd', b'o', b'b', b'e', _, _, _, _, _, _, transform, ..] => Some((*transform).min(2)),
        _ => None,
    }
}
