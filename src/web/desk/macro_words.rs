//! What a macro does, in words: a line a part, in the order in which it is done.

use std::collections::HashMap;

use super::chrome::{Choice, Names};
use crate::ids::AnswerId;
use crate::macros::{Hand, STEPS, Work};
use crate::texts::Lang;
use crate::tickets::life::{Refusal, Step};

/// Titles of the canned answers one may use.
pub type Titles = HashMap<AnswerId, String>;

pub fn lines(t: Lang, names: &Names, titles: &Titles, work: &Work) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(category) = work.category {
        lines.push(t.with("macro-does-category", "to", names.category(category)).into_owned());
    }
    if work.hand == Some(Hand::Me) {
        lines.push(t.say("macro-does-me").into_owned());
    }
    if let Some(answer) = work.answer {
        let title = titles.get(&answer).cloned();
        let title = title.unwrap_or_else(|| t.say("macro-answer-unknown").into_owned());
        lines.push(t.with("macro-does-answer", "title", title).into_owned());
    }
    if let Some(step) = work.step {
        let mut line = step_word(t, step, work.refusal);
        if !work.words.is_empty() {
            line = format!("{line}: {}", work.words);
        }
        lines.push(line);
    }
    if !work.note.is_empty() {
        lines.push(t.with("macro-does-note", "note", work.note.as_str()).into_owned());
    }
    if work.hand == Some(Hand::Release) {
        lines.push(t.say("macro-does-release").into_owned());
    }
    if let Some(rest) = work.rest {
        let until = t.say(&format!("rest-{rest}"));
        lines.push(t.with("macro-does-rest", "until", until).into_owned());
    }
    lines
}

fn step_word(t: Lang, step: Step, refusal: Option<Refusal>) -> String {
    match refusal {
        Some(refusal) => t.with("desk-step-reject", "why", t.say(&format!("refusal-{refusal}"))).into_owned(),
        None => t.say(&format!("desk-step-{step}")).into_owned(),
    }
}

/// Steps as options; rejecting is one for each reason.
pub fn steps(t: Lang, chosen: &str) -> Vec<Choice> {
    let mut choices = Vec::new();
    for step in STEPS {
        let refusals: &[Option<Refusal>] = &[None];
        let all: Vec<Option<Refusal>> = match step {
            Step::Reject => Refusal::ALL.iter().copied().map(Some).collect(),
            _ => refusals.to_vec(),
        };
        for refusal in all {
            let value = refusal.map_or_else(|| step.to_string(), |why| format!("{step}:{why}"));
            let word = step_word(t, step, refusal);
            choices.push(Choice { is_chosen: value == chosen, value, word });
        }
    }
    choices
}
