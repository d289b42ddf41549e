//! The API's document says the truth: every path is asked, and every answer is held against its schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::story;
use crate::support::House;
use crate::support::city::SUPERVISOR;
use crate::support::people::token;

/// What is asked of each operation: path, body, expected status.
fn questions(number: &str, other: &str) -> Vec<(&'static str, String, Option<Value>, u16)> {
    let ticket = |rest: &str| format!("/api/v1/tickets/{number}{rest}");
    let path = |rest: &str| format!("/api/v1{rest}");
    let new = json!({ "text": "Jalan berlubang", "external_id": "walk-1" });
    vec![
        ("listTickets", path("/tickets"), None, 200),
        ("listTickets", path("/tickets?limit=1&view=unassigned&class=complaint"), None, 200),
        ("listTickets", path("/tickets?limit=1000"), None, 422),
        ("createTicket", path("/tickets"), Some(new.clone()), 201),
        ("createTicket", path("/tickets"), Some(new), 200),
        ("createTicket", path("/tickets"), Some(json!({ "text": "" })), 422),
        ("createTicket", path("/tickets"), Some(json!([])), 400),
        ("createTicket", path("/tickets"), Some(json!({ "text": "x".repeat(300_000) })), 413),
        ("showTicket", ticket(""), None, 200),
        ("showTicket", path("/tickets/00000000000"), None, 404),
        ("showTicket", path("/tickets/1"), None, 422),
        ("replyToTicket", ticket("/reply"), Some(json!({ "text": "Segera kami tangani." })), 201),
        ("replyToTicket", ticket("/reply"), Some(json!({ "words": "?" })), 422),
        ("listMessages", ticket("/messages"), None, 200),
        ("listMessages", ticket("/messages?limit=1"), None, 200),
        ("listRelations", ticket("/relations"), None, 200),
        ("listRelations", ticket("/relations?kind=child&limit=1"), None, 200),
        ("listRelations", ticket("/relations?after=1"), None, 422),
        ("relateTicket", ticket("/relations"), Some(json!({ "how": "merge", "main": number })), 422),
        ("relateTicket", ticket("/relations"), Some(json!({ "how": "merge", "main": other })), 200),
        ("unmergeTicket", ticket("/unmerge"), None, 200),
        ("unmergeTicket", ticket("/unmerge"), None, 404),
        ("unrelateTicket", ticket("/relations/1"), None, 404),
        ("askSupport", ticket("/support"), Some(json!({ "agency": "pupr", "note": "Tutup galian." })), 200),
        ("askSupport", ticket("/support"), Some(json!({ "agency": "?", "note": "x" })), 422),
        ("finishSupport", ticket("/support/pupr/done"), Some(json!({ "words": "Sudah." })), 200),
        ("withdrawSupport", ticket("/support/pupr"), None, 200),
        ("searchArticles", path("/articles/search?q=ktp"), None, 200),
        ("searchArticles", path("/articles/search"), None, 422),
        ("readTrends", path("/trends"), None, 200),
        (
            "readTrends",
            path("/trends?from=2026-11-01&to=2026-11-30&class=complaint&channel=api&agency=pdam"),
            None,
            200,
        ),
        ("readTrends", path("/trends?from=yesterday"), None, 422),
        ("openapi", path("/openapi.json"), None, 200),
    ]
}

struct Operation {
    method: String,
    path: String,
    what: Value,
}

fn operations(document: &Value) -> BTreeMap<String, Operation> {
    let mut found = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, what) in methods.as_object().expect("methods") {
            let id = what["operationId"].as_str().expect("an operationId").to_owned();
            assert!(what["summary"].is_string(), "{id} says what it does");
            let operation =
                Operation { method: method.to_uppercase(), path: path.clone(), what: what.clone() };
            assert!(found.insert(id.clone(), operation).is_none(), "{id} is there twice");
        }
    }
    found
}

