//! The people of the city: a name, an address, and the ways they write from.

use channels::{Channel, Identity};

use super::chance::Chance;
use super::city::{AreaEntry, City};

/// Somebody who lives in the city.
#[derive(Clone, Debug)]
pub struct Citizen {
    pub name: String,
    /// How one speaks to them.
    pub first: String,
    phone: String,
    email: Option<String>,
    telegram: i64,
    visitor: String,
    pub village: usize,
    pub street: String,
    pub number: i64,
    pub rt: i64,
}

/// Numbers, addresses and ids that nobody has: the numbers lie in the block that the city's offices are
/// in, the domain is reserved.
const NUMBERS: i64 = 20_000;
const TELEGRAM: i64 = 81_120_000_000;

impl Citizen {
    fn born(number: usize, city: &City, villages: &[&AreaEntry], chance: &mut Chance) -> Self {
        let group = chance.weighted(city.names.names.iter().map(|group| group.weight));
        let group = &city.names.names[group];
        let first = chance.pick(&group.first).cloned().unwrap_or_default();
        let last = chance.pick(&group.last).filter(|_| chance.happens(0.85)).cloned();
        let name = last.map_or_else(|| first.clone(), |last| format!("{first} {last}"));
        let letters =
            |word: &str| word.to_lowercase().chars().filter(char::is_ascii_lowercase).collect::<String>();
        let address = name.split(' ').map(letters).collect::<Vec<_>>().join(".");
        Self {
            phone: format!("+62811{:07}", NUMBERS + number as i64),
            email: chance.happens(0.35).then(|| format!("{address}{number}@warga.example")),
            telegram: TELEGRAM + number as i64,
            visitor: chance.hex(64),
            village: chance.weighted(villages.iter().map(|village| village.population as f64)),
            street: chance.pick(&city.names.streets).cloned().unwrap_or_default(),
            number: chance.whole(1, 140),
            rt: chance.whole(1, 9),
            name,
            first,
        }
    }

    /// As whom a channel knows them.
    pub fn on(&self, channel: Channel) -> Identity {
        match channel {
            Channel::Voice => Identity::Phone(self.phone.clone()),
            Channel::Telegram => Identity::Telegram(self.telegram),
            Channel::Chat => Identity::Visitor(self.visitor.clone()),
            Channel::Email => Identity::Email(self.address()),
            Channel::Form | Channel::Api => self
                .email
                .as_ref()
                .map_or_else(|| Identity::Phone(self.phone.clone()), |mail| Identity::Email(mail.clone())),
        }
    }

    /// Another way to reach them, when they left one.
    pub fn also(&self, channel: Channel) -> Option<Identity> {
        match channel {
            Channel::Voice | Channel::Telegram | Channel::Chat => self.email.clone().map(Identity::Email),
            Channel::Form | Channel::Email | Channel::Api => Some(Identity::Phone(self.phone.clone())),
        }
    }

    fn address(&self) -> String {
        self.email
            .clone()
            .unwrap_or_else(|| format!("warga{}@warga.example", &self.phone[self.phone.len() - 5..]))
    }

    /// The key of their conversation on a channel where one goes on for ever.
    pub fn thread(&self, channel: Channel) -> Option<String> {
        match channel {
            Channel::Telegram => Some(self.telegram.to_string()),
            Channel::Chat => Some(self.visitor.clone()),
            _ => None,
        }
    }
}

/// Everyone who ever wrote. Some write often.
#[derive(Default)]
pub struct Citizens(pub Vec<Citizen>);

impl Citizens {
    /// Who writes now: somebody new, or somebody who wrote before.
    pub fn somebody(&mut self, city: &City, villages: &[&AreaEntry], chance: &mut Chance) -> usize {
        if self.0.len() > 20 && chance.happens(0.34) {
            // The square pulls towards the first ones: they are the regulars.
            let place = chance.between(0.0, 1.0);
            return ((place * place * self.0.len() as f64) as usize).min(self.0.len() - 1);
        }
        self.0.push(Citizen::born(self.0.len(), city, villages, chance));
        self.0.len() - 1
    }
}
