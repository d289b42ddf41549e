//! The knowledge base from outside: one file per story.

mod articles;
mod folder;
mod library;
mod meilisearch;
mod questions;
mod recall;
mod search;
mod stand_in;
mod starter;
mod suggest;
mod text;
