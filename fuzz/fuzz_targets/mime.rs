//! Bytes of a mail: whatever they are, a message comes out, within the limits, and the same each time.

#![no_main]

use channels::email::{Ours, parse, pieces, said, split_quote};
use channels::limits;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let ours = Ours {
        domain: "sahut.kota.test".into(),
        addresses: vec!["hotline@kota.test".into()],
        checked_by: "mx.kota.test".into(),
    };
    let inbound = parse(raw, &ours);
    assert!(!inbound.external_id.is_empty() && inbound.external_id.len() <= limits::ID);
    assert!(inbound.text.len() <= limits::TEXT && !inbound.text.contains('\0'));
    assert!(inbound.attachments.len() <= limits::ATTACHMENTS);
    assert!(inbound.attachments.iter().all(|file| !file.name.is_empty() && !file.name.contains(['/', '\\', '\0'])));
    assert!(inbound.html.iter().all(|html| !html.contains("<script") && !html.contains('\0')));
    let text = inbound.text.as_str();
    let subject = inbound.subject.as_deref();
    assert_eq!(pieces(subject, text).iter().map(|piece| piece.text).collect::<String>(), text);
    let (fresh, folded) = split_quote(text);
    assert_eq!(format!("{fresh}{folded}"), text);
    assert!(said(subject, text).trim().is_empty() == text.trim().is_empty());
});
