//! The description of the interface (OpenAPI 3.1), made from the table of routes and the types' JSON Schemas.
//!
//! `schemars` describes the audit's types already, in the dialect that OpenAPI 3.1 takes as it is; a second derive for the same
//! types would be a second truth.

use schemars::Schema;
use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use super::problem;
use super::route::{Body, Gives, Route, Who};
use crate::lang::Lang;

const WRONG: (&str, &str) = ("What is wrong, and what to do.", "问题所在与处理办法。");

/// Routes that are read about together.
#[derive(PartialEq, Eq)]
struct Group {
    en: &'static str,
    zh: &'static str,
    /// The first words of their paths.
    words: &'static [&'static str],
}

/// What no other group takes.
const SERVER: Group = Group { en: "Server", zh: "服务器", words: &[] };

/// In the order in which they are read about.
const GROUPS: [Group; 5] = [
    Group { en: "Pages", zh: "页面", words: &["check", "redact"] },
    Group { en: "Batches", zh: "批次", words: &["jobs"] },
    Group { en: "Review", zh: "审核", words: &["applicants", "images", "progress", "events", "apply"] },
    Group { en: "Sample", zh: "抽样", words: &["sample"] },
    SERVER,
];

impl Group {
    fn of(route: &Route) -> &'static Group {
        let first = route.path.trim_start_matches("/api/v1").split('/').nth(1).unwrap_or_default();
        GROUPS.iter().find(|group| group.words.contains(&first)).unwrap_or(&SERVER)
    }

    const fn name(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }
}

/// The description of `routes`, with words of `lang`; what the types' members mean is told in English alone.
pub fn document(routes: impl Iterator<Item = &'static Route>, lang: Lang) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
    });
    let settings = settings.with_transform(RecursiveTransform(bounded));
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    let mut here = Vec::new();
    for route in routes {
        here.push(Group::of(route));
        let entry = paths.entry(route.path).or_insert_with(|| json!({}));
        entry[route.method.as_str().to_lowercase()] = operation(route, lang, &mut generator);
    }
    let tags: Vec<Value> =
        GROUPS.iter().filter(|one| here.contains(one)).map(|one| json!({ "name": one.name(lang) })).collect();
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Problem".to_owned(), problem_schema(lang));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "blindmask",
            "version": env!("CARGO_PKG_VERSION"),
            "description": lang.pick(
                "Covers the applicant's own name in attachments for blind review. Coordinates are pixels of the stored grid, before the EXIF orientation.",
                "为盲评遮盖附件中申报人本人的姓名。坐标为存储网格（EXIF 方向之前）的像素。",
            ),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "session": { "type": "apiKey", "in": "cookie", "name": "blindmask" },
            },
        },
    })
}

/// Says how large an integer may be: `format` alone tells no validator, and a larger one is refused.
fn bounded(schema: &mut Schema) {
    let most = match schema.get("format").and_then(Value::as_str) {
        Some("uint64" | "uint") => u64::MAX,
        Some("uint32") => u64::from(u32::MAX),
        _ => return,
    };
    if schema.get("maximum").is_none() {
        schema.insert("maximum".to_owned(), most.into());
    }
}

fn operation(route: &Route, lang: Lang, generator: &mut SchemaGenerator) -> Value {
    let mut parameters: Vec<Value> = named(route.path)
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }))
        .collect();
    if let Some(query) = route.query {
        parameters.extend(query_parameters(query, generator));
    }
    let mut operation = json!({
        "operationId": operation_id(route),
        "tags": [Group::of(route).name(lang)],
        "summary": lang.pick(route.summary.0, route.summary.1),
        "parameters": parameters,
        "responses": responses(route, lang, generator),
    });
    if let Some(body) = request_body(route.body, lang, generator) {
        operation["requestBody"] = body;
    }
    match route.who {
        Who::Anyone => {}
        Who::Known => operation["security"] = json!([{}, { "token": [] }, { "session": [] }]),
        Who::Roles(roles) => {
            let roles: Vec<&str> = roles.iter().map(|r| r.as_str()).collect();
            let named = lang.pick("Roles", "角色");
            operation["description"] =
                format!("{named}{}{}", lang.colon(), roles.join(lang.pick(", ", "、"))).into();
            operation["security"] = json!([{}, { "token": [] }, { "session": [] }]);
        }
    }
    operation
}

