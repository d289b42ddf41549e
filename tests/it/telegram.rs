//! Stories of telegram.
