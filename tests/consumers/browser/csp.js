import { call } from "./call.js";

const show = (value) => {
  document.querySelector("output").textContent = JSON.stringify(value);
};
call(new URLSearchParams(location.search).get("play")).then(show, ({ name, message }) => show({ name, message }));
