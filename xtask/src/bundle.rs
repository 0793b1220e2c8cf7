//! From the crate to JavaScript: cargo, wasm-bindgen, wasm-opt, esbuild.
//!
//! Everything is gathered in one folder, so that the modules of pkg-template, the glue and the generated ones import each
//! other by plain relative names:
//!
//! | file | from |
//! |---|---|
//! | `*.js` | pkg-template |
//! | `holdfast_fetch_bg.js`, `snippets/` | wasm-bindgen, changed by [`crate::glue`] |
//! | `core.wasm`, `imports.js` | wasm-opt: the wasm, and the object it is instantiated with |
//! | `core.js` | [`crate::packing`]: the wasm as text |

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use duct::cmd;

use crate::glue::{Names, with_own_text, without_queue_microtask};
use crate::npm;
use crate::packing::{Packed, pack};
use crate::panics::without_wording;
use crate::project::{LIB, Metadata, NAME, WASM, cargo, root};
use crate::step::step;
use crate::tools;

/// Old enough for Node 18 and for browsers of 2022.
const TARGET: &str = "--target=es2022";

/// Makes the folder of modules, ready to be bundled.
pub fn gather(metadata: &Metadata) -> Result<PathBuf> {
    let stage = root().join("target/bindgen");
    let bindgen = tools::wasm_bindgen()?.join("wasm-bindgen");
    step("cargo build (the core, for wasm32)", || {
        cmd!(
            cargo(),
            "build",
            "--release",
            "--lib",
            "--package",
            NAME,
            "--target",
            WASM,
            "--config",
            without_paths()
        )
        .dir(root())
        .run()
        .context("the core did not compile; cargo's message is above")?;
        Ok(())
    })?;
    step("wasm-bindgen (the glue between wasm and JavaScript)", || {
        empty(&stage)?;
        let wasm = metadata.target.join(WASM).join("release").join(format!("{LIB}.wasm"));
        cmd!(bindgen, "--target", "bundler", "--no-typescript", "--out-dir", &stage, wasm)
            .run()
            .context("wasm-bindgen failed; its message is above")?;
        Ok(())
    })?;
    let names = step("wasm-opt (smaller wasm, short names)", || shrink(&stage))?;
    step("glue (short names, no queueMicrotask, text of our own)", || connect(&stage, &names))?;
    Ok(stage)
}

/// Panic messages name source files. Without this, they would carry this machine's folders to every visitor.
/// Of several prefixes that fit, the last one holds.
pub fn without_paths() -> String {
    let home = std::env::var("CARGO_HOME")
        .map(PathBuf::from)
        .ok()
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home.map(|home| home.join("registry/src"));
    // Each registry has a folder of its own, with its address in the name.
    let registries = sources.iter().flat_map(|dir| fs::read_dir(dir).into_iter().flatten());
    let registries = registries.filter_map(|entry| Some(entry.ok()?.path()));
    let flags: Vec<String> = sources
        .clone()
        .into_iter()
        .chain(registries)
        .chain([root()])
        .map(|dir| format!("'--remap-path-prefix={}='", dir.display()))
        .collect();
    format!("target.{WASM}.rustflags=[{}]", flags.join(", "))
}

/// What a bundle imports instead of holding it: bytes that runtimes compile themselves, and packages of which a
/// program must have one only, this one included.
const EXTERNAL: [&str; 3] = ["./core.wasm*", NAME, "@opentelemetry/api"];

/// Bundles one entry of the folder into a file that imports nothing but, for some, what is [`EXTERNAL`].
pub fn bundle(stage: &Path, entry: &str, format: &str, version: &str, out: &Path) -> Result<()> {
    let mut arguments = vec![
        entry.to_owned(),
        "--bundle".to_owned(),
        format!("--format={format}"),
        format!("--banner:js=// {NAME} {version}, made from Rust; the sources have the comments."),
        format!("--outfile={}", out.display()),
        "--log-level=warning".to_owned(),
        "--tree-shaking=true".to_owned(),
        TARGET.to_owned(),
    ];
    arguments.extend(EXTERNAL.map(|name| format!("--external:{name}")));
    if format == "cjs" {
        // Adds the hint by which `import` sees the names that a CommonJS file exports.
        arguments.push("--platform=node".to_owned());
    }
    cmd(npm::bin("esbuild"), arguments)
        .dir(stage)
        .run()
        .with_context(|| format!("esbuild could not bundle {entry}; its message is above"))?;
    Ok(())
}

