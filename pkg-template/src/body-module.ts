// How an entry comes by the module that continues bodies. The build puts body-module.<entry>.ts in the place of this file, as
// here that of most.
export * from "./body-module.inline.js";
