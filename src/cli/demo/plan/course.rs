//! The course a ticket takes after it came.

use channels::Channel;

use super::pace::{self, Fate};
use super::{Moment, Step, Story, Words, Writer};
use crate::auth::Role;
use crate::cli::demo::chance::Chance;
use crate::cli::demo::city::{Matter, RefusalEntry, Stories};
use crate::cli::demo::days;
use crate::clock::{DAY, HOUR, MINUTE, Millis};
use crate::texts::Lang;
use crate::tickets::Class;
use crate::tickets::life::Refusal;

/// Agencies that work on weekends, too.
const CREWS: [&str; 7] = ["pdam", "bpbd", "damkar", "pln", "satpol-pp", "dishub", "dlh"];

pub fn course(
    writer: &Writer<'_>,
    story: &Story,
    moment: &Moment,
    (stories, matter): (&Stories, &Matter),
    words: &Words,
    chance: &mut Chance,
) -> Vec<(Millis, Step)> {
    let Some(category) = writer.city.categories.iter().find(|entry| entry.code == story.category) else {
        return Vec::new();
    };
    let emergency = category.class == Class::Emergency;
    let mut course = Course {
        writer,
        story,
        matter,
        words,
        note: if pace::has_crew(&category.agency, moment.day.age) { "crew" } else { "note" },
        due: category.due_hours * HOUR,
        office: !CREWS.contains(&category.agency.as_str()),
        emergency,
        agent: person(writer, "kota", chance),
        officer: person(writer, &category.agency, chance),
        steps: Vec::new(),
    };
    match pace::fate(moment.day.age, emergency, chance) {
        Fate::Rejected => course.rejected(chance),
        Fate::Forgotten => course.forgotten(stories, chance),
        Fate::Helped => {
            let takes = pace::takes(&category.agency, &story.category, moment.day.age, course.due, chance);
            course.helped(takes, stories, chance);
        }
    }
    let mut steps = course.steps;
    steps.sort_by_key(|(at, _)| *at);
    steps
}

/// Somebody who works for the agency, or for one above it; at the top the agents of the hotline.
fn person(writer: &Writer<'_>, agency: &str, chance: &mut Chance) -> usize {
    let people = &writer.city.people;
    for code in writer.city.line_of(agency) {
        let wanted = if code == "kota" { Role::Agent } else { Role::AgencyOfficer };
        let here: Vec<usize> = (0..people.len())
            .filter(|place| {
                people[*place].role == wanted && people[*place].agencies.iter().any(|theirs| theirs == code)
            })
            .collect();
        if let Some(one) = chance.pick(&here) {
            return *one;
        }
    }
    chance.whole(3, 7) as usize
}

/// What staff answer, in the citizen's language, from the first answer to the last.
fn replies<'a>(story: &Story, stories: &'a Stories) -> &'a [String] {
    if story.lang == Lang::En { &stories.replies_en } else { &stories.replies }
}

struct Course<'a> {
    writer: &'a Writer<'a>,
    story: &'a Story,
    matter: &'a Matter,
    words: &'a Words,
    /// What colleagues write to each other.
    note: &'static str,
    due: Millis,
    /// Keeps office hours.
    office: bool,
    emergency: bool,
    agent: usize,
    officer: usize,
    steps: Vec<(Millis, Step)>,
}

