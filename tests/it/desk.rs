//! Stories of desk.
