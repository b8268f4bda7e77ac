//! What libraries read from the environment before any code of ours can tell them: the program starts itself once more, in the same
//! process, with these variables set. Setting them in the running program is unsafe, and too late for glibc.
//!
//! ONNX Runtime must report nothing. On Linux and macOS its library (1.32.0) collects each start of the program that loads it, with the path of the
//! program and a number that stands for the machine, and sends this to its maker. Switching it off by the library's own interface comes
//! after the first event.
//!
//! glibc keeps or gives back freed memory, as suits the [`Kind`] of command. A detector takes and frees some 350 MB for a page, and the system clears each new
//! page of memory: a twelfth of a run's time. glibc's function `mallopt` would do too, but is unsafe to call.

use blindmask::error::Error;
use blindmask::nets::runtime::Freed;

/// What a command is to the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Works and ends: memory is best kept for the next page.
    Run,
    /// Stays for days and waits most of the time: memory belongs to the others meanwhile.
    #[cfg(feature = "web")]
    Server,
}

/// Keeps ONNX Runtime from reporting.
#[cfg(unix)]
const QUIET: &str = "ORT_DISABLE_TELEMETRY";

/// Where glibc looks for its settings.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SETTINGS: &str = "GLIBC_TUNABLES";

#[cfg(all(target_os = "linux", target_env = "gnu"))]
impl Kind {
    /// glibc's settings. A page has a thread of its own, whose heap would end with it.
    const fn settings(self) -> &'static str {
        match self {
            // One heap for all threads, of whose end up to 1 GiB is kept when it is free. Photographs, and what a detector needs for one (blocks
            // from 32 MiB on, the most that glibc takes), lie outside of it: for each that finds no hole between smaller ones the heap would grow.
            Kind::Run => {
                "glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824"
            }
            // Blocks from 4 MiB on lie outside of the heap and go when they are freed. Without a fixed limit glibc raises it with each such
            // block, to 32 MiB; then they lie in the heap, and small ones between them keep it from shrinking (docs/server.md has figures).
            #[cfg(feature = "web")]
            Kind::Server => {
                "glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=4194304:glibc.malloc.trim_threshold=67108864"
            }
        }
    }
}

/// What the allocator does with freed memory, by the settings that the program was started with.
pub fn freed() -> Freed {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var(SETTINGS).is_ok_and(|settings| settings == Kind::Run.settings()) {
        return Freed::Kept;
    }
    Freed::Returned
}

/// Starts the program anew where a variable is missing. Settings of glibc's that somebody chose, if only empty ones, are left as they are.
///
/// # Errors
/// [`Error::Io`] when it can't be started anew although ONNX Runtime would report.
#[cfg(unix)]
pub fn prepare(kind: Kind) -> Result<(), Error> {
    use std::os::unix::process::CommandExt;

    let mut missing = Vec::new();
    let reports = std::env::var_os(QUIET).is_none_or(|value| value != "1");
    if reports {
        missing.push((QUIET, "1"));
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os(SETTINGS).is_none() {
        missing.push((SETTINGS, kind.settings()));
    }
    if missing.is_empty() {
        return Ok(());
    }
    let mut given = std::env::args_os();
    let name = given.next().unwrap_or_else(|| env!("CARGO_PKG_NAME").into());
    let program = std::env::current_exe().unwrap_or_else(|_| name.clone().into());
    // It comes back only when it failed. Without glibc's settings the program is as good, if slower.
    let failed = std::process::Command::new(&program).arg0(name).args(given).envs(missing).exec();
    if reports { Err(Error::io(program, failed)) } else { Ok(()) }
}

/// Nothing to do: on Windows the library sends nothing, and memory is another's matter.
#[cfg(not(unix))]
pub fn prepare(_: Kind) -> Result<(), Error> {
    Ok(())
}
