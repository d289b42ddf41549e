//! How an agency is reached, in the hands of administrators.

use serde_json::json;

use super::{Settings, settings, store};
use crate::agencies;
use crate::audit;
use crate::auth;
use crate::db::Tx;
use crate::error::{Result, invalid};
use crate::ids::{AgencyId, StaffId};
use crate::texts::Lang;

/// Characters of the words in a letter, and of what an agency types on a page.
pub const LONGEST_WORDS: usize = 4_000;
const LONGEST_NAME: usize = agencies::LONGEST_NAME;

/// What somebody typed.
#[derive(Clone, Debug)]
pub struct NewSettings {
    pub answers_by_mail: bool,
    pub passes_on: bool,
    pub language: Lang,
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
}

impl NewSettings {
    /// Fields to be mended, all at once. The agency's own address is on its form.
    pub fn faults(&self, address: Option<&str>) -> Vec<(&'static str, &'static str)> {
        let mut faults = Vec::new();
        if self.answers_by_mail && address.is_none() {
            faults.push(("mail_ways", "mail-address-first"));
        }
        if self.passes_on && !self.answers_by_mail {
            faults.push(("mail_ways", "mail-passes-what"));
        }
        if self.name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
            faults.push(("escalation_name", "name-long"));
        }
        if self.email.as_deref().is_some_and(|email| !agencies::is_email(email)) {
            faults.push(("escalation_email", "email-shape"));
        }
        if self.phone.as_deref().is_some_and(|phone| !agencies::is_phone(phone)) {
            faults.push(("escalation_phone", "phone-shape"));
        }
        let is_named = self.name.is_some();
        if is_named && self.email.is_none() && self.phone.is_none() {
            faults.push(("escalation_email", "escalation-way"));
        }
        faults
    }
}

/// Keeps how an agency is reached.
pub async fn keep(tx: &mut Tx, agency: AgencyId, new: &NewSettings, by: StaffId) -> Result<()> {
    auth::within(tx, by, &[agency]).await?;
    let known = agencies::agency(tx, agency).await?;
    if let Some((field, code)) = new.faults(known.email.as_deref()).first() {
        return Err(invalid(field, code));
    }
    let before = settings(tx, agency).await?;
    let after = Settings {
        answers_by_mail: new.answers_by_mail,
        passes_on: new.passes_on,
        language: new.language,
        escalation_name: new.name.clone(),
        escalation_email: new.email.as_deref().map(str::to_lowercase),
        escalation_phone: new.phone.clone(),
    };
    store::put_settings(tx, agency, &after).await?;
    let told = |of: &Settings| {
        json!({
            "answers_by_mail": of.answers_by_mail, "passes_on": of.passes_on, "mail_language": of.language.code(),
            "escalation_name": of.escalation_name, "escalation_email": of.escalation_email,
            "escalation_phone": of.escalation_phone,
        })
    };
    audit::changed(tx, by, "agency-mail-kept", ("agency", agency), &told(&before), &told(&after)).await?;
    Ok(())
}