impl Course<'_> {
    fn add(&mut self, at: Millis, step: Step) {
        // Two things never happen in the same millisecond: the order of steps is the order of times.
        let last = self.steps.last().map_or(self.story.at, |(at, _)| *at);
        self.steps.push((at.max(last + 1), step));
    }

    fn phrase(&self, kind: &str, chance: &mut Chance) -> String {
        let Some(phrases) = self.writer.city.phrases.get(kind) else { return String::new() };
        let english = self.story.lang == Lang::En && !phrases.en.is_empty();
        let texts = if english { &phrases.en } else { &phrases.id };
        chance.pick(texts).map(|text| self.words.fill(text)).unwrap_or_default()
    }

    fn refusal(&self, chance: &mut Chance) -> Option<(Refusal, String)> {
        let english = self.story.lang == Lang::En;
        let said = |entry: &RefusalEntry| {
            let text = if english { entry.en.as_deref() } else { Some(entry.id.as_str()) };
            text.map(|text| (entry.kind, self.words.fill(text)))
        };
        let known: Vec<_> = self.writer.city.refusals.iter().filter_map(said).collect();
        chance.pick(&known).cloned()
    }

    /// When somebody at the agency (or the hotline) does it.
    fn at_work(&self, at: Millis, office: bool, chance: &mut Chance) -> Millis {
        if self.emergency { at } else { days::at_work(at, office, self.writer.zone, chance) }
    }

    /// An agent looks at it and puts it where it belongs. Gives the time.
    fn first_look(&mut self, chance: &mut Chance) -> Millis {
        let minutes = if self.emergency { 2.0 } else { 24.0 };
        let wait = (minutes * chance.spread(0.8) * MINUTE as f64) as Millis;
        let at = self.at_work(self.story.at + wait, false, chance);
        if self.story.filed != self.story.category {
            let reason = self.phrase("referral", chance);
            self.add(at, Step::Refer { by: self.agent, reason });
        }
        at
    }

    fn rejected(&mut self, chance: &mut Chance) {
        let seen = self.first_look(chance);
        let at = seen + chance.whole(HOUR, (self.due / 2).clamp(2 * HOUR, 30 * HOUR));
        let at = self.at_work(at, true, chance);
        // Nobody is turned away without a reason.
        if let Some((kind, reason)) = self.refusal(chance) {
            self.add(at, Step::Reject { by: self.agent, kind, reason });
        }
    }

    fn forgotten(&mut self, stories: &Stories, chance: &mut Chance) {
        let seen = self.first_look(chance);
        // Some were looked at, some even answered, and then other things came up.
        let how_far = chance.weighted([45.0, 20.0, 25.0, 10.0]);
        if how_far > 0 {
            let at = self.at_work(seen + chance.whole(HOUR, 20 * HOUR), self.office, chance);
            self.add(at, Step::Take { by: self.officer });
            self.add(at + chance.whole(MINUTE, 20 * MINUTE), Step::Look { by: self.officer });
            let later = self.at_work(at + chance.whole(HOUR, 30 * HOUR), self.office, chance);
            let kind = ["", "note", "", "question"][how_far];
            let text = self.phrase(kind, chance);
            match how_far {
                1 => self.add(later, Step::Note { by: self.officer, text }),
                2 => {
                    let text = replies(self.story, stories).first().map(|text| self.words.fill(text));
                    self.add(later, Step::Reply { by: self.officer, text: text.unwrap_or_default() });
                }
                _ => self.add(later, Step::Ask { by: self.officer, text }),
            }
        }
        if chance.happens(0.4) {
            let text = self.phrase("reminder", chance);
            self.says(self.story.at + self.due + chance.whole(3 * HOUR, 4 * DAY), text, chance);
        }
    }

    /// The citizen writes again; whoever is asked for a picture may send it now.
    fn says(&mut self, at: Millis, text: String, chance: &mut Chance) {
        let shows = self.story.channel != Channel::Voice && self.story.photo.is_none() && chance.happens(0.5);
        let photo = self.matter.photo.clone().filter(|_| shows);
        self.add(at, Step::Says { text, photo });
    }

    /// When it is done. Who would be late only because the office closes does it before that.
    fn done_at(&self, seen: Millis, takes: Millis, chance: &mut Chance) -> Millis {
        let (wanted, due) = ((self.story.at + takes).max(seen + 4 * MINUTE), self.story.at + self.due);
        let end = self.at_work(wanted, self.office, chance);
        if takes > self.due || end <= due || self.emergency {
            return end;
        }
        let before = days::before_closing(wanted, self.office, self.writer.zone, chance);
        if before > seen + 4 * MINUTE { before } else { end }
    }

    fn helped(&mut self, takes: Millis, stories: &Stories, chance: &mut Chance) {
        let english = self.story.lang == Lang::En;
        let (last, earlier) = match replies(self.story, stories).split_last() {
            Some((last, earlier)) if !earlier.is_empty() => (last, earlier),
            Some((last, _)) => (last, std::slice::from_ref(last)),
            None => return,
        };
        let seen = self.first_look(chance);
        let end = self.done_at(seen, takes, chance);
        let open = end - seen;
        self.add(seen + open / 20, Step::Take { by: self.officer });
        let by = if chance.happens(0.3) { self.agent } else { self.officer };
        let text = chance.pick(earlier).map(|text| self.words.fill(text)).unwrap_or_default();
        let first = seen + (open as f64 * chance.between(0.08, 0.4)) as Millis;
        let first = self.at_work(first, self.office && by == self.officer, chance).min(end - 3);
        self.add(first, Step::Reply { by, text });
        if chance.happens(0.3) {
            let text = self.phrase(self.note, chance);
            self.add(first + (end - first) / 8, Step::Note { by: self.officer, text });
        }
        if !self.emergency && chance.happens(0.18) {
            let text = self.phrase("question", chance);
            self.add(first + (end - first) / 4, Step::Ask { by: self.officer, text });
            if chance.happens(0.06) {
                // No answer: after some days it is closed.
                self.add(end + 3 * DAY, Step::Close);
                return;
            }
            let text = self.phrase("answer", chance);
            self.says(first + (end - first) / 2, text, chance);
        }
        if chance.happens(0.42) {
            let text = self.words.fill(last);
            self.add(first + (end - first) * 3 / 4, Step::Reply { by: self.officer, text });
        }
        let resolution = if english { &stories.resolution_en } else { &stories.resolution };
        let resolution = self.words.fill(resolution);
        let shows = self.story.channel != Channel::Voice && chance.happens(0.75);
        let photo = self.matter.after.clone().filter(|_| shows);
        self.add(end, Step::Resolve { by: self.officer, text: resolution.clone(), photo });
        let mut done = end;
        if !self.emergency && chance.happens(0.035) {
            let text = self.phrase("protest", chance);
            self.says(end + chance.whole(HOUR, 30 * HOUR), text, chance);
            done = self.at_work(end + chance.whole(DAY, 3 * DAY) + HOUR, self.office, chance);
            self.add(done, Step::Resolve { by: self.officer, text: resolution, photo: None });
        }
        self.verdict(done, chance);
    }

    /// What the citizen thinks of it, and the end.
    fn verdict(&mut self, done: Millis, chance: &mut Chance) {
        if chance.happens(0.29) {
            let late = done > self.story.at + self.due;
            let weights = if late { [10.0, 14.0, 24.0, 28.0, 24.0] } else { [2.0, 4.0, 12.0, 33.0, 49.0] };
            let score = chance.weighted(weights) as i64 + 1;
            let kind = if score >= 4 { "praise" } else { "complaint" };
            let comment = chance.happens(0.45).then(|| self.phrase(kind, chance));
            self.add(done + chance.whole(10 * MINUTE, 2 * DAY), Step::Rate { score, comment });
        }
        if chance.happens(0.85) {
            self.add(done + 7 * DAY, Step::Close);
        }
    }
}
