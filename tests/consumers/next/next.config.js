export default {
  // Without it, the lock file of a folder further up would make that one the root.
  turbopack: { root: import.meta.dirname },
};
