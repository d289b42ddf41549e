//! Fetching recordings from a carrier on loopback.

use channels::SendError;
use channels::voice::fetch_recording;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Answers every connection with what `answer` makes of the request's head; gives `host:port`.
async fn carrier(answer: impl Fn(String) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            let mut buffer = [0; 2048];
            while !head.windows(4).any(|w| w == b"\r\n\r\n") {
                match stream.read(&mut buffer).await {
                    Ok(n) if n > 0 => head.extend_from_slice(&buffer[..n]),
                    _ => break,
                }
            }
            let bytes = answer(String::from_utf8_lossy(&head).into_owned());
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
    });
    host
}

fn http(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

async fn fetch(url: &str, at_most: usize, hosts: &[String]) -> Result<Vec<u8>, SendError> {
    fetch_recording(url, "AC1", &SecretString::from("rahasia"), at_most, hosts).await
}

#[tokio::test]
async fn the_account_is_shown_and_the_bytes_come() {
    let host = carrier(|head| {
        // base64("AC1:rahasia")
        assert!(head.to_lowercase().contains("authorization: basic "));
        if head.contains("QUMxOnJhaGFzaWE=") {
            http("200 OK", "content-length: 3\r\n", b"ID3")
        } else {
            http("401 Unauthorized", "", b"")
        }
    })
    .await;
    let hosts = [host.clone()];
    assert_eq!(fetch(&format!("http://{host}/RE1.mp3"), 10, &hosts).await, Ok(b"ID3".to_vec()));
}

#[tokio::test]
async fn only_allowed_addresses_are_asked() {
    let host = carrier(|_| panic!("must not be asked")).await;
    let hosts = ["api.twilio.com".to_owned(), "intern.test".to_owned()];
    for url in [
        format!("http://{host}/RE1"),
        "https://evil.test/RE1".into(),
        "http://api.twilio.com/RE1".into(),
        "https://api.twilio.com.evil.test/".into(),
        "https://api.twilio.com@evil.test/".into(),
        "https://user@api.twilio.com/".into(),
        "https://api.twilio.com:8443/".into(),
        "http://intern.test/".into(),
        "file:///etc/passwd".into(),
        "ftp://api.twilio.com/".into(),
        "http://169.254.169.254/latest".into(),
        "/relative".into(),
        String::new(),
    ] {
        let answer = fetch(&url, 10, &hosts).await;
        assert!(matches!(answer, Err(SendError::Refused { .. })), "{url}: {answer:?}");
    }
}

#[tokio::test]
async fn redirects_stay_among_allowed_hosts() {
    let other = carrier(|head| {
        assert!(!head.to_lowercase().contains("authorization"), "the account went to another host");
        http("200 OK", "", b"suara")
    })
    .await;
    let target = other.clone();
    let first = carrier(move |_| http("302 Found", &format!("location: http://{target}/x\r\n"), b"")).await;
    let url = format!("http://{first}/RE1");
    let answer = fetch(&url, 10, std::slice::from_ref(&first)).await;
    assert!(matches!(answer, Err(SendError::Refused { .. })), "{answer:?}");
    assert_eq!(fetch(&url, 10, &[first, other]).await, Ok(b"suara".to_vec()));

    let round = carrier(|_| http("302 Found", "location: /again\r\n", b"")).await;
    let answer = fetch(&format!("http://{round}/"), 10, std::slice::from_ref(&round)).await;
    assert!(matches!(answer, Err(SendError::Refused { .. })), "{answer:?}");
}

#[tokio::test]
async fn too_large_is_refused_told_or_not() {
    for headers in ["content-length: 11\r\n", ""] {
        let host = carrier(move |_| http("200 OK", headers, b"12345678901")).await;
        let url = format!("http://{host}/RE1");
        let answer = fetch(&url, 10, std::slice::from_ref(&host)).await;
        assert!(matches!(answer, Err(SendError::Refused { .. })), "{answer:?}");
        assert_eq!(fetch(&url, 11, &[host]).await.map(|bytes| bytes.len()), Ok(11));
    }
}

#[tokio::test]
async fn what_may_get_better_is_tried_later() {
    let rows = [
        ("404 Not Found", "", true, None),
        ("429 Too Many Requests", "retry-after: 17\r\n", true, Some(17)),
        ("503 Service Unavailable", "", true, None),
        ("200 OK", "content-length: 0\r\n", true, None),
        ("200 OK", "content-length: 9\r\n", true, None),
        ("401 Unauthorized", "", false, None),
        ("410 Gone", "", false, None),
    ];
    for (status, headers, again, seconds) in rows {
        let host = carrier(move |_| http(status, headers, b"")).await;
        match fetch(&format!("http://{host}/RE1"), 10, std::slice::from_ref(&host)).await {
            Err(SendError::Later { reason, after_seconds }) => {
                assert!(again && after_seconds == seconds, "{status}: {reason}");
                assert!(!reason.contains("rahasia") && !reason.contains("RE1"));
            }
            Err(SendError::Refused { reason }) => assert!(!again, "{status}: {reason}"),
            other => panic!("{status}: {other:?}"),
        }
    }
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let answer = fetch(&format!("http://{gone}/RE1"), 10, std::slice::from_ref(&gone)).await;
    assert!(matches!(answer, Err(SendError::Later { .. })), "{answer:?}");
}
