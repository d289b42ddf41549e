//! Where news of one's own report goes: an address that says yes, and no other.

use super::{report, the_ticket};
use crate::cases::{between, into_a_folder, letters};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

story!(answers_go_to_an_address_that_said_yes, into_a_folder, async |house: &House| {
    let siti = house.visitor();
    let (number, pin) = report(&siti).await;
    let id = the_ticket(house).await;
    house.work().await;
    letters(house);
    let agent = house.staff(AGENT).await;
    let answer = async |words: &str| {
        let form = reqwest::multipart::Form::new()
            .text("kind", "reply")
            .text("csrf", agent.csrf().await)
            .text("body", words.to_owned())
            .text("then", "stay");
        agent.answer(agent.client.post(format!("{}/desk/{id}/message", house.url)).multipart(form)).await;
        house.work().await;
        letters(house)
    };
    assert!(answer("Kami periksa.").await.is_empty(), "there is nowhere to send it to: it waits on the page");

    let page = siti.post("/track", &[("number", &number), ("pin", &pin)]).await;
    assert!(page.text.contains("Kabar ada di halaman ini"), "{}", page.text);
    let path = format!("/track/{number}/updates");
    let wrong = siti.post(&path, &[("email", "siti@")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("value=\"siti@\""), "{}", wrong.text);
    assert!(wrong.text.contains("href=\"#updates-email\""), "{}", wrong.text);
    let asked = siti.post(&path, &[("email", "Siti@warga.test")]).await;
    assert!(asked.text.contains("Periksa surel Anda"), "{}", asked.text);
    house.work().await;
    let sent = letters(house);
    assert_eq!(sent.len(), 1);
    assert!(sent[0].to.contains("siti@warga.test") && !sent[0].text.contains(&pin), "{sent:?}");
    // Nothing goes there before the yes, and looking is no yes.
    let token =
        between(&sent[0].text, "/updates/", "\r\n").split_whitespace().next().unwrap_or_default().to_owned();
    let link = format!("/updates/{token}");
    let stranger = house.visitor();
    assert!(stranger.get(&link).await.text.contains("Ya, kirim ke sini"));
    assert!(answer("Teknisi datang besok.").await.is_empty());
    let last = if link.ends_with('0') { '1' } else { '0' };
    assert_eq!(stranger.get(&format!("{}{last}", &link[..link.len() - 1])).await.status, 404);

    let done = stranger.post(&link, &[]).await;
    assert!(done.text.contains("Kabar dikirim ke surel Anda"), "{}", done.text);
    let told = answer("Lampu sudah menyala.").await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].to.contains("siti@warga.test") && told[0].text.contains("Lampu sudah menyala."),
        "{told:?}"
    );
    assert!(siti.get(&format!("/track/{number}")).await.text.contains("Kabar kami kirim ke siti@warga.test"));
    // The link was used, and somebody without the PIN changes nothing.
    assert_eq!(stranger.get(&link).await.status, 404);
    assert_eq!(stranger.post(&path, &[("email", "maling@warga.test")]).await.path, "/track");
    house.work().await;
    assert!(letters(house).is_empty());
});
