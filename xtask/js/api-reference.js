// Writes the API reference, Markdown made from the package's types, into the folder that is named.
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import { MarkdownTheme, MarkdownThemeContext } from "typedoc-plugin-markdown";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TYPES = ["index.d.ts", "body.d.ts", "opentelemetry.d.ts"].map((name) => `${ROOT}target/declarations/${name}`);

const [, , folder] = process.argv;
const app = await Application.bootstrapWithPlugins({
  plugin: ["typedoc-plugin-markdown"],
  entryPoints: TYPES,
  tsconfig: fileURLToPath(new URL("api-reference.json", import.meta.url)),
  out: folder,
  name: "API reference of holdfast-fetch",
  readme: "none",
  router: "module",
  theme: "terse",
  sort: ["source-order"],
  categorizeByGroup: false,
  categoryOrder: ["Calls", "Policies", "What calls share", "How calls end", "Events", "Keep-alive"],
  disableSources: true,
  excludeExternals: true,
  excludePrivate: true,
  expandParameters: true,
  expandObjects: true,
  hideBreadcrumbs: true,
  useHTMLAnchors: true,
  hidePageHeader: true,
  parametersFormat: "none",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeAliasPropertiesFormat: "table",
  typeDeclarationFormat: "table",
  tableColumnSettings: { hideModifiers: true, hideInherited: true, hideOverrides: true, leftAlignHeaders: true },
  treatWarningsAsErrors: true,
  logLevel: "Warn",
});
app.renderer.defineTheme("terse", Terse());
const project = await app.convert();
if (!project) process.exit(1);
app.validate(project);
await app.generateOutputs(project);
process.exitCode = app.logger.hasErrors() || app.logger.hasWarnings() ? 1 : 0;

// Says everything once: no return type, which is in the signature, unless a comment adds to it; no inherited property, which is
// with its own interface. Lists in a cell of a table get their lines back.
function Terse() {
  class Context extends MarkdownThemeContext {
    constructor(...parameters) {
      super(...parameters);
      const { comment, propertiesTable, signatureReturns } = this.partials;
      this.partials.comment = (model, options) => {
        const text = comment(model, options);
        return options?.isTableColumn ? text.replaceAll(/\s- (?=`|a function)/g, "<br />• ") : text;
      };
      this.partials.propertiesTable = (properties, options) =>
        propertiesTable(
          properties.filter(({ inheritedFrom }) => inheritedFrom === undefined),
          options,
        );
      this.partials.signatureReturns = (signature, options) =>
        signature.comment?.getTag("@returns") ? signatureReturns(signature, options) : "";
    }
  }
  return class extends MarkdownTheme {
    getRenderContext(page) {
      return new Context(this, page, this.application.options);
    }
  };
}
