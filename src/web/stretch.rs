//! One stretch of a file, for players that jump about in it: Safari plays nothing without.

use actix_web::http::header::{self, ContentEncoding, Header, Range};
use actix_web::http::{StatusCode, header::ByteRangeSpec};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

/// The whole file, or the stretch that was asked for: one with 206, one that lies outside with 416. Several at once,
/// other units, and what cannot be read are as if nobody had asked (RFC 9110, 14.2). We name no version of a file,
/// so a condition on one (`If-Range`) never holds.
pub fn answer(request: &HttpRequest, mut response: HttpResponseBuilder, mut bytes: Vec<u8>) -> HttpResponse {
    // A stretch is one of the file as it is, not of what a packer made of it.
    response.insert_header((header::ACCEPT_RANGES, "bytes")).insert_header(ContentEncoding::Identity);
    let Some(spec) = asked(request) else { return response.body(bytes) };
    let size = bytes.len() as u64;
    let within = spec.to_satisfiable_range(size).and_then(|(first, last)| {
        let (first, last) = (usize::try_from(first).ok()?, usize::try_from(last).ok()?);
        (first <= last && last < bytes.len()).then_some((first, last))
    });
    let Some((first, last)) = within else {
        return response
            .status(StatusCode::RANGE_NOT_SATISFIABLE)
            .insert_header((header::CONTENT_RANGE, format!("bytes */{size}")))
            .finish();
    };
    bytes.truncate(last + 1);
    bytes.drain(..first);
    response
        .status(StatusCode::PARTIAL_CONTENT)
        .insert_header((header::CONTENT_RANGE, format!("bytes {first}-{last}/{size}")))
        .body(bytes)
}

fn asked(request: &HttpRequest) -> Option<ByteRangeSpec> {
    let headers = request.headers();
    if !headers.contains_key(header::RANGE) || headers.contains_key(header::IF_RANGE) {
        return None;
    }
    match Range::parse(request).ok()? {
        Range::Bytes(mut specs) if specs.len() == 1 => specs.pop(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use actix_web::test::TestRequest;

    use super::*;

    async fn ask(range: &str, size: usize) -> (u16, String, usize) {
        let request = TestRequest::default().insert_header((header::RANGE, range)).to_http_request();
        let answer = answer(&request, HttpResponse::Ok(), vec![7; size]);
        let said = answer.headers().get(header::CONTENT_RANGE).and_then(|said| said.to_str().ok());
        let (status, said) = (answer.status().as_u16(), said.unwrap_or_default().to_owned());
        (status, said, to_bytes(answer.into_body()).await.expect("bytes").len())
    }

    #[actix_web::test]
    async fn every_kind_of_stretch() {
        let cases = [
            ("bytes=0-1", 10, (206, "bytes 0-1/10", 2)),
            ("bytes=0-", 10, (206, "bytes 0-9/10", 10)),
            ("bytes=9-", 10, (206, "bytes 9-9/10", 1)),
            ("bytes=-3", 10, (206, "bytes 7-9/10", 3)),
            ("bytes=-30", 10, (206, "bytes 0-9/10", 10)),
            ("bytes=4-99999999999999999999", 10, (200, "", 10)),
            ("bytes=4-9999999", 10, (206, "bytes 4-9/10", 6)),
            ("bytes=10-", 10, (416, "bytes */10", 0)),
            ("bytes=-0", 10, (416, "bytes */10", 0)),
            ("bytes=0-", 0, (416, "bytes */0", 0)),
            ("bytes=5-2", 10, (200, "", 10)),
            ("bytes=0-1,3-4", 10, (200, "", 10)),
            ("lines=0-1", 10, (200, "", 10)),
            ("bytes", 10, (200, "", 10)),
        ];
        for (range, size, (status, said, length)) in cases {
            assert_eq!(ask(range, size).await, (status, said.to_owned(), length), "{range}");
        }
    }
}
