// docs/grafana-dashboard.json asks for what the entry measures, by the names that it has in Prometheus.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { parser } from "@prometheus-io/lezer-promql";
import { imported, RetryPolicy } from "./support/installed.js";
import { metering } from "./support/metering.js";
import { createFetch, metricsListener } from "./support/tracing.js";
import { answer, hanging, networkError, QUICK, scripted } from "./support/transport.js";

const dashboard = JSON.parse(readFileSync(new URL("../../docs/grafana-dashboard.json", import.meta.url), "utf8"));

/** Metrics of calls that make every instrument speak. */
async function everything() {
  const { meterProvider, gathered } = metering();
  const policy = new RetryPolicy({
    ...QUICK,
    budget: {},
    breaker: { failureRate: 0.5, minimum: 4 },
    fallback: () => answer(200),
  });
  for (const steps of [[200], [503, networkError(), 200], [503, 503, 503, 503]]) {
    await createFetch(policy, { meterProvider })("http://api.test/", { retry: policy.with({ fetch: scripted(...steps) }) });
  }
  // An answer that is not there yet, and a caller that goes away.
  const asking = new RetryPolicy({
    ...QUICK,
    fetch: scripted(202, 200),
    until: { not: [202], backoff: { type: "constant", base: 1 } },
  });
  await createFetch(asking, { meterProvider })("http://api.test/");
  const caller = new AbortController();
  const left = new RetryPolicy({
    ...QUICK,
    fetch: (...sent) => {
      queueMicrotask(() => caller.abort());
      return hanging(...sent);
    },
  });
  await assert.rejects(createFetch(left, { meterProvider })("http://api.test/", { signal: caller.signal }));
  // A body that breaks, and is read again.
  const { resuming } = await imported("holdfast-fetch/body");
  const cut = () => new Response(new ReadableStream({ pull: (controller) => controller.error(networkError()) }));
  const transport = scripted(cut, () => new Response(new Uint8Array(9)));
  const download = resuming({ ...QUICK, fetch: transport, onEvent: metricsListener({ meterProvider }) });
  await (await download("http://api.test/")).text();
  return gathered();
}

/** The series of a text of Prometheus's by name: the labels of each. */
function seriesOf(text) {
  const series = new Map();
  for (const [, name, written = ""] of text.matchAll(/^([a-z_:]+)(?:\{(.*)\})? \S/gm)) {
    const labels = Object.fromEntries([...written.matchAll(/([a-z_]+)="([^"]*)"/g)].map(([, label, value]) => [label, value]));
    series.set(name, [...(series.get(name) ?? []), labels]);
  }
  return series;
}

const resourceMetrics = await everything();
const descriptors = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor));
const written = new PrometheusSerializer(undefined, false, undefined, true).serialize(resourceMetrics);

/** With the unit, as Prometheus itself and the Collector translate what comes by OTLP. */
const translated = descriptors
  .filter(({ unit }) => unit === "s")
  .map(({ name }) => name.replaceAll(".", "_"))
  .reduce((text, name) => text.replaceAll(name, `${name}_seconds`), written);

const STYLES = { "JavaScript's exporter": seriesOf(written), "Prometheus's translation": seriesOf(translated) };

/** What Grafana would put in. */
const FILL = { $__rate_interval: "5m", $__interval: "15s", $__range: "1h", $server: ".*" };
const filled = (query) => query.replace(/\$\w+/g, (name) => FILL[name]);

const targets = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => ({ title, expr: filled(expr), legendFormat })),
);
const variables = dashboard.templating.list
  .filter(({ type }) => type === "query")
  .map(({ name, definition, query }) => {
    assert.equal(query.query, definition);
    const [, expr, label] = definition.match(/^label_values\((.*), (\w+)\)$/);
    return { title: `$${name}`, expr: `sum by (${label}) (${expr})` };
  });

/** The parts of a query by their kinds; what cannot be parsed is of the kind "⚠". */
function partsOf(expr) {
  const parts = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to, node }) => {
      parts.push({ kind: name, text: expr.slice(from, to), of: node.parent?.name });
    },
  });
  return parts;
}

