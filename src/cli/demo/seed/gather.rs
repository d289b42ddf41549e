//! Some of the city's reports belong together, and some everybody may read: so that merging, answering many at
//! once and public cases can be tried.

use crate::agencies;
use crate::auth::Staff;
use crate::cases;
use crate::db::Tx;
use crate::db::select::Select;
use crate::error::Result;
use crate::ids::TicketId;
use crate::tickets;
use crate::tickets::public::{self, Face};

/// Categories whose reports everybody may read.
const PUBLIC: [&str; 6] = ["air", "lampu-jalan", "sampah", "banjir", "drainase", "jalan"];
/// Reports of each that are public already.
const SHOWN: i64 = 25;
/// Open reports looked at for one that gathers others, and how many it gathers at most.
const LOOKED_AT: i64 = 25;
const GATHERED: usize = 12;

#[derive(sqlx::FromRow)]
struct Found {
    id: TicketId,
}

/// `admin` decides what is public, `supervisor` what belongs together.
pub async fn gather(tx: &mut Tx, admin: &Staff, supervisor: &Staff) -> Result<()> {
    for code in PUBLIC {
        let Some(category) = agencies::find_category(tx, code).await? else { continue };
        agencies::set_category_public(tx, category.id, true, admin.id).await?;
        let newest =
            "SELECT id FROM ticket WHERE category_id = $1 AND NOT is_anonymous AND NOT is_confidential
                      ORDER BY id DESC LIMIT $2";
        let newest: Vec<Found> = Select::new(newest, [category.id.0.into(), SHOWN.into()]).fetch(tx).await?;
        for found in newest {
            public::set_face(tx, found.id, &Face { is_public: true, summary: None }).await?;
        }
        burst(tx, supervisor, category.id.0).await?;
    }
    Ok(())
}

/// The open report of a category that is like most others gathers them.
async fn burst(tx: &mut Tx, by: &Staff, category: i64) -> Result<()> {
    let open = "SELECT id FROM ticket WHERE category_id = $1 AND is_open AND NOT is_anonymous AND NOT is_confidential
                ORDER BY id DESC LIMIT $2";
    let open: Vec<Found> = Select::new(open, [category.into(), LOOKED_AT.into()]).fetch(tx).await?;
    let (mut main, mut most) = (None, Vec::new());
    for found in open {
        let ticket = tickets::get(tx, found.id).await?;
        let like = cases::alike::beside(tx, by.id, &ticket, GATHERED).await?;
        if like.len() > most.len() {
            (main, most) = (Some(ticket), like);
        }
    }
    let Some(main) = main else { return Ok(()) };
    for one in most {
        cases::attach(tx, by, one.ticket.id, main.id).await?;
    }
    Ok(())
}
