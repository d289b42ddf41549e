//! The telephone, tried without one: whole calls, all orders of events, signatures, recordings.

mod calls;
mod house;
mod properties;
mod recordings;
mod requests;
mod signatures;
mod twiml_rules;
