//! Stories of cli.
