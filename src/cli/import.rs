//! `sahut import`: mail of before this house, out of the files that mail programs keep.

mod files;
mod mbox;
mod progress;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::thread;

use channels::email::Ours;
use channels::limits;
use clap::ValueEnum;
use tokio::sync::mpsc;

use super::database;
use crate::app::App;
use crate::clock::Millis;
use crate::config::Config;
use crate::error::{Result, internal};
use crate::intake::Received;
use crate::intake::past::{self, Become, Old};
use mbox::Mbox;
use progress::Progress;

/// Letters, and bytes of letters, in one transaction.
const TOGETHER: usize = 50;
const BYTES: usize = 4 * 1024 * 1024;

#[derive(Debug, clap::Args)]
#[command(long_about = "\
Take old mail in, through the same door as new mail.

Letters become history: closed tickets with the date of the letter, which staff find by words, by number and \
with the citizen who wrote. They are no work: nobody is answered, no agency is told, no clock runs, no figure \
and no public list counts them. Answers of yours (letters from mail_from or mail_addresses) go into the thread \
they answer, so give the inbox first and the folder of sent mail after it. Reports of undeliverable mail are \
kept without a ticket; what cannot be read waits in the reject list.

With --open letters become tickets to work on, whose clocks begin today. Nobody is answered by itself then, \
either.

Stop it whenever you like and run it again with the same files: what is in is recognised by its Message-ID and \
its checksum, also when it came in otherwise. It may run beside a server.

mbox files may be quoted in either way (mboxo, mboxrd). Of a maildir, the folder itself is read and not those \
below it; name each you want. Letters above 25 MB are kept by their header.")]
pub struct Args {
    kind: Kind,
    /// mbox files; maildirs; letters, or folders with letters whose names end in .eml.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Make tickets to work on instead of history.
    #[arg(long)]
    open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Mbox,
    Maildir,
    Eml,
}

/// A letter as it lay there.
#[derive(Debug)]
pub struct Letter {
    raw: Vec<u8>,
    /// Its size when it is more than we take; then `raw` is its header.
    oversize: Option<u64>,
    kept_at: Option<Millis>,
}

impl Letter {
    /// `raw` may be cut off when `size` is more than we take.
    fn new(mut raw: Vec<u8>, size: u64, kept_at: Option<Millis>) -> Self {
        let oversize = (size > limits::MESSAGE as u64).then_some(size);
        if oversize.is_some() {
            let mut end = 0;
            for line in raw.split_inclusive(|byte| *byte == b'\n') {
                end += line.len();
                if line.trim_ascii().is_empty() {
                    break;
                }
            }
            raw.truncate(end);
        }
        Self { raw, oversize, kept_at }
    }

    fn read(self, ours: &Ours) -> Old {
        let inbound = channels::email::parse(&self.raw, ours);
        let mut received = Received::new(inbound, self.raw, "message/rfc822");
        if let Some(size) = self.oversize {
            received.too_large(size);
        }
        Old { received, kept_at: self.kept_at }
    }
}

/// Letters that go in together, and how far the files are read with them (0 to 1).
struct Batch {
    letters: Vec<Old>,
    share: f64,
}

pub async fn run(config: Config, args: Args) -> Result<()> {
    let db = database(&config).await?;
    let app = App::with(config, db).await?;
    let done = take_in(&app, args).await;
    app.db.close().await;
    done
}

async fn take_in(app: &App, args: Args) -> Result<()> {
    let as_what = if args.open { Become::Work } else { Become::History };
    // Reading goes on while the letters before are stored; one batch waits in between, and no more.
    let (give, mut take) = mpsc::channel(1);
    // A file does not say which server brought its letters: nobody's word on their senders counts.
    let ours = Ours { checked_by: String::new(), ..app.ours() };
    let clock = app.db.clock.clone();
    let reader = thread::spawn(move || Reader { ours, give, batch: Vec::new(), bytes: 0 }.all(&args));
    let mut progress = Progress::begin(clock.now());
    while let Some(Batch { letters, share }) = take.recv().await {
        let outcomes = past::receive(app, &letters, as_what).await.inspect_err(|_| {
            eprintln!("Run it again with the same files when this is mended; what is in stays in.");
        })?;
        progress.add(&outcomes);
        progress.show(clock.now(), share);
    }
    let read = reader.join().map_err(|_| internal("reading the files ended unexpectedly"))?;
    println!("{}", progress.told(clock.now()));
    read.map_err(internal)
}

/// Reads files and letters in a thread of its own.
struct Reader {
    ours: Ours,
    give: mpsc::Sender<Batch>,
    batch: Vec<Old>,
    bytes: usize,
}

/// Somebody else ended: nobody wants more letters.
struct Ended;

impl Reader {
    /// The error says which file could not be read; those before it are in.
    fn all(mut self, args: &Args) -> Result<(), String> {
        for (nth, path) in args.files.iter().enumerate() {
            let part = |inside: f64| (nth as f64 + inside) / args.files.len() as f64;
            match self.file(args.kind, path, part) {
                Ok(Ok(())) => {}
                Ok(Err(Ended)) => return Ok(()),
                Err(error) => {
                    let _ = self.send(part(0.0));
                    return Err(format!("{}: {error}", path.display()));
                }
            }
        }
        let _ = self.send(1.0);
        Ok(())
    }

    fn file(&mut self, kind: Kind, path: &Path, part: impl Fn(f64) -> f64) -> io::Result<Result<(), Ended>> {
        let files = match kind {
            Kind::Mbox => {
                let file = File::open(path)?;
                let size = file.metadata()?.len().max(1) as f64;
                let mut mbox = Mbox::new(BufReader::with_capacity(256 * 1024, file));
                while let Some(letter) = mbox.next() {
                    let share = part(mbox.read as f64 / size);
                    if self.add(letter?, share).is_err() {
                        return Ok(Err(Ended));
                    }
                }
                return Ok(Ok(()));
            }
            Kind::Maildir => files::of_maildir(path)?,
            Kind::Eml => files::of_letters(path)?,
        };
        for (nth, file) in files.iter().enumerate() {
            let letter = match files::read(file) {
                Ok(letter) => letter,
                // Somebody reads this mailbox and moved it on.
                Err(error) if kind == Kind::Maildir && error.kind() == io::ErrorKind::NotFound => {
                    eprintln!("{}: gone meanwhile; run it again at the end", file.display());
                    continue;
                }
                Err(error) => {
                    return Err(io::Error::new(error.kind(), format!("{}: {error}", file.display())));
                }
            };
            if self.add(letter, part((nth + 1) as f64 / files.len() as f64)).is_err() {
                return Ok(Err(Ended));
            }
        }
        Ok(Ok(()))
    }

    fn add(&mut self, letter: Letter, share: f64) -> Result<(), Ended> {
        if !self.batch.is_empty() && self.bytes + letter.raw.len() > BYTES {
            self.send(share)?;
        }
        self.bytes += letter.raw.len();
        let letter = letter.read(&self.ours);
        self.batch.push(letter);
        if self.batch.len() >= TOGETHER { self.send(share) } else { Ok(()) }
    }

    fn send(&mut self, share: f64) -> Result<(), Ended> {
        self.bytes = 0;
        let letters = std::mem::take(&mut self.batch);
        if letters.is_empty() {
            return Ok(());
        }
        self.give.blocking_send(Batch { letters, share }).map_err(|_| Ended)
    }
}
