//! What will have happened: every ticket of the past and its steps, as data. Nothing here touches the
//! database; the same day gives the same plan.

mod course;
mod moments;
mod pace;
mod words;

use channels::Channel;
use jiff::tz::TimeZone;

use super::chance::Chance;
use super::citizens::{Citizen, Citizens};
use super::city::{AreaEntry, City, Matter, Stories};
use super::days::{self, DAYS, EVENTS};
use crate::clock::{MINUTE, Millis};
use crate::texts::Lang;
use crate::tickets::Class;
use crate::tickets::life::Refusal;
use moments::Moment;
use words::Words;

/// One ticket's life.
#[derive(Clone, Debug)]
pub struct Story {
    pub at: Millis,
    pub citizen: usize,
    pub channel: Channel,
    /// The code of what it is about.
    pub category: String,
    /// What it was filed under at first.
    pub filed: String,
    /// Which of the category's stories it tells.
    pub matter: usize,
    pub lang: Lang,
    pub subject: String,
    pub body: String,
    pub place: String,
    pub area: String,
    pub coordinates: Option<(f64, f64)>,
    pub is_anonymous: bool,
    pub is_confidential: bool,
    /// A file that came along; a name in [`City::files`].
    pub photo: Option<String>,
    /// In order of time.
    pub steps: Vec<(Millis, Step)>,
}

/// What happened to it then. `by` is a place in [`City::people`].
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Take {
        by: usize,
    },
    /// Somebody has looked at it; no work yet.
    Look {
        by: usize,
    },
    /// It was filed wrongly: to where it belongs.
    Refer {
        by: usize,
        reason: String,
    },
    Reply {
        by: usize,
        text: String,
    },
    Note {
        by: usize,
        text: String,
    },
    Ask {
        by: usize,
        text: String,
    },
    Says {
        text: String,
        photo: Option<String>,
    },
    /// Done; with a picture of how it looks now.
    Resolve {
        by: usize,
        text: String,
        photo: Option<String>,
    },
    Reject {
        by: usize,
        kind: Refusal,
        reason: String,
    },
    Close,
    Rate {
        score: i64,
        comment: Option<String>,
    },
}

pub struct Plan {
    pub citizens: Vec<Citizen>,
    /// Oldest first.
    pub stories: Vec<Story>,
}

/// The whole past of the city up to `now`: about `wanted` tickets over [`DAYS`] days.
pub fn plan(city: &City, now: Millis, zone: &TimeZone, wanted: usize) -> Plan {
    let days = days::days(now, zone);
    // Seeded by the day: starting again on the same day tells the same past.
    let seed = days.last().map_or(0, |today| today.midnight / MINUTE);
    let mut chance = Chance::new(seed as u64);
    let mut writer = Writer {
        city,
        zone,
        villages: city.villages(),
        categories: city.stories.iter().map(|(code, stories)| (code.as_str(), stories.weight)).collect(),
        citizens: Citizens::default(),
    };
    let moments = moments::moments(&writer, &days, wanted, &mut chance);
    let mut stories = Vec::with_capacity(moments.len());
    for moment in moments {
        if let Some(mut story) = writer.story(&moment, &mut chance) {
            // What is still to come has not happened. The chance above was used all the same, so that
            // the hour of the day changes nothing else.
            if story.at < now - 2 * MINUTE {
                story.steps.retain(|(at, _)| *at < now);
                stories.push(story);
            }
        }
    }
    // Whoever opens the desk for the first time sees what comes first there.
    if let Some(day) = days.last() {
        let at = now - 14 * MINUTE;
        let moment = Moment { at, day: *day, category: "darurat".into(), event: None };
        stories.extend(writer.story(&moment, &mut chance).map(|story| Story { steps: Vec::new(), ..story }));
        stories.sort_by_key(|story| story.at);
    }
    Plan { citizens: writer.citizens.0, stories }
}

/// Who knows the city and writes its stories.
struct Writer<'a> {
    city: &'a City,
    zone: &'a TimeZone,
    villages: Vec<&'a AreaEntry>,
    categories: Vec<(&'a str, f64)>,
    citizens: Citizens,
}

