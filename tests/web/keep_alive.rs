//! Sessions that are kept alive, on machines and in pages that do what real ones do to timers.

mod beats;
mod ends;
mod late_timers;
mod options;
mod pages;
mod stage;
