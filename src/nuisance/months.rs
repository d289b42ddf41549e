//! Labels, limits and objections by month: is it used with measure, and do objections help?

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::store::months::{self as store, Counted};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::StaffId;
use crate::tickets::{local_day, rollup};

/// What happened in one local month, among tickets the reader sees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: Date,
    /// When it began, and when the next one does.
    pub from: Millis,
    pub to: Millis,
    /// Reports that came to the agencies the reader looks after.
    pub reports: i64,
    /// Labels of all kinds, those that are never a strike too.
    pub labelled: i64,
    /// Reports with a label that was not dismissed, each once.
    pub labelled_reports: i64,
    /// Labels that asked a supervisor for a strike.
    pub proposed: i64,
    pub confirmed: i64,
    /// At once, by the second supervisor, or because the citizen was right to object.
    pub dismissed: i64,
    /// Limits that began, ended by themselves, and were lifted before their time.
    pub set: i64,
    pub ran_out: i64,
    pub lifted: i64,
    /// Reports that came from somebody under a limit, and those of them that nobody labelled: there a limit held back
    /// what was meant.
    pub limited: i64,
    pub genuine: i64,
    /// Objections made in this month, and what a supervisor decided about them, or nobody yet.
    pub objected: i64,
    pub upheld: i64,
    pub turned_down: i64,
}

impl Month {
    pub const fn is_quiet(&self) -> bool {
        self.labelled + self.confirmed + self.dismissed + self.set + self.ran_out + self.lifted == 0
            && self.objected + self.limited == 0
    }

    /// Objections that nobody has decided on yet.
    pub const fn undecided(&self) -> i64 {
        self.objected - self.upheld - self.turned_down
    }

    fn take(&mut self, counted: &Counted) {
        let n = counted.n;
        match counted.what.as_str() {
            "noted" => self.labelled += n,
            "proposed" => (self.labelled, self.proposed) = (self.labelled + n, self.proposed + n),
            "labelled_reports" => self.labelled_reports += n,
            "confirmed" => self.confirmed += n,
            "dismissed" => self.dismissed += n,
            "set" => self.set += n,
            "ran_out" => self.ran_out += n,
            "lifted" => self.lifted += n,
            "limited_nuisance" => self.limited += n,
            "limited_genuine" => (self.limited, self.genuine) = (self.limited + n, self.genuine + n),
            "upheld" => (self.objected, self.upheld) = (self.objected + n, self.upheld + n),
            "turned_down" => (self.objected, self.turned_down) = (self.objected + n, self.turned_down + n),
            "undecided" => self.objected += n,
            _ => {}
        }
    }
}

/// The last `count` months, oldest first; the last one is this month so far.
pub async fn months(tx: &mut Tx, viewer: StaffId, zone: &TimeZone, count: usize) -> Result<Vec<Month>> {
    let mut months = begun(tx.now(), zone, count);
    let spans: Vec<(Millis, Millis)> = months.iter().map(|month| (month.from, month.to)).collect();
    for counted in store::count(tx, viewer, &spans).await? {
        let month = usize::try_from(counted.month).ok().and_then(|at| months.get_mut(at));
        if let Some(month) = month {
            month.take(&counted);
        }
    }
    for month in &mut months {
        let days = (local_day(month.from, zone), local_day(month.to - 1, zone));
        month.reports = rollup::opened(tx, viewer, days).await?;
    }
    Ok(months)
}

fn begun(now: Millis, zone: &TimeZone, count: usize) -> Vec<Month> {
    let today = jiff::Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone.clone()).date();
    let first = today.first_of_month();
    let begins = |day: Date| day.to_zoned(zone.clone()).map_or(0, |at| at.timestamp().as_millisecond());
    let month = |back: i64| {
        let (first, next) = (first.saturating_sub(back.months()), first.saturating_sub((back - 1).months()));
        Month { first, from: begins(first), to: begins(next), ..Month::default() }
    };
    (0..i64::try_from(count).unwrap_or(0)).rev().map(month).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::DAY;

    #[test]
    fn months_are_those_of_the_calendar_here() {
        let zone = TimeZone::get("Asia/Jakarta").unwrap();
        // The first of March 2026, half past midnight in Jakarta: still February in Greenwich.
        let now = 1_772_299_800_000;
        let months = begun(now, &zone, 13);
        assert_eq!(months.len(), 13);
        assert!(months.windows(2).all(|pair| pair[0].to == pair[1].from));
        let last = months[12];
        assert_eq!((now - last.from, last.to - last.from), (30 * 60 * 1000, 31 * DAY));
        assert_eq!(months[11].to - months[11].from, 28 * DAY);
    }
}
