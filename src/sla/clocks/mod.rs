//! The clocks of a ticket, folded from its history.

mod event;
mod fold;
mod reading;
mod terms;

pub use event::{Cause, Event, What};
pub use fold::Clocks;
pub use reading::{Crossing, Reading, State};
pub use terms::{ClockKind, Grants, PolicyRef, Terms, Warn};
