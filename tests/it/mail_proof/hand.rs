//! Whoever brings letters to the mailbox.

use std::net::SocketAddr;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// Somebody who puts letters into folders.
pub struct Hand {
    stream: BufReader<TcpStream>,
}

impl Hand {
    pub async fn at(server: SocketAddr) -> Self {
        let stream = BufReader::new(TcpStream::connect(server).await.expect("Dovecot"));
        let mut hand = Self { stream };
        hand.line().await;
        hand.says("LOGIN hotline@kota.test rahasia").await;
        hand
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).await.expect("a line");
        line
    }

    /// Says a command and hears that it was done; the lines before.
    pub async fn says(&mut self, command: &str) -> Vec<String> {
        self.stream.write_all(format!("a {command}\r\n").as_bytes()).await.expect("a command");
        let mut said = Vec::new();
        loop {
            let line = self.line().await;
            if let Some(done) = line.strip_prefix("a ") {
                assert!(done.starts_with("OK"), "{command}: {line}");
                return said;
            }
            assert!(!line.is_empty(), "{command}: the server hung up");
            said.push(line);
        }
    }

    pub async fn puts(&mut self, folder: &str, letter: &[u8]) {
        let command = format!("a APPEND {folder} {{{}}}\r\n", letter.len());
        self.stream.write_all(command.as_bytes()).await.unwrap();
        assert!(self.line().await.starts_with('+'));
        self.stream.write_all(letter).await.unwrap();
        self.stream.write_all(b"\r\n").await.unwrap();
        loop {
            let line = self.line().await;
            if line.starts_with("a ") {
                assert!(line.starts_with("a OK"), "{line}");
                return;
            }
        }
    }

    pub async fn unseen(&mut self, folder: &str) -> usize {
        self.says(&format!("EXAMINE {folder}")).await;
        let said = self.says("SEARCH UNSEEN").await;
        let found = said.iter().find_map(|line| line.strip_prefix("* SEARCH")).expect("an answer");
        found.split_whitespace().count()
    }
}

pub fn written(n: i64, token: &str) -> Vec<u8> {
    format!(
        "From: warga{n}@warga.test\r\nTo: hotline@kota.test\r\nSubject: Surat {n}\r\nMessage-ID: <{token}-{n}@warga.test>\r\n\
         Date: Mon, 23 Nov 2026 08:00:00 +0700\r\n\r\nIsi surat {n}.\r\n"
    )
    .into_bytes()
}
