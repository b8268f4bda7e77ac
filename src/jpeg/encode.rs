//! Writes coefficients to a file: one sequential scan, with Huffman tables made for it, and no segment that isn't
//! needed.

use super::bits::BitWriter;
use super::exif::orientation_segment;
use super::huffman::Encoding;
use super::image::{Colour, Component, Image, Jfif};
use super::marker::*;
use super::scan::mcus;

/// The segments beside the picture's own that a written file may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutputSegments {
    /// A JFIF header without thumbnail.
    pub jfif: Option<Jfif>,
    /// Adobe's APP14 with this colour transform.
    pub adobe: Option<u8>,
    /// EXIF with nothing but this orientation, when it is 2–8.
    pub orientation: u8,
}

impl OutputSegments {
    /// The segments that a rewritten `image` keeps: the two headers by which decoders choose the colour space, and
    /// the given EXIF orientation. Embedded colour profiles are dropped like everything else: a profile can hold any
    /// bytes, and those that scanners and phones embed describe sRGB or come close, which decoders assume without
    /// one.
    pub fn of(image: &Image, orientation: u8) -> Self {
        OutputSegments { jfif: image.jfif, adobe: image.adobe, orientation }
    }
}

/// Writes the image as a sequential JPEG: baseline if its quantisation tables allow it, else extended.
///
/// The coefficients are written as they are: decoding gives an equal image if `segments` is [`OutputSegments::of`]
/// it. There are no restart markers. Padding blocks of the last MCUs repeat the DC coefficient of the nearest block
/// of the picture; the source's own padding is dropped. The same image and segments always give the same bytes.
pub fn encode(image: &Image, segments: &OutputSegments) -> Vec<u8> {
    let mut out = vec![0xff, SOI];
    if let Some(Jfif { units, x, y }) = segments.jfif {
        let ([x1, x0], [y1, y0]) = (x.to_be_bytes(), y.to_be_bytes());
        segment(&mut out, APP0, &[b'J', b'F', b'I', b'F', 0, 1, 1, units, x1, x0, y1, y0, 0, 0]);
    }
    if (2..=8).contains(&segments.orientation) {
        segment(&mut out, APP1, &orientation_segment(segments.orientation));
    }
    if let Some(transform) = segments.adobe {
        segment(&mut out, APP14, &[b'A', b'd', b'o', b'b', b'e', 0, 100, 0, 0, 0, 0, transform]);
    }
    let (tables, slots) = quantisation(image);
    let mut extended = false;
    for (slot, table) in (0u8..).zip(&tables) {
        let wide = table.iter().any(|q| *q > 255);
        extended |= wide;
        let mut payload = vec![if wide { 0x10 | slot } else { slot }];
        for q in table {
            let [high, low] = q.to_be_bytes();
            if wide {
                payload.push(high);
            }
            payload.push(low);
        }
        segment(&mut out, DQT, &payload);
    }
    frame(&mut out, image, &slots, extended);
    let classes = table_classes(image);
    let everything: Vec<usize> = (0..image.components.len()).collect();
    let in_mcu: u32 = image.components.iter().map(|c| u32::from(c.h) * u32::from(c.v)).sum();
    if in_mcu <= 10 || everything.len() == 1 {
        out = scan(out, image, &everything, &classes);
    } else {
        // One MCU would have more than ten blocks (T.81, B.2.3), so each component gets a scan of its own.
        for component in &everything {
            out = scan(out, image, &[*component], &classes);
        }
    }
    out.extend([0xff, EOI]);
    out
}

fn segment(out: &mut Vec<u8>, marker: u8, payload: &[u8]) {
    let [high, low] = (payload.len() as u16 + 2).to_be_bytes();
    out.extend([0xff, marker, high, low]);
    out.extend(payload);
}

/// The different quantisation tables, and each component's.
fn quantisation(image: &Image) -> (Vec<[u16; 64]>, Vec<u8>) {
    let mut tables: Vec<[u16; 64]> = Vec::new();
    let mut slots = Vec::new();
    for component in &image.components {
        let slot = tables.iter().position(|t| *t == component.quant).unwrap_or(tables.len());
        if slot == tables.len() {
            tables.push(component.quant);
        }
        slots.push(slot as u8);
    }
    (tables, slots)
}

fn frame(out: &mut Vec<u8>, image: &Image, slots: &[u8], extended: bool) {
    let ([h1, h0], [w1, w0]) = ((image.height as u16).to_be_bytes(), (image.width as u16).to_be_bytes());
    let mut payload = vec![8, h1, h0, w1, w0, image.components.len() as u8];
    for (component, slot) in image.components.iter().zip(slots) {
        payload.extend([component.id, component.h << 4 | component.v, *slot]);
    }
    segment(out, if extended { SOF1 } else { SOF0 }, &payload);
}

/// Which of two pairs of Huffman tables each component uses: colour differences have their own.
fn table_classes(image: &Image) -> Vec<usize> {
    let differences = matches!(image.colour(), Colour::YCbCr | Colour::Ycck);
    (0..image.components.len()).map(|i| usize::from(differences && (i == 1 || i == 2))).collect()
}

