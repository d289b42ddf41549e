//! What the address asks for: period, filters and order, and the form that shows them.

use channels::Channel;
use serde::Deserialize;

use crate::clock::Millis;
use crate::ids::AgencyId;
use crate::reports::{Period, Query, Trends};
use crate::texts::Lang;
use crate::tickets::{Class, local_day};
use crate::when::{day_iso, parse_day};

/// The query string. Everything is optional; what makes no sense is as if it were not there, but for
/// dates, which a person typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    period: String,
    from: String,
    to: String,
    /// The dates the form showed, `from.to`: whoever changed them wants their own period, whatever the
    /// select beside them says.
    shown: String,
    agency: String,
    class: String,
    channel: String,
    sort: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Last(i64),
    Month,
    MonthBefore,
    Own(Period),
}

const SPANS: [Span; 5] = [Span::Last(7), Span::Last(30), Span::Last(90), Span::Month, Span::MonthBefore];

impl Span {
    fn code(self) -> String {
        match self {
            Self::Last(days) => format!("last-{days}"),
            Self::Month => "month".into(),
            Self::MonthBefore => "month-before".into(),
            Self::Own(_) => "own".into(),
        }
    }

    fn period(self, today: i64) -> Period {
        match self {
            Self::Last(days) => Period::last(days, today),
            Self::Month => Period::month_so_far(today),
            Self::MonthBefore => Period::month_before(today),
            Self::Own(period) => period,
        }
    }
}

/// What the table of agencies is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Agency,
    Opened,
    Resolved,
    InTime,
    Median,
    Open,
}

impl Column {
    pub const ALL: [Self; 6] =
        [Self::Agency, Self::Opened, Self::Resolved, Self::InTime, Self::Median, Self::Open];

    /// In the address, and the end of the Fluent key `trends-column-…`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Agency => "agency",
            Self::Opened => "opened",
            Self::Resolved => "resolved",
            Self::InTime => "in-time",
            Self::Median => "median",
            Self::Open => "open",
        }
    }

    /// What one looks for first: names from A, most reports, least in time, slowest.
    const fn begins_downwards(self) -> bool {
        !matches!(self, Self::Agency | Self::InTime)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub column: Column,
    pub downwards: bool,
}

impl Sort {
    fn parse(text: &str) -> Self {
        let (code, turned) = match text.strip_prefix('-') {
            Some(code) => (code, true),
            None => (text, false),
        };
        match Column::ALL.into_iter().find(|column| column.code() == code) {
            Some(column) => Self { column, downwards: column.begins_downwards() != turned },
            None => Self { column: Column::Opened, downwards: true },
        }
    }

    fn code(self) -> String {
        let turned = if self.downwards == self.column.begins_downwards() { "" } else { "-" };
        format!("{turned}{}", self.column.code())
    }

    /// The order a click on this column's head asks for.
    pub fn click(self, column: Column) -> Self {
        let downwards = if self.column == column { !self.downwards } else { column.begins_downwards() };
        Self { column, downwards }
    }
}

/// A date that cannot be read, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    pub from: Option<String>,
    pub to: Option<String>,
}

/// What was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    pub span: Span,
    pub query: Query,
    pub sort: Sort,
    pub unread: Unread,
}

impl Selection {
    pub fn read(asked: &Asked, now: Millis, zone: &jiff::tz::TimeZone) -> Self {
        let today = local_day(now, zone);
        let mut unread = Unread::default();
        let span = span(asked, &mut unread);
        let query = Query {
            period: span.period(today),
            agency: asked.agency.parse().ok(),
            class: Class::parse(&asked.class),
            channel: Channel::parse(&asked.channel),
        };
        Self { span, query, sort: Sort::parse(&asked.sort), unread }
    }

    pub fn is_readable(&self) -> bool {
        self.unread == Unread::default()
    }

