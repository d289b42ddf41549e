//! Stories from outside: a citizen writes, an agent answers. Each runs on SQLite and, when
//! `SAHUT_TEST_POSTGRES` is set (`tests/run` sets it), on PostgreSQL.

mod support;

mod api;
mod care;
mod cases;
mod chat;
mod cli;
mod demo;
mod desk;
mod dkim;
mod email;
mod files_outside;
mod files_s3;
mod house_rules;
mod import;
mod intake;
mod kill;
mod letters;
mod lines;
mod lmtp;
mod mail_proof;
mod mail_reading;
mod openapi;
mod pace;
mod pictures;
mod portal;
mod routing;
mod telegram;
mod texts;
mod trends;
mod voice;
mod walk;
