//! Checks every request: first the host, then whether another site's page sent it, then the rate, then the role. Gives every
//! answer its language and headers, and counts it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, Uri, header};
use axum::middleware::Next;

use super::auth::{Caller, Role};
use super::extract::drain;
use super::problem::Problem;
use super::route::Who;
use super::{App, Shared};
use crate::lang::Lang;

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The language that was asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked(pub Lang);

/// No inline script or style, nothing from elsewhere, in no frame (Content Security Policy Level 3).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// What a reading request costs of the rate, where a writing one costs 1.
const READING: f64 = 0.1;
/// The header that no page of another site can send without asking first.
const OWN_PAGE: &str = "x-blindmask";

/// Lets a request pass or refuses it, and finishes the answer.
pub async fn guard(State(app): Shared, mut request: Request, next: Next) -> Response<Body> {
    let started = Instant::now();
    let lang = language(request.headers()).unwrap_or(app.lang);
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let api = request.uri().path().starts_with("/api/");
    let mut response = match pass(&app, &mut request, route.as_deref()) {
        Ok(()) => {
            request.extensions_mut().insert(Asked(lang));
            next.run(request).await
        }
        Err(problem) => {
            drain(request.into_body());
            axum::response::IntoResponse::into_response(problem)
        }
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        response = problem.answer(lang);
    }
    finish(response.headers_mut(), api, lang);
    let method = if known(&method) { method.as_str() } else { "other" };
    let route = route.as_deref().unwrap_or("other");
    app.metrics.answered(method, route, response.status().as_u16(), started.elapsed());
    response
}

fn known(method: &Method) -> bool {
    matches!(
        *method,
        Method::GET | Method::HEAD | Method::POST | Method::DELETE | Method::PUT | Method::OPTIONS
    )
}

fn pass(app: &Arc<App>, request: &mut Request, route: Option<&str>) -> Result<(), Problem> {
    let host = host(request.headers(), request.uri()).ok_or_else(Problem::misdirected)?;
    if !is_ours(&host, &app.hosts) {
        return Err(Problem::misdirected());
    }
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let caller = caller(app, request.headers());
    own_site(request, &host, writes, caller.as_ref())?;
    let peer = request.extensions().get::<Peer>().map(|p| p.0.ip().to_string()).unwrap_or_default();
    let key = caller.as_ref().and_then(|c| c.who.clone()).unwrap_or(peer);
    app.buckets.take(&key, if writes { 1.0 } else { READING }, Instant::now()).map_err(|wait| {
        app.metrics.refused.fetch_add(1, Ordering::Relaxed);
        Problem::too_many_requests().after(wait)
    })?;
    // Without a token nobody learns which addresses below /api exist.
    let who = match route {
        Some(route) => app.routes.who_may(request.method(), route),
        None if request.uri().path().starts_with("/api/") => Who::Known,
        None => Who::Anyone,
    };
    match (who, &caller) {
        (Who::Anyone, _) | (Who::Known, Some(_)) => {}
        (Who::Roles(roles), Some(caller)) if roles.contains(&caller.role) => {}
        (_, Some(_)) => return Err(Problem::forbidden()),
        (_, None) => return Err(Problem::unauthenticated()),
    }
    if let Some(caller) = caller {
        request.extensions_mut().insert(caller);
    }
    Ok(())
}

/// Who asks. Without tokens everybody who reaches the loopback address is the operator.
fn caller(app: &App, headers: &HeaderMap) -> Option<Caller> {
    match &app.tokens {
        Some(tokens) => tokens.of(headers),
        None => Some(Caller { role: Role::Operator, who: None, by_cookie: false }),
    }
}

/// The host that the client means, without the port, and with it.
struct Host {
    name: String,
    whole: String,
}

