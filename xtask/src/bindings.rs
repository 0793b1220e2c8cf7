//! The package around `src/web`: cargo, wasm-bindgen, wasm-opt, esbuild.
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

use crate::bundle::{bundle, empty};
use crate::glue::{Names, with_own_text, without_queue_microtask};
use crate::packing::{Packed, pack};
use crate::panics::without_wording;
use crate::project::{LIB, Metadata, NAME, WASM, cargo, root, without_paths};
use crate::step::step;
use crate::{npm, surface, tools};

/// Builds everything that is in the package's folder `dist`.
pub fn fill(dist: &Path, metadata: &Metadata) -> Result<()> {
    surface_is_declared()?;
    let stage = gather(metadata)?;
    step("esbuild (pkg/dist)", || {
        for (entry, format, out) in [
            ("index.js", "esm", "index.js"),
            ("index.js", "cjs", "index.cjs"),
            ("workerd.js", "esm", "workerd.js"),
            ("edge-light.js", "esm", "edge-light.js"),
            ("opentelemetry.js", "esm", "opentelemetry.js"),
            ("opentelemetry.js", "cjs", "opentelemetry.cjs"),
        ] {
            bundle(&stage, entry, format, &metadata.version, &dist.join(out))?;
        }
        fs::copy(stage.join("core.wasm"), dist.join("core.wasm"))?;
        for entry in ["index", "opentelemetry"] {
            let types = root().join("pkg-template").join(entry).with_extension("d.ts");
            for kind in ["d.ts", "d.cts"] {
                fs::copy(&types, dist.join(entry).with_extension(kind))
                    .with_context(|| format!("there is no {}", types.display()))?;
            }
        }
        Ok(())
    })
}

fn surface_is_declared() -> Result<()> {
    let read = |name: &str| {
        fs::read_to_string(root().join("pkg-template").join(name))
            .with_context(|| format!("pkg-template has no {name}"))
    };
    let (types, api) = (read("index.d.ts")?, read("api.js")?);
    for entry in ["index.js", "workerd.js", "edge-light.js"] {
        surface::same(&types, &[&api, &read(entry)?])?;
    }
    surface::same(&read("opentelemetry.d.ts")?, &[&read("opentelemetry.js")?])
}

/// Makes the folder of modules, ready to be bundled.
fn gather(metadata: &Metadata) -> Result<PathBuf> {
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
            without_paths(&root())
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
