//! What the virus scanner says of several files alike stands once.

use sahut::config::Config;

use super::clamd::{self, MOST};
use super::letter;
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

const WHY: &str = "tidak diperiksa dari virus: lebih besar daripada yang diterima pemindai";

fn scanned(config: &mut Config) {
    config.clamd = Some(clamd::start());
}

story!(what_is_said_of_several_files_stands_once, scanned, async |house: &House| {
    let (one, two) = (vec![b'a'; 8 * MOST], vec![b'b'; 8 * MOST]);
    let agent = house.staff(AGENT).await;
    let both: [(&str, &str, &[u8]); 2] = [("satu.bin", "text/plain", &one), ("dua.bin", "text/plain", &two)];
    let ticket = letter(house, false, &both).await;
    house.work().await;
    let page = agent.get(&format!("/desk/{}", ticket.id)).await.text;
    assert_eq!(page.matches(WHY).count(), 1, "{page}");
    assert!(!page.contains(&format!("satu.bin, dua.bin: {WHY}")), "it is about all of them");
    // One of three is another matter: the line says which it is about.
    let three = [both[0], both[1], ("kecil.txt", "text/plain", b"surat".as_slice())];
    let ticket = letter(house, false, &three).await;
    house.work().await;
    let page = agent.get(&format!("/desk/{}", ticket.id)).await.text;
    assert_eq!(page.matches(WHY).count(), 1, "{page}");
    assert!(page.contains(&format!("satu.bin, dua.bin: {WHY}")), "{page}");
    assert!(page.contains("sudah diperiksa dari virus"), "{page}");
    house.forget_jobs().await;
});
