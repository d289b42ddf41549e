//! E-mail: a letter becomes an [`Inbound`](crate::Inbound), an [`Outbound`](crate::Outbound) a letter.
//!
//! In: [`imap`] fetches raw bytes, the house stores them, [`parse`](parse()) reads them. Out: [`compose`](compose())
//! writes the letter, [`smtp`] hands it over. The raw bytes are the truth; what [`parse`](parse()) makes of
//! them may be made again, better, at any time, so it never fails and never asks the network.

mod attachment;
mod automatic;
mod body;
mod bounce;
mod bounce_words;
mod charset;
mod compose;
mod connection;
mod date;
mod encoded;
mod flowed;
mod forwarded;
mod head;
mod html;
mod html_letter;
mod html_marks;
mod html_words;
pub mod imap;
mod leaf;
mod letters;
mod lmtp;
mod look;
mod marks;
mod mime;
mod parse;
mod people;
mod quote;
mod quote_lines;
mod server;
mod sign;
pub mod smtp;
pub mod thread;
mod tls;
mod tnef;
mod trust;
mod utf7;
mod words;

pub use automatic::came_back;
pub use compose::{Copies, Sender, compose, compose_with};
pub use imap::{Cursor, Fetched, ImapConfig, ImapError, Mailbox, Woken};
pub use lmtp::{Answer, Delivery, Envelope, LINE as LMTP_LINE, Letter as LmtpLetter, Lmtp};
pub use look::{Folder, folders};
pub use parse::{Ours, parse, with_pictures};
pub use quote::{Part, Piece, pieces, said, split_quote};
pub use quote_lines::{Introduction, introduction};
pub use sign::Dkim;
pub use smtp::{Smtp, SmtpConfig, SmtpError, Unready};
