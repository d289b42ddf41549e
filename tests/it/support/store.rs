//! An S3-compatible store that all nodes share, behind a door: shut, the store is away.

use std::net::SocketAddr;

use futures_util::TryStreamExt;
use object_store::ObjectStore;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use url::Url;

use super::process::Place;

const REGION: &str = "us-east-1";

/// One story's part of the store.
pub struct Store {
    /// `http://host:port/bucket`
    url: Url,
    key: String,
    secret: String,
    prefix: String,
    door: SocketAddr,
    is_open: watch::Sender<bool>,
}

impl Store {
    /// None, and says so, when there is no store.
    pub async fn open() -> Option<Self> {
        let given = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let Some(url) = given("SAHUT_TEST_S3") else {
            eprintln!("left out: SAHUT_TEST_S3 is not set (tests/run sets it)");
            return None;
        };
        let url = Url::parse(&url).expect("SAHUT_TEST_S3: write http://host:port/bucket");
        let keys = given("SAHUT_TEST_S3_KEYS").expect("SAHUT_TEST_S3_KEYS: write key:secret");
        let (key, secret) = keys.split_once(':').expect("SAHUT_TEST_S3_KEYS: write key:secret");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let door = listener.local_addr().expect("an address");
        let (is_open, watched) = watch::channel(true);
        let behind = url.socket_addrs(|| None).expect("an address")[0];
        actix_web::rt::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                actix_web::rt::spawn(pass(near, behind, watched.clone()));
            }
        });
        let prefix = format!("story-{}", &sahut::secret::random_token()[..16]);
        Some(Self { url, key: key.into(), secret: secret.into(), prefix, door, is_open })
    }

    /// What an administrator sets for a store that is not Amazon's.
    pub fn settings(&self, place: &mut Place) {
        place.set("SAHUT_FILES_URL", format!("s3://{}/{}", self.bucket(), self.prefix));
        place.set("AWS_ENDPOINT", format!("http://{}", self.door));
        place.set("AWS_ALLOW_HTTP", "true");
        place.set("AWS_REGION", REGION);
        place.set("AWS_ACCESS_KEY_ID", &self.key);
        place.set("AWS_SECRET_ACCESS_KEY", &self.secret);
    }

    pub fn shut(&self) {
        self.is_open.send_replace(false);
    }

    pub fn reopen(&self) {
        self.is_open.send_replace(true);
    }

    /// Everything the house keeps there, past the door.
    pub async fn files(&self) -> Vec<Vec<u8>> {
        let store = self.past_the_door();
        let prefix = Path::from(self.prefix.as_str());
        let listed: Vec<_> = store.list(Some(&prefix)).try_collect().await.expect("a list");
        let mut files = Vec::new();
        for file in listed {
            let answer = store.get(&file.location).await.expect("a file");
            files.push(answer.bytes().await.expect("its bytes").to_vec());
        }
        files
    }

    fn past_the_door(&self) -> AmazonS3 {
        let host = self.url.host_str().expect("a host");
        AmazonS3Builder::new()
            .with_endpoint(format!("http://{host}:{}", self.url.port_or_known_default().expect("a port")))
            .with_allow_http(true)
            .with_region(REGION)
            .with_access_key_id(&self.key)
            .with_secret_access_key(&self.secret)
            .with_bucket_name(self.bucket())
            .build()
            .expect("a store")
    }

    fn bucket(&self) -> &str {
        self.url.path().trim_matches('/')
    }
}

/// One connection, until the door shuts.
async fn pass(mut near: TcpStream, behind: SocketAddr, mut is_open: watch::Receiver<bool>) {
    if !*is_open.borrow() {
        return;
    }
    let Ok(mut far) = TcpStream::connect(behind).await else { return };
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => {}
        _ = is_open.wait_for(|open| !open) => {}
    }
}
