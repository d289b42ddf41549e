//! Whose letter it is: one that was passed on belongs to whoever wrote it first.
//!
//! A colleague passes letters on for others, so the first sender becomes the contact; but only when our mail
//! server proves that it is the colleague. Anybody else does so by passing a letter on without a word of their
//! own; with words it is their matter, and what they pass on is what it is about. What a copy says can be
//! made up: from a stranger it opens a conversation and never joins one.

use std::borrow::Cow;

use channels::{Channel, Identity, InboundKind, Trust};

use super::Received;
use crate::auth;
use crate::db::Tx;
use crate::error::Result;

/// The message as its author's.
pub async fn settled<'r>(tx: &mut Tx, received: &'r Received) -> Result<Cow<'r, Received>> {
    let inbound = &received.inbound;
    let (Channel::Email, InboundKind::Message, Identity::Email(sender), Some(mail)) =
        (inbound.channel, &inbound.kind, &inbound.from, &inbound.mail)
    else {
        return Ok(Cow::Borrowed(received));
    };
    let colleague = auth::by_email(tx, sender).await?.is_some_and(|staff| staff.is_active);
    let is_proven = colleague && mail.trust == Trust::Proven;
    let mut remarks = Vec::new();
    if colleague && matches!(mail.trust, Trust::Forged | Trust::Unproven) {
        remarks.push(
            "The sender's address is a colleague's, but nothing proves that they wrote this.".to_owned(),
        );
    }
    let first = mail.forwarded.as_ref().filter(|_| mail.trust != Trust::Forged);
    let author = first.filter(|of| (is_proven || !of.has_own_words) && of.from.address != *sender);
    if let Some(of) = &mail.forwarded {
        let first = of.from.name.as_deref().map(|name| format!("{name} ")).unwrap_or_default();
        let address = &of.from.address;
        remarks.push(match author {
            Some(_) => {
                format!("Passed on by {sender}; answers go to {first}<{address}>, who wrote it first.")
            }
            None => format!("Passes on a mail of {first}<{address}>; answers go to {sender}."),
        });
    }
    if remarks.is_empty() {
        return Ok(Cow::Borrowed(received));
    }
    let mut settled = received.clone();
    settled.inbound.remarks.extend(remarks);
    if let Some(of) = author {
        settled.inbound.from = Identity::Email(of.from.address.clone());
        settled.inbound.from_name.clone_from(&of.from.name);
        // What was found out, and where answers were asked for, is about whoever passed it on.
        if let Some(mail) = &mut settled.inbound.mail {
            mail.trust = Trust::Unchecked;
            mail.reply_to = None;
        }
        if !is_proven {
            settled.inbound.thread.references.clear();
        }
    }
    Ok(Cow::Owned(settled))
}
