//! The Bot API over HTTP: calls as JSON, as a form or with files; answers as Telegram's.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;
use serde_json::{Map, Value, json};

use super::methods::{Call, Upload};
use super::{BotApi, Refusal};

/// Bytes of one call.
const BODY: usize = 64 * 1024 * 1024;
/// Parts of a form.
const PARTS: usize = 60;

/// Wants a `web::Data<BotApi>` in the server.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/bot{token}/{method}", web::get().to(method))
        .route("/bot{token}/{method}", web::post().to(method))
        .route("/file/bot{token}/{path:.*}", web::get().to(file));
}

async fn method(
    api: web::Data<BotApi>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let (token, method) = path.into_inner();
    if token != api.token() {
        return answer(Err(Refusal::new(401, "Unauthorized")));
    }
    match read(&request, payload).await {
        Ok(call) => answer(api.call(&method, call).await),
        Err(refusal) => answer(Err(refusal)),
    }
}

async fn file(api: web::Data<BotApi>, path: web::Path<(String, String)>) -> HttpResponse {
    let (token, path) = path.into_inner();
    if token != api.token() {
        return answer(Err(Refusal::new(401, "Unauthorized")));
    }
    match path.strip_prefix("files/").and_then(|id| api.file(id)) {
        Some(file) => HttpResponse::Ok().content_type("application/octet-stream").body(file.bytes.to_vec()),
        None => answer(Err(Refusal::new(404, "Not Found"))),
    }
}

fn answer(outcome: Result<Value, Refusal>) -> HttpResponse {
    match outcome {
        Ok(result) => HttpResponse::Ok().json(json!({ "ok": true, "result": result })),
        Err(refusal) => {
            let mut body =
                json!({ "ok": false, "error_code": refusal.code, "description": refusal.description });
            if let Some(seconds) = refusal.retry_after {
                body["parameters"] = json!({ "retry_after": seconds });
            }
            if let Some(chat) = refusal.moved_to {
                body["parameters"] = json!({ "migrate_to_chat_id": chat });
            }
            let status = StatusCode::from_u16(refusal.code).unwrap_or(StatusCode::BAD_REQUEST);
            HttpResponse::build(status).json(body)
        }
    }
}

async fn read(request: &HttpRequest, payload: web::Payload) -> Result<Call, Refusal> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let mut call = Call { fields: form(request.query_string().as_bytes()), ..Call::default() };
    if kind.starts_with("multipart/form-data") {
        parts(request.headers(), payload, &mut call).await?;
        return Ok(call);
    }
    let body = payload.to_bytes_limited(BODY).await.map_err(|_| too_large())?.map_err(|_| broken())?;
    if kind.starts_with("application/json") {
        let fields: Map<String, Value> = serde_json::from_slice(&body).map_err(|_| broken())?;
        call.fields.extend(fields);
    } else if kind.starts_with("application/x-www-form-urlencoded") {
        call.fields.extend(form(&body));
    }
    Ok(call)
}

async fn parts(headers: &HeaderMap, payload: web::Payload, call: &mut Call) -> Result<(), Refusal> {
    let mut multipart = Multipart::new(headers, payload);
    let (mut size, mut count) = (0, 0);
    while let Some(part) = multipart.next().await {
        let mut part = part.map_err(|_| broken())?;
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.content_disposition().and_then(|it| it.get_filename()).map(str::to_owned);
        let mut bytes = Vec::new();
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| broken())?;
            size += chunk.len();
            if size > BODY {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        count += 1;
        if count > PARTS {
            return Err(too_large());
        }
        match file {
            Some(file) => drop(call.files.insert(name, Upload { name: file, bytes })),
            None => drop(call.fields.insert(name, String::from_utf8_lossy(&bytes).into_owned().into())),
        }
    }
    Ok(())
}

fn form(bytes: &[u8]) -> Map<String, Value> {
    let pairs = url::form_urlencoded::parse(bytes).take(PARTS);
    pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
}

fn broken() -> Refusal {
    Refusal::new(400, "Bad Request: can't parse the request")
}

fn too_large() -> Refusal {
    Refusal::new(413, "Request Entity Too Large")
}
