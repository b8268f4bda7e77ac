//! An independent JPEG library for the tests of the codec: encodes every variant, reads coefficients, decodes pixels.
//!
//! The only unsafe code of the project, and only in tests.
#![allow(dead_code, unsafe_code, clippy::unwrap_used, clippy::expect_used)]

use std::ffi::{c_int, c_ulong, c_void};
use std::mem::{MaybeUninit, size_of};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr::null_mut;

use mozjpeg_sys::*;
use proptest::prelude::*;

unsafe extern "C" {
    fn free(memory: *mut c_void);
}

/// Colour space of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Grey,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}

impl Space {
    pub const fn components(self) -> usize {
        match self {
            Space::Grey => 1,
            Space::YCbCr | Space::Rgb => 3,
            Space::Cmyk | Space::Ycck => 4,
        }
    }
}

/// Component indices, first and last coefficient, high and low bit.
pub type ScanSpec = (Vec<usize>, [c_int; 4]);

/// How the scans are laid out.
#[derive(Debug, Clone)]
pub enum Script {
    Interleaved,
    Separate,
    Progressive,
    Own(Vec<ScanSpec>),
}

/// One file to encode.
#[derive(Debug, Clone)]
pub struct Spec {
    pub width: u32,
    pub height: u32,
    pub space: Space,
    /// Sampling factors of the first (and fourth) component and of the others.
    pub sampling: [(c_int, c_int); 2],
    pub quality: c_int,
    pub script: Script,
    pub restart: u32,
    pub optimise: bool,
    pub arithmetic: bool,
    /// Quantisation tables of 16 bits.
    pub wide: bool,
    pub seed: u64,
}

impl Default for Spec {
    fn default() -> Self {
        Spec {
            width: 61,
            height: 43,
            space: Space::YCbCr,
            sampling: [(2, 2), (1, 1)],
            quality: 80,
            script: Script::Interleaved,
            restart: 0,
            optimise: false,
            arithmetic: false,
            wide: false,
            seed: 1,
        }
    }
}

/// Every variant that the codec must read.
pub fn specs() -> impl Strategy<Value = Spec> {
    let space = prop_oneof![
        2 => Just(Space::Grey),
        6 => Just(Space::YCbCr),
        2 => Just(Space::Rgb),
        2 => Just(Space::Cmyk),
        2 => Just(Space::Ycck),
    ];
    let sampling = prop_oneof![
        Just([(1, 1), (1, 1)]),
        Just([(2, 1), (1, 1)]),
        Just([(1, 2), (1, 1)]),
        Just([(2, 2), (1, 1)]),
        Just([(4, 1), (1, 1)]),
        Just([(1, 4), (1, 1)]),
        Just([(2, 2), (1, 2)]),
        Just([(2, 2), (2, 1)]),
        Just([(1, 1), (2, 2)]),
        Just([(2, 2), (2, 2)]),
        Just([(3, 1), (1, 1)]),
    ];
    let script = (0..4u8, any::<u64>());
    let flags = (any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.25));
    let restart = prop_oneof![2 => Just(0u32), 1 => 1u32..9];
    let size = (1u32..140, 1u32..140);
    (size, space, sampling, 1..=100i32, script, restart, flags, any::<u64>()).prop_map(
        |(
            (width, height),
            space,
            sampling,
            quality,
            (script, order),
            restart,
            (optimise, wide, arithmetic),
            seed,
        )| {
            // Three or four components of four blocks each don't fit one MCU.
            let area = |s: (c_int, c_int)| s.0 * s.1;
            let firsts = if space.components() == 4 { 2 } else { 1 };
            let in_mcu = firsts * area(sampling[0]) + 2 * area(sampling[1]);
            let fits = space == Space::Grey || in_mcu <= 10;
            let script = match script {
                0 if fits => Script::Interleaved,
                2 if fits => Script::Progressive,
                3 => Script::Own(own_script(space.components(), fits, order)),
                _ => Script::Separate,
            };
            Spec {
                width,
                height,
                space,
                sampling,
                quality,
                script,
                restart,
                // With both options mozjpeg writes codes before the scan's header.
                optimise: optimise && !arithmetic,
                arithmetic,
                wide,
                seed,
            }
        },
    )
}

/// A random legal progression.
fn own_script(components: usize, interleave: bool, seed: u64) -> Vec<ScanSpec> {
    let mut random = Random(seed | 1);
    let mut queues: Vec<Vec<ScanSpec>> = Vec::new();
    let dc_low = random.below(3) as c_int;
    let together: Vec<Vec<usize>> = if interleave && components > 1 && random.below(2) == 0 {
        vec![(0..components).collect()]
    } else {
        (0..components).map(|c| vec![c]).collect()
    };
    let first: Vec<ScanSpec> = together.iter().map(|c| (c.clone(), [0, 0, 0, dc_low])).collect();
    for group in &together {
        queues.push((0..dc_low).rev().map(|low| (group.clone(), [0, 0, low + 1, low])).collect());
    }
    for c in 0..components {
        let mut from = 1;
        while from < 64 {
            let to = (from + random.below(40) as c_int).min(63);
            let low = random.below(4) as c_int;
            let mut queue = vec![(vec![c], [from, to, 0, low])];
            queue.extend((0..low).rev().map(|low| (vec![c], [from, to, low + 1, low])));
            queues.push(queue);
            from = to + 1;
        }
    }
    let mut script = first;
    queues.iter_mut().for_each(|q| q.reverse());
    while queues.iter().any(|q| !q.is_empty()) {
        let pick = random.below(queues.len() as u64) as usize;
        script.extend(queues[pick].pop());
    }
    script
}

