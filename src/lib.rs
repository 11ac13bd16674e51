//! # The house of Wijkweb
//!
//! Wijkweb keeps what a neighbourhood has (its people's talents, its associations, institutions, enterprises, places,
//! things, activities and stories) and how all of it hangs together, and shows each visitor exactly what was agreed to be
//! shown. This page is the map of the house; each room opens with a paragraph about itself.
//!
//! ```text
//! file or form ─► capture ─► consent (admit) ─► neighbourhood ─► store   (durable, then)
//!                                                  │
//!                                                  └─► graph ─► seen_by(audience) = consent (disclose) ─► View
//!                                                                                                          │
//!                            page, layer, file ◄─ web, cli ◄─ formats ◄────────────────────────────────────┘
//! ```
//!
//! Data goes one way. Consent stands at both doors: nothing about a person is kept that was not agreed to, and nothing is
//! drawn that this visitor may not see. *Filter first, then ask*: every question, figure, search, layer and export is
//! computed on the [`graph::View`] of one audience, so a hidden record cannot be betrayed by a count, an order or a path.
//!
//! ## Floors
//!
//! Imports point downstairs only; a test holds this table.
//!
//! | floor | room | promises |
//! |---|---|---|
//! | 0 | [`inventory`] | these values are valid |
//! | 0 | [`words`] | every text is there in Dutch and in English |
//! | 1 | [`consent`] | somebody agreed; this much, to these |
//! | 2 | [`capture`] | what was said is understood, or every snag is named |
//! | 3 | [`store`] | it is kept, or you are told that it is not |
//! | 3 | [`graph`] | answers concern only what this audience sees |
//! | 4 | [`access`] | who comes in holds the key; a door that was closed stays closed |
//! | 5 | [`neighbourhood`] | a write is durable before it is visible; readers never wait |
//! | 6 | [`formats`] | same view, same bytes; every odd input named, none lost |
//! | 6 | [`demo`] | the fictional neighbourhood, the same every time |
//! | 7 | [`web`] | a visitor gets a page, a layer, a file, or a plain word why not |
//! | 7 | [`cli`] | the same acts as the pages |
//!
//! ## What is deliberately absent
//!
//! - No trait for the store and no mock of it: tests use the real one in a temporary folder.
//! - No code for a single kind: a kind is one declaration in [`inventory::kinds`] and its words; everything else follows.
//! - No clock, randomness or environment inside: they are arguments ([`neighbourhood::Surroundings`]).
//! - No request to third parties, and no score of persons, streets or initiatives.
//!
//! ## Where to begin reading
//!
//! [`inventory::kinds`] and [`inventory::tie_kinds`] say what a neighbourhood can hold. [`consent`] is short and the heart
//! of it. Then follow one write, from a page in [`web`] through `neighbourhood::writer` to [`store`], and one question,
//! from [`graph::View`] back to a page.

pub mod access;
pub mod capture;
pub mod cli;
pub mod consent;
pub mod demo;
pub mod formats;
pub mod graph;
pub mod inventory;
pub mod neighbourhood;
pub mod store;
pub mod web;
pub mod words;
