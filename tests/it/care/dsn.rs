//! A letter that a real mail server brings back (`tests/lab/mail`); left out, and saying so, without one.

use super::answer;
use crate::email::{Citizen, letters, mail, reading, ticket};
use crate::story;
use crate::support::House;
use crate::support::city::AGENT;

story!(an_address_is_lost_by_a_real_report, mail, async |house: &House| {
    reading(house, async || {
        let token = &sahut::secret::random_token()[..12];
        let gone = Citizen { address: format!("hilang-{token}@kota.test"), ..Citizen::new() };
        gone.write("Jalan berlubang", &[], "Ada lubang besar di Jalan Melati.").await;
        letters(house, 1).await;
        let id = ticket(house).await.id.0;
        let agent = house.staff(AGENT).await;
        assert_eq!(answer(house, &agent, id, &[("body", "Akan kami tambal besok.")]).await, 200);
        letters(house, 2).await;
        assert_eq!(house.number("SELECT COUNT(*) AS n FROM message WHERE state = 'failed'").await, 1);
        let shown = agent.get(&format!("/desk/{id}")).await.text;
        assert!(shown.contains(&format!("Surat ke {} tidak sampai sejak", gone.address)), "{shown}");
        // A letter from there, and it is somebody's again.
        gone.write("Masih berlubang", &[], "Lubangnya makin besar.").await;
        letters(house, 3).await;
        let shown = agent.get(&format!("/desk/{id}")).await.text;
        assert!(!shown.contains("tidak sampai sejak"), "{shown}");
    })
    .await;
});