    /// The address of this selection under a path, in another order or for another agency.
    pub fn link(&self, path: &str, sort: Sort, agency: Option<AgencyId>) -> String {
        let mut pairs = url::form_urlencoded::Serializer::new(String::new());
        pairs.append_pair("period", &self.span.code());
        if let Span::Own(period) = self.span {
            pairs.append_pair("from", &day_iso(period.from_day)).append_pair("to", &day_iso(period.to_day));
        }
        if let Some(agency) = agency {
            pairs.append_pair("agency", &agency.to_string());
        }
        if let Some(class) = self.query.class {
            pairs.append_pair("class", class.code());
        }
        if let Some(channel) = self.query.channel {
            pairs.append_pair("channel", channel.code());
        }
        if sort != Sort::parse("") {
            pairs.append_pair("sort", &sort.code());
        }
        format!("{path}?{}", pairs.finish())
    }
}

fn span(asked: &Asked, unread: &mut Unread) -> Span {
    let shown = asked.shown.split_once('.').unwrap_or_default();
    let is_own = asked.period == "own" || asked.period.is_empty();
    let touched = (asked.from.as_str(), asked.to.as_str()) != shown;
    if (is_own || (touched && !asked.shown.is_empty())) && !(asked.from.is_empty() && asked.to.is_empty()) {
        let day = |text: &str, typed: &mut Option<String>| {
            let day = parse_day(text.trim()).filter(|day| (0..200_000).contains(day));
            if day.is_none() && !text.trim().is_empty() {
                *typed = Some(text.chars().take(40).collect());
            }
            day
        };
        match (day(&asked.from, &mut unread.from), day(&asked.to, &mut unread.to)) {
            (Some(from), Some(to)) => return Span::Own(Period::between(from, to)),
            // Half a period is the day itself.
            (Some(day), None) | (None, Some(day)) if *unread == Unread::default() => {
                return Span::Own(Period::between(day, day));
            }
            _ => {}
        }
    }
    SPANS.into_iter().find(|span| span.code() == asked.period).unwrap_or(Span::Last(30))
}

/// One choice of a select.
#[derive(Debug)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub is_chosen: bool,
}

/// The form as the template needs it.
#[derive(Debug)]
pub struct Form {
    pub periods: Vec<Choice>,
    pub from: String,
    pub to: String,
    pub shown: String,
    pub from_is_unread: bool,
    pub to_is_unread: bool,
    pub agencies: Vec<Choice>,
    pub classes: Vec<Choice>,
    pub channels: Vec<Choice>,
    /// Kept while filters change; empty for the usual order.
    pub sort: String,
}

impl Form {
    pub fn of(selection: &Selection, trends: &Trends, t: Lang) -> Self {
        let query = &selection.query;
        let (from, to) = (day_iso(query.period.from_day), day_iso(query.period.to_day));
        let mut periods: Vec<Choice> =
            SPANS.into_iter().map(|span| period_choice(span, selection, t)).collect();
        if let Span::Own(_) = selection.span {
            periods.push(period_choice(selection.span, selection, t));
        }
        let everything =
            |key: &str, is_chosen| Choice { value: String::new(), label: t.say(key).into_owned(), is_chosen };
        let mut agencies = vec![everything("trends-all-agencies", query.agency.is_none())];
        let shallowest = trends.agencies.iter().map(crate::agencies::Agency::depth).min().unwrap_or(0);
        agencies.extend(trends.agencies.iter().map(|agency| Choice {
            value: agency.id.to_string(),
            label: format!("{}{}", "\u{a0}\u{a0}\u{a0}".repeat(agency.depth() - shallowest), agency.name(t)),
            is_chosen: query.agency == Some(agency.id),
        }));
        let mut classes = vec![everything("trends-all-classes", query.class.is_none())];
        classes.extend(Class::ALL.iter().map(|class| Choice {
            value: class.code().into(),
            label: t.say(&format!("class-{class}")).into_owned(),
            is_chosen: query.class == Some(*class),
        }));
        let mut channels = vec![everything("trends-all-channels", query.channel.is_none())];
        channels.extend(Channel::ALL.into_iter().map(|channel| Choice {
            value: channel.code().into(),
            label: t.say(&format!("channel-{}", channel.code())).into_owned(),
            is_chosen: query.channel == Some(channel),
        }));
        let usual = selection.sort == Sort::parse("");
        Self {
            periods,
            shown: format!("{from}.{to}"),
            from: selection.unread.from.clone().unwrap_or(from),
            to: selection.unread.to.clone().unwrap_or(to),
            from_is_unread: selection.unread.from.is_some(),
            to_is_unread: selection.unread.to.is_some(),
            agencies,
            classes,
            channels,
            sort: if usual { String::new() } else { selection.sort.code() },
        }
    }
}

