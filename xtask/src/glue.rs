//! What is changed in the JavaScript that wasm-bindgen writes, and why each change is safe.
//!
//! All of it is text replacement, so each function checks that it found just what it knows.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The short names that wasm-opt gave to what crosses the border between JavaScript and wasm.
pub struct Names {
    /// (module, name in it, short name), in the order of the wasm.
    imports: Vec<[String; 3]>,
    /// (name in the glue, short name).
    exports: Vec<[String; 2]>,
}

/// wasm-opt joins all imported modules into one of this name.
const MODULE: &str = "a";

impl Names {
    /// Reads what `wasm-opt --minify-imports-and-exports-and-modules` prints.
    pub fn parse(printed: &str) -> Result<Names> {
        let read = || -> Option<Names> {
            let value: Value = serde_json::from_str(printed).ok()?;
            Some(Names { imports: rows(&value["imports"])?, exports: rows(&value["exports"])? })
        };
        read().context("wasm-opt did not print its table of names; is binaryen still version 132?")
    }

    /// The module imports.js: the object that the wasm is instantiated with.
    pub fn imports_js(&self) -> String {
        let mut modules: Vec<&str> = Vec::new();
        let mut fields = String::new();
        for [module, name, short] in &self.imports {
            let index = modules.iter().position(|known| known == module).unwrap_or_else(|| {
                modules.push(module);
                modules.len() - 1
            });
            fields += &format!("    {short}: m{index}.{name},\n");
        }
        let mut text = String::new();
        for (index, module) in modules.iter().enumerate() {
            text += &format!("import * as m{index} from \"{module}\";\n");
        }
        text + &format!("\nexport const imports = {{\n  {MODULE}: {{\n{fields}  }},\n}};\n")
    }

    /// Writes the short name wherever `js` uses an export as `wasm.name`.
    pub fn shorten(&self, js: &str) -> Result<String> {
        let mut text = String::with_capacity(js.len());
        let mut rest = js;
        while let Some(at) = rest.find("wasm.") {
            let (before, after) = rest.split_at(at);
            let after = &after["wasm.".len()..];
            text.push_str(before);
            text.push_str("wasm.");
            rest = after;
            if before.ends_with(|c: char| is_identifier(c) || c == '.') {
                continue;
            }
            let name = &after[..after.find(|c| !is_identifier(c)).unwrap_or(after.len())];
            let short = self.exports.iter().find(|[long, _]| long == name);
            let [_, short] = short
                .with_context(|| format!("the glue uses wasm.{name}, which the wasm does not export"))?;
            text.push_str(short);
            rest = &after[name.len()..];
        }
        Ok(text + rest)
    }
}

/// Makes the executor of Rust futures schedule on `Promise.then`.
///
/// It asks the global object for `queueMicrotask` and falls back to `Promise.then`. Fake timers, such as Jest's, replace
/// `queueMicrotask` by one that stands still, and no request would ever be sent. So the answer to its question becomes "no".
pub fn without_queue_microtask(glue: &str) -> Result<String> {
    const ASKS: &str = "const ret = arg0.queueMicrotask;";
    let found = glue.matches(ASKS).count();
    ensure!(
        found == 1,
        "the glue should ask for queueMicrotask once but does so {found} times; \
         compare it with xtask/src/glue.rs, wasm-bindgen may have changed"
    );
    Ok(glue.replace(ASKS, "const ret = undefined;"))
}

/// Makes text cross the border by `pkg-template/text.js`, which says why.
///
/// Of wasm-bindgen's own code, the function that writes text stays, but for the half that serves a core without `realloc`.
pub fn with_own_text(glue: &str) -> Result<String> {
    let glue = without(glue, "    if (realloc === undefined) {\n", "    let len = arg.length;")?;
    let glue = without(&glue, "let cachedTextDecoder = new TextDecoder(", "let WASM_VECTOR_LEN = 0;")?;
    Ok(format!("import {{ cachedTextEncoder, decodeText }} from \"./text.js\";\n{glue}"))
}

