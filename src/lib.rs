//! Sahut, the public-service hotline: every contact from every channel in one queue, answered in time.
//!
//! # Where things live
//!
//! - *The house*: [`config`], [`app`], [`clock`], [`ids`], [`error`], [`secret`], [`files`], [`texts`],
//!   [`template`], [`when`], [`stretch`] (pages of something long), [`telemetry`], [`db`], [`queue`] (durable jobs), [`bus`] (live events).
//! - *Nouns*, each with its verbs in front and all its SQL in a private `store`: [`contacts`],
//!   [`conversations`], [`tickets`], [`agencies`], [`sla`] (service levels, working time), [`articles`], [`calls`],
//!   [`drafts`], [`talks`] (what was begun in a chat), [`answers`], [`macros`] (kept as [`shared`] says),
//!   [`mentions`], [`saved_views`], [`notices`], [`relations`], [`follows`], [`told`], [`letters`], [`lines`],
//!   [`mail_marks`], [`agency_mail`], [`copies`] (of letters), [`nuisance`], [`duty`], [`auth`], [`audit`], [`reach`]
//!   (addresses that take no letters), [`pulse`] (how much comes and leaves by each channel).
//! - *Flows*, which combine nouns: [`intake`], [`routing`], [`outbox`], [`track`], [`reports`], [`checks`],
//!   [`bulk`], [`cases`] (one matter in many reports), [`escalation`], [`people`] (who may know somebody, merging
//!   contacts), [`scan`] (files and the virus scanner), [`leaving`] (what somebody held who
//!   leaves), [`sweep`], [`erasure`] (of a citizen who asks for it).
//! - [`worker`]: one match from job to function, and the timetable.
//! - *Edges*: `web` (portal, desk, trends, admin, hooks, chat), [`listen`] (mailboxes, polling), [`api`],
//!   [`cli`].
//!
//! Edges import flows, flows import nouns, nouns import the house; never the other way round
//! (`tests/it/house_rules.rs` checks).
//!
//! # A message comes in
//!
//! 1. An edge checks the signature or secret and lets the adapter in the `channels` crate turn the
//!    payload into an [`channels::Inbound`].
//! 2. [`intake::receive`] opens one transaction: raw payload under its unique key, contact,
//!    conversation, message, ticket, jobs; commit. Only then the provider hears "thank you".
//! 3. The desk sees it through [`bus`]; the [`worker`] runs the jobs.
//!
//! # A reply goes out
//!
//! 1. `web/desk` checks session, permission and form, and calls [`outbox::reply`]: the message is stored
//!    as queued, the ticket touched, the job written; commit; redirect.
//! 2. The worker claims the job, sends outside any transaction, and records what happened.

pub mod agencies;
pub mod agency_mail;
pub mod answers;
pub mod api;
pub mod app;
pub mod articles;
pub mod audit;
pub mod auth;
pub mod bulk;
pub mod bus;
pub mod calls;
pub mod cases;
pub mod checks;
pub mod cli;
pub mod clock;
pub mod config;
pub mod contacts;
pub mod conversations;
pub mod copies;
pub mod db;
pub mod drafts;
pub mod duty;
pub mod erasure;
pub mod error;
pub mod escalation;
pub mod files;
pub mod follows;
pub mod ids;
pub mod intake;
pub mod leaving;
pub mod letters;
pub mod lines;
pub mod listen;
pub mod macros;
pub mod mail_marks;
pub mod mentions;
pub mod notices;
pub mod nuisance;
pub mod outbox;
pub mod people;
pub mod pulse;
pub mod queue;
pub mod reach;
pub mod relations;
pub mod reports;
pub mod routing;
pub mod saved_views;
pub mod scan;
pub mod secret;
pub mod shared;
pub mod sla;
pub mod stretch;
pub mod sweep;
pub mod talks;
pub mod telemetry;
pub mod template;
pub mod texts;
pub mod tickets;
pub mod told;
pub mod track;
pub mod web;
pub mod when;
pub mod worker;
