// What the module that continues bodies exports: numbers in, numbers out. See src/abi_body.rs.

export interface BodyExports {
  readonly memory: WebAssembly.Memory;
  io(): number;
  numbers(): number;
  open(a: number, b: number, c: number, d: number, reread: number, fruitless: number): number;
  release(body: number): void;
  advance(body: number, input: number, length: number, status: number, flags: number): number;
}
