//! One person, however they come: who may know them, and when two contacts are one.
//!
//! - [`Veil`]: what somebody who may not know a citizen reads instead of names and addresses. Every page, API
//!   answer and file goes through it (`docs/decisions/0008`).
//! - [`wishes`]: `#anonim` and `#rahasia` in a message, on any channel; [`hide`]: a ticket whose citizen asks
//!   later; [`open`]: every new ticket, so that the row of an anonymous one is covered from its first moment.
//! - [`merge`] and [`unmerge`]: two contacts become one person, and are parted again exactly.
//! - [`restrain`], [`told_in_call`], [`spoken`]: what a running limit means for a message, and for a call; [`appeal`], [`judge`]: how a
//!   citizen disagrees, and what becomes of it.

mod clean;
mod gif;
mod heif;
mod hide;
mod label;
mod merge;
mod photo;
mod restraint;
mod signature;
mod tier;
mod veil;
mod verdict;

pub use clean::{Cleaned, can_clean, clean, outward};
pub use hide::{Asked, cover_row, covered, hide, looked, open, shortened, wishes};
pub use label::label;
pub use merge::{merge, unmerge};
pub use photo::position;
pub use restraint::{
    appeal, named, of_call, on_call, restrain, spoken, token, told_in_call, told_lifted, under,
};
pub use tier::{FREQUENT, Tier};
pub use veil::Veil;
pub use verdict::judge;
