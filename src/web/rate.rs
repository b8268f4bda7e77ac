//! Limits requests per minute and caller: each has a bucket of tokens that fills steadily.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Most callers that are remembered. There are few tokens, and behind a proxy all addresses are one.
const MOST_CALLERS: usize = 10_000;

const MINUTE: Duration = Duration::from_secs(60);

/// The buckets of all callers.
pub struct Buckets {
    per_minute: f64,
    levels: Mutex<HashMap<String, (f64, Instant)>>,
}

impl Buckets {
    /// Buckets that let `per_minute` requests of each caller pass, at once or spread over the minute.
    pub fn new(per_minute: u32) -> Buckets {
        Buckets { per_minute: f64::from(per_minute.max(1)), levels: Mutex::default() }
    }

    /// Takes `cost` (1 for a writing request, less for a reading one) from the caller's bucket.
    ///
    /// # Errors
    /// How long until there is as much in it.
    pub fn take(&self, caller: &str, cost: f64, now: Instant) -> Result<(), Duration> {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let rate = self.per_minute / MINUTE.as_secs_f64();
        if levels.len() >= MOST_CALLERS {
            // A full bucket is forgotten: a new one is full too.
            let full = |at: Instant| now.saturating_duration_since(at) > MINUTE;
            levels.retain(|_, (_, at)| !full(*at));
        }
        let (level, at) = levels.entry(caller.to_owned()).or_insert((self.per_minute, now));
        *level = (*level + now.saturating_duration_since(*at).as_secs_f64() * rate).min(self.per_minute);
        *at = now;
        if *level < cost {
            return Err(Duration::from_secs_f64((cost - *level) / rate));
        }
        *level -= cost;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills() {
        let (buckets, start) = (Buckets::new(60), Instant::now());
        assert!((0..60).all(|_| buckets.take("a", 1.0, start).is_ok()));
        let wait = buckets.take("a", 1.0, start);
        assert!(wait.is_err_and(|w| w > Duration::from_millis(900) && w <= Duration::from_secs(1)));
        assert!(buckets.take("b", 1.0, start).is_ok(), "another caller");
        assert!(buckets.take("a", 1.0, start + Duration::from_secs(1)).is_ok());
        assert!(buckets.take("a", 1.0, start + Duration::from_secs(1)).is_err());
    }
}
