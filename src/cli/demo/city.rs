//! Kota Tirtamaya: who works there, what people write about, and what was written. The words lie in
//! `city/*.toml`; all of it is invented.

use std::collections::BTreeMap;

use include_dir::{Dir, include_dir};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::auth::Role;
use crate::error::{Result, internal};
use crate::texts::Lang;
use crate::tickets::Class;
use crate::tickets::life::{Refusal, Step};

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/demo/city");

/// The password of everyone in the demo city.
pub const PASSWORD: &str = "tirtamaya-demo";
pub const NAME: &str = "Kota Tirtamaya";

/// Everything in the folder.
pub struct City {
    pub agencies: Vec<AgencyEntry>,
    pub categories: Vec<CategoryEntry>,
    pub areas: Vec<AreaEntry>,
    pub people: Vec<Person>,
    pub holidays: Vec<Holiday>,
    pub names: Names,
    /// By category code.
    pub stories: BTreeMap<String, Stories>,
    pub phrases: BTreeMap<String, Phrases>,
    pub refusals: Vec<RefusalEntry>,
    pub desk: DeskWords,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyEntry {
    pub code: String,
    pub parent: Option<String>,
    pub name_id: String,
    pub name_en: String,
    pub phone: Option<String>,
    pub email: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryEntry {
    pub code: String,
    pub parent: Option<String>,
    pub name_id: String,
    pub name_en: String,
    pub agency: String,
    pub class: Class,
    pub priority: i64,
    pub due_hours: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AreaEntry {
    pub code: String,
    pub parent: Option<String>,
    pub level: String,
    pub name: String,
    pub latitude: f64,
    pub longitude: f64,
    pub population: i64,
}

/// Somebody who works for the city.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub name: String,
    pub email: String,
    pub role: Role,
    pub agencies: Vec<String>,
}

/// A day on which offices are closed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    pub date: jiff::civil::Date,
    pub name: String,
    #[serde(default)]
    pub is_joint_leave: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    pub streets: Vec<String>,
    pub names: Vec<NameGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NameGroup {
    #[serde(rename = "group")]
    _group: String,
    pub weight: f64,
    pub first: Vec<String>,
    pub last: Vec<String>,
}

/// What is written about one category.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stories {
    /// Its share in the city's volume.
    pub weight: f64,
    pub places: Vec<String>,
    pub replies: Vec<String>,
    pub replies_en: Vec<String>,
    pub resolution: String,
    pub resolution_en: String,
    pub tickets: Vec<Matter>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    pub subject: String,
    pub body: String,
    /// Indonesian unless it says otherwise.
    pub language: Option<Lang>,
    /// A file that citizens send along, and one that staff send when it is done.
    pub photo: Option<String>,
    pub after: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    pub id: Vec<String>,
    pub en: Vec<String>,
}

/// Why a ticket is turned away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RefusalEntry {
    pub kind: Refusal,
    pub id: String,
    pub en: Option<String>,
}

/// What is said at the desk while the past ends: what staff are in the middle of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskWords {
    /// On labels that ask for a strike, and why one is dismissed.
    pub labels: Vec<String>,
    pub dismissed: String,
    /// An agency asks another one for help, and another one says that its part is done.
    pub support: String,
    pub supported: String,
    /// A supervisor to an agent.
    pub mention: String,
    pub mail: MailWords,
    /// Why a report is put aside.
    pub aside: String,
    pub followers: Vec<String>,
    pub macros: Vec<MacroWords>,
    pub rule: RuleWords,
}

/// The agency that answers by e-mail: its code, who is asked when it does not, and what it wrote.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailWords {
    pub agency: String,
    pub name: String,
    pub email: String,
    pub letter: String,
    pub answer: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MacroWords {
    pub title: String,
    pub step: Step,
    pub refusal: Option<Refusal>,
    #[serde(default)]
    pub words: String,
    #[serde(default)]
    pub note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleWords {
    pub name: String,
    pub words: Vec<String>,
    pub category: String,
    pub agency: String,
    pub priority: i64,
}

impl City {
    pub fn read() -> Result<Self> {
        let mut stories = BTreeMap::new();
        for file in FILES.get_dir("stories").map(Dir::files).into_iter().flatten() {
            let name = file.path().display().to_string();
            stories.extend(parse::<BTreeMap<String, Stories>>(&name)?);
        }
        Ok(Self {
            agencies: list("agencies.toml", "agency")?,
            categories: list("categories.toml", "category")?,
            areas: list("areas.toml", "area")?,
            people: list("staff.toml", "person")?,
            holidays: list("holidays.toml", "holiday")?,
            names: parse("names.toml")?,
            stories,
            phrases: parse("phrases.toml")?,
            refusals: list("refusals.toml", "refusal")?,
            desk: parse("desk.toml")?,
        })
    }

    /// Pictures and documents, name and bytes; drawn for this city.
    pub fn files() -> impl Iterator<Item = (String, &'static [u8])> {
        let files = FILES.get_dir("files").map(Dir::files).into_iter().flatten();
        files.filter_map(|file| Some((file.path().file_name()?.to_str()?.to_owned(), file.contents())))
    }

    /// Villages: where people live.
    pub fn villages(&self) -> Vec<&AreaEntry> {
        self.areas.iter().filter(|area| area.level == "village").collect()
    }

    /// The area above.
    pub fn above(&self, area: &AreaEntry) -> Option<&AreaEntry> {
        self.areas.iter().find(|other| Some(&other.code) == area.parent.as_ref())
    }

    /// This agency and all above it, nearest first.
    pub fn line_of(&self, agency: &str) -> Vec<&str> {
        let mut line = Vec::new();
        let mut next = self.agencies.iter().find(|entry| entry.code == agency);
        while let Some(entry) = next {
            line.push(entry.code.as_str());
            next = entry.parent.as_ref().and_then(|up| self.agencies.iter().find(|other| other.code == *up));
        }
        line
    }
}

fn parse<T: DeserializeOwned>(name: &str) -> Result<T> {
    let text = FILES.get_file(name).and_then(include_dir::File::contents_utf8).unwrap_or_default();
    toml::from_str(text).map_err(|error| internal(format!("the demo city, {name}: {}", error.message())))
}

fn list<T: DeserializeOwned>(name: &str, key: &str) -> Result<Vec<T>> {
    let mut lists: BTreeMap<String, Vec<T>> = parse(name)?;
    lists.remove(key).ok_or_else(|| internal(format!("the demo city, {name}: no [[{key}]]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_whole() {
        let city = City::read().unwrap();
        let has_agency = |code: &str| city.agencies.iter().any(|agency| agency.code == code);
        assert!(city.categories.iter().all(|category| has_agency(&category.agency)));
        assert!(city.people.iter().flat_map(|person| &person.agencies).all(|code| has_agency(code)));
        assert!(city.villages().iter().all(|village| city.above(village).is_some()));
        for (code, stories) in &city.stories {
            assert!(city.categories.iter().any(|category| category.code == *code), "{code}");
            assert!(!stories.tickets.is_empty() && !stories.replies_en.is_empty(), "{code}");
            for name in stories.tickets.iter().flat_map(|matter| matter.photo.iter().chain(&matter.after)) {
                assert!(City::files().any(|(file, _)| file == *name), "{name}");
            }
        }
        assert_eq!(city.line_of("pupr-jalan"), ["pupr-jalan", "pupr", "kota"]);
        for role in Role::ALL {
            assert!(city.people.iter().any(|person| person.role == *role), "{role}");
        }
        assert!(has_agency(&city.desk.mail.agency) && has_agency(&city.desk.rule.agency));
    }
}
