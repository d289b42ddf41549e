//! Stories of email.
