//! Stories of api.
