//! Prints the tables of `docs/fleet.md`.
//!
//! `cargo run --profile fleet --example fleet`, with `--seeds 3` for a quick look, `--only sweep` for one
//! of the tables, and `--write docs/fleet.md` to put them into the page. `--times` prints how long runs take instead.

#[cfg(not(target_arch = "wasm32"))]
mod compare;
#[cfg(not(target_arch = "wasm32"))]
mod living;
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
    let seeds = value("--seeds").and_then(|seeds| seeds.parse().ok()).unwrap_or(10);
    // Each with as many seeds as one has the patience for.
    let tables: [(&str, &dyn Fn() -> String); 7] = [
        ("living", &|| of_seeds(10 * seeds, living::table)),
        ("rivals", &|| of_seeds(seeds, compare::rivals)),
        ("rules", &|| of_seeds(seeds, compare::rules)),
        ("presets", &|| of_seeds(seeds, compare::presets)),
        ("price", &price::table),
        ("published", &|| of_seeds(10 * seeds, published::tables)),
        ("sweep", &|| of_seeds(seeds.div_ceil(3), sweep::tables)),
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

/// Says below a table how many runs each of its figures comes from.
#[cfg(not(target_arch = "wasm32"))]
fn of_seeds(seeds: usize, table: impl Fn(usize) -> String) -> String {
    format!("{}\nRuns for each figure: {seeds}.\n", table(seeds))
}

/// The browser's build of the simulator has bindings of its own.
#[cfg(target_arch = "wasm32")]
fn main() {}
