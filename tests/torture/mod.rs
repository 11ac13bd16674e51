//! What must not break: hostile files and requests that no browser would send.

mod files;
mod requests;
