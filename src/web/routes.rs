//! The one table of routes. The router, the roles and `openapi.json` are made from it, so they can't disagree.

use std::sync::Arc;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn_with_state;
use axum::routing::{delete, get, post};
use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema};

use super::auth::Role;
use super::guard::guard;
use super::review::{applying, decide, pages, pictures, progress, sampling};
use super::route::Body::{Form, Json as Takes, None as Nothing};
use super::route::Who::{Anyone, Roles};
use super::route::{At, Gives, Route, Table};
use super::serve::{answers, job, jobs};
use super::{App, common};
use crate::audit::applicant::ApplicantAudit;

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

const READERS: &[Role] = &[Role::Operator, Role::Reviewer, Role::Auditor];
const REVIEWERS: &[Role] = &[Role::Operator, Role::Reviewer];
const OPERATORS: &[Role] = &[Role::Operator];
const WATCHERS: &[Role] = &[Role::Operator, Role::Auditor];
const UPLOADERS: &[Role] = &[Role::Operator, Role::Applicant];

const JPEG: &[(u16, Gives)] = &[(200, Gives::Jpeg), (304, Gives::Nothing)];

macro_rules! routes {
    ($($method:ident $path:literal, $at:ident, $who:expr, $summary:expr, $query:expr, $body:expr, $gives:expr, $make:ident($handler:path);)*) => {
        /// Every route below the pages.
        pub const ROUTES: Table = Table(&[$(Route {
            method: Method::$method,
            path: $path,
            who: $who,
            at: At::$at,
            summary: $summary,
            query: $query,
            body: $body,
            gives: $gives,
            handler: || $make($handler),
        },)*]);
    };
}