fn period_choice(span: Span, selection: &Selection, t: Lang) -> Choice {
    let value = span.code();
    let label = t.say(&format!("trends-period-{value}")).into_owned();
    Choice { label, is_chosen: selection.span == span, value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{DAY, MINUTE};
    use jiff::tz::TimeZone;

    const MIDNIGHT: Millis = 1_795_366_800_000; // 23 November 2026, 00:00 in Jakarta

    fn read(query: &str, now: Millis) -> Selection {
        let asked: Asked = serde_urlencoded::from_str(query).unwrap();
        Selection::read(&asked, now, &TimeZone::get("Asia/Jakarta").unwrap())
    }

    fn days(query: &str, now: Millis) -> String {
        let period = read(query, now).query.period;
        format!("{}..{}", day_iso(period.from_day), day_iso(period.to_day))
    }

    #[test]
    fn a_day_begins_at_local_midnight() {
        assert_eq!(days("period=last-7", MIDNIGHT), "2026-11-17..2026-11-23");
        assert_eq!(days("period=last-7", MIDNIGHT - 1), "2026-11-16..2026-11-22");
        assert_eq!(days("period=month", MIDNIGHT + 8 * DAY), "2026-12-01..2026-12-01");
        assert_eq!(days("period=month-before", MIDNIGHT + 8 * DAY - MINUTE), "2026-10-01..2026-10-31");
    }

    #[test]
    fn dates_that_were_changed_win() {
        let own = "2026-11-01..2026-11-05";
        assert_eq!(days("from=2026-11-05&to=2026-11-01", MIDNIGHT), own);
        assert_eq!(days("period=own&from=2026-11-01&to=2026-11-05", MIDNIGHT), own);
        let form = "period=last-7&from=2026-11-01&to=2026-11-05&shown=";
        assert_eq!(days(&format!("{form}2026-10-25.2026-11-23"), MIDNIGHT), own);
        assert_eq!(days(&format!("{form}2026-11-01.2026-11-05"), MIDNIGHT), "2026-11-17..2026-11-23");
        assert_eq!(days("period=own&from=2026-11-05", MIDNIGHT), "2026-11-05..2026-11-05");
    }

    #[test]
    fn nonsense_is_left_out_and_unread_dates_are_kept_for_mending() {
        let selection =
            read("period=own&from=kemarin&to=2026-11-05&agency=x&class=y&channel=z&sort=q", MIDNIGHT);
        assert_eq!(selection.unread.from.as_deref(), Some("kemarin"));
        assert_eq!(selection.span, Span::Last(30));
        assert_eq!(selection.query, Query::of(selection.query.period));
        assert!(read("period=own", MIDNIGHT).is_readable());
    }

    #[test]
    fn an_address_says_what_it_was_made_from() {
        for query in [
            "period=last-30",
            "period=last-90&agency=5&class=complaint&channel=chat&sort=in-time",
            "period=own&from=2026-11-01&to=2026-11-05&sort=-median",
        ] {
            let selection = read(query, MIDNIGHT);
            assert_eq!(
                selection.link("/trends", selection.sort, selection.query.agency),
                format!("/trends?{query}")
            );
        }
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let usual = Sort::parse("");
        let first = usual.click(Column::InTime);
        assert_eq!((first.code().as_str(), first.downwards), ("in-time", false));
        assert_eq!(first.click(Column::InTime).code(), "-in-time");
        assert_eq!(usual.click(Column::Opened).code(), "-opened");
    }
}
