//! Somebody who wants to know what the figures about people do not tell. He knows the rules, which squares have houses at
//! all, and all that was ever shown; he combines it all: totals less their parts, squares in squares, groups with people,
//! one release with the next, before a withdrawal and after. On figures as they are made by a naive build, which hides
//! counts below five and nothing else, he succeeds; that is asserted as well, so that it is known that he can.

mod crowd;
mod deduce;
mod house;
mod naive;
mod rules;
mod time;
