//! Learning, and how right it is: every ticket is judged by a model that has not seen it.
//!
//! The tickets are dealt into five parts by their ids. Five times four parts are learned and the fifth is
//! asked; the model that goes to work then learns from all five. Copies of a text stay in one part.

use serde::{Deserialize, Serialize};

use super::bayes::{Bayes, room, shares};
use super::lessons::{FOLDS, Lessons, Set};
use super::model::Model;
use crate::agencies::OTHER;

/// Different texts that must have been filed before anything is learned.
pub const FEWEST: usize = 40;
/// Less sure guesses are not worth the time of whoever reads the ticket.
pub const WORTH_SAYING: f64 = 0.5;
/// What the model decides alone must have been right this often.
pub const CERTAIN: f64 = 0.9;
/// Less sure it never decides, however well it did: below this nothing was measured that matters.
const LEAST: f64 = 0.7;
/// Held-out texts that must prove it, in each half.
const PROOF: usize = 15;

/// How right the model was about tickets it had not learned from. Shares are of 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Filed tickets that were read, and how many different texts they are.
    pub tickets: i64,
    pub texts: i64,
    /// Words the model knows.
    pub words: i64,
    /// The right category first; among the first three.
    pub first: f64,
    pub three: f64,
    /// The mean over categories of F1: small categories count as much as large ones.
    pub macro_f1: f64,
    /// For comparison: always the most frequent category, and the word rules.
    pub frequent: f64,
    pub rules: f64,
    /// Word rules, and the model where they are silent: what intake does.
    pub together: f64,
    /// From here on the model decides alone where the rules are silent; none: it was never sure enough.
    pub threshold: Option<f64>,
    /// Texts on which the rules were silent, and of these: those above the threshold, and right ones.
    pub silent: i64,
    pub sure: i64,
    pub sure_right: i64,
    /// What is worth saying beside a ticket, and what of that is right.
    #[serde(default)]
    pub said: i64,
    #[serde(default)]
    pub said_right: i64,
    pub categories: Vec<OfCategory>,
}

/// The same for one category, as counts of texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfCategory {
    pub category: String,
    /// Filed there by staff.
    pub texts: i64,
    /// Said by the model.
    pub said: i64,
    /// Both.
    pub right: i64,
}

impl OfCategory {
    /// The harmonic mean of how many were found and how many were right.
    pub fn f1(&self) -> f64 {
        ratio(2 * self.right, self.texts + self.said)
    }
}

pub fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What a model that had not seen it said about a text.
struct Answer {
    truth: usize,
    ruled: Option<usize>,
    chooses: bool,
    scores: Vec<f64>,
}

/// Learns from all there is, and measures. No model when too little was filed.
pub fn train(lessons: Lessons) -> (Option<Model>, Measured) {
    let set = lessons.finish(room);
    let mut bayes = Bayes::new(set.spelled.len(), set.categories.len());
    set.told.iter().for_each(|(words, category)| bayes.learn(words, *category));
    set.filed.iter().for_each(|text| bayes.learn(&text.words, text.category));
    let counted = Measured {
        tickets: set.tickets,
        texts: set.filed.len() as i64,
        words: set.spelled.len() as i64,
        ..Measured::default()
    };
    let several = set.filed.iter().any(|text| text.category != set.filed[0].category);
    if set.filed.len() < FEWEST || !several {
        return (None, counted);
    }
    let answers = held_out(&set, &mut bayes);
    let sharpness = sharpness(&answers);
    let measured = measured(&set, &answers, sharpness, counted);
    (Some(Model::new(set.categories, set.spelled, bayes, sharpness)), measured)
}

/// Asks about every text while its part is forgotten.
fn held_out(set: &Set, bayes: &mut Bayes) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(set.filed.len());
    for fold in 0..FOLDS {
        let part = || set.filed.iter().filter(|text| text.fold == fold);
        part().for_each(|text| bayes.unlearn(&text.words, text.category));
        answers.extend(part().map(|text| Answer {
            truth: text.category,
            ruled: text.ruled,
            chooses: text.chooses,
            scores: bayes.scores(&text.words),
        }));
        part().for_each(|text| bayes.learn(&text.words, text.category));
    }
    answers
}

