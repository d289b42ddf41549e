//! Style sheets, scripts and icons, built into the program.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use crate::files::hex;

static ASSETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/web/assets");

/// Changes with every change of an asset, so that browsers may keep them for long.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut digest = Sha256::new();
    let folders = std::iter::once(&ASSETS).chain(ASSETS.dirs());
    for file in folders.flat_map(Dir::files) {
        digest.update(file.contents());
    }
    hex(&digest.finalize())[..12].to_owned()
});

pub fn routes(config: &mut web::ServiceConfig) {
    config.route("/assets/{path:.*}", web::get().to(serve));
}

/// The address of an asset with its version: `asset("css/base.css")`.
pub fn asset(path: &str) -> String {
    format!("/assets/{path}?v={}", *VERSION)
}

async fn serve(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    let Some(file) = ASSETS.get_file(path.as_str()) else {
        return HttpResponse::NotFound().finish();
    };
    let tag = format!("\"{}\"", *VERSION);
    if request.headers().get(IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
        return HttpResponse::NotModified().finish();
    }
    // Modules import each other without a version, so they are checked again after an hour.
    let keep = if request.query_string().is_empty() {
        "public, max-age=3600"
    } else {
        "public, max-age=31536000, immutable"
    };
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, keep))
        .insert_header((ETAG, tag))
        // The chat's script stands on other sites, also on those that isolate themselves.
        .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"))
        .content_type(media_type(path.as_str()))
        .body(file.contents())
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, end)| end) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}
