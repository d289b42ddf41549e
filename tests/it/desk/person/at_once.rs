//! A citizen writes in the very moment in which their contact is merged with another, or parted from it.

use channels::{Channel, Identity};
use sahut::auth::{self, Staff};
use sahut::contacts;
use sahut::conversations;
use sahut::error::Result;
use sahut::ids::{ContactId, MergeId};
use sahut::people;
use sahut::texts::Lang;
use sahut::tickets::Ticket;
use tokio::sync::oneshot;

use super::again;
use crate::desk::{Report, report};
use crate::story;
use crate::support::House;
use crate::support::city::SUPERVISOR;

/// How often both happen at once.
const ROUNDS: i64 = 25;
/// Messages around each merge.
const MESSAGES: usize = 4;

async fn supervisor(house: &House) -> Staff {
    let found = house.app.db.read(async |tx| auth::by_email(tx, SUPERVISOR).await).await;
    found.expect("a database").expect("a supervisor")
}

/// A mail, which is a matter of its own each time.
async fn mail(house: &House, who: i64) -> Ticket {
    let from = address(who);
    report(house, Report { from, channel: Channel::Email, text: "Air mati", ..Report::default() }).await
}

fn address(who: i64) -> Identity {
    Identity::Email(format!("warga{who}@contoh.test"))
}

async fn merge(house: &House, kept: ContactId, gone: ContactId, by: &Staff) -> Result<MergeId> {
    house.app.db.write(async |tx| people::merge(tx, kept, gone, "Satu orang", by).await).await
}

async fn part(house: &House, id: MergeId, by: &Staff) -> Result<()> {
    house.app.db.write(async |tx| people::unmerge(tx, id, by).await).await
}

/// Messages around whatever `story` does.
async fn while_writing<T>(house: &House, who: i64, story: impl Future<Output = T>) -> T {
    let messages = futures_util::future::join_all((0..MESSAGES).map(|n| async move {
        // Not all in the same moment.
        tokio::time::sleep(std::time::Duration::from_millis(3 * n as u64)).await;
        mail(house, who).await
    }));
    tokio::join!(story, messages).0
}

/// What hangs on a contact that was merged away: nothing, ever.
async fn lost(house: &House) -> i64 {
    house
        .number(
            "SELECT (SELECT COUNT(*) FROM ticket t JOIN contact k ON k.id = t.contact_id WHERE k.merged_into IS NOT NULL)
                + (SELECT COUNT(*) FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.merged_into IS NOT NULL)
                + (SELECT COUNT(*) FROM identity i JOIN contact k ON k.id = i.contact_id WHERE k.merged_into IS NOT NULL) AS n",
        )
        .await
}

story!(a_message_in_the_moment_of_a_merge_goes_to_who_is_kept, async |house: &House| {
    let by = supervisor(house).await;
    for round in 0..ROUNDS {
        let (one, other) = (1_000 + 2 * round, 1_001 + 2 * round);
        let (kept, gone) = (mail(house, one).await.contact_id, mail(house, other).await.contact_id);
        let merged = while_writing(house, other, merge(house, kept, gone, &by)).await.expect("a merge");
        assert_eq!(lost(house).await, 0, "round {round}");
        assert_eq!(mail(house, other).await.contact_id, kept);
        // And parted while they write: whatever came by their own ways is theirs again.
        while_writing(house, other, part(house, merged, &by)).await.expect("parted");
        assert_eq!(lost(house).await, 0, "round {round}");
        let strange = "SELECT COUNT(*) AS n FROM ticket t JOIN conversation c ON c.ticket_id = t.id
            WHERE c.contact_id <> t.contact_id";
        assert_eq!(house.number(strange).await, 0, "round {round}");
        assert_eq!(mail(house, other).await.contact_id, gone);
    }
    let per_contact = "SELECT COUNT(*) AS n FROM (SELECT contact_id FROM ticket GROUP BY contact_id
        HAVING COUNT(*) NOT IN (1, 11)) AS odd";
    assert_eq!(house.number(per_contact).await, 0, "nothing is lost, and nothing went to the other");
    house.forget_jobs().await;
});

story!(who_is_held_is_not_merged_meanwhile, async |house: &House| {
    let by = supervisor(house).await;
    let (kept, gone) = (mail(house, 1).await.contact_id, mail(house, 2).await.contact_id);
    let (holds, is_held) = oneshot::channel();
    let mut holds = Some(holds);
    let writes = house.app.db.write(async |tx| {
        let contact = contacts::identify(tx, &address(2), None, Lang::Id).await?;
        holds.take().into_iter().for_each(|holds| holds.send(()).expect("somebody waits"));
        // The merge has all the time it could want.
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        conversations::open(tx, Channel::Email, None, contact, Lang::Id).await
    });
    let merges = async {
        is_held.await.expect("held");
        merge(house, kept, gone, &by).await
    };
    let (written, merged) = tokio::join!(writes, merges);
    let (written, merged) = (written.expect("a conversation"), merged.expect("a merge"));
    assert_eq!(written.contact_id, gone, "it was theirs when it began");
    let now = house.app.db.read(async |tx| conversations::get(tx, written.id).await).await;
    assert_eq!(now.expect("a conversation").contact_id, kept, "and went over with everything else");
    assert_eq!(lost(house).await, 0);
    // Whoever remembers the contact from before finds who has its things now.
    let found = house.app.db.write(async |tx| contacts::hold(tx, gone).await).await;
    assert_eq!(found.expect("somebody"), kept);
    part(house, merged, &by).await.expect("parted");
    let ticket = mail(house, 2).await;
    assert_eq!(again(house, &ticket).await.contact_id, gone);
    house.forget_jobs().await;
});
