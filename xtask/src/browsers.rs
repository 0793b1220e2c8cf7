//! Finds the browsers that the tests drive, and installs them where that is a plain command.

use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

use anyhow::{Context, Result};
use duct::cmd;

use crate::step::step;

/// A program that is not built here.
struct Wanted {
    /// The environment variable that names it.
    variable: &'static str,
    /// What it may be called on PATH.
    names: &'static [&'static str],
}

const CHROME: Wanted = Wanted {
    variable: "CHROME",
    names: &["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"],
};
const CHROMEDRIVER: Wanted = Wanted { variable: "CHROMEDRIVER", names: &["chromedriver"] };
const FIREFOX: Wanted = Wanted { variable: "FIREFOX", names: &["firefox", "firefox-esr"] };

pub fn chrome() -> Result<PathBuf> {
    CHROME.find_or_install()
}

pub fn chromedriver() -> Result<PathBuf> {
    CHROME.find_or_install()?;
    CHROMEDRIVER.find_or_install()
}

pub fn firefox() -> Result<PathBuf> {
    FIREFOX.find_or_install()
}

impl Wanted {
    fn find_or_install(&self) -> Result<PathBuf> {
        if self.find().is_none() && may_install() {
            install()?;
        }
        self.find().with_context(|| {
            format!(
                "there is no {} here; install Chromium with its driver and Firefox, or set {} to its path",
                self.names[0], self.variable
            )
        })
    }

    fn find(&self) -> Option<PathBuf> {
        if let Some(path) = std::env::var_os(self.variable) {
            return Some(path.into());
        }
        let path = std::env::var_os("PATH")?;
        let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
        self.names.iter().find_map(|name| dirs.iter().map(|dir| dir.join(name)).find(|file| file.is_file()))
    }
}

/// On Debian and its kin, as root: a container or a build machine.
fn may_install() -> bool {
    let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    root && std::path::Path::new("/usr/bin/apt-get").exists()
}

fn install() -> Result<()> {
    step("apt-get install chromium chromium-driver firefox-esr", || {
        cmd!("apt-get", "update").run().context("`apt-get update` failed; its message is above")?;
        cmd!(
            "apt-get",
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
            "chromium-driver",
            "firefox-esr"
        )
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run()
        .context("`apt-get install` failed; its message is above")?;
        Ok(())
    })
}
