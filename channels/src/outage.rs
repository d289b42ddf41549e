//! Why nothing leaves at all, told apart from why one message does not.

use crate::SendError;
use crate::telegram::is_wrong_token;

/// What keeps everything from leaving; a person mends it, or it passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// No connection, or one that broke.
    Connect,
    /// Its certificate is not trusted.
    Certificate,
    /// The sign-in was refused.
    Login,
    /// No answer in time.
    Silent,
    /// The other side does not do its work now.
    Server,
    /// The bot's token is not accepted.
    Token,
}

/// What such a reason begins with.
const WORDS: [(Outage, &str); 9] = [
    (Outage::Connect, "the mail server cannot be reached"),
    (Outage::Certificate, "the mail server's certificate is not trusted"),
    (Outage::Login, "the mail server refused the sign-in"),
    (Outage::Silent, "the mail server took too long"),
    (Outage::Server, "the mail server takes nothing"),
    (Outage::Connect, "Telegram cannot be reached"),
    (Outage::Connect, "the connection to Telegram broke"),
    (Outage::Silent, "Telegram did not answer in time"),
    (Outage::Server, "the answer is not one of the Bot API"),
];

impl Outage {
    /// Of what was said when a message did not leave; none where the message, its reader or its turn was the reason.
    pub fn of(error: &SendError) -> Option<Self> {
        if is_wrong_token(error) {
            return Some(Self::Token);
        }
        let SendError::Later { reason, .. } = error else { return None };
        WORDS.iter().find(|(_, words)| reason.starts_with(words)).map(|(outage, _)| *outage)
    }

    /// How a reason of the mail server's begins, with what it said.
    pub(crate) fn by_mail(self, said: &str) -> String {
        let words = WORDS.iter().find(|(outage, _)| *outage == self).map(|(_, words)| *words);
        match words {
            Some(words) if !said.is_empty() => format!("{words}: {said}"),
            Some(words) => words.to_owned(),
            None => said.to_owned(),
        }
    }

    /// As it is kept.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Certificate => "certificate",
            Self::Login => "login",
            Self::Silent => "silent",
            Self::Server => "server",
            Self::Token => "token",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_everything_back_is_told_from_what_keeps_one_back() {
        let later = |reason: String| SendError::Later { reason, after_seconds: None };
        for outage in [Outage::Connect, Outage::Certificate, Outage::Login, Outage::Silent, Outage::Server] {
            assert_eq!(Outage::of(&later(outage.by_mail("no"))), Some(outage));
        }
        for one in ["450 4.2.1 greylisted, come again", "too many messages at once", ""] {
            assert_eq!(Outage::of(&later(one.to_owned())), None, "{one}");
        }
        let refused = SendError::Refused { reason: Outage::Login.by_mail("550 no such user") };
        assert_eq!(Outage::of(&refused), None, "the recipient's matter");
    }
}
