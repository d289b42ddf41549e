//! Web chat: the frames of the widget, as data. The socket itself belongs to the web server.
//!
//! A conversation lives in the database as numbered messages; a socket is only a view of it. The
//! widget therefore says hello with the last number it has and is sent the rest, keeps what it wants
//! to say until that is acknowledged, and may send it twice: `client_id` makes the second harmless.

mod contact;
mod decode;
mod frame;
mod intake;
mod plain;

pub use contact::{e164, email, typed_number};
pub use decode::{FrameCode, FrameError, decode};
pub use frame::{
    Author, CLIENT_ID_CHARS, FRAME_BYTES, FileLink, FromWidget, Limits, SuggestedArticle, TEXT_CHARS,
    ToWidget, VERSION, encode,
};
pub(crate) use intake::ours;
pub use intake::{NOT_PROVEN, inbound};
pub(crate) use plain::{one_line, plain};
