//! Asking providers that do not call us: mailboxes, and Telegram without a webhook.