/// Cuts from the one place to the other, of which there must be one each.
fn without(glue: &str, from: &str, to: &str) -> Result<String> {
    let parts = |text: &str, at: &str| -> Option<(String, String)> {
        let (before, after) = text.split_once(at)?;
        (!after.contains(at)).then(|| (before.to_owned(), format!("{at}{after}")))
    };
    let cut = || -> Option<String> {
        let (before, rest) = parts(glue, from)?;
        Some(before + &parts(&rest, to)?.1)
    };
    cut().with_context(|| {
        format!(
            "the glue should have one `{}` and, later, one `{to}`; \
             compare it with xtask/src/glue.rs, wasm-bindgen may have changed",
            from.trim()
        )
    })
}

fn rows<const N: usize>(value: &Value) -> Option<Vec<[String; N]>> {
    value
        .as_array()?
        .iter()
        .map(|row| serde_json::from_value::<Vec<String>>(row.clone()).ok()?.try_into().ok())
        .collect()
}

fn is_identifier(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = r#"{
     "imports": [["./snippets/x/attempt.js", "connect", "a"], ["./glue.js", "__wbg_now_1", "b"], ["./glue.js", "__wbg_then_2", "c"]],
     "exports": [["memory", "A"], ["__wbindgen_start", "B"]]
    }"#;

    #[test]
    fn imports_are_listed_by_their_short_names() {
        let expected = "import * as m0 from \"./snippets/x/attempt.js\";\nimport * as m1 from \"./glue.js\";\n\n\
            export const imports = {\n  a: {\n    a: m0.connect,\n    b: m1.__wbg_now_1,\n    c: m1.__wbg_then_2,\n  },\n};\n";
        assert_eq!(Names::parse(PRINTED).unwrap().imports_js(), expected);
    }

    #[test]
    fn exports_are_shortened_wherever_they_stand() {
        let names = Names::parse(PRINTED).unwrap();
        let js = "new Uint8Array(wasm.memory.buffer); wasm.__wbindgen_start(); import './core_wasm.memory'; let wasm;";
        let expected = "new Uint8Array(wasm.A.buffer); wasm.B(); import './core_wasm.memory'; let wasm;";
        assert_eq!(names.shorten(js).unwrap(), expected);
    }

    #[test]
    fn an_unknown_export_stops_the_build() {
        let error = Names::parse(PRINTED).unwrap().shorten("wasm.missing()").unwrap_err();
        assert_eq!(error.to_string(), "the glue uses wasm.missing, which the wasm does not export");
    }

    #[test]
    fn a_table_that_cannot_be_read_stops_the_build() {
        for printed in ["", "{}", r#"{"imports": [["a"]], "exports": []}"#] {
            assert!(Names::parse(printed).is_err(), "{printed}");
        }
    }

    #[test]
    fn the_question_for_queue_microtask_is_answered_with_no() {
        let glue = "function a(arg0) {\n    const ret = arg0.queueMicrotask;\n    return ret;\n}";
        assert_eq!(
            without_queue_microtask(glue).unwrap(),
            "function a(arg0) {\n    const ret = undefined;\n    return ret;\n}"
        );
        assert!(without_queue_microtask("").is_err());
        assert!(without_queue_microtask(&glue.repeat(2)).is_err());
    }

    #[test]
    fn text_is_left_to_a_module_of_our_own() {
        let glue = "function passStringToWasm0(arg, malloc, realloc) {\n    if (realloc === undefined) {\n        return 1;\n    }\n\n    \
            let len = arg.length;\n}\n\nlet cachedTextDecoder = new TextDecoder('utf-8');\nfunction decodeText(bytes) {}\n\n\
            let WASM_VECTOR_LEN = 0;\n";
        let expected = "import { cachedTextEncoder, decodeText } from \"./text.js\";\n\
            function passStringToWasm0(arg, malloc, realloc) {\n    let len = arg.length;\n}\n\nlet WASM_VECTOR_LEN = 0;\n";
        assert_eq!(with_own_text(glue).unwrap(), expected);
        for strange in [String::new(), glue.repeat(2), glue.replace("let WASM_VECTOR_LEN = 0;", "")] {
            assert!(with_own_text(&strange).is_err(), "{strange}");
        }
    }
}
