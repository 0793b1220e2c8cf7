// How an entry comes by the core. The build puts module.<entry>.ts in the place of this file, as here that of most.
export * from "./module.inline.js";