impl<'a> Writer<'a> {
    fn class(&self, category: &str) -> Class {
        self.city
            .categories
            .iter()
            .find(|entry| entry.code == category)
            .map_or(Class::Complaint, |entry| entry.class)
    }

    fn story(&mut self, moment: &Moment, chance: &mut Chance) -> Option<Story> {
        let city = self.city;
        let stories = city.stories.get(&moment.category)?;
        let matter = matter(stories, chance)?;
        let lang = matter.language.unwrap_or(Lang::Id);
        let citizen = self.citizens.somebody(city, &self.villages, chance);
        let village = self.village(citizen, moment, chance);
        let class = self.class(&moment.category);
        let channel = channel(moment.at, self.zone, chance);
        let words = Words::of(city, &self.citizens.0[citizen], village);
        let wrong = class != Class::Emergency && moment.category != "layanan" && chance.happens(0.06);
        let sends = channel != Channel::Voice && chance.happens(0.7);
        let mut story = Story {
            at: moment.at,
            citizen,
            channel,
            category: moment.category.clone(),
            filed: if wrong { "layanan".into() } else { moment.category.clone() },
            matter: stories.tickets.iter().position(|one| std::ptr::eq(one, matter)).unwrap_or_default(),
            lang,
            subject: words.fill(&matter.subject),
            body: words.fill(&matter.body),
            place: chance.pick(&stories.places).map(|place| words.fill(place)).unwrap_or_default(),
            area: village.code.clone(),
            coordinates: chance.happens(0.62).then(|| {
                (
                    village.latitude + chance.between(-0.004, 0.004),
                    village.longitude + chance.between(-0.004, 0.004),
                )
            }),
            is_anonymous: class != Class::Emergency && chance.happens(0.063),
            is_confidential: class == Class::Complaint && chance.happens(0.024),
            photo: matter.photo.clone().filter(|_| sends),
            steps: Vec::new(),
        };
        story.steps = course::course(self, &story, moment, (stories, matter), &words, chance);
        Some(story)
    }

    /// Where it happens: mostly where the citizen lives, in an event where that struck.
    fn village(&self, citizen: usize, moment: &Moment, chance: &mut Chance) -> &'a AreaEntry {
        let home = self.villages[self.citizens.0[citizen].village];
        let Some(event) = moment.event else {
            let away = chance.happens(0.12).then(|| chance.pick(&self.villages).copied()).flatten();
            return away.unwrap_or(home);
        };
        let is_hit =
            |village: &AreaEntry| EVENTS[event].districts.iter().any(|code| village.code.starts_with(code));
        if is_hit(home) {
            return home;
        }
        let hit: Vec<&'a AreaEntry> =
            self.villages.iter().filter(|village| is_hit(village)).copied().collect();
        chance.pick(&hit).copied().unwrap_or(home)
    }
}

fn matter<'a>(stories: &'a Stories, chance: &mut Chance) -> Option<&'a Matter> {
    // Every category has an English letter or two; in the city one in eighteen is.
    let english = |matter: &Matter| matter.language == Some(Lang::En);
    let weights = stories.tickets.iter().map(|matter| if english(matter) { 0.38 } else { 1.0 });
    stories.tickets.get(chance.weighted(weights))
}

/// In the evening people write, in the morning they call.
fn channel(at: Millis, zone: &TimeZone, chance: &mut Chance) -> Channel {
    let hour = jiff::Timestamp::from_millisecond(at).unwrap_or_default().to_zoned(zone.clone()).hour();
    let weights = match hour {
        6..=17 => [44.0, 22.5, 18.5, 10.5, 4.5],
        18..=21 => [27.0, 33.0, 25.0, 8.0, 7.0],
        _ => [24.0, 37.0, 27.0, 8.0, 4.0],
    };
    [Channel::Voice, Channel::Telegram, Channel::Form, Channel::Email, Channel::Chat]
        [chance.weighted(weights)]
}