fn host(headers: &HeaderMap, uri: &Uri) -> Option<Host> {
    let mut all = headers.get_all(header::HOST).iter();
    let given = all.next().and_then(|v| v.to_str().ok()).or(uri.authority().map(|a| a.as_str()))?;
    if all.next().is_some() {
        return None;
    }
    // A user's name in a Host header (`a@b`) serves to deceive.
    let authority: axum::http::uri::Authority = given.parse().ok().filter(|_| !given.contains('@'))?;
    Some(Host { name: authority.host().to_ascii_lowercase(), whole: given.to_ascii_lowercase() })
}

/// A page of another site whose name is made to point here (DNS rebinding) still asks for that name: only addresses,
/// `localhost` and registered names pass.
fn is_ours(host: &Host, more: &[String]) -> bool {
    let bare = host.name.trim_start_matches('[').trim_end_matches(']');
    bare.parse::<IpAddr>().is_ok() || host.name == "localhost" || more.contains(&host.name)
}

/// Refuses what another site's page made a browser send. Clients that aren't browsers send none of these headers.
fn own_site(request: &Request, host: &Host, writes: bool, caller: Option<&Caller>) -> Result<(), Problem> {
    let headers = request.headers();
    let text = |name: &str| headers.get(name).map(|v| v.to_str().unwrap_or("?"));
    let guarded = writes || request.uri().path().starts_with("/api/");
    match text("sec-fetch-site") {
        Some("cross-site" | "same-site") if guarded => return Err(Problem::cross_site()),
        _ => {}
    }
    if let Some(origin) = text("origin").filter(|_| writes) {
        let same = origin.split_once("://").is_some_and(|(_, rest)| rest.to_ascii_lowercase() == host.whole);
        if !same {
            return Err(Problem::cross_site());
        }
    }
    if writes && caller.is_some_and(|c| c.by_cookie) && !headers.contains_key(OWN_PAGE) {
        return Err(Problem::cross_site());
    }
    Ok(())
}

/// The first language of the list that is one of ours.
fn language(headers: &HeaderMap) -> Option<Lang> {
    let list = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    list.split(',').find_map(|tag| {
        let tag = tag.trim().to_ascii_lowercase();
        match tag.get(..2) {
            Some("zh") => Some(Lang::Zh),
            Some("en") => Some(Lang::En),
            _ => None,
        }
    })
}

fn finish(headers: &mut HeaderMap, api: bool, lang: Lang) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value));
    };
    set(header::CONTENT_SECURITY_POLICY, POLICY);
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::X_FRAME_OPTIONS, "DENY");
    set(header::REFERRER_POLICY, "no-referrer");
    set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(header::CONTENT_LANGUAGE, lang.pick("en", "zh-CN"));
    set(header::VARY, "Accept-Language, Cookie, Authorization");
    if api && !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn ours(host_header: &str) -> bool {
        let headers = HeaderMap::from_iter([(header::HOST, HeaderValue::from_str(host_header).unwrap())]);
        host(&headers, &Uri::from_static("/"))
            .is_some_and(|h| is_ours(&h, &["review.example.org".to_owned()]))
    }

    #[test]
    fn only_addresses_and_registered_names_are_ours() {
        for good in [
            "127.0.0.1:8080",
            "localhost:1",
            "LOCALHOST",
            "[::1]:80",
            "192.168.0.7",
            "review.example.org:443",
        ] {
            assert!(ours(good), "{good}");
        }
        for bad in [
            "evil.example",
            "127.0.0.1.evil.example:80",
            "review.example.org.evil.example",
            "",
            "local host",
            "a@b@127.0.0.1",
        ] {
            assert!(!ours(bad), "{bad}");
        }
    }

    #[test]
    fn the_first_language_that_is_ours_counts() {
        let said = |list: &str| {
            language(&HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, HeaderValue::from_str(list).unwrap())]))
        };
        assert_eq!(said("de, zh-CN;q=0.9, en"), Some(Lang::Zh));
        assert_eq!(said("en-GB,zh"), Some(Lang::En));
        assert_eq!(said("*"), None);
        assert_eq!(said("é").map(|_| ()), None);
    }
}
