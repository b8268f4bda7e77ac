//! Keeps freed memory for the next page, instead of giving it back to the system and asking for it anew.
//!
//! A detector takes and frees some 350 MB for a page, and the system clears each new page of memory: a twelfth of a run's time. glibc
//! learns how to do otherwise from the environment, when a program starts. So the program starts itself once more, in the same
//! process. Its function `mallopt` would do too, but is unsafe to call. Other C libraries are left as they are.

/// Where glibc looks for its settings.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SETTINGS: &str = "GLIBC_TUNABLES";

/// One heap for all threads, no block outside of it, and up to 1 GiB at its end kept when it is free. A page has a thread of its
/// own, whose heap would end with it.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: &str = "glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1073741824";

/// Starts the program anew with memory that is kept, unless somebody chose settings of glibc's already, if only empty ones. Comes
/// back where that was done, or can't be.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn keep() {
    use std::os::unix::process::CommandExt;

    if std::env::var_os(SETTINGS).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut given = std::env::args_os();
    let name = given.next().unwrap_or_else(|| program.clone().into_os_string());
    // It comes back only when it failed; then the program is as good, if slower.
    let _ = std::process::Command::new(program).arg0(name).args(given).env(SETTINGS, KEPT).exec();
}

/// Nothing to do for this C library.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep() {}
