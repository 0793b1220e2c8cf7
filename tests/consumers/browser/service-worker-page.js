const controlled = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
await navigator.serviceWorker.register("service-worker.js", { type: "module" });
await controlled;

const response = await fetch(`report${location.search}`);
document.querySelector("output").textContent = await response.text();
