//! The servers for browsers and programs: review of a run, self-check, and the API under `/api/v1`.
//!
//! There is one server; its [`Door`] decides what it serves. It calls the same functions of the library as the command
//! line, and a page goes through the same contained pipeline. Nothing here prints or reads the environment.
//!
//! - `routes` is the one table of routes, each a `route`: path, roles, handler, and its entry in `openapi.json` (`openapi`)
//! - `guard` checks every request: host, origin, rate, role, headers; [`auth`] holds tokens and roles, `rate` counts
//!   requests per minute, `metrics` counts everything else
//! - `problem` is an error (RFC 9457), `extract` reads what handlers need, `listen` accepts and ends connections
//! - [`review`] and [`serve`] are the two doors, [`assets`] their pages

pub mod assets;
pub mod auth;
mod common;
mod events;
mod extract;
mod guard;
mod listen;
mod metrics;
mod openapi;
mod problem;
mod rate;
pub mod review;
mod route;
mod routes;
pub mod serve;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

pub use listen::{Handle, Server};

use self::auth::Tokens;
use self::metrics::Metrics;
use self::rate::Buckets;
use self::route::Table;
use crate::lang::Lang;

/// What a server serves.
pub enum Door {
    /// Review of one run.
    Review(review::Review),
    /// Self-check and redaction of uploads.
    Serve(serve::Serve),
}

/// How a server is set up.
pub struct Settings {
    /// Where it listens; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Who may do what; `None`: everybody who reaches a loopback address is the operator.
    pub tokens: Option<Tokens>,
    /// Names under which it may be asked for, besides `localhost` and addresses: those of a reverse proxy.
    pub hosts: Vec<String>,
    /// Language of answers that don't ask for one.
    pub lang: Lang,
    /// Writing requests of one caller per minute; reading ones may be ten times as many.
    pub per_minute: u32,
    /// Connections at a time.
    pub connections: usize,
    /// Longest time for the head of a request.
    pub head: Duration,
    /// A body has this long in any case, and longer only while it comes fast enough.
    pub body: Duration,
}

impl Settings {
    /// The defaults on a loopback address.
    pub fn on(bind: SocketAddr) -> Settings {
        Settings {
            bind,
            tokens: None,
            hosts: Vec::new(),
            lang: Lang::default(),
            per_minute: 600,
            connections: 512,
            head: Duration::from_secs(10),
            body: Duration::from_secs(20),
        }
    }
}

/// What all handlers share.
pub struct App {
    door: Door,
    routes: Table,
    tokens: Option<Tokens>,
    hosts: Vec<String>,
    lang: Lang,
    buckets: Buckets,
    body: Duration,
    metrics: Metrics,
    /// True once the server is told to end.
    stopping: tokio::sync::watch::Receiver<bool>,
}

impl App {
    fn review(&self) -> Option<&review::Review> {
        match &self.door {
            Door::Review(review) => Some(review),
            Door::Serve(_) => None,
        }
    }

    fn serve(&self) -> Option<&serve::Serve> {
        match &self.door {
            Door::Serve(serve) => Some(serve),
            Door::Review(_) => None,
        }
    }
}

type Shared = axum::extract::State<Arc<App>>;