/// A small generator of random numbers (xorshift64*), so that failures can be repeated.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit.max(1)
    }
}

/// A page: paper with a gradient, dark strokes, a coloured stamp, some noise.
pub fn page(width: u32, height: u32, channels: usize, seed: u64) -> Vec<u8> {
    let mut random = Random(seed | 1);
    let noise = [0, 3, 60][random.below(3) as usize];
    let mut data = Vec::with_capacity((width * height) as usize * channels);
    for y in 0..height {
        for x in 0..width {
            let ink = (y / 6) % 3 == 1 && (x * 7 + y * 3 + (x * y) % 11) % 13 < 5;
            let stamp =
                (x as i64 - i64::from(width / 2)).pow(2) + (y as i64 - i64::from(height / 2)).pow(2) < 200;
            for c in 0..channels {
                let level = if ink { 30 } else { 235 - (x * 40 / width.max(1)) as i64 };
                let level = if stamp && c == 0 {
                    240
                } else if stamp {
                    60
                } else {
                    level
                };
                data.push((level + random.below(noise + 1) as i64 - noise as i64 / 2).clamp(0, 255) as u8);
            }
        }
    }
    data
}

unsafe extern "C-unwind" fn fail(info: &mut jpeg_common_struct) {
    let code = unsafe { (*info.err).msg_code };
    resume_unwind(Box::new(code));
}

unsafe extern "C-unwind" fn quiet(info: &mut jpeg_common_struct, level: c_int) {
    if level < 0 {
        unsafe { (*info.err).num_warnings += 1 };
    }
}

fn errors() -> Box<jpeg_error_mgr> {
    let mut errors: Box<jpeg_error_mgr> = Box::new(unsafe { std::mem::zeroed() });
    unsafe { jpeg_std_error(&mut errors) };
    errors.error_exit = Some(fail);
    errors.emit_message = Some(quiet);
    errors
}

/// Encodes the [`page`] of a spec.
pub fn encode(spec: &Spec) -> Vec<u8> {
    let channels = spec.space.components();
    encode_pixels(spec, &page(spec.width, spec.height, channels, spec.seed))
}

/// Encodes pixels: grey, RGB or CMYK as the spec's space asks for.
pub fn encode_pixels(spec: &Spec, pixels: &[u8]) -> Vec<u8> {
    let mut errors = errors();
    let channels = spec.space.components();
    unsafe {
        let mut info = MaybeUninit::<jpeg_compress_struct>::zeroed().assume_init();
        info.common.err = &mut *errors;
        jpeg_CreateCompress(&mut info, JPEG_LIB_VERSION, size_of::<jpeg_compress_struct>());
        let (mut buffer, mut size): (*mut u8, c_ulong) = (null_mut(), 0);
        jpeg_mem_dest(&mut info, &mut buffer, &mut size);
        info.image_width = spec.width;
        info.image_height = spec.height;
        info.input_components = channels as c_int;
        let (given, wanted) = match spec.space {
            Space::Grey => (J_COLOR_SPACE::JCS_GRAYSCALE, J_COLOR_SPACE::JCS_GRAYSCALE),
            Space::YCbCr => (J_COLOR_SPACE::JCS_RGB, J_COLOR_SPACE::JCS_YCbCr),
            Space::Rgb => (J_COLOR_SPACE::JCS_RGB, J_COLOR_SPACE::JCS_RGB),
            Space::Cmyk => (J_COLOR_SPACE::JCS_CMYK, J_COLOR_SPACE::JCS_CMYK),
            Space::Ycck => (J_COLOR_SPACE::JCS_CMYK, J_COLOR_SPACE::JCS_YCCK),
        };
        info.in_color_space = given;
        jpeg_c_set_int_param(&mut info, J_INT_PARAM::JINT_COMPRESS_PROFILE, JCP_FASTEST as c_int);
        jpeg_set_defaults(&mut info);
        jpeg_set_colorspace(&mut info, wanted);
        jpeg_set_quality(&mut info, spec.quality, 1);
        if spec.wide {
            let tables: [[u32; 64]; 2] =
                std::array::from_fn(|t| std::array::from_fn(|i| 20 + 300 * t as u32 + 9 * i as u32));
            jpeg_add_quant_table(&mut info, 0, tables[0].as_ptr(), 100, 0);
            jpeg_add_quant_table(&mut info, 1, tables[1].as_ptr(), 100, 0);
        }
        for i in 0..channels {
            let component = &mut *info.comp_info.add(i);
            let (h, v) = spec.sampling[usize::from(i == 1 || i == 2)];
            (component.h_samp_factor, component.v_samp_factor) = (h, v);
        }
        info.restart_interval = spec.restart;
        info.optimize_coding = c_int::from(spec.optimise);
        info.arith_code = c_int::from(spec.arithmetic);
        let scans: Vec<jpeg_scan_info> = match &spec.script {
            Script::Separate => (0..channels).map(|c| scan_info(&(vec![c], [0, 63, 0, 0]))).collect(),
            Script::Own(list) => list.iter().map(scan_info).collect(),
            _ => Vec::new(),
        };
        if !scans.is_empty() {
            info.scan_info = scans.as_ptr();
            info.num_scans = scans.len() as c_int;
        }
        if matches!(spec.script, Script::Progressive) {
            jpeg_simple_progression(&mut info);
        }
        jpeg_start_compress(&mut info, 1);
        for row in pixels.chunks(spec.width as usize * channels) {
            let rows = [row.as_ptr()];
            jpeg_write_scanlines(&mut info, rows.as_ptr(), 1);
        }
        jpeg_finish_compress(&mut info);
        let file = std::slice::from_raw_parts(buffer, size as usize).to_vec();
        jpeg_destroy_compress(&mut info);
        free(buffer.cast());
        file
    }
}

