using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "app", worker = .app),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "app")],
);

const app :Workerd.Worker = (
  modules = [
    (name = "worker", esModule = embed "worker.js"),
    (name = "holdfast-fetch", esModule = embed "node_modules/holdfast-fetch/dist/workerd.js"),
    (name = "core.wasm", wasm = embed "node_modules/holdfast-fetch/dist/core.wasm"),
    (name = "explain.wasm", wasm = embed "node_modules/holdfast-fetch/dist/explain.wasm"),
    (name = "body", esModule = embed "node_modules/holdfast-fetch/dist/body-workerd.js"),
    (name = "body.wasm", wasm = embed "node_modules/holdfast-fetch/dist/body.wasm"),
  ],
  compatibilityDate = "2026-11-01",
);
