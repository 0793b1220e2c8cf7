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
    /// What it is, for people.
    what: &'static str,
    /// Debian's packages that bring it.
    packages: &'static [&'static str],
}

const CHROME: Wanted = Wanted {
    variable: "CHROME",
    names: &["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"],
    what: "Chromium",
    packages: &["chromium", "chromium-driver"],
};
const CHROMEDRIVER: Wanted = Wanted {
    variable: "CHROMEDRIVER",
    names: &["chromedriver"],
    what: "the driver of Chromium",
    packages: CHROME.packages,
};
const FIREFOX: Wanted = Wanted {
    variable: "FIREFOX",
    names: &["firefox", "firefox-esr"],
    what: "Firefox",
    packages: &["firefox-esr"],
};
const WEBKIT_DRIVER: Wanted = Wanted {
    variable: "WEBKIT_DRIVER",
    names: &["WebKitWebDriver"],
    what: "WebKitGTK with its driver",
    packages: &["webkit2gtk-driver", "xvfb", "xauth", "dbus", "dbus-x11"],
};
const XVFB_RUN: Wanted = Wanted {
    variable: "XVFB_RUN",
    names: &["xvfb-run"],
    what: "Xvfb, the X server in memory that WebKitGTK draws on,",
    packages: WEBKIT_DRIVER.packages,
};

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

pub fn webkit_driver() -> Result<PathBuf> {
    XVFB_RUN.find_or_install()?;
    WEBKIT_DRIVER.find_or_install()
}

/// Runs a command with a screen in memory, which WebKitGTK needs.
pub fn xvfb_run() -> Result<PathBuf> {
    XVFB_RUN.find_or_install()
}

impl Wanted {
    fn find_or_install(&self) -> Result<PathBuf> {
        if self.find().is_none() && may_install() {
            install(self.packages)?;
        }
        self.find().with_context(|| self.missing())
    }

    fn find(&self) -> Option<PathBuf> {
        if let Some(path) = std::env::var_os(self.variable) {
            return Some(path.into());
        }
        let path = std::env::var_os("PATH")?;
        let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
        self.names.iter().find_map(|name| dirs.iter().map(|dir| dir.join(name)).find(|file| file.is_file()))
    }

    fn missing(&self) -> String {
        format!(
            "{} is not here; install it (on Debian: {}), or set {} to the path of {}",
            self.what,
            self.packages.join(" "),
            self.variable,
            self.names[0]
        )
    }
}

/// On Debian and its kin, as root: a container or a build machine.
fn may_install() -> bool {
    let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    root && std::path::Path::new("/usr/bin/apt-get").exists()
}

fn install(packages: &[&str]) -> Result<()> {
    step(&format!("apt-get install {}", packages.join(" ")), || {
        cmd!("apt-get", "update").run().context("`apt-get update` failed; its message is above")?;
        let arguments = ["install", "-y", "--no-install-recommends"].iter().chain(packages);
        cmd("apt-get", arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .run()
            .context("`apt-get install` failed; its message is above")?;
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::{WEBKIT_DRIVER, XVFB_RUN};

    #[test]
    fn what_is_missing_is_named_with_a_way_to_get_it() {
        assert_eq!(
            WEBKIT_DRIVER.missing(),
            "WebKitGTK with its driver is not here; install it (on Debian: webkit2gtk-driver xvfb xauth dbus \
             dbus-x11), or set WEBKIT_DRIVER to the path of WebKitWebDriver"
        );
        assert!(
            XVFB_RUN
                .missing()
                .starts_with("Xvfb, the X server in memory that WebKitGTK draws on, is not here;")
        );
    }
}
