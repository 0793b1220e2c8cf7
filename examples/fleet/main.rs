//! Prints the tables of `docs/fleet.md`.
//!
//! `cargo run --profile fleet --example fleet`, with `--seeds 3` for a quick look, `--only sweep` for one
//! of the tables, and `--write docs/fleet.md` to put them into the page. `--times` prints how long runs take instead.

#[cfg(not(target_arch = "wasm32"))]
mod compare;
#[cfg(not(target_arch = "wasm32"))]
mod page;
#[cfg(not(target_arch = "wasm32"))]
mod pool;
#[cfg(not(target_arch = "wasm32"))]
mod price;
#[cfg(not(target_arch = "wasm32"))]
mod published;
#[cfg(not(target_arch = "wasm32"))]
mod speed;
#[cfg(not(target_arch = "wasm32"))]
mod stats;
#[cfg(not(target_arch = "wasm32"))]
mod sweep;

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.iter().any(|argument| argument == "--times") {
        speed::print();
        return Ok(());
    }
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let seeds = value("--seeds").and_then(|seeds| seeds.parse().ok()).unwrap_or(30);
    let tables: [(&str, &dyn Fn() -> String); 6] = [
        ("rivals", &|| compare::rivals(seeds)),
        ("rules", &|| compare::rules(seeds.div_ceil(5))),
        ("presets", &|| compare::presets(seeds.div_ceil(3))),
        ("price", &price::table),
        ("published", &|| published::tables(seeds)),
        ("sweep", &|| sweep::tables(seeds.div_ceil(30))),
    ];
    let only = value("--only");
    for (name, table) in tables {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let table = table();
        println!("{table}");
        if let Some(path) = value("--write") {
            page::put(&path, name, &table)?;
        }
    }
    Ok(())
}

/// The browser's build of the simulator has its own door.
#[cfg(target_arch = "wasm32")]
fn main() {}