/** A selector: which names of `series` it fits, the labels that it looks at, and whether it takes what has these labels. */
function selected(text, series) {
  const [, before, inner = ""] = text.match(/^(\w*)(?:\{(.*)\})?$/);
  const matchers = [...inner.matchAll(/(\w+)(=~|=|!=|!~)"([^"]*)"/g)].map(([, label, operator, value]) => ({
    label,
    operator,
    value,
  }));
  const byName = matchers.find(({ label }) => label === "__name__")?.value;
  const name = new RegExp(`^(?:${byName ?? before})$`);
  const others = matchers.filter(({ label }) => label !== "__name__");
  const takes = (labels) =>
    others.every(({ label, operator, value }) => {
      const pattern = operator.endsWith("~") ? value : value.replace(/\W/g, "\\$&");
      return new RegExp(`^(?:${pattern})$`).test(labels[label] ?? "") !== operator.startsWith("!");
    });
  return { name, labels: others.map(({ label }) => label), takes, fitting: [...series.keys()].filter((one) => name.test(one)) };
}

test("it is one that Grafana imports, of panels that overlap nowhere", () => {
  const { title, uid, schemaVersion, panels } = dashboard;
  assert.deepEqual([title, uid, typeof schemaVersion], ["holdfast-fetch", "holdfast-fetch", "number"]);
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  const taken = new Set();
  for (const { gridPos } of panels) {
    assert.ok(gridPos.x + gridPos.w <= 24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        assert.equal(taken.has(`${x},${y}`), false, `two panels at ${x},${y}`);
        taken.add(`${x},${y}`);
      }
    }
  }
});

for (const { title, expr } of [...targets, ...variables]) {
  test(`${title}: ${expr}`, () => {
    const parts = partsOf(expr);
    assert.deepEqual(
      parts.filter(({ kind }) => kind === "⚠"),
      [],
      "it is PromQL",
    );
    const of = (kind, within) => parts.filter((part) => part.kind === kind && (within ?? part.of) === part.of);
    const grouped = of("LabelName", "GroupingLabels");
    const selectors = of("VectorSelector");
    assert.ok(selectors.length > 0);
    for (const [style, series] of Object.entries(STYLES)) {
      for (const { text } of selectors) {
        const { name, labels, fitting } = selected(text, series);
        assert.equal(fitting.length, 1, `${name} is one series of ${style}`);
        const known = series.get(fitting[0]).flatMap((one) => Object.keys(one));
        for (const label of [...labels, ...grouped.map(({ text }) => text)]) {
          assert.ok(known.includes(label), `${fitting[0]} has no ${label}`);
        }
      }
    }
  });
}

// Grafana names a series "Value" whose legend comes to nothing.
for (const { title, expr, legendFormat = "" } of targets) {
  const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
  if (named.length === 0) continue;
  test(`${title}: each series of ${legendFormat} has that`, () => {
    const series = STYLES["JavaScript's exporter"];
    for (const { text } of partsOf(expr).filter(({ kind }) => kind === "VectorSelector")) {
      const { fitting, takes } = selected(text, series);
      for (const labels of series.get(fitting[0]).filter(takes)) {
        for (const label of named) assert.ok(labels[label], `${fitting[0]} ${JSON.stringify(labels)}`);
      }
    }
  });
}

test("axes begin at 0, and no stat has both ends of its axis, which takes its sparkline from it", () => {
  for (const { title, type, fieldConfig } of dashboard.panels.filter(({ type }) => type === "stat" || type === "timeseries")) {
    assert.equal(fieldConfig.defaults.min, 0, title);
    if (type === "stat") assert.equal(fieldConfig.defaults.max, undefined, title);
  }
});

test("no stat is judged by Grafana's own thresholds, which call more than 80 of anything red", () => {
  for (const { title, fieldConfig } of dashboard.panels.filter(({ type }) => type === "stat")) {
    const { color, thresholds } = fieldConfig.defaults;
    assert.ok(color?.mode === "fixed" || thresholds !== undefined, title);
  }
});

test("every instrument is on it", () => {
  const queries = targets.map(({ expr }) => expr).join("\n");
  for (const { name } of descriptors) assert.match(queries, new RegExp(name.replaceAll(".", "_")), name);
  assert.equal(descriptors.length, 10);
});

test("the page says of every instrument what it is", () => {
  const page = readFileSync(new URL("../../docs/observability.md", import.meta.url), "utf8");
  for (const { name, unit } of descriptors)
    assert.match(page, new RegExp(`^\\| \`${name}\` \\|.*\\b${unit.replace(/[{}]/g, "")}\\b`, "m"));
  const told = [...page.matchAll(/^\| `(holdfast\.[\w.]+|http\.client\.request\.duration)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told.toSorted(), descriptors.map(({ name }) => name).toSorted());
});
