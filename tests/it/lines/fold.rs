//! The form of a mailbox asks for what matters: no secret may be left out of a new one, and what only one way of
//! signing in needs lies folded away until it is that one.

use super::with;
use crate::story;
use crate::support::House;
use crate::support::city::ADMINISTRATOR;

/// The label of a field, to its end.
fn label<'a>(page: &'a str, field: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<label for=\"{field}\">")).expect("the label");
    rest.split("</label>").next().expect("its end")
}

story!(a_mailbox_asks_for_what_matters, async |house: &House| {
    let admin = house.staff(ADMINISTRATOR).await;
    let new = admin.get("/admin/channels/mailboxes/new").await.text;
    for (field, may_be_empty) in [("imap_password", false), ("refresh_token", false), ("smtp_password", true)]
    {
        assert_eq!(label(&new, field).contains("boleh kosong"), may_be_empty, "{field}");
    }
    assert!(!new.contains("tetap seperti semula"), "of a new mailbox nothing is known");
    assert!(new.contains("<details class=\"card part-fold\" id=\"part-token\"><summary>"), "{new}");

    // Two servers with the same mistake are told apart; with XOAUTH2 its fields are open.
    let wrong = with(&[
        ("imap_host", "https://in.kota.test/"),
        ("smtp_host", "https://out.kota.test/"),
        ("sign_in", "xoauth2"),
    ]);
    let answer = admin.post("/admin/channels/mailboxes/new", &wrong).await;
    assert_eq!(answer.status, 422);
    let (_, summary) = answer.text.split_once("id=\"error-summary\"").expect("a summary");
    let summary = summary.split("</ul>").next().expect("its end");
    assert!(summary.contains("<a href=\"#imap_host\">Server penerima: "), "{summary}");
    assert!(summary.contains("<a href=\"#smtp_host\">Server pengirim: "), "{summary}");
    assert!(answer.text.contains("id=\"part-token\" open>"), "{}", answer.text);

    assert_eq!(admin.post("/admin/channels/mailboxes/new", &with(&[])).await.status, 200);
    let id = house.number("SELECT id AS n FROM mailbox").await;
    let known = admin.get(&format!("/admin/channels/mailboxes/{id}")).await.text;
    assert!(label(&known, "imap_password").contains("boleh kosong"), "{known}");
});
