//! Stories of trends.
