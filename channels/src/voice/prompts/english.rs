//! English.

use super::{Prompt, minutes, spell};
use crate::voice::flow::Settings;

pub(super) fn text(prompt: &Prompt, settings: &Settings) -> String {
    let fixed = match prompt {
        Prompt::EmergencyFirst => "In an emergency, press 5 or call 112.",
        Prompt::OtherLanguage => "For English, press 9.",
        Prompt::Welcome => return format!("Welcome to {}.", settings.service),
        Prompt::MenuChoices => {
            "To make a report, press 1. To hear about a report you made, press 2. For information about \
             public services, press 3. To speak to a person, press 0. In an emergency, press 5."
        }
        Prompt::NotUnderstood => "Sorry, that is not one of the choices.",
        Prompt::NothingPressed => "Sorry, we did not get a choice from you.",
        Prompt::LeaveMessage => "No problem. Please leave a message, and one of us will help you.",
        Prompt::Record => {
            return format!(
                "Please tell us what happened and where. You may also leave your name. Your voice is \
                 recorded, for up to {} minutes. Speak after the tone. When you have finished, press the \
                 hash key.",
                minutes(settings)
            );
        }
        Prompt::RecordEmergency => {
            "If nobody is helping you yet, hang up and call 112. To leave a message, say what happened and \
             where after the tone, then press the hash key."
        }
        Prompt::NothingRecorded => "Sorry, we did not hear you. Please try once more.",
        Prompt::TypeCallback => {
            "We did not hear you. So that we can call you back, type your telephone number, then press the \
             hash key."
        }
        Prompt::NumberIncomplete => "Sorry, that telephone number is not complete.",
        Prompt::ThanksRecorded => "Thank you. We have received your report.",
        Prompt::ThanksCallback => "Thank you for calling. One of us will call you back.",
        Prompt::ThanksEmergency => {
            "Your emergency call has been noted. If there is still danger, call 112 at once."
        }
        Prompt::TicketNumber { number, again: false } => {
            return format!("Please write this down. Your report number: {}.", spell(number));
        }
        Prompt::TicketNumber { number, again: true } => {
            return format!("Once more, your report number: {}.", spell(number));
        }
        Prompt::TicketPin { pin, again: false } => {
            return format!("Your PIN: {}. Please keep it to yourself.", spell(pin.reveal()));
        }
        Prompt::TicketPin { pin, again: true } => {
            return format!("Once more, your PIN: {}.", spell(pin.reveal()));
        }
        Prompt::HowToFollow => "To hear how it is going, call us again and press 2.",
        Prompt::Goodbye => "Thank you for calling. Goodbye.",
        Prompt::GoodbyeUnheard => {
            "Sorry, we could not hear you. Please call again, or write to us on our website. Goodbye."
        }
        Prompt::GoodbyeEmergency => {
            "Sorry, we could not take your message. Please hang up and call 112 at once."
        }
        Prompt::NotSaved => {
            "Sorry, our system has a problem, so we cannot give you a report number yet. Please call again \
             later. We apologise for the trouble."
        }
        Prompt::TypeNumber => {
            "Type your report number, then press the hash key. To go back, press star, then hash."
        }
        Prompt::Mistyped => "It seems that a digit was mistyped.",
        Prompt::TypePin => "Type the six digits of your PIN, then press the hash key.",
        Prompt::PinHasSixDigits => "A PIN has six digits.",
        Prompt::NoMatch => "Sorry, that number and PIN do not match.",
        Prompt::StatusUnavailable => {
            "Sorry, we cannot read out reports right now. Please leave a message, and one of us will help \
             you."
        }
        Prompt::StatusChoices => {
            "For another report, press 2. To make a new report, press 1. To speak to a person, press 0. For \
             the main menu, press star. If that is all, you may hang up."
        }
        Prompt::Topics(titles) => {
            let choices: Vec<String> =
                (1..).zip(titles).map(|(key, title)| format!("Press {key} for {title}.")).collect();
            return format!("Choose a subject. {} To go back, press star.", choices.join(" "));
        }
        Prompt::NoTopics => "Sorry, that information is not available right now.",
        Prompt::ArticleChoices => {
            "To hear it again, press 1. To make a report, press 2. To speak to a person, press 0. To go \
             back, press star."
        }
        Prompt::Connecting => "Please wait while we connect you.",
        Prompt::AgentsBusy => "Sorry, nobody can take your call right now. Please leave a message.",
        Prompt::EmergencyDial => {
            "This is an emergency: call 112. We are connecting you now. Please stay on the line."
        }
        Prompt::EmergencyAfter => "Your call with 112 has ended.",
        Prompt::EmergencyFailed => "We could not connect you. Please hang up and call 112 yourself, at once.",
        Prompt::Free(text) => text,
    };
    fixed.to_owned()
}
