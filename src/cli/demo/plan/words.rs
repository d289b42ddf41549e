//! The placeholders in what people write.

use crate::cli::demo::citizens::Citizen;
use crate::cli::demo::city::{AreaEntry, City};

/// What stands for the placeholders.
pub struct Words {
    values: [(&'static str, String); 6],
}

impl Words {
    pub fn of(city: &City, citizen: &Citizen, village: &AreaEntry) -> Self {
        let district = city.above(village).map_or_else(String::new, |district| district.name.clone());
        Self {
            values: [
                ("{jalan}", citizen.street.clone()),
                ("{nomor}", citizen.number.to_string()),
                ("{rt}", format!("{:02}", citizen.rt)),
                ("{kelurahan}", village.name.clone()),
                ("{kecamatan}", district),
                ("{nama}", citizen.first.clone()),
            ],
        }
    }

    pub fn fill(&self, text: &str) -> String {
        self.values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}
