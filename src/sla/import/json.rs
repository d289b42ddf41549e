//! `{"2026-01-01": "New Year's Day", "2026-03-20": "Eid al-Fitr Joint Holiday", …}`

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::{Fault, Found, Harvest, Layer, Mistake, Place, check_size};

/// Reads the days off of these years from a JSON object of dates and names.
pub fn json(text: &str, years: RangeInclusive<i16>) -> Result<Vec<Found>, Vec<Mistake>> {
    check_size(text)?;
    let Entries(entries) = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let place = if error.line() == 0 { Place::Whole } else { Place::Line(error.line()) };
        vec![Mistake::new(Fault::FileUnreadable, place, error.to_string())]
    })?;
    let mut harvest = Harvest::new(years);
    let mut dates = std::collections::HashSet::new();
    for (key, name) in &entries {
        let place = Place::Key(key.chars().take(40).collect());
        match key.parse::<Date>() {
            // A key twice is a mistake even when the names differ: one of them is a slip.
            Ok(date) if !dates.insert(date) => harvest.mistake(Fault::HolidayTwice, place, name),
            // Before 1970 and not asked for: passed over like any other year.
            Ok(date) if (1900..=*Layer::YEARS.end()).contains(&date.year()) => {
                harvest.add(date, name, None, &place);
            }
            Ok(_) => harvest.mistake(Fault::DateOutOfRange, place, name),
            Err(_) => harvest.mistake(Fault::DateUnreadable, place, name),
        }
        if harvest.mistakes.len() > Layer::MOST_DAYS {
            break;
        }
    }
    harvest.finish()
}

/// The entries as they stand in the file: a map would silently keep the last of two equal keys.
struct Entries(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Entries;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object of dates and names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Object)
    }
}
