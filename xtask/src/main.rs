//! `cargo xtask`: everything one does with this repository.

mod audit;
mod bench;
mod browsers;
mod bundle;
mod check;
mod circles;
mod counts;
mod declarations;
mod demo;
mod engines;
mod entries;
mod entry_tests;
mod fleet;
mod generate;
mod groups;
mod idle;
mod kept;
mod manifest;
mod modules;
mod native_tests;
mod no_wasm;
mod node_tests;
mod npm;
mod package;
mod packing;
mod page;
mod platforms;
mod prepared;
mod project;
mod random_policies;
mod record;
mod reference;
mod release;
mod rust;
mod sbom;
mod server;
mod sizes;
mod step;
mod test;
mod tools;
mod traps;
mod verify;
mod wasm_tests;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::groups::{Choice, Group};

/// Build, test, check and measure holdfast-fetch.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, start the demo page and stay until Ctrl-C
    Demo {
        /// Port on 127.0.0.1; a free one is taken when it is in use
        #[arg(long, default_value_t = 7503)]
        port: u16,
    },
    /// Run the tests and count them
    Test {
        /// Only these groups, separated by commas
        #[arg(long, value_delimiter = ',')]
        only: Vec<Group>,
        /// Of these groups only the files, or where they are in Rust the tests, with this in their name; repeatable
        #[arg(long, value_name = "NAME", requires = "only")]
        file: Vec<String>,
        /// The whole matrix: everything in all three engines
        #[arg(long, conflicts_with = "file")]
        all: bool,
        /// Run the whole matrix, and write docs/platforms.md from what its engines and consumers reported
        #[arg(long, conflicts_with_all = ["only", "file"])]
        write_platforms: bool,
    },
    /// Formatting, lints, documentation, types and the package's shape
    Check,
    /// Licences, sources and known vulnerabilities of what this depends on, and a list of it in target/sbom/
    Audit {
        /// Fail where a database cannot be reached, instead of only saying so
        #[arg(long)]
        online: bool,
    },
    /// What must hold before a tag such as v1.0.0 is published
    ReleaseCheck { tag: String },
    /// Build the npm package into pkg/ and pack it into target/package/
    Package,
    /// Compile the package's WebAssembly in another folder, and compare it byte by byte with what a tarball holds
    Verify {
        /// One from the registry, say; without it, the package is built and compared with itself
        tarball: Option<PathBuf>,
    },
    /// Write what is made from the table of options and from the codes
    Generate {
        /// Write nothing, and fail if anything would be written otherwise
        #[arg(long)]
        check: bool,
        /// Print so many random policies instead, and what the crate's reader makes of each
        #[arg(long, conflicts_with = "check")]
        policies: Option<u32>,
        /// Which policies these are
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Write the API reference, docs/api, from the package's types
    Docs,
    /// Build the fleet simulator for browsers into target/simulator/
    Fleet,
    /// Measure size, CPU, memory and start beside other packages, and the simulator natively and in browsers
    Bench {
        /// Only these benches, separated by commas, such as `overhead,retry`: benches/README.md lists them
        #[arg(long, value_delimiter = ',')]
        only: Vec<String>,
        /// Print the tables without writing them to docs/benchmarks.md
        #[arg(long)]
        no_write: bool,
        /// Few and short rounds, to see that all works; writes nothing
        #[arg(long)]
        quick: bool,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Demo { port } => demo::run(port),
        // Its last line is the count of tests, so it must not be followed by a message.
        Task::Test { only, file, all, write_platforms } => {
            let forgotten = if write_platforms { platforms::forget() } else { Ok(()) };
            let tests = test::run(&only, Choice { all: all || write_platforms, files: file });
            let written = forgotten.and_then(|()| if write_platforms { platforms::write() } else { Ok(()) });
            return written.map_or_else(|error| fail(&error), |()| tests);
        }
        Task::Check => check::run(),
        Task::Audit { online } => audit::run(online),
        Task::ReleaseCheck { tag } => release::run(&tag),
        Task::Package => package::run().map(drop),
        Task::Verify { tarball } => verify::run(tarball),
        Task::Generate { policies: Some(count), seed, .. } => generate::print_policies(count, seed),
        Task::Generate { check: true, .. } => generate::is_up_to_date(),
        Task::Generate { .. } => generate::run(),
        Task::Docs => reference::run(),
        Task::Fleet => fleet::build().map(drop),
        Task::Bench { only, no_write, quick } => bench::run(&only, no_write, quick),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&error),
    }
}

fn fail(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    ExitCode::FAILURE
}
