//! Bytes of a Telegram update: whatever they are, a message comes out, within the limits.

#![no_main]

use channels::{limits, telegram};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let inbound = telegram::parse(raw).inbound;
    assert!(!inbound.external_id.is_empty() && inbound.external_id.len() <= limits::ID);
    assert!(inbound.text.len() <= limits::TEXT);
    assert!(inbound.attachments.len() <= limits::ATTACHMENTS);
    assert!(inbound.attachments.iter().all(|file| !file.name.is_empty() && !file.name.contains(['/', '\\', '\0'])));
    assert!(inbound.place.iter().all(|place| place.latitude.is_finite() && place.longitude.is_finite()));
});
