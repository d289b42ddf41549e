//! How long an agency has, and why a ticket is due when it is due.
//!
//! The arithmetic is pure: times come in as UTC milliseconds, nothing in it reads a clock, a file or a
//! database. The rules a citizen or an auditor may ask about are written where they are decided:
//!
//! - what counts as office time: [`Calendar`] (layers, closures, seasons such as Ramadan, daylight saving);
//! - what "3 working days" means: [`Unit`];
//! - which clocks run when, what pauses them, what a reopening or a change of terms does: [`Clocks`];
//! - which row of the service levels applies: [`Policies`];
//! - who is told when nothing happens: [`Ladder`], and what was told already: [`Alarms`].
//!
//! What administrators keep of it lies in the tables: service levels ([`Level`]) and the working time of
//! agencies ([`Layer`]). A [`Book`] is all of that, read once and shared until it changes.

mod alarm;
mod allowance;
mod book;
mod calendar;
mod clocks;
mod closure;
mod deadline;
mod hours;
pub mod import;
mod ladder;
mod layer;
mod levels;
mod local;
mod measure;
mod mistake;
mod office;
mod past;
mod pause;
mod policy;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod week;
mod why;

pub use alarm::{Alarms, Ring, next_word};
pub use allowance::{Allowance, Unit};
pub use book::{Book, Case, book};
pub use calendar::Calendar;
pub use clocks::{
    Cause, ClockKind, Clocks, Crossing, Event, Grants, PolicyRef, Reading, State, Terms, Warn, What,
};
pub use closure::{Closure, ClosureKind, Opening, Season};
pub use deadline::{Deadline, deadline, falls_due};
pub use hours::{Hours, Stretch};
pub use ladder::{Ladder, Next, Rung, Step, Taken, When};
pub use layer::Layer;
pub use levels::{Level, NewLevel, drop_level, keep_level, level, levels};
pub use measure::{Pace, elapsed, reach};
pub use mistake::{Fault, Mistake, Place};
pub use office::{
    Day, DayKind, Hung, WEEKDAYS, ZONES, add_day, add_season, ensure, hang_days, import_days, keep_hours,
    known_days, layer, remove_day, remove_season, with_own,
};
pub use pause::{Pause, WaitingFor};
pub use policy::{Matter, Policies, Rule, Tier};
pub use standing::{Standing, standing};
pub use week::Week;
pub use why::{Moved, Skipped, Why};

use crate::agencies::Category;
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::queue::{self, Job};

/// When a ticket of this category must be resolved, by the category's own time: what counts until its clocks
/// are reckoned.
pub fn due_at(category: &Category, created_at: Millis) -> Millis {
    created_at + category.due_minutes * MINUTE
}

/// What agencies or categories mean for deadlines is another: books that were read before are out of date.
pub async fn outdate(tx: &mut Tx) -> Result<()> {
    let stamp = tx.id();
    store::stamp(tx, stamp).await
}

/// The same, and open tickets are reckoned anew.
pub async fn reckon_anew(tx: &mut Tx) -> Result<()> {
    outdate(tx).await?;
    queue::enqueue_at(tx, &Job::Reckon {}, tx.now(), Some("reckon")).await
}
