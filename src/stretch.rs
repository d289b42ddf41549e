//! A stretch of something long: which of its entries a page shows, said by the id where it begins, so that nothing
//! is shown twice or left out when more comes in meanwhile.

/// Which entries are asked for. Ids grow with time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stretch {
    /// Up to the newest one.
    #[default]
    Newest,
    /// Those before this one, up to it.
    Until(i64),
    /// Those after this one, from it on.
    Since(i64),
}

impl Stretch {
    /// As an address says it; nonsense is as good as nothing.
    pub fn parse(until: &str, since: &str) -> Self {
        let id = |typed: &str| typed.parse::<i64>().ok().filter(|id| *id >= 0);
        match (id(until), id(since)) {
            (Some(until), _) => Self::Until(until),
            (None, Some(since)) => Self::Since(since),
            (None, None) => Self::Newest,
        }
    }

    /// Between which ids it lies, neither of them in it.
    pub const fn bounds(self) -> (i64, i64) {
        match self {
            Self::Newest => (-1, i64::MAX),
            Self::Until(until) => (-1, until),
            Self::Since(since) => (since, i64::MAX),
        }
    }

    /// Is it read from its oldest entry on?
    pub const fn is_upward(self) -> bool {
        matches!(self, Self::Since(_))
    }
}

/// How many entries there are on both sides of those shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Rest {
    pub older: i64,
    pub newer: i64,
}

impl std::ops::Add for Rest {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { older: self.older + other.older, newer: self.newer + other.newer }
    }
}

/// The pages beside one: their queries, and how many entries stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// `until=…`, and the entries before the page.
    pub older: Option<(String, i64)>,
    /// `since=…`, and the entries after it.
    pub newer: Option<(String, i64)>,
}

impl Pages {
    /// Of a page that shows the entries from `first` to `last`.
    pub fn beside(first: i64, last: i64, rest: Rest) -> Self {
        Self {
            older: (rest.older > 0).then(|| (format!("until={first}"), rest.older)),
            newer: (rest.newer > 0).then(|| (format!("since={last}"), rest.newer)),
        }
    }

    /// Nothing newer is left out.
    pub const fn is_newest(&self) -> bool {
        self.newer.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_it_begins() {
        assert_eq!(Stretch::parse("12", ""), Stretch::Until(12));
        assert_eq!(Stretch::parse("", "12"), Stretch::Since(12));
        for nonsense in ["", "-1", "x", "99999999999999999999", "1 OR 1=1"] {
            assert_eq!(Stretch::parse(nonsense, nonsense), Stretch::Newest);
        }
    }

    #[test]
    fn pages_are_there_only_where_something_stands() {
        let pages = Pages::beside(5, 9, Rest { older: 4, newer: 0 });
        assert_eq!((pages.older, pages.newer), (Some(("until=5".to_owned(), 4)), None));
        assert!(Pages::beside(5, 9, Rest::default()).is_newest());
    }
}
