//! Marker codes (T.81, table B.1) and the search for them. Segments are read elsewhere.

pub(super) const SOF0: u8 = 0xc0;
pub(super) const SOF1: u8 = 0xc1;
pub(super) const SOF2: u8 = 0xc2;
pub(super) const SOF9: u8 = 0xc9;
pub(super) const SOF10: u8 = 0xca;
pub(super) const DHT: u8 = 0xc4;
pub(super) const DAC: u8 = 0xcc;
pub(super) const RST0: u8 = 0xd0;
pub(super) const RST7: u8 = 0xd7;
pub(super) const SOI: u8 = 0xd8;
pub(super) const EOI: u8 = 0xd9;
pub(super) const SOS: u8 = 0xda;
pub(super) const DQT: u8 = 0xdb;
pub(super) const DNL: u8 = 0xdc;
pub(super) const DRI: u8 = 0xdd;
pub(super) const DHP: u8 = 0xde;
pub(super) const EXP: u8 = 0xdf;
pub(super) const APP0: u8 = 0xe0;
pub(super) const APP1: u8 = 0xe1;
pub(super) const APP2: u8 = 0xe2;
pub(super) const APP13: u8 = 0xed;
pub(super) const APP14: u8 = 0xee;
pub(super) const APP15: u8 = 0xef;
pub(super) const COM: u8 = 0xfe;
pub(super) const TEM: u8 = 0x01;

/// Most bytes before SOI that are skipped: careless upload scripts leave a byte order mark and line ends. A JPEG
/// further in is part of another file.
pub(super) const MAX_JUNK: usize = 64;

/// Where the picture's SOI stands.
pub(super) fn start(bytes: &[u8]) -> Option<usize> {
    let head = bytes.get(..bytes.len().min(MAX_JUNK + 3)).unwrap_or_default();
    head.windows(3).position(|w| w == [0xff, SOI, 0xff])
}

/// The place of the next 0xFF that begins a marker (neither a stuffed byte nor a fill byte), at or after `at`.
pub(super) fn next(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    rest.windows(2).position(|w| w[0] == 0xff && w[1] != 0 && w[1] != 0xff).map(|p| at + p)
}

/// True for markers that no length follows.
pub(super) const fn stands_alone(marker: u8) -> bool {
    matches!(marker, RST0..=RST7 | SOI | EOI | TEM)
}

/// The payload of the segment whose marker byte (not the 0xFF) stands at `at`, and the place after it; `None` when
/// the length is missing, below 2, or leads out of the file.
pub(super) fn payload(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let length = bytes.get(at + 1..at + 3)?;
    let end = at + 1 + usize::from(u16::from_be_bytes([length[0], length[1]]));
    bytes.get(at + 3..end).map(|p| (p, end))
}
