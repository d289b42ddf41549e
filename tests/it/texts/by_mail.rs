//! An agency that answers only by e-mail, over a real Postfix and Dovecot. Left out, and saying so, without
//! them.

use sahut::config::Config;
use sahut::tickets::life::Stage;

use super::{again, answers_by_mail, noticed, refer, told};
use crate::email::{Citizen, deliver_to, letters, mail, reading, ticket};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

/// Where the letter asks to be answered: the plus address of Reply-To.
fn reply_to(remarks: &[String]) -> String {
    let told = remarks.iter().find(|remark| remark.contains("Reply-To")).expect("an address to answer to");
    told.split_whitespace().find(|word| word.contains("+a")).expect("a plus address").to_owned()
}

async fn write_back(from: &str, to: &str, headers: &str, text: &str) {
    let id = &sahut::secret::random_token()[..20];
    let letter = format!(
        "From: Dinas <{from}>\r\nTo: {to}\r\nSubject: Re: laporan\r\nMessage-ID: <{id}@dinas.test>\r\n\
         Date: Mon, 23 Nov 2026 09:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         {headers}\r\n{text}\r\n"
    );
    deliver_to(from, to, letter.as_bytes()).await;
}

/// A mail server that takes letters with a tag behind a plus sign.
fn tagged(config: &mut Config) {
    mail(config);
    config.mail_plus = true;
}

story!(an_agency_answers_only_by_mail, tagged, async |house: &House| {
    reading(house, async || {
        let mut office = Citizen::of("warga2", "SAHUT_TEST_IMAP_CITIZEN2");
        answers_by_mail(house, "damkar", &office.address, false).await;
        let mut siti = Citizen::new();
        siti.write("Pohon miring", &[], "Pohon besar miring ke rumah di Jalan Melati.").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        siti.read().await;
        let agent = house.staff(AGENT).await;
        refer(house, &agent, opened.id, "damkar", "Perlu tangga").await;
        house.work().await;
        let news = siti.read().await;
        assert!(news.text.contains("kami teruskan ke Pemadam Kebakaran"), "{}", news.text);

        let first = office.read().await;
        assert!(first.text.contains("Pohon besar miring ke rumah") && first.text.contains("Perlu tangga"));
        assert!(first.text.contains(&opened.number.to_string()), "{}", first.text);
        let answer_to = reply_to(&first.remarks);
        assert!(answer_to.starts_with("hotline+a"), "{answer_to}");

        // The word they were told begins their answer, above the letter that mail programs quote.
        let word = "TERIMA\r\n\r\nPada Sen, 23 Nov 2026 pukul 09.10, Kota Tirtamaya <hotline@kota.test> menulis:\r\n> Kepada Pemadam Kebakaran,\r\n> laporan";
        write_back(&office.address, &answer_to, "", word).await;
        letters(house, 2).await;
        assert_eq!(again(house, opened.id).await.stage, Stage::InWork);
        // Once more: told why not, by a letter that no machine answers.
        write_back(&office.address, &answer_to, "", word).await;
        letters(house, 3).await;
        let refused = office.read().await;
        assert!(refused.text.contains("langkah TERIMA tidak dapat diambil"), "{}", refused.text);

        // They answer as mail programs do, with our letter below; the address alone says what it is about.
        let text = "Pohon sudah kami tebang.\r\n\r\nPada Sen, 23 Nov 2026 pukul 09.15, Kota Tirtamaya <hotline@kota.test> menulis:\r\n> Kepada Pemadam Kebakaran,\r\n> laporan";
        write_back(&office.address, &answer_to, "", text).await;
        letters(house, 4).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
        assert_eq!(noticed(house, AGENT).await, ["agency_wrote"]);
        let page = agent.get(&format!("/desk/{}", opened.id)).await.text;
        assert!(page.contains("Pemadam Kebakaran lewat surel") && page.contains("Pohon sudah kami tebang."));
        assert!(!page.contains("pukul 09.15, Kota Tirtamaya"), "{page}");

        // A machine and a stranger say something, too: notes, and nothing happens.
        write_back(&office.address, &answer_to, "Auto-Submitted: auto-replied\r\n", "Kantor tutup.").await;
        write_back("orang@lain.test", &answer_to, "", "Tutup saja.").await;
        letters(house, 6).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency_word").await, 5);
        assert_eq!(again(house, opened.id).await.stage, Stage::InWork);

        // One click, and the citizen reads it.
        let note = house.number("SELECT message_id AS n FROM agency_word WHERE kind = 'answer' AND deed IS NULL").await.to_string();
        let passed = agent.post(&format!("/desk/{}/pass-on", opened.id), &[("message", &note)]).await;
        assert_eq!(passed.status, 200, "{}", passed.text);
        house.work().await;
        let answer = siti.read().await;
        assert!(answer.text.contains("Pohon sudah kami tebang."), "{}", answer.text);
        assert_eq!(again(house, opened.id).await.stage, Stage::Answered);
        assert_eq!(told(house, opened.id).await.len(), 3);

        // Not content: a letter in the same thread.
        let reference = format!("In-Reply-To: <{}>", answer.thread.message_id.unwrap());
        siti.write("Re: Pohon miring", &[&reference], "Dahannya masih di atap.").await;
        letters(house, 7).await;
        let back = office.read().await;
        assert!(back.text.contains("Dahannya masih di atap."), "{}", back.text);
        assert!(back.thread.references.contains(first.thread.message_id.as_ref().unwrap()));
    })
    .await;
});

story!(a_mailbox_that_takes_no_tags_is_answered_at_its_own_address, mail, async |house: &House| {
    reading(house, async || {
        let mut office = Citizen::of("warga2", "SAHUT_TEST_IMAP_CITIZEN2");
        answers_by_mail(house, "damkar", &office.address, false).await;
        Citizen::new().write("Pohon miring", &[], "Pohon besar miring ke rumah.").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        let agent = house.staff(AGENT).await;
        refer(house, &agent, opened.id, "damkar", "Perlu tangga").await;
        house.work().await;

        let told = office.read().await;
        assert!(!told.remarks.iter().any(|remark| remark.contains("Reply-To")), "{:?}", told.remarks);
        let reference = format!("In-Reply-To: <{}>\r\n", told.thread.message_id.unwrap());
        write_back(&office.address, "hotline@kota.test", &reference, "TERIMA").await;
        letters(house, 2).await;
        assert_eq!(again(house, opened.id).await.stage, Stage::InWork);
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM ticket").await, 1);
    })
    .await;
});

story!(a_letter_to_an_agency_that_comes_back, mail, async |house: &House| {
    reading(house, async || {
        let token = &sahut::secret::random_token()[..12];
        answers_by_mail(house, "damkar", &format!("pindah-{token}@kota.test"), false).await;
        let siti = Citizen::new();
        siti.write("Pohon miring", &[], "Pohon besar miring ke rumah.").await;
        letters(house, 1).await;
        let opened = ticket(house).await;
        let agent = house.staff(AGENT).await;
        refer(house, &agent, opened.id, "damkar", "Perlu tangga").await;
        house.work().await;
        letters(house, 2).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM agency_letter WHERE state = 'failed'").await, 1);
        assert_eq!(noticed(house, AGENT).await, ["agency_wrote"]);
        let page = agent.get(&format!("/desk/{}", opened.id)).await.text;
        assert!(page.contains("Surat ke Pemadam Kebakaran tidak sampai"), "{page}");
    })
    .await;
});
