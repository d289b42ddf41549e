//! Stories of voice.
