//! What stands between the house and the mailbox, and fails.

use std::cell::Cell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Where the house is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    Nowhere,
    /// The third letter is fetched and does not reach the house.
    Fetched,
    /// All is stored, the cursor set; the flags are not.
    Flagging,
}

/// A door before Dovecot that holds everything up at one step, and says when.
pub struct Door {
    pub address: SocketAddr,
    pub stop: Rc<Cell<Stop>>,
    is_hit: watch::Receiver<bool>,
    /// Connections that were made before go on without a word passing; new ones do not.
    pub deaf: watch::Sender<bool>,
}

impl Door {
    pub async fn before(behind: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let stop = Rc::new(Cell::new(Stop::Nowhere));
        let (hit, is_hit) = watch::channel(false);
        let (deaf, hears) = watch::channel(false);
        let (hit, at) = (Rc::new(hit), stop.clone());
        actix_web::rt::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (at, hit, mut hears) = (at.clone(), hit.clone(), hears.clone());
                let is_old = !*hears.borrow();
                actix_web::rt::spawn(async move {
                    let goes_deaf = async {
                        if !is_old || hears.wait_for(|deaf| *deaf).await.is_err() {
                            std::future::pending::<()>().await;
                        }
                    };
                    let Ok(far) = TcpStream::connect(behind).await else { return };
                    let (mut near, mut far) = (near, far);
                    let is_deaf = tokio::select! {
                        () = pass(&mut near, &mut far, &at, &hit) => false,
                        () = goes_deaf => true,
                    };
                    if is_deaf {
                        // Nobody hangs up; nobody answers.
                        tokio::time::sleep(Duration::from_mins(10)).await;
                    }
                });
            }
        });
        Self { address, stop, is_hit, deaf }
    }

    pub async fn is_hit(&self) {
        let mut hit = self.is_hit.clone();
        let waited = tokio::time::timeout(Duration::from_secs(30), hit.wait_for(|hit| *hit)).await;
        waited.expect("the step is reached").expect("a door");
    }
}

async fn pass(near: &mut TcpStream, far: &mut TcpStream, at: &Cell<Stop>, hit: &watch::Sender<bool>) {
    let (mut from_near, mut to_near) = near.split();
    let (mut from_far, mut to_far) = far.split();
    let hold = async || {
        hit.send_replace(true);
        std::future::pending::<()>().await;
    };
    let there = async {
        let mut buffer = [0; 16 * 1024];
        while let Ok(n @ 1..) = from_near.read(&mut buffer).await {
            let said = String::from_utf8_lossy(&buffer[..n]);
            if at.get() == Stop::Flagging && said.contains("UID STORE") {
                hold().await;
            }
            if to_far.write_all(&buffer[..n]).await.is_err() {
                return;
            }
        }
    };
    let back = async {
        let (mut buffer, mut bodies) = ([0; 16 * 1024], 0);
        while let Ok(n @ 1..) = from_far.read(&mut buffer).await {
            bodies += String::from_utf8_lossy(&buffer[..n]).matches("BODY[]").count();
            if at.get() == Stop::Fetched && bodies >= 3 {
                hold().await;
            }
            if to_near.write_all(&buffer[..n]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = there => {}
        () = back => {}
    }
}
