//! Letters to agencies in one's own words, written in the browser without JavaScript.

use channels::Thread;

use super::links::{OFFICE, handed_over, with_a_picture};
use super::{about, agency, answers_by_mail, into_a_folder, letter, letters_to, refer, report};
use crate::story;
use crate::support::House;
use crate::support::city::{ADMINISTRATOR, AGENT, SUPERVISOR};
use crate::support::house::{Answer, Visitor};

const PATH: &str = "/admin/texts/agency_referred";
const SUBJECT: &str = "{{ city }} {{ number }}: {{ subject }}";
const BODY: &str = "Yth. {{ agency }}\n\n{% if words %}Sebab: {{ words }}{% endif %}\n{{ facts }}\n\n{{ report }}\n{% if left_out %}{{ left_out }}{% endif %}\n{{ ways }}";

async fn write(who: &Visitor, path: &str, subject: &str, body: &str, what: &str) -> Answer {
    let fields = [
        ("subject_id", subject),
        ("subject_en", "[{{ number }}] {{ subject }}"),
        ("body_id", body),
        ("body_en", BODY),
        ("do", what),
    ];
    who.post(path, &fields).await
}

story!(a_letter_with_a_mistake_is_not_kept, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    for (subject, body, field, remedy) in [
        ("", BODY, "subject_id", "Tulis kata-katanya"),
        ("Laporan baru", BODY, "subject_id", "Sisipkan number"),
        ("{{ number }} {{ nomor }}", BODY, "subject_id", "Tidak ada &#34;nomor&#34;"),
        ("{{ number }} {{ facts }}", BODY, "subject_id", "Perihal harus satu baris"),
        ("{{ number }} {% for x in city %}x{% endfor %}", BODY, "subject_id", "Yang dapat hanya if"),
        (
            SUBJECT,
            "Yth. {{ agency }} {{ number }} {{ words }} {{ left_out }} {{ report }}",
            "body_id",
            "Sisipkan ways",
        ),
        (SUBJECT, "{{ number }} {{ words }} {{ left_out }} {{ ways }}", "body_id", "Sisipkan report"),
        (SUBJECT, "{{ number }} {{ pin }}", "body_id", "Tidak ada &#34;pin&#34;"),
        (SUBJECT, "{{ number }} {{ name }}", "body_id", "Tidak ada &#34;name&#34;"),
    ] {
        let refused = write(&administrator, PATH, subject, body, "").await;
        assert_eq!(refused.status, 422, "{subject} {body}: {}", refused.text);
        assert!(
            refused.text.contains(&format!("<li><a href=\"#{field}\">")),
            "{subject} {body}: {}",
            refused.text
        );
        assert!(refused.text.contains(remedy), "{remedy}: {}", refused.text);
        assert!(refused.text.contains("[{{ number }}] {{ subject }}"), "the other language is still there");
    }
    let long = format!("{SUBJECT} {}", "sangat ".repeat(40));
    let refused = write(&administrator, PATH, &long, BODY, "").await;
    assert!(refused.status == 422 && refused.text.contains("paling banyak 200 huruf"), "{}", refused.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM letter").await, 0);
    // Letters to agencies are always sent, and by mail only.
    let switch = administrator.post(&format!("{PATH}/switch"), &[("active", "0")]).await;
    assert_eq!(switch.status, 404);
    let page = administrator.get(PATH).await.text;
    assert!(!page.contains("id=\"channel\"") && page.contains("id=\"subject_id\""), "{page}");
    let citizens = administrator.get("/admin/texts/answered").await.text;
    assert!(citizens.contains("id=\"channel\"") && !citizens.contains("id=\"subject_id\""), "{citizens}");
});