/// How sharp the scores must be taken to be believed: the value under which the truth was least surprising,
/// over the half that chooses. As if one text more had been anything at all (Platt's correction): or else
/// a model that happened to be always right would be sure of everything for ever.
fn sharpness(answers: &[Answer]) -> f64 {
    let chooses: Vec<&Answer> = answers.iter().filter(|answer| answer.chooses).collect();
    let doubt = 1.0 / (chooses.len() as f64 + 2.0);
    let surprise = |sharpness: f64| -> f64 {
        let of = |answer: &Answer| {
            let shares: Vec<f64> =
                shares(&answer.scores, sharpness).into_iter().map(|share| -share.max(1e-9).ln()).collect();
            let mean = shares.iter().sum::<f64>() / shares.len() as f64;
            (1.0 - doubt) * shares[answer.truth] + doubt * mean
        };
        chooses.iter().map(|answer| of(answer)).sum()
    };
    let tried = (0..36).map(|step| 0.1 * 1.15_f64.powi(step));
    tried.map(|one| (surprise(one), one)).min_by(|a, b| a.0.total_cmp(&b.0)).map_or(1.0, |best| best.1)
}

fn measured(set: &Set, answers: &[Answer], sharpness: f64, counted: Measured) -> Measured {
    let other = set.categories.iter().position(|code| code == OTHER);
    let mut categories: Vec<OfCategory> = set
        .categories
        .iter()
        .map(|code| OfCategory { category: code.clone(), ..OfCategory::default() })
        .collect();
    let (mut three, mut rules, mut silent) = (0, 0, Vec::new());
    let (mut spoken, mut spoken_right) = (0, 0);
    for answer in answers {
        let shares = shares(&answer.scores, sharpness);
        let mut order: Vec<usize> = (0..shares.len()).collect();
        order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
        let said = order[0];
        categories[answer.truth].texts += 1;
        categories[said].said += 1;
        categories[said].right += i64::from(said == answer.truth);
        if Some(said) != other && shares[said] >= WORTH_SAYING {
            spoken += 1;
            spoken_right += i64::from(said == answer.truth);
        }
        three += i64::from(order.iter().take(3).any(|one| *one == answer.truth));
        rules += i64::from(answer.ruled.or(other) == Some(answer.truth));
        if answer.ruled.is_none_or(|ruled| Some(ruled) == other) {
            silent.push(Silent {
                share: if Some(said) == other { 0.0 } else { shares[said] },
                is_right: said == answer.truth,
                is_other: Some(answer.truth) == other,
                chooses: answer.chooses,
            });
        }
    }
    let all = answers.len() as i64;
    let right: i64 = categories.iter().map(|one| one.right).sum();
    let threshold = threshold(&silent);
    let sure = || silent.iter().filter(|one| threshold.is_some_and(|least| one.share >= least));
    let sure_right = sure().filter(|one| one.is_right).count() as i64;
    // Where the model was sure it says its own; what it took from "other" rightly or wrongly is set off.
    let lost = sure().filter(|one| one.is_other).count() as i64;
    categories.retain(|one| one.texts > 0 || one.said > 0);
    categories.sort_by(|a, b| b.texts.cmp(&a.texts).then_with(|| a.category.cmp(&b.category)));
    let filed: Vec<&OfCategory> = categories.iter().filter(|one| one.texts > 0).collect();
    Measured {
        first: ratio(right, all),
        three: ratio(three, all),
        macro_f1: filed.iter().map(|one| one.f1()).sum::<f64>() / filed.len().max(1) as f64,
        frequent: ratio(categories.first().map_or(0, |one| one.texts), all),
        rules: ratio(rules, all),
        together: ratio(rules + sure_right - lost, all),
        threshold,
        silent: silent.len() as i64,
        sure: sure().count() as i64,
        sure_right,
        said: spoken,
        said_right: spoken_right,
        categories,
        ..counted
    }
}

