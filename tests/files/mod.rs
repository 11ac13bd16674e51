//! Files with residents, from outside: what comes in, what is taken along, and what the team promised to ask.

mod bring_in;
mod promises;
mod take_along;
