//! Counters in Prometheus' text format 0.0.4. Their labels are routes, methods and codes, never a file or a name.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::audit::record::Verdict;

#[derive(Default, Clone, Copy)]
struct Sum {
    count: u64,
    seconds: f64,
}

/// The counters of a server.
pub struct Metrics {
    started: Instant,
    requests: Mutex<BTreeMap<(String, String, u16), Sum>>,
    pages: [AtomicU64; 3],
    /// Pages that wait or are worked on.
    pub queued: AtomicI64,
    /// Requests refused because there were too many.
    pub refused: AtomicU64,
    /// Decisions recorded.
    pub decisions: AtomicU64,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics {
            started: Instant::now(),
            requests: Mutex::default(),
            pages: Default::default(),
            queued: AtomicI64::new(0),
            refused: AtomicU64::new(0),
            decisions: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    /// Counts an answer.
    pub fn answered(&self, method: &str, route: &str, status: u16, time: Duration) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        let sum = requests.entry((method.to_owned(), route.to_owned(), status)).or_default();
        sum.count += 1;
        sum.seconds += time.as_secs_f64();
    }

    /// Counts a page.
    pub fn judged(&self, verdict: Verdict) {
        let [mask, clear, held] = &self.pages;
        let counter = match verdict {
            Verdict::Mask => mask,
            Verdict::Clear => clear,
            Verdict::Held => held,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Everything as text.
    pub fn text(&self) -> String {
        let mut t = String::new();
        // Writing into a String can't fail.
        let _ = self.write(&mut t);
        t
    }

    fn write(&self, t: &mut String) -> std::fmt::Result {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(t, "# HELP blindmask_requests_seconds Answers and the time they took.")?;
        writeln!(t, "# TYPE blindmask_requests_seconds summary")?;
        for ((method, route, status), sum) in requests.iter() {
            let labels = format!(r#"{{method="{method}",route="{route}",status="{status}"}}"#);
            writeln!(t, "blindmask_requests_seconds_sum{labels} {:.6}", sum.seconds)?;
            writeln!(t, "blindmask_requests_seconds_count{labels} {}", sum.count)?;
        }
        writeln!(t, "# HELP blindmask_pages_total Pages judged, by verdict.")?;
        writeln!(t, "# TYPE blindmask_pages_total counter")?;
        for (word, counter) in ["mask", "clear", "held"].iter().zip(&self.pages) {
            writeln!(t, r#"blindmask_pages_total{{verdict="{word}"}} {}"#, counter.load(Ordering::Relaxed))?;
        }
        let count = |c: &AtomicU64| c.load(Ordering::Relaxed).to_string();
        let uptime = format!("{:.3}", self.started.elapsed().as_secs_f64());
        for (name, kind, help, value) in [
            (
                "pages_queued",
                "gauge",
                "Pages that wait or are worked on.",
                self.queued.load(Ordering::Relaxed).to_string(),
            ),
            (
                "refused_total",
                "counter",
                "Requests refused because too many were there.",
                count(&self.refused),
            ),
            ("decisions_total", "counter", "Decisions recorded.", count(&self.decisions)),
            ("uptime_seconds", "gauge", "Time since the server started.", uptime),
        ] {
            writeln!(
                t,
                "# HELP blindmask_{name} {help}\n# TYPE blindmask_{name} {kind}\nblindmask_{name} {value}"
            )?;
        }
        Ok(())
    }
}
