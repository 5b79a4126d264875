//! Memory: what was read is in it as it was, secrets too, so this program leaves no core dump and lets no other process of
//! its user read it.
//!
//! Where a system has no such switch, or refuses, the run goes on: to forbid dumps is then the system's own business.
//! Knows nothing of what is secret.

/// Forbids core dumps of this process. Programs that it starts (a pager, a credential plugin) are as they always were.
#[cfg(unix)]
pub(crate) fn forbid_dumps() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // The limit says nothing to a handler that dumps are piped into; this does, and ends with the next `exec`.
        if set_dumpable_behavior(DumpableBehavior::NotDumpable).is_ok() {
            return;
        }
    }
    let limit = Rlimit { current: Some(0), ..getrlimit(Resource::Core) };
    let _ = setrlimit(Resource::Core, limit);
}

#[cfg(not(unix))]
pub(crate) fn forbid_dumps() {}
