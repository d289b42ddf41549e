//! TwiML as a carrier reads it: the verbs our telephone answers with.

use std::collections::BTreeMap;

/// Something the carrier does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verb {
    Say(String),
    Pause,
    /// Ask for keys while saying this.
    Gather {
        action: String,
        says: Vec<String>,
        most: usize,
        /// Go to the action although nothing was pressed.
        on_empty: bool,
    },
    Record {
        action: String,
        callback: Option<String>,
    },
    Dial {
        action: String,
        number: String,
    },
    Enqueue {
        action: String,
    },
    Redirect(String),
    Hangup,
}

/// Bytes, depth and elements of a document that is read at all.
const BYTES: usize = 64 * 1024;
const DEPTH: usize = 8;
const ELEMENTS: usize = 500;

#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    fn action(&self) -> Result<String, String> {
        let missing = || format!("<{}> without an action", self.name);
        self.attribute("action").map(str::to_owned).ok_or_else(missing)
    }
}

/// The verbs of a document, in order.
pub fn read(document: &str) -> Result<Vec<Verb>, String> {
    let root = tree(document)?;
    if root.name != "Response" {
        return Err(format!("<{}> where <Response> should be", root.name));
    }
    root.children.iter().map(verb).collect()
}

fn verb(element: &Element) -> Result<Verb, String> {
    Ok(match element.name.as_str() {
        "Say" => Verb::Say(spoken(element)),
        "Pause" => Verb::Pause,
        "Gather" => Verb::Gather {
            action: element.action()?,
            says: element.children.iter().filter(|child| child.name == "Say").map(spoken).collect(),
            most: element.attribute("numDigits").and_then(|most| most.parse().ok()).unwrap_or(0),
            on_empty: element.attribute("actionOnEmptyResult") == Some("true"),
        },
        "Record" => Verb::Record {
            action: element.action()?,
            callback: element.attribute("recordingStatusCallback").map(str::to_owned),
        },
        "Dial" => Verb::Dial {
            action: element.action()?,
            number: element.children.iter().map(|child| child.text.trim()).collect(),
        },
        "Enqueue" => Verb::Enqueue { action: element.action()? },
        "Redirect" => Verb::Redirect(element.text.trim().to_owned()),
        "Hangup" => Verb::Hangup,
        other => return Err(format!("<{other}> is no verb")),
    })
}

/// What is heard: the words, however they are marked up. `text` of an element holds its children's too.
fn spoken(say: &Element) -> String {
    say.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tree(document: &str) -> Result<Element, String> {
    if document.len() > BYTES {
        return Err("the document is too long".into());
    }
    let mut open: Vec<Element> = vec![Element::default()];
    let (mut rest, mut elements) = (document, 0);
    while let Some(start) = rest.find('<') {
        let text = unescape(&rest[..start])?;
        for element in &mut open {
            element.text.push_str(&text);
        }
        let end = rest[start..].find('>').ok_or("a tag without an end")? + start;
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with(['?', '!']) {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            close(&mut open, name.trim())?;
            continue;
        }
        elements += 1;
        if elements > ELEMENTS || open.len() > DEPTH {
            return Err("too many elements".into());
        }
        let (tag, alone) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let element = element(tag)?;
        let name = element.name.clone();
        open.push(element);
        if alone {
            close(&mut open, &name)?;
        }
    }
    match open.pop() {
        Some(mut root) if open.is_empty() && root.children.len() == 1 => Ok(root.children.remove(0)),
        _ => Err("not one whole element".into()),
    }
}

fn close(open: &mut Vec<Element>, name: &str) -> Result<(), String> {
    let element =
        open.pop().filter(|element| element.name == name).ok_or(format!("</{name}> without a start"))?;
    open.last_mut().ok_or("nothing is open")?.children.push(element);
    Ok(())
}

fn element(tag: &str) -> Result<Element, String> {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut element = Element { name: name.to_owned(), ..Element::default() };
    while let Some((key, after)) = rest.split_once("=\"") {
        let (value, after) = after.split_once('"').ok_or("an attribute without an end")?;
        element.attributes.insert(key.trim().to_owned(), unescape(value)?);
        rest = after;
    }
    Ok(element)
}

fn unescape(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, after) = after.split_once(';').ok_or("an & that is no entity")?;
        out.push_str(before);
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            other => return Err(format!("&{other}; is not known")),
        });
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_telephone_says() {
        let document = r#"<?xml version="1.0" encoding="UTF-8"?>
<Response>
<Say language="id-ID">Telepon <say-as interpret-as="digits">112</say-as> &amp; tunggu.</Say>
<Gather action="/a?step=1" method="POST" actionOnEmptyResult="true" input="dtmf" numDigits="1" finishOnKey="">
<Say language="id-ID">Tekan 1.</Say>
</Gather>
<Redirect method="POST">/a?step=1&amp;x=2</Redirect>
<Record action="/b" recordingStatusCallback="/c"></Record>
<Dial action="/d" timeout="20"><Number>+62811</Number></Dial>
<Hangup/>
</Response>"#;
        let says = |text: &str| vec![text.to_owned()];
        assert_eq!(
            read(document).unwrap(),
            [
                Verb::Say("Telepon 112 & tunggu.".into()),
                Verb::Gather { action: "/a?step=1".into(), says: says("Tekan 1."), most: 1, on_empty: true },
                Verb::Redirect("/a?step=1&x=2".into()),
                Verb::Record { action: "/b".into(), callback: Some("/c".into()) },
                Verb::Dial { action: "/d".into(), number: "+62811".into() },
                Verb::Hangup,
            ]
        );
    }

    #[test]
    fn refuses_what_a_carrier_would() {
        for wrong in [
            "",
            "<Response>",
            "<Say>a</Say>",
            "<Response><Dance/></Response>",
            "<Response>a & b</Response>",
            "<a></b>",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read(&"<a>".repeat(1000)).is_err());
    }
}
