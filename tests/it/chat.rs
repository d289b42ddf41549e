//! Stories of chat.
