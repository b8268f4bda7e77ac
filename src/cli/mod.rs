//! The command line: one file per subcommand, with its arguments and `execute`. Only this folder parses arguments,
//! reads the environment and prints.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod apply;
mod check;
mod common;
mod dry_run;
mod environment;
mod eval;
mod redact;
mod report;
#[cfg(feature = "web")]
mod review;
#[cfg(feature = "web")]
mod serve;
mod table;
#[cfg(feature = "web")]
mod token;
mod usage;
mod verify;
#[cfg(feature = "web")]
mod web;

use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

use blindmask::error::{Error, Exit};
use blindmask::lang::Lang;
use clap::{Parser, Subcommand, ValueEnum};

const AFTER_HELP: &str =
    "Without arguments: the self-check page in the browser   不带参数：在浏览器中打开自查页面

Exit codes:
  0  done, nothing held                     完成，无待人工文件
  1  internal failure                       内部错误
  2  usage                                  用法或花名册有误
  3  done, something is held                完成，有文件待人工处理
  4  check: a name is visible               check：仍可见姓名
  5  verify: proof failed                   verify：验证未通过";

/// Finds the applicant's own name in scanned attachments, covers it for good and proves what was done.
#[derive(Parser)]
#[command(version, about = "Finds the applicant's own name in scanned attachments, covers it for good and proves what was done.\n为职称盲评遮盖附件中申报人本人的姓名，并留下可核验的记录。", after_help = AFTER_HELP)]
struct Args {
    #[command(subcommand)]
    command: Command,
    /// Language of messages 提示语言
    #[arg(long, global = true, value_enum, default_value = "en")]
    lang: LangArg,
}

#[derive(Clone, Copy, ValueEnum)]
enum LangArg {
    En,
    Zh,
}

#[derive(Subcommand)]
enum Command {
    Redact(redact::Args),
    Check(check::Args),
    Verify(verify::Args),
    #[cfg(feature = "web")]
    Review(review::Args),
    Apply(apply::Args),
    #[cfg(feature = "web")]
    Serve(serve::Args),
    #[cfg(feature = "web")]
    Token(token::Args),
    Report(report::Args),
    Eval(eval::Args),
}

impl Command {
    /// What it is to the machine.
    fn kind(&self) -> environment::Kind {
        #[cfg(feature = "web")]
        if let Command::Review(_) | Command::Serve(_) = self {
            return environment::Kind::Server;
        }
        environment::Kind::Run
    }
}

/// What no arguments mean: a double click, which can give none.
const CLICKED: [&str; 2] = ["serve", "--open"];

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    let mut given: Vec<OsString> = std::env::args_os().collect();
    let clicked = cfg!(feature = "web") && given.len() == 1;
    if clicked {
        given.extend(CLICKED.map(OsString::from));
    }
    let args = match Args::try_parse_from(&given) {
        Ok(args) => args,
        Err(e) => {
            if usage::wants_chinese(&given)
                && let Some(text) = usage::chinese(&e)
            {
                eprintln!("{text}");
                return ExitCode::from(Exit::Usage.code());
            }
            // Printing help fails only when the pipe is closed.
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { Exit::Usage.code() } else { Exit::Done.code() });
        }
    };
    let lang = match args.lang {
        LangArg::En => Lang::En,
        LangArg::Zh => Lang::Zh,
    };
    if let Err(error) = environment::prepare(args.command.kind()) {
        return ExitCode::from(report(&error, lang).code());
    }
    // A panic holds one image and is in its record; Rust's default message could quote text that was being read.
    std::panic::set_hook(Box::new(|_| {}));
    let result = match args.command {
        Command::Redact(args) => redact::execute(args, lang),
        Command::Check(args) => check::execute(args, lang),
        Command::Verify(args) => verify::execute(args, lang),
        #[cfg(feature = "web")]
        Command::Review(args) => review::execute(&args, lang),
        #[cfg(feature = "web")]
        Command::Serve(args) => serve::execute(&args, lang),
        #[cfg(feature = "web")]
        Command::Token(args) => token::execute(&args, lang),
        Command::Apply(args) => apply::execute(args, lang),
        Command::Report(args) => report::execute(args, lang),
        Command::Eval(args) => eval::execute(&args, lang),
    };
    let exit = result.unwrap_or_else(|error| {
        let exit = report(&error, lang);
        if clicked {
            report(&error, Lang::Zh);
            wait_for_enter();
        }
        exit
    });
    ExitCode::from(exit.code())
}

/// A window that a double click opened closes with the program, and takes along what was said.
fn wait_for_enter() {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        eprintln!("按回车键关闭。 Press Enter to close.");
        // Nothing to be done when it fails: the window closes then.
        let _ = stdin.read_line(&mut String::new());
    }
}

fn report(error: &Error, lang: Lang) -> Exit {
    eprintln!("{}{}", lang.pick("error: ", "错误："), error.say(lang));
    eprintln!("{}", error.cure(lang));
    error.exit()
}
