// How an entry comes by the explain. The build puts module.<entry>.ts in the place of this file, as here that of most.
export * from "./explain-module.inline.js";
