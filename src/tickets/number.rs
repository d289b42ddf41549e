//! The number a citizen follows their ticket by: digits only, so that it can be spoken and typed on a
//! telephone, with a Damm check digit that catches every single wrong digit and every swapped pair.
//!
//! `2611-000042-7`: November 2026, the 42nd ticket of the month, check digit 7.

use std::collections::BTreeMap;
use std::fmt;

use jiff::tz::TimeZone;
use sqlx::Type;

use crate::clock::Millis;
use crate::db::{Tx, on};
use crate::error::Result;

/// H. M. Damm's totally anti-symmetric quasigroup of order 10 (dissertation, Marburg 2004).
const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// Year and month (4), running number (6 to 9), check digit (1).
const SHORTEST: usize = 11;
const LONGEST: usize = 14;

/// A ticket number whose check digit is right; whether the ticket exists is another question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Type, serde::Serialize, serde::Deserialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct TicketNumber(String);

/// Why a text is no ticket number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotANumber {
    /// Too short, too long, or other characters than digits, blanks, dots and dashes.
    Shape,
    /// One digit is wrong or two are swapped.
    Mistyped,
}

impl TicketNumber {
    /// Reads what a person typed or said: blanks, dots and dashes do not matter.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let mut digits = String::with_capacity(LONGEST);
        for c in text.chars().take(4 * LONGEST) {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '.' | '\u{a0}' | '–' | '#' => {}
                _ => return Err(NotANumber::Shape),
            }
        }
        if !(SHORTEST..=LONGEST).contains(&digits.len()) {
            return Err(NotANumber::Shape);
        }
        if check_digit(&digits) == 0 { Ok(Self(digits)) } else { Err(NotANumber::Mistyped) }
    }

    fn compose(month: u32, running: i64) -> Self {
        let digits = format!("{month:04}{running:06}");
        let check = check_digit(&digits);
        Self(format!("{digits}{check}"))
    }

    /// As stored and typed on a keypad.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (body, check) = self.0.split_at(self.0.len() - 1);
        let (month, running) = body.split_at(4);
        write!(f, "{month}-{running}-{check}")
    }
}

/// The digit to append; 0 for a number that has its right check digit already.
fn check_digit(digits: &str) -> u8 {
    digits.bytes().fold(0, |state, digit| DAMM[usize::from(state)][usize::from(digit - b'0')])
}

/// Draws the next number of the month. The counter's row is locked until the transaction ends, so a
/// roll back gives the number back and there are no gaps.
pub(super) async fn draw(tx: &mut Tx, zone: &TimeZone, at: Millis) -> Result<TicketNumber> {
    let month = month(at, zone);
    Ok(TicketNumber::compose(month, count(tx, month, 1).await?))
}

/// A number for each of these moments, in their order.
pub async fn draw_numbers(tx: &mut Tx, zone: &TimeZone, moments: &[Millis]) -> Result<Vec<TicketNumber>> {
    let months: Vec<u32> = moments.iter().map(|at| month(*at, zone)).collect();
    let mut wanted = BTreeMap::new();
    for month in &months {
        *wanted.entry(*month).or_insert(0) += 1;
    }
    for (month, next) in &mut wanted {
        *next = count(tx, *month, *next).await? - *next;
    }
    let numbers = months.into_iter().map(|month| {
        let last = wanted.entry(month).or_default();
        *last += 1;
        TicketNumber::compose(month, *last)
    });
    Ok(numbers.collect())
}

/// Year and month, four digits.
fn month(at: Millis, zone: &TimeZone) -> u32 {
    let date = local(at, zone);
    u32::from(date.year().unsigned_abs()) % 100 * 100 + u32::from(date.month().unsigned_abs())
}

/// Moves the month's counter on and gives where it stands.
async fn count(tx: &mut Tx, month: u32, by: i64) -> Result<i64> {
    Ok(on!(tx, c => sqlx::query_scalar::<_, i64>(
        "INSERT INTO counter (name, value) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value")
        .bind(format!("ticket-{month:04}")).bind(by).fetch_one(c).await)?)
}

pub(super) fn local(at: Millis, zone: &TimeZone) -> jiff::Zoned {
    jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        let number = TicketNumber::compose(2611, 42);
        for text in [
            number.to_string(),
            number.digits().to_owned(),
            format!(" {} #", number.to_string().replace('-', " . ")),
        ] {
            assert_eq!(TicketNumber::parse(&text), Ok(number.clone()), "{text}");
        }
        assert_eq!(TicketNumber::parse("halo"), Err(NotANumber::Shape));
        assert_eq!(TicketNumber::parse(""), Err(NotANumber::Shape));
        assert_eq!(TicketNumber::parse(&"1".repeat(400)), Err(NotANumber::Shape));
    }

    #[test]
    fn catches_every_wrong_digit_and_every_swap() {
        let number = TicketNumber::compose(2611, 918_273);
        let digits = number.digits().as_bytes();
        for place in 0..digits.len() {
            for digit in b'0'..=b'9' {
                let mut wrong = digits.to_vec();
                wrong[place] = digit;
                let wrong = String::from_utf8(wrong).unwrap();
                assert_eq!(TicketNumber::parse(&wrong).is_ok(), wrong == number.digits(), "{wrong}");
            }
            if place + 1 < digits.len() && digits[place] != digits[place + 1] {
                let mut swapped = digits.to_vec();
                swapped.swap(place, place + 1);
                let swapped = String::from_utf8(swapped).unwrap();
                assert_eq!(TicketNumber::parse(&swapped), Err(NotANumber::Mistyped), "{swapped}");
            }
        }
    }

    #[test]
    fn months_over_a_million_grow_longer() {
        let number = TicketNumber::compose(2612, 1_234_567);
        assert_eq!(TicketNumber::parse(number.digits()), Ok(number.clone()));
        assert!(number.to_string().starts_with("2612-1234567-"));
    }
}