fn scan_info((components, [first, last, high, low]): &ScanSpec) -> jpeg_scan_info {
    let mut index = [0; 4];
    index.iter_mut().zip(components).for_each(|(i, c)| *i = *c as c_int);
    jpeg_scan_info {
        comps_in_scan: components.len() as c_int,
        component_index: index,
        Ss: *first,
        Se: *last,
        Ah: *high,
        Al: *low,
    }
}

/// A component as read by the other library; row by row, blocks and table in row-major order.
pub struct Plane {
    pub columns: u32,
    pub rows: u32,
    pub quant: [u16; 64],
    pub blocks: Vec<[i16; 64]>,
}

fn reading<T>(bytes: &[u8], work: impl FnOnce(&mut jpeg_decompress_struct) -> T) -> Option<(T, bool)> {
    let mut errors = errors();
    let mut info: Box<jpeg_decompress_struct> = unsafe { Box::new(MaybeUninit::zeroed().assume_init()) };
    info.common.err = &mut *errors;
    let done = catch_unwind(AssertUnwindSafe(|| unsafe {
        jpeg_CreateDecompress(&mut *info, JPEG_LIB_VERSION, size_of::<jpeg_decompress_struct>());
        jpeg_mem_src(&mut info, bytes.as_ptr(), bytes.len() as c_ulong);
        jpeg_read_header(&mut info, 1);
        work(&mut info)
    }));
    unsafe { jpeg_destroy_decompress(&mut info) };
    done.ok().map(|d| (d, errors.num_warnings == 0))
}

/// The file's coefficients, and whether the library gave no warning; `None` for files that it refuses.
pub fn coefficients(bytes: &[u8]) -> Option<(Vec<Plane>, bool)> {
    reading(bytes, |info| unsafe {
        let arrays = jpeg_read_coefficients(info);
        let mut planes = Vec::new();
        for i in 0..info.num_components as usize {
            let component = &*info.comp_info.add(i);
            let (columns, rows) = (component.width_in_blocks, component.height_in_blocks);
            let mut blocks = Vec::new();
            for row in 0..rows {
                let access = (*info.common.mem).access_virt_barray.unwrap();
                let line = access(&mut info.common, *arrays.add(i), row, 1, 0);
                blocks.extend_from_slice(std::slice::from_raw_parts(*line, columns as usize));
            }
            // A component without a scan has no table.
            let quant = component.quant_table.as_ref().map_or([0; 64], |t| t.quantval);
            planes.push(Plane { columns, rows, quant, blocks });
        }
        jpeg_finish_decompress(info);
        planes
    })
}

/// Pixels of a file (RGB, or CMYK as stored) and the number of channels.
pub fn decode(bytes: &[u8]) -> Option<(Vec<u8>, usize)> {
    let (pixels, clean) = reading(bytes, |info| unsafe {
        let four = info.num_components == 4;
        info.out_color_space = if four { J_COLOR_SPACE::JCS_CMYK } else { J_COLOR_SPACE::JCS_RGB };
        jpeg_start_decompress(info);
        let channels = info.output_components as usize;
        let stride = info.output_width as usize * channels;
        let mut pixels = vec![0u8; stride * info.output_height as usize];
        for row in pixels.chunks_mut(stride) {
            let rows = [row.as_mut_ptr()];
            jpeg_read_scanlines(info, rows.as_ptr().cast_mut(), 1);
        }
        jpeg_finish_decompress(info);
        (pixels, channels)
    })?;
    clean.then_some(pixels)
}
