//! Every word a person reads, in Indonesian and English, through Fluent.
//!
//! The texts lie in `texts/id/*.ftl` and `texts/en/*.ftl`, one file a room of the house; the same keys
//! in both languages (a test checks). Templates say `t.say("report-title")`.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use include_dir::{Dir, include_dir};

use crate::ids::codes;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/texts");

codes! {
    /// A language people read here. The default is Indonesian.
    Lang { Id = "id", En = "en" }
}

type Bundle = FluentBundle<FluentResource>;

static INDONESIAN: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::Id));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Lang::En));

fn bundle(lang: Lang) -> Bundle {
    let locale = match lang {
        Lang::Id => "id-ID",
        Lang::En => "en-GB",
    };
    let mut bundle = FluentBundle::new_concurrent(locale.parse().into_iter().collect());
    // No invisible direction marks: these texts are also spoken, mailed and compared in tests.
    bundle.set_use_isolating(false);
    let files = FILES.get_dir(lang.code()).map(Dir::files).into_iter().flatten();
    for file in files.filter(|file| file.path().extension().is_some_and(|end| end == "ftl")) {
        let source = file.contents_utf8().unwrap_or_default().to_owned();
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
            tracing::error!(file = %file.path().display(), ?errors, "a text file has mistakes");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file = %file.path().display(), ?errors, "a text is there twice");
        }
    }
    bundle
}

impl Lang {
    /// From a code or an `Accept-Language` header; Indonesian when unsure.
    pub fn guess(text: &str) -> Self {
        let first = text.split([',', ';', '-', '_']).next().unwrap_or_default().trim();
        Self::parse(&first.to_ascii_lowercase()).unwrap_or(Self::Id)
    }

    pub fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }

    fn bundle(self) -> &'static Bundle {
        match self {
            Self::Id => &INDONESIAN,
            Self::En => &ENGLISH,
        }
    }

    /// The text of a key. A missing key shows itself, so that a test or a reader sees it.
    pub fn say(self, key: &str) -> Cow<'static, str> {
        self.with_args(key, None)
    }

    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    /// With one argument.
    pub fn with<'a>(self, key: &str, name: &'a str, value: impl Into<FluentValue<'a>>) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, value);
        self.with_args(key, Some(&args))
    }

    /// With two arguments.
    pub fn with2<'a>(
        self,
        key: &str,
        (name, value): (&'a str, impl Into<FluentValue<'a>>),
        (other, other_value): (&'a str, impl Into<FluentValue<'a>>),
    ) -> Cow<'static, str> {
        let mut args = FluentArgs::new();
        args.set(name, value);
        args.set(other, other_value);
        self.with_args(key, Some(&args))
    }

    /// With any arguments.
    pub fn with_args(self, key: &str, args: Option<&FluentArgs<'_>>) -> Cow<'static, str> {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, lang = self.code(), "missing text");
            return Cow::Owned(key.to_owned());
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, lang = self.code(), ?errors, "text with a missing argument");
        }
        Cow::Owned(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Keys stand at the start of a line; everything else is indented or a comment.
    fn keys(lang: Lang) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for file in FILES.get_dir(lang.code()).unwrap().files() {
            let source = file.contents_utf8().unwrap();
            if let Err((_, errors)) = FluentResource::try_new(source.to_owned()) {
                panic!("{}: {errors:?}", file.path().display());
            }
            for line in source.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic())) {
                let key = line.split('=').next().unwrap_or_default().trim();
                assert!(keys.insert(key.to_owned()), "{key} is there twice");
            }
        }
        keys
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(keys(Lang::Id), keys(Lang::En));
    }
}
