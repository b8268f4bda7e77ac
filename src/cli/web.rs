//! What `review` and `serve` share: the address, the tokens, and how they end.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use blindmask::web::auth::Tokens;
use blindmask::web::{Door, Server, Settings};

use super::common::{say, warn};

/// How to stop, in both languages.
const STOP: (&str, &str) = (
    "Stop with Ctrl-C (pages in hand are finished), or close this window.",
    "按 Ctrl-C 停止（正在处理的页面会做完），或关闭此窗口。",
);
const NO_BROWSER: (&str, &str) =
    ("No browser could be started: open the address yourself.", "无法启动浏览器，请自行打开上述地址。");

/// Writing requests of one caller in a minute: ten a second, more than a reviewer can decide.
const PER_MINUTE: u32 = 600;

/// Names the folder in which systemd hands files over to a service (`LoadCredential=`).
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

#[derive(clap::Args)]
pub struct Listen {
    /// Address and port to listen on; any but a loopback address needs --tokens 监听地址
    #[arg(long, value_name = "ADDR:PORT", default_value_t = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0))]
    bind: SocketAddr,
    /// File of tokens made by `blindmask token`; who has none gets nothing 令牌文件
    #[arg(long, value_name = "FILE")]
    tokens: Option<PathBuf>,
    /// Name under which a reverse proxy is asked for (may be repeated) 反向代理的主机名
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Most writing requests of one caller in a minute 每分钟请求上限
    #[arg(long, value_name = "N", default_value_t = PER_MINUTE)]
    per_minute: u32,
    /// Open the page in the default browser 在浏览器中打开
    #[arg(long)]
    open: bool,
}

impl Listen {
    /// Tokens and roles, read before anything slow begins.
    pub fn tokens(&self) -> Result<Option<Tokens>, Error> {
        let Some(path) = &self.tokens else { return Ok(None) };
        let credential =
            std::env::var_os(CREDENTIALS).is_some_and(|folder| path.parent() == Some(Path::new(&folder)));
        let load = if credential { Tokens::load_credential } else { Tokens::load };
        load(path).map(Some)
    }

    /// Serves until Ctrl-C.
    pub fn run(&self, door: Door, tokens: Option<Tokens>, lang: Lang) -> Result<Exit, Error> {
        let settings = Settings {
            tokens,
            hosts: self.host.clone(),
            lang,
            per_minute: self.per_minute,
            ..Settings::on(self.bind)
        };
        let server = Server::bind(door, settings)?;
        let handle = server.handle();
        ctrlc::set_handler(move || handle.stop()).map_err(|e| Error::Internal(e.to_string().into()))?;
        let address = format!("http://{}/", server.address());
        say(&address);
        // A user who had the page opened by a double click saw no command line, and may read either language.
        let heard = if self.open { &[Lang::Zh, Lang::En][..] } else { &[lang] };
        for lang in heard {
            warn(lang.pick(STOP.0, STOP.1));
        }
        if self.open && !opened(&address) {
            for lang in heard {
                warn(lang.pick(NO_BROWSER.0, NO_BROWSER.1));
            }
        }
        server.run().map(|()| Exit::Done)
    }
}

/// Starts the default browser.
fn opened(address: &str) -> bool {
    let (program, args): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(args).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().is_ok()
}
