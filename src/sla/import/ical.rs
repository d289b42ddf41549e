//! iCalendar (RFC 5545): all-day events, several days long or repeated every year.

use std::ops::RangeInclusive;

use icalendar::parser::{Component, Property, read_components, unfold};
use jiff::civil::Date;

use super::yearly::{Yearly, day};
use super::{Doubt, Fault, Found, Harvest, Mistake, Place, check_size};

/// Longer than any holiday; school holidays do not close an office.
const LONGEST_EVENT: i32 = 31;
/// Components in components; the parser descends into them.
const DEEPEST: usize = 4;

/// Reads the days off of these years from iCalendar text. Whatever would have to be guessed at (times
/// of day, other repetitions than yearly, exceptions) is refused; cancelled events are passed over.
pub fn icalendar(text: &str, years: RangeInclusive<i16>) -> Result<Vec<Found>, Vec<Mistake>> {
    check_size(text)?;
    let text = text.trim_start_matches('\u{feff}');
    let lines = event_lines(text).map_err(|mistake| vec![mistake])?;
    let unfolded = unfold(&text.replace("\r\n", "\n"));
    let roots = read_components(&unfolded).map_err(|error| unreadable(text, &error))?;
    let events = roots.iter().filter(|root| is(root.name.as_str(), "VCALENDAR"));
    let events: Vec<&Component<'_>> = events
        .flat_map(|root| &root.components)
        .filter(|component| is(component.name.as_str(), "VEVENT"))
        .collect();
    // The parser stops quietly where it does not understand.
    if events.len() != lines.len() {
        let why = "not all of the file could be read";
        return Err(vec![Mistake::new(Fault::FileUnreadable, Place::Whole, why)]);
    }
    let mut harvest = Harvest::new(years);
    for (event, line) in events.into_iter().zip(lines) {
        if let Err((fault, found)) = take(event, line, &mut harvest) {
            harvest.mistake(fault, Place::Line(line), &found);
        }
    }
    harvest.finish()
}

type Wrong = (Fault, String);

fn take(event: &Component<'_>, line: usize, harvest: &mut Harvest) -> Result<(), Wrong> {
    if value(event, "STATUS").is_some_and(|status| is(&status, "CANCELLED")) {
        return Ok(());
    }
    for unsupported in ["DURATION", "RDATE", "EXDATE", "RECURRENCE-ID", "EXRULE"] {
        if let Some(value) = value(event, unsupported) {
            return Err((Fault::EventUnsupported, format!("{unsupported}:{value}")));
        }
    }
    let name = value(event, "SUMMARY").unwrap_or_default();
    let first = property(event, "DTSTART").ok_or_else(|| (Fault::EventWithoutDate, name.clone()))?;
    let first = all_day(first)?;
    // The end is the day after the last.
    let end = property(event, "DTEND").map(all_day).transpose()?;
    let days = end.and_then(|end| end.since(first).ok()).map_or(1, |span| span.get_days());
    if days < 1 {
        return Err((Fault::SeasonEndBeforeBegin, name));
    }
    if days > LONGEST_EVENT {
        return Err((Fault::EventTooLong, format!("{name}: {days}")));
    }
    let rule = value(event, "RRULE").map(|rule| Yearly::parse(&rule, first)).transpose();
    let rule = rule.map_err(|rule| (Fault::EventUnsupported, format!("RRULE:{rule}")))?;
    let firsts = rule.map_or_else(|| vec![first], |rule| rule.dates(first, &harvest.years));
    let words = value(event, "DESCRIPTION").unwrap_or_default().to_lowercase();
    let celebrated = ["observance", "perayaan"].iter().any(|mark| words.starts_with(mark));
    for first in firsts {
        for after in 0..days {
            let Ok(date) = first.checked_add(jiff::Span::new().days(after)) else { continue };
            harvest.add(date, &name, celebrated.then_some(Doubt::Observance), &Place::Line(line));
        }
    }
    Ok(())
}

fn all_day(property: &Property<'_>) -> Result<Date, Wrong> {
    let text = property.val.as_str();
    if text.contains('T') {
        return Err((Fault::EventNotAllDay, text.to_owned()));
    }
    day(text).ok_or_else(|| (Fault::DateUnreadable, text.to_owned()))
}

fn property<'a, 'b>(event: &'a Component<'b>, name: &str) -> Option<&'a Property<'b>> {
    event.properties.iter().find(|property| is(property.name.as_str(), name))
}

fn value(event: &Component<'_>, name: &str) -> Option<String> {
    property(event, name).map(|property| property.val.to_owned().unescape_text().as_str().trim().to_owned())
}

fn is(found: &str, name: &str) -> bool {
    found.eq_ignore_ascii_case(name)
}

/// The line of the file that the parser means: it counts the unfolded ones.
fn unreadable(text: &str, error: &str) -> Vec<Mistake> {
    let told =
        error.split_once("at line ").and_then(|(_, rest)| rest.split(',').next()?.parse::<usize>().ok());
    let mut whole = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with([' ', '\t']));
    let found = told.and_then(|told| whole.nth(told.checked_sub(1)?));
    let (place, line) = found.map_or((Place::Whole, ""), |(number, line)| (Place::Line(number), line));
    vec![Mistake::new(Fault::FileUnreadable, place, line)]
}

/// The lines on which the events of a calendar begin. Refuses what is not a calendar and what is nested
/// so deep that only an attacker wrote it, before the parser descends.
fn event_lines(text: &str) -> Result<Vec<usize>, Mistake> {
    let mut lines = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let wrong = || Mistake::new(Fault::FileUnreadable, Place::Line(number), line);
        let (word, name) = line.trim_end().split_once(':').unwrap_or_default();
        if is(word, "BEGIN") {
            let outside = open.is_empty() && !is(name, "VCALENDAR");
            if outside || open.len() == DEEPEST {
                return Err(wrong());
            }
            if open.len() == 1 && is(name, "VEVENT") {
                lines.push(number);
            }
            open.push(name.to_uppercase());
        } else if is(word, "END") {
            if open.pop() != Some(name.to_uppercase()) {
                return Err(wrong());
            }
        } else if open.is_empty() && !line.trim().is_empty() {
            return Err(wrong());
        }
    }
    match open.pop() {
        Some(name) => Err(Mistake::new(Fault::FileUnreadable, Place::Whole, format!("{name} does not end"))),
        None => Ok(lines),
    }
}
