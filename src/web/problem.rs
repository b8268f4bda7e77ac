//! Errors as RFC 9457 problem details, in the language that was asked for.
//!
//! Handlers return a [`Problem`] that knows both languages; `guard` writes the one that fits the request.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Map, Value, json};

use crate::error::{Detail, Error, Exit, Reason};
use crate::lang::Lang;

/// One error as a client sees it.
#[derive(Debug, Clone)]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    /// What is wrong and what to do, in English and in Chinese.
    detail: [String; 2],
    /// Members besides the standard ones.
    more: Map<String, Value>,
    retry_after: Option<Duration>,
}

/// When a client is told to try again whose folder another process works on: that may take as long as a page.
const ANOTHERS: Duration = Duration::from_secs(5);

/// Media type of problem details.
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! plain {
    ($($name:ident = $status:ident, $code:literal, $en:literal, $zh:literal;)*) => {
        impl Problem {
            $(#[doc = $en] pub fn $name() -> Problem {
                Problem::new(StatusCode::$status, $code, |lang| lang.pick($en, $zh).to_owned())
            })*
        }
    };
}

plain! {
    unauthenticated = UNAUTHORIZED, "unauthenticated", "No valid token. Send it as `Authorization: Bearer …`, or log in.", "缺少有效令牌。请以 `Authorization: Bearer …` 发送，或登录。";
    forbidden = FORBIDDEN, "forbidden", "This token's role may not do this. Use another token.", "该令牌的角色无此权限，请改用其他令牌。";
    cross_site = FORBIDDEN, "cross_site", "The request comes from another site, or lacks the header X-Blindmask. Send it from the server's own page.", "请求来自其他网站，或缺少 X-Blindmask 头。请从本服务自己的页面发送。";
    misdirected = MISDIRECTED_REQUEST, "misdirected", "This server isn't called that. Use its address, or name the host with --host.", "主机名不符。请使用本服务的地址，或用 --host 登记主机名。";
    not_found = NOT_FOUND, "not_found", "There is nothing here. Check the address.", "此处没有内容，请检查地址。";
    method_not_allowed = METHOD_NOT_ALLOWED, "method_not_allowed", "This method isn't for this address. See /api/v1/docs.", "该地址不支持此方法，见 /api/v1/docs。";
    not_acceptable = NOT_ACCEPTABLE, "not_acceptable", "None of the asked media types can be given. Ask for application/json, image/jpeg (one file) or application/zip.", "无法按所要求的格式应答。可用 application/json、image/jpeg（单个文件）或 application/zip。";
    conflict = CONFLICT, "conflict", "This can't be done now. Ask for its state first.", "现在不能执行此操作，请先查询其状态。";
    too_large = PAYLOAD_TOO_LARGE, "too_large", "The upload is larger than allowed. Send fewer or smaller files.", "上传内容过大，请减少文件或降低分辨率。";
    unsupported_media_type = UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body's media type isn't the one wanted here. See /api/v1/docs.", "请求体格式不符，见 /api/v1/docs。";
    bad_request = BAD_REQUEST, "bad_request", "The request can't be understood. See /api/v1/docs.", "无法理解该请求，见 /api/v1/docs。";
    timeout = REQUEST_TIMEOUT, "timeout", "The request came too slowly. Send it again over a faster connection.", "请求传输过慢，请换用更快的连接重试。";
    too_many_requests = TOO_MANY_REQUESTS, "too_many_requests", "Too many requests. Wait, then send it again.", "请求过多，请稍后重试。";
    busy = SERVICE_UNAVAILABLE, "busy", "The server is busy. Wait, then send it again.", "服务繁忙，请稍后重试。";
}

impl Problem {
    /// A problem whose detail `say` gives in each language.
    pub fn new(status: StatusCode, code: &'static str, say: impl Fn(Lang) -> String) -> Problem {
        let detail = [say(Lang::En), say(Lang::Zh)];
        Problem { status, code, detail, more: Map::new(), retry_after: None }
    }

    /// An error of the server's own.
    pub fn internal() -> Problem {
        Problem::from(Error::Internal("the server".into()))
    }

    /// A page's reason, for an answer that can only be a picture.
    pub fn page(reason: &Reason) -> Problem {
        let code = reason.code;
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code.as_str(), |lang| code.told(lang))
    }

    /// The same with a member more.
    pub fn with(mut self, name: &str, value: Value) -> Problem {
        self.more.insert(name.to_owned(), value);
        self
    }

    /// The same with the time after which to try again.
    pub fn after(mut self, wait: Duration) -> Problem {
        self.retry_after = Some(wait);
        self
    }

    /// The members in one language.
    pub fn members(&self, lang: Lang) -> Value {
        let [en, zh] = &self.detail;
        let mut members = json!({
            "type": "about:blank",
            "title": title(self.status, lang),
            "status": self.status.as_u16(),
            "code": self.code,
            "detail": lang.pick(en, zh),
        });
        if let Value::Object(all) = &mut members {
            all.extend(self.more.clone());
        }
        members
    }

    /// The whole answer in one language.
    pub fn answer(&self, lang: Lang) -> Response<Body> {
        let mut response = Response::new(Body::from(self.members(lang).to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(wait) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The status in words.
fn title(status: StatusCode, lang: Lang) -> &'static str {
    let zh = match status.as_u16() {
        400 => "请求有误",
        401 => "未登录",
        403 => "无权限",
        404 => "未找到",
        405 => "方法不支持",
        406 => "格式不支持",
        408 => "超时",
        409 => "冲突",
        413 => "内容过大",
        415 => "格式不支持",
        421 => "主机不符",
        422 => "无法处理",
        429 => "请求过多",
        503 => "服务繁忙",
        _ => "服务器错误",
    };
    lang.pick(status.canonical_reason().unwrap_or("Error"), zh)
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        if matches!(&error, Error::Usage(Detail::Busy(_))) {
            // The client isn't told which folder is busy.
            return Problem::busy().after(ANOTHERS);
        }
        if error.exit() == Exit::Usage {
            return Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "usage", |lang| error.say(lang));
        }
        // The error's own text may hold paths, so the client gets only the cure.
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", |lang| {
            let what = lang.pick("The server failed. ", "服务器出错。");
            format!("{what}{}", error.cure(lang))
        })
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}