/// A text on which the rules were silent.
struct Silent {
    share: f64,
    is_right: bool,
    is_other: bool,
    chooses: bool,
}

/// The lowest share from which on enough were right in the half that chooses, if the other half confirms it.
fn threshold(silent: &[Silent]) -> Option<f64> {
    let mut chosen: Vec<&Silent> = silent.iter().filter(|one| one.chooses && one.share >= LEAST).collect();
    chosen.sort_by(|a, b| b.share.total_cmp(&a.share));
    let (mut least, mut right) = (None, 0);
    for (at, one) in chosen.iter().enumerate() {
        right += i64::from(one.is_right);
        let is_last = chosen.get(at + 1).is_none_or(|next| next.share < one.share);
        if is_last && at + 1 >= PROOF && ratio(right, at as i64 + 1) >= CERTAIN {
            least = Some(one.share);
        }
    }
    let confirms = |least: &f64| {
        let sure: Vec<&Silent> = silent.iter().filter(|one| !one.chooses && one.share >= *least).collect();
        let right = sure.iter().filter(|one| one.is_right).count() as i64;
        sure.len() >= PROOF && ratio(right, sure.len() as i64) >= CERTAIN
    };
    least.filter(confirms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routing::copies::ALIKE;

    const MATTERS: [(&str, [&str; 8]); 3] = [
        ("air", ["pipa", "bocor", "keran", "keruh", "pdam", "meteran", "tandon", "ledeng"]),
        ("jalan", ["aspal", "lubang", "trotoar", "jembatan", "marka", "tambal", "ambles", "beton"]),
        ("sampah", ["truk", "angkut", "gerobak", "bau", "kontainer", "lalat", "limbah", "plastik"]),
    ];
    const FILLING: [&str; 12] = [
        "rumah", "tetangga", "petugas", "warga", "kantor", "pasar", "kampung", "anak", "depan", "samping",
        "motor", "warung",
    ];

    /// Texts of four telling words and four others; each as different from the next as chance makes them.
    fn lessons(count: u64, is_noise: bool) -> Lessons {
        let mut lessons = Lessons::new(ALIKE);
        for ticket in 0..count {
            let draw = |at: u64| crate::routing::copies::mix(ticket * 31 + at) as usize;
            let (category, words) = MATTERS[draw(0) % 3];
            let mut text = String::new();
            for at in 1..5 {
                text.extend([words[draw(at) % 8], " ", FILLING[draw(at + 10) % 12], " "]);
            }
            let category = if is_noise { MATTERS[draw(20) % 3].0 } else { category };
            lessons.add(ticket as i64, category, &text, None);
        }
        lessons
    }

    #[test]
    fn it_learns_what_there_is_to_learn_the_same_every_time() {
        let (model, told) = train(lessons(400, false));
        let (again, told_again) = train(lessons(400, false));
        assert_eq!(told, told_again);
        assert_eq!(model.as_ref().unwrap().write(), again.unwrap().write());
        assert!(told.first > 0.95 && told.macro_f1 > 0.95 && told.frequent < 0.5, "{told:?}");
        assert!(told.three >= told.first && told.threshold.is_some(), "{told:?}");
        assert!(told.sure_right * 10 >= told.sure * 9 && told.silent == told.texts, "{told:?}");
        assert_eq!(model.unwrap().guess("pipa bocor dekat pasar").unwrap().category, "air");
    }

    #[test]
    fn of_noise_it_is_never_sure() {
        let (model, told) = train(lessons(400, true));
        assert!(told.first < 0.5 && told.threshold.is_none(), "{told:?}");
        let guess = model.unwrap().guess("pipa bocor keran").unwrap();
        assert!(guess.share < 0.6, "it says how little it knows: {guess:?}");
    }

    #[test]
    fn too_little_teaches_nothing() {
        let (model, told) = train(lessons(FEWEST as u64 - 1, false));
        assert!(model.is_none() && told.texts > 0 && told.first == 0.0);
        assert!(train(Lessons::new(ALIKE)).0.is_none());
    }
}