story!(every_path_answers_as_it_is_described, async |house: &House| {
    let token = token(house, SUPERVISOR).await;
    let client = reqwest::Client::new();
    let text = client.get(format!("{}/api/v1/openapi.json", house.url)).send().await.unwrap();
    let document: Value = text.json().await.unwrap();
    references(&document, &document);
    insta::assert_json_snapshot!("openapi", document, { ".info.version" => "[version]" });

    let file = async |email: &str| {
        let filed = client
            .post(format!("{}/api/v1/tickets", house.url))
            .bearer_auth(&token)
            .json(&json!({ "text": "Air mati", "name": "Siti", "email": email, "category": "air" }))
            .send()
            .await
            .unwrap();
        let filed: Value = filed.json().await.unwrap();
        filed["number"].as_str().unwrap().to_owned()
    };
    let (number, other) = (file("siti@rumah.test").await, file("budi@rumah.test").await);

    let operations = operations(&document);
    let mut asked = BTreeSet::new();
    for (id, path, body, expected) in questions(&number, &other) {
        let operation = &operations[id];
        asked.insert(id.to_owned());
        let plain = path.split('?').next().unwrap();
        assert!(fits(&operation.path, plain), "{plain} is no {}", operation.path);
        let ask = async |token: Option<&str>| {
            let method = reqwest::Method::from_bytes(operation.method.as_bytes()).unwrap();
            let mut request = client.request(method, format!("{}{path}", house.url));
            if let Some(token) = token {
                request = request.bearer_auth(token);
            }
            if let Some(body) = &body {
                request = request.json(body);
            }
            let answer = request.send().await.unwrap();
            let status = answer.status().as_u16();
            let value: Value = answer.json().await.unwrap();
            let described = &operation.what["responses"][status.to_string()];
            assert!(!described.is_null(), "{id} {path} answered {status}, which is not described: {value}");
            let schema = &described["content"]["application/json"]["schema"];
            if let Err(wrong) = holds(&document, schema, &value, "$") {
                panic!("{id} {path} {status}: {wrong}\n{value:#}");
            }
            status
        };
        if operation.what["security"].is_array() {
            assert_eq!(ask(None).await, 401, "{id} without a token");
        }
        assert_eq!(ask(Some(&token)).await, expected, "{id} {path}");
    }
    assert_eq!(asked, operations.keys().cloned().collect(), "every operation is asked");
    // The answer to the citizen's mail cannot leave in this house.
    house.forget_jobs().await;
});

/// Does the path fit the template?
fn fits(template: &str, path: &str) -> bool {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(&path).all(|(t, p)| t.starts_with('{') || t == p)
}

fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let found = document.pointer(reference.trim_start_matches('#'));
            found.unwrap_or_else(|| panic!("{reference} leads nowhere"))
        }
        None => schema,
    }
}

/// Every reference leads somewhere.
fn references(document: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            resolved(document, part);
            fields.values().for_each(|value| references(document, value));
        }
        Value::Array(items) => items.iter().for_each(|value| references(document, value)),
        _ => {}
    }
}

/// The properties and required names of a schema, those of its parts included.
fn shape(
    document: &Value,
    schema: &Value,
    properties: &mut BTreeMap<String, Value>,
    required: &mut Vec<String>,
) {
    let schema = resolved(document, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        shape(document, part, properties, required);
    }
    for (name, value) in schema["properties"].as_object().into_iter().flatten() {
        properties.insert(name.clone(), value.clone());
    }
    required.extend(
        schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned)),
    );
}

/// Does the value hold against the schema? Properties that are not described are wrong, too.
fn holds(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = resolved(document, schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let fit = choices.iter().any(|choice| holds(document, choice, value, at).is_ok());
        return if fit { Ok(()) } else { Err(format!("{at}: {value} fits none of {choices:?}")) };
    }
    if let Some(codes) = schema["enum"].as_array()
        && !codes.contains(value)
    {
        return Err(format!("{at}: {value} is not one of {codes:?}"));
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ if schema["allOf"].is_array() => vec!["object"],
        _ => return Err(format!("{at}: no type in {schema}")),
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_i64() || n.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !(kinds.contains(&kind) || kind == "integer" && kinds.contains(&"number")) {
        return Err(format!("{at}: {kind} instead of {kinds:?}"));
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        holds(document, &schema["items"], item, &format!("{at}[{n}]"))?;
    }
    if let Some(fields) = value.as_object() {
        let (mut properties, mut required) = (BTreeMap::new(), Vec::new());
        shape(document, schema, &mut properties, &mut required);
        if properties.is_empty() {
            return Ok(());
        }
        if let Some(missing) = required.iter().find(|name| !fields.contains_key(*name)) {
            return Err(format!("{at}: {missing} is missing"));
        }
        for (name, field) in fields {
            let described = properties.get(name).ok_or(format!("{at}.{name} is not described"))?;
            holds(document, described, field, &format!("{at}.{name}"))?;
        }
    }
    Ok(())
}