fn named(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn operation_id(route: &Route) -> String {
    let parts = route.path.trim_start_matches("/api/v1").split(['/', '.']).filter(|p| !p.is_empty());
    let words = parts.map(|p| p.trim_matches(['{', '}']));
    std::iter::once(route.method.as_str().to_lowercase().as_str()).chain(words).collect::<Vec<_>>().join("_")
}

/// The members of a query's type, each as a parameter.
fn query_parameters(
    query: fn(&mut SchemaGenerator) -> Schema,
    generator: &mut SchemaGenerator,
) -> Vec<Value> {
    let reference = query(generator).to_value();
    let name = reference["$ref"].as_str().and_then(|r| r.rsplit('/').next()).unwrap_or_default().to_owned();
    let whole = generator.definitions_mut().remove(&name).unwrap_or_default();
    let members = whole["properties"].as_object().cloned().unwrap_or_default();
    let each = members.into_iter().map(|(name, mut schema)| {
        // In a query there is no null: what isn't wanted is left out.
        if let Some(kinds) = schema.get_mut("type").and_then(Value::as_array_mut) {
            kinds.retain(|kind| kind != "null");
        }
        if let Some(any) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
            any.retain(|kind| kind["type"] != "null");
        }
        if let Some(members) = schema.as_object_mut() {
            members.remove("default");
        }
        json!({ "name": name, "in": "query", "required": false, "schema": schema })
    });
    each.collect()
}

fn request_body(body: Body, lang: Lang, generator: &mut SchemaGenerator) -> Option<Value> {
    match body {
        Body::None => None,
        Body::Json(described) => {
            let schema = described(generator).to_value();
            Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }))
        }
        Body::Form(kind) => {
            let mut properties = json!({
                "name": { "type": "string", "minLength": 1, "maxLength": 300, "description": lang.pick("The applicant's name.", "申报人姓名。") },
                "alias": { "type": "array", "maxItems": 50, "items": { "type": "string", "maxLength": 300 }, "description": lang.pick("Former names and other spellings.", "曾用名和其他写法。") },
                "file": { "type": "array", "minItems": 1, "items": { "type": "string", "contentMediaType": "application/octet-stream", "format": "binary" }, "description": lang.pick("The pages.", "页面图片。") },
            });
            if kind {
                properties["kind"] =
                    json!({ "type": "string", "enum": ["check", "redact"], "default": "redact" });
            }
            let schema = json!({
                "type": "object", "required": ["name", "file"], "properties": properties, "additionalProperties": false,
            });
            Some(json!({ "required": true, "content": { "multipart/form-data": { "schema": schema } } }))
        }
    }
}

fn responses(route: &Route, lang: Lang, generator: &mut SchemaGenerator) -> Value {
    let mut responses: Map<String, Value> = Map::new();
    for (status, gives) in route.gives {
        let entry = responses.entry(status.to_string()).or_insert_with(
            || json!({ "description": if *status == 304 { lang.pick("The client has it.", "客户端已有。") } else { lang.pick("Done.", "完成。") } }),
        );
        let schema = match gives {
            Gives::Nothing => continue,
            Gives::Json(described) => described(generator).to_value(),
            Gives::Any => json!({ "type": "object" }),
            Gives::Events | Gives::Text => json!({ "type": "string" }),
            Gives::Jpeg | Gives::Zip => json!({}),
        };
        entry["content"][gives.media_type()] = json!({ "schema": schema });
    }
    let problem = json!({ problem::MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } });
    responses.insert(
        "default".to_owned(),
        json!({ "description": lang.pick(WRONG.0, WRONG.1), "content": problem }),
    );
    Value::Object(responses)
}

fn problem_schema(lang: Lang) -> Value {
    json!({
        "description": lang.pick("Problem details (RFC 9457).", "错误详情（RFC 9457）。"),
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "code": { "type": "string", "description": lang.pick("Stable: one of those of the documentation, or a reason's code of the audit.", "稳定代码：见文档，或审计记录中的原因代码。") },
            "detail": { "type": "string", "description": lang.pick(WRONG.0, WRONG.1) },
        },
    })
}
