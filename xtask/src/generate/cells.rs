//! `generated/cells.ts`: where in a policy's cells each of its numbers, texts and sets stands.

use holdfast_fetch::core::policy::cells::{CELLS, Cell, Cells, Field, STATUSES_A_CELL, Set, TIER_CELLS};

pub fn source() -> String {
    let mut out = super::heading("src/core/policy/cells.rs");
    out += "\n/** Where there is no limit. */\n";
    out += "export const UNLIMITED = 1 / 0;\n";
    out += "\n/** The number of a policy's cells. */\n";
    out += &format!("export const CELL_COUNT = {CELLS};\n");
    out += "\n/** The number of a tier's. */\n";
    out += &format!("export const TIER_CELLS = {TIER_CELLS};\n");
    out += "\n/** The number of a set's, and of the statuses in each. */\n";
    out += &format!("export const SET_CELLS = {};\n", size_of::<Set>() / 8);
    out += &format!("export const STATUSES_A_CELL = {STATUSES_A_CELL};\n");
    for group in ["Pace", "Spread", "Tier"] {
        let fields: &[Field] = match group {
            "Pace" => <holdfast_fetch::core::policy::cells::Pace as Cell>::FIELDS,
            "Spread" => <holdfast_fetch::core::policy::cells::Spread as Cell>::FIELDS,
            _ => <holdfast_fetch::core::policy::cells::Tier as Cell>::FIELDS,
        };
        out += &format!("\n// Counted from the first cell of a {}.\n", group.to_lowercase());
        for field in fields {
            constant(&mut out, &format!("{}_{}", group.to_uppercase(), field.name.to_uppercase()), field, 0);
        }
    }
    out += "\n// Of a policy.\n";
    walk(&mut out, Cells::FIELDS, "", 0);
    out
}

fn walk(out: &mut String, fields: &[Field], before: &str, base: usize) {
    for field in fields {
        // The hints are one of several; what is on is named by what it is.
        let part = if field.name == "hints" { "hint" } else { field.name };
        let name = match (before, part) {
            ("", "hint") | ("", _) if field.fields.is_empty() => field.name.to_uppercase(),
            ("", part) => part.to_uppercase(),
            ("HINT", "on") => "HINTS".to_owned(),
            (before, "on") => before.to_owned(),
            (before, part) => format!("{before}_{}", part.to_uppercase()),
        };
        if field.fields.is_empty() {
            constant(out, &name, field, base);
        } else {
            // Of a struct that begins with a switch, that is its name.
            if field.fields.iter().all(|part| part.name != "on") {
                constant(out, &name, field, base);
            }
            walk(out, field.fields, &name, base + field.cell);
        }
    }
}

fn constant(out: &mut String, name: &str, field: &Field, base: usize) {
    let doc = field.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
    *out += &format!("/** {doc} */\nexport const {name} = {};\n", base + field.cell);
}