fn scan(mut out: Vec<u8>, image: &Image, components: &[usize], classes: &[usize]) -> Vec<u8> {
    let mut counts = Counts { dc: Box::new([[0; 256]; 2]), ac: Box::new([[0; 256]; 2]) };
    traverse(image, components, classes, &mut counts);
    let tables = |list: &[[u32; 256]; 2]| [Encoding::best(&list[0]), Encoding::best(&list[1])];
    let (dc, ac) = (tables(&counts.dc), tables(&counts.ac));
    for (class, pair) in [(0u8, &dc), (0x10, &ac)] {
        for (slot, table) in (0u8..).zip(pair).filter(|t| !t.1.symbols.is_empty()) {
            let mut payload = vec![class | slot];
            payload.extend(table.counts);
            payload.extend(&table.symbols);
            segment(&mut out, DHT, &payload);
        }
    }
    let mut payload = vec![components.len() as u8];
    for &c in components {
        payload.extend([image.components[c].id, (classes[c] as u8) * 0x11]);
    }
    payload.extend([0, 63, 0]);
    segment(&mut out, SOS, &payload);
    let mut writer = Writer { bits: BitWriter::new(out), dc, ac };
    traverse(image, components, classes, &mut writer);
    writer.bits.finish()
}

/// Receives the symbols of a scan in order; `extra` are the low `size` bits that follow the code.
trait Sink {
    fn dc(&mut self, class: usize, size: u32, extra: u32);
    fn ac(&mut self, class: usize, symbol: u32, extra: u32);
}

struct Counts {
    dc: Box<[[u32; 256]; 2]>,
    ac: Box<[[u32; 256]; 2]>,
}

impl Sink for Counts {
    #[inline(always)]
    fn dc(&mut self, class: usize, size: u32, _: u32) {
        self.dc[class & 1][size as usize & 255] += 1;
    }

    #[inline(always)]
    fn ac(&mut self, class: usize, symbol: u32, _: u32) {
        self.ac[class & 1][symbol as usize & 255] += 1;
    }
}

struct Writer {
    bits: BitWriter,
    dc: [Encoding; 2],
    ac: [Encoding; 2],
}

impl Sink for Writer {
    #[inline(always)]
    fn dc(&mut self, class: usize, size: u32, extra: u32) {
        let (code, length) = self.dc[class & 1].codes[size as usize & 255];
        self.bits.put(u64::from(code) << size | u64::from(extra), u32::from(length) + size);
    }

    #[inline(always)]
    fn ac(&mut self, class: usize, symbol: u32, extra: u32) {
        let (code, length) = self.ac[class & 1].codes[symbol as usize & 255];
        let size = symbol & 15;
        self.bits.put(u64::from(code) << size | u64::from(extra), u32::from(length) + size);
    }
}

/// Goes over the blocks in the order of the scan.
fn traverse(image: &Image, components: &[usize], classes: &[usize], sink: &mut impl Sink) {
    let mut predictions = [0i32; 4];
    if let [one] = components {
        let class = classes[*one];
        for block in image.components[*one].blocks() {
            put_dc(class, block[0], &mut predictions[0], sink);
            put_ac(class, block, sink);
        }
        return;
    }
    let (across, down) = mcus(image);
    for row in 0..down {
        for column in 0..across {
            for ((&c, prediction), class) in
                components.iter().zip(&mut predictions).zip(components.iter().map(|c| classes[*c]))
            {
                let component = &image.components[c];
                let (h, v) = (u32::from(component.h), u32::from(component.v));
                for y in row * v..(row + 1) * v {
                    for x in column * h..(column + 1) * h {
                        match component.block(x, y) {
                            Some(block) => {
                                put_dc(class, block[0], prediction, sink);
                                put_ac(class, block, sink);
                            }
                            None => {
                                put_dc(class, nearest(component, x, y), prediction, sink);
                                sink.ac(class, 0, 0);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The DC coefficient of the picture's block nearest to a place beyond its edge.
fn nearest(component: &Component, x: u32, y: u32) -> i16 {
    let (x, y) = (x.min(component.columns.saturating_sub(1)), y.min(component.rows.saturating_sub(1)));
    component.block(x, y).map_or(0, |b| b[0])
}

/// Size and bits of a number (T.81, table F.1 and F.2): a negative number is sent as the low bits of the number minus
/// one.
#[inline(always)]
fn sized(value: i32) -> (u32, u32) {
    let size = 32 - value.unsigned_abs().leading_zeros();
    (size, (value + (value >> 31)) as u32 & ((1u32 << size) - 1))
}

#[inline(always)]
fn put_dc(class: usize, dc: i16, prediction: &mut i32, sink: &mut impl Sink) {
    let (size, extra) = sized(i32::from(dc) - *prediction);
    *prediction = i32::from(dc);
    sink.dc(class, size, extra);
}

#[inline(always)]
fn put_ac(class: usize, block: &[i16; 64], sink: &mut impl Sink) {
    let mut zeros = 0u32;
    // Most groups of eight are empty: testing them at once halves the time on scanned text.
    let (groups, _) = block.as_chunks::<8>();
    for (i, group) in groups.iter().enumerate() {
        let from = usize::from(i == 0);
        if group.iter().fold(0, |any, c| any | c) == 0 {
            zeros += 8 - from as u32;
            continue;
        }
        for &coefficient in &group[from..] {
            if coefficient == 0 {
                zeros += 1;
                continue;
            }
            while zeros > 15 {
                sink.ac(class, 0xf0, 0);
                zeros -= 16;
            }
            let (size, extra) = sized(i32::from(coefficient));
            sink.ac(class, zeros << 4 | size, extra);
            zeros = 0;
        }
    }
    if zeros > 0 {
        sink.ac(class, 0, 0);
    }
}
