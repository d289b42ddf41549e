//! A virus scanner on loopback that speaks clamd's protocol to the letter, and knows one virus.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The string that every scanner knows and that harms nobody, in two halves: whole, it would have this very file
/// locked away.
pub fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

/// What it is called here.
pub const NAME: &str = "Eicar-Test-Signature";
/// A file with this in it has the line cut in the middle.
pub const CUT: &[u8] = b"cut me off";
/// Bytes it looks at (`StreamMaxLength`).
pub const MOST: usize = 200_000;

/// Starts one; where it listens, as the configuration says it.
pub fn start() -> String {
    start_at("127.0.0.1:0")
}

pub fn start_at(address: &str) -> String {
    let listener = std::net::TcpListener::bind(address).expect("a port");
    listener.set_nonblocking(true).expect("nonblocking");
    let listener = TcpListener::from_std(listener).expect("a listener");
    let door = format!("tcp://{}", listener.local_addr().expect("an address"));
    actix_web::rt::spawn(async move {
        while let Ok((line, _)) = listener.accept().await {
            actix_web::rt::spawn(async move { drop(serve(line).await) });
        }
    });
    door
}

/// Where nothing listens, and something can.
pub fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("tcp://{}", listener.local_addr().expect("an address"))
}

async fn serve(mut line: TcpStream) -> std::io::Result<()> {
    let mut command = Vec::new();
    loop {
        match line.read_u8().await? {
            0 => break,
            byte => command.push(byte),
        }
    }
    match command.as_slice() {
        b"zVERSION" => line.write_all(b"ClamAV 1.4.6/27800/Sun Nov 22 09:00:00 2026\0").await,
        b"zINSTREAM" => {
            let mut file = Vec::new();
            loop {
                let length = line.read_u32().await? as usize;
                if length == 0 {
                    break;
                }
                if file.len() + length > MOST {
                    // As clamd does: it says so and hangs up, whatever is still under way.
                    return line.write_all(b"INSTREAM size limit exceeded. ERROR\0").await;
                }
                let from = file.len();
                file.resize(from + length, 0);
                line.read_exact(&mut file[from..]).await?;
                if super::has(&file, CUT) {
                    return Ok(());
                }
            }
            let said = if super::has(&file, &eicar()) {
                format!("stream: {NAME} FOUND\0")
            } else {
                "stream: OK\0".to_owned()
            };
            line.write_all(said.as_bytes()).await
        }
        _ => line.write_all(b"UNKNOWN COMMAND\0").await,
    }
}
