//! The telephone.
//!
//! [`flow`] is the menu as a pure function, [`prompts`] what it says, [`twilio`] the language of the
//! carriers. A request goes through like this:
//!
//! 1. [`twilio::request::fields`], [`twilio::signature::verify`], then
//!    [`twilio::request::CallRequest::read`].
//! 2. The house looks up the call's row. Has it answered this `step` before, it sends the stored answer
//!    again and stops: a repeated request never makes a second ticket. The stored answer that speaks a
//!    PIN is as secret as the PIN; drop the answers of a call when it is over.
//! 3. [`twilio::request::CallRequest::event`], then [`flow::step`] from the row's place. As long as it
//!    gives [`flow::Step::Ask`], find out and step on with [`flow::Event::Answer`].
//! 4. [`twilio::twiml::render`] the verbs; store place, step and answer; send it as `text/xml`.
//!
//! [`inbound`] turns what a caller left into a message, [`fetch_recording`] gets the sound later.

mod heard;
mod inbound;
mod keys;
mod number;
mod recording;

pub mod flow;
pub mod prompts;
pub mod twilio;

pub use inbound::inbound;
pub use keys::Keys;
pub use number::e164;
pub use prompts::{Language, Prompt};
pub use recording::fetch_recording;
