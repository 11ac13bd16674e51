//! Who gets in and who does not: the table of rights asked at every address, and attacks on the doors.

mod forms;
mod guessing;
mod links;
mod matrix;
mod offers;
mod people;
mod rights;
mod script;
mod sessions;
mod ways;
