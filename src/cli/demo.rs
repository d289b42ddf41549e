//! `sahut demo`: a whole city on one machine.

pub mod bot_api;
