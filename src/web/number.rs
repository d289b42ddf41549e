//! Numbers as people write them: `1.234,5` in Indonesian, `1,234.5` in English.

use crate::clock::{DAY, HOUR, MINUTE, Millis};
use crate::texts::Lang;

/// Thousands and decimal signs.
const fn signs(lang: Lang) -> (char, char) {
    match lang {
        Lang::Id => ('.', ','),
        Lang::En => (',', '.'),
    }
}

/// `-1.234`
pub fn whole(number: i64, lang: Lang) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + 8);
    if number < 0 {
        text.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(signs(lang).0);
        }
        text.push(digit);
    }
    text
}

/// `1.234,5` with at most one decimal; `12,0` is written `12`.
pub fn decimal(number: f64, lang: Lang) -> String {
    let tenths = (number * 10.0).round() as i64;
    let mut text = whole(tenths / 10, lang);
    if tenths < 0 && tenths > -10 {
        text.insert(0, '−');
    }
    if tenths % 10 != 0 {
        text.push(signs(lang).1);
        text.push_str(&(tenths % 10).unsigned_abs().to_string());
    }
    text
}

/// A share of 1 in whole percent: `83%`, without a space in both languages.
pub fn percent(share: f64, lang: Lang) -> String {
    format!("{}%", whole((share * 100.0).round() as i64, lang))
}

/// A duration as number and unit: `("2,4", "days")`; the words for the unit are `trends-unit-<unit>`.
pub fn duration(duration: Millis, lang: Lang) -> (String, &'static str) {
    // From ten on, a decimal would claim more than a histogram knows.
    let in_units = |unit: Millis| match duration as f64 / unit as f64 {
        number if number >= 10.0 => whole(number.round() as i64, lang),
        number => decimal(number, lang),
    };
    if duration >= 2 * DAY {
        (in_units(DAY), "days")
    } else if duration >= 2 * HOUR {
        (in_units(HOUR), "hours")
    } else {
        (whole((duration + MINUTE / 2) / MINUTE, lang), "minutes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        for (number, id, en) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1.000", "1,000"),
            (-1_234_567, "−1.234.567", "−1,234,567"),
            (i64::MIN, "−9.223.372.036.854.775.808", "−9,223,372,036,854,775,808"),
        ] {
            assert_eq!((whole(number, Lang::Id).as_str(), whole(number, Lang::En).as_str()), (id, en));
        }
    }

    #[test]
    fn one_decimal_when_it_says_something() {
        for (number, id, en) in [
            (1234.5, "1.234,5", "1,234.5"),
            (12.04, "12", "12"),
            (-0.5, "−0,5", "−0.5"),
            (-1.25, "−1,3", "−1.3"),
            (0.96, "1", "1"),
        ] {
            assert_eq!((decimal(number, Lang::Id).as_str(), decimal(number, Lang::En).as_str()), (id, en));
        }
        assert_eq!(percent(0.834, Lang::Id), "83%");
        assert_eq!(percent(0.836, Lang::En), "84%");
    }

    #[test]
    fn durations_take_the_unit_that_fits() {
        assert_eq!(duration(50 * MINUTE, Lang::Id), ("50".into(), "minutes"));
        assert_eq!(duration(5 * HOUR + 18 * MINUTE, Lang::Id), ("5,3".into(), "hours"));
        assert_eq!(duration(60 * HOUR, Lang::En), ("2.5".into(), "days"));
        assert_eq!(duration(22 * HOUR + 6 * MINUTE, Lang::En), ("22".into(), "hours"));
    }
}
