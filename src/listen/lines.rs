//! One listener for every folder and every bot of the lines; they come and go as administrators say.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::rt;
use tokio::sync::watch;

use super::kept::kept;
use super::{mail, telegram};
use crate::app::App;
use crate::lines::connected::{BotLine, Connected, MailLine};

/// A listener at work.
struct Listener {
    version: i64,
    stop: watch::Sender<bool>,
    task: rt::task::JoinHandle<()>,
}

/// What there is to listen to.
enum Source {
    Folder { line: Arc<MailLine>, folder: String, is_junk: bool },
    Bot(Arc<BotLine>),
}

impl Source {
    fn version(&self) -> i64 {
        match self {
            Self::Folder { line, .. } => line.mailbox.version,
            Self::Bot(line) => line.bot.version,
        }
    }

    fn listen(self, app: Arc<App>) -> Listener {
        let version = self.version();
        let (stop, stopped) = watch::channel(false);
        let task = match self {
            Self::Folder { line, folder, is_junk } => {
                let read =
                    move |stopped| mail::read(app.clone(), line.clone(), folder.clone(), is_junk, stopped);
                rt::spawn(kept(stopped, read))
            }
            Self::Bot(line) => {
                rt::spawn(kept(stopped, move |stopped| telegram::hear(app.clone(), line.clone(), stopped)))
            }
        };
        Listener { version, stop, task }
    }
}

/// Keeps the listeners of all lines until the house closes; then each finishes what is in hand.
pub async fn keep(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    // The app loads them, and again when they change.
    let mut lines = app.watch_lines();
    let (mut here, mut leaving): (HashMap<String, Listener>, Vec<rt::task::JoinHandle<()>>) =
        Default::default();
    while !*stop.borrow() {
        let now = lines.borrow_and_update().clone();
        let mut wanted: HashMap<String, Source> = sources(&now).collect();
        leaving.extend(dismissed(&mut here, &wanted));
        leaving.retain(|task| !task.is_finished());
        wanted.retain(|name, _| !here.contains_key(name));
        for (name, source) in wanted {
            here.insert(name, source.listen(app.clone()));
        }
        tokio::select! {
            changed = lines.changed() => if changed.is_err() { break },
            ended = stop.changed() => if ended.is_err() { break },
        }
    }
    leaving.extend(dismissed(&mut here, &HashMap::new()));
    for task in leaving {
        if let Err(error) = task.await {
            tracing::error!(%error, "a listener broke off");
        }
    }
}

/// Stops those that are not wanted any more, or not as they are. They end by themselves.
fn dismissed(
    here: &mut HashMap<String, Listener>,
    wanted: &HashMap<String, Source>,
) -> Vec<rt::task::JoinHandle<()>> {
    let stays = |name: &String, listener: &mut Listener| {
        wanted.get(name).is_some_and(|source| source.version() == listener.version)
    };
    here.extract_if(|name, listener| !stays(name, listener))
        .map(|(_, listener)| {
            listener.stop.send_replace(true);
            listener.task
        })
        .collect()
}

fn sources(lines: &Connected) -> impl Iterator<Item = (String, Source)> {
    let mailboxes = lines.mailboxes.iter().filter(|line| line.mailbox.is_on).flat_map(|line| {
        let of = &line.mailbox;
        let folders = of.folders().map(|folder| (folder, false));
        folders.chain(of.junk_folder.as_deref().map(|folder| (folder, true))).map(|(folder, is_junk)| {
            let source = Source::Folder { line: line.clone(), folder: folder.to_owned(), is_junk };
            (format!("{}/{folder}", of.line()), source)
        })
    });
    let bots = lines.bots.iter().filter(|line| line.bot.is_on);
    let bots = bots.map(|line| (line.bot.line(), Source::Bot(line.clone())));
    mailboxes.chain(bots).collect::<Vec<_>>().into_iter()
}
