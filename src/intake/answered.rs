//! What machines send to the address that one exemplar of a letter of ours had on its envelope: absence notes and the
//! like (RFC 3834 §4). Often they name no letter; the address does.

use channels::InboundKind;

use super::Received;
use crate::conversations::{self, Direction, Message};
use crate::db::Tx;
use crate::error::Result;

/// The message of ours that a machine answers, as the address says. Only the mail systems that had the letter in their
/// hands know the address: whoever they say they are, it is about this letter.
pub async fn by_machine(tx: &mut Tx, received: &Received) -> Result<Option<Message>> {
    let (Some(exemplar), InboundKind::Automatic) = (received.came_back, &received.inbound.kind) else {
        return Ok(None);
    };
    let message = conversations::find_message(tx, exemplar.message).await?;
    Ok(message.filter(|message| message.direction == Direction::Out))
}
