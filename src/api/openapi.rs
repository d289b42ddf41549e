//! `GET /openapi.json`: the API described by the types it sends.

use std::sync::LazyLock;

use actix_web::{HttpResponse, web};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{articles, no_such_method, tickets, trends};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Sahut",
        description = "Tickets, public answers and trends of a public-service hotline.\n\n\
            Send `Authorization: Bearer <token>`; `sahut account token` makes one. It acts with the rights of \
            the member of staff it belongs to. Unknown fields and parameters are refused, never ignored. \
            Errors carry a stable `code`. Times are RFC 3339 in the zone of the installation.",
    ),
    servers((url = "/", description = "This installation")),
    paths(
        tickets::list,
        tickets::create,
        tickets::show,
        tickets::messages,
        tickets::reply,
        tickets::relations,
        tickets::relate,
        tickets::unrelate,
        tickets::unmerge,
        tickets::ask,
        tickets::withdraw,
        tickets::finish,
        articles::search,
        trends::trends,
        openapi,
    ),
    // Named by parameters only, which utoipa does not follow.
    components(schemas(crate::tickets::View, crate::relations::Kind)),
    modifiers(&Tokens),
    tags(
        (name = "tickets", description = "What citizens brought, and what they were answered."),
        (name = "articles", description = "What can be answered at once."),
        (name = "trends", description = "What officials see, from the sums alone."),
        (name = "document", description = "This document."),
    ),
)]
struct Document;

struct Tokens;

impl Modify for Tokens {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("From `sahut account token EMAIL --name NAME`."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

static DOCUMENT: LazyLock<String> =
    LazyLock::new(|| Document::openapi().to_pretty_json().unwrap_or_default());

/// The whole document as JSON.
pub fn document() -> &'static str {
    &DOCUMENT
}

pub fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("/openapi.json").get(openapi).default_service(web::to(no_such_method)));
}

/// Describes the API. No token is needed.
#[utoipa::path(
    get, path = "/api/v1/openapi.json", tag = "document", operation_id = "openapi",
    responses((status = 200, description = "An OpenAPI 3.1 document.", body = Object)),
)]
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document())
}
