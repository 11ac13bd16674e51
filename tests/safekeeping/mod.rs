//! Backups and archives as the person who runs the server meets them: by the command line, under load, on a full disk.

mod closing;
mod disk;
mod load;
pub(crate) mod program;
mod watch;