story!(a_letter_is_tried_kept_sent_and_taken_back, into_a_folder, async |house: &House| {
    let administrator = house.staff(ADMINISTRATOR).await;
    let list = administrator.get("/admin/texts").await.text;
    assert!(list.contains("Kepada instansi yang menjawab lewat surel") && list.contains(PATH), "{list}");
    let open = administrator.get(PATH).await.text;
    assert!(open.contains("[2611-000042-7] Lampu jalan mati"), "the preview of the subject: {open}");
    let tried = write(&administrator, PATH, SUBJECT, BODY, "try").await;
    assert_eq!(tried.status, 200);
    assert!(tried.text.contains("Kota Tirtamaya 2611-000042-7: Lampu jalan mati"), "{}", tried.text);
    assert!(tried.text.contains("Yth. Dinas Pekerjaan Umum"), "{}", tried.text);
    assert_eq!(house.number("SELECT COUNT(*) AS n FROM letter").await, 0, "only tried");

    let kept = write(&administrator, PATH, SUBJECT, BODY, "").await;
    assert!(kept.status == 200 && kept.text.contains("sudah disimpan"), "{}", kept.text);
    let (_, first) = handed_over(house, about("ktp"), false).await;
    let subject = first.subject.clone().unwrap_or_default();
    assert!(subject.starts_with("Kota Tirtamaya 2611-") && subject.ends_with(": Pohon miring"), "{subject}");
    for shown in [
        "Yth. Pemadam Kebakaran",
        "Sebab: Perlu tangga",
        "Pohon besar miring ke rumah.",
        "/accept/",
        "TERIMA",
    ] {
        assert!(first.text.contains(shown), "{shown}: {}", first.text);
    }
    assert!(!first.text.contains("diserahkan kepada Anda"), "{}", first.text);

    // One agency has its own; whoever has none is told what all are told.
    let damkar = agency(house, "damkar").await;
    let at = format!("{PATH}?agency={damkar}");
    let body = BODY.replace("Yth.", "Untuk");
    assert_eq!(write(&administrator, &at, "Damkar {{ number }}", &body, "").await.status, 200);
    let list = administrator.get("/admin/texts").await.text;
    assert!(list.contains(&format!("{PATH}?agency={damkar}")) && list.contains("Surel · Pemadam"), "{list}");
    answers_by_mail(house, "pupr", "dinas@pupr.test", false).await;
    let agent = house.staff(AGENT).await;
    for (code, address, mark) in
        [("damkar", OFFICE, "Damkar 2611-"), ("pupr", "dinas@pupr.test", "Kota Tirtamaya 2611-")]
    {
        let ticket = report(house, with_a_picture("Pohon tumbang."), about("ktp")).await;
        refer(house, &agent, ticket.id, code, "Tolong").await;
        house.work().await;
        let sent = letters_to(house, address).pop().expect("a letter");
        assert!(sent.subject.as_deref().unwrap_or_default().starts_with(mark), "{mark}: {:?}", sent.subject);
    }
    assert_eq!(administrator.post(&format!("{PATH}/forget?agency={damkar}"), &[]).await.status, 200);
    assert_eq!(administrator.post(&format!("{PATH}/forget"), &[]).await.status, 200);

    // A report longer than any text is sent whole.
    write(&administrator, PATH, SUBJECT, BODY, "").await;
    let words = format!("Pohon tumbang. {} AKHIR", "Panjang sekali ceritanya. ".repeat(1_200));
    let long =
        report(house, letter("ani@warga.test", "Pohon", &words, Thread::default()), about("ktp")).await;
    refer(house, &agent, long.id, "damkar", "Tolong").await;
    house.work().await;
    let sent = letters_to(house, OFFICE).pop().expect("a letter");
    let all = house.app.db.read(async |tx| sahut::tickets::get(tx, long.id).await).await.unwrap().body;
    assert!(sent.text.starts_with("Yth. Pemadam") && all.len() > 20_000, "{}", all.len());
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(&sent.text).contains(&flat(&all)), "it is all there");

    let audit = administrator.get("/admin/audit?about=text:agency_referred").await.text;
    for shown in
        ["mengubah teks", "mengembalikan teks bawaan", "Perihal, bahasa Indonesia", "Damkar {{ number }}"]
    {
        assert!(audit.contains(shown), "{shown}: {audit}");
    }
    for email in [AGENT, SUPERVISOR] {
        assert_eq!(house.staff(email).await.get(PATH).await.status, 403, "{email}");
    }
});
