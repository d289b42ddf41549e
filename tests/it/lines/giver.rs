//! A mail server of the story's own (IMAP): it has letters, and there are some that it does not give out.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What it gives of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gives {
    All,
    Header,
    /// It ends the connection when it is asked.
    HangsUp,
}

/// A letter in a folder.
#[derive(Clone, Debug)]
pub struct Lies {
    pub folder: &'static str,
    pub uid: u32,
    pub gives: Gives,
}

impl Lies {
    fn header(&self) -> String {
        let Self { folder, uid, .. } = self;
        format!(
            "From: Warga <w{uid}.{folder}@warga.test>\r\nTo: hotline@kota.test\r\nSubject: Surat {folder} {uid}\r\n\
             Message-ID: <{folder}.{uid}@warga.test>\r\nDate: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\n"
        )
    }

    fn whole(&self) -> String {
        format!("{}Air mati sejak pagi, kata surat {}.\r\n", self.header(), self.uid)
    }
}

pub struct Giver {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    /// What holds its letters is away: it lists them and gives none.
    is_away: Arc<AtomicBool>,
}

impl Giver {
    pub async fn start(letters: Vec<Lies>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let is_away = Arc::<AtomicBool>::default();
        let (noted, away) = (asked.clone(), is_away.clone());
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                actix_web::rt::spawn(talk(stream, letters.clone(), noted.clone(), away.clone()));
            }
        });
        Self { port, asked, is_away }
    }

    pub fn be_away(&self, is_away: bool) {
        self.is_away.store(is_away, Ordering::SeqCst);
    }

    /// How often it was asked this, as `folder: COMMAND`.
    pub fn asked(&self, what: &str) -> usize {
        self.asked.lock().expect("what was asked").iter().filter(|asked| asked.contains(what)).count()
    }
}

async fn talk(
    stream: TcpStream,
    letters: Vec<Lies>,
    noted: Arc<Mutex<Vec<String>>>,
    away: Arc<AtomicBool>,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"* OK here\r\n").await?;
    let mut folder = String::new();
    while let Some(line) = lines.next_line().await? {
        let (tag, command) = line.split_once(' ').expect("a tag");
        noted.lock().expect("what was asked").push(format!("{folder}: {command}"));
        let mut said = String::new();
        let mut done = "OK done";
        if let Some(rest) = command.strip_prefix("SELECT ") {
            folder = rest.trim_matches('"').to_owned();
            said += "* 9 EXISTS\r\n* OK [UIDVALIDITY 7] here\r\n";
        }
        let here: Vec<&Lies> = letters.iter().filter(|lies| lies.folder == folder).collect();
        if let Some(rest) = command.strip_prefix("UID SEARCH ") {
            let found = here.iter().filter(|lies| is_meant(rest, lies.uid));
            let found: Vec<String> = found.map(|lies| lies.uid.to_string()).collect();
            said = format!("* SEARCH {}\r\n", found.join(" ")).replace("SEARCH \r", "SEARCH\r");
        } else if let Some(rest) = command.strip_prefix("UID FETCH ") {
            let (uids, what) = rest.split_once(' ').expect("what is wanted");
            let uids: Vec<u32> = uids.split(',').map(|uid| uid.parse().expect("a UID")).collect();
            for lies in here.iter().filter(|lies| uids.contains(&lies.uid)) {
                let is_given = !away.load(Ordering::SeqCst) || what.contains("RFC822.SIZE");
                match given(lies, what).filter(|_| is_given) {
                    Some(answer) => said += &answer,
                    None if lies.gives == Gives::HangsUp => {
                        write.write_all(said.as_bytes()).await?;
                        return Ok(());
                    }
                    None => done = "NO [SERVERBUG] sorry",
                }
            }
        } else if command == "CAPABILITY" {
            said += "* CAPABILITY IMAP4rev1\r\n";
        } else if command == "LOGOUT" {
            said += "* BYE\r\n";
        }
        write.write_all(format!("{said}{tag} {done}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// `ALL`, `UID 3:*`, `UID 3`.
fn is_meant(search: &str, uid: u32) -> bool {
    let Some(rest) = search.strip_prefix("UID ") else { return true };
    let set = rest.split(' ').next().unwrap_or_default();
    match set.strip_suffix(":*") {
        Some(first) => first.parse::<u32>().is_ok_and(|first| uid >= first),
        None => set.parse::<u32>().is_ok_and(|one| one == uid),
    }
}

/// None: it does not give that.
fn given(lies: &Lies, what: &str) -> Option<String> {
    let uid = lies.uid;
    if what.contains("RFC822.SIZE") {
        return Some(format!("* {uid} FETCH (UID {uid} RFC822.SIZE {})\r\n", lies.whole().len()));
    }
    let is_head = what.contains("[HEADER]");
    let (section, raw) = if is_head { ("HEADER", lies.header()) } else { ("", lies.whole()) };
    let is_given = lies.gives == Gives::All || is_head && lies.gives == Gives::Header;
    is_given.then(|| format!("* {uid} FETCH (UID {uid} BODY[{section}] {{{}}}\r\n{raw})\r\n", raw.len()))
}
