//! The programme. What was typed goes in, an exit code comes out; everything
//! between is in `cli`, and everything that is not about a terminal is in the
//! library.

#![deny(missing_docs)]
#![forbid(unsafe_code)]

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
