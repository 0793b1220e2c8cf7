// What may stand at a place in a policy, from the JSON Schema that ships with the package.

import policySchema from "../../../pkg-template/policy.schema.json";

export interface Schema {
  description?: string;
  default?: unknown;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  properties?: Readonly<Record<string, Schema | false>>;
  items?: Schema | false;
  prefixItems?: readonly Schema[];
  $ref?: string;
  then?: Schema;
  else?: Schema;
}

export type Path = readonly (string | number)[];

const ROOT = policySchema as unknown as Schema & { $defs: Record<string, Schema> };

/** The schemas of which one applies to what stands at this path: what is being written may yet become any of them. */
export function schemasAt(path: Path): Schema[] {
  let found = alternatives(ROOT);
  for (const segment of path) {
    found = found.flatMap((schema) => below(schema, segment)).flatMap(alternatives);
  }
  return found;
}

/** The options that an object at this path may have. */
export function optionsAt(path: Path): Map<string, Schema> {
  const options = new Map<string, Schema>();
  for (const { properties = {} } of schemasAt(path)) {
    for (const [name, schema] of Object.entries(properties)) {
      if (schema !== false && !options.has(name)) options.set(name, { ...resolved(schema), ...schema });
    }
  }
  return options;
}

/** Values worth suggesting at this path: those that are listed, and the default. */
export function valuesAt(path: Path): unknown[] {
  const values: unknown[] = [];
  const add = (value: unknown): void => {
    if (!values.some((other) => JSON.stringify(other) === JSON.stringify(value))) values.push(value);
  };
  const schemas = schemasAt(path);
  for (const schema of schemas) {
    if (schema.default !== undefined) add(schema.default);
  }
  for (const { enum: listed = [], const: only, type } of schemas) {
    for (const value of listed) add(value);
    if (only !== undefined) add(only);
    if (type === "boolean") for (const value of [true, false]) add(value);
  }
  return values;
}

function below({ properties, items, prefixItems }: Schema, segment: string | number): Schema[] {
  const found = typeof segment === "string" ? properties?.[segment] : (prefixItems?.[segment] ?? items);
  return found === undefined || found === false ? [] : [found];
}

/** The schema with what it refers to, and each of the branches that a condition would choose from. */
function alternatives(schema: Schema): Schema[] {
  const whole = { ...resolved(schema), ...schema };
  const branches = [whole.then, whole.else].filter((branch) => branch !== undefined);
  return [whole, ...branches.flatMap(alternatives)];
}

/** What a reference stands for; where the schema says something itself, that is more to the point. */
function resolved({ $ref }: Schema): Schema {
  const name = $ref?.replace("#/$defs/", "");
  const target = name === undefined ? undefined : ROOT.$defs[name];
  return target === undefined ? {} : { ...resolved(target), ...target };
}
