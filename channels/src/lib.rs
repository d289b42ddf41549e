//! The outside world as messages.
//!
//! One folder a channel; each turns its provider's words into [`Inbound`] and our [`Outbound`] into
//! calls to the provider. This crate knows no tickets, no SQL and no web server.

mod emphasis;
mod envelope;
mod mail;
mod outage;

pub mod chat;
pub mod email;
pub mod outside;
pub mod picture;
pub mod telegram;
pub mod voice;

pub use envelope::*;
pub use mail::{Forwarded, Mail, Mark, Person, Trust};
pub use outage::Outage;
