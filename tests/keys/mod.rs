//! Who gets in and who does not: the table of rights asked at every address, and attacks on the doors.

mod offers;
mod people;
mod rights;
