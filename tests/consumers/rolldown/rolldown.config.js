export default {
  input: "src/main.js",
  platform: "browser",
  output: { dir: "public/build", format: "iife", minify: true },
};
