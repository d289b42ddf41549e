//! The stable codes of the house as enumerations of the OpenAPI document.

use std::borrow::Cow;

use channels::Channel;
use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::conversations::{Direction, FileState, State};
use crate::relations::Kind;
use crate::texts::Lang;
use crate::tickets::life::Stage;
use crate::tickets::{Class, Status, View};

fn enumeration(codes: impl IntoIterator<Item = &'static str>, words: &'static str) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(codes))
        .description(Some(words))
        .build()
        .into()
}

macro_rules! enumerations {
    ($($of:ty, $name:literal, $words:literal;)+) => { $(
        impl PartialSchema for $of {
            fn schema() -> RefOr<Schema> {
                enumeration(<$of>::ALL.iter().map(|value| value.code()), $words)
            }
        }
        impl ToSchema for $of {
            fn name() -> Cow<'static, str> {
                $name.into()
            }
        }
    )+ };
}

enumerations! {
    Class, "Class", "What kind of matter it is.";
    Kind, "RelationKind", "How a ticket belongs to the other: it was merged into it, hangs below it as a child, was split from it, or should be seen beside it.";
    Stage, "Stage", "Where a ticket stands in its life.";
    Status, "Status", "Where a ticket stands. `new` is where it begins; nobody sets it.";
    View, "View", "Which tickets a list is about: open ones in the order of the desk's queue (emergencies, then due time, then age), or done ones, newest first.";
    Direction, "Direction", "Which way a message went; a note never leaves the house.";
    State, "MessageState", "Where a message stands. `held` waits until the citizen asks for it.";
    FileState, "FileState", "Where the bytes of a file are. `unchecked` waits for the virus scanner; `infected` is kept locked.";
    Lang, "Language", "A language people read here.";
}

/// A channel by its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChannelCode(pub Channel);

impl PartialSchema for ChannelCode {
    fn schema() -> RefOr<Schema> {
        enumeration(Channel::ALL.map(Channel::code), "The way a contact reached us.")
    }
}

impl ToSchema for ChannelCode {
    fn name() -> Cow<'static, str> {
        "Channel".into()
    }
}
