//! Tokens, roles and the session cookie.
//!
//! A token is 32 random bytes. The file of tokens holds its plain SHA-256: guessing 32 random bytes is hopeless, so no slower
//! hash is needed.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use axum::http::{HeaderMap, HeaderValue, header};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::audit::decision::is_label;
use crate::audit::files::write_atomic_private;
use crate::audit::key::private;
use crate::digest::{hex, sha256};
use crate::error::{Detail, Error};

/// Name of the session cookie.
const COOKIE: &str = "blindmask";

/// What a token's holder may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Operator,
    /// Reviews a run.
    Reviewer,
    /// Reads records and released pages.
    Auditor,
    /// Has own pages checked.
    Applicant,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Operator, Role::Reviewer, Role::Auditor, Role::Applicant];

    /// The word of the file of tokens.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Operator => "operator",
            Role::Reviewer => "reviewer",
            Role::Auditor => "auditor",
            Role::Applicant => "applicant",
        }
    }
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// What they may do.
    pub role: Role,
    /// The token's label; `None` where there are no tokens.
    pub who: Option<String>,
    /// True when the token came in the session cookie, which a browser adds by itself.
    pub by_cookie: bool,
}

struct Entry {
    role: Role,
    label: String,
    hash: String,
}

/// The tokens of a server: a line each, `role label sha256`.
pub struct Tokens(Vec<Entry>);

impl Tokens {
    /// Reads a file of tokens that its owner alone may read. Empty lines, and lines that begin with `#`, are passed over.
    ///
    /// # Errors
    /// [`Error::Key`] when others may read the file, a line isn't one, a label stands twice, or there is no token.
    pub fn load(path: &Path) -> Result<Tokens, Error> {
        private(path)?;
        Tokens::load_credential(path)
    }

    /// Reads a file that the service manager handed over in a folder which only the service can enter. systemd from 254 on gives the service access by
    /// an access list, and then the mode says that a group may read the file, although none can.
    ///
    /// # Errors
    /// Those of [`Tokens::load`] but the first.
    pub fn load_credential(path: &Path) -> Result<Tokens, Error> {
        let wrong = |problem: Detail| Error::Key { path: path.to_owned(), problem };
        let text = fs::read_to_string(path).map_err(|e| wrong(e.kind().into()))?;
        let mut entries: Vec<Entry> = Vec::new();
        for (number, line) in
            (1..).zip(text.lines()).filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let entry = entry(line).ok_or_else(|| wrong(Detail::TokenLine(number)))?;
            if entries.iter().any(|e| e.label == entry.label) {
                return Err(wrong(Detail::TokenLabel(number)));
            }
            entries.push(entry);
        }
        if entries.is_empty() {
            return Err(wrong(Detail::NoTokens));
        }
        Ok(Tokens(entries))
    }

    /// Makes a token, adds its hash to the file, which only its owner may read, and gives the token: it can't be had a second time.
    ///
    /// # Errors
    /// [`Error::Usage`] for a label that is none or stands there; those of [`Tokens::load`].
    pub fn add(path: &Path, role: Role, label: &str) -> Result<String, Error> {
        if !is_label(label) {
            return Err(Error::Usage(Detail::Label));
        }
        let mut text = String::new();
        if path.exists() {
            if Tokens::load(path)?.0.iter().any(|e| e.label == label) {
                return Err(Error::Usage(Detail::SameLabel));
            }
            text = fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        }
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|e| Error::Internal(Detail::NoRandom(e.to_string())))?;
        let token = hex(&bytes);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        // Writing into a String can't fail.
        let _ = writeln!(text, "{} {label} {}", role.as_str(), sha256(token.as_bytes()));
        write_atomic_private(path, text.as_bytes())?;
        Ok(token)
    }

    /// Finds whose token that is. All lines are compared, each in constant time, so that timing tells nothing.
    fn caller(&self, token: &str, by_cookie: bool) -> Option<Caller> {
        let hash = sha256(token.as_bytes());
        let mut found = None;
        for entry in &self.0 {
            if bool::from(entry.hash.as_bytes().ct_eq(hash.as_bytes())) {
                found = Some(entry);
            }
        }
        found.map(|e| Caller { role: e.role, who: Some(e.label.clone()), by_cookie })
    }

    /// Who sent these headers; `None` without a valid token. With an invalid bearer token the cookie doesn't count.
    pub(super) fn of(&self, headers: &HeaderMap) -> Option<Caller> {
        if let Some(value) = headers.get(header::AUTHORIZATION) {
            let text = value.to_str().ok()?;
            let (scheme, token) = text.split_once(' ')?;
            return scheme.eq_ignore_ascii_case("bearer").then(|| self.caller(token.trim(), false))?;
        }
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
        let mut pairs = cookies.flat_map(|v| v.split(';')).filter_map(|p| p.trim().split_once('='));
        let (_, token) = pairs.find(|(name, _)| *name == COOKIE)?;
        self.caller(token, true)
    }

    /// True for a token of this server.
    pub(super) fn knows(&self, token: &str) -> bool {
        self.caller(token, false).is_some()
    }
}

