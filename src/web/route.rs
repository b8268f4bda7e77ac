//! What a route is: path, role, what is sent and answered, and the handler. `routes` has the table of them; the guard and the
//! description of the interface look routes up in it.

use std::sync::Arc;

use axum::http::Method;
use axum::routing::MethodRouter;
use schemars::Schema;
use schemars::generate::SchemaGenerator;

use super::auth::Role;
use super::{App, Door};

/// Who may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Anybody.
    Anyone,
    /// Anybody with a token.
    Known,
    /// Those with one of these roles.
    Roles(&'static [Role]),
}

/// At which door a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Both.
    Both,
    /// Review.
    Review,
    /// Self-check.
    Serve,
}

/// A JSON type, by the function that describes it.
pub type Described = fn(&mut SchemaGenerator) -> Schema;

/// What is sent.
#[derive(Clone, Copy)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Described),
    /// A form of files and names; true where it may say its `kind`.
    Form(bool),
}

/// What is answered.
#[derive(Clone, Copy)]
pub enum Gives {
    /// Nothing but a status.
    Nothing,
    /// JSON.
    Json(Described),
    /// A picture.
    Jpeg,
    /// An archive.
    Zip,
    /// Server-sent events.
    Events,
    /// Plain text.
    Text,
    /// The description itself.
    Any,
}

/// A route.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path, as the router and OpenAPI spell it alike.
    pub path: &'static str,
    /// Who may ask.
    pub who: Who,
    /// The door.
    pub at: At,
    /// What it does, in one line of English and one of Chinese.
    pub summary: (&'static str, &'static str),
    /// Its query.
    pub query: Option<Described>,
    /// What is sent.
    pub body: Body,
    /// Status and content of the answers that aren't errors.
    pub gives: &'static [(u16, Gives)],
    /// What answers it.
    pub handler: fn() -> MethodRouter<Arc<App>>,
}

impl Gives {
    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Gives::Nothing => "",
            Gives::Json(_) | Gives::Any => "application/json",
            Gives::Jpeg => "image/jpeg",
            Gives::Zip => "application/zip",
            Gives::Events => EVENTS,
            Gives::Text => "text/plain",
        }
    }
}

/// Media type of an event stream.
pub const EVENTS: &str = "text/event-stream";

/// A table of routes.
#[derive(Clone, Copy)]
pub struct Table(pub &'static [Route]);

impl Table {
    /// The routes of a door.
    pub fn of_door(self, door: &Door) -> impl Iterator<Item = &'static Route> {
        let other = match door {
            Door::Review(_) => At::Serve,
            Door::Serve(_) => At::Review,
        };
        self.0.iter().filter(move |route| route.at != other)
    }

    /// Who may ask for a route. Anybody may load the pages and their assets, which hold no data.
    pub fn who_may(self, method: &Method, path: &str) -> Who {
        let asked = if *method == Method::HEAD { &Method::GET } else { method };
        let mut of_path = self.0.iter().filter(|r| r.path == path).peekable();
        if of_path.peek().is_none() {
            return Who::Anyone;
        }
        // For a method that the route doesn't have, callers with a token get 405, and others 401.
        of_path.find(|r| r.method == *asked).map_or(Who::Known, |r| r.who)
    }
}
