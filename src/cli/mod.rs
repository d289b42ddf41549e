//! The program on the command line.

pub mod demo;