routes! {
    GET "/healthz", Both, Anyone, ("The server answers, and what it needs is loaded.", "服务可用，所需内容均已加载。"), None, Nothing, &[(200, Gives::Json(of::<common::Health>))], get(common::health);
    GET "/metrics", Both, Roles(WATCHERS), ("Counters as Prometheus reads them.", "Prometheus 格式的计数。"), None, Nothing, &[(200, Gives::Text)], get(common::metrics);
    GET "/api/v1/openapi.json", Both, Anyone, ("This description.", "本接口说明。"), None, Nothing, &[(200, Gives::Any)], get(common::description);
    GET "/api/v1/codes", Both, Anyone, ("What the reasons' codes mean, in both languages.", "各原因代码的含义（两种语言）。"), None, Nothing, &[(200, Gives::Json(of::<common::Codes>))], get(common::codes);
    GET "/api/v1/session", Both, Anyone, ("Who asks, and what they can expect.", "当前身份及可用范围。"), None, Nothing, &[(200, Gives::Json(of::<common::Session>))], get(common::session);
    POST "/api/v1/session", Both, Anyone, ("Keeps a token in a cookie.", "把令牌存入 Cookie。"), None, Takes(of::<common::Login>), &[(204, Gives::Nothing)], post(common::login);
    DELETE "/api/v1/session", Both, Anyone, ("Ends the session.", "结束会话。"), None, Nothing, &[(204, Gives::Nothing)], delete(common::logout);

    GET "/api/v1/applicants", Review, Roles(READERS), ("The applicants and how far their pages are.", "申报人及其页面的处理进度。"), None, Nothing, &[(200, Gives::Json(of::<progress::Applicants>))], get(progress::applicants);
    GET "/api/v1/applicants/{applicant}/audit", Review, Roles(WATCHERS), ("The audit of an applicant in its latest version.", "申报人审核文件的最新版本。"), None, Nothing, &[(200, Gives::Json(of::<ApplicantAudit>))], get(progress::audit);
    GET "/api/v1/images", Review, Roles(READERS), ("The pages: held ones first, then flagged ones, then the rest.", "页面列表：先待人工，再需留意，后其余。"), Some(of::<pages::Filter>), Nothing, &[(200, Gives::Json(of::<pages::List>))], get(pages::list);
    GET "/api/v1/images/{file}", Review, Roles(READERS), ("A page with what was decided about it.", "一个页面及对它的审核操作。"), None, Nothing, &[(200, Gives::Json(of::<pages::View>))], get(pages::one);
    GET "/api/v1/images/{file}/original", Review, Roles(REVIEWERS), ("The original, in the stored grid.", "原图（按存储方向）。"), Some(of::<pictures::Size>), Nothing, JPEG, get(pictures::original);
    GET "/api/v1/images/{file}/masked", Review, Roles(READERS), ("What would be released now, or with `released=true` what is.", "按现有操作将发布的样子；`released=true` 为已发布的文件。"), Some(of::<pictures::Size>), Nothing, JPEG, get(pictures::masked);
    GET "/api/v1/images/{file}/thumbnail", Review, Roles(READERS), ("A small picture.", "缩略图。"), Some(of::<pictures::Size>), Nothing, JPEG, get(pictures::thumbnail);
    POST "/api/v1/images/{file}/decisions", Review, Roles(REVIEWERS), ("Records a decision; 409 with what happened when it is stale.", "记录一次审核操作；页面已有变化时返回 409 及变化内容。"), None, Takes(of::<decide::Sent>), &[(201, Gives::Json(of::<pages::View>))], post(decide::decide);
    GET "/api/v1/progress", Review, Roles(READERS), ("How far reviewers are.", "审核进度。"), None, Nothing, &[(200, Gives::Json(of::<progress::Progress>))], get(progress::progress);
    GET "/api/v1/events", Review, Roles(READERS), ("Decisions and renderings as they happen.", "实时推送审核操作与应用进度。"), None, Nothing, &[(200, Gives::Events)], get(progress::events);
    POST "/api/v1/apply", Review, Roles(REVIEWERS), ("Begins to render what was decided.", "开始应用审核操作。"), None, Nothing, &[(202, Gives::Json(of::<applying::Application>))], post(applying::begin);
    GET "/api/v1/apply", Review, Roles(READERS), ("How the rendering goes.", "应用的进度。"), None, Nothing, &[(200, Gives::Json(of::<applying::Application>))], get(applying::state);
    GET "/api/v1/sample", Review, Roles(READERS), ("What was found on the pages of the sample.", "抽样页面的审核结果。"), None, Nothing, &[(200, Gives::Json(of::<sampling::Sampled>))], get(sampling::found);
    POST "/api/v1/sample", Review, Roles(OPERATORS), ("Draws a sample anew.", "重新抽样。"), None, Takes(of::<sampling::Draw>), &[(201, Gives::Json(of::<sampling::Sampled>))], post(sampling::draw);

    POST "/api/v1/check", Serve, Roles(UPLOADERS), ("Is the name visible on the pages?", "页面上能否看到姓名？"), None, Form(false), &[(200, Gives::Json(of::<answers::Judged>))], post(answers::check);
    POST "/api/v1/redact", Serve, Roles(UPLOADERS), ("Covers the name; `Accept` chooses records, one JPEG or a ZIP.", "遮盖姓名；由 `Accept` 选择返回记录、单个 JPEG 或 ZIP。"), Some(of::<answers::Inline>), Form(false), &[(200, Gives::Json(of::<answers::Judged>)), (200, Gives::Jpeg), (200, Gives::Zip)], post(answers::redact);
    POST "/api/v1/jobs", Serve, Roles(UPLOADERS), ("Begins a batch.", "开始一个批次。"), None, Form(true), &[(202, Gives::Json(of::<job::Job>))], post(jobs::begin);
    GET "/api/v1/jobs/{id}", Serve, Roles(UPLOADERS), ("Where a batch stands.", "批次的状态。"), None, Nothing, &[(200, Gives::Json(of::<job::Job>))], get(jobs::state);
    DELETE "/api/v1/jobs/{id}", Serve, Roles(UPLOADERS), ("Cancels a batch, or forgets one that is done.", "取消批次，或清除已完成的批次。"), None, Nothing, &[(204, Gives::Nothing)], delete(jobs::cancel);
    GET "/api/v1/jobs/{id}/events", Serve, Roles(UPLOADERS), ("Each page as it is done.", "逐页推送结果。"), None, Nothing, &[(200, Gives::Events)], get(jobs::events);
    GET "/api/v1/jobs/{id}/result", Serve, Roles(UPLOADERS), ("What came of a batch that is done; it is gone then.", "取回已完成批次的结果；取回后即清除。"), None, Nothing, &[(200, Gives::Json(of::<answers::Judged>)), (200, Gives::Zip)], get(jobs::result);
}

/// The router of a server.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new()
        .route("/", get(common::home))
        .route("/api/v1/docs", get(common::docs))
        .route("/assets/{name}", get(common::asset));
    for route in ROUTES.of_door(&app.door) {
        router = router.route(route.path, (route.handler)());
    }
    router
        .fallback(common::nothing)
        .method_not_allowed_fallback(common::no_method)
        // `extract` and `upload` bound bodies while reading them.
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(from_fn_with_state(Arc::clone(&app), guard))
        .with_state(app)
}
