//! Stories of demo.