fn entry(line: &str) -> Option<Entry> {
    let mut words = line.split_whitespace();
    let (role, label, hash) = (words.next()?, words.next()?, words.next()?);
    let role = Role::ALL.into_iter().find(|r| r.as_str() == role)?;
    let whole = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    (whole && is_label(label) && words.next().is_none()).then(|| Entry {
        role,
        label: label.to_owned(),
        hash: hash.to_owned(),
    })
}

/// The cookie that keeps a session, or ends it.
pub(super) fn cookie(token: Option<&str>) -> Option<HeaderValue> {
    let (value, age) = token.map_or(("", "; Max-Age=0"), |t| (t, ""));
    HeaderValue::from_str(&format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Strict{age}")).ok()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())])
    }

    #[test]
    fn only_the_hash_of_a_token_is_kept_and_only_it_opens() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens");
        let token = Tokens::add(&path, Role::Reviewer, "审核一").unwrap();
        let other = Tokens::add(&path, Role::Auditor, "a2").unwrap();
        assert!(matches!(Tokens::add(&path, Role::Operator, "a2"), Err(Error::Usage(_))));
        let text = fs::read_to_string(&path).unwrap();
        assert!(!text.contains(&token) && !text.contains(&other));
        let tokens = Tokens::load(&path).unwrap();
        let caller = tokens.of(&headers(header::AUTHORIZATION, &format!("Bearer {token}"))).unwrap();
        assert_eq!(
            (caller.role, caller.who.as_deref(), caller.by_cookie),
            (Role::Reviewer, Some("审核一"), false)
        );
        let caller = tokens.of(&headers(header::COOKIE, &format!("x=1; {COOKIE}={other}"))).unwrap();
        assert_eq!((caller.role, caller.by_cookie), (Role::Auditor, true));
        let hash = sha256(token.as_bytes());
        for bad in
            [format!("Bearer {hash}"), format!("Basic {token}"), "Bearer".to_owned(), "Bearer ".to_owned()]
        {
            assert_eq!(tokens.of(&headers(header::AUTHORIZATION, &bad)), None, "{bad}");
        }
        assert_eq!(tokens.of(&HeaderMap::new()), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens");
        Tokens::add(&path, Role::Operator, "o").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(Tokens::load(&path), Err(Error::Key { .. })));
    }

    #[test]
    fn lines_that_are_none_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tokens");
        for text in ["", "# none\n", "reviewer r1 abc\n", "king r1 {}\n", "reviewer r 1 {}\n"] {
            write_atomic_private(&path, text.replace("{}", &sha256(b"x")).as_bytes()).unwrap();
            assert!(matches!(Tokens::load(&path), Err(Error::Key { .. })), "{text}");
        }
    }
}