const _: () = assert!(DAYS > 90, "the events lie within the past");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{DAY, HOUR};

    #[test]
    fn a_plan_repeats_and_is_whole() {
        let (city, zone) = (City::read().unwrap(), TimeZone::get("Asia/Jakarta").unwrap());
        let now = 1_795_399_200_000;
        let told = |plan: &Plan| format!("{:?}", plan.stories);
        let plan_now = plan(&city, now, &zone, 3_400);
        assert_eq!(told(&plan_now), told(&plan(&city, now, &zone, 3_400)));
        let count = plan_now.stories.len();
        assert!((3_200..=3_450).contains(&count), "{count}");
        for story in &plan_now.stories {
            assert!(story.at < now && story.steps.is_sorted_by_key(|(at, _)| *at), "{story:?}");
            assert!(story.steps.iter().all(|(at, _)| (story.at..now).contains(at)), "{story:?}");
            for text in [&story.subject, &story.body, &story.place] {
                assert!(!text.contains('{') && !text.is_empty(), "{text}");
            }
        }
        let share = |of: Channel| {
            plan_now.stories.iter().filter(|story| story.channel == of).count() as f64 / count as f64
        };
        for (channel, wanted) in [
            (Channel::Voice, 0.40),
            (Channel::Telegram, 0.25),
            (Channel::Form, 0.20),
            (Channel::Email, 0.10),
            (Channel::Chat, 0.05),
        ] {
            assert!((share(channel) - wanted).abs() < 0.025, "{channel:?}: {}", share(channel));
        }
    }

    /// How the queue and the trends will look, from the plan alone.
    #[derive(Default, Debug)]
    struct Standing {
        open: usize,
        late: usize,
        old: usize,
        done: usize,
        in_time: usize,
    }

    fn standing(
        city: &City,
        stories: &[Story],
        now: Millis,
        counts: impl Fn(&Story, &str) -> bool,
    ) -> Standing {
        let mut sum = Standing::default();
        for story in stories {
            let category = city.categories.iter().find(|entry| entry.code == story.category).unwrap();
            if !counts(story, &category.agency) {
                continue;
            }
            let due = story.at + category.due_hours * HOUR;
            let mut done: Option<Option<Millis>> = None;
            for (at, step) in &story.steps {
                match step {
                    Step::Resolve { .. } => done = Some(Some(*at)),
                    Step::Close => done = done.or(Some(Some(*at))),
                    Step::Reject { .. } => done = Some(None),
                    Step::Says { .. } => done = None,
                    _ => {}
                }
            }
            match done {
                None => {
                    sum.open += 1;
                    sum.late += usize::from(due < now);
                    sum.old += usize::from(story.at < now - 14 * DAY);
                }
                Some(None) => {}
                Some(Some(at)) => {
                    sum.done += 1;
                    sum.in_time += usize::from(at <= due);
                }
            }
        }
        sum
    }

    #[test]
    fn the_city_works_reasonably() {
        let (city, zone) = (City::read().unwrap(), TimeZone::get("Asia/Jakarta").unwrap());
        let (mut late, mut days) = (0.0, 0.0);
        // On weekdays and weekends, in the morning and at night.
        for hours in [0, 7, 14, 33, 55, 80, 104, 130, 150, 163] {
            let now = 1_795_399_200_000 + hours * HOUR;
            let stories = plan(&city, now, &zone, 3_400).stories;
            let of = |counts: &dyn Fn(&Story, &str) -> bool| standing(&city, &stories, now, counts);
            let share = |sum: &Standing| sum.in_time as f64 / sum.done as f64;
            let all = of(&|_, _| true);
            assert!((0.06..=0.23).contains(&(all.late as f64 / all.open as f64)), "{all:?}");
            assert!((0.8..=0.9).contains(&share(&all)), "{all:?}");
            let roads = |story: &Story, of: &str, from: i64, to: i64| {
                of == "pupr-jalan" && (now - to * DAY..now - from * DAY).contains(&story.at)
            };
            let (after, before) = (of(&|s, of| roads(s, of, 0, 44)), of(&|s, of| roads(s, of, 46, 121)));
            assert!(share(&after) > share(&before) + 0.15, "{before:?} {after:?}");
            late += all.late as f64 / all.open as f64;
            days += 1.0;
        }
        assert!((0.11..=0.18).contains(&(late / days)), "{}", late / days);
    }
}
