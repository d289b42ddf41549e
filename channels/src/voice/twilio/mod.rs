//! Carriers that speak Twilio's webhooks: Twilio itself, SignalWire, Telnyx TeXML.
//!
//! A form comes in ([`request`]), its signature is checked against the configured public address
//! ([`signature`]), TwiML goes out ([`twiml`]).

pub mod request;
pub mod signature;
pub mod twiml;
