//! Statistics of brightness levels (0–255): counts, percentiles, standard deviation.

/// Standard deviation of levels (0–255); 0 for no levels.
pub fn deviation(levels: impl Iterator<Item = u8>) -> f64 {
    let (mut count, mut sum, mut squares) = (0u64, 0u64, 0u64);
    for level in levels.map(u64::from) {
        (count, sum, squares) = (count + 1, sum + level, squares + level * level);
    }
    // Exact in whole numbers for any picture: its square is at most 2¹⁶ times that of its pixels' number.
    let variance = u128::from(count) * u128::from(squares) - u128::from(sum) * u128::from(sum);
    (variance as f64).sqrt() / count.max(1) as f64
}

/// Every so many pixels are sampled for a page's levels; not a multiple of a block's side.
pub const EVERY: usize = 7;

/// How often each level (0–255) occurs, for [`percentile`].
pub fn counted(levels: impl Iterator<Item = u8>) -> [u32; 256] {
    // Paper has one level for thousands of pixels on end: each counter would wait for itself.
    let mut turns = [[0u32; 256]; TURNS];
    for (i, level) in levels.enumerate() {
        turns[i % TURNS][usize::from(level)] += 1;
    }
    let [mut counts, rest @ ..] = turns;
    for other in rest {
        counts.iter_mut().zip(other).for_each(|(all, count)| *all += count);
    }
    counts
}

/// Tables that are counted in by turns.
const TURNS: usize = 4;

/// The level (0–255) in the middle of the counted samples.
pub fn median(counts: &[u32; 256]) -> f32 {
    percentile(counts, 0.5)
}

/// The level (0–255) at or below which the `share` (0–1) of the counted samples lies; 255 for no samples.
pub fn percentile(counts: &[u32; 256], share: f32) -> f32 {
    let total: u32 = counts.iter().sum();
    let wanted = (share * total as f32) as u32;
    let mut sum = 0;
    counts
        .iter()
        .position(|n| {
            sum += n;
            sum > wanted
        })
        .unwrap_or(255) as f32
}
