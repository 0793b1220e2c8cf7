//! What the package exports must be what its types declare, no more and no less.

use anyhow::{Result, bail};

/// Compares the values that `types` (an entry's .d.ts) declares with those that its `modules` export.
pub fn same(types: &str, modules: &[&str]) -> Result<()> {
    let declared = sorted(types.lines().filter_map(declared_value).collect());
    let exported = sorted(modules.iter().flat_map(|module| exported_values(module)).collect());
    for name in &declared {
        if !exported.contains(name) {
            bail!("the types declare {name}, but pkg-template does not export it");
        }
    }
    for name in &exported {
        if !declared.contains(name) {
            bail!("pkg-template exports {name}, but the types do not declare it");
        }
    }
    Ok(())
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

/// The name in a line such as `export class RetryPolicy {`; types are not values.
fn declared_value(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("export ")?;
    let rest = rest.strip_prefix("declare ").unwrap_or(rest);
    let rest = ["function ", "class ", "const "].iter().find_map(|kind| rest.strip_prefix(kind))?;
    rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()
}

/// The names in `export { a, b } from "…"` and `export const c = …`.
fn exported_values(module: &str) -> Vec<&str> {
    let listed = module.split("export {").skip(1).filter_map(|rest| rest.split('}').next());
    let listed = listed.flat_map(|list| list.split(',')).map(str::trim).filter(|name| !name.is_empty());
    listed.chain(module.lines().filter_map(declared_value)).collect()
}

#[cfg(test)]
mod tests {
    use super::same;

    const TYPES: &str = "export type A = 1;\nexport interface B {}\nexport class C {\n  d(): void;\n}\n\
                         export function e(\n  x: number,\n): void;\nexport declare const f: number;\n";

    #[test]
    fn equal_surfaces_pass() {
        same(
            TYPES,
            &[
                "export {\n  C,\n  e,\n} from \"./glue.js\";",
                "export * from \"./api.js\";\nexport const f = 1;",
            ],
        )
        .unwrap();
    }

    #[test]
    fn a_missing_or_surplus_value_is_named() {
        let error = same(TYPES, &["export { C, e } from \"./glue.js\";"]).unwrap_err();
        assert_eq!(error.to_string(), "the types declare f, but pkg-template does not export it");
        let error = same(TYPES, &["export { C, e, f, g } from \"./glue.js\";"]).unwrap_err();
        assert_eq!(error.to_string(), "pkg-template exports g, but the types do not declare it");
    }
}
