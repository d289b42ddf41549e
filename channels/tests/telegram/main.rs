//! Telegram, from both sides: recorded updates read, and calls made to a strict Bot API on loopback.

mod any_bytes;
mod files;
mod loopback;
mod multipart;
mod polling;
mod recorded;
mod secrets;
mod send;
