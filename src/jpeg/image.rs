//! A JPEG as its quantised coefficients: what [`decode`](super::decode()) gives and [`encode`](super::encode()) takes.

/// 64 quantised coefficients in zigzag order; the first is the DC coefficient itself, not its difference.
pub type Block = [i16; 64];

/// Zigzag order (T.81, figure A.6): `ZIGZAG[k]` is the row-major place (8 × row + column) of coefficient `k`.
pub const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// How the components make a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// One component: light.
    Grey,
    /// Light and two colour differences.
    YCbCr,
    /// Red, green, blue.
    Rgb,
    /// Cyan, magenta, yellow, black, in either polarity.
    Cmyk,
    /// CMY as light and colour differences, and black.
    Ycck,
    /// Two components: no colour that a standard names.
    Other,
}

/// The fields of a JFIF header that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jfif {
    /// 0 aspect ratio only, 1 dots per inch, 2 dots per centimetre.
    pub units: u8,
    /// Horizontal density.
    pub x: u16,
    /// Vertical density.
    pub y: u16,
}

/// One component (colour plane).
#[derive(Clone, PartialEq, Eq)]
pub struct Component {
    /// Identifier in frame and scan headers.
    pub id: u8,
    /// Horizontal sampling factor, 1–4.
    pub h: u8,
    /// Vertical sampling factor, 1–4.
    pub v: u8,
    /// Quantisation table in zigzag order; no zeros.
    pub quant: [u16; 64],
    /// Blocks across that hold samples of the picture. Padding blocks of a minimum coded unit (MCU) aren't kept.
    pub columns: u32,
    /// Blocks down that hold samples of the picture.
    pub rows: u32,
    pub(super) coefficients: Vec<i16>,
}

impl std::fmt::Debug for Component {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Component { id, h, v, columns, rows, .. } = self;
        write!(f, "Component {{ id: {id}, sampling: {h}x{v}, blocks: {columns}x{rows} }}")
    }
}

impl Component {
    /// All blocks, row by row.
    pub fn blocks(&self) -> &[Block] {
        self.coefficients.as_chunks().0
    }

    /// All blocks, row by row.
    pub fn blocks_mut(&mut self) -> &mut [Block] {
        self.coefficients.as_chunks_mut().0
    }

    /// The block in column `x` of row `y`.
    pub fn block(&self, x: u32, y: u32) -> Option<&Block> {
        if x < self.columns { self.blocks().get(self.index(x, y)) } else { None }
    }

    /// The block in column `x` of row `y`.
    pub fn block_mut(&mut self, x: u32, y: u32) -> Option<&mut Block> {
        let index = self.index(x, y);
        if x < self.columns { self.blocks_mut().get_mut(index) } else { None }
    }

    fn index(&self, x: u32, y: u32) -> usize {
        y as usize * self.columns as usize + x as usize
    }
}

/// A picture in coefficients. Two are equal when a decoder would show the same and the kept headers agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// One to four components in the order of the frame header. Their sampling factors have no common divisor, since
    /// only the ratios mean something; those of a single component are 1.
    pub components: Vec<Component>,
    /// The JFIF header, when the file has one.
    pub jfif: Option<Jfif>,
    /// The colour transform of Adobe's APP14, when the file has one: 0 none, 1 YCbCr, 2 YCCK.
    pub adobe: Option<u8>,
}

impl Image {
    /// Largest horizontal and vertical sampling factor.
    pub fn sampling(&self) -> (u32, u32) {
        self.components.iter().fold((1, 1), |(h, v), c| (h.max(u32::from(c.h)), v.max(u32::from(c.v))))
    }

    /// Width and height of an MCU in pixels.
    pub fn mcu(&self) -> (u32, u32) {
        let (h, v) = self.sampling();
        (8 * h, 8 * v)
    }

    /// The colour space, by the rules of libjpeg (its `jdapimin.c`, `default_decompress_parms`), which other decoders
    /// follow: JFIF means YCbCr; then Adobe's transform decides; then component identifiers.
    pub fn colour(&self) -> Colour {
        let ids: Vec<u8> = self.components.iter().map(|c| c.id).collect();
        match (ids.as_slice(), self.jfif, self.adobe) {
            ([_], ..) => Colour::Grey,
            ([_, _, _], Some(_), _) => Colour::YCbCr,
            ([_, _, _], None, Some(0)) | ([b'R', b'G', b'B'], None, None) => Colour::Rgb,
            ([_, _, _], ..) => Colour::YCbCr,
            ([_, _, _, _], _, None | Some(0)) => Colour::Cmyk,
            ([_, _, _, _], ..) => Colour::Ycck,
            _ => Colour::Other,
        }
    }
}

/// Blocks that `pixels` need in a component with sampling factor `factor` out of `most` (T.81, A.1.1 and A.2.4).
pub(super) const fn blocks_for(pixels: u32, factor: u32, most: u32) -> u32 {
    (pixels * factor).div_ceil(most).div_ceil(8)
}