/// Bundles and minifies what an application gets that imports one function.
pub fn as_imported(package: &Path, name: &str, out: &Path) -> Result<()> {
    let entry = format!("export {{ {name} }} from \"./dist/index.js\";");
    cmd!(
        npm::bin("esbuild"),
        "--bundle",
        "--minify",
        "--format=esm",
        "--log-level=warning",
        TARGET,
        format!("--outfile={}", out.display())
    )
    .dir(package)
    .stdin_bytes(entry)
    .run()
    .context("esbuild could not bundle the package as an application would; its message is above")?;
    Ok(())
}

/// Removes a folder's contents, or makes the folder.
pub fn empty(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).with_context(|| format!("could not clear {}", dir.display()))?;
    }
    fs::create_dir_all(dir).with_context(|| format!("could not make {}", dir.display()))
}

/// Makes core.wasm of what wasm-bindgen wrote.
fn shrink(stage: &Path) -> Result<Names> {
    let raw = stage.join(format!("{LIB}_bg.wasm"));
    // The text form does not say which features the wasm was built for.
    let features = wasm_opt([raw.as_os_str(), "--print-features".as_ref()])?;
    let features: Vec<&OsStr> = features.split_whitespace().map(OsStr::new).collect();

    let wat = stage.join("core.wat");
    fs::write(&wat, without_wording(&wasm_opt([raw.as_os_str(), "--print".as_ref()])?)?)?;
    let wasm = stage.join("core.wasm");
    let passes = PASSES.map(OsStr::new);
    let files = [wat.as_os_str(), "--output".as_ref(), wasm.as_os_str()];
    let printed = wasm_opt(features.into_iter().chain(passes).chain(files))?;
    fs::remove_file(raw)?;
    fs::remove_file(wat)?;
    Names::parse(&printed)
}

/// Other passes move less than one part in a hundred.
const PASSES: [&str; 10] = [
    "-Oz",
    // Blocks and branches are found anew, and fewer: LLVM's are those of another kind of machine.
    "--flatten",
    "--rereloop",
    // What one round inlines and merges leaves something for another one.
    "-Oz",
    "-Oz",
    // Functions of one crate have more in common than functions of one size. Compresses better by 250 bytes.
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
    "--minify-imports-and-exports-and-modules",
];

/// Runs wasm-opt, and returns what it prints. Always npm's: a wasm-opt on PATH may be an old one that breaks wasm-bindgen's
/// output without a word.
fn wasm_opt<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> Result<String> {
    cmd(npm::bin("wasm-opt"), arguments).read().context("wasm-opt failed; its message is above")
}

/// Where wasm-bindgen puts the crate's own JavaScript.
fn snippets(stage: &Path) -> Result<PathBuf> {
    let entry = fs::read_dir(stage.join("snippets"))?.next().context("the glue has no snippets")??;
    Ok(entry.path())
}

/// Writes the modules that are generated and changes the glue.
fn connect(stage: &Path, names: &Names) -> Result<()> {
    for file in templates()? {
        let name = file.file_name().context("a template without a name")?;
        fs::copy(&file, stage.join(name))?;
    }
    let glue = stage.join(format!("{LIB}_bg.js"));
    let text = with_own_text(&without_queue_microtask(&fs::read_to_string(&glue)?)?)?;
    fs::write(&glue, names.shorten(&text)?)?;
    // The one of the crate's own modules that calls the core past the glue.
    let fetch = snippets(stage)?.join("src/web/fetch.js");
    for module in [stage.join("start.js"), fetch] {
        fs::write(&module, names.shorten(&fs::read_to_string(&module)?)?)?;
    }
    fs::write(stage.join("imports.js"), names.imports_js())?;

    let wasm = fs::read(stage.join("core.wasm"))?;
    let Packed { singles, text } = pack(&wasm);
    let core = format!(
        "export const length = {};\nexport const singles = {singles:?};\nexport const text =\n  \"{text}\";\n",
        wasm.len()
    );
    fs::write(stage.join("core.js"), core)?;
    Ok(())
}

/// The modules of pkg-template.
fn templates() -> Result<Vec<PathBuf>> {
    let dir = root().join("pkg-template");
    let mut files = Vec::new();
    for entry in fs::read_dir(&dir).context("there is no folder pkg-template")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "js") {
            files.push(path);
        }
    }
    ensure!(!files.is_empty(), "pkg-template has no modules");
    Ok(files)
}
