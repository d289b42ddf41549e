//! Bringing updates to the bot's webhook.

use super::BotApi;

impl BotApi {
    /// Pushes waiting updates to the webhook, in order, as Telegram does: one that is not answered
    /// with a success stays and stops the rest. Gives the status codes.
    pub async fn push(&self) -> Result<Vec<u16>, reqwest::Error> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let mut answers = Vec::new();
        loop {
            let next = {
                let state = self.state();
                state.webhook.clone().zip(state.updates.front().cloned())
            };
            let Some((hook, (id, update))) = next else { return Ok(answers) };
            let mut request = client.post(&hook.url).json(&update);
            if let Some(secret) = &hook.secret {
                request = request.header("X-Telegram-Bot-Api-Secret-Token", secret);
            }
            let status = request.send().await?.status();
            answers.push(status.as_u16());
            if !status.is_success() {
                return Ok(answers);
            }
            self.state().updates.retain(|(known, _)| *known != id);
        }
    }
}
