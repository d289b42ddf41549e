//! The cells of both periods, put together by agency, category or channel.

use std::collections::BTreeMap;

use super::store::Cell;
use super::{ENOUGH, Sums, Times};
use crate::clock::Millis;

/// One agency, category or channel, in the period and in the one before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<K> {
    pub key: K,
    pub now: Sums,
    pub before: Sums,
    pub times: Times,
    pub times_before: Times,
}

impl<K> Group<K> {
    fn empty(key: K) -> Self {
        let (now, before) = Default::default();
        Self { key, now, before, times: Times::default(), times_before: Times::default() }
    }

    /// Share resolved in time, 0 to 1; None when there are too few to say.
    pub fn share_in_time(&self) -> Option<f64> {
        self.now.share_in_time()
    }

    /// Half were resolved within this time; None when there are too few to say.
    pub fn median_time(&self) -> Option<Millis> {
        Self::median(&self.times)
    }

    /// The same of the period before.
    pub fn median_time_before(&self) -> Option<Millis> {
        Self::median(&self.times_before)
    }

    fn median(times: &Times) -> Option<Millis> {
        times.median().filter(|_| times.count() >= ENOUGH)
    }

    fn add(&mut self, cell: &Cell) {
        let (sums, known) = if cell.is_now == 1 {
            (&mut self.now, &mut self.times)
        } else {
            (&mut self.before, &mut self.times_before)
        };
        *sums += cell.sums;
        known.merge(&cell.times);
    }

    /// Everything that was here has gone elsewhere.
    fn is_nothing(&self) -> bool {
        self.now == Sums::default() && self.before == Sums::default()
    }
}

/// All cells as one.
pub(super) fn whole(cells: &[Cell]) -> Group<()> {
    let mut all = Group::empty(());
    for cell in cells {
        all.add(cell);
    }
    all
}

/// By a key of the cells, most opened first; cells without one are left out.
pub(super) fn by<K: Copy + Ord>(cells: &[Cell], key: impl Fn(&Cell) -> Option<K>) -> Vec<Group<K>> {
    let mut groups: BTreeMap<K, Group<K>> = BTreeMap::new();
    for cell in cells {
        if let Some(key) = key(cell) {
            groups.entry(key).or_insert_with(|| Group::empty(key)).add(cell);
        }
    }
    let mut groups: Vec<_> = groups.into_values().filter(|group| !group.is_nothing()).collect();
    groups.sort_by_key(|group| (-group.now.opened, -group.now.resolved, group.key));
    groups
}
