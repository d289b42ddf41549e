//! The live feeds a person has open on this node.
//!
//! Whoever clicks from ticket to ticket leaves feeds behind whose end is noticed only when something is
//! written to them. So nobody is refused a new one: the oldest ends instead, and a page that still
//! listened to it comes back by itself.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::ids::StaffId;

/// Open feeds of one person: some tabs on some machines.
pub const AT_MOST: usize = 12;

static OPEN: LazyLock<Mutex<HashMap<StaffId, VecDeque<Arc<Notify>>>>> = LazyLock::new(Mutex::default);

/// One place taken; given back when the feed ends, however it ends.
pub struct Place {
    staff: StaffId,
    end: Arc<Notify>,
}

impl Place {
    /// The newest place of this person; the oldest gives way when there are too many.
    pub fn take(staff: StaffId) -> Self {
        let end = Arc::new(Notify::new());
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        let places = open.entry(staff).or_default();
        if places.len() >= AT_MOST
            && let Some(oldest) = places.pop_front()
        {
            // Kept until somebody waits for it.
            oldest.notify_one();
        }
        places.push_back(end.clone());
        Self { staff, end }
    }

    /// Returns when this place is needed for a newer feed.
    pub async fn given_up(&self) {
        self.end.notified().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(places) = open.get_mut(&self.staff) {
            places.retain(|place| !Arc::ptr_eq(place, &self.end));
            if places.is_empty() {
                open.remove(&self.staff);
            }
        }
    }
}
